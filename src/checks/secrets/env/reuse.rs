//! One value for two secrets.

use std::collections::{BTreeSet, HashMap};

use super::file::EnvFile;
use super::{codes, listed, names, placeholder, reference};
use crate::check::Examination;
use crate::dotenv::Entry;

/// So many names of one value are compared with the next.
const MOST_NAMES: usize = 20;

/// Names the second of two secrets for different purposes that have one value.
pub fn examine(files: &[EnvFile], examination: &mut Examination) {
    let mut seen: HashMap<&str, Vec<(&EnvFile, &Entry)>> = HashMap::new();
    let secrets = files.iter().flat_map(|file| file.secrets().map(move |(entry, secret)| (file, entry, secret)));
    for (file, entry, secret) in secrets.filter(|(_, entry, secret)| Use::of(&entry.name).is_some() && is_real(secret))
    {
        let holders = seen.entry(secret).or_default();
        if let Some((other, first)) = holders.iter().find(|(_, first)| are_apart(&first.name, &entry.name)) {
            let message = format!(
                "`{}` has the same value as `{}` on line {} of {}",
                entry.name, first.name, first.line, other.path
            );
            let help = format!("make a new value for `{}`: `openssl rand -hex 32`", entry.name);
            examination.find(file.finding(&codes::REUSED, message, entry.line).help(help));
        }
        if holders.len() < MOST_NAMES {
            holders.push((file, entry));
        }
    }
}

/// Stand-ins have a finding of their own.
fn is_real(secret: &str) -> bool {
    reference::judge(secret).is_none() && placeholder::of_secret(secret).is_none()
}

/// What a secret is for, as far as its name says so.
struct Use {
    signs: bool,
    /// For whom: `REDIS`, `DB`. Empty where the name says nothing.
    owners: BTreeSet<String>,
}

impl Use {
    /// Keys that sign and passwords are ours to make; what a vendor gives out may go by several names.
    fn of(name: &str) -> Option<Self> {
        const PASSWORDS: &str = "PASSWORD PASSWD PASSPHRASE PASS PWD PGPASSWORD";
        let name = name.to_ascii_uppercase();
        let words: Vec<&str> = name.split('_').collect();
        let signs = names::is_signing_key(&name);
        let is_password = words.last().is_some_and(|last| listed(PASSWORDS, last));
        (signs || is_password).then(|| Self { signs, owners: words.iter().filter_map(|word| owner(word)).collect() })
    }
}

/// `POSTGRES_PASSWORD` and `DB_PASS` are one password under two names.
fn owner(word: &str) -> Option<String> {
    const NEUTRAL: &str = "SECRET SECRETS KEY BASE SIGNING APP APPLICATION DJANGO FASTAPI FLASK PASSWORD PASSWD PASSPHRASE \
        PASS PWD ROOT USER DEFAULT BROKER CELERY QUEUE CACHE BACKEND SERVER SERVICE MAIN PROD PRODUCTION MY";
    const DATABASES: &str = "DB DATABASE POSTGRES POSTGRESQL PG PGPASSWORD SQL MYSQL MARIADB MSSQL SA";
    match word {
        "" => None,
        "NEXTAUTH" | "BETTERAUTH" => Some("AUTH".to_owned()),
        word if listed(NEUTRAL, word) => None,
        word if listed(DATABASES, word) => Some("DB".to_owned()),
        word => Some(word.to_owned()),
    }
}

/// Whether it is sure that the two names are not one secret.
fn are_apart(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (Use::of(one), Use::of(other)) else { return false };
    match (one.signs, other.signs) {
        (true, true) => one.owners != other.owners,
        (false, false) => !one.owners.is_empty() && !other.owners.is_empty() && one.owners.is_disjoint(&other.owners),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_purposes_are_told_from_two_names_for_one() {
        for (one, other) in [
            ("SECRET_KEY", "JWT_SECRET_KEY"),
            ("SECRET_KEY", "POSTGRES_PASSWORD"),
            ("ADMIN_JWT_SECRET", "JWT_SECRET"),
            ("DB_PASSWORD", "REDIS_PASSWORD"),
            ("GRAFANA_ADMIN_PASSWORD", "POSTGRES_PASSWORD"),
        ] {
            assert!(are_apart(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("SECRET_KEY", "DJANGO_SECRET_KEY"),
            ("AUTH_SECRET", "NEXTAUTH_SECRET"),
            ("POSTGRES_PASSWORD", "DB_PASS"),
            ("POSTGRES_PASSWORD", "KEYCLOAK_DB_PASSWORD"),
            ("PGPASSWORD", "DATABASE_PASSWORD"),
            ("REDIS_PASSWORD", "CELERY_BROKER_PASSWORD"),
            ("SMTP_PASSWORD", "SENDGRID_API_KEY"),
            ("GITHUB_TOKEN", "GH_TOKEN"),
            ("MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD"),
        ] {
            assert!(!are_apart(one, other), "{one} {other}");
        }
    }
}

//! References of one file beside one another: an account, region or vault that
//! none of the others has, and another stage than the file is for.

use std::collections::BTreeMap;

use super::super::file::EnvFile;
use super::super::{codes, listed};
use super::{judge, parts};
use crate::check::Examination;
use crate::dotenv::Entry;

/// Judges the references of one file that are well formed each by itself.
pub fn examine(file: &EnvFile, examination: &mut Examination) {
    let references: Vec<Reference> = file.content.entries.iter().filter_map(Reference::of).collect();
    for kind in ["region", "account", "project", "vault"] {
        examination.findings.extend(odd_one_out(kind, &references).map(|(odd, rest)| {
            let name = &odd.entry.name;
            let message = format!("`{name}` names another {kind} than the {rest} other references of {}", file.path);
            let help = format!("correct the {kind} on line {} of {}, if it was not meant", odd.entry.line, file.path);
            file.finding(&codes::REFERENCE_APART, message, odd.entry.line).help(help)
        }));
    }
    let is_production = is_for_production(file) || references.iter().any(|r| r.has_word("prod production prd live"));
    for reference in references.iter().filter(|_| is_production) {
        if let Some(stage) = reference.word("dev develop development stag stage staging stg test testing qa sandbox") {
            let message =
                format!("`{}` refers to `{stage}` in {}, which is for production", reference.entry.name, file.path);
            let help = format!("refer to the secret of production on line {} of {}", reference.entry.line, file.path);
            examination.find(file.finding(&codes::REFERENCE_STAGE, message, reference.entry.line).help(help));
        }
    }
    for reference in references.iter().filter(|reference| reference.value.ends_with("/versions/latest")) {
        let message = format!("`{}` refers to whatever version of a secret is the latest", reference.entry.name);
        let help = format!("write the version's number on line {} of {}", reference.entry.line, file.path);
        examination.find(file.finding(&codes::REFERENCE_LATEST, message, reference.entry.line).help(help));
    }
}

struct Reference<'e> {
    entry: &'e Entry,
    value: &'e str,
}

impl<'e> Reference<'e> {
    fn of(entry: &'e Entry) -> Option<Self> {
        let value = entry.value.trim();
        // What stands encrypted in the file itself has letters, but no words.
        let is_name = !["encrypted:", "enc[", "enc(", "{cipher}", "vault:v"]
            .iter()
            .any(|cipher| value.get(..cipher.len()).is_some_and(|start| start.eq_ignore_ascii_case(cipher)));
        (is_name && judge(value) == Some(Ok(()))).then_some(Self { entry, value })
    }

    /// The part that is of this kind, if the manager has such a thing.
    fn scope(&self, kind: &str) -> Option<&'e str> {
        let part = |separator: char, at: usize| self.value.split(separator).nth(at).filter(|part| !part.is_empty());
        let begins = |prefix: &str| self.value.starts_with(prefix);
        match kind {
            "region" if begins("arn:") => part(':', 3),
            "account" if begins("arn:") => part(':', 4),
            "project" if begins("projects/") => part('/', 1),
            "project" if begins("sm://") => part('/', 2),
            "vault" if begins("https://") => part('/', 2),
            _ => None,
        }
    }

    fn has_word(&self, words: &str) -> bool {
        self.word(words).is_some()
    }

    /// The first of its words that is listed.
    fn word(&self, words: &str) -> Option<String> {
        let own = parts(self.value).flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
        own.map(str::to_lowercase).find(|word| listed(words, word))
    }
}

/// The one reference whose scope differs from that of all others, of which there
/// are at least two. Where several differ it is by plan.
fn odd_one_out<'r, 'e>(kind: &str, references: &'r [Reference<'e>]) -> Option<(&'r Reference<'e>, usize)> {
    let mut by_scope: BTreeMap<&str, Vec<&Reference>> = BTreeMap::new();
    for reference in references {
        if let Some(scope) = reference.scope(kind) {
            by_scope.entry(scope).or_default().push(reference);
        }
    }
    let mut groups: Vec<_> = by_scope.into_values().collect();
    groups.sort_by_key(Vec::len);
    match groups.as_slice() {
        [few, many] if few.len() == 1 && many.len() > 1 => Some((few[0], many.len())),
        _ => None,
    }
}

/// By its name, or by the variable that tells the program so.
fn is_for_production(file: &EnvFile) -> bool {
    const TELL: &str = "ENV APP_ENV ENVIRONMENT NODE_ENV RAILS_ENV RACK_ENV FLASK_ENV DJANGO_ENV DEPLOY_ENV STAGE";
    let is_production = |text: &str| matches!(text.to_lowercase().as_str(), "prod" | "production" | "prd");
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    name.split(['.', '-', '_']).any(is_production)
        || file.content.entries.iter().any(|entry| listed(TELL, &entry.name) && is_production(entry.value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dotenv::Dotenv;

    fn told(path: &str, text: &str) -> Vec<String> {
        let bytes = text.as_bytes().to_vec();
        let mut examination = Examination::default();
        examine(&EnvFile { path, content: Dotenv::parse(&bytes), bytes }, &mut examination);
        examination.findings.into_iter().map(|finding| finding.message).collect()
    }

    const TWO: &str =
        "A=arn:aws:ssm:eu-west-1:210987654321:parameter/app/a\nB=arn:aws:ssm:eu-west-1:210987654321:parameter/app/b\n";

    #[test]
    fn the_one_reference_to_another_region_or_account_is_told() {
        let other = format!("{TWO}C=arn:aws:kms:eu-west-2:310987654321:alias/app\n");
        assert_eq!(
            told(".env", &other),
            [
                "`C` names another region than the 2 other references of .env",
                "`C` names another account than the 2 other references of .env"
            ]
        );
        let by_plan = format!("{other}D=arn:aws:kms:eu-west-2:310987654321:alias/b\n");
        for plain in [TWO, &by_plan, "A=projects/a/secrets/s\nB=projects/b/secrets/s", ""] {
            assert_eq!(told(".env", plain), [""; 0], "{plain}");
        }
        let projects = "A=sm://shop/a\nB=projects/shop/secrets/b/versions/1\nC=projects/shpo/secrets/c/versions/1\n";
        assert_eq!(told(".env", projects), ["`C` names another project than the 2 other references of .env"]);
    }

    #[test]
    fn a_secret_of_another_stage_is_told_in_a_file_for_production() {
        let message = |path: &str| format!("`A` refers to `staging` in {path}, which is for production");
        let reference = "A=op://app-staging/db/password\n";
        assert_eq!(told(".env.production", reference), [message(".env.production")]);
        assert_eq!(told(".env", &format!("APP_ENV=production\n{reference}")), [message(".env")]);
        assert_eq!(told(".env", &format!("B=op://app-prod/db/user\n{reference}")), [message(".env")]);
        assert_eq!(told(".env", reference), [""; 0]);
        assert_eq!(told(".env.production", "A=op://app/device/password\nB=staging\n"), [""; 0]);
    }

    #[test]
    fn the_latest_version_is_a_note() {
        let latest = "A=projects/shop/secrets/db/versions/latest";
        assert_eq!(told(".env", latest), ["`A` refers to whatever version of a secret is the latest"]);
    }
}

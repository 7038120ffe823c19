//! What the name of a variable says about its value.

use super::listed;

/// Whether the value is to be kept secret. By whole words: `MAX_TOKENS` and
/// `TOKENIZERS_PARALLELISM` are not about a token.
pub fn is_secret(name: &str) -> bool {
    const WORDS: &str = "SECRET SECRETS TOKEN PASSWORD PASSWD PASSPHRASE PASS PWD CREDENTIAL CREDENTIALS APIKEY SECRETKEY \
        ACCESSKEY PRIVATEKEY";
    const PAIRS: [[&str; 2]; 9] = [
        ["API", "KEY"],
        ["ACCESS", "KEY"],
        ["PRIVATE", "KEY"],
        ["SECRET", "KEY"],
        ["SIGNING", "KEY"],
        ["ENCRYPTION", "KEY"],
        ["MASTER", "KEY"],
        ["AUTH", "KEY"],
        ["FERNET", "KEY"],
    ];
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> = words(&name);
    let says = is_signing_key(&name)
        || words.iter().any(|word| listed(WORDS, word))
        || words.windows(2).any(|pair| PAIRS.iter().any(|known| known == pair));
    // `PWD` and `OLDPWD` are the shell's own.
    says && name != "PWD" && !is_public(&words) && !is_about_a_secret(&words)
}

/// Whether the value signs or encrypts, so that its length is ours to choose.
/// `STRIPE_SECRET_KEY` and the like come from a vendor, as long as he makes them.
pub fn is_signing_key(name: &str) -> bool {
    const NAMES: &str = "SECRET_KEY SECRET_KEY_BASE APP_KEY APP_SECRET APP_SECRET_KEY AUTH_SECRET AUTH_SECRET_KEY COOKIE_SECRET \
        DJANGO_SECRET_KEY FASTAPI_SECRET_KEY FLASK_SECRET_KEY JWT_KEY JWT_SECRET JWT_SECRET_KEY \
        JWT_SIGNING_KEY NEXTAUTH_SECRET SESSION_SECRET SESSION_SECRET_KEY SIGNING_KEY";
    let name = name.to_ascii_uppercase();
    listed(NAMES, &name) || ["_JWT_SECRET", "_JWT_SECRET_KEY"].iter().any(|end| name.ends_with(end))
}

/// The password in `scheme://user:password@host`.
pub fn url_password(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    (!password.is_empty()).then_some(password)
}

fn words(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Bundlers put these into what every visitor downloads.
fn is_public(words: &[&str]) -> bool {
    words.contains(&"PUBLIC") || matches!(words.first(), Some(&("VITE" | "REACT")))
}

/// `TOKEN_TTL`, `PASSWORD_MIN_LENGTH`, `API_KEY_HEADER`: settings about a secret.
fn is_about_a_secret(words: &[&str]) -> bool {
    const ENDS: &str = "AGE ALG ALGORITHM ARN AUDIENCE BACKEND COST COUNT DAYS DIR DRIVER ENABLED ENDPOINT \
        ENGINE EXPIRATION EXPIRE EXPIRES EXPIRY FIELD FILE FORMAT HASHER HEADER HOST HOURS ID IN \
        INTERVAL ISSUER KIND LENGTH LIFETIME LIMIT LOCATION MANAGER MAX METHOD MIN MINUTES MODE \
        NAME PATH POLICY PORT PREFIX PROVIDER REGION REQUIRED RESET ROUNDS SECONDS SIZE SOURCE \
        STORAGE STORE STRATEGY TIMEOUT TTL TYPE URI URL VERSION";
    words.last().is_some_and(|last| listed(ENDS, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_by_whole_words() {
        for name in [
            "SECRET_KEY",
            "POSTGRES_PASSWORD",
            "DB_PASS",
            "db_pwd",
            "GITHUB_TOKEN",
            "OPENAI_API_KEY",
            "API_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "SSH_PRIVATE_KEY",
            "JWT_SECRET",
            "MYSQL_ROOT_PASSWORD",
            "SLACK_BOT_TOKEN",
            "JWT_KEY",
            "AIRFLOW__CORE__FERNET_KEY",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "PORT",
            "LOG_LEVEL",
            "MAX_TOKENS",
            "TOKENIZERS_PARALLELISM",
            "TOKEN_TTL",
            "ACCESS_TOKEN_EXPIRE_MINUTES",
            "PASSWORD_MIN_LENGTH",
            "API_KEY_HEADER",
            "SECRET_NAME",
            "TOKEN_URL",
            "PWD",
            "OLDPWD",
            "VITE_API_KEY",
            "NEXT_PUBLIC_MAPBOX_TOKEN",
            "PASSWORDLESS",
            "KEY",
            "PUBLIC_KEY",
            "BYPASS",
            "COMPASS_URL",
            "JWT_EXPIRES_IN",
            "POSTGRES_PASSWORD_FILE",
            "TOKEN_STORE",
            "AWS_ACCESS_KEY_ID",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn keys_of_vendors_are_not_ours_to_judge_by_length() {
        for name in ["SECRET_KEY", "jwt_secret", "ADMIN_JWT_SECRET", "SESSION_SECRET"] {
            assert!(is_signing_key(name), "{name}");
        }
        for name in ["STRIPE_SECRET_KEY", "RECAPTCHA_SECRET_KEY", "GITHUB_CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY"] {
            assert!(!is_signing_key(name), "{name}");
        }
    }

    #[test]
    fn the_password_in_an_address_is_found() {
        assert_eq!(url_password("postgres://app:k3@v9@db:5432/x?y=a@b"), Some("k3@v9"));
        assert_eq!(url_password("redis://:k3v9@redis"), Some("k3v9"));
        for none in ["https://example.com/a:b@c", "redis://redis:6379", "postgres://app@db", "a:b@c", "x://u:@h"] {
            assert_eq!(url_password(none), None, "{none}");
        }
    }
}

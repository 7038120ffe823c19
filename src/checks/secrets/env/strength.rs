//! How strong a secret is, judged by the least it could be.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::placeholder::{is_repetitive, is_sequence};
use super::{listed, names};
use crate::finding::Severity;

/// RFC 7518 §3.2: a key for HS256 has at least 256 bits.
const LEAST_BYTES: usize = 32;
const LEAST_DIFFERENT: usize = 10;
const LEAST_BITS: f64 = 128.0;
/// NIST SP 800-63B §3.1.1.2: no password is shorter.
const LEAST_PASSWORD: usize = 8;

/// Why the secret of a variable is too weak, as the predicate of a sentence.
pub fn weakness(name: &str, secret: &str) -> Option<String> {
    if let Some(format) = Format::of(name, secret) {
        return (!(format.takes)(secret)).then(|| format!("is not {}", format.expected));
    }
    if names::is_signing_key(name) {
        return weakness_of_key(secret);
    }
    let short = is_password(name) && secret.chars().count() < LEAST_PASSWORD;
    short.then(|| format!("is {} characters long; at least {LEAST_PASSWORD} are needed", secret.chars().count()))
}

/// The same of a secret of which only the length is known.
pub fn weakness_of_length(name: &str, bytes: usize) -> Option<String> {
    let least = if names::is_signing_key(name) { LEAST_BYTES } else { LEAST_PASSWORD };
    let is_judged = names::is_signing_key(name) || is_password(name);
    (is_judged && bytes < least).then(|| format!("is {bytes} bytes long; at least {least} are needed"))
}

/// A short password at least has a service before it that can count the tries;
/// a key is guessed from one token, and one of the wrong form is taken by nobody.
pub fn severity(name: &str) -> Severity {
    if is_password(name) { Severity::Warning } else { Severity::Error }
}

/// How much a key holds, for the report of what is well.
pub fn measure(key: &str) -> String {
    format!("{} bytes, up to {:.0} bits", key.len(), bits(key))
}

/// Why a key is too weak to sign with.
pub fn weakness_of_key(key: &str) -> Option<String> {
    let mut different: Vec<char> = key.chars().collect();
    different.sort_unstable();
    different.dedup();
    if key.len() < LEAST_BYTES {
        Some(format!("is {} bytes long; at least {LEAST_BYTES} are needed", key.len()))
    } else if is_repetitive(key) || is_sequence(key) {
        Some("repeats itself or is a sequence".to_owned())
    } else if different.len() < LEAST_DIFFERENT {
        Some(format!("has {} different characters; a random key has at least {LEAST_DIFFERENT}", different.len()))
    } else if bits(key) < LEAST_BITS {
        Some(format!("holds {:.0} bits at most; at least {LEAST_BITS:.0} are needed", bits(key)))
    } else {
        None
    }
}

/// Of an address only the password reaches here, whatever the variable's name.
fn is_password(name: &str) -> bool {
    const ENDS: &str = "PASSWORD PASSWD PASSPHRASE PASS PWD";
    let name = name.to_ascii_uppercase();
    name.rsplit('_').next().is_some_and(|last| listed(ENDS, last))
}

/// A key whose reader takes one length and one spelling only.
struct Format {
    claims: fn(&str, &str) -> bool,
    takes: fn(&str) -> bool,
    expected: &'static str,
}

impl Format {
    fn of(name: &str, secret: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| (format.claims)(name, secret))
    }
}

static FORMATS: [Format; 3] = [
    // cryptography.io/en/latest/fernet: 32 bytes in URL-safe base64; Airflow takes several, the newest first.
    Format {
        claims: |name, _| name == "FERNET_KEY" || name.ends_with("_FERNET_KEY"),
        takes: |keys| keys.split(',').all(|key| URL_SAFE.decode(key.trim()).is_ok_and(|key| key.len() == 32)),
        expected: "a Fernet key: 32 bytes in URL-safe base64, 44 characters",
    },
    // guides.rubyonrails.org/security.html#custom-credentials: AES-128-GCM.
    Format {
        claims: |name, _| name == "RAILS_MASTER_KEY",
        takes: |key| key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit()),
        expected: "a key of 32 hexadecimal digits, as Rails makes it",
    },
    // laravel.com/docs/encryption: AES-128 or AES-256. The name is too common to judge what is spelled otherwise.
    Format {
        claims: |name, key| name == "APP_KEY" && key.starts_with("base64:"),
        takes: |key| {
            key.get(7..).is_some_and(|key| STANDARD.decode(key).is_ok_and(|key| [16, 32].contains(&key.len())))
        },
        expected: "a key of 16 or 32 bytes in base64, as `php artisan key:generate` makes it",
    },
];

/// The bits of a random text of the same length over the smallest alphabet that has all its characters.
fn bits(key: &str) -> f64 {
    type Alphabet = (fn(char) -> bool, f64);
    const ALPHABETS: [Alphabet; 5] = [
        (|c| c.is_ascii_digit(), 10.0),
        (|c| c.is_ascii_hexdigit(), 16.0),
        (|c| c.is_ascii_lowercase() || c.is_ascii_uppercase(), 26.0),
        (|c| c.is_ascii_alphanumeric(), 62.0),
        (|c| c.is_ascii_alphanumeric() || "+/=-_".contains(c), 64.0),
    ];
    let size = ALPHABETS.into_iter().find(|(has, _)| key.chars().all(has)).map_or(94.0, |(_, size)| size);
    let length = u32::try_from(key.chars().count()).unwrap_or(u32::MAX);
    f64::from(length) * libm::log2(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_keys_are_told_apart_from_strong_ones() {
        let says = |key: &str, word: &str| weakness_of_key(key).is_some_and(|w| w.contains(word));
        assert!(says("k3v9", "4 bytes"));
        assert!(says(&"ab".repeat(20), "repeats"));
        assert!(says("0123456789abcdef0123456789abcdef", "sequence"));
        assert!(says("aabbccddeebbaaddcceeaabbddccaaee1", "different"));
        assert!(says("83017469253310984756201938475610", "106 bits"));
        assert_eq!(weakness_of_key("9f86d081884c7d659a2feaa0c55ad015"), None);
        assert_eq!(weakness_of_key("한글로 쓴 아주 긴 열쇠 문장 하나, 아무도 모르는"), None);
        assert_eq!(measure("9f86d081884c7d659a2feaa0c55ad015"), "32 bytes, up to 128 bits");
    }

    #[test]
    fn a_key_of_fixed_length_is_held_to_it() {
        let base64 = |length: usize| {
            STANDARD.encode((0..length).map(|i| u8::try_from(i * 7 % 251).unwrap()).collect::<Vec<_>>())
        };
        let laravel = |length| weakness("APP_KEY", &format!("base64:{}", base64(length))).is_none();
        assert!(laravel(32) && laravel(16) && !laravel(31));
        let fernet = URL_SAFE.encode([9; 32]);
        assert_eq!(weakness("AIRFLOW__CORE__FERNET_KEY", &format!("{fernet},{fernet}")), None);
        assert!(weakness("FERNET_KEY", &fernet[1..]).is_some());
        let rails = ["9f86d081", "884c7d65", "9a2feaa0", "c55ad015"].concat();
        assert_eq!(weakness("RAILS_MASTER_KEY", &rails), None);
        assert!(weakness("RAILS_MASTER_KEY", &rails[1..]).is_some());
    }

    #[test]
    fn a_short_password_is_a_warning_and_a_short_token_of_a_vendor_is_his() {
        assert!(weakness("DB_PASSWORD", "k3v9").is_some() && severity("DB_PASSWORD") == Severity::Warning);
        assert_eq!(weakness("DB_PASSWORD", &["k3v9", "qXw2"].concat()), None);
        assert_eq!(weakness("SMS_TOKEN", "k3v9"), None);
        assert_eq!(severity("SECRET_KEY"), Severity::Error);
    }
}

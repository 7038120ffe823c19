//! What a value looks like: drawn at random, a word, or a stand-in for the real thing.

use bstr::ByteSlice;

/// Whether the characters look drawn by a machine. Words, names, paths and
/// counting sequences follow the letter pairs of language; random ones do not.
pub(super) fn random(value: &[u8]) -> bool {
    if is_hex(value) {
        return value.len() >= 16 && distinct(value) >= 7 && sequential(value) < 0.4 && mixes_digits_and_letters(value);
    }
    let (natural, pairs) = natural_pairs(value);
    pairs >= 9 && natural * 10 < pairs * 6 && distinct(value) >= 9 && entropy(value) >= 3.0
}

/// Shannon entropy in bits per character.
#[expect(clippy::cast_precision_loss, reason = "values are short")]
pub(super) fn entropy(value: &[u8]) -> f64 {
    let length = value.len() as f64;
    let shares = histogram(value).into_iter().filter(|&count| count > 0).map(|count| f64::from(count) / length);
    -shares.map(|share| share * libm::log2(share)).sum::<f64>()
}

/// Whether the value stands in for a secret: samples of manuals, masks, blanks
/// to be filled in, plain words. Strict enough to be asked of every token, whatever its form.
pub(super) fn stand_in(value: &[u8]) -> bool {
    let (natural, pairs) = natural_pairs(value);
    placeholder(value)
        || value.len() >= 12 && (distinct(value) <= 5 || sequential(value) > 0.6 || natural * 10 > pairs * 8)
}

/// Whether the value says of itself that it is no secret.
pub(super) fn placeholder(value: &[u8]) -> bool {
    const WORDS: &[&str] = &[
        "example",
        "placeholder",
        "changeme",
        "change_me",
        "change-me",
        "redacted",
        "your_",
        "your-",
        "yourtoken",
        "yourkey",
        "yoursecret",
        "xxxxx",
        "*****",
        "...",
        "-----",
        "00000000",
        "123456789",
        "987654321",
        "abcdefgh",
        // "Hello" in base32, with which most samples of TOTP begin.
        "jbswy3dp",
        "a1b2c3",
        "1a2b3c",
        "abc123",
        "deadbeef",
        "replaceme",
        "replace_",
        "replace-",
        "insert_",
        "insert-",
        "dummy",
        "invalid",
        "not_a_",
        "not-a-",
        "notreal",
        "not_real",
        "not-real",
        "sample",
    ];
    let lower = value.to_ascii_lowercase();
    WORDS.iter().any(|word| contains(&lower, word.as_bytes()))
}

/// What opens an interpolation, and what closes it.
const TEMPLATES: &[(&str, &str)] = &[
    ("${", "}"),
    ("$(", ")"),
    ("{{", "}}"),
    ("#{", "}"),
    ("%(", ")"),
    ("<%", "%>"),
    ("%{", "}"),
    ("@{", "}"),
    ("[[", "]]"),
    ("{%", "%}"),
];

/// Whether something is put in at run time. Signs drawn at random open brackets
/// too, but what stands between them is no expression.
fn template(value: &[u8]) -> bool {
    TEMPLATES.iter().any(|(open, close)| {
        value.find(open).is_some_and(|at| {
            let inside = &value[at + open.len()..];
            let inside = inside.find(close).map_or(inside, |end| &inside[..end]);
            !inside.iter().any(|byte| b"{}#<>;".contains(byte))
        })
    })
}

/// How references, encrypted values and digests begin.
const STORES: &[&str] = &[
    "arn:",
    "vault:",
    "op://",
    "ref+",
    "sm://",
    "ssm:",
    "projects/",
    "secret/",
    "secrets/",
    "keyvault",
    "akv://",
    "gcp-sm",
    "aws-sm",
    "doppler:",
    "env:",
    "env.",
    "file:",
    "file://",
    "@microsoft.keyvault",
    "enc[",
    "enc(",
    "encrypted:",
    "ansible_vault",
    "$ansible",
    "!vault",
    "sealed:",
    "kms:",
    "sops:",
    "sha1-",
    "sha1:",
    "sha256-",
    "sha256:",
    "sha384-",
    "sha512-",
    "sha512:",
    "h1:",
    "md5:",
    "http://",
    "https://",
    "data:",
    "urn:",
    "resolve:",
    "valuefrom",
    "keyring:",
    "pass:",
];

/// Whether the value is put in at run time, or points at where the secret is kept.
pub(super) fn reference(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let named = |b: &u8| b.is_ascii_alphanumeric() || b"_.-/:$%@{}()[]<>|,'\"".contains(b);
    let variable = value.first().is_some_and(|b| b"$%@".contains(b)) && value.iter().all(named);
    template(value) || variable || STORES.iter().any(|store| lower.starts_with(store.as_bytes()))
}

/// Whether words of a program are written together and at most numbered: `userPasswordV2`.
pub(super) fn named(value: &[u8]) -> bool {
    let letters = value.trim_end_with(|c| c.is_ascii_digit());
    let (natural, pairs) = natural_pairs(letters);
    letters.len() >= 12
        && letters.iter().all(u8::is_ascii_alphabetic)
        && value.len() - letters.len() <= 2
        && natural * 10 >= pairs * 6
}

/// A day, with the time of day or without: `2024-05-06T07:08:09Z`.
pub(super) fn date(value: &[u8]) -> bool {
    value.len() >= 10
        && value[..10]
            .iter()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() })
}

/// An address of mail.
pub(super) fn mail_address(value: &[u8]) -> bool {
    let lower = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(byte);
    value.split_once_str("@").is_some_and(|(user, host)| {
        user.iter().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(b))
            && host.contains(&b'.')
            && host.iter().all(lower)
    })
}

/// Whether the value ends as the name of a file does.
pub(super) fn file_name(value: &[u8]) -> bool {
    const ENDINGS: &[&str] = &[
        "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "pdf", "txt", "md", "html", "htm", "css", "js", "ts",
        "json", "geojson", "xml", "yml", "yaml", "toml", "ini", "env", "conf", "csv", "sql", "log", "py", "rb", "go",
        "java", "php", "sh", "zip", "gz", "tar", "jar", "mov", "mp4", "mp3", "woff", "ttf", "pem", "crt", "cer", "key",
        "pub", "p12", "pfx", "p8", "jks", "kdbx", "asc", "gpg", "age",
    ];
    let ending = value.iter().rposition(|&b| b == b'.').map_or(&b""[..], |at| &value[at + 1..]);
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known.as_bytes()))
}

/// The passwords of tests and manuals, written plainly or with digits for letters.
pub(super) fn well_worn(value: &[u8]) -> bool {
    const PARTS: &[&str] = &[
        "password",
        "passwd",
        "passw",
        "passwort",
        "secret",
        "changeit",
        "letmein",
        "qwerty",
        "welcome",
        "foobar",
        "hunter",
        "correcthorse",
        "mypass",
        "testpass",
        "postgres",
        "mysql",
        "mongodb",
        "redis",
        "rabbitmq",
        "minioadmin",
        "username",
        "userpass",
        "adminpass",
        "opensesame",
        "testing",
        "somefake",
        "fakekey",
    ];
    const WHOLE: &[&str] =
        &["pass", "pwd", "test", "admin", "root", "user", "guest", "demo", "default", "abc", "foo", "bar", "hello"];
    let letters: Vec<u8> = value.iter().filter_map(|&byte| letter_of(byte)).collect();
    let bare: Vec<u8> = value.iter().filter(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase).collect();
    PARTS.iter().any(|part| contains(&letters, part.as_bytes()) || contains(&bare, part.as_bytes()))
        || made_of(&bare, WHOLE)
}

/// Whether nothing but these words is written there, one after the other.
fn made_of(letters: &[u8], words: &[&str]) -> bool {
    letters.is_empty()
        || letters.len() <= 24
            && words.iter().filter_map(|word| letters.strip_prefix(word.as_bytes())).any(|rest| made_of(rest, words))
}

/// `8-4-4-4-12` hexadecimal digits.
pub(super) fn uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// How many of lower case, upper case, digits and other characters there are.
pub(super) fn classes(value: &[u8]) -> usize {
    let any = |test: fn(&u8) -> bool| usize::from(value.iter().any(test));
    any(u8::is_ascii_lowercase) + any(u8::is_ascii_uppercase) + any(u8::is_ascii_digit) + any(u8::is_ascii_punctuation)
}

/// How many different bytes there are.
pub(super) fn distinct(value: &[u8]) -> usize {
    histogram(value).into_iter().filter(|&count| count > 0).count()
}

/// Whether `needle` stands anywhere in `haystack`.
pub(super) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.contains_str(needle)
}

/// The letter that people read a digit or sign as.
fn letter_of(byte: u8) -> Option<u8> {
    Some(match byte {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        _ if byte.is_ascii_alphabetic() => byte.to_ascii_lowercase(),
        _ => return None,
    })
}

fn is_hex(value: &[u8]) -> bool {
    value.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

fn mixes_digits_and_letters(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic)
}

fn histogram(value: &[u8]) -> [u32; 256] {
    value.iter().fold([0; 256], |mut counts, &byte| {
        counts[usize::from(byte)] += 1;
        counts
    })
}

/// The share of neighbours that are equal or count up or down: `aaaa`, `1234`, `fedc`.
#[expect(clippy::cast_precision_loss, reason = "values are short")]
fn sequential(value: &[u8]) -> f64 {
    let steps = value.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
    steps as f64 / value.len().saturating_sub(1).max(1) as f64
}

/// The pairs of neighbours that language has, and all pairs that count. A
/// separator breaks words apart, so a pair with one does not count.
fn natural_pairs(value: &[u8]) -> (usize, usize) {
    let counted = value.windows(2).filter(|pair| pair.iter().all(u8::is_ascii_alphanumeric));
    counted.fold((0, 0), |(natural, pairs), pair| (natural + usize::from(natural_pair(pair[0], pair[1])), pairs + 1))
}

fn natural_pair(a: u8, b: u8) -> bool {
    /// For each letter those that follow it in 95 of 100 cases in English prose
    /// and identifiers: 251 of the 676 pairs.
    const FOLLOWERS: [&str; 26] = [
        "bcdfgiklmnprstuvy",
        "aeilorsu",
        "acefhiklorstu",
        "adegilorsu",
        "abcdefgilmnpqrstvwxy",
        "aefilorsu",
        "ehilnorsu",
        "aeiot",
        "abcdefglmnoprstvxz",
        "",
        "ei",
        "adefilostuy",
        "abeimopsu",
        "acdefgiklnostuvy",
        "cdfgiklmnoprstuvw",
        "aehiloprstuy",
        "u",
        "acdegikmnorstuy",
        "aceghilopstuy",
        "acdehiloprstuy",
        "abcdefgilmnprst",
        "aei",
        "aehinors",
        "pt",
        "pst",
        "e",
    ];
    let (lower_a, lower_b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let follows = || {
        let followers = FOLLOWERS.get(usize::from(lower_a.wrapping_sub(b'a')));
        followers.is_some_and(|letters| letters.as_bytes().contains(&lower_b))
    };
    a.abs_diff(b) <= 1 || follows()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_characters_are_told_from_words_names_and_sequences() {
        for seed in 1..200 {
            let drawn = super::super::sample::expand_with("{alnum:24}", seed);
            assert!(random(&drawn), "{}", String::from_utf8_lossy(&drawn));
        }
        for plain in [
            "getUserTokenFromRequest",
            "my-super-secret-token-value",
            "config.database.password",
            "AuthenticationTokenProvider",
            "abcdefghijklmnopqrstuvwxyz",
            "com.example.security.TokenService",
            "THIS_IS_A_CONSTANT_NAME",
            "0000000000000000000000000000",
            "authorization_code_with_pkce",
            "application/x-www-form-urlencoded",
            "password-reset-confirmation-email",
        ] {
            assert!(!random(plain.as_bytes()), "{plain}");
        }
    }

    #[test]
    fn references_and_stand_ins_are_no_secrets() {
        for value in ["${TOKEN}", "{{ token }}", "op://vault/item", "ENC[AES256_GCM,data", "sha512-abc", "$TOKEN"] {
            assert!(reference(value.as_bytes()), "{value}");
        }
        assert!(named(b"deviceReportGatewayV2") && !named(b"Wachtwoord1") && !named(b"q7Rz2LmX9wTf4K"));
        assert!(date(b"2024-05-06T07:08:09Z") && !date(b"2024-05-0") && !date(b"20240-5-06"));
        assert!(mail_address(b"ada@acme.io") && !mail_address(b"kV9@mPq2"));
        assert!(file_name(b"certs/4f265065-b11d/key.P12") && !file_name(b"kV9.mPq2") && !file_name(b"png"));
        for value in ["your-token-here", "xxxxxxxxxxxxxxxx", "changeme", "AKIAIOSFODNN7EXAMPLE", "1234567890abcdef"] {
            assert!(stand_in(value.as_bytes()), "{value}");
        }
    }
}

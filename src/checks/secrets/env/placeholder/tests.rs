use super::*;
use crate::checks::secrets::env::strength::weakness_of_key;

#[test]
fn stand_ins_are_known_by_their_kind() {
    for value in [
        "<your-api-key>",
        "[API_KEY]",
        "{{ secret_key }}",
        "%SECRET_KEY%",
        "@SECRET@",
        "__SECRET_KEY__",
        "${{ secrets.KEY }}",
        "{secret}",
        "${SECRET_KEY}",
        "$(openssl rand -hex 32)",
        "changeme",
        "change-me",
        "CHANGE_ME!",
        "changethis",
        "todo",
        "N/A",
        "none",
        "xxxxxxxx",
        "XXX",
        "********",
        "...",
        "???",
        "password",
        "Passw0rd",
        "postgres",
        "SAMPLEPASSWORD",
        "secret",
        "변경하세요",
        "여기에_키를_입력하세요",
        "임시비밀번호",
        "your_secret_key_here",
        "your-256-bit-secret",
        "your_secret_key_here_min_32_characters_long",
        "change_this_to_a_random_32_byte_hex_value",
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "super-secret-jwt-key-replace-in-production",
        "my-super-secret-key",
        "insert-token-here",
        "put_your_key_here",
        "test-secret-key",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabc",
        "abababababab",
        "0000000000000000",
        "12345678",
        "0123456789abcdef0123456789abcdef",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiop",
        "123456",
        "qwertyuiopasdfghjklzxcvbnm123456",
        "qwerty",
        "1q2w3e4r",
        "replace-me-with-a-real-key",
        "changeme123",
        "enter-your-password",
    ] {
        assert!(of_secret(value).is_some(), "{value}");
    }
    assert!(of_secret(&format!("django-{}-{}", "insecure", "k3v9!")).is_some());
    assert!(of_secret(&["AKIA", "IOSFODNN7", "EXAMPLE"].concat()).is_some());
    assert!(of_secret(&["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCY", "EXAMPLEKEY"].concat()).is_some());
}

#[test]
fn ordinary_settings_are_no_unmistakable_stand_ins() {
    for value in [
        "info",
        "8000",
        "localhost",
        "postgres",
        "default",
        "test",
        "user",
        "admin",
        "[]",
        "{}",
        "{\"a\": 1}",
        "[1, 2]",
        "*",
        "https://example.com",
        "none",
        "redis://redis:6379/0",
        "%d-%m-%Y",
        "@daily",
        "/var/lib/app",
        "한국어 서비스",
        "[\"http://localhost\"]",
        "${HOST}:80",
        "key",
        "0",
        "production",
    ] {
        assert_eq!(unmistakable(value), None, "{value}");
    }
}

#[test]
fn hand_made_passphrases_pass() {
    for value in [
        "correct-horse-battery-staple",
        "Tr0ub4dor&3",
        "secret-santa-9f!kQ2",
        "김치볶음밥-1997-부산",
        "hunter2butlonger",
    ] {
        assert_eq!(of_secret(value), None, "{value}");
    }
}

/// xorshift64*: the same values in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % bound
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|_| char::from(alphabet[self.below(alphabet.len())])).collect()
    }
}

/// Five words that can be spoken, as a passphrase has.
fn passphrase(random: &mut Random) -> String {
    let word = |random: &mut Random| -> String {
        (0..2 + random.below(2)).flat_map(|_| [random.text(b"bdfgklmnprstvz", 1), random.text(b"aeiou", 1)]).collect()
    };
    let joint = ["-", " ", "_", "."][random.below(4)];
    (0..5).map(|_| word(random)).collect::<Vec<_>>().join(joint)
}

#[test]
fn a_hundred_thousand_generated_secrets_trip_no_rule() {
    let hex = b"0123456789abcdef".as_slice();
    let alphanumeric = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".as_slice();
    let url_safe = [alphanumeric, b"-_"].concat();
    let base64 = [alphanumeric, b"+/"].concat();
    let django = b"abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)".as_slice();
    let printable: Vec<u8> = (b'!'..=b'~').collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..10_000 {
        for (alphabet, length) in [
            (hex, 32),
            (hex, 64),
            (&url_safe, 43),
            (&base64, 44),
            (django, 50),
            (alphanumeric, 12),
            (alphanumeric, 24),
            (&printable, 40),
        ] {
            let value = random.text(alphabet, length);
            assert_eq!(of_secret(&value), None, "round {round}: {value}");
            assert!(length < 32 || weakness_of_key(&value).is_none(), "round {round}: {value}");
        }
        let uuid = [8, 4, 4, 4, 12].map(|length| random.text(hex, length)).join("-");
        for value in [uuid, passphrase(&mut random)] {
            assert_eq!(of_secret(&value), None, "round {round}: {value}");
        }
    }
}

#[test]
fn domains_that_only_examples_have_are_told_from_real_ones() {
    for value in
        ["your-domain.com", "https://app.yourdomain.com/x", "admin@yourcompany.io", "a.io,https://your-domain.com"]
    {
        assert!(unmistakable(value).is_some(), "{value}");
    }
    for value in ["https://example.com", "yourdomain", "https://yourdomains.com", "your-domain.prod.acme.io", "v1.2"] {
        assert_eq!(unmistakable(value), None, "{value}");
    }
}

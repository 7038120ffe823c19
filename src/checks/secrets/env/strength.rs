//! How strong a signing key is, judged by the least it could be.

use super::placeholder::{is_repetitive, is_sequence};

/// RFC 7518 §3.2: a key for HS256 has at least 256 bits.
const LEAST_BYTES: usize = 32;
const LEAST_DIFFERENT: usize = 10;
const LEAST_BITS: f64 = 128.0;

/// Why a key is too weak to sign with, as the predicate of a sentence.
pub fn weakness(key: &str) -> Option<String> {
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
        let says = |key: &str, word: &str| weakness(key).is_some_and(|w| w.contains(word));
        assert!(says("k3v9", "4 bytes"));
        assert!(says(&"ab".repeat(20), "repeats"));
        assert!(says("0123456789abcdef0123456789abcdef", "sequence"));
        assert!(says("aabbccddeebbaaddcceeaabbddccaaee1", "different"));
        assert!(says("83017469253310984756201938475610", "106 bits"));
        assert_eq!(weakness("9f86d081884c7d659a2feaa0c55ad015"), None);
        assert_eq!(weakness("한글로 쓴 아주 긴 열쇠 문장 하나, 아무도 모르는"), None);
    }
}

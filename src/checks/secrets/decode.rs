//! The small codes in which tokens are written or carry their own proof: base64,
//! hexadecimal, and CRC-32 in base 62 or 36.

/// Decodes base64 of either alphabet, padded or not; `None` if it is neither.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let end = text.iter().rposition(|&b| b != b'=').map_or(0, |at| at + 1);
    let mut decoded = Vec::with_capacity(end * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0);
    for &byte in &text[..end] {
        bits = bits << 6 | u32::from(base64_digit(byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            decoded.push((bits >> held).to_le_bytes()[0]);
        }
    }
    Some(decoded)
}

/// Decodes hexadecimal digits; `None` if it is anything else.
pub(super) fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_chunks::<2>();
    rest.is_empty().then_some(pairs)?.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

fn base64_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Whether the last six characters are the CRC-32 of `payload`, in base 62.
pub(super) fn ends_in_crc32(token: &[u8], payload: &[u8]) -> bool {
    token.last_chunk().is_some_and(|digits| *digits == base62(crc32(payload)))
}

/// Whether the last seven characters are the CRC-32 of all before, in base 36.
pub(super) fn ends_in_crc32_base36(token: &[u8]) -> bool {
    token.split_last_chunk().is_some_and(|(payload, digits)| *digits == base36(crc32(payload)))
}

/// CRC-32 as in zip and PNG (polynomial 0xEDB88320).
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// Six digits, most significant first, `0-9A-Za-z`: what GitHub and npm append.
pub(super) fn base62(number: u32) -> [u8; 6] {
    digits(number, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
}

/// Seven digits, most significant first, `0-9a-z`: what GitLab appends.
pub(super) fn base36(number: u32) -> [u8; 7] {
    digits(number, b"0123456789abcdefghijklmnopqrstuvwxyz")
}

fn digits<const BASE: usize, const COUNT: usize>(number: u32, alphabet: &[u8; BASE]) -> [u8; COUNT] {
    let mut rest = number as usize;
    let mut digits = [alphabet[0]; COUNT];
    for digit in digits.iter_mut().rev() {
        *digit = alphabet[rest % BASE];
        rest /= BASE;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_in_both_alphabets_with_and_without_padding() {
        for (text, bytes) in [("Zm9v", "foo"), ("Zm8=", "fo"), ("Zg", "f"), ("", "")] {
            assert_eq!(base64(text.as_bytes()).unwrap(), bytes.as_bytes(), "{text}");
        }
        assert_eq!(base64(b"-_+/").unwrap(), base64(b"+/-_").unwrap());
        assert!(base64(b"Zm 9v").is_none());
    }

    #[test]
    fn crc32_has_the_published_check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(&base62(61), b"00000z");
        assert_eq!(&base62(62), b"000010");
        assert_eq!(&base36(36), b"0000010");
    }
}

//! Samples of secrets, made when they are needed: nothing in these sources
//! looks like a secret, to us or to anybody else's scanner.

/// Fills in a template: `{alnum:36}` becomes 36 letters and digits, the same
/// ones each time. Other classes are in [`alphabet`]; other braces stay.
pub(super) fn expand(template: &str) -> Vec<u8> {
    expand_with(template, 1)
}

/// As [`expand`], with other characters for another seed.
pub(super) fn expand_with(template: &str, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut out = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.extend_from_slice(before.as_bytes());
        if let Some((letters, count, tail)) = placeholder(after) {
            out.extend((0..count).map(|_| draw(&mut state, letters)));
            rest = tail;
        } else {
            out.push(b'{');
            rest = after;
        }
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

fn placeholder(text: &str) -> Option<(&'static str, usize, &str)> {
    let (inner, tail) = text.split_once('}')?;
    let (class, count) = inner.split_once(':')?;
    Some((alphabet(class)?, count.parse().ok()?, tail))
}

fn alphabet(class: &str) -> Option<&'static str> {
    Some(match class {
        "alnum" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "alpha" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "lower" => "abcdefghijklmnopqrstuvwxyz0123456789",
        "upper" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "lowerbase32" => "abcdefghijklmnopqrstuvwxyz234567",
        "base32" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "base64" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "letters" => "abcdefghijklmnopqrstuvwxyz",
        "bech32l" => "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
        "bech32" => "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
        "base58" => "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
        "digit" => "0123456789",
        "hex" => "0123456789abcdef",
        "upperhex" => "0123456789ABCDEF",
        _ => return None,
    })
}

/// xorshift64*: enough to look drawn.
fn draw(state: &mut u64, letters: &str) -> u8 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    let high = state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40;
    letters.as_bytes()[usize::try_from(high).unwrap() % letters.len()]
}

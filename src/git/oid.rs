use std::fmt;

use anyhow::{Result, bail};

/// The name of an object: 20 bytes (SHA-1) or 32 (SHA-256).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid {
    bytes: [u8; 32],
    len: u8,
}

impl Oid {
    /// The raw 20 or 32 bytes, as they stand in tree objects.
    pub fn from_raw(raw: &[u8]) -> Option<Self> {
        if raw.len() != 20 && raw.len() != 32 {
            return None;
        }
        let mut bytes = [0; 32];
        bytes[..raw.len()].copy_from_slice(raw);
        Some(Self { bytes, len: u8::try_from(raw.len()).ok()? })
    }

    /// Exactly 40 or 64 hexadecimal digits.
    pub fn from_hex(hex: &[u8]) -> Option<Self> {
        if hex.len() != 40 && hex.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |c: u8| char::from(c).to_digit(16);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        Some(Self { bytes, len: u8::try_from(hex.len() / 2).ok()? })
    }

    /// As [`Oid::from_hex`], with git's all-zero name ("there is none") as `None`.
    pub fn from_hex_or_zero(hex: &[u8]) -> Result<Option<Self>> {
        match Self::from_hex(hex) {
            Some(oid) if oid.raw().iter().all(|&b| b == 0) => Ok(None),
            Some(oid) => Ok(Some(oid)),
            None => bail!("not an object name: {:?}", bstr::BStr::new(hex)),
        }
    }

    /// The 20 or 32 bytes.
    pub fn raw(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// The first ten digits: enough for a reader.
    pub fn short(&self) -> String {
        self.to_string()[..10].to_owned()
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_of_both_lengths_are_none() {
        for len in [40, 64] {
            assert_eq!(Oid::from_hex_or_zero("0".repeat(len).as_bytes()).unwrap(), None);
        }
    }

    #[test]
    fn hex_survives_the_round_trip_and_other_lengths_are_refused() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(Oid::from_hex(hex.as_bytes()).unwrap().to_string(), hex);
        assert!(Oid::from_hex(&hex.as_bytes()[1..]).is_none());
        assert!(Oid::from_hex_or_zero(b"HEAD").is_err());
    }
}

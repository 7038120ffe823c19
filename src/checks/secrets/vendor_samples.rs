//! Values that vendors publish themselves, in manuals and emulators. They are
//! kept as digests, so that this file does not hold what it is about.

use crate::digest;

/// The first sixteen digits of each one's SHA-256.
const DIGESTS: &[&str] = &[
    // The Azure Storage emulator's account key.
    "0011cc25eb432071",
    // The Cosmos DB emulator's account key.
    "aa6547439583c3a2",
    // Stripe's documentation, twice.
    "2cafc0970149a84f",
    "f2d6ca16515033e5",
    // GitHub's REST documentation, by kind of token.
    "3543c50b0cb9cea8",
    "bc3ae723f57c6b9e",
    "82e74299544e0073",
    // Jwt.io's token, and the same with the signatures it has had.
    "7f75367e78812551",
    "da816f9f2c16e6c5",
    // RFC 7519's and RFC 7515's token.
    "8d4ef6536dc8895f",
    // RFC 6750's bearer token.
    "b8e148545b13c78b",
    // The tokens of RFC 6749 and RFC 6750 (OAuth 2), and of RFC 5849 (OAuth 1).
    "6c96130f130ab0d6",
    "00cf4c781dc37003",
    "ea9bdfd02c0c412c",
    "e9974c507d2a8021",
    "ca7459e2b26776de",
    "2ff8b0fb93aca981",
    "649e1f5c769e718b",
    "293257ab6495ebb1",
    "cb87c87e4a138d9a",
    "9d03b692e941d5ac",
    "c20fbc2b96183894",
    "b87dad10a32a2d81",
    // The secret key of reCAPTCHA's test site.
    "f5e95c9954635b65",
    // The keys of the test merchants of KG Inicis (sign key, API key) and of NICE Payments.
    "3a9503069192f207",
    "43c2ec294cf9fb0f",
    "0a532d5cfe300abc",
];

/// Whether a vendor has published this very value as a sample.
pub(super) fn documented(value: &[u8]) -> bool {
    let digest = digest::sha256(value);
    DIGESTS.iter().any(|known| digest.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_sample_is_known_and_nothing_else() {
        let sample = ["sk", "test", "4eC39HqLyjWDarjtT1zdp7dc"].join("_");
        assert!(documented(sample.as_bytes()));
        assert!(!documented(b"anything else"));
    }
}

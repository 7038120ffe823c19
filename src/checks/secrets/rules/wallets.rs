//! Wallets: whoever has the key has the money.

use super::super::rule::{Candidate, Rule, Verdict, code, random};
use super::super::shape;

const SPENDS: &str = "Whoever has it spends what the wallet holds, at once and for good.";
const MOVE: &str = "Move what the wallet holds to a new one, now; the old key can't be revoked.";

pub(super) static RULES: &[Rule] = &[
    Rule::named(
        code(
            "secrets/ethereum-private-key",
            "The private key of an Ethereum account.",
            SPENDS,
            MOVE,
            "https://ethereum.org/en/developers/docs/accounts/",
        ),
        "Ethereum private key",
        &["private_key", "privatekey", "private-key", "deployer_key", "wallet_key"],
        r"0x[0-9a-fA-F]{64}",
    )
    .often_invented()
    .examples(&["PRIVATE_KEY=0x{hex:64}", "deployerPrivateKey: \"0x{hex:64}\""], &["PUBLIC_KEY=0x{hex:64}", "PRIVATE_KEY=0x{hex:40}"]),
    Rule::token(
        code(
            "secrets/extended-private-key",
            "An extended private key (BIP 32): the root of a tree of wallets.",
            SPENDS,
            MOVE,
            "https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki",
        ),
        "extended private key",
        &["xprv", "yprv", "zprv", "tprv"],
        r"[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107}",
    )
    .judged_by(|found| Verdict::sure_if(!found.secret.starts_with(b"t")))
    .often_invented()
    .examples(&["xprv{base58:107}", "tprv{base58:107}"], &["xprv{base58:12}", "xpub{base58:107}"]),
    Rule::named(
        code(
            "secrets/bitcoin-private-key",
            "A Bitcoin private key in wallet import format.",
            SPENDS,
            MOVE,
            "https://developer.bitcoin.org/devguide/wallets.html#wallet-import-format-wif",
        ),
        "Bitcoin private key",
        &["bitcoin", "btc_", "private_key", "privatekey"],
        r"5[1-9A-HJ-NP-Za-km-z]{50}|[KL][1-9A-HJ-NP-Za-km-z]{51}",
    )
    .often_invented()
    .examples(&["BITCOIN_PRIVATE_KEY=K{base58:51}", "btcPrivateKey: \"L{base58:51}\""], &["BITCOIN_ADDRESS=K{base58:51}", "BITCOIN_PRIVATE_KEY=K{base58:12}"]),
    Rule::token(
        code(
            "secrets/nostr-secret-key",
            "A Nostr secret key.",
            "Whoever has it speaks as its owner, for good.",
            "Make another and tell your followers; the old key can't be revoked.",
            "https://github.com/nostr-protocol/nips/blob/master/19.md",
        ),
        "Nostr secret key",
        &["nsec1"],
        r"nsec1[02-9ac-hj-np-z]{58}",
    )
    .judged_by(random)
    .examples(&["nsec1{bech32l:58}"], &["nsec1{bech32l:12}", "npub1{bech32l:58}"]),
    Rule::named(
        code(
            "secrets/stellar-secret-key",
            "The secret seed of a Stellar account.",
            SPENDS,
            MOVE,
            "https://developers.stellar.org/docs/learn/fundamentals/stellar-data-structures/accounts",
        ),
        "Stellar secret key",
        &["stellar", "soroban"],
        r"S[A-D][A-Z2-7]{54}",
    )
    .examples(&["STELLAR_SECRET_KEY=SC{base32:54}"], &["STELLAR_ACCOUNT=SC{base32:54}", "STELLAR_SECRET_KEY=SC{base32:12}"]),
    Rule::named(
        code(
            "secrets/seed-phrase",
            "The words from which a wallet is restored (BIP 39).",
            SPENDS,
            MOVE,
            "https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki",
        ),
        "seed phrase of a wallet",
        &["mnemonic", "seed_phrase", "seedphrase", "recovery_phrase"],
        r"[a-z]{3,8}(?: [a-z]{3,8}){11}(?:(?: [a-z]{3,8}){3}){0,4}",
    )
    .judged_by(phrase)
    .examples(
        &["mnemonic = \"{letters:5} {letters:4} {letters:6} {letters:3} {letters:7} {letters:5} {letters:4} {letters:8} {letters:5} {letters:6} {letters:4} {letters:5}\""],
        &["mnemonic = \"test test test test test test test test test test test junk\"", "mnemonic = \"one two three\""],
    ),
];

/// Twelve different words; the well-known one of test chains repeats its own.
/// Any sentence may look so: worth a look.
fn phrase(found: &Candidate) -> Verdict {
    let mut words: Vec<_> = found.secret.split(|&byte| byte == b' ').collect();
    words.sort_unstable();
    words.dedup();
    if words.len() >= 10 && !shape::placeholder(found.secret) { Verdict::Doubtful } else { Verdict::Harmless }
}

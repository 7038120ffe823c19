//! Private keys, in every armour.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};
use super::super::shape;

const LEAKED: &str = "Whoever has a private key is its owner: can sign in, sign and decrypt in that name, for as long as \
                      anybody trusts the public half.";
const MEND: &str = "Make a new key pair, replace the public half everywhere it is trusted, and keep the private half \
                    out of the repository (a secret store, an agent, a hardware token).";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/private-key",
            "A private key in PEM armour: RSA, EC, DSA, PKCS#8, OpenSSH or PGP.",
            LEAKED,
            MEND,
            "https://www.rfc-editor.org/rfc/rfc7468",
        ),
        "private key",
        &["-----BEGIN"],
        r#"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\s"'+,;>|#*\\]|\\[rn])*(?:[A-Za-z-]+: [^\r\n]{0,200}(?:[\s"'+,\\]|\\[rn])+)*[A-Za-z0-9+/=](?:[A-Za-z0-9+/=\s"',;>|#*\\-]|\\[rn]){60,}"#,
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(pem)
    .examples(
        &[
            "-----BEGIN RSA PRIVATE KEY-----\n{base64:64}\n{base64:64}\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\\n{base64:64}\\n{base64:64}\\n-----END PRIVATE KEY-----",
            "-----BEGIN OPENSSH PRIVATE KEY-----\r\n{base64:70}\r\n{base64:70}\r\n",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{base64:64}\n{base64:64}\n",
        ],
        &[
            "-----BEGIN RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "# -----BEGIN RSA PRIVATE KEY-----\n# privatekeyprivatekeyprivatekey\n# privatekeyprivatekeyprivatekey\n",
            "-----BEGIN PUBLIC KEY-----\n{base64:64}\n{base64:64}\n-----END PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----",
            "if text.contains(\"-----BEGIN RSA PRIVATE KEY-----\") { return Err(Error::PrivateKeyInConfiguration) }",
        ],
    ),
    Rule::token(
        code(
            "secrets/private-key-base64",
            "A private key in PEM armour, wrapped in base64 once more, as CI variables and Kubernetes want it.",
            LEAKED,
            MEND,
            "https://www.rfc-editor.org/rfc/rfc7468",
        ),
        "private key in base64",
        &["LS0tLS1CRUdJTi"],
        r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{100,}={0,2}",
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(wrapped_pem)
    .examples(
        // `-----BEGIN RSA PRIVATE KEY-----`, cut where the test may go on.
        &["LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQp{base64:200}"],
        &["LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1J{base64:200}"],
    ),
    Rule::token(
        code(
            "secrets/putty-private-key",
            "A private key in PuTTY's own format (.ppk).",
            LEAKED,
            MEND,
            "https://the.earth.li/~sgtatham/putty/0.81/htmldoc/AppendixC.html",
        ),
        "PuTTY private key",
        &["PuTTY-User-Key-File-"],
        r"PuTTY-User-Key-File-[123]: [\s\S]+?Private-Lines: [0-9]{1,3}\s+[A-Za-z0-9+/=\s]{40,}",
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(|found| Verdict::sure_if(!shape::contains(found.matched, b"Encryption: aes")))
    .examples(
        &["PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 1\n{base64:48}\n"],
        &["PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\n{base64:48}\n"],
    ),
    Rule::token(
        code(
            "secrets/age-secret-key",
            "An age identity: the key that decrypts what was encrypted to its recipient.",
            LEAKED,
            "Make another with `age-keygen`, encrypt everything again to its recipient, and keep the identity out of \
             the repository.",
            "https://github.com/C2SP/C2SP/blob/main/age.md",
        ),
        "age secret key",
        &["AGE-SECRET-KEY-1"],
        r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
    )
    .examples(&["AGE-SECRET-KEY-1{bech32:58}"], &["AGE-SECRET-KEY-1{bech32:30}", "AGE-SECRET-KEY-1XXXX"]),
];

/// A passphrase over the key makes it a lesser harm, a body of dots none.
fn pem(found: &Candidate) -> Verdict {
    let after = bstr::ByteSlice::splitn_str(found.matched, 3, "-----").last().unwrap_or_default();
    let body: Vec<u8> = after.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
    // The shortest real one, Ed25519, has 64 characters.
    if body.len() < 56 || shape::distinct(&body) < 16 || shape::stand_in(&body) {
        return Verdict::Harmless;
    }
    let encrypted = [&b"ENCRYPTED"[..], b"Proc-Type: 4"].iter().any(|mark| shape::contains(found.matched, mark));
    Verdict::sure_if(!encrypted)
}

fn wrapped_pem(found: &Candidate) -> Verdict {
    let head = decode::base64(&found.secret[..found.secret.len().min(80)]).unwrap_or_default();
    Verdict::only_if(shape::contains(&head, b"PRIVATE KEY"))
}

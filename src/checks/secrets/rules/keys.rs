//! Private keys, in every armour.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code, random};
use super::super::shape;

const LEAKED: &str = "Whoever has a private key is its owner: can sign in, sign and decrypt in that name, for as long as \
                      anybody trusts the public half.";
const MEND: &str = "Make a new key pair, replace the public half everywhere it is trusted, and keep the private half \
                    out of the repository (a secret store, an agent, a hardware token).";

/// A private key in armour, whose label begins with `$label`: the headers that
/// may follow, and the body, on lines of its own or in a string.
macro_rules! armour {
    ($label:literal) => {
        concat!(
            "-----BEGIN ",
            $label,
            r#"PRIVATE KEY(?: BLOCK)?-----(?:[\s"'+,;>|#*\\]|\\[rn])*(?:[A-Za-z-]+: [^\r\n]{0,200}(?:[\s"'+,\\]|\\[rn])+)*[A-Za-z0-9+/=](?:[A-Za-z0-9+/=\s"',;>|#*\\-]|\\[rn]){60,}"#
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/ssh-private-key",
            "A private key in OpenSSH's format.",
            "Whoever has it logs in wherever its public half is in an authorized_keys file.",
            "Make a new key pair (`ssh-keygen`), take the old public half out of every authorized_keys file and forge, \
             and let an agent keep the private half.",
            "https://man.openbsd.org/ssh-keygen",
        ),
        "OpenSSH private key",
        &["-----BEGIN OPENSSH"],
        armour!("OPENSSH "),
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(pem)
    .examples(
        &["-----BEGIN OPENSSH PRIVATE KEY-----\r\n{base64:70}\r\n{base64:70}\r\n"],
        &["-----BEGIN OPENSSH PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----\n...\n"],
    ),
    Rule::token(
        code(
            "secrets/pgp-private-key",
            "A PGP private key.",
            "Whoever has it signs releases, commits and mail in its owner's name and reads what was encrypted to it.",
            "Revoke it (`gpg --gen-revoke`), publish the revocation, and make another.",
            "https://www.rfc-editor.org/rfc/rfc9580#name-forming-ascii-armor",
        ),
        "PGP private key",
        &["-----BEGIN PGP PRIVATE"],
        armour!("PGP "),
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(pem)
    .examples(
        &["-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{base64:64}\n{base64:64}\n"],
        &["-----BEGIN PGP PRIVATE KEY BLOCK-----\n...\n", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{base64:64}\n{base64:64}\n"],
    ),
    Rule::token(
        code(
            "secrets/encrypted-private-key",
            "A private key (PKCS#8) under a passphrase.",
            "Whoever has it can try passphrases for as long as they like, unseen.",
            MEND,
            "https://www.rfc-editor.org/rfc/rfc5958",
        ),
        "encrypted private key",
        &["-----BEGIN ENCRYPTED"],
        armour!("ENCRYPTED "),
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(pem)
    .examples(
        &["-----BEGIN ENCRYPTED PRIVATE KEY-----\n{base64:64}\n{base64:64}\n"],
        &["-----BEGIN ENCRYPTED PRIVATE KEY-----\n...\n"],
    ),
    Rule::token(
        code(
            "secrets/private-key",
            "A private key in PEM armour: RSA, EC, DSA or PKCS#8.",
            LEAKED,
            MEND,
            "https://www.rfc-editor.org/rfc/rfc7468",
        ),
        "private key",
        &["-----BEGIN"],
        armour!("(?:[A-Z0-9]+ ){0,3}"),
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(pem)
    .examples(
        &[
            "-----BEGIN RSA PRIVATE KEY-----\n{base64:64}\n{base64:64}\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\\n{base64:64}\\n{base64:64}\\n-----END PRIVATE KEY-----",
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
            "secrets/ssh2-private-key",
            "A private key in the format of SSH Tectia and its like.",
            LEAKED,
            MEND,
            "https://docs.ssh.com/manuals/server-zos-user/64/ssh-keygen-g3.html",
        ),
        "SSH2 private key",
        &["---- BEGIN SSH2 ENCRYPTED"],
        r"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----(?:\s|[A-Za-z-]+: [^\r\n]{0,200})+[A-Za-z0-9+/=\s]{100,}",
    )
    .anchored(Anchor::Start(16 * 1024))
    .examples(
        &["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"x\"\n{base64:64}\n{base64:64}\n---- END SSH2"],
        &["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n", "---- BEGIN SSH2 PUBLIC KEY ----\n{base64:64}\n{base64:64}\n"],
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
    Rule::token(
        code(
            "secrets/minisign-secret-key",
            "A secret key of minisign, rsign or signify.",
            "Whoever has it and its password signs releases that everybody takes for the owner's.",
            "Make another with `minisign -G`, publish its public half, and say that the old one is revoked.",
            "https://jedisct1.github.io/minisign/",
        ),
        "minisign secret key",
        // The base64 of the algorithms' names: Ed and Sc, or no password.
        &["RWRTY0Iy", "RWQAAEIy"],
        r"RW(?:RTY0Iy|QAAEIy)[A-Za-z0-9+/]{196,210}={0,2}",
    )
    .examples(&["untrusted comment: minisign encrypted secret key\nRWRTY0Iy{base64:204}"], &["RWRTY0Iy{base64:40}"]),
    Rule::token(
        code(
            "secrets/jwk-private-key",
            "A private key as a JSON Web Key.",
            LEAKED,
            MEND,
            "https://www.rfc-editor.org/rfc/rfc7517",
        ),
        "private JSON Web Key",
        &["kty"],
        r#"[{,]\s*\\?"d\\?"\s*:\s*\\?"(?P<s>[A-Za-z0-9_-]{40,1400})\\?""#,
    )
    .anchored(Anchor::Near(2400, 2400))
    .judged_by(random)
    .often_invented()
    .examples(
        &["{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"x\",\"y\":\"y\",\"d\":\"{alnum:43}\"}", "{\"d\": \"{alnum:342}\", \"kty\": \"RSA\"}"],
        &["{\"kty\":\"EC\",\"x\":\"{alnum:43}\",\"y\":\"{alnum:43}\"}", "{\"d\":\"{alnum:43}\"}"],
    ),
    Rule::token(
        code(
            "secrets/jwk-shared-key",
            "A key that is shared in secret, as a JSON Web Key.",
            "Whoever has it makes tokens that everybody with the key takes for genuine.",
            "Make another and distribute it outside the repository.",
            "https://www.rfc-editor.org/rfc/rfc7518#section-6.4",
        ),
        "shared JSON Web Key",
        &["\"oct\""],
        r#"[{,]\s*"k"\s*:\s*"(?P<s>[A-Za-z0-9_-]{22,700})""#,
    )
    .anchored(Anchor::Near(800, 800))
    .judged_by(random)
    .often_invented()
    .examples(&["{\"kty\":\"oct\",\"k\":\"{alnum:43}\"}"], &["{\"kty\":\"oct\",\"kid\":\"{alnum:43}\"}", "{\"k\":\"{alnum:43}\"}"]),
    Rule::token(
        code(
            "secrets/wireguard-key",
            "A private or preshared key of a WireGuard interface.",
            "Whoever has it joins the private network in its owner's place.",
            "Make another (`wg genkey`), give its public half to the peers, and keep the configuration out of the repository.",
            "https://www.wireguard.com/quickstart/",
        ),
        "WireGuard key",
        &["privatekey =", "presharedkey =", "privatekey=", "presharedkey="],
        r"(?i-u:private|preshared)Key\s{0,2}=\s{0,2}(?P<s>[A-Za-z0-9+/]{42}[A-Za-z0-9]=)",
    )
    .anchored(Anchor::Near(0, 50))
    .judged_by(random)
    .examples(&["[Interface]\nPrivateKey = {base64:42}A=\n", "PresharedKey={base64:42}A="], &["PublicKey = {base64:42}A=", "PrivateKey = <key>"]),
    Rule::token(
        code(
            "secrets/java-keystore",
            "A Java keystore with a private key in it.",
            "Its password is all that stands between whoever has the file and the key; many are \"changeit\".",
            MEND,
            "https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html",
        ),
        "private key in a Java keystore",
        // The identifiers of the ways in which JKS and JCEKS encrypt a private key.
        &["+\u{6}\u{1}\u{4}\u{1}*\u{2}"],
        r"\+\x06\x01\x04\x01\*\x02(?:\x11\x01\x01|\x13\x01)(?P<s>[\s\S]{48,120}?[^A-Za-z0-9])",
    )
    .anchored(Anchor::Near(0, 140))
    .judged_by(drawn)
    .examples(
        &["\u{6}\n+\u{6}\u{1}\u{4}\u{1}*\u{2}\u{11}\u{1}\u{1}{base64:60}\u{0}"],
        &["\u{6}\n+\u{6}\u{1}\u{4}\u{1}*\u{2}\u{12}\u{1}\u{1}{base64:60}\u{0}"],
    ),
    Rule::token(
        code(
            "secrets/pkcs12-key",
            "A PKCS#12 file (.p12, .pfx) with a private key in it.",
            "Its password is all that stands between whoever has the file and the key.",
            MEND,
            "https://www.rfc-editor.org/rfc/rfc7292",
        ),
        "private key in a PKCS#12 file",
        // The end of the identifiers of a key bag, plain or shrouded.
        &["\r\u{1}\u{c}\n\u{1}\u{2}", "\r\u{1}\u{c}\n\u{1}\u{1}"],
        r"\x0D\x01\x0C\x0A\x01[\x01\x02](?P<s>[\s\S]{48,120}?[^A-Za-z0-9])",
    )
    .anchored(Anchor::Near(0, 140))
    .judged_by(drawn)
    .examples(&["\r\u{1}\u{c}\n\u{1}\u{2}{base64:60}\u{0}"], &["\r\u{1}\u{c}\n\u{1}\u{3}{base64:60}\u{0}"]),
    Rule::token(
        code(
            "secrets/der-private-key",
            "A private key (PKCS#8) in binary: RSA or of an elliptic curve.",
            LEAKED,
            MEND,
            "https://www.rfc-editor.org/rfc/rfc5958",
        ),
        "private key in DER",
        // Version 0, then the identifier of the algorithm: RSA's or the curves'.
        &["\u{2}\u{1}\u{0}0\r\u{6}\u{9}*", "\u{2}\u{1}\u{0}0\u{13}\u{6}\u{7}*"],
        r"\x02\x01\x00\x30[\x0D\x13]\x06[\x09\x07]\x2A[\s\S]{9,20}\x04[\s\S]{1,3}\x30(?P<s>[\s\S]{48,120}?[^A-Za-z0-9])",
    )
    .anchored(Anchor::Near(0, 160))
    .judged_by(drawn)
    .examples(
        &["\u{2}\u{1}\u{0}0\r\u{6}\u{9}*xxxxxxxx\u{5}\u{0}\u{4}xx0{base64:60}\u{0}"],
        &["\u{2}\u{1}\u{0}0\r\u{6}\u{8}*xxxxxxxx\u{5}\u{0}\u{4}xx0{base64:60}\u{0}"],
    ),
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

/// Key material in binary is as good as random: a file of zeros is a blank.
fn drawn(found: &Candidate) -> Verdict {
    Verdict::only_if(shape::distinct(found.secret) >= 16)
}

fn wrapped_pem(found: &Candidate) -> Verdict {
    let head = decode::base64(&found.secret[..found.secret.len().min(80)]).unwrap_or_default();
    Verdict::only_if(shape::contains(&head, b"PRIVATE KEY"))
}

//! Secrets without a form of their own: an assignment whose name says what it
//! is (`db_password`, `apiKey`) and whose value looks the part. Both must hold,
//! and a value that could be anything else is left alone.

mod name;
mod value;
mod weigh;

use std::ops::Range;

use super::file_kind::FileKind;
use super::hit::Hit;
use super::rule::{Verdict, code};
use super::vendor_samples;
use crate::finding::{Code, Severity};

pub(super) static TOKEN: Code = code(
    "secrets/generic-secret",
    "A random value is assigned to a name that says it is a secret: a token, an API key, a signing key.",
    "Whoever can read the repository, now or in its history, can use it; no vendor's scanner will warn you of it.",
    "Read the value from the environment or a secret store, and rotate it at its issuer if it ever left this machine.",
    "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
);

pub(super) static PASSWORD: Code = code(
    "secrets/generic-password",
    "A password stands in plain text beside a name that says it is one.",
    "Whoever can read the repository, now or in its history, can log in with it; people use passwords twice.",
    "Read the password from the environment or a secret store, and change it if it ever left this machine.",
    "https://cwe.mitre.org/data/definitions/798.html",
);

/// One of these stands in every name that is looked at.
pub(super) const KEYWORDS: &[&str] = &[
    "passw",
    "passphrase",
    "pwd",
    "_pass",
    "pass =",
    "pass=",
    "dbpass",
    "creds",
    "secret",
    "token",
    "credential",
    "apikey",
    "api_key",
    "api-key",
    "accesskey",
    "access_key",
    "access-key",
    "privatekey",
    "private_key",
    "private-key",
    "authkey",
    "auth_key",
    "signingkey",
    "signing_key",
    "encryptionkey",
    "encryption_key",
    "masterkey",
    "master_key",
    "accountkey",
    "account_key",
    "sharedkey",
    "shared_key",
    "presharedkey",
    "appkey",
    "app_key",
    "servicekey",
    "service_key",
    "adminkey",
    "admin_key",
    "secret key",
    "api key",
    "_auth",
    "비밀번호",
    "암호",
    "토큰",
    "시크릿",
];

/// Looks at the assignment, if it is one, whose name holds the keyword at `keyword`.
pub(super) fn look(
    text: &[u8],
    keyword: Range<usize>,
    kind: FileKind,
    done: &mut usize,
    hits: &mut Vec<Hit>,
    rank: usize,
) {
    if kind == FileKind::Opaque || keyword.start < *done {
        return;
    }
    let Some(name) = name::around(text, &keyword) else { return };
    *done = name.end;
    let Some(sort) = name::sort(&text[name.clone()]) else { return };
    if text.get(name.end) == Some(&b'(') && name::asks(&text[name.clone()]) {
        return;
    }
    let Some(found) = value::after(text, &name, kind).or_else(|| value::before(text, &name)) else { return };
    let value = &text[found.secret.clone()];
    let verdict = match sort {
        name::Sort::Token => weigh::token(value, found.form),
        name::Sort::Password => weigh::password(value, found.form, kind),
    };
    if verdict != Verdict::Harmless && !vendor_samples::documented(value) {
        *done = name.end.max(found.secret.end);
        let (code, name) = match sort {
            name::Sort::Token => (&TOKEN, "secret value"),
            name::Sort::Password => (&PASSWORD, "password"),
        };
        let doubtful = verdict == Verdict::Doubtful || kind.rehearses();
        let severity = if doubtful { Severity::Warning } else { code.severity };
        let matched = keyword.start.min(found.secret.start)..keyword.end.max(found.secret.end);
        let secret = found.secret;
        hits.push(Hit { code, name, severity, secret, matched, custom: None, writing: "", line: 0, rank });
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scanner::Scanner;
    use super::*;

    fn found(template: &str, kind: FileKind) -> Vec<(&'static str, Severity)> {
        let hits = Scanner::new().scan(&sample::expand(template), kind).unwrap();
        hits.iter().map(|hit| (hit.code.id, hit.severity)).collect()
    }

    #[test]
    fn name_and_value_together_make_a_secret() {
        for (template, kind) in [
            ("api_key = \"{hex:32}\"", FileKind::Code),
            ("  clientSecret: '{alnum:32}',", FileKind::Code),
            ("SESSION_SECRET={alnum:40}\n", FileKind::Settings),
            ("  auth-token: {alnum:40} # rotated in May\n", FileKind::Yaml),
            ("HEROKU_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\n", FileKind::Settings),
            ("curl --token {alnum:32} https://acme.io", FileKind::Settings),
            ("ACME_TOKEN :::= \"{alnum:32}\"", FileKind::Code),
            ("if (\"{alnum:32}\" === token) {", FileKind::Code),
            ("토큰 = \"{alnum:32}\"", FileKind::Code),
        ] {
            assert_eq!(found(template, kind), [("secrets/generic-secret", Severity::Error)], "{template}");
        }
        assert_eq!(
            found("db_password = \"{alnum:12}\"", FileKind::Code),
            [("secrets/generic-password", Severity::Error)]
        );
        assert_eq!(found("api_key = \"{hex:32}\"", FileKind::Test), [("secrets/generic-secret", Severity::Warning)]);
    }

    #[test]
    fn what_only_looks_like_an_assignment_of_a_secret_is_left_alone() {
        for template in [
            "token = os.environ[\"ACME_API_TOKEN_FOR_PRODUCTION\"]",
            "const token = process.env.ACME_API_TOKEN;",
            "password = getenv(\"DB_PASSWORD\")",
            "password: ${DB_PASSWORD}",
            "password: {{ .Values.database.password }}",
            "secret: projects/12345/secrets/acme/versions/1",
            "secret_arn = \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme-AbCdEf\"",
            "token_url = \"https://login.acme.io/{hex:32}\"",
            "checksum = \"{hex:64}\"",
            "integrity: sha512-{base64:86}==",
            "image: acme/app@sha256:{hex:64}",
            "public_key = \"{base64:44}\"",
            "next_page_token = \"{alnum:40}\"",
            "\"password\": \"Passwort vergessen?\"",
            "passwordLabel: \"Enter your password\"",
            "<Link className=\"reset\" to=\"/new-password\" color=\"blue.500\">",
            "SecretKey secretKey = newSecretKey(\"PBKDF2WithHmacSHA1\", keySpec);",
            "token: \"ABAQDAwXxn7kIMNWzcDfo...\"",
            "type Token = AuthenticationTokenProvider<Session>;",
            "let token = parser.next_token_of_kind(TokenKind::Identifier);",
            "api_key: ENC[AES256_GCM,data:{base64:40}]",
            "request_id = \"{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\"",
            "secretKeyRef:\n  name: acme-database-credentials\n  key: password\n",
            "tokenizer: bert-base-multilingual-cased",
            "password_hash = \"$2b$12${alnum:53}\"",
        ] {
            for kind in [FileKind::Code, FileKind::Settings, FileKind::Yaml] {
                assert_eq!(found(template, kind), [], "{template}");
            }
        }
        assert_eq!(found("api_key = \"{hex:32}\"", FileKind::Opaque), []);
    }
}

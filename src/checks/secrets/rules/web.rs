//! Forms that belong to no vendor: URLs, JSON Web Tokens, headers, connection strings.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};
use super::super::shape;

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/jwt",
            "A JSON Web Token with its signature.",
            "Until it expires it proves whatever it claims to whoever trusts its issuer; many never expire.",
            "End the session or rotate the issuer's signing key; make tests sign their own token.",
            "https://www.rfc-editor.org/rfc/rfc7519",
        ),
        "JSON Web Token",
        &["eyJ"],
        r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(jwt)
    .often_invented()
    .examples(
        // {"alg":"HS256"} and {"sub":"…
        &["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOi{alnum:40}.{alnum:43}"],
        &["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOi{alnum:40}", "eyJ{alnum:30}.eyJ{alnum:30}.{alnum:43}"],
    ),
    Rule::token(
        code(
            "secrets/url-password",
            "A URL with a user and a password in it.",
            "Whoever reads it can log in there, and URLs end up in logs, histories and error reports.",
            "Leave user and password out of the URL, read them from the environment, and change the password.",
            "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        ),
        "password in a URL",
        &["://"],
        r#"[A-Za-z][A-Za-z0-9+.-]+://[^\s:/?#@"'<>`\\{}$()\[\]|,;]*:(?P<s>[^\s/"'<>`\\{}()|]{3,})@(?P<host>\[?[A-Za-z0-9_][A-Za-z0-9_.:%-]*)"#,
    )
    .anchored(Anchor::Near(24, 400))
    .judged_by(url)
    .often_invented()
    .examples(
        &["postgres://app:{alnum:12}@db.acme.io/prod", "amqps://svc:{alnum:16}@mq.acme.io:5671/", "redis://:{alnum:16}@cache.acme.io:6379"],
        &[
            "https://acme.io:8080/a@b",
            "postgres://user:password@localhost/db",
            "https://user:pass@acme.io",
            "postgres://app:${PASSWORD}@db/prod",
            "https://oauth2:my-token@gitlab.com/org/repo.git",
            "https://x-access-token:$TOKEN@github.com/a/b",
            "git@github.com:acme/app.git",
            "http://acme.io/a:b@c",
        ],
    ),
    Rule::token(
        code(
            "secrets/connection-string",
            "A database connection string with a password in it.",
            "Whoever reads it can log in to the database.",
            "Keep the connection string in the environment or a secret store, and change the password.",
            "https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-string-syntax",
        ),
        "password in a connection string",
        &["password=", "pwd=", "password ="],
        r#"(?i-u:server|data source|host|database|initial catalog|user id|uid|username|user)\s{0,2}=[^;"'\r\n]+;[^"'\r\n]*?(?i-u:password|pwd)\s{0,2}=\s{0,2}(?P<s>[^;"'\s<>{}$]{4,})"#,
    )
    .anchored(Anchor::Near(300, 120))
    .judged_by(|found| Verdict::only_if(usable(found.secret)))
    .often_invented()
    .examples(
        &["Server=db.acme.io;Database=prod;User Id=app;Password={alnum:14};Encrypt=true"],
        &["Server=db;User Id=app;Password=secret;", "Server=db;User Id=app;Password=${DB_PASSWORD};"],
    ),
    Rule::token(
        code(
            "secrets/authorization-header",
            "An Authorization header with its credential, as in a recorded request or a curl command.",
            "Whoever sends it is let in as its owner.",
            "Read the credential from the environment, and revoke the one that stands here.",
            "https://www.rfc-editor.org/rfc/rfc9110#name-authorization",
        ),
        "credential in an Authorization header",
        &["authorization"],
        r#"(?i-u:authorization)["']?\s{0,3}[:=,]\s{0,3}["']?(?:(?i-u:basic)\s+(?P<basic>[A-Za-z0-9+/]{12,}={0,2})|(?i-u:bearer|token|api-token|apikey)\s+(?P<s>[A-Za-z0-9_.~+/-]{16,}=*))"#,
    )
    .anchored(Anchor::Near(0, 1100))
    .judged_by(header)
    .often_invented()
    .examples(
        &["Authorization: Bearer {alnum:40}", "-H 'Authorization: Token {hex:40}'"],
        &["Authorization: Bearer $TOKEN", "Authorization: Bearer <token>", "Authorization: Basic dXNlcjpwYXNzd29yZA=="],
    ),
    Rule::token(
        code(
            "secrets/curl-password",
            "A user and password given to curl on its command line.",
            "Whoever reads it can log in there.",
            "Let curl read them from a netrc file (`--netrc-file`) or a variable, and change the password.",
            "https://curl.se/docs/manpage.html#-u",
        ),
        "password given to curl",
        &["curl"],
        r#"curl\b(?:[^\r\n|;&]|\\\r?\n)*?\s(?:-u|--user)[ =]*["']?[^\s"':$<{]*:["']?(?P<s>[^\s"'<>{}$]{5,})"#,
    )
    .anchored(Anchor::Near(0, 600))
    .judged_by(|found| Verdict::only_if(usable(found.secret)))
    .often_invented()
    .examples(
        &["curl -s -u deploy:{alnum:14} https://acme.io/", "curl https://acme.io/ \\\n  --user  deploy:'{alnum:14}'", "curl --user \"deploy:{alnum:14}\" https://acme.io/"],
        &["curl -u user:password https://acme.io/", "curl -u $USER:$PASSWORD https://acme.io/", "curl -u deploy https://acme.io:443/a"],
    ),
];

/// The header must be JSON that names an algorithm; without one (`none`) nothing is proved.
fn jwt(found: &Candidate) -> Verdict {
    let header = found.secret.split(|&byte| byte == b'.').next().and_then(decode::base64).unwrap_or_default();
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap_or_default();
    Verdict::only_if(header.get("alg").and_then(|alg| alg.as_str()).is_some_and(|alg| alg != "none"))
}

/// Manuals are full of URLs with a password: worn ones, hosts that cannot be reached.
fn url(found: &Candidate) -> Verdict {
    const UNREACHABLE: [&str; 8] =
        ["localhost", "127.0.0.1", "0.0.0.0", "example", ".test", ".invalid", ".local", "host.docker.internal"];
    let mut parts = bstr::ByteSlice::rsplitn_str(found.matched, 2, "@");
    let host = parts.next().unwrap_or_default().to_ascii_lowercase();
    let user = parts.next().and_then(|rest| rest.split(|&b| b == b'/').nth(2)).unwrap_or_default();
    let user = user.split(|&b| b == b':').next().unwrap_or_default();
    if !usable(found.secret) || user.eq_ignore_ascii_case(found.secret) {
        return Verdict::Harmless;
    }
    let name = host.split(|&b| b == b':').next().unwrap_or_default();
    Verdict::sure_if(name.contains(&b'.') && !UNREACHABLE.iter().any(|part| shape::contains(name, part.as_bytes())))
}

fn header(found: &Candidate) -> Verdict {
    let basic = bstr::ByteSlice::rsplitn_str(found.matched, 2, " ").next().unwrap_or_default();
    if shape::contains(&found.matched.to_ascii_lowercase(), b"basic ") {
        let pair = decode::base64(basic).unwrap_or_default();
        let password = pair.iter().position(|&b| b == b':').map_or(&b""[..], |at| &pair[at + 1..]);
        return Verdict::only_if(pair.is_ascii() && usable(password));
    }
    Verdict::only_if((shape::random(found.secret) || shape::uuid(found.secret)) && !shape::reference(found.secret))
}

/// A password that could open something.
fn usable(password: &[u8]) -> bool {
    password.len() >= 5
        && !shape::reference(password)
        && !shape::stand_in(password)
        && !shape::well_worn(password)
        && (shape::classes(password) >= 2 && !hyphenated(password) || shape::random(password))
}

/// `my-token`: words of a manual.
fn hyphenated(password: &[u8]) -> bool {
    password.iter().all(|b| b.is_ascii_lowercase() || b"-_".contains(b))
}

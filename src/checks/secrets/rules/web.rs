//! Forms that belong to no vendor: URLs, JSON Web Tokens, headers, connection strings.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};
use super::super::shape;

const JWT: &str = r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/supabase-service-role-key",
            "The service_role token of a Supabase project.",
            "Whoever holds it passes by row-level security and reads the whole database.",
            "Move to secret API keys and disable the legacy ones under Settings > API keys of the project.",
            "https://supabase.com/docs/guides/api/api-keys",
        ),
        "Supabase service_role token",
        // {"alg":"HS256","typ":"JWT"}
        &["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."],
        JWT,
    )
    .anchored(Anchor::Start(16 * 1024))
    .judged_by(supabase)
    .examples(
        // {"role":"service_role"}
        &["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.{alnum:43}"],
        // {"role":"anon"}
        &["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiYW5vbiJ9.{alnum:43}"],
    ),
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
        JWT,
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
        r#"(?i-u:authorization)["']?\s{0,3}[:=,]\s{0,3}["']?(?:(?i-u:basic)\s+(?P<basic>[A-Za-z0-9+/]{12,}={0,2})|(?:(?i-u:bearer|token|api-token|apikey)\s+)?(?P<s>[A-Za-z0-9_.~+/-]{16,}=*)(?:[^A-Za-z0-9= ]|\s+[^A-Za-z\s]|\s*$))"#,
    )
    .anchored(Anchor::Near(0, 1100))
    .judged_by(header)
    .often_invented()
    .examples(
        &["Authorization: Bearer {alnum:40}", "-H 'Authorization: Token {hex:40}'", "authorization: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["Authorization: Bearer $TOKEN", "Authorization: Bearer <token>", "authorization: \"/v1/marketplaces/{alnum:24}\"", "Authorization: Basic dXNlcjpwYXNzd29yZA=="],
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
    Rule::token(
        code(
            "secrets/session-cookie",
            "The cookie of a session, as in a recorded request.",
            "Whoever sends it is logged in as its owner until the session ends.",
            "Log out of that session, and take recorded requests out of the repository or clear them of cookies.",
            "https://www.rfc-editor.org/rfc/rfc6265#section-8.4",
        ),
        "session cookie",
        &["phpsessid=", "jsessionid=", "asp.net_sessionid=", "laravel_session=", "sessionid=", "connect.sid=", "_session_id=", ".aspnetcore.identity.application=", ".aspnetcore.session=", ".aspnetcore.cookies="],
        r#"(?:^|[\s"'])(?i-u:phpsessid|jsessionid|asp\.net_sessionid|laravel_session|sessionid|connect\.sid|_session_id|\.aspnetcore\.(?:identity\.application|session|cookies))=(?P<s>[A-Za-z0-9%._~+/-]{20,4000})"#,
    )
    .anchored(Anchor::Near(20, 4100))
    .judged_by(|found| if shape::random(found.secret) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(
        &["Cookie: theme=dark; PHPSESSID={lower:26}", "Set-Cookie: connect.sid=s%3A{alnum:32}.{alnum:43}; Path=/"],
        &["https://acme.io/a;jsessionid={upper:32}", "Cookie: PHPSESSID=<session>", "sessionid={lower:8}"],
    ),
];

/// The first second of 2026: what expired before was dead when this was written.
const LONG_AGO: f64 = 1_767_225_600.0;

/// The header must be JSON that names an algorithm; without one (`none`) nothing
/// is proved. Supabase gives its `anon` token to every visitor. An expired token
/// opens nothing any more: it only shows that tokens come in here.
fn jwt(found: &Candidate) -> Verdict {
    let mut parts = found.secret.split(|&byte| byte == b'.').map(json);
    let (header, claims) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let signed = header["alg"].as_str().is_some_and(|alg| alg != "none");
    if !signed || claims["role"] == "anon" {
        return Verdict::Harmless;
    }
    Verdict::sure_if(claims["exp"].as_f64().is_none_or(|second| second >= LONG_AGO))
}

/// What is written in base64 as JSON, else null.
fn json(part: &[u8]) -> serde_json::Value {
    decode::base64(part).and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

fn supabase(found: &Candidate) -> Verdict {
    let claims = found.secret.split(|&byte| byte == b'.').nth(1).map(json).unwrap_or_default();
    Verdict::only_if(claims["role"] == "service_role")
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
    let stands_elsewhere = shape::reference(found.secret) || found.secret.starts_with(b"/");
    Verdict::only_if((shape::random(found.secret) || shape::uuid(found.secret)) && !stands_elsewhere)
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

#[cfg(test)]
mod tests {
    use super::super::super::{file_kind::FileKind, sample, scanner::Scanner};
    use crate::finding::Severity;

    /// A token of HS256 with these claims, written in base64.
    fn severities(claims: &str) -> Vec<Severity> {
        let token = sample::expand(&format!("eyJhbGciOiJIUzI1NiJ9.{claims}.{{alnum:43}}"));
        Scanner::new().scan(&token, FileKind::Code).unwrap().iter().map(|hit| hit.severity).collect()
    }

    #[test]
    fn a_token_that_expired_long_ago_is_doubtful_and_one_for_every_visitor_is_none() {
        // {"exp":1516239022}, {"exp":4070908800}, {"sub":"1"}, {"role":"anon"}
        assert_eq!(severities("eyJleHAiOjE1MTYyMzkwMjJ9"), [Severity::Warning]);
        assert_eq!(severities("eyJleHAiOjQwNzA5MDg4MDB9"), [Severity::Error]);
        assert_eq!(severities("eyJzdWIiOiIxIn0"), [Severity::Error]);
        assert_eq!(severities("eyJyb2xlIjoiYW5vbiJ9"), []);
    }
}

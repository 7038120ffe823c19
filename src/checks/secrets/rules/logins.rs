//! Logins written out for a program: netrc files, .NET's credentials, Windows'
//! remote commands, Kubernetes secrets.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};
use super::super::shape;

const LOGS_IN: &str = "Whoever reads it can log in there, from any machine, until the password is changed.";
const CHANGE: &str = "Let the program read the password from the environment or a secret store, and change it.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/netrc-password",
            "A login with its password in the form of a .netrc file.",
            LOGS_IN,
            "Keep .netrc in the home folder and out of the repository, and change the password.",
            "https://everything.curl.dev/usingcurl/netrc.html",
        ),
        "password in netrc form",
        &["machine "],
        r#"(?i-u:machine)\s+[A-Za-z0-9.-]+\s+(?i-u:login)\s+\S{1,80}\s+(?i-u:password)\s+(?P<s>[^\s<$"'()]{4,})"#,
    )
    .anchored(Anchor::Near(0, 300))
    .judged_by(login)
    .often_invented()
    .examples(
        &["machine acme.io login deploy password {alnum:14}", "machine acme.io\n  login deploy\n  password {hex:40}\n"],
        &["machine acme.io login deploy password $PASSWORD", "machine acme.io login x password <password>"],
    ),
    Rule::token(
        code(
            "secrets/dotnet-credential",
            "A user and password given to .NET's NetworkCredential, DirectoryEntry or PSCredential.",
            LOGS_IN,
            CHANGE,
            "https://learn.microsoft.com/en-us/dotnet/api/system.net.networkcredential",
        ),
        "password in a .NET credential",
        &["networkcredential(", "directoryentry("],
        r#"(?i-u:networkcredential\(|directoryentry\(\s*@?"[^"\r\n]{1,120}"\s*,)\s*@?"[^"\r\n]{1,80}"\s*,\s*@?"(?P<s>[^"\r\n]{4,80})""#,
    )
    .anchored(Anchor::Near(0, 360))
    .judged_by(login)
    .often_invented()
    .examples(
        &["new NetworkCredential(\"deploy\", \"{alnum:14}\")", "DirectoryEntry(\"LDAP://acme.io\",\n \"app\", \"{alnum:12}\")"],
        &["new NetworkCredential(\"deploy\", password)", "new NetworkCredential(\"user\", \"password\")"],
    ),
    Rule::token(
        code(
            "secrets/command-password",
            "A password on the command line of a program that logs in elsewhere: PsExec, PowerCLI, sshpass.",
            LOGS_IN,
            CHANGE,
            "https://learn.microsoft.com/en-us/sysinternals/downloads/psexec",
        ),
        "password on a command line",
        &["psexec", "connect-viserver", "sshpass"],
        r#"(?i-u:psexec[^\r\n]{0,200}?\s-p|connect-viserver[^\r\n]{0,200}?\s-password|sshpass\s+-p)\s*["']?(?P<s>[^\s"'$%<&|;]{4,64})"#,
    )
    .anchored(Anchor::Near(0, 300))
    .judged_by(login)
    .often_invented()
    .examples(
        &["psexec \\\\host -u Admin -p {alnum:12} cmd", "sshpass -p '{alnum:12}' ssh deploy@acme.io"],
        &["psexec \\\\host -u Admin -p %PASSWORD% cmd", "sshpass -p $PASSWORD ssh deploy@acme.io", "sshpass -f file"],
    ),
    Rule::token(
        code(
            "secrets/kubernetes-secret",
            "A Kubernetes Secret with its data: base64 hides nothing.",
            "Whoever reads the manifest has what the cluster keeps secret.",
            "Seal it (Sealed Secrets, SOPS) or let the cluster fetch it (External Secrets), and change what it holds.",
            "https://kubernetes.io/docs/concepts/configuration/secret/",
        ),
        "data of a Kubernetes Secret",
        &["kind: secret", "kind: \"secret\"", "kind: 'secret'"],
        r#"(?:^|\n)[ \t]*data:[ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*[ \t]+[A-Za-z0-9_.-]+:[ \t]*(?:[|>]-?[ \t]*\r?\n[ \t]+)?["']?(?P<s>[A-Za-z0-9+/]{8,}={0,2})"#,
    )
    .anchored(Anchor::Near(4000, 4000))
    .judged_by(kubernetes)
    .often_invented()
    .examples(
        &["apiVersion: v1\nkind: Secret\ndata:\n  key: {base64:32}\n", "\ndata:\n  key: {base64:32}\nkind: 'Secret'\n"],
        &["kind: Secret\ndata:\n  key: {{ .Values.key | b64enc }}\n", "kind: ConfigMap\ndata:\n  key: {base64:32}\n"],
    ),
];

/// A weak password opens the door too, but manuals are full of them.
fn login(found: &Candidate) -> Verdict {
    let password = found.secret;
    if shape::reference(password) || shape::placeholder(password) || password.iter().any(|b| b"(){}[]".contains(b)) {
        return Verdict::Harmless;
    }
    let exact = ["password", "passwd", "pass", "secret", "mypass", "mypassword", "yourpassword"];
    if exact.iter().any(|word| password.eq_ignore_ascii_case(word.as_bytes())) {
        return Verdict::Harmless;
    }
    let strong = shape::classes(password) >= 2 && password.len() >= 8 && !shape::stand_in(password);
    Verdict::sure_if(strong && !shape::well_worn(password))
}

/// What says when it is decoded that it is only a sample is doubtful.
fn kubernetes(found: &Candidate) -> Verdict {
    let Some(data) = decode::base64(found.secret) else { return Verdict::Harmless };
    if shape::reference(&data) || data.starts_with(b"-----BEGIN CERTIFICATE") {
        return Verdict::Harmless;
    }
    Verdict::sure_if(!shape::well_worn(&data) && !shape::stand_in(&data))
}

//! Logins and keys of one's own, written out for a program: netrc files, .NET's
//! credentials, remote commands, Kubernetes secrets, the keys of web frameworks.

use bstr::ByteSlice;

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code, random};
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
    Rule::token(
        code(
            "secrets/pgpass-password",
            "A login with its password in the form of a .pgpass file.",
            LOGS_IN,
            "Keep .pgpass in the home folder and out of the repository, and change the password.",
            "https://www.postgresql.org/docs/current/libpq-pgpass.html",
        ),
        "password in .pgpass form",
        &[":5432:"],
        r#"(?:^|[\s"'(])[A-Za-z0-9.*_-]+:5432:[A-Za-z0-9.*_-]+:[A-Za-z0-9.*_-]+:(?P<s>[^\s:$<{"']{4,80})"#,
    )
    .anchored(Anchor::Near(100, 200))
    .judged_by(login)
    .often_invented()
    .examples(
        &["db.acme.io:5432:prod:app:{alnum:14}\n", "x\n*:5432:*:app:{alnum:14}"],
        &["db.acme.io:5432:prod:app:$PASSWORD", "<host>:5432:db:user:<password>", "ports: 5432:5432:tcp"],
    ),
    Rule::token(
        code(
            "secrets/filezilla-password",
            "A server's password in FileZilla's site manager, in base64: that hides nothing.",
            LOGS_IN,
            "Keep the file out of the repository, set a master password in FileZilla, and change this one.",
            "https://wiki.filezilla-project.org/Site_Manager",
        ),
        "password in FileZilla's settings",
        &["<pass encoding=\"base64\">"],
        r#"(?i-u:<pass encoding="base64">)(?P<s>[A-Za-z0-9+/]{8,200}={0,2})</"#,
    )
    .anchored(Anchor::Near(0, 220))
    .judged_by(kubernetes)
    .examples(&["<Pass encoding=\"base64\">{base64:16}</Pass>"], &["<Pass>{base64:16}</Pass>", "<Pass encoding=\"base64\"></Pass>"]),
    Rule::token(
        code(
            "secrets/group-policy-password",
            "A password in a Windows Group Policy preference: the key that encrypts it is published.",
            "Whoever reads it logs in with it, mostly as an administrator of many machines.",
            "Change the password, delete the preference, and use LAPS.",
            "https://learn.microsoft.com/en-us/security-updates/securitybulletins/2014/ms14-025",
        ),
        "password in a Group Policy preference",
        &["cpassword="],
        r#"cpassword="(?P<s>[A-Za-z0-9+/]{20,400}={0,2})""#,
    )
    .anchored(Anchor::Near(0, 420))
    .judged_by(random)
    .examples(&["userName=\"admin\" cpassword=\"{base64:43}\""], &["cpassword=\"\"", "cpassword=\"{base64:8}\""]),
    Rule::token(
        code(
            "secrets/cisco-password",
            "A password in a Cisco configuration, of type 7: anybody can turn it back.",
            "Whoever reads it logs in on the device and mostly on its neighbours.",
            "Change the password and store it as type 8 or 9 (`enable algorithm-type scrypt secret …`).",
            "https://www.cisco.com/c/en/us/support/docs/security-vpn/remote-authentication-dial-user-service-radius/107614-64.html",
        ),
        "Cisco type 7 password",
        &["password 7 ", "key 7 "],
        r"(?i-u:password|key) 7 (?P<s>[01][0-9][0-9A-F]{8,60})",
    )
    .anchored(Anchor::Near(0, 80))
    .often_invented()
    .examples(&["enable password 7 08{upperhex:20}", " tacacs-server key 7 12{upperhex:16}"], &["password 7 characters long", "password 7 08{upperhex:4}"]),
    Rule::token(
        code(
            "secrets/password-hash",
            "The hash of a user's password, as in .htpasswd or /etc/shadow.",
            "Whoever has it can try passwords for as long as they like, unseen; weak ones fall within minutes.",
            "Keep the file out of the repository and change the passwords.",
            "https://httpd.apache.org/docs/2.4/misc/password_encryptions.html",
        ),
        "hash of a password",
        &[":$apr1$", ":$2y$", ":$2b$", ":$6$", ":$5$", ":$1$", ":$y$", ":{sha}"],
        r"(?:^|[\s'\x22])[A-Za-z_][A-Za-z0-9._-]{0,31}:(?P<s>\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}|\$(?:[156]|y)\$[^:\s$]{1,40}\$(?:[./A-Za-z0-9$=,]{20,120})|\{SHA\}[A-Za-z0-9+/]{27}=)",
    )
    .anchored(Anchor::Near(34, 180))
    .judged_by(hash)
    .examples(
        &["deploy:$apr1${alnum:8}${alnum:22}\n", "root:$6${alnum:16}${alnum:86}:19000:0:99999:7:::\n", "deploy:$2y$05${alnum:53}"],
        &["root:*:19000:0:99999:7:::", "deploy:$apr1$..."],
    ),
    Rule::token(
        code(
            "secrets/kerberos-ticket",
            "A Kerberos ticket, written down to try passwords on.",
            "Whoever has it can try the account's passwords for as long as they like, unseen.",
            "Change the account's password (a long one for a service) and require pre-authentication.",
            "https://learn.microsoft.com/en-us/defender-for-identity/credential-access-alerts",
        ),
        "Kerberos ticket",
        &["$krb5asrep$", "$krb5tgs$", "$krb5pa$"],
        r"\$krb5(?:asrep|tgs|pa)\$[0-9]{1,2}\$(?P<s>[^\s]{1,200}\$[0-9a-fA-F]{64,6000})",
    )
    .anchored(Anchor::Near(0, 6400))
    .examples(&["$krb5asrep$23$svc@ACME.IO:{hex:32}${hex:400}", "$krb5tgs$23$*svc$ACME.IO$x*${hex:32}${hex:400}"], &["$krb5asrep$23$user", "$krb5tgs$23$"]),
    Rule::token(
        code(
            "secrets/wordpress-key",
            "A secret key or salt of a WordPress installation.",
            "Whoever holds them makes cookies with which they are logged in as anybody.",
            "Make others at https://api.wordpress.org/secret-key/1.1/salt/ and keep wp-config.php out of the repository.",
            "https://developer.wordpress.org/advanced-administration/security/",
        ),
        "WordPress secret key",
        &["auth_key", "logged_in_key", "nonce_key", "auth_salt", "logged_in_salt", "nonce_salt"],
        r#"(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT)['"]?\s{0,3}[,=]\s{0,20}['"](?P<s>[^'"\r\n]{60,66})['"]"#,
    )
    .anchored(Anchor::Near(12, 120))
    .judged_by(|found| Verdict::only_if(shape::distinct(found.secret) >= 24 && !shape::placeholder(found.secret)))
    .examples(&["define('AUTH_KEY',         '{base64:64}');"], &["define('AUTH_KEY', 'put your unique phrase here');", "define('AUTH_KEY', getenv('AUTH_KEY'));"]),
    Rule::token(
        code(
            "secrets/django-secret-key",
            "The SECRET_KEY that Django's project template makes.",
            "Whoever holds it signs sessions and password reset links, and so logs in as anybody.",
            "Read SECRET_KEY from the environment, and make another for every place where it is used.",
            "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
        ),
        "Django secret key",
        &["django-insecure-"],
        r"django-insecure-[A-Za-z0-9!@#$%^&*(_=+)-]{50}",
    )
    .judged_by(|found| if shape::distinct(found.secret) >= 20 { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["SECRET_KEY = 'django-insecure-{lower:50}'"], &["SECRET_KEY = 'django-insecure-{lower:10}'"]),
    Rule::named(
        code(
            "secrets/laravel-app-key",
            "The key of a Laravel application.",
            "Whoever holds it reads and makes the application's cookies; that has ended in running programs on the server.",
            "Make another with `php artisan key:generate` and keep .env out of the repository.",
            "https://laravel.com/docs/encryption",
        ),
        "Laravel application key",
        &["app_key", "app.key"],
        r"base64:[A-Za-z0-9+/]{43}=",
    )
    .often_invented()
    .examples(&["APP_KEY=base64:{base64:43}="], &["APP_KEY=base64:{base64:10}=", "APP_KEY="]),
    Rule::named(
        code(
            "secrets/rails-secret-key-base",
            "The secret_key_base of a Rails or Phoenix application.",
            "Whoever holds it makes cookies with which they are logged in as anybody.",
            "Make another (`rails secret`, `mix phx.gen.secret`) and read it from the environment.",
            "https://guides.rubyonrails.org/security.html#session-storage",
        ),
        "secret_key_base",
        &["secret_key_base", "secretkeybase"],
        r"[0-9a-f]{128}|[0-9a-f]{64}|[A-Za-z0-9+/]{64}",
    )
    .often_invented()
    .examples(&["SECRET_KEY_BASE={hex:128}", "secret_key_base: \"{base64:64}\""], &["SECRET_KEY_BASE=<%= ENV[\"X\"] %>", "SECRET_KEY_BASE={hex:12}"]),
    Rule::token(
        code(
            "secrets/aspnet-machine-key",
            "The machine key of an ASP.NET application.",
            "Whoever holds it makes view states and cookies that the server trusts; that ends in running programs on it.",
            "Make another, set it outside the repository, and look for view states that were not yours.",
            "https://learn.microsoft.com/en-us/previous-versions/dotnet/netframework-4.0/w8h3skw9(v=vs.100)",
        ),
        "ASP.NET machine key",
        &["validationkey=", "decryptionkey="],
        r#"(?i-u:validation|decryption)Key="(?P<s>[0-9A-Fa-f]{32,128})""#,
    )
    .anchored(Anchor::Near(0, 150))
    .judged_by(random)
    .examples(&["<machineKey validationKey=\"{upperhex:128}\" validation=\"SHA1\" />"], &["<machineKey validationKey=\"AutoGenerate,IsolateApps\" />"]),
    Rule::token(
        code(
            "secrets/terraform-state-password",
            "A password that Terraform has made, in its state.",
            "Whoever reads the state has it, and everything else the state holds in plain text.",
            "Keep the state in a remote backend and out of the repository, and replace the password (`terraform apply -replace=…`).",
            "https://developer.hashicorp.com/terraform/language/state/sensitive-data",
        ),
        "password in a Terraform state",
        &["\"random_password\""],
        r#""result"\s*:\s*"(?P<s>[^"\r\n]{8,200})""#,
    )
    .anchored(Anchor::Near(0, 1600))
    .judged_by(random)
    .examples(&["\"type\": \"random_password\", \"instances\": [{\"attributes\": {\"length\": 24, \"result\": \"{alnum:24}\"}}]"], &["\"type\": \"random_password\", \"result\": \"\"", "\"type\": \"random_id\", \"result\": \"{alnum:24}\""]),
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

/// Manuals show the hashes of users who are nobody.
fn hash(found: &Candidate) -> Verdict {
    const NOBODY: [&str; 7] = ["test", "user", "foo", "bar", "demo", "example", "myname"];
    let user = found.matched.trim_start_with(|sign| !sign.is_alphanumeric()).to_ascii_lowercase();
    let nobody = NOBODY.iter().any(|name| user.starts_with(name.as_bytes()));
    if nobody || shape::stand_in(found.secret) { Verdict::Harmless } else { Verdict::Doubtful }
}

/// What says when it is decoded that it is only a sample is doubtful.
fn kubernetes(found: &Candidate) -> Verdict {
    let Some(data) = decode::base64(found.secret) else { return Verdict::Harmless };
    if shape::reference(&data) || data.starts_with(b"-----BEGIN CERTIFICATE") {
        return Verdict::Harmless;
    }
    Verdict::sure_if(!shape::well_worn(&data) && !shape::stand_in(&data))
}

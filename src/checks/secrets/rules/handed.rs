//! Passwords handed over without a name beside them: as an argument of a command
//! or a call, in SQL.

use super::super::generic;
use super::super::rule::{Anchor, Rule, code};

const LOGS_IN: &str = "Whoever reads it can log in there, from any machine, until the password is changed.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/sql-password",
            "SQL that makes or changes an account, with its password.",
            LOGS_IN,
            "Create accounts outside of migrations and dumps, with a password from a secret store, and change this one.",
            "https://dev.mysql.com/doc/refman/8.4/en/create-user.html",
        ),
        "password in SQL",
        &["identified "],
        r#"(?i-u:identified\s+(?:with\s+["'`]?\w+["'`]?\s+)?by\s+)["'](?P<s>[^"'\r\n]{4,80})["']"#,
    )
    .anchored(Anchor::Near(0, 200))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &["CREATE USER 'app'@'%' IDENTIFIED BY '{alnum:14}';", "IDENTIFIED WITH caching_sha2_password BY '{alnum:14}'"],
        &["IDENTIFIED BY 'password'", "IDENTIFIED BY '${APP_PASSWORD}'", "identified by '*{hex:40}'", "identified by \"name\""],
    ),
    Rule::token(
        code(
            "secrets/login-argument",
            "A user and a password written into a call that logs in: basic authentication, a database, a mail server.",
            LOGS_IN,
            "Let the program read the password from the environment or a secret store, and change it.",
            "https://cwe.mitre.org/data/definitions/798.html",
        ),
        "password given to a login",
        &["basicauth", "basic_auth", "usernamepassword", "passwordauthentication(", "auth=(", ".auth(", ".basic(", "authenticate(", ".login(", "getconnection(", "mysqli", "pdo("],
        r#"(?x)(?i-u:
            (?:basic_?auth\w{0,12} | usernamepassword\w{0,24} | passwordauthentication | \bauth\s?=\s? | \.auth | \.basic | \bauthenticate | \.login)\(\s*
            | (?:getconnection | mysqli | mysqli_connect | pdo)\(\s*[^,()\r\n]{1,160},\s*
            )
            ["'][^"'\r\n]{1,80}["']\s*,\s*["'](?P<s>[^"'\r\n]{6,80})["']"#,
    )
    .anchored(Anchor::Near(0, 400))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &[
            "get(url, auth=('deploy', '{alnum:14}'))",
            "request.SetBasicAuth(\"deploy\", \"{alnum:14}\")",
            "new UsernamePasswordCredentials(\"deploy\", \"{alnum:14}\")",
            "given().auth().preemptive().basic(\"deploy\", \"{alnum:14}\")",
            "server.login(\"deploy@acme.io\", \"{alnum:14}\")",
            "getConnection(url, \"deploy\", \"{alnum:14}\")",
            "new PDO('mysql:host=db;dbname=shop', 'deploy', '{alnum:14}')",
        ],
        &[
            "get(url, auth=(user, password))",
            "get(url, auth=('user', 'password'))",
            "request.SetBasicAuth(\"deploy\", password)",
            "form.login(\"deploy\", \"/accounts/login-2\")",
            "getConnection(url, \"sa\", \"\")",
        ],
    ),
    Rule::token(
        code(
            "secrets/password-argument",
            "A password on the command line of a client: MySQL, MongoDB, Redis, SQL Server, Docker, OpenSSL, PowerShell.",
            LOGS_IN,
            "Let the client ask for it or read it from a file (an option file, `--password-stdin`), and change it.",
            "https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html",
        ),
        "password on a command line",
        &["mysql", "mongo", "redis-cli", "sqlcmd", "docker login", "podman login", "-passin ", "-passout ", "convertto-securestring "],
        r#"(?x)(?:
            \bmysql(?:dump|admin|import)?\b [^\r\n|;&]{0,160}? \s-p
            | \bmongo(?:sh|dump|restore|import|export)?\b [^\r\n|;&]{0,160}? \s-p\s+
            | \b(?:docker|podman)\slogin\b [^\r\n|;&]{0,160}? \s-p\s+
            | \bredis-cli\b [^\r\n|;&]{0,160}? \s-a\s+
            | \bsqlcmd\b [^\r\n|;&]{0,160}? \s-P\s+
            | -pass(?:in|out)\s+pass:
            | (?i-u:ConvertTo-SecureString\s+(?:-String\s+)?)
            )
            ["']?(?P<s>[^\s"'`$%<>|;&(){}\\]{6,64})"#,
    )
    .anchored(Anchor::Near(0, 300))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &[
            "mysql -h db.acme.io -u app -p{alnum:14} shop",
            "mongodump -u admin -p '{alnum:14}' --out x",
            "docker login -u ci -p {alnum:14} acme.io",
            "redis-cli -h cache.acme.io -a {alnum:14} ping",
            "sqlcmd -S db -U sa -P '{alnum:14}' -Q 'select 1'",
            "openssl pkcs12 -in a.p12 -passin pass:{alnum:14}",
            "ConvertTo-SecureString \"{alnum:14}\" -AsPlainText -Force",
        ],
        &[
            "mysql -u app -p shop_2024",
            "mysql -u app -p$MYSQL_PASSWORD shop_2024",
            "mysql -P 33060 --protocol=tcp shop_2024",
            "docker run --name mongo -p 27017:27017 mongo:7",
            "docker login -u ci -p ${{ secrets.TOKEN_2 }}",
            "ConvertTo-SecureString $password2 -AsPlainText",
        ],
    ),
    Rule::token(
        code(
            "secrets/system-password",
            "The password of an account of the system, piped into chpasswd.",
            LOGS_IN,
            "Lock the account or let it log in with a key; give a password that must be at run time, and change this one.",
            "https://man7.org/linux/man-pages/man8/chpasswd.8.html",
        ),
        "password of a system account",
        &["chpasswd"],
        r#"\becho\s+(?:-\w+\s+)?["']?[a-z_][a-z0-9_-]{0,31}:(?P<s>[^\s"'$|]{4,64})["']?\s*\|\s*(?:sudo\s+)?(?:/usr/sbin/)?chpasswd"#,
    )
    .anchored(Anchor::Near(160, 8))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &["RUN echo 'root:{alnum:14}' | chpasswd", "echo deploy:{alnum:14}|sudo chpasswd"],
        &["echo \"root:$ROOT_PASSWORD\" | chpasswd", "RUN echo 'root:root' | chpasswd"],
    ),
    Rule::token(
        code(
            "secrets/jwt-signing-secret",
            "The secret with which an application signs or checks its JSON Web Tokens.",
            "Whoever has it can sign a token for any user of the application.",
            "Read the secret from the environment or a secret store, and replace it: every session ends.",
            "https://www.rfc-editor.org/rfc/rfc7518#section-3.2",
        ),
        "secret that signs JSON Web Tokens",
        &["jwt.sign(", "jwt.verify(", "jwt.encode(", "jwt.decode("],
        r#"(?i-u:jwt\.(?:sign|verify|encode|decode))\(\s*[^"'()\r\n]{1,120},\s*["'](?P<s>[^"'\r\n]{8,200})["']"#,
    )
    .anchored(Anchor::Near(0, 360))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &["jwt.sign({ id: user.id }, '{alnum:32}')", "jwt.encode(payload, \"{hex:32}\", algorithm=\"HS256\")"],
        &["jwt.sign(payload, 'secret')", "jwt.verify(token, process.env.JWT_SECRET)", "jwt.sign(payload, 'your-secret-key-2')"],
    ),
];

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
        &["basicauth", "basic_auth", "usernamepassword", "passwordauthentication(", "auth=(", ".auth(", ".basic(", "authenticate(", ".login(", "getconnection(", "mysqli", "pdo(", "plainauth("],
        r#"(?x)(?i-u:
            (?:basic_?auth\w{0,12} | usernamepassword\w{0,24} | passwordauthentication | \bauth\s?=\s? | \.auth | \.basic | \bauthenticate | \.login)\(\s*
            | (?:getconnection | mysqli | mysqli_connect | pdo | plainauth)\(\s*[^,()\r\n]{1,160},\s*
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
            "smtp.PlainAuth(\"\", \"deploy@acme.io\", \"{alnum:14}\", host)",
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
            "A password on the command line of a client: of a database, a registry, a directory, a broker, a keychain.",
            LOGS_IN,
            "Let the client ask for it or read it from a file (an option file, `--password-stdin`), and change it.",
            "https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html",
        ),
        "password on a command line",
        &[
            "mysql", "mongo", "redis-cli", "sqlcmd", "sqlplus ", "docker login", "podman login", "az login", "ldapsearch",
            "ldapmodify", "ldapadd", "mosquitto_", "htpasswd -", "rabbitmqctl ", "unlock-keychain", "-passin ", "-passout ",
            "convertto-securestring ",
        ],
        r#"(?x)(?:
            \bmysql(?:dump|admin|import)?\b [^\r\n|;&]{0,160}? \s-p
            | \bmongo(?:sh|dump|restore|import|export)?\b [^\r\n|;&]{0,160}? \s-p\s+
            | \b(?:docker|podman|az)\slogin\b [^\r\n|;&]{0,160}? \s-p\s+
            | \bredis-cli\b [^\r\n|;&]{0,160}? \s-a\s+
            | \b(?:sqlcmd|mosquitto_(?:pub|sub|rr))\b [^\r\n|;&]{0,160}? \s-P\s+
            | \bsqlplus\s+(?:-\w+\s+){0,3}["']?[\w.]{1,40}/
            | \bldap(?:search|modify|add)\b [^\r\n|;&]{0,160}? \s-w\s+
            | \bhtpasswd\s+-\w*b\w*\s+\S{1,80}\s+\S{1,40}\s+
            | \brabbitmqctl\s+add_user\s+\S{1,40}\s+
            | \bunlock-keychain\s+-p\s+
            | -pass(?:in|out)\s+pass:
            | (?i-u:ConvertTo-SecureString\s+(?:-String\s+)?)
            )
            ["']?(?P<s>[^\s"'`$%<>|;&(){}\\]{6,64}?)(?:@[\w.:/-]+)?(?:["'`|;&)\s]|$)"#,
    )
    .anchored(Anchor::Near(0, 300))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &[
            "mysql -h db.acme.io -u app -p{alnum:14} shop",
            "mongodump -u admin -p '{alnum:14}' --out x",
            "docker login -u ci -p {alnum:14} acme.io",
            "az login --service-principal -u ci -p {alnum:14} --tenant acme",
            "redis-cli -h cache.acme.io -a {alnum:14} ping",
            "sqlcmd -S db -U sa -P '{alnum:14}' -Q 'select 1'",
            "sqlplus app/{alnum:14}@db.acme.io/shop",
            "ldapsearch -x -D cn=admin -w {alnum:14} -b dc=acme",
            "mosquitto_pub -h mq -u app -P {alnum:14} -t x",
            "htpasswd -bc .htpasswd deploy {alnum:14}",
            "rabbitmqctl add_user deploy {alnum:14}",
            "security unlock-keychain -p {alnum:14} login.keychain",
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
            "secrets/basic-auth-pair",
            "A user and a password that are put into base64 for an Authorization header.",
            LOGS_IN,
            "Let the program read the password from the environment or a secret store, and change it.",
            "https://www.rfc-editor.org/rfc/rfc7617#section-2",
        ),
        "password for basic authentication",
        &["btoa(", "b64encode(", "buffer.from(", "new buffer(", "base64_encode("],
        r#"(?i-u:btoa|b64encode|buffer\.from|new\sbuffer|base64_encode)\(\s*b?["'`][A-Za-z0-9_.@-]{1,60}:(?P<s>[^"'`\r\n:/{}$]{6,80})["'`]"#,
    )
    .anchored(Anchor::Near(0, 200))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &["btoa('deploy:{alnum:14}')", "b64encode(b\"deploy:{alnum:14}\")", "Buffer.from('deploy:{alnum:14}').toString('base64')"],
        &["btoa('user:password')", "btoa(`${user}:${password}`)", "Buffer.from('data:text/plain;base64')"],
    ),
    Rule::token(
        code(
            "secrets/dsn-password",
            "A data source name with a user and a password, as Go's MySQL driver takes it.",
            LOGS_IN,
            "Let the program read the data source name from the environment or a secret store, and change the password.",
            "https://pkg.go.dev/github.com/go-sql-driver/mysql#readme-dsn-data-source-name",
        ),
        "password in a data source name",
        &["@tcp(", "@unix("],
        r#"["'`=\s][A-Za-z0-9_.-]{1,40}:(?P<s>[^\s"'`/:{}$%<>]{4,64})@(?:tcp|unix)\("#,
    )
    .anchored(Anchor::Near(120, 8))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &["open(\"mysql\", \"app:{alnum:14}@tcp(db.acme.io:3306)/shop\")"],
        &["\"root:root@tcp(127.0.0.1:3306)/test\"", "\"app:%s@tcp(%s)/shop2\"", "\"app:${PASSWORD}@tcp(db)/shop\""],
    ),
    Rule::token(
        code(
            "secrets/system-password",
            "The password of an account of the system, piped into chpasswd or sudo.",
            LOGS_IN,
            "Lock the account or let it log in with a key; give a password that must be at run time, and change this one.",
            "https://man7.org/linux/man-pages/man8/chpasswd.8.html",
        ),
        "password of a system account",
        &["chpasswd", "sudo -s"],
        r#"\becho\s+(?:-\w+\s+)?["']?(?:[a-z_][a-z0-9_-]{0,31}:)?(?P<s>[^\s"'$|:]{4,64})["']?\s*\|\s*(?:sudo\s+-S|(?:sudo\s+)?(?:/usr/sbin/)?chpasswd)"#,
    )
    .anchored(Anchor::Near(160, 8))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &[
            "RUN echo 'root:{alnum:14}' | chpasswd",
            "echo deploy:{alnum:14}|sudo chpasswd",
            "echo {alnum:14} | sudo -S apt update",
        ],
        &["echo \"root:$ROOT_PASSWORD\" | chpasswd", "RUN echo 'root:root' | chpasswd", "echo $PASSWORD | sudo -S ls"],
    ),
    Rule::token(
        code(
            "secrets/jwt-signing-secret",
            "The secret with which an application signs or checks its JSON Web Tokens and messages.",
            "Whoever has it can sign a token for any user of the application.",
            "Read the secret from the environment or a secret store, and replace it: every session ends.",
            "https://www.rfc-editor.org/rfc/rfc7518#section-3.2",
        ),
        "secret that signs",
        &["jwt.sign(", "jwt.verify(", "jwt.encode(", "jwt.decode(", "algorithm.hmac", "signwith(", "secretkeyspec("],
        r#"(?x)(?i-u:
            jwt\.(?:sign|verify|encode|decode)\(\s*[^"'()\r\n]{1,120},\s*
            | algorithm\.hmac(?:256|384|512)\(\s*
            | signwith\(\s*(?:signaturealgorithm\.)?hs\d{3}\s*,\s*
            | secretkeyspec\(\s*
            )
            ["'](?P<s>[^"'\r\n]{8,200})["']"#,
    )
    .anchored(Anchor::Near(0, 360))
    .judged_by(generic::judge_password)
    .often_invented()
    .examples(
        &[
            "jwt.sign({ id: user.id }, '{alnum:32}')",
            "jwt.encode(payload, \"{hex:32}\", algorithm=\"HS256\")",
            "Algorithm.HMAC256(\"{alnum:32}\")",
            "signWith(SignatureAlgorithm.HS512, \"{alnum:32}\")",
            "new SecretKeySpec(\"{alnum:32}\".getBytes(), \"AES\")",
        ],
        &[
            "jwt.sign(payload, 'secret')",
            "jwt.verify(token, process.env.JWT_SECRET)",
            "jwt.sign(payload, 'your-secret-key-2')",
            "new SecretKeySpec(key, \"HmacSHA256\")",
        ],
    ),
];

//! Assignments as they stand in real files.

use crate::checks::secrets::file_kind::FileKind;
use crate::checks::secrets::sample;
use crate::checks::secrets::scanner::Scanner;
use crate::finding::Severity;

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
        ("ACME_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\n", FileKind::Settings),
        ("curl --token {alnum:32} https://acme.io", FileKind::Settings),
        ("ACME_TOKEN :::= \"{alnum:32}\"", FileKind::Code),
        ("if (\"{alnum:32}\" === token) {", FileKind::Code),
        ("토큰 = \"{alnum:32}\"", FileKind::Code),
    ] {
        assert_eq!(found(template, kind), [("secrets/generic-secret", Severity::Error)], "{template}");
    }
    assert_eq!(found("db_password = \"{alnum:12}\"", FileKind::Code), [("secrets/generic-password", Severity::Error)]);
    assert_eq!(found("api_key = \"{hex:32}\"", FileKind::Test), [("secrets/generic-secret", Severity::Warning)]);
}

#[test]
fn what_only_looks_like_an_assignment_of_a_secret_is_left_alone() {
    for template in [
        "[\"pdl_live_apikey_\", \"pdl_sdbx_apikey_\"]",
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

/// What refuses a push, of a file with this path and content.
fn refused(path: &str, template: &str) -> Vec<&'static str> {
    let text = sample::expand(template);
    let hits = Scanner::new().scan(&text, FileKind::of(path.into(), &text)).unwrap();
    hits.iter().filter(|hit| hit.severity == Severity::Error).map(|hit| hit.code.id).collect()
}

#[test]
fn a_secret_is_found_however_a_file_of_its_kind_writes_it() {
    let mut missed = Vec::new();
    for (path, templates) in WRITTEN {
        missed.extend(templates.iter().filter(|t| refused(path, t).is_empty()).map(|t| format!("{path}: {t}")));
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn what_is_no_secret_refuses_nothing() {
    let mut alarms = Vec::new();
    for (path, templates) in SILENT {
        alarms.extend(templates.iter().filter(|t| !refused(path, t).is_empty()).map(|t| format!("{path}: {t}")));
    }
    assert!(alarms.is_empty(), "{} alarms\n{}", alarms.len(), alarms.join("\n"));
}

#[test]
fn hostile_text_is_read_once_and_without_recursion() {
    let scanner = Scanner::new();
    for text in ["token=", "password: '\"", "\"token\\\"\"", "secret {", "pass = \"\\\"", "${token:-", "\"token\",\n"] {
        let hits = scanner.scan(text.repeat(10_000).as_bytes(), FileKind::Settings).unwrap();
        assert!(hits.len() < 10_000, "{text}");
    }
}

/// By path, what must refuse a push.
const WRITTEN: &[(&str, &[&str])] = &[
    (
        ".env",
        &[
            "DB_PASSWORD={alnum:12}\n",
            "export SECRET_KEY='{alnum:50}'\n",
            "JWT_SECRET=\"{base64:43}=\"\n",
            "APP_KEY=base64:{base64:43}=\n",
            "ADMIN_PASS={alnum:5}#{alnum:4}! # rotate\n",
            "SMTP_PASSWORD = {alnum:10}\n",
            "MAIL_PW={alnum:14}\n",
            "DB_PASSWORD={alnum:6}({alnum:9}){alnum:6};aB&3zT\n",
            "secret_do_not_commit = {alnum:30}\n",
            "API_KEY_ACME={alnum:32}\n",
            "MAILGUN_KEY={hex:32}\n",
            "POSTGRES_PASSWORD=@{alnum:5}#{alnum:6}\n",
        ],
    ),
    (
        "docker-compose.yml",
        &[
            "    environment:\n      - POSTGRES_PASSWORD={alnum:14}\n",
            "      MYSQL_ROOT_PASSWORD: {alnum:14}\n",
            "    command: redis-server --requirepass {alnum:16}\n",
            "      - \"SECRET_KEY={alnum:40}\"\n",
        ],
    ),
    (
        "deploy/values.yaml",
        &[
            "auth:\n  rootPassword: \"{alnum:12}\"\n",
            "stringData:\n  password: {alnum:16}\n",
            "env:\n  - name: API_TOKEN\n    value: \"{alnum:32}\"\n",
            "env:\n  API_TOKEN: {alnum:40}\n",
            "production:\n  secret_key_base: {hex:128}\n",
            "ansible_become_password: {alnum:12}\n",
            "ansible_ssh_pass: \"{alnum:12}\"\n",
            "  mysql_user: name=app password={alnum:12} priv=*.*:ALL\n",
            "  password: \"{{ db_password | default('{alnum:12}') }}\"\n",
            "  run: kubectl create secret generic db --from-literal=password={alnum:12} --dry-run\n",
            "Parameters:\n  DbPassword:\n    Type: String\n    NoEcho: true\n    Default: {alnum:12}\n",
        ],
    ),
    (
        "config.json",
        &[
            "{\"password\": \"{alnum:12}\"}",
            "{\"user\":\"a\",\"db_password\":\"{alnum:12}\",\"port\":5432}",
            "  \"clientSecret\" : \"{alnum:32}\",\n",
            "{\"name\": \"API_TOKEN\", \"value\": \"{alnum:32}\"}",
            "{\"key\": \"password\",\n \"value\": \"{alnum:12}\"}",
            "\"DbPassword\": {\"Type\": \"String\", \"Default\": \"{alnum:12}\"}",
        ],
    ),
    (
        "analysis.ipynb",
        &[
            "   \"source\": [\n    \"api_key = \\\"{alnum:32}\\\"\\n\",\n",
            "    \"client.password = '{alnum:14}'\\n\",\n",
        ],
    ),
    ("settings.toml", &["[database]\npassword = \"{alnum:12}\"\n", "token = '{alnum:32}'\n"]),
    (
        "application.properties",
        &[
            "spring.datasource.password={alnum:12}\n",
            "app.jwt.secret = {base64:44}\n",
            "server.ssl.key-store-password: {alnum:12}\n",
        ],
    ),
    (
        "config.xml",
        &[
            "<password>{alnum:12}</password>",
            "<add key=\"ApiKey\" value=\"{alnum:32}\" />",
            "<property name=\"password\" value=\"{alnum:12}\"/>",
            "<property name=\"hibernate.connection.password\">{alnum:12}</property>",
            "<setting name=\"Password\" serializeAs=\"String\">\n  <value>{alnum:12}</value>",
            "<entry key=\"db.password\">{alnum:12}</entry>",
            "<string name=\"maps_api_key\">{alnum:32}</string>",
            "<key>ApiKey</key>\n\t<string>{alnum:32}</string>",
            "<user username=\"admin\" password=\"{alnum:12}\" roles=\"manager\"/>",
        ],
    ),
    (
        "Dockerfile",
        &[
            "ENV DB_PASSWORD {alnum:12}\n",
            "ENV DB_PASSWORD={alnum:12} DB_USER=app\n",
            "ARG BUILD_TOKEN={alnum:32}\n",
            "RUN echo 'root:{alnum:12}' | chpasswd\n",
        ],
    ),
    (
        "deploy.sh",
        &[
            "export API_TOKEN={alnum:32}\n",
            "TOKEN=\"{alnum:32}\" ./run\n",
            "PGPASSWORD={alnum:12} psql -h db -U app\n",
            "mysql -u root -p{alnum:12} shop\n",
            "mysqldump -uroot -p'{alnum:12}' shop > dump.sql\n",
            "tool login --username ci --password {alnum:14}\n",
            "tool login --password='{alnum:14}' acme.io\n",
            "docker login -u ci -p {alnum:14} acme.io\n",
            "redis-cli -h cache -a {alnum:16} ping\n",
            "mongo -u admin -p {alnum:14} --authenticationDatabase admin\n",
            "openssl pkcs12 -in a.p12 -passin pass:{alnum:14}\n",
            "keytool -genkey -storepass {alnum:14} -alias a\n",
            "setenv API_TOKEN {alnum:32}\n",
            "set -x API_TOKEN {alnum:32}\n",
            "helm install db --set auth.password={alnum:12} bitnami/postgresql\n",
            "docker run -e DB_PASSWORD={alnum:12} acme/app\n",
            "export DB_PASSWORD={alnum:12}; ./run\n",
            "curl \"https://acme.io/v1?api_key={hex:32}&q=1\"\n",
            "sqlcmd -S db -U sa -P '{alnum:14}' -Q 'select 1'\n",
            "curl -H \"Api-Token: {alnum:32}\" https://acme.io\n",
        ],
    ),
    (
        "deploy.ps1",
        &[
            "$env:API_TOKEN = \"{alnum:32}\"\n",
            "ConvertTo-SecureString \"{alnum:14}\" -AsPlainText -Force\n",
            "$password = '{alnum:14}'\n",
        ],
    ),
    ("deploy.bat", &["set API_TOKEN={alnum:32}\r\n", "setx DB_PASSWORD \"{alnum:14}\"\r\n"]),
    (
        "main.tf",
        &[
            "  password = \"{alnum:12}\"\n",
            "variable \"db_password\" {\n  type    = string\n  default = \"{alnum:12}\"\n}\n",
            "  master_password        = \"{alnum:5}#{alnum:4}!\"\n",
        ],
    ),
    (
        "schema.sql",
        &[
            "CREATE USER 'app'@'%' IDENTIFIED BY '{alnum:12}';",
            "CREATE USER app WITH PASSWORD '{alnum:12}';",
            "ALTER ROLE app WITH LOGIN ENCRYPTED PASSWORD '{alnum:12}';",
            "CREATE LOGIN app WITH PASSWORD = N'{alnum:12}';",
            "SET PASSWORD FOR 'app'@'%' = PASSWORD('{alnum:12}');",
            "ALTER USER app IDENTIFIED WITH mysql_native_password BY '{alnum:12}';",
        ],
    ),
    (
        "app/main.py",
        &[
            "connect(host=\"db\", password=\"{alnum:12}\")",
            "config = {'token': '{alnum:32}'}",
            "os.environ[\"ACME_TOKEN\"] = \"{alnum:32}\"",
            "TOKEN = os.environ.get(\"ACME_TOKEN\", \"{alnum:32}\")",
            "TOKEN = os.environ.get(\"ACME_TOKEN\") or \"{alnum:32}\"",
            "connect(\"host=db user=app password={alnum:14} dbname=shop\")",
            "SECRET = os.getenv('APP_SECRET', default='{alnum:32}')",
            "parser.set(\"db\", \"password\", \"{alnum:12}\")",
            "client = Client(api_key=\"{alnum:32}\")",
            "# the old password: {alnum:10}\n",
            "self.token: str = \"{alnum:32}\"",
            "password: Optional[str] = '{alnum:12}'",
            "if password == \"{alnum:12}\":",
            "headers = {\"X-Api-Key\": \"{alnum:32}\"}",
            "headers = {\"X-Auth-Token\": \"{alnum:32}\"}",
            "requests.get(url, auth=(\"ci\", \"{alnum:14}\"))",
            "auth = HTTPBasicAuth('ci', '{alnum:14}')",
            "app.secret_key = b'{alnum:32}'",
            "app.config['SECRET_KEY'] = '{alnum:32}'",
            "SECRET_KEY = '{alnum:6}#{alnum:6}-{alnum:6}@4w=({alnum:8}&p)'",
            "api_key = (\n    \"{alnum:32}\"\n)",
            "server.login(\"a@acme.io\", \"{alnum:14}\")",
            "dict(token=\"{alnum:32}\")",
        ],
    ),
    (
        "src/client.ts",
        &[
            "  apiKey: '{alnum:32}',",
            "const token = `{alnum:32}`;",
            "const key = process.env.ACME_API_KEY || '{alnum:32}';",
            "const key = process.env.ACME_API_KEY ?? \"{alnum:32}\";",
            "app.use(session({ secret: '{alnum:32}', resave: false }));",
            "jwt.sign(payload, '{alnum:32}')",
            "const smtpPass='{alnum:14}';",
            "if (password !== '{alnum:12}') {",
            "localStorage.setItem('token', '{alnum:32}');",
            "private static readonly API_KEY: string = '{alnum:32}';",
            "export const API_KEY = \"{hex:32}\" as const;",
            "auth: { user: 'a@acme.io', pass: '{alnum:14}' },",
            "createConnection({ host, user: 'app', password: '{alnum:5}#{alnum:4}!' })",
        ],
    ),
    (
        "main.go",
        &[
            "const apiKey = \"{alnum:32}\"",
            "\tPassword: \"{alnum:12}\",",
            "var token string = \"{alnum:32}\"",
            "var jwtSecret = []byte(\"{alnum:32}\")",
            "os.Setenv(\"ACME_TOKEN\", \"{alnum:32}\")",
            "req.Header.Set(\"X-Api-Key\", \"{alnum:32}\")",
            "req.SetBasicAuth(\"ci\", \"{alnum:14}\")",
            "flag.String(\"token\", \"{alnum:32}\", \"the token\")",
            "map[string]string{\"password\": \"{alnum:12}\"}",
        ],
    ),
    (
        "App.java",
        &[
            "private static final String PASSWORD = \"{alnum:12}\";",
            "dataSource.setPassword(\"{alnum:12}\");",
            "Client.builder().apiKey(\"{alnum:32}\").build();",
            "builder.withApiKey(\"{alnum:32}\")",
            "@Value(\"${acme.api-key:{alnum:32}}\")",
            "new UsernamePasswordCredentials(\"ci\", \"{alnum:14}\")",
            "DriverManager.getConnection(url, \"app\", \"{alnum:14}\");",
            "char[] password = \"{alnum:12}\".toCharArray();",
            "props.put(\"password\", \"{alnum:12}\");",
            "@Property(name = \"db.password\", value = \"{alnum:12}\")",
            "given().auth().basic(\"ci\", \"{alnum:14}\")",
            "System.setProperty(\"javax.net.ssl.keyStorePassword\", \"{alnum:12}\");",
            "if (password.equals(\"{alnum:12}\")) {",
            "if (\"{alnum:12}\".equals(password)) {",
        ],
    ),
    (
        "App.kt",
        &[
            "val apiKey: String = \"{alnum:32}\"",
            "const val API_SECRET = \"{alnum:32}\"",
            "mapOf(\"token\" to \"{alnum:32}\")",
        ],
    ),
    (
        "build.gradle",
        &[
            "buildConfigField \"String\", \"API_KEY\", '\"{alnum:32}\"'",
            "buildConfigField(\"String\", \"API_KEY\", \"\\\"{alnum:32}\\\"\")",
            "storePassword '{alnum:12}'",
            "keyPassword = \"{alnum:12}\"",
        ],
    ),
    (
        "Program.cs",
        &[
            "public const string ApiKey = \"{alnum:32}\";",
            "var t = Environment.GetEnvironmentVariable(\"ACME_TOKEN\") ?? \"{alnum:32}\";",
            "Dim password As String = \"{alnum:12}\"",
            "new NetworkCredential(\"ci\", \"{alnum:14}\")",
            "builder.Password = @\"{alnum:12}\";",
            "private string _token = \"{alnum:32}\";",
            "public string ApiKey { get; set; } = \"{alnum:32}\";",
            "request.Headers.Add(\"X-Api-Key\", \"{alnum:32}\");",
        ],
    ),
    (
        "config.php",
        &[
            "define('DB_PASSWORD', '{alnum:12}');",
            "$password = '{alnum:12}';",
            "'password' => '{alnum:12}',",
            "'key' => env('APP_SECRET', '{alnum:32}'),",
            "new mysqli('localhost', 'app', '{alnum:14}', 'shop');",
            "mysqli_connect(\"localhost\", \"app\", \"{alnum:14}\")",
            "new PDO('mysql:host=db;dbname=shop', 'app', '{alnum:14}');",
            "$cfg['Servers'][$i]['password'] = '{alnum:12}';",
            "private $apiKey = '{alnum:32}';",
            "define( 'AUTH_KEY',         '{alnum:6}#{alnum:6}-{alnum:6}@4w=({alnum:8}&p)' );",
        ],
    ),
    (
        "config.rb",
        &[
            "password: '{alnum:12}',",
            ":password => '{alnum:12}'",
            "ENV['ACME_TOKEN'] = '{alnum:32}'",
            "ENV['ACME_TOKEN'] ||= '{alnum:32}'",
            "ENV.fetch('ACME_TOKEN', '{alnum:32}')",
            "config.secret_key = '{hex:128}'",
        ],
    ),
    (
        "main.rs",
        &[
            "const TOKEN: &str = \"{alnum:32}\";",
            "static API_KEY: &'static str = \"{alnum:32}\";",
            "password: \"{alnum:12}\".to_string(),",
            "secret: \"{alnum:5}#{alnum:4}\",",
            "password: \"k({alnum:5}]{alnum:14},d;w\",",
            "let api_key = String::from(\"{alnum:32}\");",
            "request.bearer_auth(\"{alnum:32}\")",
        ],
    ),
    (
        "App.swift",
        &[
            "let apiKey = \"{alnum:32}\"",
            "static let clientSecret: String = \"{alnum:32}\"",
            "var password: String? = \"{alnum:12}\"",
        ],
    ),
    ("App.m", &["#define API_KEY @\"{alnum:32}\"", "NSString *const kApiKey = @\"{alnum:32}\";"]),
    (
        "wifi.ino",
        &[
            "#define WIFI_PASSWORD \"{alnum:12}\"",
            "const char *password = \"{alnum:12}\";",
            "static const char wifi_pass[] = \"{alnum:12}\";",
            "std::string token{\"{alnum:32}\"};",
        ],
    ),
    (
        "misc.conf",
        &[
            "requirepass {alnum:16}\n",
            "masterauth {alnum:16}\n",
            "    psk=\"{alnum:14}\"\n",
            "default_pass = {alnum:14}\n",
            "web1 ansible_user=app ansible_password={alnum:14}\n",
            "proxy_set_header X-Api-Key \"{alnum:32}\";\n",
            "SetEnv ACME_TOKEN {alnum:32}\n",
            "bindpw {alnum:14}\n",
        ],
    ),
    ("sys.config", &["{password, \"{alnum:12}\"}", "{db_password, <<\"{alnum:12}\">>}"]),
    ("core.clj", &["{:user \"app\" :password \"{alnum:12}\"}"]),
    ("main.R", &["Sys.setenv(ACME_API_KEY = \"{alnum:32}\")", "api_key <- \"{alnum:32}\""]),
    ("main.pl", &["my $password = '{alnum:12}';", "password => '{alnum:12}',"]),
    (
        "src/설정.py",
        &[
            "비밀번호 = \"{alnum:12}\"",
            "암호: '{alnum:12}'",
            "토큰 = \"{alnum:32}\"",
            "시크릿키 = '{alnum:32}'",
            "인증키 = \"{alnum:32}\"",
            "비번 = \"{alnum:12}\"",
            "# DB 비밀번호: {alnum:20}\n",
            "\"API 키\": \"{alnum:32}\"",
        ],
    ),
];

/// By path, what people write beside such names that is none.
const SILENT: &[(&str, &[&str])] = &[
    (
        ".env",
        &[
            "DB_PASSWORD=changeme\n",
            "DB_PASSWORD=<your-password>\n",
            "DB_PASSWORD=${VAULT_DB_PASSWORD}\n",
            "SECRET_KEY=replace-me-with-a-long-random-string\n",
            "API_KEY=your_api_key_here\n",
            "API_KEY=\n",
            "API_KEY_FILE=/run/secrets/api_key_{alnum:12}\n",
            "GPG_KEY={hex:40}\n",
            "CACHE_KEY={alnum:32}\n",
            "TOKEN_TTL=86400\n",
            "error.password=Zugangsdaten2 ungültig\n",
            "LICENSE_KEY=a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6\n",
            "PASSWORD_MIN_LENGTH=12\n",
            "DB_PASSWORD=password\n",
            "DB_PASSWORD=secret123\n",
            "AUTH_PROVIDER=keycloak-realm-production\n",
            "API_TOKEN=op://infra/acme/{alnum:26}/token\n",
            "PUBLIC_KEY={base64:44}\n",
            "API_KEY=xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\n",
            "API_KEY=00000000-0000-0000-0000-000000000000\n",
        ],
    ),
    (
        "deploy/values.yaml",
        &[
            "password: {{ .Values.password | b64enc }}\n",
            "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {digit:80}\n",
            "db_password: ENC[AES256_GCM,data:{base64:24}=,iv:{base64:43}=,tag:{base64:22}==,type:str]\n",
            "encryptedData:\n  password: AgB{base64:700}\n",
            "password: ENC({base64:43}=)\n",
            "token: ${{ secrets.ACME_TOKEN }}\n",
            "token: $(system.accessToken)\n",
            "secretName: acme-tls-{lower:10}\n",
            "existingSecret: acme-postgresql-credentials\n",
            "imagePullSecrets:\n  - name: registry-credentials-{lower:8}\n",
            "secretKeyRef:\n  name: acme-{lower:10}\n  key: token\n",
            "password:\n  secure: {base64:172}\n",
            "token: vault:secret/data/acme#token\n",
            "token: ref+awsssm://acme/production/token-2\n",
            "token:\n  type: string\n  example: {alnum:24}-example\n",
            "tokenUrl: https://login.acme.io/oauth2/{hex:32}/token\n",
            "credentials: include\n",
            "  DbPassword:\n    NoEcho: true\n  Release:\n    Default: Acme2024Q3\n",
            "htpasswd: deploy:$2y$10${alnum:53}\n",
            "totp_secret: \"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\"\n",
            "api_key: ((acme-api-key-production))\n",
            "uses: acme/get-token@{hex:40}\n",
            "        password:\n          type: string\n          format: password\n          minLength: 8\n",
            "resources:\n  token: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}-example\n",
        ],
    ),
    (
        "locales/de.json",
        &[
            "{\"password\": \"Passwort\", \"token\": \"Zugriffstoken\"}",
            "{\"passwordRequired\": \"Bitte geben Sie Ihr Passwort ein.\"}",
            "{\"reset_password\": \"Passwort zurücksetzen?\"}",
            "{\"password\": \"密码\", \"api_key\": \"API密钥\", \"token\": \"トークン\"}",
            "{\"password\": \"Mot de passe\", \"new_password\": \"Nouveau mot de passe\"}",
            "{\"password\": \"Wachtwoord{digit:1}\"}",
            "{\"비밀번호\": \"비밀번호를 8자 이상 입력하세요\"}",
            "{\"password\": \"Пароль\", \"secret\": \"Секретный ключ\"}",
            "{\"Password\": \"Contraseña\", \"ConfirmPassword\": \"ConfirmarContraseña\"}",
            "{\"password_short\": \"Password must have 8+ characters!\"}",
        ],
    ),
    (
        "locales/ko.yml",
        &[
            "password: 비밀번호\n",
            "  api_key: \"API 키\"\n",
            "비밀번호: \"8자리 이상이어야 합니다(영문+숫자1)\"\n",
            "암호: 필수 항목입니다\n",
        ],
    ),
    (
        "openapi.json",
        &[
            "\"password\": {\"type\": \"string\", \"format\": \"password\"}",
            "\"securitySchemes\": {\"apiKey\": {\"type\": \"apiKey\", \"name\": \"X-API-Key-V2\", \"in\": \"header\"}}",
            "\"tokenUrl\": \"https://acme.io/oauth/token?client_id={hex:32}\"",
            "\"token\": \"string\", \"refreshToken\": \"string\"",
        ],
    ),
    (
        "package.json",
        &[
            "\"jsonwebtoken\": \"^9.0.2\", \"csrf-token\": \"1.2.3-rc.1\"",
            "\"integrity\": \"sha512-{base64:86}==\"",
            "\"@acme/password\": \"npm:@acme/password-v2@10.1.0\"",
            "\"gitHead\": \"{hex:40}\", \"_shasum\": \"{hex:40}\"",
        ],
    ),
    (
        "app/models.py",
        &[
            "password = models.CharField(max_length=128)",
            "token: Optional[AccessTokenV2] = None",
            "password: str = Field(..., min_length=8)",
            "api_key = os.environ[\"ACME_API_KEY_V2\"]",
            "secret = settings.SECRET_KEY_FALLBACKS[0]",
            "def encrypted(password, hashtype='sha512', salt='{alnum:16}'):",
            "key = cipher.new_secret_key(\"PBKDF2WithHmacSHA256\", spec)",
            "withCredentials([usernamePassword(credentialsId: '{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}')])",
            "token = secrets.token_urlsafe(32)",
            "password = getpass.getpass(\"Password for %s: \" % user)",
            "SECRET = os.getenv(\"APP_SECRET\", \"changeme\")",
            "SECRET = os.getenv(\"APP_SECRET\", \"dev-only-insecure-key\")",
            "logger.info(\"token=%s expires=%d\", token, 3600)",
            "raise ValueError(f\"bad token: {token!r} (expected v2.local)\")",
            "PASSWORD_REGEX = r\"^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d@$!%*?&]{8,}$\"",
            "TOKEN_RE = re.compile(r\"[A-Za-z0-9_-]{20,40}\\.[0-9a-f]{8}\")",
            "API_KEY_HEADER = \"X-Acme-Api-Key-V2\"",
            "token = \"Bearer {}\".format(access_token)",
            "class TokenKind: PASSWORD = \"password\"",
            "password=data[\"password1\"],",
            "\"password\": password_v2_hash(raw),",
            "'django.contrib.auth.password_validation.UserAttributeSimilarityValidator'",
            "reset_password_token_generator = PasswordResetTokenGenerator()",
            "secret = \"projects/12345/secrets/acme-key/versions/1\"",
            "auth = \"django.contrib.auth.backends.ModelBackendV2\"",
        ],
    ),
    (
        "src/form.tsx",
        &[
            "<Input type=\"password\" name=\"password2\" placeholder=\"At least 8 characters\" />",
            "<label htmlFor=\"password1\">Password</label>",
            "password: Yup.string().min(8, 'Min8Chars!').required('Required!'),",
            "passwordStrength: 'weak' | 'medium' | 'strong';",
            "const token = await getAccessToken(scopesV2);",
            "token: localStorage.getItem('access_token_v2'),",
            "const RESET_PASSWORD = 'auth/RESET_PASSWORD_V2';",
            "export const selectToken = (state: RootState) => state.auth.token;",
            "apiKey: process.env.NEXT_PUBLIC_ACME_API_KEY!,",
            "const apiKey = import.meta.env.VITE_ACME_API_KEY_V2;",
            "t('login.password.error.min8')",
            "a={appId:\"{upper:10}\",apiKey:\"{hex:32}\",indexName:\"docs\"}",
            "'Authorization': `Bearer ${accessToken}`,",
            "const csrfToken = '{alnum:32}';",
            "data-token-id=\"btn-3\" className=\"token-operator-v2\"",
            "secret: Joi.string().length(32).required(),",
            "passwordIcon: 'M12 1C8.676 1 6 3.676 6 7v1c-1.1 0-2 .9-2 2v10c0',",
        ],
    ),
    (
        "main.go",
        &[
            "Password string `json:\"password\" validate:\"required,min=8,max=72\"`",
            "ApiKey *string `yaml:\"api_key_v2,omitempty\"`",
            "token := r.Header.Get(\"X-Acme-Token-V2\")",
            "token, err := jwt.Parse(raw, keyFuncV2)",
            "fmt.Errorf(\"invalid token %q: %w\", tok, err)",
            "const TokenHeader = \"X-Acme-Auth-Token-V2\"",
            "secretKey := viper.GetString(\"auth.secret_key_v2\")",
            "flag.String(\"password\", \"\", \"password of the database user (v2)\")",
            "case token.ADD_ASSIGN, token.SUB_ASSIGN: // +=, -=",
        ],
    ),
    (
        "App.java",
        &[
            "@Value(\"${acme.api-key}\") private String apiKey;",
            "private final TokenProviderV2 tokenProvider = new TokenProviderV2();",
            "String password = env.getProperty(\"db.password2\");",
            "PASSWORD(\"password\", PasswordValidatorV2.class),",
            "@JsonProperty(\"access_token\") private String accessToken;",
            "private static final String PASSWORD_PROPERTY = \"spring.datasource.password2\";",
            "throw new BadCredentialsException(\"Bad token: AUTH-401!\");",
        ],
    ),
    (
        "style.css",
        &[
            ".token.operator { color: #9a6e3a; }",
            "--token-color-2: rgb(12 34 56 / 70%);",
            ".password-input:focus::after{content:\"\\f023\"}",
        ],
    ),
    (
        "config.xml",
        &[
            "<property name=\"password\" value=\"${db.password}\"/>",
            "<UserSecretsId>{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}</UserSecretsId>",
            "<EditText android:inputType=\"textPassword\" android:id=\"@+id/password2\" />",
            "<assemblyIdentity name=\"Acme.Token\" publicKeyToken=\"{hex:16}\" />",
            "<string name=\"password\">Mot de passe</string>",
            "<string name=\"error_invalid_password\">Dieses Passwort ist zu kurz (8+)</string>",
            "<xs:element name=\"password\" type=\"xs:string2\" minOccurs=\"0\"/>",
        ],
    ),
    (
        "main.tf",
        &[
            "  password = var.db_password\n",
            "  password = random_password.db[0].result\n",
            "  token    = data.vault_generic_secret.acme.data[\"token\"]\n",
            "variable \"db_password\" {\n  type = string\n  description = \"Password of v2 (min. 8)\"\n  sensitive = true\n}\n",
            "  secret_id = \"projects/acme-1/secrets/db-password-v2\"\n",
            "  key_vault_secret_id = \"https://acme.vault.azure.net/secrets/tls/{hex:32}\"\n",
        ],
    ),
    (
        "deploy.sh",
        &[
            "export API_TOKEN=$(vault kv get -field=token secret/acme2)\n",
            "mysql -u root -p$MYSQL_ROOT_PASSWORD shop\n",
            "mysql -u root -p shop_2024_production\n",
            "read -s -p \"Password (8+): \" PASSWORD\n",
            "mkdir -p build/output-2024-Release\n",
            "ssh -p 22022 deploy@acme.io\n",
            "docker run -p 8080:80 -e TOKEN=\"$TOKEN\" acme/app:v1.2.3\n",
            "tool login --password-stdin < password-2024.txt\n",
            "tool --token-file /etc/acme/token-{hex:8}\n",
            "tool --password \"${DB_PASSWORD:?not set}\"\n",
            "echo \"Set TOKEN=... before you run this (see v2 docs)\"\n",
            "grep -P 'password\\s*=\\s*[A-Z0-9]+' config.ini\n",
            "openssl rsa -passin env:KEY_PASS_V2 -in key.pem\n",
        ],
    ),
    (
        "schema.sql",
        &[
            "password VARCHAR(255) NOT NULL,",
            "CREATE USER app WITH PASSWORD :'app_password_v2';",
            "ALTER USER app WITH PASSWORD '${APP_PASSWORD_V2}';",
            "INSERT INTO users (name, password) VALUES ('a', '$2y$10${alnum:53}');",
            "UPDATE users SET password_hash = '{hex:64}';",
            "COMMENT ON COLUMN users.password IS 'bcrypt(12), see ADR-17';",
        ],
    ),
    (
        "config.php",
        &[
            "'password' => env('DB_PASSWORD', ''),",
            "'password' => 'The provided password is incorrect (1).',",
            "'token' => ['required', 'string', 'size:64'],",
            "protected $hidden = ['password', 'remember_token_v2'];",
            "$table->string('password2', 100)->nullable();",
            "'password' => Hash::make($request->password1),",
            "@lang('auth.password.min8')",
        ],
    ),
    (
        "lib/auth.rb",
        &[
            "has_secure_password validations: false",
            "password: params.require(:user)[:password1],",
            "t.string :encrypted_password, default: \"\", null: false",
            "secret_key_base: <%= ENV[\"SECRET_KEY_BASE\"] %>",
            "validates :password, format: /\\A(?=.*[0-9])(?=.*[A-Z]).+\\z/",
        ],
    ),
    (
        "src/lexer.c",
        &[
            "#define TOKEN_STRING_LITERAL 0x1F2A3B4C",
            "token = \"0123456789abcdefABCDEF\";",
            "static const char *token_names[] = { \"L_PAREN\", \"R_PAREN2\" };",
            "next_token(&lexer, TOK_IDENT_V2);",
            "printf(\"password: %s (%d)\\n\", pw, 3);",
        ],
    ),
    (
        "tests/test_login.py",
        &[
            "client.login(username=\"ada\", password=\"Secret123!\")",
            "token = \"test-token-1234567890\"",
            "password = \"{alnum:12}\"",
            "api_key=\"{hex:32}\"",
        ],
    ),
    (
        "README.md",
        &[
            "Set `ACME_API_KEY=sk-...` before you start.",
            "| `password` | string | The password (8–64 characters) |",
            "curl -H \"X-Api-Key: $ACME_API_KEY_V2\" https://acme.io",
            "The password is stored in 1Password under \"Acme Production 2\".",
        ],
    ),
    (
        ".github/workflows/ci.yml",
        &[
            "      token: ${{ github.token }}\n",
            "        POSTGRES_PASSWORD: postgres\n",
            "      id-token: write\n",
            "      - uses: acme/secret-scan@v2.1.0-beta.3\n",
            "          key: ${{ runner.os }}-token-${{ hashFiles('**/x') }}\n",
        ],
    ),
];

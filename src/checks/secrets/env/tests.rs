mod together;

use super::*;
use crate::check::{Check, Context, Event, Outcome};
use crate::testing::{Bounded, Sandbox};

/// The `.env` half alone, so that these tests do not depend on the other.
#[derive(Default)]
struct EnvOnly(Env);

impl Check for EnvOnly {
    fn id(&self) -> &'static str {
        "secrets"
    }

    fn title(&self) -> &'static str {
        ""
    }

    fn codes(&self) -> Vec<&'static Code> {
        CODES.to_vec()
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        let mut examination = Examination::default();
        if let Event::Gate(subject) = context.event {
            examine(&self.0, subject, &mut examination)?;
        }
        Ok(Outcome::Ran(examination))
    }
}

fn random_key() -> String {
    ["9f86d081884c7d65", "9a2feaa0c55ad015", "a3bf4f1b2b0b822c", "d15d6c15b0f00a08"].concat()
}

/// A conventional repository whose `.env` is ignored.
fn sandbox(env: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", ".env\n").commit("Begin");
    sandbox.write(".env", env);
    sandbox
}

fn codes_for(env: &str) -> Vec<&'static str> {
    sandbox(env).examine(&EnvOnly::default(), None).codes()
}

#[test]
fn a_conventional_repository_passes_and_says_what_holds() {
    let sandbox = sandbox("");
    sandbox.write(".env.example", "SECRET_KEY=\nLOG_LEVEL=info\nPORT=8000\nSENTRY_DSN=\n# UNUSED=1\n");
    sandbox.write("compose.yaml", "services:\n  a:\n    image: a:${TAG:?set it}\n");
    sandbox.commit("Settings");
    let key = random_key();
    sandbox.write(".env", format!("SECRET_KEY={key}\nLOG_LEVEL=info\nPORT=8000\nSENTRY_DSN=\nTAG=v1.2.3\n"));
    let examination = sandbox.examine(&EnvOnly::default(), Some("v1.2.3"));
    assert_eq!(examination.codes(), [""; 0]);
    assert_eq!(
        examination.passed,
        [
            ".env exists",
            ".env is ignored by git",
            "SECRET_KEY is 64 bytes, up to 256 bits",
            "no placeholder or default values",
            "5 required variables set"
        ]
    );
}

#[test]
fn a_missing_file_is_refused_with_the_example_to_copy() {
    let sandbox = Sandbox::new();
    sandbox.write(".env.sample", "A=1\n").commit("Begin");
    let examination = sandbox.examine(&EnvOnly::default(), None);
    assert_eq!(examination.codes(), ["secrets/env-missing"]);
    assert!(examination.findings[0].help.as_ref().unwrap().contains("cp .env.sample .env"));
}

#[test]
fn a_repository_may_state_that_it_ships_without_one() {
    let sandbox = Sandbox::new();
    sandbox.commit("Begin");
    let off: Env = toml::from_str("files = []").unwrap();
    let examination = sandbox.examine(&EnvOnly(off), None);
    assert!(examination.findings.is_empty());
    assert!(examination.passed[0].contains("ships without"));
}

#[test]
fn a_tracked_file_is_refused_for_its_secrets_and_an_example_or_an_encrypted_one_is_not() {
    let sandbox = Sandbox::new();
    sandbox.write(".env", "A=1\n").write(".env.example", "A=1\n").write("web/.env.production", "VITE_API=/api\n");
    sandbox.write(".env.production", format!("DB_PASSWORD={}\n", random_key()));
    sandbox.commit("Too much");
    let examination = sandbox.examine(&EnvOnly::default(), None);
    assert_eq!(examination.codes(), ["secrets/env-tracked", "secrets/env-tracked"]);
    assert!(examination.findings[0].help.as_ref().unwrap().contains("git rm --cached .env"));
    let severity = |path: &str| {
        let of = |f: &&Finding| f.place.as_ref().is_some_and(|place| place.path == path);
        examination.findings.iter().find(of).unwrap().severity
    };
    assert_eq!((severity(".env"), severity(".env.production")), (Severity::Warning, Severity::Error));

    let sandbox = Sandbox::new();
    let encrypted = format!("DOTENV_PUBLIC_KEY=02ab\nDB_PASSWORD=encrypted:{}\n", "Ab3/".repeat(40));
    sandbox.write(".env", encrypted).commit("Encrypted");
    assert!(sandbox.examine(&EnvOnly::default(), None).findings.is_empty());
    let keys = format!("DOTENV_PRIVATE_KEY_PRODUCTION={}\n", random_key());
    sandbox.write(".env.keys", keys).commit("The key beside the lock");
    assert_eq!(sandbox.examine(&EnvOnly::default(), None).codes(), ["secrets/env-tracked"]);
}

#[test]
fn a_tagged_commit_is_judged_with_the_file_beside_it() {
    let sandbox = sandbox("A=1\n");
    sandbox.write(".env.example", "A=\nB=\n");
    let commit = sandbox.commit("Example");
    let repo = sandbox.repo();
    let snapshot = Snapshot::of_commit(&repo, commit);
    let subject = Subject { repo: &repo, snapshot, version: None, making: None, reachable: Vec::new() };
    let mut examination = Examination::default();
    examine(&Env::default(), &subject, &mut examination).unwrap();
    assert_eq!(examination.codes(), ["secrets/env-unset"]);
    assert_eq!(examination.passed[..2], [".env exists", ".env is ignored by git"]);
}

#[test]
fn a_file_that_git_would_add_is_a_warning() {
    let sandbox = Sandbox::new();
    sandbox.commit("Begin");
    sandbox.write(".env", "A=1\n");
    let examination = sandbox.examine(&EnvOnly::default(), None);
    assert_eq!(examination.codes(), ["secrets/env-not-ignored"]);
    assert_eq!(examination.findings[0].severity, Severity::Warning);
}

#[test]
fn what_is_required_must_be_set_and_the_message_says_by_whom() {
    let sandbox = sandbox("B=\nP_FILE=/run/secrets/p\n");
    sandbox.write("docker-compose.yml", "services:\n  a:\n    image: a:${A:?}\n    environment:\n      B: ${B:?x}\n");
    sandbox.write(".env.example", "C=1\nD=1 # optional\n# optional\nE=1\nP=\nAPI_TOKEN=\n");
    sandbox.commit("Settings");
    let required: Env = toml::from_str("required = ['F']").unwrap();
    let examination = sandbox.examine(&EnvOnly(required), None);
    let messages: Vec<_> = examination.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`A` is not set, and docker-compose.yml line 3 requires it",
            "`API_TOKEN` is not set, and .env.example line 6 lists it",
            "`B` is empty, and docker-compose.yml line 5 requires it",
            "`C` is not set, and .env.example line 1 lists it",
            "`F` is not set, and precheck.toml requires it",
        ]
    );
}

#[test]
fn an_empty_signing_key_is_refused_even_where_the_example_leaves_it_empty() {
    let sandbox = sandbox("SECRET_KEY=\nSMTP_PASSWORD=\nSMTP_HOST=\n");
    sandbox.write(".env.example", "SECRET_KEY=\nSMTP_PASSWORD=\nSMTP_HOST=\n").commit("Example");
    let found = sandbox.examine(&EnvOnly::default(), None).findings;
    let weights: Vec<_> = found.iter().map(|f| f.severity).collect();
    assert_eq!(weights, [Severity::Error, Severity::Warning]);
}

#[test]
fn placeholders_defaults_and_weak_keys_are_refused() {
    for (env, code) in [
        ("POSTGRES_PASSWORD=postgres", "secrets/env-placeholder"),
        ("API_KEY='<your-api-key>'", "secrets/env-placeholder"),
        ("DOMAIN=<your-domain>", "secrets/env-placeholder"),
        ("SOMETHING=changeme", "secrets/env-placeholder"),
        ("DATABASE_URL=postgres://app:password@db/app", "secrets/env-placeholder"),
        ("SECRET_KEY=여기에_키를_입력하세요", "secrets/env-placeholder"),
        ("SECRET_KEY=${UNSET_THING}", "secrets/env-placeholder"),
        ("SECRET_KEY=k3v9qX", "secrets/env-weak"),
        ("JWT_KEY=k3v9qX", "secrets/env-weak"),
        ("SMTP_PASSWORD=k3v9qX", "secrets/env-weak"),
        ("FERNET_KEY=k3v9qX", "secrets/env-weak"),
        ("KMS_KEY=arn:aws:kms:eu-west-1:210987654321:key/alias/prod", "secrets/env-reference"),
        ("KMS_KEY=arn:aws:kms:us-east-1:111122223333:alias/app", "secrets/env-placeholder"),
        ("A=1\nA=2", "secrets/env-duplicate"),
        ("A B=1", "secrets/env-unreadable"),
    ] {
        assert_eq!(codes_for(env), [code], "{env}");
    }
}

#[test]
fn ordinary_settings_and_references_pass() {
    for env in [
        "LOG_LEVEL=info\nPORT=8000\nENV=test\nDB_USER=postgres\nDB_NAME=postgres\nTZ=Asia/Seoul\nEMPTY=",
        "TOKEN_TTL=3600\nVITE_API_KEY=test\nREDIS_URL=redis://redis:6379/0\nHOSTS=[\"localhost\"]",
        "SECRET_KEY=op://Production/app/secret-key\nDB_PASSWORD=\"op://Production/db/password\"",
        "A=1\nA=1\nB=${A}",
        "DB_PASSWORD=k3v9qX-real\nDATABASE_URL=postgres://app:${DB_PASSWORD}@db/app",
    ] {
        assert_eq!(codes_for(env), [""; 0], "{env}");
    }
}

#[test]
fn a_secret_that_the_example_or_a_compose_default_shows_is_refused() {
    let key = random_key();
    let sandbox = sandbox(&format!("SECRET_KEY={key}\nDB_PASSWORD=devdb\nLOG_LEVEL=info\n"));
    sandbox.write(".env.example", format!("SECRET_KEY={key}\nLOG_LEVEL=info\n"));
    sandbox.write("compose.yml", "services:\n  db:\n    environment:\n      P: ${DB_PASSWORD:-devdb}\n").commit("Show");
    let examination = sandbox.examine(&EnvOnly::default(), None);
    assert_eq!(examination.codes(), ["secrets/env-committed", "secrets/env-committed"]);
}

#[test]
fn a_password_that_compose_would_cut_is_told_without_showing_it() {
    let sandbox = sandbox("DB_PASSWORD=pa$wurst9\n");
    sandbox.write("compose.yml", "services: {}\n").commit("Compose");
    let found = sandbox.examine(&EnvOnly::default(), None).findings;
    assert_eq!(found[0].code.id, "secrets/env-loses-text");
}

#[test]
fn where_dotenvy_reads_the_file_its_refusals_count() {
    let sandbox = sandbox("A=two words\nB=1\nC=it's\n");
    assert!(sandbox.examine(&EnvOnly::default(), None).findings.is_empty());
    sandbox.write("Cargo.toml", "[dependencies]\ndotenvy = '0.15'\n").commit("Depend");
    let found = sandbox.examine(&EnvOnly::default(), None).findings;
    let lines: Vec<_> = found.iter().map(|f| f.place.as_ref().unwrap().line.unwrap().get()).collect();
    assert_eq!(lines, [1, 3]);
}

#[test]
fn an_inline_waiver_needs_a_reason() {
    let sandbox = sandbox(
        "A_PASSWORD=admin # precheck:allow secrets/env-placeholder -- local only\n\
         B_PASSWORD=admin # precheck:allow secrets/env-placeholder\n",
    );
    let found = sandbox.examine(&EnvOnly::default(), None).findings;
    let allowed: Vec<_> = found.iter().map(|f| f.allowed.as_deref()).collect();
    assert_eq!(allowed, [Some("local only"), None]);
}

#[test]
fn no_value_is_ever_told() {
    let hush = ["Hu", "5h-", "q"].concat();
    let env = format!(
        "SECRET_KEY={hush}\nSECRET_KEY={hush}2\nX_PASSWORD=a${hush}\nBROKEN KEY={hush}\nA={hush} b\nK=\"{hush}\n\
         R_TOKEN=op://{hush}\nE_TOKEN={hush}-shown\nU=x://u:{hush}-shown@h\nL='{hush}'s\n"
    );
    let sandbox = sandbox(&env);
    sandbox.write("Cargo.toml", "[dependencies]\ndotenvy = '0.15'\n");
    sandbox.write("compose.yaml", "services: {}\n").write(".env.example", format!("E_TOKEN={hush}-shown\n"));
    sandbox.commit("All at once");
    let examination = sandbox.examine(&EnvOnly::default(), None);
    assert!(examination.findings.len() >= 8, "{:?}", examination.codes());
    assert!(!format!("{:?}{:?}", examination.findings, examination.passed).contains(&hush));
}

#[test]
fn what_only_the_code_reads_is_a_warning_unless_the_settings_refuse_it() {
    let sandbox = sandbox("A_B=1\nD_PASSWORD=\nE_F=\n");
    sandbox.write(
        "src/a.ts",
        "const a = [process.env.A_B!, process.env.B_C!, process.env.D_PASSWORD!, process.env.E_F!];\n",
    );
    sandbox.commit("Code");
    let found = sandbox.examine(&EnvOnly::default(), None).findings;
    let told: Vec<_> = found.iter().map(|f| (f.message.as_str(), f.severity)).collect();
    assert_eq!(
        told,
        [
            ("`B_C` is not set, and src/a.ts line 1 reads it without a default", Severity::Warning),
            ("`D_PASSWORD` is empty, and src/a.ts line 1 reads it without a default", Severity::Warning),
        ]
    );
    let strict: Env = toml::from_str("refuse-unset-in-code = true").unwrap();
    let found = sandbox.examine(&EnvOnly(strict), None).findings;
    assert!(found.iter().all(|finding| finding.severity == Severity::Error));
}

#[test]
fn a_production_file_that_is_not_here_is_read_in_its_encrypted_form() {
    let example = "A_B=1\nC_PASSWORD=\n";
    let sops = "A_B=ENC[AES256_GCM,data:QQ==,iv:AAAA,tag:AAAA,type:str]\nsops_version=3.9.0\n";
    for (path, content, code) in [
        (".env.enc", sops, Some("secrets/env-unset")),
        (".env.vault", "DOTENV_VAULT_PRODUCTION=\"abc\"\n", None),
        (".env.age", "age-encryption.org/v1\n-> X25519 abc\n", None),
        (".env.gpg", "\u{0}\u{1}\u{2}", None),
        (".env.production", "A_B=x\nC_PASSWORD_FILE=/run/secrets/c\n", None),
        ("secrets.enc.env", sops, Some("secrets/env-unset")),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write(".gitignore", ".env.production\n").write(".env.example", example).write(path, content);
        sandbox.commit("Begin");
        let examination = sandbox.examine(&EnvOnly::default(), None);
        let codes: Vec<_> = examination.codes().into_iter().filter(|code| code.starts_with("secrets/env-")).collect();
        assert_eq!(codes, Vec::from_iter(code), "{path}");
        assert!(examination.passed[0].contains(path), "{:?}", examination.passed);
    }
}

#[test]
fn what_a_service_has_from_a_file_of_its_own_need_not_be_in_env() {
    let sandbox = sandbox("X=1\n");
    sandbox.write(".env.example", "A_B=1\nC_D=1\n").write("app.env", "A_B=2\nE_F=3\n");
    sandbox.write(
        "compose.yaml",
        "services:\n  a:\n    image: a:${E_F:?}\n    env_file: app.env\n    environment: [G_H, A_B]\n",
    );
    sandbox.commit("Settings");
    let found = sandbox.examine(&EnvOnly::default(), None).findings;
    let told: Vec<_> = found.iter().map(|f| (f.message.as_str(), f.severity)).collect();
    assert_eq!(
        told,
        [
            ("`C_D` is not set, and .env.example line 2 lists it", Severity::Error),
            ("`E_F` is not set, and compose.yaml line 3 requires it", Severity::Error),
            ("`G_H` is not set, and compose.yaml line 5 hands it on to a service", Severity::Warning),
        ]
    );
}

#[test]
fn an_example_under_a_rarer_name_counts_where_there_is_no_usual_one() {
    let sandbox = sandbox("X=1\n");
    sandbox.write("env.sample", "A_B=1\n").commit("Example");
    assert_eq!(sandbox.examine(&EnvOnly::default(), None).codes(), ["secrets/env-unset"]);
    sandbox.write(".env.example", "X=1\n").commit("Usual one");
    assert!(sandbox.examine(&EnvOnly::default(), None).findings.is_empty());
}

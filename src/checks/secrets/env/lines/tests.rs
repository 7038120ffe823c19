use super::*;
use crate::checks::secrets::env::readers::Readers;
use crate::git::Snapshot;
use crate::testing::Sandbox;

const NPM: (&str, &str) = ("package.json", r#"{"dependencies": {"dotenv": "^17"}}"#);
const COMPOSE: (&str, &str) = ("compose.yaml", "services: {}\n");
const PYTHON: (&str, &str) = ("requirements.txt", "python-dotenv\n");
const SHELL: (&str, &str) = ("deploy.sh", "set -a; . ./.env; set +a\n");
const DOCKER: (&str, &str) = ("run.sh", "docker run --env-file .env app\n");
const NODE: (&str, &str) = ("serve.sh", "node --env-file=.env server.js\n");

/// What is found in a `.env` that is read by what these files of the repository say.
fn found(repository: &[(&str, &str)], env: impl AsRef<[u8]>) -> Vec<Finding> {
    let sandbox = Sandbox::new();
    for (path, content) in repository {
        sandbox.write(path, content);
    }
    sandbox.commit("Begin");
    let repo = sandbox.repo();
    let readers = Readers::of_repository(&Snapshot::of_work_tree(&repo)).unwrap();
    let bytes = env.as_ref().to_vec();
    let file = EnvFile { path: ".env", content: crate::dotenv::Dotenv::parse(&bytes), bytes };
    let mut examination = Examination::default();
    examine(&file, &readers.of(".env"), false, &mut examination);
    examination.findings
}

fn codes(repository: &[(&str, &str)], env: impl AsRef<[u8]>) -> Vec<&'static str> {
    found(repository, env).iter().map(|finding| finding.code.id).collect()
}

#[test]
fn a_line_on_which_the_readers_in_use_disagree_is_told_with_what_to_write() {
    let found = found(&[NPM, COMPOSE], "A=1\nDB_PASSWORD=hush#y\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.id, "secrets/env-unquoted");
    let said = format!("{} {}", found[0].message, found[0].help.as_ref().unwrap());
    for part in [
        "Docker Compose: `#` is part of it; dotenv (npm): it ends at `#`",
        "on line 2, write `DB_PASSWORD=` and the value between single quotes",
        "Docker Compose: compose.yaml, dotenv (npm): package.json",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert!(!said.contains("hush"));
}

#[test]
fn each_cause_has_its_own_code() {
    for (repository, env, code) in [
        (&[COMPOSE, PYTHON][..], "B=1\nA='${B}2'\n", "secrets/env-ambiguous"),
        (&[COMPOSE, NPM], "A=\"a\\tb\"\n", "secrets/env-ambiguous"),
        (&[COMPOSE, DOCKER], "A='x'\n", "secrets/env-ambiguous"),
        (&[COMPOSE, DOCKER], "A=\"a\nb\"\n", "secrets/env-multi-line"),
        (&[DOCKER], "A = x\n", "secrets/env-spaces"),
        (&[SHELL], "A = x\n", "secrets/env-spaces"),
        (&[SHELL], "A-B=x\n", "secrets/env-bad-name"),
        (&[SHELL], "A=two words\n", "secrets/env-unquoted"),
        (&[SHELL], "A=postgres://h/db?a=1&b=2\n", "secrets/env-unquoted"),
        (&[NODE], "A_PASSWORD=val#c\n", "secrets/env-unquoted"),
        (&[], "A=\"abc\n", "secrets/env-open-quote"),
        (&[], "A=1\nA=2\n", "secrets/env-duplicate"),
        (&[], "just words\n", "secrets/env-unreadable"),
        (&[], "\u{feff}A=1\n", "secrets/env-bom"),
        (&[], "A=1\r\nB=2\r\n", "secrets/env-crlf"),
    ] {
        assert_eq!(codes(repository, env), [code], "{env:?}");
    }
}

#[test]
fn ordinary_lines_are_read_alike_by_all() {
    const ORDINARY: &str = "# settings\n\nA=1\nexport B=two\nURL=https://example.org/a?b=1\nEMPTY=\nQ='quoted value'\n\
        D=\"also quoted\"\nC=1 # why\nK=abc+/def==\nL=a,b,c\nT=10:20\nSINGLE='pa$$w0rd#1'\nJSON='{\"a\": 1}'\n";
    assert_eq!(codes(&[COMPOSE, NPM, PYTHON, SHELL, NODE], ORDINARY), [""; 0]);
    assert_eq!(codes(&[COMPOSE], "A=two words\nA.B=1\nC = 1\nK=\"a\nb\"\nP=x#y\n"), [""; 0]);
}

#[test]
fn what_has_one_cause_is_told_once() {
    let found = found(&[COMPOSE, DOCKER], "A='x'\nB='y'\nC=\"z\"\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("`A`") && found[0].message.contains("2 more"), "{}", found[0].message);
    assert_eq!(found[0].elsewhere.len(), 2);
}

#[test]
fn a_key_that_is_pasted_without_quotes_is_one_finding() {
    let (begin, end) = (["-----BEGIN", " KEY-----"].concat(), ["-----END", " KEY-----"].concat());
    let found = found(&[COMPOSE], format!("K={begin}\nMIIE/+a=\nab cd\n{end}\nB=1\n"));
    let codes: Vec<_> = found.iter().map(|finding| (finding.code.id, finding.severity)).collect();
    assert_eq!(codes, [("secrets/env-multi-line", Severity::Error)]);
    assert!(found[0].help.as_ref().unwrap().contains("lines 1 to 4"));
}

#[test]
fn line_ends_of_windows_are_a_warning_only_where_a_shell_reads() {
    assert_eq!(found(&[COMPOSE], "A=1\r\n")[0].severity, Severity::Note);
    assert_eq!(found(&[SHELL], "A=1\r\n")[0].severity, Severity::Warning);
}

#[test]
fn a_file_that_is_no_text_is_told_within_bounds() {
    assert_eq!(codes(&[COMPOSE], b"\xff\xfeA\0=\x001\0"), ["secrets/env-unreadable"]);
    assert!(codes(&[COMPOSE, NPM, PYTHON, SHELL, NODE, DOCKER], "\0\u{1}x y\n".repeat(5_000)).len() <= TOLD);
    let many: Vec<_> = (0..5_000).map(|i| format!("V{i}=$V0#'\n")).collect();
    assert!(!codes(&[COMPOSE, NPM, PYTHON, SHELL, NODE, DOCKER], many.concat()).is_empty());
}

#[test]
fn a_value_that_would_take_the_next_line_along_is_not_to_be_written_so() {
    let content = crate::dotenv::Dotenv::parse(b"A=x\\");
    let readers = OfFile { dialects: [(Dialect::Bash, "x.sh")].into(), npm_expands: false };
    assert!(spelling::alike(&content.entries[0], &readers).contains("between single quotes"));
}

//! Files of other scanners, as a team brings them along.

use super::super::{Secrets, sample};
use super::*;
use crate::check::Examination;
use crate::testing::Sandbox;

fn token(seed: u64) -> String {
    String::from_utf8(sample::expand_with("dop_v1_{hex:64}", seed)).unwrap()
}

/// The settings that the work tree holds.
fn settings(sandbox: &Sandbox) -> Result<Secrets> {
    let mut settings = Secrets::default();
    settings.take_in(&mut |path| Ok(std::fs::read(sandbox.path().join(path)).ok()))?;
    Ok(settings)
}

fn push(sandbox: &Sandbox) -> Examination {
    sandbox.push(&settings(sandbox).unwrap(), &[])
}

/// For what reason the only secret is accepted.
fn reason(sandbox: &Sandbox) -> Option<String> {
    let mut findings = push(sandbox).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings.remove(0);
    finding.allowed.or(finding.accepted)
}

/// A repository with one token in `app/config.py`, and the commit that brings it.
fn with_a_token() -> (Sandbox, Oid) {
    let sandbox = Sandbox::new();
    let commit = sandbox.write("app/config.py", format!("# config\nacme({:?})  # staging\n", token(1))).commit("add");
    (sandbox, commit)
}

#[test]
fn an_allowlist_of_gitleaks_accepts_what_it_names_and_nothing_else() {
    let (sandbox, commit) = with_a_token();
    let start = &token(1)[7..15];
    for (allowlist, accepts) in [
        (format!("[allowlist]\ncommits = [\"{commit}\"]"), true),
        (format!("[allowlist]\ncommits = [\"{}\"]", "0".repeat(40)), false),
        ("[allowlist]\npaths = ['''^app/.*\\.py$''']".into(), true),
        ("[allowlist]\npaths = ['''^config''']".into(), false),
        (format!("[allowlist]\nregexes = ['''_{start}''']"), true),
        ("[allowlist]\nregexes = ['''staging''']".into(), false),
        ("[allowlist]\nregexTarget = \"line\"\nregexes = ['''staging''']".into(), true),
        ("[allowlist]\nregexTarget = \"match\"\nregexes = ['''^dop_v1_''']".into(), true),
        (format!("[allowlist]\nstopwords = [\"{}\"]", start.to_uppercase()), true),
        ("[allowlist]\nstopwords = [\"staging\"]".into(), false),
        ("[[allowlists]]\nstopwords = [\"no\"]\n[[allowlists]]\npaths = [\"app\"]".into(), true),
        ("[[allowlists]]\ncondition = \"AND\"\npaths = [\"app\"]\nstopwords = [\"no-such\"]".into(), false),
        ("[[allowlists]]\ncondition = \"AND\"\npaths = [\"app\"]\nstopwords = [\"dop_\"]".into(), true),
        ("[[allowlists]]\ncondition = \"AND\"".into(), false),
        ("[[allowlists]]\ntargetRules = [\"digitalocean-token\"]\npaths = [\"app\"]".into(), true),
        ("[[allowlists]]\ntargetRules = [\"generic-api-key\"]\npaths = [\"app\"]".into(), false),
        ("[extend]\nuseDefault = true\ndisabledRules = [\"digitalocean-token\"]".into(), true),
        ("[[rules]]\nid = \"digitalocean-token\"\n[[rules.allowlists]]\npaths = [\"app\"]".into(), true),
        ("[[rules]]\nid = \"digitalocean-token\"\n[rules.allowlist]\npaths = [\"lib\"]".into(), false),
        ("[[rules]]\nid = \"other\"\n[rules.allowlist]\npaths = [\"app\"]".into(), false),
    ] {
        sandbox.write(".gitleaks.toml", &allowlist);
        assert_eq!(reason(&sandbox).is_some(), accepts, "{allowlist}");
    }
}

#[test]
fn the_reason_on_record_names_the_file_and_says_what_stands_there() {
    let (sandbox, _) = with_a_token();
    sandbox.write(".gitleaks.toml", "[allowlist]\ndescription = \"old staging keys\"\npaths = [\"app\"]");
    assert_eq!(reason(&sandbox).unwrap(), "allowlist in .gitleaks.toml: old staging keys");
}

#[test]
fn what_is_accepted_in_one_file_is_not_accepted_in_its_copy() {
    let (sandbox, _) = with_a_token();
    sandbox.write(".gitleaks.toml", "[allowlist]\npaths = [\"^app/\"]");
    let text = std::fs::read(sandbox.path().join("app/config.py")).unwrap();
    sandbox.write("lib/config.py", text).commit("copy");
    let mut allowed: Vec<_> = push(&sandbox).findings.iter().map(|finding| finding.accepted.is_some()).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, [false, true]);
}

#[test]
fn a_rule_of_gitleaks_is_run_as_its_file_has_it() {
    let sandbox = Sandbox::new();
    let (key, dull) = (String::from_utf8(sample::expand("{lower:24}")).unwrap(), "ab".repeat(12));
    sandbox.write("a.txt", format!("ACME key: <{key}>\nacme key: <{dull}>\n")).write("b.txt", "acme\n");
    sandbox.write("vault/a.kdbx", "anything").commit("add");
    sandbox.write(
        ".gitleaks.toml",
        "title = \"acme\"\n\
         [[rules]]\nid = \"acme-key\"\ndescription = \"An Acme deploy key.\"\nregex = '''(?i)acme (key): <([a-z0-9]{24})>'''\n\
         secretGroup = 2\nentropy = 3\nkeywords = [\"ACME\"]\ntags = [\"key\"]\n\
         [[rules]]\nid = \"key-store\"\npath = '''\\.kdbx$'''\n\
         [[rules]]\nid = \"elsewhere\"\nregex = '''acme'''\npath = '''^c\\.txt$'''\n",
    );
    let findings = push(&sandbox).findings;
    let shown: Vec<_> = findings.iter().map(|finding| finding.message.as_str()).collect();
    let first = &key[..4];
    assert_eq!(
        shown,
        [
            &format!("An Acme deploy key (rule acme-key) {first}… (24 characters)"),
            "secret (rule key-store) an… (8 characters)"
        ]
    );
    assert_eq!(findings[0].place.as_ref().unwrap().line.map(u32::from), Some(1));
    assert!(findings.iter().all(|finding| finding.code.id == "secrets/custom"));
}

#[test]
fn the_allowlist_of_a_rule_speaks_of_that_rule_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "acme-1234 and other-1234\n").commit("add");
    sandbox.write(
        ".gitleaks.toml",
        "[[rules]]\nid = \"acme\"\nregex = 'acme-\\d+'\n[[rules.allowlists]]\nregexes = ['1234']\n\
         [[rules]]\nid = \"other\"\nregex = 'other-\\d+'\n",
    );
    let findings = push(&sandbox).findings;
    let allowed: Vec<_> = findings.iter().map(|finding| finding.accepted.as_deref()).collect();
    assert_eq!(allowed, [Some("allowlist of acme in .gitleaks.toml"), None]);
}

#[test]
fn a_file_may_extend_another_in_the_repository() {
    let (sandbox, _) = with_a_token();
    sandbox.write(
        ".gitleaks.toml",
        "[extend]\npath = \"./ci/base.toml\"\n[[rules]]\nid = \"acme\"\nkeywords = [\"acme\"]",
    );
    sandbox.write(
        "ci/base.toml",
        "[extend]\npath = \"ci/more.toml\"\n[[rules]]\nid = \"acme\"\nregex = 'staging'\n[[rules]]\nid = \"x\"\nregex = 'x'\n",
    );
    sandbox.write("ci/more.toml", "[allowlist]\npaths = ['^app/']\n");
    let findings = push(&sandbox).findings;
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings.iter().all(|finding| finding.accepted.is_some()));
    sandbox.write("ci/more.toml", "[extend]\npath = \"ci/base.toml\"\n");
    assert!(format!("{:#}", settings(&sandbox).err().unwrap()).contains("more than 2 files"));
}

#[test]
fn a_broken_file_is_an_error_that_names_file_and_rule_and_shows_nothing_of_it() {
    let sandbox = Sandbox::new();
    for (file, content, says) in [
        (gitleaks::FILE, "[[rules]]\nid = \"acme\"\nregex = 'hunter2('", "the rule `acme`: regex: it is no pattern"),
        (gitleaks::FILE, "[[rules]]\nid = \"acme\"\npath = 'hunter2('", "the rule `acme`: path"),
        (gitleaks::FILE, "[[rules]]\nregex = 'hunter2'", "it has no id"),
        (gitleaks::FILE, "[allowlist]\nregexes = ['(?!hunter2)']", "an allowlist: regexes: it is no pattern"),
        (gitleaks::FILE, "[allowlist]\nregexTarget = 'hunter2'", "regexTarget is secret, match or line"),
        (gitleaks::FILE, "[allowlist]\nregexes = 'hunter2'", "line 2, column 11: expected a sequence"),
        (gitleaks::FILE, "[allowlist\n", "line 1, column 11"),
        (gitleaks::FILE, "[extend]\npath = '../hunter2'", "outside the repository"),
        (gitleaks::FILE, "[extend]\npath = 'gone.toml'", "gone.toml, which is not there"),
        (baseline::FILE, "{\n \"results\": \"hunter2\"}", "no baseline of detect-secrets: line 2"),
    ] {
        sandbox.write(gitleaks::FILE, "").write(baseline::FILE, "{}").write(file, content);
        let error = format!("{:#}", settings(&sandbox).err().expect(content));
        assert!(error.contains(file) && error.contains(says) && !error.contains("hunter"), "{content}: {error}");
    }
}

#[test]
fn what_means_nothing_here_is_told_once_in_a_gate_and_accepts_nothing() {
    let (sandbox, _) = with_a_token();
    sandbox.write(
        ".gitleaks.toml",
        "[extend]\ndisabledRules = [\"no-such-rule\"]\n[[allowlists]]\ntargetRules = [\"no-such-rule\"]\npaths = ['']\n",
    );
    sandbox.write(".gitleaksignore", "# places\n\nnonsense\n");
    sandbox.write(
        ".secrets.baseline",
        r#"{"filters_used": [{"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["(?<!x)app"]}]}"#,
    );
    let findings = sandbox.examine(&settings(&sandbox).unwrap(), None).findings;
    let told: Vec<_> = findings.iter().filter(|finding| finding.code.id == NOT_UNDERSTOOD.id).collect();
    let places: Vec<_> = told.iter().map(|finding| finding.place.as_ref().unwrap().path.to_string()).collect();
    assert_eq!(places, [".gitleaks.toml", ".gitleaksignore", ".secrets.baseline"], "{told:?}");
    assert!(told[0].message.contains("`no-such-rule`") && told[1].message.contains("line 3"), "{told:?}");
    assert!(
        findings.iter().any(|finding| finding.code.id == "secrets/digitalocean-token" && finding.accepted.is_none())
    );
    assert!(!push(&sandbox).codes().contains(&NOT_UNDERSTOOD.id));
}

#[test]
fn a_line_of_gitleaksignore_accepts_what_stands_at_its_place() {
    let (sandbox, commit) = with_a_token();
    let other = Oid::from_hex("0".repeat(40).as_bytes()).unwrap();
    for (line, accepts) in [
        ("app/config.py:generic-api-key:2".to_owned(), true),
        ("app\\config.py:any-rule:2".to_owned(), true),
        ("app/config.py:generic-api-key:1".to_owned(), false),
        ("app/other.py:generic-api-key:2".to_owned(), false),
        (format!("{commit}:app/config.py:digitalocean-pat:2"), true),
        (format!("{commit}:app/config.py:digitalocean-pat:1"), false),
        (format!("{other}:app/config.py:digitalocean-pat:2"), false),
        ("# app/config.py:generic-api-key:2".to_owned(), false),
    ] {
        sandbox.write(".gitleaksignore", format!("# known\n{line}\n"));
        let expected = accepts.then(|| "line 2 of .gitleaksignore".to_owned());
        assert_eq!(reason(&sandbox), expected, "{line}");
    }
}

#[test]
fn a_place_in_a_commit_holds_for_the_same_secret_after_a_rebase_and_in_a_gate() {
    let (sandbox, commit) = with_a_token();
    sandbox.write(".gitleaksignore", format!("{commit}:app/config.py:digitalocean-pat:2\n"));
    let text = std::fs::read_to_string(sandbox.path().join("app/config.py")).unwrap();
    sandbox.write("app/config.py", format!("# moved\n# down\n{text}"));
    sandbox.git(&["commit", "--quiet", "--all", "--amend", "--message", "again"]);
    assert!(reason(&sandbox).is_some());
    let findings = sandbox.examine(&settings(&sandbox).unwrap(), None).findings;
    let allowed = |id: &str| findings.iter().find(|finding| finding.code.id == id).unwrap().accepted.is_some();
    assert!(allowed("secrets/digitalocean-token"), "{findings:?}");
    sandbox.write("app/config.py", format!("# config\n{}\n", token(2))).commit("another");
    assert_eq!(push(&sandbox).findings.iter().filter(|finding| finding.accepted.is_none()).count(), 1);
}

fn sha1(value: &str) -> String {
    use sha1::Digest;
    sha1::Sha1::digest(value.as_bytes()).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[test]
fn a_baseline_accepts_the_values_that_it_lists_for_a_file() {
    let (sandbox, _) = with_a_token();
    let (hash, other) = (sha1(&token(1)), sha1("other"));
    let listed = |path: &str, entry: &str| {
        format!(r#"{{"results": {{"{path}": [{{"type": "x", "line_number": 9, {entry}}}]}}}}"#)
    };
    let filter = |name: &str, pattern: &str| {
        let path = format!("detect_secrets.filters.regex.should_exclude_{name}");
        format!(
            r#"{{"version": "1.5.0", "filters_used": [{{"path": "{path}", "pattern": [{pattern:?}]}}], "results": {{}}}}"#
        )
    };
    for (baseline, accepts) in [
        (listed("app/config.py", &format!(r#""hashed_secret": "{hash}""#)), true),
        (listed("app\\\\config.py", &format!(r#""hashed_secret": "{hash}", "is_secret": false"#)), true),
        (listed("app/config.py", &format!(r#""hashed_secret": "{hash}", "is_secret": true"#)), false),
        (listed("app/config.py", &format!(r#""hashed_secret": "{other}""#)), false),
        (listed("app/other.py", &format!(r#""hashed_secret": "{hash}""#)), false),
        (filter("file", r"^app/.*\.py$"), true),
        (filter("file", "^lib/"), false),
        (filter("line", "# staging"), true),
        (filter("line", "# live"), false),
        (filter("secret", "^dop_"), true),
        (filter("secret", "acme"), false),
        (r#"{"exclude": {"files": "^app/", "lines": null}, "results": {}}"#.into(), true),
        (r#"{"exclude": {"files": null, "lines": "acme\\("}, "results": {}}"#.into(), true),
        ("{}".into(), false),
    ] {
        sandbox.write(".secrets.baseline", &baseline);
        assert_eq!(reason(&sandbox).is_some(), accepts, "{baseline}");
    }
}

#[test]
fn a_private_key_is_known_in_a_baseline_by_its_first_line_and_allowed_there_by_a_comment() {
    let sandbox = Sandbox::new();
    let key = |before: &str| {
        let [begin, end] = ["BEGIN", "END"].map(|word| format!("-----{word} RSA PRIVATE KEY-----"));
        let body = String::from_utf8(sample::expand(&"{base64:64}\n".repeat(24))).unwrap();
        format!("{before}{begin}\n{body}{end}\n")
    };
    sandbox.write("id_rsa", key("")).commit("add");
    assert_eq!(reason(&sandbox), None);
    let hash = sha1(&["BEGIN RSA", "PRIVATE KEY"].join(" "));
    sandbox.write(".secrets.baseline", format!(r#"{{"results": {{"id_rsa": [{{"hashed_secret": "{hash}"}}]}}}}"#));
    assert_eq!(reason(&sandbox).unwrap(), "known in .secrets.baseline");
    sandbox.write(".secrets.baseline", "{}");
    for (before, why) in [
        ("/* gitleaks:allow */ key = \"", "gitleaks:allow on the line"),
        ("# pragma: allowlist nextline secret\n", "pragma: allowlist nextline secret on the line before"),
    ] {
        sandbox.write("id_rsa", key(before));
        sandbox.git(&["commit", "--quiet", "--all", "--amend", "--message", "again"]);
        assert_eq!(reason(&sandbox).unwrap(), why);
    }
}

#[test]
fn files_that_speak_of_secrets_hold_none() {
    let sandbox = Sandbox::new();
    let hash = String::from_utf8(sample::expand("{hex:40}")).unwrap();
    sandbox.write(".gitleaksignore", format!("{hash}:config/secret_token.py:generic-api-key:12\n"));
    sandbox.write(
        ".gitleaks.toml",
        "[allowlist]\nregexes = ['''secret_key = \"[A-Za-z0-9]{32}\"''']\n\
         [[rules]]\nid = \"hash\"\nregex = '[0-9a-f]{16,40}'\n[[rules]]\nid = \"token\"\nregex = 'token'\n",
    );
    sandbox.write(
        ".secrets.baseline",
        format!(r#"{{"results": {{"a.py": [{{"type": "Secret Keyword", "hashed_secret": "{hash}"}}]}}}}"#),
    );
    sandbox.write("precheck.toml", format!("[[waive]]\ncode = \"secrets/jwt\"\nfingerprint = \"{}\"\n", &hash[..16]));
    sandbox.commit("settings");
    assert_eq!(push(&sandbox).codes(), [""; 0]);
    sandbox.write("copy.txt", &hash).commit("copy");
    assert_eq!(push(&sandbox).codes(), ["secrets/custom"]);
}

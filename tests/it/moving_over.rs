//! A team comes from another scanner: what it has written down holds as it stands.

use crate::harness::{World, text, token};

/// A repository whose push is refused for one token, on line 2 of `app/config.py`.
fn refused() -> (World, String) {
    let world = World::new();
    world.write("app/config.py", format!("import acme\nacme.connect(\"{}\")\n", token(1)));
    let commit = world.commit("Connect");
    world.refused(&["push", "origin", "main"]);
    (world, commit)
}

/// The push goes through, with this many secrets waived.
fn goes_through(world: &World, waived: usize) {
    let said = world.said(&["push", "--quiet", "origin", "main"]);
    assert!(said.contains(&format!("{waived} waived")), "{said}");
}

/// The reasons in the report of a run.
fn reasons(world: &World) -> Vec<String> {
    let out = world.precheck(&["run", "--only", "secrets", "--format", "json"]);
    let report: serde_json::Value =
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&out)));
    let waived = report["waived"].as_array().unwrap().iter();
    waived.map(|waived| waived["reason"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_gitleaks_configuration_in_the_work_tree_lets_a_push_through_and_is_counted() {
    let (world, _) = refused();
    world.write(".gitleaks.toml", "[extend]\nuseDefault = true\n\n[allowlist]\npaths = ['''^app/''']\n");
    goes_through(&world, 1);
    assert_eq!(reasons(&world), ["allowlist in .gitleaks.toml"]);
}

#[test]
fn a_gitleaks_rule_refuses_a_push_under_its_own_name() {
    let world = World::new();
    world.write(
        ".gitleaks.toml",
        "[[rules]]\nid = \"acme-key\"\ndescription = \"Acme key\"\nregex = '''acme_[0-9]{12}'''\nkeywords = [\"acme_\"]\n",
    );
    world.write("a.txt", ["acme", "417650938264"].join("_"));
    world.commit("Add");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("Acme key (rule acme-key) acme… (17 characters)"), "{said}");
    assert!(said.contains("at a.txt:1") && said.contains("[secrets/custom fingerprint "), "{said}");
}

#[test]
fn a_gitleaksignore_accepts_the_place_that_gitleaks_printed() {
    let (world, commit) = refused();
    world.write(".gitleaksignore", format!("{commit}:app/config.py:github-pat:2\n"));
    world.commit("Ignore what is known");
    goes_through(&world, 1);
    assert_eq!(reasons(&world), ["line 1 of .gitleaksignore"]);
    for scan in [&["scan"][..], &["scan", "app/config.py"], &["scan", "--all"]] {
        assert!(world.precheck_ok(scan).contains("1 waived"), "{scan:?}");
    }
}

#[test]
fn a_baseline_of_detect_secrets_accepts_the_hashes_in_it() {
    let (world, _) = refused();
    let hash = sha1(token(1).as_bytes());
    let entry = format!(r#"{{"type": "GitHub Token", "hashed_secret": "{hash}", "line_number": 2}}"#);
    world.write(".secrets.baseline", format!(r#"{{"version": "1.5.0", "results": {{"app/config.py": [{entry}]}}}}"#));
    world.commit("Add the baseline");
    goes_through(&world, 1);
    assert_eq!(reasons(&world), ["known in .secrets.baseline"]);
}

#[test]
fn comments_of_other_scanners_are_honoured_on_their_line() {
    let world = World::new();
    for (path, before, after) in [
        ("a.py", "", "  # gitleaks:allow"),
        ("b.py", "", "  # pragma: allowlist secret"),
        ("c.py", "# pragma: allowlist nextline secret\n", ""),
    ] {
        world.write(path, format!("{before}key({:?}){after}\n", token(path.as_bytes()[0])));
    }
    world.commit("Add");
    goes_through(&world, 3);
    assert_eq!(
        reasons(&world),
        [
            "gitleaks:allow on the line",
            "pragma: allowlist secret on the line",
            "pragma: allowlist nextline secret on the line before"
        ]
    );
}

#[test]
fn a_tag_is_judged_by_the_files_of_its_commit_and_not_by_those_on_disk() {
    let world = World::with_service();
    world.write("app/config.py", format!("acme.connect(\"{}\")\n", token(1)));
    world.commit("Connect");
    world.write(".gitleaksignore", "app/config.py:github-pat:1\n");
    assert!(world.refused(&["tag", "v1.0.0"]).contains("app/config.py:1"));
    world.commit("Ignore what is known");
    world.ok(&["tag", "v1.0.0"]);
    let manifest: serde_json::Value = serde_json::from_str(&world.read("releases/manifest_v1.0.0.json")).unwrap();
    assert_eq!(manifest["gate"]["waivers"][0]["reason"], "line 1 of .gitleaksignore");
}

#[test]
fn a_file_of_another_scanner_that_can_not_be_used_refuses_and_says_where() {
    let world = World::with_service();
    for (file, content, says) in [
        (".gitleaks.toml", "[[rules]]\nid = \"acme\"\nregex = '''acme_('''\n", "the rule `acme`: regex"),
        (".gitleaks.toml", "[allowlist\n", "line 1, column 11"),
        (".secrets.baseline", "{\n", "line 2"),
        (".secrets.baseline", &" ".repeat((4 << 20) + 1), "more than 4 MiB"),
    ] {
        world.write(file, content);
        world.commit("Break");
        let out = world.precheck(&["run"]);
        assert_eq!(out.status.code(), Some(2), "{}", text(&out));
        for said in [text(&out), world.refused(&["push", "origin", "main"]), world.refused(&["tag", "v1.0.0"])] {
            assert!(said.contains(file) && said.contains(says), "{said}");
        }
        std::fs::remove_file(world.path().join(file)).unwrap();
    }
}

#[test]
fn a_rule_in_precheck_toml_refuses_and_its_waiver_names_the_one_value() {
    let world = World::new();
    let rule = "[[checks.secrets.rules]]\nid = \"badge\"\nfinds = \"badge number\"\npattern = 'badge ([0-9]{6})'\n";
    world.write("precheck.toml", rule);
    world.write("a.txt", "badge 417650\n");
    world.commit("Add");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("badge number (rule badge) 4… (6 characters)"), "{said}");
    let waiver = waiver("secrets/custom", &fingerprint(&said));
    world.write("precheck.toml", format!("{rule}{waiver}"));
    goes_through(&world, 1);
    world.write("a.txt", "badge 417650\nbadge 998877\n");
    world.commit("Another");
    assert!(world.refused(&["push", "origin", "main"]).contains("a.txt:2"));
}

#[test]
fn a_fingerprint_holds_after_a_rebase_on_another_line_and_under_another_name() {
    let (world, _) = refused();
    let fingerprint = fingerprint(&world.refused(&["push", "origin", "main"]));
    world.write("precheck.toml", waiver("secrets/github-pat", &fingerprint));
    let moved = format!("# moved\n{}", world.read("app/config.py"));
    std::fs::remove_file(world.path().join("app/config.py")).unwrap();
    world.write("lib/settings.py", &moved);
    world.ok(&["add", "--all"]);
    world.ok(&["commit", "--quiet", "--amend", "--message", "Connect elsewhere"]);
    goes_through(&world, 1);
    assert_eq!(reasons(&world), ["known"]);
    world.write("lib/settings.py", "");
    let said = text(&world.precheck(&["run", "--only", "secrets"]));
    assert!(said.contains("covers nothing"), "{said}");
}

/// As the refusal shows it.
fn fingerprint(said: &str) -> String {
    let (_, rest) = said.split_once(" fingerprint ").unwrap();
    rest.split(']').next().unwrap().to_owned()
}

fn waiver(code: &str, fingerprint: &str) -> String {
    format!("[[waive]]\ncode = \"{code}\"\nfingerprint = \"{fingerprint}\"\nreason = \"known\"\n")
}

fn sha1(bytes: &[u8]) -> String {
    use sha1::Digest;
    sha1::Sha1::digest(bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

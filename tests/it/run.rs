use crate::harness::{World, text, token};

#[test]
fn run_shows_the_five_checks_in_their_order_and_words() {
    let world = World::with_service();
    let shown = world.precheck_ok(&["run", "--version", "v1.0.0"]);
    let mut rest = shown.as_str();
    for words in [
        "PRE-DEPLOYMENT CHECK: v1.0.0",
        "CHECK 1: Release Tag Verification",
        "[✓ PASS]",
        "CHECK 2: ",
        "CHECK 3: ",
        "CHECK 4: ",
        "CHECK 5: ",
        "FINAL SUMMARY",
        "✓ PASS release_tag",
        "✓ PASS migrations",
        "✓ PASS secrets",
        "✓ PASS artifacts",
        "✓ PASS runbook",
        "Result: 5/5 checks passed",
        "PRE-DEPLOYMENT CHECK: PASSED",
    ] {
        let at = rest.find(words).unwrap_or_else(|| panic!("{words:?} is not behind the words before it:\n{shown}"));
        rest = &rest[at + words.len()..];
    }
    assert!(!shown.contains('\u{1b}'), "colour in a pipe");
}

#[test]
fn output_is_written_as_json_also_when_the_gate_fails() {
    let world = World::with_service();
    world.write(".env", "SECRET_KEY=changeme\nDATABASE_URL=x\n");
    let out = world.precheck(&["run", "--version", "v1.0.0", "--output", "results.json"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    let report: serde_json::Value = serde_json::from_str(&world.read("results.json")).unwrap();
    assert_eq!(report["schema"], "precheck-hook/report/1");
    assert_eq!(report["result"], "failed");
    assert_eq!(report["started_at"], "2026-06-15T12:00:00Z");
    let secrets = &report["checks"][2];
    assert_eq!((&secrets["id"], &secrets["status"]), (&"secrets".into(), &"fail".into()));
    assert!(secrets["findings"][0]["code"].as_str().unwrap().starts_with("secrets/"), "{secrets}");
}

#[test]
fn strict_turns_warnings_into_refusals() {
    let world = World::with_service();
    world.write("RUNBOOK.md", world.read("RUNBOOK.md").replace("2026-06-01", "2025-01-01"));
    world.commit("Old");
    let shown = world.precheck_ok(&["run", "--version", "v1.0.0"]);
    assert!(shown.contains("[! WARN]"), "{shown}");
    let out = world.precheck(&["run", "--version", "v1.0.0", "--strict"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
}

#[test]
fn only_and_at_narrow_what_is_judged() {
    let world = World::with_service();
    let good = world.ok(&["rev-parse", "HEAD"]);
    std::fs::remove_file(world.path().join("RUNBOOK.md")).unwrap();
    world.commit("No runbook");
    let run =
        |arguments: &[&str]| world.precheck(&[&["run", "--only", "runbook"][..], arguments].concat()).status.code();
    assert_eq!(run(&[]), Some(1));
    assert_eq!(run(&["--at", &good]), Some(0));
    assert_eq!(run(&["--at", "nonsense"]), Some(2));
    assert_eq!(world.precheck(&["run", "--only", "nonsense"]).status.code(), Some(2));
}

#[test]
fn json_and_markdown_go_to_standard_output() {
    let world = World::with_service();
    let json = world.precheck_ok(&["run", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["checks"].as_array().unwrap().len(), 5);
    let markdown = world.precheck_ok(&["run", "--format", "markdown"]);
    assert!(markdown.starts_with("## Pre-deployment check") && markdown.contains("| runbook | ✓ pass |"), "{markdown}");
}

#[test]
fn listed_codes_are_explained() {
    let world = World::new();
    let list = world.precheck_ok(&["explain"]);
    assert!(list.lines().count() > 30, "{list}");
    // That all of them are written down a unit test holds; a process for each would take its time.
    for line in list.lines().step_by(50) {
        let code = line.split_whitespace().next().unwrap();
        let text = world.precheck_ok(&["explain", code]);
        assert!(text.contains("Why it matters") && text.contains("How to mend it"), "{code}");
    }
    assert_eq!(world.precheck(&["explain", "no/such"]).status.code(), Some(2));
}

#[test]
fn an_unused_waiver_is_noted_and_an_expired_one_accepts_nothing() {
    let world = World::with_service();
    world.write("RUNBOOK.md", world.read("RUNBOOK.md").replace("2026-06-01", "2025-01-01"));
    let waiver = |until: &str| {
        world.write("precheck.toml", format!("[[waive]]\ncode = \"runbook/stale\"\nreason = \"known\"\n{until}"));
        world.commit("Waive");
        world.precheck_ok(&["run", "--version", "v1.0.0"])
    };
    let shown = waiver("until = \"2026-06-15\"\n");
    assert!(shown.contains("waived runbook/stale — known") && !shown.contains("[! WARN]"), "{shown}");
    let shown = waiver("until = \"2026-06-14\"\n");
    assert!(shown.contains("has expired") && shown.contains("runbook/stale"), "{shown}");
    world.write("RUNBOOK.md", world.read("RUNBOOK.md").replace("2025-01-01", "2026-06-01"));
    let shown = waiver("");
    assert!(shown.contains("covers nothing"), "{shown}");
}

/// A tree in which something is found at a path that is as hostile as paths can be.
fn hostile() -> World {
    let world = World::with_service();
    world.write("a,b:c%\n::error::pwned<&\".py", format!("key = '{}'\n", token(3)));
    world.commit("Hostile");
    world
}

#[test]
fn github_gets_an_annotation_a_finding_and_no_command_of_anybody_else() {
    let out = hostile().precheck(&["run", "--version", "v1.0.0", "--format", "github"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    let shown = text(&out);
    let commands: Vec<_> = shown.lines().filter(|line| line.starts_with("::error")).collect();
    let [command] = commands.as_slice() else { panic!("{shown}") };
    let place = "::error title=secrets/github-pat,file=a%2Cb%3Ac%25\\n%3A%3Aerror%3A%3Apwned<&\".py,line=1::";
    assert!(command.starts_with(place) && command.contains("%0Ado: "), "{command}");
    assert!(shown.ends_with("precheck-hook: failed, 4/5 checks passed\n"), "{shown}");
    let shown = World::with_service().precheck_ok(&["run", "--version", "v1.0.0", "--format", "github"]);
    assert!(shown.ends_with("precheck-hook: passed, 5/5 checks passed\n"), "{shown}");
}

#[test]
fn junit_is_well_formed_xml_with_a_case_a_check() {
    let world = hostile();
    let out = world.precheck(&["run", "--format", "junit", "--output", "results.xml"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    assert_eq!(String::from_utf8_lossy(&out.stdout), world.read("results.xml"));
    let read = "import sys, xml.etree.ElementTree as tree\n\
                for case in tree.parse('results.xml').iter('testcase'): print(case.get('name'), *[each.tag for each in case])";
    let read = world.command("python3").args(["-c", read]).output().unwrap();
    let cases = String::from_utf8_lossy(&read.stdout).into_owned();
    let expected = "release_tag skipped\nmigrations system-out\nsecrets failure system-out\nartifacts system-out\nrunbook system-out\n";
    assert_eq!(cases, expected, "{}", text(&read));
}

#[test]
fn what_was_hashed_is_remembered_said_so_and_a_damaged_memory_is_none() {
    let world = World::with_service();
    // It would be remembered as soon as it had been left alone for long enough.
    std::fs::remove_file(world.path().join("checkpoints/model.safetensors")).unwrap();
    world.write("models/a.gguf", b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    world.commit("Add weights");
    let says = |words: &str| {
        let shown = world.precheck_ok(&["run", "--at", "HEAD", "--only", "artifacts"]);
        assert!(shown.contains(words), "{words}: {shown}");
    };
    says("1 weight file hashed (24 bytes)");
    says("1 weight file hashed (24 bytes, 24 bytes of it remembered)");
    for damage in ["", "garbage\n", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"] {
        world.write(".git/precheck-hook/hashes", damage);
        says("1 weight file hashed (24 bytes)");
    }
    says("1 weight file hashed (24 bytes, 24 bytes of it remembered)");
}

#[test]
fn a_pointer_of_git_lfs_in_a_clean_tree_is_refused() {
    let world = World::with_service();
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n", "ab".repeat(32));
    world.write("models/a.pt", pointer);
    world.commit("Add weights");
    assert_eq!(world.ok(&["status", "--porcelain"]), "");
    for at in [&["run"][..], &["run", "--at", "HEAD"]] {
        let out = world.precheck(&[at, &["--only", "artifacts"]].concat());
        let shown = text(&out);
        assert!(out.status.code() == Some(1) && shown.contains("models/a.pt is the Git LFS pointer"), "{shown}");
    }
}

//! `precheck-hook scan`, through the binary.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::harness::{World, binary, text, token};

fn code(out: &Output) -> i32 {
    out.status.code().unwrap()
}

/// Scans in `folder`, which need not be a repository.
fn scan_in(world: &World, folder: &Path, arguments: &[&str]) -> Output {
    world.command(binary()).arg("scan").args(arguments).current_dir(folder).output().unwrap()
}

fn scan(world: &World, arguments: &[&str]) -> Output {
    scan_in(world, world.path(), arguments)
}

fn report(world: &World, arguments: &[&str]) -> Value {
    let out = scan(world, &[arguments, &["--format", "json"]].concat());
    let report: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&out)));
    assert_eq!((&report["schema"], &report["event"]), (&"precheck-hook/report/1".into(), &"scan".into()));
    report
}

/// `path:line` of each finding, sorted.
fn places(report: &Value) -> Vec<String> {
    let findings = report["checks"][0]["findings"].as_array().unwrap().iter();
    let mut places: Vec<_> = findings
        .map(|finding| match finding["line"].as_u64() {
            Some(line) => format!("{}:{line}", finding["path"].as_str().unwrap()),
            None => finding["path"].as_str().unwrap().to_owned(),
        })
        .collect();
    places.sort();
    places
}

#[test]
fn without_a_repository_files_and_folders_are_scanned_and_a_link_is_not_followed() {
    let world = World::without_hooks();
    let folder = world.beside("plain");
    std::fs::create_dir_all(folder.join("sub/.git")).unwrap();
    let write = |path: &str, content: String| std::fs::write(folder.join(path), content).unwrap();
    assert_eq!(code(&scan_in(&world, &folder, &[])), 0);
    write("sub/.hidden", format!("x\n{}", token(1)));
    write("sub/.git/config", token(2));
    write(".gitignore", "*".into());
    std::fs::write(world.beside("outside"), token(3)).unwrap();
    std::os::unix::fs::symlink(world.beside("outside"), folder.join("link")).unwrap();
    std::os::unix::fs::symlink(token(4), folder.join("telling")).unwrap();
    let out = scan_in(&world, &folder, &[]);
    assert_eq!(code(&out), 1, "{}", text(&out));
    let shown = text(&out);
    assert!(shown.contains("at sub/.hidden:2") && shown.contains("at telling:1"), "{shown}");
    assert!(shown.contains("2 refused"), "{shown}");
    for secret in (1..5).map(token) {
        assert!(!shown.contains(&secret), "{shown}");
    }
    assert_eq!(code(&scan_in(&world, &folder, &["sub/.hidden"])), 1);
    assert_eq!(code(&scan_in(&world, &folder, &[".gitignore"])), 0);
    assert_eq!(code(&scan_in(&world, &folder, &["link"])), 1, "what is named is what it leads to");
}

#[test]
fn what_can_not_be_read_is_not_passed() {
    let world = World::without_hooks();
    let out = scan(&world, &["no/such"]);
    assert_eq!(code(&out), 2);
    assert!(text(&out).contains("no/such"), "{}", text(&out));
    assert_eq!(code(&scan(&world, &["/dev/null"])), 2, "no file, so nothing was scanned");
    assert_eq!(code(&scan(&world, &["-", "."])), 2);
    assert_eq!(code(&scan(&world, &["--range", "no..such"])), 2);
    assert_eq!(code(&scan(&world, &["--range", "--all"])), 2, "a revision, not an option");
    assert_eq!(code(&scan_in(&world, &world.beside(""), &["--all"])), 2, "no repository");
    let out = scan_in(&world, &world.beside("remote.git"), &[]);
    assert!(code(&out) == 2 && text(&out).contains("scan --all"), "a bare repository has no files: {}", text(&out));
    std::fs::create_dir(world.beside("broken")).unwrap();
    std::fs::write(world.beside("broken/.git"), "gitdir: /nowhere\n").unwrap();
    assert_eq!(code(&scan_in(&world, &world.beside("broken"), &[])), 2, "settings that can't be read");
}

#[test]
fn in_a_work_tree_ignored_files_are_left_out_unless_named_or_tracked() {
    let world = World::without_hooks();
    world.write(".gitignore", "*.log\nbuild/\n");
    world.write("src/a.txt", token(1));
    world.write("src/b.log", token(2));
    world.write("build/c.txt", token(3));
    world.write("kept.log", token(4));
    world.ok(&["add", "--force", "kept.log"]);
    assert_eq!(places(&report(&world, &[])), ["kept.log:1", "src/a.txt:1"]);
    assert_eq!(places(&report(&world, &["src", "src/a.txt"])), ["src/a.txt:1"]);
    assert_eq!(places(&report(&world, &["src/b.log"])), ["src/b.log:1"]);
    let below = world.path().join("src");
    let out = scan_in(&world, &below, &["--format", "json"]);
    assert_eq!(places(&serde_json::from_slice(&out.stdout).unwrap()), ["src/a.txt:1"], "from the root, as waivers are");
}

#[test]
fn settings_of_the_repository_hold_wherever_the_scan_is_called() {
    let world = World::without_hooks();
    world.write("a.txt", token(1));
    world.write("large.bin", "x".repeat((1 << 20) + 1));
    world.write(
        "precheck.toml",
        "[checks.secrets]\nmax-blob-mib = 1\n\n[[waive]]\ncode = \"secrets/github-pat\"\npath = \"a.txt\"\nreason = \"known\"\n",
    );
    let out = scan_in(&world, &world.beside(""), &["--format", "json", "work"]);
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["waived"][0]["reason"], "known", "{report}");
    assert_eq!(report["checks"][0]["findings"][0]["code"], "secrets/not-scanned");
    assert_eq!(code(&out), 1);
}

#[test]
fn standard_input_is_scanned() {
    let world = World::without_hooks();
    let piped = |content: &str| {
        let mut command = world.command(binary());
        let command = command.args(["scan", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(content.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    assert_eq!(code(&piped("clean\n")), 0);
    let out = piped(&format!("one\ntwo {}\n", token(1)));
    assert_eq!(code(&out), 1);
    assert!(text(&out).contains("at standard input:2"), "{}", text(&out));
}

#[test]
fn staged_is_what_the_next_commit_would_bring_and_no_more() {
    let world = World::without_hooks();
    world.write("a.txt", token(1));
    assert_eq!(places(&report(&world, &["--staged"])), [""; 0]);
    world.ok(&["add", "a.txt"]);
    assert_eq!(places(&report(&world, &["--staged"])), ["a.txt:1"], "also before the first commit");
    world.commit("Leak");
    world.write("a.txt", format!("edited\n{}", token(1)));
    world.ok(&["mv", "a.txt", "b.txt"]);
    world.ok(&["add", "b.txt"]);
    assert_eq!(places(&report(&world, &["--staged"])), [""; 0], "it stood there before");
    world.write("c.txt", token(2));
    world.ok(&["add", "c.txt"]);
    world.write("c.txt", "taken out again, but not in the index");
    world.write("d.txt", token(3));
    assert_eq!(places(&report(&world, &["--staged"])), ["c.txt:1"]);
}

#[test]
fn in_a_pre_commit_hook_the_index_of_that_commit_is_scanned() {
    let world = World::without_hooks();
    let hook = world.path().join(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, format!("#!/bin/sh\nexec '{}' scan --staged\n", binary())).unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    world.write("a.txt", "clean\n");
    world.commit("Begin");
    world.write("a.txt", token(1));
    let out = world.git(&["commit", "--quiet", "--message", "Leak", "a.txt"]);
    assert!(!out.status.success() && text(&out).contains("at a.txt:1"), "{}", text(&out));
}

#[test]
fn a_range_is_what_its_commits_bring_also_when_a_later_one_removes_it() {
    let world = World::without_hooks();
    world.write("a.txt", token(1));
    let first = world.commit("One");
    world.write("b.txt", token(2));
    world.commit(&format!("Two {}", token(3)));
    std::fs::remove_file(world.path().join("b.txt")).unwrap();
    world.commit("Three");
    let since = report(&world, &["--range", &format!("{first}..HEAD")]);
    assert_eq!(places(&since), ["b.txt:1", "commit message:1"]);
    assert_eq!(since["checks"][0]["findings"][0]["author"], "Ada");
    assert_eq!(places(&report(&world, &["--range", "HEAD^!"])), [""; 0]);
    assert_eq!(places(&report(&world, &["--range", "HEAD"])).len(), 3, "a revision is its history");
    world.ok(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let all = report(&world, &["--range", &format!("{first}..HEAD")]);
    assert_eq!(all["result"], "failed", "it is no excuse that a remote has it: {all}");
}

#[test]
fn the_whole_history_is_that_of_all_refs_their_names_and_tags() {
    let world = World::without_hooks();
    world.write("a.txt", "clean\n");
    world.commit("One");
    world.ok(&["checkout", "--quiet", "--orphan", "other"]);
    world.write("b.txt", token(1));
    world.commit("Two");
    world.ok(&["branch", &format!("fix-{}", token(2))]);
    world.ok(&["tag", "--annotate", "v1.0.0", "--message", &token(3), "main"]);
    world.ok(&["checkout", "--quiet", "--detach", "main"]);
    world.write("c.txt", token(4));
    world.commit("Three");
    assert_eq!(places(&report(&world, &["--all"])), ["b.txt:1", "c.txt:1", "ref name", "tag message:6"]);
}

#[test]
fn the_places_of_one_secret_are_one_finding() {
    let world = World::without_hooks();
    for name in ["a", "b", "c", "d", "e", "f"] {
        world.write(&format!("{name}.txt"), token(1));
    }
    let shown = text(&scan(&world, &[]));
    let expected = "  at a.txt:1\n  and in b.txt:1\n  and in c.txt:1\n  and in d.txt:1\n  and in 2 more places\n  do: ";
    assert!(shown.contains(expected), "{shown}");
    let finding = &report(&world, &[])["checks"][0]["findings"][0];
    assert_eq!(finding["elsewhere"], serde_json::json!(["b.txt", "c.txt", "d.txt", "e.txt", "f.txt"]));
}

#[test]
fn a_secret_in_a_file_name_is_found_and_not_shown() {
    let world = World::without_hooks();
    world.write(&format!("dump-{}.sql", token(1)), "clean");
    for format in ["text", "json", "markdown", "sarif", "junit", "github"] {
        let out = scan(&world, &["--format", format]);
        assert_eq!(code(&out), 1, "{}", text(&out));
        assert!(!text(&out).contains(&token(1)[8..20]), "{}", text(&out));
    }
}

/// The rules of SARIF 2.1.0 that can be checked without its schema, and what code scanning asks beyond them.
#[test]
fn sarif_is_well_formed_complete_and_holds_no_secret() {
    let world = World::without_hooks();
    world.write("a b/[x](y).txt", format!("one\n{}", token(1)));
    world.write("z.txt", token(1));
    world.write("settings.py", format!("db_password = \"{}\"\n", ["kQ7vZp2m", "Xw9sLd4f"].concat()));
    world.commit(&format!("Message {}", token(2)));
    let out = scan(&world, &["--all", "--format", "sarif", "--output", "results.sarif"]);
    assert_eq!(code(&out), 1);
    let shown = String::from_utf8(out.stdout).unwrap();
    assert_eq!(world.read("results.sarif"), shown);
    for secret in [token(1), token(2), "kQ7vZp2mXw9".to_owned()] {
        assert!(!shown.contains(&secret), "{shown}");
    }
    let log: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "precheck-hook");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        for field in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[field]["text"].as_str().unwrap().is_empty(), "{rule}");
        }
        assert!(["note", "warning", "error"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
        assert!(rule["helpUri"].as_str().is_none_or(|uri| uri.starts_with("https://")), "{rule}");
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3, "{shown}");
    let mut uris = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert_eq!(result["partialFingerprints"]["precheckHookSecret/v1"].as_str().unwrap().len(), 16);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        let base = place["artifactLocation"]["uriBaseId"].as_str().unwrap();
        assert!(run["originalUriBaseIds"].get(base).is_some());
        uris.push(place["artifactLocation"]["uri"].as_str().unwrap());
    }
    uris.sort_unstable();
    assert_eq!(uris, ["a%20b/%5Bx%5D%28y%29.txt", "commit%20message", "settings.py"]);
    let ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "each once: {ids:?}");
}

#[test]
fn a_scan_that_breaks_says_so_in_sarif_too() {
    let world = World::without_hooks();
    world.write("a.txt", "hello\n");
    world.commit("One");
    let blob = world.ok(&["rev-parse", "HEAD:a.txt"]);
    std::fs::remove_file(world.path().join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]))).unwrap();
    let out = scan(&world, &["--all", "--format", "sarif"]);
    assert_eq!(code(&out), 2);
    let log: Value = serde_json::from_slice(&out.stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert!(invocation["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap().contains(&blob));
}

#[test]
fn run_reports_as_sarif_as_well() {
    let world = World::with_service();
    std::fs::remove_file(world.path().join("RUNBOOK.md")).unwrap();
    let out = world.precheck(&["run", "--format", "sarif"]);
    let log: Value = serde_json::from_slice(&out.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["ruleId"] == "runbook/missing"), "{log}");
}

#[test]
fn a_baseline_waives_what_stands_once_and_leaves_the_file_as_it_was() {
    let world = World::without_hooks();
    let before = "# ours\r\n[checks.runbook]\nmax-age-days = 30 # tight";
    world.write("precheck.toml", before);
    world.write("a \"b\" [c].txt", token(1));
    world.write("two/a.txt", token(2));
    world.write("two/b.txt", token(2));
    let out = scan(&world, &["--baseline"]);
    assert_eq!(code(&out), 0, "{}", text(&out));
    assert!(text(&out).starts_with("precheck.toml: 2 waived\n  secrets/github-pat "), "{}", text(&out));
    assert!(text(&out).contains(" in two/a.txt, two/b.txt\n"), "{}", text(&out));
    let written = world.read("precheck.toml");
    assert!(written.starts_with(before), "{written}");
    assert_eq!(written.matches("[[waive]]").count(), 2, "{written}");
    assert_eq!(written.matches("reason = \"known on 2026-06-15, to be rotated\"").count(), 2, "{written}");
    assert!(!written.contains(&token(1)) && !written.contains(&token(2)));
    let again = scan(&world, &["--baseline"]);
    assert_eq!(text(&again).lines().next(), Some("precheck.toml: nothing to waive"));
    assert_eq!(world.read("precheck.toml"), written);
    let after = report(&world, &[]);
    assert_eq!((&after["result"], after["waived"].as_array().unwrap().len()), (&"passed".into(), 2));
    world.write("new.txt", token(3));
    assert_eq!(places(&report(&world, &[])), ["new.txt:1"]);
    world.write("new.txt", token(1));
    assert_eq!(code(&scan(&world, &[])), 1, "known in its own file alone");
}

#[test]
fn a_baseline_waives_no_file_that_was_not_scanned_and_never_breaks_the_settings() {
    let world = World::without_hooks();
    world.write("precheck.toml", "waive = []\n[checks.secrets]\nmax-blob-mib = 1\n");
    world.write("large.bin", "x".repeat((1 << 20) + 1));
    let out = scan(&world, &["--baseline"]);
    assert_eq!(code(&out), 1);
    assert!(text(&out).contains("nothing to waive") && text(&out).contains("secrets/not-scanned"), "{}", text(&out));
    let before = world.read("precheck.toml");
    world.write("a.txt", token(1));
    let out = scan(&world, &["--baseline"]);
    assert_eq!((code(&out), world.read("precheck.toml")), (2, before), "{}", text(&out));
    let folder = world.beside("plain");
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(code(&scan_in(&world, &folder, &["--baseline"])), 2);
}

#[test]
fn nothing_but_the_report_is_said_into_a_pipe_however_long_it_takes() {
    let world = World::without_hooks();
    let mut command = world.command(binary());
    let command = command.args(["scan", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Longer than anyone waits without being told how far it is.
    std::thread::sleep(Duration::from_millis(1200));
    drop(child.stdin.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!((code(&out), out.stderr.as_slice()), (0, b"".as_slice()));
}

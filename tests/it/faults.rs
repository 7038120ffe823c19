//! What happens when something else fails: the machine, the disk, the caller, a
//! kill (`kills`). Nothing is lost, nothing is half, and nothing unjudged is let through.
//! `docs/reliability.md` says the same to users.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::harness::{World, binary, text, token};

/// A fault as a script that runs `"$@"` under it; what a push of a secret and a run come to.
struct Case {
    fault: &'static str,
    script: &'static str,
    /// Part of what the push says; that it is refused is asked of every case.
    push: &'static str,
    /// Exit code of `run --only secrets`, and part of what it says.
    run: (i32, &'static str),
}

pub const LEAK: &str = "leak.txt:1";

#[rustfmt::skip] // a table
const CASES: [Case; 17] = [
    Case { fault: "nothing", script: r#""$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "standard input closed", script: r#""$@" <&-"#, push: LEAK, run: (1, LEAK) },
    Case { fault: "all three closed", script: r#""$@" <&- >&- 2>&-"#, push: "", run: (1, "") },
    Case { fault: "nothing takes what is said", script: r#""$@" >/dev/full 2>/dev/full"#, push: "", run: (2, "") },
    Case { fault: "no terminal", script: r#"setsid "$@" </dev/null"#, push: LEAK, run: (1, LEAK) },
    Case { fault: "no HOME", script: r#"unset HOME; "$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "a HOME that can't be read", script: r#"HOME=/dev/null/home "$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "no TMPDIR", script: r#"TMPDIR=/nowhere "$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "no git on the PATH", script: r#"tool=$(command -v "$1"); shift; PATH=/nowhere "$tool" "$@""#, push: "", run: (2, "is git on the PATH?") },
    Case { fault: "the current folder is gone", script: r#"tool=$1; shift; mkdir gone; cd gone; rmdir ../gone; "$tool" "$@""#, push: "", run: (2, "the current folder is gone") },
    Case { fault: "locale C", script: r#"LC_ALL=C "$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "a locale that is not UTF-8", script: r#"LC_ALL=ko_KR.EUC-KR "$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "24 open files", script: r#"ulimit -n 24; "$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "5 open files", script: r#"ulimit -n 5; "$@""#, push: "", run: (2, "Too many open files") },
    Case { fault: "no memory", script: r#"ulimit -v 30000; "$@" || exit 2"#, push: "", run: (2, "") },
    Case { fault: "a stack of half a megabyte", script: r#"ulimit -s 512; "$@""#, push: LEAK, run: (1, LEAK) },
    Case { fault: "next to no stack", script: r#"ulimit -s 64; "$@" || exit 2"#, push: "", run: (2, "") },
];

/// A repository with a secret in a commit that has not left yet.
pub fn leaking() -> World {
    let world = World::new();
    world.write("leak.txt", token(1));
    world.write("precheck.toml", "[checks.secrets.env]\nfiles = []\n");
    world.commit("Leak");
    world
}

/// Runs a program under a fault, for at most half a minute.
pub fn under(world: &World, script: &str, arguments: &[&str]) -> Output {
    let mut command = world.command("timeout");
    command.args(["30", "sh", "-c", script, "sh"]).args(arguments).output().unwrap()
}

#[test]
fn a_secret_leaves_under_none_of_these_faults_and_each_is_told() {
    let world = leaking();
    for Case { fault, script, push, run } in CASES {
        let out = under(&world, script, &["git", "push", "origin", "HEAD:refs/heads/x"]);
        assert!(!out.status.success() && text(&out).contains(push), "push, {fault}: {}", text(&out));
        assert_eq!(world.remote_refs(), "", "{fault}");
        let out = under(&world, script, &[binary(), "run", "--only", "secrets"]);
        assert_eq!(out.status.code(), Some(run.0), "run, {fault}: {}", text(&out));
        assert!(text(&out).contains(run.1) && !text(&out).contains("panicked"), "run, {fault}: {}", text(&out));
    }
}

#[test]
fn a_hook_that_is_told_nothing_on_standard_input_refuses() {
    let world = leaking();
    for event in ["pre-push", "reference-transaction"] {
        for script in [r#""$@" <&-"#, r#""$@" </dev/null"#] {
            let out = under(&world, script, &[binary(), "hook", event, "origin", "url"]);
            assert_eq!(out.status.code(), Some(2), "{event}");
            assert!(text(&out).contains("has to pass standard input on"), "{}", text(&out));
        }
    }
}

#[test]
fn a_reader_that_has_gone_away_changes_no_exit_code() {
    let world = leaking();
    for (arguments, code) in [(&["run", "--only", "secrets"][..], 1), (&["explain"], 0), (&["migrations"], 0)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = world.command(binary());
        command.args(arguments).stdout(writer.try_clone().unwrap()).stderr(writer);
        assert_eq!(command.status().unwrap().code(), Some(code), "{arguments:?}");
    }
}

/// What may lie where something is remembered.
const DAMAGE: [(&str, &str); 8] = [
    ("cut off", r#"head -c 70 "$1" >"$1.x"; rm -rf "$1"; mv "$1.x" "$1""#),
    ("random", r#"rm -rf "$1"; head -c 70000 /dev/urandom >"$1""#),
    ("of another version", r#"rm -rf "$1"; echo '{"schema": "precheck-hook/verdict/9"}' >"$1""#),
    ("huge", r#"rm -rf "$1"; truncate -s 3G "$1""#),
    ("of somebody else", r#"chown 65534 "$1" || rm -rf "$1""#),
    ("a link out", r#"rm -rf "$1"; ln -s ../../../outside "$1""#),
    ("a pipe", r#"rm -rf "$1"; mkfifo "$1""#),
    ("a folder", r#"rm -rf "$1"; mkdir -p "$1/x""#),
];

#[test]
fn damaged_memory_is_as_good_as_none_and_never_waited_for() {
    let world = World::with_service();
    std::fs::write(world.beside("outside"), "theirs").unwrap();
    let origin = "git push --quiet origin HEAD:refs/heads/";
    let run = [binary(), "run", "--at", "HEAD", "--version", "v1.0.0"];
    under(&world, r#""$@""#, &run);
    for (n, (damage, script)) in DAMAGE.iter().enumerate() {
        let each = format!("cd .git/precheck-hook; for name; do set -- $name; {script}; done");
        let out = under(&world, &each, &["remotes.json", "cleared", "hashes", "modules", "passed/v1.0.0.json"]);
        assert!(out.status.success(), "{damage}: {}", text(&out));
        world.write("leak.txt", token(2));
        world.commit("Leak");
        let out = under(&world, r#""$@""#, &format!("{origin}y{n}").split(' ').collect::<Vec<_>>());
        assert!(!out.status.success() && text(&out).contains(LEAK), "{damage}: {}", text(&out));
        world.ok(&["reset", "--quiet", "--hard", "HEAD~1"]);
        let out = under(&world, r#""$@""#, &format!("{origin}z{n}").split(' ').collect::<Vec<_>>());
        assert!(out.status.success(), "{damage}: {}", text(&out));
        let out = under(&world, r#""$@""#, &run);
        // A pass that can't be recorded is shown and no success: the tag would be judged once more.
        let code = if *damage == "a folder" { 2 } else { 0 };
        assert_eq!(out.status.code(), Some(code), "{damage}: {}", text(&out));
        assert!(text(&out).contains("PRE-DEPLOYMENT CHECK: PASSED"), "{damage}: {}", text(&out));
    }
    assert_eq!(std::fs::read_to_string(world.beside("outside")).unwrap(), "theirs");
}

#[test]
fn a_bypass_that_can_not_be_put_on_record_is_no_bypass() {
    let world = leaking();
    let log = ".git/precheck-hook/bypasses.jsonl";
    let skip = r#"PRECHECK_SKIP=all PRECHECK_SKIP_REASON=incident "$@""#;
    std::fs::write(world.beside("outside"), "theirs").unwrap();
    for (damage, script) in &DAMAGE[5..] {
        under(&world, script, &[log]);
        let out = under(&world, skip, &["git", "push", "origin", "HEAD:refs/heads/x"]);
        assert!(!out.status.success() && text(&out).contains("no plain file"), "{damage}: {}", text(&out));
    }
    assert_eq!(world.remote_refs(), "");
    assert_eq!(std::fs::read_to_string(world.beside("outside")).unwrap(), "theirs");
    under(&world, r#"rm -r "$1""#, &[log]);
    world.write(log, r#"{"at": 17"#);
    assert!(under(&world, skip, &["git", "push", "origin", "HEAD:refs/heads/x"]).status.success());
    let log = world.read(log);
    let last: serde_json::Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(last["reason"], "incident", "{log}");
}

#[test]
fn two_at_once_come_to_what_each_would_alone() {
    let world = World::with_service();
    world.ok(&["branch", "clean"]);
    world.write("leak.txt", token(4));
    world.commit("Leak");
    let report = world.beside("report.json");
    let report = report.to_str().unwrap();
    let git = |arguments: &[&str]| -> Command {
        let mut command = world.command("git");
        command.args(arguments);
        command
    };
    let ours = |arguments: &[&str]| -> Command {
        let mut command = world.command(binary());
        command.args(arguments);
        command
    };
    for n in 0..3 {
        let (clean, leak) = (format!("clean:refs/heads/c{n}"), format!("main:refs/heads/l{n}"));
        let version = format!("v1.0.{n}");
        let all = [
            (git(&["push", "origin", &clean]), Some(0)),
            (git(&["push", "origin", &leak]), Some(1)),
            (ours(&["install"]), Some(0)),
            (ours(&["run", "--only", "secrets", "--output", report]), Some(1)),
            (ours(&["run", "--only", "secrets", "--output", report]), Some(1)),
            (git(&["tag", &version, "main"]), Some(128)),
        ];
        let started: Vec<_> = all
            .into_iter()
            .map(|(mut command, code)| (command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap(), code))
            .collect();
        for (child, code) in started {
            let out = child.wait_with_output().unwrap();
            assert_eq!(out.status.code(), code, "{}", text(&out));
        }
        assert!(world.remote_has(&format!("refs/heads/c{n}")) && !world.remote_has(&format!("refs/heads/l{n}")));
        assert!(serde_json::from_slice::<serde_json::Value>(&std::fs::read(report).unwrap()).is_ok());
    }
    assert_eq!(world.ok(&["tag"]), "");
}

#[test]
fn a_clock_that_goes_back_and_files_from_the_future_change_no_verdict() {
    let world = World::with_service();
    under(&world, "touch -d 2099-01-01 .env checkpoints/model.safetensors", &[]);
    let earlier = r#"SOURCE_DATE_EPOCH=1781000000 "$@""#;
    world.ok(&["tag", "v1.0.0"]);
    let out = under(&world, earlier, &["git", "push", "--quiet", "origin", "v1.0.0"]);
    assert!(out.status.success() && text(&out).contains("has passed the gate before"), "{}", text(&out));
    // What the record rests on has changed since, whatever the times say.
    world.ok(&["tag", "--delete", "v1.0.0"]);
    world.write(".env", "SECRET_KEY=\n");
    under(&world, "touch -d 2099-01-01 .env", &[]);
    let out = under(&world, earlier, &["git", "tag", "v1.0.0"]);
    assert!(!out.status.success() && text(&out).contains("SECRET_KEY"), "{}", text(&out));
    world.write("leak.txt", token(5));
    world.commit("Leak");
    let out = under(&world, earlier, &["git", "push", "origin", "main"]);
    assert!(!out.status.success() && text(&out).contains(LEAK), "{}", text(&out));
}

#[test]
fn a_second_of_standing_still_changes_nothing() {
    let world = leaking();
    let stalled = r#""$@" & sleep 0.01; kill -STOP $!; sleep 1; kill -CONT $!; wait $!"#;
    let out = under(&world, stalled, &[binary(), "run", "--only", "secrets"]);
    assert!(out.status.code() == Some(1) && text(&out).contains(LEAK), "{}", text(&out));
}

#[test]
fn a_report_goes_where_it_is_named_and_through_no_link() {
    let world = leaking();
    let run = |output: &str| world.precheck(&["run", "--only", "secrets", "--output", output]);
    std::fs::create_dir(world.beside("outside")).unwrap();
    std::fs::write(world.beside("outside/theirs"), "theirs").unwrap();
    for (target, link) in [("../outside", "reports"), ("../outside/theirs", "report.json")] {
        std::os::unix::fs::symlink(target, world.path().join(link)).unwrap();
        let named = if link == "reports" { "reports/new.json" } else { link };
        let out = run(named);
        assert_eq!(out.status.code(), Some(2), "{}", text(&out));
        assert!(text(&out).contains("is a symbolic link") && text(&out).contains(LEAK), "{}", text(&out));
    }
    assert_eq!(std::fs::read_dir(world.beside("outside")).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(world.beside("outside/theirs")).unwrap(), "theirs");
    // What is no file is written to as it is, and is not replaced.
    let out = under(&world, r#""$@" | cat"#, &[binary(), "run", "--only", "secrets", "--output", "/dev/stdout"]);
    assert!(text(&out).contains("precheck-hook/report/1"), "{}", text(&out));
    assert_eq!(run("/dev/null").status.code(), Some(1));
    assert!(!Path::new("/dev/null").metadata().unwrap().is_file() && Path::new("/dev/stdout").is_symlink());
}

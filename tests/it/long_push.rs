//! Pushes of many commits are read by a git beside, scanned in part and
//! remembered: they must find what a short push finds.

use crate::harness::{World, text, token};

/// Three hundred commits of a growing file of two hundred lines each, with a secret
/// planted in some: (commit, text) replaces what that commit would add.
fn long_history(world: &World, planted: &[(usize, String)]) {
    use std::io::Write;
    let mut stream = Vec::new();
    for n in 0..300 {
        let lines =
            |count: usize, name: &str| (0..count).map(|line| format!("{name}_{line} = {line}\n")).collect::<Vec<_>>();
        let plain = lines(200, &format!("value_{n}")).concat();
        let own = planted.iter().filter(|(at, _)| *at == n).map(|(_, text)| text.clone()).collect::<String>();
        let same = lines(2000, "constant").concat();
        let content = format!("{same}{own}{plain}");
        let header =
            format!("commit refs/heads/main\ncommitter Ada <a@b.io> {} +0000\ndata 4\nWork", 1_780_000_000 + n);
        let file = format!("M 100644 inline src/file{}.py\ndata {}\n{content}\n", n % 3, content.len());
        write!(stream, "{header}\n{file}").unwrap();
    }
    let mut child =
        world.command("git").args(["fast-import", "--quiet"]).stdin(std::process::Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&stream).unwrap();
    assert!(child.wait().unwrap().success());
}

fn commit_of(world: &World, n: usize) -> String {
    world.ok(&["rev-parse", &format!("main~{}", 299 - n)])[..10].to_owned()
}

#[test]
fn each_secret_in_a_long_history_is_found_where_it_came_in() {
    let world = World::new();
    let line = |seed| format!("TOKEN = \"{}\"\n", token(seed));
    long_history(&world, &[(0, line(1)), (150, line(2)), (299, line(3))]);
    let said = world.refused(&["push", "origin", "main"]);
    for (n, file) in [(0, 0), (150, 0), (299, 2)] {
        let place = format!("src/file{file}.py:2001 in commit {}", commit_of(&world, n));
        assert!(said.contains(&place), "{place}\n{said}");
    }
    assert!(said.contains("3 refused"), "{said}");
}

#[test]
fn a_long_push_that_was_judged_before_reads_nothing_again_and_hides_nothing() {
    let world = World::new();
    long_history(&world, &[]);
    let first = world.said(&["push", "--dry-run", "origin", "main"]);
    assert!(first.contains("600 objects"), "{first}");
    let again = world.said(&["push", "--dry-run", world.beside("remote.git").to_str().unwrap(), "main"]);
    let receipt = |said: &str| said.lines().find(|line| line.contains("judged in")).unwrap().to_owned();
    assert!(again.contains("600 objects") && receipt(&again).contains(" kB "), "{again}");
    assert!(receipt(&first).contains(" MB "), "{first}");
    world.write("new.py", format!("TOKEN = \"{}\"\n", token(9)));
    world.ok(&["reset", "--quiet"]);
    world.commit("Add a token");
    assert!(world.refused(&["push", world.beside("remote.git").to_str().unwrap(), "main"]).contains("new.py:1"));
}

/// One commit of so many files that are all different; their bytes.
fn large_commit(world: &World, files: usize) -> usize {
    let line = |n: usize, line: usize| format!("value_{n}_{line} = {}\n", n * line);
    let content = |n| (0..300).map(|number| line(n, number)).collect::<Vec<_>>().concat();
    let mut bytes = 0;
    for n in 0..files {
        bytes += content(n).len();
        world.write(&format!("src/file{n}.py"), content(n));
    }
    world.commit("Begin");
    bytes
}

/// How much a receipt says was read.
fn read(receipt: &str) -> f64 {
    let words: Vec<&str> = receipt.split_whitespace().collect();
    let judged = words.iter().position(|word| *word == "judged").unwrap();
    let unit = match words[judged - 1] {
        "MB" => 1e6,
        "kB" => 1e3,
        _ => 1.0,
    };
    words[judged - 2].parse::<f64>().unwrap() * unit
}

#[test]
fn a_long_push_that_is_killed_goes_on_from_where_it_was() {
    let world = World::new();
    let bytes = large_commit(&world, 1500);
    let note = world.path().join(".git/precheck-hook/cleared");
    let mut push = world.command("git");
    push.args(["push", "--quiet", "origin", "main"]).stderr(std::process::Stdio::null());
    let mut push = std::os::unix::process::CommandExt::process_group(&mut push, 0).spawn().unwrap();
    while !note.exists() && push.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    world.command("kill").args(["-KILL", "--", &format!("-{}", push.id())]).status().unwrap();
    if push.wait().unwrap().success() {
        return eprintln!("too quick to be killed");
    }
    assert!(!world.remote_has("refs/heads/main"));
    let said = world.said(&["push", "--quiet", "origin", "main"]);
    #[allow(clippy::cast_precision_loss)] // a few megabytes
    let (read_again, all) = (read(&said), bytes as f64);
    assert!(said.contains("1 ref, 1 commit, 1501 objects, ") && read_again < 0.95 * all, "of {bytes} bytes: {said}");
    let again = world.said(&["push", "--quiet", world.beside("remote.git").to_str().unwrap(), "main:again"]);
    assert!(read(&again) < 0.5 * all, "{again}");
}

#[test]
fn what_git_can_no_longer_read_in_a_long_push_is_not_let_through() {
    let world = World::new();
    long_history(&world, &[]);
    let blob = world.ok(&["rev-parse", "main~20:src/file0.py"]);
    world.ok(&["unpack-file", &blob]);
    let pack = world.ok(&["rev-parse", "--git-path", "objects/pack"]);
    // Unpacked, so that one object can be taken away.
    let packs = world.beside("packs");
    std::fs::rename(world.path().join(pack), &packs).unwrap();
    for entry in std::fs::read_dir(&packs).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_some_and(|extension| extension == "pack") {
            let input = std::fs::File::open(entry).unwrap();
            let out = world.command("git").args(["unpack-objects", "-q"]).stdin(input).output().unwrap();
            assert!(out.status.success(), "{}", text(&out));
        }
    }
    std::fs::remove_file(world.path().join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("could not be judged") && said.contains("git fsck"), "{said}");
}

#[test]
fn a_file_that_was_clean_on_disk_is_not_thereby_clean_in_the_commit() {
    let world = World::with_service();
    world.write("app.py", format!("TOKEN = \"{}\"\n", token(4)));
    world.commit("Add the app");
    world.write("app.py", "import os\n");
    let arguments = ["run", "--only", "secrets", "--format", "json"];
    assert!(!text(&world.precheck(&arguments)).contains("github-pat"));
    let at = world.precheck(&[arguments.as_slice(), &["--at", "HEAD"]].concat());
    assert!(text(&at).contains("secrets/github-pat"), "{}", text(&at));
}

use std::time::{Duration, SystemTime};

use crate::check::{Check, Context, Event, Examination, Outcome, Progress, Subject};
use crate::checks::artifacts::Artifacts;
use crate::digest;
use crate::git::{Oid, Snapshot};
use crate::hashes::Hashes;
use crate::testing::{Sandbox, context};

const GGUF: &[u8] = b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// The check of a commit's tree, or of the work tree, and how many bytes it hashed;
/// what it hashed is remembered for the next as if it had begun some seconds later.
fn judged(sandbox: &Sandbox, commit: Option<Oid>, afresh: bool, seconds: u64) -> (Examination, u64) {
    let repo = sandbox.repo();
    let snapshot = commit.map_or_else(|| Snapshot::of_work_tree(&repo), |commit| Snapshot::of_commit(&repo, commit));
    let subject = Subject { repo: &repo, snapshot, version: None, making: None, reachable: Vec::new() };
    let hashes = if afresh { Hashes::afresh(&repo) } else { Hashes::of(&repo) }.in_seconds(seconds);
    let progress = Progress::default();
    let context = Context { hashes: &hashes, progress: &progress, ..context(Event::Gate(&subject)) };
    let Outcome::Ran(examination) = Artifacts::default().run(&context).unwrap() else { panic!("not judged") };
    let stage = progress.stage();
    assert_eq!(stage.done, stage.all, "progress ends where it said that it would");
    hashes.save();
    (examination, stage.done)
}

/// How many bytes a run of the work tree hashes that begins long after every write.
fn hashed(sandbox: &Sandbox) -> u64 {
    judged(sandbox, None, false, 3).1
}

fn with_model(bytes: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "models/\n").commit("Begin");
    sandbox.write("models/a.bin", bytes);
    sandbox
}

fn set_modified(sandbox: &Sandbox, path: &str, time: SystemTime) {
    std::fs::File::open(sandbox.path().join(path)).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_second_run_hashes_nothing_and_says_so() {
    let sandbox = with_model(&[7; 5000]);
    let (first, read) = judged(&sandbox, None, false, 3);
    assert_eq!((read, first.passed[0].as_str()), (5000, "1 weight file hashed (4.8 KiB)"));
    let (second, read) = judged(&sandbox, None, false, 3);
    assert_eq!((read, second.passed[0].as_str()), (0, "1 weight file hashed (4.8 KiB, 4.8 KiB of it remembered)"));
    assert_eq!(first.evidence, second.evidence);
    sandbox.write("models/b.bin", [8; 1024]);
    let (third, read) = judged(&sandbox, None, false, 3);
    assert_eq!((read, third.passed[0].as_str()), (1024, "2 weight files hashed (5.8 KiB, 4.8 KiB of it remembered)"));
}

#[test]
fn a_release_hashes_everything_and_remembers_it_for_others() {
    let sandbox = with_model(&[7; 5000]);
    for _ in 0..2 {
        assert_eq!(judged(&sandbox, None, true, 3).1, 5000);
    }
    assert_eq!(hashed(&sandbox), 0);
}

#[test]
fn a_file_that_was_just_written_is_hashed_again() {
    let sandbox = with_model(&[7; 5000]);
    for _ in 0..2 {
        assert_eq!(judged(&sandbox, None, false, 0).1, 5000);
    }
}

#[test]
fn a_forged_time_and_a_file_renamed_into_place_are_seen() {
    let sandbox = with_model(&[7; 5000]);
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    set_modified(&sandbox, "models/a.bin", time);
    assert_eq!((hashed(&sandbox), hashed(&sandbox)), (5000, 0));
    // The clock of a file system may tick only a hundred times a second.
    std::thread::sleep(Duration::from_millis(20));
    sandbox.write("models/a.bin", [8; 5000]);
    set_modified(&sandbox, "models/a.bin", time);
    let (examination, read) = judged(&sandbox, None, false, 3);
    assert_eq!((read, examination.evidence.files[0].sha256.clone()), (5000, Some(digest::sha256(&[8; 5000]))));
    sandbox.write("aside", [9; 5000]);
    set_modified(&sandbox, "aside", time);
    std::fs::rename(sandbox.path().join("aside"), sandbox.path().join("models/a.bin")).unwrap();
    let (examination, read) = judged(&sandbox, None, false, 3);
    assert_eq!((read, examination.evidence.files[0].sha256.clone()), (5000, Some(digest::sha256(&[9; 5000]))));
}

#[test]
fn a_blob_is_hashed_once_whatever_commit_has_it() {
    let sandbox = Sandbox::new();
    sandbox.write("models/a.gguf", GGUF);
    let first = sandbox.commit("Begin");
    sandbox.write("README.md", "more");
    let second = sandbox.commit("Go on");
    let (before, read) = judged(&sandbox, Some(first), false, 0);
    assert_eq!(read, GGUF.len() as u64);
    let (after, read) = judged(&sandbox, Some(second), false, 0);
    assert_eq!((read, before.evidence), (0, after.evidence));
}

#[test]
fn what_was_found_is_found_again_though_the_hash_is_remembered() {
    let sandbox = with_model(b"\x80\x02cos\nsystem\n)R.");
    assert_eq!(judged(&sandbox, None, false, 3).0.codes(), ["artifacts/unsafe-pickle"]);
    let (again, read) = judged(&sandbox, None, false, 3);
    assert_eq!((read, again.codes()), (0, vec!["artifacts/unsafe-pickle"]));
    // Under another name it is judged as such.
    let sandbox = with_model(GGUF);
    assert!(judged(&sandbox, None, false, 3).0.findings.is_empty());
    std::fs::hard_link(sandbox.path().join("models/a.bin"), sandbox.path().join("models/a.onnx")).unwrap();
    assert_eq!(judged(&sandbox, None, false, 3).0.codes(), ["artifacts/wrong-format"]);
}

#[test]
fn a_file_that_does_not_hold_still_is_refused() {
    let sandbox = with_model(&vec![7; 64 << 20]);
    let place = sandbox.path().join("models/a.bin");
    let writing = std::sync::atomic::AtomicBool::new(true);
    let examination = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = std::fs::File::options().append(true).open(&place).unwrap();
            while writing.load(std::sync::atomic::Ordering::Relaxed) {
                std::io::Write::write_all(&mut file, b"more").unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let examination = sandbox.examine(&Artifacts::default(), None);
        writing.store(false, std::sync::atomic::Ordering::Relaxed);
        examination
    });
    assert_eq!(examination.codes(), ["artifacts/changed-while-read"]);
    assert!(examination.evidence.files.is_empty(), "what was not hashed is not recorded");
}

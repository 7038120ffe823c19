//! The check as a whole, on real repositories.

use super::{Secrets, sample};
use crate::check::{Check, Event, Outcome};
use crate::finding::Severity;
use crate::testing::{Sandbox, context};

pub(super) fn token() -> String {
    String::from_utf8(sample::expand("dop_v1_{hex:64}")).unwrap()
}

fn places(examination: &crate::check::Examination) -> Vec<String> {
    examination.findings.iter().map(|f| f.place.as_ref().unwrap().path.to_string()).collect()
}

#[test]
fn a_clean_push_passes_and_says_how_much_was_read() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "nothing here\n").commit("first");
    let examination = sandbox.push(&Secrets::default(), &[]);
    assert!(examination.findings.is_empty());
    assert_eq!(examination.tally.objects, 2);
    assert_eq!(examination.passed, ["No hard-coded secrets in 2 objects"]);
}

#[test]
fn a_secret_added_and_removed_again_is_found_where_it_came_in() {
    let sandbox = Sandbox::new();
    let base = sandbox.write("a.txt", "nothing\n").commit("base");
    let bringer = sandbox.write("a.txt", format!("one\ntwo {}\n", token())).commit("add");
    sandbox.write("a.txt", "nothing\n").commit("remove");
    let examination = sandbox.push(&Secrets::default(), &[base]);
    let finding = &examination.findings[0];
    let place = finding.place.as_ref().unwrap();
    assert_eq!(
        (place.path.as_slice(), place.line.map(u32::from), place.commit),
        (&b"a.txt"[..], Some(2), Some(bringer))
    );
    assert!(finding.message.contains("dop_… (71 characters)"), "{}", finding.message);
    assert!(finding.help.as_ref().unwrap().contains(&format!("git rebase -i {}^", bringer.short())));
    assert_eq!(finding.fingerprint.as_ref().unwrap().len(), 16);
    for text in [&finding.message, finding.help.as_ref().unwrap(), &format!("{finding:?}")] {
        assert!(!text.contains(&token()[4..20]), "{text}");
    }
}

#[test]
fn the_last_commit_is_amended_and_the_same_secret_is_told_once() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", token()).write("b.txt", format!("x {}", token())).commit("add");
    let examination = sandbox.push(&Secrets::default(), &[]);
    assert_eq!(examination.codes(), ["secrets/digitalocean-token"]);
    let finding = &examination.findings[0];
    assert_eq!(finding.elsewhere.iter().map(|place| place.path.to_string()).collect::<Vec<_>>(), ["b.txt"]);
    assert!(finding.help.as_ref().unwrap().contains("`git commit --amend --all --no-edit`"));
}

#[test]
fn messages_identities_tags_file_names_and_links_are_published_too() {
    let sandbox = Sandbox::new();
    let secret = |seed| String::from_utf8(sample::expand_with("dop_v1_{hex:64}", seed)).unwrap();
    sandbox.write(&format!("dump-{}.txt", secret(1)), "x").commit(&format!("message {}", secret(2)));
    std::os::unix::fs::symlink(secret(3), sandbox.path().join("link")).unwrap();
    sandbox.git(&["add", "--all"]);
    let author = format!("{} <a@example.org>", secret(4));
    sandbox.git(&["commit", "--quiet", "--message", "link", "--author", &author]);
    let mut found = places(&sandbox.push(&Secrets::default(), &[]));
    found.sort();
    assert_eq!(found, ["author", "commit message", "file name", "link"]);
}

#[test]
fn a_tag_object_and_the_names_of_refs_are_published_too() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "x").commit("first");
    sandbox.git(&["tag", "--annotate", "v1.0.0", "--message", &format!("key {}", token())]);
    let repo = sandbox.repo();
    let updates = vec![crate::git::PushedRef {
        local_name: "refs/tags/v1.0.0".into(),
        local: repo.resolve("refs/tags/v1.0.0").unwrap(),
        remote_name: format!("refs/heads/{}", token().replace("dop", "doo")).into(),
        remote: None,
    }];
    let introduced = crate::git::Introduced::of(&repo, &updates, &[]).unwrap();
    let push = crate::check::Push { repo: &repo, to: crate::check::Destination::Here, updates, introduced };
    let Outcome::Ran(examination) = Secrets::default().run(&context(Event::Push(&push))).unwrap() else {
        panic!("did not run")
    };
    assert_eq!(places(&examination), ["tag message", "ref name"]);
}

#[test]
fn a_secret_in_a_path_is_not_shown_with_another_finding() {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("{}.txt", token()), token().replace("dop", "doo")).commit("add");
    for examination in [sandbox.push(&Secrets::default(), &[]), sandbox.examine(&Secrets::default(), None)] {
        assert!(!format!("{:?}", examination.findings).contains(&token()[4..20]));
    }
}

#[test]
fn what_stood_in_the_file_before_is_no_news_even_when_it_moves() {
    let sandbox = Sandbox::new();
    let base = sandbox.write("a.txt", format!("x\n{}\n", token())).commit("base");
    sandbox.write("a.txt", format!("y\n{}\n", token())).commit("edit");
    sandbox.git(&["mv", "a.txt", "b.txt"]);
    sandbox.write("b.txt", format!("z\n{}\n", token())).commit("move and edit");
    assert!(sandbox.push(&Secrets::default(), &[base]).findings.is_empty());
    sandbox.write("c.txt", token()).commit("copy");
    sandbox.write("d.txt", format!("{} {}", token(), token().replace("dop", "doo"))).commit("another");
    assert_eq!(sandbox.push(&Secrets::default(), &[base]).findings.len(), 2);
}

#[test]
fn a_secret_weighs_as_much_as_in_the_place_where_it_weighs_most() {
    let sandbox = Sandbox::new();
    let text = format!("db_password = \"{}\"\n", ["kQ7vZp2m", "Xw9sLd4f"].concat());
    sandbox.write("a/tests/test_db.py", &text).commit("test");
    assert_eq!(sandbox.push(&Secrets::default(), &[]).findings[0].severity, Severity::Warning);
    sandbox.write("b/settings.py", format!("# {text}{text}")).commit("program");
    let examination = sandbox.push(&Secrets::default(), &[]);
    assert_eq!(examination.findings[0].severity, Severity::Error);
    assert_eq!(places(&examination), ["b/settings.py"]);
    assert!(examination.findings[0].elsewhere.iter().any(|place| place.path == "a/tests/test_db.py"));
}

#[test]
fn content_that_was_spared_under_one_name_is_judged_under_another() {
    let sandbox = Sandbox::new();
    let text = format!("db_password = \"{}\"\n", ["kQ7vZp2m", "Xw9sLd4f"].concat());
    sandbox.write("vendor/lib/settings.py", &text).commit("vendor");
    assert_eq!(places(&sandbox.push(&Secrets::default(), &[])), [""; 0]);
    sandbox.write("app/settings.py", &text).commit("copy");
    assert_eq!(places(&sandbox.push(&Secrets::default(), &[])), ["app/settings.py"]);
}

#[test]
fn what_only_a_merge_brings_is_found() {
    let sandbox = Sandbox::new();
    let base = sandbox.write("a.txt", "x\n").commit("base");
    sandbox.git(&["checkout", "--quiet", "-b", "side"]);
    let side = sandbox.write("b.txt", "b\n").commit("side");
    sandbox.git(&["checkout", "--quiet", "main"]);
    let main = sandbox.write("c.txt", "c\n").commit("main");
    sandbox.git(&["merge", "--quiet", "--no-commit", "side"]);
    sandbox.write("d.txt", token()).commit("merge");
    let examination = sandbox.push(&Secrets::default(), &[base, side, main]);
    assert_eq!(places(&examination), ["d.txt"]);
    assert!(examination.findings[0].help.as_ref().unwrap().contains("--amend"));
}

#[test]
fn utf16_and_binary_content_are_read() {
    let sandbox = Sandbox::new();
    let wide: Vec<u8> = format!("\u{feff}{}\n", token()).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let binary = [b"\0\x01\xff".as_slice(), token().replace("dop", "doo").as_bytes(), b"\0"].concat();
    sandbox.write("wide.txt", wide).write("blob.bin", binary).commit("add");
    assert_eq!(places(&sandbox.push(&Secrets::default(), &[])), ["blob.bin", "wide.txt"]);
}

#[test]
fn a_waiver_on_the_line_allows_that_line_only() {
    let sandbox = Sandbox::new();
    let waived = format!("{} # precheck:allow secrets/digitalocean-token -- revoked\n", token());
    sandbox.write("a.txt", waived).write("b.txt", token()).commit("add");
    let examination = sandbox.push(&Secrets::default(), &[]);
    let allowed: Vec<_> = examination.findings.iter().map(|f| f.allowed.as_deref()).collect();
    assert_eq!(allowed, [Some("revoked"), None]);
}

#[test]
fn a_blob_above_the_limit_fails_closed() {
    let sandbox = Sandbox::new();
    sandbox.write("big.bin", vec![b'x'; (1 << 20) + 1]).commit("add");
    let settings: Secrets = toml::from_str("max-blob-mib = 1").unwrap();
    for examination in [sandbox.push(&settings, &[]), sandbox.examine(&settings, None)] {
        assert!(!examination.passed.iter().any(|sentence| sentence.contains("hard-coded")));
        let found = examination.findings.iter().find(|finding| finding.code.id == "secrets/not-scanned").unwrap();
        assert!(found.help.as_ref().unwrap().contains("max-blob-mib = 2"));
    }
}

#[test]
fn a_gate_reads_tracked_and_untracked_files_but_not_ignored_ones() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", ".env\n").write("a.txt", "x").commit("add");
    sandbox.write(".env", token());
    let passed = sandbox.examine(&Secrets::default(), None).passed;
    assert_eq!(passed.last().unwrap(), "No hard-coded secrets in 2 files");
    sandbox.write("new.txt", token());
    let examination = sandbox.examine(&Secrets::default(), None);
    assert_eq!(places(&examination), ["new.txt"]);
    assert_eq!(examination.findings[0].severity, Severity::Error);
}

//! Wherever a push can carry a secret, it is found there.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{World, gzip, token};

const PUSH: [&str; 3] = ["push", "origin", "main"];

/// Pushes the files, each of which must be named as holding a secret; what was said.
fn found_in_each(files: &[(&str, Vec<u8>)]) -> String {
    let world = World::new();
    for (path, content) in files {
        world.write(path, content);
    }
    world.commit("Add");
    let said = world.refused(&PUSH);
    for (path, _) in files {
        assert!(said.contains(&format!("at {path}")), "{path}: {said}");
    }
    for seed in 0..=u8::MAX {
        assert!(!said.contains(&token(seed)), "the secret itself was shown");
    }
    assert_eq!(world.remote_refs(), "");
    said
}

fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("readme.txt", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"nothing here\n").unwrap();
    writer.start_file(name, SimpleFileOptions::default()).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    builder.append_data(&mut header, name, content).unwrap();
    builder.into_inner().unwrap()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(chunk.get(at).copied().unwrap_or(0)));
        let digit = |at: usize| if at <= chunk.len() { DIGITS[bits >> (18 - 6 * at) & 63] as char } else { '=' };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn in_a_notebooks_output() {
    let cell = format!("{{\"cells\": [{{\"outputs\": [{{\"text\": [\"token: {}\\n\"]}}]}}]}}", token(1));
    found_in_each(&[("analysis.ipynb", cell.into())]);
}

#[test]
fn in_a_single_line_of_more_than_a_megabyte() {
    let line = "var a=1;".repeat(150_000);
    found_in_each(&[("bundle.min.js", format!("{line}t=\"{}\";{}", token(1), &line[..1000]).into())]);
}

#[test]
fn at_the_end_of_a_large_file() {
    let lines = "2026-06-15 12:00:00 INFO nothing happened\n".repeat(340_000);
    found_in_each(&[("service.log", format!("{lines}token {}", token(1)).into())]);
}

#[test]
fn between_carriage_returns_and_without_a_final_line_end() {
    found_in_each(&[("old-mac.txt", format!("first\rtoken = {}\rlast", token(1)).into())]);
}

#[test]
fn in_a_file_whose_path_is_not_ascii() {
    found_in_each(&[("설정/비밀 값.txt", token(1).into())]);
}

#[test]
fn in_tests_and_fixtures() {
    found_in_each(&[("tests/fixtures/reply.json", format!("{{\"token\": \"{}\"}}", token(1)).into())]);
}

#[test]
fn in_what_machines_write_and_others_have_written() {
    let files = ["package-lock.json", "node_modules/x/index.js", "vendor/x/x.go", "logo.svg", "go.sum", "Cargo.lock"];
    found_in_each(&std::array::from_fn::<_, 6, _>(|at| (files[at], token(at.try_into().unwrap()).into_bytes())));
}

#[test]
fn in_utf16_of_either_order_with_and_without_a_mark() {
    let text = |seed| format!("one line\ntoken = {}\n", token(seed));
    let marked = |seed| format!("\u{feff}{}", text(seed));
    found_in_each(&[
        ("le.txt", utf16(&text(1), u16::to_le_bytes)),
        ("le-bom.txt", utf16(&marked(2), u16::to_le_bytes)),
        ("be.txt", utf16(&text(3), u16::to_be_bytes)),
        ("be-bom.txt", utf16(&marked(4), u16::to_be_bytes)),
    ]);
}

#[test]
fn in_a_binary_file() {
    found_in_each(&[("core.bin", [b"\x7fELF\0\0\xff".as_slice(), token(1).as_bytes(), b"\0\0"].concat())]);
}

/// A database with one row of three texts, as `SQLite` writes it: nothing is between them.
fn sqlite(texts: [&str; 3]) -> Vec<u8> {
    let kinds = texts.map(|text| u8::try_from(13 + 2 * text.len()).unwrap());
    let cell = [&[90, 1, 4], &kinds[..], texts.concat().as_bytes()].concat();
    let at = u16::try_from(512 - cell.len()).unwrap().to_be_bytes();
    let mut database = [b"SQLite format 3\0\x02\0".as_slice(), &[0; 494]].concat();
    database.extend([0x0D, 0, 0, 0, 1, at[0], at[1], 0, at[0], at[1]]);
    database.resize(1024 - cell.len(), 0);
    [database, cell].concat()
}

#[test]
fn in_a_database_between_other_values() {
    found_in_each(&[("app.db", sqlite(["ci", &token(1), "alice"]))]);
}

#[test]
fn in_archives_and_in_archives_in_them() {
    let text = |seed| format!("one line\ntoken = \"{}\"\n", token(seed)).into_bytes();
    let said = found_in_each(&[
        ("dump.sql.gz", gzip(&text(1))),
        ("bundle.zip", zip("app/config.py", &text(2))),
        ("backup.tar", tar("etc/app.conf", &text(3))),
        ("backup.tar.gz", gzip(&tar("etc/app.conf", &text(4)))),
        ("release.zip", zip("lib/app.jar", &zip("app.properties", &text(5)))),
    ]);
    for place in [
        "in line 2 of dump.sql.gz",
        "in line 2 of member app/config.py of bundle.zip",
        "in line 2 of member etc/app.conf of backup.tar\n",
        "in line 2 of member etc/app.conf of backup.tar.gz",
        "in line 2 of member lib/app.jar/app.properties of release.zip",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
}

#[test]
fn in_the_name_of_an_archives_member() {
    found_in_each(&[("names.tar.gz", gzip(&tar(&format!("{}.txt", token(1)), b"nothing")))]);
}

#[test]
fn in_an_office_document_that_has_cut_it_into_runs() {
    let (secret, other) = (token(1), token(2));
    let word = format!(
        "<?xml version=\"1.0\"?><w:document><w:p><w:r><w:t>the key is {}</w:t></w:r><w:proofErr/>\
         <w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p></w:document>",
        &secret[..9],
        &secret[9..]
    );
    let plain = format!("<?xml version=\"1.0\"?><sst><si><t>{other}</t></si></sst>");
    let said = found_in_each(&[
        ("notes.docx", zip("word/document.xml", word.as_bytes())),
        ("table.xlsx", zip("xl/sharedStrings.xml", plain.as_bytes())),
    ]);
    assert!(said.contains("in member word/document.xml of notes.docx"), "{said}");
}

#[test]
fn in_base64_once_and_twice_in_hexadecimal_and_in_escapes() {
    let each = |seed, write: fn(u8) -> String| token(seed).bytes().map(write).collect::<String>();
    let line = |value: String| format!("{{\"value\": \"{value}\"}}\n").into_bytes();
    let said = found_in_each(&[
        ("once.json", line(base64(token(1).as_bytes()))),
        ("twice.json", line(base64(base64(token(2).as_bytes()).as_bytes()))),
        ("hex.json", line(each(3, |byte| format!("{byte:02x}")))),
        ("percent.json", line(each(4, |byte| format!("%{byte:02X}")))),
        ("unicode.json", line(each(5, |byte| format!("\\u{byte:04x}")))),
    ]);
    let hex = each(3, |byte| format!("{byte:02x}"));
    assert!(said.contains("in hexadecimal") && !said.contains(&hex[..24]), "{said}");
}

#[test]
fn in_literals_that_are_put_together() {
    let (one, other) = (token(1), token(2));
    found_in_each(&[
        ("app.py", format!("TOKEN = \"{}\" + \"{}\"\n", &one[..4], &one[4..]).into()),
        ("app.js", format!("const t = '{}' +\n  '{}';\n", &other[..11], &other[11..]).into()),
    ]);
}

#[test]
fn in_a_commit_whose_successor_removes_it() {
    let world = World::new();
    world.write("a.txt", format!("token = {}\n", token(1)));
    let guilty = world.commit("Add");
    world.write("a.txt", "token = from the vault\n");
    world.commit("Remove");
    let said = world.refused(&PUSH);
    assert!(said.contains(&guilty[..10]), "{said}");
    assert_eq!(world.remote_refs(), "");
}

#[test]
fn in_a_file_that_was_renamed_and_edited() {
    let world = World::new();
    let text = "a line that stays\n".repeat(20);
    world.write("old.txt", &text);
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["mv", "old.txt", "new.txt"]);
    world.write("new.txt", format!("{text}{}\n", token(1)));
    world.commit("Rename and edit");
    let said = world.refused(&PUSH);
    assert!(said.contains("at new.txt:21"), "{said}");
}

/// `main` with a merge under way: both sides have changed `a.txt`.
fn with_conflict() -> World {
    let world = World::new();
    world.write("a.txt", "base\n");
    world.commit("Base");
    world.ok(&["checkout", "--quiet", "-b", "side"]);
    world.write("a.txt", "side\n");
    world.commit("Side");
    world.ok(&["checkout", "--quiet", "main"]);
    world.write("a.txt", "main\n");
    world.commit("Main");
    assert!(!world.git(&["merge", "--quiet", "side"]).status.success());
    world
}

#[test]
fn in_the_resolution_of_a_merge_conflict() {
    let world = with_conflict();
    world.write("a.txt", format!("main\n{}\n", token(1)));
    let merge = world.commit("Merge");
    let said = world.refused(&PUSH);
    assert!(said.contains("at a.txt:2") && said.contains(&merge[..10]), "{said}");
    assert_eq!(world.remote_refs(), "");
}

#[test]
fn in_a_file_that_only_a_merge_commit_brings() {
    let world = with_conflict();
    world.write("a.txt", "main and side\n");
    world.write("merged.txt", token(1));
    let merge = world.commit("Merge");
    let said = world.refused(&PUSH);
    assert!(said.contains("at merged.txt:1") && said.contains(&merge[..10]), "{said}");
    assert_eq!(world.remote_refs(), "");
}

#[test]
fn in_a_file_that_git_is_told_not_to_diff() {
    let world = World::new();
    world.write(".gitattributes", "*.dat -diff\n*.bin binary\n");
    world.write("a.dat", token(1));
    world.write("b.bin", token(2));
    world.commit("Add");
    let said = world.refused(&PUSH);
    assert!(said.contains("at a.dat:1") && said.contains("at b.bin:1"), "{said}");
}

#[test]
fn where_a_symbolic_link_leads() {
    let world = World::new();
    std::os::unix::fs::symlink(format!("/srv/{}", token(1)), world.path().join("link")).unwrap();
    world.commit("Link");
    let said = world.refused(&PUSH);
    assert!(said.contains("at link:1"), "{said}");
}

#[test]
fn in_a_file_that_was_a_symbolic_link() {
    let world = World::new();
    let link = world.path().join("settings.txt");
    std::os::unix::fs::symlink("elsewhere", &link).unwrap();
    world.commit("Link");
    world.ok(&["push", "--quiet", "origin", "main"]);
    std::fs::remove_file(&link).unwrap();
    world.write("settings.txt", token(1));
    world.commit("File");
    let said = world.refused(&PUSH);
    assert!(said.contains("at settings.txt:1"), "{said}");
}

/// Pushes what `prepare` does with a token; `place` must be named, and the
/// remote has no more than before.
fn found_beside_files(place: &str, push: &[&str], prepare: impl Fn(&World, &str)) {
    let world = World::new();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let before = world.remote_refs();
    prepare(&world, &token(1));
    let said = world.refused(push);
    assert!(said.contains(place), "{place}: {said}");
    assert!(!said.contains(&token(1)), "the secret itself was shown: {said}");
    assert_eq!(world.remote_refs(), before);
}

#[test]
fn in_a_commit_message() {
    found_beside_files("at commit message:1", &PUSH, |world, token| drop(world.commit(&format!("Use {token}"))));
}

#[test]
fn in_an_authors_name_or_address() {
    for author in [|token: &str| format!("{token} <a@b.c>"), |token: &str| format!("Ada <{token}@b.c>")] {
        found_beside_files("at author", &PUSH, |world, token| {
            world.ok(&["commit", "--quiet", "--allow-empty", "-m", "x", "--author", &author(token)]);
        });
    }
}

#[test]
fn in_a_file_name() {
    found_beside_files("at file name", &PUSH, |world, token| {
        world.write(&format!("{token}.txt"), "x");
        world.commit("x");
    });
}

#[test]
fn in_the_message_of_a_tag() {
    found_beside_files("at tag message", &["push", "origin", "nightly"], |world, token| {
        world.ok(&["tag", "-a", "nightly", "-m", token]);
    });
}

#[test]
fn in_a_note() {
    found_beside_files("secrets/github-pat", &["push", "origin", "refs/notes/*"], |world, token| {
        world.ok(&["notes", "add", "-m", token]);
    });
}

#[test]
fn in_the_name_of_a_branch_or_tag() {
    found_beside_files("at ref name", &["push", "origin", &format!("main:refs/heads/{}", token(1))], |_, _| {});
    found_beside_files("at ref name", &["push", "origin", "--tags"], |world, token| drop(world.ok(&["tag", token])));
}

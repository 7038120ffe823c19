//! Content that was made to stop, crash, slow down or deceive whoever reads it.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{World, gzip, text, token};

fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default()).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Pushes one file, which must go through; what the receipt says.
fn receipt_for(path: &str, content: &[u8]) -> String {
    let world = World::new();
    world.write(path, content);
    world.commit("Add");
    world.said(&["push", "--quiet", "origin", "main"])
}

#[test]
fn what_was_not_looked_into_is_noted_in_the_receipt() {
    let whole = zip("a.txt", &b"some text ".repeat(50));
    let mut encrypted = whole.clone();
    encrypted[6] |= 1;
    let deep = (0..5).fold(b"text".to_vec(), |packed, _| gzip(&packed));
    for (path, content, note) in [
        ("cut.zip", &whole[..60], "1 not read (damaged)"),
        ("cut.tar.gz", &gzip(&[b'x'; 600])[..20], "1 not read (damaged)"),
        ("garbage.gz", &[b"\x1F\x8B\x08".as_slice(), &[0xA5; 300]].concat(), "1 not read (damaged)"),
        ("locked.zip", &encrypted, "1 not read (encrypted)"),
        ("deep.gz", &deep, "1 not read (packed too deep)"),
        ("data.xz", b"\xFD7zXZ\0\0\x04", "1 not read (packed by xz)"),
    ] {
        let said = receipt_for(path, content);
        assert!(said.contains(note) && said.lines().count() == 1, "{path}: {said}");
    }
}

#[test]
fn a_gate_and_a_scan_note_what_was_not_looked_into_and_so_does_the_push_after_them() {
    let world = World::with_service();
    world.write("data.xz", b"\xFD7zXZ\0\0\x04");
    world.commit("Add");
    for judge in [&["run", "--only", "secrets", "--at", "HEAD"][..], &["scan"], &["scan", "--all"]] {
        let shown = world.precheck_ok(judge);
        assert!(shown.contains("not looked into: packed by xz") && shown.contains("data.xz"), "{shown}");
    }
    let said = world.said(&["push", "--quiet", "origin", "main"]);
    assert!(said.contains("1 not read (packed by xz)"), "{said}");
}

#[test]
fn a_bomb_is_read_up_to_a_limit() {
    let zeros = gzip(&vec![0; 300 << 20]);
    let said = receipt_for("nested.zip", &zip("zeros.gz", &zeros));
    assert!(said.contains("1 not read (more comes out than is read)"), "{said}");
}

#[test]
fn the_names_of_members_are_shown_and_not_obeyed() {
    for name in ["../../../etc/passwd", "/etc/\u{1b}[31mred", "C:\\x\u{202e}txt"] {
        let world = World::new();
        world.write("bundle.zip", zip(name, token(1).as_bytes()));
        world.commit("Add");
        let said = world.refused(&["push", "origin", "main"]);
        assert!(said.contains("in line 1 of member ") && said.contains("of bundle.zip"), "{said}");
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said:?}");
    }
}

#[test]
fn layers_upon_layers_and_invalid_text_neither_stop_the_scan_nor_hide_what_is_beside_them() {
    let invalid = [b"\xFF\xC0\x80\xED\xA0\x80 ".as_slice(), token(1).as_bytes(), b"\xF8\n"].concat();
    let nested = [b"[".repeat(100_000), token(2).into_bytes(), b"]".repeat(100_000)].concat();
    let quotes = [b"\"+\"".repeat(50_000), b"\n".to_vec(), token(3).into_bytes()].concat();
    let escapes = [b"%41".repeat(50_000), b"\n".to_vec(), token(4).into_bytes()].concat();
    let world = World::new();
    let files = [("invalid.txt", invalid), ("nested.json", nested), ("quotes.js", quotes), ("escapes.txt", escapes)];
    for (path, content) in &files {
        world.write(path, content);
    }
    world.commit("Add");
    let said = world.refused(&["push", "origin", "main"]);
    for (path, _) in files {
        assert!(said.contains(&format!("at {path}")), "{path}: {said}");
    }
}

#[test]
fn links_that_lead_to_themselves_or_out_of_the_tree_are_not_followed() {
    let world = World::with_service();
    std::fs::write(world.beside("outside.txt"), token(1)).unwrap();
    for (target, link) in [("loop", "loop"), ("..", "up"), ("../outside.txt", "out"), ("/dev/zero", "zero")] {
        std::os::unix::fs::symlink(target, world.path().join(link)).unwrap();
    }
    let out = world.precheck(&["run", "--only", "secrets"]);
    assert!(out.status.success(), "{}", text(&out));
    world.commit("Link");
    world.ok(&["push", "--quiet", "origin", "main"]);
}

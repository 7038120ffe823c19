use std::io::{Cursor, Write as _};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const LIMIT: u64 = 64 << 20;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zip_by(method: CompressionMethod, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_by(CompressionMethod::Deflated, members)
}

/// As written to a pipe: sizes stand behind the contents.
fn zip_as_stream(method: CompressionMethod, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Every member's path and content, its pieces put together again.
fn members(blob: &[u8]) -> (Vec<(String, Vec<u8>)>, Vec<Unread>) {
    let mut seen: Vec<(String, Vec<u8>)> = Vec::new();
    let unread = unpack_within(LIMIT, blob, &mut |member| {
        match seen.last_mut() {
            Some((_, content)) if member.again > 0 => content.extend(&member.content[member.again..]),
            _ => seen.push((member.path.to_string(), member.content.to_vec())),
        }
        Ok(())
    });
    (seen, unread.unwrap())
}

/// Where in `blob` it reads `word`, and what was not read.
fn found(blob: &[u8], word: &str) -> (Vec<String>, Vec<&'static str>) {
    let (seen, unread) = members(blob);
    let paths = seen.into_iter().filter(|(_, content)| content.contains_str(word)).map(|(path, _)| path);
    (paths.collect(), unread.iter().map(|unread| unread.why).collect())
}

#[test]
fn what_is_packed_is_read_whoever_packed_it_and_however_deep() {
    let file: &[(&str, &[u8])] = &[("a/empty.txt", b""), ("b/keys.txt", b"one\nword\n")];
    for (blob, path) in [
        (gzip(b"a word"), ""),
        ([gzip(b"another"), gzip(b"a word")].concat(), ""),
        (zip(file), "b/keys.txt"),
        (zip_by(CompressionMethod::Stored, file), "b/keys.txt"),
        (zip_as_stream(CompressionMethod::Deflated, file), "b/keys.txt"),
        (zip_as_stream(CompressionMethod::Stored, file), "b/keys.txt"),
        (tar(file), "b/keys.txt"),
        (gzip(&tar(file)), "b/keys.txt"),
        (zip(&[("lib.jar", &zip(file))]), "lib.jar/b/keys.txt"),
        (zip_by(CompressionMethod::Stored, &[("lib.jar", &zip(file))]), "lib.jar/b/keys.txt"),
        (zip_as_stream(CompressionMethod::Stored, &[("lib.jar", &zip(file))]), "lib.jar/b/keys.txt"),
        (zip(&[("log.gz", &gzip(b"a word"))]), "log.gz"),
        (gzip(&tar(&[("x.zip", &zip(&[("y.docx", &zip(file))]))])), "x.zip/y.docx/b/keys.txt"),
    ] {
        assert_eq!(found(&blob, "word"), (vec![path.to_owned()], vec![]), "{path}");
    }
}

#[test]
fn a_tar_tells_long_names_and_where_links_lead() {
    let long = format!("{}/keys.txt", ["folder"; 30].join("/"));
    assert_eq!(found(&tar(&[(&long, b"word")]), "word").0, std::slice::from_ref(&long));
    let mut builder = ::tar::Builder::new(Vec::new());
    builder.append_pax_extensions([("path", long.as_bytes()), ("comment", b"x")]).unwrap();
    let mut header = ::tar::Header::new_ustar();
    header.set_path("short").unwrap();
    header.set_size(4);
    header.set_cksum();
    builder.append(&header, &b"word"[..]).unwrap();
    header.set_entry_type(::tar::EntryType::Symlink);
    builder.append_link(&mut header, "link", "/a/word").unwrap();
    assert_eq!(found(&builder.into_inner().unwrap(), "word"), (vec![long, "link".to_owned()], vec![]));
}

#[test]
fn what_is_no_archive_unpacks_to_nothing() {
    for blob in [&b""[..], b"\x1F\x8B", b"PK", b"a text", &[0; 2048], &[b'0'; 2048], &[0xFF; 2048]] {
        assert_eq!(members(blob), (vec![], vec![]));
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let bz2 = b"BZh91AY&SY".as_slice();
    let mut encrypted = zip(&[("a.txt", b"word"), ("b.txt", b"word")]);
    encrypted[6] |= 1;
    let mut rare = zip(&[("a.txt", b"word"), ("b.txt", b"word")]);
    rare[8] = 14;
    for (blob, member, why) in [
        (bz2, "", "packed by bzip2"),
        (&zip(&[("b.txt", b"word"), ("x.bz2", bz2)]), "x.bz2", "packed by bzip2"),
        (&encrypted, "a.txt", "encrypted"),
        (&rare, "a.txt", "packed in a rare way"),
    ] {
        let (seen, unread) = members(blob);
        assert_eq!(unread, [Unread { member: member.into(), why }]);
        assert_eq!(seen.iter().filter(|(path, _)| path == "b.txt").count(), usize::from(blob != bz2), "{why}");
    }
}

#[test]
fn an_archive_that_was_cut_off_tells_what_it_still_has_and_that_it_is_damaged() {
    let file: &[(&str, &[u8])] = &[("a.txt", &b"word ".repeat(100)), ("b.txt", b"at the end")];
    for blob in [gzip(&b"word ".repeat(100)), zip(file), gzip(&tar(file)), tar(file)] {
        let packed = blob.len();
        let mut whole = 0;
        for length in 0..packed {
            let (paths, why) = found(&blob[..length], "word");
            assert!(why.iter().all(|why| *why == "damaged") && why.len() <= 3, "{why:?}");
            // A directory's last words and a second block of zeros tell nothing.
            let told = length + 512 >= packed || Packing::of(&blob[..length]).is_none() || !why.is_empty();
            assert!(told, "cut to {length} of {packed}");
            whole += usize::from(!paths.is_empty());
        }
        assert!(whole > packed / 8, "{whole} of {packed}");
    }
    let cut = zip(file);
    assert_eq!(found(&cut[..cut.len() - 120], "word"), (vec!["a.txt".to_owned()], vec!["damaged"]));
}

#[test]
fn behind_damage_the_next_member_is_read() {
    let file: &[(&str, &[u8])] = &[("a.txt", &b"first ".repeat(100)), ("b.txt", b"word")];
    let mut broken = zip(file);
    broken[40..44].fill(0xFF);
    assert_eq!(found(&broken, "word"), (vec!["b.txt".to_owned()], vec!["damaged"]));
    let mut broken = tar(&[file, &[("c.txt", b"word")]].concat());
    let second = broken.find(b"b.txt").unwrap();
    broken[second] = b'?';
    assert_eq!(found(&broken, "word"), (vec!["c.txt".to_owned()], vec!["damaged"]));
}

#[test]
fn no_more_comes_out_than_the_limit_however_it_is_packed() {
    let zeros = vec![0; 20 << 20];
    let bomb = gzip(&zeros);
    let many: Vec<_> = (0..20).map(|n| (format!("{n}.gz"), bomb.clone())).collect();
    let many: Vec<_> = many.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let small: Vec<_> = (0..20_000).map(|n| n.to_string()).collect();
    let small: Vec<_> = small.iter().map(|name| (name.as_str(), &b""[..])).collect();
    for blob in
        [gzip(&vec![0; 65 << 20]), zip(&many), gzip(&tar(&many)), zip(&[("nested.zip", &zip(&many))]), zip(&small)]
    {
        let mut seen = 0;
        let unread = unpack_within(LIMIT, &blob, &mut |member| {
            assert!(member.content.len() <= PIECE);
            seen += (member.content.len() - member.again) as u64;
            Ok(())
        });
        assert_eq!(
            unread.unwrap().iter().map(|unread| unread.why).collect::<Vec<_>>(),
            ["more comes out than is read"]
        );
        assert!(seen <= LIMIT, "{seen}");
    }
}

#[test]
fn a_large_member_comes_in_pieces_that_overlap_and_counts_its_lines() {
    let content = b"0123456\n".repeat(3 * PIECE / 16);
    let (mut seen, mut last) = (Vec::<u8>::new(), 0);
    unpack(&gzip(&content), &mut |piece| {
        let start = seen.len() - piece.again;
        assert_eq!(piece.lines_before, Some(start / 8));
        assert_eq!(&seen[start..], &piece.content[..piece.again]);
        seen.extend(&piece.content[piece.again..]);
        last = piece.again;
        Ok(())
    })
    .unwrap();
    assert!(seen == content && last == OVERLAP);
}

#[test]
fn archives_in_archives_are_opened_to_a_depth() {
    let mut blob = b"word".to_vec();
    for _ in 0..MAX_DEPTH {
        blob = gzip(&blob);
    }
    assert_eq!(found(&blob, "word"), (vec![String::new()], vec![]));
    assert_eq!(found(&gzip(&blob), "word"), (vec![], vec!["packed too deep"]));
}

#[test]
fn what_goes_wrong_with_a_member_ends_it() {
    assert!(unpack(&gzip(b"word"), &mut |_| anyhow::bail!("no more")).is_err());
}

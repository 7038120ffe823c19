//! What must hold whatever the input is; `fuzz/` makes up the inputs.

use bstr::ByteSlice;

use super::examiner::Examiner;
use super::file_kind::FileKind;
use super::scanner::Scanner;
use super::{Secrets, archive, decode, document, layers, text};
use crate::fuzzing::lines;

pub use super::env::fuzzing::*;

/// Layers lie in the text and do not overlap where they are written alike.
pub fn decoder(input: &[u8]) {
    let readable = text::readable(input);
    let mut last = ("", 0);
    for layer in layers::of(&readable) {
        assert!(layer.stretch.start < layer.stretch.end && layer.stretch.end <= readable.len());
        if layer.writing == "in base64" || layer.writing == "in hexadecimal" {
            assert!(last.1 <= layer.stretch.start, "{} overlaps {}", layer.writing, last.0);
            last = (layer.writing, layer.stretch.end);
        }
    }
    let _ = (decode::base64(input), decode::hex(input), document::text(input));
    text::line_at(input, input.len() / 2);
}

/// No more comes out of an archive than the limit, beside what it stores as it
/// is; and of either a database may come out twice, in pages and in rows.
pub fn archive(input: &[u8]) {
    const LIMIT: u64 = 1 << 20;
    let mut seen = 0;
    let unread = archive::unpack_within(LIMIT, input, &mut |member| {
        assert!(member.again <= member.content.len());
        seen += member.content.len() - member.again;
        let _ = document::text(member.content);
        Ok(())
    });
    assert!(seen as u64 <= 2 * (LIMIT + input.len() as u64), "{seen} bytes came out");
    assert!(unread.is_ok(), "only a visitor fails");
}

/// Hits lie in the buffer, in order, apart, and tell their own lines. The first
/// byte of the input is the kind of the file.
pub fn scan_buffer(input: &[u8]) {
    thread_local!(static SCANNER: Scanner<'static> = Scanner::new());
    const KINDS: [FileKind; 6] =
        [FileKind::Code, FileKind::Test, FileKind::Settings, FileKind::Yaml, FileKind::Prose, FileKind::Opaque];
    let Some((&kind, buffer)) = input.split_first() else { return };
    let kind = KINDS[usize::from(kind) % KINDS.len()];
    let hits = SCANNER.with(|scanner| scanner.scan(buffer, kind)).expect("every pattern compiles");
    let newline = if buffer.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut end = 0;
    for hit in hits {
        assert!(end <= hit.secret.start && hit.secret.start < hit.secret.end && hit.secret.end <= buffer.len());
        end = hit.secret.end;
        let line = 1 + buffer[..hit.secret.start].find_iter(&[newline]).count();
        assert_eq!(hit.line, line);
    }
}

/// Whatever the settings, files are looked at by them: what is found lies in the file, and is accepted with a reason.
pub fn use_settings(secrets: &Secrets, content: &[u8]) {
    for path in ["app/a.py", ".gitleaks.toml"] {
        // A rule may find too much, or need too much memory: an error, not a pass.
        let Ok((found, _)) = Examiner::new(&secrets.rules).look(path.into(), content, None) else { continue };
        for mut found in found {
            assert!(found.line <= lines(content));
            let _ = secrets.allow.apply(None, &mut found, Some(path.into()), None);
            assert!(found.finding.allowed.is_none_or(|reason| !reason.trim().is_empty()));
        }
    }
    assert!(secrets.allow.not_understood().all(|finding| !finding.message.is_empty()));
}

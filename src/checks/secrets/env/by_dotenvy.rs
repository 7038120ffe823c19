//! The lines that dotenvy refuses, where dotenvy is what reads the file.

use std::cell::Cell;
use std::io::Read;

use anyhow::Result;
use bstr::ByteSlice;

use crate::git::Snapshot;

/// Whether a crate of this repository loads `.env` with dotenvy.
pub fn is_used(snapshot: &Snapshot) -> Result<bool> {
    for entry in snapshot.entries()? {
        let is_manifest = entry.path.as_slice() == b"Cargo.toml" || entry.path.ends_with(b"/Cargo.toml");
        if is_manifest
            && let Some(bytes) = snapshot.read(&entry.path)?
            && depends(&bytes)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The numbers of the lines at which dotenvy stops. It is asked to go on after
/// each, so that all are told at once.
pub fn refused(bytes: &[u8]) -> Vec<usize> {
    let count = Cell::new(0);
    // Its own loader leaves a byte order mark out; its iterator does not.
    let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let blank = |line: &[u8]| line.trim_start().is_empty() || line.trim_start().starts_with(b"#");
    let blanks: Vec<bool> = rest.lines().map(blank).collect();
    let mut entries = dotenvy::from_read_iter(LineByLine { rest, at_start: true, count: &count });
    let mut refused = Vec::new();
    loop {
        let before = count.get();
        match entries.next() {
            Some(Ok(_)) => {}
            Some(Err(_)) => {
                // On its way it has passed over blank lines and comments, but not over the last line it read.
                let passed = blanks.iter().skip(before).take_while(|blank| **blank).count();
                refused.push(count.get().min(before + passed + 1));
            }
            None => return refused,
        }
    }
}

fn depends(manifest: &[u8]) -> bool {
    let manifest = std::str::from_utf8(manifest).ok().and_then(|text| text.parse::<toml::Table>().ok());
    manifest.is_some_and(|manifest| names_dotenvy(&manifest))
}

/// `[dependencies]`, `[workspace.dependencies]`, `[target.X.build-dependencies]`, under any alias.
fn names_dotenvy(table: &toml::Table) -> bool {
    table.iter().filter_map(|(key, value)| Some((key, value.as_table()?))).any(|(key, table)| {
        let named = || {
            table.iter().any(|(name, crate_)| {
                let package = crate_.get("package").and_then(toml::Value::as_str);
                package.unwrap_or(name) == "dotenvy"
            })
        };
        if key.ends_with("dependencies") { named() } else { names_dotenvy(table) }
    })
}

/// Hands out one line at a time, so that what dotenvy has read tells where it is.
struct LineByLine<'b> {
    rest: &'b [u8],
    at_start: bool,
    /// Lines begun so far.
    count: &'b Cell<usize>,
}

impl Read for LineByLine<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let line = self.rest.iter().position(|&b| b == b'\n').map_or(self.rest.len(), |end| end + 1);
        let length = line.min(buffer.len());
        let (now, rest) = self.rest.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.rest = rest;
        if self.at_start && length > 0 {
            self.count.set(self.count.get() + 1);
        }
        self.at_start = now.ends_with(b"\n");
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refused_line_is_told_by_its_number() {
        let file = b"\xef\xbb\xbfA=1\n# c\n\nB=two words\nC='x\ny'\nD=it's fine'\nA-B=1\n\nE=ok\nF=\"open";
        assert_eq!(refused(file), [4, 8, 11]);
        assert_eq!(refused(b"A=ok\r\nB=two words\r\nC=3\r\n"), [2]);
        assert_eq!(refused(b"A=\xff\nB=1\n"), [1]);
        assert_eq!(refused(format!("A={}\nB=x y\n", "k".repeat(100_000)).as_bytes()), [2]);
        assert!(refused(b"").is_empty());
    }

    #[test]
    fn a_file_of_nothing_but_bad_lines_is_read_in_time() {
        assert_eq!(refused("a b\n".repeat(200_000).as_bytes()).len(), 200_000);
    }

    /// `Dotenv`, which reads the same bytes, is held to the same.
    #[test]
    fn no_bytes_make_a_reader_panic() {
        const PIECES: [&[u8]; 14] = [
            b"A",
            b"=",
            b"\"",
            b"'",
            b"\\",
            b"$",
            b"{",
            b"}",
            b"\n",
            b"\r",
            b" #",
            b"\xff",
            "값".as_bytes(),
            b"export ",
        ];
        let mut state = 7_u32;
        for length in 0..20_000 {
            let mut bytes = Vec::new();
            for _ in 0..length % 40 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                bytes.extend_from_slice(PIECES[state as usize / 65_536 % PIECES.len()]);
            }
            let lines = bytes.lines().count();
            assert!(refused(&bytes).iter().all(|&line| line <= lines), "{:?}", bytes.as_bstr());
            assert!(crate::dotenv::Dotenv::parse(&bytes).unreadable.iter().all(|&line| line <= lines));
        }
    }

    #[test]
    fn a_dependency_is_found_in_any_table_and_under_any_name() {
        for yes in [
            "[dependencies]\ndotenvy = '0.15'",
            "[workspace.dependencies]\ndotenvy = {version = '0.15'}",
            "[target.'cfg(unix)'.dependencies.env]\npackage = 'dotenvy'",
        ] {
            assert!(depends(yes.as_bytes()), "{yes}");
        }
        for no in ["[dependencies]\ndotenv = '1'", "[features]\ndotenvy = []", "[", ""] {
            assert!(!depends(no.as_bytes()), "{no}");
        }
    }
}

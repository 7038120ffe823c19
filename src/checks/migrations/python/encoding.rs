//! The text of a module, in the encoding that its first lines declare.

use std::borrow::Cow;

use bstr::ByteSlice;

/// Encodings in which an ASCII byte always stands for itself. What the others
/// stand for decides nothing here: ids are ASCII.
const SINGLE_BYTE: [&str; 6] = ["latin", "iso-8859-", "iso8859-", "cp125", "windows-125", "koi8"];

/// The text, or the place at which it stops being one.
pub fn decode(source: &[u8]) -> Result<Cow<'_, str>, usize> {
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    match std::str::from_utf8(source) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if is_single_byte(source) => Ok(source.iter().map(|&byte| char::from(byte)).collect()),
        Err(error) => Err(error.valid_up_to()),
    }
}

/// Python looks for a comment with `coding:` or `coding=` in the first two lines.
fn is_single_byte(source: &[u8]) -> bool {
    let comments = source.lines().take(2).filter(|line| line.trim_start().starts_with(b"#"));
    let mut declared = comments.filter_map(|line| {
        let at = line.find("coding")? + "coding".len();
        line[at..].strip_prefix(b":").or_else(|| line[at..].strip_prefix(b"="))
    });
    declared.next().is_some_and(|name| {
        let name = name.trim_start().to_str_lossy().to_lowercase().replace('_', "-");
        SINGLE_BYTE.iter().any(|known| name.starts_with(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_encoding_is_honoured_as_python_does() {
        for (source, decoded) in [
            (&b"\xef\xbb\xbfa = '\xc3\xa9'"[..], true),
            (b"a = '\xe9'", false),
            (b"# -*- coding: latin-1 -*-\na = '\xe9'", true),
            (b"#!/usr/bin/python\n# vim: set fileencoding=ISO_8859-15 :\na = '\xe9'", true),
            (b"# coding: utf-8\na = '\xe9'", false),
            (b"# coding: gbk\na = '\xe9'", false),
            (b"\n\n# coding: latin-1\na = '\xe9'", false),
            (b"a = 'coding: latin-1 \xe9'", false),
        ] {
            assert_eq!(decode(source).is_ok(), decoded, "{}", source.as_bstr());
        }
    }
}

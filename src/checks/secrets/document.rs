//! The text of a document as its reader sees it. Word and its like cut it into
//! runs, wherever a spell checker or a second visit has left a mark.

use bstr::ByteSlice;

/// Where text stands: in Word, `PowerPoint`, Excel and `OpenDocument`.
const RUNS: [&[u8]; 5] = [b"<w:t", b"<a:t", b"<t>", b"<t ", b"<text:"];

/// What ends a word, by its name without prefix: paragraphs, headings, breaks, cells.
const ENDS_WORD: [&[u8]; 9] = [b"p", b"h", b"br", b"cr", b"tab", b"line-break", b"s", b"si", b"c"];

/// The text without its markup; `None` if `xml` is no document.
pub(super) fn text(xml: &[u8]) -> Option<Vec<u8>> {
    let head = &xml[..xml.len().min(64)];
    if !head.contains_str("<?xml") || !RUNS.iter().any(|run| xml.contains_str(run)) {
        return None;
    }
    let mut text = Vec::new();
    let mut rest = xml;
    while let Some((before, tag_on)) = rest.split_once_str("<") {
        text.extend_from_slice(before);
        let (tag, after) = tag_on.split_once_str(">").unwrap_or((tag_on, b""));
        let name = tag.trim_start_with(|c| c == '/').fields_with(|c| c.is_ascii_whitespace() || c == '/').next();
        let local = name.and_then(|name| name.rsplit(|&byte| byte == b':').next());
        if local.is_some_and(|local| ENDS_WORD.contains(&local)) {
            text.push(b'\n');
        }
        rest = after;
    }
    text.extend_from_slice(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_put_together_and_paragraphs_are_not() {
        for (xml, seen) in [
            (
                "<w:p><w:r><w:t>one</w:t></w:r><w:proofErr w:type=\"x\"/><w:r><w:rPr><w:b/></w:rPr>\
                 <w:t xml:space=\"preserve\">Word</w:t></w:r></w:p><w:p/><w:r><w:t>next</w:t></w:r>",
                &["oneWord", "next"][..],
            ),
            (
                "<text:p>one<text:span text:style-name=\"T1\">Word</text:span><text:tab/>next</text:p>",
                &["oneWord", "next"],
            ),
            ("<sst><si><r><t>one</t></r><r><t>Word</t></r></si><si><t>next</t></si></sst>", &["oneWord", "next"]),
            ("<a:t>cut", &["cut"]),
            ("<a:t>cut</a:t", &["cut"]),
        ] {
            let text = text(format!("<?xml version=\"1.0\"?>{xml}").as_bytes()).unwrap();
            assert_eq!(text.fields().collect::<Vec<_>>(), seen.iter().map(|word| word.as_bytes()).collect::<Vec<_>>());
        }
        assert_eq!(text(b"<?xml?><project><name>a</name></project>"), None);
        assert_eq!(text(b"<w:t>a</w:t>"), None);
    }
}

//! HTML within Markdown as far as links, anchors and headings need it: tags
//! with their attributes, and the text between them. Comments are passed over.

/// What a piece of HTML consists of, in its order.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    Text(&'t str),
    Open(Tag),
    Close(String),
}

/// A tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name, in lower case.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Where it begins.
    pub at: usize,
}

/// The attributes that lead somewhere, by tag.
const LEADING: [(&str, &str); 7] = [
    ("a", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("source", "srcset"),
    ("video", "src"),
    ("video", "poster"),
];

impl Tag {
    /// Where it leads.
    pub fn destinations(&self) -> impl Iterator<Item = &str> {
        let leading = self.attributes.iter().filter(|(name, _)| LEADING.contains(&(&*self.name, &**name)));
        leading.flat_map(|(name, value)| {
            // A set of sources names each with its size, parted by commas.
            let parts = if name == "srcset" { value.split(',').collect() } else { vec![&**value] };
            parts.into_iter().filter_map(move |part| {
                if name == "srcset" { part.split_whitespace().next() } else { Some(part.trim()) }
            })
        })
    }

    /// What a fragment may name.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().filter(|(name, _)| name == "id" || name == "name").map(|(_, value)| &**value)
    }
}

/// Reads HTML in one pass; what is left open at its end counts for nothing.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (text, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        let Some(inner) = markup.strip_prefix('<') else { break };
        let at = html.len() - markup.len();
        let end = if let Some(comment) = inner.strip_prefix("!--") {
            comment.split_once("-->").map(|(_, after)| after)
        } else if inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let tag = open(inner, at);
            tag.map(|(tag, after)| {
                pieces.push(Piece::Open(tag));
                after
            })
        } else if let Some(closing) = inner.strip_prefix('/') {
            closing.split_once('>').map(|(name, after)| {
                pieces.push(Piece::Close(name.trim().to_ascii_lowercase()));
                after
            })
        } else {
            Some(inner)
        };
        let Some(end) = end else { break };
        rest = end;
    }
    pieces
}

/// A tag from its name on, and what stands behind it; `None` if it does not end.
fn open(inner: &str, at: usize) -> Option<(Tag, &str)> {
    let (name, mut rest) = inner.split_at(inner.find(|c: char| c.is_whitespace() || "/>".contains(c))?);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some((Tag { name: name.to_ascii_lowercase(), attributes, at }, after));
        }
        let (attribute, after) = rest.split_at(rest.find(|c: char| c.is_whitespace() || "=/>".contains(c))?);
        rest = after.trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = self::value(after.trim_start())?;
        }
        attributes.push((attribute.to_ascii_lowercase(), unescaped(value)));
    }
}

/// An attribute's value, and what stands behind it.
fn value(text: &str) -> Option<(&str, &str)> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => text.get(1..)?.split_once(quote),
        _ => Some(text.split_at(text.find(|c: char| c.is_whitespace() || c == '>')?)),
    }
}

fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destinations(html: &str) -> Vec<String> {
        let pieces = pieces(html);
        let tags = pieces.iter().filter_map(|piece| if let Piece::Open(tag) = piece { Some(tag) } else { None });
        tags.flat_map(Tag::destinations).map(str::to_owned).collect()
    }

    #[test]
    fn links_are_found_however_an_attribute_is_written() {
        for (html, expected) in [
            ("<a href=\"a.md\">", vec!["a.md"]),
            ("<A title='x > y' HREF = 'a.md'>", vec!["a.md"]),
            ("<a\n  href=a.md>", vec!["a.md"]),
            ("<img src=\"a.png?x=1&amp;y=2\" />", vec!["a.png?x=1&y=2"]),
            ("<source srcset=\"a.png 1x, b.png 2x\">", vec!["a.png", "b.png"]),
            ("<a data-href=\"a.md\" name=x>", vec![]),
            ("<!-- <a href=\"a.md\"> --><a href=\"b.md\">", vec!["b.md"]),
            ("<abbr href=\"a.md\">", vec![]),
            ("a < b <a href=\"a.md\"", vec![]),
        ] {
            assert_eq!(destinations(html), expected, "{html}");
        }
    }

    #[test]
    fn a_tag_may_have_two_anchors() {
        let pieces = pieces("<a id=\"one\" name=\"two\">");
        let [Piece::Open(tag)] = &pieces[..] else { panic!("{pieces:?}") };
        assert_eq!(tag.anchors().collect::<Vec<_>>(), ["one", "two"]);
    }
}

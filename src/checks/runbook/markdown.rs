//! A Markdown document as far as the runbook's rules look at it: headings and
//! what stands below them, links, anchors.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use anyhow::Result;
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// A document.
#[derive(Default)]
pub struct Document {
    pub headings: Vec<Heading>,
    pub links: Vec<Link>,
    pub fences: Vec<Fence>,
    /// `[text][label]` whose label is defined nowhere, each with its line.
    pub undefined: Vec<(String, usize)>,
    /// What a `#fragment` may name.
    pub anchors: HashSet<String>,
}

/// A heading and what stands between it and the next one.
pub struct Heading {
    pub level: HeadingLevel,
    pub text: String,
    pub line: usize,
    /// Paragraphs, list items, table cells and blocks of code, each as plain text.
    pub blocks: Vec<Block>,
}

pub struct Block {
    pub text: String,
    pub code: bool,
}

/// A block of code.
pub struct Fence {
    /// The language that it names, in lower case; empty where it names none.
    pub language: String,
    pub text: String,
    /// The line on which its text begins.
    pub line: usize,
}

/// A link or an image.
pub struct Link {
    pub destination: String,
    pub line: usize,
}

/// Reads a document.
pub fn read(text: &str) -> Result<Document> {
    let reader = Reader::new(text)?;
    let mut undefined = Vec::new();
    let callback = |broken: BrokenLink| -> Option<(CowStr, CowStr)> {
        // GitHub shows a lone `[word]` as it stands, and so does `array[i][j]`.
        let indexed = text[..broken.span.start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == ']');
        if matches!(broken.link_type, LinkType::Reference | LinkType::Collapsed) && !indexed {
            undefined.push((broken.reference.to_string(), broken.span.start));
        }
        None
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let events = Parser::new_with_broken_link_callback(text, options, Some(callback)).into_offset_iter();
    let (mut document, lines) = reader.read(events);
    document.undefined = undefined.into_iter().map(|(label, at)| (label, line_of(&lines, at))).collect();
    Ok(document)
}

/// The fragment by which GitHub reaches a heading: lower case, letters, marks,
/// digits, connectors, hyphens and spaces kept, spaces as hyphens, nothing trimmed.
fn slug(heading: &str, dropped: &Regex) -> String {
    dropped.replace_all(&heading.to_lowercase(), "").replace(' ', "-")
}

/// The line of a byte, given where lines begin.
fn line_of(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|start| *start <= at)
}

struct Reader {
    lines: Vec<usize>,
    /// What does not get into a slug.
    dropped: Regex,
    comment: Regex,
    anchor: Regex,
    target: Regex,
    tag: Regex,
    document: Document,
    slugs: HashMap<String, usize>,
    heading: Option<HeadingLevel>,
    heading_text: String,
    images: usize,
    metadata: bool,
    in_fence: bool,
    block: Option<Block>,
    html: Option<(String, usize)>,
}

impl Reader {
    fn new(text: &str) -> Result<Self> {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Ok(Self {
            lines: std::iter::once(0).chain(breaks).collect(),
            dropped: Regex::new(r"[^\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\- ]")?,
            comment: Regex::new(r"(?s)<!--.*?(?:-->|\z)")?,
            anchor: Regex::new(r#"(?i)<[a-z][^<>]*?\s(?:id|name)\s*=\s*["']([^"'<>]+)["']"#)?,
            target: Regex::new(r#"(?i)<(?:a\s[^<>]*?\bhref|img\s[^<>]*?\bsrc)\s*=\s*["']([^"'<>]*)["']"#)?,
            tag: Regex::new(r"<[^<>]*>")?,
            document: Document::default(),
            slugs: HashMap::new(),
            heading: None,
            heading_text: String::new(),
            images: 0,
            metadata: false,
            in_fence: false,
            block: None,
            html: None,
        })
    }

    fn read<'t>(mut self, events: impl Iterator<Item = (Event<'t>, Range<usize>)>) -> (Document, Vec<usize>) {
        for (event, range) in events {
            let line = line_of(&self.lines, range.start);
            match event {
                Event::Start(tag) => self.start(&tag, line),
                Event::End(tag) => self.end(tag, line),
                Event::Text(text) if self.in_fence => self.code(&text, line),
                Event::Text(text) | Event::Code(text) => self.text(&text),
                Event::SoftBreak | Event::HardBreak => self.text(" "),
                Event::Html(html) => match &mut self.html {
                    Some((block, _)) => block.push_str(&html),
                    None => self.html(&html, line),
                },
                Event::InlineHtml(html) => self.html(&html, line),
                _ => {}
            }
        }
        (self.document, self.lines)
    }

    fn start(&mut self, tag: &Tag, line: usize) {
        match tag {
            Tag::Heading { level, .. } => {
                self.heading = Some(*level);
                self.heading_text.clear();
            }
            Tag::Paragraph | Tag::Item | Tag::TableCell => self.open(false),
            Tag::CodeBlock(kind) => self.open_fence(kind, line),
            Tag::HtmlBlock => self.html = Some((String::new(), line)),
            Tag::MetadataBlock(_) => self.metadata = true,
            Tag::Link { dest_url, .. } => self.link(dest_url, line),
            Tag::Image { dest_url, .. } => {
                self.images += 1;
                self.link(dest_url, line);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, line: usize) {
        match tag {
            TagEnd::Heading(_) => self.close_heading(line),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell => self.close(),
            TagEnd::CodeBlock => {
                self.in_fence = false;
                self.close();
            }
            TagEnd::MetadataBlock(_) => self.metadata = false,
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::HtmlBlock => {
                if let Some((html, line)) = self.html.take() {
                    self.html(&html, line);
                    let text = self.comment.replace_all(&html, "");
                    let text = self.tag.replace_all(&text, " ").into_owned();
                    self.keep(Block { text, code: false });
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.metadata {
            return;
        }
        if self.heading.is_some() {
            // An image in a heading does not get into its anchor.
            if self.images == 0 {
                self.heading_text.push_str(text);
            }
        } else if let Some(block) = &mut self.block {
            block.text.push_str(text);
        }
    }

    fn open(&mut self, code: bool) {
        self.close();
        self.block = Some(Block { text: String::new(), code });
    }

    fn open_fence(&mut self, kind: &CodeBlockKind, line: usize) {
        self.open(true);
        self.in_fence = true;
        let language = if let CodeBlockKind::Fenced(info) = kind {
            info.split([' ', ',', '{']).next().unwrap_or_default().to_lowercase()
        } else {
            String::new()
        };
        self.document.fences.push(Fence { language, text: String::new(), line });
    }

    fn code(&mut self, text: &str, line: usize) {
        if let Some(fence) = self.document.fences.last_mut() {
            if fence.text.is_empty() {
                fence.line = line;
            }
            fence.text.push_str(text);
        }
        self.text(text);
    }

    fn close(&mut self) {
        if let Some(block) = self.block.take() {
            self.keep(block);
        }
    }

    fn keep(&mut self, block: Block) {
        if let Some(heading) = self.document.headings.last_mut()
            && !block.text.trim().is_empty()
        {
            heading.blocks.push(block);
        }
    }

    fn close_heading(&mut self, line: usize) {
        let Some(level) = self.heading.take() else { return };
        let text: String = self.heading_text.nfc().collect();
        let text = text.trim().to_owned();
        let slug = slug(&text, &self.dropped);
        self.reserve(slug);
        self.document.headings.push(Heading { level, text, line, blocks: Vec::new() });
    }

    /// A slug that is taken gets the next free number.
    fn reserve(&mut self, slug: String) {
        let mut unique = slug.clone();
        let mut count = self.slugs.get(&slug).copied().unwrap_or_default();
        while self.slugs.contains_key(&unique) {
            count += 1;
            unique = format!("{slug}-{count}");
        }
        self.slugs.insert(slug, count);
        self.slugs.entry(unique.clone()).or_insert(0);
        self.document.anchors.insert(unique);
    }

    fn link(&mut self, destination: &str, line: usize) {
        self.document.links.push(Link { destination: destination.to_owned(), line });
    }

    fn html(&mut self, html: &str, line: usize) {
        let html = self.comment.replace_all(html, "");
        let anchors = self.anchor.captures_iter(&html).map(|found| found[1].nfc().collect());
        self.document.anchors.extend(anchors);
        let links = self.target.captures_iter(&html).map(|found| Link { destination: found[1].to_owned(), line });
        self.document.links.extend(links);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchors(text: &str) -> Vec<String> {
        let mut anchors: Vec<String> = read(text).unwrap().anchors.into_iter().collect();
        anchors.sort();
        anchors
    }

    #[test]
    fn headings_have_the_anchors_that_github_gives_them() {
        for (heading, anchor) in [
            ("## 롤백 절차", "롤백-절차"),
            ("## 증설/축소", "증설축소"),
            ("## 비상 연락처 (Emergency Contacts)", "비상-연락처-emergency-contacts"),
            ("## 모니터링·알림", "모니터링알림"),
            ("## 한글 제목 — 대시", "한글-제목--대시"),
            ("## 🚀 Deploy", "-deploy"),
            ("## ⚙️ Config", "\u{fe0f}-config"),
            ("## :rocket: Ship", "rocket-ship"),
            ("## 1. Health Check", "1-health-check"),
            ("## `docker compose` up", "docker-compose-up"),
            ("## See [the docs](x.md)", "see-the-docs"),
            ("## A ![logo](l.png) B", "a--b"),
            ("## snake_case & more", "snake_case--more"),
            ("## Step ① and ½", "step--and-"),
            ("Setext\n======", "setext"),
            ("## \u{1105}\u{1169}\u{11af}\u{1107}\u{1162}\u{11a8}", "롤백"),
        ] {
            assert_eq!(anchors(heading), [anchor], "{heading}");
        }
    }

    #[test]
    fn equal_headings_are_numbered_past_what_is_taken() {
        assert_eq!(anchors("# foo\n# foo\n# foo-1\n# foo"), ["foo", "foo-1", "foo-1-1", "foo-2"]);
    }

    #[test]
    fn explicit_anchors_count_and_comments_do_not() {
        assert_eq!(
            anchors("<a id=\"one\"></a>\n\ntext <a name='two'></a>\n\n<!-- <a id=\"three\"> -->"),
            ["one", "two"]
        );
    }

    #[test]
    fn links_are_found_in_markdown_and_html_and_not_in_code() {
        let text = "[a](b.md) ![i](<p q.png>)\n\n<a href=\"c.md\">c</a>\n\n`[x](y)`\n\n```\n[x](y)\n```\n[r][l]\n\n[l]: d.md\n";
        let links: Vec<(String, usize)> =
            read(text).unwrap().links.into_iter().map(|link| (link.destination, link.line)).collect();
        let expected = [("b.md", 1), ("p q.png", 1), ("c.md", 3), ("d.md", 10)];
        assert_eq!(links, expected.map(|(destination, line)| (destination.to_owned(), line)));
    }

    #[test]
    fn blocks_of_code_have_their_language_and_the_line_of_their_text() {
        let text = "# A\n\n```Bash title=x\na \\\n  b\n```\n\n- x\n\n  ~~~\n  c\n    d\n  ~~~\n\n> ```{sql}\n> e\n> ```\n\n    f\n";
        let fences = read(text).unwrap().fences;
        let shown: Vec<_> = fences.iter().map(|f| (f.language.as_str(), f.text.as_str(), f.line)).collect();
        assert_eq!(shown, [("bash", "a \\\n  b\n", 4), ("", "c\n  d\n", 11), ("", "e\n", 16), ("", "f\n", 19)]);
    }

    #[test]
    fn only_what_is_meant_as_a_reference_can_be_undefined() {
        let undefined = read("[x] and [TODO]: a[i][j], [text][nope]\nand [gone][]\n").unwrap().undefined;
        assert_eq!(undefined, [("nope".to_owned(), 1), ("gone".to_owned(), 2)]);
    }

    #[test]
    fn hostile_markdown_ends_in_time_and_without_panic() {
        for unit in [
            "[",
            "[a][b]",
            "![a](",
            "> ",
            "* a\n",
            "<a id=",
            "<!--",
            "`",
            "*a_",
            "# a\n",
            "|a",
            "[^1]",
            "\u{1F680}[x][]",
        ] {
            read(&unit.repeat(100_000 / unit.len())).unwrap();
        }
    }
}

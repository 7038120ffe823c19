//! A Markdown document as far as the runbook's rules look at it: headings and
//! what stands below them, blocks of code, links, anchors.
//!
//! This is the one module that knows the Markdown parser (pulldown-cmark's).
//! What it answers with is plain data with lines, and stays as it is for those
//! who judge it, whatever reads the text.

mod html;
mod slugs;

use std::collections::HashSet;
use std::ops::Range;

use anyhow::Result;
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use unicode_normalization::UnicodeNormalization;

use self::html::Piece;
use self::slugs::Slugs;

/// A document.
#[derive(Default)]
pub struct Document {
    pub headings: Vec<Heading>,
    pub links: Vec<Link>,
    pub fences: Vec<Fence>,
    /// `[text][label]` whose label is defined nowhere, each with its line.
    pub undefined: Vec<(String, usize)>,
    /// `[[Page]]`, each with its line: a link in a wiki only.
    pub wiki: Vec<(String, usize)>,
    /// What a `#fragment` may name, as it is spelled there.
    pub anchors: HashSet<String>,
}

/// A heading and what stands between it and the next one.
pub struct Heading {
    pub level: HeadingLevel,
    pub text: String,
    pub line: usize,
    /// Paragraphs, list items, cells of a table's body and blocks of code, each as plain text.
    pub blocks: Vec<Block>,
}

pub struct Block {
    pub text: String,
    /// Where it begins.
    pub line: usize,
    pub code: bool,
    /// Where its links lead.
    pub links: Vec<String>,
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
    let (mut undefined, mut wiki) = (Vec::new(), Vec::new());
    let callback = |broken: BrokenLink| -> Option<(CowStr, CowStr)> {
        let (before, after) = (&text[..broken.span.start], &text[broken.span.end..]);
        // GitHub shows a lone `[word]` as it stands, and so does `array[i][j]`.
        let indexed = before.ends_with(|c: char| c.is_alphanumeric() || c == ']');
        let page = before.ends_with('[') && after.starts_with(']') && !after.starts_with("](");
        match broken.link_type {
            LinkType::Reference | LinkType::Collapsed if !indexed => &mut undefined,
            LinkType::Shortcut if page => &mut wiki,
            _ => return None,
        }
        .push((broken.reference.to_string(), broken.span.start));
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
    let placed =
        |found: Vec<(String, usize)>| found.into_iter().map(|(label, at)| (label, line_of(&lines, at))).collect();
    (document.undefined, document.wiki) = (placed(undefined), placed(wiki));
    Ok(document)
}

/// The line of a byte, given where lines begin.
fn line_of(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|start| *start <= at)
}

struct Reader {
    lines: Vec<usize>,
    slugs: Slugs,
    document: Document,
    heading: Option<HeadingLevel>,
    heading_text: String,
    images: usize,
    metadata: bool,
    in_fence: bool,
    in_table_head: bool,
    block: Option<Block>,
    html: Option<(String, usize)>,
}

impl Reader {
    fn new(text: &str) -> Result<Self> {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Ok(Self {
            lines: std::iter::once(0).chain(breaks).collect(),
            slugs: Slugs::new()?,
            document: Document::default(),
            heading: None,
            heading_text: String::new(),
            images: 0,
            metadata: false,
            in_fence: false,
            in_table_head: false,
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
                Event::InlineHtml(html) => {
                    for piece in html::pieces(&html) {
                        self.tag(&piece, line);
                    }
                    if self.heading.is_none() {
                        self.text(" ");
                    }
                }
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
            Tag::Paragraph | Tag::Item | Tag::TableCell => self.open(line, false),
            Tag::TableHead => self.in_table_head = true,
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
            TagEnd::TableHead => self.in_table_head = false,
            TagEnd::MetadataBlock(_) => self.metadata = false,
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::HtmlBlock => {
                if let Some((html, line)) = self.html.take() {
                    self.html(&html, line);
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

    fn open(&mut self, line: usize, code: bool) {
        self.close();
        self.block = Some(Block { text: String::new(), line, code, links: Vec::new() });
    }

    fn open_fence(&mut self, kind: &CodeBlockKind, line: usize) {
        self.open(line, true);
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
        // What heads a table's columns says nothing by itself.
        if let Some(heading) = self.document.headings.last_mut()
            && !self.in_table_head
            && !(block.text.trim().is_empty() && block.links.is_empty())
        {
            heading.blocks.push(block);
        }
    }

    fn close_heading(&mut self, line: usize) {
        let Some(level) = self.heading.take() else { return };
        let text = self.heading_text.trim();
        self.document.anchors.insert(self.slugs.next(text));
        self.document.headings.push(Heading { level, text: text.nfc().collect(), line, blocks: Vec::new() });
    }

    fn link(&mut self, destination: &str, line: usize) {
        if let Some(block) = &mut self.block {
            block.links.push(destination.to_owned());
        }
        self.document.links.push(Link { destination: destination.to_owned(), line });
    }

    /// A block of HTML: what it says, where it leads, and its headings, which have anchors as any.
    fn html(&mut self, html: &str, line: usize) {
        let (mut line, mut counted) = (line, 0);
        self.open(line, false);
        for piece in html::pieces(html) {
            match &piece {
                Piece::Text(text) => self.text(text),
                Piece::Open(tag) => {
                    line += html[counted..tag.at].matches('\n').count();
                    counted = tag.at;
                    self.tag(&piece, line);
                    if let Some(level) = level(&tag.name) {
                        self.open(line, false);
                        self.start(&Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }, line);
                    }
                }
                Piece::Close(name) if level(name).is_some() => {
                    self.close_heading(line);
                    self.open(line, false);
                }
                Piece::Close(_) if self.heading.is_none() => self.text(" "),
                Piece::Close(_) => {}
            }
        }
        self.close_heading(line);
        self.close();
    }

    fn tag(&mut self, piece: &Piece, line: usize) {
        if let Piece::Open(tag) = piece {
            self.document.anchors.extend(tag.anchors().map(str::to_owned));
            tag.destinations().for_each(|destination| self.link(destination, line));
        }
    }
}

/// The level of `h2`.
fn level(name: &str) -> Option<HeadingLevel> {
    HeadingLevel::try_from(name.strip_prefix('h')?.parse::<usize>().ok()?).ok()
}

#[cfg(test)]
mod tests;

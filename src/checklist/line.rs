//! The lines of a checklist, as far as they mean something.

use std::fmt;

use super::signoff::SignOff;

#[derive(Debug)]
pub enum Line {
    /// For which state of the tree it was brought up to date: the first line.
    Tree(String),
    /// Where the facts of the release stand.
    Facts,
    Fact(String),
    Item(Item),
    /// What was seen, below its box.
    Seen(String),
    SignOff(SignOff),
    Text(String),
}

/// `- [x] text <!-- precheck:NAME -->`
#[derive(Debug)]
pub struct Item {
    /// Up to the box: `  - `.
    lead: String,
    mark: char,
    /// Without the name of the evidence.
    pub text: String,
    /// What decides it; `None` where a person does.
    pub evidence: Option<String>,
}

const TREE: &str = "<!-- precheck:tree ";
const FACTS: &str = "<!-- precheck:facts -->";
const END: &str = " -->";

/// At the end of what is written anew each time.
const OURS: &str = "<!-- precheck -->";

pub fn parse(text: &str) -> Vec<Line> {
    let mut fence = None;
    text.lines().map(|line| one(line, &mut fence)).collect()
}

fn one(line: &str, fence: &mut Option<&'static str>) -> Line {
    let trimmed = line.trim();
    if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
        *fence = match *fence {
            Some(open) if open == mark => None,
            None => Some(mark),
            open => open,
        };
        return Line::Text(line.to_owned());
    }
    if fence.is_some() {
        return Line::Text(line.to_owned());
    }
    if let Some(tree) = trimmed.strip_prefix(TREE).and_then(|rest| rest.strip_suffix(END)) {
        return Line::Tree(tree.to_owned());
    }
    if trimmed == FACTS {
        return Line::Facts;
    }
    if let Some(ours) = line.trim_end().strip_suffix(OURS) {
        let ours = ours.trim_end().to_owned();
        return if ours.starts_with("- ") { Line::Fact(ours) } else { Line::Seen(ours) };
    }
    match (Item::parse(line), SignOff::parse(line)) {
        (Some(item), _) => Line::Item(item),
        (None, Some(signoff)) => Line::SignOff(signoff),
        (None, None) => Line::Text(line.to_owned()),
    }
}

impl Item {
    fn parse(line: &str) -> Option<Self> {
        let at = line.find('[')?;
        let lead = &line[..at];
        let bullet = lead.trim();
        let is_bullet = matches!(bullet, "-" | "*" | "+")
            || bullet.strip_suffix(['.', ')']).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        let mut rest = line[at + 1..].chars();
        let (mark, close) = (rest.next()?, rest.next()?);
        let text = rest.as_str();
        if !is_bullet || !matches!(mark, ' ' | 'x' | 'X' | '~') || close != ']' || !text.starts_with(' ') {
            return None;
        }
        let text = text.trim();
        let named = text.strip_suffix("-->").and_then(|text| text.rsplit_once("<!-- precheck:"));
        let (text, evidence) = match named {
            Some((text, name)) => (text.trim_end(), Some(name.trim().to_owned())),
            None => (text, None),
        };
        Some(Self { lead: lead.to_owned(), mark, text: text.to_owned(), evidence })
    }

    pub fn is_ticked(&self) -> bool {
        matches!(self.mark, 'x' | 'X') || self.mark == '~'
    }

    pub fn tick(&mut self, holds: bool) {
        self.mark = if holds { 'x' } else { ' ' };
    }

    /// Done, or said with a reason not to apply: `- [~] text N/A: reason`.
    pub fn is_settled(&self) -> bool {
        let reason = self.text.split_once("N/A:").map(|(_, reason)| reason.trim());
        matches!(self.mark, 'x' | 'X') || (self.mark == '~' && reason.is_some_and(|reason| reason.len() >= 3))
    }

    pub fn indent(&self) -> String {
        self.lead.chars().take_while(|c| c.is_whitespace()).collect()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tree(tree) => write!(f, "{TREE}{tree}{END}"),
            Self::Facts => f.write_str(FACTS),
            Self::Fact(text) | Self::Seen(text) => write!(f, "{text} {OURS}"),
            Self::Item(item) => {
                write!(f, "{}[{}] {}", item.lead, item.mark, item.text)?;
                item.evidence.as_ref().map_or(Ok(()), |name| write!(f, " <!-- precheck:{name} -->"))
            }
            Self::SignOff(signoff) => write!(f, "{signoff}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

//! Sign-offs: who answers for what, since when, and for which tree.

use std::fmt;

use time::{Date, Month};

/// `Role — Name: Ada Lovelace Date: 2026-11-25`, and the tree that it is bound to.
#[derive(Debug)]
pub struct SignOff {
    /// The line as it stands, without the binding.
    line: String,
    /// Who; empty while nobody has filled it in.
    pub name: String,
    /// When, as it is written.
    date: String,
    /// The tree that it was given for.
    tree: Option<String>,
}

/// Why a sign-off does not hold.
#[derive(Debug, PartialEq, Eq)]
pub enum Void {
    /// Nobody has filled it in.
    Open,
    /// The name is none.
    NoName,
    /// The date is none.
    NoDate,
    /// It is dated after today.
    Future,
    /// It was given for another state of the tree.
    OtherTree,
}

const NAMES: [&str; 6] = ["Name:", "Signed by:", "이름:", "성명:", "확인자:", "승인자:"];
const DATES: [&str; 4] = ["Date:", "일자:", "날짜:", "서명일:"];
const TREE: &str = "<!-- precheck:signed ";

impl SignOff {
    /// Reads a line that has a place for a name and, after it, one for a date.
    pub fn parse(line: &str) -> Option<Self> {
        let (line, tree) = match line.split_once(TREE) {
            Some((line, rest)) => (line.trim_end(), rest.split_whitespace().next().map(str::to_owned)),
            None => (line.trim_end(), None),
        };
        let after = |text: &str, labels: &[&str]| {
            labels.iter().filter_map(|label| text.find(label).map(|at| (at, at + label.len()))).min()
        };
        let (_, name) = after(line, &NAMES)?;
        let (end, date) = after(&line[name..], &DATES)?;
        let filled = |text: &str| text.trim().trim_matches(['_', '|', '.', ',', ';', ' ', '/', '-']).trim().to_owned();
        Some(Self {
            name: filled(&line[name..name + end]),
            date: filled(&line[name + date..]),
            line: line.to_owned(),
            tree,
        })
    }

    /// The same, bound to the tree that whoever gave it had before them.
    pub fn bound(self, seen: &str) -> Self {
        let is_given = !self.name.is_empty() && !self.date.is_empty();
        Self { tree: self.tree.or_else(|| is_given.then(|| seen.to_owned())), ..self }
    }

    /// Whoever it is, however it is written.
    pub fn person(&self) -> String {
        self.name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    }

    /// Whether it holds for `tree`. One that is not bound was given for the tree `seen`, for which the checklist
    /// was last brought up to date. It may be dated tomorrow: people live in other time zones.
    pub fn judge(&self, seen: &str, tree: &str, today: Date) -> Result<(), Void> {
        if self.name.is_empty() && self.date.is_empty() {
            return Err(Void::Open);
        }
        if !is_name(&self.name) {
            return Err(Void::NoName);
        }
        let date = date(&self.date).ok_or(Void::NoDate)?;
        if date > today.next_day().unwrap_or(today) {
            return Err(Void::Future);
        }
        if self.tree.as_deref().unwrap_or(seen) == tree { Ok(()) } else { Err(Void::OtherTree) }
    }
}

/// Somebody's name: not a placeholder, not a role.
fn is_name(text: &str) -> bool {
    const NONE: [&str; 22] = [
        "name",
        "your name",
        "full name",
        "first last",
        "tbd",
        "todo",
        "tba",
        "n/a",
        "na",
        "none",
        "someone",
        "nobody",
        "xxx",
        "test",
        "admin",
        "me",
        "이름",
        "성명",
        "홍길동",
        "미정",
        "담당자",
        "추후",
    ];
    let plain = text.to_lowercase();
    let plain = plain.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = plain.chars().filter(|c| c.is_alphabetic()).count();
    let is_one_letter_again = plain.chars().all(|c| plain.starts_with(c));
    letters >= 2 && !is_one_letter_again && !NONE.contains(&plain) && !text.contains(['<', '>', '{', '}', '['])
}

/// `2026-11-25`, with `.` or `/` instead, or `2026년 11월 25일`.
fn date(text: &str) -> Option<Date> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || year.len() != 4 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

impl fmt::Display for SignOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tree {
            Some(tree) => write!(f, "{} {TREE}{tree} -->", self.line),
            None => f.write_str(&self.line),
        }
    }
}

impl fmt::Display for Void {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "is not filled in",
            Self::NoName => "has no name of a person",
            Self::NoDate => "has no date such as 2026-11-25",
            Self::Future => "is dated after today",
            Self::OtherTree => "was given for another state of the tree",
        })
    }
}

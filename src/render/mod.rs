//! How a report looks: a format is a function from the report to text.
//! Renderers show what was decided; they decide nothing.

mod github;
mod json;
mod junit;
mod markdown;
mod migrations;
mod notes;
mod paint;
mod sarif;
mod text;

use std::fmt;

use bstr::ByteSlice;

use crate::finding::{Finding, Place};
use crate::report::Report;
use crate::sanitize::line as clean;

pub use markdown::inert;
pub use migrations::{Format as GraphFormat, render as graphs};
pub use notes::{notes, shipped};
pub use text::{departed, receipt, refusal};

/// A format of `--format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: `precheck-hook/report/1`.
    Json,
    /// For a pull request or a release page.
    Markdown,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For Jenkins, GitLab and their like: `JUnit`'s XML.
    Junit,
    /// For GitHub Actions: an annotation a finding.
    Github,
}

impl Format {
    /// How `--output` files a report that is shown in this format: for programs.
    pub fn filed(self) -> Self {
        match self {
            Self::Sarif | Self::Junit => self,
            Self::Text | Self::Json | Self::Markdown | Self::Github => Self::Json,
        }
    }
}

/// The report in that format; colour, if any, as `stream` can show it.
pub fn render(report: &Report, format: Format, stream: owo_colors::Stream) -> String {
    match format {
        Format::Text => text::text(report, stream),
        Format::Json => json::json(report),
        Format::Markdown => markdown::markdown(report),
        Format::Sarif => sarif::sarif(report),
        Format::Junit => junit::junit(report),
        Format::Github => github::github(report),
    }
}

/// So many of the places of one secret are shown; the rest is counted.
const PLACES: usize = 3;

/// The other places of a finding, a line each.
fn also(finding: &Finding) -> Vec<String> {
    let mut lines: Vec<String> =
        finding.elsewhere.iter().take(PLACES).map(|p| format!("and in {}", Shown(p))).collect();
    match finding.elsewhere.len().saturating_sub(PLACES) {
        0 => {}
        1 => lines.push("and in 1 more place".into()),
        more => lines.push(format!("and in {more} more places")),
    }
    lines
}

/// `path:line in commit NAME by AUTHOR`, harmless.
struct Shown<'a>(&'a Place);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", clean(&self.0.path.to_str_lossy()))?;
        if let Some(line) = self.0.line {
            write!(f, ":{line}")?;
        }
        if let Some(commit) = self.0.commit {
            write!(f, " in commit {}", commit.short())?;
        }
        match &self.0.author {
            Some(author) => write!(f, " by {}", clean(&author.to_str_lossy())),
            None => Ok(()),
        }
    }
}

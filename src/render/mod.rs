//! How a report looks: a format is a function from the report to text.
//! Renderers show what was decided; they decide nothing.

mod json;
mod markdown;
mod text;

use std::fmt;

use crate::finding::Place;
use crate::report::Report;
use crate::sanitize::line as clean;

pub use text::{receipt, refusal};

/// A format of `--format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: `precheck-hook/report/1`.
    Json,
    /// For a pull request or a release page.
    Markdown,
}

/// The report in that format; colour, if any, as `stream` can show it.
pub fn render(report: &Report, format: Format, stream: owo_colors::Stream) -> String {
    match format {
        Format::Text => text::text(report, stream),
        Format::Json => json::json(report),
        Format::Markdown => markdown::markdown(report),
    }
}

/// `path:line (commit)`, harmless.
struct Shown<'a>(&'a Place);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", clean(&String::from_utf8_lossy(&self.0.path)))?;
        if let Some(line) = self.0.line {
            write!(f, ":{line}")?;
        }
        match self.0.commit {
            Some(commit) => write!(f, " in commit {}", commit.short()),
            None => Ok(()),
        }
    }
}

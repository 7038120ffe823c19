//! The migrations as they stand, for people, for programs and for what draws graphs.

mod dot;
mod drawing;
mod json;
mod lanes;
mod mermaid;
mod text;

use bstr::ByteSlice;
use owo_colors::Stream;

use crate::lineage::{Lineage, Revision, Survey};
use crate::sanitize::line as clean;

/// A format of `migrations --format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: `precheck-hook/migrations/1`.
    Json,
    /// For Graphviz.
    Dot,
    /// For a Markdown page, between ```` ```mermaid ```` and ```` ``` ````.
    Mermaid,
}

/// The graphs in that format; colour, if any, as `stream` can show it.
pub fn render(survey: &Survey, format: Format, stream: Stream) -> String {
    match format {
        Format::Text => text::text(survey, stream),
        Format::Json => json::json(survey),
        Format::Dot => dot::dot(survey),
        Format::Mermaid => mermaid::mermaid(survey),
    }
}

/// `Alembic in db/versions`, harmless.
fn title(lineage: &Lineage) -> String {
    format!("{} in {}", lineage.tool, clean(&location(lineage)))
}

fn location(lineage: &Lineage) -> String {
    let folders: Vec<_> = lineage.folders.iter().map(|folder| folder.to_str_lossy()).collect();
    folders.join(", ")
}

/// What it is about, or else the name of its file; harmless.
fn subject(revision: &Revision) -> String {
    let name = || revision.path.rsplit_str("/").next().unwrap_or_default().to_str_lossy().into_owned();
    clean(&revision.subject.clone().filter(|subject| !subject.is_empty()).unwrap_or_else(name))
}

/// What is remarkable about it, a word or two each; harmless.
fn marks(revision: &Revision, survey: &Survey) -> Vec<String> {
    let is_new = revision.is_new && survey.since.is_some();
    let words = [
        (revision.is_head(), "head"),
        (revision.is_branch_point(), "branch point"),
        (revision.is_merge_point(), "merge"),
        (is_new, "new"),
        (revision.is_new && revision.reversible == Some(false), "can't be undone"),
    ];
    let words = words.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned());
    words.chain(revision.labels.iter().map(|label| format!("@{}", clean(label)))).collect()
}

#[cfg(test)]
mod tests;

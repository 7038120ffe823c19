//! Is everything filled in that `precheck-hook init` could not know? The marker
//! decides: whoever writes `____` without it means something else.

use std::collections::BTreeMap;

use anyhow::Result;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

static BLANK: Code = Code {
    id: "runbook/blank",
    severity: Severity::Error,
    finds: "A blank that `precheck-hook init` has marked in the runbook is not filled in.",
    matters: "It stands where nobody but the team knows the answer: whom to call, when to scale, where the dashboard is.",
    mend: "Write the answer in place of `____ <!-- precheck:blank -->`; where there is none, take the sentence out.",
    source: "",
};

/// What is reported about blanks.
pub static CODES: [&Code; 1] = [&BLANK];

/// So many lines are told one by one.
const TOLD: usize = 50;

/// The blanks of one line.
struct Blanks {
    section: String,
    count: usize,
}

/// Whether any was found.
pub fn are_left(seen: &Examination) -> bool {
    seen.findings.iter().any(|finding| finding.code.id == BLANK.id)
}

/// Names every line on which a blank is left.
pub fn judge(path: &RepoPath, text: &str, seen: &mut Examination) -> Result<()> {
    let lines = find(text)?;
    for (line, Blanks { section, count }) in lines.iter().take(TOLD) {
        let blanks = if *count == 1 { "a blank is".to_owned() } else { format!("{count} blanks are") };
        let within = if section.is_empty() { String::new() } else { format!(" in \"{section}\"") };
        seen.find(
            Finding::new(&BLANK, format!("{blanks} left{within}, line {line} of {path}"))
                .at(Place::line(path.clone(), *line))
                .help("write the answer in place of `____ <!-- precheck:blank -->`"),
        );
    }
    if lines.len() > TOLD {
        let more = lines.len() - TOLD;
        seen.find(Finding::new(&BLANK, format!("{more} more lines with blanks")).at(Place::file(path.clone())));
    }
    Ok(())
}

/// The markers by line; in code they are shown, not meant.
fn find(text: &str) -> Result<BTreeMap<usize, Blanks>> {
    let marker = Regex::new(r"<!--\s*precheck:blank\s*-->")?;
    let mut found: BTreeMap<usize, Blanks> = BTreeMap::new();
    let (mut line, mut counted) = (1, 0);
    let (mut section, mut in_heading) = (String::new(), false);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_GFM).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                section.clear();
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(words) | Event::Code(words) if in_heading => section.push_str(&words),
            Event::Html(html) | Event::InlineHtml(html) => {
                for at in marker.find_iter(&html).map(|marker| range.start + marker.start()) {
                    line += text.get(counted..at).map_or(0, |passed| passed.matches('\n').count());
                    counted = at;
                    let blanks = found.entry(line).or_insert_with(|| Blanks { section: section.clone(), count: 0 });
                    blanks.count += 1;
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let mut seen = Examination::default();
        judge(&"RUNBOOK.md".into(), text, &mut seen).unwrap();
        seen.findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_blank_is_named_with_its_section_and_line() {
        let text = "# R\n\n## Scaling\n\nAbove ____ <!-- precheck:blank -->\n\n## 연락처\n\n| a | b |\n|---|---|\n\
                    | ____ <!-- precheck:blank --> | ____ <!--precheck:blank--> |\n\n<!-- precheck:blank -->\n";
        assert_eq!(
            messages(text),
            [
                "a blank is left in \"Scaling\", line 5 of RUNBOOK.md",
                "2 blanks are left in \"연락처\", line 11 of RUNBOOK.md",
                "a blank is left in \"연락처\", line 13 of RUNBOOK.md",
            ]
        );
    }

    #[test]
    fn without_the_marker_or_in_code_nothing_is_asked_for() {
        for text in [
            "Name: ____ Date: ____",
            "`____ <!-- precheck:blank -->`",
            "```\n____ <!-- precheck:blank -->\n```",
            "<!-- blank -->",
            "<!-- precheck:blanks -->",
        ] {
            assert_eq!(messages(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn many_lines_with_blanks_end_in_a_sum() {
        let text = "____ <!-- precheck:blank -->\n".repeat(1000);
        let messages = messages(&text);
        assert_eq!((messages.len(), messages[50].as_str()), (51, "950 more lines with blanks"));
    }
}

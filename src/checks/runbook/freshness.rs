//! Is the runbook still that of the system that is released?

use anyhow::Result;
use regex::{Captures, Regex};
use time::{Date, Month};

use super::history::{self, LastEdit};
use super::pages::Page;
use crate::check::{Examination, Subject};
use crate::finding::{Code, Finding, Place, Severity};

static STALE: Code = Code {
    id: "runbook/stale",
    severity: Severity::Warning,
    finds: "The runbook was not updated for a long time.",
    matters: "Its commands may be those of a system that is no longer there.",
    mend: "Go through it, correct what has changed, and write the day: `Last updated: YYYY-MM-DD`. \
           `max-age-days` in `[checks.runbook]` sets how long it holds.",
    source: "",
};

static FUTURE: Code = Code {
    id: "runbook/date-in-future",
    severity: Severity::Warning,
    finds: "The runbook's date of update is in the future.",
    matters: "It would count as fresh long after it is not.",
    mend: "Write the day on which it was really updated.",
    source: "",
};

/// What is reported about age.
pub static CODES: [&Code; 2] = [&STALE, &FUTURE];

/// Judges the runbook by the newest date that it carries under a label, or else by its last commit.
pub fn judge(
    subject: &Subject,
    today: Date,
    Page { path, text, .. }: &Page,
    max_age_days: u32,
    seen: &mut Examination,
) -> Result<()> {
    let (day, line, words) = if let Some((day, line)) = newest_label(text)? {
        (day, line, "says it was last updated on")
    } else {
        match history::last_edit(subject, std::slice::from_ref(path))? {
            LastEdit::Committed(edit) => (edit.day, 0, "was last edited on"),
            LastEdit::Uncommitted => {
                seen.pass(format!("{path} has changes that are not committed: it is fresh"));
                return Ok(());
            }
            // What compares the runbook with the deployment says so.
            LastEdit::NotHere => return Ok(()),
        }
    };
    let age = (today - day).whole_days();
    let place = Place::line(path.clone(), line);
    // Somewhere it is tomorrow already.
    if age < -1 {
        seen.find(
            Finding::new(&FUTURE, format!("{path} {words} {day}, which is in the future"))
                .at(place)
                .help(format!("write the day of the last update: `Last updated: {today}`")),
        );
    } else if age > i64::from(max_age_days) {
        seen.find(
            Finding::new(
                &STALE,
                format!("{path} {words} {day}, {age} days ago; after {max_age_days} it is out of date"),
            )
            .at(place)
            .help(format!("go through it, correct what has changed, and write `Last updated: {today}`")),
        );
    } else {
        seen.pass(format!("{path} {words} {day}"));
    }
    Ok(())
}

/// The newest date behind a label such as `Last updated:` or `최종 수정일:`, and its line.
fn newest_label(text: &str) -> Result<Option<(Date, usize)>> {
    let label = Regex::new(concat!(
        r"(?i)(?:^|[^\p{L}\p{N}])(?:last[ _-]?(?:updated|reviewed|modified|verified|revised|changed)|updated|revised",
        r"|reviewed|최종\s*(?:수정|업데이트|갱신|검토|개정)일?|마지막\s*(?:수정|업데이트|갱신|검토)일?|수정일|업데이트|갱신일",
        r"|개정일|작성일)(?:\s+(?:on|at))?[^\p{L}\p{N}\n]{0,12}(?P<date>.{1,40})"
    ))?;
    let numeric = Regex::new(r"^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})(?:\D|$)")?;
    let named = Regex::new(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:\D|$)")?;
    let mut newest = None;
    for (at, line) in text.lines().enumerate() {
        for found in label.captures_iter(line) {
            let date = found.name("date").map_or("", |date| date.as_str());
            let day = numeric
                .captures(date)
                .and_then(|c| day(&c, 1, number(&c, 2)?, 3))
                .or_else(|| named.captures(date).and_then(|c| day(&c, 3, month(c.get(1)?.as_str())?, 2)));
            newest = newest.max(day.map(|day| (day, at + 1)));
        }
    }
    Ok(newest)
}

fn day(found: &Captures, year: usize, month: u16, day: usize) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(number(found, year)?.into(), month, u8::try_from(number(found, day)?).ok()?).ok()
}

fn number(found: &Captures, at: usize) -> Option<u16> {
    found.get(at)?.as_str().parse().ok()
}

fn month(name: &str) -> Option<u16> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let begun = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().zip(1..).find(|(month, _)| **month == begun).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_behind_their_labels_in_english_and_korean() {
        for line in [
            "Last updated: 2026-05-01",
            "**Last Updated**: 2026.05.01",
            "> _Last reviewed on 2026/5/1_",
            "| Last updated | 2026-05-01 |",
            "last_updated: 2026-05-01",
            "Updated: May 1, 2026",
            "Last updated: May 1st 2026",
            "최종 수정일: 2026년 5월 1일",
            "최종수정: 2026. 5. 1.",
            "마지막 업데이트 : 2026-05-01",
            "개정일 2026.05.01",
        ] {
            let day = newest_label(&format!("# R\n{line}\n")).unwrap().map(|(day, at)| (day.to_string(), at));
            assert_eq!(day, Some(("2026-05-01".to_owned(), 2)), "{line}");
        }
    }

    #[test]
    fn what_is_no_date_or_has_no_label_is_passed_over() {
        for line in [
            "2026-05-01",
            "Last updated: YYYY-MM-DD",
            "Last updated: 2026-13-41",
            "outdated: 2026-05-01",
            "Updated the host",
        ] {
            assert_eq!(newest_label(line).unwrap(), None, "{line}");
        }
    }

    #[test]
    fn of_several_dates_the_newest_counts() {
        let found = newest_label("작성일: 2020-01-01\nLast updated: 2026-05-01\nReviewed: 2025-01-01").unwrap();
        assert_eq!(found.map(|(day, line)| (day.to_string(), line)), Some(("2026-05-01".into(), 2)));
    }
}

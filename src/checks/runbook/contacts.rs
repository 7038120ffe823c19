//! Can those whom the runbook tells to call be called?

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use regex::Regex;

use super::markdown::Block;
use super::pages::{Page, are_one};
use super::substance::is_placeholder;
use super::topics::{CONTACTS, below};
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

static PLACEHOLDER: Code = Code {
    id: "runbook/contact-placeholder",
    severity: Severity::Warning,
    finds: "A contact in the runbook is a placeholder: TBD, 010-0000-0000, name@example.com, @oncall, #channel.",
    matters: "Whoever is alone with an outage at night calls nobody.",
    mend: "Write the name, and the number, address or channel by which that person or team is really reached.",
    source: "https://www.rfc-editor.org/rfc/rfc2606",
};

static UNREACHABLE: Code = Code {
    id: "runbook/contact-unreachable",
    severity: Severity::Warning,
    finds: "The runbook's contacts say nowhere how anybody is reached.",
    matters: "A name alone does not help who must wake that person up.",
    mend: "Write beside each name a telephone number, an address, a channel or the link to the rota.",
    source: "",
};

/// What is reported about contacts.
pub static CODES: [&Code; 2] = [&PLACEHOLDER, &UNREACHABLE];

/// So many placeholders are told one by one.
const TOLD: usize = 20;

/// Judges the sections on contacts of all runbooks.
pub fn judge(pages: &[Page], seen: &mut Examination) -> Result<()> {
    let words = Words::new()?;
    let mut sections = Vec::new();
    for page in pages {
        let headings = CONTACTS.headings_in(&page.document, are_one(pages));
        sections.extend(headings.map(|at| (page, at)));
    }
    let mut placeholders: BTreeMap<(&RepoPath, &str), BTreeSet<usize>> = BTreeMap::new();
    let mut is_reachable = false;
    for (page, at) in &sections {
        for block in below(&page.document, *at).filter(|block| !block.code) {
            for word in words.placeholders(block) {
                placeholders.entry((&page.path, word)).or_default().insert(block.line);
            }
            is_reachable |= words.reaches(block);
        }
    }
    for ((path, word), lines) in placeholders.iter().take(TOLD) {
        let times = if lines.len() > 1 { format!(", on {} lines", lines.len()) } else { String::new() };
        let finding = Finding::new(&PLACEHOLDER, format!("the contact `{word}` is a placeholder{times}"));
        let place = Place::line((*path).clone(), lines.first().copied().unwrap_or_default());
        seen.find(finding.at(place).help("write who is called, and by which number, address or channel"));
    }
    if let (false, Some((page, at))) = (is_reachable, sections.first()) {
        let heading = page.heading(*at);
        let message = format!("the section \"{}\" says nowhere how anybody is reached", heading.text);
        let place = Place::line(page.path.clone(), heading.line);
        seen.find(
            Finding::new(&UNREACHABLE, message).at(place).help("write a number, an address, a channel or a link"),
        );
    } else if placeholders.is_empty() && !sections.is_empty() {
        seen.pass("Contacts can be reached");
    }
    Ok(())
}

/// What contacts are made of.
struct Words {
    placeholder: Regex,
    way: Regex,
    number: Regex,
    date: Regex,
}

impl Words {
    fn new() -> Result<Self> {
        // A Korean particle follows a number without a space: only ASCII bounds a word here.
        Ok(Self {
            placeholder: Regex::new(concat!(
                // A name that stands for one.
                r"(?i)(?:(?-u:\b)j(?:ohn|ane) doe(?-u:\b)|홍길동",
                // What is to be filled in.
                r"|\[[^\[\]]*(?:name|phone|mail|on-?call|number|contact|slack|이름|성명|연락처|전화|번호|담당|메일)[^\[\]]*\]",
                r"|<[^<>]*(?:name|phone|mail|on-?call|number|contact|slack|이름|성명|연락처|전화|번호|담당|메일)[^<>]*>",
                r"|\{\{[^{}]*\}\}|_{4,}|(?-u:\b)(?:tbd|tba|todo)(?-u:\b)|미정",
                // Numbers that nobody has.
                r"|(?-u:\b)0\d{1,2}[-. ](?:0000[-. ]0000|1234[-. ]5678|x{3,4}[-. ]x{4})(?-u:\b)|(?-u:\b)0{3}[-. ]0{3,4}[-. ]0{4}(?-u:\b)",
                r"|(?-u:\b)x{3}[-. ]x{3,4}[-. ]x{4}(?-u:\b)|(?-u:\b)123[-. ]456[-. ]7890(?-u:\b)|\(?(?-u:\b)555\)?[-. ](?:\d{3}[-. ])?(?:\d{4}|x{4})(?-u:\b)",
                // Addresses that nobody has.
                r"|(?-u:\b)[\w.+-]*@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|example|invalid|your-?(?:company|domain|org)\.\w+|company\.com|domain\.com)(?-u:\b)",
                r"|(?-u:\b)x{3,}@[\w.-]+",
                // Handles of nobody in particular.
                r"|(?:^|[\s(,|:])(?:@(?:on-?call|here|channel|everyone|name|user-?name|handle|your-[\w-]+)|#(?:channel(?:-name)?|your-[\w-]+|채널명?)))(?:[^A-Za-z0-9_-]|$)"
            ))?,
            way: Regex::new(concat!(
                r"(?i)[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://|(?:^|[\s(,|:/])@[\p{L}\w][\p{L}\w.-]+|#[\w-]*\p{L}[\p{L}\w-]+",
                r"|(?-u:\b)(?:ext\.?|x)\s*\d{3,5}(?-u:\b)|내선\s*\d{3,5}",
                r"|(?-u:\b)(?:slack|pagerduty|opsgenie|teams|discord|telegram|kakaotalk|jandi|statuspage|signal|whatsapp)(?-u:\b)",
                r"|슬랙|카카오톡|카톡|잔디|텔레그램|디스코드"
            ))?,
            number: Regex::new(r"\+?\(?\d[\d().\- ]{5,}\d")?,
            date: Regex::new(r"\d{4}[-./] ?\d{1,2}[-./] ?\d{1,2}")?,
        })
    }

    /// What of a block stands for a contact that was never written.
    fn placeholders<'b>(&self, block: &'b Block) -> impl Iterator<Item = &'b str> {
        let edges = |c: char| c.is_whitespace() || "(,|:./".contains(c);
        let whole = is_placeholder(&block.text).then(|| block.text.trim());
        let parts = if whole.is_some() { "" } else { block.text.as_str() };
        let found: Vec<&str> =
            self.placeholder.find_iter(parts).map(|found| found.as_str().trim_matches(edges)).collect();
        whole.into_iter().chain(found)
    }

    /// Whether a block says how somebody is reached.
    fn reaches(&self, block: &Block) -> bool {
        if is_placeholder(&block.text) {
            return false;
        }
        let text = self.placeholder.replace_all(&block.text, " ");
        let has_number = self.number.find_iter(&text).any(|found| {
            let digits = found.as_str().chars().filter(char::is_ascii_digit).count();
            (7..=15).contains(&digits) && !self.date.is_match(found.as_str())
        });
        has_number || self.way.is_match(&text) || block.links.iter().any(|link| !self.placeholder.is_match(link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(body: &str) -> Vec<(&'static str, Option<usize>)> {
        let text = format!("# Runbook\n\n## Emergency contacts\n\n{body}\n");
        let mut seen = Examination::default();
        judge(&[Page::read("RUNBOOK.md".into(), text).unwrap()], &mut seen).unwrap();
        let line = |finding: &Finding| finding.place.as_ref().unwrap().line.map(|line| line.get() as usize);
        seen.findings.iter().map(|finding| (finding.code.id, line(finding))).collect()
    }

    #[test]
    fn a_placeholder_is_told_with_its_line() {
        for contact in [
            "TBD",
            "[On-call engineer]",
            "[이름]",
            "<담당자 이름>",
            "홍길동",
            "John Doe",
            "010-0000-0000",
            "010-1234-5678",
            "010-XXXX-XXXX",
            "555-0123",
            "+1 (555) 123-4567",
            "ops@example.com",
            "xxx@acme.dev",
            "name@yourcompany.com",
            "@oncall",
            "@on-call",
            "#channel",
            "#your-channel",
            "{{ phone }}",
            "________",
            "010-0000-0000으로",
        ] {
            let table = format!("| Who | How |\n|---|---|\n| Ada | +82 2 6000 4711 |\n| Lead | {contact} |");
            assert_eq!(codes(&table), [(PLACEHOLDER.id, Some(8))], "{contact}");
        }
    }

    #[test]
    fn one_placeholder_is_told_once_a_page() {
        assert_eq!(codes("- Ada, x4711\n- TBD\n- TBD"), [(PLACEHOLDER.id, Some(6))]);
    }

    #[test]
    fn real_contacts_are_left_alone() {
        for contact in [
            "Ada Park, +82 2 6000 4711",
            "김에이다 010-6423-9917",
            "Ada (ada@acme.dev)",
            "Slack: `#ops-alerts`",
            "@ada.park on Telegram",
            "[the rota](https://acme.pagerduty.com/schedules)",
            "Platform team: PagerDuty, service `shop`",
            "에이다 내선 4711",
            "#결제-장애",
            "[Ada](mailto:ada@acme.dev)",
            "@oncall-platform in Slack",
        ] {
            assert_eq!(codes(contact), [], "{contact}");
        }
    }

    #[test]
    fn names_alone_reach_nobody() {
        assert_eq!(codes("Ada Park leads; last reviewed 2026-05-01."), [(UNREACHABLE.id, Some(3))]);
        assert_eq!(codes("- Ada\n- 010-0000-0000"), [(PLACEHOLDER.id, Some(6)), (UNREACHABLE.id, Some(3))]);
    }
}

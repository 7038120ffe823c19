//! Does the runbook say what an operator will look for at night?

use unicode_normalization::UnicodeNormalization;

use super::markdown::{Block, Document, Heading};
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

static MISSING: Code = Code {
    id: "runbook/section-missing",
    severity: Severity::Error,
    finds: "The runbook has no section on health checks, rollback, scaling or monitoring.",
    matters: "Whoever is called at night looks there first, and finds nothing.",
    mend: "Add a heading such as `## Rollback` (or `## 롤백`) with the commands to type.",
    source: "",
};

static EMPTY: Code = Code {
    id: "runbook/section-empty",
    severity: Severity::Error,
    finds: "A section of the runbook has a heading and nothing below it but placeholders.",
    matters: "It looks documented and helps nobody.",
    mend: "Write down the command to type, or one sentence that says what to do.",
    source: "",
};

/// What is reported about sections.
pub static CODES: [&Code; 2] = [&MISSING, &EMPTY];

/// What every runbook documents.
struct Section {
    name: &'static str,
    /// The two headings that are proposed.
    headings: [&'static str; 2],
    /// Matched as whole words.
    english: &'static [&'static str],
    /// Matched anywhere, spaces aside.
    korean: &'static [&'static str],
    /// Headings that fit only if what stands below speaks of the subject, too.
    vague: &'static [&'static str],
    /// The words by which it does.
    telling: &'static [&'static str],
}

static SECTIONS: [Section; 4] = [
    Section {
        name: "health check",
        headings: ["Health Check", "상태 확인"],
        english: &[
            "health",
            "healthcheck",
            "healthchecks",
            "liveness",
            "readiness",
            "smoke test",
            "smoke tests",
            "verification",
            "status check",
            "status checks",
            "daily check",
            "daily checks",
        ],
        korean: &["헬스체크", "상태확인", "상태점검", "정상동작확인", "서비스점검", "일상점검", "정기점검", "동작확인"],
        vague: &[],
        telling: &[],
    },
    Section {
        name: "rollback",
        headings: ["Rollback", "롤백"],
        english: &[
            "rollback",
            "rollbacks",
            "roll back",
            "rolling back",
            "revert",
            "reverting",
            "backout",
            "back out",
            "restore previous",
            "downgrade",
        ],
        korean: &["롤백", "되돌리기", "원복", "이전버전", "배포취소"],
        vague: &["복구", "복원"],
        telling: &["이전 버전", "이전버전", "롤백", "되돌", "rollback", "previous", "revert", "checkout", "downgrade"],
    },
    Section {
        name: "scaling",
        headings: ["Scaling", "스케일링"],
        english: &["scaling", "scale", "autoscaling", "autoscale", "scalability", "capacity", "replicas"],
        korean: &["스케일", "확장", "증설", "축소", "증감", "다운시프트", "업시프트", "용량"],
        vague: &[],
        telling: &[],
    },
    Section {
        name: "monitoring",
        headings: ["Monitoring", "모니터링"],
        english: &[
            "monitoring",
            "monitor",
            "monitors",
            "alert",
            "alerts",
            "alerting",
            "observability",
            "dashboard",
            "dashboards",
            "metrics",
            "slo",
            "slos",
        ],
        korean: &["모니터링", "알림", "알람", "경보", "관측", "대시보드", "지표", "메트릭"],
        vague: &[],
        telling: &[],
    },
];

/// What stands for something that was never written.
const PLACEHOLDERS: [&str; 16] = [
    "tbd",
    "tba",
    "tbc",
    "todo",
    "fixme",
    "xxx",
    "wip",
    "n/a",
    "none",
    "coming soon",
    "to be",
    "lorem ipsum",
    "작성 예정",
    "작성예정",
    "추후",
    "미정",
];

/// Judges each section.
pub fn judge(path: &RepoPath, document: &Document, seen: &mut Examination) {
    for section in &SECTIONS {
        let mut found = document.headings.iter().enumerate().filter(|(at, _)| section.is(document, *at)).peekable();
        let first = found.peek().map(|(_, heading)| *heading);
        let name = section.name;
        match (first, found.find(|(at, _)| below(document, *at).any(has_substance))) {
            (_, Some((_, heading))) => seen.pass(format!("Section on {name}: {}", heading.text)),
            (Some(heading), None) => seen.find(
                Finding::new(&EMPTY, format!("the section \"{}\" ({name}) says nothing", heading.text))
                    .at(Place::line(path.clone(), heading.line))
                    .help("write below it the command to type, or one sentence that says what to do"),
            ),
            (None, None) => {
                let [english, korean] = section.headings;
                seen.find(
                    Finding::new(&MISSING, format!("{path} has no section on {name}"))
                        .at(Place::file(path.clone()))
                        .help(format!("add `## {english}` or `## {korean}` with the commands to type")),
                );
            }
        }
    }
}

impl Section {
    fn is(&self, document: &Document, at: usize) -> bool {
        let Some(heading) = document.headings.get(at).filter(|_| !is_title(&document.headings, at)) else {
            return false;
        };
        let words = words(&heading.text);
        let joined = words.replace(' ', "");
        let spaced = format!(" {words} ");
        self.english.iter().any(|name| spaced.contains(&format!(" {name} ")))
            || self.korean.iter().any(|name| joined.contains(name))
            || (self.vague.iter().any(|name| joined.contains(name))
                && below(document, at).any(|block| {
                    let text = block.text.nfc().collect::<String>().to_lowercase();
                    self.telling.iter().any(|word| text.contains(word))
                }))
    }
}

/// The document's own title names no section: everything stands below it.
fn is_title(headings: &[Heading], at: usize) -> bool {
    let highest = |heading: &&Heading| headings.first().is_some_and(|first| heading.level <= first.level);
    at == 0 && headings.len() > 1 && headings.iter().filter(highest).count() == 1
}

/// What stands below a heading, the headings below it included.
fn below(document: &Document, at: usize) -> impl Iterator<Item = &Block> {
    let (own, rest) = document.headings.get(at..).and_then(<[_]>::split_first).unzip();
    let level = own.map(|heading| heading.level);
    let inner = rest.into_iter().flatten().take_while(move |heading| Some(heading.level) > level);
    own.into_iter().chain(inner).flat_map(|heading| &heading.blocks)
}

/// Lower case, NFC, everything that is neither letter nor digit as one space.
fn words(text: &str) -> String {
    let text: String = text.nfc().collect::<String>().to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A command, or a sentence that is no placeholder.
fn has_substance(block: &Block) -> bool {
    let text = block.text.nfc().collect::<String>().to_lowercase();
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    if block.code {
        return !text.is_empty() && !PLACEHOLDERS.contains(&text);
    }
    let placeholder = PLACEHOLDERS
        .iter()
        .any(|placeholder| text.strip_prefix(placeholder).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)));
    // A Korean syllable says as much as two letters or more.
    let weight: usize = text.chars().filter(|c| c.is_alphanumeric()).map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    !placeholder && weight >= 8
}

#[cfg(test)]
mod tests {
    use super::super::markdown;
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let mut seen = Examination::default();
        judge(&"RUNBOOK.md".into(), &markdown::read(text).unwrap(), &mut seen);
        seen.findings.into_iter().map(|finding| (finding.code.id, finding.message)).collect()
    }

    fn complete(headings: [&str; 4]) -> String {
        let sections: Vec<String> =
            headings.iter().map(|h| format!("## {h}\n\n```sh\ndocker compose ps\n```\n")).collect();
        format!("# Runbook\n\n{}", sections.join("\n"))
    }

    #[test]
    fn english_and_korean_headings_are_known_with_numbers_and_emoji() {
        for headings in [
            ["Health Check", "Rollback", "Scaling", "Monitoring"],
            ["1. Health checks", "2) Roll-back procedure", "🚀 Auto-scaling", "Alerts & Dashboards"],
            ["1. 헬스 체크", "롤백 절차", "증설/축소", "모니터링·알림"],
            ["상태 점검", "원복", "스케일 아웃", "대시보드"],
            ["Readiness", "Reverting a release", "Capacity", "Metrics"],
        ] {
            assert_eq!(codes(&complete(headings)), [], "{headings:?}");
        }
    }

    #[test]
    fn a_word_within_a_word_is_not_the_word() {
        let found = codes(&complete(["Health", "Rollback", "Escalation", "Slow queries"]));
        let missing: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
        assert_eq!(missing, ["runbook/section-missing"; 2]);
        assert!(found[0].1.contains("scaling") && found[1].1.contains("monitoring"));
    }

    #[test]
    fn the_title_of_the_document_is_no_section() {
        let text = complete(["Health", "Rollback", "Scaling", "Other"]).replace("# Runbook", "# Monitoring Service");
        assert_eq!(codes(&text).len(), 1);
    }

    #[test]
    fn recovery_is_a_rollback_only_if_it_speaks_of_the_version_before() {
        let text = complete(["Health", "장애 복구", "Scaling", "Monitoring"]);
        assert_eq!(codes(&text).len(), 1);
        assert_eq!(codes(&text.replace("## 장애 복구\n", "## 장애 복구\n\n이전 버전으로 배포한다.\n")), []);
    }

    #[test]
    fn a_section_without_substance_is_empty() {
        let base = complete(["Health", "Rollback", "Scaling", "Monitoring"]);
        let with = |body: &str| {
            codes(&base.replacen("## Scaling\n\n```sh\ndocker compose ps\n```", &format!("## Scaling\n\n{body}"), 1))
        };
        for body in [
            "",
            "TBD",
            "TODO: write this down",
            "작성 예정",
            "<!-- describe -->",
            "...",
            "```\n\n```",
            "| a | b |\n|---|---|\n",
        ] {
            assert_eq!(with(body).first().map(|(code, _)| *code), Some("runbook/section-empty"), "{body}");
        }
        for body in [
            "Add a worker.",
            "재시작한다",
            "### Up\n\nStart two more.",
            "- `make scale`",
            "<p>Ask the platform team.</p>",
        ] {
            assert_eq!(with(body), [], "{body}");
        }
    }
}

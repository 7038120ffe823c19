//! Does the runbook say what an operator will look for at night?

use super::pages::{Page, are_one};
use super::substance::has_substance;
use super::topics::{TOPICS, Topic, below};
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};

static MISSING: Code = Code {
    id: "runbook/section-missing",
    severity: Severity::Error,
    finds: "The runbook has no section on health checks, rollback, scaling or monitoring (an error), or on incident \
            response or contacts (a warning).",
    matters: "Whoever is called at night looks there first, and finds nothing.",
    mend: "Add a heading such as `## Rollback` (or `## 롤백`) with the commands to type. Where there are several \
           runbooks, it is enough that one has it.",
    source: "",
};

static EMPTY: Code = Code {
    id: "runbook/section-empty",
    severity: Severity::Error,
    finds: "A section of the runbook has a heading and nothing below it but placeholders (TODO, TBD, N/A, 추후 작성).",
    matters: "It looks documented and helps nobody.",
    mend: "Write down the command to type, a link to where it stands, or one sentence that says what to do.",
    source: "",
};

/// What is reported about sections.
pub static CODES: [&Code; 2] = [&MISSING, &EMPTY];

/// Judges for each topic whether one of the runbooks says something of it.
pub fn judge(pages: &[Page], seen: &mut Examination) {
    let are_one = are_one(pages);
    for topic in TOPICS {
        let headings: Vec<(&Page, usize)> = pages
            .iter()
            .flat_map(|page| topic.headings_in(&page.document, are_one).map(move |at| (page, at)))
            .collect();
        let said = headings.iter().find(|(page, at)| has_substance(below(&page.document, *at)));
        match (said, headings.first()) {
            (Some((page, at)), _) => seen.pass(format!("Section on {}: {}", topic.name, page.heading(*at).text)),
            (None, Some((page, at))) => seen.find(empty(topic, page, *at)),
            (None, None) => seen.findings.extend(missing(topic, pages)),
        }
    }
}

fn empty(topic: &Topic, page: &Page, at: usize) -> Finding {
    let heading = page.heading(at);
    Finding::new(&EMPTY, format!("the section \"{}\" ({}) says nothing", heading.text, topic.name))
        .weighing(topic.severity)
        .at(Place::line(page.path.clone(), heading.line))
        .help("write below it the command to type, or one sentence that says what to do")
}

fn missing(topic: &Topic, pages: &[Page]) -> Option<Finding> {
    let path = &pages.first()?.path;
    let name = topic.name;
    let message = match pages.len() {
        1 => format!("{path} has no section on {name}"),
        n => format!("none of the {n} runbooks has a section on {name}"),
    };
    let [english, korean] = topic.headings;
    let help = format!("add `## {english}` or `## {korean}` with what to do");
    Some(Finding::new(&MISSING, message).weighing(topic.severity).at(Place::file(path.clone())).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(texts: &[&str]) -> Vec<Finding> {
        let mut seen = Examination::default();
        let page = |(at, text): (usize, &&str)| Page::read(format!("{at}.md").into(), (*text).into()).unwrap();
        let pages: Vec<Page> = texts.iter().enumerate().map(page).collect();
        judge(&pages, &mut seen);
        seen.findings
    }

    /// What refuses.
    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let errors = findings(&[text]).into_iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| (finding.code.id, finding.message)).collect()
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
    fn incident_response_and_contacts_are_only_warned_of() {
        let text = complete(["Health", "Rollback", "Scaling", "Monitoring"]);
        let missing: Vec<Severity> = findings(&[&text]).iter().map(|finding| finding.severity).collect();
        assert_eq!(missing, [Severity::Warning; 2]);
        for more in [
            "## Incidents\nCall Ada first.\n## Contacts\nAda, x1234",
            "## 장애 대응 및 비상 연락처\n김에이다 차장, 내선 1234",
        ] {
            assert!(findings(&[&format!("{text}\n{more}")]).is_empty(), "{more}");
        }
    }

    #[test]
    fn the_title_of_the_document_is_no_section() {
        let text = complete(["Health", "Rollback", "Scaling", "Other"]).replace("# Runbook", "# Monitoring Service");
        assert_eq!(codes(&text).len(), 1);
        let incidents = text.replace("# Monitoring Service", "# 장애 대응 런북");
        assert_eq!(findings(&[&incidents]).len(), findings(&[&text]).len() - 1);
    }

    #[test]
    fn several_runbooks_are_complete_together() {
        let pages = [
            "# Rollback\n\nmake rollback VERSION=…",
            "# Scaling\n\n## When\n\nThe queue grows.",
            "# 상태 점검\n\n매시간 확인한다",
            "# Alerts\n\nTBD",
        ];
        let found = findings(&pages);
        let errors: Vec<_> = found.iter().filter(|f| f.severity == Severity::Error).map(|f| f.code.id).collect();
        assert_eq!(errors, ["runbook/section-empty"]);
        assert!(found.iter().any(|f| f.message == "none of the 4 runbooks has a section on contacts"), "{found:?}");
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
            "추후 작성하겠습니다.",
            "N/A",
            "- TBD\n- TODO\n",
            "<!-- describe -->",
            "...",
            "[Describe how to scale]",
            "```\n\n```",
            "```sh\n# TODO\n```",
            "[here](TODO)",
            "| Metric | Threshold |\n|---|---|\n",
            "| Metric | Threshold |\n|---|---|\n| | |\n",
            "### Up\n\n### Down\n",
        ] {
            assert_eq!(with(body).first().map(|(code, _)| *code), Some("runbook/section-empty"), "{body}");
        }
        for body in [
            "Add a worker.",
            "재시작한다",
            "### Up\n\nStart two more.",
            "- `make scale`",
            "- CPU\n- Memory\n",
            "[Wiki](https://wiki.acme.dev)",
            "![](graph.png)",
            "N/A: the service keeps no state and has one replica",
            "| Metric | Threshold |\n|---|---|\n| CPU | 80 % |\n",
            "<p>Ask the platform team.</p>",
        ] {
            assert_eq!(with(body), [], "{body}");
        }
    }
}

//! What a runbook documents, and by which headings that is known in English and Korean.

use unicode_normalization::UnicodeNormalization;

use super::markdown::{Block, Document, Heading};
use crate::finding::Severity;

/// Something that an operator will look for.
pub struct Topic {
    pub name: &'static str,
    /// What it weighs if nothing is said of it.
    pub severity: Severity,
    /// The two headings that are proposed.
    pub headings: [&'static str; 2],
    /// Matched as whole words.
    english: &'static [&'static str],
    /// Matched anywhere, spaces aside.
    korean: &'static [&'static str],
    /// Headings that fit only if what stands below speaks of the subject, too.
    vague: &'static [&'static str],
    /// The words by which it does.
    telling: &'static [&'static str],
}

/// No runbook has more headings; a hostile file ends here.
const MANY: usize = 10_000;

/// Every topic. Without the first four no release can be run; the others are for when it went wrong.
pub static TOPICS: [&Topic; 6] = [&HEALTH, &ROLLBACK, &SCALING, &MONITORING, &INCIDENT, &CONTACTS];

static HEALTH: Topic = Topic {
    name: "health check",
    severity: Severity::Error,
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
    korean: &[
        "헬스체크",
        "상태확인",
        "상태점검",
        "정상동작확인",
        "서비스점검",
        "일상점검",
        "일일점검",
        "정기점검",
        "동작확인",
    ],
    vague: &[],
    telling: &[],
};

static ROLLBACK: Topic = Topic {
    name: "rollback",
    severity: Severity::Error,
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
};

static SCALING: Topic = Topic {
    name: "scaling",
    severity: Severity::Error,
    headings: ["Scaling", "스케일링"],
    english: &["scaling", "scale", "autoscaling", "autoscale", "scalability", "capacity", "replicas"],
    korean: &["스케일", "확장", "증설", "축소", "증감", "다운시프트", "업시프트", "용량"],
    vague: &[],
    telling: &[],
};

static MONITORING: Topic = Topic {
    name: "monitoring",
    severity: Severity::Error,
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
        "grafana",
        "prometheus",
    ],
    korean: &["모니터링", "알림", "알람", "경보", "관측", "대시보드", "지표", "메트릭"],
    vague: &[],
    telling: &[],
};

static INCIDENT: Topic = Topic {
    name: "incident response",
    severity: Severity::Warning,
    headings: ["Incident Response", "장애 대응"],
    english: &[
        "incident",
        "incidents",
        "outage",
        "outages",
        "escalation",
        "severity",
        "p0",
        "p1",
        "sev1",
        "sev 1",
        "troubleshooting",
        "common issues",
        "emergency",
        "failure",
        "failures",
        "on call",
        "service down",
    ],
    korean: &["장애", "인시던트", "사고대응", "비상대응", "긴급", "트러블슈팅", "문제해결", "심각도", "서비스다운"],
    vague: &[],
    telling: &[],
};

/// Whom to call.
pub static CONTACTS: Topic = Topic {
    name: "contacts",
    severity: Severity::Warning,
    headings: ["Emergency Contacts", "비상 연락처"],
    english: &[
        "contact",
        "contacts",
        "on call rotation",
        "on call schedule",
        "who to call",
        "escalation",
        "owner",
        "owners",
        "ownership",
        "support team",
        "support channels",
    ],
    korean: &["연락처", "연락망", "담당자", "에스컬레이션", "당직", "온콜", "책임자"],
    vague: &[],
    telling: &[],
};

impl Topic {
    /// The document's headings on this topic. Its title is one only where there are other documents:
    /// in a single one everything stands below it.
    pub fn headings_in(&self, document: &Document, is_alone: bool) -> impl Iterator<Item = usize> {
        let headings = &document.headings;
        // One that is titled for incidents is about them as a whole.
        let is_section = move |at: usize| !(is_alone && is_title(headings, at)) || self.name == INCIDENT.name;
        (0..headings.len().min(MANY)).filter(move |&at| is_section(at) && self.is(document, at))
    }

    fn is(&self, document: &Document, at: usize) -> bool {
        let words = document.headings.get(at).map(|heading| words(&heading.text)).unwrap_or_default();
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

/// What stands below a heading, the headings below it included.
pub fn below(document: &Document, at: usize) -> impl Iterator<Item = &Block> {
    let (own, rest) = document.headings.get(at..).and_then(<[_]>::split_first).unzip();
    let level = own.map(|heading| heading.level);
    let inner = rest.into_iter().flatten().take_while(move |heading| Some(heading.level) > level);
    own.into_iter().chain(inner).flat_map(|heading| &heading.blocks)
}

fn is_title(headings: &[Heading], at: usize) -> bool {
    let highest = |heading: &&Heading| headings.first().is_some_and(|first| heading.level <= first.level);
    at == 0 && headings.len() > 1 && headings.iter().filter(highest).count() == 1
}

/// Lower case, NFC, everything that is neither letter nor digit as one space.
fn words(text: &str) -> String {
    let text: String = text.nfc().collect::<String>().to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

//! A line of a log: whether it complains, and what of it may be shown.

use anyhow::Result;
use regex::{Captures, Regex};
use serde_json::Value;

use crate::sanitize;

/// What is looked at of a line that is to be shown.
const LONGEST: usize = 4096;
const SHOWN: usize = 80;
const LEVELS: [&str; 4] = ["level", "severity", "levelname", "log.level"];
const COMPLAINTS: [&str; 8] = ["error", "err", "critical", "crit", "fatal", "panic", "alert", "emergency"];
const ERRORS: [&str; 4] = ["Error", "Exception", "Failure", "Timeout"];

pub struct Grammar {
    words: Regex,
    /// `level=info`, as logfmt has it.
    level: Regex,
    secrets: Regex,
}

impl Grammar {
    pub fn new() -> Result<Self> {
        // In Korean a particle follows without a space, so a word ends where its Latin letters do.
        let words = r"(?-u:\b)(?:ERROR|CRITICAL|FATAL|panic|Traceback)(?-u:\b)|오류|예외|실패";
        // The password of a URL, what is called a secret, any long word, any digit.
        let url = r"://[^/\s@]+@";
        let name = r#"(?:passw(?:or)?d|pwd|secret|token|key|authorization|bearer|cookie|비밀번호|암호)["']?"#;
        let value = r#"(?:"[^"]*"|'[^']*'|(?:bearer |basic )?[^\s"',;]+)"#;
        Ok(Self {
            words: Regex::new(words)?,
            level: Regex::new(r#"(?i)\b(?:level|lvl|severity)="?([a-z]+)"#)?,
            secrets: Regex::new(&format!(r"{url}|(?i:{name}\s*[:= ]\s*{value})|[\w+/=.~-]{{16,}}|\d"))?,
        })
    }

    /// A line that tells its own level is believed.
    pub fn complains(&self, line: &str) -> bool {
        let document = line.trim_start().starts_with('{').then(|| serde_json::from_str::<Value>(line.trim()).ok());
        let document = document.flatten().unwrap_or_default();
        let is_complaint = |level: &str| COMPLAINTS.contains(&level.to_lowercase().as_str());
        match LEVELS.iter().find_map(|key| document.get(key)) {
            Some(Value::String(level)) => return is_complaint(level),
            // As pino and bunyan number them.
            Some(Value::Number(level)) => return level.as_u64().is_some_and(|level| level >= 50),
            _ => {}
        }
        match self.level.captures(line) {
            Some(level) => is_complaint(&level[1]),
            None => self.words.is_match(line),
        }
    }

    /// The beginning of a line, without anything that could be a secret.
    pub fn sample(&self, line: &str) -> String {
        let line = line[..line.floor_char_boundary(LONGEST)].trim();
        let masked = self.secrets.replace_all(line, |found: &Captures| match &found[0] {
            // The name of what went wrong is what a reader wants to know.
            word if is_name_of_error(word) => word.to_owned(),
            digit if digit.chars().count() == 1 => "#".to_owned(),
            _ => "***".to_owned(),
        });
        let shown: String = masked.chars().take(SHOWN).collect();
        sanitize::line(&shown)
    }
}

fn is_name_of_error(word: &str) -> bool {
    ERRORS.iter().any(|end| word.ends_with(end)) && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_complains_by_its_level_or_by_its_words() {
        let grammar = Grammar::new().unwrap();
        for line in [
            "2026-06-15 ERROR db: refused",
            "CRITICAL out of disk",
            "panic: runtime error: index out of range",
            "Traceback (most recent call last):",
            "결제 처리 실패: 카드사 응답 없음",
            "처리되지 않은 예외가 발생했습니다",
            "ERROR가 발생했습니다",
            r#"{"level":"error","msg":"x"}"#,
            r#"{"severity":"CRITICAL","message":"x"}"#,
            r#"{"level":50,"msg":"x"}"#,
            r#"time=12 level=error msg="x""#,
        ] {
            assert!(grammar.complains(line), "{line}");
        }
        for line in [
            "GET /errors 200",
            "INFO no errors",
            "TERRORS",
            "ERRORS=0",
            r#"{"level":"info","msg":"ERROR_RATE is 0, no ERROR seen"}"#,
            r#"{"level":30,"msg":"FATAL is a word"}"#,
            "level=info msg=started",
            r#"level=info msg="no ERROR seen""#,
        ] {
            assert!(!grammar.complains(line), "{line}");
        }
    }

    #[test]
    fn a_sample_shows_no_secret_and_is_short() {
        let sample = |line: &str| Grammar::new().unwrap().sample(line);
        let secret = ["hun", "ter2"].concat();
        let long: String = (0..40).map(|n| char::from(b'a' + n % 26)).collect();
        for line in [
            format!("ERROR login failed password={secret}"),
            format!("ERROR postgres://app:{secret}@db/app refused"),
            format!(r#"{{"level":"error","token": "{secret}"}}"#),
            format!("ERROR key {long}"),
            format!("{}{long}", "ERROR ".repeat(13)),
            format!("ERROR Authorization: Bearer {long}"),
            format!("ERROR Authorization: Bearer {secret}"),
            format!(r#"ERROR {{"password": "two words {secret}"}}"#),
            format!("비밀번호: {secret} 오류"),
        ] {
            let shown = sample(&line);
            assert!(!shown.contains(&secret) && !shown.contains(&long[..8]), "{shown}");
            assert!(shown.chars().count() <= SHOWN, "{shown}");
        }
        assert_eq!(
            sample("ERROR 12:30 ConnectionRefusedError \u{1b}[31mdb"),
            "ERROR ##:## ConnectionRefusedError \\u{1b}[##mdb"
        );
    }
}

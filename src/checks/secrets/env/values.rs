//! What stands in one `.env` file, line by line.

use super::expected::Expected;
use super::reference::Fault;
use super::strength::weakness;
use super::{codes, names, placeholder, reference};
use crate::check::Examination;
use crate::dotenv::{Dotenv, Entry};
use crate::finding::{Code, Finding, Place};

/// A `.env` file. Holds secrets: no `Debug`.
pub struct EnvFile<'p> {
    pub path: &'p str,
    pub content: Dotenv,
    pub bytes: Vec<u8>,
}

impl EnvFile<'_> {
    /// The bytes of a line, for its inline waiver.
    pub fn line(&self, number: usize) -> &[u8] {
        number.checked_sub(1).and_then(|at| self.bytes.split(|&b| b == b'\n').nth(at)).unwrap_or_default()
    }

    /// Every value: of two for one name some readers take the first, some the last.
    pub fn judge_values(&self, expected: &Expected, examination: &mut Examination) {
        for entry in &self.content.entries {
            if entry.loses_text && expected.has_compose {
                let message = format!("`{}` holds a `$` that Compose takes for a variable and drops", entry.name);
                let help = format!("put the value of `{}` in single quotes, or write `$$` for each `$`", entry.name);
                examination.find(self.finding(&codes::LOSES_TEXT, message, entry.line).help(help));
            }
            match self.judge_value(entry, expected) {
                Some(finding) => examination.find(finding),
                None if names::is_signing_key(&entry.name) => {
                    examination.pass(strength(&entry.name, text_of(entry)));
                }
                None => {}
            }
        }
    }

    /// The first rule that holds names the finding.
    fn judge_value(&self, entry: &Entry, expected: &Expected) -> Option<Finding> {
        let Entry { name, line, .. } = entry;
        let value = text_of(entry).trim();
        if is_blank(entry) {
            return None;
        }
        if let Some(judged) = reference::judge(value) {
            return judged.err().map(|fault| self.faulty_reference(entry, &fault));
        }
        let fresh = format!("put the real value in on line {line} of {}; a new one: `openssl rand -hex 32`", self.path);
        let is_secret = names::is_secret(name);
        let Some(secret) = (if is_secret { Some(value) } else { names::url_password(value) }) else {
            let kind = placeholder::unmistakable(value)?;
            return Some(
                self.finding(&codes::PLACEHOLDER, format!("`{name}` {kind}"), *line)
                    .help(format!("put the real value in on line {line} of {}", self.path)),
            );
        };
        let subject = if is_secret { format!("`{name}`") } else { format!("the password in `{name}`") };
        let (code, says) = if let Some(kind) = placeholder::of_secret(secret) {
            (&codes::PLACEHOLDER, kind.to_owned())
        } else if let Some(path) = expected.committed_in(name, secret) {
            (&codes::COMMITTED, format!("is the same as in {path}, which everyone with the repository can read"))
        } else if names::is_signing_key(name) {
            (&codes::WEAK, weakness(secret)?)
        } else {
            return None;
        };
        Some(self.finding(code, format!("{subject} {says}"), *line).help(fresh))
    }

    fn faulty_reference(&self, entry: &Entry, fault: &Fault) -> Finding {
        let (code, says) = match fault {
            Fault::Malformed(says) => (&codes::REFERENCE, says),
            Fault::Sample(says) => (&codes::PLACEHOLDER, says),
        };
        self.finding(code, format!("`{}` refers to a secret manager and {says}", entry.name), entry.line)
            .help(format!("copy the reference from the secret manager into line {} of {}", entry.line, self.path))
    }

    /// With its place and, where the line has one, its waiver.
    pub fn finding(&self, code: &'static Code, message: String, line: usize) -> Finding {
        Finding::new(code, message).at(Place::line(self.path, line)).allowed_by(self.line(line))
    }
}

/// Nothing, blanks, or quotes around nothing.
pub fn is_blank(entry: &Entry) -> bool {
    text_of(entry).trim_matches(['"', '\'', ' ', '\t']).is_empty()
}

/// What is judged: where Compose would drop a part, the value as it is written.
fn text_of(entry: &Entry) -> &str {
    if entry.loses_text { &entry.written } else { &entry.value }
}

fn strength(name: &str, value: &str) -> String {
    match (value.trim(), reference::judge(value)) {
        ("", _) => format!("{name} is left empty"),
        (_, Some(_)) => format!("{name} comes from a secret manager"),
        (value, None) => format!("{name} is {} bytes", value.len()),
    }
}

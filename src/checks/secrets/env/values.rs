//! What stands in one `.env` file, line by line.

use super::expected::Expected;
use super::file::{EnvFile, is_blank, secret_of, text_of};
use super::published::Published;
use super::reference::Fault;
use super::{codes, names, placeholder, reference, strength};
use crate::check::Examination;
use crate::dotenv::Entry;
use crate::finding::Finding;

impl EnvFile<'_> {
    /// Every value: of two for one name some readers take the first, some the last.
    pub fn judge_values(&self, expected: &Expected, published: &Published, examination: &mut Examination) {
        for entry in &self.content.entries {
            if entry.loses_text && expected.has_compose {
                let message = format!("`{}` holds a `$` that Compose takes for a variable and drops", entry.name);
                let help = format!("put the value of `{}` in single quotes, or write `$$` for each `$`", entry.name);
                examination.find(self.finding(&codes::LOSES_TEXT, message, entry.line).help(help));
            }
            match self.judge_value(entry, expected, published) {
                Some(finding) => examination.find(finding),
                None if names::is_signing_key(&entry.name) => {
                    examination.pass(what_it_holds(&entry.name, text_of(entry)));
                }
                None => {}
            }
        }
    }

    /// The first rule that holds names the finding.
    fn judge_value(&self, entry: &Entry, expected: &Expected, published: &Published) -> Option<Finding> {
        let Entry { name, line, .. } = entry;
        let value = text_of(entry).trim();
        if is_blank(entry) {
            return None;
        }
        if let Some(judged) = reference::judge(value) {
            return judged.err().map(|fault| self.faulty_reference(entry, &fault));
        }
        if let Some(secret) = secret_of(entry) {
            return self.judge_secret(entry, secret, expected, published);
        }
        let message = format!("`{name}` {}", placeholder::unmistakable(value)?);
        let help = format!("put the real value in on line {line} of {}", self.path);
        Some(self.finding(&codes::PLACEHOLDER, message, *line).help(help))
    }

    fn judge_secret(
        &self,
        Entry { name, line, .. }: &Entry,
        secret: &str,
        expected: &Expected,
        published: &Published,
    ) -> Option<Finding> {
        let own = names::is_secret(name);
        let subject = if own { format!("`{name}`") } else { format!("the password in `{name}`") };
        let about = |code, says: &str| {
            self.finding(code, format!("{subject} {says}"), *line).help(format!(
                "put the real value in on line {line} of {}; a new one: `openssl rand -hex 32`",
                self.path
            ))
        };
        if let Some(kind) = placeholder::of_secret(secret) {
            return Some(about(&codes::PLACEHOLDER, kind));
        }
        if let Some(place) = expected.committed_in(name, secret).or_else(|| published.place_of(secret)) {
            let says = format!("is the same as in {place}, which everyone with the repository can read");
            return Some(about(&codes::COMMITTED, &says));
        }
        let weak = own.then(|| strength::weakness(name, secret))??;
        Some(about(&codes::WEAK, &weak).weighing(strength::severity(name)))
    }

    fn faulty_reference(&self, entry: &Entry, fault: &Fault) -> Finding {
        let (code, says) = match fault {
            Fault::Malformed(says) => (&codes::REFERENCE, says),
            Fault::Sample(says) => (&codes::PLACEHOLDER, says),
        };
        self.finding(code, format!("`{}` refers to a secret manager and {says}", entry.name), entry.line)
            .help(format!("copy the reference from the secret manager into line {} of {}", entry.line, self.path))
    }
}

fn what_it_holds(name: &str, value: &str) -> String {
    match (value.trim(), reference::judge(value)) {
        ("", _) => format!("{name} is left empty"),
        (_, Some(_)) => format!("{name} comes from a secret manager"),
        (value, None) => format!("{name} is {}", strength::measure(value)),
    }
}

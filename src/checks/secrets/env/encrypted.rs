//! Encrypted secrets that are in git, judged without a key: what stands open in
//! them, what is empty or too short, what nobody could decrypt any more.

mod age;
pub mod codes;
mod dotenvx;
mod external;
mod recipients;
mod sealed;
mod sops;
mod sops_file;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use self::external::Stores;
use self::recipients::Rules;
use super::{names, strength, tracked, tree, yaml};
use crate::check::Examination;
use crate::finding::{Code, Finding, Place};
use crate::git::Snapshot;

/// So many findings of a kind are made of one file: whoever reads the first twenty knows.
const MOST: usize = 20;

/// Judges every encrypted file of the repository.
pub fn examine(snapshot: &Snapshot, examination: &mut Examination) -> Result<()> {
    let mut rules = Rules::default();
    tree::each(snapshot, |path| path.ends_with(b".sops.yaml"), |path, bytes| rules.learn(path, bytes))?;
    let mut stores = Stores::default();
    let mut count = 0;
    let before = examination.findings.len();
    tree::each(snapshot, may_be_encrypted, |path, bytes| {
        let file = File { path, bytes };
        if let Some(findings) = judge(&file, &rules, &mut stores) {
            count += 1;
            examination.findings.extend(findings);
        }
    })?;
    examination.findings.extend(stores.judge());
    if count > 0 && examination.findings.len() == before {
        let files = if count == 1 { "file" } else { "files" };
        examination.pass(format!("{count} {files} with encrypted secrets: nothing open, empty or damaged"));
    }
    Ok(())
}

/// What is wrong with a file, if it is an encrypted one.
fn judge(file: &File, rules: &Rules, stores: &mut Stores) -> Option<Vec<Finding>> {
    if let Some(found) = age::judge(file) {
        return Some(found);
    }
    if file.is_dotenv() {
        return sops_file::of_dotenv(file).map(|sops| sops::judge(&sops, file, rules)).or_else(|| dotenvx::judge(file));
    }
    let tells = |words: &[&str]| words.iter().any(|word| file.bytes.contains_str(word));
    if !tells(&["sops", "SealedSecret", "ExternalSecret", "SecretStore"]) {
        return None;
    }
    let mut found = None;
    for document in yaml::documents(file.bytes) {
        stores.learn(&document, file);
        let judged = sops_file::of_document(&document).map(|sops| sops::judge(&sops, file, rules));
        if let Some(findings) = judged.or_else(|| sealed::judge(&document, file)) {
            found.get_or_insert_with(Vec::new).extend(findings);
        }
    }
    found
}

fn may_be_encrypted(path: &BStr) -> bool {
    const ENDINGS: [&[u8]; 6] = [b".yaml", b".yml", b".json", b".env", b".age", b".enc"];
    let is_dotenv = path.rsplit_str("/").next().is_some_and(|name| name.starts_with(b".env"));
    (is_dotenv || ENDINGS.iter().any(|ending| path.ends_with(ending))) && !tracked::is_aside(path)
}

/// A file of the repository.
pub struct File<'f> {
    path: &'f BStr,
    bytes: &'f [u8],
}

impl File<'_> {
    fn is_dotenv(&self) -> bool {
        let name = self.path.rsplit_str("/").next().unwrap_or_default();
        name.starts_with(b".env") || name.ends_with(b".env")
    }

    /// A finding at the line on which a key is written.
    fn finding(&self, code: &'static Code, key: &str, message: String) -> Finding {
        let line = self.line_of(key);
        let text = line.checked_sub(1).and_then(|at| self.bytes.lines().nth(at)).unwrap_or_default();
        Finding::new(code, message).at(Place::line(self.path.to_owned(), line)).allowed_by(text)
    }

    /// The line, from 1, on which a key is first written; 0 where it can't be told.
    fn line_of(&self, key: &str) -> usize {
        let is_written = |line: &[u8]| {
            let line = line.trim_start();
            let line = line.strip_prefix(b"- ").unwrap_or(line).trim_start_with(|c| "\"'".contains(c));
            let rest = line.strip_prefix(key.as_bytes()).map(|rest| rest.trim_start_with(|c| "\"' ".contains(c)));
            rest.is_some_and(|rest| rest.starts_with(b":") || rest.starts_with(b"="))
        };
        self.bytes.lines().position(is_written).map_or(0, |at| at + 1)
    }

    /// What is wrong with a secret of which only the length can be known.
    fn judge_length(&self, name: &str, bytes: usize) -> Option<Finding> {
        if bytes == 0 {
            let message = format!("`{name}` is encrypted and empty");
            return names::is_secret(name).then(|| self.finding(&codes::EMPTY, name, message));
        }
        let weak = strength::weakness_of_length(name, bytes)?;
        let message = format!("`{name}`, by the length of its ciphertext, {weak}");
        Some(self.finding(&super::codes::WEAK, name, message).weighing(strength::severity(name)))
    }
}

#[cfg(test)]
mod tests;

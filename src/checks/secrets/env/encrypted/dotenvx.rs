//! `.env` files of dotenvx: `NAME=encrypted:…`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::file::is_blank;
use super::super::{names, reference};
use super::{File, MOST, codes};
use crate::dotenv::{Dotenv, Entry};
use crate::finding::{Finding, Severity};
use crate::hint::shell_word;

/// Before and behind the text stand a public key of 65 bytes, a nonce of 16 and a tag of 16.
const AROUND: usize = 97;

/// What is wrong with the file, if dotenvx has encrypted any of its values.
pub fn judge(file: &File) -> Option<Vec<Finding>> {
    let content = Dotenv::parse(file.bytes);
    if !content.entries.iter().any(|entry| entry.written.starts_with("encrypted:")) {
        return None;
    }
    let mut found: Vec<Finding> =
        content.entries.iter().filter_map(|entry| judge_entry(entry, file)).take(MOST).collect();
    if !content.entries.iter().any(|entry| entry.name.starts_with("DOTENV_PUBLIC_KEY")) {
        let message = format!("{} has no DOTENV_PUBLIC_KEY, so nobody can add a value to it", file.path);
        let help = format!("put the line that `dotenvx encrypt -f {}` writes at its top back", shell_word(file.path));
        found.push(file.finding(&codes::DAMAGED, "", message).weighing(Severity::Warning).help(help));
    }
    Some(found)
}

fn judge_entry(entry: &Entry, file: &File) -> Option<Finding> {
    let name = &entry.name;
    let Some(ciphertext) = entry.written.strip_prefix("encrypted:") else { return judge_open(entry, file) };
    if let Some(length) = STANDARD.decode(ciphertext).ok().and_then(|bytes| bytes.len().checked_sub(AROUND)) {
        return file.judge_length(name, length);
    }
    let message = format!("`{name}` in {} is no complete ciphertext of dotenvx", file.path);
    Some(file.finding(&codes::DAMAGED, name, message))
}

fn judge_open(entry: &Entry, file: &File) -> Option<Finding> {
    let value = entry.written.trim();
    let is_open = names::is_secret(&entry.name) || names::url_password(value).is_some();
    if is_blank(entry) || !is_open || reference::judge(value).is_some() || value.starts_with('$') {
        return None;
    }
    let message = format!("`{}` in {} is not encrypted, and others there are", entry.name, file.path);
    let help = format!("`dotenvx encrypt -f {}`, then replace the value: history keeps it", shell_word(file.path));
    Some(file.finding(&codes::OPEN, &entry.name, message).help(help))
}

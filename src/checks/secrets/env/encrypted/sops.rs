//! Files of SOPS. AES-GCM is a stream: a ciphertext is as long as its plaintext.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::{Regex, RegexBuilder};

use super::super::names;
use super::recipients::Rules;
use super::sops_file::{Leaf, SopsFile};
use super::{File, MOST, codes};
use crate::finding::Finding;
use crate::hint::shell_word;

static CIPHERTEXT: LazyLock<Regex> = LazyLock::new(|| {
    let base64 = "[A-Za-z0-9+/=]";
    let pattern = format!(r"^ENC\[AES256_GCM,data:({base64}*),iv:{base64}+,tag:{base64}+,type:([a-z]+)\]$");
    Regex::new(&pattern).expect("a valid pattern")
});

/// What is wrong with a file that SOPS has written.
pub fn judge(sops: &SopsFile, file: &File, rules: &Rules) -> Vec<Finding> {
    let mut found = Vec::new();
    if sops.metadata.get("mac").is_none_or(String::is_empty) {
        found.push(file.finding(&codes::NO_MAC, "sops", format!("{} has no MAC", file.path)));
    }
    if let Some(encrypted) = Encrypted::of(sops) {
        let open = sops.leaves.iter().filter(|leaf| encrypted.covers(leaf) && is_open(leaf));
        found.extend(open.map(|leaf| left_open(leaf, file)).take(MOST));
    }
    found.extend(sops.leaves.iter().filter_map(|leaf| judge_ciphertext(sops, leaf, file)).take(MOST));
    found.extend(rules.judge(sops, file));
    found
}

/// Which values SOPS encrypts, as the file itself says.
enum Encrypted {
    Unless(Match),
    Only(Match),
}

enum Match {
    Suffix(String),
    Pattern(Regex),
}

impl Encrypted {
    /// `None` where comments decide, or a pattern that is not to be understood.
    fn of(sops: &SopsFile) -> Option<Self> {
        let given = |key: &str| sops.metadata.get(key).filter(|value| !value.is_empty());
        if given("encrypted_comment_regex").or(given("unencrypted_comment_regex")).is_some() {
            return None;
        }
        let pattern = |text: &String| RegexBuilder::new(text).size_limit(1 << 20).build().ok().map(Match::Pattern);
        if let Some(text) = given("encrypted_regex") {
            return pattern(text).map(Self::Only);
        }
        if let Some(text) = given("unencrypted_regex") {
            return pattern(text).map(Self::Unless);
        }
        if let Some(suffix) = given("encrypted_suffix") {
            return Some(Self::Only(Match::Suffix(suffix.clone())));
        }
        let suffix = given("unencrypted_suffix").map_or("_unencrypted", String::as_str);
        Some(Self::Unless(Match::Suffix(suffix.to_owned())))
    }

    fn covers(&self, leaf: &Leaf) -> bool {
        let any = |by: &Match| leaf.keys.iter().any(|key| by.holds(key));
        match self {
            Self::Unless(by) => !any(by),
            Self::Only(by) => any(by),
        }
    }
}

impl Match {
    fn holds(&self, key: &str) -> bool {
        match self {
            Self::Suffix(suffix) => key.ends_with(suffix),
            Self::Pattern(pattern) => pattern.is_match(key),
        }
    }
}

/// What is empty SOPS leaves as it is.
fn is_open(leaf: &Leaf) -> bool {
    !leaf.value.is_empty() && !leaf.value.starts_with("ENC[")
}

fn left_open(leaf: &Leaf, file: &File) -> Finding {
    let key = name_of(leaf);
    let message = format!("`{key}` in {} is not encrypted, and by the file's own rules it should be", file.path);
    file.finding(&codes::OPEN, key, message)
        .help(format!("`sops encrypt -i {}`, then replace the value: history keeps it", shell_word(file.path)))
}

fn judge_ciphertext(sops: &SopsFile, leaf: &Leaf, file: &File) -> Option<Finding> {
    let key = name_of(leaf);
    if leaf.value.is_empty() {
        return file.judge_length(key, 0);
    }
    if !leaf.value.starts_with("ENC[") {
        return None;
    }
    let whole = CIPHERTEXT.captures(&leaf.value).and_then(|parts| Some((STANDARD.decode(&parts[1]).ok()?, parts)));
    let Some((data, parts)) = whole else {
        let message = format!("`{key}` in {} is no complete ciphertext of SOPS", file.path);
        return Some(file.finding(&codes::DAMAGED, key, message));
    };
    // A number or a boolean is no key, whatever its name.
    let is_text = &parts[2] == "str" || !names::is_secret(key);
    let in_base64 = sops.is_kubernetes_secret && leaf.keys.first().is_some_and(|key| *key == "data");
    let bytes = if in_base64 { data.len() / 4 * 3 } else { data.len() };
    is_text.then(|| file.judge_length(key, bytes)).flatten()
}

/// What the value is called; those of a list go by the list's name.
fn name_of<'d>(leaf: &Leaf<'d>) -> &'d str {
    leaf.keys.last().copied().unwrap_or_default()
}

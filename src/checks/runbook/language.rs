//! In which language a runbook is, by its path.

use bstr::ByteSlice;

use crate::git::RepoPath;

/// A path without what tells its language, and whether that is Korean.
pub fn language(path: &RepoPath) -> (String, bool) {
    const KOREAN: [&str; 5] = ["ko", "kr", "ko-kr", "ko_kr", "korean"];
    const ENGLISH: [&str; 5] = ["en", "us", "en-us", "en_us", "english"];
    let lower = path.to_str_lossy().to_lowercase();
    let stem = lower.strip_suffix(".md").unwrap_or(&lower);
    let mut is_korean = false;
    let mut is_language = |word: &str| {
        is_korean |= KOREAN.contains(&word);
        KOREAN.contains(&word) || ENGLISH.contains(&word)
    };
    let mut parts: Vec<&str> = stem.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    parts.retain(|folder| !is_language(folder));
    let name = match name.rsplit_once(['.', '_', '-']) {
        Some((name, ending)) if is_language(ending) => name,
        _ => name,
    };
    parts.push(name);
    (parts.join("/"), is_korean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_endings_and_folders() {
        for (path, key, is_korean) in [
            ("RUNBOOK.md", "runbook", false),
            ("RUNBOOK.ko.md", "runbook", true),
            ("docs/runbook_kr.md", "docs/runbook", true),
            ("docs/ko/runbook.md", "docs/runbook", true),
            ("docs/en/runbook.md", "docs/runbook", false),
            ("docs/runbook-scaling.md", "docs/runbook-scaling", false),
        ] {
            assert_eq!(language(&path.into()), (key.to_owned(), is_korean), "{path}");
        }
    }
}

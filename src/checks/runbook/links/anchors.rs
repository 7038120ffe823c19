//! What a `#fragment` may name in the files that links lead to.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use anyhow::Result;
use bstr::ByteSlice;
use unicode_normalization::UnicodeNormalization;

use super::target::is_markdown;
use crate::checks::runbook::markdown;
use crate::checks::runbook::pages::{LIMIT, Page};
use crate::git::{RepoPath, Snapshot};
use crate::hint::nearest;

/// So many other files are opened for what they have to name.
const OPENED: usize = 200;

/// What became of a fragment.
pub enum Hit {
    Found,
    /// It is there but for upper and lower case.
    Case(String),
    /// It is there but for how its letters are composed.
    Composition,
    /// It names a line behind the last of so many.
    Beyond(usize),
    /// It is not there; perhaps this one was meant.
    Missing(Option<String>),
}

/// The files that were opened, or are open anyway.
pub struct Anchors<'a> {
    snapshot: &'a Snapshot<'a>,
    pages: &'a [Page],
    opened: RefCell<HashMap<RepoPath, Option<Named>>>,
}

/// What a file has to name.
struct Named {
    lines: usize,
    /// `None` for one that is no Markdown: what it has is not known.
    anchors: Option<HashSet<String>>,
}

impl<'a> Anchors<'a> {
    pub fn of(snapshot: &'a Snapshot<'a>, pages: &'a [Page]) -> Self {
        Self { snapshot, pages, opened: RefCell::default() }
    }

    /// Looks for a fragment in the file at `path`.
    pub fn seek(&self, path: &RepoPath, fragment: &str) -> Result<Hit> {
        let fragment = fragment.strip_prefix("user-content-").unwrap_or(fragment);
        if matches!(fragment, "" | "top") || fragment.starts_with(":~:") {
            return Ok(Hit::Found);
        }
        if let Some(page) = self.pages.iter().find(|page| page.path == *path) {
            return Ok(among(page.text.lines().count(), Some(&page.document.anchors), fragment));
        }
        let mut opened = self.opened.borrow_mut();
        if !opened.contains_key(path) && opened.len() < OPENED {
            opened.insert(path.clone(), self.open(path)?);
        }
        let named = opened.get(path).and_then(Option::as_ref);
        Ok(named.map_or(Hit::Found, |named| among(named.lines, named.anchors.as_ref(), fragment)))
    }

    fn open(&self, path: &RepoPath) -> Result<Option<Named>> {
        let Some(entry) = self.snapshot.entry(path)? else { return Ok(None) };
        if self.snapshot.size(entry)?.is_none_or(|size| size > LIMIT) {
            return Ok(None);
        }
        let text = self.snapshot.read(path)?.unwrap_or_default();
        let text = text.to_str_lossy();
        let anchors = is_markdown(path).then(|| markdown::read(&text)).transpose()?.map(|document| document.anchors);
        Ok(Some(Named { lines: text.lines().count(), anchors }))
    }
}

fn among(lines: usize, anchors: Option<&HashSet<String>>, fragment: &str) -> Hit {
    let named = anchors.is_some_and(|anchors| anchors.contains(fragment));
    if let (false, Some(line)) = (named, last_line(fragment)) {
        return if line <= lines { Hit::Found } else { Hit::Beyond(lines) };
    }
    let Some(anchors) = anchors.filter(|_| !named) else { return Hit::Found };
    let composed: String = fragment.nfc().collect();
    if anchors.iter().any(|anchor| anchor.nfc().eq(composed.chars())) {
        return Hit::Composition;
    }
    let mut known: Vec<&str> = anchors.iter().map(String::as_str).collect();
    known.sort_unstable();
    match nearest(&composed, known) {
        Some(meant) if meant.to_lowercase() == composed.to_lowercase() => Hit::Case(meant.to_owned()),
        meant => Hit::Missing(meant.map(str::to_owned)),
    }
}

/// The last line of `L10`, `L10-L20` or `L10C1-L20C5`.
fn last_line(fragment: &str) -> Option<usize> {
    let line = |part: &str| part.strip_prefix('L')?.split('C').next()?.parse::<usize>().ok();
    match fragment.split_once('-') {
        Some((first, last)) => line(first).max(Some(line(last)?)),
        None => line(fragment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_alone_or_from_one_to_the_other() {
        for (fragment, line) in
            [("L10", Some(10)), ("L10-L20", Some(20)), ("L20C1-L10C3", Some(20)), ("License", None), ("L10-x", None)]
        {
            assert_eq!(last_line(fragment), line, "{fragment}");
        }
    }
}

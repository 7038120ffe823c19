//! What is refused without a look inside.

use bstr::ByteSlice;

use super::codes::{CHANGED, EMPTY, LFS_POINTER, LINK, NOT_WEIGHTS};
use crate::finding::{Finding, Place};
use crate::git::RepoPath;
use crate::lfs::Pointer;

/// What size and first bytes tell of a file that is no weights at all.
pub fn no_weights(path: &RepoPath, head: &[u8], size: u64) -> Option<Finding> {
    if size == 0 {
        let help = format!("fetch {path} again, or remove it");
        return Some(Finding::new(&EMPTY, format!("{path} has no bytes")).help(help).at(Place::file(path.clone())));
    }
    if Pointer::is_likely(head) {
        return Some(pointer_instead(path));
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_start().to_ascii_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start.as_bytes()));
    let what = if begins(&["<!doctype html", "<html", "<head", "<body"]) {
        "a web page"
    } else if begins(&["<?xml", "<error", "{\"error", "{\"message", "{\"detail"]) {
        "a server's error message"
    } else {
        return None;
    };
    let finding = Finding::new(&NOT_WEIGHTS, format!("{path} holds {what} instead of weights ({size} bytes)"));
    Some(finding.help(format!("fetch {path} again; the download may need a login")).at(Place::file(path.clone())))
}

pub fn pointer_instead(path: &RepoPath) -> Finding {
    Finding::new(&LFS_POINTER, format!("{path} is the Git LFS pointer, not the weights"))
        .help(format!("git lfs pull --include {path}"))
        .at(Place::file(path.clone()))
}

pub fn link(path: &RepoPath, what: &str) -> Finding {
    Finding::new(&LINK, format!("{path} is {what}"))
        .help("put the file itself there, or name its place in `[checks.artifacts] globs`")
        .at(Place::file(path.clone()))
}

pub fn changed(path: &RepoPath) -> Finding {
    Finding::new(&CHANGED, format!("{path} changed while it was read"))
        .help("run again once nothing writes to it")
        .at(Place::file(path.clone()))
}

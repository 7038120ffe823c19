//! The parts of a path inside a repository.

use bstr::{BStr, ByteSlice};

use crate::git::RepoPath;

/// The folder that holds it; empty at the root.
pub fn parent(path: &BStr) -> &BStr {
    path.rfind_byte(b'/').map_or(b"".as_bstr(), |slash| path[..slash].as_bstr())
}

/// Its last part.
pub fn file_name(path: &BStr) -> &[u8] {
    path.rfind_byte(b'/').map_or(path, |slash| path[slash + 1..].as_bstr())
}

/// The path of a file in a folder.
pub fn join(folder: &BStr, name: &[u8]) -> RepoPath {
    if folder.is_empty() { name.into() } else { [folder.as_bytes(), b"/", name].concat().into() }
}

/// Whether it lies in the folder, however deep.
pub fn is_below(path: &BStr, folder: &BStr) -> bool {
    folder.is_empty() || path.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"))
}

use anyhow::{Context, Result};
use bstr::{BStr, BString, ByteSlice};

use super::Oid;

/// What kind of object it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A file's content, or a symbolic link's target.
    Blob,
    /// A folder.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

impl Kind {
    pub(super) fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"blob" => Self::Blob,
            b"tree" => Self::Tree,
            b"commit" => Self::Commit,
            b"tag" => Self::Tag,
            _ => return None,
        })
    }
}

/// An object as it is stored.
pub struct Object {
    /// Its kind.
    pub kind: Kind,
    /// Its bytes, without the header.
    pub data: Vec<u8>,
}

/// A tree entry's mode, as far as anyone here cares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A file, not executable.
    File,
    /// An executable file.
    Executable,
    /// A symbolic link; its blob is the target.
    Symlink,
    /// A folder.
    Tree,
    /// A submodule's commit, which is not in this repository.
    Gitlink,
}

impl Mode {
    /// As git reads it: the kind is in the upper bits, whatever permissions an
    /// odd writer has put below them; what is no kind of file is a gitlink.
    pub(super) fn from_octal(octal: &[u8]) -> Self {
        let mode = octal.iter().fold(0_u32, |mode, digit| (mode << 3) | u32::from(digit & 7));
        match mode & 0o170_000 {
            0o040_000 => Self::Tree,
            0o100_000 if mode & 0o100 != 0 => Self::Executable,
            0o100_000 => Self::File,
            0o120_000 => Self::Symlink,
            _ => Self::Gitlink,
        }
    }

    /// A file or a symbolic link: something with a blob.
    pub fn is_blob(self) -> bool {
        matches!(self, Self::File | Self::Executable | Self::Symlink)
    }
}

/// A commit, taken apart.
pub struct Commit {
    /// Its name.
    pub oid: Oid,
    /// Its root tree.
    pub tree: Oid,
    /// Its parents, first parent first.
    pub parents: Vec<Oid>,
    /// Everything before the message: tree, parents, identities, signature.
    pub headers: BString,
    /// The message.
    pub message: BString,
}

impl Commit {
    pub(super) fn parse(oid: Oid, data: &[u8]) -> Result<Self> {
        let (headers, message) = split_message(data);
        let mut lines = headers.lines();
        let tree = lines.next().and_then(|line| Oid::from_hex(line.strip_prefix(b"tree ")?));
        let tree = tree.context("a commit without a tree")?;
        // git takes no line further down for a parent, and so never walks there.
        let parents = lines.map_while(|line| Oid::from_hex(line.strip_prefix(b"parent ")?)).collect();
        Ok(Self { oid, tree, parents, headers: headers.into(), message: message.into() })
    }

    /// When it was committed, in seconds since 1970.
    pub fn committed(&self) -> Option<i64> {
        let line = self.headers.lines().find(|line| line.starts_with(b"committer "))?;
        line.rsplit(|&b| b == b' ').nth(1)?.to_str().ok()?.parse().ok()
    }

    /// The name of its author.
    pub fn author(&self) -> &BStr {
        let identity = header_values(self.headers.as_bstr(), "author").next().unwrap_or_default();
        let name = identity.find(" <").map_or(identity, |end| &identity[..end]);
        name.as_bstr()
    }

    /// The message's first line.
    pub fn subject(&self) -> &BStr {
        self.message.lines().next().unwrap_or_default().as_bstr()
    }
}

/// An annotated tag, taken apart.
pub struct TagObject {
    /// Its name as an object.
    pub oid: Oid,
    /// What it points at.
    pub target: Oid,
    /// `tag v1.2.3`: the name that the tag itself carries.
    pub name: BString,
    /// The whole object as stored: headers, message, signature.
    pub raw: BString,
}

impl TagObject {
    pub(super) fn parse(oid: Oid, data: &[u8]) -> Result<Self> {
        let (headers, _) = split_message(data);
        let target = header_values(headers, "object").next().and_then(Oid::from_hex);
        Ok(Self {
            oid,
            target: target.context("a tag object without a target")?,
            name: header_values(headers, "tag").next().unwrap_or_default().into(),
            raw: data.into(),
        })
    }

    /// The message, with the signature if there is one.
    pub fn message(&self) -> &BStr {
        split_message(&self.raw).1
    }
}

/// The entries of a tree object.
pub(super) fn tree_entries(data: &[u8], oid_len: usize) -> Entries<'_> {
    Entries { rest: data, oid_len }
}

/// What [`tree_entries`] goes through.
#[derive(Clone)]
pub(super) struct Entries<'t> {
    rest: &'t [u8],
    oid_len: usize,
}

impl<'t> Iterator for Entries<'t> {
    type Item = (&'t BStr, Mode, Oid);

    fn next(&mut self) -> Option<Self::Item> {
        let space = self.rest.find_byte(b' ')?;
        let nul = space + self.rest[space..].find_byte(0)?;
        let oid = Oid::from_raw(self.rest.get(nul + 1..nul + 1 + self.oid_len)?)?;
        let entry = (self.rest[space + 1..nul].as_bstr(), Mode::from_octal(&self.rest[..space]), oid);
        self.rest = &self.rest[nul + 1 + self.oid_len..];
        Some(entry)
    }
}

fn split_message(data: &[u8]) -> (&BStr, &BStr) {
    match data.find(b"\n\n") {
        Some(at) => (data[..=at].as_bstr(), data[at + 2..].as_bstr()),
        None => (data.as_bstr(), b"".as_bstr()),
    }
}

fn header_values<'a>(headers: &'a BStr, key: &'static str) -> impl Iterator<Item = &'a [u8]> {
    headers.lines().filter_map(move |line| line.strip_prefix(key.as_bytes())?.strip_prefix(b" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_says_what_git_takes_it_for() {
        for (octal, mode) in [
            ("100644", Mode::File),
            ("100664", Mode::File),
            ("100755", Mode::Executable),
            ("120000", Mode::Symlink),
            ("40000", Mode::Tree),
            ("040000", Mode::Tree),
            ("40755", Mode::Tree),
            ("160000", Mode::Gitlink),
            ("0", Mode::Gitlink),
        ] {
            assert_eq!(Mode::from_octal(octal.as_bytes()), mode, "{octal}");
        }
    }
}

//! The reader in this process: libgit2, for the repositories it reads faithfully.

use anyhow::{Context, Result, ensure};
use git2::{ErrorCode, ObjectType, Repository, RepositoryOpenFlags};

use super::object::{Kind, Object};
use super::reader::{Places, Reader};
use super::{Oid, Ref};

pub(super) struct LibGit2(Repository);

impl LibGit2 {
    /// Opens the repository that git would find from `dir`, the hook's
    /// environment included. An error means: not one that libgit2 can read.
    pub(super) fn open(dir: &std::path::Path) -> Result<(Self, Places)> {
        // As git's own cat-file does; that objects are what they are called is `git fsck`'s to say.
        git2::opts::strict_hash_verification(false);
        // It would keep up to 256 MiB of objects that are not asked for again.
        git2::opts::enable_caching(false);
        let inherited = std::env::var_os("GIT_DIR").is_some();
        let repository = if inherited {
            Repository::open_from_env()?
        } else {
            Repository::open_ext(dir, RepositoryOpenFlags::empty(), std::iter::empty::<&str>())?
        };
        // Where the settings don't say, git takes a folder of another name for bare, and libgit2
        // takes the folder around it for its work tree.
        let told =
            inherited || repository.path().ends_with(".git") || repository.config()?.get_bool("core.bare").is_ok();
        ensure!(told, "only git can say whether this repository is bare");
        let places = Places {
            git_dir: repository.path().to_owned(),
            common_dir: repository.commondir().to_owned(),
            work_tree: repository.workdir().map(ToOwned::to_owned),
            receiving: false,
        };
        Ok((Self(repository), places))
    }
}

impl Reader for LibGit2 {
    fn name(&self) -> &'static str {
        "libgit2"
    }

    fn read(&self, oid: Oid) -> Result<Option<Object>> {
        let odb = self.0.odb()?;
        let Some(object) = absent(odb.read(raw(oid)?)).with_context(|| format!("reading object {oid}"))? else {
            return Ok(None);
        };
        Ok(kind(object.kind()).map(|kind| Object { kind, data: object.data().to_vec() }))
    }

    fn header(&self, oid: Oid) -> Result<Option<(Kind, u64)>> {
        let found = absent(self.0.odb()?.read_header(raw(oid)?)).with_context(|| format!("reading object {oid}"))?;
        Ok(found.and_then(|(size, of)| Some((kind(of)?, size as u64))))
    }

    fn refs(&self, prefix: &str) -> Result<Vec<Ref>> {
        let mut refs = Vec::new();
        for reference in self.0.references_glob(&format!("{prefix}*"))? {
            let reference = reference?;
            // A symbolic ref (origin/HEAD) is resolved; one that dangles names nothing.
            let Some(target) = reference.resolve().ok().and_then(|r| r.target()) else { continue };
            refs.push(Ref { name: reference.name_bytes().into(), oid: oid_of(target)? });
        }
        Ok(refs)
    }

    fn read_ref(&self, name: &str) -> Result<Option<Oid>> {
        let found = self.0.find_reference(name).and_then(|reference| reference.resolve());
        let target = absent(found).with_context(|| format!("reading {name}"))?.and_then(|r| r.target());
        target.map(oid_of).transpose()
    }

    fn resolve(&self, revision: &str) -> Result<Option<Oid>> {
        match self.0.revparse_single(revision) {
            Ok(object) => oid_of(object.id()).map(Some),
            Err(e) if matches!(e.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec | ErrorCode::UnbornBranch) => {
                Ok(None)
            }
            Err(e) => Err(e).with_context(|| format!("resolving {revision}")),
        }
    }

    fn config(&self) -> Result<Vec<(String, String)>> {
        let mut entries = Vec::new();
        self.0.config()?.entries(None)?.for_each(|entry| {
            // A key alone (`prune`) means true to git.
            let value = if entry.has_value() { entry.value() } else { Ok("true") };
            if let (Ok(name), Ok(value)) = (entry.name(), value) {
                entries.push((name.to_owned(), value.to_owned()));
            }
        })?;
        Ok(entries)
    }
}

fn raw(oid: Oid) -> Result<git2::Oid> {
    Ok(git2::Oid::from_bytes(oid.raw())?)
}

fn oid_of(oid: git2::Oid) -> Result<Oid> {
    Oid::from_raw(oid.as_bytes()).context("an object name of unknown length")
}

fn kind(of: ObjectType) -> Option<Kind> {
    Some(match of {
        ObjectType::Blob => Kind::Blob,
        ObjectType::Tree => Kind::Tree,
        ObjectType::Commit => Kind::Commit,
        ObjectType::Tag => Kind::Tag,
        ObjectType::Any => return None,
    })
}

fn absent<T>(result: std::result::Result<T, git2::Error>) -> std::result::Result<Option<T>, git2::Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(e) if e.code() == ErrorCode::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

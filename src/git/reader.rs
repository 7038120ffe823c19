//! What both readers can do, and where the repository that they read lies.

use std::path::PathBuf;

use anyhow::Result;

use super::object::{Kind, Object};
use super::{Oid, Ref};

/// What each of the two readers can do.
pub(super) trait Reader {
    /// For `doctor`: which reader serves.
    fn name(&self) -> &'static str;
    /// The object, or `None` when it is not here (a partial or shallow clone).
    fn read(&self, oid: Oid) -> Result<Option<Object>>;
    /// Kind and size, without the content.
    fn header(&self, oid: Oid) -> Result<Option<(Kind, u64)>>;
    /// Every ref below a prefix that ends in `/`.
    fn refs(&self, prefix: &str) -> Result<Vec<Ref>>;
    /// What a ref names, by its full name and nothing else, unpeeled.
    fn read_ref(&self, name: &str) -> Result<Option<Oid>>;
    /// What a revision names, unpeeled.
    fn resolve(&self, revision: &str) -> Result<Option<Oid>>;
    /// The whole configuration in order.
    fn config(&self) -> Result<Vec<(String, String)>>;
}

/// Where a repository lies.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub git_dir: PathBuf,
    pub common_dir: PathBuf,
    pub work_tree: Option<PathBuf>,
    /// Whether a push is being received: then the environment says where its objects are.
    pub receiving: bool,
}

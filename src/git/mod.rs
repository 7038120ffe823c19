//! The only door to git.
//!
//! One face, [`Repo`], and two readers behind it: libgit2 where it reads the
//! repository faithfully, git's own plumbing where it does not (reftable,
//! SHA-256, unknown extensions). Nothing here knows what is judged.

mod bulk;
mod config_hooks;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod libgit2;
mod object;
mod oid;
mod plumbing;
mod range;
mod reader;
mod reflog;
mod refs;
mod repo;
mod snapshot;
mod stamp;

pub use bulk::{Answer, Answers, Questions};
pub use config_hooks::calls_config_hook;
pub use object::{Commit, Kind, Mode, TagObject};
pub use oid::Oid;
pub use range::{Change, Introduced, SHALLOW};
pub use reflog::Moved;
pub use refs::{PushedRef, Ref, RefUpdate, Remote};
pub use repo::Repo;
pub use snapshot::{Entry, Input, Snapshot};
pub use stamp::Stamp;

/// A path inside a repository, from its root, with `/`: bytes, as git has them.
pub type RepoPath = bstr::BString;

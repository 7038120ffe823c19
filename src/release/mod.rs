//! A release from end to end: what must hold before it ([`preflight`]), what it
//! is to be ([`plan`]), the files that prove it ([`manifest`]), the objects
//! ([`objects`]) and the acts that make it stand ([`steps`]).
//!
//! The release commit R stands on the judged commit P and touches nothing but
//! the release files; the annotated tag points at R. The manifest names P,
//! because a commit can't name itself; the tag's message names the manifest.

mod before;
pub mod manifest;
pub mod notes;
pub mod objects;
pub mod paths;
pub mod plan;
pub mod preflight;
pub mod previous;
pub mod problem;
pub mod remote;
pub mod steps;
mod tagged;
mod text;
mod worktree;

pub use tagged::{is_released, write as write_tagged};

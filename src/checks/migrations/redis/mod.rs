//! What two releases of the code must agree on in Redis: a declared registry
//! if there is one, and the literal keys and commands that the code writes.
//! Keys that are put together at run time can't be seen; nothing here says
//! "compatible".

mod agreement;
mod calls;
mod code;
mod declared;
mod registry;
mod sides;
mod tokens;
mod usage;

use anyhow::Result;

use super::leaving::Leaving;
use crate::check::{Examination, Push};
use crate::finding::Code;
use crate::git::Snapshot;
use crate::version::Version;
use code::Declared;
use declared::Occasion;
use registry::Registry;

/// What is reported about Redis.
pub static CODES: [&Code; 10] = [
    &code::CHANGED,
    &code::NOT_READ,
    &declared::INVALID,
    &declared::BREAKING,
    &declared::UNCHANGED,
    &declared::ORDER,
    &usage::UNDECLARED,
    &usage::CONTRADICTED,
    &usage::LASTING,
    &usage::SWEEP,
];

/// Compares what is released with the last version.
pub fn judge(version: &Version, before: &Snapshot, now: &Snapshot, seen: &mut Examination) -> Result<()> {
    let registries = sides::registries(before, now)?;
    let plan = super::plan::rollback(now)?;
    let differs = declared::judge(&registries, &Occasion::Release { plan: &plan }, seen)?;
    // Several services may each have their own; then any of them declares a key.
    let registry =
        sides::texts(now)?.iter().filter_map(|(path, text)| Registry::read(path, text).ok()).reduce(Registry::joined);
    code::judge(version, before, now, &Declared { registry, differs }, seen)
}

/// Compares what leaves with what the other side has.
pub fn judge_push(push: &Push, leaving: &Leaving, seen: &mut Examination) -> Result<()> {
    declared::judge(&sides::pushed(push, leaving)?, &Occasion::Push { push }, seen)?;
    Ok(())
}

#[cfg(test)]
mod tests;

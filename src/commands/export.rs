use std::io::Write as _;

use anyhow::{Context, Result};
use owo_colors::Stream;

use super::released::{self, Released, Request};
use super::{World, print};
use crate::cli::ExportArgs;
use crate::digest;
use crate::export::{self, Release};
use crate::release::paths;
use crate::release::record::Record;
use crate::render;
use crate::report::Verdict;

/// `precheck-hook export`: nothing leaves that does not hold.
pub fn run(args: &ExportArgs, world: &World) -> Result<u8> {
    let ExportArgs { version, root, folder, format } = args;
    let request =
        Request { version: version.as_deref(), root: root.as_deref(), signers: None, strict: false, deployed: None };
    let Released { version, name, manifest, report } = released::verify(&request, world)?;
    let verdict = report.verdict();
    if verdict != Verdict::Pass {
        let refusal = render::refusal(&report, &format!("export of {version}"), Stream::Stderr);
        std::io::stderr().write_all(refusal.as_bytes()).context("writing to standard error")?;
        return Ok(verdict.exit_code());
    }
    let bytes = manifest.context("a release that holds has a manifest")?;
    let [_, _, manifest_path, _] = paths::of(&version);
    let release = Release {
        version: &version,
        name: &name,
        record: &Record::parse(&bytes)?,
        manifest_path: &manifest_path,
        manifest_sha256: &digest::sha256(&bytes),
        folder: folder.as_deref(),
    };
    print(&export::export(&release, *format)?)?;
    Ok(0)
}

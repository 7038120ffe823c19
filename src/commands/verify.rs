use anyhow::Result;
use owo_colors::Stream;

use super::released::{self, Request};
use super::{World, print};
use crate::cli::VerifyArgs;
use crate::render;

/// `precheck-hook verify`
pub fn run(args: &VerifyArgs, world: &World) -> Result<u8> {
    let VerifyArgs { version, root, signers, strict, format } = args;
    let request =
        Request { version: version.as_deref(), root: root.as_deref(), signers: signers.as_deref(), strict: *strict };
    let released = released::verify(&request, world)?;
    print(&render::render(&released.report, *format, Stream::Stdout))?;
    Ok(released.report.verdict().exit_code())
}

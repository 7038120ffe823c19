use anyhow::{Result, ensure};
use owo_colors::Stream;

use super::released::{self, Request};
use super::{World, print};
use crate::cli::VerifyArgs;
use crate::render;

/// `precheck-hook verify`
pub fn run(args: &VerifyArgs, world: &World) -> Result<u8> {
    let VerifyArgs { version, root, deployed, signers, strict, format } = args;
    let is_web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    ensure!(
        deployed.urls.iter().chain(&deployed.metrics).all(is_web),
        "`--url` and `--metrics` want a URL that begins with http:// or https://"
    );
    let request = Request {
        version: version.as_deref(),
        root: root.as_deref(),
        signers: signers.as_deref(),
        strict: *strict,
        deployed: deployed.deployed.then_some(deployed),
    };
    let released = released::verify(&request, world)?;
    print(&render::render(&released.report, *format, Stream::Stdout))?;
    Ok(released.report.verdict().exit_code())
}

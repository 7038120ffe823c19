//! A release in the forms that other tools sign, store and compare. What is
//! exported is what the manifest says, and nothing more.

mod cyclonedx;
mod in_toto;
mod model_signing;

use anyhow::Result;
use serde_json::Value;

use crate::release::record::Record;
use crate::version::Version;

/// A form of `--format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Form {
    /// An in-toto statement with SLSA's verification summary, to be signed: <https://slsa.dev/spec/v1.0/verification_summary>
    InToto,
    /// A bill of materials: <https://cyclonedx.org/docs/1.6/json/>
    Cyclonedx,
    /// The payload that the `model_signing` of the Open Source Security Foundation signs, for a folder of weights: <https://github.com/ossf/model-signing-spec>
    ModelSigning,
}

/// A release to export.
pub struct Release<'a> {
    /// Its version.
    pub version: &'a Version,
    /// What it is called: the name of its folder.
    pub name: &'a str,
    /// Its manifest, and the path and hash of that.
    pub record: &'a Record,
    /// From the root of the repository.
    pub manifest_path: &'a str,
    /// Of the manifest's bytes.
    pub manifest_sha256: &'a str,
    /// The folder whose weights are exported where the form is for one; `None` where there is only one.
    pub folder: Option<&'a str>,
}

/// The release in that form, as JSON with a final newline.
pub fn export(release: &Release, form: Form) -> Result<String> {
    let value: Value = match form {
        Form::InToto => in_toto::statement(release),
        Form::Cyclonedx => cyclonedx::bill(release),
        Form::ModelSigning => model_signing::statement(release)?,
    };
    Ok(format!("{value:#}\n"))
}

#[cfg(test)]
mod tests;

//! Waivers for what stands today, so that from now on only what is new refuses.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use bstr::ByteSlice;
use toml::Value;

use crate::config::{self, Config, FILE};
use crate::finding::Finding;
use crate::git::Repo;
use crate::report::{Report, Verdict};
use crate::sanitize::line as clean;
use crate::{digest, plain};

/// Waives in `precheck.toml` every secret that the report holds, and takes it out
/// of the report. Returns what was written, for its user.
pub fn write(repo: &Repo, report: &mut Report) -> Result<String> {
    ensure!(report.verdict() != Verdict::Broken, "what could not be judged can't be waived; scan without --baseline");
    let root = repo.work_tree().context("a bare repository has no precheck.toml to write to")?;
    let reason = format!("known on {}, to be rotated", report.started_at.date());
    let secrets: Vec<Finding> = report
        .checks
        .iter_mut()
        .flat_map(|check| check.findings.extract_if(.., |finding| finding.fingerprint.is_some()))
        .collect();
    if secrets.is_empty() {
        return Ok(format!("{FILE}: nothing to waive\n"));
    }
    let path = root.join(FILE);
    let bytes = plain::read_below(root, FILE, config::LIMIT)?.unwrap_or_default();
    let mut content = String::from_utf8(bytes).with_context(|| format!("reading {}", path.display()))?;
    if !content.is_empty() && !content.ends_with('\n') {
        content.push('\n');
    }
    let mut shown = format!("{FILE}: {} waived\n", secrets.len());
    for secret in &secrets {
        if !content.is_empty() {
            content.push('\n');
        }
        content.push_str(&waiver(secret, &reason));
        let paths: BTreeSet<_> = secret.paths().map(|path| clean(&path.to_str_lossy())).collect();
        let paths = paths.into_iter().collect::<Vec<_>>().join(", ");
        let _ = writeln!(shown, "  {} {} in {paths}", secret.code.id, clean(&secret.message));
    }
    Config::parse(content.as_bytes()).with_context(|| format!("{FILE} was left as it is: `[[waive]]` can't follow"))?;
    digest::write_whole(&path, content.as_bytes())?;
    Ok(shown)
}

/// One for this very secret, in its file where it is in one alone.
fn waiver(secret: &Finding, reason: &str) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let mut text = format!("[[waive]]\ncode = {}\n", quoted(secret.code.id));
    if let Some(fingerprint) = &secret.fingerprint {
        let _ = writeln!(text, "fingerprint = {}", quoted(fingerprint));
    }
    let mut paths = secret.paths();
    if let Some(path) = paths.next()
        && paths.all(|other| other == path)
    {
        let _ = writeln!(text, "path = {}", quoted(&globset::escape(&path.to_str_lossy())));
    }
    let _ = writeln!(text, "reason = {}", quoted(reason));
    text
}

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::Release;
use crate::digest;
use crate::evidence::FileEvidence;

/// The statement whose one subject is the folder: its digest is that of its files' digests, in the order of their paths.
pub fn statement(release: &Release) -> Result<Value> {
    let folder = folder(release)?;
    let inside = |file: &'_ FileEvidence| {
        let path = file.path.strip_prefix(folder)?.strip_prefix('/')?.to_owned();
        Some((path, file.sha256.clone().unwrap_or_default()))
    };
    let mut files: Vec<(String, String)> = release.record.files.iter().filter_map(inside).collect();
    ensure!(!files.is_empty(), "the release has no weights below {folder}");
    // Part by part: `a/b` comes before `a.b`.
    files.sort_by(|(a, _), (b, _)| a.split('/').cmp(b.split('/')));
    let digest = |(path, sha256): &(String, String)| {
        bytes(sha256).with_context(|| format!("the SHA-256 of {folder}/{path} is not known: only DVC has it"))
    };
    let digests = files.iter().map(digest).collect::<Result<Vec<_>>>()?;
    let root = digest::sha256(&digests.concat());
    let resources: Vec<_> =
        files.iter().map(|(name, digest)| json!({ "name": name, "algorithm": "sha256", "digest": digest })).collect();
    Ok(json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": folder.rsplit('/').next(), "digest": { "sha256": root } }],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "serialization": {
                "method": "files", "hash_type": "sha256", "allow_symlinks": false, "ignore_paths": [],
            },
            "resources": resources,
        },
    }))
}

/// The folder that is asked for, or the only one that has weights.
fn folder<'a>(release: &Release<'a>) -> Result<&'a str> {
    if let Some(folder) = release.folder {
        return Ok(folder.trim_end_matches('/'));
    }
    let tops = release.record.files.iter().filter_map(|file| Some(file.path.split_once('/')?.0));
    let tops: BTreeSet<&str> = tops.collect();
    ensure!(!tops.is_empty(), "the release has no weights");
    let all = tops.iter().copied().collect::<Vec<_>>().join(", ");
    ensure!(tops.len() == 1, "a statement is of one folder, and weights lie in {all}: name one, `--folder DIR`");
    tops.into_iter().next().context("no folder")
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    (hex.len() == 64).then(|| (0..64).step_by(2).map(pair).collect())?
}

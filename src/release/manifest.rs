//! The files that prove a release. The same facts give the same bytes.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::paths;
use super::previous::Previous;
use crate::checksums;
use crate::digest;
use crate::evidence::{Evidence, FileEvidence, ImageEvidence};
use crate::git::Oid;
use crate::version::Version;

/// The form of the manifest.
pub const SCHEMA: &str = "precheck-hook/manifest/1";

/// Everything that the release files say.
pub struct Facts<'a> {
    /// What is released.
    pub version: &'a Version,
    /// When.
    pub date: OffsetDateTime,
    /// The judged commit.
    pub commit: Oid,
    /// What that commit is: `tagged` when the tag points at it (`git tag`),
    /// `source` when the tag points at a release commit on top of it.
    pub commit_role: &'a str,
    /// The branch, without `refs/heads/`.
    pub branch: Option<&'a str>,
    /// What the checks saw.
    pub evidence: &'a Evidence,
    /// The release before this one.
    pub previous: Option<Previous>,
    /// SHA-256 of the release notes.
    pub notes_sha256: Option<String>,
    /// How the gate judged.
    pub gate: GateFacts,
}

/// How the gate judged.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct GateFacts {
    /// The version of this program.
    pub tool_version: String,
    /// SHA-256 of the settings.
    pub config_sha256: String,
    /// Each check's id and status.
    pub checks: BTreeMap<String, String>,
    /// Findings that were accepted.
    pub waivers: Vec<WaiverFact>,
    /// What went past the gate since the release before, as far as the clone that made this one knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bypasses: Vec<BypassFact>,
}

/// A bypass on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BypassFact {
    /// The day, `YYYY-MM-DD`, UTC.
    pub date: String,
    /// What was done.
    pub event: String,
    /// Why; empty where no reason was asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A finding that was accepted, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaiverFact {
    /// The finding's code.
    pub code: String,
    /// The reason that stands with the waiver.
    pub reason: String,
}

/// One file of the release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFile {
    /// From the root of the repository.
    pub path: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// The release files, in the order of [`paths::of`].
pub fn files(facts: &Facts) -> Result<Vec<ReleaseFile>> {
    for file in &facts.evidence.files {
        ensure!(
            !file.path.contains(['\n', '\r']),
            "{:?} has a line break in its name, which a checksum file can't hold; rename it",
            file.path
        );
    }
    let weights = &facts.evidence.files;
    let [version, checkpoints, manifest, checksums] = paths::of(facts.version);
    let listed = checkpoint_file(facts.version, &facts.commit.to_string(), &moment(facts.date), weights);
    let mut files = vec![
        ReleaseFile { path: version, bytes: version_file(facts.version) },
        ReleaseFile { path: checkpoints, bytes: listed },
        ReleaseFile { path: manifest, bytes: manifest_file(facts)? },
    ];
    let sums: String = sums(weights, &files).iter().map(|(path, sha256)| checksums::line(path, sha256)).collect();
    files.push(ReleaseFile { path: checksums, bytes: sums.into_bytes() });
    Ok(files)
}

/// The content of `VERSION`.
pub fn version_file(version: &Version) -> Vec<u8> {
    format!("{version}\n").into_bytes()
}

/// The content of `checkpoints/VERSION_vX.Y.Z.txt`.
pub fn checkpoint_file(version: &Version, commit: &str, date: &str, weights: &[FileEvidence]) -> Vec<u8> {
    let line = |file: &FileEvidence| {
        let name = file.path.strip_prefix("checkpoints/").unwrap_or(&file.path);
        file.sha256.as_ref().map(|sha256| format!("  {name}: {sha256}\n"))
    };
    let checkpoints = sorted(weights).into_iter().filter(|file| file.kind == "checkpoint");
    let mut lines: Vec<_> = checkpoints.filter_map(line).collect();
    if lines.is_empty() {
        lines.push("  (none)\n".to_owned());
    }
    format!("Version: {version}\nCommit: {commit}\nDate: {date}\n\nCheckpoint Files:\n{}", lines.concat()).into_bytes()
}

/// What the checksum file lists, by path: the weights and the release files `made` before it. A file that is here
/// by what Git LFS or DVC have of it is left to the manifest.
pub fn sums(weights: &[FileEvidence], made: &[ReleaseFile]) -> BTreeMap<String, String> {
    let made = made.iter().map(|file| (file.path.clone(), digest::sha256(&file.bytes)));
    let here = weights.iter().filter(|file| file.storage == "git" || file.storage == "local");
    let hashed = here.filter_map(|file| Some((file.path.clone(), file.sha256.clone()?)));
    hashed.chain(made).collect()
}

fn manifest_file(facts: &Facts) -> Result<Vec<u8>> {
    let evidence = facts.evidence;
    let tagged = |kind| if evidence.files.iter().any(|file| file.kind == kind) { "tagged" } else { "none" };
    let images: BTreeMap<_, _> = evidence.images.iter().map(|(service, i)| (service, name_and_tag(i))).collect();
    // Its maps are ordered by key, which makes the bytes canonical.
    let manifest = json!({
        "schema": SCHEMA,
        "version": facts.version.to_string(),
        "release_date": moment(facts.date),
        "git": {
            "commit": facts.commit.to_string(),
            "branch": facts.branch,
            "tag": facts.version.to_string(),
        },
        "commit_role": facts.commit_role,
        "artifacts": { "models": tagged("model"), "checkpoints": tagged("checkpoint") },
        "docker_images": images,
        "files": sorted(&evidence.files),
        "artifacts_root_sha256": root_hash(&evidence.files),
        "images": evidence.images,
        "migrations": evidence.migrations,
        "previous_release": facts.previous,
        "notes_sha256": facts.notes_sha256,
        "gate": facts.gate,
    });
    let mut bytes = serde_json::to_vec_pretty(&manifest).context("writing the manifest")?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// One hash for all weights whose own is known:
/// `jq -r '.files[] | select(.sha256) | "\(.sha256)  \(.path)"' MANIFEST | LC_ALL=C sort | sha256sum`.
pub fn root_hash(weights: &[FileEvidence]) -> String {
    let line = |file: &FileEvidence| file.sha256.as_ref().map(|sha256| format!("{sha256}  {}\n", file.path));
    let mut lines: Vec<_> = weights.iter().filter_map(line).collect();
    lines.sort_unstable();
    digest::sha256(lines.concat().as_bytes())
}

/// `name:tag`; a digest that pins it stands with the image's own entry.
fn name_and_tag(image: &ImageEvidence) -> &str {
    image.reference.split('@').next().unwrap_or_default()
}

fn sorted(weights: &[FileEvidence]) -> Vec<&FileEvidence> {
    let mut files: Vec<_> = weights.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// RFC 3339 in UTC, to the second.
fn moment(date: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    // Only a failing writer could make this fail, and a String is none.
    date.to_offset(UtcOffset::UTC).format(form).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::evidence::MigrationEvidence;
    use crate::testing::NOW;

    fn file(path: &str, kind: &str, storage: &str) -> FileEvidence {
        FileEvidence {
            path: path.to_owned(),
            size: path.len() as u64,
            sha256: Some(digest::sha256(path.as_bytes())),
            md5: None,
            kind: kind.to_owned(),
            format: "safetensors".to_owned(),
            storage: storage.to_owned(),
        }
    }

    fn release(evidence: &Evidence) -> Result<Vec<ReleaseFile>> {
        let version = "v1.2.3".parse().unwrap();
        files(&Facts {
            version: &version,
            date: NOW,
            commit: Oid::from_hex("1".repeat(40).as_bytes()).unwrap(),
            commit_role: "source",
            branch: Some("main"),
            evidence,
            previous: None,
            notes_sha256: None,
            gate: GateFacts {
                tool_version: "0.1.0".to_owned(),
                config_sha256: "c".to_owned(),
                checks: [("secrets".to_owned(), "pass".to_owned())].into(),
                waivers: vec![WaiverFact { code: "a/b".to_owned(), reason: "why".to_owned() }],
                bypasses: Vec::new(),
            },
        })
    }

    fn text(files: &[ReleaseFile], at: usize) -> &str {
        std::str::from_utf8(&files[at].bytes).unwrap()
    }

    #[test]
    fn a_release_without_artifacts_says_so_in_every_file() {
        let files = release(&Evidence::default()).unwrap();
        assert_eq!(files.iter().map(|f| &f.path).collect::<Vec<_>>(), paths::of(&"v1.2.3".parse().unwrap()).each_ref());
        assert_eq!(text(&files, 0), "v1.2.3\n");
        let commit = "1".repeat(40);
        assert_eq!(
            text(&files, 1),
            format!("Version: v1.2.3\nCommit: {commit}\nDate: 2026-06-15T12:00:00Z\n\nCheckpoint Files:\n  (none)\n")
        );
        let expected = format!(
            r#"{{
  "artifacts": {{
    "checkpoints": "none",
    "models": "none"
  }},
  "artifacts_root_sha256": "{}",
  "commit_role": "source",
  "docker_images": {{}},
  "files": [],
  "gate": {{
    "checks": {{
      "secrets": "pass"
    }},
    "config_sha256": "c",
    "tool_version": "0.1.0",
    "waivers": [
      {{
        "code": "a/b",
        "reason": "why"
      }}
    ]
  }},
  "git": {{
    "branch": "main",
    "commit": "{commit}",
    "tag": "v1.2.3"
  }},
  "images": {{}},
  "migrations": null,
  "notes_sha256": null,
  "previous_release": null,
  "release_date": "2026-06-15T12:00:00Z",
  "schema": "precheck-hook/manifest/1",
  "version": "v1.2.3"
}}
"#,
            digest::sha256(b"")
        );
        assert_eq!(text(&files, 2), expected);
    }

    #[test]
    fn the_order_in_which_evidence_came_does_not_show() {
        let (a, b) = (file("models/a.onnx", "model", "git"), file("checkpoints/b.pt", "checkpoint", "local"));
        let ordered = Evidence { files: vec![b.clone(), a.clone()], ..Evidence::default() };
        let other = Evidence { files: vec![a, b.clone()], ..Evidence::default() };
        assert_eq!(release(&ordered).unwrap(), release(&other).unwrap());
        let files = release(&ordered).unwrap();
        assert!(text(&files, 1).ends_with(&format!("Checkpoint Files:\n  b.pt: {}\n", b.sha256.unwrap())));
        let manifest: serde_json::Value = serde_json::from_slice(&files[2].bytes).unwrap();
        assert_eq!(manifest["artifacts"], json!({ "models": "tagged", "checkpoints": "tagged" }));
    }

    #[test]
    fn what_only_dvc_has_stands_in_the_manifest_and_in_no_list_of_hashes() {
        let md5 = Some("0".repeat(32));
        let kept = FileEvidence { sha256: None, md5, ..file("checkpoints/c.pt", "checkpoint", "dvc") };
        let files = release(&Evidence { files: vec![kept], ..Evidence::default() }).unwrap();
        assert!(text(&files, 1).ends_with("Checkpoint Files:\n  (none)\n"));
        let manifest: serde_json::Value = serde_json::from_slice(&files[2].bytes).unwrap();
        let recorded = &manifest["files"][0];
        assert_eq!((&recorded["sha256"], &recorded["md5"]), (&json!(null), &json!("0".repeat(32))));
        assert_eq!(manifest["artifacts_root_sha256"], digest::sha256(b""));
        assert!(!text(&files, 3).contains("c.pt"));
    }

    #[test]
    fn images_are_named_with_their_tag_and_migrations_with_their_heads() {
        let image = ImageEvidence {
            reference: "registry.example:5000/app:v1.2.3@sha256:00".to_owned(),
            digest: Some("sha256:00".to_owned()),
            image_id: None,
            evidence: "pin".to_owned(),
        };
        let migrations = MigrationEvidence {
            tool: "alembic".to_owned(),
            heads: vec!["b".to_owned()],
            count: 2,
            added: vec!["b".to_owned()],
            sha256: "00".to_owned(),
        };
        let images = [("web".to_owned(), image)].into();
        let files =
            release(&Evidence { images, migrations: Some(Box::new(migrations)), ..Evidence::default() }).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&files[2].bytes).unwrap();
        assert_eq!(manifest["docker_images"]["web"], "registry.example:5000/app:v1.2.3");
        assert_eq!(manifest["images"]["web"]["ref"], "registry.example:5000/app:v1.2.3@sha256:00");
        assert_eq!(manifest["migrations"]["heads"], json!(["b"]));
    }

    #[test]
    fn sha256sum_accepts_the_checksums_whatever_the_names() {
        let names = ["models/a b.pt", "models/back\\slash.pt", "models/한글.pt", "*star.pt", "-dash.pt", " lead.pt"];
        let mut evidence =
            Evidence { files: names.map(|name| file(name, "model", "local")).into(), ..Evidence::default() };
        evidence.files.push(file("models/pointer.pt", "model", "lfs"));
        let root = tempfile::tempdir().unwrap();
        let files = release(&evidence).unwrap();
        for file in &files {
            digest::write_whole(&root.path().join(&file.path), &file.bytes).unwrap();
        }
        for name in names {
            digest::write_whole(&root.path().join(name), name.as_bytes()).unwrap();
        }
        let paths: Vec<_> = text(&files, 3).lines().map(|line| line.split_once("  ").unwrap().1).collect();
        assert!(paths.is_sorted() && paths.len() == names.len() + 3, "{paths:?}");
        let out = Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet", &files[3].path])
            .current_dir(root.path())
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }

    #[test]
    fn a_name_with_a_line_break_is_refused() {
        for path in ["models/a\nb.pt", "models/a\rb.pt"] {
            let evidence = Evidence { files: vec![file(path, "model", "git")], ..Evidence::default() };
            assert!(release(&evidence).unwrap_err().to_string().contains("line break"));
        }
    }
}

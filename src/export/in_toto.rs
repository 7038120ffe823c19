use serde_json::{Value, json};

use super::Release;

/// A statement that these very artifacts have passed the gate. Of how they were built nothing is known, and
/// nothing is claimed.
pub fn statement(release: &Release) -> Value {
    let Release { record, manifest_path, manifest_sha256, .. } = release;
    let manifest = json!({ "name": manifest_path, "digest": { "sha256": manifest_sha256 } });
    let weights = record.files.iter().filter_map(|file| {
        let sha256 = file.sha256.as_deref()?;
        Some(json!({ "name": file.path, "digest": { "sha256": sha256 } }))
    });
    let images = record.images.values().filter_map(|image| {
        let sha256 = image.digest.as_deref()?.strip_prefix("sha256:")?;
        Some(json!({ "name": image.reference, "digest": { "sha256": sha256 } }))
    });
    let subject: Vec<_> = std::iter::once(manifest.clone()).chain(weights).chain(images).collect();
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subject,
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": {
            "verifier": {
                "id": "pkg:cargo/precheck-hook",
                "version": { "precheck-hook": record.gate.tool_version },
            },
            "timeVerified": record.release_date,
            "resourceUri": resource(&record.git.commit),
            "policy": { "uri": "precheck.toml", "digest": { "sha256": record.gate.config_sha256 } },
            "inputAttestations": [{ "uri": manifest_path, "digest": { "sha256": manifest_sha256 } }],
            "verificationResult": "PASSED",
            "verifiedLevels": ["SLSA_BUILD_LEVEL_UNEVALUATED"],
            "slsaVersion": "1.0",
        },
    })
}

/// The judged commit, by its content: <https://www.iana.org/assignments/uri-schemes/prov/gitoid>
fn resource(commit: &str) -> String {
    let hash = if commit.len() == 64 { "sha256" } else { "sha1" };
    format!("gitoid:commit:{hash}:{commit}")
}

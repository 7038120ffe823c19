use serde_json::{Value, json};

use super::Release;
use crate::evidence::{FileEvidence, ImageEvidence};

/// Weights and images as components of the release.
pub fn bill(release: &Release) -> Value {
    let Release { version, name, record, manifest_sha256, .. } = release;
    let number = version.number();
    let weights = record.files.iter().map(|file| weight(file, &number));
    let images = record.images.iter().map(|(service, image)| container(service, image));
    let components: Vec<_> = weights.chain(images).collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial(manifest_sha256),
        "version": 1,
        "metadata": {
            "timestamp": record.release_date,
            "tools": { "components": [{
                "type": "application", "name": "precheck-hook", "version": record.gate.tool_version,
            }] },
            "component": {
                "type": "application", "bom-ref": "release", "name": name, "version": number,
                "properties": [property("commit", &record.git.commit), property("manifest-sha256", manifest_sha256)],
            },
        },
        "components": components,
    })
}

fn weight(file: &FileEvidence, number: &str) -> Value {
    json!({
        "type": "machine-learning-model",
        "bom-ref": format!("weights:{}", file.path),
        "name": file.path,
        "version": number,
        "hashes": hashes(file),
        "properties": [
            property("format", &file.format), property("kind", &file.kind), property("size", &file.size.to_string()),
        ],
    })
}

/// Of what only DVC has, its MD5; of a folder there, whose list has one, none.
fn hashes(file: &FileEvidence) -> Vec<Value> {
    let md5 = file.md5.as_ref().filter(|md5| md5.len() == 32);
    let known = [("SHA-256", file.sha256.as_ref()), ("MD5", md5)];
    known.into_iter().filter_map(|(alg, hash)| Some(json!({ "alg": alg, "content": hash? }))).collect()
}

/// Where no digest is known, none is made up.
fn container(service: &str, image: &ImageEvidence) -> Value {
    let (name, tag) = named(&image.reference);
    let mut component = json!({
        "type": "container",
        "bom-ref": format!("image:{service}"),
        "name": name,
        "properties": [property("service", service), property("evidence", &image.evidence)],
    });
    if let Some(tag) = tag {
        component["version"] = json!(tag);
    }
    if let Some(sha256) = image.digest.as_deref().and_then(|digest| digest.strip_prefix("sha256:")) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sha256 }]);
        component["purl"] = json!(purl(name, tag, sha256));
    }
    component
}

/// Name and tag of `[REGISTRY/]NAME[:TAG]`: a colon before the last slash belongs to the registry's port.
fn named(reference: &str) -> (&str, Option<&str>) {
    let path = reference.rfind('/').map_or(0, |at| at + 1);
    match reference[path..].find(':') {
        Some(colon) => (&reference[..path + colon], Some(&reference[path + colon + 1..])),
        None => (reference, None),
    }
}

/// <https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md>
fn purl(name: &str, tag: Option<&str>, sha256: &str) -> String {
    let short = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let tag = tag.map_or_else(String::new, |tag| format!("&tag={tag}"));
    format!("pkg:oci/{short}@sha256%3A{sha256}?repository_url={}{tag}", name.replace(':', "%3A"))
}

/// The same release has the same number: its manifest's hash in the form of a UUID (RFC 9562, version 8).
fn serial(sha256: &str) -> String {
    let digit = |at: usize| sha256.as_bytes().get(at).map_or('0', |&byte| char::from(byte));
    let group = |from: usize, to: usize| (from..to).map(digit).collect::<String>();
    format!("urn:uuid:{}-{}-8{}-8{}-{}", group(0, 8), group(8, 12), group(12, 15), group(15, 18), group(18, 30))
}

fn property(name: &str, value: &str) -> Value {
    json!({ "name": format!("precheck-hook:{name}"), "value": value })
}

use std::collections::BTreeMap;

use super::*;
use crate::digest;
use crate::evidence::{Evidence, FileEvidence, ImageEvidence};
use crate::git::Oid;
use crate::release::manifest::{self, Facts, GateFacts};
use crate::testing::NOW;

fn file(path: &str) -> FileEvidence {
    FileEvidence {
        path: path.to_owned(),
        size: 2,
        sha256: Some(digest::sha256(path.as_bytes())),
        md5: None,
        kind: "model".to_owned(),
        format: "onnx".to_owned(),
        storage: "local".to_owned(),
    }
}

fn image(reference: &str, digest: Option<&str>) -> ImageEvidence {
    ImageEvidence {
        reference: reference.to_owned(),
        digest: digest.map(str::to_owned),
        image_id: None,
        evidence: if digest.is_some() { "pin" } else { "none" }.to_owned(),
    }
}

fn exported(files: Vec<FileEvidence>, form: Form, folder: Option<&str>) -> Result<Value> {
    let pin = format!("sha256:{}", "9f86d081".repeat(8));
    let images: BTreeMap<_, _> = [
        ("api".to_owned(), image("reg.example:5000/team/api:v1.2.3", Some(&pin))),
        ("cache".to_owned(), image("redis", None)),
    ]
    .into();
    let version: Version = "v1.2.3".parse().unwrap();
    let gate = GateFacts { tool_version: "0.1.0".to_owned(), config_sha256: "c".repeat(64), ..GateFacts::default() };
    let files = manifest::files(&Facts {
        version: &version,
        date: NOW,
        commit: Oid::from_hex("1".repeat(40).as_bytes()).unwrap(),
        commit_role: "source",
        branch: Some("main"),
        evidence: &Evidence { files, images, ..Evidence::default() },
        previous: None,
        notes_sha256: None,
        gate,
    })?;
    let (path, bytes) = (&files[2].path, &files[2].bytes);
    let record = Record::parse(bytes)?;
    let release = Release {
        version: &version,
        name: "shop",
        record: &record,
        manifest_path: path,
        manifest_sha256: &digest::sha256(bytes),
        folder,
    };
    Ok(serde_json::from_str(&export(&release, form)?)?)
}

#[test]
fn the_statement_names_manifest_weights_and_images_that_have_a_digest() {
    let statement = exported(vec![file("models/a.onnx")], Form::InToto, None).unwrap();
    let names: Vec<_> = statement["subject"].as_array().unwrap().iter().map(|subject| &subject["name"]).collect();
    assert_eq!(names, ["releases/manifest_v1.2.3.json", "models/a.onnx", "reg.example:5000/team/api:v1.2.3"]);
    assert_eq!(statement["predicate"]["resourceUri"], format!("gitoid:commit:sha1:{}", "1".repeat(40)));
    assert_eq!(statement["predicate"]["verificationResult"], "PASSED");
}

#[test]
fn the_bill_has_a_component_for_each_weight_and_image_and_makes_no_digest_up() {
    let bill = exported(vec![file("models/a.onnx")], Form::Cyclonedx, None).unwrap();
    let components = bill["components"].as_array().unwrap();
    assert_eq!(components.len(), 3);
    assert_eq!(components[0]["hashes"][0]["content"], digest::sha256(b"models/a.onnx"));
    let purl = components[1]["purl"].as_str().unwrap();
    let end = "?repository_url=reg.example%3A5000/team/api&tag=v1.2.3";
    assert!(purl.starts_with("pkg:oci/api@sha256%3A9f86d081") && purl.ends_with(end), "{purl}");
    assert_eq!((&components[2]["name"], &components[2]["hashes"]), (&Value::from("redis"), &Value::Null));
    let serial = bill["serialNumber"].as_str().unwrap();
    assert_eq!((serial.len(), &serial[23..24]), ("urn:uuid:".len() + 36, "8"));
}

#[test]
fn a_folders_digest_is_that_of_its_files_in_the_order_of_their_paths() {
    let paths = ["models/a.b", "models/a/b", "models/sub dir/c"];
    let statement = exported(paths.map(file).into(), Form::ModelSigning, None).unwrap();
    let names: Vec<_> =
        statement["predicate"]["resources"].as_array().unwrap().iter().map(|resource| &resource["name"]).collect();
    assert_eq!(names, ["a/b", "a.b", "sub dir/c"]);
    let digests = ["models/a/b", "models/a.b", "models/sub dir/c"].map(|path| digest::sha256_raw(path.as_bytes()));
    assert_eq!(statement["subject"][0]["digest"]["sha256"], digest::sha256(&digests.concat()));
    assert_eq!(statement["subject"][0]["name"], "models");
}

#[test]
fn of_several_folders_one_has_to_be_named() {
    let files = || vec![file("models/a.onnx"), file("checkpoints/b.pt")];
    let error = exported(files(), Form::ModelSigning, None).unwrap_err().to_string();
    assert!(error.contains("checkpoints, models") && error.contains("--folder"), "{error}");
    let statement = exported(files(), Form::ModelSigning, Some("checkpoints/")).unwrap();
    assert_eq!(statement["predicate"]["resources"][0]["name"], "b.pt");
    let error = exported(files(), Form::ModelSigning, Some("weights")).unwrap_err().to_string();
    assert!(error.contains("no weights below weights"), "{error}");
    assert!(exported(Vec::new(), Form::ModelSigning, None).is_err());
}

//! What layouts and archives, made here byte by byte, prove.

use serde_json::json;

use super::*;
use crate::checks::artifacts::Artifacts;
use crate::digest;
use crate::testing::Sandbox;

const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";

/// Files of a layout by their paths in it.
#[derive(Default)]
struct Layout(Vec<(String, Vec<u8>)>);

impl Layout {
    fn blob(&mut self, bytes: &[u8]) -> String {
        let hex = digest::sha256(bytes);
        self.0.push((format!("blobs/sha256/{hex}"), bytes.to_vec()));
        format!("sha256:{hex}")
    }

    /// Digest of the manifest, and of the configuration.
    fn image(&mut self, content: &str) -> (String, String) {
        let config = self.blob(format!("{{\"os\": \"linux\", \"x\": \"{content}\"}}").as_bytes());
        let manifest =
            json!({"schemaVersion": 2, "config": {"mediaType": OCI_CONFIG, "digest": config, "size": 1}, "layers": []});
        (self.blob(manifest.to_string().as_bytes()), config)
    }

    fn index(mut self, manifests: &serde_json::Value) -> Self {
        let index = json!({"schemaVersion": 2, "manifests": manifests}).to_string();
        self.0.push(("oci-layout".to_owned(), br#"{"imageLayoutVersion": "1.0.0"}"#.to_vec()));
        self.0.push(("index.json".to_owned(), index.into_bytes()));
        self
    }

    fn write(&self, sandbox: &Sandbox, folder: &str) {
        for (path, bytes) in &self.0 {
            sandbox.write(&format!("{folder}/{path}"), bytes);
        }
    }

    fn tar(&self) -> Vec<u8> {
        let mut tar = ::tar::Builder::new(Vec::new());
        for (path, bytes) in &self.0 {
            let mut header = ::tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, path, &bytes[..]).unwrap();
        }
        tar.into_inner().unwrap()
    }
}

fn named(digest: &str, name: &str) -> serde_json::Value {
    json!({"digest": digest, "size": 1, "annotations": {"org.opencontainers.image.ref.name": name}})
}

/// What `docker save` writes of one image.
fn saved(tag: &str, config: &[u8]) -> Layout {
    let path = format!("{}.json", digest::sha256(config));
    let manifest = json!([{"Config": path, "RepoTags": [tag], "Layers": ["x/layer.tar"]}]);
    Layout(vec![(path, config.to_vec()), ("manifest.json".to_owned(), manifest.to_string().into_bytes())])
}

fn sandbox(compose: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "dist/\n").write("compose.yaml", compose).commit("Begin");
    sandbox
}

fn settings() -> Artifacts {
    Artifacts {
        image_archives: vec!["dist/*.tar".to_owned(), "dist/*".to_owned()].try_into().unwrap(),
        ..Artifacts::default()
    }
}

fn shown(examination: &Examination, service: &str) -> (String, Option<String>, Option<String>) {
    let image = &examination.evidence.images[service];
    (image.evidence.clone(), image.digest.clone(), image.image_id.clone())
}

#[test]
fn a_layout_proves_digest_and_image_id_of_the_tag_it_names() {
    let compose = "services: {a: {image: 'reg.example/team/app:v1'}, b: {image: 'other:v1'}, c: {image: 'docker.io/library/c:2'}}";
    let mut layout = Layout::default();
    let (manifest, config) = layout.image("a");
    let (second, second_config) = layout.image("c");
    // A tag alone belongs to the image that the folder is called after.
    let layout = layout.index(&json!([named(&manifest, "v1"), named(&second, "c:2")]));
    for in_tar in [false, true] {
        let sandbox = sandbox(compose);
        if in_tar {
            sandbox.write("dist/app.tar", layout.tar());
        } else {
            layout.write(&sandbox, "dist/app");
        }
        let examination = sandbox.examine(&settings(), None);
        assert_eq!(examination.codes(), [""; 0]);
        assert_eq!(shown(&examination, "a"), ("oci-layout".to_owned(), Some(manifest.clone()), Some(config.clone())));
        assert_eq!(shown(&examination, "b"), ("none".to_owned(), None, None));
        assert_eq!(shown(&examination, "c").2.as_ref(), Some(&second_config));
        assert!(examination.passed.contains(&"3 images, 0 pinned by digest, 2 known from an OCI layout".to_owned()));
    }
}

#[test]
fn an_index_in_the_index_is_followed_and_of_several_platforms_there_is_no_one_id() {
    let mut layout = Layout::default();
    let (one, config) = layout.image("one");
    let (two, _) = layout.image("two");
    let attestation = json!({"digest": two, "size": 1, "platform": {"os": "unknown", "architecture": "unknown"}});
    let of = |parts: serde_json::Value| json!({"schemaVersion": 2, "manifests": parts}).to_string();
    let single = layout.blob(of(json!([{"digest": one, "size": 1}, attestation])).as_bytes());
    let missing = json!({"digest": format!("sha256:{}", "0".repeat(64)), "size": 1});
    let both = layout.blob(of(json!([{"digest": one, "size": 1}, {"digest": two, "size": 1}, missing])).as_bytes());
    let nested = layout.blob(of(json!([named(&single, "a:3")])).as_bytes());
    layout = layout.index(&json!([named(&single, "a:1"), named(&both, "a:2"), {"digest": nested, "size": 1}]));
    let sandbox = sandbox("services: {a: {image: 'a:1'}, b: {image: 'a:2'}, c: {image: 'a:3'}}");
    layout.write(&sandbox, "dist/x");
    let examination = sandbox.examine(&settings(), None);
    assert_eq!(examination.codes(), [""; 0]);
    assert_eq!(shown(&examination, "a"), ("oci-layout".to_owned(), Some(single.clone()), Some(config.clone())));
    assert_eq!(shown(&examination, "b"), ("oci-layout".to_owned(), Some(both), None));
    assert_eq!(shown(&examination, "c"), ("oci-layout".to_owned(), Some(single), Some(config)));
}

#[test]
fn an_archive_of_docker_save_proves_the_image_id() {
    let sandbox = sandbox("services: {a: {image: 'demo:v1.2.3'}}");
    let config = br#"{"os": "linux"}"#;
    sandbox.write("dist/whatever.tar", saved("demo:v1.2.3", config).tar());
    let examination = sandbox.examine(&settings(), None);
    let id = format!("sha256:{}", digest::sha256(config));
    assert_eq!(shown(&examination, "a"), ("docker-archive".to_owned(), None, Some(id)));
}

#[test]
fn bytes_that_are_not_what_their_names_say_prove_nothing() {
    let mut layout = Layout::default();
    let (manifest, config) = layout.image("a");
    let sound = layout.index(&json!([named(&manifest, "a:1")]));
    let at = |digest: &str| format!("blobs/sha256/{}", digest.trim_start_matches("sha256:"));
    let with = |path: &str, bytes: Option<&[u8]>| {
        let others = sound.0.iter().filter(|(known, _)| known != path).cloned();
        Layout(others.chain(bytes.map(|bytes| (path.to_owned(), bytes.to_vec()))).collect())
    };
    let evil = json!([{"digest": "sha256:../../etc/passwd", "size": 1}]);
    let plain = |bytes: &[u8]| bytes.to_vec();
    let cut = sound.tar()[..1536].to_vec();
    let lied = Layout(vec![
        ("0.json".to_owned(), b"{}".to_vec()),
        ("manifest.json".to_owned(), br#"[{"Config": "0.json", "RepoTags": ["a:1"]}]"#.to_vec()),
    ]);
    for (tar, why) in [
        (with(&at(&manifest), Some(b"{}")).tar(), "other bytes than its name says"),
        (with(&at(&config), Some(b"{}")).tar(), "other bytes than its name says"),
        (with(&at(&manifest), None).tar(), "which it does not hold"),
        (with("index.json", Some(b"[]")).tar(), "index.json"),
        (Layout::default().index(&evil).tar(), "is no SHA-256 digest"),
        (lied.tar(), "other bytes than its name says"),
        (cut, "cut off"),
        (Layout(vec![("x".to_owned(), vec![1])]).tar(), "neither index.json nor manifest.json"),
        (plain(&[0x1f, 0x8b, 8, 0]), "compressed"),
        (plain(&[b'x'; 2000]), "no tar file"),
        (plain(b""), "cut off"),
    ] {
        let sandbox = sandbox("services: {a: {image: 'a:1'}}");
        sandbox.write("dist/a.tar", tar);
        let examination = sandbox.examine(&settings(), None);
        assert_eq!(examination.codes(), ["artifacts/bad-image-archive"], "{why}");
        assert!(examination.findings[0].message.contains(why), "{why}: {}", examination.findings[0].message);
        assert_eq!(shown(&examination, "a").0, "none");
    }
}

#[test]
fn archives_that_contradict_a_pin_or_one_another_are_told() {
    let mut layout = Layout::default();
    let (manifest, _) = layout.image("a");
    let layout = layout.index(&json!([named(&manifest, "a:1")]));
    let pinned = sandbox(&format!("services: {{a: {{image: 'a:1@sha256:{}'}}}}", "1".repeat(64)));
    layout.write(&pinned, "dist/a");
    let examination = pinned.examine(&settings(), None);
    assert_eq!(examination.codes(), ["artifacts/image-archive-differs"]);
    assert_eq!(examination.findings[0].help.as_deref().unwrap(), format!("pin the one in dist/a: `a:1@{manifest}`"));
    assert_eq!(shown(&examination, "a").0, "pin");
    let twice = sandbox("services: {a: {image: 'a:1'}}");
    layout.write(&twice, "dist/a");
    twice.write("dist/b.tar", saved("a:1", b"{}").tar());
    let examination = twice.examine(&settings(), None);
    assert_eq!(examination.codes(), ["artifacts/image-archive-differs"]);
    assert_eq!(shown(&examination, "a").0, "none");
}

#[test]
fn a_long_name_and_a_large_size_are_read_as_tar_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.tar");
    let long = format!("{}/end", "d".repeat(180));
    let mut builder = ::tar::Builder::new(Vec::new());
    let mut header = ::tar::Header::new_gnu();
    header.set_size(3);
    header.set_mode(0o644);
    builder.append_data(&mut header, &long, &b"abc"[..]).unwrap();
    builder.append_pax_extensions([("size", &b"2"[..]), ("path", &b"pax"[..])]).unwrap();
    let mut header = ::tar::Header::new_ustar();
    header.set_path("short").unwrap();
    header.set_size(2);
    header.set_cksum();
    builder.append(&header, &b"hi"[..]).unwrap();
    std::fs::write(&path, builder.into_inner().unwrap()).unwrap();
    let mut tar = tar::Tar::open(&path).unwrap();
    assert_eq!(tar.read(&long, 10).unwrap().unwrap(), b"abc");
    assert_eq!(tar.read("pax", 10).unwrap().unwrap(), b"hi");
    assert!(tar.read("pax", 1).is_err());
    assert_eq!(tar.read("short", 10).unwrap(), None);
}

#[test]
fn whatever_bytes_an_archive_holds_nothing_panics() {
    let mut layout = Layout::default();
    let (manifest, _) = layout.image("a");
    let sound = layout.index(&json!([named(&manifest, "a:1")])).tar();
    let sandbox = sandbox("services: {a: {image: 'a:1'}}");
    let repo = sandbox.repo();
    let globs = settings().image_archives;
    let mut state = 7_usize;
    for _ in 0..300 {
        let mut bytes = sound.clone();
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (state >> 33) % bytes.len();
            bytes[at] = state.to_le_bytes()[3];
        }
        bytes.truncate(bytes.len() - (state >> 40) % 2 * ((state >> 42) % bytes.len()));
        sandbox.write("dist/a.tar", bytes);
        find(&globs, &repo, &Snapshot::of_work_tree(&repo), &mut Examination::default()).unwrap();
    }
}

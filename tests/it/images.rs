//! Registries on loopback: a real one, where `docker-registry` and `skopeo` are installed, and one that wants credentials.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{World, path_without_us, text};

/// A registry of this test's own, ended with it.
struct Registry {
    child: Child,
    host: String,
}

impl Registry {
    /// `None`, with a word about it, where the tools are not installed.
    fn start(world: &World) -> Option<Self> {
        for tool in ["docker-registry", "skopeo"] {
            let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            if found.is_err() {
                // Past what the test runner keeps for itself.
                let skipped = format!("skipped: {tool} is not installed, so no real registry was asked\n");
                std::io::stderr().write_all(skipped.as_bytes()).unwrap();
                return None;
            }
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let host = format!("127.0.0.1:{port}");
        let (settings, root) = (world.beside("registry.yml"), world.beside("registry"));
        let text = json!({
            "version": 0.1, "log": {"level": "error"}, "http": {"addr": host},
            "storage": {"filesystem": {"rootdirectory": root}},
        });
        std::fs::write(&settings, text.to_string()).unwrap();
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(settings).stdout(Stdio::null()).stderr(Stdio::null());
        let registry = Self { child: command.spawn().unwrap(), host };
        let started = Instant::now();
        while TcpStream::connect(&registry.host).is_err() {
            assert!(started.elapsed() < Duration::from_secs(10), "docker-registry does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(registry)
    }

    fn push(&self, layout: &Path, name: &str) {
        let out = Command::new("skopeo")
            .args(["--insecure-policy", "copy", "--quiet", "--preserve-digests", "--dest-tls-verify=false"])
            .arg(format!("oci:{}:v1.0.0", layout.display()))
            .arg(format!("docker://{}/{name}", self.host))
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", text(&out));
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// Writes an image with one file as an OCI layout; digests of manifest and configuration.
fn build(folder: &Path, content: &str) -> (String, String) {
    let blob = |bytes: &[u8]| {
        let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        std::fs::create_dir_all(folder.join("blobs/sha256")).unwrap();
        std::fs::write(folder.join("blobs/sha256").join(&hex), bytes).unwrap();
        format!("sha256:{hex}")
    };
    let descriptor = |kind: &str, bytes: &[u8]| {
        let kind = format!("application/vnd.oci.image.{kind}");
        json!({"mediaType": kind, "digest": blob(bytes), "size": bytes.len()})
    };
    let mut layer = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    layer.append_data(&mut header, "app.txt", content.as_bytes()).unwrap();
    let layer = descriptor("layer.v1.tar", &layer.into_inner().unwrap());
    let config = json!({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
    });
    let config = descriptor("config.v1+json", config.to_string().as_bytes());
    let manifest = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer],
    });
    let mut manifest = descriptor("manifest.v1+json", manifest.to_string().as_bytes());
    manifest["annotations"] = json!({"org.opencontainers.image.ref.name": "v1.0.0"});
    std::fs::write(folder.join("oci-layout"), r#"{"imageLayoutVersion": "1.0.0"}"#).unwrap();
    let index = json!({"schemaVersion": 2, "manifests": [manifest]});
    std::fs::write(folder.join("index.json"), index.to_string()).unwrap();
    let digest = |of: &Value| of["digest"].as_str().unwrap().to_owned();
    (digest(&manifest), digest(&config))
}

fn world(host: &str, world: World) -> World {
    world.write_service();
    world.write("compose.yaml", format!("services: {{app: {{build: ., image: '{host}/team/app:v1.0.0'}}}}\n"));
    world.write("precheck.toml", "[checks.artifacts]\nregistry = true\nimage-archives = ['dist/*']\n");
    world.write(".gitignore", ".env\ncheckpoints/*.safetensors\ndist/\n");
    world.commit("Serve");
    world
}

#[test]
fn a_version_is_made_once_the_registry_serves_what_was_built_and_the_manifest_says_which() {
    let empty = World::new();
    let Some(registry) = Registry::start(&empty) else { return };
    let world = world(&registry.host, empty);
    let dist = world.path().join("dist/app");
    let (digest, image_id) = build(&dist, "one");
    let said = world.refused(&["tag", "v1.0.0"]);
    assert!(said.contains("is not pushed yet") && said.contains("docker push"), "{said}");
    registry.push(&dist, "team/app:v1.0.0");
    world.said(&["tag", "v1.0.0"]);
    let manifest: Value = serde_json::from_str(&world.read("releases/manifest_v1.0.0.json")).unwrap();
    let image = &manifest["images"]["app"];
    assert_eq!([&image["evidence"], &image["digest"], &image["image_id"]], ["registry", &digest, &image_id]);
}

#[test]
fn what_was_built_again_and_not_pushed_refuses_and_so_does_a_registry_that_is_gone() {
    let empty = World::new();
    let Some(registry) = Registry::start(&empty) else { return };
    let world = world(&registry.host, empty);
    let dist = world.path().join("dist/app");
    build(&dist, "one");
    registry.push(&dist, "team/app:v1.0.0");
    std::fs::remove_dir_all(&dist).unwrap();
    build(&dist, "two");
    let said = text(&world.precheck(&["run", "--version", "v1.0.0", "--only", "artifacts"]));
    assert!(said.contains("artifacts/image-not-pushed"), "{said}");
    drop(registry);
    let out = world.precheck(&["run", "--version", "v1.0.0", "--only", "artifacts"]);
    assert!(text(&out).contains("artifacts/registry-unasked"), "{}", text(&out));
    assert_eq!(out.status.code(), Some(1));
}

/// A server that shows an image to who gives this name and password.
fn guarded(credential: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && connection.read(&mut byte).unwrap() == 1 {
                request.push(byte[0]);
            }
            let shown = String::from_utf8_lossy(&request).contains(&format!("Basic {credential}\r\n"));
            let answer = if shown {
                "200 OK\r\nContent-Type: application/vnd.oci.image.manifest.v1+json\r\nContent-Length: 2\r\n\r\n{}"
            } else {
                "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
            };
            connection.write_all(format!("HTTP/1.1 {answer}").as_bytes()).unwrap();
        }
    });
    host
}

#[test]
fn a_credential_helper_is_asked_as_docker_asks_it_and_what_it_says_is_not_repeated() {
    let host = guarded("YWRhOmh1c2g=");
    let world = World::without_hooks();
    world.write("compose.yaml", format!("services: {{app: {{image: '{host}/app:1'}}}}"));
    world.write("precheck.toml", "[checks.artifacts]\nregistry = true\n");
    world.commit("Begin");
    let helper = |script: &str| {
        std::fs::create_dir_all(world.beside("bin")).unwrap();
        let path = world.beside("bin/docker-credential-vault");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    let run = || {
        let home = world.beside("");
        let folders = std::env::split_paths(&path_without_us(&home)).chain([world.beside("bin")]).collect::<Vec<_>>();
        let mut command = world.command(crate::harness::binary());
        command.args(["run", "--only", "artifacts"]).env("PATH", std::env::join_paths(folders).unwrap());
        let out = command.output().unwrap();
        assert!(!text(&out).contains("hush"), "{}", text(&out));
        (out.status.code(), text(&out))
    };
    std::fs::create_dir_all(world.beside(".docker")).unwrap();
    for settings in [
        format!(r#"{{"credHelpers": {{"{host}": "vault"}}}}"#),
        format!(r#"{{"credsStore": "vault", "auths": {{"{host}": {{}}}}}}"#),
    ] {
        std::fs::write(world.beside(".docker/config.json"), settings).unwrap();
        helper(&format!(r#"[ "$1 $(cat)" = "get {host}" ] && echo '{{"Username": "ada", "Secret": "hush"}}'"#));
        let (code, said) = run();
        assert_eq!(code, Some(0), "{said}");
        helper("cat > /dev/null; echo credentials not found; exit 1");
        assert!(run().1.contains("docker login"));
        helper("echo hush");
        let (code, said) = run();
        assert!(code == Some(1) && said.contains("docker-credential-vault does not answer in JSON"), "{said}");
    }
}

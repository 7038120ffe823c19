//! What the gate says of images.

use crate::checks::artifacts::Artifacts;
use crate::finding::Severity;
use crate::testing::Sandbox;

fn sandbox(compose: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", ".env\n").write("docker-compose.yml", compose).commit("Begin");
    sandbox
}

#[test]
fn images_are_recorded_with_variables_filled_in_and_pins_kept() {
    let digest = format!("sha256:{}", "9f86d081".repeat(8));
    let sandbox = sandbox(&format!(
        "services:\n  api: {{image: 'reg.example:5000/team/api:${{TAG}}'}}\n  db: {{image: 'postgres:16@{digest}'}}\n  \
         cache: {{image: 'redis:${{REDIS:-7.4}}'}}\n  worker: {{build: .}}\n  app: {{build: ., image: app}}\n"
    ));
    sandbox.write(".env", "TAG=v1.2.3\n");
    let examination = sandbox.examine(&Artifacts::default(), None);
    assert_eq!(examination.codes(), [""; 0]);
    let images = &examination.evidence.images;
    assert_eq!(images["api"].reference, "reg.example:5000/team/api:v1.2.3");
    assert_eq!(images["api"].evidence, "none");
    assert_eq!(images["db"].reference, "postgres:16");
    assert_eq!((images["db"].digest.as_ref(), &*images["db"].evidence), (Some(&digest), "pin"));
    assert_eq!(images["cache"].reference, "redis:7.4");
    assert_eq!(examination.passed[1..], ["5 images, 1 pinned by digest", "built from this repository: app, worker"]);
}

#[test]
fn floating_undefined_and_unreadable_names_are_found() {
    for (image, code, severity) in [
        ("redis", "artifacts/floating-image", Severity::Warning),
        ("reg.example:5000/redis", "artifacts/floating-image", Severity::Warning),
        ("redis:latest", "artifacts/floating-image", Severity::Warning),
        ("app:${TAG}", "artifacts/undefined-variable", Severity::Error),
        ("${REGISTRY}app:1", "artifacts/undefined-variable", Severity::Warning),
        ("app:1${TAG:?}", "artifacts/undefined-variable", Severity::Error),
        ("app:${TAG", "artifacts/bad-image", Severity::Error),
        ("app@sha256:abc", "artifacts/bad-image", Severity::Error),
        ("app:a b", "artifacts/bad-image", Severity::Error),
    ] {
        let found = sandbox(&format!("services:\n  a:\n    image: '{image}'\n"));
        let found = found.examine(&Artifacts::default(), None).findings;
        let shown: Vec<_> = found.iter().map(|f| (f.code.id, f.severity)).collect();
        assert_eq!(shown, [(code, severity)], "{image}");
    }
}

#[test]
fn the_override_file_counts_and_a_service_without_image_is_noted() {
    let sandbox = sandbox("services:\n  a: {image: 'a:1'}\n  b: {ports: [80]}\n");
    sandbox.write("docker-compose.override.yml", "services:\n  a: {image: 'a:2'}\n").commit("Override");
    let examination = sandbox.examine(&Artifacts::default(), None);
    assert_eq!(examination.evidence.images["a"].reference, "a:2");
    assert_eq!(examination.codes(), ["artifacts/image-unknown"]);
}

#[test]
fn what_extends_and_includes_bring_is_recorded_and_a_profile_is_named() {
    let sandbox = sandbox("include: [db/compose.yml]\nservices:\n  a: {extends: {service: base, file: base.yml}}\n");
    sandbox.write("base.yml", "services: {base: {image: 'app:$TAG'}}").write(".env", "TAG=1.2.3\n");
    sandbox
        .write("db/compose.yml", "services: {db: {image: 'db:$TAG', profiles: [ci]}, x: {image: x, profiles: [ci]}}");
    sandbox.commit("Parts");
    let examination = sandbox.examine(&Artifacts::default(), None);
    let images: Vec<_> = examination.evidence.images.iter().map(|(name, i)| (&**name, &*i.reference)).collect();
    assert_eq!(images, [("a", "app:1.2.3"), ("db", "db:1.2.3"), ("x", "x")]);
    let said: Vec<_> = examination.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(said, ["service x (profile ci) runs `x`, which means another image after every push"]);
}

#[test]
fn what_is_built_without_a_name_gets_the_name_of_the_project() {
    let sandbox = sandbox("name: shop\nservices:\n  worker: {build: .}\n");
    let examination = sandbox.examine(&Artifacts::default(), None);
    let worker = &examination.evidence.images["worker"];
    assert_eq!((&*worker.reference, &*worker.evidence), ("shop-worker", "none"));
}

#[test]
fn files_that_are_missing_or_elsewhere_are_told_and_not_read() {
    let sandbox = sandbox("include: [lost.yml, ../x.yml]\nservices: {a: {image: 'a:1'}}");
    sandbox.write(".env", "COMPOSE_FILE=docker-compose.yml:local.yml\n");
    let found = sandbox.examine(&Artifacts::default(), None).findings;
    let shown: Vec<_> = found.iter().map(|f| (f.code.id, f.severity, f.message.as_str())).collect();
    let code = "artifacts/compose-unread";
    assert_eq!(
        shown,
        [
            (code, Severity::Warning, ".env names `local.yml`, which is not in the repository"),
            (
                code,
                Severity::Error,
                "docker-compose.yml names `lost.yml`, which is not in the repository: Compose will not start"
            ),
            (
                code,
                Severity::Warning,
                "docker-compose.yml names `../x.yml`, which lies outside the repository; it is not read"
            ),
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_within_the_repository_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("deploy/app.yml", "services: {a: {image: 'a:$T', build: .}}").write("deploy/vars", "T=1\n");
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, sandbox.path().join(name)).unwrap();
    link("deploy/app.yml", "compose.yaml");
    link("deploy/vars", ".env");
    link("/etc", "outside");
    sandbox.write("x.yml", "include: [{path: deploy/app.yml, env_file: outside/hostname}]");
    sandbox.commit("Links");
    let examination = sandbox.examine(&Artifacts::default(), None);
    assert_eq!(examination.evidence.images["a"].reference, "a:1");
    std::fs::remove_file(sandbox.path().join("compose.yaml")).unwrap();
    std::fs::remove_file(sandbox.path().join(".env")).unwrap();
    sandbox.write("compose.yaml", "include: [{path: deploy/app.yml, env_file: outside/hostname}]").commit("Out");
    let found = sandbox.examine(&Artifacts::default(), None).findings;
    assert!(found[0].message.contains("`outside/hostname`, which is not in the repository"), "{}", found[0].message);
}

#[test]
fn a_broken_file_is_an_error_with_file_and_line() {
    let sandbox = sandbox("services:\n  a: [\n");
    let error = sandbox.gate(&Artifacts::default(), None).err().unwrap();
    let shown = format!("{error:#}");
    assert!(shown.contains("docker-compose.yml") && shown.contains("line"), "{shown}");
}

#[test]
fn what_is_built_here_and_tagged_with_another_version_is_told_with_the_edit() {
    let sandbox = sandbox(
        "services:\n  literal: {build: ., image: 'reg.example/a:v1.2.2'}\n  variable: {build: ., image: 'reg.example/b:${TAG}'}\n  \
         default: {build: ., image: 'c:${NONE:-1.2.2}'}\n  part: {build: ., image: '${IMAGE}'}\n  right: {build: ., image: 'e:1.3.0-gpu'}\n  \
         db: {image: 'postgres:16.2.0'}\n  cache: {image: 'redis:7.4.1-alpine'}\n",
    );
    sandbox.write(".env", "TAG=v1.2.2\nIMAGE=reg.example/d:v1.2.2\n");
    let examination = sandbox.examine(&Artifacts::default(), Some("v1.3.0"));
    let helps: Vec<_> = examination.findings.iter().map(|f| (f.code.id, f.help.as_deref().unwrap())).collect();
    let code = "artifacts/other-version";
    assert_eq!(
        helps,
        [
            (code, "write `image: c:${NONE:-1.3.0}` on line 4 of docker-compose.yml, then build and push c:1.3.0"),
            (
                code,
                "write `image: reg.example/a:v1.3.0` on line 2 of docker-compose.yml, then build and push reg.example/a:v1.3.0"
            ),
            (code, "put v1.3.0 for v1.2.2 in `IMAGE` in .env, then build and push reg.example/d:v1.3.0"),
            (code, "set `TAG=v1.3.0` in .env, then build and push reg.example/b:v1.3.0"),
        ]
    );
    assert!(sandbox.examine(&Artifacts::default(), None).findings.is_empty());
}

#[test]
fn an_image_that_carried_the_last_version_is_expected_to_carry_this_one() {
    let sandbox = sandbox("services:\n  app: {image: 'reg.example/app:v1.2.2'}\n  db: {image: 'postgres:16.2.0'}\n");
    sandbox.git(&["tag", "v1.2.2"]);
    let found = |sandbox: &Sandbox| sandbox.examine(&Artifacts::default(), Some("v1.3.0")).codes();
    assert_eq!(found(&sandbox), ["artifacts/other-version"]);
    sandbox.git(&["tag", "--delete", "v1.2.2"]);
    assert_eq!(found(&sandbox), [""; 0], "nothing is known of the image");
    sandbox.git(&["tag", "v1.2.5"]);
    assert_eq!(found(&sandbox), [""; 0], "its tag goes its own way");
    let manifest = r#"{"images": {"app": {"ref": "reg.example/app:1.2.5"}, "db": {"ref": "postgres:16.2.0"}}}"#;
    sandbox.write("releases/manifest_v1.2.5.json", manifest).commit("Record");
    assert_eq!(found(&sandbox), ["artifacts/other-version"], "the manifest says what was released");
}

//! Versions in other tools' files.

use super::*;

const LOCK: &str = "version = 4\n\n[[package]]\nname = \"api\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"serde\"\nversion = \
                    \"1.0.0\"\nsource = \"registry\"\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\"api\"]\n";

/// A workspace, a package with its lock, a chart; and a package with a version of its own.
fn versioned() -> Scene {
    let scene = Scene::new();
    scene
        .here
        .write(
            "Cargo.toml",
            "# ours\n[workspace.package]\nversion = '1.0.0'   # all\n[package]\nname = \"shop\"\nversion.workspace = true\n",
        )
        .write("crates/api/Cargo.toml", "[package]\nname = \"api\"\nversion = { workspace = true }\n")
        .write("Cargo.lock", LOCK)
        .write("web/package.json", "{\n\t\"name\": \"web\",\n\t\"version\" : \"1.0.0\",\n\t\"x\": {\"version\": \"1.0.0\"}\n}\n")
        .write(
            "web/package-lock.json",
            "{\"version\": \"1.0.0\", \"packages\": {\"\": {\"version\": \"1.0.0\"}, \"node_modules/x\": {\"version\": \"1.0.0\"}}}",
        )
        .write("own/pyproject.toml", "[project]\nname = \"own\"\nversion = \"4.5.6\"\n")
        .write("deploy/chart/Chart.yaml", "name: shop\nversion: 0.3.1\nappVersion: \"v1.0.0\" # shop's\n")
        .commit("feat: begin");
    scene.release(&["v1.0.0"]);
    scene.here.write("app.py", "print(1)\n").commit("fix: it");
    scene
}

fn read(scene: &Scene, path: &str) -> String {
    String::from_utf8(scene.read(path)).unwrap()
}

#[test]
fn a_bump_writes_the_version_where_it_followed_the_releases_and_nothing_else() {
    let scene = versioned();
    scene.release(&["v1.1.0", "--bump", "--push"]);
    let others = [":!releases", ":!checkpoints", ":!VERSION", ":!app.py"];
    let changed = scene.here.git(&[&["diff", "--unified=0", "v1.0.0", "v1.1.0", "--", "."], &others[..]].concat());
    let lines: Vec<_> = changed.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++")).collect();
    let expected = [
        "+version = \"1.1.0\"",
        "+version = \"1.1.0\"",
        "+version = '1.1.0'   # all",
        "+appVersion: \"v1.1.0\" # shop's",
        "+{\"version\": \"1.1.0\", \"packages\": {\"\": {\"version\": \"1.1.0\"}, \"node_modules/x\": {\"version\": \"1.0.0\"}}}",
        "+\t\"version\" : \"1.1.0\",",
    ];
    assert_eq!(lines, expected);
    assert!(read(&scene, "Cargo.lock").contains("name = \"serde\"\nversion = \"1.0.0\""));
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");
    assert_eq!(scene.remote(&["rev-parse", "main"]), scene.here.git(&["rev-parse", "v1.1.0^{commit}"]));

    scene.here.write("app.py", "print(2)\n").commit("fix: it again");
    let out = scene.release(&["v1.2.0", "--bump", "--dry-run"]);
    assert!(out.contains("\nCargo.toml:\n# ours") && !out.contains("Release v1.1.0"), "{out}");
}

#[test]
fn without_a_bump_the_files_stay_and_are_told() {
    let scene = versioned();
    let before = read(&scene, "Cargo.toml");
    let out = scene.release(&["v1.1.0"]);
    for told in ["Cargo.toml:3 still names 1.0.0", "deploy/chart/Chart.yaml:3", "web/package.json:3"] {
        assert!(out.contains(told), "{told}: {out}");
    }
    assert!(!out.contains("pyproject"), "{out}");
    assert_eq!(read(&scene, "Cargo.toml"), before);
}

#[test]
fn a_bump_that_the_remote_refuses_is_put_back() {
    let scene = versioned();
    scene.remote_refuses();
    let before = scene.state();
    assert!(scene.refusal(&["v1.1.0", "--bump", "--push"]).contains("everything is as it was"));
    assert_eq!(scene.state(), before);
}

#[test]
fn a_change_of_the_users_own_in_such_a_file_refuses_and_a_bump_cut_short_does_not() {
    let scene = versioned();
    let manifest = read(&scene, "Cargo.toml");
    scene.here.write("Cargo.toml", manifest.clone() + "# mine\n");
    assert!(scene.refusal(&["v1.1.0", "--bump"]).contains("not committed: M Cargo.toml"));
    let half = manifest.replace("'1.0.0'", "'1.1.0'");
    scene.here.write("Cargo.toml", &half);
    assert!(scene.refusal(&["v1.1.0"]).contains("not committed: M Cargo.toml"));
    scene.release(&["v1.1.0", "--bump"]);
    assert_eq!(read(&scene, "Cargo.toml"), half);
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_release_cut_short_before_its_tag_is_not_bumped_twice() {
    let scene = versioned();
    scene.release(&["v1.1.0", "--bump"]);
    scene.here.git(&["tag", "--delete", "v1.1.0"]);
    let before = read(&scene, "Cargo.toml");
    scene.release(&["v1.1.0", "--bump"]);
    assert_eq!(read(&scene, "Cargo.toml"), before);
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");
}

//! A repository that was made to be executed, to be read beyond its root, or to speak to the terminal.

use std::os::unix::fs::symlink;
use std::process::Output;

use crate::harness::{World, binary, text, token};

/// A window title, a colour, turned reading direction, a C1 escape, a carriage return.
const CONTROLS: &str = "\u{1b}]0;x\u{7}\u{1b}[31m\u{202e}gpj\u{2066}\u{200b}\u{9b}31m\u{85}\r";

fn is_obeyed(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_harmless(what: &str, out: &Output) {
    for said in [&out.stdout, &out.stderr] {
        let said = std::str::from_utf8(said).unwrap();
        assert!(!said.contains(is_obeyed), "{what}: {said:?}");
        assert!(!said.contains("panicked"), "{what}: {said}");
    }
}

/// Every place that a repository has for text.
fn speaking() -> World {
    let world = World::new();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let c = CONTROLS;
    world.write(&format!("a{c}.txt"), token(1));
    world.write("two\nlines.txt", token(2));
    world.write(".env.example", format!("KEY{c}=\nPLAIN=\n"));
    world.write(".env", format!("SECRET{c}=changeme{c}\nOTHER=\"{c}\"\nDATABASE_URL=postgres://u:p{c}w@h/d\n"));
    let (service, image, file) =
        (quoted(&format!("app{c}")), quoted(&format!("reg/x{c}:v1")), quoted(&format!("../o{c}")));
    world.write(
        "compose.yaml",
        format!(
            "services:\n  {service}:\n    image: {image}\n    env_file: {file}\n    environment: {{{}: changeme}}\n  b:\n    extends: {{file: {file}, service: x}}\n",
            quoted(&format!("K{c}"))
        ),
    );
    world.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
    world.write("migrations/env.py", "");
    for (n, (id, down)) in
        [("a\\x1b[31m", ""), ("b\\u202e", "a\\x1b[31m"), ("c\\x9b", "a\\x1b[31m"), ("d", "gone\\x1b[2J")]
            .iter()
            .enumerate()
    {
        let text = format!(
            "\"\"\"{c}\"\"\"\nrevision = '{id}'\ndown_revision = '{down}'\ndef upgrade():\n    op.drop_table('t\\x1b[31m')\n"
        );
        world.write(&format!("migrations/versions/{n}.py"), text);
    }
    world.write(
        "RUNBOOK.md",
        format!("# Run {c}\n\n## Rollback {c}\n\n[l{c}](./nowhere{c}.md) [x](#{c})\n\n```sh\ndocker compose up s{c}\n./x{c}.sh\n```\n\n## Contacts\n\nTBD {c}\n"),
    );
    world.write(&format!("models/x{c}.pt"), "no model");
    world.write("precheck.toml", format!("[checks.secrets.env]\nrequired = [{}]\n", quoted(&format!("R{c}"))));
    world.ok(&["checkout", "--quiet", "-b", "x\u{202e}\u{200b}"]);
    world.ok(&["config", "user.name", CONTROLS]);
    world.ok(&["add", "--all"]);
    let author = format!("A{} <a@b>", c.replace('\r', ""));
    world.ok(&["commit", "--quiet", "--author", &author, "--message", &format!("feat: say {c} {}", token(3))]);
    world
}

#[test]
fn nothing_in_a_repository_speaks_to_the_terminal_in_any_format() {
    let world = speaking();
    for format in ["text", "json", "markdown", "sarif", "junit", "github"] {
        for judge in [&["run", "--version", "v1.0.0"][..], &["scan"], &["scan", "--all"]] {
            let arguments = [judge, &["--format", format]].concat();
            is_harmless(&arguments.join(" "), &world.precheck(&arguments));
        }
    }
    for format in ["text", "json", "dot", "mermaid"] {
        is_harmless(format, &world.precheck(&["migrations", "--format", format]));
    }
    for command in
        [&["notes"][..], &["checklist", "v1.0.0"], &["doctor"], &["explain", CONTROLS], &["verify", "v1.0.0"]]
    {
        is_harmless(command[0], &world.precheck(command));
    }
    is_harmless("push", &world.git(&["push", "origin", "HEAD"]));
    is_harmless("tag", &world.git(&["tag", "-a", "-m", CONTROLS, "v1.0.0"]));
    for settings in ["[checks.{}]\n", "[[waive]]\ncode = \"{}\"\nreason = \"x\"\n", "x{} = 1\n"] {
        world.write("precheck.toml", settings.replace("{}", CONTROLS));
        is_harmless(settings, &world.precheck(&["run"]));
    }
}

/// What git can be told to execute by the settings of a repository. `filter.*.clean` is not among it: without it
/// `git status` would tell every file of Git LFS as changed.
const PROGRAMS: [&str; 17] = [
    "core.fsmonitor",
    "core.pager",
    "pager.status",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.gitProxy",
    "diff.external",
    "diff.x.command",
    "diff.x.textconv",
    "filter.x.smudge",
    "gpg.program",
    "gpg.ssh.program",
    "credential.helper",
    "alias.status",
    "uploadpack.packObjectsHook",
    "interactive.diffFilter",
];

#[test]
fn no_command_executes_what_a_repository_configures() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.write(".gitattributes", "* filter=x diff=x merge=x\n");
    world.write("a.txt", "changed\n");
    world.commit("Attribute");
    world.write("a.txt", "changed once more\n");
    let marker = world.beside("executed");
    let line = format!("HEAD {} refs/heads/x {}\n", world.ok(&["rev-parse", "HEAD"]), "0".repeat(40));
    for name in PROGRAMS {
        let program = format!("echo {name} >>{}; cat; false", marker.display());
        world.ok(&["config", name, &if name == "alias.status" { format!("!{program}") } else { program }]);
    }
    for arguments in [
        &["run"][..],
        &["run", "--at", "HEAD"],
        &["run", "--version", "v1.0.1"],
        &["scan"],
        &["scan", "--all"],
        &["scan", "--staged"],
        &["scan", "--range", "HEAD"],
        &["migrations"],
        &["notes"],
        &["checklist", "v1.0.1"],
        &["verify", "v1.0.0"],
        &["release", "v1.0.1", "--dry-run"],
        &["doctor"],
        &["init"],
        &["install"],
    ] {
        let out = world.precheck(arguments);
        assert!(
            !marker.exists(),
            "{arguments:?} executes {}: {}",
            std::fs::read_to_string(&marker).unwrap(),
            text(&out)
        );
    }
    let by_hand = r#"printf "$1" | "$2" hook pre-push origin nowhere"#;
    let out = world.command("sh").args(["-c", by_hand, "sh", &line, binary()]).output().unwrap();
    assert!(!marker.exists(), "pre-push executes {}: {}", std::fs::read_to_string(&marker).unwrap(), text(&out));
}

/// In files beside the repository, so that nothing that was read there can be said.
const OUTSIDE: &str = "outside_4711";

#[test]
fn what_lies_beside_a_repository_is_not_read_whatever_names_it() {
    let world = World::with_service();
    let beside = |name: &str, content: &str| std::fs::write(world.beside(name), content).unwrap();
    beside("o.env", &format!("{}=\n", OUTSIDE.to_uppercase()));
    beside("o.yaml", &format!("services:\n  {OUTSIDE}:\n    image: {OUTSIDE}:latest\n"));
    beside("o.md", &format!("# {OUTSIDE}\n\n[x](./{OUTSIDE}.md)\n"));
    beside("o.toml", &format!("{OUTSIDE} = 1\n"));
    std::fs::create_dir_all(world.beside("m/versions")).unwrap();
    beside("m/env.py", "");
    beside("m/versions/1.py", &format!("revision = '{OUTSIDE}'\ndown_revision = '{OUTSIDE}x'\n"));
    let absolute = world.beside("o.env").display().to_string();
    world.write(
        "compose.yaml",
        format!(
            "include: [../o.yaml]\nservices:\n  app:\n    image: x:v1.0.0\n    env_file: [../o.env, {absolute}, .git/config]\n  b:\n    extends: {{file: ../o.yaml, service: {OUTSIDE}}}\n"
        ),
    );
    world.write(
        "alembic.ini",
        "[alembic]\nscript_location = ../m\nversion_locations = ../m/versions %(here)s/../m/versions\n",
    );
    world.write("weights.dvc", "outs:\n- md5: 00\n  path: ../o.env\n- path: ..\\\\o.env\n- path: o.env:stream\n");
    for (link, target) in
        [("docs/o.md", "../../o.md"), ("sub.env", "../o.env"), ("linked", "../m"), ("docs/RUNBOOK.md", "../../o.md")]
    {
        symlink(target, world.path().join(link)).unwrap();
    }
    world.write(
        "RUNBOOK.md",
        world.read("RUNBOOK.md") + "\n[a](../o.md) [b](docs/o.md#x) [c](/etc/passwd) [d](..%2Fo.md)\n",
    );
    world.commit("Lead out");
    for settings in [
        "",
        "[checks.runbook]\npath = \"../o.md\"\n",
        "[checks.runbook]\npath = \"docs/o.md\"\n",
        "[release]\nchecklist-template = \"../o.md\"\n",
    ] {
        world.write("precheck.toml", settings);
        world.ok(&["commit", "--quiet", "--all", "--allow-empty", "--message", "Set"]);
        for arguments in [
            &["run", "--version", "v1.0.0"][..],
            &["run", "--at", "HEAD"],
            &["scan"],
            &["migrations"],
            &["checklist", "v1.0.0"],
            &["init"],
            &["notes"],
        ] {
            let out =
                world.precheck(&[arguments, if arguments[0] == "run" { &["--format", "json"] } else { &[] }].concat());
            assert!(!text(&out).to_lowercase().contains(OUTSIDE), "{settings} {arguments:?}: {}", text(&out));
        }
    }
    for name in ["precheck.toml", ".gitleaks.toml"] {
        std::fs::remove_file(world.path().join(name)).ok();
        symlink("../o.toml", world.path().join(name)).unwrap();
        let out = world.precheck(&["run"]);
        assert_eq!(out.status.code(), Some(2), "{}", text(&out));
        assert!(text(&out).contains("is a symbolic link") && !text(&out).contains(OUTSIDE), "{}", text(&out));
        std::fs::remove_file(world.path().join(name)).unwrap();
    }
}

#[test]
fn nothing_is_written_through_a_link_of_the_repository() {
    for (link, target) in [
        ("VERSION", "../outside/VERSION"),
        ("checkpoints", "../outside"),
        ("releases", "../outside"),
        ("releases/manifest_v1.0.0.json", "../../outside/VERSION"),
        ("releases/checklist_v1.0.0.md", "../../outside/VERSION"),
    ] {
        let world = World::with_service();
        world.ok(&["config", "user.name", "Ada"]);
        world.ok(&["config", "user.email", "ada@example.org"]);
        std::fs::create_dir(world.beside("outside")).unwrap();
        std::fs::write(world.beside("outside/VERSION"), "theirs").unwrap();
        std::fs::remove_dir_all(world.path().join(link)).ok();
        std::fs::create_dir_all(world.path().join(link).parent().unwrap()).unwrap();
        symlink(target, world.path().join(link)).unwrap();
        world.commit("Link");
        for command in [&["checklist", "v1.0.0"][..], &["release", "v1.0.0"]] {
            world.precheck(command);
        }
        world.git(&["tag", "v1.0.0"]);
        assert_eq!(std::fs::read_dir(world.beside("outside")).unwrap().count(), 1, "{link}");
        assert_eq!(std::fs::read_to_string(world.beside("outside/VERSION")).unwrap(), "theirs", "{link}");
    }
}

#[test]
fn a_manifest_that_names_files_beside_the_release_is_not_followed() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    let deployed = world.path().to_str().unwrap();
    let manifest = world.read("releases/manifest_v1.0.0.json");
    std::fs::write(world.beside("secret.txt"), "theirs").unwrap();
    for path in ["../secret.txt", "/etc/passwd", "checkpoints/../../secret.txt", ".git/config", "..\\\\secret.txt"] {
        let path = path.replace("\\\\", "\\");
        let named = manifest.replace("checkpoints/model.safetensors", &path.replace('\\', "\\\\"));
        world.write("releases/manifest_v1.0.0.json", &named);
        let sums = format!("{}  {path}\n", "0".repeat(64));
        world.write("releases/manifest_v1.0.0.sha256", sums);
        let out = world.precheck(&["verify", "v1.0.0", "--root", deployed]);
        assert!(matches!(out.status.code(), Some(1 | 2)), "{path}: {}", text(&out));
        assert!(!text(&out).contains("root:x:") && !text(&out).contains("theirs"), "{path}: {}", text(&out));
    }
}

//! A secret is in nothing that this program says or writes: not whole, not in part, not encoded.

use std::path::Path;
use std::process::Output;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::harness::{World, binary, text, token};

/// So much of a secret, beyond the few characters that a sample shows, is too much.
const PART: usize = 8;

/// What was planted, and everything that was said since.
struct Listener {
    planted: Vec<(&'static str, String)>,
    /// From where, and what.
    heard: Vec<(String, Vec<u8>)>,
}

impl Listener {
    fn plant(&mut self, place: &'static str, secret: String) -> String {
        self.planted.push((place, secret.clone()));
        secret
    }

    fn hear(&mut self, from: &str, out: &Output) {
        assert!(!text(out).contains("panicked"), "{from}: {}", text(out));
        self.heard.push((from.to_owned(), [out.stdout.as_slice(), &out.stderr].concat()));
    }

    fn run(&mut self, world: &World, arguments: &[&str]) {
        let out = world.precheck(arguments);
        self.hear(&arguments.join(" "), &out);
    }

    fn git(&mut self, world: &World, arguments: &[&str]) {
        let out = world.git(arguments);
        self.hear(&arguments.join(" "), &out);
    }

    /// Everything that lies at a place.
    fn read(&mut self, path: &Path) {
        if path.is_dir() {
            for entry in std::fs::read_dir(path).unwrap() {
                self.read(&entry.unwrap().path());
            }
        } else if let Ok(bytes) = std::fs::read(path) {
            self.heard.push((path.display().to_string(), bytes));
        }
    }

    /// What was heard of a secret, each with its place and source.
    fn leaks(&self) -> Vec<String> {
        let mut leaks = Vec::new();
        for (from, said) in &self.heard {
            let said = String::from_utf8_lossy(said);
            for (place, secret) in &self.planted {
                if forms(secret).iter().any(|form| said.contains(form.as_str())) {
                    leaks.push(format!("the secret in {place} is in what `{from}` says:\n{said}"));
                }
            }
        }
        leaks
    }
}

/// Every part of a secret beyond its first characters, and what Base64 and hexadecimal make of it.
fn forms(secret: &str) -> Vec<String> {
    let body = &secret[secret.len().min(12) / 3..];
    let parts = (0..=body.len().saturating_sub(PART)).map(|at| body[at..at + PART].to_owned());
    let hex = body.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    // A byte stands in one of three ways, as it falls among three.
    let base64 = (0..3).map(|skip| STANDARD_NO_PAD.encode(&body[skip..][..(body.len() - skip) / 3 * 3]));
    parts.chain([hex]).chain(base64).collect()
}

/// Random to whoever looks, and the same each time.
fn password(seed: usize) -> String {
    let alphabet = b"kQ7vZp2mXw9sLd4fTy6hRb3nJc8gVe5a";
    (0..24).map(|n| char::from(alphabet[(n * 7 + n * n * seed + seed) % 32])).collect()
}

const FORMATS: [&str; 6] = ["text", "json", "markdown", "sarif", "junit", "github"];

#[test]
fn whoever_is_refused_is_not_told_the_secret() {
    let world = World::with_service();
    let mut listener = Listener { planted: Vec::new(), heard: Vec::new() };
    let mut seed = 0;
    let mut plant = |place| {
        seed += 1;
        listener.plant(place, token(seed))
    };
    world.write("app.py", format!("KEY = '{}'\n", plant("a file")));
    world.write(&format!("docs/{}.md", plant("a path")), "# Page\n");
    world.write("packed.json", format!("{{\"k\": \"{}\"}}", STANDARD_NO_PAD.encode(plant("Base64"))));
    world.write("RUNBOOK.md", world.read("RUNBOOK.md") + &format!("\n```sh\n./x.sh {}\n```\n", plant("the runbook")));
    let subject = format!("feat: message with {}", plant("a message"));
    let revision = plant("a migration's id");
    world.write(
        "migrations/versions/2.py",
        format!("revision = '{revision}'\ndown_revision = 'gone'\n\ndef upgrade():\n    pass\n"),
    );
    let (branch, tagged) = (plant("a branch"), plant("a tag's message"));
    let image = plant("an image");
    let setting = plant("the settings");
    let key = listener.plant("a private key", (0..4).map(|n| password(40 + n)).collect());
    let fence = |word| format!("-----{word} RSA PRIVATE KEY-----\n");
    world.write("key.pem", fence("BEGIN") + &key + "\n" + &fence("END"));
    let env = listener.plant(".env", password(50));
    world.write(
        ".env",
        format!("SECRET_KEY={env}\nDATABASE_URL=postgresql://app:{env}@localhost:70000/\nBAD LINE {env}\n"),
    );
    world.write("prod.env", format!("API_PASSWORD={}\n", listener.plant("a committed .env", password(51))));
    let composed = listener.plant("Compose", password(52));
    world.write(
        "compose.yaml",
        format!("services:\n  app:\n    image: reg/{image}:v9\n    environment:\n      DB_PASSWORD: {composed}\n"),
    );
    world.ok(&["checkout", "--quiet", "-b", &format!("x-{branch}")]);
    world.commit(&subject);

    for (format, command) in
        FORMATS.iter().zip([&["run"][..], &["run", "--at", "HEAD"], &["scan", "--range", "HEAD^!"]].iter().cycle())
    {
        for judge in [&["run", "--version", "v1.0.0", "--strict"][..], &["scan", "--all"], command] {
            listener.run(&world, &[judge, &["--format", format, "--output", "../reports/x"]].concat());
            listener.read(&world.beside("reports"));
        }
    }
    for other in [&["doctor"][..], &["notes"], &["init"], &["checklist", "v1.0.0"], &["release", "v1.0.0"]] {
        listener.run(&world, other);
    }
    listener.git(&world, &["push", "origin", "HEAD"]);
    listener.git(&world, &["tag", "-a", "-m", &tagged, "v1.0.0"]);
    world.write("precheck.toml", format!("[checks.secrets]\npassword = '{setting}'\n"));
    listener.run(&world, &["run"]);
    listener.git(&world, &["push", "origin", "HEAD:refs/heads/y"]);
    for place in [".git/precheck-hook", "checkpoints", "releases"] {
        listener.read(&world.path().join(place));
    }
    let leaks = listener.leaks();
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n\n"));
}

#[test]
fn what_a_release_leaves_behind_holds_no_secret() {
    let world = World::with_service();
    let mut listener = Listener { planted: Vec::new(), heard: Vec::new() };
    let env = listener.plant(".env", password(60) + &password(62));
    world.write(".env", format!("SECRET_KEY={env}\nDATABASE_URL=postgresql://app@db.internal/app\n"));
    world.ok(&["config", "user.name", "Ada"]);
    world.ok(&["config", "user.email", "ada@example.org"]);
    let url = listener.plant("a remote's URL", password(61));
    world.ok(&["remote", "add", "far", &format!("https://ada:{url}@localhost:1/x.git")]);
    let subject = listener.plant("a message", token(70));
    world.write("a.txt", "a");
    world.commit(&format!("feat: reach {subject}"));
    world.ok(&["push", "--quiet", "--no-verify"]);
    for arguments in [
        &["run", "--version", "v1.0.0", "--output", "../reports/run.json"][..],
        &["checklist", "v1.0.0"],
        &["notes", "--output", "../reports/notes.md"],
        &["release", "v1.0.0", "--dry-run"],
        &["release", "v1.0.0"],
        &["verify", "v1.0.0"],
        &["export", "--format", "in-toto"],
        &["doctor"],
        &["install"],
        &["uninstall"],
        &["install"],
    ] {
        listener.run(&world, arguments);
        if arguments[0] == "checklist" {
            world.ok(&["add", "--all"]);
            world.ok(&["commit", "--quiet", "--message", "Check"]);
        }
    }
    listener.git(&world, &["push", "far", "main"]);
    listener.git(&world, &["push", "origin", "main", "v1.0.0"]);
    listener.hear("git cat-file", &world.git(&["cat-file", "tag", "v1.0.0"]));
    listener.git(&world, &["tag", "v1.0.1"]);
    let skip = [("PRECHECK_SKIP", "secrets"), ("PRECHECK_SKIP_REASON", "incident")];
    let out = world.command(binary()).args(["run"]).envs(skip).output().unwrap();
    listener.hear("a bypass", &out);
    let all = || listener.heard.iter().map(|(from, said)| format!("{from}\n{}", String::from_utf8_lossy(said)));
    let released = ["releases/manifest_v1.0.0.json", "releases/manifest_v1.0.1.json"].map(|file| world.exists(file));
    assert_eq!(released, [true; 2], "{}", all().collect::<String>());
    for place in [".git/precheck-hook", "checkpoints", "releases", "VERSION", "../reports"] {
        listener.read(&world.path().join(place));
    }
    let leaks = listener.leaks();
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n\n"));
}

//! A repository, its bare remote, and a git that knows no settings but ours.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

/// 2026-06-15: the day on which every test happens.
pub const TODAY: &str = "1781524800";

pub struct World {
    dir: TempDir,
    repo: PathBuf,
}

impl World {
    /// An empty repository `work` on branch `main`, remote `origin`, hooks installed.
    pub fn new() -> Self {
        let world = Self::without_hooks();
        world.precheck_ok(&["install"]);
        world
    }

    pub fn without_hooks() -> Self {
        Self::of_format(&[])
    }

    /// As [`World::without_hooks`], both repositories made with these arguments.
    pub fn of_format(format: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let world = Self { repo: dir.path().join("work"), dir };
        let init = |arguments: &[&str]| {
            let mut git = command("git", world.dir.path(), world.dir.path());
            let out =
                git.args(["init", "--quiet", "--initial-branch=main"]).args(format).args(arguments).output().unwrap();
            assert!(out.status.success(), "{}", text(&out));
        };
        init(&["--bare", "remote.git"]);
        init(&["work"]);
        world.ok(&["remote", "add", "origin", world.dir.path().join("remote.git").to_str().unwrap()]);
        world
    }

    /// As [`World::new`], with a service that passes the whole gate, committed and pushed:
    /// made once, then copied.
    pub fn with_service() -> Self {
        // Not in the temporary folder: what a static holds is never tidied up.
        static SERVICE: LazyLock<PathBuf> = LazyLock::new(|| {
            let world = World::new();
            world.write_service();
            world.commit("Serve");
            world.ok(&["push", "--quiet", "-u", "origin", "main"]);
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("service");
            let _ = std::fs::remove_dir_all(&kept);
            copy(world.dir.path(), &kept);
            kept
        });
        let world = Self::copied(&SERVICE);
        // Which remote the tracking refs speak of is remembered by its URL.
        std::fs::remove_file(world.path().join(".git/precheck-hook/remotes.json")).unwrap();
        world.precheck_ok(&["install"]);
        world
    }

    /// What a team has that ships a service: migrations, Compose, `.env`, weights, a runbook.
    pub fn write_service(&self) {
        self.write(".gitignore", ".env\ncheckpoints/*.safetensors\n");
        self.write(".env.example", "SECRET_KEY=\nDATABASE_URL=\n");
        let key: String = (0..64).map(|n| char::from(b"kQ7vZp2mXw9sLd4fTy6hRb3nJc8gVe5a"[n * 7 % 32])).collect();
        self.write(".env", format!("SECRET_KEY={key}\nDATABASE_URL=postgresql://app@db.internal/app\n"));
        self.write(
            "compose.yaml",
            "services:\n  app:\n    image: registry.example/team/app:v1.0.0\n    env_file: .env\n",
        );
        self.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
        self.write("migrations/env.py", "");
        self.migration("0001_init", "0001", None);
        self.write("docs/schema.md", "# Schema\n\nusers: id, name\n");
        self.write("checkpoints/model.safetensors", "\u{2}\0\0\0\0\0\0\0{}");
        self.write("RUNBOOK.md", RUNBOOK);
    }

    /// The same again, in a place of its own.
    pub fn twin(&self) -> Self {
        Self::copied(self.dir.path())
    }

    fn copied(from: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for name in ["work", "remote.git"] {
            copy(&from.join(name), &dir.path().join(name));
        }
        let world = Self { repo: dir.path().join("work"), dir };
        world.ok(&["remote", "set-url", "origin", world.beside("remote.git").to_str().unwrap()]);
        world
    }

    pub fn migration(&self, file: &str, revision: &str, down: Option<&str>) {
        let down = down.map_or("None".to_owned(), |down| format!("\"{down}\""));
        let text = format!("revision = \"{revision}\"\ndown_revision = {down}\n\n\ndef upgrade():\n    pass\n");
        self.write(&format!("migrations/versions/{file}.py"), &text);
    }

    pub fn path(&self) -> &Path {
        &self.repo
    }

    /// A path beside the repository.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.repo.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.repo.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.repo.join(path).exists()
    }

    pub fn git(&self, arguments: &[&str]) -> Output {
        self.command("git").args(arguments).output().unwrap()
    }

    /// Runs git, which must succeed; its standard output.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let out = self.git(arguments);
        assert!(out.status.success(), "git {arguments:?}\n{}", text(&out));
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }

    /// Runs git, which must fail; everything it said.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let out = self.git(arguments);
        assert!(!out.status.success(), "git {arguments:?} went through\n{}", text(&out));
        assert!(out.stdout.is_empty(), "something on standard output: {}", text(&out));
        text(&out)
    }

    /// Runs git, which must succeed; what it said on standard error.
    pub fn said(&self, arguments: &[&str]) -> String {
        let out = self.git(arguments);
        assert!(out.status.success(), "git {arguments:?}\n{}", text(&out));
        String::from_utf8_lossy(&out.stderr).into_owned()
    }

    /// Commits everything, without the hooks that git would call five times for it.
    pub fn commit(&self, message: &str) -> String {
        self.ok(&["add", "--all"]);
        let quick = ["-c", "core.hooksPath=/dev/null", "-c", "maintenance.auto=false"];
        self.ok(&[&quick[..], &["commit", "--quiet", "--allow-empty", "--message", message]].concat());
        self.ok(&["rev-parse", "HEAD"])
    }

    pub fn precheck(&self, arguments: &[&str]) -> Output {
        self.command(binary()).args(arguments).output().unwrap()
    }

    pub fn precheck_ok(&self, arguments: &[&str]) -> String {
        let out = self.precheck(arguments);
        assert!(out.status.success(), "precheck-hook {arguments:?}\n{}", text(&out));
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// A command in the repository with nothing of the caller's environment but PATH.
    pub fn command(&self, program: &str) -> Command {
        command(program, self.dir.path(), &self.repo)
    }

    /// What the remote has, `<oid> <ref>` a line.
    pub fn remote_refs(&self) -> String {
        let remote = self.dir.path().join("remote.git");
        self.ok(&["--git-dir", remote.to_str().unwrap(), "for-each-ref", "--format=%(objectname) %(refname)"])
    }

    /// Whether the remote has this ref.
    pub fn remote_has(&self, name: &str) -> bool {
        self.remote_refs().lines().any(|line| line.ends_with(&format!(" {name}")))
    }
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// Whether all there is to try is tried, as `.ci/run` wants it; a whole run then takes minutes.
pub fn thorough() -> bool {
    std::env::var_os("PRECHECK_THOROUGH").is_some()
}

pub fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_precheck-hook")
}

fn command(program: &str, home: &Path, cwd: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().current_dir(cwd).stdin(Stdio::null());
    command.env("PATH", path_without_us(home)).env("HOME", home).env("LC_ALL", "C");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@example.org");
        command.env(format!("GIT_{role}_DATE"), format!("{TODAY} +0000"));
    }
    command.env("SOURCE_DATE_EPOCH", TODAY);
    // So that the whole suite can be run on either reader.
    if let Some(reader) = std::env::var_os("PRECHECK_READER") {
        command.env("PRECHECK_READER", reader);
    }
    command
}

/// The caller's PATH without an installed precheck-hook, which a shim would find
/// there: a folder that has one is stood in for by links to everything else in it.
pub fn path_without_us(home: &Path) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let without = |folder: PathBuf| {
        if !folder.join("precheck-hook").exists() {
            return folder;
        }
        let stand_in = home.join(format!("path{}", folder.to_string_lossy().replace('/', "-")));
        if std::fs::create_dir(&stand_in).is_ok() {
            for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                if entry.file_name() != "precheck-hook" {
                    std::os::unix::fs::symlink(entry.path(), stand_in.join(entry.file_name())).unwrap();
                }
            }
        }
        stand_in
    };
    std::env::join_paths(std::env::split_paths(&path).map(without)).unwrap()
}

/// Whether the git of this run has what came with that version.
pub fn git_is_at_least(world: &World, major: u32, minor: u32) -> bool {
    let said = world.ok(&["version"]);
    let mut numbers = said.trim_start_matches("git version ").split('.').map(|number| number.parse::<u32>().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap()) >= (major, minor)
}

pub fn text(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, content).unwrap();
    encoder.finish().unwrap()
}

/// A GitHub token with a right checksum, made here so that no token stands in the source.
pub fn token(seed: u8) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let random: String =
        (0..30_u32).map(|n| char::from(DIGITS[((n * 17 + u32::from(seed) * 7 + n * n * 7) % 62) as usize])).collect();
    let mut crc = crc32(random.as_bytes());
    let mut check = String::new();
    for _ in 0..6 {
        check.insert(0, char::from(DIGITS[(crc % 62) as usize]));
        crc /= 62;
    }
    format!("{}_{random}{check}", "ghp")
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

const RUNBOOK: &str = "# Runbook

Last updated: 2026-06-01

## Health check

```sh
curl --fail http://localhost:8000/health
```

## Scaling

Add a replica when the queue is longer than a minute:

```sh
docker compose up -d --scale app=2
```

## Rollback

Deploy the previous tag again:

```sh
git checkout \"$PREVIOUS\" && docker compose up -d
```

## Monitoring

The dashboard shows request rate, errors and latency; see [the schema](docs/schema.md).

## Incident response

Look at the dashboard, then roll back; whatever is left can wait for the morning.

## Contacts

Ada Park, +82 2 6000 4711
";

//! Whatever form a repository has, pushes and version tags are judged the same, by both
//! readers where both can, and nothing is fetched for it.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::harness::{World, binary, git_is_at_least, text, thorough, token};

/// A form that a repository can have.
struct Form {
    name: &'static str,
    /// The first git that knows it.
    since: (u32, u32),
    build: fn(World) -> Place,
}

const fn form(name: &'static str, since: (u32, u32), build: fn(World) -> Place) -> Form {
    Form { name, since, build }
}

#[test]
fn whatever_files_hold_the_objects_and_refs_a_push_and_a_tag_are_judged() {
    hold_in(&[
        form("sha256", (2, 29), |_| Place::here(whole(World::of_format(&["--object-format=sha256"])))),
        form("reftable", (2, 45), |_| Place::here(whole(World::of_format(&["--ref-format=reftable"])))),
        form("sha256, reftable", (2, 45), |_| {
            Place::here(whole(World::of_format(&["--object-format=sha256", "--ref-format=reftable"])))
        }),
        form("packed refs, one pack", (2, 28), |world| {
            world.ok(&["pack-refs", "--all"]);
            world.ok(&["gc", "--quiet"]);
            Place::here(world)
        }),
        form("commit-graph, bitmap, several packs under one index", (2, 34), |world| {
            world.ok(&["repack", "-adb", "--quiet"]);
            world.commit("More");
            world.ok(&["repack", "-d", "--quiet"]);
            world.ok(&["multi-pack-index", "write", "--bitmap"]);
            world.ok(&["commit-graph", "write", "--reachable", "--changed-paths"]);
            Place::here(world)
        }),
        form("names that differ in case alone", (2, 28), |world| {
            world.write("Readme.txt", "one\n");
            world.write("README.txt", "two\n");
            world.commit("Twice");
            world.ok(&["config", "core.ignoreCase", "true"]);
            Place::here(world)
        }),
    ]);
}

#[test]
fn with_objects_that_lie_elsewhere_or_are_missing_a_push_and_a_tag_are_judged() {
    hold_in(&[
        form("clone --shared", (2, 28), |world| clone(world, &["--shared"], false)),
        form("clone --reference", (2, 28), |world| {
            let reference = world.path().to_str().unwrap().to_owned();
            clone(world, &["--reference", &reference], false)
        }),
        form("shallow", (2, 28), |world| clone(world, &["--depth=1"], true)),
        form("partial, blob:none", (2, 28), |world| clone(world, &["--filter=blob:none"], true)),
        form("partial, tree:0", (2, 28), |world| clone(world, &["--filter=tree:0"], true)),
        form("partial and sparse", (2, 28), |world| {
            let place = clone(world, &["--filter=blob:none", "--sparse"], true);
            place.ok(&["sparse-checkout", "set", "docs"]);
            place
        }),
    ]);
}

#[test]
fn with_any_index_and_any_part_checked_out_a_push_and_a_tag_are_judged() {
    hold_in(&[
        form("sparse", (2, 28), |world| {
            world.ok(&["sparse-checkout", "init", "--no-cone"]);
            world.ok(&["sparse-checkout", "set", "/*", "!/old/"]);
            assert!(!world.exists("old"));
            Place::here(world)
        }),
        form("sparse in cones, sparse index", (2, 33), |world| {
            world.ok(&["sparse-checkout", "init", "--cone", "--sparse-index"]);
            world.ok(&["sparse-checkout", "set", "docs"]);
            assert!(!world.exists("old"));
            Place::here(world)
        }),
        form("index of version 4, split", (2, 28), |world| {
            world.ok(&["update-index", "--index-version", "4"]);
            world.ok(&["update-index", "--split-index"]);
            world.ok(&["update-index", "--untracked-cache"]);
            Place::here(world)
        }),
        form("no monitor of files, many files", (2, 28), |world| {
            world.ok(&["config", "core.fsmonitor", "false"]);
            world.ok(&["config", "feature.manyFiles", "true"]);
            Place::here(world)
        }),
    ]);
}

#[test]
fn wherever_the_repository_and_its_files_lie_a_push_and_a_tag_are_judged() {
    hold_in(&[
        form("linked worktree", (2, 28), |world| {
            let at = world.beside("linked");
            world.ok(&["worktree", "add", "--quiet", "-b", "linked", at.to_str().unwrap()]);
            Place { at, ..Place::here(world) }
        }),
        form("submodule", (2, 28), |world| {
            let (outer, inner) = (world.beside("outer"), world.beside("remote.git"));
            let allow = "protocol.file.allow=always";
            world.ok(&["init", "--quiet", outer.to_str().unwrap()]);
            let add = ["-c", allow, "submodule", "--quiet", "add", inner.to_str().unwrap(), "inner"];
            world.ok(&[&["-C", outer.to_str().unwrap()][..], &add].concat());
            Place { at: outer.join("inner"), ..Place::here(world) }
        }),
        form("around a submodule", (2, 28), |world| {
            let remote = world.beside("remote.git");
            let url = remote.to_str().unwrap();
            world.ok(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "inner"]);
            world.commit("Take it in");
            Place::here(world)
        }),
        form("bare", (2, 28), |world| {
            let at = world.beside("bare.git");
            world.ok(&["clone", "--quiet", "--bare", world.path().to_str().unwrap(), at.to_str().unwrap()]);
            let place = Place { at, bare: true, ..Place::here(world) };
            place.point_origin_to_the_remote();
            place
        }),
        form("--separate-git-dir", (2, 28), |world| {
            let apart = world.beside("apart");
            world.ok(&["init", "--quiet", "--separate-git-dir", apart.to_str().unwrap()]);
            assert!(world.path().join(".git").is_file());
            Place::here(world)
        }),
        form("GIT_DIR and GIT_WORK_TREE", (2, 28), |world| {
            let (git_dir, work_tree) = (world.beside("meta"), world.path().to_owned());
            std::fs::rename(work_tree.join(".git"), &git_dir).unwrap();
            Place { env: vec![("GIT_DIR", git_dir), ("GIT_WORK_TREE", work_tree)], ..Place::here(world) }
        }),
        form("core.worktree", (2, 28), |world| {
            let git_dir = world.beside("meta");
            world.ok(&["config", "core.worktree", world.path().to_str().unwrap()]);
            std::fs::rename(world.path().join(".git"), &git_dir).unwrap();
            Place { env: vec![("GIT_DIR", git_dir)], ..Place::here(world) }
        }),
    ]);
}

#[test]
fn whoever_owns_the_repository_and_wherever_its_settings_stand_a_push_and_a_tag_are_judged() {
    hold_in(&[
        form("includeIf", (2, 28), |world| {
            let url = format!("[url \"{}/\"]\n\tinsteadOf = team:\n", world.beside("").to_str().unwrap());
            std::fs::write(world.beside("team.config"), url).unwrap();
            let pattern = world.path().to_str().unwrap();
            let include = format!("[includeIf \"gitdir:{pattern}/\"]\n\tpath = team.config\n");
            std::fs::write(world.beside(".gitconfig"), include).unwrap();
            world.ok(&["remote", "set-url", "origin", "team:remote.git"]);
            Place { own_settings: true, ..Place::here(world) }
        }),
        form("somebody else's", (2, 36), |world| {
            let chown = Command::new("chown").arg("-R").arg("65534").arg(world.path()).status();
            if chown.unwrap().success() {
                let safe = format!("[safe]\n\tdirectory = {}\n", world.path().to_str().unwrap());
                std::fs::write(world.beside(".gitconfig"), safe).unwrap();
            }
            Place { own_settings: true, ..Place::here(world) }
        }),
    ]);
}

#[test]
fn a_replaced_commit_leaves_as_it_really_is() {
    let world = World::new();
    world.write("a.txt", "base\n");
    let base = world.commit("Base");
    world.write("leak.txt", token(1));
    let guilty = world.commit("Leak");
    let clean = world.ok(&["commit-tree", "-p", &base, "-m", "Leak", &format!("{base}^{{tree}}")]);
    world.ok(&["replace", &guilty, &clean]);
    assert_eq!(world.ok(&["ls-tree", "--name-only", "HEAD"]), "a.txt");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("leak.txt:1") && said.contains(&guilty[..10]), "{said}");
}

#[test]
fn parents_that_a_graft_takes_away_or_adds_are_judged_all_the_same() {
    let world = World::new();
    world.write("a.txt", "base\n");
    let base = world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("leak.txt", token(1));
    let guilty = world.commit("Leak");
    world.ok(&["rm", "--quiet", "leak.txt"]);
    let after = world.commit("As if nothing had been");
    world.ok(&["checkout", "--quiet", "-b", "other", &base]);
    let other = world.commit("Innocent");
    let head = format!("{other} {base} {guilty}\n");
    for (grafts, branch) in
        [(format!("{after} {base}\n"), "main"), (head, "other"), (format!("{base} {guilty}\n"), "main")]
    {
        world.write(".git/info/grafts", grafts);
        let said = world.refused(&["push", "origin", branch]);
        assert!(said.contains("leak.txt:1") && said.contains(&guilty[..10]), "{branch}: {said}");
    }
    std::fs::remove_file(world.path().join(".git/info/grafts")).unwrap();
    world.ok(&["push", "--quiet", "origin", "other"]);
}

#[test]
fn a_file_that_a_partial_clone_lacks_can_be_moved_and_pushed_without_fetching_it() {
    let place = clone(whole(World::without_hooks()), &["--filter=blob:none", "--no-checkout"], true);
    for reader in ["libgit2", "git"] {
        // What is missing stands at a new path, beside what is not.
        let missing = place.ok(&["rev-parse", "HEAD~1:old/a.txt"]);
        let blob = place.fed(&["hash-object", "-w", "--stdin"], token(7).as_bytes());
        for (leak, code) in [(None, 0), (Some(blob), 1)] {
            let mut tree = format!("100644 blob {missing}\tmoved.txt\n");
            leak.inspect(|blob| tree += &format!("100644 blob {blob}\tleak.txt\n"));
            let tree = place.fed(&["mktree", "--missing"], tree.as_bytes());
            let commit = place.ok(&["commit-tree", "-p", "HEAD", "-m", "Move", &tree]);
            let out = place.judged_without_a_fetch(reader, &commit);
            assert_eq!(out.status.code(), Some(code), "{reader}: {}", text(&out));
            assert!(code == 0 || text(&out).contains("leak.txt:1"), "{reader}: {}", text(&out));
        }
    }
}

fn hold_in(forms: &[Form]) {
    let of_this_run = std::env::var("PRECHECK_READER").unwrap_or_else(|_| "libgit2".to_owned());
    let readers = if thorough() { vec!["libgit2", "git"] } else { vec![of_this_run.as_str()] };
    for form in forms {
        for reader in &readers {
            let world = World::without_hooks();
            if git_is_at_least(&world, form.since.0, form.since.1) {
                eprintln!("{}, read by {reader}", form.name);
                holds_in(&(form.build)(whole(world)), reader);
            }
        }
    }
}

/// What the gate asks for, a little history, and all of it pushed.
fn whole(world: World) -> World {
    world.write("RUNBOOK.md", RUNBOOK);
    world.write("precheck.toml", "[checks.secrets.env]\nfiles = []\n");
    world.write("old/a.txt", "once\n");
    world.write("docs/a.txt", "a page\n");
    world.commit("Begin");
    world.write("old/a.txt", "twice\n");
    world.commit("Go on");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world
}

/// A clone of the remote; over a transport where the form is one that only a transport makes.
fn clone(world: World, arguments: &[&str], transport: bool) -> Place {
    let (at, remote) = (world.beside("clone"), world.beside("remote.git"));
    let remote = remote.to_str().unwrap();
    for setting in ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"] {
        world.ok(&["--git-dir", remote, "config", setting, "true"]);
    }
    let url = if transport { format!("file://{remote}") } else { remote.to_owned() };
    world.ok(&[&["clone", "--quiet"][..], arguments, &[&url, at.to_str().unwrap()]].concat());
    Place { at, ..Place::here(world) }
}

/// The one body: all that is asked of every form.
fn holds_in(place: &Place, reader: &str) {
    let place = &Place { reader: reader.to_owned(), ..place.clone() };
    assert_eq!(place.precheck(&["install"]).status.code(), Some(0));
    let clean = place.commit("notes.txt", b"nothing to see\n");
    place.ok(&["push", "--quiet", "origin", &format!("{clean}:refs/heads/clean")]);
    let run = place.precheck(&["run", "--version", "v1.0.0", "--at", &clean]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run));
    place.ok(&["tag", "v1.0.0", &clean]);
    assert_eq!(place.precheck(&["scan", "--all"]).status.code(), Some(0));

    let guilty = place.commit("folder/leak.txt", token(1).as_bytes());
    let names_it = |out: &Output, code: Option<i32>| {
        let said = text(out);
        assert!(out.status.code() == code && said.contains("folder/leak.txt:1"), "{code:?}: {said}");
        said
    };
    let push = place.git(&["push", "origin", &format!("{guilty}:refs/heads/guilty")]);
    assert!(names_it(&push, Some(1)).contains(&guilty[..10]), "{}", text(&push));
    let tag = place.git(&["tag", "-a", "-m", "No", "v1.1.0", &guilty]);
    if !place.is_reftable() || git_is_at_least(&place.world, 2, 54) {
        // Elsewhere the refs are locked by then as a whole, and the gate is to be asked first.
        names_it(&tag, Some(128));
    }
    assert_eq!(place.ok(&["tag", "--list"]), "v1.0.0");
    names_it(&place.judged_without_a_fetch(reader, &guilty), Some(1));
    names_it(&place.precheck_without_a_fetch(&["run", "--version", "v1.1.0", "--at", &guilty]), Some(1));
    let scan = place.precheck_without_a_fetch(&["scan", "--all"]);
    assert!(names_it(&scan, Some(1)).contains(&guilty[..10]), "{}", text(&scan));
    let doctor = place.precheck_without_a_fetch(&["doctor"]);
    assert!(doctor.status.success(), "{}", text(&doctor));
    assert_eq!(place.world.remote_refs().lines().count(), 2, "only main and the clean branch");
}

/// Where a repository is worked in, and how.
#[derive(Clone)]
struct Place {
    world: std::rc::Rc<World>,
    at: PathBuf,
    env: Vec<(&'static str, PathBuf)>,
    /// The user's own `.gitconfig`, in the home of this world, counts.
    own_settings: bool,
    bare: bool,
    reader: String,
}

impl Place {
    fn here(world: World) -> Self {
        let at = world.path().to_owned();
        let world = std::rc::Rc::new(world);
        Self { world, at, env: Vec::new(), own_settings: false, bare: false, reader: String::new() }
    }

    fn point_origin_to_the_remote(&self) {
        self.ok(&["config", "remote.origin.url", self.world.beside("remote.git").to_str().unwrap()]);
    }

    fn is_reftable(&self) -> bool {
        self.ok(&["config", "--default", "files", "extensions.refStorage"]) == "reftable"
    }

    fn command(&self, program: &str) -> Command {
        let mut command = self.world.command(program);
        command.current_dir(&self.at).envs(self.env.iter().cloned()).env("PRECHECK_READER", &self.reader);
        if self.own_settings {
            command.env_remove("GIT_CONFIG_GLOBAL");
        }
        command
    }

    fn git(&self, arguments: &[&str]) -> Output {
        self.command("git").args(arguments).output().unwrap()
    }

    fn ok(&self, arguments: &[&str]) -> String {
        self.fed(arguments, b"")
    }

    /// Runs git, which must succeed, with something on its standard input.
    fn fed(&self, arguments: &[&str], input: &[u8]) -> String {
        let out = output(self.command("git").args(arguments), input);
        assert!(out.status.success(), "git {arguments:?}\n{}", text(&out));
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }

    fn precheck(&self, arguments: &[&str]) -> Output {
        self.command(binary()).args(arguments).output().unwrap()
    }

    /// As [`Place::precheck`], by the trace of every git below it.
    fn precheck_without_a_fetch(&self, arguments: &[&str]) -> Output {
        self.without_a_fetch(arguments, b"")
    }

    /// As git's hook, for a push of `commit` to a new branch.
    fn judged_without_a_fetch(&self, reader: &str, commit: &str) -> Output {
        let place = Self { reader: reader.to_owned(), ..self.clone() };
        let line = format!("HEAD {commit} refs/heads/new {}\n", "0".repeat(commit.len()));
        let url = place.ok(&["remote", "get-url", "origin"]);
        place.without_a_fetch(&["hook", "pre-push", "origin", &url], line.as_bytes())
    }

    fn without_a_fetch(&self, arguments: &[&str], input: &[u8]) -> Output {
        let trace = self.world.beside("trace");
        let mut command = self.command(binary());
        let out = output(command.args(arguments).env("GIT_TRACE", &trace), input);
        let traced = std::fs::read_to_string(&trace).unwrap();
        assert!(traced.contains("git") && !traced.contains("upload-pack"), "{arguments:?}\n{traced}");
        std::fs::remove_file(trace).unwrap();
        out
    }

    /// A commit on HEAD with this file, made as it is made in such a place.
    fn commit(&self, path: &str, content: &[u8]) -> String {
        if self.bare {
            let head = self.ok(&["symbolic-ref", "HEAD"]);
            let (len, content) = (content.len(), String::from_utf8_lossy(content));
            let stream = format!(
                "commit {head}\ncommitter A <a@example.org> 1781524800 +0000\ndata 0\nfrom {head}^0\n\
                 M 100644 inline {path}\ndata {len}\n{content}\n"
            );
            self.fed(&["fast-import", "--quiet"], stream.as_bytes());
        } else {
            let file = self.at.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, content).unwrap();
            let sparse = self.ok(&["config", "--default", "false", "core.sparseCheckout"]) == "true";
            let beyond: &[&str] = if sparse && git_is_at_least(&self.world, 2, 34) { &["--sparse"] } else { &[] };
            self.ok(&[&["add"][..], beyond, &[path]].concat());
            self.ok(&["commit", "--quiet", "-m", "Add"]);
        }
        self.ok(&["rev-parse", "HEAD"])
    }
}

fn output(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

const RUNBOOK: &str = "# Runbook

## Health check

Ask `/health`; it answers 200 within a second.

## Scaling

Add a replica when the queue is longer than a minute.

## Rollback

Deploy the previous tag again, then look at the dashboard for ten minutes.

## Monitoring

The dashboard shows request rate, errors and latency.

## Incident response

Look at the dashboard, then roll back; whatever is left can wait for the morning.

## Contacts

Ada Park, +82 2 6000 4711
";

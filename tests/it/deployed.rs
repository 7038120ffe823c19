//! What runs after a deployment: a server on loopback that tells its health, and a stand-in for Docker that
//! says what Docker said.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::harness::{World, path_without_us, text};

/// A server that answers every question with the next of its answers, and with the last of them from then on.
pub struct Server {
    pub url: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    fn start(answers: Vec<(&'static str, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let at = counted.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
                answer(stream.unwrap(), answers[at].0, &answers[at].1);
            }
        });
        Self { url, asked }
    }

    pub fn always(status: &'static str, body: &str) -> Self {
        Self::start(vec![(status, body.to_owned())])
    }
}

fn answer(mut stream: TcpStream, status: &str, body: &str) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // Who has heard enough goes away.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

pub fn released() -> World {
    let world = World::with_service();
    world.ok(&["config", "user.name", "Ada"]);
    world.ok(&["config", "user.email", "ada@example.org"]);
    world.precheck_ok(&["release", "v1.0.0", "--push"]);
    world
}

/// What Docker knows, as the stand-in says it.
struct Docker {
    /// `docker compose ps`, an object a line.
    listed: Vec<Value>,
    inspected: Vec<Value>,
    logs: &'static str,
}

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

impl Docker {
    /// The service as it should run.
    fn well() -> Self {
        let listed = json!({
            "ID": &ID[..12], "Name": "work-app-1", "Service": "app", "State": "running", "Health": "healthy",
            "ExitCode": 0, "Image": "registry.example/team/app:v1.0.0", "Publishers": [], "Status": "Up 2 minutes",
        });
        let inspected = json!({
            "Id": ID, "Image": format!("sha256:{ID}"), "RestartCount": 0,
            "State": {"Status": "running", "OOMKilled": false, "StartedAt": "2026-06-15T11:58:00.123456789Z"},
            "HostConfig": {"RestartPolicy": {"Name": "unless-stopped", "MaximumRetryCount": 0}},
        });
        Self { listed: vec![listed], inspected: vec![inspected], logs: "app-1  | INFO ready\n" }
    }

    fn and(mut self, change: impl FnOnce(&mut Value, &mut Value)) -> Self {
        change(&mut self.listed[0], &mut self.inspected[0]);
        self
    }

    /// Puts the stand-in on a PATH of its own.
    fn install(&self, world: &World) -> OsString {
        let folder = world.beside("docker");
        std::fs::create_dir_all(&folder).unwrap();
        let lines: Vec<String> = self.listed.iter().map(Value::to_string).collect();
        for (name, content) in [
            ("ps", lines.join("\n")),
            ("inspect", Value::from(self.inspected.clone()).to_string()),
            (
                "images",
                json!([{"Id": format!("sha256:{ID}"), "RepoDigests": [format!("app@sha256:{ID}")]}]).to_string(),
            ),
            ("logs", self.logs.to_owned()),
            ("docker", STAND_IN.to_owned()),
        ] {
            std::fs::write(folder.join(name), content).unwrap();
        }
        std::fs::set_permissions(folder.join("docker"), PermissionsExt::from_mode(0o755)).unwrap();
        let path = path_without_us(&world.beside(""));
        std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path))).unwrap()
    }
}

const STAND_IN: &str = r#"#!/bin/sh
cd "$(dirname "$0")"
echo "$*" >> asked
case "$*" in
"compose "*"ps -a --format json") cat ps ;;
"inspect --type container "*) cat inspect ;;
"inspect --type image "*) cat images ;;
"compose "*"--profile * config --services") echo app; echo debug ;;
"compose "*"config --services") echo app ;;
"compose "*"logs --no-color --since "*) cat logs ;;
*) echo "unknown command: docker $*" >&2; exit 1 ;;
esac
"#;

pub fn verify(world: &World, arguments: &[&str]) -> (Option<i32>, String) {
    verify_with(&Docker::well(), world, arguments)
}

fn verify_with(docker: &Docker, world: &World, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = world.command(crate::harness::binary());
    command.env("PATH", docker.install(world)).args(["verify", "--deployed"]);
    if !arguments.contains(&"--deadline") {
        command.args(["--deadline", "1"]);
    }
    let out = command.args(arguments).output().unwrap();
    (out.status.code(), text(&out))
}

const WELL: &str = r#"{"status": "ok", "version": "1.0.0", "checks": {"db": "up"}}"#;

#[test]
fn a_release_that_tells_it_is_well_and_which_it_is_passes() {
    let world = released();
    let server = Server::start(vec![
        ("503 Starting", String::new()),
        ("301 Moved\r\nLocation: /health/", String::new()),
        ("200 OK", WELL.to_owned()),
    ]);
    let (exit, said) = verify(&world, &["--url", &server.url]);
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains(&format!("{}/ is healthy and is v1.0.0", server.url)), "{said}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 3);
}

#[test]
fn a_release_that_is_unwell_or_another_is_refused() {
    let world = released();
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (server, code) in [
        (Server::always("503 No", WELL), "not-ok"),
        (Server::always("200 OK", &WELL.replace("up", "down")), "unhealthy"),
        (Server::always("200 OK", &WELL.replace("1.0.0", "0.9.0")), "other-version"),
        (Server::always("302 Found\r\nLocation: http://elsewhere.example/", ""), "no-answer"),
        (Server::always("301 Moved\r\nLocation: /", ""), "no-answer"),
        (Server::always("200 OK", &" ".repeat(2 << 20)), "no-answer"),
        (Server { url: format!("http://{gone}"), asked: Arc::default() }, "no-answer"),
    ] {
        let (exit, said) = verify(&world, &["--url", &server.url]);
        assert_eq!(exit, Some(1), "{said}");
        assert!(said.contains(&format!("[deployed/{code}]")), "{code}: {said}");
    }
}

#[test]
fn an_answer_that_tells_nothing_is_a_warning() {
    let world = released();
    let server = Server::always("200 OK", "<html>");
    let (exit, said) = verify(&world, &["--url", &server.url]);
    assert!(exit == Some(0) && said.contains("[! WARN]") && said.contains("deployed/health-untold"), "{said}");
    assert!(world.precheck_ok(&["explain", "deployed/health-untold"]).contains("only listens"));
}

#[test]
fn nothing_that_runs_is_asked_unless_it_is_wanted() {
    let world = released();
    let server = Server::always("500 No", "");
    let out = world.precheck(&["verify", "--url", &server.url]);
    assert_eq!((out.status.code(), server.asked.load(Ordering::SeqCst)), (Some(2), 0), "{}", text(&out));
    assert!(!world.precheck_ok(&["verify"]).contains("Health"));
    let (exit, said) = verify(&world, &["--url", "localhost:8000"]);
    assert!(exit == Some(2) && said.contains("begins with http://"), "{said}");
}

#[test]
fn services_that_are_up_of_the_released_images_pass() {
    let world = released();
    let (exit, said) = verify(&world, &["--compose", "compose.yaml", "--since", "5m"]);
    assert_eq!(exit, Some(0), "{said}");
    for shown in [
        "app is up, of an image with the manifest's name: it knows no digest to compare",
        "no errors in the logs since 5m",
        "no `--url` says where to ask",
        "RELEASE VERIFICATION: PASSED",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
    let asked = std::fs::read_to_string(world.beside("docker/asked")).unwrap();
    assert!(asked.lines().all(|line| !line.starts_with("compose") || line.contains("/compose.yaml ")), "{asked}");
}

#[test]
fn a_service_that_is_down_sick_stale_or_complains_is_refused() {
    let world = released();
    for (docker, code) in [
        (Docker::well().and(|ps, _| ps["Health"] = "unhealthy".into()), "sick"),
        (Docker::well().and(|ps, _| ps["Health"] = "starting".into()), "sick"),
        (Docker::well().and(|ps, _| ps["State"] = "exited".into()), "stopped"),
        (Docker::well().and(|ps, _| ps["State"] = "restarting".into()), "restarting"),
        (Docker::well().and(|ps, _| ps["Image"] = "registry.example/team/app:v0.9.0".into()), "other-image"),
        (Docker::well().and(|_, inspect| inspect["RestartCount"] = 3.into()), "restarted"),
        (Docker::well().and(|_, inspect| inspect["State"]["OOMKilled"] = true.into()), "out-of-memory"),
        (Docker { listed: vec![], inspected: vec![], ..Docker::well() }, "missing-service"),
        (Docker { logs: "app-1  | Traceback (most recent call last):\n", ..Docker::well() }, "log-errors"),
    ] {
        let (exit, said) = verify_with(&docker, &world, &[]);
        assert_eq!(exit, Some(1), "{code}: {said}");
        assert!(said.contains(&format!("[deployed/{code}]")), "{code}: {said}");
    }
}

#[test]
fn an_image_that_the_manifest_knows_is_proven_and_a_profile_may_be_left_out() {
    let world = World::with_service();
    let named = "registry.example/team/app:v1.0.0";
    let digest = |digit: &str| format!("sha256:{}", digit.repeat(64));
    for (version, digest, exit, shown) in [
        ("v1.0.0", format!("sha256:{ID}"), 0, "app is up, of the manifest's very image"),
        ("v1.0.1", digest("e"), 1, "[deployed/other-image]"),
    ] {
        let image = named.replace("v1.0.0", version);
        let debug = format!("debug: {{image: '{image}@{digest}', profiles: [debug]}}");
        let services = format!("services: {{app: {{image: '{image}@{digest}', env_file: .env}}, {debug}}}\n");
        world.write("compose.yaml", services);
        world.commit("Pin the image");
        world.ok(&["tag", version]);
        world.commit("Record it");
        let (code, said) = verify(&world, &[version]);
        assert!(code == Some(exit) && said.contains(shown), "{said}");
        assert!(said.contains("debug does not run here: its profile is not chosen"), "{said}");
    }
}

#[test]
fn a_service_that_does_its_work_once_may_have_ended() {
    let world = released();
    let once = Docker::well().and(|ps, inspect| {
        ps["State"] = "exited".into();
        inspect["HostConfig"]["RestartPolicy"]["Name"] = "no".into();
    });
    let (exit, said) = verify_with(&once, &world, &[]);
    assert!(exit == Some(0) && said.contains("app has done its work"), "{said}");
}

#[test]
fn a_log_line_that_the_tag_allows_is_no_error() {
    let world = World::with_service();
    world.write("precheck.toml", "[release]\ndeployed-log-allow = ['retry [0-9]+']\n");
    world.commit("Allow retries");
    for (name, value) in [("user.name", "Ada"), ("user.email", "ada@example.org")] {
        world.ok(&["config", name, value]);
    }
    world.precheck_ok(&["release", "v1.0.0"]);
    let docker = Docker { logs: "app-1  | ERROR retry 3 of 5\n", ..Docker::well() };
    for arguments in [&[][..], &["--root", world.path().to_str().unwrap()]] {
        let (exit, said) = verify_with(&docker, &world, arguments);
        assert!(exit == Some(0) && said.contains("but 1 that `deployed-log-allow` names"), "{said}");
    }
    world.write("precheck.toml", "[release]\ndeployed-log-allow = ['(']\n");
    let out = world.precheck(&["run"]);
    assert!(out.status.code() == Some(2) && text(&out).contains("unclosed group"), "{}", text(&out));
}

#[test]
fn what_docker_can_not_tell_is_not_let_through() {
    let world = released();
    let odd = Docker::well().and(|ps, _| ps["ID"] = "--format".into());
    let (exit, said) = verify_with(&odd, &world, &[]);
    assert!(exit == Some(2) && said.contains("is no id"), "{said}");
    let git = world.beside("only-git");
    std::fs::create_dir(&git).unwrap();
    let found = std::env::split_paths(&path_without_us(&world.beside(""))).find_map(|folder| {
        let git = folder.join("git");
        git.exists().then_some(git)
    });
    std::os::unix::fs::symlink(found.unwrap(), git.join("git")).unwrap();
    let mut command = world.command(crate::harness::binary());
    let out = command.env("PATH", &git).args(["verify", "--deployed"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
    assert!(text(&out).contains("starting docker, without which nothing of what runs here"), "{}", text(&out));
}

//! What runs after a deployment: a server on loopback that tells its health.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::harness::{World, text};

/// A server that answers every question with the next of its answers, and with the last of them from then on.
struct Server {
    url: String,
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

    fn always(status: &'static str, body: &str) -> Self {
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

fn released() -> World {
    let world = World::with_service();
    world.ok(&["config", "user.name", "Ada"]);
    world.ok(&["config", "user.email", "ada@example.org"]);
    world.precheck_ok(&["release", "v1.0.0", "--push"]);
    world
}

fn verify(world: &World, arguments: &[&str]) -> (Option<i32>, String) {
    let out = world.precheck(&[&["verify", "--deployed", "--deadline", "1"], arguments].concat());
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
    let (_, said) = verify(&world, &["--url", &server.url]);
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
        (Server::always("200 OK", &" ".repeat(2 << 20)), "no-answer"),
        (Server { url: format!("http://{gone}"), asked: Arc::default() }, "no-answer"),
    ] {
        let (exit, said) = verify(&world, &["--url", &server.url]);
        assert_ne!(exit, Some(0), "{said}");
        assert!(said.contains(&format!("[deployed/{code}]")), "{code}: {said}");
    }
}

#[test]
fn an_answer_that_tells_nothing_is_a_warning() {
    let world = released();
    let server = Server::always("200 OK", "<html>");
    let (_, said) = verify(&world, &["--url", &server.url]);
    assert!(said.contains("[! WARN]") && said.contains("deployed/health-untold"), "{said}");
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

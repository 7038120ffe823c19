//! What is asked of a real Prometheus, where one is installed.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::deployed::{Server, released, verify};
use crate::harness::World;

/// A Prometheus of this test's own, ended with it.
struct Prometheus {
    child: Child,
    url: String,
}

impl Prometheus {
    /// Watching `target`, until it knows an answer to `query`; `None`, with a word about it, where it is not installed.
    fn start(world: &World, target: &str, query: &str) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let folder = world.beside(&format!("prometheus-{port}"));
        std::fs::create_dir(&folder).unwrap();
        let settings = json!({
            "global": {"scrape_interval": "200ms", "scrape_timeout": "200ms", "evaluation_interval": "200ms"},
            "rule_files": [folder.join("rules.yml")],
            "scrape_configs": [{"job_name": "app", "static_configs": [{"targets": [target]}]}],
        });
        let rule = json!({"alert": "AppDown", "expr": "up{job=\"app\"} == 0", "labels": {"severity": "critical"}});
        let rules = json!({"groups": [{"name": "shop", "rules": [rule]}]});
        std::fs::write(folder.join("prometheus.yml"), settings.to_string()).unwrap();
        std::fs::write(folder.join("rules.yml"), rules.to_string()).unwrap();
        let mut command = Command::new("prometheus");
        command.arg(format!("--config.file={}", folder.join("prometheus.yml").display()));
        command.arg(format!("--storage.tsdb.path={}", folder.join("data").display()));
        command.arg(format!("--web.listen-address={address}")).stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(child) = command.spawn() else {
            // Past what the test runner keeps for itself.
            let skipped = b"skipped: prometheus is not installed, so no real one was asked\n";
            std::io::stderr().write_all(skipped).unwrap();
            return None;
        };
        let prometheus = Self { child, url: format!("http://{address}") };
        let started = Instant::now();
        while !ask(&address, query).is_some_and(|said| said.contains("\"value\"")) {
            assert!(started.elapsed() < Duration::from_secs(30), "prometheus does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(prometheus)
    }
}

fn ask(address: &str, query: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "GET /api/v1/query?query={query} HTTP/1.0\r\n\r\n").ok()?;
    let mut said = String::new();
    stream.read_to_string(&mut said).ok()?;
    Some(said)
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

#[test]
fn a_real_prometheus_tells_which_target_is_down_and_which_alert_is_firing() {
    let world = released();
    let up = Server::always("200 OK", "shop_orders 1\n");
    let up = up.url.trim_start_matches("http://");
    let Some(prometheus) = Prometheus::start(&world, up, "up") else { return };
    let (exit, said) = verify(&world, &["--metrics", &prometheus.url]);
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains("1 target is up") && said.contains("no critical alert is firing"), "{said}");
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let Some(prometheus) = Prometheus::start(&world, &gone, "ALERTS") else { return };
    let (exit, said) = verify(&world, &["--metrics", &prometheus.url]);
    assert_eq!(exit, Some(1), "{said}");
    assert!(said.contains(&format!("does not reach app ({gone})")), "{said}");
    assert!(said.contains("critical alerts are firing: AppDown"), "{said}");
}

#[test]
fn metrics_that_can_not_be_asked_for_are_not_let_through() {
    let world = released();
    for (status, body, exit, shown) in [
        ("200 OK", r#"{"status":"success","data":{"resultType":"vector","result":[]}}"#, 0, "deployed/no-targets"),
        ("200 OK", "<html>", 2, "does not answer as Prometheus does"),
        ("401 Unauthorized", "", 2, "answers with status 401"),
    ] {
        let server = Server::always(status, body);
        let (code, said) = verify(&world, &["--metrics", &server.url]);
        assert!(code == Some(exit) && said.contains(shown), "{said}");
    }
}

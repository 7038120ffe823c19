//! What becomes of the answers of registries that are not as they should be: a small server that gives them.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use super::*;
use crate::digest;

const MANIFEST: &str = r#"{"schemaVersion": 2}"#;
const OCI: &str = "application/vnd.oci.image.manifest.v1+json";

/// A server on this machine; answers each request, given with its headers in lower case.
fn serve(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let (answer, connection) = (answer.clone(), connection.unwrap());
            std::thread::spawn(move || converse(connection, &*answer));
        }
    });
    host
}

fn converse(mut connection: TcpStream, answer: &dyn Fn(&str) -> String) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && connection.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    let answer = answer(&String::from_utf8_lossy(&request).to_lowercase());
    let _ = connection.write_all(answer.as_bytes());
}

fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let (headers, length) = (headers.concat(), body.len());
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
}

fn manifest() -> String {
    answer("200 OK", &[("Content-Type", OCI)], MANIFEST)
}

fn ask(host: &str, config: Option<&str>) -> Result<String, Unserved> {
    let folder = tempfile::tempdir().unwrap();
    if let Some(config) = config {
        std::fs::write(folder.path().join("config.json"), config).unwrap();
    }
    let patience = Duration::from_millis(500);
    let registries = Registries { patience, ..Registries::new(Some(folder.path().to_owned()), None) };
    let name = ImageName { registry: host.to_owned(), repository: "team/app".to_owned(), reference: "v1".to_owned() };
    registries.served(&[name]).remove(0).map(|served| served.digest)
}

fn failure(host: &str) -> String {
    match ask(host, None) {
        Err(Unserved::Failed(why)) => why,
        other => format!("{other:?}"),
    }
}

#[test]
fn a_manifest_is_asked_for_in_all_four_forms_and_known_by_its_bytes() {
    let host = serve(|request| {
        assert!(request.starts_with("get /v2/team/app/manifests/v1 "), "{request}");
        for kind in ["oci.image.index.v1", "oci.image.manifest.v1", "manifest.list.v2", "distribution.manifest.v2"] {
            assert!(request.contains(kind), "{request}");
        }
        manifest()
    });
    assert_eq!(ask(&host, None), Ok(format!("sha256:{}", digest::sha256(MANIFEST.as_bytes()))));
}

#[test]
fn an_answer_that_is_no_manifest_or_not_its_own_is_refused() {
    let other = format!("sha256:{}", "0".repeat(64));
    let large = "x".repeat(5 << 20);
    let cases: [(String, &str); 8] = [
        (
            answer(
                "200 OK",
                &[("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws")],
                MANIFEST,
            ),
            "not asked for",
        ),
        (answer("200 OK", &[("Content-Type", "text/html")], "<html>"), "not asked for"),
        (answer("200 OK", &[], MANIFEST), "not asked for"),
        (answer("200 OK", &[("Content-Type", OCI), ("Docker-Content-Digest", &other)], MANIFEST), "other bytes"),
        (answer("200 OK", &[("Content-Type", OCI)], &large), "more than"),
        (answer("503 Busy", &[], ""), "status 503"),
        (answer("429 Slow", &[], ""), "too many requests"),
        (answer("307 There", &[("Location", "http://127.0.0.1:1/")], ""), "status 307"),
    ];
    for (given, why) in cases {
        let said = failure(&serve(move |_| given.clone()));
        assert!(said.contains(why), "{why}: {said}");
    }
    assert_eq!(ask(&serve(|_| answer("404 Not Found", &[], "{}")), None), Err(Unserved::Absent));
    assert_eq!(ask(&serve(|_| answer("403 No", &[], "{}")), None), Err(Unserved::Denied));
}

#[test]
fn a_registry_that_is_silent_or_away_is_not_waited_for() {
    let started = std::time::Instant::now();
    let silent = serve(|_| {
        std::thread::sleep(Duration::from_secs(5));
        String::new()
    });
    assert!(failure(&silent).contains("in time"));
    assert!(failure("127.0.0.1:1").contains("can't be reached"));
    assert!(failure("no-such-host.invalid").starts_with(['i', 'c', 'd']));
    assert!(started.elapsed() < Duration::from_secs(4));
}

/// A registry whose tokens are to be had at itself, for who shows `credential`.
fn guarded(credential: &'static str) -> String {
    serve(move |request| {
        let host = request.split_once("host: ").unwrap().1.split_once("\r\n").unwrap().0.to_owned();
        if request.starts_with("get /token?service=reg.example&scope=repository%3ateam%2fapp%3apull ") {
            let shown = credential.is_empty() || request.contains(&credential.to_lowercase());
            return if shown { answer("200 OK", &[], r#"{"token": "given"}"#) } else { answer("401 No", &[], "") };
        }
        if request.contains("authorization: bearer given") {
            return manifest();
        }
        let challenge = format!("Bearer realm=\"http://{host}/token\",service=\"reg.example\"");
        answer("401 Unauthorized", &[("WWW-Authenticate", &challenge)], "{}")
    })
}

#[test]
fn a_token_is_fetched_without_and_with_the_credentials_that_docker_keeps() {
    assert!(ask(&guarded(""), None).is_ok());
    assert_eq!(ask(&guarded("authorization: basic"), None), Err(Unserved::Denied));
    // `ada:word`
    let kept = |host: &str| format!(r#"{{"auths": {{"https://{host}/v1/": {{"auth": "YWRhOndvcmQ="}}}}}}"#);
    let host = guarded("authorization: Basic YWRhOndvcmQ=");
    assert!(ask(&host, Some(&kept(&host))).is_ok());
    assert_eq!(ask(&host, Some(&kept("other.example"))), Err(Unserved::Denied), "another's credentials are not shown");
}

#[test]
fn a_token_that_stands_for_a_login_is_exchanged_for_another() {
    let host = serve(|request| {
        let host = request.split_once("host: ").unwrap().1.split_once("\r\n").unwrap().0;
        match request {
            _ if request.starts_with("post /token ") => answer("200 OK", &[], r#"{"access_token": "given"}"#),
            _ if request.contains("authorization: bearer given") => manifest(),
            _ => answer("401 No", &[("WWW-Authenticate", &format!("Bearer realm=\"http://{host}/token\""))], ""),
        }
    });
    let kept = format!(r#"{{"auths": {{"{host}": {{"identitytoken": "lasting"}}}}}}"#);
    assert!(ask(&host, Some(&kept)).is_ok());
}

#[test]
fn name_and_password_alone_are_enough_where_the_registry_says_so() {
    let host = serve(|request| {
        let shown = request.contains("authorization: basic ywrhondvcmq=");
        if shown { manifest() } else { answer("401 No", &[("WWW-Authenticate", "Basic realm=\"x\"")], "") }
    });
    let kept = format!(r#"{{"auths": {{"{host}": {{"auth": "YWRhOndvcmQ="}}}}}}"#);
    assert!(ask(&host, Some(&kept)).is_ok());
    assert_eq!(ask(&host, None), Err(Unserved::Denied));
}

#[test]
fn credentials_go_nowhere_in_clear_and_broken_ones_stop() {
    for realm in ["http://tokens.example/", "http://127.0.0.1@tokens.example/", "ftp://127.0.0.1/", "nothing"] {
        let challenge = format!("Bearer realm=\"{realm}\"");
        let host = serve(move |_| answer("401 No", &[("WWW-Authenticate", &challenge)], ""));
        assert!(failure(&host).contains("not safe"), "{realm}");
    }
    let host = serve(|_| manifest());
    let Err(Unserved::Failed(why)) = ask(&host, Some("{\"auths\": hush")) else { panic!("taken") };
    assert!(why.contains("config.json can't be read as JSON on line 1") && !why.contains("hush"), "{why}");
}

#[test]
fn many_are_asked_at_once() {
    let host = serve(|_| {
        std::thread::sleep(Duration::from_millis(100));
        manifest()
    });
    let names: Vec<_> = (0..8)
        .map(|at| ImageName { registry: host.clone(), repository: format!("app{at}"), reference: "v1".to_owned() })
        .collect();
    let started = std::time::Instant::now();
    let answers = Registries::new(None, None).served(&names);
    assert!(answers.len() == 8 && answers.iter().all(Result::is_ok));
    assert!(started.elapsed() < Duration::from_millis(600), "{:?}", started.elapsed());
}

//! The engine on this machine, asked over its socket. Its interface is HTTP; a
//! question in HTTP/1.0 is answered in one piece, which is all that is needed.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::check::Built;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    id: String,
    repo_digests: Option<Vec<String>>,
}

/// What the engine has under each of these names.
pub fn built(socket: &Path, names: &[String], patience: Duration) -> Result<Vec<Option<Built>>, String> {
    names.iter().map(|name| inspect(socket, name, patience)).collect()
}

fn inspect(socket: &Path, name: &str, patience: Duration) -> Result<Option<Built>, String> {
    let answer = ask(socket, &format!("/images/{name}/json"), patience)
        .map_err(|error| format!("{} does not answer: {}", socket.display(), error.kind()))?;
    let unreadable = || format!("{} answers with what can't be read", socket.display());
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").ok_or_else(unreadable)?;
    let head = String::from_utf8_lossy(&answer[..end]);
    match head.split_whitespace().nth(1) {
        Some("200") => {}
        Some("404") => return Ok(None),
        status => return Err(format!("{} answers with status {}", socket.display(), status.unwrap_or("unknown"))),
    }
    let inspected: Inspected = serde_json::from_slice(&answer[end + 4..]).map_err(|_| unreadable())?;
    // Podman leaves the algorithm out.
    let id = if inspected.id.contains(':') { inspected.id } else { format!("sha256:{}", inspected.id) };
    Ok(Some(Built { id, is_of_registry: inspected.repo_digests.is_some_and(|digests| !digests.is_empty()) }))
}

#[cfg(unix)]
fn ask(socket: &Path, path: &str, patience: Duration) -> std::io::Result<Vec<u8>> {
    use std::io::{Error, ErrorKind, Read, Write};
    use std::os::unix::net::UnixStream;
    use std::time::Instant;

    /// Longer than any description of an image.
    const LONGEST: usize = 4 * 1024 * 1024;

    let deadline = Instant::now() + patience;
    let mut stream = UnixStream::connect(socket)?;
    stream.set_write_timeout(Some(patience))?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    let mut part = [0; 8192];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || answer.len() > LONGEST {
            return Err(Error::from(ErrorKind::TimedOut));
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut part)? {
            0 => return Ok(answer),
            read => answer.extend_from_slice(&part[..read]),
        }
    }
}

#[cfg(not(unix))]
fn ask(_: &Path, _: &str, _: Duration) -> std::io::Result<Vec<u8>> {
    Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixListener;

    use super::*;

    /// What is made of an answer to the question for one image; none where nobody answers.
    fn told(answer: Option<&'static str>) -> Result<Option<Built>, String> {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("engine.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let engine = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut question = [0; 1024];
            let read = stream.read(&mut question).unwrap();
            assert!(question[..read].starts_with(b"GET /images/reg.example:5000/app:v1/json HTTP/1.0\r\n"));
            match answer {
                Some(answer) => stream.write_all(answer.as_bytes()).unwrap(),
                None => std::thread::sleep(Duration::from_millis(400)),
            }
        });
        let told = built(&socket, &["reg.example:5000/app:v1".to_owned()], Duration::from_millis(200));
        engine.join().unwrap();
        told.map(|mut images| images.remove(0))
    }

    #[test]
    fn an_image_is_known_by_its_id_and_by_whether_a_registry_gave_it() {
        let built = |id: &str, is_of_registry| Ok(Some(Built { id: id.to_owned(), is_of_registry }));
        let ok =
            "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"Id\": \"sha256:ab\", \"RepoDigests\": []}";
        assert_eq!(told(Some(ok)), built("sha256:ab", false));
        let pulled = "HTTP/1.0 200 OK\r\n\r\n{\"Id\": \"ab\", \"RepoDigests\": [\"reg.example/app@sha256:cd\"]}";
        assert_eq!(told(Some(pulled)), built("sha256:ab", true));
        assert_eq!(told(Some("HTTP/1.0 404 Not Found\r\n\r\n{}")), Ok(None));
    }

    #[test]
    fn an_engine_that_answers_nonsense_or_not_at_all_is_said_to() {
        for (answer, why) in [
            (Some("HTTP/1.0 500 No\r\n\r\n"), "status 500"),
            (Some("HTTP/1.0 200 OK\r\n\r\n<html>"), "can't be read"),
            (Some("nonsense"), "can't be read"),
            (Some(""), "can't be read"),
            (None, "does not answer"),
        ] {
            let said = told(answer).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
        let nobody = Path::new("/nowhere/engine.sock");
        let said = built(nobody, &["app".to_owned()], Duration::from_millis(10)).unwrap_err();
        assert_eq!(said, "/nowhere/engine.sock does not answer: entity not found");
    }
}

//! The credentials that Docker keeps. Holds secrets: no `Debug`.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// Larger than any that is written by hand.
const LIMIT: u64 = 1024 * 1024;

/// `config.json` of Docker, which Podman and others write as well.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Credentials {
    auths: HashMap<String, Auth>,
    cred_helpers: HashMap<String, String>,
    creds_store: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Auth {
    /// `name:password` in base64.
    auth: String,
    identitytoken: String,
}

/// What a helper answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Helped {
    username: String,
    secret: String,
}

/// What is shown to a registry.
#[derive(Clone)]
pub enum Login {
    /// Name and password.
    Password(String, String),
    /// A token for which the registry gives others.
    Identity(String),
}

impl Credentials {
    /// Reads `config.json` in a folder; where there is none, there are no credentials.
    pub fn read(folder: Option<&Path>) -> Result<Self, String> {
        let Some(path) = folder.map(|folder| folder.join("config.json")) else { return Ok(Self::default()) };
        let file = match std::fs::File::open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            file => file.map_err(|error| format!("was not asked: {} can't be opened: {error}", path.display()))?,
        };
        let mut bytes = Vec::new();
        let read = file.take(LIMIT).read_to_end(&mut bytes);
        read.map_err(|error| format!("was not asked: {} can't be read: {error}", path.display()))?;
        // The library's own text could quote the file.
        serde_json::from_slice(&bytes).map_err(|error| {
            format!("was not asked: {} can't be read as JSON on line {}", path.display(), error.line())
        })
    }

    /// What is kept for a registry.
    pub fn of(&self, registry: &str, patience: Duration) -> Result<Option<Login>, String> {
        let key = self.auths.keys().find(|key| host(key) == host(registry));
        let own = self.cred_helpers.iter().find(|(key, _)| host(key) == host(registry));
        let helper = own.or(key.zip(self.creds_store.as_ref()));
        if let Some((server, helper)) = helper {
            return ask(helper, server, patience);
        }
        Ok(key.and_then(|key| self.auths[key].login()))
    }
}

impl Auth {
    fn login(&self) -> Option<Login> {
        if !self.identitytoken.is_empty() {
            return Some(Login::Identity(self.identitytoken.clone()));
        }
        let plain = String::from_utf8(STANDARD.decode(self.auth.trim()).ok()?).ok()?;
        let (name, password) = plain.split_once(':')?;
        Some(Login::Password(name.to_owned(), password.trim_end_matches('\0').to_owned()))
    }
}

/// The host of a key, which may be a URL; all names of Docker Hub are one.
fn host(key: &str) -> &str {
    let key = key.split_once("://").map_or(key, |(_, rest)| rest);
    let host = key.split('/').next().unwrap_or(key);
    if matches!(host, "index.docker.io" | "registry-1.docker.io") { "docker.io" } else { host }
}

/// Asks a credential helper, as Docker does: the server on its input, JSON on its output.
fn ask(helper: &str, server: &str, patience: Duration) -> Result<Option<Login>, String> {
    let is_name = helper.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let program = format!("docker-credential-{helper}");
    let failed = |what: &str| format!("was not asked: {} {what}", if is_name { &program } else { "its helper" });
    if !is_name {
        return Err(failed("has no usable name"));
    }
    let mut command = Command::new(&program);
    command.arg("get").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| failed("can't be run"))?;
    if let Some(mut input) = child.stdin.take() {
        // A helper that reads nothing answers all the same.
        let _ = input.write_all(server.as_bytes());
    }
    if !wait(&mut child, patience).map_err(|()| failed("does not answer"))? {
        return Ok(None);
    }
    let mut answer = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(LIMIT).read_to_end(&mut answer).map_err(|_| failed("does not answer"))?;
    }
    let Helped { username, secret } = serde_json::from_slice(&answer).map_err(|_| failed("does not answer in JSON"))?;
    Ok(Some(if username == "<token>" { Login::Identity(secret) } else { Login::Password(username, secret) }))
}

/// Whether it ends well; one that does not end is ended.
fn wait(child: &mut Child, patience: Duration) -> Result<bool, ()> {
    let deadline = Instant::now() + patience;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(10)),
            _ => {
                let _ = child.kill().and_then(|()| child.wait());
                return Err(());
            }
        }
    }
}

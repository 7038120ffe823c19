//! The one door to registries of images and to the engine here, for checks whose
//! settings open it. What a registry serves is verified against its digest; a
//! credential goes to the registry it is kept for, and into no message.

mod challenge;
mod client;
mod credentials;
mod engine;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use self::client::Client;
use self::credentials::Credentials;
use crate::check::{Built, ImageName, ImageSources, Served, Unserved};

/// How many registries are asked at a time.
const AT_A_TIME: usize = 8;
/// More names than that are a mistake, or meant to keep us busy.
const MOST: usize = 500;

/// Registries and engine, as Docker would reach them from here.
pub struct Registries {
    /// Where Docker keeps its `config.json`.
    docker_config: Option<PathBuf>,
    /// Where the engine listens.
    engine: PathBuf,
    /// How long one image may take.
    patience: Duration,
}

impl Registries {
    /// With the credentials in the folder of Docker's configuration, and the engine that `DOCKER_HOST` names.
    pub fn new(docker_config: Option<PathBuf>, docker_host: Option<&str>) -> Self {
        // One that is no socket of this machine does not answer either.
        let host = docker_host.unwrap_or("unix:///var/run/docker.sock");
        let engine = PathBuf::from(host.strip_prefix("unix://").unwrap_or(host));
        Self { docker_config, engine, patience: Duration::from_secs(10) }
    }
}

impl ImageSources for Registries {
    fn served(&self, names: &[ImageName]) -> Vec<Result<Served, Unserved>> {
        if names.is_empty() {
            return Vec::new();
        }
        let client = match Credentials::read(self.docker_config.as_deref()) {
            Ok(credentials) => Client::new(credentials, self.patience),
            Err(why) => return names.iter().map(|_| Err(Unserved::Failed(why.clone()))).collect(),
        };
        let too_many = Unserved::Failed(format!("is one of more than {MOST} images, too many to be asked for"));
        let answers = Mutex::new(vec![Err(too_many); names.len()]);
        let queue = Mutex::new(names.iter().enumerate().take(MOST));
        let ask = || {
            loop {
                let next = queue.lock().ok().and_then(|mut queue| queue.next());
                let Some((at, name)) = next else { return };
                let answer = client.manifest(name);
                if let Ok(mut answers) = answers.lock() {
                    answers[at] = answer;
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..names.len().min(AT_A_TIME) {
                scope.spawn(ask);
            }
        });
        answers.into_inner().unwrap_or_default()
    }

    fn built(&self, names: &[String]) -> Result<Vec<Option<Built>>, String> {
        engine::built(&self.engine, names, self.patience)
    }
}

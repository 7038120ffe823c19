//! Are the services there that the runbook's Compose commands name, can they
//! be scaled so, and does anything listen where `localhost` is asked?

mod call;
mod file;
mod ports;

use anyhow::Result;
use bstr::ByteSlice;

use self::call::Call;
use self::file::{Service, Services};
use super::scene::{Placed, Scene, below, name};
use super::{Found, TOLD};
use crate::compose::{FILES, OVERRIDES};
use crate::finding::{Code, Finding, Severity};
use crate::git::RepoPath;
use crate::hint::nearest;

static NO_FILE: Code = Code {
    id: "runbook/compose-file-missing",
    severity: Severity::Error,
    finds: "A Compose command of the runbook names a file by `-f` that the repository does not have.",
    matters: "The command does nothing but say that the file can't be opened.",
    mend: "Correct the path (it counts from the root of the repository, or from the last `cd`), or commit the file.",
    source: "https://docs.docker.com/reference/cli/docker/compose/",
};

static NO_SERVICE: Code = Code {
    id: "runbook/service-unknown",
    severity: Severity::Error,
    finds: "A Compose command of the runbook names a service that no Compose file declares.",
    matters: "In an emergency it answers \"no such service\".",
    mend: "Use the name of the service as it stands in the Compose file, not that of its image or container.",
    source: "https://docs.docker.com/reference/compose-file/services/",
};

static NOT_SCALABLE: Code = Code {
    id: "runbook/scale-impossible",
    severity: Severity::Error,
    finds: "The runbook scales a service that has a fixed `container_name` or a fixed port of the machine.",
    matters: "The second container can't be started: the name or the port is taken, just when more is needed.",
    mend: "Remove `container_name`, and publish a range of ports or none, with a proxy before the service.",
    source: "https://docs.docker.com/reference/compose-file/services/#container_name",
};

/// What is reported about services.
pub static CODES: [&Code; 4] = [&NO_FILE, &NO_SERVICE, &NOT_SCALABLE, &ports::UNPUBLISHED];

/// So many Compose files are read, none of them larger.
const READ: usize = 100;
const LIMIT: u64 = 1 << 20;

/// Judges every Compose command, and every address at this machine.
pub fn judge(scene: &Scene, findings: &mut Vec<Found>) -> Result<()> {
    let every = everywhere(scene)?;
    for placed in scene.commands.iter().filter(|placed| !placed.folders.is_empty()) {
        if findings.len() >= TOLD {
            break;
        }
        let Some(call) = call::of(placed.command.program()).filter(|call| !call.is_elsewhere) else { continue };
        let mut found = Vec::new();
        if call.files.is_empty() {
            found.extend(call.services.iter().filter_map(|name| unknown(name, &every)));
            let usual = usual(scene, placed)?;
            found.extend(call.scales.iter().filter_map(|(name, count)| impossible(name, *count, &usual)));
        } else {
            found.extend(examine(scene, placed, &call)?);
        }
        findings.extend(found.into_iter().map(|finding| Found { line: placed.command.line, finding }));
    }
    ports::judge(scene, &every, findings);
    Ok(())
}

/// A call that says which files it means.
fn examine(scene: &Scene, placed: &Placed, call: &Call) -> Result<Vec<Finding>> {
    let mut services = Services::default();
    let mut found = Vec::new();
    for file in &call.files {
        let Some(file) = file.filter(|file| !file.starts_with(['/', '-'])) else {
            services.is_open = true;
            continue;
        };
        let places: Vec<RepoPath> = placed.folders.iter().filter_map(|folder| below(folder, file)).collect();
        if let Some(entry) = scene.first(places.clone())? {
            services.absorb(at(scene, &entry.path)?);
        } else {
            services.is_open = true;
            found.extend(absent(scene, file, &places)?);
        }
    }
    found.extend(call.services.iter().filter_map(|name| unknown(name, &services)));
    found.extend(call.scales.iter().filter_map(|(name, count)| impossible(name, *count, &services)));
    Ok(found)
}

/// A file that is not there, unless it lies in another folder under the same path: that often goes without saying.
fn absent(scene: &Scene, file: &str, places: &[RepoPath]) -> Result<Option<Finding>> {
    let Some(place) = places.first() else { return Ok(None) };
    let paths: Vec<_> = scene.snapshot.entries()?.iter().map(|entry| entry.path.to_str_lossy()).collect();
    let suffix = format!("/{}", file.trim_start_matches("./"));
    let is_elsewhere = paths.iter().any(|path| path.ends_with(&suffix));
    if is_elsewhere || scene.shown.contains(name(file)) || scene.is_foreign(place)? {
        return Ok(None);
    }
    let composes = paths.iter().map(|path| &**path).filter(|path| is_compose(path.as_bytes()));
    let finding = Finding::new(&NO_FILE, format!("the repository has no {place}"));
    Ok(Some(finding.help(match nearest(&place.to_str_lossy(), composes) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("commit {place}, or correct the command"),
    })))
}

fn unknown(name: &str, services: &Services) -> Option<Finding> {
    if services.is_open || services.by_name.is_empty() || services.by_name.contains_key(name) {
        return None;
    }
    let by_container = services.by_name.iter().find(|(_, service)| service.container_name.as_deref() == Some(name));
    let names = || services.by_name.keys().map(String::as_str);
    let meant = by_container.map(|(name, _)| &**name).or_else(|| nearest(name, names()));
    let help = meant.map_or_else(
        || format!("the services are: {}", names().take(20).collect::<Vec<_>>().join(", ")),
        |meant| format!("did you mean `{meant}`?"),
    );
    Some(Finding::new(&NO_SERVICE, format!("no Compose file declares the service `{name}`")).help(help))
}

fn impossible(name: &str, count: u32, services: &Services) -> Option<Finding> {
    let service = services.by_name.get(name).filter(|service| count > 1 && !services.is_open && !service.is_open)?;
    let reason = obstacle(service)?;
    let finding = Finding::new(&NOT_SCALABLE, format!("`{name}` can't run {count} times: {reason}"));
    Some(finding.help(format!("remove it from the service `{name}` in the Compose file, or don't scale it")))
}

/// What a second container of a service would collide with.
fn obstacle(service: &Service) -> Option<String> {
    let name = service.container_name.as_ref().filter(|name| !name.contains('$'));
    name.map(|name| format!("its container is always called {name}")).or_else(|| {
        let fixed = service.ports.iter().find_map(|port| port.published.filter(|(from, to)| from == to));
        fixed.map(|(port, _)| format!("it publishes the fixed port {port}"))
    })
}

/// What a command without `-f` means: the first file there is, and its override.
fn usual(scene: &Scene, placed: &Placed) -> Result<Services> {
    let mut services = Services::default();
    for folder in &placed.folders {
        let named = |names: [&str; 4]| names.map(|name| below(folder, name)).into_iter().flatten();
        let Some(entry) = scene.first(named(FILES))? else { continue };
        services.absorb(at(scene, &entry.path)?);
        if let Some(over) = scene.first(named(OVERRIDES))? {
            services.absorb(at(scene, &over.path)?);
        }
        break;
    }
    Ok(services)
}

/// What all Compose files of the repository declare.
fn everywhere(scene: &Scene) -> Result<Services> {
    let mut services = Services::default();
    for entry in scene.snapshot.entries()?.iter().filter(|entry| is_compose(&entry.path)).take(READ) {
        services.absorb(at(scene, &entry.path)?);
    }
    Ok(services)
}

fn at(scene: &Scene, path: &RepoPath) -> Result<Services> {
    let is_readable = match scene.snapshot.entry(path)? {
        Some(entry) => scene.snapshot.size(entry)?.is_some_and(|size| size <= LIMIT),
        None => false,
    };
    Ok(match scene.snapshot.read(path)?.filter(|_| is_readable) {
        Some(bytes) => file::read(&bytes.to_str_lossy()),
        None => Services { is_open: true, ..Services::default() },
    })
}

fn is_compose(path: &[u8]) -> bool {
    let path = path.to_str_lossy().to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.contains("compose") && (name.ends_with(".yml") || name.ends_with(".yaml"))
}

#[cfg(test)]
mod tests;

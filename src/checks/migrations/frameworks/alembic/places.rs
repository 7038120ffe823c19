//! The folders in which Alembic's migrations lie. Paths are looked at first;
//! only then are a few files read.

use std::collections::{BTreeMap, HashSet};

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::config::{self, Settings};
use super::{file, is_migration};
use crate::checks::migrations::files::{Files, Folder, Membership};
use crate::checks::migrations::paths::{file_name, join, parent};
use crate::git::{Entry, Mode, RepoPath};

/// The folders that hold migrations: those named by the settings, or else what
/// Alembic's configuration names and every `X/versions` beside an `env.py` or
/// `script.py.mako`.
pub fn folders<'f>(files: &Files<'f>, named: &[String]) -> Result<Vec<Folder<'f>>> {
    let places = if named.is_empty() { Places::detect(files)? } else { Places::named(named) };
    if places.certain.is_empty() && places.environments.is_empty() {
        return Ok(Vec::new());
    }
    let mut folders: BTreeMap<&BStr, Folder> = BTreeMap::new();
    for (path, location) in &places.certain {
        folders.insert(path.as_bstr(), location.folder(path.as_bstr()));
    }
    // Most folders of a repository have nothing to do with migrations; each is asked once.
    let mut foreign = None;
    for entry in files.entries() {
        let path = entry.path.as_bstr();
        if is_migration(file_name(path).as_bstr()) {
            let folder = parent(path);
            if let Some(known) = folders.get_mut(folder) {
                known.files.push(entry);
            } else if foreign != Some(folder) {
                match places.location_of(folder) {
                    Some(at) => drop(folders.insert(folder, Folder { files: vec![entry], ..at.folder(folder) })),
                    None => foreign = Some(folder),
                }
            }
        } else if entry.mode == Mode::Symlink
            && let Some(linked) = folders.get_mut(path)
        {
            // What lies behind a link is not in git: it can't be passed over in silence.
            linked.files.push(entry);
        }
    }
    let mut kept = Vec::new();
    for folder in folders.into_values() {
        let expected = folder.files.is_empty() && places.certain.contains_key(&folder.path);
        if expected || holds_migrations(files, &folder)? {
            kept.push(folder);
        }
    }
    Ok(kept)
}

/// Reads no more files than it takes to find one: most pushes touch no migration.
fn holds_migrations(files: &Files, folder: &Folder) -> Result<bool> {
    for entry in &folder.files {
        let told = file::told(&entry.path, &files.module(entry)?);
        if !told.migrations.is_empty() || told.unknown_ids {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Where migrations lie, or should.
#[derive(Default)]
struct Places {
    /// Folders that are known by configuration or by Alembic's own files.
    certain: BTreeMap<RepoPath, Location>,
    /// Folders with an `env.py` or a `script.py.mako`.
    environments: HashSet<RepoPath>,
}

/// What is known of a folder.
#[derive(Clone)]
struct Location {
    environment: RepoPath,
    membership: Membership,
    below: Below,
}

/// Whether the folders below are read too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Nobody says so; what they contain decides.
    Unsaid,
    Read,
    NotRead,
}

impl Location {
    fn of(environment: RepoPath) -> Self {
        Self { environment, membership: Membership::ByReference, below: Below::Unsaid }
    }

    fn folder<'f>(&self, path: &BStr) -> Folder<'f> {
        let environment = self.environment.clone();
        Folder { path: path.into(), environment, membership: self.membership, files: Vec::new() }
    }
}

impl Places {
    /// The settings name a folder of migrations, or the environment above it.
    fn named(names: &[String]) -> Self {
        let mut places = Self::default();
        for name in names {
            let folder: RepoPath = name.trim_start_matches("./").trim_end_matches('/').into();
            places.certain.insert(join(folder.as_bstr(), b"versions"), Location::of(RepoPath::default()));
            places.certain.insert(folder, Location::of(RepoPath::default()));
        }
        places
    }

    fn detect(files: &Files) -> Result<Self> {
        let mut places = Self::default();
        let (mut templates, mut configurations) = (Vec::new(), Vec::new());
        for entry in files.entries() {
            let path = entry.path.as_bstr();
            match file_name(path) {
                b"env.py" => drop(places.environments.insert(parent(path).into())),
                b"script.py.mako" => templates.push(parent(path)),
                name if config::is_configuration(name) => configurations.push(entry),
                _ => {}
            }
        }
        for settings in config::read(files, &configurations)? {
            places.take(&settings, &Tree(files.entries()));
        }
        for folder in templates {
            // With both files it is Alembic's, even while `versions` is empty.
            if !places.environments.insert(folder.into()) {
                let location = Location::of(folder.into());
                places.certain.entry(join(folder, b"versions")).or_insert(location);
            }
        }
        Ok(places)
    }

    /// Takes the folders that one configuration names; they are one graph.
    fn take(&mut self, settings: &Settings, tree: &Tree) {
        let place = |place: &String| tree.resolve(settings.here.as_bstr(), place);
        let folders: Vec<RepoPath> = if settings.version_locations.is_empty() {
            let scripts = settings.script_location.iter().flat_map(place);
            scripts.map(|script| join(script.as_bstr(), b"versions")).collect()
        } else {
            settings.version_locations.iter().flat_map(place).collect()
        };
        // A folder that two configurations share belongs to what the first one reads.
        let shared = folders.iter().find_map(|folder| self.certain.get(folder)).map(|known| known.environment.clone());
        let membership = if shared.is_none() { Membership::Certain } else { Membership::ByReference };
        let environment = shared.unwrap_or_else(|| settings.name.clone());
        for folder in folders {
            let below = if settings.recursive {
                Below::Read
            } else if tree.holds_modules(folder.as_bstr()) {
                Below::NotRead
            } else {
                // The configuration misleads, or `env.py` knows better.
                Below::Unsaid
            };
            let location = Location { environment: environment.clone(), membership, below };
            let known = self.certain.entry(folder).or_insert(location);
            if below == Below::Read {
                known.below = below;
            }
        }
    }

    /// What a folder that is not named itself belongs to, by what lies above it.
    fn location_of(&self, folder: &BStr) -> Option<Location> {
        let mut at = folder;
        while !at.is_empty() {
            match self.certain.get(at) {
                Some(location) if location.below == Below::Read => return Some(location.clone()),
                // Code may give Alembic other places than the configuration has; OpenStack's does.
                Some(location) if location.below == Below::NotRead => {
                    return Some(Location { membership: Membership::OnlyByReference, ..location.clone() });
                }
                _ => {}
            }
            let above = parent(at);
            if file_name(at) == b"versions" && self.environments.contains(above) {
                return Some(Location::of(above.into()));
            }
            at = above;
        }
        None
    }
}

/// The folders of a snapshot.
struct Tree<'f>(&'f [Entry]);

impl<'f> Tree<'f> {
    /// Where a place is that a configuration names. What does not exist may still be kept out of git.
    fn resolve(&self, here: &BStr, place: &str) -> Vec<RepoPath> {
        if let Some(from_root) = place.strip_prefix('/') {
            return placed(b"".as_bstr(), from_root).into_iter().collect();
        }
        if let Some((package, inside)) = place.split_once(':') {
            let path = format!("{}/{}", package.replace('.', "/"), inside.replace(':', "/"));
            return self.ending_with(here, path.trim_end_matches('/').as_bytes()).into_iter().collect();
        }
        // A relative place depends on where the command is run: beside the file, or above it.
        let mut bases = vec![here];
        while let Some(base) = bases.last().filter(|base| !base.is_empty()) {
            bases.push(parent(base));
        }
        let places: Vec<RepoPath> = bases.into_iter().filter_map(|base| placed(base, place)).collect();
        match places.iter().find(|place| !self.below(place.as_bstr()).is_empty()) {
            Some(there) => vec![there.clone()],
            None => places,
        }
    }

    /// The folder of a package: the one nearest to the configuration.
    fn ending_with(&self, here: &BStr, path: &[u8]) -> Option<RepoPath> {
        let within = [b"/", path, b"/"].concat();
        let finder = bstr::Finder::new(&within);
        let folder_of = |entry: &'f Entry| {
            if entry.path.starts_with(&within[1..]) {
                return Some(&entry.path[..path.len()]);
            }
            finder.find(entry.path.as_slice()).map(|at| &entry.path[..=at + path.len()])
        };
        let nearest = |folder: &&[u8]| (!folder.starts_with(here), folder.len());
        self.0.iter().filter_map(folder_of).min_by_key(nearest).map(Into::into)
    }

    /// Everything below a folder.
    fn below(&self, folder: &BStr) -> &'f [Entry] {
        if folder.is_empty() {
            return self.0;
        }
        let prefix = [folder.as_bytes(), b"/"].concat();
        let rest = &self.0[self.0.partition_point(|entry| entry.path.as_slice() < prefix.as_slice())..];
        &rest[..rest.partition_point(|entry| entry.path.starts_with(&prefix))]
    }

    /// Whether modules lie in the folder itself.
    fn holds_modules(&self, folder: &BStr) -> bool {
        let paths = self.below(folder).iter().map(|entry| entry.path.as_bstr());
        paths.into_iter().any(|path| parent(path) == folder && is_migration(file_name(path).as_bstr()))
    }
}

/// `x/../y` as a path from the root; `None` if it leads out.
fn placed(base: &BStr, place: &str) -> Option<RepoPath> {
    let mut parts: Vec<&[u8]> = base.split_str("/").filter(|part| !part.is_empty()).collect();
    for part in place.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part.as_bytes()),
        }
    }
    Some(parts.join(&b'/').into())
}

#[cfg(test)]
mod tests;

//! What the other side of a push has already.
//!
//! The remote's own words on stdin are facts. Its tracking refs are hearsay:
//! after `git remote set-url` they still speak of the old repository, and a push
//! to a new, perhaps public, one would leave everything they reach unjudged. So
//! the URL for which they hold is remembered, and where it differs they hide nothing.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::digest;
use crate::git::{Oid, PushedRef, Ref, Remote, Repo};
use crate::state;

const FILE: &str = "remotes.json";

/// How many judged tips are kept; a forgotten one costs time, nothing else.
const TIPS: usize = 64;

/// By the name of the remote.
pub(super) type Memory = BTreeMap<String, Remembered>;

#[derive(Serialize, Deserialize, Clone, Default, PartialEq)]
pub(super) struct Remembered {
    /// Where the tracking refs were seen to belong, as a digest: a URL can carry a password.
    url_sha256: String,
    /// Tracking refs that stem from another URL, and their values: until one moves it tells nothing.
    stale: BTreeMap<String, String>,
    /// Tips whose every commit was judged for this URL without help of stale refs.
    judged: Vec<String>,
}

/// What is known of one destination.
pub struct Known {
    /// Objects that the other side has, or that were judged for it before.
    pub oids: Vec<Oid>,
    /// The remote that it is, if it is one whose tracking refs speak of it.
    pub remote: Option<Remote>,
    /// Those tracking refs.
    pub tracking: Vec<Ref>,
    after: Option<(Memory, String, Remembered)>,
}

impl Known {
    /// Gathers it for a push to `remote` (a configured name, or the URL itself) at `url`.
    pub fn of(repo: &Repo, remote: &str, url: &str, updates: &[PushedRef]) -> Result<Self> {
        let told: Vec<Oid> = updates.iter().filter_map(|update| update.remote).collect();
        // What is not in this repository can hide nothing.
        let oids = repo.here(&told)?;
        let remotes = repo.remotes()?;
        // With several push URLs the second run finds tracking refs that the first push has just moved.
        let is_destination = |r: &&Remote| r.push_urls == [url] && (r.name == remote || remote == url);
        let Some(remote) = remotes.iter().find(is_destination) else { return Ok(Self::only(oids)) };
        let memory: Memory = state::load(repo, FILE).unwrap_or_default();
        // Where fetching and pushing go to different places, a fetch moves the
        // tracking refs to what the place pushed to has never seen.
        let tells = remote.fetches_from(url);
        let tracking = if tells { tracking_refs(repo, remote)? } else { Vec::new() };
        let url_sha256 = digest::sha256(url.as_bytes());
        let mut known = Self::only(oids);
        let mut remembered = match memory.get(&remote.name) {
            Some(remembered) if remembered.url_sha256 == url_sha256 => {
                known.trust(repo, remembered, &tracking)?;
                remembered.clone()
            }
            _ => Remembered {
                url_sha256,
                stale: tracking.iter().map(|r| (r.name.to_string(), r.oid.to_string())).collect(),
                judged: Vec::new(),
            },
        };
        if !tells || !remembered.stale.is_empty() {
            let tips = updates.iter().filter_map(|update| Some(update.local?.to_string()));
            remembered.judged.extend(tips);
            let surplus = remembered.judged.len().saturating_sub(TIPS);
            remembered.judged.drain(..surplus);
        }
        if memory.get(&remote.name) != Some(&remembered) {
            known.after = Some((memory, remote.name.clone(), remembered));
        }
        known.remote = tells.then(|| remote.clone());
        known.tracking = tracking;
        Ok(known)
    }

    fn only(oids: Vec<Oid>) -> Self {
        Self { oids, remote: None, tracking: Vec::new(), after: None }
    }

    fn trust(&mut self, repo: &Repo, remembered: &Remembered, tracking: &[Ref]) -> Result<()> {
        let is_stale = |r: &&Ref| remembered.stale.get(&r.name.to_string()) == Some(&r.oid.to_string());
        self.oids.extend(tracking.iter().filter(|r| !is_stale(r)).map(|r| r.oid));
        let judged: Vec<Oid> = remembered.judged.iter().filter_map(|oid| Oid::from_hex(oid.as_bytes())).collect();
        self.oids.extend(repo.here(&judged)?);
        Ok(())
    }

    /// Remembers that the push was judged and passed.
    pub fn passed(self, repo: &Repo) -> Result<()> {
        let Some((mut memory, name, remembered)) = self.after else { return Ok(()) };
        memory.insert(name, remembered);
        state::save(repo, FILE, &memory)
    }
}

/// At installation: the tracking refs are taken to belong where each remote points now.
pub fn confirm_all(repo: &Repo) -> Result<()> {
    let mut memory: Memory = state::load(repo, FILE).unwrap_or_default();
    for remote in repo.remotes()? {
        if let [url] = remote.push_urls.as_slice()
            && remote.fetches_from(url)
        {
            let url_sha256 = digest::sha256(url.as_bytes());
            memory.entry(remote.name).or_insert(Remembered { url_sha256, ..Remembered::default() });
        }
    }
    state::save(repo, FILE, &memory)
}

/// The remotes that point elsewhere than where their tracking refs were confirmed.
pub fn moved_remotes(repo: &Repo) -> Result<Vec<String>> {
    let memory: Memory = state::load(repo, FILE).unwrap_or_default();
    let has_moved = |remote: &Remote| {
        let remembered = memory.get(&remote.name);
        remembered
            .is_some_and(|then| remote.push_urls.iter().all(|url| then.url_sha256 != digest::sha256(url.as_bytes())))
    };
    Ok(repo.remotes()?.into_iter().filter(has_moved).map(|remote| remote.name).collect())
}

/// Where what is fetched from a remote lands.
pub fn tracking_refs(repo: &Repo, remote: &Remote) -> Result<Vec<Ref>> {
    let mut refs = Vec::new();
    for pattern in &remote.tracking {
        // Fetched tags and heads (`+refs/*:refs/*` of a mirror) are the user's own refs as well: no hearsay at all.
        let prefix = pattern.split('*').next().unwrap_or(pattern);
        if prefix.starts_with("refs/heads") || prefix.starts_with("refs/tags") || prefix.trim_end_matches('/') == "refs"
        {
            continue;
        }
        let folder = prefix.rsplit_once('/').map_or(prefix, |(folder, _)| folder);
        refs.extend(repo.refs(&format!("{folder}/"))?.into_iter().filter(|r| remote.tracks(&r.name)));
    }
    refs.sort_by(|a, b| a.name.cmp(&b.name));
    refs.dedup_by(|a, b| a.name == b.name);
    Ok(refs)
}

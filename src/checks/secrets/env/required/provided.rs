//! Variables that the repository itself sets where it is deployed: `ENV` of a
//! Dockerfile, `environment` of Compose and Kubernetes, a build script.

use std::collections::BTreeSet;

use bstr::{BStr, ByteSlice};

use super::is_name;

/// Their names.
#[derive(Default)]
pub struct Provided(BTreeSet<String>);

/// Whether a file may set variables for the release.
pub fn is_of_interest(path: &BStr) -> bool {
    let (folders, name) = path.rsplit_once_str("/").unwrap_or((b"", path));
    let is_yaml = name.ends_with(b".yml") || name.ends_with(b".yaml");
    let deploys = [&b"k8s"[..], b"kubernetes", b"helm", b"charts", b"manifests", b"deploy", b"deployment"];
    name.contains_str("Dockerfile")
        || (is_yaml && (name.contains_str("compose") || folders.split_str("/").any(|part| deploys.contains(&part))))
        || matches!(name, b"build.rs" | b"fly.toml" | b"render.yaml" | b"app.yaml")
}

impl Provided {
    /// Whether the release finds it set without `.env`.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Takes in what a file sets.
    pub fn learn(&mut self, path: &BStr, text: &str) {
        let is_yaml = path.ends_with(b".yml") || path.ends_with(b".yaml");
        for line in text.lines().map(str::trim) {
            let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
            let name = match line.strip_prefix("name:") {
                Some(name) if is_yaml => Some(name.trim()),
                _ => assigned(line),
            };
            let name = name.map(|name| name.trim_matches(['"', '\''])).filter(|name| is_name(name));
            self.0.extend(name.map(str::to_owned));
        }
    }
}

/// `NAME: value`, `NAME=value`, `ENV NAME value`, `rustc-env=NAME=value`; a value
/// that is only handed on from `.env` is none.
fn assigned(line: &str) -> Option<&str> {
    let line = line.split_once("rustc-env=").map_or(line, |(_, line)| line);
    let line = line.strip_prefix("ENV ").or_else(|| line.strip_prefix("ARG ")).unwrap_or(line);
    let end = line.find([':', '=', ' '])?;
    let value = line[end + 1..].trim().trim_matches(['"', '\'']);
    let handed_on = value.starts_with('$') && !value.contains(":-");
    (!value.is_empty() && !handed_on).then_some(line[..end].trim())
}

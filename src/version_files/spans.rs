//! Where a version stands in a file, without its quotes: so that it can be replaced and all else stay as it is. A file
//! that can't be read says nothing; whose it is will tell.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The string at a path such as `package.version`.
pub fn toml(text: &str, path: &str) -> Option<Range<usize>> {
    let document = DeTable::parse(text).ok()?;
    let (first, rest) = path.split_once('.')?;
    let value = rest.split('.').try_fold(document.get_ref().get(first)?, |at, key| at.get_ref().get(key))?;
    bare(text, value)
}

/// The versions of the packages of a Cargo.lock that are `ours`, by their names and versions.
pub fn cargo_lock(text: &str, ours: impl Fn(&str, &str) -> bool) -> Vec<Range<usize>> {
    let Ok(document) = DeTable::parse(text) else { return Vec::new() };
    let packages = document.get_ref().get("package").and_then(|packages| packages.get_ref().as_array());
    let span = |package: &Spanned<DeValue>| {
        let get = |key: &str| package.get_ref().get(key);
        let version = get("version")?;
        let is_ours = ours(get("name")?.get_ref().as_str()?, version.get_ref().as_str()?);
        // Only what lies in this repository comes from no registry.
        (is_ours && get("source").is_none()).then(|| bare(text, version))?
    };
    packages.into_iter().flat_map(|packages| packages.iter()).filter_map(span).collect()
}

/// The top-level `version` of a package.json.
pub fn json(text: &str) -> Option<Range<usize>> {
    let package: Package = serde_json::from_str(text).ok()?;
    unquoted(text, package.version?.get())
}

/// The versions of the package in `folder` as a package-lock.json has them; `""` is the folder of the lock itself.
pub fn package_lock(text: &str, folder: &str) -> Vec<Range<usize>> {
    let Ok(mut lock) = serde_json::from_str::<Lock>(text) else { return Vec::new() };
    let listed = lock.packages.remove(folder).and_then(|package| package.version);
    let versions = [lock.version.filter(|_| folder.is_empty()), listed];
    versions.into_iter().flatten().filter_map(|version| unquoted(text, version.get())).collect()
}

/// The scalar of a top-level key.
pub fn yaml(text: &str, key: &str) -> Option<Range<usize>> {
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?.trim();
    let scalar = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split_once(quote)?.0,
        _ => value.split(" #").next()?.trim_end(),
    };
    Some(place(text, scalar))
}

#[derive(Deserialize)]
struct Package<'t> {
    #[serde(borrow)]
    version: Option<&'t RawValue>,
}

#[derive(Deserialize)]
struct Lock<'t> {
    #[serde(borrow)]
    version: Option<&'t RawValue>,
    #[serde(borrow, default)]
    packages: BTreeMap<String, Package<'t>>,
}

/// A string that is written without escapes.
fn bare(text: &str, value: &Spanned<DeValue>) -> Option<Range<usize>> {
    let span = unquoted(text, text.get(value.span())?)?;
    (value.get_ref().as_str()? == &text[span.clone()]).then_some(span)
}

fn unquoted(text: &str, quoted: &str) -> Option<Range<usize>> {
    let inner = ['"', '\''].into_iter().find_map(|quote| quoted.strip_prefix(quote)?.strip_suffix(quote))?;
    Some(place(text, inner))
}

/// Where a part of the text begins and ends in it.
fn place(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

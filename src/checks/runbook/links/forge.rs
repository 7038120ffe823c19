//! Which web addresses are those of this very repository, as its own manifests
//! or settings tell. Where none does, every address is somebody else's.

use anyhow::{Context as _, Result};
use regex::Regex;
use serde_json::Value;

use crate::git::Snapshot;

/// Branches that are taken for the one that is released.
const BRANCHES: [&str; 4] = ["main", "master", "trunk", "HEAD"];

/// What a forge shows beside files; `../../issues` is a well-known way to link there.
const PAGES: [&str; 13] = [
    "actions",
    "blob",
    "commit",
    "commits",
    "compare",
    "discussions",
    "issues",
    "projects",
    "pull",
    "pulls",
    "releases",
    "security",
    "wiki",
];

/// The addresses of this repository.
pub struct Own {
    /// `github.com/owner/name`, in lower case.
    names: Vec<String>,
    address: Regex,
}

impl Own {
    /// As `setting` or the manifests at the root of the snapshot have them.
    pub fn of(snapshot: &Snapshot, setting: Option<&str>) -> Result<Self> {
        let name =
            Regex::new(r"(?i)(github\.com|gitlab\.com)[/:]([\w.-]+/[\w-]+(?:\.[\w-]+)*?)(?:\.git)?/?(?:[#?].*)?$")?;
        let mut names = Vec::new();
        for url in declared(snapshot)?.iter().map(String::as_str).chain(setting) {
            names.extend(name.captures(url.trim()).map(|found| format!("{}/{}", &found[1], &found[2]).to_lowercase()));
        }
        let address = Regex::new(concat!(
            r"(?i)^https?://(?:www\.)?(?:raw\.githubusercontent\.com/(?P<raw>[^/]+/[^/]+)/(?P<at>[^/]+)/(?P<file>[^#?]*)",
            r"|(?P<host>github\.com|gitlab\.com)/(?P<name>[^/#?]+/[^/#?]+?)(?:\.git)?/?",
            r"(?:(?:-/)?(?:blob|tree|raw|blame|edit)/(?P<ref>[^/#?]+)/?(?P<path>[^#?]*))?)(?:\?[^#]*)?(?:#(?P<fragment>.*))?$"
        ))?;
        Ok(Self { names, address })
    }

    /// The path and fragment of this repository that an address names, if it names its present state.
    pub fn within<'u>(&self, url: &'u str) -> Option<(&'u str, &'u str)> {
        let found = self.address.captures(url)?;
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let (host, name) =
            part("raw").map(|name| ("github.com", name)).or_else(|| Some((part("host")?, part("name")?)))?;
        let branch = part("at").or(part("ref")).unwrap_or("HEAD");
        let is_own = self.names.contains(&format!("{host}/{name}").to_lowercase()) && BRANCHES.contains(&branch);
        is_own.then(|| (part("file").or(part("path")).unwrap_or_default(), part("fragment").unwrap_or_default()))
    }
}

/// Whether a link that leaves the repository from `depth` folders down leads to another page of its forge.
pub fn is_page(depth: usize, target: &str) -> bool {
    let mut parts = target.split('/').filter(|part| *part != ".").skip_while(|part| *part == "..");
    let up = target.split('/').filter(|part| *part == "..").count();
    // Files are shown below `blob/BRANCH/`.
    up == depth + 2 && parts.next().is_some_and(|page| PAGES.contains(&page))
}

/// What the manifests call the repository.
fn declared(snapshot: &Snapshot) -> Result<Vec<String>> {
    let mut urls = Vec::new();
    let text = |path: &str| -> Result<Option<String>> {
        let bytes = snapshot.read(path).with_context(|| format!("looking for the repository's address in {path}"))?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    };
    if let Some(cargo) = text("Cargo.toml")?.and_then(|text| text.parse::<toml::Table>().ok()) {
        let workspace = cargo.get("workspace").and_then(|workspace| workspace.get("package"));
        let packages = [cargo.get("package"), workspace].into_iter().flatten();
        urls.extend(packages.filter_map(|package| Some(package.get("repository")?.as_str()?.to_owned())));
    }
    if let Some(python) = text("pyproject.toml")?.and_then(|text| text.parse::<toml::Table>().ok()) {
        let named = python.get("project").and_then(|project| project.get("urls")).and_then(toml::Value::as_table);
        urls.extend(named.into_iter().flatten().filter_map(|(_, url)| url.as_str().map(str::to_owned)));
    }
    if let Some(node) = text("package.json")?.and_then(|text| serde_json::from_str::<Value>(&text).ok()) {
        let repository = &node["repository"];
        if let Some(url) = repository.as_str().or(repository["url"].as_str()) {
            let short = url.strip_prefix("github:").or((!url.contains(':')).then_some(url));
            urls.push(short.map_or_else(|| url.to_owned(), |name| format!("github.com/{name}")));
        }
    }
    if let Some(module) =
        text("go.mod")?.as_deref().and_then(|text| text.lines().find_map(|line| line.strip_prefix("module ")))
    {
        urls.push(module.to_owned());
    }
    Ok(urls)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn a_repository_knows_its_own_address_by_its_manifests() {
        for (path, manifest) in [
            ("Cargo.toml", "[package]\nrepository = \"https://github.com/acme/shop\""),
            ("Cargo.toml", "[workspace.package]\nrepository = \"https://github.com/Acme/Shop/\""),
            ("pyproject.toml", "[project.urls]\nSource = \"https://github.com/acme/shop.git\""),
            ("package.json", "{\"repository\": {\"url\": \"git+https://github.com/acme/shop.git\"}}"),
            ("package.json", "{\"repository\": \"acme/shop\"}"),
            ("package.json", "{\"repository\": \"git@github.com:acme/shop.git\"}"),
            ("go.mod", "module github.com/acme/shop\n\ngo 1.24\n"),
        ] {
            let sandbox = Sandbox::new();
            sandbox.write(path, manifest);
            let repo = sandbox.repo();
            let own = Own::of(&Snapshot::of_work_tree(&repo), None).unwrap();
            assert_eq!(own.within("https://github.com/acme/shop/blob/main/a.md#b"), Some(("a.md", "b")), "{manifest}");
        }
    }

    #[test]
    fn only_the_present_state_of_this_repository_is_judged() {
        let sandbox = Sandbox::new();
        sandbox.write("go.mod", "module github.com/acme/shop\n");
        let repo = sandbox.repo();
        let own = Own::of(&Snapshot::of_work_tree(&repo), None).unwrap();
        for (url, expected) in [
            ("https://github.com/acme/shop/tree/master/docs/?x#y", Some(("docs/", "y"))),
            ("https://raw.githubusercontent.com/acme/shop/main/a.png", Some(("a.png", ""))),
            ("https://github.com/acme/shop#install", Some(("", "install"))),
            ("https://github.com/acme/shop/blob/v1.2.3/a.md", None),
            ("https://github.com/acme/shop/issues/1", None),
            ("https://github.com/acme/shop-ui/blob/main/a.md", None),
            ("https://gitlab.com/acme/shop/-/blob/main/a.md", None),
            ("https://acme.dev/github.com/acme/shop/blob/main/a.md", None),
        ] {
            assert_eq!(own.within(url), expected, "{url}");
        }
    }

    #[test]
    fn a_link_to_the_forge_leaves_by_exactly_the_folders_of_a_file_view() {
        assert!(is_page(0, "../../issues/5"));
        assert!(is_page(1, "../../../wiki"));
        assert!(!is_page(0, "../issues/5"));
        assert!(!is_page(0, "../../secret.md"));
    }
}

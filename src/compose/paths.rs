//! Paths that Compose files name, as paths from the root of the repository.

use super::Reason;

/// The path that `written` means in a folder of the repository (the root is empty).
pub fn resolve(folder: &str, written: &str) -> Result<String, Reason> {
    if written.contains("://") || written.starts_with("git@") || written.starts_with("github.com/") {
        return Err(Reason::Remote);
    }
    if written.starts_with(['/', '~', '\\']) || written.as_bytes().get(1) == Some(&b':') {
        return Err(Reason::Outside);
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop().ok_or(Reason::Outside)?),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// The folder in which a file lies; empty for the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a file in a folder.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_repository_or_is_told_to_leave_it() {
        for (folder, written, expected) in [
            ("", "a.yml", Ok("a.yml")),
            ("deploy", "./a.yml", Ok("deploy/a.yml")),
            ("deploy/x", "../a.yml", Ok("deploy/a.yml")),
            ("deploy", "..", Ok("")),
            ("a", "b//c/./d.yml", Ok("a/b/c/d.yml")),
            ("", "../a.yml", Err(Reason::Outside)),
            ("deploy", "../../a.yml", Err(Reason::Outside)),
            ("deploy", "/srv/a.yml", Err(Reason::Outside)),
            ("", "~/a.yml", Err(Reason::Outside)),
            ("", "C:\\a.yml", Err(Reason::Outside)),
            ("", "oci://reg.example/app:1", Err(Reason::Remote)),
            ("", "git@git.example:a/b.git", Err(Reason::Remote)),
        ] {
            assert_eq!(resolve(folder, written).as_deref(), expected.as_ref().map(|path| *path), "{folder} {written}");
        }
    }
}

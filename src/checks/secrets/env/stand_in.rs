//! What stands for a production file that is not on this machine: its encrypted
//! form in git, or the file of the environment that is released.

use anyhow::Result;
use bstr::ByteSlice;

use super::LIMIT;
use crate::dotenv::Dotenv;
use crate::git::Snapshot;

/// What was found in the place of a file.
pub enum StandIn {
    /// A file whose names can be read, whatever its values.
    Readable { path: String, bytes: Vec<u8> },
    /// A file of which nothing can be told without its key.
    Sealed { path: String },
}

/// Looks for what may stand for the file at `path`.
pub fn of(path: &str, snapshot: &Snapshot) -> Result<Option<StandIn>> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let beside = |name: String| if folder.is_empty() { name } else { format!("{folder}/{name}") };
    let encrypted = ["enc", "encrypted", "sops", "vault", "age", "gpg", "asc"].map(|end| format!("{name}.{end}"));
    let prefixed = ["enc", "sops"].map(|sort| format!(".{sort}{name}"));
    let named = ["secrets.enc.env", "secrets.sops.env"].map(str::to_owned);
    let released = [format!("{name}.production"), format!("{name}.prod")];
    let released_encrypted =
        ["enc", "sops", "age", "gpg"].into_iter().flat_map(|end| released.clone().map(|name| format!("{name}.{end}")));
    let candidates =
        encrypted.into_iter().chain(prefixed).chain(named).chain(released.clone()).chain(released_encrypted);
    for path in candidates.map(beside) {
        let local = snapshot.read_local(path.as_ref(), LIMIT)?;
        let Some(bytes) = (match local {
            Some(bytes) => Some(bytes),
            None => snapshot.read(&path)?,
        }) else {
            continue;
        };
        return Ok(Some(if is_readable(&bytes) {
            StandIn::Readable { path, bytes }
        } else {
            StandIn::Sealed { path }
        }));
    }
    Ok(None)
}

/// SOPS and dotenvx leave names as they are; a vault has one value that holds all.
fn is_readable(bytes: &[u8]) -> bool {
    let content = Dotenv::parse(bytes);
    let is_vault = content.entries.iter().any(|entry| entry.name.starts_with("DOTENV_VAULT"));
    let sealed = ["-----BEGIN ", "age-encryption.org", "$ANSIBLE_VAULT", "\0GITCRYPT"];
    let opens = sealed.iter().any(|head| bytes.starts_with(head.as_bytes()));
    !is_vault && !opens && !content.entries.is_empty() && content.unreadable.is_empty() && bytes.find_byte(0).is_none()
}

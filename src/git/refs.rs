use anyhow::{Context, Result};
use bstr::{BString, ByteSlice};

use super::Oid;

/// A ref as it stands.
#[derive(Clone, Debug)]
pub struct Ref {
    /// The full name, `refs/…`.
    pub name: BString,
    /// What it names: for an annotated tag the tag object.
    pub oid: Oid,
}

/// One line that `reference-transaction` or `pre-receive` gets: `<old> <new> <ref>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefUpdate {
    /// The full name, `refs/…`.
    pub name: BString,
    /// What git believes it was. `None` also means "forced, not checked".
    pub old: Option<Oid>,
    /// What it is to be; `None` deletes it.
    pub new: Option<Oid>,
}

impl RefUpdate {
    /// Reads one line. Where a ref is made to follow another (`ref:refs/heads/x`,
    /// git ≥ 2.46) the new value is no object, and there is no update: `Ok(None)`.
    pub fn parse(line: &[u8]) -> Result<Option<Self>> {
        let mut words = line.splitn(3, |&b| b == b' ');
        let (old, new, name) = (words.next(), words.next(), words.next());
        let (old, new, name) =
            old.zip(new).zip(name).map(|((o, n), r)| (o, n, r)).context("expected `<old> <new> <ref>`")?;
        if new.starts_with(b"ref:") {
            return Ok(None);
        }
        let old = if old.starts_with(b"ref:") { None } else { Oid::from_hex_or_zero(old)? };
        Ok(Some(Self { name: name.into(), old, new: Oid::from_hex_or_zero(new)? }))
    }
}

/// One line that `pre-push` gets: `<local ref> <local oid> <remote ref> <remote oid>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedRef {
    /// What the user named: a ref, or any revision (`HEAD~1`, `feat@{1 day ago}`).
    pub local_name: BString,
    /// What leaves; `None` when the remote ref is deleted.
    pub local: Option<Oid>,
    /// The ref on the remote, `refs/…`.
    pub remote_name: BString,
    /// What the remote has there now; `None` when it has nothing.
    pub remote: Option<Oid>,
}

impl PushedRef {
    /// Reads one line. The local name may hold spaces, so it is split from the right.
    pub fn parse(line: &[u8]) -> Result<Self> {
        let mut words = line.rsplitn(4, |&b| b == b' ');
        let mut next = || words.next().context("expected `<local ref> <local oid> <remote ref> <remote oid>`");
        let (remote, remote_name, local, local_name) = (next()?, next()?, next()?, next()?);
        anyhow::ensure!(remote_name.starts_with(b"refs/"), "not a ref: {:?}", remote_name.as_bstr());
        Ok(Self {
            local_name: local_name.into(),
            local: Oid::from_hex_or_zero(local)?,
            remote_name: remote_name.into(),
            remote: Oid::from_hex_or_zero(remote)?,
        })
    }
}

/// A configured remote.
#[derive(Clone, Debug, Default)]
pub struct Remote {
    /// Its name, `origin`.
    pub name: String,
    /// The URLs pushed to, after `insteadOf` and `pushInsteadOf`.
    pub push_urls: Vec<String>,
    /// The URLs fetched from, after `insteadOf`.
    pub urls: Vec<String>,
    /// Where fetched refs land: the right side of each fetch refspec, `refs/remotes/origin/*`.
    pub tracking: Vec<String>,
}

impl Remote {
    /// The remotes of a configuration, given as lower-case-section keys and values in order.
    pub(super) fn from_config(entries: &[(String, String)]) -> Vec<Self> {
        let mut remotes: Vec<Self> = Vec::new();
        for (key, value) in entries {
            let Some((name, field)) = key.strip_prefix("remote.").and_then(|k| k.rsplit_once('.')) else { continue };
            let at = remotes.iter().position(|r| r.name == name).unwrap_or_else(|| {
                remotes.push(Self { name: name.to_owned(), ..Self::default() });
                remotes.len() - 1
            });
            match field {
                "url" => remotes[at].urls.push(value.clone()),
                "pushurl" => remotes[at].push_urls.push(value.clone()),
                "fetch" => remotes[at].tracking.extend(value.split_once(':').map(|(_, to)| to.to_owned())),
                _ => {}
            }
        }
        for remote in &mut remotes {
            remote.push_urls = if remote.push_urls.is_empty() {
                remote.urls.iter().map(|url| rewrite(entries, url, true)).collect()
            } else {
                remote.push_urls.iter().map(|url| rewrite(entries, url, false)).collect()
            };
            remote.urls = remote.urls.iter().map(|url| rewrite(entries, url, false)).collect();
        }
        remotes
    }

    /// Whether its tracking refs speak of the place at `url`. What is fetched
    /// comes from the first URL; a push may go to other places.
    pub fn fetches_from(&self, url: &str) -> bool {
        self.urls.first().is_some_and(|first| first == url)
    }

    /// Whether `name` is where one of this remote's fetched refs lands.
    pub fn tracks(&self, name: &[u8]) -> bool {
        self.tracking.iter().any(|pattern| match pattern.split_once('*') {
            Some((before, after)) => {
                name.strip_prefix(before.as_bytes()).is_some_and(|rest| rest.ends_with(after.as_bytes()))
            }
            None => name == pattern.as_bytes(),
        })
    }
}

/// `url.<base>.insteadOf`: the longest match wins; `pushInsteadOf` goes first for a push.
fn rewrite(entries: &[(String, String)], url: &str, push: bool) -> String {
    let longest = |field: &str| {
        entries
            .iter()
            .filter_map(|(key, from)| {
                let base = key.strip_prefix("url.")?.strip_suffix(field)?;
                url.strip_prefix(from.as_str()).map(|rest| (from.len(), format!("{base}{rest}")))
            })
            .max_by_key(|(len, _)| *len)
            .map(|(_, rewritten)| rewritten)
    };
    let for_push = if push { longest(".pushinsteadof") } else { None };
    for_push.or_else(|| longest(".insteadof")).unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "1111111111111111111111111111111111111111";
    const ZERO: &str = "0000000000000000000000000000000000000000";

    #[test]
    fn a_local_name_with_spaces_is_split_from_the_right() {
        let line = format!("feat@{{1 second ago}} {A} refs/heads/x {ZERO}");
        let pushed = PushedRef::parse(line.as_bytes()).unwrap();
        assert_eq!(pushed.local_name, "feat@{1 second ago}");
        assert_eq!(pushed.remote, None);
    }

    #[test]
    fn a_deletion_has_no_local_object() {
        let line = format!("(delete) {} refs/heads/x {}", "0".repeat(64), "1".repeat(64));
        assert_eq!(PushedRef::parse(line.as_bytes()).unwrap().local, None);
    }

    #[test]
    fn an_unreadable_push_line_is_an_error() {
        for line in ["", "x", &format!("a {A} heads/x {ZERO}"), &format!("a nothex refs/heads/x {ZERO}")] {
            assert!(PushedRef::parse(line.as_bytes()).is_err(), "{line:?}");
        }
    }

    #[test]
    fn a_symbolic_update_moves_no_object() {
        assert_eq!(RefUpdate::parse(format!("{ZERO} ref:refs/heads/b HEAD").as_bytes()).unwrap(), None);
        let detached = RefUpdate::parse(format!("ref:refs/heads/b {A} HEAD").as_bytes()).unwrap();
        assert_eq!(detached.unwrap().new, Oid::from_hex(A.as_bytes()));
    }

    #[test]
    fn remotes_are_read_with_rewritten_urls_and_tracking_patterns() {
        let entry = |k: &str, v: &str| (k.to_owned(), v.to_owned());
        let remotes = Remote::from_config(&[
            entry("remote.my.fork.url", "gh:me/x"),
            entry("remote.my.fork.fetch", "+refs/heads/*:refs/remotes/fork/*"),
            entry("url.ssh://git@example.org/.insteadof", "gh:"),
        ]);
        assert_eq!(remotes[0].name, "my.fork");
        assert_eq!(remotes[0].push_urls, ["ssh://git@example.org/me/x"]);
        assert!(remotes[0].tracks(b"refs/remotes/fork/main"));
        assert!(!remotes[0].tracks(b"refs/remotes/forked/main"));
    }
}

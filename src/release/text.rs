//! Text from elsewhere, made fit to be shown and kept.

/// Without the user and password of every URL in it.
pub fn without_credentials(text: &str) -> String {
    let mut parts = text.split("://");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let authority = part.split(['/', ' ', '\'', '"', '\n']).next().unwrap_or_default();
        let host = authority.rfind('@').map_or(0, |at| at + 1);
        shown += "://";
        shown += &part[host..];
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_lose_their_credentials_and_nothing_else() {
        for (text, shown) in [
            ("fatal: 'https://user:pass@host.example/x@y'", "fatal: 'https://host.example/x@y'"),
            ("https://token@host https://host/", "https://host https://host/"),
            ("a://b://c@d", "a://b://d"),
            ("To git@host:../remote.git", "To git@host:../remote.git"),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
    }
}

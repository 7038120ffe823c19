//! A trailer at the end of a commit's message, as git reads it.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use crate::git::{Oid, Repo};

/// The first of these commits that says that its change of the Redis schema was reviewed.
pub fn reviewed(repo: &Repo, commits: &[Oid]) -> Result<Option<Oid>> {
    for &commit in commits {
        if says_reviewed(repo.commit(commit)?.message.as_bstr()) {
            return Ok(Some(commit));
        }
    }
    Ok(None)
}

fn says_reviewed(message: &BStr) -> bool {
    let values = trailers(message).into_iter().filter(|(key, _)| key.eq_ignore_ascii_case(b"Redis-Schema"));
    values.into_iter().any(|(_, value)| value.trim().eq_ignore_ascii_case(b"reviewed"))
}

/// Keys and values of the last paragraph, if it is one of trailers; a message's subject never is.
fn trailers(message: &BStr) -> Vec<(&[u8], &[u8])> {
    let lines: Vec<&[u8]> = message.lines().filter(|line| !line.starts_with(b"#")).map(ByteSlice::trim_end).collect();
    let Some(last) = lines.iter().rposition(|line| !line.is_empty()) else { return Vec::new() };
    let Some(blank) = lines[..last].iter().rposition(|line| line.is_empty()) else { return Vec::new() };
    // A line that is indented goes on with the one above it.
    let block: Vec<&[u8]> =
        lines[blank + 1..=last].iter().copied().filter(|line| !line[0].is_ascii_whitespace()).collect();
    let trailers: Vec<(&[u8], &[u8])> = block.iter().filter_map(|line| trailer(line)).collect();
    let generated = block.iter().any(|line| line.starts_with(b"Signed-off-by: ") || line.starts_with(PICKED));
    let others = block.iter().filter(|line| trailer(line).is_none() && !line.starts_with(PICKED)).count();
    // git takes other lines among them where it has written one itself.
    if others == 0 || (generated && (block.len() - others) * 3 >= others) { trailers } else { Vec::new() }
}

const PICKED: &[u8] = b"(cherry picked from commit ";

fn trailer(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (key, value) = line.split_once_str(":")?;
    let key = key.trim_end();
    let is_key = !key.is_empty() && key.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_key.then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailer_stands_in_a_last_paragraph_of_trailers() {
        for (message, expected) in [
            ("Change\n\nRedis-Schema: reviewed\n", true),
            ("Change\n\nWhy.\n\nredis-schema:  Reviewed\nSigned-off-by: A <a@b>\n\n", true),
            ("Change\n\nSome words.\nRedis-Schema: reviewed\nSigned-off-by: A <a@b>\n", true),
            ("Change\n\nRedis-Schema: reviewed\n  by all of us\n", true),
            ("Redis-Schema: reviewed\n", false),
            ("Change\n\nRedis-Schema: no\n", false),
            ("Change\n\nSome words.\nRedis-Schema: reviewed\n", false),
            ("Change\n\nRedis-Schema: reviewed\n\nMore words.\n", false),
            ("", false),
            ("\n\n", false),
        ] {
            assert_eq!(says_reviewed(message.into()), expected, "{message}");
        }
    }
}

//! Checksum files as GNU `sha256sum` writes and reads them. A name with a
//! backslash or a line break is escaped, and a backslash before the hash says so.
//! <https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html>

/// A line of such a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Sum {
    /// The file, from where `sha256sum` is run.
    pub path: String,
    /// Of its content, lower-case hexadecimal.
    pub sha256: String,
    /// Where it stands, from 1.
    pub line: usize,
}

/// 64 lower-case hexadecimal digits.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The line for a file whose name has no line break.
pub fn line(path: &str, sha256: &str) -> String {
    let mark = if path.contains('\\') { "\\" } else { "" };
    format!("{mark}{sha256}  {}\n", path.replace('\\', "\\\\"))
}

/// Every line but empty ones and comments, or the number of the first that can't be read.
pub fn read(text: &str) -> Result<Vec<Sum>, usize> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(at, line)| sum(line, at + 1).ok_or(at + 1)).collect()
}

fn sum(text: &str, line: usize) -> Option<Sum> {
    let (escaped, plain) = text.strip_prefix('\\').map_or((false, text), |rest| (true, rest));
    let (sha256, path) = plain.split_once("  ").or_else(|| plain.split_once(" *"))?;
    let path = if escaped { unescape(path)? } else { path.to_owned() };
    is_sha256(sha256).then(|| Sum { path, sha256: sha256.to_owned(), line })
}

fn unescape(path: &str) -> Option<String> {
    let mut plain = String::with_capacity(path.len());
    let mut characters = path.chars();
    while let Some(c) = characters.next() {
        plain.push(match c {
            '\\' => match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            plain => plain,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex() -> String {
        "9f86d081".repeat(8)
    }

    fn sum(path: &str, line: usize) -> Sum {
        Sum { path: path.to_owned(), sha256: hex(), line }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = [line("models/a b.pt", &hex()), line("models/back\\slash.pt", &hex())].concat();
        assert_eq!(read(&text), Ok(vec![sum("models/a b.pt", 1), sum("models/back\\slash.pt", 2)]));
    }

    #[test]
    fn escapes_binary_marks_and_comments_are_read_and_anything_else_is_told_by_its_line() {
        let text = format!("# sums\n\\{0}  a\\nb\n\n{0} *c\n", hex());
        assert_eq!(read(&text), Ok(vec![sum("a\nb", 2), sum("c", 4)]));
        assert_eq!(read(&format!("{}  a\nabc  b\n", hex())), Err(2));
        assert_eq!(read(&format!("\\{}  a\\x\n", hex())), Err(1));
    }
}

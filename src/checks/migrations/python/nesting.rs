//! How deeply a module nests, told before it is parsed: the parser calls itself
//! for whatever nests, and a hostile file would run it out of stack.

/// Python itself stops at 200 brackets and 100 levels of indentation.
const DEEPEST: usize = 200;

/// So many operators in one expression may each nest one into the next.
const OPERATORS: usize = 500;

/// Words that nest what follows them, or what stands before.
const WORDS: [&[u8]; 9] = [b"not", b"lambda", b"if", b"else", b"await", b"and", b"or", b"in", b"is"];

/// The place from which on it is too deep, if it is anywhere.
pub fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut nesting = Nesting { open: vec![0], operators: 0 };
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let mut step = 1;
        match first {
            b'#' => step = line_end(bytes, at) - at,
            // What stands in the braces of an f-string is code, so an f-string is not skipped.
            quote @ (b'"' | b'\'') if !is_formatted(bytes, at) => step = string_end(bytes, at, quote) - at,
            b'\n' if nesting.open.len() == 1 => {
                nesting.end_item();
                if indentation(&bytes[at + 1..]) > 2 * DEEPEST {
                    return Some(at);
                }
            }
            _ if first.is_ascii_alphabetic() => {
                step = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                if WORDS.contains(&&bytes[at..at + step]) {
                    nesting.operator();
                }
            }
            mark => nesting.mark(mark),
        }
        if nesting.open.len() > DEEPEST || nesting.operators > OPERATORS {
            return Some(at);
        }
        at += step;
    }
    None
}

struct Nesting {
    /// The operators within each bracket that is open, since its last comma.
    open: Vec<usize>,
    /// All of them.
    operators: usize,
}

impl Nesting {
    fn mark(&mut self, mark: u8) {
        match mark {
            b'(' | b'[' | b'{' => self.open.push(0),
            b')' | b']' | b'}' if self.open.len() > 1 => {
                self.end_item();
                self.open.pop();
            }
            b',' | b';' => self.end_item(),
            _ if b"+-*/%~@&|^<>=.".contains(&mark) => self.operator(),
            _ => {}
        }
    }

    fn operator(&mut self) {
        if let Some(here) = self.open.last_mut() {
            *here += 1;
            self.operators += 1;
        }
    }

    fn end_item(&mut self) {
        self.operators -= self.open.last_mut().map(std::mem::take).unwrap_or_default();
    }
}

/// How far the line is indented, if there is code on it.
fn indentation(line: &[u8]) -> usize {
    let indented = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    if matches!(line.get(indented), None | Some(b'#' | b'\n' | b'\r')) { 0 } else { indented }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |n| at + n)
}

/// Whether the letters before a quote make it an f-string or t-string.
fn is_formatted(bytes: &[u8], at: usize) -> bool {
    let letters = bytes[..at].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_');
    let prefix: Vec<u8> = letters.take(3).map(u8::to_ascii_lowercase).collect();
    prefix.len() <= 2 && prefix.iter().any(|b| matches!(b, b'f' | b't'))
}

/// The place behind a string that begins at `at`.
fn string_end(bytes: &[u8], at: usize, quote: u8) -> usize {
    let triple = bytes[at..].starts_with(&[quote; 3]);
    let fence = if triple { 3 } else { 1 };
    let mut end = at + fence;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 1,
            b'\n' if !triple => return end,
            _ if byte == quote && (!triple || bytes[end..].starts_with(&[quote; 3])) => return end + fence,
            _ => {}
        }
        end += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_not_too_deep() {
        let long = format!("x = [{}]", "-1, ".repeat(10_000));
        let texts = format!("x = '{}'\ny = '''{}'''\n# {}", "(".repeat(999), "[\n".repeat(999), "{".repeat(999));
        let spaced = format!("x = 1\n{}\ny = 2\n", " ".repeat(999));
        for text in ["x = ((1))", "a = b if c else d\n", &long, &texts, &spaced, "f(a.b.c, not d)\n"] {
            assert_eq!(too_deep(text), None, "{text}");
        }
    }

    #[test]
    fn what_would_run_the_parser_out_of_stack_is_too_deep() {
        for text in [
            "(".repeat(300),
            format!("x = {}1", "-".repeat(600)),
            format!("x = {}1", "not ".repeat(600)),
            format!("x = 1{}", " + 1".repeat(600)),
            format!("x = a{}", ".a".repeat(600)),
            format!("x = {}1", "lambda: ".repeat(600)),
            format!("x = f'{{{}'", "(".repeat(300)),
            format!("if x:\n{}y", " ".repeat(500)),
        ] {
            assert!(too_deep(&text).is_some(), "{}", &text[..40.min(text.len())]);
        }
    }
}

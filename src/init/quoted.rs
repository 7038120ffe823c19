//! Words of a repository in Markdown: whatever they hold, they stay words.

use crate::sanitize;

/// Longer words help nobody in a table.
const LONGEST: usize = 160;

/// Nobody types longer lines, and half a command is worse than none.
const LONGEST_LINE: usize = 2000;

/// As code within a line or a table.
pub fn code(text: &str) -> String {
    let text = sanitize::line(text.trim());
    let mut text: String = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    if text.is_empty() {
        return "–".to_owned();
    }
    // Neither backticks nor a backslash before a bar can be escaped within code of a table.
    let bar = if text.contains('\\') { "¦" } else { "\\|" };
    text = text.replace('`', "'").replace('|', bar);
    format!("`{text}`")
}

/// As a block of code, a line each.
pub fn block(language: &str, lines: &[String]) -> String {
    let typed = lines.iter().filter(|line| line.len() <= LONGEST_LINE);
    let lines: Vec<String> = typed.map(|line| sanitize::line(line)).collect();
    let longest = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// A row of a table.
pub fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

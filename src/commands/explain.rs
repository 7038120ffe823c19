use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::checks::Checks;
use crate::finding::{Code, Severity};

/// `precheck-hook explain [CODE]`
pub fn run(code: Option<&str>) -> Result<u8> {
    let checks = Checks::default();
    let mut codes: Vec<&'static Code> = checks.codes().collect();
    codes.sort_by_key(|code| code.id);
    let text = match code {
        None => codes.iter().fold(String::new(), |mut text, code| {
            let _ = writeln!(text, "{:34} {}", code.id, code.finds);
            text
        }),
        Some(id) => {
            let code = codes.iter().find(|code| code.id == id).with_context(|| {
                let near = codes.iter().find(|c| c.id.contains(id.rsplit('/').next().unwrap_or(id)));
                let hint = near.map_or_else(String::new, |c| format!("; did you mean {}?", c.id));
                format!("there is no code {id:?}{hint} `precheck-hook explain` lists them all")
            })?;
            explain(code)
        }
    };
    super::print(&text)?;
    Ok(0)
}

fn explain(code: &Code) -> String {
    let weight = match code.severity {
        Severity::Note => "note: never refuses",
        Severity::Warning => "warning: refuses under --strict",
        Severity::Error => "error: refuses",
    };
    let mut text = format!(
        "{} ({weight})\n\n{}\n\nWhy it matters\n  {}\n\nHow to mend it\n  {}\n\nTo accept it instead, in precheck.toml\n  \
         [[waive]]\n  code = \"{}\"\n  path = \"path/of/the/file\"     # optional, a glob\n  \
         reason = \"why this is fine\"\n  until = \"2027-01-31\"          # optional, its last day\n",
        code.id, code.finds, code.matters, code.mend, code.id
    );
    if code.id.starts_with("secrets/") {
        let _ = write!(
            text,
            "  fingerprint = \"…\"           # optional, as the finding shows it\n\nor in a comment on the line itself\n  \
             precheck:allow {} -- why this is fine\n",
            code.id
        );
    }
    if !code.source.is_empty() {
        let _ = write!(text, "\nSource\n  {}\n", code.source);
    }
    text
}

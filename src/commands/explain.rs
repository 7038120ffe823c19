use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::checks::Checks;
use crate::finding::{Code, Severity};
use crate::{deployed, verify};

/// `precheck-hook explain [CODE]`
pub fn run(code: Option<&str>) -> Result<u8> {
    let codes = codes();
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

/// Everything that can be found, in the order of their ids.
fn codes() -> Vec<&'static Code> {
    let others = [verify::CODES, deployed::CODES].concat();
    let mut codes: Vec<&'static Code> = Checks::default().codes().chain(others).collect();
    codes.sort_by_key(|code| code.id);
    codes
}

fn explain(code: &Code) -> String {
    let weight = match code.severity {
        Severity::Note => "note: never refuses",
        Severity::Warning => "warning: refuses under --strict",
        Severity::Error => "error: refuses",
    };
    let Code { id, finds, matters, mend, .. } = code;
    let mut text = format!(
        "{id} ({weight})

{finds}

Why it matters
  {matters}

How to mend it
  {mend}
"
    );
    // What was released is proven or not, and what was deployed runs or does not: nothing of that can be waived.
    if !id.starts_with("verify/") && !id.starts_with("deployed/") {
        let _ = write!(
            text,
            "
To accept it instead, in precheck.toml
  [[waive]]
  code = \"{id}\"
  path = \"path/of/the/file\"       # optional, a glob
  fingerprint = \"as reported\"     # optional: this one secret, wherever it stands
  reason = \"why this is fine\"
  until = \"2027-01-31\"            # optional, its last day
"
        );
    }
    if id.starts_with("secrets/") {
        let _ = write!(text, "or in a comment on the line itself\n  precheck:allow {id} -- why this is fine\n");
    }
    if !code.source.is_empty() {
        let _ = write!(text, "\nSource\n  {}\n", code.source);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_once_and_explained() {
        let codes = codes();
        assert!(codes.windows(2).all(|pair| pair[0].id < pair[1].id));
        for code in codes {
            for text in [code.finds, code.matters, code.mend] {
                assert!(text.len() >= 15 && explain(code).contains(text), "{} is not explained", code.id);
            }
        }
    }
}

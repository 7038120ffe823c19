//! What may be shown of a text that somebody else wrote: a subject, a name, a line that can't be read.

use bstr::{BStr, ByteSlice};

use super::custom::CustomRules;
use super::scanner::Scanner;
use crate::git::RepoPath;

/// Leaves out of a text what looks like a secret.
pub struct Mask<'s>(Scanner<'s>);

impl<'s> Mask<'s> {
    pub(super) fn of(rules: &'s CustomRules) -> Self {
        Self(Scanner::with(rules))
    }

    /// A text as it may be shown.
    pub fn text(&self, text: &str) -> String {
        self.path(text.as_bytes().as_bstr()).to_str_lossy().into_owned()
    }

    /// A path as it may be shown. One that can't be looked at is left out whole.
    pub fn path(&self, path: &BStr) -> RepoPath {
        self.0.masked(path).unwrap_or_else(|_| "…".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::secrets::tests::token;

    #[test]
    fn a_secret_is_left_out_wherever_it_stands_and_the_rest_stays() {
        let rules = CustomRules::default();
        let mask = Mask::of(&rules);
        for text in [format!("(feat: add {}) and more", token()), format!("docs/{}.md", token())] {
            let shown = mask.text(&text);
            assert_eq!(shown, text.replace(&token(), "…"));
        }
        let plain = "`SECRET_KEY` is empty; set it: SECRET_KEY=$(openssl rand -hex 32)";
        assert_eq!(mask.text(plain), plain);
    }
}

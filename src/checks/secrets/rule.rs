//! What a rule is: how one form of secret is found and told from what only looks like it.

use super::shape;
use crate::finding::{Code, Severity};

/// One form of secret.
pub(super) struct Rule {
    pub code: Code,
    /// What it is, as the subject of a message: `GitHub personal access token`.
    pub name: &'static str,
    /// One of these stands in or near every secret of this form.
    pub keywords: &'static [&'static str],
    /// The secret is the group `s`, or else the whole match.
    pub pattern: &'static str,
    pub anchor: Anchor,
    pub judge: fn(&Candidate) -> Verdict,
    /// Whether tests and manuals are full of invented ones.
    pub often_invented: bool,
    #[cfg(test)]
    pub matches: &'static [&'static str],
    #[cfg(test)]
    pub spares: &'static [&'static str],
}

/// Where the pattern is tried.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    /// A keyword, in this very case, is how the match begins; it ends within so many bytes.
    Start(usize),
    /// The match lies within so many bytes before and after the keyword, in whatever case.
    Near(usize, usize),
    /// A keyword, in whatever case, is the vendor's name; the pattern is all of
    /// what is assigned beside it.
    Beside,
}

/// What the pattern has found.
pub(super) struct Candidate<'a> {
    pub secret: &'a [u8],
    /// The whole match.
    pub matched: &'a [u8],
    /// Some hundred bytes on either side.
    pub around: &'a [u8],
}

/// What a closer look says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// It is one.
    Secret,
    /// It may be one, or is one that does little harm.
    Doubtful,
    /// It is none.
    Harmless,
}

impl Verdict {
    /// A secret if `yes`, else doubtful.
    pub(super) fn sure_if(yes: bool) -> Self {
        if yes { Self::Secret } else { Self::Doubtful }
    }

    /// A secret if `yes`, else nothing.
    pub(super) fn only_if(yes: bool) -> Self {
        if yes { Self::Secret } else { Self::Harmless }
    }
}

impl Rule {
    /// A token whose keywords are how it begins.
    pub(super) const fn token(
        code: Code,
        name: &'static str,
        keywords: &'static [&'static str],
        pattern: &'static str,
    ) -> Self {
        Self {
            code,
            name,
            keywords,
            pattern,
            anchor: Anchor::Start(512),
            judge: |_| Verdict::Secret,
            often_invented: false,
            #[cfg(test)]
            matches: &[],
            #[cfg(test)]
            spares: &[],
        }
    }

    /// A key without a form of its own: what is assigned beside the vendor's name
    /// and drawn at random. Anybody can write such a one down.
    pub(super) const fn named(
        code: Code,
        name: &'static str,
        keywords: &'static [&'static str],
        pattern: &'static str,
    ) -> Self {
        Self::token(code, name, keywords, pattern).anchored(Anchor::Beside).judged_by(drawn).often_invented()
    }

    /// Tried elsewhere than from the keyword on.
    pub(super) const fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// Looked at more closely.
    pub(super) const fn judged_by(self, judge: fn(&Candidate) -> Verdict) -> Self {
        Self { judge, ..self }
    }

    /// Of a form that anybody can write down: in tests and manuals a warning only.
    pub(super) const fn often_invented(self) -> Self {
        Self { often_invented: true, ..self }
    }

    /// What it must find and what it must leave alone, as templates for [`super::sample`].
    #[cfg(test)]
    pub(super) const fn examples(self, matches: &'static [&'static str], spares: &'static [&'static str]) -> Self {
        Self { matches, spares, ..self }
    }

    /// Examples are for the tests alone.
    #[cfg(not(test))]
    pub(super) const fn examples(self, _: &'static [&'static str], _: &'static [&'static str]) -> Self {
        self
    }
}

/// `8-4-4-4-12` hexadecimal digits, as the pattern of a rule.
pub(super) const UUID: &str = "(?i-u:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})";

/// A secret if it looks drawn by a machine, else nothing.
pub(super) fn random(found: &Candidate) -> Verdict {
    Verdict::only_if(shape::random(found.secret) || shape::uuid(found.secret))
}

/// Too short to be told from a word by its letters: there are digits among them.
pub(super) fn mixed(found: &Candidate) -> Verdict {
    let among = found.secret.windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic());
    Verdict::only_if(among || shape::random(found.secret))
}

/// Drawn by a machine, but no secret by itself: the name that goes with one.
pub(super) fn hint(found: &Candidate) -> Verdict {
    match mixed(found) {
        Verdict::Secret => Verdict::Doubtful,
        other => other,
    }
}

/// As [`random`]; what has the right form beside the right name but counts up
/// or repeats itself was typed by hand: in a sample mostly, but not always.
fn drawn(found: &Candidate) -> Verdict {
    let value = found.secret;
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let hex = value.iter().all(u8::is_ascii_hexdigit);
    let keyed = digits * 4 >= value.len() && digits < value.len() && shape::distinct(value) >= 8;
    if (shape::random(value) || shape::uuid(value)) && !shape::stand_in(value) {
        Verdict::Secret
    } else if value.len() >= 32 && keyed && (hex || !shape::placeholder(value)) {
        Verdict::Doubtful
    } else {
        Verdict::Harmless
    }
}

/// A code of this check. What a token is for, where it is revoked and where its
/// form is documented differ from vendor to vendor; how to mend it does not.
pub(super) const fn code(
    id: &'static str,
    finds: &'static str,
    matters: &'static str,
    mend: &'static str,
    source: &'static str,
) -> Code {
    Code { id, severity: Severity::Error, finds, matters, mend, source }
}

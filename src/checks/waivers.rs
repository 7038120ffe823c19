//! Waivers that no longer do anything.

use crate::finding::{Code, Finding, Severity};

static UNUSED: Code = Code {
    id: "waivers/unused",
    severity: Severity::Note,
    finds: "A waiver in precheck.toml covers nothing that was found.",
    matters: "What it was written for is gone; left standing, it would hide the next finding of its kind.",
    mend: "Remove the waiver from precheck.toml.",
    source: "",
};

static EXPIRED: Code = Code {
    id: "waivers/expired",
    severity: Severity::Warning,
    finds: "A waiver in precheck.toml is past its last day (`until`).",
    matters: "It no longer accepts anything: what it covered refuses again.",
    mend: "Mend what it covered and remove the waiver, or decide anew and give it another day.",
    source: "",
};

/// What is reported about waivers.
pub static CODES: [&Code; 2] = [&UNUSED, &EXPIRED];

/// A waiver that covered nothing.
pub fn unused(code: &str, reason: &str) -> Finding {
    Finding::new(&UNUSED, format!("the waiver for {code} (\"{reason}\") covers nothing"))
        .help("remove it from precheck.toml")
}

/// A waiver past its day.
pub fn expired(code: &str, reason: &str) -> Finding {
    Finding::new(&EXPIRED, format!("the waiver for {code} (\"{reason}\") has expired"))
        .help("mend what it covered, or decide anew and give it another `until`")
}

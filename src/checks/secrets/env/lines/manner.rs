//! How readers differ, told without the value.

use std::collections::BTreeMap;

use crate::dotenv::{Dialect, Value};

/// Who makes what of a statement: `Docker Compose: …; dotenv (npm): …`.
pub fn told(raw: &str, values: &[(Dialect, Option<&Value>)]) -> String {
    let mut manners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let written = raw.split_once(['=', ':']).map_or("", |(_, written)| written);
    for (dialect, value) in values {
        manners.entry(manner(written, *value)).or_default().push(dialect.name());
    }
    let told: Vec<String> = manners.iter().map(|(manner, who)| format!("{}: {manner}", who.join(", "))).collect();
    told.join("; ")
}

fn manner(written: &str, value: Option<&Value>) -> &'static str {
    let text = match value {
        None => return "it is not set",
        Some(Value::Unknown) if written.contains("$(") || written.contains('`') => return "a command in it is run",
        Some(Value::Unknown) => return "the shell fills something in",
        Some(Value::Text(text)) => text,
    };
    let trimmed = written.trim();
    let quoted = trimmed.starts_with(['"', '\'', '`']);
    match () {
        () if quoted && text.starts_with(['"', '\'', '`']) => "the quotes are part of it",
        () if written.contains('\n') && !text.contains('\n') => "it ends with its first line",
        () if text.starts_with(char::is_whitespace) => "the blank before it is part of it",
        () if text.ends_with(char::is_whitespace) && !quoted => "the blank at its end is part of it",
        () if dollars(text) < dollars(written) => "`$` begins a variable",
        () if dollars(text) > 0 => "`$` stays",
        () if !quoted && written.contains('#') && !text.contains('#') => "it ends at `#`",
        () if written.contains('#') && text.contains('#') => "`#` is part of it",
        () if written.contains('\\') && trimmed.contains(text.as_str()) => "`\\` stays",
        () if written.contains('\\') => "`\\` and what follows it stand for something else",
        () if quoted => "the quotes are not part of it",
        () if trimmed == text => "it is as it is written",
        () => "it is only a part of what is written",
    }
}

fn dollars(text: &str) -> usize {
    text.matches('$').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_told_without_the_value() {
        for (raw, expected) in [
            (
                "A=hush#x",
                "Docker Compose, python-dotenv, `source` in a shell: `#` is part of it; dotenv (npm), `node --env-file`: it ends at `#`",
            ),
            ("A='hush'", "the quotes are not part of it; `docker run --env-file`: the quotes are part of it"),
            ("A=$(hush)", "`source` in a shell: a command in it is run"),
            ("A=a b", "`source` in a shell: it is not set"),
            ("A=${N}hush", "python-dotenv, `source` in a shell: `$` begins a variable"),
            ("A=\"a\\nb\"", "`\\` stays"),
        ] {
            let readings = Dialect::ALL.map(|dialect| (dialect, dialect.read(raw)));
            let values: Vec<_> = readings
                .iter()
                .filter(|(d, _)| *d != Dialect::DockerRun || raw.contains('\''))
                .map(|(d, r)| (*d, r.get("A")))
                .collect();
            let told = told(raw, &values);
            assert!(told.contains(expected) && !told.contains("hush"), "{raw}: {told}");
        }
    }
}

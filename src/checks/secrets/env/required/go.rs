//! Go: struct tags, and looks at the environment that end the program.

use super::Reads;
use super::pattern::{find, has};
use crate::tokens::{Token, What};

/// So far below a look the program is ended.
const NEAR: usize = 24;

/// Reads a Go file.
pub fn read(tokens: &[Token], reads: &mut Reads) {
    const ENDS: [&str; 6] = ["panic", "Fatal", "Fatalf", "Fatalln", "Exit", "Panic"];
    for pattern in ["os . Getenv ( @ )", "os . LookupEnv ( @ )"] {
        for found in find(tokens, pattern) {
            let near = &found.rest[..NEAR.min(found.rest.len())];
            let block = near.iter().position(|token| token.what == What::Mark(b'}')).unwrap_or(near.len());
            reads.add(found.name, found.line, has(&near[..block], &ENDS));
        }
    }
    let prefixed = tokens.iter().any(|token| matches!(&token.what, What::Text(text) if text.contains("envPrefix:\"")))
        || find(tokens, "envconfig . Process ( @").any(|found| !found.name.is_empty());
    if !prefixed {
        for token in tokens {
            if let What::Text(tag) = &token.what {
                read_tag(tag, token.line, reads);
            }
        }
    }
}

/// `env:"NAME,required"`, `env:"NAME" env-required:"true"`, `envconfig:"NAME" required:"true"`.
fn read_tag(tag: &str, line: usize, reads: &mut Reads) {
    let value = |key: &str| {
        let at = tag.match_indices(key).find(|(at, _)| tag[..*at].is_empty() || tag[..*at].ends_with(' '))?.0;
        tag[at + key.len()..].strip_prefix(":\"")?.split('"').next()
    };
    let Some(named) = value("env").or_else(|| value("envconfig")) else { return };
    let mut parts = named.split(',');
    let name = parts.next().unwrap_or_default();
    let options: Vec<&str> = parts.collect();
    let has_default = ["envDefault", "env-default", "default"].iter().any(|key| value(key).is_some())
        || options.iter().any(|option| option.starts_with("default="));
    let insists = options.iter().any(|option| matches!(*option, "required" | "notEmpty"))
        || ["env-required", "required"].iter().any(|key| value(key) == Some("true"));
    reads.add(name, line, insists && !has_default);
}

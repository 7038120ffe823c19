//! How a file writes its assignments, told from its name.

use bstr::{BStr, ByteSlice};

/// How a file writes its assignments: what a value may look like without quotes,
/// and how likely it is a rehearsal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum FileKind {
    /// A program: a value is a quoted string.
    Code,
    /// A program that tries another one out: most of its secrets are invented.
    Test,
    /// `.env`, properties, ini, scripts: a value may stand bare.
    Settings,
    /// YAML: a value may be a plain scalar.
    Yaml,
    /// Written for people: README, commit message.
    Prose,
    /// Written by a machine (lock files, minified and vendored code), binary, or
    /// a mere name. Only forms that belong to one vendor are looked for.
    Opaque,
}

impl FileKind {
    /// Whether most secrets in such a file are invented.
    pub(super) fn rehearses(self) -> bool {
        matches!(self, Self::Test | Self::Prose)
    }

    /// Of the file at `path` with this content.
    pub(crate) fn of(path: &BStr, content: &[u8]) -> Self {
        if is_binary(content) || is_minified(content) && !path.ends_with(b".ipynb") {
            return Self::Opaque;
        }
        match Self::of_path(path) {
            Self::Settings if is_program(content) => Self::Code,
            kind => kind,
        }
    }

    /// Of a file at `path`, whatever it holds.
    pub(super) fn of_path(path: &BStr) -> Self {
        let lower = path.to_ascii_lowercase();
        let name = lower.rsplit(|&b| b == b'/').next().unwrap_or_default();
        if is_generated(&lower, name) {
            return Self::Opaque;
        }
        let extension = name.rfind_byte(b'.').map_or(&b""[..], |at| &name[at + 1..]);
        let by_extension = match extension {
            _ if is_translation(&lower, name, extension) => Self::Prose,
            b"md" | b"markdown" | b"mdx" | b"rst" | b"adoc" | b"txt" | b"html" | b"htm" | b"tex" | b"org" => {
                Self::Prose
            }
            b"yml" | b"yaml" => Self::Yaml,
            b"env" | b"properties" | b"ini" | b"cfg" | b"conf" | b"cnf" | b"toml" | b"tfvars" | b"envrc" | b"npmrc" => {
                Self::Settings
            }
            // Scripts and files without an extension (Dockerfile, credentials) write values bare.
            b"" | b"sh" | b"bash" | b"zsh" | b"fish" | b"ps1" | b"bat" | b"cmd" | b"mk" => Self::Settings,
            _ if name.starts_with(b".env") || name.starts_with(b"dockerfile") || name.ends_with(b"rc") => {
                Self::Settings
            }
            _ => Self::Code,
        };
        if by_extension != Self::Prose && is_test(path, &lower, name) { Self::Test } else { by_extension }
    }
}

/// Whether the file at `path` is data: what belongs together, a kind and its
/// value, may stand far apart in it.
pub(super) fn is_data(path: &BStr) -> bool {
    const EXTENSIONS: &[&[u8]] = &[
        b"yml",
        b"yaml",
        b"json",
        b"jsonc",
        b"json5",
        b"ipynb",
        b"xml",
        b"plist",
        b"config",
        b"toml",
        b"ini",
        b"cfg",
        b"conf",
        b"cnf",
        b"env",
        b"properties",
        b"tf",
        b"tfvars",
        b"tfstate",
        b"hcl",
        b"netrc",
        b"pem",
        b"key",
        b"asc",
    ];
    let name = path.rsplit(|&b| b == b'/').next().unwrap_or_default();
    match name.rfind_byte(b'.') {
        Some(at) => EXTENSIONS.iter().any(|extension| name[at + 1..].eq_ignore_ascii_case(extension)),
        None => true,
    }
}

fn is_generated(path: &[u8], name: &[u8]) -> bool {
    const NAMES: &[&[u8]] = &[
        b"go.sum",
        b"package-lock.json",
        b"npm-shrinkwrap.json",
        b"pnpm-lock.yaml",
        b"yarn.lock",
        b"bun.lock",
        b"gradle.lockfile",
        b"packages.lock.json",
        b"flake.lock",
        b"deno.lock",
        b"pubspec.lock",
        b"mix.lock",
        b".terraform.lock.hcl",
        b"verification-metadata.xml",
        // Where secrets are spoken of: patterns, hashes and fingerprints, none of them a secret.
        b"precheck.toml",
        b".gitleaks.toml",
        b".gitleaksignore",
        b".secrets.baseline",
    ];
    const FOLDERS: &[&[u8]] =
        &[b"node_modules", b"vendor", b"third_party", b"site-packages", b"bower_components", b".yarn", b"pods"];
    const ENDINGS: &[&[u8]] =
        &[b".lock", b".min.js", b".min.css", b".map", b".svg", b".snap", b".pem", b".crt", b".cer", b".pbxproj"];
    // What is in a package was written, and published, by others.
    const PACKAGES: &[&[u8]] = &[b".jar", b".aar", b".whl", b".egg", b".crate", b".gem", b".nupkg"];
    NAMES.contains(&name)
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
        || folders(path).any(|folder| FOLDERS.contains(&folder) || PACKAGES.iter().any(|end| folder.ends_with(end)))
}

/// What a user interface says, in the languages it speaks.
fn is_translation(path: &[u8], name: &[u8], extension: &[u8]) -> bool {
    const FOLDERS: &[&[u8]] = &[
        b"locale",
        b"locales",
        b"_locales",
        b"i18n",
        b"l10n",
        b"lang",
        b"langs",
        b"languages",
        b"translation",
        b"translations",
    ];
    const EXTENSIONS: &[&[u8]] = &[b"po", b"pot", b"xlf", b"xliff", b"arb", b"resx", b"strings", b"ftl"];
    EXTENSIONS.contains(&extension)
        || name.starts_with(b"messages")
        || folders(path).any(|folder| FOLDERS.contains(&folder))
}

/// Tests, examples and what is left to be filled in.
fn is_test(path: &[u8], lower: &[u8], name: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[
        b"test",
        b"tests",
        b"testing",
        b"spec",
        b"specs",
        b"fixture",
        b"fixtures",
        b"testdata",
        b"conftest",
        b"mock",
        b"mocks",
        b"e2e",
        b"example",
        b"examples",
        b"sample",
        b"samples",
        b"demo",
        b"demos",
        b"template",
        b"templates",
        b"dist",
    ];
    let of_test = |part: &[u8]| part.split(|b| !b.is_ascii_alphanumeric()).any(|word| WORDS.contains(&word));
    // `LoginTest.java`, `androidTest`; `latest` and `contest` are none.
    let camel_case = |part: &[u8]| {
        let stem = part.split(|&b| b == b'.').next().unwrap_or_default();
        ["Test", "Tests", "Spec", "Fixtures"].iter().any(|word| stem.ends_with_str(word))
    };
    of_test(name) || folders(lower).any(of_test) || path.split(|&b| b == b'/').any(camel_case)
}

/// The folders on the way to a file, the nearest first.
fn folders(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.rsplit(|&b| b == b'/').skip(1)
}

/// As git does it: a NUL among the first bytes.
fn is_binary(content: &[u8]) -> bool {
    content[..content.len().min(8000)].find_byte(0).is_some()
}

/// Whether the first line has it run by an interpreter that is no shell.
fn is_program(content: &[u8]) -> bool {
    let first = content.strip_prefix(b"#!").and_then(|rest| rest.lines().next()).unwrap_or_default();
    ["python", "ruby", "perl", "node", "php"].iter().any(|name| first.contains_str(name))
}

/// Nobody writes lines of five thousand characters; only the pictures of a
/// notebook are as long beside what somebody has written.
fn is_minified(content: &[u8]) -> bool {
    const LONG: usize = 5000;
    let head = &content[..content.len().min(20_000)];
    let mut start = 0;
    while let Some(stretch) = head.get(start..start + LONG) {
        let Some(end) = stretch.rfind_byte(b'\n') else { return true };
        start += end + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_how_a_file_writes_its_assignments() {
        for (path, kind) in [
            ("src/main.py", FileKind::Code),
            ("deploy/values.yaml", FileKind::Yaml),
            (".env", FileKind::Settings),
            ("api/.env.production", FileKind::Settings),
            ("README.md", FileKind::Prose),
            ("tests/test_login.py", FileKind::Test),
            ("pkg/login_test.go", FileKind::Test),
            (".env.example", FileKind::Test),
            ("src/androidTest/java/LoginHelper.java", FileKind::Test),
            ("src/LoginTest.java", FileKind::Test),
            ("src/latest.py", FileKind::Code),
            ("integration-tests/docker-compose.yml", FileKind::Test),
            ("config/database.yml.dist", FileKind::Test),
            ("web/locales/de.json", FileKind::Prose),
            ("Resources/Strings.resx", FileKind::Prose),
            ("src/main/resources/messages_pl.properties", FileKind::Prose),
            ("Dockerfile.production", FileKind::Settings),
            ("Cargo.lock", FileKind::Opaque),
            (".secrets.baseline", FileKind::Opaque),
            ("web/node_modules/x/index.js", FileKind::Opaque),
            ("libs/acme-1.0.jar/app.properties", FileKind::Opaque),
        ] {
            assert_eq!(FileKind::of(path.into(), b"text"), kind, "{path}");
        }
        assert_eq!(FileKind::of("a.py".into(), b"a\0b"), FileKind::Opaque);
        assert_eq!(FileKind::of("bin/run".into(), b"#!/usr/bin/env python3\n"), FileKind::Code);
        assert_eq!(FileKind::of("bin/run".into(), b"#!/bin/sh\n"), FileKind::Settings);
        assert_eq!(FileKind::of("a.js".into(), &[b'a'; 6000]), FileKind::Opaque);
        assert_eq!(FileKind::of("a.ipynb".into(), &[b'a'; 6000]), FileKind::Code);
    }
}

//! Rules that a repository brings along: `[[checks.secrets.rules]]` in
//! precheck.toml, `[[rules]]` in `.gitleaks.toml`.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result, ensure};
use bstr::{BStr, ByteSlice};
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use super::hit::Hit;
use super::pattern::Pattern;
use super::rule::code;
use super::shape;
use crate::digest;
use crate::finding::Code;

pub(super) static CODE: Code = code(
    "secrets/custom",
    "Something that one of the repository's own rules describes (`[[checks.secrets.rules]]` in precheck.toml, \
     `[[rules]]` in .gitleaks.toml); the message names the rule.",
    "Whoever wrote the rule knows what it opens.",
    "Read the value from the environment or a secret store, and rotate it if it ever left this machine. A false alarm: \
     narrow the rule, or waive `secrets/custom` with the fingerprint shown.",
    "",
);

/// More rules than this are not written by people.
const MAX_RULES: usize = 1000;

/// A rule that finds more than this in one text does not describe a secret. To
/// leave off there instead would let the next one through.
const MAX_HITS: usize = 10_000;

/// A rule of the repository's own.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct CustomRule {
    pub id: String,
    /// What it finds, with its id: the subject of a message.
    pub name: String,
    /// One of these stands in every text that holds such a secret; without any
    /// the pattern is tried on every text.
    pub keywords: Vec<String>,
    /// Without one the rule finds the whole of each of its files.
    pub pattern: Option<Pattern>,
    /// The group that is the secret; else the first that took part, or the whole match.
    pub group: Option<usize>,
    /// The files it speaks of.
    pub files: Option<Files>,
    /// How many bits a character of the secret must have more than.
    pub entropy: f64,
}

/// How a rule says which files it speaks of.
pub(super) enum Files {
    /// As precheck.toml has it: `deploy/**`.
    Glob(GlobMatcher),
    /// As `.gitleaks.toml` has it.
    Pattern(Pattern),
}

/// An entry of `[[checks.secrets.rules]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    id: String,
    finds: String,
    #[serde(default)]
    keywords: Vec<String>,
    pattern: Pattern,
    path: Option<Glob>,
    #[serde(default)]
    entropy_min: f64,
}

/// `*` stays within a folder, `**` does not.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Glob(GlobMatcher);

/// All of a repository's own rules.
#[derive(Deserialize, Default)]
#[serde(try_from = "Vec<CustomRule>")]
pub(super) struct CustomRules {
    rules: Vec<CustomRule>,
    /// The files they stand in, beside those of [`FILES`]: a rule may match itself.
    files: Vec<String>,
    keywords: OnceLock<Keywords>,
}

/// Where secrets are spoken of: patterns, hashes, fingerprints.
const FILES: &[&str] = &["precheck.toml", ".gitleaks.toml", ".gitleaksignore", ".secrets.baseline"];

/// An automaton over the keywords of all rules, and the rule that each belongs to.
struct Keywords {
    search: AhoCorasick,
    owners: Vec<usize>,
}

impl CustomRules {
    /// Adds what other files bring.
    pub(super) fn extend(&mut self, rules: Vec<CustomRule>, files: Vec<String>) -> Result<()> {
        self.rules.extend(rules);
        self.files.extend(files);
        ensure!(self.rules.len() <= MAX_RULES, "more than {MAX_RULES} rules are not taken");
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }

    /// Everything that they find in `text`, which the file at `path` holds or
    /// else a message. Their ranks begin at `rank`.
    pub(super) fn look<'s>(
        &'s self,
        text: &[u8],
        path: Option<&BStr>,
        rank: usize,
        hits: &mut Vec<Hit<'s>>,
    ) -> Result<()> {
        if self.rules.is_empty() || path.is_some_and(|path| self.stand_in(path)) {
            return Ok(());
        }
        let named = self.named_in(text)?;
        for (at, rule) in self.rules.iter().enumerate().filter(|(at, _)| named[*at]) {
            rule.look(text, path, rank + at, hits).with_context(|| format!("running the rule `{}`", rule.id))?;
        }
        Ok(())
    }

    /// The file at `path` as a whole, once for each rule by which there may be none.
    pub(super) fn forbid(&self, path: &BStr, content: &[u8]) -> Result<Vec<Hit<'_>>> {
        let mut hits = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.pattern.is_none() && !content.is_empty()) {
            if rule.speaks_of(Some(path))? {
                hits.push(rule.hit(0..content.len(), 0..content.len(), 0));
            }
        }
        Ok(hits)
    }

    /// Which of the rules that speak of some files alone speak of the one at `path`, as a digest; 0 for none.
    pub(super) fn scope(&self, path: &BStr) -> Result<u64> {
        if self.rules.is_empty() || self.stand_in(path) {
            return Ok(u64::from(!self.rules.is_empty()));
        }
        let mut speaking = Vec::new();
        for (at, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.files.is_some()) {
            if rule.speaks_of(Some(path))? {
                speaking.extend(at.to_le_bytes());
            }
        }
        if speaking.is_empty() {
            return Ok(0);
        }
        Ok(digest::sha256_raw(&speaking).first_chunk().copied().map_or(0, u64::from_le_bytes))
    }

    fn stand_in(&self, path: &BStr) -> bool {
        FILES.iter().any(|file| path == *file) || self.files.iter().any(|file| path == file.as_str())
    }

    /// For each rule whether one of its keywords stands in `text`.
    fn named_in(&self, text: &[u8]) -> Result<Vec<bool>> {
        let mut named: Vec<bool> = self.rules.iter().map(|rule| rule.keywords.is_empty()).collect();
        let keywords = self.keywords()?;
        for keyword in keywords.search.find_overlapping_iter(text) {
            named[keywords.owners[keyword.pattern().as_usize()]] = true;
        }
        Ok(named)
    }

    fn keywords(&self) -> Result<&Keywords> {
        if let Some(keywords) = self.keywords.get() {
            return Ok(keywords);
        }
        let each = self.rules.iter().enumerate().flat_map(|(at, rule)| rule.keywords.iter().map(move |k| (k, at)));
        let (words, owners): (Vec<&String>, Vec<usize>) = each.unzip();
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(words)
            .context("building the automaton of the custom rules' keywords")?;
        Ok(self.keywords.get_or_init(|| Keywords { search, owners }))
    }
}

impl CustomRule {
    /// The subject of its messages.
    pub(super) fn name(id: &str, finds: &str) -> String {
        let finds = if finds.trim().is_empty() { "secret" } else { finds.trim().trim_end_matches('.') };
        format!("{finds} (rule {id})")
    }

    fn look<'s>(&'s self, text: &[u8], path: Option<&BStr>, rank: usize, hits: &mut Vec<Hit<'s>>) -> Result<()> {
        if !self.speaks_of(path)? {
            return Ok(());
        }
        let Some(pattern) = &self.pattern else { return Ok(()) };
        let before = hits.len();
        for found in pattern.regex()?.captures_iter(text) {
            let matched = found.get_match().range();
            let group = match self.group {
                Some(group) => found.get(group),
                None => (1..found.len()).find_map(|group| found.get(group).filter(|group| !group.is_empty())),
            };
            let secret = group.map_or(matched.clone(), |group| group.range());
            let value = &text[secret.clone()];
            if value.is_empty() || self.entropy > 0.0 && shape::entropy(value) <= self.entropy {
                continue;
            }
            ensure!(hits.len() - before < MAX_HITS, "it finds more than {MAX_HITS} secrets in one text; narrow it");
            hits.push(self.hit(secret, matched, rank));
        }
        Ok(())
    }

    fn hit(&self, secret: Range<usize>, matched: Range<usize>, rank: usize) -> Hit<'_> {
        let (code, severity) = (&CODE, CODE.severity);
        Hit { code, name: &self.name, severity, secret, matched, custom: Some(&self.id), writing: "", line: 0, rank }
    }

    fn speaks_of(&self, path: Option<&BStr>) -> Result<bool> {
        match (&self.files, path) {
            (None, _) => Ok(true),
            (Some(_), None) => Ok(false),
            (Some(Files::Glob(glob)), Some(path)) => Ok(glob.is_match(path.to_str_lossy().as_ref())),
            (Some(Files::Pattern(pattern)), Some(path)) => pattern.is_match(path),
        }
    }
}

impl TryFrom<Vec<CustomRule>> for CustomRules {
    type Error = String;

    fn try_from(rules: Vec<CustomRule>) -> Result<Self, String> {
        let mut all = Self::default();
        all.extend(rules, Vec::new()).map_err(|error| error.to_string())?;
        Ok(all)
    }
}

impl TryFrom<Written> for CustomRule {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { id, finds, keywords, pattern, path, entropy_min } = written;
        if id.trim().is_empty() || finds.trim().is_empty() {
            return Err("a rule needs an id and a sentence that says what it finds");
        }
        let name = Self::name(&id, &finds);
        let files = path.map(|Glob(glob)| Files::Glob(glob));
        Ok(Self { id, name, keywords, pattern: Some(pattern), group: None, files, entropy: entropy_min })
    }
}

impl TryFrom<String> for Glob {
    type Error = globset::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Ok(Self(GlobBuilder::new(&text).literal_separator(true).build()?.compile_matcher()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::Secrets;
    use super::super::examiner::Examiner;
    use super::super::file_kind::FileKind;
    use super::super::sample;
    use super::super::scanner::Scanner;
    use super::*;
    use crate::finding::Severity;
    use crate::testing::Sandbox;

    fn secrets(rules: &str) -> Secrets {
        toml::from_str(rules).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What is found in the file at `path` with this content.
    fn found(secrets: &Secrets, path: &str, text: &str) -> Vec<String> {
        let scanner = Scanner::with(&secrets.rules);
        let hits = scanner.scan_within(path.into(), text.as_bytes(), 0..text.len(), FileKind::Code).unwrap();
        hits.iter().map(|hit| text[hit.secret.clone()].to_owned()).collect()
    }

    const ACME: &str =
        "[[rules]]\nid = 'acme'\nfinds = 'Acme key'\nkeywords = ['Acme']\npattern = '(?:key|pass) ([a-z0-9]+)'\n";

    #[test]
    fn a_pattern_is_tried_where_a_keyword_stands_and_its_first_group_is_the_secret() {
        let acme = secrets(ACME);
        assert_eq!(found(&acme, "a.py", "acme key k1, pass p2"), ["k1", "p2"]);
        assert_eq!(found(&acme, "a.py", "other key k1"), [""; 0]);
        let everywhere = secrets("[[rules]]\nid = 'any'\nfinds = 'x'\npattern = 'x[0-9]+'\n");
        assert_eq!(found(&everywhere, "a.py", "x12 x3"), ["x12", "x3"]);
    }

    #[test]
    fn a_rule_may_speak_of_some_files_and_of_random_values_alone() {
        let here = secrets(&format!("{ACME}path = 'app/*.py'\n"));
        assert_eq!(found(&here, "app/a.py", "acme key k1"), ["k1"]);
        assert_eq!(found(&here, "app/lib/a.py", "acme key k1"), [""; 0]);
        let random = secrets(&format!("{ACME}entropy-min = 2\n"));
        assert_eq!(found(&random, "a.py", "acme key aaaaaaab key abcdefgh"), ["abcdefgh"]);
    }

    #[test]
    fn a_rule_weighs_as_much_where_ours_only_doubt() {
        let acme = secrets("[[rules]]\nid = 'acme'\nfinds = 'Acme key'\npattern = 'acme-[a-z0-9]{24}'\n");
        let key = String::from_utf8(sample::expand("acme-{lower:24}")).unwrap();
        let text = format!("api_secret = \"{key}\"\n");
        let scan = |scanner: Scanner| -> Vec<(&str, Severity)> {
            let hits =
                scanner.scan_within("tests/a.py".into(), text.as_bytes(), 0..text.len(), FileKind::Test).unwrap();
            hits.iter().map(|hit| (hit.code.id, hit.severity)).collect()
        };
        assert_eq!(scan(Scanner::new()), [("secrets/generic-secret", Severity::Warning)]);
        assert_eq!(scan(Scanner::with(&acme.rules)), [("secrets/custom", Severity::Error)]);
    }

    #[test]
    fn a_rule_reads_what_is_encoded_as_ours_do() {
        let acme = secrets(
            "[[rules]]\nid = 'acme'\nfinds = 'Acme key'\nkeywords = ['acme_']\npattern = 'acme_[a-z0-9]{24}'\n",
        );
        let key = String::from_utf8(sample::expand("acme_{lower:24}")).unwrap();
        let hex = |byte: u8| format!("{byte:02x}");
        let hex: String = key.bytes().map(hex).collect();
        assert_eq!(found(&acme, "a.py", &format!("x = '{hex}'\n")), [hex]);
    }

    #[test]
    fn a_rule_reads_what_is_packed_in_its_files() {
        let here = secrets(&format!("{ACME}path = 'app/*.txt'\n"));
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"acme key k1").unwrap();
        let packed = packer.finish().unwrap();
        let found = |path: &str| Examiner::new(&here.rules).look(path.into(), &packed, None).unwrap().0;
        assert!(found("app/a.txt.gz")[0].finding.message.starts_with("Acme key (rule acme) … (2 characters)"));
        assert!(found("lib/a.txt.gz").is_empty());
    }

    #[test]
    fn a_pattern_that_would_have_others_backtrack_for_ages_comes_to_an_end() {
        let nested = secrets("[[rules]]\nid = 'x'\nfinds = 'x'\npattern = '(x+x+)+y'\n");
        assert_eq!(found(&nested, "a.py", &"x".repeat(100_000)), [""; 0]);
    }

    #[test]
    fn a_rule_that_finds_everything_is_an_error_and_no_pass() {
        let all = secrets("[[rules]]\nid = 'all'\nfinds = 'x'\npattern = '.'\n");
        let text = "x".repeat(MAX_HITS + 1);
        let scanner = Scanner::with(&all.rules);
        let error = scanner.scan_within("a".into(), text.as_bytes(), 0..text.len(), FileKind::Code).err().unwrap();
        assert!(format!("{error:#}").contains("`all`"), "{error:#}");
    }

    #[test]
    fn a_rule_without_what_it_needs_is_refused_with_line_and_column() {
        for (rules, says) in [
            ("[[rules]]\nid = 'a'\nfinds = ' '\npattern = 'x'", "what it finds"),
            ("[[rules]]\nid = 'a'\nfinds = 'x'", "missing field `pattern`"),
            ("[[rules]]\nid = 'a'\nfinds = 'x'\npattern = '('", "RE2's syntax: unclosed group"),
            ("[[rules]]\nid = 'a'\nfinds = 'x'\npatern = 'x'", "expected one of `id`, `finds`, `keywords`, `pattern`"),
            (&"[[rules]]\nid = 'a'\nfinds = 'x'\npattern = 'x'\n".repeat(MAX_RULES + 1), "more than 1000 rules"),
        ] {
            let error = toml::from_str::<Secrets>(rules).err().unwrap().to_string();
            assert!(error.contains("at line ") && error.contains(says), "{error}");
        }
    }

    #[test]
    fn files_and_messages_are_asked_and_names_and_identities_are_not() {
        let acme = secrets(ACME);
        let sandbox = Sandbox::new();
        sandbox.write("acme key k1", "").write("a.txt", "acme key k2").commit("acme key k3");
        sandbox.git(&["commit", "--quiet", "--allow-empty", "--message", "x", "--author", "acme key k4 <a@b.c>"]);
        let findings = sandbox.push(&acme, &[]).findings;
        let mut places: Vec<_> =
            findings.iter().map(|finding| finding.place.as_ref().unwrap().path.to_string()).collect();
        places.sort();
        assert_eq!(places, ["a.txt", "commit message"]);
        assert!(findings.iter().all(|finding| finding.code.id == CODE.id));
    }

    #[test]
    fn content_that_no_rule_spoke_of_under_one_name_is_looked_at_under_another() {
        let here = secrets(&format!("{ACME}path = 'app/**'\n"));
        let sandbox = Sandbox::new();
        sandbox.write("a/x.txt", "acme key k1").write("app/x.txt", "acme key k1").commit("add");
        assert_eq!(sandbox.push(&here, &[]).codes(), ["secrets/custom"]);
    }
}

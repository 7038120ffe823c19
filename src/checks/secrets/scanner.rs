//! Finds secrets in a buffer: one pass for all keywords, then a closer look
//! around each of them.

use std::ops::Range;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use bstr::{BStr, ByteSlice};
use regex::bytes::{Regex, RegexBuilder};

use super::custom::CustomRules;
use super::file_kind::FileKind;
use super::generic;
use super::hit::Hit;
use super::keywords::Keywords;
use super::rule::{Anchor, Candidate, Rule, Verdict};
use super::{layers, named, rules, shape, vendor_samples};
use crate::finding::Severity;
use crate::git::RepoPath;

/// How often what was decoded is decoded again.
const MAX_DEPTH: usize = 3;

/// All rules, ready to be run. Nothing is built before it is needed: a process
/// that scans one clean buffer compiles no pattern at all.
pub(crate) struct Scanner<'s> {
    rules: Vec<&'static Rule>,
    /// The repository's own.
    custom: Option<&'s CustomRules>,
    /// Each keyword is its rule's; one past the last is [`generic`].
    keywords: Keywords,
    patterns: Vec<OnceLock<Regex>>,
}

/// The rank of what has no form of its own.
const LAST: usize = usize::MAX;

/// What a pass over one buffer has come to.
struct Pass<'t, 's> {
    text: &'t [u8],
    kind: FileKind,
    hits: Vec<Hit<'s>>,
    /// How far each rule has come; made for the first keyword.
    reached: Vec<Reached>,
    /// Rules that have a stretch waiting.
    due: Vec<usize>,
}

/// How far a rule has come in one buffer.
#[derive(Clone, Default)]
struct Reached {
    /// The stretch that waits to be searched; grown as long as keywords follow
    /// each other closely, so that nothing is searched twice.
    waiting: Range<usize>,
    /// It has already taken the buffer apart up to here.
    done: usize,
    /// What stands beside its keywords has been looked at up to here.
    seen: usize,
}

impl<'s> Scanner<'s> {
    pub(crate) fn new() -> Self {
        let rules: Vec<_> = rules::all().collect();
        let own = rules.iter().enumerate().flat_map(|(at, rule)| rule.keywords.iter().map(move |word| (*word, at)));
        let keywords = Keywords::new(own.chain(generic::KEYWORDS.iter().map(|word| (*word, rules.len()))));
        let patterns = rules.iter().map(|_| OnceLock::new()).collect();
        Self { rules, custom: None, keywords, patterns }
    }

    /// With the repository's own rules. Files and messages are asked for what
    /// these describe, names and identities are not.
    pub(super) fn with(custom: &'s CustomRules) -> Self {
        Self { custom: Some(custom), ..Self::new() }
    }

    /// As what a file at `path` is looked at. Of two with the same content and
    /// manner the same is found.
    pub(super) fn manner(&self, path: &BStr) -> Result<u64> {
        let scope = self.custom.map_or(Ok(0), |custom| custom.scope(path))?;
        Ok(scope << 8 | FileKind::of_path(path) as u64)
    }

    /// Everything in `text` that looks like a secret, in order.
    pub(crate) fn scan(&self, text: &[u8], kind: FileKind) -> Result<Vec<Hit<'s>>> {
        Ok(in_order(text, self.scan_layer(text, None, kind, 0)?))
    }

    /// As [`Scanner::scan`], for a stretch of whole lines of the file at `path`.
    pub(super) fn scan_within(
        &self,
        path: &BStr,
        text: &[u8],
        stretch: Range<usize>,
        kind: FileKind,
    ) -> Result<Vec<Hit<'s>>> {
        let within = &text[stretch.clone()];
        let mut hits = in_order(within, self.scan_layer(within, Some(path), kind, 0)?);
        if let (false, start @ 1..) = (hits.is_empty(), stretch.start) {
            let lines = text[..start].find_iter(b"\n").count();
            for hit in &mut hits {
                hit.line += lines;
                hit.secret = hit.secret.start + start..hit.secret.end + start;
                hit.matched = hit.matched.start + start..hit.matched.end + start;
            }
        }
        Ok(hits)
    }

    /// What stands in `text` plainly, and what comes out when it is decoded: of
    /// that only forms that belong to one vendor.
    fn scan_layer(&self, text: &[u8], path: Option<&BStr>, kind: FileKind, depth: usize) -> Result<Vec<Hit<'s>>> {
        let mut hits = self.scan_plain(text, kind)?;
        if let (Some(custom), true) = (self.custom, path.is_some() || kind != FileKind::Opaque) {
            custom.look(text, path, self.rules.len(), &mut hits)?;
        }
        if depth < MAX_DEPTH {
            for layer in layers::of(text) {
                let inner = self.scan_layer(&layer.content, path, FileKind::Opaque, depth + 1)?;
                // Several secrets in one stretch can only be taken out together.
                if let Some(hit) = inner.into_iter().min_by_key(|hit| hit.rank) {
                    let (secret, matched) = (layer.stretch.clone(), layer.stretch);
                    hits.push(Hit { secret, matched, writing: layer.writing, ..hit });
                }
            }
        }
        Ok(hits)
    }

    fn scan_plain(&self, text: &[u8], kind: FileKind) -> Result<Vec<Hit<'s>>> {
        let mut pass = Pass { text, kind, hits: Vec::new(), reached: Vec::new(), due: Vec::new() };
        self.keywords.each(text, |keyword, owner| {
            if pass.reached.is_empty() {
                pass.reached = vec![Reached::default(); self.rules.len() + 1];
            }
            match self.rules.get(owner).map(|rule| rule.anchor) {
                None => {
                    generic::look(text, keyword, kind, &mut pass.reached[owner].done, &mut pass.hits, LAST);
                    Ok(())
                }
                Some(Anchor::Start(reach)) => self.look_from(owner, keyword, reach, &mut pass),
                Some(Anchor::Beside) => self.look_beside(owner, keyword, &mut pass),
                Some(Anchor::Near(before, after)) => {
                    let start = keyword.start.saturating_sub(before);
                    let end = keyword.end.saturating_add(after).min(text.len());
                    self.look_later(owner, start..end, &mut pass)
                }
            }
        })?;
        for rule in std::mem::take(&mut pass.due) {
            self.look_within(rule, pass.reached[rule].waiting.clone(), &mut pass)?;
        }
        Ok(pass.hits)
    }

    /// A path or name as it may be shown: with what looks like a secret left out.
    pub(super) fn masked(&self, name: &BStr) -> Result<RepoPath> {
        let mut shown = name.to_vec();
        for hit in self.scan(name, FileKind::Opaque)?.into_iter().rev() {
            shown.splice(hit.secret, "…".bytes());
        }
        Ok(shown.into())
    }

    /// Tries the pattern right where the keyword stands.
    fn look_from(&self, rule: usize, keyword: Range<usize>, reach: usize, pass: &mut Pass) -> Result<()> {
        let start = keyword.start;
        let exact = self.rules[rule].keywords.iter().any(|k| k.as_bytes() == &pass.text[keyword.clone()]);
        let worth_it = keyword.len() > SHORT || goes_on(&pass.text[keyword.end..]);
        if exact && worth_it && start >= pass.reached[rule].done && begins_token(pass.text, start) {
            let end = (start + reach).min(pass.text.len());
            if let Some(found) = self.pattern(rule)?.captures(&pass.text[start..end]) {
                let span = |m: regex::bytes::Match| start + m.start()..start + m.end();
                let whole = span(found.get_match());
                let secret = found.name("s").map_or(whole.clone(), span);
                self.consider(rule, whole, secret, pass);
            }
        }
        Ok(())
    }

    /// Tries the pattern on what is assigned beside the keyword.
    fn look_beside(&self, rule: usize, keyword: Range<usize>, pass: &mut Pass) -> Result<()> {
        for found in named::values(pass.text, keyword, pass.kind, &mut pass.reached[rule].seen) {
            let value = found.value.clone();
            if value.start >= pass.reached[rule].done && self.pattern(rule)?.is_match(&pass.text[value.clone()]) {
                self.consider(rule, found.name.start..value.end, value, pass);
            }
        }
        Ok(())
    }

    /// Lets a stretch wait for its neighbours, and tries the one before it if they don't meet.
    fn look_later(&self, rule: usize, stretch: Range<usize>, pass: &mut Pass) -> Result<()> {
        let waiting = pass.reached[rule].waiting.clone();
        if waiting.is_empty() {
            pass.due.push(rule);
            pass.reached[rule].waiting = stretch;
        } else if stretch.start > waiting.end {
            pass.reached[rule].waiting = stretch;
            self.look_within(rule, waiting, pass)?;
        } else {
            pass.reached[rule].waiting.end = waiting.end.max(stretch.end);
        }
        Ok(())
    }

    /// Tries the pattern everywhere in a stretch.
    fn look_within(&self, rule: usize, stretch: Range<usize>, pass: &mut Pass) -> Result<()> {
        let mut at = stretch.start;
        while at < stretch.end {
            let Some(found) = self.pattern(rule)?.captures_at(&pass.text[..stretch.end], at) else { break };
            let whole = found.get_match().range();
            let secret = found.name("s").map_or(whole.clone(), |m| m.range());
            at = whole.end.max(at + 1);
            self.consider(rule, whole, secret, pass);
        }
        Ok(())
    }

    fn consider(&self, at: usize, whole: Range<usize>, secret: Range<usize>, pass: &mut Pass) {
        let (rule, text) = (self.rules[at], pass.text);
        let value = &text[secret.clone()];
        pass.reached[at].done = whole.end;
        if value.is_empty() || continues_token(text, secret.end) || vendor_samples::documented(value) {
            return;
        }
        let around = &text[whole.start.saturating_sub(400)..(whole.end + 400).min(text.len())];
        let verdict = (rule.judge)(&Candidate { secret: value, matched: &text[whole.clone()], around });
        let severity = match verdict {
            Verdict::Secret if rule.often_invented && pass.kind.rehearses() => Severity::Warning,
            Verdict::Secret => rule.code.severity,
            Verdict::Doubtful => Severity::Warning,
            Verdict::Harmless => return,
        };
        // The dashes of an armour are no mask, and beside a vendor's name a stand-in may be doubted.
        let doubted = verdict == Verdict::Doubtful && matches!(rule.anchor, Anchor::Beside);
        if doubted || value.starts_with(b"-----BEGIN") || !shape::stand_in(value) {
            let (code, name) = (&rule.code, rule.name);
            let hit =
                Hit { code, name, severity, secret, matched: whole, custom: None, writing: "", line: 0, rank: at };
            pass.hits.push(hit);
        }
    }

    fn pattern(&self, rule: usize) -> Result<&Regex> {
        if let Some(pattern) = self.patterns[rule].get() {
            return Ok(pattern);
        }
        let Rule { code, pattern, anchor, .. } = self.rules[rule];
        let anchored = match anchor {
            Anchor::Start(_) => format!("^(?:{pattern})"),
            Anchor::Near(..) => (*pattern).to_owned(),
            Anchor::Beside => format!("^(?:{pattern})$"),
        };
        let built = RegexBuilder::new(&anchored)
            .unicode(false)
            .build()
            .with_context(|| format!("compiling the pattern of {}", code.id))?;
        Ok(self.patterns[rule].get_or_init(|| built))
    }
}

/// Whether a token can begin here: not in the middle of a word. An escape
/// (`\n`, `%3D`) ends the word before it although it ends in a letter.
fn begins_token(text: &[u8], at: usize) -> bool {
    match &text[at.saturating_sub(3)..at] {
        [] | [.., b'\\', b'n' | b'r' | b't'] => true,
        [b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => true,
        [.., last] => !last.is_ascii_alphanumeric(),
    }
}

/// A keyword of so few characters begins many a word (`path`, `re_export`).
const SHORT: usize = 5;

/// Whether it goes on as tokens do and words don't: long, and with a digit or a
/// capital soon. It saves compiling patterns for ordinary text.
fn goes_on(rest: &[u8]) -> bool {
    let body = rest.iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.+/=:~|!".contains(byte));
    let (length, drawn) = body.fold((0, false), |(length, drawn), byte| {
        (length + 1, drawn || byte.is_ascii_digit() || byte.is_ascii_uppercase())
    });
    drawn && length >= 12
}

/// Whether more of the token follows: then it is longer than its form allows.
fn continues_token(text: &[u8], end: usize) -> bool {
    let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    text.get(end).is_some_and(in_word) && in_word(&text[end - 1])
}

/// Sorts, lets the more specific rule have what two claim, and counts lines.
fn in_order<'s>(text: &[u8], mut hits: Vec<Hit<'s>>) -> Vec<Hit<'s>> {
    hits.sort_by_key(|hit| (hit.secret.start, hit.rank));
    let mut kept: Vec<Hit<'s>> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last_mut() {
            Some(last) if hit.secret.start < last.secret.end => {
                // What the repository's own rule describes weighs no less for being known to ours as well.
                let least = last.custom.or(hit.custom).map(|_| last.severity.max(hit.severity));
                if hit.rank < last.rank {
                    *last = hit;
                }
                last.severity = least.unwrap_or(last.severity);
            }
            _ => kept.push(hit),
        }
    }
    let newline = if text.contains(&b'\n') { b'\n' } else { b'\r' };
    let (mut line, mut at) = (1, 0);
    for hit in &mut kept {
        line += text[at..hit.secret.start].find_iter(&[newline]).count();
        (hit.line, at) = (line, hit.secret.start);
    }
    kept
}

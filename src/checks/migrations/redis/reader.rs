//! Calls of a Redis client, as far as their keys are literal.

use super::calls::{Calls, LONGEST_KEY, Use};
use super::commands::{COMMANDS, EXPIRY, RAW, is_client, sent};
use super::indexes;
use super::registry::Kind;
use crate::tokens::{Token, What};

/// More pieces than the arguments of a call have that anyone reads.
const LONGEST: usize = 200;

/// What creates an index has no more.
const LONGEST_CHAIN: usize = 64;

/// Reads the calls from source code that uses a client. `third` says that the
/// third argument of `set` is the time to live.
pub fn read(tokens: &[Token], third: bool) -> Calls {
    let mut calls = Calls::default();
    for open in 1..tokens.len() {
        if tokens[open].what == What::Mark(b'(')
            && let Some((receiver, method)) = named(tokens, open)
        {
            let Arguments { mut given, end } = arguments(tokens, open);
            if method == "cmd" {
                given.extend(chained(tokens, end));
            }
            let call = Call { receiver, method, arguments: given, line: tokens[open].line };
            if call.method == "createindex"
                && let Some(built) = indexes::built(tokens, open, &call.arguments)
            {
                calls.note_created(Some(built), call.line);
            }
            call.note(&mut calls, third);
        }
    }
    calls.settle();
    calls.spelled =
        tokens.iter().filter_map(Token::text).filter(|text| text.len() <= LONGEST_KEY).map(str::to_owned).collect();
    calls
}

struct Call<'t> {
    receiver: String,
    method: String,
    arguments: Vec<&'t [Token<'t>]>,
    line: usize,
}

/// Receiver and method before an opening parenthesis, both lowered and without `_`.
fn named(tokens: &[Token], open: usize) -> Option<(String, String)> {
    let mut at = open - 1;
    if tokens[at].what == What::Mark(b'>') {
        // `set::<_, _, ()>(` and `get<string>(`
        at = (at.saturating_sub(20)..at).rev().find(|&at| tokens[at].what == What::Mark(b'<'))?.checked_sub(1)?;
        while tokens[at].what == What::Mark(b':') {
            at = at.checked_sub(1)?;
        }
    }
    let What::Word(method) = tokens[at].what else { return None };
    let before = at.checked_sub(1)?;
    if !matches!(tokens[before].what, What::Mark(b'.' | b'>' | b':')) {
        return None;
    }
    Some((plain(&receiver(&tokens[before.saturating_sub(12)..before])), plain(method)))
}

/// The words of the chain that ends a piece of code, the last first: in
/// `redis.pipeline().` the client is the word further to the left.
fn receiver(tokens: &[Token]) -> String {
    let (mut words, mut depth, mut after_word) = (Vec::new(), 0_usize, false);
    for token in tokens.iter().rev() {
        match token.what {
            What::Word(_) if after_word => break,
            What::Word(word) => words.push(word),
            What::Mark(b')') if !after_word => depth += 1,
            What::Mark(b'(') if depth > 0 => depth -= 1,
            What::Text(_) if depth > 0 => {}
            What::Mark(b'.' | b'-' | b'>' | b':' | b'?' | b'!') => {}
            _ => break,
        }
        after_word = matches!(token.what, What::Word(_));
    }
    words.join(" ")
}

fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

/// What stands between a call's parentheses, and where the last one is.
struct Arguments<'t> {
    given: Vec<&'t [Token<'t>]>,
    end: usize,
}

/// What Rust's `cmd("SET").arg(key)` gives one by one; the key is among the first.
fn chained<'t>(tokens: &'t [Token<'t>], mut end: usize) -> Vec<&'t [Token<'t>]> {
    let mut chained = Vec::new();
    for _ in 0..LONGEST_CHAIN {
        let Some([dot, arg, open]) = tokens.get(end + 1..end + 4) else { break };
        if (&dot.what, &arg.what, &open.what) != (&What::Mark(b'.'), &What::Word("arg"), &What::Mark(b'(')) {
            break;
        }
        let arguments = arguments(tokens, end + 3);
        end = arguments.end;
        chained.extend(arguments.given);
    }
    chained
}

/// The arguments after an opening parenthesis, over as many lines as they take.
fn arguments<'t>(tokens: &'t [Token<'t>], open: usize) -> Arguments<'t> {
    let (mut given, mut depth, mut from, mut end) = (Vec::new(), 0_usize, open + 1, open);
    for at in open..tokens.len().min(open + LONGEST) {
        match tokens[at].what {
            What::Mark(b'(' | b'[' | b'{') => depth += 1,
            What::Mark(b')' | b']' | b'}') => depth -= 1,
            What::Mark(b',') if depth == 1 => {
                given.push(&tokens[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            given.push(&tokens[from..at]);
            end = at;
            break;
        }
    }
    given.retain(|argument| !argument.is_empty());
    if given.first().is_some_and(|argument| is_context(argument)) {
        given.remove(0);
    }
    Arguments { given, end }
}

/// Go's context, which stands before the key.
fn is_context(argument: &[Token]) -> bool {
    argument.iter().all(|token| !matches!(token.what, What::Text(_)))
        && argument.iter().any(|token| matches!(token.what, What::Word("ctx" | "context" | "Context")))
}

impl Call<'_> {
    fn note(&self, calls: &mut Calls, third: bool) {
        if RAW.contains(&self.method.as_str()) {
            return self.note_raw(calls);
        }
        let Some(command) = sent(&self.receiver, &self.method) else { return };
        if matches!(command, "flushall" | "flushdb") {
            calls.sweeps.push((if command == "flushall" { "FLUSHALL" } else { "FLUSHDB" }, self.line));
        } else if command == "keys" && is_client(&self.receiver) && self.key(0).is_some_and(|key| key.contains('*')) {
            calls.sweeps.push(("KEYS", self.line));
        } else if matches!(command, "createindex" | "dropindex") && self.receiver.contains("ft") {
            calls.indexes.push((format!("{command} {}", self.texts(&self.receiver)), self.line));
        } else if let Some(&(name, kind, writes)) =
            COMMANDS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(command))
            && (name != name.to_uppercase() || is_client(&self.receiver))
        {
            self.note_use(calls, &command.to_lowercase(), kind, writes, self.key(0), third);
        }
    }

    fn note_raw(&self, calls: &mut Calls) {
        let Some(command) = self.arguments.iter().flat_map(|argument| argument.iter()).find_map(Token::text) else {
            return;
        };
        let first = command.split_whitespace().next().unwrap_or_default().to_lowercase();
        match first.as_str() {
            "flushall" => calls.sweeps.push(("FLUSHALL", self.line)),
            "flushdb" => calls.sweeps.push(("FLUSHDB", self.line)),
            "ft.create" | "ft.alter" | "ft.dropindex" => {
                calls.indexes.push((self.texts(""), self.line));
                if first == "ft.create" {
                    calls.note_created(indexes::read(&self.arguments), self.line);
                }
            }
            _ => {
                if let Some(&(_, kind, writes)) = COMMANDS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&first))
                    && self.arguments.len() > 1
                {
                    self.note_use(calls, &first, kind, writes, self.key(1), false);
                }
            }
        }
    }

    fn note_use(
        &self,
        calls: &mut Calls,
        command: &str,
        kind: Option<Kind>,
        writes: bool,
        key: Option<String>,
        third: bool,
    ) {
        let expires = command.contains("expire") || matches!(command, "setex" | "psetex") || self.expires(third);
        let (key, command) = (key.unwrap_or_default(), command.to_owned());
        calls.note(Use { key, command, kind, writes, expires, line: self.line });
    }

    fn expires(&self, third: bool) -> bool {
        let by_place = third && self.method == "set" && self.arguments.len() > 2;
        let zero = |argument: &&[Token]| matches!(argument, [Token { what: What::Word("0"), .. }]);
        let by_name =
            self.arguments.iter().skip(1).flat_map(|argument| argument.iter()).any(|token| match &token.what {
                What::Word(word) => EXPIRY.contains(&plain(word).as_str()),
                What::Text(text) => EXPIRY.contains(&plain(text).as_str()),
                What::Mark(_) => false,
            });
        by_name || (by_place && !self.arguments.get(2).is_some_and(zero))
    }

    /// An argument as a key: its strings, and `{}` for all that is none.
    fn key(&self, at: usize) -> Option<String> {
        let tokens = self.arguments.get(at)?;
        let first = tokens.iter().position(|token| token.text().is_some())?;
        let mut before = tokens[..first].iter();
        // `f"…"`, `&format!("…"`, `fmt.Sprintf("…"` and `String.format("…"` put a key together from there on.
        let formats = |word: &str| {
            matches!(word, "f" | "b" | "r" | "fb" | "rb" | "format" | "fmt" | "Sprintf" | "String" | "sprintf" | "byte")
        };
        let leads = before.all(|token| match token.what {
            What::Word(word) => formats(word),
            What::Mark(mark) => b"&!.([])".contains(&mark),
            What::Text(_) => false,
        });
        let (mut literal, mut at) = (tokens[first].text()?.to_owned(), first + 1);
        while let Some([Token { what: What::Mark(b'+'), .. }, Token { what: What::Text(next), .. }]) =
            tokens.get(at..at + 2)
        {
            literal.push_str(next);
            at += 2;
        }
        if let Some(rest) = literal.strip_prefix("{}")
            && let Some(value) = formatted(&tokens[at..])
        {
            literal = format!("{value}{rest}");
        }
        let after = tokens[at..].iter().any(|token| matches!(token.what, What::Word(_) | What::Text(_)));
        let joined = tokens.get(at).is_some_and(|token| matches!(token.what, What::Mark(b'+' | b'.')));
        let rest = if after && joined && !literal.ends_with("{}") { "{}" } else { "" };
        Some(format!("{}{literal}{rest}", if leads { "" } else { "{}" }))
    }

    fn texts(&self, before: &str) -> String {
        let texts = self.arguments.iter().flat_map(|argument| argument.iter()).filter_map(Token::text);
        [before].into_iter().chain(texts).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The string that is put in first, by `, "…"`, `% ("…"` or `.format("…"`.
fn formatted<'t>(after: &'t [Token]) -> Option<&'t str> {
    let skipped = |token: &&Token| matches!(token.what, What::Mark(b',' | b'%' | b'(' | b'.') | What::Word("format"));
    after.iter().find(|token| !skipped(token))?.text()
}

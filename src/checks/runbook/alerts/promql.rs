//! The one room that knows PromQL's grammar.

/// Nobody writes a longer query, and a hostile one ends here.
const LONGEST: usize = 20_000;
/// The parser goes down by recursion, bracket by bracket.
const DEEPEST: usize = 100;

/// What is wrong with a query; nothing where it can't be judged: what a dashboard or a template fills in is no PromQL.
pub fn error(query: &str) -> Option<String> {
    let query = filled(query)?;
    let said = promql_parser::parser::parse(&query).err()?;
    // The parser knows no function that came after it.
    (!said.contains("unknown function")).then(|| said.lines().next().unwrap_or_default().to_owned())
}

/// A query with Grafana's variables and Go's templates filled in by what has their place in the grammar.
fn filled(query: &str) -> Option<String> {
    let query = without_templates(query.trim());
    let is_logql = ["|=", "|~", "| json", "| logfmt", "!~ `"].iter().any(|mark| query.contains(mark));
    let is_elided = query.contains("...") || query.contains('…') || placeholder(&query);
    let depth = query.bytes().filter(|b| matches!(b, b'(' | b'{' | b'[' | b'-' | b'+')).count();
    if query.is_empty() || query.len() > LONGEST || depth > DEEPEST || is_logql || is_elided {
        return None;
    }
    let mut text = String::new();
    let mut inside = false;
    let mut rest = &*query;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '$' if inside => {
                rest = rest.trim_start_matches(|c: char| c.is_alphanumeric() || "_{}:".contains(c));
                text.push_str("5m");
            }
            // Elsewhere a variable may stand for anything, a label as well as a number.
            '$' if !quoted(&text) => return None,
            _ => {
                inside = (inside || c == '[') && c != ']';
                text.push(c);
            }
        }
    }
    Some(text)
}

/// `<name>` to be replaced, which no comparison looks like.
fn placeholder(query: &str) -> bool {
    query.match_indices('<').any(|(at, _)| {
        let rest = &query[at + 1..];
        rest.find('>').is_some_and(|end| {
            end > 0 && rest[..end].chars().all(|c| c.is_alphanumeric() || "_- ".contains(c)) && !rest.starts_with(' ')
        })
    })
}

/// `{{ … }}` stands for a value, mostly a number or part of a string.
fn without_templates(query: &str) -> String {
    let mut text = String::new();
    let mut rest = query;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, after)) = after.split_once("}}") else { break };
        text.push_str(before);
        text.push('1');
        rest = after;
    }
    text + rest
}

/// Whether a string is open at the end of a text.
fn quoted(text: &str) -> bool {
    let mut open = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match open {
            Some(quote) if c == quote => open = None,
            Some('`') => {}
            Some(_) if c == '\\' => drop(characters.next()),
            None if matches!(c, '"' | '\'' | '`') => open = Some(c),
            _ => {}
        }
    }
    open.is_some()
}

#[cfg(test)]
mod tests {
    use super::error;

    #[test]
    fn what_prometheus_takes_is_no_error() {
        for query in [
            "up",
            "sum by (job) (rate(http_requests_total{status=~\"5..\"}[5m])) / 2 > 0.05",
            "histogram_quantile(0.95, sum(rate(x_bucket[5m])) by (le))",
            "rate(x[$__rate_interval]) and rate(y[${window}])",
            "up{instance=\"$instance\"}",
            "x > {{ .Values.limit }}",
            "absent(up{job=\"a\"} @ end()) or on() vector(1)",
            "not_yet_known(x)",
        ] {
            assert_eq!(error(query), None, "{query}");
        }
    }

    #[test]
    fn what_prometheus_refuses_is_an_error() {
        for query in
            ["rate(x[5m]", "sum by job (x)", "rate(x)", "x >", "{}", "up{job=a}", "x[5 minutes]", "rate(x[5m])) > 1"]
        {
            assert!(error(query).is_some(), "{query}");
        }
    }

    #[test]
    fn what_is_no_promql_is_not_judged() {
        for query in ["", "rate(<metric>[5m]", "x{app=\"a\"} |= \"error\"", "$metric{", "sum(...", &"(".repeat(50_000)]
        {
            assert_eq!(error(query), None);
        }
    }
}

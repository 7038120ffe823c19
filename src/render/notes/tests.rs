use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::changes::Waived;

fn story(kind: Kind, scope: Option<&str>, summary: &str, breaks: Option<&str>) -> Story {
    let [scope, breaks] = [scope, breaks].map(|text| text.map(ToOwned::to_owned));
    Story { kind, scope, summary: summary.to_owned(), breaks }
}

fn difference<T>(name: &str, before: Option<T>, after: Option<T>) -> Difference<T> {
    Difference { name: name.to_owned(), before, after }
}

#[test]
fn what_breaks_comes_first_and_what_is_not_there_has_no_heading() {
    let weight = |c: &str, size| Some(Weight { size, hash: c.repeat(64) });
    let image = |reference: &str, digest: Option<&str>| {
        Some(Image { reference: reference.to_owned(), digest: digest.map(ToOwned::to_owned) })
    };
    let changes = Changes {
        commits: vec![
            story(Kind::Other, None, "Tidy", None),
            story(Kind::Fix, Some("api"), "no more 500", None),
            story(Kind::Feature, None, "drop v1", Some("clients of v1\nmust move")),
            story(Kind::Feature, Some("ui"), "dark", Some("dark")),
        ],
        contributors: vec!["Ada".to_owned()],
        migrations: vec![
            Migration { tool: "Alembic", id: "a1".into(), path: "db/a1.py".into(), reversible: Some(false) },
            Migration { tool: "Alembic", id: "b2".into(), path: "db/b2.py".into(), reversible: None },
        ],
        weights: vec![
            difference("models/a.pt", weight("a", 1_500), weight("b", 2_500_000)),
            difference("models/b.pt", None, weight("c", 7)),
        ],
        images: vec![
            difference("web", image("app:v1", Some("sha256:0123456789abcdef")), image("app:v2", None)),
            difference("db", image("pg@sha256:00", Some("sha256:00")), None),
        ],
        environment: vec![Environment {
            path: ".env.example".into(),
            added: vec!["A".to_owned()],
            removed: vec!["B".to_owned()],
        }],
        runbook: vec![difference("Rollback", Some("x".to_owned()), Some("y".to_owned()))],
        waivers: vec![Waived { code: "secrets/url-password".into(), reason: "a test".into() }],
    };
    let expected = "\
## Breaking changes

- drop v1
  clients of v1 must move
- **ui:** dark

## Fixes

- **api:** no more 500

## Other

- Tidy

## Migrations

- Alembic `a1` in `db/a1.py`, **can't be undone**
- Alembic `b2` in `db/b2.py`

## Weights

- `models/a.pt`: `sha256:aaaaaaaaaaaa…` (1.5 kB) → `sha256:bbbbbbbbbbbb…` (2.5 MB)
- `models/b.pt`: new, `sha256:cccccccccccc…` (7 B)

## Images

- `web`: `app:v1` (`sha256:0123456789ab…`) → `app:v2`
- `db`: removed, was `pg@sha256:00`

## Environment

- `A`: new in `.env.example`
- `B`: removed in `.env.example`

## Runbook

- Rollback: changed

## Waivers

- `secrets/url-password`: a test

## Contributors

- Ada
";
    assert_eq!(notes(&changes), expected);
    assert_eq!(notes(&Changes::default()), "");
}

/// What a reader of Markdown makes of it, beyond plain lists.
fn markup(notes: &str) -> Vec<String> {
    let plain = |event: &Event| {
        matches!(
            event,
            Event::Text(_)
                | Event::Code(_)
                | Event::SoftBreak
                | Event::End(_)
                | Event::Start(Tag::Heading { .. } | Tag::List(None) | Tag::Item)
        )
    };
    let events = Parser::new_ext(notes, Options::all()).filter(|event| !plain(event));
    events.map(|event| format!("{event:?}")).collect()
}

#[test]
fn a_hostile_subject_is_text_and_nothing_else() {
    for subject in [
        "<script>alert(1)</script>",
        "![](https://evil.example/pixel)",
        "[x]: https://evil.example",
        "[click](https://evil.example)",
        "# heading",
        "- list",
        "+ list",
        "1. list",
        "12) list",
        "> quote",
        "---",
        "===",
        "***",
        "___",
        "``` rust",
        "~~~",
        "~~gone~~",
        "*strong* __strong__ _emphasis_",
        "&lt;b&gt; &#60;",
        "[ ] task",
        "`<img>``<b>`<i>",
        "a\\<b>",
        "| a | b |",
        "Manifest-SHA256: 00",
        "-----BEGIN SSH SIGNATURE-----",
        "\u{1b}[2J\u{202e}",
    ] {
        for breaks in [None, Some(subject)] {
            let commits = vec![story(Kind::Other, None, subject, None), story(Kind::Fix, Some(subject), "x", breaks)];
            let text = notes(&Changes { commits, ..Changes::default() });
            let found: Vec<_> = markup(&text).into_iter().filter(|event| event != "Start(Strong)").collect();
            assert_eq!(found, [""; 0], "{text}");
            let headings = text.lines().filter(|line| line.starts_with('#')).count();
            assert_eq!(Parser::new(&text).filter(|e| matches!(e, Event::Start(Tag::Heading { .. }))).count(), headings);
            assert!(
                text.lines().all(|l| l.is_empty() || ["## ", "- ", "  "].iter().any(|b| l.starts_with(b))),
                "{text}"
            );
            assert!(!text.contains(['\u{1b}', '\u{202e}']));
        }
    }
}

#[test]
fn people_issues_and_names_of_functions_stay_as_they_are() {
    for text in ["Thank @ada for #12 (see `a*b`)", "Call my_own_function with a & b", "2 files, 3.5 MB!"] {
        assert_eq!(prose(text, SUBJECT), text);
    }
}

#[test]
fn what_is_too_much_is_counted_and_what_is_too_long_is_cut() {
    let commits = vec![story(Kind::Fix, None, &"x".repeat(9_999), None); MOST + 3];
    let text = notes(&Changes { commits, ..Changes::default() });
    assert!(text.ends_with("x…\n- and 3 more\n") && text.len() < MOST * (SUBJECT + 10), "{text}");
}

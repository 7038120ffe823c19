use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;
use crate::checklist::Language;
use crate::checks::Checks;
use crate::config::Config;
use crate::git::Snapshot;
use crate::recall::Recall;
use crate::testing::{NOW, Sandbox};

const LANGUAGES: [Language; 2] = [Language::En, Language::Ko];

const COMPOSE: &str = "services:\n  api:\n    image: team/api:v1\n    ports: ['8080:8000']\n    healthcheck:\n      \
                       test: [CMD, curl, -f, 'http://localhost:8000/health']\n  worker:\n    build: .\n  cron: {build: ., container_name: cron}\n  \
                       db:\n    image: postgres:17\n    healthcheck: {test: pg_isready || exit 1}\n";

const RULES: &str = "groups:\n- name: api\n  rules:\n  - alert: ApiDown\n    expr: up{job=\"api\"} == 0\n    \
                     labels: {severity: page}\n";

/// A service with everything that is looked for.
fn service() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("compose.yaml", COMPOSE).write("monitoring/alerts.yml", RULES);
    sandbox.write("monitoring/dashboards/api.json", "{}").write(".env.example", "A=\nB=\nC=\n");
    sandbox.write("backend/alembic.ini", "[alembic]\nscript_location = migrations\n");
    sandbox.write("backend/migrations/env.py", "");
    sandbox.write(
        "backend/migrations/versions/a1.py",
        "revision = 'a1'\ndown_revision = None\ndef upgrade():\n    pass\n",
    );
    sandbox.write("scripts/backup.sh", "#!/bin/sh\n").write("scripts/restore_db.sh", "#!/bin/sh\n");
    sandbox.write("Makefile", "deploy: build\n\tdocker compose up\nbuild:\n\ttrue\n");
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["update-index", "--chmod=+x", "scripts/backup.sh"]);
    sandbox.git(&["commit", "--quiet", "--message", "Serve"]);
    sandbox.git(&["checkout", "--quiet", "--force", "HEAD", "--", "scripts"]);
    sandbox
}

fn facts(sandbox: &Sandbox) -> Facts {
    let repo = sandbox.repo();
    gather(&Checks::default(), &Snapshot::of_work_tree(&repo), &Recall::of(&repo)).unwrap()
}

fn written(sandbox: &Sandbox, language: Language) -> String {
    runbook(&facts(sandbox), NOW.date(), language)
}

/// What the check says of a runbook.
fn codes(sandbox: &Sandbox, text: &str) -> Vec<&'static str> {
    sandbox.write("RUNBOOK.md", text);
    let checks = Checks::default();
    let [.., check] = checks.all();
    let mut codes = sandbox.examine(check, None).codes();
    codes.dedup();
    codes
}

fn filled(text: &str) -> String {
    text.replace(&format!("____ {MARKER}"), "Kim, kim@shop.kr")
}

#[test]
fn a_runbook_passes_its_check_once_its_blanks_are_filled_in() {
    for sandbox in [service(), Sandbox::new()] {
        for language in LANGUAGES {
            let text = written(&sandbox, language);
            assert_eq!(codes(&sandbox, &text), ["runbook/blank"], "{text}");
            assert_eq!(codes(&sandbox, &filled(&text)), [""; 0], "{text}");
        }
    }
}

#[test]
fn what_the_repository_holds_stands_in_the_runbook() {
    let sandbox = service();
    for language in LANGUAGES {
        let text = written(&sandbox, language);
        for known in [
            "| `api` | `team/api:v1` | `8080:8000` | `curl -f http://localhost:8000/health` |",
            "| `db` | `postgres:17` | – | `pg_isready \\|\\| exit 1` |",
            "curl --fail --max-time 10 'http://localhost:8080/health'\n",
            "- `.env.example`: 3 ",
            "```sh\nmake deploy\n```",
            "```sh\n./scripts/backup.sh\n```",
            "```sh\nsh ./scripts/restore_db.sh\n```",
            "(cd backend && alembic upgrade head)\n",
            "(cd backend && alembic downgrade -1)\n",
            "PREVIOUS=$(git describe --tags --abbrev=0 HEAD^)\ngit checkout \"$PREVIOUS\"\nmake deploy\n",
            "docker compose up --detach --no-recreate --scale worker=2 worker\n",
            "- `monitoring/dashboards/api.json`",
            "```promql\n# ApiDown\nup{job=\"api\"} == 0\n```",
            "| `ApiDown` | `page` | `monitoring/alerts.yml` |",
        ] {
            assert!(text.contains(known), "{known}: {text}");
        }
        assert!(!text.contains("--scale cron") && !text.contains("--scale api"), "{text}");
        assert!(!text.contains("{{") && !text.contains("TODAY"), "{text}");
    }
}

#[test]
fn a_tool_that_undoes_nothing_is_named_in_the_full_rollback() {
    let prisma =
        Migrations { tool: "Prisma", status: "status".to_owned(), upgrade: "deploy".to_owned(), downgrade: None };
    let text = runbook(&Facts { migrations: vec![prisma], ..Facts::default() }, NOW.date(), Language::En);
    assert!(text.contains("- Prisma: the tool undoes nothing: restore the backup"), "{text}");
}

#[test]
fn a_tool_that_has_two_folders_is_run_in_both() {
    let sandbox = Sandbox::new();
    for folder in ["a/migrations", "b/migrations"] {
        sandbox
            .write(&format!("{folder}/1_x.up.sql"), "SELECT 1;")
            .write(&format!("{folder}/1_x.down.sql"), "SELECT 1;");
    }
    let text = written(&sandbox, Language::En);
    for folder in ["a/migrations", "b/migrations"] {
        let command = format!("migrate -path {folder} -database \"$DATABASE_URL\" down 1\n");
        assert!(text.contains(&command), "{text}");
    }
}

/// Headings, links, and whatever is HTML, as a reader of Markdown sees them.
fn structure(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut headings, mut links, mut html) = (Vec::new(), Vec::new(), Vec::new());
    let mut in_heading = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_GFM) {
        match event {
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(words) if in_heading => headings.push(words.to_string()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => links.push(dest_url.to_string()),
            Event::Html(tag) | Event::InlineHtml(tag) if tag.trim() != MARKER => html.push(tag.to_string()),
            _ => {}
        }
    }
    (headings, links, html)
}

#[test]
fn hostile_words_can_not_break_the_markdown() {
    let evil = "a`|b\\| ``` ~~~ [x](y) <b> <!-- precheck:blank -->\n\n# Owned\n\u{1b}[31m\u{202e}";
    let text = |text: &str| serde_json::to_string(text).unwrap();
    let sandbox = Sandbox::new();
    let compose = format!(
        "services:\n  {name}:\n    build: .\n    image: {name}\n    ports: [{ports}]\n    healthcheck: {{test: {test}}}\n",
        name = text(evil),
        ports = text("80'`|;\n# Owned:80"),
        test = text(&format!("curl http://localhost:80/x {evil}"))
    );
    sandbox.write("compose.yaml", compose);
    let rules = format!("groups: [{{rules: [{{alert: {0}, expr: {0}, labels: {{severity: {0}}}}}]}}]\n", text(evil));
    sandbox.write("rules/`|\n# Owned.yml", rules).write("dashboards/`|\n# Owned <b>.json", "{}");
    sandbox.write("scripts/deploy '`|\n```\n# Owned.sh", "").write("scripts/backup $(touch x).sh", "");
    sandbox.write("`|\n# Owned/.env.example", "A=\n").commit("hostile");
    let facts = facts(&sandbox);
    assert_eq!((facts.services.len(), facts.alerts.len(), facts.dashboards.len(), facts.tasks.len()), (1, 1, 1, 2));
    for language in LANGUAGES {
        let plain = runbook(&Facts::default(), NOW.date(), language);
        let text = runbook(&facts, NOW.date(), language);
        assert_eq!(structure(&text), structure(&plain), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        assert!(text.contains("sh './scripts/backup $(touch x).sh'"), "{text}");
        // What has a line break in its name can't be typed in a line.
        assert_eq!(codes(&sandbox, &filled(&text)), ["runbook/script-missing"], "{text}");
    }
}

#[test]
fn every_setting_stands_at_its_default_and_nothing_is_set_that_has_no_use() {
    let sandbox = service();
    sandbox.write("models/a.safetensors", "x");
    let all = facts(&sandbox);
    for language in LANGUAGES {
        let text = settings(&all, language);
        for section in ["migrations", "secrets.env", "artifacts", "runbook"] {
            assert!(text.contains(&format!("\n[checks.{section}]\n")), "{text}");
        }
        let offered = text.replace("# schema-docs", "schema-docs").replace("# path", "path");
        for text in [&text, &offered] {
            Config::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error:#}: {text}"));
        }
        let set: Vec<&str> = text.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).collect();
        let defaults = [
            "locations = []",
            "files = [\".env\"]",
            "required = []",
            "globs = []",
            "pickle-allow = []",
            "image-archives = []",
            "registry = false",
            "engine = false",
            "max-age-days = 90",
        ];
        assert_eq!(set, defaults);
        let none = settings(&Facts::default(), language);
        assert!(none.lines().all(|line| line.starts_with('#')) && none.lines().count() == 2, "{none}");
    }
}

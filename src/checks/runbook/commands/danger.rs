//! Does the runbook warn before a command that can't be taken back?

use std::collections::BTreeMap;

use super::Found;
use super::command::{Command, Word};
use super::scene::Scene;
use crate::finding::{Code, Finding, Severity};

static UNGUARDED: Code = Code {
    id: "runbook/unguarded-command",
    severity: Severity::Warning,
    finds: "A command of the runbook destroys data, and nothing near it warns or makes a backup.",
    matters: "At night it is pasted with all others, and what it deletes is gone.",
    mend: "Write before it what it destroys (`> ⚠️ Warning: …`, `> ⚠️ 주의: …`), and the command that makes a backup first.",
    source: "",
};

/// What is reported about commands that destroy.
pub static CODES: [&Code; 1] = [&UNGUARDED];

/// So many lines above a command a warning is still near, if it stands in the same section.
const ABOVE: usize = 40;
/// And so many below.
const BELOW: usize = 5;

/// Words of a warning, in lower case.
const WARNINGS: [&str; 44] = [
    "⚠",
    "🚨",
    "❗",
    "⛔",
    "☠",
    "🔥",
    "🛑",
    "warn",
    "caution",
    "danger",
    "destructive",
    "destroys",
    "irrevers",
    "not reversible",
    "be undone",
    "data loss",
    "careful",
    "last resort",
    "backup",
    "back up",
    "backs up",
    "dump",
    "snapshot",
    "do not ",
    "don't ",
    "never ",
    "only if",
    "confirm",
    "주의",
    "경고",
    "위험",
    "삭제",
    "백업",
    "되돌릴",
    "복구할 수 없",
    "복구 불가",
    "유의",
    "금지",
    "절대",
    "초기화",
    "확인 후",
    "신중",
    "non-critical",
    "cache only",
];

/// Whoever says this says what will be gone.
const LOSSES: [&str; 12] =
    ["delet", "remov", "wipe", "eras", "lose", "lost", "drop", "destroy", "discard", "clear", "reset", "nuke"];
const LOST: [&str; 9] =
    ["data", "volume", "everything", "from scratch", "permanent", "completely", "all ", "entire", "fresh"];

/// What has one of these in its name is there to be thrown away.
const PASSING: [&str; 5] = ["test", "tests", "tmp", "staging", "demo"];

/// Judges every command, and every statement of a block of SQL.
pub fn judge(scene: &Scene, findings: &mut Vec<Found>) {
    let typed = scene.commands.iter().filter_map(|placed| Some((placed.command.line, destroys(&placed.command)?)));
    let sql = scene.document.fences.iter().filter(|fence| fence.language == "sql").flat_map(|fence| {
        fence.text.lines().zip(fence.line..).filter_map(|(text, line)| Some((line, destroys_by_sql(text)?)))
    });
    // One a line is enough, and keeps what is looked through within bounds.
    let destroying: BTreeMap<usize, &str> = typed.chain(sql).collect();
    for (line, what) in destroying.into_iter().filter(|(line, _)| !is_guarded(scene, *line)) {
        let finding = Finding::new(&UNGUARDED, format!("this {what}, and nothing near it warns or makes a backup"))
            .help("write a line before it that begins with `⚠️ Warning:` (or `⚠️ 주의:`) and says what will be gone");
        findings.push(Found { line, finding });
    }
}

/// What a command destroys.
fn destroys(command: &Command) -> Option<&'static str> {
    let words = command.program();
    let (program, rest) = words.split_first()?;
    let mut parts = words.iter().flat_map(|word| word.text.split(|c: char| !c.is_ascii_alphanumeric()));
    if parts.any(|part| PASSING.contains(&part)) {
        return None;
    }
    let has = |wanted: &str| rest.iter().any(|word| word.text == wanted);
    let any = |wanted: &[&str]| wanted.iter().any(|wanted| has(wanted));
    let program = program.text.rsplit('/').next().unwrap_or_default();
    match program {
        "rm" if removes_unknown(rest) => Some("deletes whatever lies there"),
        "dropdb" => Some("drops a database"),
        "mkfs" => Some("makes a new file system over what is there"),
        _ if program.starts_with("mkfs.") => Some("makes a new file system over what is there"),
        "dd" if rest.iter().any(|word| word.text.starts_with("of=/dev/")) => Some("overwrites a device"),
        "terraform" | "tofu" if has("destroy") => Some("destroys the infrastructure"),
        "kubectl" | "oc" if has("delete") && any(&["ns", "namespace", "namespaces", "pvc", "pv"]) => {
            Some("deletes a namespace or a volume with all that is in it")
        }
        "git" if has("push") && any(&["--force", "-f"]) && any(&["main", "master", "HEAD:main", "HEAD:master"]) => {
            Some("rewrites the branch that everybody builds on")
        }
        "docker" | "docker-compose" | "podman" => destroys_volumes(program, rest),
        "echo" | "grep" | "rg" | "cat" | "printf" | "truncate" => None,
        _ => destroys_by_client(command),
    }
}

/// `rm -rf` of a place that is not known before, or of one outside the repository that is none for passing things.
fn removes_unknown(rest: &[Word]) -> bool {
    let flags = |flag: char| rest.iter().any(|word| word.text.starts_with('-') && word.text.contains(flag));
    let is_feared = |word: &Word| {
        let passing = ["/var/cache/", "/root/.cache", "/etc/nginx/sites-enabled/"];
        let unset = word.text.starts_with('$') && !word.text.contains(":?") && !word.text.contains("TMP");
        unset || (word.text.starts_with('/') && !passing.iter().any(|place| word.text.starts_with(place)))
    };
    flags('r') && flags('f') && rest.iter().filter(|word| !word.text.starts_with('-')).any(is_feared)
}

fn destroys_volumes(program: &str, rest: &[Word]) -> Option<&'static str> {
    let words: Vec<&str> = rest.iter().map(|word| &*word.text).collect();
    let has = |wanted: &str| words.contains(&wanted);
    let is_compose = program == "docker-compose" || words.first() == Some(&"compose");
    if is_compose && has("down") && (has("-v") || has("--volumes")) {
        return Some("deletes the volumes with the data in them");
    }
    // By itself `docker volume prune` takes only volumes that nobody has named.
    let prunes_volumes = words.first() == Some(&"volume") && (has("-a") || has("--all") || has("-af"));
    let prunes = has("prune") && (has("--volumes") || prunes_volumes);
    let removes = words.first() == Some(&"volume") && has("rm");
    if prunes || removes {
        return Some("deletes volumes with the data in them");
    }
    destroys_by_text(&words.join(" "))
}

/// A database's client that is told to destroy, by arguments or from a here-document.
fn destroys_by_client(command: &Command) -> Option<&'static str> {
    let words: Vec<&str> = command.words.iter().map(|word| &*word.text).collect();
    destroys_by_text(&words.join(" ")).or_else(|| destroys_by_text(&command.input))
}

fn destroys_by_text(text: &str) -> Option<&'static str> {
    let is_word =
        |wanted: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(wanted));
    if is_word("flushall") || is_word("flushdb") {
        return Some("deletes every key");
    }
    text.lines().find_map(destroys_by_sql)
}

/// What a line of SQL destroys.
fn destroys_by_sql(line: &str) -> Option<&'static str> {
    let code = line.split("--").next().unwrap_or_default().to_uppercase();
    let words: Vec<&str> =
        code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| match pair {
        ["DROP", "DATABASE"] => Some("drops a database"),
        ["DROP", "SCHEMA"] => Some("drops a schema with all its tables"),
        ["DROP", "TABLE"] => Some("drops a table"),
        ["TRUNCATE", _] => Some("empties a table"),
        _ => None,
    })
}

/// Whether a line warns, says what will be gone or speaks of a backup: in the section above the command, on its own
/// line behind a `#`, or right below.
fn is_guarded(scene: &Scene, line: usize) -> bool {
    let heading = scene.document.headings.iter().map(|heading| heading.line).rfind(|at| *at <= line).unwrap_or(1);
    let above = scene.lines.get(heading.max(line.saturating_sub(ABOVE)) - 1..line - 1).unwrap_or_default();
    let own = scene.lines.get(line - 1).and_then(|own| own.split_once(" #")).map(|(_, comment)| comment);
    let below = scene.lines.iter().skip(line).take(BELOW).take_while(|line| !line.starts_with('#'));
    above.iter().chain(below).copied().chain(own).any(|line| warns(&line.to_lowercase()))
}

fn warns(line: &str) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| line.contains(word));
    says(&WARNINGS) || (says(&LOSSES) && says(&LOST))
}

#[cfg(test)]
mod tests {
    use super::super::testing::judged;
    use super::*;
    use crate::testing::Sandbox;

    fn lines(text: &str) -> Vec<usize> {
        judged(&Sandbox::new(), text, |scene, findings| {
            judge(scene, findings);
            Ok(())
        })
        .into_iter()
        .map(|(_, line, _)| line)
        .collect()
    }

    fn is_found(command: &str) -> bool {
        !lines(&format!("## Clean\n\n```sh\n{command}\n```\n")).is_empty()
    }

    #[test]
    fn what_destroys_data_is_known_in_every_form() {
        for command in [
            "sudo rm -rf /var/lib/postgresql",
            "rm -r -f \"$DATA\"/old",
            "docker compose down -v",
            "docker-compose -f x.yml down --volumes",
            "docker system prune -af --volumes",
            "docker volume rm app_data",
            "docker run --rm app:latest redis-cli flushall",
            "redis-cli -n 1 FLUSHDB",
            "docker compose exec redis redis-cli flushall",
            "psql -c 'drop database app'",
            "psql app <<SQL\nBEGIN;\nTRUNCATE TABLE orders;\nSQL",
            "dropdb app",
            "kubectl delete ns shop",
            "terraform destroy -auto-approve",
            "git push --force origin main",
            "dd if=x.img of=/dev/sda",
            "mkfs.ext4 /dev/sdb1",
        ] {
            assert!(is_found(command), "{command}");
        }
        assert_eq!(lines("```sql\nSELECT 1;\nDROP TABLE a; -- x\n```\n"), [3]);
    }

    #[test]
    fn what_can_be_had_again_is_not_feared() {
        for command in [
            "rm -rf node_modules dist",
            "rm -rf /tmp/x \"${X:?}\"/y",
            "rm -f /opt/app/app.pid",
            "docker compose down",
            "docker system prune",
            "kubectl delete pod web-1",
            "git push --force origin my-branch",
            "git push origin main",
            "echo DROP DATABASE x",
            "psql -c 'select truncated from a'",
            "dd if=/dev/sda of=x.img",
            "truncate -s 0 app.log",
            "docker volume prune -f",
            "dropdb app_test",
        ] {
            assert!(!is_found(command), "{command}");
        }
    }

    #[test]
    fn a_warning_or_a_backup_near_it_guards_a_command() {
        let block = "```sh\ndocker compose down -v\n```\n";
        for text in [
            format!("## Reset\n\n> **Warning**: all data is gone.\n\n{block}"),
            format!("## 초기화\n\n주의: 데이터가 삭제됩니다.\n\n{block}"),
            format!("## ⚠️ Reset\n\n{block}"),
            format!("## Reset\n\n```sh\npg_dump app > x.sql\n```\n\n{block}"),
            "## Reset\n\n```sh\ndocker compose down -v # deletes all data\n```\n".to_owned(),
            format!("## Reset\n\n{block}\nThis can't be undone.\n"),
        ] {
            assert_eq!(lines(&text), [0; 0], "{text}");
        }
        assert_eq!(lines(&format!("> Warning: x\n\n## Stop\n\n{block}")), [6]);
    }
}

//! Does the rollback lead back?

use super::command::Command;
use super::scene::Scene;
use super::{Found, TOLD};
use crate::finding::{Code, Finding, Severity};
use crate::version::Version;

static FORWARD: Code = Code {
    id: "runbook/rollback-forward",
    severity: Severity::Warning,
    finds: "The commands of a rollback start what is newest: nothing in the section names the version to go back to.",
    matters: "Whoever follows it deploys the broken release a second time.",
    mend: "Name the version before, or a variable for it: `TAG=<previous> docker compose up -d`, `git checkout <previous>`.",
    source: "",
};

static OUTDATED: Code = Code {
    id: "runbook/rollback-outdated",
    severity: Severity::Warning,
    finds: "A command of a rollback names a version that is older than the last two releases.",
    matters: "It was right once; now it takes back far more than the last release, migrations included.",
    mend: "Name the release before this one, or write a variable that is filled in by a command: `git describe --tags --abbrev=0 TAG^`.",
    source: "https://git-scm.com/docs/git-describe",
};

/// What is reported about rollbacks.
pub static CODES: [&Code; 2] = [&FORWARD, &OUTDATED];

/// Of a section's heading, in lower case without its spaces.
const ROLLBACK: [&str; 6] = ["rollback", "rollingback", "roll-back", "revert", "롤백", "원복"];

/// What text says that tells how to go back, or that it is done elsewhere.
const INSTRUCTS: [&str; 22] = [
    "tag",
    "checkout",
    "restore",
    "revert",
    "edit ",
    "select",
    "choose",
    "pick",
    "console",
    "dashboard",
    "image",
    "undo",
    "redeploy",
    "snapshot",
    "backup",
    "태그",
    "수정",
    "변경",
    "선택",
    "복원",
    "되돌",
    "이미지",
];

/// Judges every section on rollback.
pub fn judge(scene: &Scene, releases: &[Version], findings: &mut Vec<Found>) {
    for (start, end) in sections(scene) {
        let inside = |line: usize| start < line && line < end;
        let commands: Vec<&Command> =
            scene.commands.iter().map(|placed| &placed.command).filter(|command| inside(command.line)).collect();
        let forward = commands.iter().find(|command| goes_forward(command));
        if let Some(command) = forward.filter(|_| !commands.iter().any(|command| goes_back(command)))
            && !instructs(scene, start, end)
        {
            let finding =
                Finding::new(&FORWARD, "this rollback starts what is newest; nothing in it names an older version")
                    .help("name the version to go back to before it: `git checkout <previous>` or `TAG=<previous>`");
            findings.push(Found { line: command.line, finding });
        }
        findings.extend(commands.iter().filter_map(|command| outdated(command, releases)));
    }
}

/// The first and the last line of each section on rollback.
fn sections(scene: &Scene) -> Vec<(usize, usize)> {
    let headings = &scene.document.headings;
    let is_one = |text: &str| {
        let name = text.to_lowercase().replace(' ', "");
        ROLLBACK.iter().any(|word| name.contains(word))
    };
    let mut sections: Vec<(usize, usize)> = Vec::new();
    for (at, heading) in headings.iter().enumerate().filter(|(at, heading)| *at > 0 && is_one(&heading.text)) {
        if sections.len() == TOLD || sections.last().is_some_and(|(_, last)| *last > heading.line) {
            continue;
        }
        let next = headings.iter().skip(at + 1).find(|next| next.level <= heading.level);
        sections.push((heading.line, next.map_or(usize::MAX, |next| next.line)));
    }
    sections
}

/// Whether a command starts or fetches something.
fn goes_forward(command: &Command) -> bool {
    let words: Vec<&str> = command.program().iter().map(|word| &*word.text).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    match words.first().copied() {
        Some("docker-compose") => has(&["up", "pull"]),
        Some("docker") => has(&["up", "pull", "run"]),
        Some("git") => has(&["pull"]),
        Some("kubectl") => has(&["apply"]),
        _ => false,
    }
}

/// Whether a command names, or lets one fill in, what to go back to.
fn goes_back(command: &Command) -> bool {
    const BACK: [&str; 16] = [
        "checkout",
        "switch",
        "reset",
        "revert",
        "undo",
        "rollback",
        "roll-back",
        "downgrade",
        "restore",
        "previous",
        "prev",
        "retag",
        "rewind",
        "old",
        "backup",
        "stable",
    ];
    let assigned = command.assignments.iter().map(|(_, value)| value);
    let mut words = command.words.iter().chain(assigned).chain(&command.files);
    words.any(|word| {
        let lower = word.text.to_lowercase();
        let parts = || lower.split(|c: char| !c.is_alphanumeric() && c != '-');
        word.known().is_none()
            || parts().any(|part| BACK.contains(&part))
            || parts().any(|part| part.contains("rollback"))
            || versions(&word.text).next().is_some()
            || (word.text.contains(':')
                && !word.text.ends_with(":latest")
                && command.words.len() > 1
                && is_image(&word.text))
    })
}

/// `NAME:TAG`, where the tag is none of the words for what is newest.
fn is_image(word: &str) -> bool {
    let tag = word.rsplit_once(':').map_or("", |(_, tag)| tag);
    !word.contains("//")
        && !tag.is_empty()
        && !tag.contains('/')
        && !matches!(tag, "latest" | "main" | "master")
        && !tag.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the prose of a section says how to go back.
fn instructs(scene: &Scene, start: usize, end: usize) -> bool {
    let lines = scene.lines.iter().zip(1..).skip(start).take_while(|(_, line)| *line < end);
    let typed = |line: usize| {
        scene.document.fences.iter().any(|fence| (fence.line..fence.line + fence.text.lines().count()).contains(&line))
    };
    lines.filter(|(text, line)| !typed(*line) || text.trim_start().starts_with('#')).any(|(text, _)| {
        let text = text.to_lowercase();
        INSTRUCTS.iter().any(|word| text.contains(word))
    })
}

/// The releases that a word names, `v1.2.3` or `name:1.2.3`.
fn versions(word: &str) -> impl Iterator<Item = Version> {
    word.split([':', '=', '/', '@', ',']).filter_map(|part| {
        let number = part.strip_prefix('v').unwrap_or(part);
        format!("v{number}").parse().ok()
    })
}

fn outdated(command: &Command, releases: &[Version]) -> Option<Found> {
    let assigned = command.assignments.iter().map(|(_, value)| value);
    let named = command.words.iter().chain(assigned).flat_map(|word| versions(&word.text));
    let newer = |named: &Version| releases.iter().filter(|release| *release > named).count();
    let old = named.filter(|named| releases.contains(named)).find(|named| newer(named) > 2)?;
    let count = newer(&old);
    let finding = Finding::new(&OUTDATED, format!("this rollback leads to {old}; {count} releases are newer")).help(
        match releases.iter().max() {
            Some(last) => format!("write {last}, or a variable for the release before this one"),
            None => "write a variable for the release before this one".to_owned(),
        },
    );
    Some(Found { line: command.line, finding })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Shown, judged};
    use super::*;
    use crate::testing::Sandbox;

    fn found(section: &str) -> Shown {
        judged(&Sandbox::new(), &format!("# R\n\n## Rollback\n\n{section}\n\n## Other\n"), |scene, findings| {
            let releases = ["v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0"].map(|version| version.parse().unwrap());
            judge(scene, &releases, findings);
            Ok(())
        })
    }

    #[test]
    fn a_rollback_that_only_goes_forward_is_found() {
        for script in [
            "docker compose pull\ndocker compose up -d",
            "git pull origin main\ndocker-compose up -d --build",
            "docker pull app:latest\ndocker run -d app:latest",
        ] {
            let found = found(&format!("Go back to the previous version:\n\n```sh\n{script}\n```"));
            assert_eq!(found.len(), 1, "{script}: {found:?}");
            assert_eq!((found[0].0.as_str(), found[0].1), ("runbook/rollback-forward", 8));
        }
    }

    #[test]
    fn a_rollback_that_names_where_to_or_says_how_is_none() {
        for section in [
            "```sh\ngit checkout v1.2.0\ndocker compose up -d\n```",
            "```sh\nTAG=<previous> docker compose up -d\n```",
            "```sh\nexport TAG=$OLD\ndocker compose up -d\n```",
            "```sh\ndocker pull app:1.2.0\ndocker compose up -d\n```",
            "```sh\n./scripts/rollback.sh\ndocker compose up -d\n```",
            "```sh\nalembic downgrade -1\ndocker compose up -d\n```",
            "Set the image to the last good one.\n\n```sh\ndocker compose up -d\n```",
            "```sh\n# .env의 태그를 되돌린 뒤\ndocker compose up -d\n```",
            "```sh\nkubectl rollout undo deployment/web\n```",
            "Nothing to type.",
        ] {
            assert_eq!(found(section), [], "{section}");
        }
    }

    #[test]
    fn a_version_of_long_ago_is_told_and_one_of_yesterday_is_not() {
        let old = found("```sh\ngit checkout v1.0.0\ndocker pull app:1.2.0\n```");
        let help = "write v1.3.0, or a variable for the release before this one".to_owned();
        assert_eq!(old, [("runbook/rollback-outdated".to_owned(), 6, help)]);
        assert_eq!(found("```sh\ngit checkout v0.1.0\n```"), []);
    }
}

//! Which blocks of code hold commands, and which of their lines are commands
//! rather than what these answer.

use std::ops::Range;

use super::super::markdown::Fence;
use super::command::Step;
use super::shell;

/// What a block says when its language is a shell's.
const SHELLS: [&str; 12] = [
    "sh",
    "bash",
    "shell",
    "zsh",
    "ksh",
    "console",
    "terminal",
    "shell-session",
    "shellsession",
    "sh-session",
    "bash-session",
    "shellscript",
];

/// Where a block names no language, its first line must begin with one of these.
const COMMANDS: [&str; 32] = [
    "alembic",
    "aws",
    "bash",
    "cat",
    "cd",
    "cp",
    "curl",
    "docker",
    "docker-compose",
    "export",
    "git",
    "helm",
    "just",
    "kubectl",
    "make",
    "mysql",
    "node",
    "npm",
    "npx",
    "pnpm",
    "psql",
    "python",
    "python3",
    "redis-cli",
    "rm",
    "scp",
    "sh",
    "ssh",
    "sudo",
    "systemctl",
    "task",
    "yarn",
];

/// A command between backticks is one to type if it begins with one of these and says more.
const INSTRUCTED: [&str; 12] =
    ["bash", "docker", "docker-compose", "just", "kubectl", "make", "npm", "pnpm", "python", "python3", "sh", "yarn"];

/// The steps of each block and of each command in the prose, in their order.
pub fn of(lines: &[&str], fences: &[Fence]) -> Vec<Vec<Step>> {
    let mut blocks = Vec::new();
    let mut next = 1;
    for fence in fences {
        blocks.extend(spoken(lines, next..fence.line));
        blocks.push(steps(fence));
        next = fence.line + fence.text.lines().count();
    }
    blocks.extend(spoken(lines, next..lines.len() + 1));
    blocks
}

/// The commands between single backticks on these lines.
fn spoken<'l>(lines: &'l [&str], within: Range<usize>) -> impl Iterator<Item = Vec<Step>> + 'l {
    within.filter_map(|line| Some((line, lines.get(line - 1)?))).flat_map(|(line, text)| {
        let pieces = text.split('`').skip(1).step_by(2).filter(|_| !text.contains("``"));
        pieces
            .filter(|piece| is_instruction(piece))
            .map(move |piece| steps(&Fence { language: "sh".to_owned(), text: piece.to_owned(), line }))
    })
}

fn is_instruction(piece: &str) -> bool {
    let Some((first, rest)) = piece.split_once(' ') else { return piece.starts_with("./") && piece.ends_with(".sh") };
    !rest.trim().is_empty() && (first.starts_with("./") || INSTRUCTED.contains(&first))
}

/// The steps of a block that holds commands, with the lines of the document; otherwise none.
pub fn steps(fence: &Fence) -> Vec<Step> {
    let language = fence.language.as_str();
    let lines: Vec<&str> = fence.text.lines().collect();
    // A script is shown there, to be written to a file.
    if fence.text.starts_with("#!") {
        return Vec::new();
    }
    let has_prompts = lines.iter().any(|line| prompted(line, language).is_some());
    let is_shell = SHELLS.contains(&language) || (language.is_empty() && (has_prompts || looks_typed(&lines)));
    if !is_shell {
        return Vec::new();
    }
    let text = if has_prompts { typed(&lines, language) } else { fence.text.clone() };
    let mut steps = shell::read(&text);
    for step in &mut steps {
        if let Step::Run(command) = step {
            command.line += fence.line - 1;
        }
    }
    steps
}

/// What stands after a prompt. `#` is one only where no comments are expected.
fn prompted<'t>(line: &'t str, language: &str) -> Option<&'t str> {
    let line = line.trim_start();
    if let Some(typed) = line.strip_prefix("$ ").or_else(|| line.strip_prefix("% ")) {
        return Some(typed);
    }
    let (prompt, typed) = line.split_once("$ ").or_else(|| line.split_once("# "))?;
    let names_host = prompt.contains('@') && !prompt.contains(char::is_whitespace);
    let is_root = prompt.is_empty() && language.ends_with("session");
    (names_host || is_root).then_some(typed)
}

/// The commands of a session; what they answered is left empty, so that lines still count.
fn typed(lines: &[&str], language: &str) -> String {
    let mut text = String::new();
    let mut continued = false;
    for line in lines {
        let command = match prompted(line, language) {
            None if continued => Some(line.trim_start().trim_start_matches("> ")),
            command => command,
        };
        continued = command.is_some_and(|command| command.ends_with('\\'));
        text.push_str(command.unwrap_or_default());
        text.push('\n');
    }
    text
}

fn looks_typed(lines: &[&str]) -> bool {
    let first = lines.iter().map(|line| line.trim()).find(|line| !line.is_empty() && !line.starts_with('#'));
    let word = first.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    word.starts_with("./") || COMMANDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: &str, text: &str) -> Vec<(String, usize)> {
        let fence = Fence { language: language.into(), text: text.into(), line: 10 };
        let run = |step: &Step| match step {
            Step::Run(command) => {
                let words: Vec<&str> = command.words.iter().map(|word| &*word.text).collect();
                (words.join(" "), command.line)
            }
            step => (format!("{step:?}"), 0),
        };
        steps(&fence).iter().map(run).collect()
    }

    #[test]
    fn commands_are_read_from_blocks_of_shells_and_from_those_that_look_typed() {
        for (language, text) in [("bash", "x y\n"), ("", "# why\n\nmake x\n"), ("", "./x\n"), ("console", "$ a\nb\n")] {
            assert_eq!(shown(language, text).len(), 1, "{text}");
        }
        for (language, text) in [
            ("yaml", "make: x\n"),
            ("", "web  | started\n"),
            ("powershell", "cd x\n"),
            ("sh", "#!/bin/sh\nx\n"),
            ("", "src/\n"),
        ] {
            assert_eq!(shown(language, text), [], "{text}");
        }
    }

    #[test]
    fn commands_between_backticks_are_read_in_their_order() {
        let lines = [
            "Run `make x`, then `./y.sh`; see `make`, ``docker z`` and `src/a.sh`.",
            "",
            "```sh",
            "b",
            "```",
            "- `docker c d`",
        ];
        let fences = [Fence { language: "sh".into(), text: "b\n".into(), line: 4 }];
        let read = of(&lines, &fences);
        let runs =
            read.iter().flatten().filter_map(|step| if let Step::Run(command) = step { Some(command) } else { None });
        assert_eq!(runs.map(|command| command.line).collect::<Vec<_>>(), [4, 6]);
        let read = of(&[lines[0].replace("``", "").as_str()], &[]);
        let words: Vec<usize> = read.iter().map(Vec::len).collect();
        assert_eq!(words, [1, 1]);
    }

    #[test]
    fn behind_a_prompt_stands_a_command_and_without_one_an_answer() {
        let text = "$ a \\\n  b\nc\n\nada@host:~/x$ d\ne@f\n";
        assert_eq!(shown("console", text), [("a b".to_owned(), 10), ("d".to_owned(), 14)]);
        assert_eq!(shown("bash", "# a\nb\n"), [("b".to_owned(), 11)]);
        assert_eq!(shown("shell-session", "# a\nb\n"), [("a".to_owned(), 10)]);
    }
}

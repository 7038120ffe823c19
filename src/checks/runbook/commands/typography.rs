//! Characters that a word processor has put in the place of those a shell reads.

use super::command::Word;
use super::scene::Scene;
use super::{Found, TOLD};
use crate::finding::{Code, Finding, Severity};

static TYPOGRAPHY: Code = Code {
    id: "runbook/typography",
    severity: Severity::Warning,
    finds: "A command of the runbook has a curly quote, a long dash or a no-break space where the shell wants a plain one.",
    matters: "Pasted as it stands it means something else, mostly an error that nobody understands at night.",
    mend: "Type the character anew: `\"`, `'`, `--` or a plain space.",
    source: "",
};

/// What is reported about characters.
pub static CODES: [&Code; 1] = [&TYPOGRAPHY];

/// Judges the words of every command, those aside that were quoted: text may be typeset.
pub fn judge(scene: &Scene, findings: &mut Vec<Found>) {
    for placed in &scene.commands {
        let mut words = placed.command.words.iter().filter(|word| !word.is_quoted);
        let Some((wrong, plain)) = words.find_map(mistyped) else { continue };
        if findings.len() >= TOLD {
            break;
        }
        let finding = Finding::new(&TYPOGRAPHY, format!("`{wrong}` has a character that no shell reads as it looks"));
        findings.push(Found { line: placed.command.line, finding: finding.help(format!("write `{plain}`")) });
    }
}

/// A word that is typeset, and as it was meant.
fn mistyped(word: &Word) -> Option<(&str, String)> {
    let text = &*word.text;
    let dash = text.strip_prefix(['–', '—']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    let plain = match dash {
        Some(option) => format!("--{option}"),
        None => text.to_owned(),
    };
    let plain = plain.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace('\u{a0}', " ");
    (plain != text).then_some((text, plain))
}

#[cfg(test)]
mod tests {
    use super::super::testing::judged;
    use super::*;
    use crate::testing::Sandbox;

    fn helps(command: &str) -> Vec<String> {
        let text = format!("```sh\n{command}\n```\n");
        let found = judged(&Sandbox::new(), &text, |scene, findings| {
            judge(scene, findings);
            Ok(())
        });
        found.into_iter().map(|(_, _, help)| help).collect()
    }

    #[test]
    fn what_a_word_processor_made_of_a_command_is_found() {
        for (command, help) in [
            ("docker compose logs –tail 10", "write `--tail`"),
            ("psql -c “select 1”", "write `\"select`"),
            ("make\u{a0}deploy", "write `make deploy`"),
        ] {
            assert_eq!(helps(command), [help], "{command}");
        }
    }

    #[test]
    fn text_in_quotes_and_comments_may_be_typeset() {
        for command in ["echo 'it’s – fine'", "git commit -m \"“x”\"", "ls # it’s", "echo – x"] {
            assert_eq!(helps(command), [""; 0], "{command}");
        }
    }
}

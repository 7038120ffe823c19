//! `docker compose …` taken apart.

use super::super::command::Word;

/// A call of Compose.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Call<'w> {
    /// The files that it names; `None` for one that is not known.
    pub files: Vec<Option<&'w str>>,
    /// The services that it names.
    pub services: Vec<&'w str>,
    /// How often a service is to run.
    pub scales: Vec<(&'w str, u32)>,
    /// Whether it says where the project lies, so that paths count from elsewhere.
    pub is_elsewhere: bool,
}

/// Options of Compose itself that take a value.
const GLOBAL: [&str; 8] =
    ["-p", "--project-name", "--profile", "--env-file", "--ansi", "--progress", "--parallel", "--project-directory"];

/// Options of its commands that take a value.
const OF_COMMANDS: [&str; 34] = [
    "-t",
    "--timeout",
    "--wait-timeout",
    "--pull",
    "--exit-code-from",
    "--attach",
    "--no-attach",
    "--tail",
    "-n",
    "--since",
    "--until",
    "--index",
    "-u",
    "--user",
    "-e",
    "--env",
    "-w",
    "--workdir",
    "-v",
    "--volume",
    "-p",
    "--publish",
    "--name",
    "--entrypoint",
    "-l",
    "--label",
    "--format",
    "--filter",
    "--status",
    "-s",
    "--signal",
    "--build-arg",
    "-m",
    "--memory",
];

/// Commands of which every word names a service, and those of which only the first does.
const OF_SERVICES: [&str; 16] = [
    "up", "restart", "stop", "start", "ps", "logs", "pull", "push", "build", "kill", "rm", "pause", "unpause",
    "create", "top", "watch",
];
const OF_ONE: [&str; 4] = ["exec", "run", "port", "attach"];

/// A call of Compose, if the words are one.
pub fn of(words: &[Word]) -> Option<Call<'_>> {
    let (first, rest) = words.split_first()?;
    let rest = match &*first.text {
        "docker-compose" => rest,
        "docker" | "podman" => rest.split_first().filter(|(word, _)| word.text == "compose")?.1,
        _ => return None,
    };
    let mut call = Call::default();
    let (command, rest) = command(rest, &mut call)?;
    let is_scale = command == "scale";
    if !is_scale && !OF_SERVICES.contains(&command) && !OF_ONE.contains(&command) {
        return Some(call);
    }
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let text = &*word.text;
        if text == "--scale" {
            call.scales.extend(words.next().and_then(scale));
        } else if let Some(given) = text.strip_prefix("--scale=") {
            call.scales.extend(given.split_once('=').and_then(|(name, count)| Some((name, count.parse().ok()?))));
        } else if is_scale && text.contains('=') {
            call.scales.extend(scale(word));
        } else if OF_COMMANDS.contains(&text) {
            words.next();
        } else if !text.starts_with('-') {
            call.services.extend(word.known().filter(|name| is_name(name)));
            if OF_ONE.contains(&command) {
                break;
            }
        }
    }
    let scaled: Vec<&str> = call.scales.iter().map(|(name, _)| *name).filter(|name| is_name(name)).collect();
    call.services.extend(scaled);
    Some(call)
}

/// Compose's own options, and the command that follows them.
fn command<'w>(mut rest: &'w [Word], call: &mut Call<'w>) -> Option<(&'w str, &'w [Word])> {
    loop {
        let (word, after) = rest.split_first()?;
        rest = after;
        match &*word.text {
            "-f" | "--file" => {
                let (file, after) = rest.split_first()?;
                call.files.push(file.known());
                rest = after;
            }
            option if GLOBAL.contains(&option) => {
                call.is_elsewhere |= option == "--project-directory";
                rest = rest.get(1..)?;
            }
            option if option.starts_with("--file=") => call.files.push(word.known()?.strip_prefix("--file=")),
            option if option.starts_with('-') => {}
            _ => return Some((word.known()?, rest)),
        }
    }
}

fn scale(word: &Word) -> Option<(&str, u32)> {
    let (name, count) = word.known()?.split_once('=')?;
    Some((name, count.parse().ok()?))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c))
        && name.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::super::super::command::Step;
    use super::super::super::shell;
    use super::*;

    #[test]
    fn services_files_and_scales_are_told_from_options_and_their_values() {
        for (text, files, services, scales) in [
            ("docker compose logs -f --tail 100 web", &[][..], &["web"][..], &[][..]),
            ("docker-compose -f a.yml --file=b.yml up -d web db", &[Some("a.yml"), Some("b.yml")], &["web", "db"], &[]),
            ("docker compose exec -T -u root -e A=1 db psql -U app", &[], &["db"], &[]),
            ("docker compose -p x --profile y run --rm web sh", &[], &["web"], &[]),
            ("docker compose up -d --scale web=3 --no-recreate", &[], &["web"], &[("web", 3)]),
            ("docker compose scale web=2 db=1", &[], &["web", "db"], &[("web", 2), ("db", 1)]),
            ("docker compose restart <service> $X ...", &[], &[], &[]),
            ("docker compose -f $F ps", &[None], &[], &[]),
            ("docker compose down web", &[], &[], &[]),
            ("docker compose logs --since=10m web", &[], &["web"], &[]),
        ] {
            let [Step::Run(command)] = &shell::read(text)[..] else { panic!("{text}") };
            let call = of(&command.words).unwrap();
            assert_eq!((&call.files[..], &call.services[..], &call.scales[..]), (files, services, scales), "{text}");
        }
    }
}

//! What comes with a push beside its objects: options (`git push -o`), and who pushes.

use anyhow::{Result, ensure};

use crate::commands::checks_named;
use crate::engine::Bypass;

/// git itself takes no limit; nobody types more.
const MOST: usize = 100;

/// Where servers say who pushes, the most telling first.
const PUSHER: [&str; 8] = [
    "GL_USERNAME",
    "GL_ID",
    "GITHUB_USER_LOGIN",
    "GITEA_PUSHER_NAME",
    "REMOTE_USER",
    "USER",
    "LOGNAME",
    "SSH_CONNECTION",
];

/// The checks that the pusher asks to leave out, and why.
pub fn bypass() -> Result<Option<Bypass>> {
    let count = std::env::var("GIT_PUSH_OPTION_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    asked((0..MOST.min(count)).filter_map(|at| std::env::var(format!("GIT_PUSH_OPTION_{at}")).ok()))
}

fn asked(options: impl Iterator<Item = String>) -> Result<Option<Bypass>> {
    let (mut skip, mut reason) = (None, String::new());
    for option in options {
        match option.split_once('=') {
            Some(("precheck.skip", checks)) => skip = Some(checks.to_owned()),
            Some(("precheck.reason", why)) => why.trim().clone_into(&mut reason),
            _ => {}
        }
    }
    let Some(skip) = skip else { return Ok(None) };
    ensure!(
        !reason.is_empty(),
        "a bypass needs a reason on record: git push -o precheck.skip={skip} -o precheck.reason=WHY"
    );
    Ok(Some(Bypass { checks: checks_named(&skip)?, reason, by: "a push option" }))
}

/// Who pushes, as far as the server says.
pub fn pusher() -> String {
    let told = PUSHER.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    told.unwrap_or_else(|| "somebody whom this server does not name".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(options: &[&str]) -> Result<Option<Bypass>> {
        asked(options.iter().map(|&option| option.to_owned()))
    }

    #[test]
    fn a_bypass_names_checks_and_a_reason_and_other_options_are_not_ours() {
        assert!(of(&["ci.skip", "precheck.reason=none"]).unwrap().is_none());
        let bypass = of(&["ci.skip", "precheck.skip=secrets,migrations", "precheck.reason= a=b "]).unwrap().unwrap();
        assert_eq!((bypass.checks, bypass.reason.as_str()), (vec!["secrets".into(), "migrations".into()], "a=b"));
        assert_eq!(of(&["precheck.skip=all", "precheck.reason=x"]).unwrap().unwrap().checks, [""; 0]);
        for wrong in [&["precheck.skip=secrets"][..], &["precheck.skip=secret", "precheck.reason=x"]] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }
}

//! Has what deploys the system changed since the runbook was last edited?

use std::path::Path;

use anyhow::Result;

use super::history::{self, Changed, Edit, LastEdit};
use super::pages::Page;
use crate::check::{Examination, Subject};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

static BEHIND: Code = Code {
    id: "runbook/behind-deployment",
    severity: Severity::Warning,
    finds: "Files that deploy the system (Compose, Dockerfiles, Kubernetes, Helm, deploying workflows, scripts that the \
            runbook names) were changed after the runbook was last edited.",
    matters: "Its commands may be those of a deployment that is no longer there, however fresh its date.",
    mend: "Go through the commits that are named, correct what has changed, and commit the runbook. Where nothing has, \
           write the day on which that was verified: `Last verified: YYYY-MM-DD`.",
    source: "",
};

static NO_HISTORY: Code = Code {
    id: "runbook/no-history",
    severity: Severity::Warning,
    finds: "When the runbook was last edited, and what deploys the system has changed since, can't be told: this clone \
            was made without the folders of former commits (`git clone --filter=tree:0`).",
    matters: "The runbook may be that of a deployment that is no longer there.",
    mend: "Complete the clone, `git fetch --refetch --filter=blob:none`, or make the version in one that is complete.",
    source: "https://git-scm.com/docs/partial-clone",
};

const COMPLETE: &str = "complete this clone: git fetch --refetch --filter=blob:none";

/// What is reported about deployment.
pub static CODES: [&Code; 2] = [&BEHIND, &NO_HISTORY];

/// So many files are told.
const TOLD: usize = 5;

/// Folders of files that deploy, whatever these are called.
const FOLDERS: [&str; 13] = [
    "deploy",
    "deployment",
    "deployments",
    "k8s",
    "kubernetes",
    "helm",
    "charts",
    "kustomize",
    "terraform",
    "ansible",
    "nginx",
    "prometheus",
    "infra",
];

/// What is no deployment of this system.
const ASIDE: [&str; 7] = ["test", "tests", "testdata", "fixtures", "examples", "vendor", "node_modules"];

/// In such a folder code of the program itself may lie, too.
const CONFIGURATION: [&str; 12] = ["", "cfg", "conf", "env", "ini", "j2", "json", "service", "sh", "tf", "toml", "tpl"];

/// Judges all runbooks as one: whoever edited the last has looked at them.
pub fn judge(subject: &Subject, pages: &[Page], seen: &mut Examination) -> Result<()> {
    let paths: Vec<RepoPath> = pages.iter().map(|page| page.path.clone()).collect();
    let [first, others @ ..] = &paths[..] else { return Ok(()) };
    let edit = match history::last_edit(subject, &paths)? {
        LastEdit::Committed(edit) => edit,
        LastEdit::Uncommitted => return Ok(()),
        LastEdit::NotHere => {
            let message = format!("when {first} was last edited can't be told in this partial clone");
            seen.find(Finding::new(&NO_HISTORY, message).at(Place::line(first.clone(), 0)).help(COMPLETE));
            return Ok(());
        }
    };
    let changed: Vec<Changed> =
        history::since(subject, &edit)?.into_iter().filter(|change| deploys(&change.path, pages)).collect();
    let runbook = if others.is_empty() { format!("{first} was") } else { "the runbooks were".to_owned() };
    let Edit { commit, day } = edit;
    if changed.is_empty() {
        seen.pass(format!("No file that deploys has changed since {runbook} last edited ({commit} of {day})"));
        return Ok(());
    }
    let counted = if changed.len() == 1 {
        "1 file that deploys".to_owned()
    } else {
        format!("{} files that deploy", changed.len())
    };
    let mut told: Vec<String> = changed.iter().take(TOLD).map(shown).collect();
    if let Some(more @ 1..) = changed.len().checked_sub(TOLD) {
        told.push(format!("and {more} more"));
    }
    let message = format!("{counted} changed since {runbook} last edited ({commit} of {day}): {}", told.join(", "));
    let help = "go through it, correct what these have changed, and commit it; where nothing has, write \
                `Last verified:` and the day";
    seen.find(Finding::new(&BEHIND, message).at(Place::file(first.clone())).help(help));
    Ok(())
}

fn shown(Changed { path, commit, day, subject }: &Changed) -> String {
    const LONGEST: usize = 60;
    let subject: String = subject.chars().take(LONGEST).collect();
    format!("{path} ({commit} of {day}, \"{subject}\")")
}

/// Whether a file says how the system is deployed. Migrations are not meant: what can't be undone of them is asked
/// for by name elsewhere.
fn deploys(path: &str, pages: &[Page]) -> bool {
    let lower = path.to_lowercase();
    let mut folders: Vec<&str> = lower.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    if folders.iter().any(|folder| ASIDE.contains(folder)) {
        return false;
    }
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_yaml = matches!(extension, "yml" | "yaml");
    let stem = name.strip_prefix("docker-").unwrap_or(name);
    let is_known = name.starts_with("dockerfile")
        || extension == "dockerfile"
        || (stem.starts_with("compose") && is_yaml)
        || matches!(name, "containerfile" | "procfile" | "alembic.ini" | ".env.example");
    let is_workflow = lower.starts_with(".github/workflows/") && (name.contains("deploy") || name.contains("release"));
    let is_configuration = is_yaml || CONFIGURATION.contains(&extension);
    let is_in_folder = is_configuration && folders.iter().any(|folder| FOLDERS.contains(folder));
    let is_named = || folders.contains(&"scripts") && pages.iter().any(|page| page.text.contains(path));
    is_known || is_workflow || is_in_folder || is_named()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::runbook::Runbook;
    use crate::testing::Sandbox;

    #[test]
    fn what_deploys_is_known_by_its_name_or_folder() {
        let page = Page::read("RUNBOOK.md".into(), "run `scripts/backup.sh`".into()).unwrap();
        for path in [
            "Dockerfile",
            "api/Dockerfile.prod",
            "docker-compose.prod.yml",
            "compose.yaml",
            "deploy/app.service",
            "services/api/k8s/deployment.yaml",
            "helm/values.yaml",
            ".github/workflows/deploy-prod.yml",
            "scripts/backup.sh",
            ".env.example",
        ] {
            assert!(deploys(path, std::slice::from_ref(&page)), "{path}");
        }
        for path in [
            "README.md",
            "src/deploy/plan.rs",
            "scripts/lint.sh",
            "tests/fixtures/compose.yaml",
            ".github/workflows/test.yml",
            "alembic/versions/1_a.py",
            "composer.json",
            "deploy/README.md",
        ] {
            assert!(!deploys(path, std::slice::from_ref(&page)), "{path}");
        }
    }

    /// What is said of a repository in which `change` was made after its runbook.
    fn after(change: impl FnOnce(&Sandbox)) -> Vec<String> {
        let sandbox = Sandbox::new();
        sandbox.write("compose.yaml", "services: {}\n").write("RUNBOOK.md", "# Runbook\n\nOne.\n").commit("one");
        change(&sandbox);
        let seen = sandbox.examine(&Runbook::default(), None);
        let behind = seen.findings.into_iter().filter(|finding| finding.code.id == BEHIND.id);
        behind.map(|finding| finding.message).collect()
    }

    #[test]
    fn a_runbook_that_is_older_than_the_deployment_is_warned_of_with_the_commits() {
        let said = after(|sandbox| {
            sandbox.write("compose.yaml", "services: {a: {}}\n").commit("Add a");
        });
        assert_eq!(said.len(), 1);
        assert!(
            said[0].contains("1 file that deploys")
                && said[0].contains("compose.yaml (")
                && said[0].contains("\"Add a\""),
            "{said:?}"
        );
        let said = after(|sandbox| {
            for n in 0..7 {
                sandbox.write(&format!("k8s/{n}.yaml"), "x");
            }
            sandbox.commit("Move to Kubernetes");
        });
        assert!(said[0].contains("7 files that deploy") && said[0].ends_with("and 2 more"), "{said:?}");
    }

    #[test]
    fn in_a_partial_clone_nothing_is_asked_that_it_lacks() {
        let said = after(|sandbox| {
            sandbox.write("compose.yaml", "services: {a: {}}\n").commit("Add a");
            sandbox.git(&["config", "remote.origin.promisor", "true"]);
            sandbox.git(&["config", "extensions.partialClone", "origin"]);
        });
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn whoever_edited_the_runbook_has_looked_at_it_but_for_white_space_and_moves() {
        let change = |sandbox: &Sandbox| {
            sandbox.write("compose.yaml", "services: {a: {}}\n").commit("two");
        };
        assert!(
            after(|sandbox| {
                sandbox.write("src/main.py", "x").commit("two");
            })
            .is_empty()
        );
        assert!(
            after(|sandbox| {
                change(sandbox);
                sandbox.write("RUNBOOK.md", "# Runbook\n\nOne.\n\nLast verified: 2026-06-01\n").commit("three");
            })
            .is_empty()
        );
        assert!(
            after(|sandbox| {
                change(sandbox);
                sandbox.write("RUNBOOK.md", "# Runbook\n\nTwo.\n");
            })
            .is_empty()
        );
        assert_eq!(
            after(|sandbox| {
                change(sandbox);
                sandbox.write("RUNBOOK.md", "# Runbook\n\n\n  One. \n").commit("three");
                std::fs::create_dir(sandbox.path().join("docs")).unwrap();
                sandbox.git(&["mv", "RUNBOOK.md", "docs/RUNBOOK.md"]);
                sandbox.commit("four");
            })
            .len(),
            1
        );
    }
}

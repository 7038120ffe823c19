use super::*;
use crate::git::{RefUpdate, Snapshot};
use crate::testing::{Sandbox, context};

fn examine(sandbox: &Sandbox, version: &str) -> Examination {
    sandbox.examine(&ReleaseTag::default(), Some(version))
}

/// As the tag hook asks it: `version` is to name `new`.
fn making(sandbox: &Sandbox, version: &str, new: Oid) -> Vec<&'static str> {
    let repo = sandbox.repo();
    let version: Version = version.parse().unwrap();
    let making = RefUpdate { name: version.tag_ref().into(), old: None, new: Some(new) };
    let subject = Subject {
        repo: &repo,
        snapshot: Snapshot::of_commit(&repo, new),
        reachable: Version::reachable(&repo, new).unwrap(),
        version: Some(version),
        making: Some(making),
    };
    match ReleaseTag::default().run(&context(Event::Gate(&subject))).unwrap() {
        Outcome::Ran(examination) => examination.codes(),
        _ => panic!("it must judge"),
    }
}

#[test]
fn a_first_version_on_a_commit_passes_and_names_the_commit() {
    let sandbox = Sandbox::new();
    let head = sandbox.commit("Begin");
    let seen = examine(&sandbox, "v0.1.0");
    assert!(seen.findings.is_empty());
    assert!(seen.passed.contains(&format!("Commit identified: {} (Begin)", head.short())), "{:?}", seen.passed);
    assert!(seen.passed.contains(&"v0.1.0 is free".to_owned()));
}

#[test]
fn a_version_must_be_greater_than_the_highest_that_the_commit_contains() {
    let sandbox = Sandbox::new();
    sandbox.commit("one");
    sandbox.git(&["tag", "v1.9.0"]);
    sandbox.commit("two");
    sandbox.git(&["tag", "v1.10.0"]);
    sandbox.commit("three");
    let seen = examine(&sandbox, "v1.9.1");
    assert_eq!(seen.codes(), ["release_tag/not-greater"]);
    assert!(seen.findings[0].message.contains("v1.10.0"));
    assert_eq!(seen.findings[0].help.as_deref(), Some("release v1.10.1"));
    assert!(examine(&sandbox, "v1.10.1").findings.is_empty());
}

#[test]
fn a_version_goes_on_above_those_that_were_tagged_without_v() {
    let sandbox = Sandbox::new();
    sandbox.commit("one");
    sandbox.git(&["tag", "3.8.3"]);
    sandbox.git(&["tag", "nightly.7"]);
    sandbox.commit("two");
    let seen = examine(&sandbox, "v1.0.0");
    assert_eq!(seen.codes(), ["release_tag/not-greater"]);
    assert_eq!(seen.findings[0].help.as_deref(), Some("release v3.8.4"));
    assert!(examine(&sandbox, "v3.8.4").findings.is_empty());
}

#[test]
fn a_fix_of_an_old_line_may_be_lower_than_a_version_elsewhere() {
    let sandbox = Sandbox::new();
    sandbox.commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox.commit("two");
    sandbox.git(&["tag", "v2.0.0"]);
    sandbox.git(&["checkout", "--quiet", "-b", "fix", "v1.0.0"]);
    sandbox.commit("fix");
    assert!(examine(&sandbox, "v1.0.1").findings.is_empty());
}

#[test]
fn a_pre_release_needs_the_setting_and_build_metadata_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.commit("one");
    assert_eq!(examine(&sandbox, "v1.0.0-rc.1").codes(), ["release_tag/pre-release"]);
    let allowed: ReleaseTag = toml::from_str("pre-releases = true").unwrap();
    assert!(sandbox.examine(&allowed, Some("v1.0.0-rc.1")).findings.is_empty());
    assert_eq!(examine(&sandbox, "v1.0.0+5").codes(), ["release_tag/build-metadata"]);
}

#[test]
fn after_a_pre_release_the_release_itself_is_next() {
    assert_eq!(next(&"v1.2.0-rc.1".parse().unwrap()).as_deref(), Some("v1.2.0"));
    assert_eq!(next(&"v1.2.9".parse().unwrap()).as_deref(), Some("v1.2.10"));
}

#[test]
fn an_existing_tag_must_point_at_the_judged_commit() {
    let sandbox = Sandbox::new();
    sandbox.commit("one");
    sandbox.git(&["tag", "--annotate", "--message", "m", "v1.0.0"]);
    assert!(examine(&sandbox, "v1.0.0").findings.is_empty());
    sandbox.commit("two");
    assert_eq!(examine(&sandbox, "v1.0.0").codes(), ["release_tag/elsewhere"]);
}

#[test]
fn a_tag_that_is_being_made_may_not_move_a_published_one() {
    let sandbox = Sandbox::new();
    let one = sandbox.commit("one");
    assert!(making(&sandbox, "v1.0.0", one).is_empty());
    sandbox.git(&["tag", "v1.0.0"]);
    assert!(making(&sandbox, "v1.0.0", one).is_empty());
    let two = sandbox.commit("two");
    assert_eq!(making(&sandbox, "v1.0.0", two), ["release_tag/moved"]);
}

#[test]
fn without_a_commit_nothing_can_be_released() {
    assert_eq!(examine(&Sandbox::new(), "v1.0.0").codes(), ["release_tag/no-commit"]);
}

#[test]
fn without_a_version_the_check_says_how_to_name_one() {
    let sandbox = Sandbox::new();
    sandbox.commit("one");
    let outcome = sandbox.gate(&ReleaseTag::default(), None).unwrap();
    assert!(matches!(outcome, Outcome::Skipped { reason } if reason.contains("run --version vX.Y.Z")));
}

#[test]
fn the_checkpoints_of_an_existing_tag_are_recorded_and_those_of_a_new_one_will_be() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "*.pt\n").commit("one");
    sandbox.write("checkpoints/best.PT", "weights");
    sandbox.write("checkpoints/best.pt", "weights");
    let seen = examine(&sandbox, "v1.0.0");
    assert!(seen.findings.is_empty());
    assert!(seen.passed.iter().any(|p| p.contains("will be recorded")), "{:?}", seen.passed);
    sandbox.git(&["tag", "v1.0.0"]);
    assert_eq!(examine(&sandbox, "v1.0.0").codes(), ["release_tag/record-missing"]);
    sandbox.write("checkpoints/VERSION_v1.0.0.txt", "Version: v1.0.01\n");
    assert_eq!(examine(&sandbox, "v1.0.0").codes(), ["release_tag/record-wrong"]);
    sandbox.write("checkpoints/VERSION_v1.0.0.txt", "Version: v1.0.0\nCommit: 1\n");
    assert!(examine(&sandbox, "v1.0.0").findings.is_empty());
}

#[test]
fn a_file_that_names_another_version_is_a_warning_on_its_line() {
    let sandbox = Sandbox::new();
    sandbox.write("Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.2.2\"\n").commit("One");
    let seen = sandbox.examine(&ReleaseTag::default(), Some("v1.2.3"));
    assert_eq!(seen.codes(), ["release_tag/version-differs"]);
    assert_eq!(seen.findings[0].severity, Severity::Warning);
    assert_eq!(seen.findings[0].place, Some(Place::line("Cargo.toml", 3)));
    assert_eq!(sandbox.examine(&ReleaseTag::default(), Some("v1.2.2")).codes(), [""; 0]);
}

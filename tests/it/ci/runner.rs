//! What a runner of GitHub or GitLab does with the action and the template.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use super::Pushed;
use crate::harness::{World, binary};

const ACTION: &str = include_str!("../../../action.yml");
pub const GITLAB: &str = include_str!("../../../ci/precheck-hook.gitlab-ci.yml");

/// What actions/checkout leaves: no branch, no origin/HEAD, all branches and tags, or the newest commit alone.
pub fn checked_out(world: &World, pushed: &Pushed, depth: Option<&str>) -> PathBuf {
    let place = world.beside(&format!("runner-{}", std::fs::read_dir(world.beside("")).unwrap().count()));
    let place_name = place.to_str().unwrap();
    world.ok(&["init", "--quiet", place_name]);
    let remote = format!("file://{}", world.beside("remote.git").display());
    world.ok(&["-C", place_name, "remote", "add", "origin", &remote]);
    let depth = depth.map(|depth| format!("--depth={depth}"));
    let refs = if depth.is_some() {
        "+refs/heads/main:refs/remotes/origin/main"
    } else {
        "+refs/heads/*:refs/remotes/origin/*"
    };
    let mut arguments = vec!["-C", place_name, "fetch", "--quiet", "origin", refs, "+refs/tags/*:refs/tags/*"];
    arguments.extend(depth.as_deref());
    world.ok(&arguments);
    world.ok(&["-C", place_name, "checkout", "--quiet", "--detach", &pushed.after]);
    place
}

/// The value of an expression that only looks things up.
fn evaluated(expression: &str, contexts: &Value) -> String {
    let Some(inner) = expression.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")) else {
        return expression.to_owned();
    };
    let look_up = |path: &str| contexts.pointer(&format!("/{}", path.trim().replace('.', "/")));
    inner.split("||").find_map(|path| look_up(path)?.as_str()).unwrap_or_default().to_owned()
}

/// Runs the action's steps as a runner does.
pub fn action(world: &World, place: &Path, event: &str, payload: &Value, inputs: &[(&str, &str)]) -> Output {
    let action: Value = serde_saphyr::from_str(ACTION).unwrap();
    let mut given = json!({});
    for (name, input) in action["inputs"].as_object().unwrap() {
        given[name] = input["default"].clone();
    }
    given["binary"] = json!(binary());
    for (name, value) in inputs {
        assert!(given.get(*name).is_some(), "no input {name}");
        given[name] = json!(value);
    }
    let contexts =
        json!({ "github": { "event": payload, "action_path": env!("CARGO_MANIFEST_DIR") }, "inputs": given });
    let steps = action["runs"]["steps"].as_array().unwrap();
    let judge = steps.iter().find(|step| step.get("if").is_none()).unwrap();
    assert!(!judge["run"].as_str().unwrap().contains("${{"), "what a stranger names would be run");
    let script = world.beside("step.sh");
    std::fs::write(&script, judge["run"].as_str().unwrap()).unwrap();
    let mut command = world.command("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(&script).current_dir(place);
    command.env("GITHUB_EVENT_NAME", event).env("GITHUB_REF", payload["ref"].as_str().unwrap_or("refs/pull/1/merge"));
    for (name, expression) in judge["env"].as_object().unwrap() {
        command.env(name, evaluated(expression.as_str().unwrap(), &contexts));
    }
    command.output().unwrap()
}

/// Runs the template's script as a runner does, with what it says of a branch pipeline.
pub fn gitlab(world: &World, place: &Path, pushed: &Pushed) -> Output {
    let template: Value = serde_saphyr::from_str(GITLAB).unwrap();
    let job = &template["precheck-hook"];
    let bin = world.beside("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let _ = std::os::unix::fs::symlink(binary(), bin.join("precheck-hook"));
    let mut command = world.command("sh");
    let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())));
    command.arg("-ec").arg(job["script"][0].as_str().unwrap()).current_dir(place).env("PATH", path.unwrap());
    for (name, value) in job["variables"].as_object().unwrap() {
        command.env(name, value.as_str().unwrap());
    }
    command.env("CI_COMMIT_BRANCH", pushed.to.trim_start_matches("refs/heads/")).env("CI_DEFAULT_BRANCH", "main");
    command.env("CI_COMMIT_BEFORE_SHA", &pushed.before).env("CI_COMMIT_SHA", &pushed.after);
    command.output().unwrap()
}

/// The commands that a runner obeys in this output, read as it reads them.
pub fn commands(output: &str) -> Vec<&str> {
    let mut stopped: Option<String> = None;
    let mut obeyed = Vec::new();
    for line in output.lines() {
        match &stopped {
            Some(token) if line.trim() == format!("::{token}::") => stopped = None,
            Some(_) => {}
            None => match line.trim_start().strip_prefix("::stop-commands::") {
                Some(token) => stopped = Some(token.to_owned()),
                None if line.trim_start().starts_with("::") || line.contains("##[") => obeyed.push(line),
                None => {}
            },
        }
    }
    assert_eq!(stopped, None, "never resumed: {output}");
    obeyed
}

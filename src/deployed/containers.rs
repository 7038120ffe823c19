//! The containers of the project as they are now.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::docker::Docker;

/// No project of one machine has more.
const MOST: usize = 1000;

/// A container, running or not.
pub struct Container {
    pub name: String,
    pub service: String,
    /// `running`, `exited`, `restarting`, …
    pub state: String,
    /// What its health check says: `healthy`, `unhealthy`, `starting`; empty without one.
    pub health: String,
    pub exit_code: i64,
    /// The image as it was named; an id where the name has moved on.
    pub image: String,
    pub image_id: String,
    /// How often Docker has started it again.
    pub restarts: u64,
    pub is_out_of_memory: bool,
    /// RFC 3339.
    pub started_at: String,
    /// Whether Docker would start it again after it has ended.
    pub is_restarted: bool,
}

/// A line of `docker compose ps`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Listed {
    #[serde(rename = "ID")]
    id: String,
    name: String,
    service: String,
    state: String,
    health: String,
    exit_code: i64,
    image: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Inspected {
    id: String,
    image: String,
    restart_count: u64,
    state: State,
    host_config: HostConfig,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct State {
    #[serde(rename = "OOMKilled")]
    oom_killed: bool,
    started_at: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct HostConfig {
    restart_policy: RestartPolicy,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RestartPolicy {
    name: String,
}

/// All of them, with those that have ended.
pub fn gather(docker: &Docker) -> Result<Vec<Container>> {
    let said = docker.compose(&["ps", "-a", "--format", "json"])?;
    let listed = parse(&said).context("`docker compose ps` answers with what can't be read; Compose v2 is needed")?;
    ensure!(listed.len() <= MOST, "`docker compose ps` lists more than {MOST} containers");
    let ids: Vec<&str> = listed.iter().map(|listed| listed.id.as_str()).collect();
    let inspected: Vec<Inspected> = docker.inspect("container", &ids)?;
    listed
        .into_iter()
        .map(|listed| {
            let same = |inspected: &&Inspected| inspected.id.starts_with(&listed.id);
            let inspected = inspected.iter().find(same);
            let inspected = inspected.with_context(|| format!("`docker inspect` does not tell of {}", listed.name))?;
            Ok(joined(listed, inspected))
        })
        .collect()
}

fn joined(listed: Listed, inspected: &Inspected) -> Container {
    let Listed { name, service, state, health, exit_code, image, .. } = listed;
    Container {
        name,
        service,
        state,
        health,
        exit_code,
        image,
        image_id: inspected.image.clone(),
        restarts: inspected.restart_count,
        is_out_of_memory: inspected.state.oom_killed,
        started_at: inspected.state.started_at.clone(),
        is_restarted: !matches!(inspected.host_config.restart_policy.name.as_str(), "" | "no"),
    }
}

/// One list, as Compose wrote it before 2.21, or an object a line.
fn parse(said: &[u8]) -> serde_json::Result<Vec<Listed>> {
    let said = said.trim_ascii();
    if said.starts_with(b"[") {
        return serde_json::from_slice(said);
    }
    serde_json::Deserializer::from_slice(said).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_read_from_a_list_and_from_lines() {
        let one =
            r#"{"ID":"ab","Name":"shop-app-1","Service":"app","State":"exited","ExitCode":137,"Publishers":null}"#;
        for said in [format!("[{one},{one}]"), format!("{one}\n{one}\n"), format!(" [\n{one},{one}]\n")] {
            let listed = parse(said.as_bytes()).unwrap();
            assert_eq!((listed.len(), listed[1].service.as_str(), listed[0].exit_code), (2, "app", 137));
        }
        assert!(parse(b"").unwrap().is_empty() && parse(b"[]").unwrap().is_empty());
        assert!(parse(b"NAME  COMMAND  STATE\nshop_app_1  serve  Up\n").is_err());
    }
}

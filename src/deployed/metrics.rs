//! What Prometheus knows: whether it reaches what it watches, and what it warns of.

use anyhow::{Result, bail};
use serde::Deserialize;

use super::codes::{ALERT, NO_TARGETS, TARGET_DOWN};
use super::patience::Patience;
use super::{listed, short, web};
use crate::check::Examination;
use crate::finding::Finding;

const UP: &str = "up";
/// `ALERTS{alertstate="firing",severity="critical"}`
const FIRING: &str = "ALERTS%7Balertstate%3D%22firing%22%2Cseverity%3D%22critical%22%7D";

/// An answer of the query API to an instant vector.
#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    result: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    metric: Labels,
    /// The time, and the value as text.
    value: (f64, String),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Labels {
    job: String,
    instance: String,
    alertname: String,
}

pub fn examine(url: &str, patience: Patience, seen: &mut Examination) -> Result<()> {
    let is_up = |sample: &Sample| sample.value.1 == "1";
    // Right after a deployment a target has not been reached yet.
    let targets = patience.until(
        || query(url, UP, patience),
        |targets| targets.as_ref().is_ok_and(|targets| !targets.is_empty() && targets.iter().all(is_up)),
    )?;
    let mut down: Vec<String> = targets.iter().filter(|target| !is_up(target)).map(target).collect();
    down.sort();
    match (targets.len(), down.as_slice()) {
        (0, _) => seen.find(Finding::new(&NO_TARGETS, format!("{} watches nothing", web::shown(url)))),
        (1, []) => seen.pass("1 target is up"),
        (count, []) => seen.pass(format!("{count} targets are up")),
        (_, down) => seen.find(Finding::new(&TARGET_DOWN, format!("Prometheus does not reach {}", listed(down)))),
    }
    let firing = query(url, FIRING, patience)?;
    let mut firing: Vec<String> = firing.iter().map(|sample| short(&sample.metric.alertname)).collect();
    firing.sort();
    firing.dedup();
    match firing.as_slice() {
        [] => seen.pass("no critical alert is firing"),
        firing => seen.find(Finding::new(&ALERT, format!("critical alerts are firing: {}", listed(firing)))),
    }
    Ok(())
}

fn target(sample: &Sample) -> String {
    let Labels { job, instance, .. } = &sample.metric;
    format!("{} ({})", short(job), short(instance))
}

fn query(url: &str, query: &str, patience: Patience) -> Result<Vec<Sample>> {
    let shown = web::shown(url);
    let asked = format!("{}/api/v1/query?query={query}", url.trim_end_matches('/'));
    match web::get(&asked, patience) {
        Err(why) => bail!("asking Prometheus for its metrics: {shown} {why}"),
        Ok(answer) if answer.status != 200 => {
            bail!("asking Prometheus for its metrics: {shown} answers with status {}", answer.status)
        }
        Ok(answer) => match serde_json::from_slice::<Answer>(&answer.body) {
            Ok(answer) => Ok(answer.data.result),
            Err(_) => bail!("{shown} does not answer as Prometheus does; `--metrics` wants its address"),
        },
    }
}

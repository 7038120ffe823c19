//! What `precheck-hook init` writes: settings, and a runbook made from what the
//! repository holds. [`Facts`] are gathered in one place and written down in
//! another; what nobody but the team knows becomes a marked blank.

mod alerts;
mod gather;
mod migrations;
mod quoted;
mod runbook;
mod settings;
mod tasks;
#[cfg(test)]
mod tests;

pub use self::gather::gather;
pub use self::runbook::{MARKER, runbook};
pub use self::settings::settings;

/// What a repository says of how it is run. Its words are as they are written there, and hostile.
#[derive(Default)]
pub struct Facts {
    /// What Compose starts, by name.
    pub services: Vec<Service>,
    /// Scripts and targets whose names say what they are for.
    pub tasks: Vec<Task>,
    /// What is run, tool by tool.
    pub migrations: Vec<Migrations>,
    /// What is alerted about.
    pub alerts: Vec<Alert>,
    /// Files that describe dashboards.
    pub dashboards: Vec<String>,
    /// Example files of an environment, and how many variables each names.
    pub variables: Vec<(String, usize)>,
    /// Whether there are model weights.
    pub has_weights: bool,
}

/// A service of the Compose project.
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its image, as it is written.
    pub image: Option<String>,
    /// Its ports, as in `8080:80`.
    pub ports: Vec<String>,
    /// The command by which Compose asks it whether it is well.
    pub health_check: Option<String>,
    /// The addresses in that command, as they are reached from the host.
    pub health_urls: Vec<String>,
    /// Whether a second one can run beside it: built here, without a port of the host or a container's name that is its alone.
    pub can_scale: bool,
}

/// Something that can be run by hand.
pub struct Task {
    /// What for.
    pub purpose: Purpose,
    /// What to type.
    pub command: String,
}

/// What a script or target is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Brings the version before back.
    Rollback,
    /// Brings a backup back.
    Restore,
    /// Makes a backup.
    Backup,
    /// Adds and removes instances.
    Scale,
    /// Shows whether all is well.
    Health,
    /// Brings a version out.
    Deploy,
}

/// How one tool's migrations are run.
pub struct Migrations {
    /// The tool, as in sentences.
    pub tool: &'static str,
    /// Shows what is applied.
    pub status: String,
    /// Applies what is not.
    pub upgrade: String,
    /// Undoes the last; `None` where the tool can't.
    pub downgrade: Option<String>,
}

/// An alert rule.
pub struct Alert {
    /// Its name.
    pub name: String,
    /// The label `severity`.
    pub severity: Option<String>,
    /// The query.
    pub expr: Option<String>,
    /// The file that holds it.
    pub file: String,
}

//! The arguments, and nothing but the arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::budget::Limit;
use crate::checklist::Language;
use crate::export::Form;
use crate::render::{Format, GraphFormat};

/// The release gate that lives in git's own hooks.
#[derive(Parser)]
#[command(name = "precheck-hook", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Write precheck.toml and a runbook from what the repository holds; what is there is left as it is
    Init(InitArgs),
    /// Put the hooks into this repository; a hook that is there keeps running first
    Install(InstallArgs),
    /// Take the hooks out again and put back what was there before
    Uninstall,
    /// Show whether git really runs the hooks here and whether they work
    Doctor,
    /// Run the five checks on the work tree, or on a revision
    Run(RunArgs),
    /// Look for secrets alone: in files, in what is staged, in commits, in the whole history
    Scan(ScanArgs),
    /// Make a release: gate, files, commit, annotated tag, and with --push the push
    Release(ReleaseArgs),
    /// Verify a release: files, hashes, tag, chain; on a deploy host too, without git
    Verify(VerifyArgs),
    /// Write the T-1 checklist of a version, or bring it up to date: evidence filled in, sign-offs judged
    Checklist(ChecklistArgs),
    /// Write a verified release in a form that other tools sign and store
    Export(ExportArgs),
    /// Write what a version brings: commits by kind, migrations, weights, images, environment, runbook
    Notes(NotesArgs),
    /// Show the migrations as they stand: heads, branches, what the next version would bring
    Migrations(MigrationsArgs),
    /// Tell what a finding means, why it matters, how to mend or to waive it
    Explain {
        /// The code, as in `secrets/github-pat`; without it all codes are listed
        code: Option<String>,
    },
    /// Called by git
    #[command(hide = true)]
    Hook(HookArgs),
}

/// `init`
#[derive(Args)]
pub struct InitArgs {
    /// The language of what is written
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub lang: Language,
}

/// `install`
#[derive(Args)]
pub struct InstallArgs {
    /// Only this hook (may be given more than once)
    #[arg(long, value_enum)]
    pub hook: Vec<HookChoice>,
    /// The hook of a server instead: into the bare repository that people push to
    #[arg(long, conflicts_with = "hook")]
    pub server: bool,
    /// Refuse a push that can't be judged within this time: 4s, 500ms
    #[arg(long, value_name = "DURATION")]
    pub budget: Option<Limit>,
}

/// A hook as `install --hook` names it.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HookChoice {
    /// Judges what leaves
    PrePush,
    /// Judges version tags when they are made
    Tag,
}

/// `run`
#[derive(Args)]
pub struct RunArgs {
    /// The version that is to be released, as in v1.2.3
    #[arg(long, value_name = "vX.Y.Z")]
    pub version: Option<String>,
    /// Warnings refuse too
    #[arg(long)]
    pub strict: bool,
    /// Write the report to this file as well, whatever the result: in the format of `--format sarif` and `junit`, else as JSON
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How the report is shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Only this check (may be given more than once)
    #[arg(long, value_name = "CHECK")]
    pub only: Vec<String>,
    /// Judge this revision's tree instead of the work tree
    #[arg(long, value_name = "REV")]
    pub at: Option<String>,
    /// Judge what these commits bring, as the hook judges a push of B to where A stood; A is all zeros for a new branch
    #[arg(long, value_name = "A..B", conflicts_with_all = ["version", "at"])]
    pub range: Option<String>,
    /// The branch that they were pushed to, if that is known
    #[arg(long, value_name = "BRANCH", requires = "range")]
    pub to: Option<String>,
}

/// `scan`
#[derive(Args)]
pub struct ScanArgs {
    /// What is scanned.
    #[command(flatten)]
    pub scanned: Scanned,
    /// Waive in precheck.toml what is found, so that from now on only what is new refuses
    #[arg(long, conflicts_with = "format")]
    pub baseline: bool,
    /// Write the report to this file as well: in the format of `--format sarif` and `junit`, else as JSON
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How the report is shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What `scan` looks at: one of these, or else the current folder.
#[derive(Args)]
#[group(multiple = false)]
pub struct Scanned {
    /// Files and folders; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What these commits bring: `A..B`, `A...B`, `REV^!` or `REV`, as `git rev-list` has it
    #[arg(long, value_name = "A..B")]
    pub range: Option<String>,
    /// What the next commit would bring
    #[arg(long)]
    pub staged: bool,
    /// The whole history of all refs
    #[arg(long)]
    pub all: bool,
}

/// `migrations`
#[derive(Args)]
pub struct MigrationsArgs {
    /// How the graphs are shown
    #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
    pub format: GraphFormat,
    /// Show this revision's tree instead of the work tree
    #[arg(long, value_name = "REV")]
    pub at: Option<String>,
}

/// `notes`
#[derive(Args)]
pub struct NotesArgs {
    /// What came before [default: the highest version below]
    #[arg(long, value_name = "vX.Y.Z")]
    pub from: Option<String>,
    /// The version that the notes are of, or any other revision
    #[arg(long, value_name = "vX.Y.Z", default_value = "HEAD")]
    pub to: String,
    /// Write them to this file instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `release`
#[derive(Args, Debug)]
pub struct ReleaseArgs {
    /// The version to release, as in v1.2.3
    pub version: String,
    /// Push the branch and the tag, both or neither; put everything back if the remote refuses
    #[arg(long)]
    pub push: bool,
    /// Write the version into the files that name it (Cargo.toml, package.json, pyproject.toml, Chart.yaml) and their locks
    #[arg(long)]
    pub bump: bool,
    /// Judge and show everything, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take the release notes from this file; without it they are what `precheck-hook notes` would write
    #[arg(long, value_name = "FILE")]
    pub notes_file: Option<PathBuf>,
}

/// `verify`
#[derive(Args)]
pub struct VerifyArgs {
    /// The release, as in v1.2.3 [default: the one that VERSION names]
    pub version: Option<String>,
    /// Where it was deployed: a folder that is taken as it is, without git
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// What runs, if that is verified too.
    #[command(flatten)]
    pub deployed: DeployedArgs,
    /// Whose signatures count, as ssh-keygen(1) lists allowed signers [default: git's gpg.ssh.allowedSignersFile]
    #[arg(long, value_name = "FILE")]
    pub signers: Option<PathBuf>,
    /// Warnings refuse too
    #[arg(long)]
    pub strict: bool,
    /// How the report is shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// `verify --deployed`
#[derive(Args)]
pub struct DeployedArgs {
    /// Verify what runs here as well: services and their images, health, logs since the deployment, metrics
    #[arg(long)]
    pub deployed: bool,
    /// Where the release tells its health (may be given more than once)
    #[arg(long = "url", value_name = "URL", requires = "deployed")]
    pub urls: Vec<String>,
    /// A Compose file of what runs (may be given more than once) [default: those that Compose finds there]
    #[arg(long, value_name = "FILE", requires = "deployed")]
    pub compose: Vec<PathBuf>,
    /// When the deployment began, as `docker compose logs` takes it [default: the earliest start of a container]
    #[arg(long, value_name = "TIME", requires = "deployed")]
    pub since: Option<String>,
    /// The Prometheus that watches the release
    #[arg(long, value_name = "URL", requires = "deployed")]
    pub metrics: Option<String>,
    /// How long is waited for all of it, in seconds
    #[arg(long, value_name = "SECONDS", requires = "deployed", default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub deadline: u64,
}

/// `checklist`
#[derive(Args)]
pub struct ChecklistArgs {
    /// The version that is to be released, as in v1.2.3
    pub version: String,
    /// The language of a new checklist
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub lang: Language,
}

/// `export`
#[derive(Args)]
pub struct ExportArgs {
    /// The release, as in v1.2.3 [default: the one that VERSION names]
    pub version: Option<String>,
    /// What it is written as
    #[arg(long, value_enum)]
    pub format: Form,
    /// The folder of weights that is exported; only for `model-signing`, where weights lie in several
    #[arg(long, value_name = "DIR")]
    pub folder: Option<String>,
    /// Where it was deployed: a folder that is taken as it is, without git
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

/// `hook`
#[derive(Args)]
pub struct HookArgs {
    /// The hook that stood here before: it runs first, with the same stdin and arguments
    #[arg(long, value_name = "FILE")]
    pub previous: Option<PathBuf>,
    /// Refuse what can't be judged within this time: 4s, 500ms; for pre-push and pre-receive
    #[arg(long, value_name = "DURATION")]
    pub budget: Option<Limit>,
    /// git calls it by its configuration, whatever stands in the folder of hooks
    #[arg(long, hide = true)]
    pub by_config: bool,
    /// The manager that calls it and passes the push in variables of its own
    #[arg(long, value_enum)]
    pub manager: Option<Caller>,
    /// Which hook git is running
    pub event: String,
    /// What git passes to it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub arguments: Vec<OsString>,
}

/// A manager of hooks that does not hand on what git says.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Caller {
    /// pre-commit, and prek, which passes the same variables
    PreCommit,
}

//! Variables that a system, a shell, a builder or a host sets by itself.

use crate::checks::secrets::env::listed;

const NAMES: &str = "APPDATA CI COLORTERM COLUMNS DEBUG DISPLAY DJANGO_SETTINGS_MODULE DYNO EDITOR FLASK_ENV FORCE_COLOR GOPATH \
    HOME HOST HOSTNAME INVOCATION_ID JAVA_HOME JOURNAL_STREAM K_SERVICE LANG LANGUAGE LINES LOCALAPPDATA LOGNAME MODE \
    NEXT_PHASE NEXT_RUNTIME NODE_ENV NODE_OPTIONS NOTIFY_SOCKET NO_COLOR OS OUT_DIR PATH PORT PWD RACK_ENV RAILS_ENV SHELL \
    SYSTEMROOT TEMP TERM TMP TMPDIR TZ USER USERNAME USERPROFILE VIRTUAL_ENV VISUAL WINDIR";

const FAMILIES: [&str; 24] = [
    "AWS_EXECUTION_",
    "AWS_LAMBDA_",
    "BUILDKITE",
    "CARGO",
    "CI_",
    "CIRCLE",
    "CODESPACE",
    "FLY_",
    "GITHUB_",
    "GITLAB_",
    "HEROKU_",
    "KUBERNETES_",
    "LC_",
    "NETLIFY",
    "NPM_",
    "PYTEST_",
    "RAILWAY_",
    "RENDER_",
    "RUNNER_",
    "SSH_",
    "SUDO_",
    "VERCEL",
    "WERKZEUG_",
    "XDG_",
];

/// Whether nobody needs to set it.
pub fn sets(name: &str) -> bool {
    listed(NAMES, name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

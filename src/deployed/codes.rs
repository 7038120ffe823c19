use crate::finding::{Code, Severity};

const fn error(id: &'static str, finds: &'static str, matters: &'static str, mend: &'static str) -> Code {
    Code { id, severity: Severity::Error, finds, matters, mend, source: "" }
}

pub static NO_ANSWER: Code = error(
    "deployed/no-answer",
    "The health of the release could not be asked for until the deadline.",
    "Whoever uses the service gets no answer either.",
    "Look at the service's log, and at what stands between: `docker compose logs SERVICE`, proxy, port. A service that \
     takes longer to start wants a later `--deadline`.",
);

pub static NOT_OK: Code = error(
    "deployed/not-ok",
    "The health of the release is not answered with status 200.",
    "A load balancer takes the service out; where none does, its users meet what is wrong.",
    "Look at the answer (`curl --include URL`) and at the service's log.",
);

pub static UNHEALTHY: Code = error(
    "deployed/unhealthy",
    "The release says of itself, or of something it depends on, that it is not well.",
    "Many endpoints answer 200 while the database refuses them; what counts is what the answer says.",
    "Mend what the finding names, or roll back as the runbook says.",
);

pub static OTHER_VERSION: Code = error(
    "deployed/other-version",
    "Another version answers than the one that was released.",
    "The deployment has not arrived: an old container still serves, or the image was built from something else.",
    "`docker compose pull && docker compose up -d`; then look at which image runs.",
);

pub static HEALTH_UNTOLD: Code = Code {
    id: "deployed/health-untold",
    severity: Severity::Warning,
    finds: "The endpoint answers 200 and does not say how the release is.",
    matters: "A server that only listens answers so too.",
    mend: "Let the endpoint answer with JSON that has a `status` and one for each thing that the service depends on.",
    source: "https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06",
};

pub static VERSION_UNTOLD: Code = Code {
    id: "deployed/version-untold",
    severity: Severity::Warning,
    finds: "The endpoint does not tell which version answers.",
    matters: "The version before may still be what answers, and well.",
    mend: "Let the endpoint answer with `version`, read from the file VERSION that every release writes.",
    source: "https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06",
};

pub static MISSING: Code = error(
    "deployed/missing-service",
    "A service of the release has no container here.",
    "The release runs in part; who needs the service finds out.",
    "`docker compose up -d`. Where the Compose files lie elsewhere, name them with `--compose`.",
);

pub static LEFT_OUT: Code = Code {
    id: "deployed/left-out",
    severity: Severity::Note,
    finds: "A service of the release does not run here, because it belongs to a profile that is not chosen.",
    matters: "If it should run here, nothing else will say so.",
    mend: "`docker compose --profile NAME up -d`, if it should run.",
    source: "https://docs.docker.com/compose/how-tos/profiles/",
};

pub static STOPPED: Code = error(
    "deployed/stopped",
    "A container of the release is not running.",
    "Only a service that does its work once may end: with exit code 0, and with nothing that would start it again.",
    "Look at its log, mend what it says, `docker compose up -d SERVICE`. A service that ends on purpose has no `restart`.",
);

pub static RESTARTING: Code = error(
    "deployed/restarting",
    "A container of the release ends and is started again, over and over.",
    "It serves nobody for longer than it takes to fail.",
    "Look at its log; then mend it, or roll back as the runbook says.",
);

pub static RESTARTED: Code = error(
    "deployed/restarted",
    "A container of the release is up, and has ended by itself since it was made.",
    "What has brought it down will do so again, perhaps at night.",
    "Find out why in its log. `docker compose up -d --force-recreate SERVICE` counts anew.",
);

pub static SICK: Code = error(
    "deployed/sick",
    "A container's own health check fails, or has not passed before the deadline.",
    "The process runs and does not do what it is there for.",
    "`docker inspect CONTAINER` shows what the check said. A service that takes longer wants a later `--deadline`.",
);

pub static OUT_OF_MEMORY: Code = error(
    "deployed/out-of-memory",
    "A container of the release was killed because it had used up its memory.",
    "It will be again, under load first.",
    "Raise its `mem_limit`, or find out what grows.",
);

pub static OTHER_IMAGE: Code = Code {
    id: "deployed/other-image",
    severity: Severity::Error,
    finds: "A container runs another image than the manifest names.",
    matters: "What was judged is not what runs: the container is an old one, or the tag was built or pushed again.",
    mend: "`docker compose pull && docker compose up -d`; if it stays so, ask the registry who pushed the tag.",
    source: "https://docs.docker.com/reference/cli/docker/image/pull/#pull-an-image-by-digest-immutable-identifier",
};

pub static LOG_ERRORS: Code = error(
    "deployed/log-errors",
    "A service has logged errors since the deployment.",
    "A service that answers its health check may still fail at what it is for.",
    "Read them, and mend or roll back. Lines that are known and harmless are named in precheck.toml, \
     `[release] deployed-log-allow = [\"REGEX\"]`.",
);

pub static TARGET_DOWN: Code = Code {
    id: "deployed/target-down",
    severity: Severity::Error,
    finds: "Prometheus does not reach something that it watches.",
    matters: "It is down, or it is no longer watched: either way no alert will tell what happens to it.",
    mend: "Look at the target's error on Prometheus' page `/targets`.",
    source: "https://prometheus.io/docs/concepts/jobs_instances/",
};

pub static NO_TARGETS: Code = Code {
    id: "deployed/no-targets",
    severity: Severity::Warning,
    finds: "Prometheus watches nothing.",
    matters: "That no alert fires then means nothing.",
    mend: "Add the release to `scrape_configs`, or name the Prometheus that watches it.",
    source: "https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config",
};

pub static ALERT: Code = Code {
    id: "deployed/alert-firing",
    severity: Severity::Error,
    finds: "An alert of severity critical is firing.",
    matters: "Somebody is being called for what this deployment did, or deployed into.",
    mend: "Follow the alert's runbook; roll back if the release is the cause.",
    source: "https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/",
};

pub static CODES: &[&Code] = &[
    &NO_ANSWER,
    &NOT_OK,
    &UNHEALTHY,
    &OTHER_VERSION,
    &HEALTH_UNTOLD,
    &VERSION_UNTOLD,
    &MISSING,
    &LEFT_OUT,
    &STOPPED,
    &RESTARTING,
    &RESTARTED,
    &SICK,
    &OUT_OF_MEMORY,
    &OTHER_IMAGE,
    &LOG_ERRORS,
    &TARGET_DOWN,
    &NO_TARGETS,
    &ALERT,
];

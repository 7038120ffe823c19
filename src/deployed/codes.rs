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

pub static CODES: &[&Code] = &[&NO_ANSWER, &NOT_OK, &UNHEALTHY, &OTHER_VERSION, &HEALTH_UNTOLD, &VERSION_UNTOLD];

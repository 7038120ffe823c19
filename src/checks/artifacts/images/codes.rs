//! What can be found of images.

use crate::finding::{Code, Severity};

pub static FLOATING: Code = Code {
    id: "artifacts/floating-image",
    severity: Severity::Warning,
    finds: "A service runs an image without a tag, or with `latest`.",
    matters: "What it means changes with every push to the registry: the release can't be repeated or rolled back.",
    mend: "Name a version, `image: NAME:1.2.3`; with its digest, `NAME:1.2.3@sha256:…`, it can never change.",
    source: "https://docs.docker.com/reference/compose-file/services/#image",
};

pub static UNDEFINED: Code = Code {
    id: "artifacts/undefined-variable",
    severity: Severity::Error,
    finds: "The image of a service is named with a variable that is not set.",
    matters: "Compose puts nothing in its place, so that the name is wrong or the tag is missing, or it refuses to start.",
    mend: "Set the variable in .env, or give it a default: `${NAME:-value}`.",
    source: "https://docs.docker.com/reference/compose-file/interpolation/",
};

pub static BAD_IMAGE: Code = Code {
    id: "artifacts/bad-image",
    severity: Severity::Error,
    finds: "The image of a service has a name that no registry knows how to read.",
    matters: "The release can't be started.",
    mend: "Write `image: [REGISTRY/]NAME:TAG[@sha256:DIGEST]`, the digest with 64 hexadecimal digits.",
    source: "https://pkg.go.dev/github.com/distribution/reference",
};

pub static UNKNOWN: Code = Code {
    id: "artifacts/image-unknown",
    severity: Severity::Note,
    finds: "A service has neither `image` nor `build` in any of the Compose files that are read.",
    matters: "Its image is not recorded in the manifest; Compose starts it only with a file more (`-f`).",
    mend: "Name the image at the service, or the other files in .env: `COMPOSE_FILE=compose.yaml:compose.prod.yaml`.",
    source: "https://docs.docker.com/compose/how-tos/environment-variables/envvars/#compose_file",
};

pub static UNREAD_COMPOSE: Code = Code {
    id: "artifacts/compose-unread",
    severity: Severity::Warning,
    finds: "A Compose file, or `COMPOSE_FILE` in .env, names a file or service that could not be read.",
    matters: "What runs is not wholly known: images may be missing in the manifest. Where there is no such file in the \
              repository, or it leads back to itself, Compose refuses to start.",
    mend: "Commit the file, or keep what a release runs within the repository.",
    source: "https://docs.docker.com/reference/compose-file/include/",
};

pub static OTHER_VERSION: Code = Code {
    id: "artifacts/other-version",
    severity: Severity::Warning,
    finds: "An image of this repository is tagged with another version than the one that is released.",
    matters: "The release would go on running the image of the last one: the code that was tagged never starts.",
    mend: "Tag the image with the version of the release, where the name is written or in the variable that brings it.",
    source: "https://docs.docker.com/reference/compose-file/services/#image",
};

pub static BAD_ARCHIVE: Code = Code {
    id: "artifacts/bad-image-archive",
    severity: Severity::Error,
    finds: "A file or folder that `image-archives` names is not an intact OCI layout or `docker save` archive.",
    matters: "It proves nothing: what it lists is missing, cut off, or has other bytes than its digest says.",
    mend: "Write it anew: `docker save --output FILE.tar NAME:TAG`, or `skopeo copy … oci:FOLDER:TAG`.",
    source: "https://github.com/opencontainers/image-spec/blob/main/image-layout.md",
};

pub static ARCHIVE_DIFFERS: Code = Code {
    id: "artifacts/image-archive-differs",
    severity: Severity::Warning,
    finds: "An archive holds another image under the name that a service runs than a pin or another archive says.",
    matters: "One of them is not what was tested; which of them runs depends on where it is loaded from.",
    mend: "Pin the image that the archive holds, or write the archive anew from the image that is pinned.",
    source: "https://github.com/opencontainers/image-spec/blob/main/image-layout.md",
};

pub static NOT_SERVED: Code = Code {
    id: "artifacts/not-in-registry",
    severity: Severity::Error,
    finds: "The registry does not have the image that a service runs.",
    matters: "The release can't be started on any machine that has not the image already.",
    mend: "`docker push NAME:TAG`, or pin a digest that the registry has.",
    source: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests",
};

pub static UNASKED: Code = Code {
    id: "artifacts/registry-unasked",
    severity: Severity::Error,
    finds: "A registry could not be asked for an image, though `registry = true` wants it asked.",
    matters: "Nobody knows whether the image is there, nor which one it is.",
    mend: "Log in (`docker login REGISTRY`) or try again; `registry = false` under `[checks.artifacts]` asks nobody.",
    source: "https://docs.docker.com/reference/cli/docker/login/",
};

pub static NOT_PUSHED: Code = Code {
    id: "artifacts/image-not-pushed",
    severity: Severity::Error,
    finds: "The registry serves another image under a tag than the one that was built here.",
    matters: "What was built and tested last is not what would run: it was built again and not pushed.",
    mend: "`docker push NAME:TAG`.",
    source: "https://docs.docker.com/reference/cli/docker/image/push/",
};

pub static NO_ENGINE: Code = Code {
    id: "artifacts/engine-unasked",
    severity: Severity::Note,
    finds: "The engine on this machine could not be asked for images, though `engine = true` wants it asked.",
    matters: "Whether what was built here is what the registry serves is not known.",
    mend: "Start it, or set `DOCKER_HOST=unix://SOCKET`; where none runs, as on a server, this is only a note.",
    source: "https://docs.docker.com/reference/cli/docker/#environment-variables",
};

pub static CODES: &[&Code] =
    &[&FLOATING, &UNDEFINED, &BAD_IMAGE, &UNKNOWN, &UNREAD_COMPOSE, &OTHER_VERSION, &BAD_ARCHIVE, &ARCHIVE_DIFFERS];

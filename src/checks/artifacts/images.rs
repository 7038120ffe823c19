//! The images that Compose would run, and whether their names can mean
//! something else tomorrow.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::counted;
use crate::check::Examination;
use crate::checksums::is_sha256;
use crate::compose::{self, Compose, Service};
use crate::dotenv::Dotenv;
use crate::evidence::ImageEvidence;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::Snapshot;
use crate::interpolate::{Interpolated, interpolate};

static FLOATING: Code = Code {
    id: "artifacts/floating-image",
    severity: Severity::Warning,
    finds: "A service runs an image without a tag, or with `latest`.",
    matters: "What it means changes with every push to the registry: the release can't be repeated or rolled back.",
    mend: "Name a version, `image: NAME:1.2.3`; with its digest, `NAME:1.2.3@sha256:…`, it can never change.",
    source: "https://docs.docker.com/reference/compose-file/services/#image",
};

static UNDEFINED: Code = Code {
    id: "artifacts/undefined-variable",
    severity: Severity::Error,
    finds: "The image of a service is named with a variable that is not set.",
    matters: "Compose puts nothing in its place, so that the name is wrong or the tag is missing, or it refuses to start.",
    mend: "Set the variable in .env, or give it a default: `${NAME:-value}`.",
    source: "https://docs.docker.com/reference/compose-file/interpolation/",
};

static BAD_IMAGE: Code = Code {
    id: "artifacts/bad-image",
    severity: Severity::Error,
    finds: "The image of a service has a name that no registry knows how to read.",
    matters: "The release can't be started.",
    mend: "Write `image: [REGISTRY/]NAME:TAG[@sha256:DIGEST]`, the digest with 64 hexadecimal digits.",
    source: "https://pkg.go.dev/github.com/distribution/reference",
};

static UNKNOWN: Code = Code {
    id: "artifacts/image-unknown",
    severity: Severity::Note,
    finds: "A service has neither `image` nor `build` of its own, as with `extends` and `include`.",
    matters: "Its image is not recorded in the manifest.",
    mend: "Name the image at the service itself if the manifest is to record it.",
    source: "",
};

pub static CODES: &[&Code] = &[&FLOATING, &UNDEFINED, &BAD_IMAGE, &UNKNOWN];

/// Bounds both Compose files and `.env`.
const LIMIT: u64 = 1024 * 1024;

pub fn examine(snapshot: &Snapshot, examination: &mut Examination) -> Result<()> {
    let Some(compose) = load(snapshot)? else {
        examination.pass("no Compose file, so no images");
        return Ok(());
    };
    let env = Dotenv::parse(&snapshot.read_local(Path::new(".env"), LIMIT)?.unwrap_or_default());
    let mut built = Vec::new();
    for service in &compose.services {
        match &service.image {
            Some(written) => judge(service, written, &env, examination),
            None if service.has_build => built.push(service.name.as_str()),
            None => {
                let message = format!("service {} names no image of its own; none is recorded", service.name);
                examination.find(Finding::new(&UNKNOWN, message).at(Place::file(service.file)));
            }
        }
    }
    let images = &examination.evidence.images;
    let pinned = images.values().filter(|image| image.digest.is_some()).count();
    examination.passed.push(format!("{}, {pinned} pinned by digest", counted(images.len(), "image")));
    if !built.is_empty() {
        examination.pass(format!("built from this repository, no image to record: {}", built.join(", ")));
    }
    Ok(())
}

/// The first Compose file there is, and its override file laid over it.
fn load(snapshot: &Snapshot) -> Result<Option<Compose>> {
    let first = |names: [&'static str; 4]| -> Result<Option<Compose>> {
        for name in names {
            let Some(entry) = snapshot.entry(name)? else { continue };
            let size = snapshot.size(entry)?.unwrap_or_default();
            ensure!(size <= LIMIT, "{name} has {size} bytes; more than {LIMIT} are not read");
            if let Some(bytes) = snapshot.read(name)? {
                return Ok(Some(Compose::parse(name, &bytes).with_context(|| format!("reading {name}"))?));
            }
        }
        Ok(None)
    };
    let Some(mut compose) = first(compose::FILES)? else { return Ok(None) };
    if let Some(over) = first(compose::OVERRIDES)? {
        compose.merge(over);
    }
    Ok(Some(compose))
}

/// Messages show the name as it is written: filled in, it could hold a secret.
fn judge(service: &Service, written: &str, env: &Dotenv, examination: &mut Examination) {
    let Service { name, file, .. } = service;
    let place = || Place::line(*file, service.line);
    let lookup = |name: &str| env.get(name).map(|entry| entry.value.clone());
    let (text, undefined) = match interpolate(written, &lookup) {
        Ok(Interpolated { text, undefined }) => (text, undefined),
        Err(error) => {
            let message = format!("service {name}: the image `{written}` can't be read: {error}");
            return examination.find(Finding::new(&BAD_IMAGE, message).at(place()).help("close every `${` with `}`"));
        }
    };
    let whole = Reference::parse(&text);
    if !undefined.is_empty() {
        let message = format!("service {name}: `{}` is not set for the image `{written}`", undefined.join("`, `"));
        let insists = compose::mentions(written).any(|mention| mention.reference.is_required());
        let severity = if whole.is_some() && !insists { Severity::Warning } else { Severity::Error };
        let help =
            format!("set `{}` in .env, or give it a default in {file}: `${{NAME:-value}}`", undefined.join("`, `"));
        return examination.find(Finding::new(&UNDEFINED, message).weighing(severity).at(place()).help(help));
    }
    let Some(reference) = whole else {
        let message = format!("service {name}: `{written}` is not the name of an image");
        let help = format!("write `image: NAME:TAG` or `NAME:TAG@sha256:DIGEST` at service {name} in {file}");
        return examination.find(Finding::new(&BAD_IMAGE, message).at(place()).help(help));
    };
    if reference.floats() && !service.has_build {
        let message = format!("service {name} runs `{written}`, which means another image after every push");
        let help = format!("write `image: NAME:VERSION` at service {name} in {file}");
        examination.find(Finding::new(&FLOATING, message).at(place()).help(help));
    }
    examination.evidence.images.insert(name.clone(), reference.evidence());
}

/// `[REGISTRY/]NAME[:TAG][@sha256:DIGEST]`.
struct Reference<'t> {
    /// Without the digest.
    tagged: &'t str,
    tag: Option<&'t str>,
    digest: Option<&'t str>,
}

impl<'t> Reference<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (tagged, digest) = match text.split_once('@') {
            Some((tagged, digest)) => (tagged, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash belongs to the registry's port.
        let after_host = tagged.rfind('/').map_or(0, |at| at + 1);
        let (path, tag) = match tagged[after_host..].split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (&tagged[after_host..], None),
        };
        let is_word = |text: &str, also: &str| {
            text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
        };
        let parts_fit = tagged[..after_host].split_terminator('/').all(|part| is_word(part, "._-:"));
        let tag_fits = tag.is_none_or(|tag| is_word(tag, "._-") && tag.len() <= 128);
        let digest_fits = digest.is_none_or(|digest| digest.strip_prefix("sha256:").is_some_and(is_sha256));
        (parts_fit && is_word(path, "._-") && tag_fits && digest_fits).then_some(Self { tagged, tag, digest })
    }

    fn floats(&self) -> bool {
        self.digest.is_none() && self.tag.is_none_or(|tag| tag == "latest")
    }

    fn evidence(&self) -> ImageEvidence {
        ImageEvidence {
            reference: self.tagged.to_owned(),
            digest: self.digest.map(str::to_owned),
            image_id: None,
            evidence: if self.digest.is_some() { "pin" } else { "none" }.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::artifacts::Artifacts;
    use crate::testing::Sandbox;

    fn sandbox(compose: &str) -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.write(".gitignore", ".env\n").write("docker-compose.yml", compose).commit("Begin");
        sandbox
    }

    #[test]
    fn images_are_recorded_with_variables_filled_in_and_pins_kept() {
        let digest = format!("sha256:{}", "9f86d081".repeat(8));
        let sandbox = sandbox(&format!(
            "services:\n  api: {{image: 'reg.example:5000/team/api:${{TAG}}'}}\n  db: {{image: 'postgres:16@{digest}'}}\n  \
             cache: {{image: 'redis:${{REDIS:-7.4}}'}}\n  worker: {{build: .}}\n  app: {{build: ., image: app}}\n"
        ));
        sandbox.write(".env", "TAG=v1.2.3\n");
        let examination = sandbox.examine(&Artifacts::default(), None);
        assert_eq!(examination.codes(), [""; 0]);
        let images = &examination.evidence.images;
        assert_eq!(images["api"].reference, "reg.example:5000/team/api:v1.2.3");
        assert_eq!(images["api"].evidence, "none");
        assert_eq!(images["db"].reference, "postgres:16");
        assert_eq!((images["db"].digest.as_ref(), &*images["db"].evidence), (Some(&digest), "pin"));
        assert_eq!(images["cache"].reference, "redis:7.4");
        assert_eq!(
            examination.passed[1..],
            ["4 images, 1 pinned by digest", "built from this repository, no image to record: worker"]
        );
    }

    #[test]
    fn floating_undefined_and_unreadable_names_are_found() {
        for (image, code, severity) in [
            ("redis", "artifacts/floating-image", Severity::Warning),
            ("reg.example:5000/redis", "artifacts/floating-image", Severity::Warning),
            ("redis:latest", "artifacts/floating-image", Severity::Warning),
            ("app:${TAG}", "artifacts/undefined-variable", Severity::Error),
            ("${REGISTRY}app:1", "artifacts/undefined-variable", Severity::Warning),
            ("app:1${TAG:?}", "artifacts/undefined-variable", Severity::Error),
            ("app:${TAG", "artifacts/bad-image", Severity::Error),
            ("app@sha256:abc", "artifacts/bad-image", Severity::Error),
            ("app:a b", "artifacts/bad-image", Severity::Error),
        ] {
            let found = sandbox(&format!("services:\n  a:\n    image: '{image}'\n"));
            let found = found.examine(&Artifacts::default(), None).findings;
            let shown: Vec<_> = found.iter().map(|f| (f.code.id, f.severity)).collect();
            assert_eq!(shown, [(code, severity)], "{image}");
        }
    }

    #[test]
    fn the_override_file_counts_and_a_service_without_image_is_noted() {
        let sandbox = sandbox("services:\n  a: {image: 'a:1'}\n  b: {extends: {service: a}}\n");
        sandbox.write("docker-compose.override.yml", "services:\n  a: {image: 'a:2'}\n").commit("Override");
        let examination = sandbox.examine(&Artifacts::default(), None);
        assert_eq!(examination.evidence.images["a"].reference, "a:2");
        assert_eq!(examination.codes(), ["artifacts/image-unknown"]);
    }

    #[test]
    fn a_broken_file_is_an_error_with_file_and_line() {
        let sandbox = sandbox("services:\n  a: [\n");
        let error = sandbox.gate(&Artifacts::default(), None).err().unwrap();
        let shown = format!("{error:#}");
        assert!(shown.contains("docker-compose.yml") && shown.contains("line"), "{shown}");
    }
}

//! Which image each service runs, and whether its name can mean something else tomorrow.

use super::codes::{BAD_IMAGE, FLOATING, UNDEFINED, UNKNOWN, UNREAD_COMPOSE};
use super::reference::Reference;
use crate::check::Examination;
use crate::compose::{self, DOTENV, Gap, Image, Project, Reason, Service};
use crate::finding::{Finding, Place, Severity};

/// A service and the image that it runs.
pub struct Running<'p> {
    pub name: &'p str,
    pub service: &'p Service,
    pub reference: Reference,
}

/// The services whose images are known.
pub fn running<'p>(project: &'p Project, examination: &mut Examination) -> Vec<Running<'p>> {
    examination.findings.extend(project.gaps.iter().map(gap));
    let known = project.services.iter().filter_map(|(name, service)| {
        let reference = match (&service.image, &project.name) {
            (Some(image), _) => judge(name, service, image, examination),
            // What is built without a name gets the project's and its own.
            (None, Some(project)) if service.has_build => Some(Reference::untagged(format!("{project}-{name}"))),
            (None, _) if service.has_build || service.is_provided => None,
            (None, _) => {
                let message = format!("{} names no image; none is recorded", titled(name, service));
                examination.find(Finding::new(&UNKNOWN, message).at(Place::file(&*service.file)));
                None
            }
        };
        Some(Running { name, service, reference: reference? })
    });
    known.collect()
}

/// A service as messages name it.
pub fn titled(name: &str, service: &Service) -> String {
    match &service.profiles[..] {
        [] => format!("service {name}"),
        [profile] => format!("service {name} (profile {profile})"),
        profiles => format!("service {name} (profiles {})", profiles.join(", ")),
    }
}

/// What Compose makes of a missing file is certain; what lies elsewhere may well be there. A file that
/// only `.env` names may be one of this machine alone.
fn gap(gap: &Gap) -> Finding {
    let Gap { file, line, target, reason } = gap;
    let (says, severity, help) = match reason {
        Reason::Outside => ("lies outside the repository; it is not read", Severity::Warning, "keep it within"),
        Reason::Remote => ("lies on another machine; it is not read", Severity::Warning, "keep a copy within"),
        Reason::Missing if **file == *DOTENV => ("is not in the repository", Severity::Warning, "commit it"),
        Reason::Missing => ("is not in the repository: Compose will not start", Severity::Error, "commit it"),
        Reason::NoService => ("is no service there: Compose will not start", Severity::Error, "name one that is"),
        Reason::Circular => ("leads back to itself: Compose will not start", Severity::Error, "break the circle"),
        Reason::Unnamed => ("holds a variable that is not set; it is not read", Severity::Warning, "set it in .env"),
    };
    let message = format!("{file} names `{target}`, which {says}");
    let help = format!("{help}, or take it out of line {line} of {file}");
    Finding::new(&UNREAD_COMPOSE, message).weighing(severity).at(Place::line(&**file, *line)).help(help)
}

/// Messages show the name as it is written: filled in, it could hold a secret.
fn judge(name: &str, service: &Service, image: &Image, examination: &mut Examination) -> Option<Reference> {
    let Image { written, file, line, .. } = image;
    let service_is = titled(name, service);
    let mut find = |code, severity, message: String, help: String| {
        let finding = Finding::new(code, message).weighing(severity).at(Place::line(&**file, *line)).help(help);
        examination.find(finding);
    };
    let filled = match image.filled() {
        Ok(filled) => filled,
        Err(error) => {
            let message = format!("{service_is}: the image `{written}` can't be read: {error}");
            find(&BAD_IMAGE, Severity::Error, message, "close every `${` with `}`".to_owned());
            return None;
        }
    };
    let reference = Reference::parse(&filled.text);
    if !filled.undefined.is_empty() {
        let names = filled.undefined.join("`, `");
        let insists = compose::mentions(written).any(|mention| mention.reference.is_required());
        let severity = if reference.is_some() && !insists { Severity::Warning } else { Severity::Error };
        let message = format!("{service_is}: `{names}` is not set for the image `{written}`");
        let help = format!("set `{names}` in .env, or give it a default in {file}: `${{NAME:-value}}`");
        find(&UNDEFINED, severity, message, help);
        return None;
    }
    let Some(reference) = reference else {
        let message = format!("{service_is}: `{written}` is not the name of an image");
        let help = format!("write `image: NAME:TAG` or `NAME:TAG@sha256:DIGEST` at service {name} in {file}");
        find(&BAD_IMAGE, Severity::Error, message, help);
        return None;
    };
    if reference.floats() && !service.has_build {
        let message = format!("{service_is} runs `{written}`, which means another image after every push");
        let help = format!("write `image: NAME:VERSION` at service {name} in {file}");
        find(&FLOATING, Severity::Warning, message, help);
    }
    Some(reference)
}

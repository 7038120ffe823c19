//! Compose files, as far as a gate needs them. Imports nothing of ours but
//! the reading of `${NAME}`.

use std::fmt;

use anyhow::{Result, anyhow};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_saphyr::Spanned;

use crate::interpolate::{Reference, references};

/// The names that `docker compose` looks for, the preferred one first.
pub const FILES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// What it lays over the first of them without being asked.
pub const OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// A Compose file.
#[derive(Debug, Default)]
pub struct Compose {
    /// Its services in the order of the file.
    pub services: Vec<Service>,
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its image as it is written, variables not filled in.
    pub image: Option<String>,
    /// Whether it is built from this repository.
    pub has_build: bool,
    /// The file that names its image, or at least the service.
    pub file: &'static str,
    /// The line on which the image stands, from 1; 0 where there is none.
    pub line: usize,
}

/// `${NAME…}` in the text of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention<'t> {
    /// The variable.
    pub reference: Reference<'t>,
    /// From 1.
    pub line: usize,
}

impl Compose {
    /// Reads the content of `file`. Unknown attributes are none of our business.
    pub fn parse(file: &'static str, bytes: &[u8]) -> Result<Self> {
        let document: Option<Document> = serde_saphyr::from_slice_with_options(bytes, options()).map_err(|error| {
            // The library's own text can quote the file, and with it a secret.
            let line = error.location().map_or(String::new(), |at| format!(" on line {}", at.line()));
            anyhow!("not a readable Compose file: something is wrong{line}; `docker compose config` says what")
        })?;
        let Services(services) = document.and_then(|document| document.services).unwrap_or_default();
        let service = |(name, Definition { image, build }): (String, Definition)| Service {
            name,
            file,
            // Of an image that is merged in from an anchor, where the anchor is.
            line: image.as_ref().map_or(0, |image| usize::try_from(image.defined.line()).unwrap_or_default()),
            image: image.map(|image| image.value),
            has_build: build.is_some(),
        };
        Ok(Self { services: services.into_iter().map(service).collect() })
    }

    /// Lays another file over this one, as `docker compose` does with an override file.
    pub fn merge(&mut self, over: Self) {
        for service in over.services {
            match self.services.iter_mut().find(|mine| mine.name == service.name) {
                Some(mine) => mine.merge(service),
                None => self.services.push(service),
            }
        }
    }
}

impl Service {
    fn merge(&mut self, over: Self) {
        if over.image.is_some() {
            (self.image, self.file, self.line) = (over.image, over.file, over.line);
        }
        self.has_build |= over.has_build;
    }
}

/// The variables that the text of a Compose file names, comments left out.
pub fn mentions(text: &str) -> impl Iterator<Item = Mention<'_>> {
    text.lines().enumerate().flat_map(|(at, line)| {
        references(without_comment(line)).into_iter().map(move |reference| Mention { reference, line: at + 1 })
    })
}

/// The line up to a `#` that stands at its beginning or after a blank, outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => return &line[..at],
            // Within a word, as in `it's`, a quote is a letter.
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        before = c;
    }
    line
}

/// Real files repeat one anchor in dozens of services, so the ratio of aliases
/// to anchors is let go; the totals stay bounded.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { enforce_alias_anchor_ratio: false },
        with_snippet: false,
    }
}

#[derive(serde::Deserialize)]
struct Document {
    services: Option<Services>,
}

/// Services in the order of the file.
#[derive(Default)]
struct Services(Vec<(String, Definition)>);

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Definition {
    image: Option<Spanned<String>>,
    build: Option<IgnoredAny>,
}

impl<'de> Deserialize<'de> for Services {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Services;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("services by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Services, A::Error> {
                let mut services = Services::default();
                while let Some((name, definition)) = map.next_entry::<String, Option<Definition>>()? {
                    services.0.push((name, definition.unwrap_or_default()));
                }
                Ok(services)
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Compose {
        Compose::parse(FILES[0], text.as_bytes()).unwrap()
    }

    #[test]
    fn anchors_merges_and_unknown_attributes_are_read() {
        let compose = parse(
            "name: shop\nx-base: &base\n  image: app:${TAG}\n  restart: always\n  environment: &e\n    A: 1\n\
             services:\n  web:\n    <<: *base\n    ports: ['80:80']\n    deploy: {replicas: 2}\n  db:\n    image: postgres:16\n    environment:\n      - B=x=y\n      - C\n\
             \x20 job:\n    <<: [*base]\n    image: other:1\n    build: .\n    environment:\n      <<: *e\n      D: true\n      E:\nvolumes:\n  data:\n",
        );
        let shown: Vec<_> =
            compose.services.iter().map(|s| (s.name.as_str(), s.image.as_deref().unwrap(), s.has_build)).collect();
        assert_eq!(shown, [("web", "app:${TAG}", false), ("db", "postgres:16", false), ("job", "other:1", true)]);
    }

    #[test]
    fn an_image_is_placed_where_it_is_written() {
        let mut base = parse(
            "x-base: &base\n  image: a:1\nservices:\n  a:\n    <<: *base\n  b:\n    image: b:1\n  c: {build: .}\n",
        );
        base.merge(Compose::parse(OVERRIDES[0], b"services:\n  b:\n    image: b:2\n  c: {}\n").unwrap());
        let places: Vec<_> = base.services.iter().map(|service| (service.file, service.line)).collect();
        assert_eq!(places, [(FILES[0], 2), (OVERRIDES[0], 3), (FILES[0], 0)]);
    }

    #[test]
    fn empty_files_and_empty_services_are_fine() {
        for text in ["", "# nothing\n", "services:\n", "services: {}\n", "services:\n  a:\n", "version: '3'\n"] {
            assert!(parse(text).services.iter().all(|s| s.image.is_none()), "{text:?}");
        }
    }

    #[test]
    fn an_override_replaces_images_and_adds_services() {
        let mut base = parse("services:\n  a: {image: 'a:1', environment: {X: 1, Y: 2}}\n  b: {image: 'b:1'}\n");
        base.merge(parse("services:\n  a: {image: 'a:2', environment: [X=3]}\n  b: {build: .}\n  c: {image: 'c:1'}\n"));
        let images: Vec<_> = base.services.iter().map(|s| s.image.as_deref().unwrap()).collect();
        assert_eq!(images, ["a:2", "b:1", "c:1"]);
        assert!(base.services[1].has_build);
    }

    #[test]
    fn the_reset_and_override_tags_are_tolerated() {
        let compose = parse(
            "services:\n  a:\n    image: a:1\n    ports: !reset []\n    build: !reset null\n    volumes: !override\n      - x:/y\n",
        );
        assert_eq!(compose.services[0].image.as_deref(), Some("a:1"));
        assert!(!compose.services[0].has_build);
        let compose = parse("services:\n  a: !reset null\n  b:\n    image: !reset null\n");
        assert!(compose.services.iter().all(|s| s.image.is_none()), "{compose:?}");
    }

    #[test]
    fn broken_yaml_is_an_error_with_its_line_and_without_its_text() {
        let error = Compose::parse(FILES[0], b"services:\n  a:\n    image: [hush\n").unwrap_err().to_string();
        assert!(error.contains("line") && !error.contains("hush"), "{error}");
        let error = Compose::parse(FILES[0], b"services:\n  a:\n    image: [hush]\n").unwrap_err().to_string();
        assert!(error.contains("line 3") && !error.contains("hush"), "{error}");
        assert!(Compose::parse(FILES[0], b"services: \xff").is_err());
    }

    #[test]
    fn an_alias_bomb_is_refused_and_sixty_services_on_one_anchor_are_not() {
        let tenfold = |i| format!("a{i}: &a{i} [{}]", vec![format!("*a{}", i - 1); 10].join(", "));
        let bomb = format!("a0: &a0 [x, x]\n{}\n", (1..9).map(tenfold).collect::<Vec<_>>().join("\n"));
        assert!(Compose::parse(FILES[0], bomb.as_bytes()).is_err());
        let services: Vec<_> = (0..300).map(|i| format!("  s{i}:\n    <<: *base")).collect();
        let many = format!("x-base: &base {{image: 'a:1'}}\nservices:\n{}\n", services.join("\n"));
        assert_eq!(parse(&many).services.len(), 300);
    }

    #[test]
    fn mentions_have_lines_and_comments_are_none() {
        let text = "a: ${A:?x}\n# b: ${B:?}\nc: it's $C # ${D:?}\nd: \"x # ${E?}\"\ne: $${F:?}\n";
        let found: Vec<_> = mentions(text).map(|m| (m.reference.name, m.reference.is_required(), m.line)).collect();
        assert_eq!(found, [("A", true, 1), ("C", false, 3), ("E", true, 4)]);
    }
}

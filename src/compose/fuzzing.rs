//! What must hold whatever Compose files and `.env` say.

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::ByteSlice;

use super::{Files, Project, mentions};
use crate::fuzzing::files;
use crate::interpolate::{interpolate, references};

struct Texts(BTreeMap<String, Vec<u8>>);

impl Files for Texts {
    fn compose(&self, path: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).cloned())
    }

    fn variables(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.compose(path)
    }
}

/// A project is put together or refused; what it says stands on lines of its files, and a name is filled in within
/// bounds by variables that it names.
pub fn compose(input: &[u8]) {
    let files = Texts(files(input));
    let is_there = |path: &str, line: usize| files.0.get(path).is_some_and(|text| line <= 1 + text.lines().count());
    if let Ok(Some(project)) = Project::load(&files, Some("shop")) {
        assert!(project.gaps.iter().all(|gap| is_there(&gap.file, gap.line)));
        for service in project.services.values() {
            assert!(files.0.contains_key(&*service.file));
            let Some(image) = &service.image else { continue };
            assert!(is_there(&image.file, image.line));
            let _ = (image.filled(), image.variable_with("v1"));
        }
    }
    for text in files.0.values() {
        let text = text.to_str_lossy();
        assert!(mentions(&text).all(|mention| (1..=text.lines().count()).contains(&mention.line)));
        is_filled(&text);
    }
}

fn is_filled(text: &str) {
    const LONGEST: usize = 64 << 10;
    let names: Vec<&str> = references(text).into_iter().map(|reference| reference.name).collect();
    let Ok(filled) = interpolate(text, &|name| (name.len() % 2 == 0).then(|| "x$".repeat(50))) else { return };
    assert!(filled.text.len() <= LONGEST + text.len() && (names.is_empty() || text.contains('$')));
    let whole = text.replace('$', "$$");
    assert!(interpolate(&whole, &|_| None).is_ok_and(|filled| filled.text == text && filled.undefined.is_empty()));
}

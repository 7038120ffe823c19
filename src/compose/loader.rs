//! Puts a project together: which files, what they include, what extends what.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use serde_saphyr::Spanned;

use super::document::{Attribute, Definition, Document, Extends, Include, line};
use super::environment::{Environment, PROJECT_NAME};
use super::layer::{Layer, Layers};
use super::{DOTENV, FILES, Files, Gap, OVERRIDES, Project, Reason, paths};
use crate::dotenv::Dotenv;
use crate::interpolate::interpolate;

/// How deep files may include one another, and services extend one another.
const DEEPEST: usize = 16;
/// How many files are read in all, one that is included twice counted twice.
const MOST: usize = 200;
/// No image can have a longer name.
const LONGEST_NAME: usize = 255;
/// How many bytes they may have together.
const LARGEST: usize = 8 * 1024 * 1024;

pub fn load(files: &dyn Files, folder: Option<&str>) -> Result<Option<Project>> {
    let mut loader =
        Loader { files, documents: HashMap::new(), visits: 0, bytes: 0, gaps: Vec::new(), told: BTreeSet::new() };
    let dotenv = loader.variables(DOTENV)?.unwrap_or_default();
    let Some(chosen) = loader.chosen(&Dotenv::parse(&dotenv))? else { return Ok(None) };
    let project = chosen.first().map_or("", |first| paths::folder(first)).to_owned();
    let mut environment = Rc::new(Environment::within(None, DOTENV, &dotenv));
    let nearer = paths::join(&project, DOTENV);
    if !project.is_empty()
        && let Some(content) = loader.variables(&nearer)?
    {
        environment = Rc::new(Environment::within(Some(environment), &nearer, &content));
    }
    let name = loader.name(&chosen, &environment, project.rsplit('/').next().filter(|n| !n.is_empty()).or(folder))?;
    if let Some(name) = &name {
        environment = Rc::new(environment.of_project(name));
    }
    let layers = loader.project(&Scope { folder: project, environment }, &chosen, &[])?;
    Ok(Some(Project { name, services: layers.into_services(), gaps: loader.gaps }))
}

struct Loader<'f> {
    files: &'f dyn Files,
    documents: HashMap<String, Option<Rc<Document>>>,
    visits: usize,
    bytes: usize,
    gaps: Vec<Gap>,
    told: BTreeSet<(String, Reason)>,
}

/// What paths and variables mean in the files of a project.
struct Scope {
    folder: String,
    environment: Rc<Environment>,
}

/// A file in which services are looked up.
#[derive(Clone)]
struct Page {
    file: Rc<str>,
    document: Rc<Document>,
    /// What paths mean here.
    folder: String,
}

/// The words of a file that name another.
struct Named<'t> {
    file: &'t Rc<str>,
    line: usize,
    target: &'t str,
}

impl Loader<'_> {
    /// The files of the project: those of `COMPOSE_FILE`, or else the usual one and its override.
    fn chosen(&mut self, dotenv: &Dotenv) -> Result<Option<Vec<String>>> {
        if let Some(entry) = dotenv.get("COMPOSE_FILE").filter(|entry| !entry.value.is_empty()) {
            let separator = dotenv.get("COMPOSE_PATH_SEPARATOR").map_or(":", |entry| entry.value.as_str());
            let file = Rc::from(DOTENV);
            let mut chosen = Vec::new();
            for target in entry.value.split(separator).filter(|target| !target.is_empty()) {
                let named = Named { file: &file, line: entry.line, target };
                chosen.extend(self.found(&named, paths::resolve("", target))?);
            }
            return Ok(Some(chosen));
        }
        let Some(usual) = self.first_of(&FILES)? else { return Ok(None) };
        Ok(Some(std::iter::once(usual).chain(self.first_of(&OVERRIDES)?).collect()))
    }

    fn first_of(&mut self, names: &[&str]) -> Result<Option<String>> {
        for name in names {
            if self.document(name)?.is_some() {
                return Ok(Some((*name).to_owned()));
            }
        }
        Ok(None)
    }

    /// Of several files that name the project the last one counts.
    fn name(&mut self, chosen: &[String], environment: &Environment, folder: Option<&str>) -> Result<Option<String>> {
        let mut written = None;
        for path in chosen {
            let document = self.document(path)?;
            written = document.and_then(|document| document.name.clone()).or(written);
        }
        let lookup = |name: &str| environment.get(name);
        let written = written.and_then(|text| Some(interpolate(&text, &lookup).ok()?.text));
        let name = environment.get(PROJECT_NAME).filter(|name| !name.is_empty()).or(written);
        Ok(name.as_deref().or(folder).map(normalised).filter(|name| (1..=LONGEST_NAME).contains(&name.len())))
    }

    /// What the files say together, each laid over the one before.
    fn project(&mut self, scope: &Scope, files: &[String], trail: &[&str]) -> Result<Layers> {
        let mut layers = Layers::default();
        for path in files {
            self.visits += 1;
            ensure!(self.visits <= MOST, "the Compose files include more than {MOST} files; they were not all read");
            let Some(document) = self.document(path)? else { continue };
            let page = Page { file: path.as_str().into(), document: document.clone(), folder: scope.folder.clone() };
            for (name, definition) in document.services.iter().flatten() {
                let layer = match definition {
                    Attribute::Reset => Attribute::Reset,
                    _ => self.service(scope, &page, name, &mut Vec::new())?,
                };
                layers.lay(name.clone(), layer);
            }
            let trail = [trail, &[path.as_str()]].concat();
            for include in document.include.iter().flatten() {
                let mut included = self.included(scope, &page.file, include, &trail)?;
                // A file may say more of a service than what it includes.
                included.lay_all(layers);
                layers = included;
            }
        }
        Ok(layers)
    }

    fn included(
        &mut self,
        scope: &Scope,
        file: &Rc<str>,
        include: &Spanned<Include>,
        trail: &[&str],
    ) -> Result<Layers> {
        ensure!(trail.len() < DEEPEST, "Compose files include one another more than {DEEPEST} deep");
        let named = |target| Named { file, line: line(include), target };
        let mut files = Vec::new();
        for target in include.value.paths() {
            files.extend(self.found(&named(target), scope.resolve(target))?);
        }
        let Some(first) = files.first() else { return Ok(Layers::default()) };
        if trail.contains(&first.as_str()) {
            self.tell(&named(first), Reason::Circular);
            return Ok(Layers::default());
        }
        let folder = match include.value.project_directory() {
            Some(target) => scope.resolve(target).map_err(|reason| self.tell(&named(target), reason)),
            None => Ok(paths::folder(first).to_owned()),
        };
        let Ok(folder) = folder else { return Ok(Layers::default()) };
        let environment = self.environment(scope, file, include, &folder)?;
        self.project(&Scope { folder, environment }, &files, trail)
    }

    /// The variables of files that are included: those of who includes them come first.
    fn environment(
        &mut self,
        scope: &Scope,
        file: &Rc<str>,
        include: &Spanned<Include>,
        folder: &str,
    ) -> Result<Rc<Environment>> {
        let mut environment = scope.environment.clone();
        let mut add = |path: &str, content: &[u8]| {
            environment = Rc::new(Environment::within(Some(environment.clone()), path, content));
        };
        let targets = include.value.env_files();
        let usual = paths::join(folder, DOTENV);
        if targets.is_empty()
            && let Some(content) = self.variables(&usual)?
        {
            add(&usual, &content);
        }
        for target in targets.iter().rev() {
            let named = Named { file, line: line(include), target };
            match scope.resolve(target) {
                Ok(path) => match self.variables(&path)? {
                    Some(content) => add(&path, &content),
                    None => self.tell(&named, Reason::Missing),
                },
                Err(reason) => self.tell(&named, reason),
            }
        }
        Ok(environment)
    }

    /// What a file says of a service, and below it what the service extends.
    fn service(
        &mut self,
        scope: &Scope,
        page: &Page,
        name: &str,
        trail: &mut Vec<(Rc<str>, String)>,
    ) -> Result<Attribute<Layer>> {
        let Some(Attribute::Set(definition)) = page.service(name) else { return Ok(Attribute::Unset) };
        let own = Layer::of(definition, &page.file, &scope.environment);
        let Some(extends) = &definition.extends else { return Ok(Attribute::Set(own)) };
        trail.push((page.file.clone(), name.to_owned()));
        ensure!(trail.len() <= DEEPEST, "services in {} extend one another more than {DEEPEST} deep", page.file);
        let base = self.base(scope, page, extends, trail)?;
        Ok(Attribute::Set(if let Some(base) = base { own.over(base) } else { own }))
    }

    fn base(
        &mut self,
        scope: &Scope,
        page: &Page,
        extends: &Spanned<Extends>,
        trail: &mut Vec<(Rc<str>, String)>,
    ) -> Result<Option<Layer>> {
        let named = |target| Named { file: &page.file, line: line(extends), target };
        let service = extends.value.service();
        let there = match extends.value.file() {
            None => page.clone(),
            Some(target) => {
                let path = scope.fill(target).and_then(|path| paths::resolve(&page.folder, &path));
                let Some(path) = self.found(&named(target), path)? else { return Ok(None) };
                let Some(document) = self.document(&path)? else { return Ok(None) };
                Page { file: path.as_str().into(), document, folder: paths::folder(&path).to_owned() }
            }
        };
        if there.service(service).is_none() {
            self.tell(&named(service), Reason::NoService);
            return Ok(None);
        }
        if trail.iter().any(|(file, name)| (file, name.as_str()) == (&there.file, service)) {
            self.tell(&named(service), Reason::Circular);
            return Ok(None);
        }
        Ok(self.service(scope, &there, service, trail)?.value())
    }

    /// The path, if a file is there; else it is told why it could not be read.
    fn found(&mut self, named: &Named, path: Result<String, Reason>) -> Result<Option<String>> {
        let reason = match path {
            Ok(path) if self.document(&path)?.is_some() => return Ok(Some(path)),
            Ok(_) => Reason::Missing,
            Err(reason) => reason,
        };
        self.tell(named, reason);
        Ok(None)
    }

    fn document(&mut self, path: &str) -> Result<Option<Rc<Document>>> {
        if let Some(known) = self.documents.get(path) {
            return Ok(known.clone());
        }
        ensure!(self.documents.len() < MOST, "the Compose files name more than {MOST} others; they were not all read");
        let bytes = self.files.compose(path)?;
        self.count(bytes.as_deref())?;
        let parsed =
            bytes.map(|bytes| Document::parse(&bytes).with_context(|| format!("reading {path}"))).transpose()?;
        let document = parsed.map(Rc::new);
        self.documents.insert(path.to_owned(), document.clone());
        Ok(document)
    }

    fn variables(&mut self, path: &str) -> Result<Option<Vec<u8>>> {
        let bytes = self.files.variables(path)?;
        self.count(bytes.as_deref())?;
        Ok(bytes)
    }

    fn count(&mut self, bytes: Option<&[u8]>) -> Result<()> {
        self.bytes += bytes.unwrap_or_default().len();
        ensure!(self.bytes <= LARGEST, "the Compose files have more than {LARGEST} bytes; they were not all read");
        Ok(())
    }

    /// Sixty services may extend one that is not there; once is enough.
    fn tell(&mut self, named: &Named, reason: Reason) {
        if self.told.insert((named.target.to_owned(), reason)) {
            let (file, target) = (named.file.clone(), named.target.to_owned());
            self.gaps.push(Gap { file, line: named.line, target, reason });
        }
    }
}

impl Scope {
    /// The path from the root that is meant by one as it is written.
    fn resolve(&self, written: &str) -> Result<String, Reason> {
        paths::resolve(&self.folder, &self.fill(written)?)
    }

    fn fill(&self, written: &str) -> Result<String, Reason> {
        let filled = interpolate(written, &|name| self.environment.get(name)).map_err(|_| Reason::Unnamed)?;
        if filled.undefined.is_empty() { Ok(filled.text) } else { Err(Reason::Unnamed) }
    }
}

impl Page {
    fn service(&self, name: &str) -> Option<&Attribute<Definition>> {
        self.document.services.as_ref()?.get(name)
    }
}

/// Compose takes a folder's name as a project's in this form.
fn normalised(name: &str) -> String {
    let kept =
        name.to_lowercase().chars().filter(|c| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-')).collect::<String>();
    kept.trim_start_matches(['_', '-']).to_owned()
}

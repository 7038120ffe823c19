//! The graph that migrations form by naming their parents, and what is wrong with it.

mod labels;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bstr::{BStr, ByteSlice};

use super::migration::{Label, Migration, Naming, Order, Reference, Told, Tool};
use super::order;
use super::paths::{file_name, parent};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;
use crate::hint::{nearest, shell_word};

static TWO_HEADS: Code = Code {
    id: "migrations/two-heads",
    severity: Severity::Error,
    finds: "Two migrations follow the same one (or none), and neither follows the other.",
    matters: "The tool does not know which way to go and stops (Alembic: \"Multiple head revisions are present\"; \
              Django: \"Conflicting migrations detected\"): the deployment fails.",
    mend: "Join them (`alembic merge`, `makemigrations --merge`), or let the newer branch follow the older head. \
           Heads under Alembic's branch labels of their own are by design and not reported.",
    source: "https://alembic.sqlalchemy.org/en/latest/branches.html",
};

static MISSING_PARENT: Code = Code {
    id: "migrations/missing-parent",
    severity: Severity::Error,
    finds: "A migration names another one, as its parent or as one it depends on, that no file has.",
    matters: "The tool can't load the migrations at all (Alembic: KeyError; Django: NodeNotFoundError): every command fails.",
    mend: "Commit the file of the missing migration, or correct the name.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

static DUPLICATE_ID: Code = Code {
    id: "migrations/duplicate-id",
    severity: Severity::Error,
    finds: "Two migrations have the same id or version.",
    matters: "The tool applies one of them and never the other (Alembic only warns of it), or stops at both.",
    mend: "Give the newer one an id or version of its own, and let what follows it name that.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

static CYCLE: Code = Code {
    id: "migrations/cycle",
    severity: Severity::Error,
    finds: "Migrations follow one another in a circle.",
    matters: "There is no order in which they could be applied.",
    mend: "Let the first of them follow the migration that came before the circle.",
    source: "https://alembic.sqlalchemy.org/en/latest/branches.html",
};

/// What is reported about graphs.
pub static CODES: [&Code; 5] = [&TWO_HEADS, &MISSING_PARENT, &DUPLICATE_ID, &labels::DUPLICATE_LABEL, &CYCLE];

/// The migrations of one or more folders.
pub struct Graph {
    pub tool: &'static Tool,
    pub folders: Vec<RepoPath>,
    pub migrations: Vec<Migration>,
    /// What the files themselves show, without the others.
    findings: Vec<Finding>,
    /// A file's id is not known.
    unknown_ids: bool,
    /// A file's parents are not known.
    unknown_parents: bool,
}

/// The branch that a merge would bring in.
pub struct Beside {
    /// As one types it: `origin/main`.
    pub branch: String,
    /// The revisions that it has.
    pub ids: HashSet<String>,
}

impl Graph {
    /// The graph of one folder, by what its files say.
    pub fn of(tool: &'static Tool, folder: RepoPath, told: Told) -> Self {
        let Told { migrations, findings, unknown_ids, unknown_parents } = told;
        Self { tool, folders: vec![folder], migrations, findings, unknown_ids, unknown_parents }
    }

    /// The graph of one folder whose versions decide the order: each follows the one before.
    pub fn in_line(tool: &'static Tool, folder: RepoPath, mut told: Told) -> Self {
        order::line_up(&mut told.migrations);
        Self::of(tool, folder, told)
    }

    /// Takes in what belongs to the same graph and lies elsewhere.
    pub fn absorb(&mut self, other: Self) {
        self.folders.extend(other.folders);
        self.migrations.extend(other.migrations);
        self.findings.extend(other.findings);
        self.unknown_ids |= other.unknown_ids;
        self.unknown_parents |= other.unknown_parents;
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.migrations.iter().map(|migration| migration.id.as_str())
    }

    /// Whether every file's id could be told.
    pub fn knows_ids(&self) -> bool {
        !self.unknown_ids
    }

    /// What revisions here name and none of them is.
    pub fn named_elsewhere(&self) -> impl Iterator<Item = &str> {
        let ids: HashSet<&str> = self.ids().collect();
        self.migrations.iter().flat_map(Migration::named).filter(move |named| !ids.contains(named))
    }

    /// The ids that no other revision follows, in the order of the files.
    pub fn heads(&self) -> Vec<&Migration> {
        let followed: HashSet<&str> =
            self.migrations.iter().flat_map(|m| &m.parents).map(|parent| parent.name.as_str()).collect();
        let mut seen = HashSet::new();
        self.migrations.iter().filter(|r| !followed.contains(r.id.as_str()) && seen.insert(&r.id)).collect()
    }

    /// Everything that is wrong.
    pub fn judge(&self) -> Vec<Finding> {
        self.judged(None)
    }

    /// As [`Graph::judge`], of what a merge would make.
    pub fn judge_beside(&self, beside: &Beside) -> Vec<Finding> {
        self.judged(Some(beside))
    }

    fn judged(&self, beside: Option<&Beside>) -> Vec<Finding> {
        // A merge changes nothing of what a file says by itself.
        let mut findings = if beside.is_some() { Vec::new() } else { self.findings.clone() };
        findings.extend(self.duplicates());
        // Where the version decides, no parent can be missed and no two be heads.
        if let Order::Named(naming) = &self.tool.order {
            findings.extend(labels::duplicates(&self.migrations));
            findings.extend(self.missing(naming));
            findings.extend(self.cycles(naming));
            if !self.unknown_ids && !self.unknown_parents {
                findings.extend(self.rival_heads(naming, beside));
            }
        }
        findings
    }

    fn duplicates(&self) -> Vec<Finding> {
        let key = self.tool.key;
        let mut first: HashMap<&str, &BStr> = HashMap::new();
        let mut findings = Vec::new();
        for migration in &self.migrations {
            match first.get(migration.id.as_str()) {
                None => drop(first.insert(&migration.id, migration.path.as_bstr())),
                Some(other) => findings.push(
                    Finding::new(&DUPLICATE_ID, format!("{key} `{}` is also that of {other}", migration.id))
                        .at(Place::file(migration.path.clone()))
                        .help(self.renumbered(migration)),
                ),
            }
        }
        findings
    }

    /// What to do about one whose id another has.
    fn renumbered(&self, migration: &Migration) -> String {
        order::renumber(migration, &self.migrations).unwrap_or_else(|| {
            "give one of them an id of its own: `python -c \"import uuid; print(uuid.uuid4().hex[-12:])\"`".into()
        })
    }

    fn missing(&self, naming: &Naming) -> Vec<Finding> {
        let ids: HashSet<&str> = self.ids().collect();
        let labels: BTreeSet<&Label> = self.migrations.iter().flat_map(|r| &r.labels).collect();
        let meant = self.meant();
        let dynamic = labels.iter().any(|label| matches!(label, Label::Unknown(_)));
        let mut findings = Vec::new();
        // A file whose id can't be told may be the one that is missed.
        for migration in self.migrations.iter().filter(|_| !self.unknown_ids) {
            for parent in migration.parents.iter().filter(|parent| !ids.contains(parent.name.as_str())) {
                findings.push(missed(migration, naming, naming.by, parent, meant.get(&*parent.name)));
            }
            // One may depend on a whole branch by its label.
            let known = |name: &str| ids.contains(name) || dynamic || labels.contains(&Label::Named(name.to_owned()));
            for name in migration.depends_on.iter().filter(|other| !known(&other.name)) {
                findings.push(missed(migration, naming, naming.depends_by, name, meant.get(&*name.name)));
            }
        }
        findings
    }

    /// Which ones are probably meant by names that none has; of very many the first are looked for.
    fn meant(&self) -> HashMap<&str, &str> {
        const SOUGHT: usize = 100;
        let ids: HashSet<&str> = self.ids().collect();
        let named = self.migrations.iter().flat_map(|m| m.named().map(move |name| (m, name)));
        let missed = named.filter(|(_, name)| !ids.contains(name)).take(SOUGHT);
        missed.filter_map(|(migration, name)| Some((name, self.nearest(migration, name)?))).collect()
    }

    fn nearest(&self, migration: &Migration, name: &str) -> Option<&str> {
        let stem = |m: &&Migration| {
            file_name(m.path.as_bstr()).rsplit_once_str(".").is_some_and(|(stem, _)| stem == name.as_bytes())
        };
        match self.migrations.iter().find(stem) {
            Some(migration) => Some(migration.id.as_str()),
            None => nearest(name, self.ids().filter(|id| *id != migration.id)),
        }
    }

    /// Takes away whatever names nothing of the rest, until only circles and what
    /// follows them are left. Alembic itself misses a circle that has both a way
    /// in and a way out.
    fn cycles(&self, naming: &Naming) -> Vec<Finding> {
        let by_id = self.by_id();
        let mut followers: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, migration) in &by_id {
            let named: HashSet<&str> = migration.named().filter(|name| by_id.contains_key(name)).collect();
            waiting.insert(id, named.len());
            for name in named {
                followers.entry(name).or_default().push(id);
            }
        }
        let mut findings = Vec::new();
        let mut ready: Vec<&str> = waiting.iter().filter(|(_, names)| **names == 0).map(|(id, _)| *id).collect();
        loop {
            while let Some(id) = ready.pop() {
                waiting.remove(id);
                for follower in followers.remove(id).unwrap_or_default() {
                    if let Some(names) = waiting.get_mut(follower) {
                        *names = names.saturating_sub(1);
                        ready.extend((*names == 0).then_some(follower));
                    }
                }
            }
            let Some((&start, _)) = waiting.first_key_value() else { return findings };
            let circle = circle_below(start, |id| by_id.get(id)?.named().find(|name| waiting.contains_key(name)));
            findings.extend(circle.iter().filter_map(|id| by_id.get(id)).min_by_key(|r| &r.path).map(|migration| {
                let first = circle.first().copied().unwrap_or_default();
                let message =
                    format!("migrations follow one another in a circle: {} → {first}", listed(&circle, " → "));
                Finding::new(&CYCLE, message)
                    .at(Place::line(migration.path.clone(), migration.named_at()))
                    .help(format!("let one of them follow what came before the circle: correct its `{}`", naming.by))
            }));
            ready.extend(circle);
        }
    }

    fn by_id(&self) -> HashMap<&str, &Migration> {
        self.migrations.iter().map(|migration| (migration.id.as_str(), migration)).collect()
    }

    /// Heads that carry the same branch labels, or none.
    fn rival_heads(&self, naming: &Naming, beside: Option<&Beside>) -> Vec<Finding> {
        let by_id = self.by_id();
        let labelled: Vec<&Migration> = self.migrations.iter().filter(|r| !r.labels.is_empty()).collect();
        let mut by_labels: BTreeMap<BTreeSet<&Label>, Vec<&Migration>> = BTreeMap::new();
        // What is followed under a mistaken name is no head once that is corrected.
        let meant = self.meant();
        let parents = self.migrations.iter().flat_map(|m| &m.parents);
        let followed: HashSet<&str> = parents.filter_map(|parent| meant.get(parent.name.as_str()).copied()).collect();
        for head in self.heads().into_iter().filter(|head| !followed.contains(head.id.as_str())) {
            // A label holds for everything that follows; most repositories have none.
            let below = if labelled.is_empty() { HashSet::new() } else { ancestors(&by_id, &head.id) };
            let labels = labelled.iter().filter(|r| below.contains(r.id.as_str())).flat_map(|r| &r.labels).collect();
            by_labels.entry(labels).or_default().push(head);
        }
        by_labels.into_values().filter_map(|heads| self.rivals(heads, naming, beside)).collect()
    }

    fn rivals(&self, mut heads: Vec<&Migration>, naming: &Naming, beside: Option<&Beside>) -> Option<Finding> {
        // What the other branch has is there to stay; what leaves can still be mended.
        heads.sort_by_key(|head| beside.is_some_and(|beside| !beside.ids.contains(&head.id)));
        let [first, .., last] = heads.as_slice() else { return None };
        let shown: Vec<String> = heads.iter().map(|head| format!("`{}` ({})", head.id, head.path)).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let ids: Vec<&str> = heads.iter().map(|head| head.id.as_str()).collect();
        let forked = self.forked(first, last);
        let join = (naming.join)(&ids);
        let follow =
            format!("if nobody has applied it yet, in {}: `{}`", forked.path, (naming.line)(naming.by, &first.id));
        let help = match beside {
            None => format!("{join} -- or, {follow}"),
            Some(Beside { branch, .. }) => {
                let branch = shell_word(branch.as_bytes());
                format!("git merge {branch}, then {follow}; else {join}; then commit")
            }
        };
        let message = format!("{} heads: {}", heads.len(), listed(&shown, ", "));
        let place = Place::line(forked.path.clone(), forked.named_at());
        Some(Finding::new(&TWO_HEADS, message).at(place).help(help))
    }

    /// Where the branch of the last head left what the first one has.
    fn forked<'g>(&'g self, first: &Migration, last: &'g Migration) -> &'g Migration {
        let by_id = self.by_id();
        let (known, branch) = (ancestors(&by_id, &first.id), ancestors(&by_id, &last.id));
        let leaves = |m: &&Migration| {
            let id = m.id.as_str();
            branch.contains(id) && !known.contains(id) && m.parents.iter().all(|p| known.contains(p.name.as_str()))
        };
        self.migrations.iter().find(leaves).unwrap_or(last)
    }
}

fn missed(migration: &Migration, naming: &Naming, by: &str, missing: &Reference, meant: Option<&&str>) -> Finding {
    let Reference { name, line } = missing;
    let help = match meant {
        Some(meant) => {
            format!("did you mean `{meant}`? Then write `{}`; or commit the missing file", (naming.line)(by, meant))
        }
        None => format!(
            "commit the file of `{name}`, or correct `{by}`; `git log --all --stat -- {}` shows migrations that were here",
            shell_word(parent(migration.path.as_bstr()))
        ),
    };
    Finding::new(&MISSING_PARENT, format!("`{}` names `{name}` in {by}, which no migration is", migration.id))
        .at(Place::line(migration.path.clone(), *line))
        .help(help)
}

/// Puts those first that are `published`: of two that don't go together the other one has to give way.
pub fn keep_first(graphs: &mut [Graph], published: &[Graph]) {
    let known: HashSet<&RepoPath> = published.iter().flat_map(|graph| &graph.migrations).map(|m| &m.path).collect();
    for graph in graphs {
        graph.migrations.sort_by_key(|migration| !known.contains(&migration.path));
    }
}

/// A migration and everything that it follows.
fn ancestors<'g>(by_id: &HashMap<&'g str, &'g Migration>, id: &'g str) -> HashSet<&'g str> {
    let mut seen = HashSet::from([id]);
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let parents =
            by_id.get(id).into_iter().flat_map(|migration| &migration.parents).map(|parent| parent.name.as_str());
        open.extend(parents.filter(|parent| by_id.contains_key(parent) && seen.insert(parent)));
    }
    seen
}

/// The circle that is reached by going on from `start`.
fn circle_below<'g>(start: &'g str, next: impl Fn(&str) -> Option<&'g str>) -> Vec<&'g str> {
    let mut way = vec![start];
    let mut met = HashMap::from([(start, 0)]);
    while let Some(at) = way.last().and_then(|id| next(id)) {
        if let Some(begun) = met.insert(at, way.len()) {
            return way.split_off(begun);
        }
        way.push(at);
    }
    way
}

/// The first few of them, and how many more there are.
pub fn listed(names: &[&str], between: &str) -> String {
    const SHOWN: usize = 12;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(between);
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}

#[cfg(test)]
mod tests;

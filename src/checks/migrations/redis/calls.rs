//! What a file does with Redis.

use std::collections::{BTreeMap, BTreeSet};

use super::registry::{Index, Kind};

/// More uses than a file has that somebody wrote; each is compared with every declared key.
const MOST: usize = 1000;

/// Longer strings are prose.
pub const LONGEST_KEY: usize = 200;

/// What a file does with Redis.
#[derive(Default, Debug, Clone)]
pub struct Calls {
    pub uses: Vec<Use>,
    /// What looks at or empties everything, with its line.
    pub sweeps: Vec<(&'static str, usize)>,
    /// `FT.CREATE …`, with its line.
    pub indexes: Vec<(String, usize)>,
    /// Those of them that are literal throughout, with their lines.
    pub created: Vec<(Index, usize)>,
    /// Its strings: some may be keys that are made apart from the call.
    pub spelled: BTreeSet<String>,
    /// Calls whose key begins with a variable, or that are too many to be compared.
    pub dynamic: usize,
    /// Whether something expires under a key that is not literal.
    expires_elsewhere: bool,
}

/// What is written, as `method key`, with the line where it first is.
pub type Writes = BTreeMap<String, usize>;

/// One use of a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// `session:{}`
    pub key: String,
    /// In lower case: `hset`.
    pub command: String,
    /// What the key must hold for that; `None` for commands that take anything.
    pub kind: Option<Kind>,
    pub writes: bool,
    /// Whether the key is told to expire here, or may be elsewhere.
    pub expires: bool,
    pub line: usize,
}

/// What is kept in Redis for a class, or an object that stands for one.
#[derive(Debug, PartialEq)]
pub struct Model {
    /// `shop:customer:{}`
    pub key: String,
    pub kind: Kind,
    /// If fields of it are indexed.
    pub index: Option<Index>,
    pub line: usize,
}

impl Calls {
    /// Both as one.
    pub fn joined(mut self, other: Self) -> Self {
        self.uses.extend(other.uses);
        self.sweeps.extend(other.sweeps);
        self.indexes.extend(other.indexes);
        self.created.extend(other.created);
        self.spelled.extend(other.spelled);
        self.dynamic += other.dynamic;
        self
    }

    /// Whether a key stands here that no call was seen to use: a function may make it.
    pub fn merely_spells(&self, key: &str) -> bool {
        self.spelled.contains(key) && !self.uses.iter().any(|used| used.key == key)
    }

    /// What is written.
    pub fn writes(&self) -> Writes {
        let mut writes = Writes::new();
        for used in self.uses.iter().filter(|used| used.writes) {
            writes.entry(format!("{} {}", used.command, used.key)).or_insert(used.line);
        }
        for (index, line) in &self.indexes {
            writes.entry(index.clone()).or_insert(*line);
        }
        writes
    }

    /// Takes a use in; one whose key begins with a variable is only counted.
    pub fn note(&mut self, used: Use) {
        if used.key.starts_with('{') || used.key.is_empty() || self.uses.len() >= MOST {
            self.dynamic += 1;
            self.expires_elsewhere |= used.expires;
        } else {
            self.uses.push(used);
        }
    }

    /// Takes in what the instances of a model are to be written under. Any of them may
    /// be told to expire, wherever it is used.
    pub fn note_model(&mut self, model: Model) {
        let Model { key, kind, index, line } = model;
        let command = if kind == Kind::Json { "json.set" } else { "hset" }.to_owned();
        self.note(Use { key, command, kind: Some(kind), writes: true, expires: true, line });
        if let Some(index) = index {
            self.note_index(index, line);
        }
    }

    /// Takes an index in, to be compared part by part with what the code did.
    pub fn note_index(&mut self, index: Index, line: usize) {
        if index.name.len() <= LONGEST_KEY {
            self.indexes.extend(index.parts().into_iter().map(|part| (part, line)));
        }
        self.note_created(Some(index), line);
    }

    /// Takes an index in that is held against the declared ones; one that a variable is part of is only counted.
    pub fn note_created(&mut self, index: Option<Index>, line: usize) {
        match index.filter(|index| index.is_literal() && self.created.len() < MOST) {
            Some(index) => self.created.push((index, line)),
            None => self.dynamic += 1,
        }
    }

    /// A key that expires anywhere in the file expires.
    pub fn settle(&mut self) {
        let expiring: BTreeSet<String> =
            self.uses.iter().filter(|used| used.expires).map(|used| used.key.clone()).collect();
        for used in &mut self.uses {
            used.expires |= self.expires_elsewhere || expiring.contains(&used.key);
        }
    }
}

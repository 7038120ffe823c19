//! Models of redis-om for Python: under which keys they are kept, and which
//! indexes are made for them. What depends on the module's path or on another
//! file is variable here, and a field of an unknown type is left out.

mod fields;

use std::collections::BTreeMap;

use bstr::ByteSlice;

use super::calls::{LONGEST_KEY, Model};
use super::registry::{Index, Kind, blank};
use crate::checks::migrations::python::declarations::{self, Attribute, Class, Expression, Shape};
use fields::{Place, element, field, is_true, lines};

/// No chain of classes that somebody wrote is longer, nor has a class more bases or classes inside.
const DEEPEST: usize = 16;

/// More models than a file has that somebody wrote.
const MOST: usize = 1000;

/// The fields of such models are named with less text, those of embedded ones counted wherever they are.
const MOST_TEXT: usize = 1 << 20;

/// The models that a module declares.
pub fn read(source: &[u8]) -> Vec<Model> {
    if !source.contains_str("redis_om") {
        return Vec::new();
    }
    let scope = declarations::read(source).unwrap_or_default();
    let classes = scope.classes.iter().map(|class| (class.name.as_str(), class)).collect();
    let mut module = Module { classes, left: MOST_TEXT };
    scope.classes.iter().filter_map(|class| module.model(class)).take(MOST).collect()
}

/// The classes of a file.
struct Module<'m> {
    classes: BTreeMap<&'m str, &'m Class>,
    /// How much text is still read of them.
    left: usize,
}

/// A class, then those of its file that it is derived from.
struct Lineage<'m> {
    classes: Vec<&'m Class>,
    kind: Kind,
    is_embedded: bool,
}

/// What brings neither keys nor fields.
const EMPTY: [&str; 5] = ["HashModel", "JsonModel", "EmbeddedJsonModel", "ABC", "BaseModel"];

impl<'m> Module<'m> {
    fn model(&mut self, class: &'m Class) -> Option<Model> {
        let lineage = self.lineage(class)?;
        // An abstract one is only there to be derived from.
        if lineage.is_embedded || bases(class).any(|base| base == "ABC") {
            return None;
        }
        let names = Names::of(&lineage);
        let index = lineage.is_indexed().then(|| self.schema(&lineage)).flatten().map(|schema| Index {
            name: names.index(),
            prefix: vec![names.key("")],
            on: Some(lineage.kind.name().to_owned()),
            schema,
        });
        Some(Model { key: names.key("{}"), kind: lineage.kind, index, line: class.line })
    }

    fn lineage(&self, class: &'m Class) -> Option<Lineage<'m>> {
        let mut classes = vec![class];
        while classes.len() < DEEPEST {
            let class = *classes.last()?;
            let known = bases(class).find_map(|base| match base {
                "HashModel" => Some((Kind::Hash, false)),
                "JsonModel" => Some((Kind::Json, false)),
                "EmbeddedJsonModel" => Some((Kind::Json, true)),
                _ => None,
            });
            if let Some((kind, is_embedded)) = known {
                return Some(Lineage { classes, kind, is_embedded });
            }
            classes.push(bases(class).find_map(|base| self.classes.get(base).copied())?);
        }
        None
    }

    /// One field a line, as `FT.CREATE` takes it; `None` if they are more than anyone declares.
    fn schema(&mut self, lineage: &Lineage<'m>) -> Option<Vec<String>> {
        let attributes = self.attributes(lineage)?;
        let (mut schema, root) = (Vec::new(), Place::new(lineage.kind));
        let is_primary = |attribute: &&Attribute| field(attribute).is_some_and(|call| is_true(call, "primary_key"));
        if !attributes.iter().any(is_primary) && !lineage.has_others() {
            schema.push(root.line("pk", false, "", "TAG SEPARATOR |"));
        }
        self.gather(attributes, &root, &mut schema, DEEPEST)?;
        Some(schema)
    }

    /// What a class is given, whoever in its line gives it; the nearest counts.
    fn attributes(&mut self, lineage: &Lineage<'m>) -> Option<Vec<&'m Attribute>> {
        self.charge(lineage.classes.iter().map(|class| class.body.attributes.len()).sum())?;
        let given = lineage.classes.iter().rev().flat_map(|class| &class.body.attributes);
        let given = given.filter(|attribute| attribute.decorators.is_empty());
        let nearest: BTreeMap<&str, &Attribute> = given.map(|attribute| (attribute.name.as_str(), attribute)).collect();
        Some(nearest.into_values().collect())
    }

    fn gather(
        &mut self,
        attributes: Vec<&'m Attribute>,
        within: &Place,
        schema: &mut Vec<String>,
        depth: usize,
    ) -> Option<()> {
        for attribute in attributes {
            self.charge(within.size() + attribute.name.len())?;
            let Some(annotation) = &attribute.annotation else { continue };
            let (of, is_list) = element(annotation);
            let embedded = self.classes.get(of).and_then(|class| self.lineage(class));
            match (embedded, field(attribute)) {
                (Some(embedded), _) if within.kind == Kind::Json => {
                    let below = within.below(&attribute.name, is_list);
                    let attributes = self.attributes(&embedded)?;
                    self.gather(attributes, &below, schema, depth.checked_sub(1)?)?;
                }
                (None, Some(call)) => schema.extend(lines(&attribute.name, call, of, is_list, within)),
                _ => {}
            }
        }
        Some(())
    }

    fn charge(&mut self, text: usize) -> Option<()> {
        self.left = self.left.checked_sub(text)?;
        Some(())
    }
}

impl Lineage<'_> {
    /// Whether it is derived from more than what is seen here: keys and fields may come from there.
    fn has_others(&self) -> bool {
        let next = self.classes[1..].iter().map(|class| Some(class.name.as_str())).chain([None]);
        self.classes.iter().zip(next).any(|(class, next)| {
            class.bases.len() > DEEPEST || bases(class).any(|base| Some(base) != next && !EMPTY.contains(&base))
        })
    }

    /// Whether an index is made for the class. Below a class with an index, redis-om loses the fields of that one.
    fn is_indexed(&self) -> bool {
        let asks = |class: &Class| {
            class.keywords.iter().take(DEEPEST).any(|(name, value)| name == "index" && value.text == "True")
        };
        self.classes.iter().position(|class| asks(class)) == Some(0)
            && !self.classes[1..].iter().any(|class| asks(class))
    }
}

/// How keys and index of a class are named; what is not known is `{}`.
struct Names {
    global: String,
    model: String,
    index: Option<String>,
    key: String,
}

impl Names {
    fn of(lineage: &Lineage) -> Self {
        let all: Vec<Option<&Class>> = lineage.classes.iter().map(|class| settings(class)).collect();
        let others = lineage.has_others().then(|| "{}".to_owned());
        // What a class does not say its base says; only the names of model and index are its own.
        let said = |settings, name| said(settings, name).or_else(|| others.clone());
        Self {
            global: said(&all, "global_key_prefix").unwrap_or_default(),
            model: said(&all[..1], "model_key_prefix")
                .filter(|prefix| !prefix.is_empty())
                .unwrap_or_else(|| format!("{{}}.{}", lineage.classes[0].name)),
            index: said(&all[..1], "index_name"),
            key: said(&all, "primary_key_pattern").unwrap_or_else(|| "{pk}".to_owned()),
        }
    }

    /// The key of a model with such a primary key.
    fn key(&self, primary: &str) -> String {
        let key = self.key.replace("{pk}", primary);
        blank(&format!("{}:{}:{key}", self.global.trim_matches(':'), self.model.trim_matches(':')))
    }

    fn index(&self) -> String {
        blank(&self.index.clone().unwrap_or_else(|| format!("{}:{}:index", self.global, self.model)))
    }
}

/// What a class says of its keys.
fn settings(class: &Class) -> Option<&Class> {
    class.body.classes.iter().take(DEEPEST).find(|inner| inner.name == "Meta")
}

/// What the first of them says that says anything. One that is derived says what
/// redis-om puts into it while the program runs.
fn said(settings: &[Option<&Class>], name: &str) -> Option<String> {
    settings.iter().flatten().find_map(|meta| {
        let mut given = meta.body.attributes.iter().rev().take(DEEPEST);
        match given.find(|given| given.name == name).and_then(|given| given.value.as_ref()) {
            Some(Expression { shape: Shape::Text(text), .. }) if text.len() <= LONGEST_KEY => Some(text.clone()),
            Some(_) => Some("{}".to_owned()),
            None => (!meta.bases.is_empty()).then(|| "{}".to_owned()),
        }
    })
}

fn bases(class: &Class) -> impl Iterator<Item = &str> {
    class.bases.iter().take(DEEPEST).map(|base| base.rsplit('.').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key, name of the index, prefix and fields, those of the class that is declared last.
    fn told(source: &str) -> (String, Option<(String, String, Vec<String>)>) {
        let model = read(format!("from redis_om import *\n{source}").as_bytes()).pop().unwrap();
        (model.key, model.index.map(|index| (index.name, index.prefix.concat(), index.schema)))
    }

    fn schema(class: &str) -> Vec<String> {
        told(class).1.unwrap().2
    }

    #[test]
    fn keys_and_names_are_those_of_redis_om() {
        let index = |name: &str| Some(name.to_owned());
        let shop = "class Meta:\n        global_key_prefix = 'shop'\n";
        for (source, key, name) in [
            ("class A(HashModel): pass", ":{}.A:{}", None),
            ("class A(JsonModel, index=True): pass", ":{}.A:{}", index(":{}.A:index")),
            (&format!("class A(HashModel):\n    {shop}        model_key_prefix = 'a:'"), "shop:a:{}", None),
            (
                &format!("class A(HashModel, index=True):\n    {shop}        model_key_prefix = 'a:'"),
                "shop:a:{}",
                index("shop:a::index"),
            ),
            (
                &format!("class B(HashModel, abc.ABC):\n    {shop}class A(B, index=True): pass"),
                "shop:{}.A:{}",
                index("shop:{}.A:index"),
            ),
            (
                &format!(
                    "class B(JsonModel):\n    {shop}        index_name = 'b'\nclass A(B, index=True):\n    class \
                     Meta:\n        model_key_prefix = 'a'"
                ),
                "shop:a:{}",
                index("shop:a:index"),
            ),
            (
                "class A(HashModel, index=True):\n    class Meta:\n        global_key_prefix = ':g:'\n        \
                 model_key_prefix = 'a'\n        index_name = 'i'\n        primary_key_pattern = 'x{pk}y'",
                "g:a:x{}y",
                index("i"),
            ),
            ("class A(Shared, HashModel, index=True): pass", "{}:{}:{}", index("{}")),
            ("class A(HashModel):\n    class Meta:\n        global_key_prefix = settings.PREFIX", "{}:{}.A:{}", None),
            (
                &format!(
                    "class B(HashModel):\n    {shop}class A(B, index=True):\n    class Meta(B.Meta):\n        encoding \
                     = 'x'"
                ),
                "{}:{}:{}",
                index("{}"),
            ),
        ] {
            let (told_key, told_index) = told(source);
            assert_eq!((told_key.as_str(), told_index.map(|index| index.0)), (key, name), "{source}");
        }
        let pattern = "class A(HashModel, index=True):\n    class Meta:\n        primary_key_pattern = 'x{pk}y'";
        assert_eq!(told(pattern).1.unwrap().1, ":{}.A:xy");
    }

    #[test]
    fn fields_of_embedded_models_are_indexed_where_they_stand() {
        let source = "class C(EmbeddedJsonModel):\n    n: int = Field(index=True)\nclass B(EmbeddedJsonModel):\n    c: \
                      C\n    t: str = Field(index=True)\nclass A(JsonModel, index=True):\n    b: B\n    all: \
                      Optional[List[B]] = None\n    l: list[str] = Field(index=True)";
        assert_eq!(
            schema(source),
            [
                "$.pk AS pk TAG SEPARATOR |",
                "$.all[*].c.n AS all_c_n NUMERIC",
                "$.all[*].t AS all_t TAG SEPARATOR |",
                "$.b.c.n AS b_c_n NUMERIC",
                "$.b.t AS b_t TAG SEPARATOR |",
                "$.l[*] AS l TAG SEPARATOR |",
            ]
        );
    }

    #[test]
    fn hostile_models_end() {
        let many = |class: &dyn Fn(usize) -> String| (0..3000).map(class).collect::<String>();
        let wide = "    f: A{next}\n    g: A{next}\n".to_owned();
        for source in [
            "class A(A): pass".to_owned(),
            "class A(B): pass\nclass B(A): pass".to_owned(),
            "class A(JsonModel, index=True):\n    a: A".to_owned(),
            many(&|n| format!("class A{n}(A{}): pass\n", n + 1)),
            many(&|n| format!("class A{n}(JsonModel, index=True):\n{}", wide.replace("{next}", &(n + 1).to_string()))),
            format!("class A({}JsonModel): pass\n", "B, ".repeat(100_000)),
            // Names that are long, or options that are many, are put together with many others.
            format!(
                "class B(EmbeddedJsonModel):\n    {}: str = Field(index=True)\nclass A(JsonModel, index=True):\n{}",
                "n".repeat(300_000),
                "    f: B\n    g: B\n".repeat(10_000)
            ),
            format!(
                "class B(JsonModel):\n    class Meta:\n        global_key_prefix = '{}'\n{}",
                "n".repeat(300_000),
                many(&|n| format!("class A{n}(B): pass\n"))
            ),
            format!(
                "class B(JsonModel):\n{}{}",
                "    a: str = Field()\n".repeat(20_000),
                many(&|n| format!("class A{n}(B, index=True): pass\n"))
            ),
        ] {
            read(format!("import redis_om\n{source}").as_bytes());
        }
    }
}

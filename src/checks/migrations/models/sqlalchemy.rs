//! `SQLAlchemy` and `SQLModel`: classes with columns, and tables put together by hand.

use std::collections::HashSet;

use bstr::{BStr, ByteSlice};

use super::Language;
use super::difference::{Facets, Schema};
use crate::checks::migrations::frameworks::alembic;
use crate::checks::migrations::paths::{file_name, parent};
use crate::checks::migrations::python::declarations::{self, Attribute, Call, Class, Expression, Shape};

pub static LANGUAGE: Language = Language {
    framework: &alembic::FRAMEWORK,
    is_source: |path| path.ends_with(b".py"),
    read,
    home,
    is_strict: false,
    command: |_| "alembic revision --autogenerate -m \"…\"".to_owned(),
};

/// Whoever declares a column writes one of them.
const WORDS: [&str; 5] = ["Column(", "mapped_column(", "Mapped[", "__tablename__", "table=True"];

/// What Python alone is told: no database ever hears of it.
const PYTHON_ONLY: [&str; 23] = [
    "active_history",
    "autoincrement",
    "compare",
    "default",
    "default_factory",
    "deferred",
    "deferred_group",
    "deferred_raiseload",
    "doc",
    "hash",
    "info",
    "init",
    "insert_default",
    "key",
    "kw_only",
    "name",
    "onupdate",
    "quote",
    "repr",
    "server_onupdate",
    "sort_order",
    "system",
    "use_existing_column",
];

/// What `SQLModel` passes on to the column.
const FIELD: [&str; 11] = [
    "foreign_key",
    "index",
    "max_length",
    "nullable",
    "ondelete",
    "primary_key",
    "sa_column",
    "sa_column_args",
    "sa_column_kwargs",
    "sa_type",
    "unique",
];

/// What an annotation alone comes to.
/// <https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html#mapped-column-derives-the-datatype-and-nullability-from-the-mapped-annotation>
const TYPES: [(&str, &str); 9] = [
    ("bool", "Boolean"),
    ("bytes", "LargeBinary"),
    ("date", "Date"),
    ("datetime", "DateTime"),
    ("Decimal", "Numeric"),
    ("float", "Float"),
    ("int", "Integer"),
    ("str", "String"),
    ("timedelta", "Interval"),
];

/// `X/versions`, with all that is below, belongs to what lies beside `X`.
fn home(folder: &BStr) -> &BStr {
    let above = std::iter::successors(Some(folder), |at| (!at.is_empty()).then(|| parent(at)));
    let versions = above.into_iter().find(|at| file_name(at) == b"versions").unwrap_or(folder);
    parent(parent(versions))
}

fn read(source: &[u8]) -> Option<Schema> {
    let mut schema = Schema::default();
    if !WORDS.iter().any(|word| source.contains_str(word)) {
        return Some(schema);
    }
    let module = declarations::read(source)?;
    let is_table = |class: &&Class| class.keywords.iter().any(|(name, value)| name == "table" && value.text == "True");
    let tables = module.classes.iter().filter(is_table);
    // Tables of SQLModel get what the classes have that they are derived from.
    let bases: HashSet<&str> = tables.flat_map(|class| &class.bases).map(String::as_str).collect();
    for class in &module.classes {
        if is_table(&class) || bases.contains(class.name.as_str()) {
            add_class(&mut schema, class, field);
        } else {
            add_class(&mut schema, class, column);
        }
    }
    for attribute in &module.attributes {
        add_table(&mut schema, attribute);
    }
    Some(schema)
}

/// A column by its name, unless the attribute is something else.
type Column = (Option<String>, Facets);

fn add_class(schema: &mut Schema, class: &Class, column: fn(&Attribute) -> Option<Column>) {
    let attributes = &class.body.attributes;
    let named = attributes.iter().find(|attribute| attribute.name == "__tablename__");
    let table = named.and_then(|named| match &named.value.as_ref()?.shape {
        Shape::Text(name) => Some(name.as_str()),
        _ => None,
    });
    let columns: Vec<_> = attributes.iter().filter_map(|attribute| Some((attribute, column(attribute)?))).collect();
    if columns.is_empty() && named.is_none() {
        return;
    }
    let model = table.unwrap_or(&class.name);
    schema.model(model, class.line, Facets::new());
    for (attribute, (name, facets)) in columns {
        schema.part(model, name.as_ref().unwrap_or(&attribute.name), attribute.line, facets);
    }
    for attribute in attributes.iter().filter(|attribute| attribute.name == "__table_args__") {
        if let Some(Shape::List(items)) = attribute.value.as_ref().map(|value| &value.shape) {
            add_items(schema, model, items);
        }
    }
}

/// `users = Table("users", metadata, Column(…), …)`.
fn add_table(schema: &mut Schema, attribute: &Attribute) {
    let Some(call) = attribute.value.as_ref().and_then(Expression::call) else { return };
    if let ("Table", [Expression { shape: Shape::Text(table), .. }, _, items @ ..]) =
        (call.short(), &call.positional[..])
    {
        schema.model(table, attribute.line, Facets::new());
        add_items(schema, table, items);
    }
}

/// Columns, indexes and constraints.
fn add_items(schema: &mut Schema, model: &str, items: &[Expression]) {
    for item in items {
        let Some(call) = item.call() else { continue };
        match declared(call, None) {
            (Some(name), facets) if call.short() == "Column" => schema.part(model, &name, item.line, facets),
            _ => schema.part(model, &item.text, item.line, Facets::new()),
        }
    }
}

fn column(attribute: &Attribute) -> Option<Column> {
    let mapped = attribute
        .annotation
        .as_deref()
        .and_then(|annotation| annotation.strip_prefix("Mapped[").and_then(|inner| inner.strip_suffix(']')));
    match &attribute.value {
        Some(value) => Some(declared(column_call(value)?, mapped)),
        // A function that returns nothing known, or a bare annotation.
        None if attribute.decorators.is_empty() => Some((None, annotated(mapped?))),
        None => None,
    }
}

/// `Column(…)`, `mapped_column(…)`, `deferred(Column(…))`.
fn column_call(value: &Expression) -> Option<&Call> {
    let call = value.call()?;
    match call.short() {
        "Column" | "mapped_column" => Some(call),
        "deferred" => call.positional.first().and_then(Expression::call).filter(|inner| inner.short() == "Column"),
        _ => None,
    }
}

fn declared(call: &Call, mapped: Option<&str>) -> Column {
    let mut facets = mapped.map(annotated).unwrap_or_default();
    let (mut name, mut constraints) = (None, Vec::new());
    let mut is_typed = false;
    for given in &call.positional {
        match (&given.shape, given.call().map(Call::short)) {
            (Shape::Text(text), _) if name.is_none() => name = Some(text.clone()),
            (_, Some("ForeignKey" | "Sequence" | "Identity" | "Computed" | "CheckConstraint" | "FetchedValue")) => {
                constraints.push(given.text.as_str());
            }
            _ if !is_typed => {
                is_typed = true;
                facets.insert("type".into(), typed(&given.text));
            }
            _ => constraints.push(given.text.as_str()),
        }
    }
    if !constraints.is_empty() {
        facets.insert("constraint".into(), constraints.join(", "));
    }
    for (keyword, value) in call.keywords.iter().filter(|(keyword, _)| !PYTHON_ONLY.contains(&keyword.as_str())) {
        match (keyword.as_str(), value.text.as_str()) {
            ("type_", text) => drop(facets.insert("type".into(), typed(text))),
            ("nullable", text) => drop(facets.insert("nullable".into(), text.to_owned())),
            (_, "False" | "None") => {}
            (keyword, text) => drop(facets.insert(keyword.to_owned(), text.to_owned())),
        }
    }
    let nullable = if facets.contains_key("primary_key") { "False" } else { "True" };
    facets.entry("nullable".into()).or_insert_with(|| nullable.into());
    let named = call.keywords.iter().find(|(keyword, _)| keyword == "name");
    if let Some(Shape::Text(text)) = named.map(|(_, value)| &value.shape) {
        name = Some(text.clone());
    }
    (name, facets)
}

/// An attribute of an `SQLModel` that is a table.
fn field(attribute: &Attribute) -> Option<Column> {
    let annotation = attribute.annotation.as_deref().filter(|annotation| !annotation.starts_with("ClassVar"))?;
    let call = attribute.value.as_ref().and_then(Expression::call);
    if call.is_some_and(|call| call.short() == "Relationship") {
        return None;
    }
    let mut facets = annotated(annotation);
    let keywords = call.filter(|call| call.short() == "Field").map_or(&[][..], |call| &call.keywords);
    for (keyword, value) in keywords.iter().filter(|(keyword, _)| FIELD.contains(&keyword.as_str())) {
        if !matches!(value.text.as_str(), "False" | "None") || keyword == "nullable" {
            facets.insert(keyword.clone(), value.text.clone());
        }
    }
    Some((None, facets))
}

/// Type and nullability by an annotation: `Optional[int]`, `int | None`, with quotes or without.
fn annotated(annotation: &str) -> Facets {
    let bare: String = annotation.chars().filter(|c| !c.is_whitespace() && *c != '"' && *c != '\'').collect();
    let inside = |prefix, suffix| bare.strip_prefix(prefix).and_then(|rest: &str| rest.strip_suffix(suffix));
    let optional = inside("Optional[", "]")
        .or_else(|| inside("Union[", ",None]"))
        .or_else(|| bare.strip_suffix("|None"))
        .or_else(|| bare.strip_prefix("None|"));
    let of = optional.unwrap_or(&bare);
    let nullable = if optional.is_some() { "True" } else { "False" };
    Facets::from([("type".into(), typed(of)), ("nullable".into(), nullable.into())])
}

/// `Integer()` is `Integer`, and so is `int`.
fn typed(text: &str) -> String {
    let text = text.strip_suffix("()").unwrap_or(text);
    TYPES.iter().find(|(python, _)| *python == text).map_or(text, |(_, sql)| sql).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::difference::tests::told;
    use super::*;

    fn model(body: &str) -> String {
        format!(
            "class User(Base):\n    __tablename__ = 'users'\n    id = Column(Integer, primary_key=True)\n    {body}\n"
        )
    }

    fn changed(before: &str, now: &str) -> Vec<String> {
        told(&read(before.as_bytes()).unwrap(), &read(now.as_bytes()).unwrap())
    }

    #[test]
    fn what_changes_a_column_is_told_with_its_line() {
        for (before, now, expected) in [
            ("x = 1", "a = Column(Text)", "4 `users.a` is new"),
            ("a = Column(Text)", "x = 1", "0 `users.a` is gone"),
            ("a = Column(String(1))", "a = Column(String(2))", "4 `users.a`: type String(1) → String(2)"),
            ("a = Column(Text)", "a = Column(Text, nullable=False)", "4 `users.a`: nullable True → False"),
            ("a: Mapped[str]", "a: Mapped[str | None]", "4 `users.a`: nullable False → True"),
            (
                "a: Mapped[str] = mapped_column()",
                "a: Mapped[int] = mapped_column()",
                "4 `users.a`: type String → Integer",
            ),
            ("a = Column(Text)", "a = Column(Text, server_default='x')", "4 `users.a`: now server_default \"x\""),
            ("a = Column(Text, unique=True)", "a = Column(Text)", "4 `users.a`: no longer unique"),
            (
                "a = Column(Integer)",
                "a = Column(Integer, ForeignKey('t.id'))",
                "4 `users.a`: now constraint ForeignKey(\"t.id\")",
            ),
            ("x = 1", "__table_args__ = (Index('i', 'id'), {'a': 1})", "4 `users` Index(\"i\",\"id\") is new"),
            ("x = 1", "@declared_attr\n    def a(cls):\n        return Column(Text)", "5 `users.a` is new"),
        ] {
            assert_eq!(changed(&model(before), &model(now)), [expected], "{now}");
        }
    }

    #[test]
    fn what_the_database_never_hears_of_is_no_change() {
        for (before, now) in [
            ("a = Column(Text)", "a = Column(Text, default='x', onupdate=f, doc='Why.')"),
            ("a = Column(Integer())", "a = sa.Column(\n        sa.Integer,  # so\n        nullable=True,\n    )"),
            ("a = Column(String, nullable=False)", "a: Mapped[str] = mapped_column(String)"),
            ("a = Column(Boolean)", "a: Mapped[Optional[bool]] = mapped_column(default=True)"),
            ("a: Mapped[Optional[int]]", "a: Mapped['int | None']"),
            ("a = Column('b', Text)", "c = Column('b', Text)"),
            ("x = 1", "a = relationship('Other')"),
            ("x = 1", "a: Mapped[list['Other']] = relationship(back_populates='user')"),
            ("x = 1", "'''Doc.'''\n    @property\n    def a(self):\n        return Column(Text).x"),
            ("x = 1", "@hybrid_property\n    def a(self):\n        return self.b"),
            ("x = 1", "a = column_property(select(b))"),
        ] {
            assert_eq!(changed(&model(before), &model(now)), [""; 0], "{now}");
        }
        let renamed = model("x = 1").replace("User", "Account");
        assert_eq!(changed(&model("x = 1"), &renamed), [""; 0]);
    }

    #[test]
    fn tables_by_hand_and_of_sqlmodel_are_read() {
        let table = "t = Table('t', m, Column('a', Integer), Column('b', Text))\n";
        assert_eq!(changed(table, &table.replace("Text", "Date")), ["1 `t.b`: type Text → Date"]);
        let hero = "class Base(SQLModel):\n    name: str = Field(index=True)\nclass Hero(Base, table=True):\n    \
                    id: int | None = Field(default=None, primary_key=True)\n    team: Team = Relationship()\n";
        assert_eq!(
            changed(hero, &hero.replace("name: str", "name: str | None")),
            ["2 `Base.name`: nullable False → True"]
        );
        assert_eq!(changed(hero, &hero.replace("default=None", "default=1").replace("Team", "Club")), [""; 0]);
        assert_eq!(changed("", hero), ["1 `Base` is new", "3 `Hero` is new"]);
    }

    #[test]
    fn what_is_no_python_is_not_compared() {
        assert!(read(b"a = Column(").is_none());
        assert!(read(b"a = 1 +").is_some());
    }
}

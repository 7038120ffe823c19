//! Fields of a model as redis-om for Python indexes them.

use super::super::registry::Kind;
use crate::checks::migrations::python::declarations::{Attribute, Call, Expression, Shape};

/// No type that somebody wrote nests deeper.
const DEEPEST: usize = 8;

/// More options than a field takes.
const MOST_OPTIONS: usize = 64;

/// What an attribute is given, if that is redis-om's description of a field.
pub fn field(attribute: &Attribute) -> Option<&Call> {
    attribute.value.as_ref().and_then(Expression::call).filter(|call| call.short() == "Field")
}

/// Whether an option is switched on.
pub fn is_true(call: &Call, option: &str) -> bool {
    given(call, option) == Some("True")
}

fn given<'c>(call: &'c Call, option: &str) -> Option<&'c str> {
    option_of(call, option).map(|value| value.text.as_str())
}

fn option_of<'c>(call: &'c Call, option: &str) -> Option<&'c Expression> {
    call.keywords.iter().take(MOST_OPTIONS).find(|(name, _)| name == option).map(|(_, value)| value)
}

/// What a field holds, and whether it holds a list of those: `Optional[List[str]]` has `str`.
pub fn element(annotation: &str) -> (&str, bool) {
    let (mut of, mut is_list) = (annotation.trim_matches(['"', '\'']), false);
    for _ in 0..DEEPEST {
        of = of.strip_suffix("|None").unwrap_or(of);
        let Some((outer, inner)) = of.strip_suffix(']').and_then(|of| of.split_once('[')) else { break };
        match outer {
            "Optional" => of = inner,
            "Union" => of = inner.strip_suffix(",None").unwrap_or(inner),
            "List" | "list" => (of, is_list) = (inner, true),
            "Literal" => return ("str", is_list),
            _ => break,
        }
    }
    (of, is_list)
}

/// What of an index a field makes: nothing, unless it asks for that.
pub fn lines(name: &str, call: &Call, of: &str, is_list: bool, within: &Place) -> Vec<String> {
    let asks = ["index", "sortable", "full_text_search", "primary_key"].iter().any(|option| is_true(call, option));
    let options = ["sortable", "full_text_search", "case_sensitive"];
    let is_known = options.iter().all(|option| matches!(given(call, option), None | Some("True" | "False")));
    let is_special = given(call, "vector_options").is_some() || (is_list && (of != "str" || within.kind == Kind::Hash));
    let Some(definition) = definition(call, of).filter(|_| asks && is_known && !is_special) else { return Vec::new() };
    // Of a text that is the primary key nothing else is heeded.
    if of == "str" && is_true(call, "primary_key") {
        return vec![within.line(name, is_list, "", &definition)];
    }
    let sortable = if is_true(call, "sortable") { " SORTABLE" } else { "" };
    if of == "str" && is_true(call, "full_text_search") {
        let text = within.line(name, is_list, "_fts", &format!("TEXT{sortable}"));
        return vec![within.line(name, is_list, "", &definition), text];
    }
    let exact = if of == "str" && is_true(call, "case_sensitive") { " CASESENSITIVE" } else { "" };
    vec![within.line(name, is_list, "", &format!("{definition}{sortable}{exact}"))]
}

fn definition(call: &Call, of: &str) -> Option<String> {
    match of {
        "bool" => Some("TAG".to_owned()),
        "int" | "float" | "Decimal" | "date" | "datetime" => Some("NUMERIC".to_owned()),
        "Coordinates" => Some("GEO".to_owned()),
        "str" | "UUID" => match option_of(call, "separator") {
            None => Some("TAG SEPARATOR |".to_owned()),
            Some(Expression { shape: Shape::Text(one), .. }) if one.len() == 1 => Some(format!("TAG SEPARATOR {one}")),
            Some(_) => None,
        },
        _ => None,
    }
}

/// Where the fields of a model stand: of an embedded one, within its document.
pub struct Place {
    /// What the model is kept as.
    pub kind: Kind,
    /// `$.address`
    json: String,
    /// `address_`
    name: String,
}

impl Place {
    /// At the root of a model.
    pub fn new(kind: Kind) -> Self {
        Self { kind, json: "$".to_owned(), name: String::new() }
    }

    /// Within one of its fields.
    pub fn below(&self, field: &str, is_list: bool) -> Self {
        Self { kind: self.kind, json: self.at(field, is_list), name: format!("{}{field}_", self.name) }
    }

    /// How much text stands before its fields.
    pub fn size(&self) -> usize {
        self.json.len() + self.name.len()
    }

    fn at(&self, field: &str, is_list: bool) -> String {
        let all = if is_list { "[*]" } else { "" };
        if self.kind == Kind::Json { format!("{}.{field}{all}", self.json) } else { field.to_owned() }
    }

    /// A field as `FT.CREATE` takes it.
    pub fn line(&self, field: &str, is_list: bool, suffix: &str, definition: &str) -> String {
        let (at, name) = (self.at(field, is_list), format!("{}{field}{suffix}", self.name));
        if at == name { format!("{at} {definition}") } else { format!("{at} AS {name} {definition}") }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn schema(source: &str) -> Vec<String> {
        let model = read(format!("from redis_om import *\n{source}").as_bytes()).pop().unwrap();
        model.index.unwrap().schema
    }

    #[test]
    fn fields_are_those_that_redis_om_would_index() {
        let pk = "pk TAG SEPARATOR |";
        for (field, expected) in [
            ("a: str", &[pk][..]),
            ("a: str = Field(index=True)", &[pk, "a TAG SEPARATOR |"]),
            ("a: Optional[int] = Field(sortable=True)", &[pk, "a NUMERIC SORTABLE"]),
            ("a: datetime.date | None = Field(index=True)", &[pk, "a NUMERIC"]),
            ("a: bool = Field(index=True)", &[pk, "a TAG"]),
            ("a: str = Field(index=True, separator=',')", &[pk, "a TAG SEPARATOR ,"]),
            (
                "a: str = Field(full_text_search=True, sortable=True)",
                &[pk, "a TAG SEPARATOR |", "a AS a_fts TEXT SORTABLE"],
            ),
            (
                "a: str = Field(index=True, case_sensitive=True, sortable=True)",
                &[pk, "a TAG SEPARATOR | SORTABLE CASESENSITIVE"],
            ),
            ("a: int = Field(primary_key=True)", &["a NUMERIC"]),
            ("a: str = Field(primary_key=True, sortable=True)", &["a TAG SEPARATOR |"]),
            // What is not known is left out.
            ("a: Money = Field(index=True)", &[pk]),
            ("a: str = Field(index=True, sortable=SORTABLE)", &[pk]),
            ("a: str = Field(index=False)", &[pk]),
        ] {
            assert_eq!(schema(&format!("class A(HashModel, index=True):\n    {field}")), expected, "{field}");
        }
        let base = "class B(HashModel):\n    a: str = Field(index=True)\n    b: str = Field(index=True)\n";
        let derived = schema(&format!("{base}class A(B, index=True):\n    b: str = ''"));
        assert_eq!(derived, [pk, "a TAG SEPARATOR |"]);
    }
}

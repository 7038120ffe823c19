//! Django: classes with fields of `django.db.models`.

use bstr::ByteSlice;

use super::Language;
use super::difference::{Facets, Schema};
use crate::checks::migrations::frameworks::django;
use crate::checks::migrations::paths::parent;
use crate::checks::migrations::python::declarations::{self, Attribute, Call, Class, Expression, Shape};

pub static LANGUAGE: Language = Language {
    framework: &django::FRAMEWORK,
    is_source: |path| path.ends_with(b".py"),
    read,
    home: parent,
    is_strict: true,
    command: |app| format!("python manage.py makemigrations {app}"),
};

/// What no column, index or constraint comes from. `makemigrations` writes down some of it,
/// and the migration then does nothing.
/// <https://docs.djangoproject.com/en/stable/ref/models/fields/#field-options>
const PYTHON_ONLY: [&str; 28] = [
    "allow_files",
    "allow_folders",
    "allow_unicode",
    "auto_now",
    "auto_now_add",
    "blank",
    "choices",
    "decoder",
    "default",
    "editable",
    "encoder",
    "error_messages",
    "help_text",
    "limit_choices_to",
    "on_delete",
    "protocol",
    "related_name",
    "related_query_name",
    "serialize",
    "storage",
    "symmetrical",
    "through_fields",
    "unique_for_date",
    "unique_for_month",
    "unique_for_year",
    "upload_to",
    "validators",
    "verbose_name",
];

/// Of a model's `Meta` what the database is told.
const META: [&str; 6] =
    ["db_table", "db_table_comment", "db_tablespace", "index_together", "order_with_respect_to", "unique_together"];

fn read(source: &[u8]) -> Option<Schema> {
    let mut schema = Schema::default();
    if !source.contains_str("models") {
        return Some(schema);
    }
    for class in &declarations::read(source)?.classes {
        add_class(&mut schema, class);
    }
    Some(schema)
}

fn add_class(schema: &mut Schema, class: &Class) {
    let fields: Vec<(&Attribute, &Call)> =
        class.body.attributes.iter().filter_map(|attribute| Some((attribute, field(attribute)?))).collect();
    let derived = class.bases.iter().any(|base| base.ends_with("models.Model") || base == "Model");
    if !derived && !fields.iter().any(|(_, call)| call.name.starts_with("models.")) {
        return;
    }
    let meta = class.body.classes.iter().find(|inner| inner.name == "Meta");
    let options = meta.map_or(&[][..], |meta| &meta.body.attributes);
    let says = |name: &str, text: &str| {
        options.iter().any(|option| option.name == name && option.value.as_ref().is_some_and(|v| v.text == text))
    };
    // Nobody migrates them.
    if says("managed", "False") || says("proxy", "True") {
        return;
    }
    let facet = |option: &Attribute| Some((option.name.clone(), option.value.as_ref()?.text.clone()));
    let told = options.iter().filter(|option| META.contains(&option.name.as_str()));
    schema.model(&class.name, class.line, told.filter_map(facet).collect());
    for (attribute, call) in fields {
        schema.part(&class.name, &attribute.name, attribute.line, facets(call));
    }
    for option in options.iter().filter(|option| ["indexes", "constraints"].contains(&option.name.as_str())) {
        if let Some(Shape::List(items)) = option.value.as_ref().map(|value| &value.shape) {
            for item in items {
                schema.part(&class.name, &item.text, item.line, Facets::new());
            }
        }
    }
}

/// The call of a field that becomes a column or a table.
fn field(attribute: &Attribute) -> Option<&Call> {
    let call = attribute.value.as_ref().and_then(Expression::call)?;
    let short = call.short();
    let is_field = short.ends_with("Field") || short.ends_with("ForeignKey");
    let elsewhere = ["forms.", "serializers."].iter().any(|package| call.name.contains(package));
    // An expression's result, and what only asks for the other side's columns.
    let virtual_one =
        attribute.name == "output_field" || short.starts_with("Generic") && short != "GenericIPAddressField";
    (is_field && !elsewhere && !virtual_one).then_some(call)
}

fn facets(call: &Call) -> Facets {
    let mut facets = Facets::from([("field".into(), call.short().to_owned())]);
    let relates = ["ForeignKey", "OneToOneField", "ManyToManyField"].iter().any(|kind| call.short().ends_with(kind));
    let contains = call.short() == "ArrayField";
    // Elsewhere what is given first is the verbose name.
    if let Some(first) = call.positional.first().filter(|_| relates || contains) {
        facets.insert(if relates { "to" } else { "base_field" }.into(), first.text.clone());
    }
    for (keyword, value) in call.keywords.iter().filter(|(keyword, _)| !PYTHON_ONLY.contains(&keyword.as_str())) {
        if !matches!(
            (keyword.as_str(), value.text.as_str()),
            ("null" | "unique" | "primary_key", "False") | (_, "None")
        ) {
            facets.insert(keyword.clone(), value.text.clone());
        }
    }
    // `User`, "User" and "auth.User" name one model.
    for name in ["to", "through"] {
        if let Some(model) = facets.get_mut(name) {
            *model = model.trim_matches('"').rsplit('.').next().unwrap_or_default().to_owned();
        }
    }
    facets
}

#[cfg(test)]
mod tests {
    use super::super::difference::tests::told;
    use super::*;

    fn model(body: &str) -> String {
        format!("class Check(models.Model):\n    name = models.CharField(max_length=10)\n    {body}\n")
    }

    fn changed(before: &str, now: &str) -> Vec<String> {
        told(&read(before.as_bytes()).unwrap(), &read(now.as_bytes()).unwrap())
    }

    #[test]
    fn what_changes_a_column_is_told_with_its_line() {
        for (before, now, expected) in [
            ("x = 1", "a = models.TextField()", "3 `Check.a` is new"),
            ("a = models.TextField()", "x = 1", "0 `Check.a` is gone"),
            (
                "a = models.CharField(max_length=1)",
                "a = models.CharField(max_length=2)",
                "3 `Check.a`: max_length 1 → 2",
            ),
            ("a = models.TextField()", "a = models.TextField(null=True)", "3 `Check.a`: now null True"),
            ("a = models.IntegerField()", "a = BigIntegerField()", "3 `Check.a`: field IntegerField → BigIntegerField"),
            (
                "a = models.ForeignKey(A, models.CASCADE)",
                "a = models.ForeignKey('B', models.CASCADE)",
                "3 `Check.a`: to A → B",
            ),
            ("x = 1", "class Meta:\n        unique_together = ['a']", "1 `Check`: now unique_together [\"a\"]"),
            (
                "x = 1",
                "class Meta:\n        indexes = [models.Index(fields=['a'])]",
                "4 `Check` Index(fields=[\"a\"]) is new",
            ),
        ] {
            assert_eq!(changed(&model(before), &model(now)), [expected], "{now}");
        }
        assert_eq!(changed("", &model("x = 1")), ["1 `Check` is new"]);
    }

    #[test]
    fn what_changes_no_column_is_no_change() {
        for (before, now) in [
            (
                "a = models.TextField()",
                "a = models.TextField(_('A'), help_text='x', blank=True, default='', choices=C)",
            ),
            ("a = models.TextField()", "a = models.TextField(null=False)"),
            (
                "a = models.ForeignKey('auth.User', CASCADE)",
                "a = models.ForeignKey(to=User, on_delete=PROTECT, related_name='b')",
            ),
            (
                "x = 1",
                "'''Doc.'''\n    objects = models.Manager()\n    def a(self):\n        return models.TextField()",
            ),
            ("x = 1", "class Meta:\n        ordering = ['name']\n        verbose_name = 'Check'"),
            ("x = 1", "a = GenericForeignKey('b', 'c')"),
            ("a = models.ManyToManyField(A, through=B)", "a = models.ManyToManyField('A', through='app.B')"),
        ] {
            assert_eq!(changed(&model(before), &model(now)), [""; 0], "{now}");
        }
        for source in [
            "class F(forms.Form):\n    models = forms.CharField()\n",
            "class S(Func):\n    output_field = models.IntegerField()\n",
            "class V(models.Model):\n    a = models.TextField()\n    class Meta:\n        managed = False\n",
        ] {
            assert_eq!(changed("", source), [""; 0], "{source}");
        }
    }
}

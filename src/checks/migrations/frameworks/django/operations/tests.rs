use super::*;

/// What the operations of a migration of the app `shop` do: verb, table and name.
fn done_by(before: &str, class: &str, operations: &str) -> Vec<String> {
    let source = format!(
        "from django.db import migrations, models\n{before}\nclass Migration(migrations.Migration):\n    {class}\n    \
         operations = [{operations}]\n"
    );
    let script = read("shop/migrations/0002_x.py".into(), &source, Dialect::Postgres);
    let said = |of: Option<String>| of.unwrap_or_else(|| "-".to_owned());
    script.ops.into_iter().map(|op| format!("{:?} {} {}", op.verb, said(op.table), said(op.name))).collect()
}

fn done(operations: &str) -> Vec<String> {
    done_by("", "", operations)
}

#[test]
fn each_operation_of_django_is_known() {
    for (operation, expected) in [
        ("CreateModel(name='Item', fields=[])", "CreateTable shop_item -"),
        ("DeleteModel('Item')", "DropTable shop_item -"),
        ("RenameModel('Item', 'Thing')", "RenameTable shop_item shop_thing"),
        ("AlterModelTable('item', 'things')", "RenameTable shop_item things"),
        ("RemoveField(model_name='item', name='a')", "DropColumn shop_item a"),
        ("RenameField('item', 'a', 'b')", "RenameColumn shop_item a"),
        ("AlterField('item', 'a', models.CharField(max_length=9))", "Other shop_item a"),
        ("AddIndex('item', models.Index(fields=['a'], name='i'))", "CreateIndexLocking shop_item i"),
        ("RemoveIndex(model_name='item', name='i')", "DropIndexLocking shop_item i"),
        ("AddIndexConcurrently('item', models.Index(name='i'))", "ConcurrentInTransaction shop_item i"),
        (
            "AddConstraint(model_name='item', constraint=models.UniqueConstraint(name='c'))",
            "AddConstraintLocking shop_item c",
        ),
        ("AddConstraintNotValid('item', models.CheckConstraint(name='c'))", "AddConstraint shop_item c"),
        ("AlterUniqueTogether('item', {('a', 'b')})", "AddConstraintLocking shop_item -"),
        ("AlterUniqueTogether('item', set())", "DropConstraint shop_item -"),
        ("RunSQL('DROP TABLE t', reverse_sql='DROP TABLE u')", "DropTable t -"),
        ("RunSQL([('TRUNCATE t', None)])", "Truncate t -"),
        ("RunSQL(sql())", "Opaque - -"),
        ("RunPython(elsewhere)", "Opaque - -"),
        ("Own()", "Opaque - -"),
        (
            "SeparateDatabaseAndState(database_operations=[migrations.DeleteModel('A')], state_operations=[x()])",
            "DropTable shop_a -",
        ),
    ] {
        assert_eq!(done(&format!("migrations.{operation}")), [expected], "{operation}");
    }
    let nothing = "migrations.RunPython(migrations.RunPython.noop), migrations.RunSQL(migrations.RunSQL.noop)";
    assert_eq!(done(nothing), [""; 0]);
}

#[test]
fn a_field_brings_its_column_its_index_and_its_constraints() {
    for (field, expected) in [
        ("IntegerField(null=True)", &["AddColumn shop_item a"][..]),
        ("IntegerField(default=0)", &["AddRequiredColumn shop_item a"]),
        ("IntegerField(db_default=0)", &["AddColumn shop_item a"]),
        ("UUIDField(db_default=RandomUUID())", &["AddRewrittenColumn shop_item a"]),
        ("GeneratedField(db_persist=True)", &["AddRewrittenColumn shop_item a"]),
        ("IntegerField(null=True, unique=True)", &["AddColumn shop_item a", "AddConstraintLocking shop_item -"]),
        ("IntegerField(null=True, db_index=True)", &["AddColumn shop_item a", "CreateIndexLocking shop_item -"]),
        (
            "ForeignKey('b', null=True)",
            &["AddColumn shop_item a", "CreateIndexLocking shop_item -", "AddConstraint shop_item -"],
        ),
        ("ForeignKey('b', null=True, db_index=False, db_constraint=False)", &["AddColumn shop_item a"]),
        ("ManyToManyField('b')", &["CreateTable shop_item_a -"]),
    ] {
        assert_eq!(done(&format!("migrations.AddField('item', 'a', models.{field})")), expected, "{field}");
    }
}

#[test]
fn concurrently_is_right_where_the_migration_is_not_atomic() {
    let add = "AddIndexConcurrently('item', models.Index(name='i')), RemoveIndexConcurrently('item', 'j')";
    assert_eq!(done_by("", "atomic = False", add), ["CreateIndex shop_item i", "DropIndex shop_item j"]);
}

#[test]
fn a_function_that_changes_every_row_is_told_from_one_that_changes_some() {
    for (body, expected) in [
        ("apps.get_model('shop', 'Item').objects.update(a=1)", "ChangeAllRows shop_item -"),
        ("M = apps.get_model('shop.Item')\n    M.objects.all().delete()", "ChangeAllRows shop_item -"),
        ("M = apps.get_model('shop', 'Item')\n    M.objects.filter(a=1).update(a=2)", "ChangeRows shop_item -"),
        (
            "M = apps.get_model('shop', 'Item')\n    for m in M.objects.all():\n        m.a = 1\n        m.save()",
            "ChangeAllRows shop_item -",
        ),
        (
            "M = apps.get_model('shop', 'Item')\n    for m in M.objects.all().iterator():\n        m.save()",
            "Opaque - -",
        ),
        ("{}.update(a=1)", "Opaque - -"),
        ("schema_editor.execute('TRUNCATE t')", "Truncate t -"),
    ] {
        let before = format!("def f(apps, schema_editor):\n    {body}\n");
        assert_eq!(done_by(&before, "", "migrations.RunPython(f)"), [expected], "{body}");
    }
}

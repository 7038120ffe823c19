use super::*;
use crate::checks::migrations::operation::Verb;

fn script(source: &str) -> Script {
    operations(source, Dialect::Postgres)
}

/// What an `upgrade` with this body does: verb, table, name and line in the body, from 1.
fn done(body: &str) -> Vec<String> {
    let body = body.replace('\n', "\n    ");
    let source = format!("from alembic import op\nimport sqlalchemy as sa\ndef upgrade():\n    {body}\n");
    let said = |of: &Option<String>| of.clone().unwrap_or_else(|| "-".to_owned());
    let ops = script(&source).ops.into_iter();
    ops.map(|op| format!("{:?} {} {} {}", op.verb, said(&op.table), said(&op.name), op.line - 3)).collect()
}

#[test]
fn each_operation_of_alembic_is_known() {
    for (body, expected) in [
        ("op.create_table('t', sa.Column('a', sa.Integer))", "CreateTable t - 1"),
        ("op.create_table('t', schema='s')", "CreateTable s.t - 1"),
        ("op.drop_table('t')", "DropTable t - 1"),
        ("op.drop_table(Model.__tablename__)", "DropTable Model.__tablename__ - 1"),
        ("op.rename_table('t', 'u')", "RenameTable t u 1"),
        ("op.add_column('t', sa.Column('a', sa.Integer))", "AddColumn t a 1"),
        ("op.add_column('t', sa.Column('a', sa.Integer, nullable=False))", "AddRequiredColumn t a 1"),
        ("op.add_column('t', sa.Column('a', sa.Integer, nullable=False, server_default='0'))", "AddColumn t a 1"),
        ("op.add_column('t', sa.Column('a', sa.DateTime, server_default=sa.func.now()))", "AddColumn t a 1"),
        ("op.add_column('t', sa.Column('a', server_default=sa.text('gen_random_uuid()')))", "AddRewrittenColumn t a 1"),
        ("op.add_column('t', sa.Column('a', sa.Integer, sa.Identity()))", "AddRewrittenColumn t a 1"),
        (
            "op.add_column('t', sa.Column('a', sa.Integer, sa.Computed('b', persisted=True)))",
            "AddRewrittenColumn t a 1",
        ),
        ("op.drop_column('t', 'a')", "DropColumn t a 1"),
        ("op.alter_column('t', 'a', type_=sa.BigInteger())", "ChangeType t a 1"),
        ("op.alter_column('t', 'a', existing_type=sa.String(9), type_=sa.String(length=20))", "Other t a 1"),
        ("op.alter_column('t', 'a', existing_type=sa.String(20), type_=sa.String(9))", "ChangeType t a 1"),
        ("op.alter_column('t', 'a', existing_nullable=False, nullable=True)", "Other t a 1"),
        ("op.alter_column('t', 'a', nullable=False)", "SetNotNull t a 1"),
        ("op.alter_column('t', 'a', new_column_name='b')", "RenameColumn t a 1"),
        ("op.create_index(op.f('i'), 't', ['a'])", "CreateIndexLocking t i 1"),
        ("op.create_index('i', 't', ['a'], postgresql_concurrently=True)", "ConcurrentInTransaction t i 1"),
        ("op.drop_index('i', table_name='t')", "DropIndexLocking t i 1"),
        ("op.create_unique_constraint('c', 't', ['a'])", "AddConstraintLocking t c 1"),
        ("op.create_foreign_key(None, 't', 'u', ['a'], ['b'])", "AddConstraintLocking t - 1"),
        ("op.create_check_constraint('c', 't', 'a > 0', postgresql_not_valid=True)", "AddConstraint t c 1"),
        ("op.create_primary_key('c', 't', ['a'])", "AddConstraintLocking t c 1"),
        ("op.drop_constraint('c', 't')", "DropConstraint t c 1"),
        ("op.bulk_insert(t, [])", "ChangeRows - - 1"),
        ("op.create_view(v)", "Opaque - - 1"),
    ] {
        assert_eq!(done(body), [expected], "{body}");
    }
}

#[test]
fn a_batch_is_told_its_table_once() {
    let body = "with op.batch_alter_table('t', schema='s') as batch:\n    batch.add_column(sa.Column('a', nullable=False))\n\
                \x20   batch.alter_column('b', nullable=False)\n    batch.create_index('i', ['a'])\n    batch.drop_column('c')";
    let expected =
        ["AddRequiredColumn s.t a 2", "SetNotNull s.t b 3", "CreateIndexLocking s.t i 4", "DropColumn s.t c 5"];
    assert_eq!(done(body), expected);
}

#[test]
fn an_index_is_built_concurrently_where_no_transaction_is_open() {
    let create = "op.create_index('i', 't', ['a'], postgresql_concurrently=True)";
    for body in
        [format!("with op.get_context().autocommit_block():\n    {create}"), format!("op.execute('COMMIT')\n{create}")]
    {
        assert!(done(&body).contains(&"CreateIndex t i 2".to_owned()), "{body}");
    }
    let after = format!("with op.get_context().autocommit_block():\n    pass\n{create}");
    assert_eq!(done(&after), ["ConcurrentInTransaction t i 3"]);
}

#[test]
fn literal_sql_is_read_where_it_stands() {
    for (body, expected) in [
        ("op.execute('DROP TABLE t')", "DropTable t - 1"),
        ("op.execute(\n    'ALTER TABLE t '\n    'DROP COLUMN a'\n)", "DropColumn t a 2"),
        ("op.execute(\"\"\"\n\nDELETE FROM t\"\"\")", "ChangeAllRows t - 3"),
        ("op.execute(sa.text('UPDATE t SET a = :b').bindparams(b=1))", "ChangeAllRows t - 1"),
        ("op.get_bind().execute(sa.text('TRUNCATE t'))", "Truncate t - 1"),
        ("conn = op.get_bind()\nsql = 'TRUNCATE t'\nconn.execute(sa.text(sql))", "Truncate t - 2"),
        ("t = 't'\nop.execute(f'TRUNCATE {t}')", "Truncate t - 2"),
        ("op.execute(f'TRUNCATE {t}')", "Opaque - - 1"),
        ("op.execute('TRUNCATE %s' % t)", "Opaque - - 1"),
        ("for t in ('t',):\n    op.drop_table(t)", "DropTable t - 2"),
        ("for t in u:\n    op.drop_table(t)", "DropTable - - 2"),
        ("op.execute('ALTER TABLE t MODIFY a int')", "ChangeType t a 1"),
    ] {
        assert_eq!(done(body), [expected], "{body}");
    }
}

#[test]
fn changes_of_rows_are_told_by_what_holds_them() {
    for (body, expected) in [
        ("t = sa.table('t', sa.column('a'))\nop.execute(t.update().values(a=1))", "ChangeAllRows t - 2"),
        ("t = sa.table('t')\nop.execute(sa.update(t).where(t.c.a == 1).values(a=2))", "ChangeRows t - 2"),
        ("session.query(T).update({'a': 1})", "ChangeAllRows - - 1"),
        ("session.query(T).filter_by(a=1).delete()", "ChangeRows - - 1"),
    ] {
        assert_eq!(done(body), [expected], "{body}");
    }
}

#[test]
fn what_a_downgrade_does_does_not_count_and_what_helpers_of_upgrade_do_does() {
    let source = "from alembic import op\nfrom helpers import create_it, log\nTABLE = 't'\n\
                  def downgrade():\n    op.drop_table(TABLE)\ndef drop(table, column='a'):\n    \
                  op.drop_column(table, column)\ndef upgrade():\n    drop(TABLE, column='b')\n    create_it(TABLE)\n    print(TABLE)\n";
    let found: Vec<_> = script(source).ops.into_iter().map(|op| (op.verb, op.table, op.name, op.line)).collect();
    let (table, name) = (Some("t".to_owned()), Some("b".to_owned()));
    assert_eq!(found, [(Verb::DropColumn, table, name, 7), (Verb::Opaque, None, None, 10)]);
}

#[test]
fn a_hostile_module_ends_in_time() {
    let doubled: Vec<_> = (0..40).map(|n| format!("def f{n}():\n    f{}()\n    f{}()\n", n + 1, n + 1)).collect();
    let doubled = doubled.concat();
    let circle = "def g():\n    g()\n    g()\n";
    let script = script(&format!("def upgrade():\n    f0()\n    g()\n{doubled}{circle}"));
    assert_eq!(script.ops.iter().map(|op| op.verb).collect::<Vec<_>>(), [Verb::Opaque]);
}

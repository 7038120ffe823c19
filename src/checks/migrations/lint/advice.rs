//! The safer statement for one operation, with the names that it has.

use super::shown;
use crate::checks::migrations::operation::{Op, Verb};
use crate::checks::migrations::sql::Dialect;

/// What to write instead.
pub fn for_op(op: &Op, dialect: Dialect) -> String {
    let table = op.table.as_ref().map_or("TABLE".to_owned(), |table| shown(table));
    let name = op.name.as_ref().map_or("NAME".to_owned(), |name| shown(name));
    let alter = format!("ALTER TABLE {table}");
    let postgres = matches!(dialect, Dialect::Postgres | Dialect::Unknown);
    match op.verb {
        Verb::DropTable => format!(
            "release code that no longer uses {table} first and drop it a version later, \
             from a backup that was read back"
        ),
        Verb::DropColumn => {
            format!("release code that no longer reads or writes {table}.{name} first; drop it a version later")
        }
        Verb::RenameTable if postgres => format!(
            "let the old name go on: after the rename, in the same transaction, \
             CREATE VIEW {table} AS SELECT * FROM {name}; drop the view a version later"
        ),
        Verb::RenameTable => format!("CREATE VIEW {table} AS SELECT * FROM {name}; drop the view a version later"),
        Verb::RenameColumn => format!(
            "{alter} ADD COLUMN NEW_NAME …; write both, copy {name} in batches, read the new one, \
             and drop {name} a version later"
        ),
        Verb::ChangeType => format!(
            "{alter} ADD COLUMN {name}_new …; write both, copy in batches, read the new one, \
             and drop {name} a version later"
        ),
        Verb::AddRequiredColumn if postgres => format!(
            "{alter} ADD COLUMN {name} … NOT NULL DEFAULT …; a constant default is stored once, \
             without touching the rows"
        ),
        Verb::AddRequiredColumn => format!("{alter} ADD COLUMN {name} … NOT NULL DEFAULT …"),
        Verb::SetNotNull if postgres => format!(
            "{alter} ADD CONSTRAINT {name}_not_null CHECK ({name} IS NOT NULL) NOT VALID; in a later migration \
             {alter} VALIDATE CONSTRAINT {name}_not_null; and then {alter} ALTER COLUMN {name} SET NOT NULL"
        ),
        Verb::SetNotNull => format!("UPDATE {table} SET {name} = … WHERE {name} IS NULL, in batches, before it"),
        Verb::AddRewrittenColumn => format!(
            "{alter} ADD COLUMN {name} … without the default; {alter} ALTER COLUMN {name} SET DEFAULT …; \
             then fill the rows that are there in batches"
        ),
        Verb::CreateIndexLocking => {
            format!("CREATE INDEX CONCURRENTLY {name} ON {table} (…), in a migration that runs outside a transaction")
        }
        Verb::DropIndexLocking => {
            format!("DROP INDEX CONCURRENTLY {name}, in a migration that runs outside a transaction")
        }
        Verb::AddConstraintLocking if postgres => format!(
            "{alter} ADD CONSTRAINT {name} … NOT VALID, and in a later migration {alter} VALIDATE CONSTRAINT {name}; \
             for UNIQUE and PRIMARY KEY build the index CONCURRENTLY first, then \
             {alter} ADD CONSTRAINT {name} UNIQUE USING INDEX …"
        ),
        Verb::AddConstraintLocking => format!(
            "{alter} …, ALGORITHM=INPLACE, LOCK=NONE: it stops rather than blocks; \
             otherwise run it when nobody writes"
        ),
        Verb::Truncate => format!("DELETE FROM {table} WHERE … in batches, once nothing uses its rows any more"),
        Verb::ChangeAllRows if postgres => format!(
            "UPDATE {table} SET … WHERE id IN (SELECT id FROM {table} WHERE … LIMIT 10000), \
             each batch committed by itself"
        ),
        Verb::ChangeAllRows => format!("UPDATE {table} SET … WHERE id BETWEEN … AND …, each batch committed by itself"),
        Verb::ConcurrentInTransaction => {
            "move it into a migration of its own that runs outside a transaction".to_owned()
        }
        _ => "take the form with CONCURRENTLY where there is one; otherwise SET lock_timeout = '5s' before it, \
              and run it when nobody is waiting"
            .to_owned(),
    }
}

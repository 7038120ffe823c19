//! What to write instead, as Alembic has it.

use crate::checks::migrations::operation::{Op, Verb};

/// The safer form of an operation, where it is Alembic's to say.
pub fn for_op(op: &Op) -> Option<String> {
    let table = op.table.as_deref().unwrap_or("TABLE");
    let name = op.name.as_deref().unwrap_or("NAME");
    let outside = "with op.get_context().autocommit_block():";
    Some(match op.verb {
        Verb::CreateIndexLocking => {
            format!("{outside} op.create_index(\"{name}\", \"{table}\", […], postgresql_concurrently=True)")
        }
        Verb::DropIndexLocking => {
            format!("{outside} op.drop_index(\"{name}\", table_name=\"{table}\", postgresql_concurrently=True)")
        }
        Verb::ConcurrentInTransaction => format!("put it below `{outside}`"),
        Verb::AddRequiredColumn => format!(
            "op.add_column(\"{table}\", sa.Column(\"{name}\", …, nullable=False, server_default=\"…\")): a constant is \
             stored once; or add it nullable, fill it in batches, and set nullable=False a version later"
        ),
        Verb::AddRewrittenColumn => format!(
            "op.add_column(\"{table}\", sa.Column(\"{name}\", …)); \
             op.alter_column(\"{table}\", \"{name}\", server_default=…); then fill the rows that are there in batches"
        ),
        Verb::SetNotNull => format!(
            "op.create_check_constraint(\"{name}_not_null\", \"{table}\", \"{name} IS NOT NULL\", \
             postgresql_not_valid=True); in a later revision \
             op.execute(\"ALTER TABLE {table} VALIDATE CONSTRAINT {name}_not_null\"), and then nullable=False"
        ),
        Verb::AddConstraintLocking => format!(
            "create it with postgresql_not_valid=True, and in a later revision \
             op.execute(\"ALTER TABLE {table} VALIDATE CONSTRAINT {name}\"); for a unique or primary key create the \
             index concurrently first, then op.execute(\"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX …\")"
        ),
        Verb::ChangeType | Verb::RenameColumn => format!(
            "op.add_column(\"{table}\", …) under a new name; write both, copy {name} in batches, read the new one, \
             and drop {name} a version later"
        ),
        _ => return None,
    })
}

//! What to write instead, as Django has it.

use crate::checks::migrations::operation::{Op, Verb};

/// The safer form of an operation, where it is Django's to say.
pub fn for_op(op: &Op) -> Option<String> {
    let name = op.name.as_deref().unwrap_or("NAME");
    Some(match op.verb {
        Verb::CreateIndexLocking if op.name.is_none() => "add the field without it (db_index=False), and the index in a \
             later migration with `atomic = False` and AddIndexConcurrently of django.contrib.postgres.operations"
            .to_owned(),
        Verb::CreateIndexLocking => format!(
            "AddIndexConcurrently of django.contrib.postgres.operations for {name}, \
             in a migration with `atomic = False`"
        ),
        Verb::DropIndexLocking => format!(
            "RemoveIndexConcurrently of django.contrib.postgres.operations for {name}, \
             in a migration with `atomic = False`"
        ),
        Verb::ConcurrentInTransaction => {
            "write `atomic = False` into the class, and nothing else into this migration".to_owned()
        }
        Verb::AddRequiredColumn => format!(
            "Django takes the default from the column again, and old code writes none: give {name} a db_default \
             (Django 5.0), or add it with null=True, fill it in batches, and take null away a version later"
        ),
        Verb::AddRewrittenColumn => {
            format!("add {name} with null=True, fill it in batches in a later migration, then set the default")
        }
        Verb::AddConstraintLocking => "AddConstraintNotValid of django.contrib.postgres.operations, and in a later \
             migration ValidateConstraint; what is unique needs its index first: CREATE UNIQUE INDEX CONCURRENTLY by RunSQL \
             with state_operations, in a migration with `atomic = False`"
            .to_owned(),
        Verb::RenameColumn => format!("keep the column: rename the field in Python alone, with db_column=\"{name}\""),
        Verb::RenameTable => {
            let table = op.table.as_deref().unwrap_or("TABLE");
            format!("keep the table: rename the model in Python alone, with db_table = \"{table}\" in its Meta")
        }
        Verb::ChangeAllRows => "go through the rows in batches, each with a transaction of its own: `atomic = False`, \
             .iterator(), bulk_update(…, batch_size=1000)"
            .to_owned(),
        _ => return None,
    })
}

//! What is reported about new migrations.

use crate::finding::{Code, Severity};

pub static DROPS_TABLE: Code = Code {
    id: "migrations/drops-table",
    severity: Severity::Warning,
    finds: "A new migration drops a table.",
    matters: "Its rows are gone, and no downgrade brings them back. While the release rolls out, the old code \
              still runs and fails at its next query of that table.",
    mend: "In one version stop using the table; in the next one drop it, from a backup that was read back. \
           Allow it there, with that version as the reason.",
    source: "https://www.postgresql.org/docs/current/sql-droptable.html",
};

pub static DROPS_COLUMN: Code = Code {
    id: "migrations/drops-column",
    severity: Severity::Warning,
    finds: "A new migration drops a column.",
    matters: "Its values are gone. While the release rolls out, the old code still names the column in its queries \
              (an ORM names every column it knows, even one that nothing uses), and each of them fails.",
    mend: "In one version take the column out of the code and, if it is NOT NULL, let it be NULL or give it a default; \
           in the next one drop it.",
    source: "https://www.postgresql.org/docs/current/sql-altertable.html",
};

pub static RENAMES: Code = Code {
    id: "migrations/renames",
    severity: Severity::Warning,
    finds: "A new migration renames a table or a column, or moves a table to another schema.",
    matters: "There is no moment at which both names work: between the migration and the last restart the old code fails, \
              and after a rollback of the code alone it fails again.",
    mend: "Table: leave a view under the old name until no code uses it. Column: add the new one, write both, \
           copy the rows in batches, read the new one, and drop the old one a version later.",
    source: "https://www.postgresql.org/docs/current/sql-altertable.html",
};

pub static CHANGES_TYPE: Code = Code {
    id: "migrations/changes-type",
    severity: Severity::Warning,
    finds: "A new migration changes the type of a column.",
    matters: "Nearly every change of type writes the whole table and its indexes anew: PostgreSQL under ACCESS EXCLUSIVE \
              (neither reads nor writes), MySQL by a copy during which writes wait. It fails on the first value \
              that does not fit, and the old code may not understand the new ones.",
    mend: "Add a column of the new type, write both, copy in batches, read the new one, drop the old one a version later. \
           Where the manual says that only the catalogue changes (varchar to a longer varchar or to text), \
           allow it with that reason.",
    source: "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
};

pub static REQUIRED_COLUMN: Code = Code {
    id: "migrations/required-column",
    severity: Severity::Warning,
    finds: "A new migration adds a column that is NOT NULL and has no default.",
    matters: "PostgreSQL and SQLite refuse it as soon as the table has a row: it passes on an empty test database and stops \
              in production. In MySQL the rows get an empty value instead. Either way the inserts of the old code, \
              which does not know the column, fail.",
    mend: "Give it a constant default (PostgreSQL 11 and MySQL 8 store it once and write no row), or add it nullable, \
           fill it in batches and set NOT NULL a version later.",
    source: "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
};

pub static SETS_NOT_NULL: Code = Code {
    id: "migrations/sets-not-null",
    severity: Severity::Warning,
    finds: "A new migration makes a column NOT NULL that is there already.",
    matters: "PostgreSQL reads the whole table under ACCESS EXCLUSIVE, so that reads and writes wait; one row with NULL \
              stops the migration, and the old code may still write such rows.",
    mend: "Fill the rows. Add CHECK (… IS NOT NULL) NOT VALID, validate it in a later migration (reads and writes go on), \
           then SET NOT NULL: PostgreSQL 12 sees the valid check and reads nothing. Drop the check.",
    source: "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL",
};

pub static REWRITES_TABLE: Code = Code {
    id: "migrations/rewrites-table",
    severity: Severity::Warning,
    finds: "A new migration adds a column whose value is made for each row: a volatile default such as \
            gen_random_uuid(), serial, identity, or a stored generated column.",
    matters: "The whole table and its indexes are written anew under ACCESS EXCLUSIVE: until that is done nobody reads or \
              writes it, and for that time it takes twice its space.",
    mend: "Add the column without default, set the default (it holds for new rows), and fill the old rows in batches.",
    source: "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
};

pub static LOCKING_INDEX: Code = Code {
    id: "migrations/locking-index",
    severity: Severity::Warning,
    finds: "A new migration builds or drops an index without CONCURRENTLY.",
    matters: "Building holds a SHARE lock: every write to the table waits until the index stands, on a large table for \
              minutes. Dropping takes ACCESS EXCLUSIVE: it waits for the longest query, and everybody else waits behind it.",
    mend: "CREATE or DROP INDEX CONCURRENTLY, in a migration outside a transaction. Alembic: with \
           op.get_context().autocommit_block(): op.create_index(…, postgresql_concurrently=True). Django: \
           AddIndexConcurrently with atomic = False. An index that failed half-way stays invalid: drop it and try again.",
    source: "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
};

pub static LOCKING_CONSTRAINT: Code = Code {
    id: "migrations/locking-constraint",
    severity: Severity::Warning,
    finds: "A new migration adds a constraint that is held against every row at once.",
    matters: "CHECK reads the table under ACCESS EXCLUSIVE, FOREIGN KEY under SHARE ROW EXCLUSIVE on both tables, UNIQUE \
              and PRIMARY KEY build their index under ACCESS EXCLUSIVE: until then writes wait, mostly reads too. \
              MySQL copies the table for CHECK and FOREIGN KEY. One row that does not hold stops the migration.",
    mend: "CHECK and FOREIGN KEY: add them NOT VALID, and VALIDATE CONSTRAINT in a later migration, not in the same \
           transaction. UNIQUE and PRIMARY KEY: build a unique index CONCURRENTLY, then ADD CONSTRAINT … USING INDEX.",
    source: "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
};

pub static LOCKS_TABLE: Code = Code {
    id: "migrations/locks-table",
    severity: Severity::Warning,
    finds: "A new migration keeps others out of a table for as long as it works: LOCK TABLE, VACUUM FULL, CLUSTER, REINDEX, \
            REFRESH MATERIALIZED VIEW, DETACH PARTITION, another tablespace or character set.",
    matters: "Each holds a lock that reads or writes conflict with (mostly ACCESS EXCLUSIVE) until the transaction ends: \
              the application stands still.",
    mend: "REINDEX, REFRESH MATERIALIZED VIEW and DETACH PARTITION have a form with CONCURRENTLY. Do the rest by hand in a \
           maintenance window, with a lock_timeout.",
    source: "https://www.postgresql.org/docs/current/explicit-locking.html",
};

pub static TRUNCATES: Code = Code {
    id: "migrations/truncates",
    severity: Severity::Warning,
    finds: "A new migration empties a table or a partition.",
    matters: "Every row is gone at once, under ACCESS EXCLUSIVE and without firing row triggers; with CASCADE the tables that \
              refer to it as well. No downgrade brings them back, and the old code still reads them.",
    mend: "Delete what is no longer needed in batches, with a condition that says what that is; or do it by hand, \
           from a backup that was read back.",
    source: "https://www.postgresql.org/docs/current/sql-truncate.html",
};

pub static CHANGES_ALL_ROWS: Code = Code {
    id: "migrations/changes-all-rows",
    severity: Severity::Warning,
    finds: "A new migration updates or deletes every row of a table in one go.",
    matters: "Every row is locked until the transaction ends, replicas lag behind, PostgreSQL keeps a dead copy of each, \
              and what was there before can't be told afterwards.",
    mend: "Work in batches of some thousand rows, each committed by itself and held to what is not done yet, so that it \
           can be stopped and begun again; best outside the migration.",
    source: "https://www.postgresql.org/docs/current/routine-vacuuming.html",
};

pub static CONCURRENT_IN_TRANSACTION: Code = Code {
    id: "migrations/concurrent-in-transaction",
    severity: Severity::Error,
    finds: "A new migration asks for CONCURRENTLY inside a transaction.",
    matters: "PostgreSQL always refuses it (\"cannot run inside a transaction block\"): the migration fails on every database, \
              and the deployment stops.",
    mend: "Run this one outside: Alembic autocommit_block(), Django atomic = False, goose `-- +goose NO TRANSACTION`, \
           sqlx `-- no-transaction`, diesel run_in_transaction = false in metadata.toml. Let it do nothing else.",
    source: "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
};

/// All of them.
pub static CODES: [&Code; 13] = [
    &DROPS_TABLE,
    &DROPS_COLUMN,
    &RENAMES,
    &CHANGES_TYPE,
    &REQUIRED_COLUMN,
    &SETS_NOT_NULL,
    &REWRITES_TABLE,
    &LOCKING_INDEX,
    &LOCKING_CONSTRAINT,
    &LOCKS_TABLE,
    &TRUNCATES,
    &CHANGES_ALL_ROWS,
    &CONCURRENT_IN_TRANSACTION,
];

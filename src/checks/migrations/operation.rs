//! What a migration does, in words that every tool and database shares.

/// A thing done to the schema or the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    pub verb: Verb,
    /// As it is written, with its schema: `public.users`; in lower case unless quoted.
    pub table: Option<String>,
    /// The column, index, constraint or other object below the table; what a renamed table is called then.
    pub name: Option<String>,
    /// The first line of the statement, from 1; 0 if it is nowhere in the file.
    pub line: usize,
}

/// What an operation does. Forms that block or lose data are apart from those that do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    CreateTable,
    DropTable,
    RenameTable,
    /// Nullable, or with a default that is stored without rewriting the table.
    AddColumn,
    /// NOT NULL without default: fails on rows that are there, or on those that old code writes.
    AddRequiredColumn,
    /// With values that are written row by row (volatile default, stored generated column, serial).
    AddRewrittenColumn,
    DropColumn,
    RenameColumn,
    ChangeType,
    /// NOT NULL on a column that is there.
    SetNotNull,
    /// Concurrently, or where the database does not lock.
    CreateIndex,
    /// Writes wait until the index is built.
    CreateIndexLocking,
    DropIndex,
    /// Readers and writers wait for whoever uses the table.
    DropIndexLocking,
    /// Not held against the rows that are there, or where the database does not lock.
    AddConstraint,
    /// Held against every row under a lock (CHECK, FOREIGN KEY, UNIQUE, PRIMARY KEY).
    AddConstraintLocking,
    DropConstraint,
    /// VACUUM FULL, CLUSTER, LOCK TABLE, REINDEX and whatever else keeps others out for long.
    LockTable,
    Truncate,
    /// UPDATE or DELETE of a whole table in one transaction.
    ChangeAllRows,
    /// Any other change of data.
    ChangeRows,
    /// Drops a schema, database, type, view, sequence, …
    DropOther,
    /// CONCURRENTLY inside a transaction: PostgreSQL refuses it.
    ConcurrentInTransaction,
    /// Anything else that was understood.
    Other,
    /// A block of code is run or text is put together: only running it would tell.
    Opaque,
}

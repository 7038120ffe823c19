//! PostgreSQL's own grammar, and what its linter holds against a script. This is the one place
//! that knows the parser.

use std::ops::Range;

use bstr::ByteSlice;
use squawk_linter::{Linter, Rule};
use squawk_syntax::SourceFile;

use super::Trouble;
use crate::checks::migrations::operation::Verb;

/// What the linter is asked for: the forms that block or lose data. Timeouts and taste are left to those who use it.
const RULES: [Rule; 18] = [
    Rule::AddingFieldWithDefault,
    Rule::AddingForeignKeyConstraint,
    Rule::AddingNotNullableField,
    Rule::AddingRequiredField,
    Rule::AddingSerialPrimaryKeyField,
    Rule::BanDropColumn,
    Rule::BanDropTable,
    Rule::BanSetSchema,
    Rule::ChangingColumnType,
    Rule::ConstraintMissingNotValid,
    Rule::DisallowedUniqueConstraint,
    // For the serial columns alone, whose values are written row by row.
    Rule::PreferIdentity,
    Rule::RenamingColumn,
    Rule::RenamingTable,
    Rule::RequireConcurrentIndexCreation,
    Rule::RequireConcurrentIndexDeletion,
    Rule::RequireConcurrentPartitionDetach,
    Rule::RequireConcurrentReindex,
];

/// What the linter says, by place.
pub struct Verdicts(Vec<(usize, Rule)>);

/// Reads a script that does not nest too deeply.
pub fn judge(text: &str, in_transaction: bool) -> Result<Verdicts, Trouble> {
    let parsed = SourceFile::parse(text);
    if let Some(error) = parsed.errors().first() {
        let before = &text.as_bytes()[..usize::from(error.range().start()).min(text.len())];
        let line = 1 + before.find_iter("\n").count();
        return Err(Trouble { line, what: error.message().to_owned() });
    }
    // It gathers what it finds: a second script would be told of the first one's.
    let mut linter = Linter::from(RULES);
    linter.settings.assume_in_transaction = in_transaction;
    let violations = linter.lint(&parsed, text);
    let mut verdicts: Vec<_> = violations.iter().map(|found| (found.text_range.start().into(), found.code)).collect();
    verdicts.sort_by_key(|&(at, _)| at);
    Ok(Verdicts(verdicts))
}

impl Verdicts {
    /// What an operation is that looks like `verb` and stands here: the linter knows which defaults
    /// are stored once, which checks make NOT NULL cheap, and what `-- squawk-ignore` silences.
    pub fn weigh(&self, verb: Verb, place: &Range<usize>) -> Verb {
        let from = self.0.partition_point(|&(at, _)| at < place.start);
        let here = self.0[from..].iter().take_while(|&&(at, _)| at < place.end);
        let holds = |rules: &[Rule]| here.clone().any(|(_, rule)| rules.contains(rule));
        let (rules, otherwise): (&[Rule], _) = match verb {
            Verb::DropTable => (&[Rule::BanDropTable], Verb::Other),
            Verb::RenameTable => (&[Rule::RenamingTable, Rule::BanSetSchema], Verb::Other),
            Verb::AddRequiredColumn => (&[Rule::AddingRequiredField], Verb::AddColumn),
            Verb::AddRewrittenColumn => (&[Rule::AddingFieldWithDefault, Rule::PreferIdentity], Verb::AddColumn),
            Verb::DropColumn => (&[Rule::BanDropColumn], Verb::Other),
            Verb::RenameColumn => (&[Rule::RenamingColumn], Verb::Other),
            Verb::ChangeType => (&[Rule::ChangingColumnType], Verb::Other),
            Verb::SetNotNull => (&[Rule::AddingNotNullableField], Verb::Other),
            Verb::CreateIndexLocking => (&[Rule::RequireConcurrentIndexCreation], Verb::CreateIndex),
            Verb::DropIndexLocking => (&[Rule::RequireConcurrentIndexDeletion], Verb::DropIndex),
            Verb::AddConstraintLocking => (
                &[
                    Rule::ConstraintMissingNotValid,
                    Rule::AddingForeignKeyConstraint,
                    Rule::DisallowedUniqueConstraint,
                    Rule::AddingSerialPrimaryKeyField,
                ],
                Verb::AddConstraint,
            ),
            // Validated in the very transaction that added it, which holds the lock.
            Verb::Other if holds(&[Rule::ConstraintMissingNotValid]) => return Verb::AddConstraintLocking,
            _ => return verb,
        };
        if holds(rules) { verb } else { otherwise }
    }
}

//! Lines of descent as columns of characters, a row a revision.

use std::collections::HashSet;

use crate::lineage::Revision;

/// Beyond these many columns no one follows a line with their eyes.
const MOST: usize = 12;

/// The columns below the rows drawn so far.
pub struct Lanes<'l> {
    /// The revision at which each of them ends.
    lead_to: Vec<Option<&'l str>>,
    /// The revisions that are still to come: nothing leads to any other.
    below: HashSet<&'l str>,
}

/// Where a line comes down to the revision or leaves it.
struct Joints {
    own: usize,
    ends: Vec<usize>,
    begins: Vec<usize>,
}

impl<'l> Lanes<'l> {
    /// None, above the first of these revisions.
    pub fn above(revisions: &'l [Revision]) -> Self {
        let below = revisions.iter().map(|revision| revision.id.as_str()).collect();
        Self { lead_to: Vec::new(), below }
    }

    /// The row of the next revision.
    pub fn row(&mut self, revision: &'l Revision) -> String {
        self.below.remove(revision.id.as_str());
        let mut ends: Vec<usize> =
            (0..self.lead_to.len()).filter(|&at| self.lead_to[at] == Some(revision.id.as_str())).collect();
        let own = if ends.is_empty() { self.free() } else { ends.remove(0) };
        let mut parents = revision.parents.iter().map(String::as_str).filter(|parent| self.below.contains(parent));
        let first = parents.next();
        let others: Vec<&str> = parents.collect();
        // A placeholder, so that no other line begins here; without a parent it ends in this row.
        self.lead_to[own] = Some(first.unwrap_or_default());
        let mut begins = Vec::new();
        for parent in others {
            let at = self.free();
            self.lead_to[at] = Some(parent);
            begins.push(at);
        }
        let row = self.drawn(&Joints { own, ends: ends.clone(), begins }, revision.is_head());
        ends.into_iter().chain(first.is_none().then_some(own)).for_each(|at| self.lead_to[at] = None);
        let kept = self.lead_to.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        self.lead_to.truncate(kept);
        row
    }

    /// A column that no line takes.
    fn free(&mut self) -> usize {
        if let Some(at) = self.lead_to.iter().position(Option::is_none) {
            return at;
        }
        self.lead_to.push(None);
        self.lead_to.len() - 1
    }

    fn drawn(&self, joints: &Joints, is_head: bool) -> String {
        let joined = || joints.ends.iter().chain(&joints.begins).copied().chain([joints.own]);
        let from = joined().min().unwrap_or(joints.own);
        let to = joined().max().unwrap_or(joints.own);
        let mut row = String::new();
        for at in 0..self.lead_to.len().min(MOST) {
            let inner = from < at && at < to;
            row.push(match self.lead_to[at] {
                _ if at == joints.own => {
                    if is_head {
                        '●'
                    } else {
                        '○'
                    }
                }
                _ if joints.ends.contains(&at) => corner(inner, at < joints.own, ['┴', '╰', '╯']),
                _ if joints.begins.contains(&at) => corner(inner, at < joints.own, ['┬', '╭', '╮']),
                Some(_) if inner => '┼',
                Some(_) => '│',
                None if inner => '─',
                None => ' ',
            });
            row.push(if from <= at && at < to { '─' } else { ' ' });
        }
        if self.lead_to.len() > MOST {
            row.push('…');
        }
        row.trim_end().to_owned()
    }
}

fn corner(inner: bool, left: bool, [through, leftmost, rightmost]: [char; 3]) -> char {
    match (inner, left) {
        (true, _) => through,
        (false, true) => leftmost,
        (false, false) => rightmost,
    }
}

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
        let id = revision.id.as_str();
        self.below.remove(id);
        let mut ends: Vec<usize> = (0..self.lead_to.len()).filter(|&at| self.lead_to[at] == Some(id)).collect();
        let own = if ends.is_empty() { self.free() } else { ends.remove(0) };
        let below = revision.parents.iter().filter_map(|parent| self.below.get(parent.as_str()).copied());
        // What would not be drawn anyway needs no column.
        let mut parents = below.take(MOST + 1).collect::<Vec<_>>().into_iter();
        let first = parents.next();
        // Its own column is taken, whether or not its line goes on.
        self.lead_to[own] = Some(first.unwrap_or_default());
        let begins = parents.map(|parent| self.begin(parent)).collect();
        let joints = Joints { own, ends, begins };
        let row = self.drawn(&joints, revision.is_head());
        self.lead_to[own] = first;
        joints.ends.into_iter().for_each(|at| self.lead_to[at] = None);
        let kept = self.lead_to.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        self.lead_to.truncate(kept);
        row
    }

    fn begin(&mut self, parent: &'l str) -> usize {
        let at = self.free();
        self.lead_to[at] = Some(parent);
        at
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
        let others = joints.ends.iter().chain(&joints.begins);
        let (from, to) = others.fold((joints.own, joints.own), |(from, to), &at| (from.min(at), to.max(at)));
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

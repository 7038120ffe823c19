//! What two lists of commands have in common, in their order.

/// A command and its line.
pub type Line<'t> = (usize, &'t str);

/// Where they differ.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference<'t> {
    /// The one stands in the place of the other.
    Changed(Line<'t>, Line<'t>),
    OnlyFirst(Line<'t>),
    OnlySecond(Line<'t>),
}

/// Longer runbooks are compared so far: the time grows with the square.
const LONGEST: usize = 1_500;

/// Aligns two lists so that as many commands as possible are the same. A line in Korean letters is the translation of
/// whatever stands in its place.
pub fn align<'t>(first: &[Line<'t>], second: &[Line<'t>]) -> Vec<Difference<'t>> {
    let (first, second) = (&first[..first.len().min(LONGEST)], &second[..second.len().min(LONGEST)]);
    let best = table(first, second);
    let (mut i, mut j) = (0, 0);
    let (mut differences, mut gap) = (Vec::new(), (Vec::new(), Vec::new()));
    while i < first.len() || j < second.len() {
        let alike = if i < first.len() && j < second.len() { likeness(first[i].1, second[j].1) } else { 0 };
        if alike > 0 && best[i][j] == best[i + 1][j + 1] + alike {
            differences.extend(told(&mut gap));
            (i, j) = (i + 1, j + 1);
        } else if j == second.len() || (i < first.len() && best[i + 1][j] >= best[i][j + 1]) {
            gap.0.push(first[i]);
            i += 1;
        } else {
            gap.1.push(second[j]);
            j += 1;
        }
    }
    differences.extend(told(&mut gap));
    differences
}

/// How much of the rests from `i` and `j` on can be the same.
fn table(first: &[Line], second: &[Line]) -> Vec<Vec<u16>> {
    let mut best = vec![vec![0_u16; second.len() + 1]; first.len() + 1];
    for i in (0..first.len()).rev() {
        for j in (0..second.len()).rev() {
            let alike = likeness(first[i].1, second[j].1);
            let skipped = best[i + 1][j].max(best[i][j + 1]);
            best[i][j] = if alike > 0 { skipped.max(best[i + 1][j + 1] + alike) } else { skipped };
        }
    }
    best
}

fn likeness(first: &str, second: &str) -> u16 {
    if first == second { 2 } else { u16::from(is_korean(second)) }
}

fn is_korean(text: &str) -> bool {
    text.contains(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
}

/// What stands between two commands that are the same: changed one by one, then added or left out.
fn told<'t>((first, second): &mut (Vec<Line<'t>>, Vec<Line<'t>>)) -> Vec<Difference<'t>> {
    second.retain(|(_, line)| !is_korean(line));
    let both = first.len().min(second.len());
    let mut told: Vec<Difference> = first
        .drain(..both)
        .zip(second.drain(..both))
        .map(|(first, second)| Difference::Changed(first, second))
        .collect();
    told.extend(first.drain(..).map(Difference::OnlyFirst));
    told.extend(second.drain(..).map(Difference::OnlySecond));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_commands_stay_together_and_korean_lines_stand_for_any() {
        let first = [(1, "a"), (2, "echo x"), (3, "b"), (4, "c")];
        let second = [(1, "a"), (2, "echo 엑스"), (3, "b2"), (4, "c"), (5, "d")];
        assert_eq!(
            align(&first, &second),
            [Difference::Changed((3, "b"), (3, "b2")), Difference::OnlySecond((5, "d"))]
        );
    }
}

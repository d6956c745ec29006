//! How obligors move between grades from one date to another, and whether they move as a rating system in order has it.
//!
//! ECB, Instructions for reporting the validation results of internal models (February 2019), 2.5.5.1 customer migrations
//! and 2.5.5.2 stability of the migration matrix.

use super::sample::count;
use crate::statistics::normal_cdf;
use crate::units::Problems;
use serde::Serialize;

/// Obligors by the grade they had and the grade they have; grades from the best to the worst.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Migration {
    /// How many obligors went from a grade (row) to a grade (column).
    pub counts: Vec<Vec<u64>>,
    /// The upper bandwidth, of moves to worse grades: 0 where nobody moved, 1 where all went as far as they could.
    pub upper: Option<f64>,
    /// The lower bandwidth, of moves to better grades.
    pub lower: Option<f64>,
    /// For each cell off the diagonal: z of the neighbour nearer to the diagonal against it. A low one says that more went
    /// further than less far. None on the diagonal and in rows without obligors.
    pub z: Vec<Vec<Option<f64>>>,
    /// How likely so low a z is where the cell is no fuller than its neighbour.
    pub p: Vec<Vec<Option<f64>>>,
}

impl Migration {
    /// Counts moves among `grades` grades, numbered from 0.
    pub fn of(before: &[usize], now: &[usize], grades: usize) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        super::sample::same_length(&mut problems, "grade now", before.len(), now.len());
        if grades < 2 {
            problems.add(
                "grade",
                "migration.grades",
                "one grade; nothing can migrate among fewer than two",
            );
        }
        let wrong = before
            .iter()
            .chain(now)
            .filter(|grade| **grade >= grades)
            .count();
        if wrong > 0 {
            let what = format!("{wrong} grades are above the last of {grades}");
            problems.add("grade", "migration.grade", what);
        }
        problems.or(())?;
        let mut counts = vec![vec![0_u64; grades]; grades];
        for (from, to) in before.iter().zip(now) {
            counts[*from][*to] += 1;
        }
        Ok(Self::of_counts(counts))
    }

    /// The statistics of counts; each row is as long as there are rows.
    pub fn of_counts(counts: Vec<Vec<u64>>) -> Self {
        let z: Vec<Vec<Option<f64>>> = (0..counts.len())
            .map(|from| {
                (0..counts.len())
                    .map(|to| cell(&counts[from], from, to))
                    .collect()
            })
            .collect();
        let p = z
            .iter()
            .map(|row| row.iter().map(|z| z.map(normal_cdf)).collect());
        Self {
            upper: bandwidth(&counts, |from, to| to > from),
            lower: bandwidth(&counts, |from, to| to < from),
            p: p.collect(),
            z,
            counts,
        }
    }

    /// How many obligors were counted.
    pub fn obligors(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// How many kept their grade.
    pub fn stayed(&self) -> u64 {
        self.counts
            .iter()
            .enumerate()
            .map(|(at, row)| row[at])
            .sum()
    }
}

#[expect(clippy::cast_precision_loss, reason = "no portfolio has 2⁵³ obligors")]
fn float(count: u64) -> f64 {
    count as f64
}

fn bandwidth(counts: &[Vec<u64>], side: impl Fn(usize, usize) -> bool) -> Option<f64> {
    let last = counts.len() - 1;
    let (mut moved, mut furthest) = (0.0, 0.0);
    for (from, row) in counts.iter().enumerate() {
        for (to, obligors) in row.iter().enumerate().filter(|(to, _)| side(from, *to)) {
            moved += count(from.abs_diff(to)) * float(*obligors);
            furthest += count(from.max(last - from)) * float(*obligors);
        }
    }
    if furthest > 0.0 {
        return Some(moved / furthest);
    }
    counts
        .iter()
        .flatten()
        .any(|obligors| *obligors > 0)
        .then_some(0.0)
}

fn cell(row: &[u64], from: usize, to: usize) -> Option<f64> {
    let nearer = match to.cmp(&from) {
        std::cmp::Ordering::Less => to + 1,
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Greater => to - 1,
    };
    let obligors: u64 = row.iter().sum();
    if obligors == 0 {
        return None;
    }
    let (here, near) = (
        float(row[to]) / float(obligors),
        float(row[nearer]) / float(obligors),
    );
    let spread = here * (1.0 - here) + near * (1.0 - near) + 2.0 * here * near;
    // Both empty: nothing speaks against the order.
    (spread > 0.0).then(|| (near - here) / (spread / float(obligors)).sqrt())
}

//! Splits of rows into those a model learns from and those it is tried on: by time, and with no enterprise on both sides.

use super::stream::Stream;
use crate::units::Problems;
use std::collections::{BTreeMap, BTreeSet};

/// One split; rows are numbered from 0 and stand in rising order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows to learn from.
    pub train: Vec<usize>,
    /// Rows to be tried on.
    pub test: Vec<usize>,
    /// Rows that are left out of learning, since their enterprise is among those tried.
    pub left_out: usize,
}

/// Rows from `cut` on are tried on, earlier ones learned from, but for those of enterprises that are tried.
pub fn out_of_time<D: Ord>(
    dates: &[D],
    cut: &D,
    groups: Option<&[u32]>,
) -> Result<Split, Problems> {
    check(dates.len(), groups)?;
    let split = apart(
        dates.len(),
        groups,
        |row| dates[row] < *cut,
        |row| dates[row] >= *cut,
    );
    both_sides(split)
}

/// Forward in time: rows are cut by date into `folds` + 1 blocks about as long, no date in two; each block but the first
/// is tried on by what was before it.
pub fn forward<D: Ord>(
    dates: &[D],
    groups: Option<&[u32]>,
    folds: usize,
) -> Result<Vec<Split>, Problems> {
    check(dates.len(), groups)?;
    let mut days: BTreeMap<&D, usize> = BTreeMap::new();
    for date in dates {
        *days.entry(date).or_default() += 1;
    }
    let mut problems = Problems::default();
    if folds == 0 || days.len() <= folds {
        let what = format!(
            "{} different dates; {folds} folds need at least {}, and at least one fold",
            days.len(),
            folds + 1
        );
        problems.add("date", "split.dates", what);
        return Err(problems);
    }
    let mut block_of: BTreeMap<&D, usize> = BTreeMap::new();
    let (mut before, mut block, mut left) = (0, 0, days.len());
    for (date, rows) in &days {
        let due = (before * (folds + 1)).div_euclid(dates.len());
        // A block begins when its share of rows is passed, or when each date left must begin one.
        let must = folds - block >= left;
        if block < folds && before > 0 && (due > block || must) {
            block += 1;
        }
        block_of.insert(date, block);
        before += rows;
        left -= 1;
    }
    let of: Vec<usize> = dates.iter().map(|date| block_of[date]).collect();
    (1..=folds)
        .map(|fold| {
            both_sides(apart(
                dates.len(),
                groups,
                |row| of[row] < fold,
                |row| of[row] == fold,
            ))
        })
        .collect()
}

/// `folds` folds about as large, each tried on by the others; an enterprise is in one fold whole. Enterprises are
/// shuffled under the seed, and the large ones are dealt first.
pub fn k_fold(
    rows: usize,
    groups: Option<&[u32]>,
    folds: usize,
    seed: u64,
) -> Result<Vec<Split>, Problems> {
    check(rows, groups)?;
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in 0..rows {
        members
            .entry(groups.map_or(row, |groups| groups[row] as usize))
            .or_default()
            .push(row);
    }
    let mut problems = Problems::default();
    if folds < 2 || members.len() < folds {
        let what = format!(
            "{} enterprises; {folds} folds need as many, and at least two folds",
            members.len()
        );
        problems.add("folds", "split.folds", what);
        return Err(problems);
    }
    let mut dealt: Vec<(usize, u64, Vec<usize>)> = members
        .into_values()
        .zip(0_u64..)
        .map(|(rows, number)| {
            (
                usize::MAX - rows.len(),
                Stream::new(seed, number).next_bits(),
                rows,
            )
        })
        .collect();
    dealt.sort_unstable();
    let mut fold_of = vec![0; rows];
    let mut sizes: BTreeSet<(usize, usize)> = (0..folds).map(|fold| (0, fold)).collect();
    for (_, _, rows) in dealt {
        let (size, fold) = sizes.pop_first().expect("there are at least two folds");
        rows.iter().for_each(|row| fold_of[*row] = fold);
        sizes.insert((size + rows.len(), fold));
    }
    Ok((0..folds)
        .map(|fold| {
            apart(
                rows,
                None,
                |row| fold_of[row] != fold,
                |row| fold_of[row] == fold,
            )
        })
        .collect())
}

fn check(rows: usize, groups: Option<&[u32]>) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if let Some(groups) = groups {
        super::sample::same_length(&mut problems, "enterprise", rows, groups.len());
    }
    problems.or(())
}

fn both_sides(split: Split) -> Result<Split, Problems> {
    let mut problems = Problems::default();
    for (side, rows) in [
        ("learned from", split.train.len()),
        ("tried on", split.test.len()),
    ] {
        if rows == 0 {
            let what = format!(
                "no row is left to be {side} ({} were left out for their enterprise); another date would pass",
                split.left_out
            );
            problems.add("date", "split.empty", what);
        }
    }
    problems.or(split)
}

fn apart(
    rows: usize,
    groups: Option<&[u32]>,
    learns: impl Fn(usize) -> bool,
    tries: impl Fn(usize) -> bool,
) -> Split {
    let test: Vec<usize> = (0..rows).filter(|row| tries(*row)).collect();
    let learned: Vec<usize> = (0..rows).filter(|row| learns(*row)).collect();
    let tried: BTreeSet<u32> = groups
        .map(|groups| test.iter().map(|row| groups[*row]).collect())
        .unwrap_or_default();
    let is_tried = |row: &usize| groups.is_some_and(|groups| tried.contains(&groups[*row]));
    let train: Vec<usize> = learned
        .iter()
        .copied()
        .filter(|row| !is_tried(row))
        .collect();
    Split {
        left_out: learned.len() - train.len(),
        train,
        test,
    }
}

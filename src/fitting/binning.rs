//! Binning: the fine bins of a variable joined into the best few, with a table that tells of each.

use super::divergence::{information_value, jensen_shannon, weight_of_evidence};
use super::spec::{BinningRules, MissingPolicy, Untold};
use super::{Counts, Layout, Limits, Sample, Trend, Variable, optimum};
use crate::units::Bilingual;
use serde::Serialize;

/// One bin of a table 分箱表.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    /// What falls into it.
    pub name: Bilingual,
    /// The rows that fell into it.
    #[serde(flatten)]
    pub counts: Counts,
    /// The share of the weight.
    pub share: f64,
    /// The rate of events.
    pub rate: f64,
    /// Wilson's interval of the rate, at 95%.
    pub interval: (f64, f64),
    /// Weight of evidence, ln(share of others / share of events).
    pub woe: f64,
    /// What it adds to the information value.
    pub iv: f64,
    /// What it adds to the Jensen–Shannon divergence.
    pub js: f64,
}

/// A variable in its final bins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Binning {
    /// The column.
    pub column: String,
    /// What it is called.
    pub name: Bilingual,
    /// How values fall into bins.
    #[serde(skip)]
    pub layout: Layout,
    /// How the rate moves along its bands.
    pub trend: Trend,
    /// Whether the bands were set by hand.
    pub by_hand: bool,
    /// The bins, in the order of slots.
    pub bins: Vec<Bin>,
    /// Information value 信息值.
    pub iv: f64,
    /// Jensen–Shannon divergence.
    pub js: f64,
    /// The bin of each fine bin.
    #[serde(skip)]
    pub moved: Vec<u8>,
    /// The weight of evidence by which a row of each bin is scored: that of the bin, or what a policy puts in its place.
    pub scored_woe: Vec<f64>,
}

/// What keeps a variable from being binned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoBins(pub String);

impl Binning {
    /// The best bins of a variable of a sample.
    pub fn of(
        sample: &Sample,
        variable: &Variable,
        rules: &BinningRules,
        missing: MissingPolicy,
    ) -> Result<Self, NoBins> {
        Self::of_counts(variable, &sample.counts(variable), rules, missing)
    }

    /// The best bins of a variable of which the counts of each slot are known.
    pub fn of_counts(
        variable: &Variable,
        counts: &[Counts],
        rules: &BinningRules,
        missing: MissingPolicy,
    ) -> Result<Self, NoBins> {
        let all: Counts = counts.iter().copied().sum();
        let bands = &counts[..variable.layout.bands()];
        let (parts, trend) = if variable.fixed {
            (
                (0..bands.len()).map(|at| vec![at]).collect(),
                variable.trend,
            )
        } else {
            joined(bands, all, rules, variable.trend)?
        };
        let (layout, moved) = variable.layout.joined(&parts);
        let mut sums = vec![Counts::default(); layout.slots()];
        for (old, counts) in counts.iter().enumerate() {
            sums[usize::from(moved[old])] += *counts;
        }
        let rates: Vec<f64> = sums[..layout.bands()].iter().map(|c| c.rate()).collect();
        if variable.fixed && !trend.holds(&rates) {
            let message = format!(
                "the bins set by hand have the rates {}, which are not {}",
                shown(&rates),
                trend.word()
            );
            return Err(NoBins(message));
        }
        let bins: Vec<Bin> = layout
            .names()
            .into_iter()
            .zip(&sums)
            .map(|(name, counts)| bin(name, *counts, all))
            .collect();
        Ok(Self {
            column: variable.column.clone(),
            name: variable.name.clone(),
            trend,
            by_hand: variable.fixed,
            iv: bins.iter().map(|bin| bin.iv).sum(),
            js: bins.iter().map(|bin| bin.js).sum(),
            scored_woe: scored(&bins, &layout, rules, missing),
            layout,
            bins,
            moved,
        })
    }
}

/// Which bands make each bin, and the trend they show.
fn joined(
    bands: &[Counts],
    all: Counts,
    rules: &BinningRules,
    trend: Trend,
) -> Result<(Vec<Vec<usize>>, Trend), NoBins> {
    let limits = Limits {
        max_bins: rules.max_bins,
        min_size: rules.min_size * all.total(),
        min_events: rules.min_events,
        min_others: rules.min_others,
        objective: rules.objective,
        trend,
    };
    let Some(found) = optimum(bands, all, &limits) else {
        let sum: Counts = bands.iter().copied().sum();
        let message = format!(
            "its values have {} events and {} others in {} rows, too few for one bin",
            sum.events, sum.others, sum.rows
        );
        return Err(NoBins(message));
    };
    let ends = found.starts.iter().skip(1).copied().chain([bands.len()]);
    let parts = found
        .starts
        .iter()
        .zip(ends)
        .map(|(start, end)| (*start..end).collect());
    Ok((parts.collect(), found.trend))
}

fn bin(name: Bilingual, counts: Counts, all: Counts) -> Bin {
    Bin {
        name,
        counts,
        share: counts.total() / all.total(),
        rate: counts.rate(),
        interval: counts.interval(),
        woe: weight_of_evidence(counts, all),
        iv: information_value(counts, all),
        js: jensen_shannon(counts, all),
    }
}

/// What each slot is scored by. What no row told is taken for the worst bin, or for no evidence; it is never a bin by
/// chance.
fn scored(bins: &[Bin], layout: &Layout, rules: &BinningRules, missing: MissingPolicy) -> Vec<f64> {
    let worst = bins[..layout.bands()]
        .iter()
        .map(|bin| bin.woe)
        .fold(f64::INFINITY, f64::min);
    let untold = match rules.untold {
        Untold::Worst => worst,
        Untold::Neutral => 0.0,
    };
    let of = |(slot, bin): (usize, &Bin)| match missing {
        MissingPolicy::Worst if layout.is_absent(slot) => worst,
        MissingPolicy::Neutral if layout.is_absent(slot) => 0.0,
        _ if bin.counts.rows == 0 => untold,
        _ => bin.woe,
    };
    bins.iter().enumerate().map(of).collect()
}

fn shown(rates: &[f64]) -> String {
    let each: Vec<String> = rates
        .iter()
        .map(|rate| format!("{:.2}%", rate * 100.0))
        .collect();
    each.join(", ")
}

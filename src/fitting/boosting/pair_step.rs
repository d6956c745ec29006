//! One Newton step of a table of two variables: a cut of each, and four values that keep both trends.

use super::Settings;
use super::column::Coarse;

/// Cells of one side of a grid.
pub(super) const SIDE: usize = 16;

/// Slopes and curvatures of the cells of two coarse columns.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    size: [usize; 2],
    signs: [Option<f64>; 2],
    slope: Vec<f64>,
    curve: Vec<f64>,
}

/// A step of a grid: the cuts, and the values below–below, below–above, above–below, above–above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GridStep {
    pub(super) cuts: [usize; 2],
    pub(super) values: [f64; 4],
    gain: f64,
}

/// Slope and curvature of the four parts.
type Quarters = [[f64; 2]; 4];

impl Grid {
    /// An empty grid; each sign is the trend of a line.
    pub(super) fn new(first: &Coarse, second: &Coarse, signs: [Option<f64>; 2]) -> Self {
        Self {
            size: [first.count, second.count],
            signs: [
                signs[0].filter(|_| first.line),
                signs[1].filter(|_| second.line),
            ],
            slope: vec![0.0; SIDE * SIDE],
            curve: vec![0.0; SIDE * SIDE],
        }
    }

    /// Counts a row.
    pub(super) fn add(&mut self, cell: u8, slope: f32, curve: f32) {
        self.slope[usize::from(cell)] += f64::from(slope);
        self.curve[usize::from(cell)] += f64::from(curve);
    }

    /// Takes sums over rows as they are.
    pub(super) fn fill(&mut self, slope: &[f64], curve: &[f64]) {
        self.slope[..slope.len()].copy_from_slice(slope);
        self.curve[..curve.len()].copy_from_slice(curve);
    }

    /// Sums over all cells below and left of each corner.
    fn corners(&self) -> Vec<[f64; 2]> {
        let wide = SIDE + 1;
        let mut sums = vec![[0.0; 2]; wide * wide];
        for row in 0..self.size[0] {
            let mut along = [0.0; 2];
            for column in 0..self.size[1] {
                along[0] += self.slope[row * SIDE + column];
                along[1] += self.curve[row * SIDE + column];
                let above = sums[row * wide + column + 1];
                sums[(row + 1) * wide + column + 1] = [above[0] + along[0], above[1] + along[1]];
            }
        }
        sums
    }

    fn quarters(&self, corners: &[[f64; 2]], cuts: [usize; 2]) -> Quarters {
        let at = |row: usize, column: usize| corners[row * (SIDE + 1) + column];
        let low = at(cuts[0], cuts[1]);
        let rows = at(cuts[0], self.size[1]);
        let columns = at(self.size[0], cuts[1]);
        let all = at(self.size[0], self.size[1]);
        let part = |of: fn([f64; 4]) -> f64| {
            [
                of([low[0], rows[0], columns[0], all[0]]),
                of([low[1], rows[1], columns[1], all[1]]).max(0.0),
            ]
        };
        [
            part(|[low, _, _, _]| low),
            part(|[low, rows, _, _]| rows - low),
            part(|[low, _, columns, _]| columns - low),
            part(|[low, rows, columns, all]| all - rows - columns + low),
        ]
    }

    fn cuts(&self) -> impl Iterator<Item = [usize; 2]> + use<> {
        let [rows, columns] = self.size;
        (1..rows).flat_map(move |row| (1..columns).map(move |column| [row, column]))
    }

    /// The greatest score statistic of an interaction: the contrast of the four parts over its variance.
    pub(super) fn interaction(&self, penalty: f64) -> f64 {
        let corners = self.corners();
        let statistic = |cuts| {
            let quarters = self.quarters(&corners, cuts);
            let [mut contrast, mut variance] = [0.0; 2];
            for (sign, [slope, curve]) in [1.0, -1.0, -1.0, 1.0].into_iter().zip(quarters) {
                contrast += sign * slope / (curve + penalty);
                variance += 1.0 / (curve + penalty);
            }
            contrast * contrast / variance
        };
        self.cuts().map(statistic).fold(0.0, f64::max)
    }

    /// The step that gains most, if any does.
    pub(super) fn step(&self, settings: &Settings) -> Option<GridStep> {
        let corners = self.corners();
        let orders = self.orders();
        let mut best: Option<GridStep> = None;
        for cuts in self.cuts() {
            let quarters = self.quarters(&corners, cuts);
            let most = best.map_or(settings.least_gain, |best| best.gain);
            let free: f64 = quarters
                .iter()
                .map(|[slope, curve]| slope * slope / (curve + settings.penalty))
                .sum();
            if free <= most {
                continue;
            }
            let (values, gain) = held(&quarters, &orders, settings.penalty);
            if gain > most {
                best = Some(GridStep { cuts, values, gain });
            }
        }
        best
    }

    /// Which of the four parts may not exceed which.
    fn orders(&self) -> Vec<(usize, usize)> {
        let sides = [[(0, 2), (1, 3)], [(0, 1), (2, 3)]];
        let mut orders = Vec::with_capacity(4);
        for (sign, of) in self.signs.iter().zip(sides) {
            match sign {
                Some(sign) if *sign > 0.0 => orders.extend(of),
                Some(_) => orders.extend(of.map(|(low, high)| (high, low))),
                None => {}
            }
        }
        orders
    }
}

/// The Newton values of four parts under orders, and what they gain: the best of all ways to hold some orders as
/// equalities, which at the optimum is one of them.
fn held(quarters: &Quarters, orders: &[(usize, usize)], penalty: f64) -> ([f64; 4], f64) {
    let mut best = ([0.0; 4], 0.0);
    for equal in 0..1_u32 << orders.len() {
        let mut part = [0, 1, 2, 3];
        for (at, (low, high)) in orders.iter().enumerate() {
            if equal >> at & 1 == 1 {
                let (from, to) = (part[*high], part[*low]);
                part.iter_mut()
                    .filter(|of| **of == from)
                    .for_each(|of| *of = to);
            }
        }
        let mut sums = [[0.0; 2]; 4];
        for (of, [slope, curve]) in part.into_iter().zip(quarters) {
            sums[of][0] += slope;
            sums[of][1] += curve + penalty;
        }
        let values = part.map(|of| sums[of][0] / sums[of][1]);
        if orders
            .iter()
            .any(|(low, high)| values[*low] > values[*high])
        {
            continue;
        }
        let gain: f64 = sums
            .iter()
            .filter(|[_, curve]| *curve > 0.0)
            .map(|[slope, curve]| slope * slope / curve)
            .sum();
        if gain > best.1 {
            best = (values, gain);
        }
        if equal == 0 {
            break; // The free optimum keeps every order.
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What values gain: at the free optimum, the sum of slope² / (curvature + penalty).
    fn gain(quarters: &Quarters, values: [f64; 4], penalty: f64) -> f64 {
        let each = quarters.iter().zip(values);
        each.map(|([slope, curve], value)| 2.0 * slope * value - (curve + penalty) * value * value)
            .sum()
    }

    proptest! {
        #[test]
        fn values_under_trends_beat_all_others_that_keep_them(
            drawn in prop::array::uniform4((-20_i8..20, 0_u8..9)),
            trends in prop::array::uniform2(prop::option::of(any::<bool>())),
            others in proptest::collection::vec(prop::array::uniform4(-30_i8..30), 60),
        ) {
            let quarters: Quarters = drawn.map(|(slope, curve)| [f64::from(slope) / 4.0, f64::from(curve)]);
            let side = Coarse { of_bin: vec![0, 1], count: 2, line: true };
            let signs = trends.map(|trend| trend.map(|rises| if rises { 1.0 } else { -1.0 }));
            let orders = Grid::new(&side, &side, signs).orders();
            let (values, told) = held(&quarters, &orders, 1.0);
            prop_assert!(orders.iter().all(|(low, high)| values[*low] <= values[*high]));
            prop_assert!((told - gain(&quarters, values, 1.0)).abs() < 1e-9);
            for other in others {
                // Drawn around the optimum, near and far.
                for scale in [4.0, 40.0] {
                    let other: [f64; 4] = std::array::from_fn(|at| values[at] + f64::from(other[at]) / scale);
                    if orders.iter().all(|(low, high)| other[*low] <= other[*high]) {
                        prop_assert!(gain(&quarters, other, 1.0) <= told + 1e-9);
                    }
                }
            }
        }
    }
}

//! Boosting on drawn data: by hand, under trends, by threads, by weights.

use super::*;
use crate::fitting::Trend;
use crate::fitting::spec::Scale;

/// Columns, outcomes and what they are drawn from.
struct Drawn {
    bins: Vec<Vec<u8>>,
    outcomes: Vec<bool>,
}

/// Numbers from 0 to below 1.
fn uniform(seed: u64, at: u64) -> f64 {
    (lot(seed, at) >> 11) as f64 / (1_u64 << 53) as f64
}

impl Drawn {
    /// Rows of `columns` columns of nine bins, the last of them missing; `score` gives log-odds from the bins.
    fn new(seed: u64, rows: usize, columns: usize, score: impl Fn(&[u8]) -> f64) -> Self {
        let mut drawn = Self {
            bins: vec![Vec::with_capacity(rows); columns],
            outcomes: Vec::with_capacity(rows),
        };
        for row in 0..rows as u64 {
            let bins: Vec<u8> = (0..columns as u64)
                .map(|column| (uniform(seed + 1 + column, row) * 9.0) as u8)
                .collect();
            let chance = 1.0 / (1.0 + (-score(&bins)).exp());
            drawn.outcomes.push(uniform(seed, row) < chance);
            drawn
                .bins
                .iter_mut()
                .zip(bins)
                .for_each(|(all, bin)| all.push(bin));
        }
        drawn
    }

    fn columns(&self, trends: &[Trend]) -> Vec<Column<'_>> {
        let columns = self.bins.iter().zip(trends.iter().cycle());
        columns
            .map(|(bins, trend)| Column {
                bins,
                count: 9,
                bands: 8,
                line: true,
                trend: *trend,
            })
            .collect()
    }

    fn rows(&self) -> Rows<'_> {
        Rows {
            outcomes: &self.outcomes,
            weights: None,
            offsets: None,
        }
    }
}

fn by_lot(outcomes: &[bool], bags: usize) -> Vec<Vec<bool>> {
    let holdout = Holdout {
        groups: None,
        times: None,
        share: 0.2,
        seed: 7,
    };
    holdout.bags(outcomes, bags)
}

#[test]
fn one_step_is_what_newton_says() {
    // Four rows, one event: p = 1/4 everywhere, start ln(1/3). Bin 0 has slope −1/4 − 1/4 and bin 1 has 3/4 − 1/4, both
    // curvature 2·3/16; with penalty 1 the values are ∓0.5/1.375, and they average to nothing.
    let outcomes = [false, false, false, true];
    let rows = Rows {
        outcomes: &outcomes,
        weights: None,
        offsets: None,
    };
    let column = Column {
        bins: &[0, 0, 1, 1],
        count: 2,
        bands: 2,
        line: true,
        trend: Trend::Free,
    };
    let settings = Settings {
        learning_rate: 1.0,
        rounds: [1; 2],
        least_rows: 1,
        least_gain: 0.0,
        pairs: 0,
        ..Settings::default()
    };
    let boosting = Boosting {
        columns: &[column],
        rows: &rows,
        settings: &settings,
    };
    let model = boosting.fit(&[vec![false; 4]]).unwrap();
    let value = 0.5 / 1.375;
    assert!((model.shapes[0][0] + value).abs() < 1e-6, "{model:?}");
    assert!((model.shapes[0][1] - value).abs() < 1e-6);
    assert!((model.start - (1.0_f64 / 3.0).ln()).abs() < 1e-6);
}

#[test]
fn no_step_of_a_finished_model_runs_against_its_trend() {
    for seed in 0..12 {
        // Noise, and a signal that partly runs against the trends.
        let score = |bins: &[u8]| (f64::from(bins[0]) - 4.0) * 0.4 * f64::from(bins[1] % 3) - 0.5;
        let drawn = Drawn::new(100 * seed, 700, 4, score);
        let trends = [
            Trend::Ascending,
            Trend::Descending,
            Trend::Free,
            Trend::Ascending,
        ];
        let columns = drawn.columns(&trends);
        let settings = Settings {
            pairs: 4,
            rounds: [120; 2],
            ..Settings::default()
        };
        let (rows, held) = (drawn.rows(), by_lot(&drawn.outcomes, 3));
        let boosting = Boosting {
            columns: &columns,
            rows: &rows,
            settings: &settings,
        };
        let mut model = boosting.fit(&held).unwrap();
        let certificate = Certificate::walk(&model, &columns);
        assert!(certificate.holds(), "{:?}", certificate.breaches);
        // Three lines of seven steps, and the lines of the pairs that they are in.
        assert!(certificate.steps >= 21);
        let scale = Scale {
            base: 600.0,
            odds: 20.0,
            pdo: 20.0,
        };
        let points = Points::of(&model, scale);
        for row in 0..drawn.outcomes.len() {
            let bins = |column: usize| drawn.bins[column][row];
            let exact = 600.0 - scale.factor() * (model.log_odds(bins) + 20.0_f64.ln());
            let off = f64::from(points.total(&model.pairs, bins)) - exact;
            assert!(
                off.abs() <= points.worst_error + 1e-9,
                "{off} {}",
                points.worst_error
            );
        }
        // A single step the wrong way is found.
        model.shapes[0][3] = model.shapes[0][2] - 1e-12;
        let breaches = Certificate::walk(&model, &columns).breaches;
        assert!(
            breaches
                .iter()
                .any(|breach| breach.column == 0 && breach.from == 2)
        );
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let drawn = Drawn::new(5, 40_000, 3, |bins| f64::from(bins[0]) * 0.3 - 2.0);
    let columns = drawn.columns(&[Trend::Free]);
    let settings = Settings {
        rounds: [12; 2],
        pairs: 1,
        ..Settings::default()
    };
    let (rows, held) = (drawn.rows(), by_lot(&drawn.outcomes, 2));
    let fit = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let boosting = Boosting {
            columns: &columns,
            rows: &rows,
            settings: &settings,
        };
        pool.install(|| boosting.fit(&held).unwrap())
    };
    let one = fit(1);
    assert_eq!(one, fit(2));
    assert_eq!(one, fit(5));
    assert_eq!(one.pairs.len(), 1);
}

#[test]
fn a_weight_of_two_is_a_row_twice() {
    let drawn = Drawn::new(9, 400, 2, |bins| f64::from(bins[1]) * 0.5 - 2.0);
    let weights: Vec<f64> = (0..400).map(|row| f64::from(row % 3)).collect();
    let settings = Settings {
        rounds: [30; 2],
        least_rows: 1,
        pairs: 1,
        ..Settings::default()
    };
    let columns = drawn.columns(&[Trend::Free]);
    let rows = Rows {
        weights: Some(&weights),
        ..drawn.rows()
    };
    let weighed = Boosting {
        columns: &columns,
        rows: &rows,
        settings: &settings,
    };
    let weighed = weighed.fit(&[vec![false; 400]]).unwrap();
    let repeated: Vec<usize> = (0..400)
        .flat_map(|row| std::iter::repeat_n(row, row % 3))
        .collect();
    let twice = Drawn {
        bins: drawn
            .bins
            .iter()
            .map(|bins| repeated.iter().map(|row| bins[*row]).collect())
            .collect(),
        outcomes: repeated.iter().map(|row| drawn.outcomes[*row]).collect(),
    };
    let columns = twice.columns(&[Trend::Free]);
    let twice_rows = twice.rows();
    let plain = Boosting {
        columns: &columns,
        rows: &twice_rows,
        settings: &settings,
    };
    let plain = plain.fit(&[vec![false; repeated.len()]]).unwrap();
    assert!((weighed.start - plain.start).abs() < 1e-5);
    for (a, b) in weighed.shapes.concat().iter().zip(plain.shapes.concat()) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
}

#[test]
fn a_pair_that_belongs_together_gets_the_table() {
    // Neither column tells anything by itself.
    let score = |bins: &[u8]| {
        if (bins[1] < 4) == (bins[3] < 4) {
            1.5
        } else {
            -1.5
        }
    };
    let drawn = Drawn::new(3, 3_000, 4, score);
    let columns = drawn.columns(&[Trend::Free]);
    let (rows, held) = (drawn.rows(), by_lot(&drawn.outcomes, 2));
    let fit = |pairs: usize| {
        let settings = Settings {
            pairs,
            ..Settings::default()
        };
        let boosting = Boosting {
            columns: &columns,
            rows: &rows,
            settings: &settings,
        };
        boosting.fit(&held).unwrap()
    };
    let (without, with) = (fit(0), fit(1));
    assert_eq!((with.pairs[0].first, with.pairs[0].second), (1, 3));
    assert!(
        with.loss < without.loss - 0.1,
        "{} {}",
        with.loss,
        without.loss
    );
    assert_eq!(
        with.pairs[0].cell(8, 0),
        None,
        "what is missing has no cell"
    );
    // The table knows which corners are bad.
    let cell = |first, second| with.pairs[0].values[with.pairs[0].cell(first, second).unwrap()];
    assert!(cell(0, 0) > 0.5 && cell(7, 7) > 0.5 && cell(0, 7) < -0.5 && cell(7, 0) < -0.5);
}

#[test]
fn what_is_missing_has_a_value_of_its_own() {
    let score = |bins: &[u8]| if bins[0] == 8 { 2.0 } else { -1.0 };
    let drawn = Drawn::new(31, 3_000, 2, score);
    let columns = drawn.columns(&[Trend::Ascending]);
    let (rows, held) = (drawn.rows(), by_lot(&drawn.outcomes, 1));
    let settings = Settings::default();
    let boosting = Boosting {
        columns: &columns,
        rows: &rows,
        settings: &settings,
    };
    let model = boosting.fit(&held).unwrap();
    let gap = model.shapes[0][8] - model.shapes[0][7];
    assert!((2.0..4.0).contains(&gap), "{gap}");
}

#[test]
fn no_enterprise_stands_on_both_sides_and_the_latest_are_held_out() {
    let groups: Vec<u64> = (0..600).map(|row| row / 3).collect();
    let times: Vec<i64> = (0..600).map(|row| row / 3 % 100).collect();
    let outcomes: Vec<bool> = (0..600).map(|row| row % 7 == 0).collect();
    for times in [None, Some(times.as_slice())] {
        let holdout = Holdout {
            groups: Some(&groups),
            times,
            share: 0.2,
            seed: 1,
        };
        let bags = holdout.bags(&outcomes, 3);
        for held in &bags {
            assert!(
                held.chunks(3)
                    .all(|rows| rows.iter().all(|row| *row == rows[0]))
            );
            let share = held.iter().filter(|held| **held).count() as f64 / 600.0;
            assert!((0.19..0.22).contains(&share), "{share}");
            if let Some(times) = times {
                let least = (0..600)
                    .filter(|row| held[*row])
                    .map(|row| times[row])
                    .min();
                let most = (0..600)
                    .filter(|row| !held[*row])
                    .map(|row| times[row])
                    .max();
                assert!(most <= least, "{most:?} {least:?}");
            }
        }
        assert_eq!(bags[0] == bags[1], times.is_some());
    }
}

#[test]
fn what_cannot_be_fitted_is_refused_with_its_reason() {
    let drawn = Drawn::new(1, 10, 1, |_| 0.0);
    let settings = Settings::default();
    let told = |columns: &[Column<'_>], rows: &Rows<'_>, held: Vec<bool>| {
        let boosting = Boosting {
            columns,
            rows,
            settings: &settings,
        };
        boosting.fit(&[held]).unwrap_err().to_string()
    };
    let columns = drawn.columns(&[Trend::Free]);
    let rows = drawn.rows();
    let one_class = Rows {
        outcomes: &[true; 10],
        ..rows
    };
    let negative = Rows {
        weights: Some(&[1.0, 1.0, -1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        ..rows
    };
    let no_number = Rows {
        offsets: Some(&[f64::NAN; 10]),
        ..rows
    };
    let mut narrow = columns.clone();
    narrow[0].count = 1;
    narrow[0].bands = 1;
    let all = [
        told(&columns, &one_class, vec![false; 10]),
        told(&columns, &negative, vec![false; 10]),
        told(&columns, &no_number, vec![false; 10]),
        told(&columns, &rows, vec![false; 9]),
        told(&columns, &rows, vec![true; 10]),
        told(&narrow, &rows, vec![false; 10]),
    ];
    assert_eq!(
        all,
        [
            "the rows fitted on need at least one event and one non-event of positive weight",
            "row 2: the weight must be a number, not below zero",
            "row 0: the offset must be a number",
            "the list of rows held out of bag 0 has 9 rows, the outcomes have 10",
            "the rows fitted on need at least one event and one non-event of positive weight",
            "column 0: a row lies in a bin that the column does not have",
        ]
    );
}

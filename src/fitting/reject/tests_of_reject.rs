//! Reject inference by hand.

use super::*;

const CHANCES: [f64; 4] = [0.1, 0.2, 0.4, 0.5];

fn inferred(assumption: Assumption) -> Vec<(usize, bool, f64)> {
    let rows = assumption
        .infer(&CHANCES, Some(&[1.0, 1.0, 2.0, 1.0]))
        .unwrap();
    rows.iter()
        .map(|row| (row.row, row.outcome, row.weight))
        .collect()
}

#[test]
fn each_assumption_gives_the_weights_that_it_should() {
    let hard = inferred(Assumption::HardCutOff { from: 0.4 });
    assert_eq!(
        hard,
        [
            (0, false, 1.0),
            (1, false, 1.0),
            (2, true, 2.0),
            (3, true, 1.0)
        ]
    );
    // At its word: 0.4 of a weight of 2 with the event.
    let fuzzy = inferred(Assumption::Fuzzy { uplift: 1.0 });
    assert_eq!(fuzzy[4], (2, true, 0.8));
    assert_eq!(fuzzy[5], (2, false, 1.2));
    // Odds 1 to 1 become 3 to 1.
    let uplifted = inferred(Assumption::Fuzzy { uplift: 3.0 });
    assert_eq!(uplifted[6], (3, true, 0.75));
    // Two bands expect 0.3 and 0.9 events, one and a half times that is 0.45 and 1.35: none, and then, with what was
    // left over, 1.8, so two.
    let parcels = inferred(Assumption::Parcelling {
        bands: 2,
        uplift: 1.5,
        seed: 1,
    });
    let events: Vec<bool> = parcels.iter().map(|row| row.1).collect();
    assert_eq!(events, [false, false, true, true]);
}

#[test]
fn what_cannot_be_assumed_is_refused() {
    let told = |assumption: Assumption, chances: &[f64]| {
        assumption.infer(chances, None).unwrap_err().to_string()
    };
    assert_eq!(
        [
            told(Assumption::HardCutOff { from: 1.0 }, &CHANCES),
            told(Assumption::Fuzzy { uplift: 0.0 }, &CHANCES),
            told(Assumption::Fuzzy { uplift: 1.0 }, &[0.5, f64::NAN]),
        ],
        [
            "the cut-off must lie between 0 and 1, both excluded",
            "the uplift must be above 0",
            "rejected row 1: the model gives no probability between 0 and 1",
        ]
    );
}

#[test]
fn the_table_tells_how_far_the_result_depends() {
    // Two bands; the model is the rate of each. Accepted: 1 of 8 and 2 of 4. Rejected: 4 in the worse band.
    let outcomes = [vec![true], vec![false; 7], vec![true; 2], vec![false; 2]].concat();
    let applicants = Applicants {
        outcomes: &outcomes,
        weights: None,
        rejected_weights: None,
        approve_up_to: 0.55,
    };
    let assumptions = [
        Assumption::HardCutOff { from: 0.4 },
        Assumption::Fuzzy { uplift: 1.0 },
    ];
    let table = Dependence::table(
        &applicants,
        &assumptions,
        |rows| -> Result<Refit, Unassumable> {
            let events: f64 = rows
                .iter()
                .filter(|row| row.outcome)
                .map(|row| row.weight)
                .sum();
            let all: f64 = rows.iter().map(|row| row.weight).sum();
            let worse = (2.0 + events) / (4.0 + all);
            Ok(Refit {
                coefficients: vec![("worse".to_owned(), worse)],
                accepted: [vec![0.125; 8], vec![worse; 4]].concat(),
                rejected: vec![worse; 4],
            })
        },
    )
    .unwrap();
    let worse: Vec<f64> = table.iter().map(|line| line.coefficients[0].1).collect();
    // 2/4 alone; all four rejected had it: 6/8; half of them: 4/8.
    assert_eq!(worse, [0.5, 0.75, 0.5]);
    assert_eq!(table[1].assumed_rate, Some(1.0));
    let approved: Vec<f64> = table.iter().map(|line| line.approved).collect();
    assert_eq!(approved, [1.0, 0.5, 1.0]);
    // 3 events and 9 others: 2·7 pairs right, 2·2 tied, 1·7 tied, 1·2 wrong: (14 + 5.5)/27.
    assert!((table[0].auc - 19.5 / 27.0).abs() < 1e-15);
    assert_eq!(table[0].accepted, (1.0 + 2.0) / 12.0);
}

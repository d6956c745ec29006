//! What the worst file gives: messages that name the field, the row and what would pass, and never a panic.

use super::bins::bins;
use super::bootstrap::Bootstrap;
use super::brier::log_loss;
use super::calibration_tests::{hosmer_lemeshow, spiegelhalter};
use super::concentration::Concentration;
use super::curves::Ks;
use super::grade_tests::{GradeCount, grade_tests};
use super::migration::Migration;
use super::psi::Psi;
use super::rating_process::{Rate, overrides};
use super::recalibration::Recalibration;
use super::splits::{forward, k_fold, out_of_time};
use super::subgroups::subgroups;
use super::{Auc, Comparison, Ranked, Sample, h_measure};

#[test]
fn every_row_at_fault_is_told_at_once() {
    let scores = [0.1, f64::NAN, f64::INFINITY, 0.4];
    let wrong =
        Sample::new(&scores, &[true, false], Some(&[1.0, -2.0, 1.0, f64::NAN])).unwrap_err();
    insta::assert_snapshot!(wrong, @r"
    outcome: has 2 rows where the scores have 4; both must be as long [sample.length]
    score: row 2 is NaN; it must be a number; NaN and infinity are none [sample.number]
    score: row 3 is inf; it must be a number; NaN and infinity are none [sample.number]
    weight: row 2 is -2; it must be a number that is not negative [sample.weight]
    weight: row 4 is NaN; it must be a number that is not negative [sample.weight]
    ");
    let many = vec![f64::NAN; 1000];
    let wrong = Sample::new(&many, &[true; 1000], None).unwrap_err();
    assert_eq!(wrong.0.len(), 6);
    assert_eq!(wrong.0[5].message, "and 995 more rows like these");
    let wrong = Sample::of_probabilities(&[0.2, 1.2], &[true, false], None).unwrap_err();
    insta::assert_snapshot!(wrong, @"pd: row 2 is 1.2; it must lie from 0 to 1, both included [sample.probability]");
    assert!(Sample::new(&[], &[], None).is_err());
    let wrong = Sample::new(&[0.2], &[true], Some(&[0.0])).unwrap_err();
    insta::assert_snapshot!(wrong, @"weight: all weights are zero; one above zero is needed [sample.weight]");
}

#[test]
fn one_class_is_refused_by_what_needs_two() {
    let (pd, outcomes) = ([0.1, 0.2, 0.3], [false; 3]);
    let sample = Sample::of_probabilities(&pd, &outcomes, None).unwrap();
    let wrong = Auc::of(&sample).unwrap_err();
    insta::assert_snapshot!(wrong, @"outcome: no row has the event among 3 rows of any weight; telling events from others needs at least one of each [sample.one_class]");
    assert!(Ranked::of(&sample).is_err());
    assert!(Recalibration::of(&sample).is_err());
    assert!(Bootstrap::of(&sample, None, None, 10, 1).is_err());
    assert!(Comparison::of(&pd, &pd, &outcomes, None).is_err());
    // The tests of probabilities need one class only.
    assert!(log_loss(&sample).unwrap() > 0.0);
    assert!(spiegelhalter(&sample).unwrap().p < 1.0);
    assert!(hosmer_lemeshow(&bins(&sample, 2), false).is_some());
    // Both classes, but the events weigh nothing.
    let weighed = Sample::new(&pd, &[true, false, false], Some(&[0.0, 1.0, 1.0])).unwrap();
    assert!(Auc::of(&weighed).is_err());
}

#[test]
fn ties_everywhere_are_chance() {
    let (pd, outcomes) = ([0.5; 6], [true, false, true, false, false, false]);
    let sample = Sample::of_probabilities(&pd, &outcomes, None).unwrap();
    let auc = Auc::of(&sample).unwrap();
    assert_eq!((auc.value, auc.variance), (0.5, Some(0.0)));
    assert_eq!(auc.against_initial(0.8), None);
    let ranked = Ranked::of(&sample).unwrap();
    assert_eq!(Ks::of(&ranked).value, 0.0);
    assert!(h_measure::symmetric(&ranked).abs() < 1e-12);
    assert_eq!(bins(&sample, 10).len(), 1);
    assert_eq!(spiegelhalter(&sample), None);
    let wrong = Recalibration::of(&sample).unwrap_err();
    insta::assert_snapshot!(wrong, @"pd: one probability stands for every row; a slope needs two that differ [recalibration.fit]");
}

#[test]
fn sure_probabilities_are_told_apart() {
    let outcomes = [false, true, false, true];
    let sure = Sample::of_probabilities(&[0.0, 1.0, 0.0, 1.0], &outcomes, None).unwrap();
    assert_eq!(log_loss(&sure), Some(0.0));
    assert_eq!(spiegelhalter(&sure), None);
    let wrong = Sample::of_probabilities(&[0.0, 0.0, 0.5, 1.0], &outcomes, None).unwrap();
    assert_eq!(log_loss(&wrong), None);
    assert_eq!(hosmer_lemeshow(&bins(&wrong, 4), false), None);
    let told = Recalibration::of(&wrong).unwrap_err();
    insta::assert_snapshot!(told, @r"
    pd: row 1 is 0; it must lie between 0 and 1 to have a logit [recalibration.logit]
    pd: row 2 is 0; it must lie between 0 and 1 to have a logit [recalibration.logit]
    pd: row 4 is 1; it must lie between 0 and 1 to have a logit [recalibration.logit]
    ");
    let apart = Sample::of_probabilities(&[0.1, 0.9, 0.2, 0.8], &outcomes, None).unwrap();
    let told = Recalibration::of(&apart).unwrap_err();
    insta::assert_snapshot!(told, @"pd: the probabilities separate events from others without fail, so no slope is finite; rows where they do not are needed [recalibration.fit]");
    assert_eq!(Auc::of(&apart).unwrap().value, 1.0);
}

#[test]
fn scores_of_every_size_are_sorted() {
    let scores = [f64::MIN, -1e-300, -0.0, 0.0, 5e-324, 1.0, f64::MAX];
    let outcomes = [false, false, false, true, true, true, true];
    let auc = Auc::of(&Sample::new(&scores, &outcomes, None).unwrap()).unwrap();
    // 12 pairs, and only the two zeros tie.
    assert_eq!(auc.value, 11.5 / 12.0);
    let ranked = Ranked::of(&Sample::new(&scores, &outcomes, None).unwrap()).unwrap();
    assert_eq!(ranked.ties.len(), 6);
    assert_eq!(ranked.ties[0].score, f64::MIN);
    assert_eq!(ranked.ties[5].score, f64::MAX);
    let one = Sample::new(&[1.0, 2.0], &[false, true], None).unwrap();
    assert_eq!(Auc::of(&one).unwrap().variance, None);
}

#[test]
fn grades_moves_and_bins_are_checked() {
    let grade = |obligors, defaults, pd| GradeCount {
        grade: "A".to_owned(),
        obligors,
        defaults,
        pd,
    };
    let wrong = grade_tests(&[grade(2.0, 3.0, 1.5), grade(1.0, f64::NAN, 0.1)]).unwrap_err();
    insta::assert_snapshot!(wrong, @r"
    pd: grade A: its probability must lie from 0 to 1 [grade.pd]
    defaults: grade A: defaults must lie from 0 to its obligors [grade.count]
    defaults: grade A: defaults must lie from 0 to its obligors [grade.count]
    ");
    let (tests, _) = grade_tests(&[grade(0.0, 0.0, 0.1), grade(5.0, 1.0, 0.1)]).unwrap();
    assert_eq!((tests[0].rate, tests[0].jeffreys), (None, None));
    assert!(grade_tests(&[]).is_err());
    let wrong = Migration::of(&[0, 4], &[1], 3).unwrap_err();
    assert_eq!(wrong.0.len(), 2, "{wrong}");
    let still = Migration::of(&[0, 1, 2], &[0, 1, 2], 3).unwrap();
    assert_eq!(
        (still.upper, still.stayed(), still.z[0][1]),
        (Some(0.0), 3, None)
    );
    let none = Migration::of(&[], &[], 3).unwrap();
    assert_eq!((none.upper, none.z[0][1]), (None, None));
    assert!(Concentration::of(&[3.0]).is_err());
    assert!(Concentration::of(&[0.0, 0.0]).is_err());
    let even = Concentration::of(&[2.0, 2.0]).unwrap();
    assert_eq!((even.index, even.against_initial(&even)), (0.0, 1.0));
    assert!((Concentration::of(&[4.0, 0.0]).unwrap().index - 1.0).abs() < 1e-12);
    assert!(Psi::of(&[1, 2], &[1], 1).is_err());
    assert!(Psi::of(&[0, 0], &[1, 0], 1).is_err());
    let smoothed = Psi::of(&[50, 50, 0, 0], &[40, 0, 60, 0], 1).unwrap();
    assert!(smoothed.smoothed && smoothed.value.is_finite() && smoothed.value > smoothed.band_99);
    assert_eq!(smoothed.parts[3], 0.0);
    let one_bin = Psi::of(&[50], &[40], 1).unwrap();
    assert_eq!((one_bin.value, one_bin.p), (0.0, 1.0));
}

#[test]
fn splits_and_parts_say_what_is_missing() {
    let dates = [1, 1, 2, 2];
    let wrong = out_of_time(&dates, &9, None).unwrap_err();
    insta::assert_snapshot!(wrong, @"date: no row is left to be tried on (0 were left out for their enterprise); another date would pass [split.empty]");
    let wrong = out_of_time(&dates, &2, Some(&[7, 7, 7, 7])).unwrap_err();
    insta::assert_snapshot!(wrong, @"date: no row is left to be learned from (2 were left out for their enterprise); another date would pass [split.empty]");
    assert!(forward(&dates, None, 2).is_err());
    assert!(k_fold(4, Some(&[1, 1, 1, 1]), 2, 0).is_err());
    assert!(k_fold(4, None, 1, 0).is_err());
    let sample = Sample::new(&[0.1, 0.2], &[true, false], None).unwrap();
    let names = ["east".to_owned(), "west".to_owned(), "none".to_owned()];
    assert!(subgroups(&sample, None, &[0, 3], &names).is_err());
    let parts = subgroups(&sample, Some(&[0.1, 0.2]), &[0, 1], &names).unwrap();
    assert!(parts.iter().all(|part| part.auc.is_none()));
    assert_eq!(
        (parts[2].rows, parts[2].rate, parts[2].jeffreys),
        (0, None, None)
    );
    assert!(overrides(&[0], &[]).is_err());
    let kept = overrides(&[0, 1], &[0, 1]).unwrap();
    assert_eq!((kept.better.rows, kept.mean_notches), (0, None));
    assert_eq!(Rate::of(0, 0).share, None);
}

//! Points become probabilities and grades as it is worked by hand.

use super::calibration::PriorCorrection;
use super::grading::{AtPoints, ByPoints};
use super::probabilities::{Fitted, Probabilities};
use super::{Counts, Spec};

/// Points of which each doubles odds of 1 to 1 at nought: the probability at n points is 1 / (1 + 2ⁿ).
const SPEC: &str = r#"
id = "t"
name = { zh = "试", en = "t" }
about = { zh = "试", en = "t" }
[target]
column = "y"
event = [1]
definition = "d"
horizon_months = 12
[population]
name = "p"
rate = "as_sampled"
[points]
base = 0
odds = 1
pdo = 1
"#;

const SCALE: &str = r#"
[calibration.grades]
reason = "the bank's scale"
scale = [{ grade = "A", pd = "0.1", below = "0.15" }, { grade = "B", pd = "0.25", below = "0.3" }, { grade = "C", pd = "0.5" }]
"#;

fn spec(more: &str) -> Spec {
    Spec::parse(&format!("{SPEC}{more}")).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Others and events at each number of points.
fn rows(each: &[(i32, u64, u64)]) -> ByPoints {
    let at = |(points, others, events): &(i32, u64, u64)| {
        let counts = Counts {
            rows: others + events,
            events: *events as f64,
            others: *others as f64,
        };
        let defaults = *events;
        (*points, AtPoints { counts, defaults })
    };
    each.iter().map(at).collect()
}

fn fitted(spec: &Spec, rows: &ByPoints, prior: (f64, f64)) -> Probabilities {
    let fitted = Fitted {
        rows,
        ends: [*rows.keys().next().unwrap(), *rows.keys().last().unwrap()],
        curve: None,
        held_out: None,
        prior: PriorCorrection::new(prior.0, prior.1).unwrap(),
    };
    Probabilities::fit(fitted, spec).unwrap_or_else(|problems| panic!("{problems}"))
}

/// 1/17 and 1/9 fall below 0.15, 1/5 below 0.3, 1/3 does not.
#[test]
fn a_scale_that_is_given_cuts_where_it_says_and_margins_come_last() {
    let margins = "[calibration]\nmargins = [{ deficiency = \"C\", reason = \"few rows\", add_share = \"0.1\" }, { deficiency = \"A\", reason = \"gaps\", add_ppm = 1000 }]\n";
    let scale = SCALE.replace("reason =", "tell = \"grade\"\nreason =");
    let spec = spec(&format!("{margins}{scale}"));
    let rows = rows(&[(1, 2, 1), (2, 4, 1), (3, 8, 1), (4, 30, 1)]);
    let told = fitted(&spec, &rows, (0.1, 0.1));
    let grades = told.risk_grades();
    let grades: Vec<_> = grades
        .iter()
        .map(|grade| (grade.grade.as_str(), grade.from, grade.ppm))
        .collect();
    // A tenth more, and 1,000 parts per million: 0.1 + 0.01 + 0.001, and so on.
    assert_eq!(
        grades,
        [("A", 3, 111_000), ("B", 2, 276_000), ("C", 1, 551_000)]
    );
    let at = |points: i32| (told.told(points) * 1e6).round() as i64;
    assert_eq!([4, 3, 2, 1].map(at), [111_000, 111_000, 276_000, 551_000]);
    let graded = told.grades.as_ref().unwrap();
    assert_eq!(graded.grades[0].counts.rows, 40);
    assert_eq!(graded.grades[0].mean, Some((31.0 / 17.0 + 1.0) / 40.0));
    // Points tell their own where the spec does not ask for the grade's.
    let plain = self::spec(SCALE);
    let told = fitted(&plain, &rows, (0.1, 0.1));
    assert!((told.told(3) - 1.0 / 9.0).abs() < 1e-15);
    assert_eq!(told.risk_grades()[1].ppm, 250_000);
}

/// As many at 1/2 as at 1/5: odds times 1/3 give 1/4 and 1/13, and their mean.
#[test]
fn the_mean_becomes_the_central_tendency() {
    let central = "[calibration.central_tendency]\nname = \"ten years\"\nrate = \"0.163461538461538461\"\nsource = \"the bank's own count\"\n";
    let told = fitted(&spec(central), &rows(&[(0, 5, 5), (2, 8, 2)]), (0.35, 0.35));
    let (rule, found) = told.central_tendency.as_ref().unwrap();
    assert_eq!(rule.name, "ten years");
    assert!((found.before - 0.35).abs() < 1e-12);
    assert!((found.shift + 3.0_f64.ln()).abs() < 1e-9, "{found:?}");
    assert!((told.told(0) - 0.25).abs() < 1e-9);
    assert!((told.told(2) - 1.0 / 13.0).abs() < 1e-9);
    assert!((told.mean[0] - f64::midpoint(0.25, 1.0 / 13.0)).abs() < 1e-9);
    insta::assert_snapshot!(
        told.steps[0].does,
        @"log-odds moved by -1.098612: the mean from 35.0000% to 16.3462%"
    );
}

/// Drawn: every event and a tenth of the others. 100 of 100 and 400 of 4,000: 100 / 4,100 in the population.
#[test]
fn the_shares_that_were_drawn_tell_the_rate_of_the_population() {
    let drawn = SPEC.replace(
        "rate = \"as_sampled\"",
        "sampling = { events = 1, others = \"0.1\", source = \"the plan of the sample\" }",
    );
    let spec = Spec::parse(&drawn).unwrap();
    let sample = Counts {
        rows: 500,
        events: 100.0,
        others: 400.0,
    };
    let rate = spec.population.rate_of(sample);
    assert!((rate - 100.0 / 4_100.0).abs() < 1e-15);
    let prior = PriorCorrection::new(sample.rate(), rate).unwrap();
    // The odds were ten times too high.
    assert!((prior.shift + 10.0_f64.ln()).abs() < 1e-12);
    let rows = rows(&[(1, 100, 50), (3, 300, 50)]);
    let told = fitted(&spec, &rows, (0.2, rate));
    // Of 1,000 and 3,000 others: (1,050 / 3 + 3,050 / 9) / 4,100.
    assert!((told.mean[0] - (350.0 + 3_050.0 / 9.0) / 4_100.0).abs() < 1e-12);
    assert!(
        told.steps[0].reason.ends_with("the plan of the sample"),
        "{:?}",
        told.steps
    );
}

/// No defaults among 100, 400 and 300 obligors (Pluto and Tasche 2005, table 1): the bound of the best grade is that of
/// all 800, 1 − 0.5^(1/800), and so on.
#[test]
fn few_defaults_are_estimated_for_the_grades() {
    let pluto = "[calibration.low_default]\nby = \"pluto_tasche\"\nconfidence = \"0.5\"\ncorrelation = 0\nreason = \"no defaults\"\n";
    let obligors = rows(&[(1, 300, 0), (2, 400, 0), (3, 100, 0)]);
    let told = fitted(&spec(&format!("{pluto}{SCALE}")), &obligors, (0.1, 0.1));
    let bounds: Vec<f64> = [800.0, 700.0, 300.0]
        .iter()
        .map(|all| 1.0 - 0.5_f64.powf(1.0 / all))
        .collect();
    let grading = told.grades.as_ref().unwrap();
    for (grade, bound) in grading.grades.iter().zip(&bounds) {
        assert!((grade.estimate - bound).abs() < 1e-12, "{grade:?} {bound}");
    }
    assert!((told.told(2) - bounds[1]).abs() < 1e-12);
    // The estimate is scaled to a central tendency, where there is one.
    let central = "[calibration.central_tendency]\nname = \"ten years\"\nrate = \"0.002\"\nsource = \"own\"\n";
    let targets = "[calibration.grades]\nreason = \"three\"\nscale = [{ grade = \"A\", pd = \"0.0001\" }, { grade = \"B\", pd = \"0.001\" }, { grade = \"C\", pd = \"0.01\" }]\n";
    let both = fitted(
        &spec(&format!("{central}{pluto}{targets}")),
        &obligors,
        (0.1, 0.1),
    );
    let each = &both.grades.as_ref().unwrap().grades;
    let mean: f64 = each
        .iter()
        .map(|grade| grade.estimate * grade.counts.rows as f64 / 800.0)
        .sum();
    assert!((mean - 0.002).abs() < 1e-12, "{each:?}");
    // Quasi-moments: the mean that was seen, and the power that is asked for.
    let quasi = "[calibration.low_default]\nby = \"quasi_moments\"\nauc = \"0.8\"\nreason = \"few defaults\"\n";
    let few = rows(&[(1, 297, 3), (2, 399, 1), (3, 100, 0)]);
    let told = fitted(&spec(&format!("{quasi}{SCALE}")), &few, (0.1, 0.1));
    let each = &told.grades.as_ref().unwrap().grades;
    assert!(
        each.windows(2)
            .all(|pair| pair[0].estimate < pair[1].estimate)
    );
}

#[test]
fn few_events_without_an_estimate_for_them_are_told() {
    let told = fitted(&spec(""), &rows(&[(1, 50, 10), (3, 90, 9)]), (0.1, 0.1));
    insta::assert_snapshot!(
        told.warnings.join("\n"),
        @"only 19 rows are events: estimates from fewer than 20 say little; ask for [calibration.low_default] with grades"
    );
    let told = fitted(&spec(""), &rows(&[(1, 50, 10), (3, 90, 10)]), (0.1, 0.1));
    assert!(told.warnings.is_empty(), "{:?}", told.warnings);
}

#[test]
fn what_does_not_go_together_is_told_at_once() {
    let wrong = "[calibration]\nby = \"plat\"\n[calibration.central_tendency]\nname = \"x\"\nrate = 2\n[calibration.low_default]\nby = \"guess\"\n[calibration.grades]\ntell = \"points\"\nscale = [{ grade = \"A\", pd = \"0.2\", below = \"0.1\" }, { grade = \"A\", pd = \"0.1\" }]\n[reject]\ncolumn = \"d\"\nassume = \"hope\"\n[reject.fuzzy]\nuplift = 0\n";
    let drawn = SPEC.replace(
        "rate = \"as_sampled\"",
        "rate = \"0.1\"\nsampling = { events = 2, others = \"0.1\" }",
    );
    let problems = Spec::parse(&format!("{drawn}{wrong}")).unwrap_err();
    insta::assert_snapshot!(problems, @r#"
    line 12: population.rate: the shares that were drawn tell the rate: give `rate` or `sampling`, not both [population.rate]
    line 13: population.sampling.events: give the share of them that was drawn, above 0 and at most 1, such as "0.05" [population.sampling]
    line 13: population.sampling.source: this key is required [form.missing]
    line 19: calibration.by: `plat` is none of: none, platt, isotonic, beta [form.word]
    line 20: calibration.central_tendency.source: this key is required [form.missing]
    line 22: calibration.central_tendency.rate: give a rate between 0 and 1, such as "0.012" [calibration.rate]
    line 23: calibration.low_default.reason: this key is required [form.missing]
    line 24: calibration.low_default.by: `guess` is none of: pluto_tasche, quasi_moments [form.word]
    line 25: calibration.grades.reason: this key is required [form.missing]
    line 26: calibration.grades.tell: an estimate of few defaults is that of a grade: tell = "grade" [low_default.tell]
    line 27: calibration.grades.scale: the grade A is given twice [grades.scale]
    line 27: calibration.grades.scale: grades go from the best: pd must rise from A to A [grades.scale]
    line 27: calibration.grades.scale: grade A must end above its own pd and not above that of A [grades.scale]
    line 28: reject.values: a column tells the refused by the values that mean so: give both, or neither where they are in a file of their own [reject.values]
    line 28: reject.reason: this key is required [form.missing]
    line 30: reject.assume: `hope` is none of: none, hard_cut_off, fuzzy, parcelling [form.word]
    line 32: reject.fuzzy.uplift: 0 does not lie from 0.01 to 100 [spec.range]
    "#);
    let weighed = spec(&format!(
        "[columns]\nweight = \"w\"\n[calibration.low_default]\nby = \"pluto_tasche\"\nreason = \"few\"\n{SCALE}[reject]\nassume = \"fuzzy\"\nreason = \"r\"\n"
    ));
    let rows = rows(&[(1, 50, 10), (3, 90, 10)]);
    let fitted = Fitted {
        rows: &rows,
        ends: [1, 3],
        curve: None,
        held_out: None,
        prior: PriorCorrection::new(0.1, 0.1).unwrap(),
    };
    let problems = Probabilities::fit(fitted, &weighed).unwrap_err();
    insta::assert_snapshot!(problems, @r#"
    calibration.low_default: it counts obligors, each once: there must be no columns.weight [low_default.weight]
    calibration.low_default: it counts defaults that were seen: reject.assume must be "none" [low_default.reject]
    "#);
}

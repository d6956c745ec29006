//! `zhixin stress` as its users meet it: the figures, the page, a run done again, and what it says of bad input.

use crate::fitting::{SPEC, rows};
use crate::fitting_probabilities::CALIBRATED;
use crate::place::{Place, cells};
use std::fmt::Write as _;

const POOL: &str = "\
[[compartments]]
district = \"渝北区\"
paid_in = \"1000万\"
[[compartments]]
district = \"北碚区\"
paid_in = \"600万\"
cash = \"520万\"
";

/// 240 loans over two districts, three banks and four industries; two groups.
fn book() -> String {
    let mut text =
        String::from("loan,bank,district,enterprise,group,industry,principal,months,grade,pd\n");
    for at in 0..240_u32 {
        let district = ["渝北区", "北碚区"][(at % 2) as usize];
        let industry = ["software", "medicine", "machines", "food"][(at % 4) as usize];
        let grade = ["A", "B", "C", "D", "E"][(at % 5) as usize];
        let pd = ["0.006", "0.012", "0.02", "0.035", "0.06"][(at % 5) as usize];
        let group = if at < 6 {
            format!("group-{}", at % 2)
        } else {
            String::new()
        };
        let principal = 200_000 + 7_919 * (at * at % 211);
        let months = 6 + at % 30;
        writeln!(text, "L{at},bank-{},{district},firm-{at},{group},{industry},{principal},{months},{grade},{pd}", at % 3).unwrap();
    }
    text
}

fn place() -> Place {
    let place = Place::on_sqlite();
    place.file("book.csv", book());
    place.file("pool.toml", POOL);
    place
}

const ASKED: [&str; 9] = [
    "stress",
    "--terms",
    "cq-2022",
    "--book",
    "book.csv",
    "--pool",
    "pool.toml",
    "--paths",
    "2000",
];

#[test]
fn a_run_is_done_again_to_the_byte_and_not_from_other_files() {
    let place = place();
    let json = place.ok(&[
        &ASKED[..],
        &[
            "--format",
            "json",
            "--manifest",
            "run.json",
            "--report",
            "page.html",
        ],
    ]
    .concat());
    assert_eq!(
        place.ok(&["stress", "--rerun", "run.json", "--format", "json"]),
        json
    );
    // A whole report will do as well, and so will one thread, two, or more than there are processors.
    place.file("report.json", &json);
    for threads in ["1", "2", "5"] {
        let alone = place
            .command(&["stress", "--rerun", "report.json", "--format", "json"])
            .env("RAYON_NUM_THREADS", threads)
            .output();
        assert_eq!(
            String::from_utf8(alone.unwrap().stdout).unwrap(),
            json,
            "{threads} threads"
        );
    }
    // Another seed is another draw.
    assert_ne!(
        place.ok(&[&ASKED[..], &["--format", "json", "--seed", "2"]].concat()),
        json
    );
    let page = std::fs::read_to_string(place.path().join("page.html")).unwrap();
    assert!(
        !page.contains("<script") && !page.contains(" style=") && !page.contains("http"),
        "it stands alone"
    );
    let told = place.ok(&ASKED);
    let digest = told.lines().last().unwrap().split(' ').next_back().unwrap();
    assert!(
        page.contains(digest),
        "the page names the digest of the report"
    );
    place.file("book.csv", book().replace("L7,", "L7x,"));
    let refused = place.refused(&["stress", "--rerun", "run.json"]);
    assert!(
        refused.contains("another run would come of it: the book was sha256:"),
        "{refused}"
    );
    assert!(refused.ends_with("exit code 2"), "{refused}");
    // What a manifest says is not said otherwise beside it.
    let refused = place.refused(&["stress", "--rerun", "run.json", "--seed", "2"]);
    assert!(refused.contains("cannot be used with"), "{refused}");
}

#[test]
fn figures_are_in_order_and_worse_times_cost_more() {
    let place = place();
    let of = |scenario: &str| {
        let text = place.ok(&[&ASKED[..], &["--format", "csv", "--scenario", scenario]].concat());
        let rows = cells(&text);
        move |figure: &str, part: &str| -> [f64; 3] {
            let row = rows
                .iter()
                .find(|row| row[1] == figure && row[2] == part)
                .unwrap();
            [3, 4, 5].map(|at| row[at].parse().unwrap_or(f64::NAN))
        }
    };
    let (base, downturn) = (of("base"), of("downturn"));
    for figure in [&base, &downturn] {
        let var = ["90%", "95%", "99%", "99.9%"].map(|level| figure("value at risk", level));
        assert!(var.is_sorted_by(|a, b| a[0] <= b[0]), "{var:?}");
        assert!(
            var.iter()
                .all(|[value, low, high]| low <= value && value <= high),
            "{var:?}"
        );
        let shortfall = figure("expected shortfall", "99%")[0];
        assert!(shortfall >= var[2][0]);
        assert!(figure("standard errors apart", "")[0].abs() < 5.0);
    }
    // No more than the pool's money is lost, so that the loss grows by less than the defaults.
    assert!(downturn("expected loss", "")[0] > 1.3 * base("expected loss", "")[0]);
    let second = |of: &dyn Fn(&str, &str) -> [f64; 3]| of("principal defaulted", "year 2")[0];
    assert!(second(&downturn) > 1.5 * second(&base));
    let ruin = |of: &dyn Fn(&str, &str) -> [f64; 3]| of("probability of running short", "")[0];
    assert!(ruin(&downturn) >= ruin(&base));
}

const HEADER: &str = "loan,bank,district,enterprise,principal,months,grade,pd,share\n";

/// What is said of a book, with the files that must not come of it.
fn said(place: &Place, rows: &str, more: &[&str]) -> String {
    place.file("book.csv", format!("{HEADER}{rows}"));
    let written = ["--manifest", "run.json", "--report", "page.html"];
    let told = place.refused(&[&ASKED[..7], more, &written].concat());
    let left = written.map(|name| place.path().join(name).exists());
    assert_eq!(left, [false; 4], "nothing is written");
    told
}

#[test]
fn everything_wrong_is_told_at_once() {
    let place = place();
    let rows = "\
L1,b,渝北区,f,0,12,A,,
L1,b,江北区,f,5,x,,0.1,1.2
L2,b,渝北区,f,5,12,,1.5,
";
    let asked = ["--paths", "0", "--years", "1000000"];
    insta::assert_snapshot!(said(&place, rows, &asked), @r"
    error: paths: 0 paths were asked for; 100 to 10000000 would pass [paths.range]
    years: 1000000 years were asked for; 1 to 30 would pass [years.range]
    book.csv:
    line 2: principal: it is 0.00; an amount above nought would pass [figure.range]
    line 2: grade: nothing says the probability of default of the grade `A`; a column `pd`, a calibrated model or `[pd]` in the scenario would pass [pd.unknown]
    line 3: loan: `L1` of `b` stands in line 2 already [id.twice]
    line 3: district: `江北区` has no compartment; there are: 渝北区, 北碚区 [district.unknown]
    line 3: months: it is `x`; a whole number of months from 1 to 600 would pass [figure.range]
    line 3: share: it is `1.2`; a share from 0 to 1 would pass [figure.range]
    line 4: pd: it is `1.5`; a decimal from 0 to 1 would pass, such as 0.015 [pd.unknown]
    exit code 2
    ");
    // The book is right by itself, and what was asked is not.
    let right = "L1,b,渝北区,f,5,1,,0.1,\n";
    let asked = ["--paths", "0", "--years", "0"];
    insta::assert_snapshot!(said(&place, right, &asked), @r"
    error: paths: 0 paths were asked for; 100 to 10000000 would pass [paths.range]
    years: 0 years were asked for; 1 to 30 would pass [years.range]
    exit code 2
    ");
    insta::assert_snapshot!(said(&place, "", &[]), @r"
    error: book.csv:
    book: the book has no loan; one or more would pass [book.empty]
    exit code 2
    ");
    insta::assert_snapshot!(said(&place, right, &["--target", "1"]), @r"
    error: --target: it is `1`; a probability above 0 and below 1 would pass, to the millionth, such as 0.01
    exit code 2
    ");
    let asked = [
        "--scenario",
        "boom",
        "--model",
        "none.toml",
        "--years",
        "31",
    ];
    insta::assert_snapshot!(said(&place, right, &asked), @r"
    error: years: 31 years were asked for; 1 to 30 would pass [years.range]
    there is no scenario `boom`; there are: base, downturn — or give the path of a scenario file
    none.toml: No such file or directory (os error 2)
    exit code 2
    ");
}

#[test]
fn terms_with_a_budget_have_no_pool_to_run_short() {
    let place = place();
    let row = "L1,b,渝北区,f,5,1,,0.1,0.5\n";
    place.file("book.csv", format!("{HEADER}{row}"));
    let mut asked = ASKED;
    asked[2] = "sba-like";
    insta::assert_snapshot!(place.refused(&asked), @r"
    error: terms: these terms have a yearly budget and no pool, so that no money of it can run short; terms with a pool would pass [terms.budget]
    book.csv:
    line 2: product: a loan says this [cell.missing]
    exit code 2
    ");
}

#[test]
fn grades_of_a_fitted_model_tell_probabilities_of_a_year() {
    let place = place();
    place.file("rows.csv", rows(3_000));
    place.file("spec.toml", format!("{SPEC}{CALIBRATED}"));
    place.ok(&["fit", "rows.csv", "--spec", "spec.toml", "--out", "m.toml"]);
    let book = "loan,bank,district,enterprise,principal,months,grade\nL1,b,渝北区,f,100万,12,2\n";
    place.file("book.csv", book);
    let first_year = || {
        let text = place.ok(&[&ASKED[..7], &["--model", "m.toml", "--format", "csv"]].concat());
        let mut rows = cells(&text).into_iter();
        let row = rows.find(|row| row[1] == "defaulted in year 1, exact");
        row.unwrap()[3].parse::<f64>().unwrap()
    };
    // Of a million yuan as many as the parts per million of the grade.
    let model = std::fs::read_to_string(place.path().join("m.toml")).unwrap();
    let (_, grade) = model.split_once("grade = \"2\"").unwrap();
    let (_, ppm) = grade.split_once("ppm = ").unwrap();
    let ppm: f64 = ppm.lines().next().unwrap().parse().unwrap();
    assert!((first_year() - ppm).abs() < 0.01, "{ppm}");
    // Over two years it is more than over one: 1 − √(1 − p) of it falls into the first.
    place.file(
        "m.toml",
        model.replace("horizon_months = 12", "horizon_months = 24"),
    );
    let yearly = 1e6 * (1.0 - (1.0 - ppm / 1e6).sqrt());
    assert!((first_year() - yearly).abs() < 0.01, "{yearly}");
}

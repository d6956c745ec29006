//! A foreign file of loans by its mapping, through the ledger under its terms and policy: what is paid is what the file says, to the
//! cent. `ZHIXIN_SBA_CASE` names the file itself, which is not part of the project; without it a few rows like its own are walked.

use std::path::{Path, PathBuf};
use zhixin::fitting::Chunk;
use zhixin::pool::{Calendar, CalendarYear, Rules, Terms, TermsHistory};
use zhixin::service::backtest::shipped;
use zhixin::service::tables::TableFile;
use zhixin::simulation::backtest::{Course, Loans, Mapping, Rows, Setting, Standing, replay};
use zhixin::units::{Date, Mark, Origin};

const HEADER: &str = "LoanNr_ChkDgt,State,Bank,NAICS,ApprovalDate,Term,DisbursementDate,DisbursementGross,MIS_Status,ChgOffDate,ChgOffPrinGr,GrAppv,SBA_Appv";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(here(&format!("fixtures/backtest/{name}"))).unwrap()
}

/// Working days of years that no calendar is shipped for.
fn weekdays(year: i16) -> CalendarYear {
    CalendarYear {
        year,
        origin: Origin {
            mark: Mark::Ours,
            source: "weekdays".to_owned(),
        },
        settled_to: Date::new(year, 12, 31).unwrap(),
        days_off: Vec::new(),
        working_weekends: Vec::new(),
    }
}

/// Everything is approved as it was asked for, and walked to the end.
fn walked(file: &Path) -> (Loans, Course) {
    let table = TableFile::open(file).unwrap();
    let mut rows = Vec::new();
    table
        .read(|chunk: &Chunk| {
            for row in 0..chunk.rows {
                let cells = chunk.columns.iter().map(|column| column.text(row));
                rows.push((u32::try_from(rows.len()).unwrap() + 2, cells.collect()));
            }
        })
        .unwrap();
    let (from, to) = (Date::constant(1988, 1, 1), Date::constant(2014, 12, 31));
    let mapping = Mapping::parse(&fixture("sba-case.mapping.toml")).unwrap();
    let rows = Rows {
        header: &table.header,
        rows: &rows,
    };
    let loans =
        Loans::read(rows, &mapping, None, to).unwrap_or_else(|problems| panic!("{problems}"));
    let history = TermsHistory::new([Terms::parse(&fixture("sba-case.terms.toml")).unwrap()]);
    let history = history.unwrap();
    let mut rules = Rules::new([history.clone()]);
    rules.calendar = Calendar::new((1988..=2016).map(weekdays)).unwrap();
    let policy = here("fixtures/backtest/sba-case.policy.toml");
    let policy = shipped::policy(policy.to_str().unwrap()).unwrap();
    let standings = loans.applications.iter().map(|_| Standing {
        points: 0,
        ppm: None,
        grade: None,
        limit: None,
        vetoed: false,
    });
    let standings: Vec<Standing> = standings.collect();
    let choices: Vec<_> = loans
        .applications
        .iter()
        .zip(&standings)
        .map(|(of, standing)| policy.choose(of, standing, &[]))
        .collect();
    let setting = Setting {
        rules: &rules,
        history: &history,
        from,
        to,
        policy: &policy,
        applications: &loans.applications,
        standings: &standings,
    };
    let course = replay(&setting, &choices);
    (loans, course)
}

fn paid(course: &Course) -> i64 {
    course.fates.iter().map(|fate| fate.paid).sum()
}

/// Days since 1960: 15,074 is 9 April 2001, 16,000 is 22 October 2003.
#[test]
fn what_is_paid_is_the_guaranteed_part_of_what_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.csv");
    let rows = [
        // Repaid: nothing is paid.
        "1,CA,A BANK,531210,15074,36,15095.0,32812,P I F,,0,30000,25000",
        // 12,345 x 25,000 / 30,000 = 10,287.50.
        "2,CA,,531210,15074,84,15095.0,30000,CHGOFF,16000.0,12345,30000,25000",
        // Told as paid in full, with a charge-off, which counts: 5,000 x 25,000 / 50,000 = 2,500.
        "3,CA,A BANK,531210,15074,12,15095.0,50000,P I F,15500.0,5000,50000,25000",
        // 1,001 x 25,000 / 30,000 = 834.1666..., rounded down; drawn in part only.
        "4,CA,B BANK,531210,15074,84,15095.0,20000,CHGOFF,16000.0,1001,30000,25000",
        // All of it lost 20 days after the drawing, all of it guaranteed.
        "5,CA,B BANK,531210,15074,1,15095.0,10000,CHGOFF,15115.0,10000,10000,10000",
    ];
    std::fs::write(&file, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
    let (loans, course) = walked(&file);
    let each: Vec<i64> = course.fates.iter().map(|fate| fate.paid).collect();
    assert_eq!(
        each,
        [0, 1_028_750, 250_000, 83_416, 1_000_000],
        "{:?}",
        course.refusals
    );
    assert!(course.refusals.is_empty(), "{:?}", course.refusals);
    assert_eq!(loans.applications.len(), rows.len());
    let last = course.months.last().unwrap();
    assert_eq!(
        (last.outstanding, last.owed, last.paid),
        (0, 0, paid(&course))
    );
}

/// `scripts/backtest/sba_total.py` works the same total out by itself.
#[test]
fn the_file_itself_is_paid_to_the_cent() {
    let Some(file) = std::env::var_os("ZHIXIN_SBA_CASE") else {
        eprintln!("NOT RUN: ZHIXIN_SBA_CASE does not name the file of the SBA case");
        return;
    };
    let (loans, course) = walked(Path::new(&file));
    assert_eq!(loans.applications.len(), 2_102);
    assert_eq!(paid(&course), 2_731_356_646, "{:?}", course.refusals);
    assert!(course.refusals.is_empty(), "{:?}", course.refusals);
}

/// The specs and the policies that the page on real loans uses can be read, and the columns known only after the outcome are
/// left out of both specs.
#[test]
fn what_the_page_on_real_loans_uses_can_be_read() {
    let mapping = Mapping::parse(&fixture("sba-case.mapping.toml")).unwrap();
    let specs = ["sba-case.learn.toml", "sba-case.refit.toml"];
    for spec in specs.map(|name| zhixin::fitting::Spec::parse(&fixture(name)).unwrap()) {
        let excluded: Vec<&str> = spec
            .columns
            .exclude
            .iter()
            .map(|of| of.column.as_str())
            .collect();
        for never in mapping
            .never
            .iter()
            .filter(|column| **column != spec.target.column)
        {
            assert!(excluded.contains(&never.as_str()), "{never} is left in");
        }
    }
    for policy in ["sba-case.policy.toml", "sba-case-cut.policy.toml"] {
        let path = here(&format!("fixtures/backtest/{policy}"));
        shipped::policy(path.to_str().unwrap()).unwrap();
    }
}

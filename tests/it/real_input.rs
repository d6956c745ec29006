//! A research panel of listed firms, through its mapping: a made-up file with the header of the real
//! one. What matters is what a view may not see: patents before anyone could count them, and
//! citations that lie in the future, ever.

use std::sync::Arc;
use zhixin::evidence::{Dossier, Fact, RecordedFact, View};
use zhixin::service::import::{Choice, Input, Mapping, Plan, RowOutcome, read_rows};
use zhixin::units::{Amount, Date, EnterpriseId, Moment};

const MAPPING: &str = include_str!("../../fixtures/mappings/inst_innovation.toml");
const SAMPLE: &str = include_str!("../../fixtures/mappings/inst_innovation_sample.csv");
const FIRMS: [&str; 3] = [
    "x:alpha-widgets-co",
    "x:beta-tools-holdings",
    "x:gamma-3d-laser-inc-cl-a",
];

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// The facts of the sample; no row may be rejected.
fn imported() -> Vec<RecordedFact> {
    let input = Input::from_bytes("sample.csv", SAMPLE.as_bytes().to_vec()).expect("a table");
    let choice = Choice {
        mapping: Some(Mapping::parse(MAPPING).expect("the mapping is right")),
        ..Choice::default()
    };
    let plan = Plan::choose(&input, &choice).expect("the columns are there");
    let source = Arc::new(plan.source(&input));
    let mut recorded: Vec<RecordedFact> = Vec::new();
    let rows = read_rows(&input, &plan).expect("the file can be read");
    for outcome in rows.flat_map(|chunk| chunk.expect("every row can be read")) {
        match outcome {
            RowOutcome::Facts { row, facts } => {
                for (enterprise, fact, available) in facts {
                    let digest =
                        RecordedFact::content_digest(&enterprise, &fact, &available, &source);
                    recorded.push(RecordedFact {
                        sequence: i64::try_from(recorded.len()).expect("ten rows") + 1,
                        enterprise,
                        happened_on: fact.happened_on(),
                        available,
                        recorded_at: Moment::parse("2024-01-01T00:00:00Z").expect("a moment"),
                        source: source.clone(),
                        row,
                        fact: Box::new(fact),
                        digest,
                    });
                }
            }
            RowOutcome::Rejected { row, problems, .. } => panic!("row {row}: {problems}"),
        }
    }
    recorded
}

fn dossier(facts: &[RecordedFact], firm: &str, as_of: &str) -> Dossier {
    let firm = EnterpriseId::parse(firm).expect("an id");
    let own = facts.iter().filter(|fact| fact.enterprise == firm);
    let own = own.cloned().collect();
    Dossier::assemble(firm, own, View::available(day(as_of)))
}

/// The patents of a year as a view has them: `None` where they are not told yet.
fn patents(dossier: &Dossier, end: &str) -> Option<u32> {
    let mut years = dossier.innovation().iter();
    years.find(|year| year.period_end == day(end))?.patents
}

#[test]
fn every_row_gives_four_facts_and_every_day_is_marked_assumed() {
    let facts = imported();
    assert_eq!(facts.len(), 10 * 4);
    for fact in &facts {
        let firm = fact.enterprise.to_string();
        assert!(FIRMS.contains(&firm.as_str()), "{firm}");
        let policy = fact.available.assumed.as_deref();
        let told = matches!(&*fact.fact, Fact::InnovationYear(year) if year.patents.is_some());
        let expected = if told {
            "granted-patents+36m"
        } else {
            "accounts+6m"
        };
        assert_eq!(policy, Some(expected));
    }
}

#[test]
fn patents_of_a_year_are_not_known_at_its_end() {
    let facts = imported();
    let alpha = |as_of: &str| dossier(&facts, FIRMS[0], as_of);
    for year in 1991..=1994 {
        let end = format!("{year}-12-31");
        let year_after = format!("{}-06-30", year + 1);
        assert_eq!(patents(&alpha(&end), &end), None);
        assert_eq!(patents(&alpha(&year_after), &end), None);
        assert_eq!(patents(&alpha(&format!("{}-12-30", year + 3)), &end), None);
        assert!(patents(&alpha(&format!("{}-12-31", year + 3)), &end).is_some());
    }
    assert_eq!(patents(&alpha("1996-06-30"), "1992-12-31"), Some(9));
}

#[test]
fn accounts_of_a_year_are_known_half_a_year_later_in_dollars() {
    let facts = imported();
    let before = dossier(&facts, FIRMS[0], "1992-06-29");
    assert!(before.finance().is_empty() && before.talent().is_empty());
    assert!(before.innovation().is_empty());
    let after = dossier(&facts, FIRMS[0], "1992-06-30");
    let [accounts] = after.finance() else {
        panic!("one year of accounts")
    };
    assert_eq!(accounts.revenue, Some(Amount::from_fen(10_050_000_000)));
    assert_eq!(after.talent()[0].staff, Some(2000));
    let innovation = &after.innovation()[0];
    assert_eq!(innovation.rnd_stock, Some(Amount::from_fen(3_012_345_600)));
    assert_eq!(innovation.prior_citations, Some(20));
    let small = dossier(&facts, FIRMS[1], "1992-06-30");
    let rounded = Some(Amount::from_fen(1_900_000));
    assert_eq!(small.finance()[0].revenue, rounded);
    assert_eq!(small.finance()[0].market_value, None);
}

#[test]
fn citations_of_the_future_are_never_seen() {
    let facts = imported();
    for firm in FIRMS {
        for year in 1991..=2030 {
            let dossier = dossier(&facts, firm, &format!("{year}-12-31"));
            for innovation in dossier.innovation() {
                assert_eq!(innovation.later_citations, None, "{firm} {year}");
            }
        }
    }
}

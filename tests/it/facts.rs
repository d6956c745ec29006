//! From facts to points: growth that is 15% exactly earns the band of 15%.

use crate::subject::{program, sheet, subject};
use std::sync::Arc;
use zhixin::evidence::facts::FinancialYear;
use zhixin::evidence::{
    Availability, Dossier, Fact, RecordedFact, Source, SourceClass, View, Visibility,
};
use zhixin::scoring::indicators::{self, Cohorts};
use zhixin::scoring::{Value, assess};
use zhixin::units::{Amount, Digest, EnterpriseId, Moment, Ratio};

/// A year whose sales and net assets are the same number of yuan.
fn year(end: &str, yuan: i64) -> RecordedFact {
    let amount = Some(Amount::from_fen(yuan * 100));
    let fact = Fact::FinancialYear(FinancialYear {
        period_end: end.parse().unwrap(),
        period_start: None,
        revenue: amount,
        main_revenue: None,
        high_tech_revenue: None,
        total_income: None,
        costs: None,
        assets: None,
        liabilities: None,
        net_assets: amount,
        net_profit: None,
        super_deduction: None,
        fixed_capital: None,
        market_value: None,
    });
    let source = Source {
        name: "table".to_owned(),
        class: SourceClass::Registry,
        visibility: Visibility::Shared,
        file: "table.csv".to_owned(),
        file_digest: Digest::of(b""),
    };
    let available = Availability {
        on: end.parse().unwrap(),
        assumed: None,
    };
    let enterprise = EnterpriseId::parse("x:table").unwrap();
    let digest = RecordedFact::content_digest(&enterprise, &fact, &available, &source);
    RecordedFact {
        sequence: yuan,
        happened_on: fact.happened_on(),
        enterprise,
        available,
        recorded_at: Moment::parse("2024-01-01T00:00:00Z").unwrap(),
        source: Arc::new(source),
        row: 1,
        fact: Box::new(fact),
        digest,
    }
}

/// Growth of both kinds, and the points of both tables of the high-tech rule.
fn growth(years: &[i64]) -> Vec<(Value, i32, i32)> {
    let program = program("hnte-2016");
    let first = 2024 - i64::try_from(years.len()).unwrap();
    let facts = years
        .iter()
        .zip(first..)
        .map(|(yuan, at)| year(&format!("{at}-12-31"), *yuan));
    let view = View::available("2024-06-30".parse().unwrap());
    let dossier = Dossier::assemble(
        EnterpriseId::parse("x:table").unwrap(),
        facts.collect(),
        view,
    );
    let vector = indicators::read(&program.indicators, &dossier, &Cohorts::default());
    let told = assess(&program, &subject(vector, sheet("")));
    let parts = told
        .indicators
        .iter()
        .filter(|part| part.dimension == "growth");
    parts
        .map(|part| {
            (
                part.readings[0].value.clone(),
                part.points.low,
                part.points.high,
            )
        })
        .collect()
}

#[track_caller]
fn both(years: &[i64], value: Option<&str>, low: i32, high: i32) {
    for (found, found_low, found_high) in growth(years) {
        match value {
            Some(text) => assert_eq!(
                found,
                Value::Number(Ratio::parse(text).unwrap()),
                "{years:?}"
            ),
            None => assert_eq!(found.number(), None, "{years:?}"),
        }
        assert_eq!((found_low, found_high), (low, high), "{years:?}");
    }
}

#[test]
fn growth_of_fifteen_per_cent_exactly_earns_its_band() {
    // ½ (11,500/10,000 + 13,225/11,500) − 1 = 15%.
    both(&[10_000, 11_500, 13_225], Some("3/20"), 5, 6);
    // One yuan less in the last year: ½ (23,000/20,000 + 26,449/23,000) − 1 < 15%.
    both(&[20_000, 23_000, 26_450], Some("3/20"), 5, 6);
    both(&[20_000, 23_000, 26_449], Some("6899/46000"), 3, 4);
    both(&[20_000, 23_000, 26_451], Some("6901/46000"), 5, 6);
}

#[test]
fn growth_at_the_ends_of_the_rule() {
    both(&[100, 135, 182], Some("377/1080"), 7, 8);
    both(&[400, 540, 729], Some("7/20"), 9, 10);
    both(&[100, 100, 100], Some("0"), 0, 0);
    both(&[100, 90, 81], Some("-1/10"), 0, 0);
}

#[test]
fn a_short_history_goes_by_the_years_there_are() {
    both(&[100, 115], Some("3/20"), 5, 6);
    both(&[100, 114], Some("7/50"), 3, 4);
    both(&[100], None, 0, 0);
}

#[test]
fn a_base_of_zero_or_less_scores_nothing() {
    both(&[0, 100, 120], None, 0, 0);
    both(&[100, 0, 120], None, 0, 0);
    both(&[-100, 100, 120], None, 0, 0);
}

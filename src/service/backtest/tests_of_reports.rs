//! The report of the small world of six applications, as lines and as a page.

use super::report::{PolicyReport, Report};
use super::{html, lines};
use crate::simulation::backtest::figures::Figures;
use crate::simulation::backtest::intervals::Ground;
use crate::simulation::backtest::lent::{lent, watched_until};
use crate::simulation::backtest::samples_of_lives::{choices, course, ninety_days, six, yuan};
use crate::simulation::backtest::vintages::{by_drawing, by_grade};
use crate::simulation::backtest::{Bounds, Fate, Horizon, Point, Rolls};
use crate::units::{Bilingual, Date};
use jiff::civil::date;

const FROM: Date = date(2020, 1, 1);
const TO: Date = date(2021, 6, 30);

fn policy(id: &str, name: Bilingual, fates: Option<Vec<Fate>>) -> PolicyReport {
    let applications = six();
    let choices = choices(&applications);
    let mut course = course();
    course.fates = fates.unwrap_or(course.fates);
    let loans = lent(&applications, &choices, &course.fates);
    let (definition, watched) = (ninety_days(), watched_until(&applications, TO));
    PolicyReport {
        id: id.to_owned(),
        name,
        figures: Figures::of(&applications, &choices, &course, &definition, TO),
        vintages: by_drawing(&loans, &definition, [FROM, TO], watched),
        by_grade: by_grade(&loans, &definition, watched),
        rolls: Rolls::of(&loans, watched),
    }
}

/// The policy of the samples against one that lends nothing.
fn report() -> Report {
    let applications = six();
    let (own, none) = (course().fates, vec![Fate::default(); 6]);
    let ground = Ground {
        applications: &applications,
        definition: &ninety_days(),
        horizon: Horizon::Months(12),
        to: TO,
        replicates: 50,
        seed: 1,
    };
    let first = policy("own", Bilingual::new("本策略", "own <policy>"), None);
    let figures = &first.figures;
    let point = |label: &str, default_rate| Point {
        label: label.to_owned(),
        lent: yuan(2200).fen(),
        borrowers: 3,
        net_cost: yuan(700).fen(),
        default_rate,
    };
    Report {
        manifest: serde_json::json!({ "seed": 1, "policy": "<own>" }),
        hindsight: false,
        from: FROM,
        to: TO,
        terms: Bilingual::new("条款", "terms & conditions"),
        definition: ninety_days(),
        horizon: Horizon::Months(12),
        notes: vec![Bilingual::new("样例", "a sample")],
        unknown: Some(Bounds::of(figures, figures, figures)),
        differences: ground.differences(&[("own", &own), ("none", &none)]),
        frontier: vec![point("share=80", 0.25), point("share=50", f64::NAN)],
        policies: vec![
            first,
            policy("none", Bilingual::new("不放款", "none"), Some(none)),
        ],
    }
}

#[test]
fn the_report_as_lines() {
    let told = lines(&report()).into_iter().map(|line| {
        let [low, high] = line.ends;
        let of = [&line.policy, line.en, &line.part, &line.value, &low, &high];
        of.map(ToString::to_string).join(" | ")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_page_stands_alone_and_escapes_what_it_is_told() {
    let page = html(&report());
    for foreign in [
        "<script", "http:", "https:", "<link", "@import", "url(", "NaN", "inf",
    ] {
        let at = page.find(foreign);
        assert!(
            at.is_none(),
            "{foreign}: {:?}",
            at.map(|at| &page[at.saturating_sub(60)..])
        );
    }
    assert!(page.contains("own &lt;policy&gt;") && !page.contains("<policy>"));
    assert!(page.contains("terms &amp; conditions") && page.contains("&lt;own&gt;"));
    // Three charts of curves of the first and of all, a pair for each pool, bars of five partings, and the frontier.
    assert_eq!(page.matches("<svg").count(), 3 + 2 * 2 + 5 + 1);
}

#[test]
fn with_hindsight_every_section_says_so() {
    let mut report = report();
    let said = "事后信息 with hindsight";
    assert!(!html(&report).contains("事后信息"));
    report.hindsight = true;
    let page = html(&report);
    assert_eq!(page.matches(said).count(), page.matches("<h2>").count());
    assert_eq!(lines(&report)[0].en, "with hindsight");
}

#[test]
fn a_report_of_nothing_is_a_page_too() {
    let mut report = report();
    report.policies.clear();
    report.differences.clear();
    report.unknown = None;
    report.frontier.clear();
    assert!(html(&report).contains("回测报告") && lines(&report).is_empty());
    let json = report.json();
    assert!(json.contains("\"policies\":[]"), "{json}");
}

//! A backtest on the terminal: the policies side by side, how far they differ, and what is not known.

use super::{Format, models, output};
use crate::service::backtest::{Line, Report, lines};

/// The figures of every policy that are shown side by side: name and part.
const SIDE_BY_SIDE: [(&str, &str); 24] = [
    ("approved", ""),
    ("approval rate", ""),
    ("amount approved", ""),
    ("approvals of known outcome", "principal"),
    ("loans lent", ""),
    ("lent", ""),
    ("borrowers", ""),
    ("first-time borrowers", ""),
    ("default rate", "within 12 months, number"),
    ("default rate", "until its end, number"),
    ("default rate", "until its end, principal"),
    ("claimed", ""),
    ("compensation paid", ""),
    ("recovered", ""),
    ("net compensation", ""),
    ("cost per yuan lent", ""),
    ("cost per yuan lent, with incentives", ""),
    ("cash at the end", ""),
    ("net assets at the end", ""),
    ("breaker episodes", ""),
    ("days with a breaker tripped", ""),
    ("short of money on", ""),
    ("compensation that waits", ""),
    ("leverage at the end", ""),
];

/// Parts of the first policy that are shown beside: the beginnings of their names.
const BESIDE: [&str; 5] = [
    "not let under cover",
    "highest leverage",
    "least cash",
    "breaker tripped",
    "incentive",
];

pub(super) fn show(report: &Report) {
    output::line(&format!("{} · {}", report.terms.zh, report.terms.en));
    for note in &report.notes {
        output::line(&format!("{}\n{}", note.zh, note.en));
    }
    let all = lines(report);
    let ids: Vec<&str> = report.policies.iter().map(|of| of.id.as_str()).collect();
    let mut header = vec!["指标", "figure"];
    header.extend(&ids);
    let rows: Vec<Vec<String>> = SIDE_BY_SIDE
        .iter()
        .filter_map(|wanted| side_by_side(&all, *wanted, &ids))
        .collect();
    models::rows(&header, &rows, Format::Table);
    let first = ids.first().copied().unwrap_or_default();
    let beside = |line: &&Line| {
        let own = line.policy == first;
        own && (BESIDE.iter().any(|of| line.en.starts_with(of)) || of_whole(line))
    };
    let rows: Vec<Vec<String>> = all
        .iter()
        .filter(beside)
        .map(|line| {
            let [low, high] = line.ends.clone();
            let (zh, en) = (line.zh.to_owned(), line.en.to_owned());
            vec![zh, en, line.part.clone(), line.value.clone(), low, high]
        })
        .collect();
    let header = ["指标", "figure", "part", "value", "low", "high"];
    if !rows.is_empty() {
        models::rows(&header, &rows, Format::Table);
    }
    output::line(&format!("report 回测报告 {}", report.digest()));
}

/// Whether a line is of the whole report: a difference, a bound, or a point of the frontier.
fn of_whole(line: &Line) -> bool {
    let parts = ["less that of", "unknown outcomes", "frontier"];
    parts.iter().any(|words| line.part.contains(words))
}

fn side_by_side(all: &[Line], (en, part): (&str, &str), ids: &[&str]) -> Option<Vec<String>> {
    let of = |id: &str| {
        all.iter()
            .find(|line| line.policy == id && line.en == en && line.part == part)
    };
    let first = of(ids.first()?)?;
    let name = if part.is_empty() {
        en.to_owned()
    } else {
        format!("{en}: {part}")
    };
    let values = ids
        .iter()
        .map(|id| of(id).map_or(String::new(), |line| line.value.clone()));
    Some(
        [first.zh.to_owned(), name]
            .into_iter()
            .chain(values)
            .collect(),
    )
}

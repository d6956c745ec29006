//! Readers of what a backtest is made from: policies, definitions of default, mappings, loans and what happened to them.

use super::text;
use zhixin::simulation::backtest::{Definition, Flow, Life, Loans, Mapping, Policy, Rows};
use zhixin::units::Date;

/// Policies, definitions of default and mappings.
pub(super) fn backtests(bytes: &[u8]) {
    let text = text(bytes);
    let _ = Definition::parse(&text);
    let _ = Mapping::parse(&text);
    let definition = |asked: &str| Err(format!("there is no definition of default `{asked}`"));
    let _ = Policy::parse(&text, &definition);
}

/// A table of loans and, behind a line of dashes, one of flows. Whatever can be read could have happened.
pub(super) fn loans(bytes: &[u8]) {
    let text = text(bytes);
    let mut parts = text.split("\n---\n");
    let (header, cells) = table(parts.next().unwrap_or(""));
    let flows = parts.next().map(table);
    let table = Rows {
        header: &header,
        rows: &cells,
    };
    let flows = flows.as_ref().map(|(header, rows)| Rows { header, rows });
    let end = Date::constant(2024, 12, 31);
    let Ok(read) = Loans::read(table, &Mapping::plain(), flows, end) else {
        return;
    };
    assert_eq!(read.applications.len(), cells.len());
    for application in &read.applications {
        assert!(application.matures_on > application.decided_on);
        if let Some(life) = &application.life {
            assert!(life.drawn_on >= application.decided_on && life.drawn <= application.requested);
            possible(life);
        }
    }
}

fn table(text: &str) -> (Vec<String>, Vec<(u32, Vec<String>)>) {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let mut lines = text.lines();
    let header = lines.next().map(cells).unwrap_or_default();
    (header, (2..).zip(lines.map(cells)).collect())
}

fn possible(life: &Life) {
    let mut left = life.drawn.fen();
    let mut before = (life.drawn_on, None);
    for (day, flow) in &life.flows {
        assert!(before <= (*day, Some(*flow)), "out of order: {life:?}");
        before = (*day, Some(*flow));
        if let Flow::Repaid(amount) | Flow::ChargedOff(amount) = flow {
            assert!(amount.fen() > 0);
            left -= amount.fen();
        }
    }
    assert!(
        left >= 0,
        "more came back or was lost than was drawn: {life:?}"
    );
    assert!(
        before.0 <= life.known_until,
        "it happened after anybody knew: {life:?}"
    );
}

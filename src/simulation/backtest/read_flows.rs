//! Reading a table of exact flows 逐笔流水: what happened to each loan and when, in the place of columns of outcomes.

use super::application::Flow;
use super::bound::sas_day;
use super::mapping::{Dates, Mapping};
use super::read_loans::Rows;
use super::reading::{MOST, Wrong};
use super::slugs::Slugs;
use super::tally::Tally;
use super::told::Drawing;
use crate::units::{Amount, Date, Problems, parse_date};
use std::collections::BTreeMap;
use std::ops::Deref;

/// A loan by its bank and number.
pub(super) type Key = (String, String);

/// The columns: needed but for the last two.
const COLUMNS: [&str; 6] = ["loan", "bank", "on", "what", "amount", "costs"];

/// What may have happened, and whether it has an amount.
const WORDS: [(&str, bool); 5] = [
    ("repaid", true),
    ("overdue", false),
    ("cured", false),
    ("charged-off", true),
    ("recovered", true),
];

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlowRow {
    pub(super) line: u32,
    pub(super) on: Date,
    pub(super) flow: Flow,
}

/// What happened to one loan, in order.
#[derive(Debug, Default)]
pub(super) struct Own(Vec<FlowRow>);

/// What happened to all loans that no row has asked for yet.
#[derive(Debug)]
pub(super) struct Flows {
    left: BTreeMap<Key, Own>,
}

impl Deref for Own {
    type Target = [FlowRow];

    fn deref(&self) -> &[FlowRow] {
        &self.0
    }
}

impl Flows {
    /// Reads the rows; days are written, and names of banks made ids, as the mapping says.
    pub(super) fn read(table: Rows<'_>, mapping: &Mapping) -> Result<Self, Problems> {
        let places = places(table.header)?;
        let slug = mapping
            .columns
            .get("bank")
            .is_some_and(|source| source.slug);
        let (mut tally, mut banks) = (Tally::default(), Slugs::default());
        let mut left: BTreeMap<Key, Own> = BTreeMap::new();
        for (line, cells) in table.rows {
            let cell = |at: usize| {
                let text = cells.get(places[at]?)?.trim();
                let there = !text.is_empty() && !mapping.missing.iter().any(|of| of == text);
                there.then_some(text)
            };
            let flow = flow(*line, &cell, mapping.dates, &mut tally);
            let mut needed = |at: usize, field| {
                let text = cell(at);
                if text.is_none() {
                    tally.add(*line, field, "cell.missing", || {
                        "a flow says this".to_owned()
                    });
                }
                text
            };
            let (loan, bank) = (needed(0, "flows.loan"), needed(1, "flows.bank"));
            if let (Ok(flow), Some(loan), Some(bank)) = (flow, loan, bank) {
                let bank = if slug {
                    banks.id(bank).to_string()
                } else {
                    bank.to_owned()
                };
                left.entry((bank, loan.to_owned()))
                    .or_default()
                    .0
                    .push(flow);
            }
        }
        for own in left.values_mut() {
            own.0.sort_by_key(|of| (of.on, of.flow));
        }
        tally.finish(Self { left })
    }

    /// What happened to a loan; nothing is asked for twice.
    pub(super) fn take(&mut self, key: &Key) -> Own {
        self.left.remove(key).unwrap_or_default()
    }

    /// Tells of flows of loans that no row has.
    pub(super) fn orphans(&self, tally: &mut Tally) {
        for ((bank, loan), own) in &self.left {
            let line = own.iter().map(|of| of.line).min().unwrap_or(1);
            tally.add(line, "flows.loan", "id.unknown", || {
                format!("there is no loan `{loan}` of `{bank}`")
            });
        }
    }
}

fn places(header: &[String]) -> Result<[Option<usize>; COLUMNS.len()], Problems> {
    let mut problems = Problems::default();
    let mut places = [None; COLUMNS.len()];
    for (at, name) in header.iter().enumerate() {
        match COLUMNS.iter().position(|known| *known == name.trim()) {
            Some(place) if places[place].is_some() => {
                let why = "two columns have this name; only one may";
                problems.push(Some(1), name, "column.twice", why);
            }
            Some(place) => places[place] = Some(at),
            None => {
                let why = format!(
                    "a table of flows has no such column; it may have: {}",
                    COLUMNS.join(", ")
                );
                problems.push(Some(1), name, "column.unknown", why);
            }
        }
    }
    for (name, place) in COLUMNS.iter().zip(&places).take(4) {
        if place.is_none() {
            problems.push(
                Some(1),
                name,
                "column.missing",
                "a table of flows has this column",
            );
        }
    }
    problems.or(places)
}

fn flow<'c>(
    line: u32,
    cell: &dyn Fn(usize) -> Option<&'c str>,
    dates: Dates,
    tally: &mut Tally,
) -> Result<FlowRow, Wrong> {
    let on = day(line, cell(2), dates, tally);
    let (amount, costs) = (
        amount(line, "flows.amount", cell(4), tally),
        amount(line, "flows.costs", cell(5), tally),
    );
    let what = cell(3).unwrap_or("");
    let Some((word, _)) = WORDS.iter().find(|(word, _)| *word == what) else {
        let known: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
        tally.add(line, "flows.what", "word.unknown", || {
            format!("`{what}` is none of: {}", known.join(", "))
        });
        return Err(Wrong);
    };
    let (on, amount, costs) = (on?, amount?, costs?);
    let has_amount = WORDS.iter().any(|(of, has)| of == word && *has);
    if has_amount != amount.is_some() {
        tally.add(line, "flows.amount", "cell.missing", || {
            if has_amount {
                format!("`{word}` has an amount above nought")
            } else {
                format!("`{word}` has no amount")
            }
        });
        return Err(Wrong);
    }
    let most = amount
        .filter(|_| *word == "recovered")
        .unwrap_or(Amount::ZERO);
    if costs.is_some_and(|costs| costs > most) {
        tally.add(line, "flows.costs", "figure.range", || {
            "only what was recovered has costs, and no more than it brought".to_owned()
        });
        return Err(Wrong);
    }
    let amount = amount.unwrap_or(Amount::ZERO);
    let flow = match *word {
        "repaid" => Flow::Repaid(amount),
        "overdue" => Flow::Overdue,
        "cured" => Flow::Cured,
        "charged-off" => Flow::ChargedOff(amount),
        _ => Flow::Recovered {
            gross: amount,
            costs: costs.unwrap_or(Amount::ZERO),
        },
    };
    Ok(FlowRow { line, on, flow })
}

fn day(line: u32, text: Option<&str>, dates: Dates, tally: &mut Tally) -> Result<Date, Wrong> {
    let Some(text) = text else {
        tally.add(line, "flows.on", "cell.missing", || {
            "a flow says this".to_owned()
        });
        return Err(Wrong);
    };
    let read = match dates {
        Dates::Written(style) => {
            parse_date(text, style).map_err(|error| (error.rule(), error.to_string()))
        }
        Dates::SasDays => sas_day(text).ok_or_else(|| {
            (
                "date.form",
                format!("`{text}` is not a number of days since 1960-01-01"),
            )
        }),
    };
    read.map_err(|(rule, why)| {
        tally.add(line, "flows.on", rule, || why);
        Wrong
    })
}

/// An amount above nought, where there is one; nought is none.
fn amount(
    line: u32,
    field: &'static str,
    text: Option<&str>,
    tally: &mut Tally,
) -> Result<Option<Amount>, Wrong> {
    let Some(text) = text else {
        return Ok(None);
    };
    match Amount::parse(text) {
        Ok(amount) if (Amount::ZERO..=MOST).contains(&amount) => {
            Ok(Some(amount).filter(|of| *of > Amount::ZERO))
        }
        Ok(amount) => {
            let why = || format!("it is {amount}; an amount of nought to {MOST} would pass");
            tally.add(line, field, "figure.range", why);
            Err(Wrong)
        }
        Err(error) => {
            tally.add(line, field, error.rule(), || error.to_string());
            Err(Wrong)
        }
    }
}

impl Own {
    /// That what happened could have happened to a loan that was drawn so, all that could not being told.
    pub(super) fn possible(&self, drawing: Drawing, tally: &mut Tally) -> Result<(), Wrong> {
        let mut all = Ok(());
        let (mut left, mut overdue, mut lost) = (drawing.principal.fen(), false, false);
        for FlowRow { line, on, flow } in &self.0 {
            let mut say = |field, rule, why: String| {
                tally.add(*line, field, rule, || why);
                all = Err(Wrong);
            };
            if *on < drawing.on {
                let why = format!("it is {on}, before the drawing of {}", drawing.on);
                say("flows.on", "outcome.order", why);
            } else if let Some(until) = drawing.known_until.filter(|until| on > until) {
                let why = format!("it is {on}, and nothing is known after {until}");
                say("flows.on", "outcome.unknown", why);
            }
            match flow {
                Flow::Repaid(amount) | Flow::ChargedOff(amount) => {
                    lost |= matches!(flow, Flow::ChargedOff(_));
                    if amount.fen() > left {
                        let why = format!(
                            "it is {amount}, and {} is left of what was drawn",
                            Amount::from_fen(left)
                        );
                        say("flows.amount", "figure.range", why);
                    }
                    left = left.saturating_sub(amount.fen()).max(0);
                }
                Flow::Overdue if overdue => {
                    say(
                        "flows.what",
                        "outcome.order",
                        "it is overdue already".to_owned(),
                    );
                }
                Flow::Cured if !overdue => {
                    say(
                        "flows.what",
                        "outcome.order",
                        "nothing is overdue".to_owned(),
                    );
                }
                Flow::Recovered { .. } if !lost => {
                    let why = "nothing was charged off; a recovery follows a loss";
                    say("flows.what", "outcome.order", why.to_owned());
                }
                _ => {}
            }
            match flow {
                Flow::Overdue => overdue = true,
                Flow::Cured => overdue = false,
                _ => {}
            }
        }
        all
    }
}

//! Reading a scenario file.

use super::dependence::Dependence;
use super::scenario::{Scenario, Year};
use crate::units::Problems;
use crate::units::form::{Form, Table};
use std::collections::BTreeMap;

/// The most that a factor may explain with the others: beyond it nothing is a borrower's own.
const MOST_SHARED: f64 = 0.99;

pub(super) fn scenario(text: &str) -> Result<Scenario, Problems> {
    let form = Form::parse(text)?;
    let root = form.root();
    let id = root.text("id");
    let name = root.bilingual("name");
    let origin = root.origin();
    let dependence = root
        .table("dependence")
        .and_then(|table| dependence(&table));
    let pd = numbers(root.opt_table("pd"), (0.0, 1.0));
    let rates = root.opt_table("rates");
    let per_point = rates.as_ref().map_or(Some(0.0), |table| {
        let figure = number(table, "per_point", Some(0.0), (0.0, 10.0));
        table.close();
        figure
    });
    let industries = numbers(root.opt_table("industries"), (0.0, 100.0));
    let tables = root.tables("years");
    if tables.is_empty() {
        root.problem("years", "list.empty", "a scenario has one year or more");
    }
    let years: Vec<Year> = tables.iter().filter_map(year).collect();
    root.close();
    let whole = (|| {
        Some(Scenario {
            id: id?,
            name: name?,
            origin: origin?,
            dependence: dependence?,
            pd: pd?,
            per_point: per_point?,
            industries: industries?,
            years,
        })
    })();
    form.finish(whole)
}

fn dependence(table: &Table<'_>) -> Option<Dependence> {
    let share = |key| number(table, key, Some(0.0), (0.0, MOST_SHARED));
    let (common, industry, district) = (
        number(table, "asset_correlation", None, (0.0, MOST_SHARED)),
        share("industry"),
        share("district"),
    );
    let persistence = share("persistence");
    table.close();
    let all = Dependence {
        common: common?,
        industry: industry?,
        district: district?,
        persistence: persistence?,
    };
    let shared = all.common + all.industry + all.district;
    if shared > MOST_SHARED {
        table.problem(
            "asset_correlation",
            "dependence.sum",
            format!(
                "the shares of the factors come to {shared:.4}; at most {MOST_SHARED} would pass"
            ),
        );
        return None;
    }
    Some(all)
}

fn year(table: &Table<'_>) -> Option<Year> {
    let default_rate = number(table, "default_rate", Some(1.0), (0.0, 100.0));
    let rate_shock = number(table, "rate_shock", Some(0.0), (-20.0, 20.0));
    let recovery_rate = number(table, "recovery_rate", None, (0.0, 1.0));
    let recovery_costs = number(table, "recovery_costs", Some(0.0), (0.0, 1.0));
    let delay = table.opt_integer("recovery_delay").unwrap_or(1);
    let recovery_delay = u32::try_from(delay)
        .ok()
        .filter(|years| (1..=50).contains(years));
    if recovery_delay.is_none() {
        let why = "recoveries come in 1 to 50 whole years later";
        table.problem("recovery_delay", "figure.range", why);
    }
    table.close();
    Some(Year {
        default_rate: default_rate?,
        rate_shock: rate_shock?,
        recovery_rate: recovery_rate?,
        recovery_delay: recovery_delay?,
        recovery_costs: recovery_costs?,
    })
}

/// A decimal within its range; absent it is `otherwise`, or a problem.
fn number(
    table: &Table<'_>,
    key: &'static str,
    otherwise: Option<f64>,
    (least, most): (f64, f64),
) -> Option<f64> {
    if table.node(key).is_none() {
        if otherwise.is_none() {
            table.problem(key, "form.missing", "this key is required");
        }
        return otherwise;
    }
    let figure = table.opt_decimal(key)?.to_f64();
    if !(least..=most).contains(&figure) {
        let why = format!("it is {figure}; {least} to {most} would pass");
        table.problem(key, "figure.range", why);
        return None;
    }
    Some(figure)
}

/// Named decimals.
fn numbers(table: Option<Table<'_>>, (least, most): (f64, f64)) -> Option<BTreeMap<String, f64>> {
    let Some(table) = table else {
        return Some(BTreeMap::new());
    };
    let mut all = Some(BTreeMap::new());
    for (name, node) in table.entries() {
        let figure = node.decimal().map(crate::units::Ratio::to_f64);
        match figure.filter(|figure| (least..=most).contains(figure)) {
            Some(figure) => {
                if let Some(all) = &mut all {
                    all.insert(name, figure);
                }
            }
            None => {
                let why = format!(
                    "it is {}; a decimal from {least} to {most} would pass",
                    node.shown()
                );
                table.problem(&name, "figure.range", why);
                all = None;
            }
        }
    }
    table.leave();
    all
}

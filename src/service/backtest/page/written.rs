//! Figures as a reader writes them.

use crate::simulation::backtest::intervals::Quantity;
use crate::simulation::backtest::pool_figures::Leverage;
use crate::units::Amount;

/// An amount in yuan.
pub(super) fn yuan(amount: Amount) -> String {
    amount.grouped()
}

/// A share in per cent; a dash where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or("—".to_owned(), |share| {
        let shown = format!("{:.2}%", share * 100.0);
        if shown == "-0.00%" {
            "0.00%".to_owned()
        } else {
            shown
        }
    })
}

/// A cost for each yuan.
pub(super) fn per_yuan(cost: Option<f64>) -> String {
    cost.map_or("—".to_owned(), |cost| format!("{cost:.4}"))
}

/// How many times.
pub(super) fn times(leverage: Leverage) -> String {
    match leverage {
        Leverage::Times(times) => format!("{:.2}", times.to_f64()),
        Leverage::Bare => "无净资产 no net assets".to_owned(),
    }
}

/// A quantity of its kind; a dash where there is none.
pub(super) fn quantity(of: Option<Quantity>) -> String {
    match of {
        None => "—".to_owned(),
        Some(Quantity::Money(amount)) => yuan(amount),
        Some(Quantity::Count(count)) => count.to_string(),
        Some(Quantity::Share(share)) => percent(Some(share)),
    }
}

/// Whether both ends of an interval stand on one side of nought.
pub(super) fn apart(ends: &[Quantity; 2]) -> bool {
    let sides = ends.map(|end| match end {
        Quantity::Money(amount) => amount.fen().signum(),
        Quantity::Count(count) => count.signum(),
        Quantity::Share(share) if share > 0.0 => 1,
        Quantity::Share(share) => -i64::from(share < 0.0),
    });
    sides[0] != 0 && sides[0] == sides[1]
}

/// A name; a dash where it is empty.
pub(super) fn name(of: &str) -> &str {
    if of.is_empty() { "—" } else { of }
}

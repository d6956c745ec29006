//! What the unknown outcomes of a policy could make of it, as lines.

use super::lines::{Told, share};
use crate::simulation::backtest::Bounds;
use crate::units::Amount;

impl Told<'_> {
    /// The value as far as it is known stands with the policy; here are its bounds.
    pub(super) fn bounds(&mut self, of: &Bounds) {
        let mut both = |zh, en, ends: [String; 2]| {
            self.plain(zh, en, "unknown outcomes all good, all bad", "");
            self.ends(Some(ends));
        };
        both("贷款额", "lent", of.lent.map(|amount| amount.to_string()));
        both(
            "违约率(一年内)",
            "default rate within a year",
            of.within_year.map(share),
        );
        both(
            "违约率(全期)",
            "default rate until the end",
            of.over_life.map(share),
        );
        both(
            "净代偿",
            "net compensation",
            of.net.map(|amount| amount.to_string()),
        );
        both("每元贷款成本", "cost per yuan lent", of.per_yuan.map(share));
        let cash = |amount: Option<Amount>| amount.map(|of| of.to_string()).unwrap_or_default();
        both("期末现金", "cash at the end", of.cash.map(cash));
    }
}

//! Tiers of amounts 分级审批: how many different checkers an approval of some size takes.

use crate::units::Amount;
use serde::{Deserialize, Serialize};

/// The most checkers that one approval may take.
const MOST: u8 = 9;

/// One tier 审批层级.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Approvals up to this amount; absent is without end.
    pub up_to: Option<Amount>,
    /// How many checkers.
    pub checkers: u8,
}

impl Tier {
    /// Reads tiers such as `1000000:1;5000000:2;above:3`: up to 1,000,000 yuan one checker, up to 5,000,000 two,
    /// above that three. Everything wrong is told at once.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, String> {
        let parts = text.split([';', '；']).map(str::trim);
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let (mut tiers, mut wrong): (Vec<Self>, Vec<String>) = (Vec::new(), Vec::new());
        for part in &parts {
            match Self::parse(part) {
                Ok(tier) => tiers.push(tier),
                Err(why) => wrong.push(why),
            }
        }
        if wrong.is_empty() {
            wrong.extend(tiers.windows(2).filter_map(Self::out_of_order));
            if tiers.last().is_none_or(|last| last.up_to.is_some()) {
                wrong.push("the last tier is `above:N`, for amounts above the others".to_owned());
            }
        }
        if wrong.is_empty() {
            Ok(tiers)
        } else {
            Err(wrong.join("; "))
        }
    }

    fn parse(part: &str) -> Result<Self, String> {
        let shape = || {
            format!("`{part}` does not read AMOUNT:CHECKERS or above:CHECKERS, `;` between tiers")
        };
        let (amount, checkers) = part.split_once([':', '：']).ok_or_else(shape)?;
        let checkers: u8 = checkers.trim().parse().map_err(|_| shape())?;
        if checkers == 0 || checkers > MOST {
            return Err(format!("`{part}`: from 1 to {MOST} checkers approve"));
        }
        let up_to = match amount.trim() {
            "above" => None,
            amount => {
                let read = Amount::parse(amount).map_err(|error| format!("`{part}`: {error}"))?;
                if read <= Amount::ZERO {
                    return Err(format!("`{part}`: the amount must be above nought"));
                }
                Some(read)
            }
        };
        Ok(Self { up_to, checkers })
    }

    /// What is wrong with two tiers that follow each other.
    fn out_of_order(pair: &[Self]) -> Option<String> {
        let (lower, higher) = (pair[0], pair[1]);
        match (lower.up_to, higher.up_to) {
            (None, _) => Some("no tier comes after `above`".to_owned()),
            (Some(low), Some(high)) if high <= low => Some(format!(
                "the tier up to {} does not follow the one up to {}: amounts rise",
                high.grouped(),
                low.grouped()
            )),
            _ if higher.checkers < lower.checkers => Some(format!(
                "{} checkers do not follow {}: a larger amount takes no fewer",
                higher.checkers, lower.checkers
            )),
            _ => None,
        }
    }
}

/// How many checkers an amount takes: those of the first tier that reaches it, else of the last, else one.
pub(super) fn checkers(tiers: &[Tier], amount: Amount) -> u8 {
    let fits = |tier: &&Tier| tier.up_to.is_none_or(|most| amount <= most);
    let tier = tiers.iter().find(fits).or(tiers.last());
    tier.map_or(1, |tier| tier.checkers.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_takes_the_checkers_of_its_tier_to_the_fen() {
        let tiers = Tier::parse_all("100万:1; 5000000：2；above:3").unwrap();
        let of = |text| checkers(&tiers, Amount::parse(text).unwrap());
        let amounts = ["0.01", "1000000", "1000000.01", "5000000", "5000000.01"];
        assert_eq!(amounts.map(of), [1, 1, 2, 2, 3]);
        assert_eq!(checkers(&[], Amount::MAX), 1);
    }

    #[test]
    fn everything_wrong_with_tiers_is_told() {
        let said = [
            "1000000:1,5000000:2;x:1;above;-1:1;5:0;5:10",
            "1000000:2;1000000:1;500:3",
            "above:1;5:2",
            "",
        ]
        .map(|text| Tier::parse_all(text).unwrap_err())
        .join("\n");
        insta::assert_snapshot!(said, @"
        `1000000:1,5000000:2` does not read AMOUNT:CHECKERS or above:CHECKERS, `;` between tiers; `x:1`: `x` is not an amount; write 1234.56, 1.2万 or 3亿; `above` does not read AMOUNT:CHECKERS or above:CHECKERS, `;` between tiers; `-1:1`: the amount must be above nought; `5:0`: from 1 to 9 checkers approve; `5:10`: from 1 to 9 checkers approve
        the tier up to 1,000,000.00 does not follow the one up to 1,000,000.00: amounts rise; the tier up to 500.00 does not follow the one up to 1,000,000.00: amounts rise; the last tier is `above:N`, for amounts above the others
        no tier comes after `above`; the last tier is `above:N`, for amounts above the others
        the last tier is `above:N`, for amounts above the others
        ");
    }
}

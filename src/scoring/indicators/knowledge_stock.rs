//! The stock of knowledge 知识存量: past R&D spending, each year worth 15% less (perpetual inventory).

use super::periods::{Period, days_between, follows};
use crate::evidence::Held;
use crate::evidence::facts::RndYear;
use crate::units::Date;

/// What is kept of the stock each year, in per cent: depreciation of 15%, as Hall and most others
/// after Griliches take it.
const KEPT_PERCENT: i128 = 85;
/// A first full year's spending over (growth 5% + depreciation 15%) is the stock it began from: five
/// times the spending.
const FIRST_TIMES: i128 = 5;
/// Ends of two years that have exactly one year between them, in days.
const ONE_MISSING: std::ops::RangeInclusive<i64> = 715..=745;

/// The stock at the end of the newest year, and the facts behind it; `None` when that year is
/// missing or its spending is not told.
///
/// Each step is `floor(stock × 85 / 100) + spending`, in fen. A single missing year is taken to be
/// the mean of its neighbours, rounded down; after a longer gap the stock starts afresh. A period of
/// less than a year adds its spending and takes nothing off; a short first period has no stock
/// before it, for the enterprise began in it.
pub(super) fn stock(years: &[Held<RndYear>]) -> Option<(i128, Vec<usize>)> {
    years.last()?.spend?;
    let mut facts = Vec::new();
    let mut last: Option<(Date, i128)> = None;
    let mut stock = 0;
    for year in years {
        let Some(spend) = year.spend else { continue };
        let spend = i128::from(spend.fen());
        match last {
            Some((end, _)) if follows(end, year.end()) => stock = worn(stock) + spend,
            Some((end, _)) if days_between(end, year.end()) < ONE_YEAR => stock += spend,
            Some((end, before)) if ONE_MISSING.contains(&days_between(end, year.end())) => {
                stock = worn(stock) + (before + spend).div_euclid(2);
                stock = worn(stock) + spend;
            }
            _ => {
                facts.clear();
                stock = spend * if year.is_full() { FIRST_TIMES } else { 1 };
            }
        }
        facts.extend_from_slice(&year.from);
        last = Some((year.end(), spend));
    }
    Some((stock, facts))
}

/// Ends of years nearer than this make a short period, in days.
const ONE_YEAR: i64 = 350;

fn worn(stock: i128) -> i128 {
    (stock * KEPT_PERCENT).div_euclid(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Amount;
    use jiff::civil::date;

    fn of(years: &[(i16, Option<i64>)]) -> Option<i128> {
        let year = |(at, (year, spend)): (usize, &(i16, Option<i64>))| Held {
            value: RndYear {
                period_end: date(*year, 12, 31),
                period_start: None,
                spend: spend.map(Amount::from_fen),
                domestic: None,
                outsourced: None,
            },
            from: vec![at],
        };
        let years: Vec<_> = years.iter().enumerate().map(year).collect();
        stock(&years).map(|(stock, _)| stock)
    }

    #[test]
    fn the_stock_wears_and_grows() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(2015, Some(100))]), Some(500));
        assert_eq!(of(&[(2015, Some(100)), (2016, Some(7))]), Some(425 + 7));
        // 432 × 0.85 = 367.2, rounded down.
        let three = [(2015, Some(100)), (2016, Some(7)), (2017, Some(0))];
        assert_eq!(of(&three), Some(367));
        assert_eq!(of(&[(2016, Some(7)), (2017, None)]), None);
    }

    #[test]
    fn one_missing_year_is_filled_and_a_longer_gap_starts_afresh() {
        let filled = of(&[(2015, Some(100)), (2016, None), (2017, Some(51))]);
        let told = of(&[(2015, Some(100)), (2016, Some(75)), (2017, Some(51))]);
        assert_eq!(filled, told);
        assert_eq!(of(&[(2012, Some(999)), (2017, Some(51))]), Some(255));
    }
}

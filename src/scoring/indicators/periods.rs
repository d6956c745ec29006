//! Years 会计期间: which lasted a full year, which follow each other, and growth between them.

use super::Found;
use crate::evidence::Held;
use crate::evidence::facts::{FinancialYear, RndYear};
use crate::scoring::Value;
use crate::units::{Amount, Date, Ratio};
use std::ops::RangeInclusive;

/// How long a full year may last, in days: 52 weeks at least, and some weeks more for a year that
/// was moved.
const FULL_YEAR: RangeInclusive<i64> = 350..=380;

/// A period of accounts.
pub(super) trait Period {
    /// First day, where stated 期初.
    fn start(&self) -> Option<Date>;
    /// Last day 期末.
    fn end(&self) -> Date;

    /// Whether it lasted about twelve months; taken for granted where no first day is stated.
    fn is_full(&self) -> bool {
        self.start()
            .is_none_or(|start| FULL_YEAR.contains(&(days_between(start, self.end()) + 1)))
    }
}

macro_rules! periods {
    ($($kind:ty),*) => { $(
        impl Period for $kind {
            fn start(&self) -> Option<Date> {
                self.period_start
            }
            fn end(&self) -> Date {
                self.period_end
            }
        }
    )* };
}
periods!(FinancialYear, RndYear);

/// Days from one day to another; negative when the second is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The day so many months later, or earlier.
pub(super) fn plus_months(day: Date, months: i32) -> Date {
    day.saturating_add(jiff::Span::new().months(months))
}

/// Whether the second of two period ends is a year after the first.
pub(super) fn follows(earlier: Date, later: Date) -> bool {
    FULL_YEAR.contains(&days_between(earlier, later))
}

/// Two kinds of year that end on one day, newest first, for so many years back from the newest end
/// of either kind.
pub(super) fn paired<'d, A: Period, B: Period>(
    left: &'d [Held<A>],
    right: &'d [Held<B>],
) -> impl Iterator<Item = (&'d Held<A>, &'d Held<B>)> {
    let mut others = right.iter().rev().peekable();
    left.iter().rev().filter_map(move |a| {
        while others.next_if(|b| b.end() > a.end()).is_some() {}
        others.next_if(|b| b.end() == a.end()).map(|b| (a, b))
    })
}

/// The quotient of two amounts that may be missing: unknown without either, not computable over
/// zero or less.
pub(super) fn quotient(num: Option<Amount>, den: Option<Amount>) -> Value {
    match (num, den) {
        (Some(num), Some(den)) if den > Amount::ZERO => {
            Ratio::of(num, den).map_or(Value::NotComputable, Value::Number)
        }
        (Some(_), Some(_)) => Value::NotComputable,
        _ => Value::Unknown,
    }
}

/// An amount that may be missing.
pub(super) fn amount(amount: Option<Amount>) -> Value {
    amount.map_or(Value::Unknown, |amount| Value::whole(amount.fen().into()))
}

/// The last years of a figure that are full and follow each other, newest first, at most three.
struct Run {
    fen: [i128; 3],
    years: usize,
    facts: Vec<usize>,
}

/// The run that ends with the latest year; the value that there is instead when that year is
/// missing, short or silent.
fn latest_run<P: Period>(years: &[Held<P>], read: fn(&P) -> Option<Amount>) -> Result<Run, Found> {
    let newest = years.last().ok_or_else(Found::unknown)?;
    if !newest.is_full() {
        return Err(Found::new(Value::NotComputable, newest.from.clone()));
    }
    let mut run = Run {
        fen: [0; 3],
        years: 0,
        facts: Vec::new(),
    };
    let mut next: Option<Date> = None;
    for year in years.iter().rev().take(3) {
        let fits = next.is_none_or(|later| follows(year.end(), later)) && year.is_full();
        let Some(fen) = read(&year.value).filter(|_| fits) else {
            break;
        };
        run.fen[run.years] = fen.fen().into();
        run.years += 1;
        run.facts.extend_from_slice(&year.from);
        next = Some(year.end());
    }
    if run.years == 0 {
        return Err(Found::new(Value::Unknown, newest.from.clone()));
    }
    Ok(run)
}

/// Growth over one year: (this − last) / last, in the enterprise's own terms.
pub(super) fn yearly_growth<P: Period>(years: &[Held<P>], read: fn(&P) -> Option<Amount>) -> Found {
    match latest_run(years, read) {
        Err(found) => found,
        Ok(run) if run.years < 2 => Found::new(Value::Unknown, run.facts),
        Ok(run) => Found::new(one_step(run.fen[1], run.fen[0]), run.facts),
    }
}

/// Mean growth over two years 近三年平均增长率: ½ (y2/y1 + y3/y2) − 1. With two years on record,
/// y3/y2 − 1; with one, unknown. A base that is zero or negative cannot be grown from.
pub(super) fn mean_growth<P: Period>(years: &[Held<P>], read: fn(&P) -> Option<Amount>) -> Found {
    let run = match latest_run(years, read) {
        Err(found) => return found,
        Ok(run) => run,
    };
    let [y3, y2, y1] = run.fen;
    let value = match run.years {
        1 => Value::Unknown,
        2 => one_step(y2, y3),
        _ => two_steps(y1, y2, y3),
    };
    Found::new(value, run.facts)
}

fn one_step(base: i128, now: i128) -> Value {
    if base <= 0 {
        return Value::NotComputable;
    }
    Ratio::new(now - base, base).map_or(Value::NotComputable, Value::Number)
}

/// (y2² + y1·y3 − 2·y1·y2) / (2·y1·y2), after the greatest unit that all three share is taken out.
fn two_steps(y1: i128, y2: i128, y3: i128) -> Value {
    if y1 <= 0 || y2 <= 0 {
        return Value::NotComputable;
    }
    let unit = common(common(y1, y2), y3);
    let (y1, y2, y3) = (y1 / unit, y2 / unit, y3 / unit);
    let exact = || {
        let twice = y1.checked_mul(y2)?.checked_mul(2)?;
        let grown = y2.checked_mul(y2)?.checked_add(y1.checked_mul(y3)?)?;
        Ratio::new(grown.checked_sub(twice)?, twice)
    };
    exact().map_or(Value::NotComputable, Value::Number)
}

/// The greatest common divisor; amounts of fen fit 64 bits, where division is quick.
fn common(a: i128, b: i128) -> i128 {
    let narrow = |n: i128| u64::try_from(n.unsigned_abs()).expect("an amount has 64 bits");
    let (mut a, mut b) = (narrow(a), narrow(b));
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::from(a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn years(ends: &[(i16, Option<Date>, i64)]) -> Vec<Held<RndYear>> {
        let year = |(at, (year, period_start, fen)): (usize, &(i16, Option<Date>, i64))| Held {
            value: RndYear {
                period_end: date(*year, 6, 30),
                period_start: *period_start,
                spend: Some(Amount::from_fen(*fen)),
                domestic: None,
                outsourced: None,
            },
            from: vec![at],
        };
        ends.iter().enumerate().map(year).collect()
    }

    fn mean(ends: &[(i16, Option<Date>, i64)]) -> Value {
        mean_growth(&years(ends), |year| year.spend).value
    }

    #[test]
    fn growth_is_exact_whatever_month_the_year_ends_in() {
        let grown = mean(&[
            (2015, None, 10_000),
            (2016, None, 11_500),
            (2017, None, 13_225),
        ]);
        assert_eq!(grown, Value::Number(Ratio::parse("0.15").unwrap()));
        let two = mean(&[(2016, None, 10_000), (2017, None, 11_500)]);
        assert_eq!(two, Value::Number(Ratio::parse("0.15").unwrap()));
        assert_eq!(mean(&[(2017, None, 13_225)]), Value::Unknown);
        assert_eq!(mean(&[]), Value::Unknown);
    }

    #[test]
    fn no_growth_from_nothing_or_less() {
        for (y1, y2) in [(0, 5), (5, 0), (-5, 5), (5, -5)] {
            let value = mean(&[(2015, None, y1), (2016, None, y2), (2017, None, 9)]);
            assert_eq!(value, Value::NotComputable, "{y1} {y2}");
        }
        let fall = mean(&[(2016, None, 10), (2017, None, -5)]);
        assert_eq!(fall, Value::Number(Ratio::new(-15, 10).unwrap()));
    }

    #[test]
    fn a_short_first_year_is_left_out_and_a_short_last_one_stops() {
        let short = Some(date(2015, 3, 1));
        let value = mean(&[(2015, short, 1), (2016, None, 100), (2017, None, 110)]);
        assert_eq!(value, Value::Number(Ratio::new(1, 10).unwrap()));
        let value = mean(&[(2016, None, 100), (2017, Some(date(2017, 1, 1)), 60)]);
        assert_eq!(value, Value::NotComputable);
    }

    #[test]
    fn a_gap_ends_the_run() {
        let value = mean(&[(2013, None, 1), (2014, None, 2), (2017, None, 9)]);
        assert_eq!(value, Value::Unknown);
    }

    proptest! {
        #[test]
        fn mean_growth_is_the_mean_of_both_steps(
            y1 in 1..1_000_000_000_i64, y2 in 1..1_000_000_000_i64, y3 in -1_000_000_000..1_000_000_000_i64,
        ) {
            let value = mean(&[(2015, None, y1), (2016, None, y2), (2017, None, y3)]);
            let step = |base: i64, now: i64| Ratio::new(now.into(), base.into()).unwrap();
            let sum = step(y1, y2).checked_add(step(y2, y3)).unwrap();
            let mean = sum.checked_mul(Ratio::new(1, 2).unwrap()).unwrap();
            prop_assert_eq!(value, Value::Number(mean.checked_add(Ratio::from_int(-1)).unwrap()));
        }

        #[test]
        fn the_largest_amounts_never_panic(y1: i64, y2: i64, y3: i64) {
            mean(&[(2015, None, y1), (2016, None, y2), (2017, None, y3)]);
        }
    }
}

//! Months as loans live them: time on book 账龄, and the ends of months.

use crate::units::Date;

/// Steps of time on book in a month: more than it has days, so that whole months are multiples of it.
pub(super) const STEPS: u32 = 32;

/// Time on book in whole months of [`STEPS`] and the days left over: not above `m` months of them until the day `m` months on.
pub(super) fn on_book(drawn: Date, day: Date) -> u32 {
    let months = month_number(day) - month_number(drawn);
    let (before, last) = (drawn.day(), day.days_in_month());
    // Drawn on the 31st, it is a month old on the 30th where that is the last of the month.
    let (months, days) = if day.day() >= before.min(last) {
        (months, (day.day() - before).max(0))
    } else {
        let of_last = day
            .first_of_month()
            .saturating_sub(jiff::Span::new().days(1));
        let left = of_last.days_in_month() - before.min(of_last.days_in_month());
        (months - 1, left + day.day())
    };
    let months = u32::try_from(months).unwrap_or(0);
    months * STEPS + u32::try_from(days).unwrap_or(0)
}

/// Months since the beginning of the calendar.
pub(super) fn month_number(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// So many months on; the last of the month where it has no such day.
pub(super) fn months_on(day: Date, months: u32) -> Date {
    day.saturating_add(jiff::Span::new().months(months))
}

/// Whole days from one day to another; negative where the other is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_over_on_the_day_that_the_calendar_says() {
        let drawn = date(2020, 1, 31);
        assert_eq!(on_book(drawn, drawn), 0);
        assert_eq!(on_book(drawn, date(2020, 2, 28)), 28);
        assert_eq!(on_book(drawn, date(2020, 2, 29)), STEPS);
        assert_eq!(on_book(drawn, date(2020, 3, 1)), STEPS + 1);
        assert_eq!(
            on_book(date(2020, 3, 15), date(2021, 3, 14)),
            11 * STEPS + 27
        );
        assert_eq!(on_book(date(2020, 3, 15), date(2021, 3, 15)), 12 * STEPS);
        for months in 0..30 {
            let end = months_on(drawn, months);
            assert_eq!(on_book(drawn, end), months * STEPS, "{end}");
        }
    }

    #[test]
    fn time_on_book_never_goes_back() {
        for first in [
            date(2019, 12, 28),
            date(2020, 1, 29),
            date(2020, 2, 29),
            date(2021, 1, 31),
        ] {
            let mut last = 0;
            for days in 1..800 {
                let now = on_book(first, first.saturating_add(jiff::Span::new().days(days)));
                assert!(now >= last, "{first} and {days} days");
                last = now;
            }
        }
    }
}

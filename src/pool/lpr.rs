//! The loan prime rate 贷款市场报价利率 (LPR): a dated series, of which a missing month is refused.

use crate::units::{Date, Digest, Origin, Ratio};
use serde::Serialize;

/// One publication of the rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LprQuote {
    /// The day on which it was published; it holds from then on.
    pub published: Date,
    /// The one-year rate, as a share a year.
    pub one_year: Ratio,
}

/// The one-year rate by month, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LprSeries {
    /// Where it comes from.
    pub origin: Origin,
    pub(super) quotes: Vec<LprQuote>,
}

/// A day for which the series has no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LprError {
    /// The day is before the series begins.
    #[error("no LPR is known for {day}: the series begins on {begins}")]
    Before {
        /// The day.
        day: Date,
        /// The first day of the series.
        begins: Date,
    },
    /// The month's publication is missing.
    #[error("no LPR is known for {day}: the last publication in the series is of {last}")]
    Missing {
        /// The day.
        day: Date,
        /// The last publication.
        last: Date,
    },
}

/// The day of the month on which the rate is published, or the next working day.
pub(super) const PUBLICATION_DAY: i8 = 20;

impl LprSeries {
    /// The one-year rate in force on a day: that of the last publication on or before it.
    pub fn one_year(&self, day: Date) -> Result<Ratio, LprError> {
        let at = self.quotes.partition_point(|quote| quote.published <= day);
        let Some(quote) = at.checked_sub(1).map(|at| &self.quotes[at]) else {
            let begins = self.quotes[0].published;
            return Err(LprError::Before { day, begins });
        };
        let last = quote.published;
        // In the months between, the next publication is in the series and bounds the day.
        let after_last = at == self.quotes.len();
        let months = months(day) - months(last);
        if after_last && (months > 1 || (months == 1 && day.day() >= PUBLICATION_DAY)) {
            return Err(LprError::Missing { day, last });
        }
        Ok(quote.one_year)
    }

    /// The publications, earliest first.
    pub fn quotes(&self) -> &[LprQuote] {
        &self.quotes
    }

    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        let text = serde_json::to_string(self).expect("a series has plain keys");
        Digest::of(format!("zhixin/lpr/1\n{text}").as_bytes())
    }
}

/// Months since the year nought.
pub(super) fn months(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_a_day_is_the_last_one_published() {
        let series = LprSeries::parse(include_str!("../../models/calendar/lpr.toml")).unwrap();
        for (day, rate) in [
            ("2019-08-20", "0.0425"),
            ("2019-09-19", "0.0425"),
            ("2019-09-20", "0.0420"),
            ("2020-04-19", "0.0405"),
            ("2020-04-20", "0.0385"),
            ("2021-12-19", "0.0385"),
            ("2022-01-20", "0.0370"),
            ("2022-08-21", "0.0370"), // the 20th was a Saturday
            ("2022-08-22", "0.0365"),
            ("2023-06-20", "0.0355"),
            ("2024-10-21", "0.0310"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!(
                series.one_year(day),
                Ratio::parse(rate).map_err(|_| unreachable!()),
                "{day}"
            );
        }
    }

    #[test]
    fn a_month_that_is_missing_is_refused() {
        let text = "mark = \"rule\"\nsource = \"test\"\nquotes = [\n\
            { published = 2020-01-20, one_year = \"0.0415\" },\n]\n";
        let series = LprSeries::parse(text).unwrap();
        let rate = |day: &str| series.one_year(day.parse().unwrap());
        assert!(rate("2020-01-31").is_ok());
        assert!(
            rate("2020-02-19").is_ok(),
            "nothing can have been published yet"
        );
        let said = ["2020-01-19", "2020-02-20", "2020-03-01"]
            .map(|day| rate(day).unwrap_err().to_string())
            .join("\n");
        insta::assert_snapshot!(said, @"
        no LPR is known for 2020-01-19: the series begins on 2020-01-20
        no LPR is known for 2020-02-20: the last publication in the series is of 2020-01-20
        no LPR is known for 2020-03-01: the last publication in the series is of 2020-01-20
        ");
    }
}

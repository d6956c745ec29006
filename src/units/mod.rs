//! Units: the exact amounts, ratios, dates and identifiers that every other room speaks in.

pub mod amount;
pub mod bilingual;
pub mod dates;
mod decimal;
pub mod digest;
pub mod moment;
mod money_words;
pub mod problem;
pub mod ratio;
pub mod text;
mod written;

pub use amount::{Amount, AmountError};
pub use bilingual::Bilingual;
pub use dates::{DateError, DateStyle, parse_date};
pub use digest::Digest;
pub use jiff::civil::Date;
pub use moment::Moment;
pub use problem::{Problem, Problems};
pub use ratio::{Ratio, RatioError};
pub use text::normalise;

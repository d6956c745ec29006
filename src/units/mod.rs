//! Units: the exact amounts, ratios, dates and identifiers that every other room speaks in.

pub mod amount;
pub mod application;
pub mod bilingual;
pub mod dates;
mod decimal;
pub mod digest;
pub mod enterprise_id;
pub mod form;
pub mod given;
pub mod id_error;
pub mod moment;
mod money_words;
pub mod patent_kind;
pub mod problem;
pub mod publication;
pub mod ratio;
pub mod text;
pub mod uscc;
mod written;

pub use amount::{Amount, AmountError};
pub use application::ApplicationNumber;
pub use bilingual::Bilingual;
pub use dates::{DateError, DateStyle, parse_date};
pub use digest::Digest;
pub use enterprise_id::EnterpriseId;
pub use given::Given;
pub use id_error::IdError;
pub use jiff::civil::Date;
pub use moment::Moment;
pub use patent_kind::PatentKind;
pub use problem::{Problem, Problems};
pub use publication::PublicationNumber;
pub use ratio::{Ratio, RatioError};
pub use text::normalise;
pub use uscc::Uscc;

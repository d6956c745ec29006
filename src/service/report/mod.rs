//! The report: a portfolio of assessments and one enterprise explained, as one self-contained page.

mod charts;
mod frame;
mod page;
mod portfolio;

pub(in crate::service) use charts::{Bar, bars};
pub(in crate::service) use frame::framed;
pub use page::{Page, html};
pub use portfolio::{DistrictLine, GradeLine, Portfolio};

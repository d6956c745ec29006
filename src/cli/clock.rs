//! The one place that reads the clock: every use case is handed the moment.

use crate::units::{Date, Moment};

/// Now, in microseconds of UTC.
#[expect(clippy::disallowed_methods, reason = "this is the clock's one home")]
pub(crate) fn now() -> Moment {
    Moment::from_micros(jiff::Timestamp::now().as_microsecond())
}

/// The business day at a moment, in Asia/Shanghai.
pub(crate) fn business_day(moment: Moment) -> Date {
    moment.business_day()
}

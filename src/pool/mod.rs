//! Pool: the rules of a risk compensation pool 风险补偿资金池 as data, and what follows from them. Pure:
//! the day, the series and every figure are handed in, and the same question has the same answer for ever.

pub mod calendar;
mod calendar_file;
pub mod ids;
pub mod lpr;
pub mod portion;
pub mod terms;

pub use calendar::{Calendar, CalendarError, CalendarYear};
pub use ids::{
    BankId, ClaimId, ClassId, ContributorId, District, GradeName, GroupId, ItemId, LoanId,
    NameError, PaymentId, PoolId, ProductId, Scheme, TermsId, ZoneId,
};
pub use lpr::{LprError, LprQuote, LprSeries};
pub use portion::portion;
pub use terms::{Terms, TermsHistory, UsableTerms};

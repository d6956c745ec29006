//! Scores of many enterprises at once: a batch is taken in whole, scored in slices beside the books, and read by pages.

mod asking;
mod desk;
mod ending;
mod enterprises;
mod reading;
mod row;
mod working;

pub use asking::{BatchAsk, BatchCaps, BatchSource, ask, read};
pub use desk::BatchDesk;
pub use ending::cancel;
pub use enterprises::enterprises_of;
pub use reading::{BatchProgress, LineResult, ScoreTold, batches, progress, results};
pub use working::{BatchParts, BatchWork};

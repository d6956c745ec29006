//! What is queued to the writer, and the way back for its answer.

use crate::governance::LookUp;
use crate::journal::Event;
use crate::service::Error;
use crate::service::pool::{Asking, Told};
use crate::store::{Appended, IssuedScore, Store};
use crate::units::Moment;
use std::future::Future;
use std::pin::Pin;
use tokio::sync::oneshot;

/// Work that the writer does by itself, between two batches of the books.
pub(super) type Errand =
    Box<dyn FnOnce(Store, Moment) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// One thing to write.
pub(super) enum Job {
    /// A command of the books.
    Pool {
        /// The request.
        asking: Box<Asking>,
        /// Where the answer goes; nobody may be there any more, and it stands all the same.
        reply: oneshot::Sender<Result<Told, Error>>,
    },
    /// A score to issue, and what is logged of it before it is shown.
    Score {
        /// The event and what is kept beside it.
        issue: Box<(Event, IssuedScore)>,
        /// The look-up.
        look_up: Box<LookUp>,
        /// Where the answer goes.
        reply: oneshot::Sender<Result<Appended, Error>>,
    },
    /// A look-up to log before something is shown.
    LookUp {
        /// The look-up.
        look_up: Box<LookUp>,
        /// Where the answer goes.
        reply: oneshot::Sender<Result<(), Error>>,
    },
    /// Anything else that moves the journal.
    Errand(Errand),
}

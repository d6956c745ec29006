//! What is queued to the writer, and the way back for its answer.

use crate::service::Error;
use crate::service::pool::{Asking, Told};
use crate::store::{Showing, Store, ToShow};
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
    /// Something to show: issued where it is a new score, and logged before it is shown.
    Show {
        /// What.
        show: Box<ToShow>,
        /// Where the answer goes.
        reply: oneshot::Sender<Result<Showing, Error>>,
    },
    /// Anything else that moves the journal.
    Errand(Errand),
}

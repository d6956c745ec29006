//! The writer's queue and its task.

use super::job::Job;
use super::pulse::{Pulse, Stroke};
use super::showing;
use super::tenure::{BEAT, Tenure, is_fenced};
use crate::service::Error;
use crate::service::pool::{Asking, Books, Told};
use crate::service::stopwatch;
use crate::store::{Showing, Store, ToShow};
use crate::units::Moment;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock, RwLockReadGuard, mpsc, oneshot};
use tokio::task::JoinHandle;

/// How much the writer takes on.
#[derive(Debug, Clone, Copy)]
pub struct WriterRules<'n> {
    /// How this service is called, for the others that find its lease.
    pub name: &'n str,
    /// How many requests may wait; the next one is turned away.
    pub queue: usize,
    /// How many commands one transaction keeps at the most.
    pub batch: usize,
    /// Whether scores and consents of elsewhere may be stated.
    pub takes_stated: bool,
    /// The clock.
    pub now: fn() -> Moment,
}

/// Why a request was not written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Unwritten {
    /// Too many wait already.
    #[error("too many requests wait to be written; try again in a moment")]
    Full,
    /// Another service writes these records.
    #[error("another service writes these records{}", if .0.is_empty() { String::new() } else { format!(": {}", .0) })]
    Held(String),
    /// The service is stopping.
    #[error("the service is stopping and takes no more writes")]
    Stopping,
    /// It broke off over this one.
    #[error(
        "something failed over this request; ask again with the same key, which tells whether it stands"
    )]
    Broke,
    /// The records could not be written.
    #[error(transparent)]
    Failed(Arc<Error>),
}

impl From<Error> for Unwritten {
    fn from(error: Error) -> Self {
        Self::Failed(Arc::new(error))
    }
}

/// The door to the one writer; clones share it.
#[derive(Debug, Clone)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
    books: Arc<RwLock<Books>>,
    tenure: Arc<Tenure>,
    pulse: Arc<Pulse>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
    /// Told when no more is to be taken.
    stop: tokio_util::sync::CancellationToken,
}

impl Writer {
    /// Opens the books and begins to write.
    pub async fn begin(store: &Store, rules: WriterRules<'_>) -> Result<Self, Error> {
        let books = Books::open(store).await?.with_decisions();
        let books = if rules.takes_stated {
            books
        } else {
            books.of_records_alone()
        };
        let books = Arc::new(RwLock::new(books));
        let tenure = Arc::new(Tenure::begin(store, rules.name).await?);
        let (queue, jobs) = mpsc::channel(rules.queue);
        let pulse = Arc::new(Pulse::default());
        let stop = tokio_util::sync::CancellationToken::new();
        let desk = Desk {
            store: store.clone(),
            batch: rules.batch,
            now: rules.now,
            tenure: Arc::clone(&tenure),
            books: Arc::clone(&books),
            pulse: Arc::clone(&pulse),
        };
        let task = tokio::spawn(desk.run(jobs, stop.clone()));
        Ok(Self {
            queue,
            books,
            tenure,
            pulse,
            task: Arc::new(Mutex::new(Some(task))),
            stop,
        })
    }

    /// The books as they were last kept. While somebody reads them nothing is decided, so read quickly.
    pub async fn books(&self) -> RwLockReadGuard<'_, Books> {
        self.books.read().await
    }

    /// Whether it takes no more.
    pub fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Who writes, where it is another service.
    pub fn other(&self) -> Option<String> {
        self.tenure.other()
    }

    /// What the writer does.
    pub fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }

    /// Asks the books, and waits until the answer is kept. Whoever stops waiting is not told, and what was asked
    /// may stand: its key tells.
    pub async fn ask(&self, asking: Asking) -> Result<Told, Unwritten> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Pool {
            asking: Box::new(asking),
            reply,
        })?;
        match answer.await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(Unwritten::Stopping),
        }
    }

    /// Logs that something is shown, issues it first where it is a new score, and waits until both are kept. What it
    /// rests on is held against the records then: the answer may be to look again.
    pub async fn show(&self, show: ToShow) -> Result<Showing, Unwritten> {
        let (reply, answer) = oneshot::channel();
        let show = Box::new(show);
        self.send(Job::Show { show, reply })?;
        Ok(answer.await.map_err(|_| Unwritten::Stopping)??)
    }

    /// Does something else that writes, in its turn and by itself.
    pub async fn run<T, F>(
        &self,
        errand: impl FnOnce(Store, Moment) -> F + Send + 'static,
    ) -> Result<T, Unwritten>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Errand(Box::new(move |store, now| {
            Box::pin(async move {
                let done = errand(store, now).await;
                // Whoever asked may have gone; what was done stands.
                let _ = reply.send(done);
            })
        })))?;
        answer.await.map_err(|_| Unwritten::Broke)
    }

    fn send(&self, job: Job) -> Result<(), Unwritten> {
        if self.stop.is_cancelled() {
            return Err(Unwritten::Stopping);
        }
        if let Some(holder) = self.other() {
            return Err(Unwritten::Held(holder));
        }
        self.pulse.queue();
        let sent = self
            .queue
            .try_send(job)
            .inspect_err(|_| self.pulse.unqueue());
        match sent {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.pulse.full();
                Err(Unwritten::Full)
            }
            Err(mpsc::error::TrySendError::Closed(_)) => Err(Unwritten::Stopping),
        }
    }

    /// Takes no more, writes what waits, and leaves a snapshot.
    pub async fn stop(&self) {
        self.stop.cancel();
        let task = self.task.lock().await.take();
        if let Some(task) = task {
            // A task that broke off has nothing more to write.
            let _ = task.await;
        }
    }
}

/// The writer at work.
struct Desk {
    store: Store,
    batch: usize,
    now: fn() -> Moment,
    tenure: Arc<Tenure>,
    books: Arc<RwLock<Books>>,
    pulse: Arc<Pulse>,
}

type Waiting = oneshot::Sender<Result<Told, Error>>;

impl Desk {
    async fn run(self, mut jobs: mpsc::Receiver<Job>, stop: tokio_util::sync::CancellationToken) {
        let mut taken = Vec::with_capacity(self.batch);
        let mut idle = tokio::time::interval(BEAT);
        idle.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let count = tokio::select! {
                count = jobs.recv_many(&mut taken, self.batch) => count,
                _ = idle.tick() => {
                    self.tend().await;
                    continue;
                }
                () = stop.cancelled() => {
                    jobs.close();
                    jobs.recv_many(&mut taken, self.batch).await
                }
            };
            if count == 0 {
                break;
            }
            self.work(&mut taken).await;
        }
        self.tenure.end(&self.store).await;
        // Without it the books open all the same, only later.
        let _ = self.books.write().await.take_snapshot().await;
    }

    /// Shows that this writer lives, and reads what others wrote. What fails is tried again at the next beat.
    async fn tend(&self) {
        match self.tenure.tend(&self.store).await {
            Ok(()) => self.catch_up().await,
            Err(error) => tracing::warn!(%error, "the lease of writing could not be tended"),
        }
    }

    /// Reads what errands and other processes wrote. Where that fails, the next batch meets the same trouble and
    /// tells its askers.
    async fn catch_up(&self) {
        let _ = self.books.write().await.catch_up().await;
    }

    async fn work(&self, taken: &mut Vec<Job>) {
        let mut askings = Vec::with_capacity(taken.len());
        let mut waiting = Vec::with_capacity(taken.len());
        let mut errands = Vec::new();
        let mut shows = Vec::new();
        for job in taken.drain(..) {
            self.pulse.unqueue();
            match job {
                Job::Pool { asking, reply } => {
                    askings.push(*asking);
                    waiting.push(reply);
                }
                Job::Show { show, reply } => shows.push((*show, reply)),
                Job::Errand(errand) => errands.push(errand),
            }
        }
        if !askings.is_empty() {
            self.decide(&askings, waiting).await;
        }
        if !shows.is_empty() {
            self.show(shows).await;
        }
        let moved = !errands.is_empty();
        for errand in errands {
            // Should it break off, its asker is told by the closed way back, and the next one goes on.
            let _ = tokio::spawn(errand(self.store.clone(), (self.now)())).await;
        }
        if moved {
            self.catch_up().await;
        }
    }

    async fn show(&self, shows: Vec<(ToShow, oneshot::Sender<Result<Showing, Error>>)>) {
        match showing::show(&self.store, shows).await {
            Ok(moves) if moves.is_empty() => {}
            Ok(moves) => {
                // Scores are no events of the books: where nobody else wrote, there is nothing to read.
                let mut books = self.books.write().await;
                let passed = moves.into_iter().all(|(from, to)| books.pass(from, to));
                if !passed {
                    let _ = books.catch_up().await;
                }
            }
            Err(_) => self.tenure.lost(&self.store).await,
        }
    }

    async fn decide(&self, askings: &[Asking], waiting: Vec<Waiting>) {
        let began = stopwatch::begin();
        let mut books = self.books.write().await;
        let answers = books.ask_each(askings, (self.now)()).await;
        let head = books.end();
        drop(books);
        let stroke = Stroke {
            requests: askings.len(),
            took: began.elapsed(),
            kept: answers.is_ok(),
        };
        self.pulse.stroke(stroke, head);
        match answers {
            Ok(answers) => {
                for (reply, answer) in waiting.into_iter().zip(answers) {
                    if matches!(answer, Told::Broke) {
                        self.pulse.broke();
                    }
                    let _ = reply.send(Ok(answer));
                }
            }
            Err(error) => {
                if is_fenced(&error) {
                    self.tenure.lost(&self.store).await;
                }
                let told = Arc::new(error);
                for reply in waiting {
                    let _ = reply.send(Err(Error::Shared(Arc::clone(&told))));
                }
            }
        }
    }
}

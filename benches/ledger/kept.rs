//! The speed of the ledger kept on SQLite and on PostgreSQL: batches of 64 commands decided, applied and appended to
//! the journal with postings and balances, each batch in one transaction that waits for the disk; beside it what
//! bounds it from below, a bare append to a file that is flushed to the disk.

use super::STREAM;
use super::books::funded;
use super::cluster::Database;
use divan::Bencher;
use divan::counter::ItemsCount;
use std::fs::File;
use std::io::Write;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use zhixin::pool::{Ledger, PoolEvent};
use zhixin::store::Store;
use zhixin::units::Moment;

const BATCH: usize = 64;
const BATCHES: usize = 1_000;
/// What one batch adds to the write-ahead log, about.
const FLUSHED: usize = 128 * 1024;

struct Place {
    store: Store,
    ledger: Ledger,
    runtime: Runtime,
    _directory: TempDir,
    _database: Option<Database>,
}

impl Place {
    fn on_sqlite() -> Self {
        Self::new(None)
    }

    fn on_postgres() -> Self {
        Self::new(Some(Database::on_disk().expect("PostgreSQL")))
    }

    fn new(database: Option<Database>) -> Self {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let directory = tempfile::tempdir().expect("a directory");
        let url = match &database {
            Some(database) => database.url.clone(),
            None => format!("sqlite://{}", directory.path().join("books.db").display()),
        };
        let store = runtime.block_on(Store::open(&url)).expect("records");
        Self {
            store,
            ledger: funded(),
            runtime,
            _directory: directory,
            _database: database,
        }
    }

    fn run(mut self) -> Self {
        let now = Moment::from_micros(1_609_722_000_000_000);
        let head = self.runtime.block_on(self.store.journal_head());
        let mut head = head.expect("the journal has an end");
        for batch in STREAM.chunks(BATCH).take(BATCHES) {
            let mut events: Vec<PoolEvent> = Vec::with_capacity(BATCH);
            for command in batch {
                let made = self.ledger.run(command);
                events.extend(made.expect("the commands of the bench are right"));
            }
            let append = self.store.append_pool_events(head, &events, now);
            let records = self.runtime.block_on(append).expect("a batch is kept");
            head = records.last().copied().unwrap_or(head);
        }
        self
    }
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn decide_and_keep_in_batches_of_64(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(BATCH * BATCHES))
        .with_inputs(Place::on_sqlite)
        .bench_values(Place::run);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn decide_and_keep_in_batches_of_64_on_postgres(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(BATCH * BATCHES))
        .with_inputs(Place::on_postgres)
        .bench_values(Place::run);
}

/// Items are flushes.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn flush_alone(bencher: Bencher) {
    let bytes = vec![0x5a; FLUSHED];
    bencher
        .counter(ItemsCount::new(BATCHES))
        .with_inputs(|| {
            let directory = tempfile::tempdir().expect("a directory");
            let file = File::create(directory.path().join("log")).expect("a file");
            (directory, file)
        })
        .bench_values(|(directory, mut file)| {
            for _ in 0..BATCHES {
                file.write_all(&bytes).expect("bytes are written");
                file.sync_data().expect("bytes are flushed");
            }
            directory
        });
}

//! Faults of a database, brought about for tests: a statement that fails, a full disk, a lock that is held, an answer
//! that is lost.

use super::Store;
use super::engine::Engine;
use super::statement::Statement;
use super::store::CONNECTIONS;
use std::sync::atomic::Ordering;

/// The tables that a commit of the books writes, and how.
pub(crate) const WRITES: [(&str, &str); 6] = [
    ("update", "journal_head"),
    ("insert", "event"),
    ("insert", "pool_event"),
    ("insert", "account"),
    ("insert", "posting"),
    ("insert", "balance"),
];

/// How many rows the journal and the books have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) events: i64,
    pub(crate) postings: i64,
    pub(crate) balances: i64,
}

impl Store {
    async fn raw(&self, text: String) {
        let made = self.engine.script(&text).await;
        made.expect("a fault can be made");
    }

    /// From now on, after so many rows more, writing to a table fails.
    pub(crate) async fn fail(&self, (how, table): (&str, &str), after: usize) {
        self.raw(match self.engine {
            Engine::Sqlite(_) => format!(
                "create table fault (rows_left integer not null) strict;
                 insert into fault (rows_left) values ({after});
                 create trigger fault_strikes before {how} on {table} begin
                   update fault set rows_left = rows_left - 1;
                   select raise(abort, 'a fault of the disk') from fault where rows_left < 0;
                 end;"
            ),
            Engine::Postgres(..) => format!(
                "create table fault (rows_left bigint not null);
                 insert into fault (rows_left) values ({after});
                 create function fault_strikes() returns trigger language plpgsql as $$ begin
                   update fault set rows_left = rows_left - 1;
                   if (select rows_left from fault) < 0 then raise exception 'a fault of the disk'; end if;
                   return new;
                 end $$;
                 create trigger fault_strikes before {how} on {table}
                 for each row execute function fault_strikes();"
            ),
        })
        .await;
    }

    /// Writing goes well again.
    pub(crate) async fn mend(&self) {
        self.raw(match self.engine {
            Engine::Sqlite(_) => "drop trigger fault_strikes; drop table fault;".to_owned(),
            Engine::Postgres(..) => {
                "drop function fault_strikes cascade; drop table fault;".to_owned()
            }
        })
        .await;
    }

    /// What the journal and the books have.
    pub(crate) async fn counts(&self) -> Counts {
        let text = "select (select count(*) from event) as events, \
                    (select count(*) from posting) as postings, (select count(*) from balance) as balances";
        let row = Statement::of(text)
            .one(&mut self.db().await.expect("a connection"))
            .await
            .expect("rows are counted");
        Counts {
            events: row.get("events").expect("a number"),
            postings: row.get("postings").expect("a number"),
            balances: row.get("balances").expect("a number"),
        }
    }

    /// Sets something on every connection.
    async fn everywhere(&self, pragma: &str) {
        if let Engine::Postgres(_, kept) = &self.engine {
            kept.close().await;
        }
        let mut held = Vec::new();
        for _ in 0..CONNECTIONS {
            held.push(self.db().await.expect("a connection"));
        }
        for db in &mut held {
            db.script(pragma).await.expect("a pragma");
        }
    }

    /// The disk has room for so many pages more, or again for all.
    pub(crate) async fn room(&self, pages: Option<i64>) {
        let used: i64 = Statement::of("pragma page_count")
            .value(&mut self.db().await.expect("a connection"))
            .await
            .expect("pages are counted");
        let most = pages.map_or(i64::from(u32::MAX) - 1, |more| used + more);
        self.everywhere(&format!("pragma max_page_count = {most}"))
            .await;
    }

    /// Waits no longer than a moment for another writer.
    pub(crate) async fn impatient(&self) {
        self.everywhere(match self.engine {
            Engine::Sqlite(_) => "pragma busy_timeout = 30",
            Engine::Postgres(..) => "set lock_timeout = 30",
        })
        .await;
    }

    /// Holds the lock of writing.
    pub(crate) async fn hold(&self) -> impl Sized + use<> {
        self.begin().await.expect("nobody else writes")
    }

    /// Loses the answer to the next commit, after it took place.
    pub(crate) fn lose_an_answer(&self) {
        self.answer_lost.store(true, Ordering::Relaxed);
    }
}

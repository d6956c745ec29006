//! A place for records that goes away after the test, and samples to fill it with.

use super::cluster::{Database, setting};
use super::{
    BatchHandle, Begun, IssuedScore, NewBatch, NewFact, NewReject, Slice, Store, StoredModel,
};
use crate::evidence::{Availability, Basis, Fact, RecordedFact, Source, SourceClass, Visibility};
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::units::{ApplicationNumber, Date, Digest, EnterpriseId, Moment, Problems};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ops::Range;
use std::path::PathBuf;

/// A place for one database, on the engine that the test run is for.
pub(crate) struct Place {
    _directory: tempfile::TempDir,
    _database: Option<Database>,
    /// Where it is, on SQLite.
    pub(super) file: PathBuf,
    pub(crate) url: String,
}

impl Place {
    /// On the engine that `ZHIXIN_TEST_ENGINE` names: SQLite unless it is `postgres`.
    pub(crate) fn new() -> Self {
        match setting("ZHIXIN_TEST_ENGINE").as_deref() {
            None | Some("sqlite") => Self::on_sqlite(),
            Some("postgres") => Self::on_postgres().expect("PostgreSQL for ZHIXIN_TEST_ENGINE"),
            Some(other) => panic!("ZHIXIN_TEST_ENGINE is sqlite or postgres, not {other}"),
        }
    }

    /// One on each engine that there is.
    pub(crate) fn on_each() -> Vec<Self> {
        std::iter::once(Self::on_sqlite())
            .chain(Self::on_postgres())
            .collect()
    }

    pub(crate) fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a directory for the test");
        let file = directory.path().join("zhixin.db");
        let url = format!("sqlite://{}", file.display());
        Self {
            _directory: directory,
            _database: None,
            file,
            url,
        }
    }

    /// None where there is no server, which is told.
    pub(crate) fn on_postgres() -> Option<Self> {
        let database = Database::new()?;
        let place = Self::on_sqlite();
        Some(Self {
            url: database.url.clone(),
            _database: Some(database),
            ..place
        })
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.url).await.expect("the records open")
    }
}

/// A row of everything.
pub(super) async fn fill(store: &Store) {
    import(store, &file("full"), &slice(2..12, 4)).await;
    store.put_model(&model()).await.expect("a model");
    let issued = store.issue_scores(vec![(event(1), score(1))]).await;
    issued.expect("a score");
}

/// A file of that name, of a shared source.
pub(super) fn file(name: &str) -> NewBatch {
    NewBatch {
        source: Source {
            name: "市监局".to_owned(),
            class: SourceClass::Registry,
            visibility: Visibility::Shared,
            file: format!("{name}.csv"),
            file_digest: Digest::of(name.as_bytes()),
        },
        label: "名录".to_owned(),
        mapping_digest: Digest::of(b"mapping"),
        recorded_at: Moment::from_micros(1_609_722_000_000_000),
    }
}

/// Begins a file that was not read to the end before.
pub(super) async fn begin(store: &Store, new: &NewBatch) -> BatchHandle {
    match store.begin_batch(new).await.expect("the batch begins") {
        Begun::Open(handle) => handle,
        Begun::Already(batch) => panic!("{batch:?} was read before"),
    }
}

/// Reads a whole file of one slice.
pub(super) async fn import(store: &Store, new: &NewBatch, slice: &Slice) -> BatchHandle {
    let mut batch = begin(store, new).await;
    let said = slice.facts.iter().map(|fact| fact.row);
    let rows: HashSet<u64> = said
        .chain(slice.rejects.iter().map(|row| row.row))
        .collect();
    let mut slice = slice.clone();
    slice.rows_done = i64::try_from(rows.len()).expect("few rows");
    let appended = store.append_slice(&mut batch, &slice).await;
    appended.expect("a slice");
    let sealed = store.seal_batch(&batch, sealing(batch.id)).await;
    sealed.expect("it seals");
    batch
}

/// The enterprise that row `n` is about.
pub(super) fn firm(n: u64) -> EnterpriseId {
    EnterpriseId::parse(&format!("x:firm-{n}")).expect("an id of a sample")
}

/// What row `n` says: the name of an enterprise, and a patent of it.
pub(super) fn row(n: u64) -> Vec<NewFact> {
    let application = ApplicationNumber::parse(&format!("CN 20151{n:07} A"));
    let application = application.expect("a number of a sample").to_string();
    vec![
        new_fact(
            n,
            json!({"fact": "enterprise", "observed_on": "2020-06-30",
                "name": format!("重庆知信{n}号ABC_科技")}),
        ),
        new_fact(
            n,
            json!({"fact": "patent_granted", "application": application,
                "granted_on": "2020-05-01"}),
        ),
    ]
}

/// One fact of row `n`.
pub(super) fn new_fact(n: u64, fact: Value) -> NewFact {
    let fact: Fact = serde_json::from_value(fact).expect("a fact of a sample");
    let enterprise = firm(n);
    let availability = Availability {
        on: Date::constant(2020, 7, 1),
        assumed: n.is_multiple_of(2).then(|| "sample+1d".to_owned()),
    };
    let source = file("any").source;
    let digest = RecordedFact::content_digest(&enterprise, &fact, &availability, &source);
    NewFact {
        enterprise,
        fact,
        availability,
        row: n,
        digest,
    }
}

/// Rows of a file whose data begin in row 2; every row whose number divides is rejected.
pub(super) fn slice(rows: Range<u64>, rejected: u64) -> Slice {
    let mut slice = Slice {
        rows_done: i64::try_from(rows.end).expect("few rows") - 2,
        ..Slice::default()
    };
    for n in rows {
        if n.is_multiple_of(rejected) {
            let mut problems = Problems::default();
            problems.add("企业名称", "required", "the name is missing");
            slice.rejects.push(NewReject {
                row: n,
                given: format!("{n},,\"重庆\""),
                problems,
            });
        } else {
            slice.facts.extend(row(n));
        }
    }
    slice
}

/// The event number `n`.
pub(super) fn event(n: i64) -> Event {
    Event {
        kind: EventKind::ScoreIssued.into(),
        subject: firm(7).to_string(),
        effective_on: Date::constant(2020, 6, 30),
        booked_on: Date::constant(2020, 7, 1),
        recorded_at: Moment::from_micros(1_610_000_000_000_000 + n),
        actor: "重庆某银行:李".to_owned(),
        key: IdempotencyKey::new("bank-a", "score", format!("order-{n}")),
        body: json!({"points": 70 + n, "b": null, "a": ["知识价值A", {"z": 1, "y": true}]}),
    }
}

/// The event that seals a batch.
pub(super) fn sealing(batch: i64) -> Event {
    Event {
        kind: EventKind::EvidenceBatchSealed.into(),
        subject: format!("batch-{batch}"),
        key: IdempotencyKey::new("cli", "import", format!("batch-{batch}")),
        body: json!({"batch": batch}),
        ..event(1000 + batch)
    }
}

/// A model.
pub(super) fn model() -> StoredModel {
    StoredModel {
        digest: Digest::of(b"the meaning"),
        id: "sample".to_owned(),
        version: "2020-1".to_owned(),
        text: "id = \"sample\" # 示例\n".to_owned(),
    }
}

/// The score number `n`.
pub(super) fn score(n: u64) -> IssuedScore {
    let assessment = format!("{{\"points\": {n},\n \"grade\": \"知识价值A\"}}\r\n");
    IssuedScore {
        id: format!("score-{n}"),
        enterprise: firm(n),
        model_digest: model().digest,
        as_of: Date::constant(2020, 12, 31),
        basis: if n.is_multiple_of(2) {
            Basis::Available
        } else {
            Basis::Recorded(Moment::from_micros(1_610_000_000_000_000))
        },
        reader: n.is_multiple_of(3).then(|| "bank-a".to_owned()),
        evidence_head: 1,
        vector: "{\"readings\":[]}".to_owned(),
        assessment_digest: Digest::of(assessment.as_bytes()),
        assessment,
    }
}

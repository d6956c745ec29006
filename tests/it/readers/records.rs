//! Readers that ask the records while they read: steps of governance and of the life of models, webhooks, deliveries of
//! evidence. The records are a file of SQLite, the same for all that one process reads.

use super::tables::{chosen, input};
use serde_json::Value;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use zhixin::evidence::{SourceClass, Visibility};
use zhixin::identity::{Caller, Role};
use zhixin::journal::strict;
use zhixin::service::evidence_batches::{Delivery, deliver_rows, seal_delivery, source_of};
use zhixin::service::governance::{self as desk, ModelStep};
use zhixin::service::records::{Store, open};
use zhixin::service::webhooks::{Targets, register};
use zhixin::units::names::ClientId;
use zhixin::units::{Date, EnterpriseId, Moment};

/// Records of a process's own, and the runtime that asks them.
struct Desk {
    runtime: Runtime,
    store: Store,
    _folder: TempDir,
    bank: Caller,
    boss: Caller,
    analyst: Caller,
    auditor: Caller,
    checker: Caller,
    supervisor: Caller,
    maker: Caller,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let runtime = Runtime::new().expect("a runtime");
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("zhixin.db").display());
    let store = runtime.block_on(open(&url)).expect("new records");
    let caller = |role: &str| Caller {
        client: ClientId::parse(&role.replace(':', "-")).expect("a name"),
        person: format!("p-{}", role.replace(':', "-")),
        role: Role::parse(role).expect("a role"),
    };
    Desk {
        bank: caller("bank:bank-a"),
        boss: caller("enterprise:x:firm"),
        analyst: caller("analyst"),
        auditor: caller("auditor"),
        checker: caller("checker"),
        supervisor: caller("supervisor"),
        maker: caller("maker"),
        runtime,
        store,
        _folder: folder,
    }
});

fn now() -> Moment {
    Moment::from_micros(1_795_665_600_000_000)
}

/// A key that nobody had.
fn key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("k{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Whether something was refused for what it says, and not because the records failed.
fn refused<T>(told: Result<T, zhixin::service::Error>) {
    if let Err(error) = told {
        assert!(
            !matches!(error, zhixin::service::Error::Store(_)),
            "the records failed: {error}"
        );
    }
}

/// Bodies of consents, objections, decisions, webhooks, and of the steps in the life of a model, each by who may ask it:
/// the body by itself, or `body` beside the `id` and the `model` that a path would name.
pub(super) fn governed(bytes: &[u8]) {
    let Ok(sent) = strict::read(bytes) else {
        return;
    };
    let body = sent.get("body").unwrap_or(&sent);
    let named = |name| sent.get(name).and_then(Value::as_str);
    let model = (named("model").unwrap_or("hubei-2025"), body);
    let held = (named("id").unwrap_or("none"), body);
    let none = Targets::new(Vec::new());
    let (of, now) = (&*DESK, now());
    let store = &of.store;
    of.runtime.block_on(async {
        for caller in [&of.bank, &of.boss] {
            refused(desk::record_consent(store, caller, body, &key(), now).await);
            refused(desk::revoke_consent(store, caller, held, &key(), now).await);
        }
        refused(desk::object(store, &of.boss, body, &key(), now).await);
        refused(desk::verify_objection(store, &of.maker, held, &key(), now).await);
        refused(desk::uphold_objection(store, &of.checker, held, &key(), now).await);
        refused(desk::refuse_objection(store, &of.checker, held, &key(), now).await);
        refused(desk::answer_objection(store, &of.maker, held, &key(), now).await);
        refused(desk::decide(store, &of.bank, held, &key(), now).await);
        for (caller, step) in [
            (&of.analyst, ModelStep::Register),
            (&of.auditor, ModelStep::Validate),
            (&of.checker, ModelStep::Propose),
            (&of.supervisor, ModelStep::Suspend),
            (&of.supervisor, ModelStep::Retire),
        ] {
            let (model, body) = model;
            refused(desk::take_step(store, caller, (step, model, body), &key(), now).await);
        }
        refused(register(store, (&of.bank, &none), body, &key(), now).await);
    });
}

/// Files of evidence that are delivered, from their first row to the sealed batch.
pub(super) fn deliveries(bytes: &[u8]) {
    let (kind, bytes) = chosen(bytes);
    let Some(input) = input(bytes) else {
        return;
    };
    let of = &*DESK;
    let shared = source_of(
        &of.maker,
        "registry".to_owned(),
        Some(SourceClass::Registry),
    );
    let delivery = Delivery {
        source: shared.expect("a maker may"),
        enterprise: kind
            .is_some()
            .then(|| EnterpriseId::parse("x:firm").expect("an id")),
        counted_on: Some(Date::constant(2024, 6, 30)),
        kind,
        mapping: None,
        strict: false,
    };
    assert_eq!(delivery.source.visibility, Visibility::Shared);
    DESK.runtime.block_on(async {
        let file = (&input, &delivery);
        match deliver_rows(&of.store, &of.maker, file, &key(), now()).await {
            Ok(delivering) => {
                let sealed = seal_delivery(&of.store, delivering).await;
                let (taken, _) = sealed.expect("what was taken in can be sealed");
                let of = taken.counts;
                assert_eq!(of.read, of.accepted + of.rejected + of.duplicate);
            }
            Err(error) => refused::<()>(Err(error)),
        }
    });
}

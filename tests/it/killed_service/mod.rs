//! A service killed under load, again and again: what it acknowledged stands in the journal as it was acknowledged and is
//! answered so again, and what it did not acknowledge is wholly there or not at all.
//!
//! `scripts/kill9` runs it with as many kills as are asked for.

mod running;
mod score_batches;

use crate::cluster::setting;
use crate::http::answers::loan;
use crate::place::{Place, Ran};
use reqwest::{Client, StatusCode};
use running::{Running, secret, token};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use zhixin::journal::{Record, verify};
use zhixin::service::records;

/// Kills where `ZHIXIN_KILLS` asks for no other number.
const KILLS: u64 = 10;
/// How many ask at the same time.
const ASKERS: u64 = 32;
const LOANS: u64 = 8;

/// What an acknowledgement said: the record and its hash.
type Stood = (u64, String);

/// One who asks over and over.
#[derive(Clone)]
struct Asker {
    client: Client,
    base: String,
    token: String,
}

/// What became of a request.
enum Became {
    /// It stands, now or before.
    Stands { place: Stood, before: bool },
    /// It was turned away: after a kill the lease of the one that is gone is still waited for.
    Away,
    /// Nobody knows.
    Unknown,
}

impl Asker {
    async fn post(&self, path: &str, key: &str, body: &Value) -> Option<(StatusCode, bool, Value)> {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request
            .bearer_auth(&self.token)
            .header("idempotency-key", key);
        let answer = request.json(body).send().await.ok()?;
        let (status, before) = (
            answer.status(),
            answer.headers().contains_key("idempotent-replayed"),
        );
        Some((status, before, answer.json().await.ok()?))
    }

    /// Draws 1.00 under a key, whose number tells the loan.
    async fn draw(&self, key: u64) -> Became {
        let path = format!("/v1/loans/L{}/events", key % LOANS);
        let yuan = json!({"amount": "1.00", "currency": "CNY"});
        let body = json!({"type": "drawn", "principal": yuan, "booked_on": "2022-01-26"});
        let Some((status, before, said)) = self.post(&path, &key.to_string(), &body).await else {
            return Became::Unknown;
        };
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Became::Away;
        }
        assert_eq!(status, StatusCode::CREATED, "{said}");
        let event = &said["events"][0];
        let sequence = event["sequence"].as_u64().unwrap();
        let hash = event["hash"].as_str().unwrap().to_owned();
        assert_eq!(said["head"], json!({"sequence": sequence, "hash": hash}));
        Became::Stands {
            place: (sequence, hash),
            before,
        }
    }
}

/// How long a service that was started after a kill may turn writes away.
const PATIENCE: u32 = 300;

impl Asker {
    /// Asks until it stands, and tells whether it did before.
    async fn settled(&self, key: u64) -> (Stood, bool) {
        for _ in 0..PATIENCE {
            match self.draw(key).await {
                Became::Stands { place, before } => return (place, before),
                Became::Away => tokio::time::sleep(Duration::from_millis(100)).await,
                Became::Unknown => panic!("key {key} was not answered"),
            }
        }
        panic!("key {key} was turned away for too long");
    }
}

/// What many askers know after the service is gone.
#[derive(Default)]
struct Known {
    acknowledged: BTreeMap<u64, Stood>,
    unanswered: Vec<u64>,
}

/// Asks from many sides until the service is killed, some time after `after`.
async fn under_load(
    asker: &Asker,
    next: &Arc<AtomicU64>,
    running: Running,
    after: Duration,
) -> Known {
    let over = Arc::new(AtomicBool::new(false));
    let asks = (0..ASKERS).map(|_| {
        let (asker, next, over) = (asker.clone(), Arc::clone(next), Arc::clone(&over));
        tokio::spawn(async move {
            let mut known = Known::default();
            while !over.load(Ordering::Relaxed) {
                let key = next.fetch_add(1, Ordering::Relaxed);
                match asker.draw(key).await {
                    Became::Stands { place, before } => {
                        assert!(!before, "key {key} was new");
                        known.acknowledged.insert(key, place);
                    }
                    Became::Away => panic!("key {key} was turned away"),
                    Became::Unknown => {
                        known.unanswered.push(key);
                        return known;
                    }
                }
            }
            known
        })
    });
    let asks: Vec<_> = asks.collect();
    tokio::time::sleep(after).await;
    tokio::task::spawn_blocking(move || running.kill())
        .await
        .unwrap();
    over.store(true, Ordering::Relaxed);
    let mut known = Known::default();
    for ask in asks {
        let one = ask.await.unwrap();
        known.acknowledged.extend(one.acknowledged);
        known.unanswered.extend(one.unanswered);
    }
    known
}

/// The records of the journal after one of them, which verify.
async fn journal(place: &Place, after: u64) -> Vec<Record> {
    let store = records::open_existing(&place.records()).await.unwrap();
    let mut found: Vec<Record> = Vec::new();
    loop {
        let last = found.last().map_or(after, |record| record.sequence);
        let page = store.records(last, 10_000).await.unwrap();
        if page.is_empty() {
            store.close().await;
            return found;
        }
        found.extend(page);
    }
}

/// The draws among records, by their keys: each key once.
fn draws(records: &[Record]) -> HashMap<u64, Stood> {
    let mut found = HashMap::new();
    for record in records {
        let event = &record.event;
        if event.kind.as_str() == "pool.loan.drawn" {
            let key: u64 = event.key.key.parse().unwrap();
            let place = (record.sequence, record.hash.to_string());
            assert_eq!(found.insert(key, place), None, "key {key} stands twice");
        }
    }
    found
}

/// Counts over all kills.
#[derive(Default)]
struct Counted {
    acknowledged: u64,
    stood: u64,
    absent: u64,
}

/// After a kill: every acknowledged draw is where it was said to be, and no other is there but those that were asked.
async fn reconciled(
    place: &Place,
    after: u64,
    known: &Known,
    counted: &mut Counted,
) -> HashMap<u64, Stood> {
    let found = draws(&journal(place, after).await);
    for (key, told) in &known.acknowledged {
        assert_eq!(found.get(key), Some(told), "key {key}");
    }
    for key in found.keys() {
        let asked = known.acknowledged.contains_key(key) || known.unanswered.contains(key);
        assert!(asked, "nobody asked key {key}");
    }
    let stood = known
        .unanswered
        .iter()
        .filter(|key| found.contains_key(key));
    let stood = stood.count() as u64;
    counted.acknowledged += known.acknowledged.len() as u64;
    counted.stood += stood;
    counted.absent += known.unanswered.len() as u64 - stood;
    found
}

/// Opens the pool and the loans.
async fn begun(maker: &Asker, bank: &Asker) {
    let yuan = json!({"amount": "100000000", "currency": "CNY"});
    let (city, on) = ("city", "2022-01-04");
    for (path, body) in [
        (
            "/v1/pools",
            json!({"pool": "cq", "scheme": "cq-knowledge-value", "booked_on": on}),
        ),
        (
            "/v1/pools/cq/districts",
            json!({"district": "yubei", "booked_on": on}),
        ),
        (
            "/v1/pools/cq/subscriptions",
            json!({"district": "yubei", "contributor": city, "amount": yuan, "booked_on": on}),
        ),
        (
            "/v1/contributions",
            json!({"pool": "cq", "district": "yubei", "contributor": city, "amount": yuan, "booked_on": on}),
        ),
    ] {
        let (status, _, said) = maker.post(path, path, &body).await.unwrap();
        assert_eq!(status, StatusCode::CREATED, "{said}");
    }
    for at in 0..LOANS {
        let body = loan(&format!("L{at}"), "bank-a");
        let (status, _, said) = bank
            .post("/v1/loans", &format!("l{at}"), &body)
            .await
            .unwrap();
        assert_eq!(status, StatusCode::CREATED, "{said}");
    }
}

async fn killed(place: Place) {
    let kills = setting("ZHIXIN_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let secrets = [("maker", "maker"), ("bank-a", "bank:bank-a")]
        .map(|(client, role)| (client, secret(&place, client, role)));
    let next = Arc::new(AtomicU64::new(0));
    let (mut after, mut random, mut counted) = (0, 20_221_126_u64, Counted::default());
    let mut ever = BTreeMap::new();
    let mut last = Known::default();
    for kill in 0..=kills {
        let running = Running::start(&place);
        // Connections of a service that is gone are of no use.
        let client = Client::new();
        let mut askers = Vec::new();
        for (id, secret) in &secrets {
            askers.push(Asker {
                client: client.clone(),
                base: running.base.clone(),
                token: token(&client, &running.base, id, secret).await,
            });
        }
        let (maker, bank) = (&askers[0], &askers[1]);
        if kill == 0 {
            begun(maker, bank).await;
        }
        // Started again, it tells of each key what became of it: the very answer, or it is done now and once.
        let found = reconciled(&place, after, &last, &mut counted).await;
        let asked = last
            .acknowledged
            .keys()
            .rev()
            .take(200)
            .chain(&last.unanswered);
        for key in asked {
            let (place, before) = bank.settled(*key).await;
            assert_eq!(before, found.contains_key(key), "key {key}");
            if let Some(told) = found.get(key) {
                assert_eq!(*told, place, "key {key}");
            }
            after = after.max(place.0);
            ever.insert(*key, place);
        }
        after = after.max(found.values().map(|place| place.0).max().unwrap_or(0));
        ever.extend(std::mem::take(&mut last.acknowledged));
        if kill < kills {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let within = Duration::from_millis((random >> 33) % 400);
            last = under_load(bank, &next, running, within).await;
        }
    }
    let records = journal(&place, 0).await;
    verify(&records).unwrap();
    let all: BTreeMap<u64, Stood> = draws(&records).into_iter().collect();
    assert_eq!(all, ever);
    assert!(counted.acknowledged > kills, "there was hardly any load");
    let Counted {
        acknowledged,
        stood,
        absent,
    } = counted;
    eprintln!(
        "{kills} kills: {acknowledged} acknowledged writes, all there with their hashes; of those without an answer {stood} \
         stood and {absent} did not"
    );
    let place = Arc::new(place);
    tokio::task::spawn_blocking(move || {
        let Ran { code, err, .. } = place.run(&["ledger", "verify"]);
        assert_eq!(code, 0, "{err}");
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_killed_loses_nothing_that_it_acknowledged() {
    killed(Place::on_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_on_postgresql_that_is_killed_loses_nothing_either() {
    if let Some(place) = Place::on_postgres() {
        killed(place).await;
    }
}

//! The service when what it stands on gives way: the database goes and comes back, the clock goes back, heads of requests
//! never end, texts are nested without end.

use super::answers::begun;
use super::served::{Answered, Served, now};
use crate::place::Place;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use zhixin::units::Moment;

const BANK: &str = "bank:bank-a:bai";

async fn draw(served: &Served, key: &str) -> Answered {
    let body = json!({"type": "drawn", "principal": {"amount": "1.00", "currency": "CNY"}, "booked_on": "2022-01-26"});
    served.post(BANK, "/v1/loans/L1/events", key, &body).await
}

/// Lets nobody connect to a database of a server any more, and ends who is; or lets them again.
async fn let_in(url: &str, yes: bool) {
    let (server, rest) = url.split_once("/zhixin_test").unwrap();
    let (name, after) = rest
        .split_once('?')
        .map_or((rest, ""), |(name, after)| (name, after));
    let mut admin = PgConnection::connect(&format!("{server}/postgres?{after}"))
        .await
        .unwrap();
    let name = format!("zhixin_test{name}");
    let mut texts = vec![format!(
        "alter database \"{name}\" with allow_connections {yes}"
    )];
    if !yes {
        texts.push(format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
        ));
    }
    for text in texts {
        sqlx::raw_sql(AssertSqlSafe(text))
            .execute(&mut admin)
            .await
            .unwrap();
    }
    admin.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_and_comes_back_loses_nothing() {
    let Some(place) = Place::on_postgres() else {
        return;
    };
    let served = Served::start(&place).await;
    begun(&served).await;
    assert_eq!(draw(&served, "before").await.status, 201);
    let_in(&place.records(), false).await;
    for key in ["gone-1", "gone-2"] {
        let answer = draw(&served, key).await;
        assert_eq!(answer.status, 503, "{}", answer.text);
        assert_eq!(answer.header("retry-after"), "1");
    }
    assert_eq!(served.get("", "/readyz").await.status, 503);
    // It runs on: nothing has to be started again.
    assert_eq!(served.get("", "/healthz").await.status, 200);
    let_in(&place.records(), true).await;
    let mut tries = 0;
    for key in ["before", "gone-1", "gone-2", "after"] {
        loop {
            let answer = draw(&served, key).await;
            if answer.status == 201 {
                let replayed = answer.header("idempotent-replayed") == "true";
                assert_eq!(replayed, key == "before", "{key}: {}", answer.text);
                break;
            }
            assert_eq!(answer.status, 503, "{}", answer.text);
            tries += 1;
            assert!(tries < 100, "it is not well again: {}", answer.text);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    assert_eq!(served.get("", "/readyz").await.status, 200);
    let loan = served.get(BANK, "/v1/loans/L1").await.json();
    assert_eq!(loan["drawn"]["amount"], "4.00");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

/// A clock that goes back: microseconds that are taken from the day of tests.
static BACK: AtomicI64 = AtomicI64::new(0);

fn clock() -> Moment {
    Moment::from_micros(now().micros() - BACK.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_is_told_and_puts_nothing_out_of_order() {
    let place = Place::new();
    let served = Served::start_at(&place, &[], clock).await;
    begun(&served).await;
    let first = draw(&served, "first").await;
    assert_eq!(first.status, 201, "{}", first.text);
    BACK.store(600_000_000, Ordering::Relaxed);
    let second = draw(&served, "second").await;
    assert_eq!(second.status, 201, "{}", second.text);
    let sequence = |answer: &Answered| answer.json()["head"]["sequence"].as_u64().unwrap();
    assert_eq!(sequence(&second), sequence(&first) + 1);
    // What was done before is found by its key, whatever the clock says.
    let again = draw(&served, "first").await;
    assert_eq!(again.text, first.text);
    // Each record has the moment that the clock showed; the order is that of the sequence.
    let records = served.store.records(sequence(&first) - 1, 2).await.unwrap();
    let moments = [&records[0], &records[1]].map(|record| record.event.recorded_at.micros());
    assert_eq!(moments[0] - moments[1], 600_000_000);
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_never_end_are_cut_off_and_others_served_meanwhile() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let address = served.base.trim_start_matches("http://").to_owned();
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream
            .write_all(b"GET /v1/loans HTTP/1.1\r\nhost: x\r\nx-slow: ")
            .await
            .unwrap();
        slow.push(stream);
    }
    for key in 0..20 {
        assert_eq!(draw(&served, &format!("k{key}")).await.status, 201);
    }
    // A byte now and then keeps none of them alive: the whole head has its time.
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_secs(4)).await;
        for stream in &mut slow {
            let _ = stream.write_all(b"a").await;
        }
    }
    for mut stream in slow {
        let mut said = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut said));
        let ended = ended.await.expect("it is cut off");
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(
            ended.is_err() || said.is_empty() || said.starts_with("HTTP/1.1 408"),
            "{said}"
        );
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_are_nested_without_end_are_refused() {
    let place = Place::new();
    let served = Served::start(&place).await;
    for open in ["[", "{\"a\":"] {
        let body = format!("{{\"pool\":{}", open.repeat(150_000));
        let token = served.token("maker:ma").await;
        let request = served.client.post(format!("{}/v1/pools", served.base));
        let request = request.bearer_auth(token).header("idempotency-key", "k");
        let request = request
            .header("content-type", "application/json")
            .body(body);
        let answer = Answered::of(request.send().await.unwrap()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["code"]),
            (400, &json!("request.json"))
        );
    }
    served.stop().await;
}

//! A service under trouble: many at once, a queue that is full, slow and endless bodies, stopping.

use super::answers::begun;
use super::served::Served;
use crate::place::Place;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BANK: &str = "bank:bank-a:bai";

fn draw() -> serde_json::Value {
    json!({"type": "drawn", "principal": {"amount": "1.00", "currency": "CNY"}, "booked_on": "2022-01-26"})
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_each_done_once_and_in_one_order() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let before = served.store.journal_head().await.unwrap().sequence;
    let ask = async |key: usize| {
        // Each key is sent twice at the same time; one that finds it under way asks again.
        let (path, key, body) = ("/v1/loans/L1/events", format!("k{}", key / 2), draw());
        loop {
            let answer = served.post(BANK, path, &key, &body).await;
            if answer.status != 409 {
                return answer;
            }
            assert_eq!(answer.json()["code"], "key.in-flight");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let answers = futures(200, ask).await;
    let mut sequences = BTreeSet::new();
    let mut replayed = 0;
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.text);
        sequences.insert(answer.json()["events"][0]["sequence"].as_u64().unwrap());
        replayed += usize::from(answer.header("idempotent-replayed") == "true");
    }
    assert_eq!((sequences.len(), replayed), (100, 100));
    assert_eq!(
        sequences.into_iter().collect::<Vec<_>>(),
        (before + 1..=before + 100).collect::<Vec<_>>()
    );
    let loan = served.get(BANK, "/v1/loans/L1").await.json();
    assert_eq!(loan["drawn"]["amount"], "100.00");
    let metrics = served.get("", "/metrics").await.text;
    assert!(metrics.contains("zhixin_unexplained_fen 0"), "{metrics}");
    assert!(
        metrics.contains(&format!("zhixin_journal_head_sequence {}", before + 100)),
        "{metrics}"
    );
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

/// So many requests under way at the same time, as they are answered.
pub(super) async fn futures<T>(count: usize, ask: impl AsyncFn(usize) -> T) -> Vec<T> {
    let mut pending: Vec<_> = (0..count).map(|at| Box::pin(ask(at))).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        pending.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => {
                done.push(answer);
                false
            }
            std::task::Poll::Pending => true,
        });
        if pending.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_turns_requests_away_and_loses_none() {
    let place = Place::new();
    let served = Served::start_with(&place, &[("queue", "1"), ("batch", "1")]).await;
    begun(&served).await;
    let answers = futures(100, async |key| {
        served
            .post(BANK, "/v1/loans/L1/events", &format!("k{key}"), &draw())
            .await
    })
    .await;
    let done = answers.iter().filter(|answer| answer.status == 201).count();
    let away: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 503)
        .collect();
    assert_eq!(done + away.len(), 100);
    assert!(!away.is_empty(), "the queue was never full");
    assert!(away.iter().all(
        |answer| answer.header("retry-after") == "1" && answer.json()["code"] == "writer.full"
    ));
    let loan = served.get(BANK, "/v1/loans/L1").await.json();
    assert_eq!(loan["drawn"]["amount"], format!("{done}.00"));
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_slow_and_broken_bodies_are_answered_or_left() {
    let place = Place::new();
    let served = Served::start_with(&place, &[("body-bytes", "2048")]).await;
    let long = served
        .post(
            "maker:ma",
            "/v1/pools",
            "k",
            &json!({"pool": "x".repeat(4_000)}),
        )
        .await;
    assert_eq!(
        (long.status.as_u16(), &long.json()["code"]),
        (413, &json!("request.size"))
    );
    // A body of two gigabytes is refused by its first words.
    let address = served.base.trim_start_matches("http://").to_owned();
    let maker = served.token("maker:ma").await;
    let head = |length: &str| {
        format!(
            "POST /v1/pools HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {maker}\r\nidempotency-key: k\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        )
    };
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream
        .write_all(head("2147483648").as_bytes())
        .await
        .unwrap();
    let mut answer = vec![0; 64];
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(
        String::from_utf8_lossy(&answer[..read]).starts_with("HTTP/1.1 413"),
        "{}",
        String::from_utf8_lossy(&answer[..read])
    );
    // Half-open: the head ends, the body never comes, and others are served meanwhile.
    let mut half = TcpStream::connect(&address).await.unwrap();
    half.write_all(head("100").as_bytes()).await.unwrap();
    half.write_all(b"{").await.unwrap();
    assert_eq!(served.get("auditor:an", "/v1/pools").await.status, 200);
    drop(half);
    assert_eq!(served.get("", "/healthz").await.text, "ok\n");
    assert_eq!(served.get("", "/readyz").await.text, "ready\n");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_writes_is_seen_and_decided_on() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    place.ok(&[
        "pool",
        "draw",
        "--loan=L1",
        "--principal=500",
        "--as=bank:bank-a:bai",
        "--booked-on=2022-01-26",
    ]);
    let answer = served.post(BANK, "/v1/loans/L1/events", "k", &draw()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let loan = served.get(BANK, "/v1/loans/L1").await.json();
    assert_eq!(loan["drawn"]["amount"], "501.00");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_services_the_second_answers_with_the_holders_name() {
    let place = Place::new();
    let first = Served::start(&place).await;
    begun(&first).await;
    let second = Served::start(&place).await;
    let told = second.post(BANK, "/v1/loans/L1/events", "k", &draw()).await;
    assert_eq!(
        (told.status.as_u16(), &told.json()["code"]),
        (503, &json!("writer.held"))
    );
    assert_eq!(told.header("retry-after"), "1");
    let holder = first.base.trim_start_matches("http://");
    assert!(
        told.json()["detail"].as_str().unwrap().contains(holder),
        "{}",
        told.text
    );
    // It reads meanwhile, and what the first writes is seen.
    let done = first.post(BANK, "/v1/loans/L1/events", "k", &draw()).await;
    assert_eq!(done.status, 201, "{}", done.text);
    first.stop().await;
    let mut answer = second.post(BANK, "/v1/loans/L1/events", "k", &draw()).await;
    for _ in 0..50 {
        if answer.status == 201 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        answer = second.post(BANK, "/v1/loans/L1/events", "k", &draw()).await;
    }
    // The same client with the same key: what the first did is not done twice.
    assert_eq!(
        (answer.status.as_u16(), answer.header("idempotent-replayed")),
        (201, "true"),
        "{}",
        answer.text
    );
    assert_eq!(answer.text, done.text);
    second.stop().await;
    place.ok(&["ledger", "verify"]);
}

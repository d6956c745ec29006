//! A key that is under way, and a key that stands for something else.

use super::answers::{begun, loan};
use super::scores::consent;
use super::served::{Answered, Served};
use crate::governance::paper;
use crate::place::Place;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BANK: &str = "bank:bank-a:bai";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_meanwhile_is_told_to_come_again_and_then_tells_what_became_of_it() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let address = served.base.strip_prefix("http://").unwrap().to_owned();
    let body = loan("L2", "bank-a").to_string();
    let token = served.token(BANK).await;
    let head = format!(
        "POST /v1/loans HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\nidempotency-key: k\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let (mut first, second) = held(&served, &address, &head).await;
    assert_eq!(second.json()["code"], "key.in-flight");
    assert_eq!(second.header("retry-after"), "1");
    // Another client's key, another key, and the key on another route are none of it.
    let other = served
        .post("bank:bank-b:bo", "/v1/loans", "k", &loan("L3", "bank-b"))
        .await;
    assert_eq!(other.status, 201, "{}", other.text);
    let elsewhere = served
        .post(
            BANK,
            "/v1/loans/L1/events",
            "k2",
            &json!({"type": "drawn", "principal": {"amount": "1", "currency": "CNY"}, "booked_on": "2022-01-25"}),
        )
        .await;
    assert_eq!(elsewhere.status, 201, "{}", elsewhere.text);
    first.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    first.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let again = served
        .post(BANK, "/v1/loans", "k", &loan("L2", "bank-a"))
        .await;
    assert_eq!(again.status, 201, "{}", again.text);
    assert_eq!(again.header("idempotent-replayed"), "true");
    // One who goes away leaves the key free.
    let mut gone = TcpStream::connect(&address).await.unwrap();
    let head = head.replace("idempotency-key: k\r", "idempotency-key: gone\r");
    gone.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    drop(gone);
    for wait in 0.. {
        let answer = served
            .post(BANK, "/v1/loans", "gone", &loan("L4", "bank-a"))
            .await;
        if answer.status != 409 {
            assert_eq!(answer.status, 201, "{}", answer.text);
            break;
        }
        assert!(wait < 100, "the key is held for ever");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    served.stop().await;
}

/// A request whose body is still on the way, and what another under its key was answered meanwhile.
async fn held(served: &Served, address: &str, head: &str) -> (TcpStream, Answered) {
    let begin = async || {
        let mut first = TcpStream::connect(address).await.unwrap();
        first.write_all(head.as_bytes()).await.unwrap();
        first
    };
    let mut first = begin().await;
    for _ in 0..500 {
        let second = served
            .post(BANK, "/v1/loans", "k", &json!({"loan": "other"}))
            .await;
        if second.status == 409 {
            return (first, second);
        }
        // The first has not been looked at yet, or came while the second had the key and was
        // turned away itself.
        assert_eq!(second.status, 422, "{}", second.text);
        if first.try_read(&mut [0; 64]).is_ok() {
            first = begin().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the first never had the key");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_stands_for_something_else_names_the_first_field_that_differs() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let put = async |path: &str, key: &str, body: &Value| served.post(BANK, path, key, body).await;
    let differs = async |path: &str, key: &str, body: &Value, name: &str, value: Value| {
        let mut other = body.clone();
        other[name] = value;
        let reused = put(path, key, &other).await;
        assert_eq!(reused.status, 422, "{}", reused.text);
        let told = reused.json();
        assert_eq!(told["code"], "key.reused", "{told}");
        assert_eq!(told["errors"][0]["code"], "key.differs");
        let pointer = told["errors"][0]["pointer"].as_str().unwrap().to_owned();
        let detail = told["errors"][0]["detail"].as_str().unwrap();
        format!("{pointer} {detail}")
    };
    let given = consent();
    let done = put("/v1/consents", "c", &given).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let id = done.json()["id"].as_str().unwrap().to_owned();
    let revocation = json!({"on": "2026-12-01", "reason": "moved"});
    let back = format!("/v1/consents/{id}/revocation");
    let boss = "enterprise:x:firm:boss";
    let revoked = served.post(boss, &back, "r", &revocation).await;
    assert_eq!(revoked.status, 201, "{}", revoked.text);
    let other = json!({"on": "2026-12-02", "reason": "moved"});
    let other = served.post(boss, &back, "r", &other).await.json();
    let said = [
        differs("/v1/consents", "c", &given, "until", json!("2027-12-30")).await,
        differs("/v1/consents", "c", &given, "purposes", json!(["claim"])).await,
        differs(
            "/v1/consents",
            "c",
            &given,
            "evidence",
            json!(paper("other")),
        )
        .await,
        format!(
            "{} {}",
            other["errors"][0]["pointer"].as_str().unwrap(),
            other["errors"][0]["detail"].as_str().unwrap()
        ),
    ];
    insta::assert_snapshot!(said.join("\n").replace(&paper("signed"), "PAPER"), @r#"
    /until under this key it was `2027-12-31`
    /purposes under this key it was `["credit-assessment","cover-monitoring","claim"]`
    /evidence under this key it was `PAPER`
    /on under this key it was `2026-12-01`
    "#);
    served.stop().await;
}

//! A service that is told to stop: it says that it is not ready, goes on answering, and loses no refusal.

use super::served::Served;
use crate::place::Place;
use serde_json::json;
use std::process::{Command, Stdio};
use std::time::Duration;
use zhixin::service::records;

#[tokio::test(flavor = "multi_thread")]
async fn while_it_drains_it_is_not_ready_and_what_it_refuses_then_is_kept() {
    let place = Place::new();
    let mut served = Served::start_with(&place, &[("drain-seconds", "2")]).await;
    let bank = "bank:bank-a:bai";
    served.token(bank).await;
    assert_eq!(served.get("", "/readyz").await.status, 200);
    served.tell_to_stop();
    let mut ready = served.get("", "/readyz").await;
    while ready.status == 200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        ready = served.get("", "/readyz").await;
    }
    assert_eq!(ready.status, 503, "{}", ready.text);
    assert_eq!(ready.json()["code"], "draining");
    // Whoever is here is still served, and refused too.
    assert_eq!(served.get("", "/healthz").await.status, 200);
    assert_eq!(served.get(bank, "/v1/pools").await.status, 200);
    let pool = json!({"pool": "p"});
    let refused = served.post(bank, "/v1/pools", "k", &pool).await;
    assert_eq!(refused.status, 403);
    served.stop().await;
    let store = records::open(&place.records()).await.unwrap();
    let kept = store.denials(0, 10).await.unwrap();
    let kept: Vec<&str> = kept.iter().map(|(_, of)| of.route.as_str()).collect();
    assert_eq!(kept, ["POST /v1/pools"]);
}

#[cfg(unix)]
#[test]
fn a_hang_up_signal_does_not_end_it_and_one_to_terminate_does() {
    use std::io::{BufRead, BufReader};
    let place = Place::on_sqlite();
    let mut child = place
        .command(&["serve", "--listen=127.0.0.1:0", "--log-format=text"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut until = |what: &str| {
        let found = lines.by_ref().map_while(Result::ok);
        found.into_iter().find(|line| line.contains(what))
    };
    assert!(until("listening on").is_some());
    let signal = |name: &str| {
        let id = child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    };
    // It may have said that it listens a moment before it waits for signals.
    std::thread::sleep(Duration::from_millis(500));
    signal("-HUP");
    assert!(until("there are none").is_some());
    signal("-TERM");
    assert!(child.wait().unwrap().success());
}

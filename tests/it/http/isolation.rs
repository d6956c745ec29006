//! Who sees what: another bank's rows are not there, and roles do what is theirs.

use super::answers::begun;
use super::score_batches::ended;
use super::scores::{ask, consent};
use super::served::{Answered, Served, request};
use crate::governance::{import, paper, year};
use crate::place::Place;
use serde_json::{Value, json};
use zhixin::service::pool::{Fields, VERBS};
use zhixin::service::wire::COMMANDS;

const OWN: &str = "bank:bank-a:bai";
const OTHER: &str = "bank:bank-b:bo";

/// A claim on `L1`.
pub(super) async fn claimed(served: &Served) {
    let yuan = |amount: &str| json!({"amount": amount, "currency": "CNY"});
    for (who, path, key, body) in [
        (
            OWN,
            "/v1/loans/L1/events",
            "claimed-d",
            json!({"type": "drawn", "principal": yuan("600000"), "booked_on": "2022-01-26"}),
        ),
        (
            OWN,
            "/v1/loans/L1/events",
            "claimed-o",
            json!({"type": "overdue", "since": "2022-06-01", "booked_on": "2022-06-02"}),
        ),
        (
            OWN,
            "/v1/claims",
            "claimed-c",
            json!({"claim": "C1", "loan": "L1", "principal": yuan("600000"), "booked_on": "2022-09-15",
            "evidence": ["application", "loan-contract", "overdue-proof", "demand-proof", "repayment-record"], "steps": ["demand"]}),
        ),
    ] {
        let answer = served.post(who, path, key, &body).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    }
}

/// The claim paid as `P1`, and `R1` recovered on it.
pub(super) async fn paid(served: &Served) {
    let yuan = |amount: &str| json!({"amount": amount, "currency": "CNY"});
    for (who, path, body) in [
        (
            "maker:ma",
            "/v1/claims/C1/checks",
            json!({"amount": yuan("480000.00"), "booked_on": "2022-09-16"}),
        ),
        (
            "checker:chen",
            "/v1/claims/C1/decisions",
            json!({"decision": "approved", "amount": yuan("480000.00"), "booked_on": "2022-09-19"}),
        ),
        (
            "payer:pan",
            "/v1/claims/C1/payments",
            json!({"payment": "P1", "booked_on": "2022-09-20"}),
        ),
        (
            "operator:ou",
            "/v1/payments/P1/confirmations",
            json!({"outcome": "confirmed", "line": "T-1", "booked_on": "2022-09-21"}),
        ),
        (
            OWN,
            "/v1/recoveries",
            json!({"claim": "C1", "recovery": "R1", "gross": yuan("100000.00"), "costs": yuan("5000.00"), "booked_on": "2022-10-10"}),
        ),
    ] {
        let answer = served.post(who, path, &format!("paid-{path}"), &body).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    }
}

/// One of everything that belongs to a bank: by the parameter of the path, or for two that are called alike by the path.
struct Things(Vec<(&'static str, String)>);

impl Things {
    async fn made(served: &Served) -> Self {
        let id = |of: &Value, name: &str| of[name].as_str().unwrap().to_owned();
        let given = served.post(OWN, "/v1/consents", "c", &consent()).await;
        let score = served.post(OWN, "/v1/scores", "s", &ask()).await;
        assert_eq!(score.status, 201, "{}", score.text);
        let score = id(&score.json(), "score");
        let path = format!("/v1/scores/{score}/decision");
        let yes = json!({"outcome": "declined", "reason": "no need"});
        let decision = served.post(OWN, &path, "d", &yes).await;
        assert_eq!(decision.status, 201, "{}", decision.text);
        let wrong = json!({"enterprise": "x:firm", "scores": [score], "statement": paper("wrong")});
        let objection = served.post("maker:ma", "/v1/objections", "o", &wrong).await;
        let many = json!({"enterprises": ["x:firm"], "purpose": "claim"});
        let batch = served.post(OWN, "/v1/score-batches", "b", &many).await;
        assert_eq!(batch.status, 202, "{}", batch.text);
        ended(served, OWN, batch.header("location")).await;
        let path = "/v1/loan-reports?as_of=2022-01-31&name=loans.csv";
        let report = served
            .upload(OWN, path, "r", "loan,balance\nL1,0.00\n")
            .await;
        let path = "/v1/evidence-batches?source=own&name=own.jsonl";
        let own = format!("{}\n", year(2023, "7000000"));
        let evidence = served.upload(OWN, path, "e", own).await;
        assert_eq!(evidence.status, 201, "{}", evidence.text);
        let hook = json!({"url": "https://93.184.216.34/hook", "kinds": ["claim.decided"]});
        let hook = served.post(OWN, "/v1/webhooks", "w", &hook).await;
        assert_eq!(hook.status, 201, "{}", hook.text);
        Self(vec![
            ("loan", "L1".to_owned()),
            ("claim", "C1".to_owned()),
            ("payment", "P1".to_owned()),
            ("recovery", "R1".to_owned()),
            ("consent", id(&given.json(), "id")),
            ("score", score),
            ("decision", id(&decision.json(), "id")),
            ("objection", id(&objection.json(), "id")),
            ("report", id(&report.json(), "id")),
            ("/v1/score-batches/{batch", id(&batch.json(), "batch")),
            (
                "/v1/evidence-batches/{batch",
                evidence.json()["batch"].to_string(),
            ),
            ("webhook", id(&hook.json(), "webhook")),
        ])
    }

    /// The parameter of a path that names one of them, and its id.
    fn of(&self, path: &str) -> Option<(String, &str)> {
        let parameter = |name: &str| {
            let name = name.rsplit_once('{').map_or(name, |(_, name)| name);
            format!("{{{name}}}")
        };
        let found = self.0.iter().find(|(name, _)| {
            if name.starts_with('/') {
                path.starts_with(name)
            } else {
                path.contains(&parameter(name))
            }
        });
        found.map(|(name, id)| (parameter(name), id.as_str()))
    }
}

/// What belongs to nobody in particular, or to a pool: a route by such a name alone has no other bank's.
const COMMON: [&str; 7] = [
    "{pool}",
    "{statement}",
    "{model}",
    "{approval}",
    "{terms}",
    "{date}",
    "{enterprise}",
];

/// Bodies of writes that are well formed, so that nothing but whose it is stands in the way.
fn body(path: &str) -> Value {
    match path.rsplit('/').next().unwrap() {
        "revocation" => json!({"on": "2026-11-26"}),
        "decision" if path.starts_with("/v1/scores") => {
            json!({"outcome": "declined", "reason": "no need"})
        }
        "decision" => json!({"decision": "refused", "reason": "no"}),
        "confirmation" => json!({"list": paper("list")}),
        "verification" => json!({"finding": "founded"}),
        "answer" => json!({"answer": paper("answer")}),
        "state" => json!({"state": "disabled"}),
        "replay" => json!({"after": 0}),
        _ => json!({}),
    }
}

async fn ask_for(served: &Served, who: &str, method: &str, path: &str) -> Answered {
    let query = if path.starts_with("/v1/scores/") && method == "get" {
        "?purpose=claim"
    } else {
        ""
    };
    let path = format!("{path}{query}");
    match method {
        "get" => served.get(who, &path).await,
        "delete" => served.delete(who, &path, "walk").await,
        "post" => {
            let key = format!("walk-{}", path.len());
            served.post(who, &path, &key, &body(&path)).await
        }
        other => panic!("{other}"),
    }
}

/// Walks every described route that names a thing of the first bank with the token of the second.
async fn walk_routes(served: &Served, things: &Things) {
    let document: Value = served.get(OWN, "/openapi.json").await.json();
    let mut walked = 0;
    let mut shown = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some((parameter, id)) = things.of(path) else {
            let parts = path.split('/').filter(|part| part.starts_with('{'));
            for part in parts {
                assert!(COMMON.contains(&part), "{path}: whose is {part}?");
            }
            continue;
        };
        let commands = COMMANDS.iter().any(|of| of.path == path);
        for method in item.as_object().unwrap().keys() {
            // Commands of the books are walked by their verbs.
            if method == "post" && commands {
                continue;
            }
            let path = path.replace("{approval}", "a");
            let there = ask_for(served, OTHER, method, &path.replace(&parameter, id)).await;
            let nowhere =
                ask_for(served, OTHER, method, &path.replace(&parameter, "NOWHERE")).await;
            let told = format!("{method} {path}: {}", there.text);
            assert_eq!(there.text.replace(id, "NOWHERE"), nowhere.text, "{told}");
            if there.status == 403 {
                // A role that does no such thing is told so of its own as well.
                assert_eq!(there.json()["code"], "role", "{told}");
                let own = ask_for(served, OWN, method, &path.replace(&parameter, id)).await;
                assert_eq!(own.status, 403, "{told}");
            } else {
                assert_eq!(there.status, 404, "{told}");
            }
            if method == "get" {
                let own = ask_for(served, OWN, method, &path.replace(&parameter, id)).await;
                shown.push((path.clone(), own.status.as_u16()));
            }
            walked += 1;
        }
    }
    // To its own bank each of them is there, but objections, which are no bank's.
    for (path, status) in shown {
        let objection = path.contains("{objection}");
        assert_eq!(status, if objection { 404 } else { 200 }, "{path}");
    }
    assert!(walked >= 25, "{walked}");
}

/// Walks every command of a bank that names such a thing.
async fn walk_commands(served: &Served) {
    // Commands: the same answer for what is another's and for what is not there, and nothing is changed.
    let names = [
        ("loan", "L1"),
        ("claim", "C1"),
        ("payment", "P1"),
        ("recovery", "R1"),
    ];
    let mut walked = 0;
    for verb in VERBS.iter().filter(|verb| verb.by == "bank") {
        for (name, value) in names {
            if verb.field(name).is_none()
                || (verb.name == "claim" && name == "claim")
                || verb.name == "enrol"
            {
                continue;
            }
            let ask = async |value: &str| {
                let texts = verb.fields.iter().map(|field| {
                    let text = match field.name {
                        own if own == name => value,
                        "principal" | "gross" | "costs" => "1",
                        "matures-on" | "since" => "2022-10-01",
                        "claim" => "C9",
                        "recovery" => "R9",
                        _ => "",
                    };
                    (field.name.to_owned(), text.to_owned())
                });
                let mut fields: Fields = texts.filter(|(_, text)| !text.is_empty()).collect();
                fields.insert("action".to_owned(), verb.name.to_owned());
                fields.insert("booked-on".to_owned(), "2022-10-10".to_owned());
                let (path, body) = request(&fields);
                served
                    .post(
                        OTHER,
                        &path,
                        &format!("{}-{value}", verb.name),
                        &Value::Object(body),
                    )
                    .await
            };
            let (there, nowhere) = (ask(value).await, ask("NOWHERE").await);
            assert_eq!(there.status, 404, "{}: {}", verb.name, there.text);
            assert_eq!(
                there.text.replace(value, "NOWHERE"),
                nowhere.text,
                "{}",
                verb.name
            );
            walked += 1;
        }
    }
    assert!(walked >= 10, "{walked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_banks_rows_are_not_there_on_any_route() {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = Served::start(&place).await;
    begun(&served).await;
    claimed(&served).await;
    paid(&served).await;
    let things = Things::made(&served).await;
    served.token(OTHER).await;
    let before = served.store.journal_head().await.unwrap();
    walk_routes(&served, &things).await;
    walk_commands(&served).await;
    assert_eq!(served.store.journal_head().await.unwrap(), before);
    let lists = [
        ("/v1/loans", "loans"),
        ("/v1/claims", "claims"),
        ("/v1/events", "events"),
        ("/v1/consents", "consents"),
        ("/v1/loan-reports", "reports"),
        ("/v1/payments", "payments"),
        ("/v1/recoveries", "recoveries"),
        ("/v1/score-batches", "batches"),
        ("/v1/evidence-batches", "batches"),
        ("/v1/webhooks", "webhooks"),
        ("/v1/decisions?enterprise=x:firm", "decisions"),
    ];
    for (path, list) in lists {
        let seen = served.get(OTHER, path).await.json();
        assert_eq!(seen[list], json!([]), "{path}");
        assert_ne!(
            served.get(OWN, path).await.json()[list],
            json!([]),
            "{path}"
        );
    }
    served.stop().await;
}

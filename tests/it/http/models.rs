//! The life of models over HTTP: nothing scores before it is approved by two, and each score names the approval.

use super::scores::{ask, consent};
use super::served::{Served, now};
use crate::governance::{import, paper, year};
use crate::place::Place;
use serde_json::{Value, json};
use zhixin::governance::{Governed, GovernedEvent, Monitored, MonthTest};
use zhixin::identity::{Caller, Role};
use zhixin::journal::IdempotencyKey;
use zhixin::units::Digest;
use zhixin::units::names::{ClientId, ModelId};

pub(super) const BANK: &str = "bank:bank-a:bai";
pub(super) const ANALYST: &str = "analyst:an";
pub(super) const AUDITOR: &str = "auditor:yan";
pub(super) const CHECKER: &str = "checker:chen";
pub(super) const SUPERVISOR: &str = "supervisor:sun";
pub(super) const MODEL: &str = "cq-knowledge-value-2018";

pub(super) async fn begun() -> (Place, Served) {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = Served::start_with(&place, &[("models", "in-force")]).await;
    let given = served.post(BANK, "/v1/consents", "c1", &consent()).await;
    assert_eq!(given.status, 201, "{}", given.text);
    (place, served)
}

pub(super) async fn done(served: &Served, who: &str, step: &str, key: &str, body: &Value) -> Value {
    let path = format!("/v1/models/{step}");
    let answer = served.post(who, &path, key, body).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json()
}

/// Registers and validates a model; its digest.
pub(super) async fn fit(served: &Served, model: &str, text: Option<&str>) -> String {
    let mut new = json!({"developer": "ding", "purposes": ["credit-assessment"]});
    if let Some(text) = text {
        new["text"] = json!(text);
    }
    let key = text.map_or(0, str::len);
    let step = format!("{model}/registrations");
    let made = done(served, ANALYST, &step, &format!("r{key}"), &new).await;
    let digest = made["body"]["registered"]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    let found = json!({"digest": digest, "report": paper("report"), "finding": "fit"});
    done(
        served,
        AUDITOR,
        &format!("{model}/validations"),
        &format!("v{key}"),
        &found,
    )
    .await;
    digest
}

pub(super) async fn approve(served: &Served, digest: &str, key: &str, more: &Value) -> String {
    let mut asked = json!({
        "digest": digest, "purposes": ["credit-assessment"], "scopes": [{}], "from": "2026-11-26",
    });
    asked
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let first = done(served, CHECKER, &format!("{MODEL}/approvals"), key, &asked).await;
    let approval = first["body"]["proposed"]["id"].as_str().unwrap().to_owned();
    let step = format!("{MODEL}/approvals/{approval}/signature");
    done(served, SUPERVISOR, &step, key, &json!({})).await;
    approval
}

/// The shipped text as another version of it.
pub(super) fn next_version() -> String {
    let text = include_str!("../../../models/evaluation/cq-knowledge-value-2018.toml");
    let line = text
        .lines()
        .find(|line| line.starts_with("version = "))
        .unwrap();
    text.replacen(line, "version = 900", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_scores_before_two_approved_it_and_each_score_names_the_approval() {
    let (_place, served) = begun().await;
    let early = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(early.status, 422, "{}", early.text);
    assert_eq!(early.json()["code"], "model.not-in-force");
    let digest = fit(&served, MODEL, None).await;
    let still = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(still.json()["code"], "model.not-in-force");
    let approval = approve(&served, &digest, "a", &json!({})).await;
    let score = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(score.status, 201, "{}", score.text);
    assert_eq!(score.json()["approval"], json!(approval));
    // Shown again it names it too, and the document is what it was.
    let id = score.json()["score"].as_str().unwrap().to_owned();
    let shown = served
        .get(BANK, &format!("/v1/scores/{id}?purpose=claim"))
        .await
        .json();
    assert_eq!(shown["approval"], json!(approval));
    assert_eq!(shown["assessment"], score.json()["assessment"]);
    // Without a name the model that stands is taken; for another purpose none stands.
    let mut open = ask();
    open.as_object_mut().unwrap().remove("model");
    let taken = served.post(BANK, "/v1/scores", "s2", &open).await;
    assert_eq!(taken.json()["approval"], json!(approval), "{}", taken.text);
    open["purpose"] = json!("claim");
    let other = served.post(BANK, "/v1/scores", "s3", &open).await;
    assert_eq!(other.json()["code"], "model.not-in-force", "{}", other.text);
    // Suspended, it scores no more; what was issued stands.
    let stop = json!({"digest": digest, "on": "2026-11-26", "reason": "drift"});
    done(
        &served,
        SUPERVISOR,
        &format!("{MODEL}/suspensions"),
        "x",
        &stop,
    )
    .await;
    let late = served.post(BANK, "/v1/scores", "s4", &ask()).await;
    assert_eq!(late.json()["code"], "model.not-in-force");
    let again = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(
        again.header("idempotent-replayed"),
        "true",
        "{}",
        again.text
    );
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrower_scope_goes_first_and_the_register_says_the_district() {
    let (_place, served) = begun().await;
    let digest = fit(&served, MODEL, None).await;
    let wide = approve(&served, &digest, "a", &json!({})).await;
    let next = fit(&served, MODEL, Some(&next_version())).await;
    let more = json!({"scopes": [{"pool": "cq"}, {"district": "nowhere"}]});
    let narrow = approve(&served, &next, "b", &more).await;
    let score = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(score.json()["approval"], json!(wide), "{}", score.text);
    let mut in_pool = ask();
    in_pool["pool"] = json!("cq");
    let score = served.post(BANK, "/v1/scores", "s2", &in_pool).await;
    assert_eq!(score.json()["approval"], json!(narrow), "{}", score.text);
    assert_eq!(score.json()["assessment"]["model_digest"], json!(next));
    let path = format!("/v1/models/{MODEL}/in-force?pool=cq");
    let stands = served.get(BANK, &path).await.json();
    let approvals: Vec<&Value> = stands["in_force"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["approval"])
        .collect();
    assert_eq!(approvals, [&json!(narrow), &json!(wide)]);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_its_roles_and_everything_wrong_is_told_at_once() {
    let (_place, served) = begun().await;
    let path = format!("/v1/models/{MODEL}/registrations");
    let new = json!({"purposes": ["credit-assessment"]});
    for who in [BANK, CHECKER, AUDITOR] {
        let answer = served.post(who, &path, "k", &new).await;
        assert_eq!(answer.status, 403, "{who}: {}", answer.text);
    }
    let bad = json!({"text": "id = 1", "purposes": ["fun"], "more": 1});
    let answer = served.post(ANALYST, &path, "k", &bad).await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    let nobody = served
        .post(ANALYST, "/v1/models/none/registrations", "k", &new)
        .await;
    assert_eq!(nobody.status, 404, "{}", nobody.text);
    let digest = fit(&served, MODEL, None).await;
    let asked = json!({
        "digest": "x", "purposes": ["fun"], "scopes": [{"pool": "A"}, {"where": 1}], "used_as": "toy",
    });
    let answer = served
        .post(
            CHECKER,
            &format!("/v1/models/{MODEL}/approvals"),
            "k",
            &asked,
        )
        .await;
    let pointers: Vec<String> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        pointers,
        [
            "/digest",
            "/purposes/0",
            "/scopes/0/pool",
            "/scopes/1/where",
            "/from",
            "/used_as"
        ]
    );
    // One person in both offices is one person.
    let asked = json!({
        "digest": digest, "purposes": ["credit-assessment"], "scopes": [{}], "from": "2026-11-26",
    });
    let first = done(&served, CHECKER, &format!("{MODEL}/approvals"), "a", &asked).await;
    let approval = first["body"]["proposed"]["id"].as_str().unwrap();
    let sign = format!("/v1/models/{MODEL}/approvals/{approval}/signature");
    let same = served.post("supervisor:chen", &sign, "b", &json!({})).await;
    assert_eq!(
        (same.status.as_u16(), &same.json()["code"]),
        (403, &json!("person.same"))
    );
    let life = format!("/v1/models/{MODEL}/life");
    assert_eq!(served.get(BANK, &life).await.status, 403);
    let held = served.get(AUDITOR, &life).await.json();
    assert_eq!(held["versions"][0]["developer"], "ding");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_evaluated_by_the_model_in_force_and_analysts_try_others() {
    let (_place, served) = begun().await;
    let figures = json!({"model": MODEL, "as_of": "2026-11-01", "vector": {"readings": []}});
    let evaluate = async |who: &str| served.post(who, "/v1/evaluations", "e", &figures).await;
    let early = evaluate(BANK).await;
    assert_eq!(
        (early.status.as_u16(), &early.json()["code"]),
        (422, &json!("model.not-in-force")),
        "{}",
        early.text
    );
    for who in [ANALYST, "operator:ou"] {
        let tried = evaluate(who).await;
        assert_eq!(tried.status, 200, "{}", tried.text);
        assert_eq!(
            (&tried.json()["in_force"], tried.json().get("approval")),
            (&json!(false), None)
        );
    }
    // In force in one pool alone it is in force.
    let digest = fit(&served, MODEL, None).await;
    let approval = approve(&served, &digest, "a", &json!({"scopes": [{"pool": "cq"}]})).await;
    let stands = evaluate(BANK).await.json();
    assert_eq!(
        (&stands["in_force"], &stands["approval"]),
        (&json!(true), &json!(approval))
    );
    assert_eq!(stands["assessment"]["model_digest"], json!(digest));
    // A later version everywhere is the one by which most are scored.
    let next = fit(&served, MODEL, Some(&next_version())).await;
    let wide = approve(&served, &next, "b", &json!({})).await;
    let stands = evaluate(BANK).await.json();
    assert_eq!(
        (&stands["approval"], &stands["assessment"]["model_digest"]),
        (&json!(wide), &json!(next))
    );
    // Stopped, they are so at once.
    for (key, digest) in [("x", &digest), ("y", &next)] {
        let stop = json!({"digest": digest, "on": "2026-11-26", "reason": "drift"});
        done(
            &served,
            SUPERVISOR,
            &format!("{MODEL}/suspensions"),
            key,
            &stop,
        )
        .await;
    }
    assert_eq!(evaluate(BANK).await.json()["code"], "model.not-in-force");
    let none = json!({"model": "none", "vector": {"readings": []}});
    assert_eq!(
        served
            .post(BANK, "/v1/evaluations", "n", &none)
            .await
            .status,
        404
    );
    served.stop().await;
}

/// The scores beside which a shadow scored, once so many are there.
#[tokio::test(flavor = "multi_thread")]
async fn the_monitoring_of_a_model_is_read_over_http() {
    let (place, served) = begun().await;
    let path = format!("/v1/models/{MODEL}/monitoring");
    assert_eq!(
        served.get(ANALYST, &path).await.status,
        404,
        "nothing is registered"
    );
    let digest = fit(&served, MODEL, None).await;
    let empty = served.get(ANALYST, &path).await.json();
    assert_eq!(
        empty,
        json!({"model": MODEL, "digest": digest, "runs": [], "failing": []})
    );
    let run = |month: &str, run: i64, failed: bool| Monitored {
        model: ModelId::parse(MODEL).unwrap(),
        digest: Digest::parse(&digest).unwrap(),
        month: month.to_owned(),
        run,
        baseline: ("2025-01".to_owned(), "2025-12".to_owned()),
        enterprises: 60,
        tests: vec![MonthTest {
            test: "psi.points".to_owned(),
            of: 60,
            ppm: Some(300_000),
            bound_ppm: Some(100_000),
            failed,
        }],
    };
    for (number, of) in [
        run("2026-09", 1, true),
        run("2026-10", 1, false),
        run("2026-10", 2, true),
    ]
    .into_iter()
    .enumerate()
    {
        let analyst = Caller {
            client: ClientId::parse("an").unwrap(),
            person: "an".to_owned(),
            role: Role::Analyst,
        };
        let key = IdempotencyKey::new("an", "model.monitor", format!("{number}"));
        let what = Governed::ModelMonitored { monitored: of };
        let request = Digest::of(number.to_string().as_bytes());
        let event = GovernedEvent::new(&analyst, key, request, now().business_day(), what);
        served
            .store
            .append_governed(&event, None, now())
            .await
            .unwrap();
    }
    let whole = served.get(AUDITOR, &path).await.json();
    assert_eq!(whole["runs"].as_array().unwrap().len(), 3);
    assert_eq!(
        whole["failing"],
        json!([
            {"test": "psi.points", "since": "2026-09", "months": 2, "ppm": 300_000, "bound_ppm": 100_000}
        ])
    );
    let page = served.get(AUDITOR, &format!("{path}?limit=2")).await.json();
    let rest = format!("{path}?limit=2&after={}", page["next"]);
    let rest = served.get(AUDITOR, &rest).await.json();
    assert_eq!(
        (rest["runs"][0]["run"].clone(), rest.get("next")),
        (json!(2), None)
    );
    assert_eq!(served.get(BANK, &path).await.status, 403);
    assert_eq!(
        served
            .get(ANALYST, &format!("{path}?version=9"))
            .await
            .status,
        404
    );
    served.stop().await;
    drop(place);
}

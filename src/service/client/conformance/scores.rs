//! Scenarios of scores: none without a consent, and with one the same document for the same key.

use super::report::{Unmet, holds, problem, same, status};
use super::sandbox::Sandbox;
use crate::service::client::Call;
use crate::units::Digest;
use jiff::Span;
use serde_json::{Value, json};
use std::time::Duration;

/// How long to wait before a batch is looked at once more, and how often.
const LOOK: Duration = Duration::from_millis(200);
const LOOKS: u32 = 150;

/// An enterprise that never consented.
pub(super) async fn without_consent(sandbox: &Sandbox) -> Result<(), Unmet> {
    let enterprise = format!("x:cf-{}-silent", sandbox.setting.run);
    let body = json!({"enterprise": enterprise, "purpose": "credit-assessment"});
    let call = Call::post("/v1/scores", &sandbox.key("silent"), &body);
    let reply = status(sandbox.ask(&call).await?, 403)?;
    let code = reply.json()["code"].as_str().unwrap_or("").to_owned();
    holds(code.starts_with("consent."), || {
        format!("the code is `{code}`")
    })
}

/// A consent is recorded, and a score given by it: once for one key, and no more after it was taken back.
pub(super) async fn scored(sandbox: &Sandbox) -> Result<(), Unmet> {
    let missing =
        || Unmet::skipped("name an enterprise of which the sandbox has evidence by --enterprise");
    let enterprise = sandbox.setting.enterprise.as_ref().ok_or_else(missing)?;
    let missing = || Unmet::skipped("name the bank's own id by --bank");
    let bank = sandbox.setting.bank.as_ref().ok_or_else(missing)?;
    let today = sandbox.bank.now().business_day();
    let until = today.checked_add(Span::new().days(365)).unwrap_or(today);
    let consent = json!({
        "enterprise": enterprise, "grantee": format!("bank:{bank}"), "purposes": ["credit-assessment"],
        "classes": ["registry", "filed", "financial", "patents"], "from": today.to_string(), "until": until.to_string(),
        "evidence": Digest::of(sandbox.setting.run.as_bytes()), "obtained": "paper",
    });
    let call = Call::post("/v1/consents", &sandbox.key("consent"), &consent);
    let recorded = status(sandbox.ask(&call).await?, 201)?.json();
    let ask = json!({"enterprise": enterprise, "purpose": "credit-assessment"});
    let call = Call::post("/v1/scores", &sandbox.key("score"), &ask);
    let first = status(sandbox.ask(&call).await?, 201)?.json();
    let again = status(sandbox.ask(&call).await?, 201)?;
    same(
        "idempotent-replayed",
        again.header("idempotent-replayed"),
        "true",
    )?;
    let again = again.json();
    for name in ["score", "assessment_digest", "assessment"] {
        same(name, &again[name].to_string(), &first[name].to_string())?;
    }
    let id = recorded["id"].as_str().unwrap_or("");
    let back = json!({"on": today.to_string(), "reason": "the scenarios are over"});
    let path = format!("/v1/consents/{id}/revocation");
    let call = Call::post(path, &sandbox.key("back"), &back);
    status(sandbox.ask(&call).await?, 201)?;
    Ok(())
}

/// A batch is taken in and done: who did not consent is refused by the code of a single score, and each line is there once.
pub(super) async fn batch(sandbox: &Sandbox) -> Result<(), Unmet> {
    let name = |which: &str| format!("x:cf-{}-{which}", sandbox.setting.run);
    let enterprises = [name("batch-1"), name("batch-2")];
    let ask = json!({"enterprises": enterprises, "purpose": "credit-assessment"});
    let call = Call::post("/v1/score-batches", &sandbox.key("batch"), &ask);
    let taken = status(sandbox.ask(&call).await?, 202)?;
    let place = taken.header("location").to_owned();
    let again = status(sandbox.ask(&call).await?, 202)?;
    let replayed = again.header("idempotent-replayed");
    same("idempotent-replayed", replayed, "true")?;
    same("location", again.header("location"), &place)?;
    let mut body = taken.json();
    for _ in 0..LOOKS {
        if body["state"] != "running" {
            break;
        }
        tokio::time::sleep(LOOK).await;
        body = status(sandbox.ask(&Call::get(&place)).await?, 200)?.json();
    }
    same("state", body["state"].as_str().unwrap_or(""), "done")?;
    same("refused", &body["refused"]["consent.none"].to_string(), "2")?;
    let reply = sandbox.ask(&Call::get(format!("{place}/results"))).await?;
    let lines = status(reply, 200)?.text;
    let lines: Vec<Value> = lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let told: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["enterprise"].as_str())
        .collect();
    same("enterprises", &told.join(" "), &enterprises.join(" "))?;
    let twice = json!({"enterprises": [name("a"), name("a")], "purpose": "credit-assessment"});
    let call = Call::post("/v1/score-batches", &sandbox.key("twice"), &twice);
    let reply = problem(sandbox.ask(&call).await?, 422, "request.fields")?;
    let pointer = reply.json()["errors"][0]["pointer"].clone();
    same("pointer", pointer.as_str().unwrap_or(""), "/enterprises/1")
}

/// A purpose that is none of those that there are.
pub(super) async fn purpose(sandbox: &Sandbox) -> Result<(), Unmet> {
    let body = json!({"enterprise": "x:cf", "purpose": "curiosity"});
    let call = Call::post("/v1/scores", &sandbox.key("purpose"), &body);
    let reply = problem(sandbox.ask(&call).await?, 422, "request.fields")?;
    let pointer = reply.json()["errors"][0]["pointer"].clone();
    same("pointer", pointer.as_str().unwrap_or(""), "/purpose")
}

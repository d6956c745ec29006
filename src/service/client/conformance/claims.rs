//! Scenarios of claims: a loan that goes bad, from the arrears to the money, and the feed that tells of it.

use super::loans::{Enrolled, needed};
use super::report::{Unmet, holds, problem, same, status};
use super::sandbox::{Sandbox, asked};
use crate::service::client::{Call, Connection};
use serde_json::{Value, json};

/// A claim that was filed.
pub(super) struct Filed {
    claim: String,
    /// What is asked for.
    amount: Value,
    /// The number of its event.
    number: u64,
}

/// The loan is overdue; a claim that comes too early is refused, and one in time is filed.
pub(super) async fn filed(sandbox: &Sandbox, of: Option<&Enrolled>) -> Result<Filed, Unmet> {
    let of = needed(of)?;
    let claim = sandbox.name("claim");
    let events = format!("/v1/loans/{}/events", of.loan);
    let seen = status(
        sandbox
            .ask(&Call::get(format!("/v1/loans/{}", of.loan)))
            .await?,
        200,
    )?;
    let principal = seen.json()["outstanding"].clone();
    holds(principal["amount"] != json!("0.00"), || {
        "nothing was drawn".to_owned()
    })?;
    let overdue =
        json!({"type": "overdue", "since": sandbox.day(37), "booked_on": sandbox.day(37)});
    let call = Call::post(events, &sandbox.key("overdue"), &overdue);
    status(sandbox.ask(&call).await?, 201)?;
    let file = |key: &str, on: String| {
        let body = json!({
            "claim": claim, "loan": of.loan, "principal": principal, "booked_on": on, "steps": ["demand"],
            "evidence": ["application", "loan-contract", "overdue-proof", "demand-proof", "repayment-record"],
        });
        Call::post("/v1/claims", &sandbox.key(key), &body)
    };
    problem(
        sandbox.ask(&file("early", sandbox.day(45))).await?,
        422,
        "claim.not-yet",
    )?;
    let done = status(sandbox.ask(&file("claim", sandbox.day(130))).await?, 201)?.json();
    let event = &done["events"][0];
    same(
        "kind",
        event["kind"].as_str().unwrap_or(""),
        "pool.claim.filed",
    )?;
    let seen = status(
        sandbox
            .ask(&Call::get(format!("/v1/claims/{claim}")))
            .await?,
        200,
    )?
    .json();
    same("stage", seen["stage"].as_str().unwrap_or(""), "filed")?;
    Ok(Filed {
        claim,
        amount: seen["amount"].clone(),
        number: event["number"].as_u64().unwrap_or(0),
    })
}

/// The feed tells of the filing, by the hash that the journal has, and goes on behind it.
pub(super) async fn feed(sandbox: &Sandbox, of: Option<&Filed>) -> Result<(), Unmet> {
    let of = of.ok_or_else(|| Unmet::skipped("no claim was filed"))?;
    let after = of.number.saturating_sub(1);
    let call = Call::get(format!("/v1/events?after={after}&limit=1"));
    let part = status(sandbox.ask(&call).await?, 200)?.json();
    let event = &part["events"][0];
    same(
        "kind",
        event["kind"].as_str().unwrap_or(""),
        "pool.claim.filed",
    )?;
    same(
        "subject",
        event["subject"].as_str().unwrap_or(""),
        &of.claim,
    )?;
    same("next", &part["next"].to_string(), &of.number.to_string())?;
    let end = Call::get(format!("/v1/events?after={}", u64::MAX >> 2));
    let part = status(sandbox.ask(&end).await?, 200)?.json();
    holds(
        part["events"] == json!([]) && part["more"] == json!(false),
        || format!("behind the end there is {part}"),
    )
}

/// The commission checks, approves and pays; the bank sees it paid, and reads it in the feed.
pub(super) async fn paid(sandbox: &Sandbox, of: Option<&Filed>) -> Result<(), Unmet> {
    let of = of.ok_or_else(|| Unmet::skipped("no claim was filed"))?;
    let payment = sandbox.name("payment");
    let at = |part: &str| format!("/v1/claims/{}/{part}", of.claim);
    let on = |after: i64| json!(sandbox.day(after));
    let confirmations = format!("/v1/payments/{payment}/confirmations");
    let steps: [(&str, String, Value); 4] = [
        (
            "maker",
            at("checks"),
            json!({"amount": of.amount, "booked_on": on(131)}),
        ),
        (
            "checker",
            at("decisions"),
            json!({"decision": "approved", "amount": of.amount, "booked_on": on(132)}),
        ),
        (
            "payer",
            at("payments"),
            json!({"payment": payment, "booked_on": on(133)}),
        ),
        (
            "operator",
            confirmations,
            json!({"outcome": "confirmed", "line": sandbox.name("line"), "booked_on": on(134)}),
        ),
    ];
    let people: Vec<&Connection> = steps
        .iter()
        .map(|(role, ..)| sandbox.other(role))
        .collect::<Result<_, _>>()?;
    for ((role, path, body), by) in steps.iter().zip(people) {
        let call = Call::post(path, &sandbox.key(role), body);
        status(asked(by, &call).await?, 201)?;
    }
    let call = Call::get(format!("/v1/claims/{}", of.claim));
    let seen = status(sandbox.ask(&call).await?, 200)?.json();
    same("stage", seen["stage"].as_str().unwrap_or(""), "paid")?;
    same("paid", &seen["paid"].to_string(), &of.amount.to_string())?;
    let call = Call::get(format!("/v1/events?after={}&limit=1000", of.number));
    let part = status(sandbox.ask(&call).await?, 200)?.json();
    let events = part["events"].as_array().cloned().unwrap_or_default();
    let kinds: Vec<&str> = events
        .iter()
        .filter_map(|event| event["kind"].as_str())
        .collect();
    holds(kinds.contains(&"pool.payment.confirmed"), || {
        format!("the feed has: {}", kinds.join(", "))
    })
}

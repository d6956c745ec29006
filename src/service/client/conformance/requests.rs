//! Scenarios of requests that will not do: each is told by its own status and code, with every field at fault.

use super::report::{Unmet, holds, problem, same, status};
use super::sandbox::{Sandbox, yuan};
use crate::service::client::Call;
use serde_json::{Value, json};

/// A write without a key, or with one that is none.
pub(super) async fn without_key(sandbox: &Sandbox) -> Result<(), Unmet> {
    let mut call = Call::post("/v1/loans", "a b", &json!({}));
    problem(sandbox.ask(&call).await?, 400, "key.form")?;
    call.key = None;
    problem(sandbox.ask(&call).await?, 400, "key.missing")?;
    Ok(())
}

/// Every field at fault is told at once, by its pointer.
pub(super) async fn fields(sandbox: &Sandbox) -> Result<(), Unmet> {
    let body = json!({
        "loan": sandbox.name("0"), "pool": "cf", "district": "cf", "bank": "cf", "enterprise": "x:cf", "product": "cf",
        "limit": "100000", "rate": 1, "approved_on": "2022-02-01", "colour": "red",
    });
    let call = Call::post("/v1/loans", &sandbox.key("fields"), &body);
    let reply = problem(sandbox.ask(&call).await?, 422, "request.fields")?;
    pointers(
        &reply.json(),
        &["/limit", "/rate", "/colour", "/matures_on"],
    )
}

fn pointers(body: &Value, expected: &[&str]) -> Result<(), Unmet> {
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    let found: Vec<&str> = errors
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    same("pointers", &found.join(" "), &expected.join(" "))
}

/// Days are days of the calendar, and amounts have no fractions of a fen and one currency.
pub(super) async fn days_and_amounts(sandbox: &Sandbox) -> Result<(), Unmet> {
    let path = format!("/v1/loans/{}/events", sandbox.name("0"));
    let dollars = json!({"amount": "1.00", "currency": "USD"});
    for (body, pointer) in [
        (
            json!({"type": "drawn", "principal": yuan("1.001")}),
            "/principal",
        ),
        (json!({"type": "drawn", "principal": dollars}), "/principal"),
        (json!({"type": "overdue", "since": "2022-02-30"}), "/since"),
    ] {
        let call = Call::post(&path, &sandbox.key("days"), &body);
        let reply = problem(sandbox.ask(&call).await?, 422, "request.fields")?;
        pointers(&reply.json(), &[pointer])?;
    }
    Ok(())
}

/// What is no JSON, or has a name twice, is not guessed at.
pub(super) async fn json_body(sandbox: &Sandbox) -> Result<(), Unmet> {
    for text in ["{\"loan\"", "{\"loan\": \"a\", \"loan\": \"b\"}", "[]"] {
        let body = ("application/json", text.as_bytes().to_vec());
        let call = Call::post_bytes("/v1/loans", &sandbox.key("json"), body);
        problem(sandbox.ask(&call).await?, 400, "request.json")?;
    }
    let body = ("text/plain", b"{}".to_vec());
    let call = Call::post_bytes("/v1/loans", &sandbox.key("json"), body);
    problem(sandbox.ask(&call).await?, 415, "request.media-type")?;
    Ok(())
}

/// A misspelt filter does not show everything.
pub(super) async fn parameter(sandbox: &Sandbox) -> Result<(), Unmet> {
    let reply = sandbox.ask(&Call::get("/v1/loans?pol=cq&limit=0")).await?;
    problem(reply, 422, "request.fields")?;
    Ok(())
}

/// A bank does not do what is the commission's.
pub(super) async fn role(sandbox: &Sandbox) -> Result<(), Unmet> {
    let body = json!({"pool": "cf", "district": "cf", "contributor": "cf", "amount": yuan("1.00")});
    let call = Call::post("/v1/contributions", &sandbox.key("role"), &body);
    problem(sandbox.ask(&call).await?, 403, "role")?;
    Ok(())
}

/// What is not there is 404.
pub(super) async fn nowhere(sandbox: &Sandbox) -> Result<(), Unmet> {
    let loan = sandbox.name("nowhere");
    let reply = sandbox.ask(&Call::get(format!("/v1/loans/{loan}"))).await?;
    problem(reply, 404, "unknown")?;
    problem(sandbox.ask(&Call::get("/v1/nowhere")).await?, 404, "route")?;
    Ok(())
}

/// A trace that was begun is gone on with.
pub(super) async fn trace(sandbox: &Sandbox) -> Result<(), Unmet> {
    let id = "4bf92f3577b34da6a3ce929d0e0e4736";
    let given = format!("00-{id}-00f067aa0ba902b7-01");
    let call = Call::get("/v1/breakers").with("traceparent", &given);
    let reply = status(sandbox.ask(&call).await?, 200)?;
    let back = reply.header("traceparent");
    holds(back.contains(id) && back != given, || {
        format!("`traceparent: {back}` does not go on with {given}")
    })
}

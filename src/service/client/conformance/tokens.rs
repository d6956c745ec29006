//! Scenarios of tokens: one is given for the right proof, none for a wrong one, and nothing is shown without.

use super::report::{Unmet, holds, same, status};
use super::sandbox::{Sandbox, lost};
use crate::service::client::{Call, Credential, Reply};

/// A token is given, for a time, and kept by nobody between.
pub(super) async fn given(sandbox: &Sandbox) -> Result<(), Unmet> {
    let bank = &sandbox.bank;
    let reply = status(token(sandbox, bank.credential()).await?, 200)?;
    let body = reply.json();
    same(
        "token_type",
        body["token_type"].as_str().unwrap_or(""),
        "Bearer",
    )?;
    same("cache-control", reply.header("cache-control"), "no-store")?;
    holds(
        body["expires_in"].as_i64().is_some_and(|left| left > 0),
        || format!("expires_in is {}", body["expires_in"]),
    )
}

/// A wrong secret gets none.
pub(super) async fn wrong_secret(sandbox: &Sandbox) -> Result<(), Unmet> {
    if !matches!(sandbox.bank.credential(), Credential::Secret(_)) {
        return Err(Unmet::skipped("the client proves itself without a secret"));
    }
    let wrong = Credential::Secret("zxs_wrong".to_owned());
    let reply = status(token(sandbox, &wrong).await?, 401)?;
    let error = reply.json()["error"].as_str().unwrap_or("").to_owned();
    same("error", &error, "invalid_client")
}

async fn token(sandbox: &Sandbox, credential: &Credential) -> Result<Reply, Unmet> {
    let asked = sandbox.bank.ask_for_token(credential).await;
    asked.map_err(|why| lost(&why))?.map_err(Unmet::Failed)
}

/// Without a token, or with a wrong one, nothing is shown, and the answer says how to come by one.
pub(super) async fn wrong_bearer(sandbox: &Sandbox) -> Result<(), Unmet> {
    for bearer in [None, Some("nobody")] {
        let call = Call::get("/v1/loans");
        let reply = sandbox.bank.once(&call, bearer).await;
        let reply = status(reply.map_err(Unmet::Failed)?, 401)?;
        holds(
            reply.header("www-authenticate").starts_with("Bearer"),
            || "there is no `WWW-Authenticate: Bearer …`".to_owned(),
        )?;
    }
    Ok(())
}

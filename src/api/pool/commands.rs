//! The routes of commands: which verb each asks, what of it stands in the path, and what the body chooses.

use super::acknowledgement::Acknowledgement;
use super::fields;
use super::refusals::{problem, unwritten};
use super::sight::Sight;
use crate::api::asker::Asker;
use crate::api::if_match::{IfMatch, etag};
use crate::api::key::Key;
use crate::api::problem::{FieldProblem, Problem};
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::identity::{Caller, Role};
use crate::pool::State;
use crate::service::pool::{Asking, Expected, Fields, Thing, Told, Verb, Who, command, verb};
use crate::units::names::{ClaimId, LoanId, PaymentId};
use axum::Json;
use axum::Router;
use axum::extract::{Path, State as Of};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::collections::BTreeMap;

/// A route of commands.
#[derive(Debug)]
pub(in crate::api) struct CommandRoute {
    /// The path, whose parameters are fields of the verb.
    pub(in crate::api) path: &'static str,
    /// The word in the body that chooses among several verbs.
    pub(in crate::api) choice: Option<&'static str>,
    /// The verbs, each with the word that chooses it.
    pub(in crate::api) verbs: &'static [(&'static str, &'static str)],
}

macro_rules! commands {
    ($($path:literal $([$choice:literal])? { $($word:literal => $verb:literal),+ $(,)? })+) => {
        /// Every route of commands, in the order of the life of a pool.
        pub(in crate::api) const COMMANDS: &[CommandRoute] = &[$(CommandRoute {
            path: $path,
            choice: { let choice: &[&str] = &[$($choice)?]; if let [choice, ..] = choice { Some(choice) } else { None } },
            verbs: &[$(($word, $verb)),+],
        }),+];
    };
}

commands! {
    "/v1/pools" { "" => "create" }
    "/v1/pools/{pool}/districts" { "" => "open-district" }
    "/v1/pools/{pool}/subscriptions" { "" => "subscribe" }
    "/v1/contributions" { "" => "contribute" }
    "/v1/pools/{pool}/calls" { "" => "call-top-up" }
    "/v1/pools/{pool}/returns" { "" => "return-contribution" }
    "/v1/loans" { "" => "enrol" }
    "/v1/loans/{loan}/events" ["type"] {
        "proved" => "prove", "drawn" => "draw", "repaid" => "repay", "lapsed" => "lapse", "extended" => "extend",
        "renewed" => "renew", "accelerated" => "accelerate", "overdue" => "overdue", "cured" => "cure",
    }
    "/v1/claims" { "" => "claim" }
    "/v1/claims/{claim}/checks" { "" => "check" }
    "/v1/claims/{claim}/decisions" ["decision"] { "approved" => "approve", "refused" => "refuse" }
    "/v1/claims/{claim}/withdrawal" { "" => "withdraw" }
    "/v1/claims/{claim}/appeal" { "" => "appeal" }
    "/v1/claims/{claim}/payments" { "" => "pay" }
    "/v1/payments/{payment}/confirmations" ["outcome"] { "confirmed" => "confirm", "returned" => "return-payment" }
    "/v1/recoveries" { "" => "recover" }
    "/v1/recoveries/{recovery}/reversal" { "" => "reverse-recovery" }
    "/v1/claims/{claim}/remittances" { "" => "remit" }
    "/v1/claims/{claim}/clawbacks" { "" => "claw-back" }
    "/v1/claims/{claim}/clawbacks/receipts" { "" => "receive-clawback" }
    "/v1/claims/{claim}/write-off" { "" => "write-off" }
    "/v1/pools/{pool}/treasury" ["type"] {
        "interest-accrued" => "accrue-interest", "interest-received" => "receive-interest",
        "fee-charged" => "charge-fee", "deposit-placed" => "place-deposit", "deposit-matured" => "mature-deposit",
        "line-suspended" => "suspend-line", "line-explained" => "explain-line",
        "advance" => "advance", "advance-repaid" => "repay-advance",
        "contributor-paid" => "pay-contributor", "bank-paid" => "pay-bank",
    }
    "/v1/pools/{pool}/incentives" ["type"] { "accrued" => "accrue-incentive", "paid" => "pay-incentive" }
    "/v1/breakers/resets" { "" => "reset-breaker" }
    "/v1/days/{date}/close" { "" => "close-day" }
    "/v1/pools/{pool}/periods" { "" => "close-period" }
    "/v1/corrections" { "" => "correct" }
}

impl CommandRoute {
    /// The parameters of the path, each a field of the verb.
    pub(in crate::api) fn parameters(&self) -> Vec<&'static str> {
        let parts = self.path.split('/');
        parts
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }

    /// The verb that a body asks.
    fn verb(&self, body: &JsonObject) -> Result<&'static Verb, Problem> {
        let Some(choice) = self.choice else {
            return Ok(named(self.verbs[0].1));
        };
        let given = body.0.get(choice).and_then(|value| value.as_str());
        let found = self.verbs.iter().find(|(word, _)| Some(*word) == given);
        found.map(|(_, verb)| named(verb)).ok_or_else(|| {
            let words: Vec<&str> = self.verbs.iter().map(|(word, _)| *word).collect();
            Problem::fields(vec![FieldProblem {
                pointer: format!("/{choice}"),
                code: "request.field".to_owned(),
                detail: format!("it is one of: {}", words.join(", ")),
            }])
        })
    }
}

fn named(name: &str) -> &'static Verb {
    verb(name).expect("the table of routes names verbs only, as a test walks")
}

/// A router of every command.
pub(in crate::api) fn routes() -> Router<Api> {
    COMMANDS.iter().fold(Router::new(), |router, route| {
        let handler = async move |Of(api): Of<Api>,
                                  asker: Asker,
                                  Key(key): Key,
                                  IfMatch(expected): IfMatch,
                                  Path(path): Path<BTreeMap<String, String>>,
                                  body: JsonObject| {
            let asked = Request { caller: &asker.0, key: &key, expected, path };
            ask(&api, route, asked, &body).await
        };
        router.route(route.path, post(handler))
    })
}

/// What came with a body.
struct Request<'r> {
    caller: &'r Caller,
    key: &'r str,
    expected: Option<u64>,
    path: Fields,
}

async fn ask(
    api: &Api,
    route: &CommandRoute,
    request: Request<'_>,
    body: &JsonObject,
) -> Result<Response, Problem> {
    let verb = route.verb(body)?;
    let actor = actor(request.caller, verb)?;
    let fields = fields::read(verb, &body.0, &request.path, route.choice).map_err(Problem::fields)?;
    let who = Who {
        actor: Some(actor),
        today: (api.now)().business_day(),
        client: request.caller.client.to_string(),
        key: request.key.to_owned(),
    };
    let asked = command(&fields, &who).map_err(|problems| Problem::of(&problems))?;
    seen(api, &request, &fields).await?;
    let asking = Asking {
        asked,
        expected: request.expected.and_then(|event| expected(&fields, event)),
    };
    let told = api.writer.ask(asking).await.map_err(|why| unwritten(&why))?;
    match told {
        Told::Kept { events, before } => {
            let done = Acknowledgement::of(&events).ok_or_else(Problem::internal)?;
            Ok(answer(done, before))
        }
        Told::Not(answer) => Err(problem(&answer)),
    }
}

/// Who acts in the journal, where the caller's role does what the verb is.
fn actor(caller: &Caller, verb: &Verb) -> Result<String, Problem> {
    if caller.role.word() != verb.by {
        return Err(Problem::forbidden(caller.role.word(), verb.by));
    }
    let person = &caller.person;
    Ok(match &caller.role {
        Role::Bank(bank) => format!("bank:{bank}:{person}"),
        role => format!("{}:{person}", role.word()),
    })
}

/// What the path names must be there for the caller: another bank's loan is told as one that is not there, before
/// anything is said about what stands in the body.
async fn seen(api: &Api, request: &Request<'_>, fields: &Fields) -> Result<(), Problem> {
    let sight = Sight(&request.caller.role);
    if sight.all() {
        return Ok(());
    }
    let books = api.writer.books().await;
    for name in ["loan", "claim", "payment", "recovery"] {
        if let Some(text) = request.path.get(name).and(fields.get(name))
            && !named_is_seen(books.state(), sight, name, text)
        {
            return Err(Problem::not_found(name, text));
        }
    }
    Ok(())
}

fn named_is_seen(state: &State, sight: Sight<'_>, name: &str, text: &str) -> bool {
    let loan = match name {
        "loan" => LoanId::parse(text).ok().and_then(|id| state.loan(&id)),
        "claim" => {
            let claim = ClaimId::parse(text).ok().and_then(|id| state.claim(&id));
            claim.map(|claim| claim.loan)
        }
        "payment" => {
            let id = PaymentId::parse(text).ok();
            let claim = id.and_then(|id| state.claim_of_payment(&id));
            claim.map(|claim| claim.loan)
        }
        _ => state.claim_of_recovery(text).map(|claim| claim.loan),
    };
    loan.is_some_and(|loan| sight.loan(&loan))
}

/// The loan or claim whose last event the caller saw.
fn expected(fields: &Fields, event: u64) -> Option<Expected> {
    let claim = fields.get("claim").and_then(|text| ClaimId::parse(text).ok());
    let loan = fields.get("loan").and_then(|text| LoanId::parse(text).ok());
    let thing = claim.map(Thing::Claim).or(loan.map(Thing::Loan))?;
    Some(Expected { thing, event })
}

fn answer(done: Acknowledgement, before: bool) -> Response {
    let mut headers = HeaderMap::new();
    if let Some(first) = done.events.first()
        && let Ok(tag) = HeaderValue::from_str(&etag(first.number))
    {
        headers.insert(header::ETAG, tag);
    }
    if before {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    (StatusCode::CREATED, headers, Json(done)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::pool::VERBS;

    #[test]
    fn every_verb_has_one_route_and_every_parameter_is_a_field_of_it() {
        let mut routed: Vec<&str> = Vec::new();
        for route in COMMANDS {
            for (_, name) in route.verbs {
                let verb = verb(name).unwrap();
                for parameter in route.parameters() {
                    assert!(verb.field(parameter).is_some(), "{} {parameter}", route.path);
                }
                routed.push(name);
            }
            assert_eq!(route.choice.is_some(), route.verbs.len() > 1, "{}", route.path);
        }
        routed.sort_unstable();
        let mut verbs: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
        verbs.sort_unstable();
        assert_eq!(routed, verbs);
    }
}

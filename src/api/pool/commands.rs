//! The routes of commands: which verb each asks, what of it stands in the path, and what the body chooses.

use super::acknowledgement::Acknowledgement;
use super::refusals::{problem, reused, unwritten};
use crate::api::asker::Asker;
use crate::api::if_match::{IfMatch, etag, stale};
use crate::api::key::Key;
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::api::turn::created;
use crate::identity::{Caller, Role};
use crate::service::pool::{
    About, Asking, Expected, Fields, Thing, Told, Verb, Who, command, verb,
};
use crate::service::wire::{self, COMMANDS, CommandRoute};
use crate::service::writer::Unwritten;
use crate::units::names::{ClaimId, LoanId};
use axum::Router;
use axum::extract::{Path, State as Of};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::post;
use std::collections::BTreeMap;

/// The verb that a body asks.
fn verb_of(route: &CommandRoute, body: &JsonObject) -> Result<&'static Verb, Problem> {
    let Some(choice) = route.choice else {
        return Ok(named(route.verbs[0].1));
    };
    let given = body.0.get(choice).and_then(|value| value.as_str());
    let found = route.verbs.iter().find(|(word, _)| Some(*word) == given);
    found.map(|(_, verb)| named(verb)).ok_or_else(|| {
        let words: Vec<&str> = route.verbs.iter().map(|(word, _)| *word).collect();
        Problem::field(
            format!("/{choice}"),
            "request.field",
            format!("it is one of: {}", words.join(", ")),
        )
    })
}

fn named(name: &str) -> &'static Verb {
    verb(name).expect("the table of routes names verbs only, as a test walks")
}

/// A router of every command.
pub(in crate::api) fn routes() -> Router<Api> {
    COMMANDS.iter().fold(Router::new(), |router, route| {
        let handler = async move |Of(api): Of<Api>,
                                  asker: Asker,
                                  Key(key, _held): Key,
                                  IfMatch(expected): IfMatch,
                                  Path(path): Path<BTreeMap<String, String>>,
                                  body: JsonObject| {
            let asked = Request {
                caller: &asker.0,
                key: &key,
                expected,
                path,
            };
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
    let verb = verb_of(route, body)?;
    let actor = actor(request.caller, verb)?;
    let fields = wire::read(verb, &body.0, &request.path, route.choice)
        .map_err(|problems| Problem::of(&problems))?;
    let who = Who {
        actor: Some(actor),
        today: (api.now)().business_day(),
        client: request.caller.client.to_string(),
        key: request.key.to_owned(),
    };
    let asked = command(&fields, &who).map_err(|problems| Problem::of(&problems))?;
    let asking = Asking {
        asked,
        expected: request.expected.and_then(|event| expected(&fields, event)),
        about: about(&request, &fields),
    };
    let (done, before) = told(api.writer.ask(asking).await)?;
    Ok(answer(&done, before))
}

/// What became of a command: what it did, and whether that was before.
pub(super) fn told(told: Result<Told, Unwritten>) -> Result<(Acknowledgement, bool), Problem> {
    match told.map_err(|why| unwritten(&why))? {
        Told::Kept { events, before } => {
            let done = Acknowledgement::of(&events).ok_or_else(Problem::internal)?;
            Ok((done, before))
        }
        Told::Not(answer) => Err(problem(&answer)),
        Told::Reused {
            number,
            field,
            then,
        } => Err(reused(number, field, &then)),
        Told::Stale(now) => Err(stale(now)),
        Told::Unseen { what, name } => Err(Problem::not_found(what, &name)),
        Told::Broke => Err(Problem::internal()),
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

/// What the path names must be there for the caller: another bank's loan is told as one that is not there.
fn about(request: &Request<'_>, fields: &Fields) -> Option<About> {
    let named = ["loan", "claim", "payment", "recovery"];
    let named = named.into_iter().filter_map(|what| {
        let name = request.path.get(what).and(fields.get(what))?;
        Some((what, name.clone()))
    });
    let named: Vec<_> = named.collect();
    let about = About {
        role: request.caller.role.clone(),
        named,
    };
    (!about.named.is_empty()).then_some(about)
}

/// The loan or claim whose last event the caller saw.
fn expected(fields: &Fields, event: u64) -> Option<Expected> {
    let claim = fields
        .get("claim")
        .and_then(|text| ClaimId::parse(text).ok());
    let loan = fields.get("loan").and_then(|text| LoanId::parse(text).ok());
    let thing = claim.map(Thing::Claim).or(loan.map(Thing::Loan))?;
    Some(Expected { thing, event })
}

fn answer(done: &Acknowledgement, before: bool) -> Response {
    let mut response = created(before, done);
    if let Some(first) = done.events.first()
        && let Ok(tag) = HeaderValue::from_str(&etag(first.number))
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

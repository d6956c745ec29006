//! A score asked for: issued under the asker's key, or only shown.

use super::leaving::{Leaving, Unshown};
use super::live_cover;
use super::shown::{Beside, ShownScore, show};
use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::document::with_assessment;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::Parameters;
use crate::api::problem::{FieldProblem, Problem, pointer};
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::api::turn::in_turn;
use crate::api::watch::TraceId;
use crate::governance::{Shown, ShownKind};
use crate::identity::Caller;
use crate::journal::{IdempotencyKey, Record, canonical_digest};
use crate::service::catalog::Loaded;
use crate::service::governance::{ScoreAsk, look_up};
use crate::service::score::{self, ISSUE, Request, Used};
use crate::service::scorer::{Found, Scorer, asked_before};
use crate::service::writer::{RestsOn, Showing, ToShow};
use crate::units::{Digest, Moment};
use axum::extract::{Extension, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// An ask for a score 评分申请.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the use case reads it")]
pub(in crate::api) struct ScoreBody {
    /// The enterprise.
    enterprise: String,
    /// For what: `credit-assessment`, `cover-monitoring`, `claim`, `objection`, `statistics`.
    purpose: String,
    /// The model; the one in force if not given.
    model: Option<String>,
    /// The pool under which the enterprise is to borrow: what is in force may depend on it.
    pool: Option<String>,
    /// The product.
    product: Option<String>,
    /// As of which day; today if not given.
    #[schema(format = Date)]
    as_of: Option<String>,
    /// `available`, or `recorded@` and a moment.
    basis: Option<String>,
    /// The segment, for models that have stages.
    segment: Option<String>,
    /// `shared`, or `own` to read the bank's private evidence as well.
    evidence: Option<String>,
}

/// Asks for a score: issued and kept, or with `store=false` only shown.
#[utoipa::path(
    post, path = "/v1/scores", tag = "scores", request_body = ScoreBody,
    params(
        ("store" = Option<bool>, Query, description = "`false` shows a score without issuing it"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = ShownScore), (status = 200, body = ShownScore, description = "a preview"))
)]
pub(super) async fn ask(
    State(api): State<Api>,
    asker: Asker,
    Key(key, _held): Key,
    Extension(trace): Extension<TraceId>,
    parameters: Parameters,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let mut query = parameters.query();
    let store = query.read("store", |text| match text {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(format!("`{other}` is neither true nor false")),
    });
    let store = query.finish(Some(store))?;
    let (issue, now, body) = (store.unwrap_or(true), (api.now)(), Value::Object(body));
    let caller = &*asker.0;
    let ask = ScoreAsk::read(&body, now.business_day()).map_err(|error| failed(&error))?;
    let digest = canonical_digest(&body).map_err(|_| Problem::internal())?;
    let key = issue.then_some(key.as_str());
    let why = match fresh(&api, caller, &ask, (key, digest), (&trace, now)).await {
        Ok(Some(response)) => return Ok(response),
        Ok(None) => None,
        Err(problem) => Some(problem),
    };
    // What was answered before is answered so again, whatever stands now.
    if let Some(key) = key
        && let Some(record) = asked_before(&api.store, caller.client.as_str(), key)
            .await
            .map_err(|error| failed(&error))?
    {
        let at = (&record, &digest);
        return again(&api, caller, at, (&ask, &body), (&trace, now)).await;
    }
    Err(why.unwrap_or_else(Problem::internal))
}

/// A score made now: issued under its key or only shown. None where the key was used before.
async fn fresh(
    api: &Api,
    caller: &Caller,
    ask: &ScoreAsk,
    (key, digest): (Option<&str>, Digest),
    (trace, now): (&TraceId, Moment),
) -> Result<Option<Response>, Problem> {
    let asked = ask.asked(live_cover(api, caller, &ask.enterprise, ask.purpose).await);
    let request = request(ask, caller, (key, digest), now);
    let mut leaving = Leaving::of(api, (caller, &asked), now);
    let (reading, found, id, shown) = loop {
        let (reading, governed) = leaving.look().await.map_err(Unshown::problem)?;
        let found = match found(api, ask, &request).await {
            Err(_) if leaving.again() => continue,
            found => found?,
        };
        let (kind, id, issue) = if key.is_some() {
            let (id, event, issued) = found.to_issue();
            (ShownKind::Score, id, Some((event, issued)))
        } else {
            (ShownKind::Preview, "-".to_owned(), None)
        };
        let (of, digest) = (id.clone(), found.digest());
        let what = Shown {
            kind,
            id: of,
            digest,
        };
        let show = ToShow {
            issue,
            look_up: look_up(caller, &asked, &reading.leave, what, (&trace.0, now)),
            rests_on: RestsOn {
                governed,
                evidence: Some(found.evidence()),
                models: Some(found.models()),
            },
        };
        if let Some(shown) = leaving.show(show).await? {
            break (reading, found, id, shown);
        }
    };
    let mut beside = Beside::of(&found.digest(), reading);
    beside.approval = found.approval();
    let status = match shown {
        Showing::Issued(head) => {
            beside.score = Some(id);
            beside.head = Some(JournalHead::of(head.sequence, &head.hash));
            StatusCode::CREATED
        }
        Showing::Logged => StatusCode::OK,
        Showing::Before | Showing::Stale => return Ok(None),
    };
    with_assessment(status, &beside, found.document()).map(Some)
}

/// The score, by a model that is on record where the score is to be issued.
async fn found(api: &Api, ask: &ScoreAsk, request: &Request) -> Result<Found, Problem> {
    let found = api
        .scorer
        .found(ask.model.as_deref(), &ask.enterprise, request.clone());
    let found = found.await.map_err(|error| failed(&error))?;
    if request.issue {
        record_model(api, found.model(), request).await?;
    }
    Ok(found)
}

/// The answer of before, as it was issued then; that it is shown again is logged again.
async fn again(
    api: &Api,
    caller: &Caller,
    (record, digest): (&Record, &Digest),
    (ask, body): (&ScoreAsk, &Value),
    (trace, now): (&TraceId, Moment),
) -> Result<Response, Problem> {
    let then = &record.event.body;
    if then["request"] != json!(digest) {
        return Err(differs(record, body));
    }
    let id = then["score"].as_str().unwrap_or_default();
    let stored = api
        .store
        .score_by_id(id)
        .await
        .map_err(|error| failed(&error.into()))?;
    let stored = stored.ok_or_else(|| Problem::not_found("score", id))?;
    let how = (ask.purpose, StatusCode::CREATED);
    let mut response = show(api, caller, &stored, how, (trace, now)).await?;
    let told = HeaderValue::from_static("true");
    response.headers_mut().insert("idempotent-replayed", told);
    Ok(response)
}

/// The key stands for another ask: the first field that the issued score tells otherwise is named.
fn differs(record: &Record, body: &Value) -> Problem {
    let event = &record.event;
    let then = [
        ("enterprise", json!(event.subject)),
        ("model", event.body["model"].clone()),
        ("as_of", json!(event.effective_on)),
        ("basis", event.body["subject"]["basis"].clone()),
        ("segment", event.body["subject"]["segment"].clone()),
    ];
    let field = then
        .iter()
        .find(|(name, then)| body.get(name).is_some_and(|now| now != then));
    let detail = "the key stands for another request; send this one under a new key";
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key.reused", detail);
    problem.errors.push(FieldProblem {
        pointer: field.map_or_else(String::new, |(name, _)| pointer(name)),
        code: "key.differs".to_owned(),
        detail: field.map_or_else(
            || "under this key another request was sent".to_owned(),
            |(_, then)| format!("under this key it was {then}"),
        ),
    });
    problem
}

fn request(
    ask: &ScoreAsk,
    caller: &Caller,
    (key, digest): (Option<&str>, Digest),
    now: Moment,
) -> Request {
    Request {
        as_of: ask.as_of,
        basis: ask.basis,
        segment: ask.segment.clone(),
        experts: crate::service::experts::ExpertSheets::new(),
        reader: caller.role.bank().filter(|_| ask.private).cloned(),
        asked: key.map(|key| score::Asked {
            key: IdempotencyKey::new(caller.client.as_str(), ISSUE, key),
            digest,
        }),
        used: Used {
            purpose: Some(ask.purpose),
            at: ask.at.clone(),
        },
        approval: None,
        actor: caller.to_string(),
        now,
        today: now.business_day(),
        issue: key.is_some(),
    }
}

/// Puts the model on record once.
async fn record_model(
    api: &Api,
    (model, digest): (Arc<Loaded>, Digest),
    request: &Request,
) -> Result<(), Problem> {
    let digest = digest.to_string();
    if api.recorded.get(&digest).is_some() {
        return Ok(());
    }
    let request = request.clone();
    in_turn(api, async move |store, _| {
        Scorer::record_model(&store, &model, &request).await
    })
    .await?;
    api.recorded.insert(digest, ());
    Ok(())
}

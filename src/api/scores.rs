//! Scores over HTTP: asked for, shown again, listed. Nothing is shown without leave, and nothing without a row in the log.

use super::acknowledged::JournalHead;
use super::asker::Asker;
use super::failure::failed;
use super::key::Key;
use super::page::Parameters;
use super::pool::unwritten;
use super::problem::{FieldProblem, Problem, pointer};
use super::request_body::JsonObject;
use super::state::Api;
use super::watch::TraceId;
use crate::governance::{Leave, Purpose, Shown, ShownKind};
use crate::identity::Caller;
use crate::journal::{IdempotencyKey, Record, canonical_digest};
use crate::service::governance::{Asked, Mark, ScoreAsk, leave, look_up, of_a_score};
use crate::service::records::{ScorePage, StoredScore};
use crate::service::score::{self, ISSUE, Request};
use crate::service::scorer::{Scorer, Unissued, asked_before};
use crate::units::names::ScoreId;
use crate::units::{Digest, EnterpriseId, Moment};
use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of scores, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(ask, list))
        .routes(routes!(one))
}

/// An ask for a score 评分申请.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the use case reads it")]
struct ScoreBody {
    /// The enterprise.
    enterprise: String,
    /// For what: `credit-assessment`, `cover-monitoring`, `claim`, `objection`, `statistics`.
    purpose: String,
    /// The model; the knowledge-value model if not given.
    model: Option<String>,
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

/// A score that is shown 评分结果.
#[derive(Serialize, ToSchema)]
struct ShownScore {
    /// Its id; of a preview none.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<String>,
    /// The digest of the document's bytes.
    assessment_digest: String,
    /// On what ground it is shown: `consent:ID`, `own-data`, `supervision` or `audit`.
    ground: String,
    /// Objections that are open.
    #[schema(value_type = Vec<Object>)]
    marks: Vec<Mark>,
    /// The score that took its place after an objection was upheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<String>,
    /// Where the journal ended with its issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<JournalHead>,
    /// The document, byte for byte as it was issued.
    #[schema(value_type = Object)]
    assessment: Box<RawValue>,
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
async fn ask(
    State(api): State<Api>,
    asker: Asker,
    Key(key): Key,
    Extension(trace): Extension<TraceId>,
    parameters: Parameters,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    parameters.only(&["store"])?;
    let store = parameters.read("store", |text| match text {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(format!("`{other}` is neither true nor false")),
    })?;
    let (issue, now, body) = (store.unwrap_or(true), (api.now)(), Value::Object(body));
    let caller = &*asker.0;
    let ask = ScoreAsk::read(&body, now.business_day()).map_err(|error| failed(&error))?;
    let digest = canonical_digest(&body).map_err(|_| Problem::internal())?;
    if issue
        && let Some(record) = asked_before(&api.store, caller.client.as_str(), &key)
            .await
            .map_err(|error| failed(&error))?
    {
        return again(
            &api,
            caller,
            (&record, &digest),
            (&ask, &body),
            (&trace, now),
        )
        .await;
    }
    let asked = ask.asked(live_cover(&api, caller, &ask.enterprise).await);
    let reading = leave(&api.store, caller, &asked, now.business_day()).await;
    let reading = reading.map_err(|error| failed(&error))?;
    let request = request(&ask, caller, (issue.then_some(key.as_str()), digest), now);
    let found = api
        .scorer
        .score(&ask.model, &ask.enterprise, request.clone())
        .await;
    let found = found.map_err(|error| failed(&error))?;
    if !issue {
        let shown = (ShownKind::Preview, "-", found.issued.assessment_digest);
        log(&api, caller, (&asked, &reading.leave), shown, (&trace, now)).await?;
        let shown = shown_score(
            None,
            &found.issued.assessment,
            &reading.leave,
            reading.marks,
        )?;
        return Ok((StatusCode::OK, Json(shown)).into_response());
    }
    let shown = Shown {
        kind: ShownKind::Score,
        id: found.scored.id.clone(),
        digest: found.issued.assessment_digest,
    };
    let row = look_up(caller, &asked, &reading.leave, shown, (&trace.0, now));
    record_model(&api, &ask.model, &request).await?;
    let Unissued {
        scored,
        event,
        issued,
    } = found;
    let assessment = issued.assessment.clone();
    let appended = api
        .writer
        .issue((event, issued), row)
        .await
        .map_err(|why| unwritten(&why))?;
    let head = JournalHead {
        sequence: appended.record.sequence,
        hash: appended.record.hash.to_string(),
    };
    let mut shown = shown_score(Some(scored.id), &assessment, &reading.leave, reading.marks)?;
    shown.head = Some(head);
    Ok((StatusCode::CREATED, Json(shown)).into_response())
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
    let shown = show(api, caller, &stored, ask.purpose, (trace, now)).await?;
    let mut headers = HeaderMap::new();
    headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    Ok((StatusCode::CREATED, headers, Json(shown)).into_response())
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

/// Whether a covered loan of the bank to the enterprise is live.
async fn live_cover(api: &Api, caller: &Caller, enterprise: &EnterpriseId) -> bool {
    let Some(bank) = caller.role.bank() else {
        return false;
    };
    api.writer
        .books()
        .await
        .state()
        .has_live_cover(bank, enterprise)
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
        actor: caller.to_string(),
        now,
        today: now.business_day(),
        issue: key.is_some(),
    }
}

/// Puts the model on record once.
async fn record_model(api: &Api, model: &str, request: &Request) -> Result<(), Problem> {
    if api.recorded.get(model).is_some() {
        return Ok(());
    }
    let loaded = api.scorer.model(model).map_err(|error| failed(&error))?;
    let request = request.clone();
    let done = api
        .writer
        .run(async move |store, _| Scorer::record_model(&store, &loaded, &request).await)
        .await
        .map_err(|why| unwritten(&why))?;
    done.map_err(|error| failed(&error))?;
    api.recorded.insert(model.to_owned(), ());
    Ok(())
}

fn shown_score(
    score: Option<String>,
    assessment: &str,
    leave: &Leave,
    marks: Vec<Mark>,
) -> Result<ShownScore, Problem> {
    let raw = RawValue::from_string(assessment.to_owned()).map_err(|_| Problem::internal())?;
    Ok(ShownScore {
        score,
        assessment_digest: Digest::of(assessment.as_bytes()).to_string(),
        ground: leave.ground.to_string(),
        marks,
        superseded_by: None,
        head: None,
        assessment: raw,
    })
}

async fn log(
    api: &Api,
    caller: &Caller,
    (asked, leave): (&Asked, &Leave),
    (kind, id, digest): (ShownKind, &str, Digest),
    (trace, now): (&TraceId, Moment),
) -> Result<(), Problem> {
    let shown = Shown {
        kind,
        id: id.to_owned(),
        digest,
    };
    let row = look_up(caller, asked, leave, shown, (&trace.0, now));
    api.writer.log(row).await.map_err(|why| unwritten(&why))
}

/// Shows an issued score: with leave, and logged. Without leave it is not there.
async fn show(
    api: &Api,
    caller: &Caller,
    stored: &StoredScore,
    purpose: Purpose,
    (trace, now): (&TraceId, Moment),
) -> Result<ShownScore, Problem> {
    let score = &stored.score;
    let private = score.reader.is_some();
    let own =
        score.reader.as_deref() == caller.role.bank().map(crate::units::names::BankId::as_str);
    if private && !own && !matches!(caller.role, crate::identity::Role::Auditor) {
        return Err(Problem::not_found("score", &score.id));
    }
    let asked = Asked {
        enterprise: score.enterprise.clone(),
        purpose,
        classes: of_a_score(private),
        live_cover: live_cover(api, caller, &score.enterprise).await,
    };
    let reading = leave(&api.store, caller, &asked, now.business_day()).await;
    let reading = reading.map_err(|_| Problem::not_found("score", &score.id))?;
    let shown = (ShownKind::Score, score.id.as_str(), score.assessment_digest);
    log(api, caller, (&asked, &reading.leave), shown, (trace, now)).await?;
    let mut shown = shown_score(
        Some(score.id.clone()),
        &score.assessment,
        &reading.leave,
        reading.marks,
    )?;
    if let Ok(id) = ScoreId::parse(&score.id) {
        let successor = api.store.superseded_by(&id).await;
        let successor = successor.map_err(|error| failed(&error.into()))?;
        shown.superseded_by = successor.map(|id| id.to_string());
    }
    let record = api
        .store
        .records(stored.sequence.saturating_sub(1), 1)
        .await;
    let record = record.map_err(|error| failed(&error.into()))?.pop();
    shown.head = record.map(|record| JournalHead {
        sequence: record.sequence,
        hash: record.hash.to_string(),
    });
    Ok(shown)
}

fn purpose(parameters: &Parameters) -> Result<Purpose, Problem> {
    let read = |text: &str| {
        let found = Purpose::WORDS.iter().find(|(word, _)| *word == text);
        found.map(|(_, purpose)| *purpose).ok_or_else(|| {
            let words: Vec<&str> = Purpose::WORDS.iter().map(|(word, _)| *word).collect();
            format!("`{text}` is none of: {}", words.join(", "))
        })
    };
    parameters.read("purpose", read)?.ok_or_else(|| {
        Problem::fields(vec![FieldProblem {
            pointer: "purpose".to_owned(),
            code: "request.parameter".to_owned(),
            detail: "say for what it is read, as `purpose`".to_owned(),
        }])
    })
}

/// One issued score, its document byte for byte.
#[utoipa::path(
    get, path = "/v1/scores/{score}", tag = "scores",
    params(
        ("score" = String, Path, description = "the score"),
        ("purpose" = String, Query, description = "for what it is read; logged"),
    ),
    responses((status = 200, body = ShownScore), (status = 404, body = Problem))
)]
async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
    Extension(trace): Extension<TraceId>,
    parameters: Parameters,
) -> Result<Json<ShownScore>, Problem> {
    parameters.only(&["purpose"])?;
    let purpose = purpose(&parameters)?;
    let stored = api.store.score_by_id(&id).await;
    let stored = stored.map_err(|error| failed(&error.into()))?;
    let stored = stored.ok_or_else(|| Problem::not_found("score", &id))?;
    let shown = show(&api, &asker.0, &stored, purpose, (&trace, (api.now)())).await?;
    Ok(Json(shown))
}

/// A score as it is listed.
#[derive(Serialize, ToSchema)]
struct ListedScore {
    /// Its id.
    score: String,
    /// The record of the journal that issued it.
    sequence: u64,
    /// As of which day.
    #[schema(format = Date)]
    as_of: String,
    /// The digest of the model.
    model_digest: String,
    /// The digest of the document.
    assessment_digest: String,
}

/// The scores of an enterprise, without their documents.
#[derive(Serialize, ToSchema)]
struct ScoreList {
    /// In the order of their issue.
    scores: Vec<ListedScore>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The issued scores of an enterprise that the caller may read.
#[utoipa::path(
    get, path = "/v1/scores", tag = "scores",
    params(
        ("enterprise" = String, Query, description = "the enterprise"),
        ("purpose" = String, Query, description = "for what they are read"),
        ("after" = Option<u64>, Query, description = "the cursor of the page before"),
        ("limit" = Option<u32>, Query, description = "how many, at most 1000"),
    ),
    responses((status = 200, body = ScoreList))
)]
async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ScoreList>, Problem> {
    parameters.only(&["enterprise", "purpose", "after", "limit"])?;
    let page = parameters.page(&api)?;
    let purpose = purpose(&parameters)?;
    let enterprise = parameters.read("enterprise", EnterpriseId::parse)?;
    let enterprise = enterprise.ok_or_else(|| {
        Problem::fields(vec![FieldProblem {
            pointer: "enterprise".to_owned(),
            code: "request.parameter".to_owned(),
            detail: "name the enterprise".to_owned(),
        }])
    })?;
    let caller = &*asker.0;
    let asked = Asked {
        enterprise: enterprise.clone(),
        purpose,
        classes: of_a_score(false),
        live_cover: live_cover(&api, caller, &enterprise).await,
    };
    let today = (api.now)().business_day();
    leave(&api.store, caller, &asked, today)
        .await
        .map_err(|error| failed(&error))?;
    let wanted = ScorePage {
        after: page.after,
        limit: page.limit,
        enterprise: Some(enterprise),
    };
    let found = api
        .store
        .scores(&wanted)
        .await
        .map_err(|error| failed(&error.into()))?;
    let full = found.len() == page.limit as usize;
    let next = found.last().filter(|_| full).map(|last| last.sequence);
    let reader = caller.role.bank().map(crate::units::names::BankId::as_str);
    let seen = found
        .iter()
        .filter(|of| of.score.reader.is_none() || of.score.reader.as_deref() == reader);
    let scores = seen.map(|of| ListedScore {
        score: of.score.id.clone(),
        sequence: of.sequence,
        as_of: of.score.as_of.to_string(),
        model_digest: of.score.model_digest.to_string(),
        assessment_digest: of.score.assessment_digest.to_string(),
    });
    Ok(Json(ScoreList {
        scores: scores.collect(),
        next,
    }))
}

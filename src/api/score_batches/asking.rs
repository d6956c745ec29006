//! A batch asked for, by a list or by a file; and called off.

use super::shown::ScoreBatch;
use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::Parameters;
use crate::api::problem::Problem;
use crate::api::request_body::{JsonObject, is_json};
use crate::api::state::Api;
use crate::api::turn::{created, in_turn};
use crate::api::upload;
use crate::api::watch::TraceId;
use crate::service::score_batches::{self, BatchAsk, BatchSource};
use axum::extract::{Extension, FromRequest, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// An ask for scores of many enterprises 批量评分申请.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the use case reads it")]
pub(in crate::api) struct ScoreBatchBody {
    /// The enterprises, each once; at most 40 000.
    enterprises: Vec<String>,
    /// For what: `credit-assessment`, `cover-monitoring`, `claim`, `objection`, `statistics`.
    purpose: String,
    /// The model; the one in force if not given.
    model: Option<String>,
    /// In which pool, where the model in force differs by it.
    pool: Option<String>,
    /// For which product.
    product: Option<String>,
    /// As of which day; the day of the request if not given.
    #[schema(format = Date)]
    as_of: Option<String>,
    /// `available`, or `recorded@` and a moment.
    basis: Option<String>,
    /// The segment, for models that have stages.
    segment: Option<String>,
    /// `shared`, or `own` to read the bank's private evidence as well.
    evidence: Option<String>,
}

/// What a file's scores are asked for with, as parameters of the query.
const TERMS: [&str; 8] = [
    "purpose", "model", "pool", "product", "as_of", "basis", "segment", "evidence",
];

/// Asks for scores of many enterprises: a JSON list, or a file (CSV or XLSX) with a column `enterprise` or 统一社会信用代码,
/// whose other fields stand in the query. They are made in the background; `Location` tells how far they are.
#[utoipa::path(
    post, path = "/v1/score-batches", tag = "score-batches",
    request_body(content(
        (ScoreBatchBody = "application/json"),
        (String = "text/csv"),
        (Vec<u8> = "application/octet-stream"),
    )),
    params(
        ("purpose" = Option<String>, Query, description = "of a file: for what"),
        ("model" = Option<String>, Query, description = "of a file: the model"),
        ("pool" = Option<String>, Query, description = "of a file: in which pool"),
        ("product" = Option<String>, Query, description = "of a file: for which product"),
        ("as_of" = Option<String>, Query, description = "of a file: as of which day"),
        ("basis" = Option<String>, Query, description = "of a file: `available`, or `recorded@` and a moment"),
        ("segment" = Option<String>, Query, description = "of a file: the segment"),
        ("evidence" = Option<String>, Query, description = "of a file: `shared` or `own`"),
        ("name" = Option<String>, Query, description = "of a file: its name"),
        ("sheet" = Option<String>, Query, description = "of a workbook: the sheet; the first that is not empty if not given"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((
        status = 202, body = ScoreBatch, description = "taken in, or taken in before (`Idempotent-Replayed: true`)",
        headers(("Location" = String, description = "where the batch tells how far it is"))
    ))
)]
pub(super) async fn ask(
    State(api): State<Api>,
    asker: Asker,
    Key(key, _held): Key,
    Extension(trace): Extension<TraceId>,
    parameters: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Arc::new(read(&api, &asker, &parameters, request).await?);
    let (caller, caps) = (Arc::clone(&asker.0), api.limits.batches);
    let (record, replayed) = in_turn(&api, async move |store, now| {
        let by = (&*caller, trace.0.as_str());
        score_batches::ask(&store, by, (&asked, caps), &key, now).await
    })
    .await?;
    api.batches.wake();
    let id = record.event.subject.as_str();
    let progress = score_batches::progress(&api.store, &asker.0, id).await;
    let progress = progress.map_err(|error| failed(&error))?;
    let head = JournalHead::of(record.sequence, &record.hash);
    let mut response = created(replayed, ScoreBatch::of(&progress).at(head));
    *response.status_mut() = StatusCode::ACCEPTED;
    if let Ok(place) = HeaderValue::from_str(&format!("/v1/score-batches/{id}")) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

async fn read(
    api: &Api,
    asker: &Asker,
    parameters: &Parameters,
    request: Request,
) -> Result<BatchAsk, Problem> {
    let (caller, caps) = (&*asker.0, api.limits.batches);
    let today = (api.now)().business_day();
    let asked = if is_json(request.headers()) {
        parameters.none()?;
        let JsonObject(body) = JsonObject::from_request(request, api).await?;
        let source = BatchSource::Body(&Value::Object(body));
        score_batches::read(&api.scorer, caller, &source, caps, today).await
    } else {
        let mut query = parameters.query();
        let given = TERMS.iter().filter_map(|name| {
            let text = query.text(name)?;
            Some(((*name).to_owned(), json!(text)))
        });
        let fields = Value::Object(given.collect::<Map<String, Value>>());
        let name = upload::named(&mut query);
        let sheet = query.text("sheet");
        query.finish(Some(()))?;
        let name = name.unwrap_or_else(|| "enterprises.csv".to_owned());
        let input = upload::file(api, &name, request.into_body()).await?;
        let source = BatchSource::File {
            input: &input,
            sheet,
            fields: &fields,
        };
        score_batches::read(&api.scorer, caller, &source, caps, today).await
    };
    asked.map_err(|error| failed(&error))
}

/// Calls a batch off: what is scored stays, what waits is never scored.
#[utoipa::path(
    delete, path = "/v1/score-batches/{batch}", tag = "score-batches", operation_id = "cancel_score_batch",
    params(
        ("batch" = String, Path, description = "the batch"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = ScoreBatch))
)]
pub(super) async fn cancel(
    State(api): State<Api>,
    asker: Asker,
    Key(key, _held): Key,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (caller, batch) = (Arc::clone(&asker.0), id.clone());
    let (record, replayed) = in_turn(&api, async move |store, now| {
        score_batches::cancel(&store, &caller, &batch, &key, now).await
    })
    .await?;
    let progress = score_batches::progress(&api.store, &asker.0, &id).await;
    let progress = progress.map_err(|error| failed(&error))?;
    let head = JournalHead::of(record.sequence, &record.hash);
    Ok(created(replayed, ScoreBatch::of(&progress).at(head)))
}

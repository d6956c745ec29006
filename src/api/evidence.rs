//! Batches of evidence over HTTP: delivered as files, listed, shown with the rows that would not do.

use super::acknowledged::JournalHead;
use super::asker::Asker;
use super::failure::failed;
use super::key::Key;
use super::page::{PageQuery, Parameters};
use super::problem::Problem;
use super::state::Api;
use super::turn::{created, in_turn};
use super::upload;
use crate::evidence::{SourceClass, Visibility};
use crate::service::evidence_batches::{
    Delivery, batch, batches, deliver_rows, delivered_before, rejected, seal_delivery, source_of,
};
use crate::service::records::{Batch, Reject};
use crate::units::{DateStyle, EnterpriseId, parse_date};
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The longest name of a source, in characters.
const LONGEST: usize = 100;

/// A router of them, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(deliver, list))
        .routes(routes!(one))
        .routes(routes!(rejects))
}

/// What became of the rows of a file: accepted, rejected and duplicate rows make up those read.
#[derive(Debug, Serialize, ToSchema)]
struct Rows {
    /// Rows of data read.
    read: i64,
    /// Rows that said something new.
    accepted: i64,
    /// Rows that would not do.
    rejected: i64,
    /// Rows that said what was known.
    duplicate: i64,
}

/// A batch of evidence 证据批次.
#[derive(Debug, Serialize, ToSchema)]
struct EvidenceBatch {
    /// Its number.
    batch: i64,
    /// Its place among the sealed batches; absent while it is open, when nobody sees its facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    ordinal: Option<i64>,
    /// The source 来源.
    source: String,
    /// How far it is trusted 来源等级: `bank_private`, `filed`, `audited` or `registry`.
    class: &'static str,
    /// Who sees its facts: `shared`, or `bank:` and the bank.
    visibility: String,
    /// The file, as it was named.
    file: String,
    /// The digest of its bytes.
    file_digest: String,
    /// By which plan its columns became facts.
    plan: String,
    /// What became of its rows.
    rows: Rows,
    /// Facts recorded.
    facts: i64,
    /// When reading began.
    begun_at: String,
    /// When it was sealed, which is when its facts count as learned.
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed_at: Option<String>,
}

impl EvidenceBatch {
    fn of(batch: &Batch) -> Self {
        let source = &batch.source;
        let counts = batch.counts;
        Self {
            batch: batch.number,
            ordinal: batch.ordinal,
            source: source.name.clone(),
            class: source.class.word(),
            visibility: match &source.visibility {
                Visibility::Shared => "shared".to_owned(),
                Visibility::PrivateTo(bank) => format!("bank:{bank}"),
            },
            file: source.file.clone(),
            file_digest: source.file_digest.to_string(),
            plan: batch.label.clone(),
            rows: Rows {
                read: counts.read,
                accepted: counts.accepted,
                rejected: counts.rejected,
                duplicate: counts.duplicate,
            },
            facts: counts.facts,
            begun_at: batch.begun_at.to_string(),
            sealed_at: batch.sealed_at.map(|at| at.to_string()),
        }
    }
}

/// One thing wrong with a row.
#[derive(Debug, Serialize, ToSchema)]
struct RowProblem {
    /// The field; empty where the whole row is at fault.
    field: String,
    /// The stable name of the rule that was broken.
    code: String,
    /// A sentence on what to do.
    detail: String,
}

/// A row that would not do 退回行.
#[derive(Debug, Serialize, ToSchema)]
struct RejectedRow {
    /// Its number among all rejected rows: the cursor.
    number: i64,
    /// The row of the file, from 1, the header counted.
    row: u64,
    /// Everything wrong with it.
    problems: Vec<RowProblem>,
    /// The row as it stood.
    given: String,
}

impl RejectedRow {
    fn of(reject: &Reject) -> Self {
        let problems = reject.reject.problems.0.iter().map(|problem| RowProblem {
            field: problem.field.clone(),
            code: problem.rule.clone(),
            detail: problem.message.clone(),
        });
        Self {
            number: reject.sequence,
            row: reject.reject.row,
            problems: problems.collect(),
            given: reject.reject.given.clone(),
        }
    }
}

/// Rejected rows of a batch.
#[derive(Debug, Serialize, ToSchema)]
struct RejectPage {
    /// In the order of the file.
    rejects: Vec<RejectedRow>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

impl RejectPage {
    fn of(rejects: &[Reject], limit: u32) -> Self {
        let full = rejects.len() == limit as usize;
        Self {
            next: rejects.last().filter(|_| full).map(|last| last.sequence),
            rejects: rejects.iter().map(RejectedRow::of).collect(),
        }
    }
}

/// What became of a file that was delivered.
#[derive(Debug, Serialize, ToSchema)]
struct Delivered {
    /// Its batch.
    #[serde(flatten)]
    batch: EvidenceBatch,
    /// What a person should know, such as columns that nothing reads.
    notices: Vec<String>,
    /// The first rows that would not do, each with its reasons; `/rejects` of the batch has all.
    #[serde(flatten)]
    rejected: RejectPage,
    /// Where the journal ended with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<JournalHead>,
}

/// A file of evidence in a form.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; a form is read part by part"
)]
struct EvidenceForm {
    /// The file: JSON lines, CSV or XLSX.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// A mapping 映射: how the columns of the file become facts, TOML. What it says of the source is not read: the query
    /// says it.
    mapping: Option<String>,
}

/// Delivers a file of evidence from a classed source: JSON lines, CSV or a workbook, by its columns, or by a mapping of
/// your own that stands beside it in a form. A bank delivers what it alone
/// knows and alone will see; a maker what is shared.
#[utoipa::path(
    post, path = "/v1/evidence-batches", tag = "evidence",
    request_body(
        content((Vec<u8> = "application/octet-stream"), (EvidenceForm = "multipart/form-data")),
        description = "the file: JSON lines, CSV or XLSX; in a form a mapping may stand beside it"
    ),
    params(
        ("source" = String, Query, description = "the name of the source"),
        ("class" = Option<String>, Query, description = "how far it is trusted: `filed`, `audited` or `registry`; of a bank always `bank_private`"),
        ("name" = Option<String>, Query, description = "the name of the file"),
        ("kind" = Option<String>, Query, description = "kinds of fact, with commas, where columns do not tell"),
        ("enterprise" = Option<String>, Query, description = "whom the whole file is about, where rows do not tell"),
        ("counted_on" = Option<String>, Query, description = "the day of the export, for counts that have no day of their own"),
        ("strict" = Option<bool>, Query, description = "`true` refuses the file where one row will not do"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Delivered))
)]
async fn deliver(
    State(api): State<Api>,
    asker: Asker,
    Key(key, _held): Key,
    parameters: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    let (name, delivery) = asked(&asker, &parameters)?;
    let found = upload::mapped(&api, (name, "evidence"), request).await?;
    let mapping = found.mapping;
    let (input, delivery) = (
        found.file,
        Delivery {
            mapping,
            ..delivery
        },
    );
    let work = Arc::new((Arc::clone(&asker.0), input, delivery, key));
    let before = {
        let work = Arc::clone(&work);
        let before = async move |store, now| {
            let (caller, input, delivery, key) = &*work;
            delivered_before(&store, caller, (input, delivery), key, now).await
        };
        in_turn(&api, before).await?
    };
    if let Some(batch) = before {
        return answered(&api, &batch, Vec::new(), true).await;
    }
    let (caller, input, delivery, key) = &*work;
    let rows = deliver_rows(&api.store, caller, (input, delivery), key, (api.now)()).await;
    let rows = rows.map_err(|error| failed(&error))?;
    let seal = async move |store, _| seal_delivery(&store, rows).await;
    let (taken, batch) = in_turn(&api, seal).await?;
    answered(&api, &batch, taken.notices, taken.already).await
}

/// The name of the file, and what is said beside it.
fn asked(asker: &Asker, parameters: &Parameters) -> Result<(Option<String>, Delivery), Problem> {
    let mut query = parameters.query();
    let source = query.must("source", source_name, "name the source");
    let class = query.read("class", |text| {
        SourceClass::from_word(text)
            .ok_or_else(|| format!("`{text}` is none of: {}", SourceClass::WORDS.join(", ")))
    });
    let name = upload::named(&mut query);
    let kind = query.text("kind").map(str::to_owned);
    let enterprise = query.read("enterprise", EnterpriseId::parse);
    let counted_on = query.read("counted_on", |text| parse_date(text, DateStyle::Auto));
    let strict = query.read("strict", |text| match text {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(format!("`{other}` is neither true nor false")),
    });
    let source = query.finish(source)?;
    let source = source_of(&asker.0, source, class).map_err(|error| failed(&error))?;
    let delivery = Delivery {
        source,
        kind,
        mapping: None,
        enterprise,
        counted_on,
        strict: strict.unwrap_or(false),
    };
    Ok((name, delivery))
}

fn source_name(text: &str) -> Result<String, String> {
    let fits = (1..=LONGEST).contains(&text.chars().count());
    if fits && !text.contains(char::is_control) && text.trim() == text {
        return Ok(text.to_owned());
    }
    Err(format!(
        "one line of 1 to {LONGEST} characters without blanks around it would pass"
    ))
}

async fn answered(
    api: &Api,
    batch: &Batch,
    notices: Vec<String>,
    before: bool,
) -> Result<Response, Problem> {
    let limit = api.limits.page;
    let rejects = rejected(&api.store, batch, (0, limit)).await;
    let rejects = rejects.map_err(|error| failed(&error))?;
    let sealed_by = batch.sealed_by.unwrap_or(0);
    let record = api.store.records(sealed_by.saturating_sub(1), 1).await;
    let record = record.map_err(|error| failed(&error.into()))?.pop();
    let record = record.filter(|record| record.sequence == sealed_by);
    let done = Delivered {
        batch: EvidenceBatch::of(batch),
        notices,
        rejected: RejectPage::of(&rejects, limit),
        head: record.map(|record| JournalHead::of(record.sequence, &record.hash)),
    };
    Ok(created(before, done))
}

/// Batches.
#[derive(Debug, Serialize, ToSchema)]
struct BatchPage {
    /// In the order of beginning.
    batches: Vec<EvidenceBatch>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// The batches that the caller sees: a bank its own, the commission and analysts what is shared, auditors all.
#[utoipa::path(
    get, path = "/v1/evidence-batches", tag = "evidence",
    params(
        PageQuery,
    ),
    responses((status = 200, body = BatchPage))
)]
async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<BatchPage>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let found = batches(&api.store, &asker.0, (page.after, page.limit)).await;
    let (found, next) = found.map_err(|error| failed(&error))?;
    Ok(Json(BatchPage {
        batches: found.iter().map(EvidenceBatch::of).collect(),
        next,
    }))
}

/// One batch.
#[utoipa::path(
    get, path = "/v1/evidence-batches/{batch}", tag = "evidence",
    params(("batch" = String, Path, description = "its number")),
    responses((status = 200, body = EvidenceBatch), (status = 404, body = Problem))
)]
async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(number): Path<String>,
) -> Result<Json<EvidenceBatch>, Problem> {
    let found = batch(&api.store, &asker.0, &number).await;
    Ok(Json(EvidenceBatch::of(
        &found.map_err(|error| failed(&error))?,
    )))
}

/// The rows of a batch that would not do, each with every reason.
#[utoipa::path(
    get, path = "/v1/evidence-batches/{batch}/rejects", tag = "evidence",
    params(
        ("batch" = String, Path, description = "its number"),
        PageQuery,
    ),
    responses((status = 200, body = RejectPage), (status = 404, body = Problem))
)]
async fn rejects(
    State(api): State<Api>,
    asker: Asker,
    Path(number): Path<String>,
    parameters: Parameters,
) -> Result<Json<RejectPage>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let found = batch(&api.store, &asker.0, &number).await;
    let found = found.map_err(|error| failed(&error))?;
    let rows = rejected(&api.store, &found, (page.after, page.limit)).await;
    let rows = rows.map_err(|error| failed(&error))?;
    Ok(Json(RejectPage::of(&rows, page.limit)))
}

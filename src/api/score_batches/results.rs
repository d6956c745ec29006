//! What came of the lines of a batch: NDJSON or CSV, page by page, logged before it is shown.

use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::api::turn::in_turn;
use crate::api::watch::TraceId;
use crate::service::governance::log;
use crate::service::score_batches::{self, LineResult};
use crate::service::wire::CURRENCY;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// What came of a line of a batch 批量评分明细; the columns of the CSV are called the same.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::api) struct ScoreBatchLine {
    /// The line, from 1.
    line: u64,
    /// Whom it is about.
    enterprise: String,
    /// `scored`; `refused`, with code and reason; or `withheld`: a score was issued, and may not be shown now.
    outcome: &'static str,
    /// The score.
    score: Option<String>,
    /// What came of it, such as `passes`.
    status: Option<String>,
    /// The grade 等级.
    grade: Option<String>,
    /// The least points earned 分值.
    points_low: Option<i32>,
    /// The most points earned.
    points_high: Option<i32>,
    /// The most that could be.
    points_max: Option<i32>,
    /// The recommended limit, as a decimal text 推荐授信额度.
    recommended_limit: Option<String>,
    /// The currency of the limit.
    currency: Option<&'static str>,
    /// Until when the score stands.
    #[schema(format = Date)]
    valid_until: Option<String>,
    /// The digest of the document's bytes.
    assessment_digest: Option<String>,
    /// On what ground it is shown.
    ground: Option<String>,
    /// How many objections about the enterprise are open 异议标注.
    open_objections: Option<u64>,
    /// The score that took its place after an objection was upheld.
    superseded_by: Option<String>,
    /// The code of the refusal.
    code: Option<String>,
    /// Why, with what would pass.
    reason: Option<String>,
}

impl ScoreBatchLine {
    fn of(result: LineResult) -> Self {
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut line = Self {
            line: result.line,
            enterprise: result.enterprise.to_string(),
            outcome: match (&result.score, result.issued) {
                (Some(_), _) => "scored",
                (None, true) => "withheld",
                (None, false) => "refused",
            },
            code: said(result.code),
            reason: said(result.reason),
            ..Self::default()
        };
        if let Some(shown) = result.score {
            let (told, stored) = (shown.told, shown.stored.score);
            line.currency = told.recommended_limit.as_ref().map(|_| CURRENCY);
            line.score = Some(stored.id);
            line.status = Some(told.status);
            line.grade = told.grade;
            line.points_low = Some(told.points.low);
            line.points_high = Some(told.points.high);
            line.points_max = Some(told.points.max);
            line.recommended_limit = told.recommended_limit;
            line.valid_until = told.valid_until;
            line.assessment_digest = Some(stored.assessment_digest.to_string());
            line.ground = Some(shown.ground);
            line.open_objections = Some(shown.marks as u64);
            line.superseded_by = shown.superseded_by.map(|id| id.to_string());
        }
        line
    }
}

/// What came of the lines that are done so far, in their order: NDJSON, or CSV by `format=csv` or `Accept: text/csv`. A
/// full page names the next one in `Link`. Each score that is shown is logged, for the purpose of the batch.
#[utoipa::path(
    get, path = "/v1/score-batches/{batch}/results", tag = "score-batches",
    params(
        ("batch" = String, Path, description = "the batch"),
        ("format" = Option<String>, Query, description = "`ndjson` or `csv`; by `Accept` if not given"),
        PageQuery,
    ),
    responses(
        (
            status = 200, description = "the lines",
            content((ScoreBatchLine = "application/x-ndjson"), (String = "text/csv")),
            headers(("Link" = String, description = "the next page, as `rel=\"next\"`, after a full one"))
        ),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn results(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
    Extension(trace): Extension<TraceId>,
    parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let format = query.read("format", |text| match text {
        "csv" => Ok(true),
        "ndjson" => Ok(false),
        other => Err(format!("`{other}` is neither ndjson nor csv")),
    });
    let (page, format) = query.finish(Some((page, format)))?;
    let accept = headers.get(header::ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or("");
    let csv = format.unwrap_or_else(|| accept.trim_start().starts_with("text/csv"));
    let from = (&api.store, &api.writer);
    let wanted = (id.as_str(), (page.after, page.limit));
    let at = (trace.0.as_str(), (api.now)());
    let found = score_batches::results(from, &asker.0, wanted, at).await;
    let (lines, rows) = found.map_err(|error| failed(&error))?;
    if !rows.is_empty() {
        in_turn(&api, async move |store, _| log(&store, &rows).await).await?;
    }
    let next = lines.last().map(|last| last.line);
    let next = next.filter(|_| lines.len() == page.limit as usize);
    let lines: Vec<ScoreBatchLine> = lines.into_iter().map(ScoreBatchLine::of).collect();
    let (kind, text) = if csv {
        ("text/csv; charset=utf-8", csv_of(&lines)?)
    } else {
        ("application/x-ndjson", ndjson_of(&lines)?)
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], text).into_response();
    if let Some(next) = next {
        let format = format.map_or("", |csv| if csv { "&format=csv" } else { "&format=ndjson" });
        let limit = page.limit;
        let link = format!(
            "</v1/score-batches/{id}/results?after={next}&limit={limit}{format}>; rel=\"next\""
        );
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    Ok(response)
}

fn ndjson_of(lines: &[ScoreBatchLine]) -> Result<String, Problem> {
    let mut text = String::new();
    for line in lines {
        text.push_str(&serde_json::to_string(line).map_err(|_| Problem::internal())?);
        text.push('\n');
    }
    Ok(text)
}

fn csv_of(lines: &[ScoreBatchLine]) -> Result<String, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.serialize(line).map_err(|_| Problem::internal())?;
    }
    if lines.is_empty() {
        // A table without rows has its header all the same.
        let mut header = csv::Writer::from_writer(Vec::new());
        let empty = ScoreBatchLine::default();
        header.serialize(&empty).map_err(|_| Problem::internal())?;
        let bytes = header.into_inner().map_err(|_| Problem::internal())?;
        let text = String::from_utf8(bytes).map_err(|_| Problem::internal())?;
        let first = text.split_once('\n').map_or("", |(first, _)| first);
        return Ok(format!("{first}\n"));
    }
    let bytes = writer.into_inner().map_err(|_| Problem::internal())?;
    String::from_utf8(bytes).map_err(|_| Problem::internal())
}

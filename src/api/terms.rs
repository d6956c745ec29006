//! Terms of pools: which there are, each with its file, and an administrator's own put on record.

use super::acknowledged::JournalHead;
use super::asker::Asker;
use super::failure::failed;
use super::key::Key;
use super::page::{PageQuery, Parameters};
use super::problem::Problem;
use super::state::Api;
use super::turn::{created, under_key};
use super::upload;
use crate::pool::Terms;
use crate::service::recorded_terms::{self, Recording};
use crate::service::terms::{self, LoadedTerms};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of them, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(record, list))
        .routes(routes!(one))
}

/// A version of terms 条款版本.
#[derive(Debug, Serialize, ToSchema)]
struct TermsVersion {
    /// Its id.
    terms: String,
    /// The programme 方案.
    scheme: String,
    /// Its number among the versions of the programme.
    version: u32,
    /// How far it is a rule: `sample`, `draft` or `in-force`.
    status: &'static str,
    /// Its name in English.
    name: String,
    /// Its name in Chinese.
    name_zh: String,
    /// The digest of its meaning.
    digest: String,
    /// The first day of approval of the loans that fall under it.
    #[schema(format = Date)]
    effective_from: String,
    /// The last such day; absent is until a later version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    effective_to: Option<String>,
    /// The record of the journal that put it there; absent of shipped terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<u64>,
}

impl TermsVersion {
    fn of(terms: &Terms, recorded_by: Option<u64>) -> Self {
        Self {
            terms: terms.id.to_string(),
            scheme: terms.scheme.to_string(),
            version: terms.version,
            status: terms.status.word(),
            name: terms.name.en.clone(),
            name_zh: terms.name.zh.clone(),
            digest: terms.digest().to_string(),
            effective_from: terms.effective_from.to_string(),
            effective_to: terms.effective_to.map(|day| day.to_string()),
            recorded_by,
        }
    }
}

/// Versions of terms.
#[derive(Debug, Serialize, ToSchema)]
struct TermsVersions {
    /// The shipped ones first, then those on record in the order in which they came.
    terms: Vec<TermsVersion>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Every version of terms at hand, with the record that put it there.
async fn at_hand(api: &Api) -> Result<Vec<(LoadedTerms, Option<u64>)>, Problem> {
    let shipped: Result<Vec<LoadedTerms>, _> = terms::shipped().map(terms::find).collect();
    let shipped = shipped.map_err(|error| failed(&error))?;
    let recorded = recorded_terms::on_record(&api.store).await;
    let recorded = recorded.map_err(|error| failed(&error))?.into_iter();
    let recorded = recorded.map(|of| (of.loaded, Some(of.record.sequence)));
    let shipped = shipped.into_iter().map(|loaded| (loaded, None));
    Ok(shipped.chain(recorded).collect())
}

/// The terms at hand: those of this release, and an administrator's own.
#[utoipa::path(
    get, path = "/v1/terms", tag = "terms", params(PageQuery),
    responses((status = 200, body = TermsVersions))
)]
async fn list(
    State(api): State<Api>,
    _: Asker,
    parameters: Parameters,
) -> Result<Json<TermsVersions>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let placed = (1..).zip(at_hand(&api).await?);
    let (found, next) = page.of(placed, |(place, _)| *place);
    let each = found
        .iter()
        .map(|(_, (of, by))| TermsVersion::of(&of.terms, *by));
    Ok(Json(TermsVersions {
        terms: each.collect(),
        next,
    }))
}

/// A version of terms with its file.
#[derive(Debug, Serialize, ToSchema)]
struct TermsFile {
    /// The version.
    #[serde(flatten)]
    version: TermsVersion,
    /// Its file, TOML, byte for byte.
    file: String,
}

/// One version of terms.
#[utoipa::path(
    get, path = "/v1/terms/{terms}", tag = "terms",
    params(("terms" = String, Path, description = "its id")),
    responses((status = 200, body = TermsFile), (status = 404, body = Problem))
)]
async fn one(
    State(api): State<Api>,
    _: Asker,
    Path(name): Path<String>,
) -> Result<Json<TermsFile>, Problem> {
    let found = at_hand(&api).await?;
    let terms = found.iter().find(|(of, _)| of.terms.id.as_str() == name);
    let (loaded, by) = terms.ok_or_else(|| Problem::not_found("version of terms", &name))?;
    Ok(Json(TermsFile {
        version: TermsVersion::of(&loaded.terms, *by),
        file: loaded.text.clone(),
    }))
}

/// Terms that were put on record.
#[derive(Debug, Serialize, ToSchema)]
struct TermsRecorded {
    /// The version.
    #[serde(flatten)]
    version: TermsVersion,
    /// The record that put it there.
    head: JournalHead,
}

/// A supervisor puts terms on record 条款登记: from then on the books decide by them.
#[utoipa::path(
    post, path = "/v1/terms", tag = "terms",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "the file, TOML"),
    params(
        ("name" = Option<String>, Query, description = "the name of the file, for messages"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = TermsRecorded))
)]
async fn record(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    parameters: Parameters,
    body: Body,
) -> Result<Response, Problem> {
    let mut query = parameters.query();
    let name = upload::named(&mut query);
    let name = query.finish(Some(name))?;
    let text = upload::text(&api, body).await?;
    let file = name.unwrap_or_else(|| "terms.toml".to_owned());
    let act =
        async move |store, caller: std::sync::Arc<crate::identity::Caller>, key: String, now| {
            let loaded = terms::read(text, file)?;
            let done =
                recorded_terms::record_under_key(&store, &loaded, &caller, &key, now).await?;
            let (sequence, before) = match done {
                Recording::New(sequence) => (sequence, false),
                Recording::Before(sequence) => (sequence, true),
                Recording::Known => (0, true),
            };
            let record = store.records(sequence.saturating_sub(1), 1).await?.pop();
            Ok((loaded, record, before))
        };
    let (loaded, record, before) = under_key(&api, &asker, key, act).await?;
    let record = record.ok_or_else(Problem::internal)?;
    let done = TermsRecorded {
        version: TermsVersion::of(&loaded.terms, Some(record.sequence)),
        head: JournalHead::of(record.sequence, &record.hash),
    };
    Ok(created(before, done))
}

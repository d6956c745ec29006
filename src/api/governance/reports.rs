//! A bank's monthly report 贷款月报: handed in, held against the books, confirmed.

use super::answer::{Done, write};
use super::bodies::ConfirmationBody;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::api::upload;
use crate::service::governance::{
    ReportFile, ReportHeld, checked_report, differences as found, finish_report, receive_report,
    report, reports,
};
use crate::service::pool::{Asking, Told, Who, command};
use crate::units::{DateStyle, Digest, parse_date};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Hands a month's loans in, as CSV or XLSX: the EAST 5.0 table of corporate loans, or our own.
#[utoipa::path(
    post, path = "/v1/loan-reports", tag = "loan-reports",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "the file, CSV or XLSX"),
    params(
        ("as_of" = String, Query, description = "the day of which it tells"),
        ("name" = Option<String>, Query, description = "the name of the file"),
        ("sheet" = Option<String>, Query, description = "the sheet of a workbook; the first that is not empty if not given"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn receive(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    parameters: Parameters,
    body: Body,
) -> Result<Response, Problem> {
    let mut query = parameters.query();
    let day = |text: &str| parse_date(text, DateStyle::Auto);
    let as_of = query.must("as_of", day, "name the day of which it tells");
    let name = upload::named(&mut query);
    let sheet = query.text("sheet").map(str::to_owned);
    let as_of = query.finish(as_of)?;
    let name = name.unwrap_or_else(|| "loans.csv".to_owned());
    let input = upload::file(&api, &name, body).await?;
    write(&api, &asker, key, async move |store, caller, key, now| {
        let file = ReportFile {
            input: &input,
            sheet: sheet.as_deref(),
            as_of,
        };
        receive_report(&store, &caller, &file, &key, now).await
    })
    .await
}

/// Reports.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportPage {
    /// In the order in which they came in.
    #[schema(value_type = Vec<Object>)]
    reports: Vec<ReportHeld>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The reports that the caller sees, in the order in which they came in: a bank its own.
#[utoipa::path(
    get, path = "/v1/loan-reports", tag = "loan-reports", params(PageQuery),
    responses((status = 200, body = ReportPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ReportPage>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let held = reports(&api.store, &asker.0, (page.after, page.limit)).await;
    let (reports, next) = held.map_err(|error| failed(&error))?;
    Ok(Json(ReportPage { reports, next }))
}

/// One report.
#[utoipa::path(
    get, path = "/v1/loan-reports/{report}", tag = "loan-reports",
    params(("report" = String, Path, description = "the report")),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let held = report(&api.store, &asker.0, &id).await;
    Ok(Json(json!(held.map_err(|error| failed(&error))?)))
}

/// In what a report differs from the books as they stand now, each with the command that would settle it.
#[utoipa::path(
    get, path = "/v1/loan-reports/{report}/differences", tag = "loan-reports",
    params(("report" = String, Path, description = "the report")),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(super) async fn differences(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let books = api.writer.books().await;
    let list = found(&api.store, books.state(), &asker.0, &id).await;
    Ok(Json(json!(list.map_err(|error| failed(&error))?)))
}

/// Confirms a list of differences: its commands are given to the books one after another.
#[utoipa::path(
    post, path = "/v1/loan-reports/{report}/confirmation", tag = "loan-reports",
    request_body = ConfirmationBody,
    params(
        ("report" = String, Path, description = "the report"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn confirm(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let given = body.get("list").and_then(Value::as_str);
    let list = given.and_then(|text| Digest::parse(text).ok());
    let list = list.ok_or_else(|| {
        Problem::field(
            "/list",
            "request.field",
            "name the digest of the list that you looked at",
        )
    })?;
    let commands = {
        let books = api.writer.books().await;
        checked_report(&api.store, books.state(), &asker.0, (&id, &list)).await
    };
    let stood = match commands {
        Ok(commands) => settle(&api, &asker, commands).await?,
        // Confirmed before: the key tells whether it was by this very request.
        Err(crate::service::Error::Refused(refusal)) if refusal.code() == "state" => 0,
        Err(error) => return Err(failed(&error)),
    };
    write(&api, &asker, key, async move |store, caller, key, now| {
        finish_report(&store, &caller, (&id, &list, stood), &key, now).await
    })
    .await
}

/// Gives commands to the books, each under its own key; how many stand.
async fn settle(
    api: &Api,
    asker: &Asker,
    commands: Vec<(u64, crate::service::pool::Fields)>,
) -> Result<u64, Problem> {
    let caller = &asker.0;
    let bank = caller
        .role
        .bank()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut stood = 0;
    for (_, fields) in commands {
        let who = Who {
            actor: Some(format!("bank:{bank}:{}", caller.person)),
            today: (api.now)().business_day(),
            client: caller.client.to_string(),
            key: String::new(),
        };
        let asked = command(&fields, &who).map_err(|problems| Problem::of(&problems))?;
        let asking = Asking {
            asked,
            expected: None,
            about: None,
        };
        let told = api.writer.ask(asking).await;
        let told = told.map_err(|why| crate::api::pool::unwritten(&why))?;
        stood += u64::from(matches!(told, Told::Kept { .. }));
    }
    Ok(stood)
}

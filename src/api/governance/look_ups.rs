//! Who looked at an enterprise 查询记录, and the seals of that log.

use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::api::turn::in_turn;
use crate::service::governance::{look_ups, seal_look_ups};
use crate::units::EnterpriseId;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

/// Who looked at an enterprise: for itself, the commission and auditors.
#[utoipa::path(
    get, path = "/v1/enterprises/{enterprise}/look-ups", tag = "enterprises",
    params(
        ("enterprise" = String, Path, description = "the enterprise"),
        PageQuery,
    ),
    responses((status = 200, body = Object))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Json<Value>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let enterprise =
        EnterpriseId::parse(&name).map_err(|_| Problem::not_found("enterprise", &name))?;
    let asked = (page.after, page.limit);
    let rows = look_ups(&api.store, &asker.0, &enterprise, asked).await;
    let rows = rows.map_err(|error| failed(&error))?;
    let next = page.last_of(&rows).map(|row| row.number);
    let each = rows
        .iter()
        .map(|row| json!({"number": row.number, "look_up": row.look_up}));
    let mut body = json!({ "look_ups": each.collect::<Vec<_>>() });
    if let Some(next) = next {
        body["next"] = json!(next);
    }
    Ok(Json(body))
}

/// An operator seals the log into the journal; without anything new nothing is written.
#[utoipa::path(
    post, path = "/v1/look-ups/seals", tag = "enterprises",
    responses((status = 201, body = Object))
)]
pub(super) async fn seal(
    State(api): State<Api>,
    asker: Asker,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let caller = Arc::clone(&asker.0);
    let seal = async move |store, now| seal_look_ups(&store, &caller, now).await;
    let sealed = in_turn(&api, seal).await?;
    Ok((StatusCode::CREATED, Json(json!({ "sealed": sealed }))))
}

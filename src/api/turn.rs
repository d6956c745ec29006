//! What is written in the writer's turn, and how it is answered.

use super::asker::Asker;
use super::failure::failed;
use super::key::Key;
use super::pool::unwritten;
use super::problem::Problem;
use super::state::Api;
use crate::identity::Caller;
use crate::service::Error;
use crate::service::records::Store;
use crate::units::Moment;
use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;

/// Does something in the writer's turn.
pub(super) async fn in_turn<T, F>(
    api: &Api,
    act: impl FnOnce(Store, Moment) -> F + Send + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let done = api.writer.run(act).await.map_err(|why| unwritten(&why))?;
    done.map_err(|error| failed(&error))
}

/// Does what a caller asks for under a key, in the writer's turn.
pub(super) async fn under_key<T, F>(
    api: &Api,
    asker: &Asker,
    Key(key, _held): Key,
    act: impl FnOnce(Store, Arc<Caller>, String, Moment) -> F + Send + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let caller = Arc::clone(&asker.0);
    in_turn(api, move |store, now| act(store, caller, key, now)).await
}

/// The answer to what stands now, and whether it stood before.
pub(super) fn created(replayed: bool, done: impl Serialize) -> Response {
    let mut response = (StatusCode::CREATED, Json(done)).into_response();
    if replayed {
        let told = HeaderValue::from_static("true");
        response.headers_mut().insert("idempotent-replayed", told);
    }
    response
}

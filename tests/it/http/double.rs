//! A double of the service: it passes everything on, but for what a test has it do wrong.

use super::served::Served;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tokio::net::TcpListener;

/// What came back from the real service, to be changed or not.
pub(crate) struct Passing {
    pub(crate) path: String,
    /// How many requests came for this path before, and this one.
    pub(crate) count: usize,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// Whether the connection is to be lost instead of an answer.
    pub(crate) lost: bool,
}

type Change = Arc<dyn Fn(&mut Passing) + Send + Sync>;

#[derive(Clone)]
struct Double {
    base: String,
    client: reqwest::Client,
    change: Change,
    seen: Arc<std::sync::Mutex<Vec<String>>>,
}

/// Starts a double; gives its address.
pub(crate) async fn double(
    served: &Served,
    change: impl Fn(&mut Passing) + Send + Sync + 'static,
) -> String {
    let double = Double {
        base: served.base.clone(),
        client: reqwest::Client::new(),
        change: Arc::new(change),
        seen: Arc::default(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(pass).with_state(double);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn pass(State(double): State<Double>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let path = parts.uri.path_and_query().unwrap().to_string();
    let count = {
        let mut seen = double.seen.lock().unwrap();
        seen.push(format!("{} {path}", parts.method));
        seen.iter()
            .filter(|of| **of == *seen.last().unwrap())
            .count()
    };
    let mut headers = parts.headers;
    headers.remove("host");
    headers.remove("content-length");
    let url = format!("{}{path}", double.base);
    let request = double.client.request(parts.method.clone(), url);
    let answer = request.headers(headers).body(bytes).send().await.unwrap();
    let mut passing = Passing {
        path: format!("{} {path}", parts.method),
        count,
        status: answer.status(),
        headers: answer.headers().clone(),
        body: answer.text().await.unwrap(),
        lost: false,
    };
    passing.headers.remove("transfer-encoding");
    passing.headers.remove("content-length");
    (double.change)(&mut passing);
    if passing.lost {
        // The task of the connection ends with this, and the connection with it.
        std::panic::resume_unwind(Box::new(()));
    }
    let mut response = (passing.status, Body::from(passing.body)).into_response();
    *response.headers_mut() = passing.headers;
    response
}

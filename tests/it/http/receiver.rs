//! A receiver of messages on loopback, which answers as it is told to and keeps what it was sent.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;
use zhixin::service::stopwatch;

/// A message as it came.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) timestamp: String,
    pub(crate) signature: String,
    pub(crate) body: String,
}

impl Told {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn sequence(&self) -> u64 {
        self.json()["data"]["sequence"].as_u64().unwrap()
    }

    /// Kind and subject.
    pub(crate) fn what(&self) -> String {
        let data = &self.json()["data"];
        let text = |name: &str| data[name].as_str().unwrap().to_owned();
        format!("{} {}", text("kind"), text("subject"))
    }
}

/// How one message is answered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reply {
    Status(u16),
    RetryAfter(u64),
    Elsewhere,
    Slow(Duration),
}

#[derive(Default)]
struct Inner {
    told: Vec<Told>,
    replies: VecDeque<Reply>,
    always: Option<Reply>,
}

/// A receiver; it takes everything unless it is told otherwise.
pub(crate) struct Receiver {
    pub(crate) base: String,
    inner: Arc<Mutex<Inner>>,
    task: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(
    State(inner): State<Arc<Mutex<Inner>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let reply = {
        let mut inner = inner.lock().unwrap();
        inner.told.push(Told {
            path: uri.path().to_owned(),
            id: text("webhook-id"),
            timestamp: text("webhook-timestamp"),
            signature: text("webhook-signature"),
            body: String::from_utf8(body.to_vec()).unwrap(),
        });
        inner.replies.pop_front().or(inner.always)
    };
    match reply {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(Reply::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Reply::RetryAfter(seconds)) => {
            let header = [("retry-after", seconds.to_string())];
            (StatusCode::SERVICE_UNAVAILABLE, header).into_response()
        }
        Some(Reply::Elsewhere) => {
            let header = [("location", "/elsewhere")];
            (StatusCode::TEMPORARY_REDIRECT, header).into_response()
        }
        Some(Reply::Slow(wait)) => {
            tokio::time::sleep(wait).await;
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let inner = Arc::<Mutex<Inner>>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(Arc::clone(&inner));
        let task = tokio::spawn(async move {
            axum_server::from_tcp(listener.into_std().unwrap())
                .unwrap()
                .serve(router.into_make_service())
                .await
                .unwrap();
        });
        Self { base, inner, task }
    }

    /// The next messages are answered so, one after the other.
    pub(crate) fn answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.inner.lock().unwrap().replies.extend(replies);
    }

    /// Every message from now on is answered so.
    pub(crate) fn always(&self, reply: Option<Reply>) {
        self.inner.lock().unwrap().always = reply;
    }

    pub(crate) fn told(&self) -> Vec<Told> {
        self.inner.lock().unwrap().told.clone()
    }

    /// Waits until so many messages came, and a little longer for those too many.
    #[track_caller]
    pub(crate) fn wait(&self, count: usize) -> impl Future<Output = Vec<Told>> {
        let at = std::panic::Location::caller();
        async move {
            let began = stopwatch::begin();
            while self.told().len() < count {
                let told = self.told();
                let late = began.elapsed() > Duration::from_secs(30);
                assert!(!late, "{at}: {count} were expected: {told:#?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.told()
        }
    }
}

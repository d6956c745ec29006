//! The running service: listener, router and writer from the first request to the last.

use crate::api::{self, Api, Gate, Limits};
use crate::config::Settings;
use crate::service::Error;
use crate::service::records::Store;
use crate::service::writer::{Writer, WriterRules};
use crate::units::Moment;
use axum_server::Handle;
use hyper_util::rt::TokioTimer;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// How long the head of a request may take to arrive, or an idle connection to say something.
const HEAD_WITHIN: Duration = Duration::from_secs(15);

/// A service that listens.
#[derive(Debug)]
pub struct Server {
    api: Api,
    listener: TcpListener,
    /// The address that is listened on.
    pub address: SocketAddr,
    stop_within: Duration,
}

impl Server {
    /// Opens the books and takes the address.
    pub async fn bind(
        settings: &Settings,
        store: &Store,
        gate: Gate,
        now: fn() -> Moment,
    ) -> Result<Self, Error> {
        let rules = WriterRules {
            queue: settings.queue,
            batch: settings.batch,
            now,
        };
        let wrong = |source: std::io::Error| Error::file(settings.listen.to_string(), source);
        let listener = TcpListener::bind(settings.listen).map_err(wrong)?;
        listener.set_nonblocking(true).map_err(wrong)?;
        let address = listener.local_addr().map_err(wrong)?;
        let writer = Writer::begin(store, rules).await?;
        let limits = Limits {
            body: settings.body_bytes,
            answer_within: settings.answer_within,
            ..Limits::default()
        };
        Ok(Self {
            api: Api::new(store.clone(), writer, gate, limits, now),
            listener,
            address,
            stop_within: settings.stop_within,
        })
    }

    /// Serves until `stop`, then answers what is under way, writes what waits, and ends.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Error> {
        let handle = Handle::new();
        let stopping = handle.clone();
        let within = self.stop_within;
        tokio::spawn(async move {
            stop.await;
            tracing::info!("stopping");
            stopping.graceful_shutdown(Some(within));
        });
        let writer = self.api.writer.clone();
        let wrong = |source: std::io::Error| Error::file("the listener", source);
        let mut server = axum_server::from_tcp(self.listener)
            .map_err(wrong)?
            .handle(handle);
        server
            .http_builder()
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN);
        let served = server
            .serve(api::router(self.api).into_make_service())
            .await;
        writer.stop().await;
        served.map_err(wrong)
    }
}

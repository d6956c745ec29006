//! The running service: listener, router and writer from the first request to the last.

use crate::api::{self, Api, Denials, InFlight, Limits, Metrics, Noted, TokenRoutes, token_routes};
use crate::config::{Callable, Clients, Settings, Tls};
use crate::identity::Realm;
use crate::service::Error;
use crate::service::governance::Footings;
use crate::service::identity::{
    Access, AccessSettings, Desk, KeyFolder, Printed, TrustedProxy, first_operator, outside_issuer,
    random,
};
use crate::service::records::Store;
use crate::service::score_batches::{BatchDesk, BatchParts, BatchWork};
use crate::service::scorer::Scorer;
use crate::service::shadowing;
use crate::service::standing::ModelRule;
use crate::service::tls::{self, ClientCertificates, TlsFiles};
use crate::service::webhooks::{Allowed, Courier, CourierParts, Targets};
use crate::service::writer::{Writer, WriterRules};
use crate::units::Moment;
use crate::webhooks::Pace;
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server as Listening};
use hyper_util::rt::TokioTimer;
use quick_cache::sync::Cache;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long the head of a request may take to arrive, or an idle connection to say something.
const HEAD_WITHIN: Duration = Duration::from_secs(15);

/// How often clients, keys and certificates are looked at anew.
const REFRESH: Duration = Duration::from_secs(1);

/// How often issued scores are looked for that shadow models have not scored.
const SHADOWS: Duration = Duration::from_secs(2);

/// How many tokens are remembered as good.
const REMEMBERED: usize = 50_000;

/// A service that listens.
#[derive(Debug)]
pub struct Server {
    api: Api,
    listener: TcpListener,
    tls: Option<TlsFiles>,
    /// The address that is listened on.
    pub address: SocketAddr,
    /// The first operator's credential, where there was no client at all: to be printed once.
    pub first: Option<Printed>,
    drain: Duration,
    stop_within: Duration,
    pace: Pace,
    webhook_ca: Option<PathBuf>,
    noted: Noted,
}

impl Server {
    /// Opens the books, makes keys and the first operator where there are none, and takes the address.
    pub async fn bind(
        settings: &Settings,
        store: &Store,
        now: fn() -> Moment,
    ) -> Result<Self, Error> {
        let wrong = |source: std::io::Error| Error::file(settings.listen.to_string(), source);
        let listener = TcpListener::bind(settings.listen).map_err(wrong)?;
        listener.set_nonblocking(true).map_err(wrong)?;
        let address = listener.local_addr().map_err(wrong)?;
        let tls = settings.tls.as_ref().map(files);
        if let Some(files) = &tls {
            // What cannot be read is told before anything is served.
            files.config()?;
        }
        let access = access(settings, address, store, now()).await?;
        let first = first_operator(store, now(), &random()?).await?;
        access.refresh(store, now()).await?;
        let name = format!("process {} at {address}", std::process::id());
        let rules = WriterRules {
            name: &name,
            queue: settings.queue,
            batch: settings.batch,
            takes_stated: settings.stated_scores,
            now,
        };
        let writer = Writer::begin(store, rules).await?;
        let batches = Arc::new(BatchDesk::default());
        let metrics = Metrics::of(&writer, &batches);
        let proxy = settings.proxy.as_ref().map(|proxy| TrustedProxy {
            header: proxy.header.clone(),
            addresses: proxy.addresses.clone(),
        });
        let rule = ModelRule::of(settings.any_model);
        let (denials, noted) = Denials::new();
        let parts = api::Parts {
            denials,
            in_flight: InFlight::default(),
            draining: CancellationToken::new(),
            store: store.clone(),
            scorer: Scorer::new(store, rule),
            batches,
            footings: Footings::default(),
            recorded: Cache::new(64),
            writer,
            access,
            proxy,
            targets: Arc::new(targets(settings)),
            limits: limits(settings),
            now,
            metrics,
        };
        Ok(Self {
            api: Api::new(parts),
            listener,
            tls,
            address,
            first,
            noted,
            drain: settings.drain,
            webhook_ca: settings.webhook_ca.clone(),
            stop_within: settings.stop_within,
            pace: Pace {
                first: settings.webhook_retry.as_secs(),
            },
        })
    }

    /// Serves until `stop`, then answers what is under way, writes what waits, and ends.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Error> {
        let handle = Handle::new();
        let mut beside = JoinSet::new();
        let api = self.api.clone();
        let (stopping, within) = (handle.clone(), self.stop_within);
        let (draining, drain) = (api.draining.clone(), self.drain);
        beside.spawn(async move {
            stop.await;
            tracing::info!("stopping");
            draining.cancel();
            // Whoever asks whether it is ready learns that it is not, and sends nobody here any more.
            tokio::time::sleep(drain).await;
            stopping.graceful_shutdown(Some(within));
        });
        let answered = CancellationToken::new();
        let kept = tokio::spawn(self.noted.keep(api.store.clone(), answered.clone()));
        let refreshing = api.access.clone();
        beside.spawn(refreshing.watch(api.store.clone(), api.now, REFRESH));
        let (store, writer) = (api.store.clone(), api.writer.clone());
        beside.spawn(shadowing::watch(store, writer, api.now, SHADOWS));
        let courier = Courier::begin(CourierParts {
            store: api.store.clone(),
            writer: api.writer.clone(),
            access: api.access.clone(),
            targets: Arc::clone(&api.targets),
            authorities: self.webhook_ca,
            pace: self.pace,
            now: api.now,
        })?;
        let scoring = BatchWork::begin(BatchParts {
            store: api.store.clone(),
            writer: api.writer.clone(),
            scorer: api.scorer.clone(),
            access: api.access.clone(),
            desk: Arc::clone(&api.batches),
            now: api.now,
        });
        let tokens = token_routes(TokenRoutes {
            desk: Desk::new(api.access.clone(), api.store.clone()),
            proxy: api.proxy.clone(),
            now: api.now,
        });
        let router = api::router(api.clone(), tokens);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let wrong = |source: std::io::Error| Error::file("the listener", source);
        let served = match self.tls {
            None => {
                beside.spawn(tls::no_files_to_read_again());
                let server = axum_server::from_tcp(self.listener).map_err(wrong)?;
                patient(server.handle(handle)).serve(service).await
            }
            Some(files) => {
                let config = RustlsConfig::from_config(files.config()?);
                beside.spawn(files.watch(config.clone(), REFRESH));
                let server = axum_server::from_tcp_rustls(self.listener, config).map_err(wrong)?;
                patient(server.handle(handle)).serve(service).await
            }
        };
        // Before the writer: what a receiver refused for good is still put on record.
        courier.stop(self.stop_within).await;
        scoring.stop(self.stop_within).await;
        api.writer.stop().await;
        // What was refused until the last answer is kept.
        answered.cancel();
        if kept.await.is_err() {
            tracing::error!("the keeping of refusals broke off");
        }
        beside.shutdown().await;
        served.map_err(wrong)
    }
}

fn limits(settings: &Settings) -> Limits {
    Limits {
        body: settings.body_bytes,
        upload: settings.upload_bytes,
        answer_within: settings.answer_within,
        ..Limits::default()
    }
}

/// A listener that waits for the head of a request, but not for ever.
fn patient<A: axum_server::Address, B>(mut server: Listening<A, B>) -> Listening<A, B> {
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN);
    server
}

fn targets(settings: &Settings) -> Targets {
    let each = settings.webhook_allow.iter().map(|one| match one {
        Callable::Host(host) => Allowed::Host(host.clone()),
        Callable::Net { address, bits } => Allowed::Net {
            address: *address,
            bits: *bits,
        },
    });
    Targets::new(each.collect())
}

fn files(tls: &Tls) -> TlsFiles {
    TlsFiles {
        certificate: tls.certificate.clone(),
        key: tls.key.clone(),
        clients: match &tls.clients {
            Clients::None => ClientCertificates::None,
            Clients::Registered => ClientCertificates::Registered,
            Clients::Authority { file, required } => ClientCertificates::Authority {
                file: file.clone(),
                required: *required,
            },
        },
    }
}

async fn access(
    settings: &Settings,
    address: SocketAddr,
    store: &Store,
    now: Moment,
) -> Result<Access, Error> {
    let issuer = match settings.issuer.as_str() {
        "" if settings.tls.is_some() => format!("https://{address}"),
        "" => format!("http://{address}"),
        given => given.to_owned(),
    };
    let outside = settings
        .outside_issuer
        .as_deref()
        .map(outside_issuer)
        .transpose()?;
    let access = AccessSettings {
        realm: Realm {
            issuer,
            audience: settings.audience.clone(),
        },
        keys: KeyFolder::at(&settings.keys),
        outside,
        remembered: REMEMBERED,
    };
    Access::open(store, access, now).await
}

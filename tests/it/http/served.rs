//! A running service of a test's own.

use crate::place::Place;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use zhixin::api::{Denied, Gate};
use zhixin::config::{Settings, Texts};
use zhixin::identity::{Caller, Role, Seat};
use zhixin::server::Server;
use zhixin::service::Error;
use zhixin::service::pool::{Fields, verb};
use zhixin::service::records::{self, Store};
use zhixin::service::wire::{self, CommandRoute};
use zhixin::units::names::{BankId, ClientId, ContributorId, District, PoolId};
use zhixin::units::{EnterpriseId, Moment};

/// The day on which tests of the service live: later than every day that they book.
pub(crate) fn now() -> Moment {
    Moment::parse("2026-11-26T04:00:00Z").unwrap()
}

/// A service that runs.
pub(crate) struct Served {
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) store: Store,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), Error>>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answered {
    pub(crate) async fn of(response: Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The kinds of the events that a command made, or the code of its refusal.
    pub(crate) fn told(&self) -> String {
        let body = self.json();
        if self.status == StatusCode::CREATED {
            if self.header("idempotent-replayed") == "true" {
                return "done before".to_owned();
            }
            let events = body["events"].as_array().unwrap();
            let kinds = events.iter().map(|event| event["kind"].as_str().unwrap());
            return kinds.collect::<Vec<_>>().join(", ");
        }
        format!("refused {}", body["code"].as_str().unwrap_or("?"))
    }
}

/// The door of tests: a token is the caller, written as `maker:NAME`, `bank:BANK:NAME` and the like.
fn gate() -> Gate {
    Arc::new(|token, _, _| {
        caller(token).map(Arc::new).ok_or_else(|| Denied {
            error: "invalid_token",
            detail: "the token is none of this test".to_owned(),
        })
    })
}

fn caller(token: &str) -> Option<Caller> {
    let parts: Vec<&str> = token.split(':').collect();
    let (role, person) = match parts[..] {
        ["bank", bank, person] => (Role::Bank(BankId::parse(bank).ok()?), person),
        ["maker", person] => (Role::Maker, person),
        ["checker", person] => (Role::Checker, person),
        ["payer", person] => (Role::Payer, person),
        ["supervisor", person] => (Role::Supervisor, person),
        ["operator", person] => (Role::Operator, person),
        ["auditor", person] => (Role::Auditor, person),
        ["analyst", person] => (Role::Analyst, person),
        ["enterprise", scheme, id, person] => (
            Role::Enterprise(EnterpriseId::parse(&format!("{scheme}:{id}")).ok()?),
            person,
        ),
        ["contributor", pool, district, person] => {
            let seat = Seat {
                pool: PoolId::parse(pool).ok()?,
                district: District::parse(&district.replace('~', "区")).ok()?,
                contributor: ContributorId::parse(person).ok()?,
            };
            (Role::Contributor(seat), person)
        }
        _ => return None,
    };
    // One client, so that a key means the same whoever sends it.
    let client = ClientId::parse("scenario").ok()?;
    let person = person.to_owned();
    Some(Caller {
        client,
        person,
        role,
    })
}

impl Served {
    /// Starts a service over the records of a place.
    pub(crate) async fn start(place: &Place) -> Self {
        Self::start_with(place, &[]).await
    }

    /// The same with settings.
    pub(crate) async fn start_with(place: &Place, settings: &[(&str, &str)]) -> Self {
        let url = format!("sqlite://{}", place.path().join("zhixin.db").display());
        let store = records::open(&url).await.unwrap();
        let mut texts = Texts::from([("listen".to_owned(), "127.0.0.1:0".to_owned())]);
        texts.extend(
            settings
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
        );
        let settings = Settings::read(&texts, |_| None, None).unwrap();
        let server = Server::bind(&settings, &store, gate(), now).await.unwrap();
        let base = format!("http://{}", server.address);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self {
            base,
            client: Client::new(),
            store,
            stop: Some(stop),
            task,
        }
    }

    /// Stops it as a signal would.
    pub(crate) async fn stop(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.task.await.unwrap().unwrap();
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answered {
        let request = self
            .client
            .get(format!("{}{path}", self.base))
            .bearer_auth(token);
        Answered::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, key: &str, body: &Value) -> Answered {
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .bearer_auth(token);
        let request = request.header("idempotency-key", key).json(body);
        Answered::of(request.send().await.unwrap()).await
    }

    /// Asks a verb by the texts of its fields, over the route that it has.
    pub(crate) async fn ask(&self, token: &str, key: &str, fields: &Fields) -> Answered {
        let (path, body) = request(fields);
        self.post(token, &path, key, &Value::Object(body)).await
    }
}

/// The path and the body of a request for a verb.
pub(crate) fn request(fields: &Fields) -> (String, Map<String, Value>) {
    let name = &fields["action"];
    let (route, word) = CommandRoute::of(name).unwrap();
    let mut body = wire::write(verb(name).unwrap(), fields, &route.parameters());
    if let Some(choice) = route.choice {
        body.insert(choice.to_owned(), json!(word));
    }
    (route.filled(fields), body)
}

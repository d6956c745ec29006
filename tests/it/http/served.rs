//! A running service of a test's own.

use crate::place::Place;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;
use zhixin::config::{Settings, Texts};
use zhixin::server::Server;
use zhixin::service::Error;
use zhixin::service::identity::{By, NewClient, NewProof, add, register};
use zhixin::service::pool::{Fields, verb};
use zhixin::service::records::{self, Store};
use zhixin::service::wire::{self, CommandRoute};
use zhixin::units::Moment;

/// The day on which tests of the service live: later than every day that they book.
pub(crate) fn now() -> Moment {
    Moment::parse("2026-11-26T04:00:00Z").unwrap()
}

/// A service that runs.
pub(crate) struct Served {
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) store: Store,
    /// The tokens of callers, by how tests name them.
    tokens: Mutex<HashMap<String, String>>,
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

impl Served {
    /// Starts a service over the records of a place.
    pub(crate) async fn start(place: &Place) -> Self {
        Self::start_with(place, &[]).await
    }

    /// The same with settings.
    pub(crate) async fn start_with(place: &Place, settings: &[(&str, &str)]) -> Self {
        Self::start_at(place, settings, now).await
    }

    /// The same by a clock.
    pub(crate) async fn start_at(
        place: &Place,
        settings: &[(&str, &str)],
        now: fn() -> Moment,
    ) -> Self {
        Self::start_on(place, &place.records(), settings, now).await
    }

    /// The same over records at an address.
    pub(crate) async fn start_on(
        place: &Place,
        records: &str,
        settings: &[(&str, &str)],
        now: fn() -> Moment,
    ) -> Self {
        let store = records::open(records).await.unwrap();
        let keys = place.path().join("keys").display().to_string();
        let mut texts = Texts::from([
            ("listen".to_owned(), "127.0.0.1:0".to_owned()),
            ("keys".to_owned(), keys),
            ("stated-scores".to_owned(), "yes".to_owned()),
            ("models".to_owned(), "any".to_owned()),
        ]);
        texts.extend(
            settings
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
        );
        let settings = Settings::read(&texts, |_| None, None).unwrap();
        let server = Server::bind(&settings, &store, now).await.unwrap();
        let base = format!("http://{}", server.address);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self {
            base,
            client: Client::new(),
            store,
            tokens: Mutex::default(),
            stop: Some(stop),
            task,
        }
    }

    /// Tells it to stop, as a signal would.
    pub(crate) fn tell_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Stops it.
    pub(crate) async fn stop(mut self) {
        self.tell_to_stop();
        self.task.await.unwrap().unwrap();
    }

    /// Sends a file.
    pub(crate) async fn upload(
        &self,
        caller: &str,
        path: &str,
        key: &str,
        file: impl Into<reqwest::Body>,
    ) -> Answered {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.bearer_auth(self.token(caller).await);
        let request = request.header("idempotency-key", key);
        let request = request.header("content-type", "application/octet-stream");
        Answered::of(request.body(file).send().await.unwrap()).await
    }

    /// Registers a client with a secret, which it gives.
    pub(crate) async fn register(&self, id: &str, role: &str, person: &str) -> String {
        let by = By::parse("operator:ou").unwrap();
        register(&self.store, NewClient { id, role, person }, &by, now())
            .await
            .unwrap();
        let proof = NewProof::Secret;
        let added = add(&self.store, id, proof, None, &by, now()).await.unwrap();
        added.secret.unwrap().text().to_owned()
    }

    /// The token of a caller written as `maker:NAME`, `bank:BANK:NAME` and the like: it is registered, gets a secret, and
    /// changes that into a token, all as a bank would.
    pub(crate) async fn token(&self, caller: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(caller) {
            return token.clone();
        }
        let (role, person) = caller.rsplit_once(':').unwrap();
        let id: String = caller.to_lowercase().replace([':', ' '], "-");
        let secret = self.register(&id, role, person).await;
        let request = self.client.post(format!("{}/oauth/token", self.base));
        let request = request.basic_auth(&id, Some(&secret));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.body("grant_type=client_credentials");
        let answer = Answered::of(request.send().await.unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        tokens.insert(caller.to_owned(), token.clone());
        token
    }

    pub(crate) async fn get(&self, caller: &str, path: &str) -> Answered {
        let mut request = self.client.get(format!("{}{path}", self.base));
        if !caller.is_empty() {
            request = request.bearer_auth(self.token(caller).await);
        }
        Answered::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn delete(&self, caller: &str, path: &str, key: &str) -> Answered {
        let request = self.client.delete(format!("{}{path}", self.base));
        let request = request.bearer_auth(self.token(caller).await);
        let request = request.header("idempotency-key", key);
        Answered::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, caller: &str, path: &str, key: &str, body: &Value) -> Answered {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.bearer_auth(self.token(caller).await);
        let request = request.header("idempotency-key", key).json(body);
        Answered::of(request.send().await.unwrap()).await
    }

    /// Asks a verb by the texts of its fields, over the route that it has.
    pub(crate) async fn ask(&self, caller: &str, key: &str, fields: &Fields) -> Answered {
        let (path, body) = request(fields);
        self.post(caller, &path, key, &Value::Object(body)).await
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

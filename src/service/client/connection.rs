//! A connection to the service: a token got and kept, requests sent, and sent again while that may help.

use super::call::Call;
use super::credential::Credential;
use super::error::ClientError;
use super::pace;
use super::reply::Reply;
use super::settings::ClientSettings;
use crate::units::Moment;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use std::error::Error as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long an answer is waited for [ours]: longer than the service lets one take.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long a connection is waited for [ours].
const CONNECT: Duration = Duration::from_secs(10);
/// A token is not used in its last seconds [ours], in microseconds.
const MARGIN: i64 = 30 * 1_000_000;

/// What the connection is given to live with.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// The moment.
    pub now: fn() -> Moment,
    /// Where it says that it waits.
    pub notice: fn(&str),
}

/// A token, and until when it is used.
#[derive(Clone)]
struct Held {
    token: String,
    until: i64,
}

/// A connection of one client.
pub struct Connection {
    http: Client,
    base: String,
    client: String,
    credential: Credential,
    around: Around,
    held: Mutex<Option<Held>>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("base", &self.base)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// Makes a connection ready; nothing is sent yet.
    pub fn open(settings: &ClientSettings, around: Around) -> Result<Self, ClientError> {
        let ready = settings.ready().map_err(ClientError::Settings)?;
        // A redirect would carry a command or a secret to where nobody meant it to go.
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .connect_timeout(CONNECT);
        if let Some(authorities) = ready.authorities {
            builder = builder.tls_certs_only(authorities);
        }
        if let Some(identity) = ready.identity {
            builder = builder.identity(identity);
        }
        let http = builder
            .build()
            .map_err(|why| ClientError::Token(chain(&why)))?;
        Ok(Self {
            http,
            base: ready.base,
            client: settings.client.clone(),
            credential: ready.credential,
            around,
            held: Mutex::default(),
        })
    }

    /// The client.
    pub fn client(&self) -> &str {
        &self.client
    }

    /// The moment, as this machine has it.
    pub fn now(&self) -> Moment {
        (self.around.now)()
    }

    /// Sends a request with a token, again and again while that may help: always with the same bytes and key, so that it
    /// has the effect of once.
    pub async fn send(&self, call: &Call) -> Result<Reply, ClientError> {
        let key = call.key.as_deref();
        let ask = async || {
            let token = self.token().await?;
            Ok(self.once(call, Some(&token)).await)
        };
        let reply = self.patiently(key, ask).await?;
        if reply.status != 401 {
            return Ok(reply);
        }
        // The token may have been ended before its time: once more with a new one.
        self.hold(None);
        self.patiently(key, ask).await
    }

    /// Sends a request once, with a bearer token or without; what happened on the way is told as text.
    pub async fn once(&self, call: &Call, token: Option<&str>) -> Result<Reply, String> {
        let url = format!("{}{}", self.base, call.path);
        let mut request = self.http.request(call.method.clone(), url);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = &call.key {
            request = request.header("idempotency-key", key);
        }
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some((kind, bytes)) = &call.body {
            request = request.header("content-type", *kind).body(bytes.clone());
        }
        answered(request).await
    }

    /// A token, from the last one's answer or by a new request.
    pub async fn token(&self) -> Result<String, ClientError> {
        let now = self.now().micros();
        let held = self.held().filter(|held| now < held.until);
        if let Some(held) = held {
            return Ok(held.token);
        }
        let ask = async || self.ask_for_token(&self.credential).await;
        let reply = self.patiently(None, ask).await?;
        let body = reply.json();
        let token = body["access_token"].as_str().filter(|_| reply.is_done());
        let Some(token) = token else {
            return Err(ClientError::Token(refused(&reply)));
        };
        let seconds = body["expires_in"].as_i64().unwrap_or(0);
        self.hold(Some(Held {
            token: token.to_owned(),
            until: now.saturating_add(seconds.saturating_mul(1_000_000)) - MARGIN,
        }));
        Ok(token.to_owned())
    }

    /// Asks the token endpoint once, by a credential; what came back as it came.
    pub async fn ask_for_token(
        &self,
        credential: &Credential,
    ) -> Result<Result<Reply, String>, ClientError> {
        let endpoint = format!("{}/oauth/token", self.base);
        let asked = credential.request(&self.client, &endpoint, self.now())?;
        let mut request = self.http.post(endpoint).body(asked.form);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = asked.authorization {
            request = request.header("authorization", authorization);
        }
        Ok(answered(request).await)
    }

    /// The credential.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    fn held(&self) -> Option<Held> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    fn hold(&self, held: Option<Held>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    async fn patiently(
        &self,
        key: Option<&str>,
        ask: impl AsyncFn() -> Result<Result<Reply, String>, ClientError>,
    ) -> Result<Reply, ClientError> {
        let mut attempt = 1;
        loop {
            let answer = ask().await?;
            let wait = match &answer {
                Ok(reply) if !pace::passes(reply.status, reply.retry_after()) => None,
                Ok(reply) => pace::wait(attempt, reply.retry_after()),
                Err(_) => pace::wait(attempt, None),
            };
            let Some(wait) = wait else {
                return match answer {
                    Ok(mut reply) => {
                        reply.attempts = attempt;
                        Ok(reply)
                    }
                    Err(why) => Err(ClientError::Unreachable {
                        attempts: attempt,
                        key: key.map(str::to_owned),
                        why,
                    }),
                };
            };
            let why = answer.map_or_else(|why| why, |reply| format!("{} came", reply.status));
            let millis = wait.as_millis();
            (self.around.notice)(&format!("{why}; asking again in {millis} ms"));
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }
}

/// What the token endpoint says when it gives none (RFC 6749 §5.2).
fn refused(reply: &Reply) -> String {
    let body = reply.json();
    match (body["error"].as_str(), body["error_description"].as_str()) {
        (Some(error), told) => format!("{} {error}: {}", reply.status, told.unwrap_or("")),
        (None, _) => reply.told(),
    }
}

async fn answered(request: RequestBuilder) -> Result<Reply, String> {
    let response = request.send().await.map_err(|why| chain(&why))?;
    let status = response.status().as_u16();
    let headers = response.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    let headers = headers.collect();
    let text = response.text().await.map_err(|why| chain(&why))?;
    Ok(Reply {
        status,
        headers,
        text,
        attempts: 1,
    })
}

/// An error with what is behind it.
fn chain(error: &reqwest::Error) -> String {
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(behind) = source {
        told = format!("{told}: {behind}");
        source = behind.source();
    }
    told
}

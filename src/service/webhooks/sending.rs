//! One message sent once: no redirect is followed, and next to nothing of the answer is read.

use super::message::Message;
use super::resolver::{NowherePublic, PublicNames};
use super::targets::Targets;
use crate::service::{Error, stopwatch};
use crate::units::Moment;
use crate::webhooks::{SigningSecret, sign};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Certificate, Client, StatusCode, redirect};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take in all.
const ANSWER: Duration = Duration::from_secs(15);
/// So much of an answer is read, for the connection to be used again; longer ones end it.
const READ: usize = 4_096;

/// What came of a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    /// The status of the answer, if one came.
    pub(super) status: Option<u16>,
    /// A sentence on it.
    pub(super) outcome: String,
    /// How long the receiver wants to be left alone, in seconds.
    pub(super) wait: Option<u64>,
    /// How long it took, in microseconds.
    pub(super) micros: i64,
}

impl Sent {
    /// Whether the receiver has it.
    pub(super) fn is_told(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether the receiver wants to hear no more.
    pub(super) fn is_gone(&self) -> bool {
        self.status == Some(StatusCode::GONE.as_u16())
    }
}

/// Sends messages; clones share connections.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    client: Client,
    targets: Arc<Targets>,
}

impl Sender {
    /// A sender that takes the certificates of receivers by the public authorities, and by these.
    pub(super) fn new(targets: Arc<Targets>, authorities: Option<&Path>) -> Result<Self, Error> {
        let authorities = authorities.map(certificates).transpose()?;
        let client = Client::builder()
            .user_agent(concat!("zhixin/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            // An answer that sends elsewhere could send into the private network, and a proxy would resolve names itself.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(Duration::from_secs(30))
            .dns_resolver(PublicNames(Arc::clone(&targets)))
            .tls_certs_merge(authorities.into_iter().flatten())
            .build()
            .map_err(|why| Error::Usage(format!("no messages can be sent: {why}")))?;
        Ok(Self { client, targets })
    }

    /// Sends a message.
    pub(super) async fn send(
        &self,
        url: &str,
        secrets: &[SigningSecret],
        message: &Message,
        at: Moment,
    ) -> Sent {
        let began = stopwatch::begin();
        let (status, outcome, wait) = match self.targets.read(url) {
            // The rules may be others than when it was registered.
            Err(why) => (None, why, None),
            Ok(url) => {
                let timestamp = at.micros().div_euclid(1_000_000);
                let signature = sign(secrets, &message.id, timestamp, &message.body);
                let request = self
                    .client
                    .post(url)
                    .header("content-type", "application/json")
                    .header("webhook-id", &message.id)
                    .header("webhook-timestamp", timestamp)
                    .header("webhook-signature", signature)
                    .body(message.body.clone());
                match request.send().await {
                    Err(error) => (None, why(&error), None),
                    Ok(answer) => {
                        let status = answer.status();
                        let wait = retry_after(answer.headers(), at);
                        drain(answer).await;
                        (Some(status.as_u16()), said(status), wait)
                    }
                }
            }
        };
        Sent {
            status,
            outcome,
            wait,
            micros: i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX),
        }
    }
}

/// The certificates of a file.
fn certificates(file: &Path) -> Result<Vec<Certificate>, Error> {
    let bytes = std::fs::read(file).map_err(|source| Error::file(file, source))?;
    let found = Certificate::from_pem_bundle(&bytes).ok();
    let found = found.filter(|found| !found.is_empty());
    found.ok_or_else(|| Error::Usage(format!("{} has no certificate in PEM", file.display())))
}

fn said(status: StatusCode) -> String {
    if status.is_success() {
        "told".to_owned()
    } else if status.is_redirection() {
        "the receiver sent elsewhere, which is not followed: register the other address".to_owned()
    } else {
        format!("the receiver answered {}", status.as_u16())
    }
}

/// What went wrong, without the address: it may have a secret in its path.
fn why(error: &reqwest::Error) -> String {
    let mut source = std::error::Error::source(error);
    while let Some(of) = source {
        if of.is::<NowherePublic>() {
            return of.to_string();
        }
        source = of.source();
    }
    let why = if error.is_timeout() {
        "the receiver took too long"
    } else if error.is_connect() {
        "no connection came about"
    } else {
        "the connection broke off"
    };
    why.to_owned()
}

/// Reads the end of a short answer, so that the connection can be used again.
async fn drain(mut answer: reqwest::Response) {
    let mut read = 0;
    while read < READ {
        match answer.chunk().await {
            Ok(Some(chunk)) => read += chunk.len(),
            Ok(None) | Err(_) => return,
        }
    }
}

/// Seconds, or a moment in the form of mail.
fn retry_after(headers: &HeaderMap, now: Moment) -> Option<u64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let micros = at.as_microsecond().saturating_sub(now.micros());
    u64::try_from(micros)
        .ok()
        .map(|micros| micros.div_ceil(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_may_ask_for_time_in_both_forms() {
        let now = Moment::parse("2026-11-26T04:00:00Z").unwrap();
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            retry_after(&headers, now)
        };
        assert_eq!(of("120"), Some(120));
        assert_eq!(of("Thu, 26 Nov 2026 04:01:30 GMT"), Some(90));
        assert_eq!(of("Thu, 26 Nov 2026 03:01:30 GMT"), None);
        assert_eq!(of("soon"), None);
    }
}

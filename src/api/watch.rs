//! Around every request: its trace, its log line, its count, its time limit, and the headers of every answer.

use super::denials::Known;
use super::problem::{Code, Problem};
use super::state::Api;
use crate::service::stopwatch;
use crate::units::hex;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::cell::RefCell;

/// The id of the trace that a request belongs to.
#[derive(Debug, Clone)]
pub(super) struct TraceId(pub(super) String);

/// Watches over a request.
pub(super) async fn watch(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let began = stopwatch::begin();
    let method = request.method().clone();
    // The template and not the path: what a path names is nobody's business in a log.
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or_else(|| "-".to_owned(), |route| route.as_str().to_owned());
    let trace = Trace::of(request.headers().get("traceparent"));
    request
        .extensions_mut()
        .insert(TraceId(trace.id().to_owned()));
    let known = Known::default();
    request.extensions_mut().insert(known.clone());
    let mut response = if has_nul(request.uri().path()) {
        nowhere().into_response()
    } else {
        let answer = tokio::time::timeout(api.limits.answer_within, next.run(request)).await;
        answer.unwrap_or_else(|_| late().into_response())
    };
    let took = began.elapsed();
    let status = response.status();
    if let Ok(value) = HeaderValue::from_str(&trace.to_header()) {
        response.headers_mut().insert("traceparent", value);
    }
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    api.metrics
        .answered(method.as_str(), &route, status.as_u16(), took);
    let caller = known.0.get().map(AsRef::as_ref);
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        let reason = response.extensions().get::<Code>();
        let reason = reason.map_or_else(String::new, |code| code.0.clone());
        let asked = (format!("{method} {route}"), reason, trace.id().to_owned());
        api.denials.note(caller, asked, (api.now)());
    }
    let client = caller.map(|caller| caller.client.as_str());
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let trace = trace.id();
    if status.is_server_error() {
        tracing::warn!(%method, route, status = status.as_u16(), micros, trace, client, "answered");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), micros, trace, client, "answered");
    }
    response
}

/// Whether a path names something by a text with U+0000 in it, which nothing is called.
fn has_nul(path: &str) -> bool {
    path.contains("%00")
}

fn nowhere() -> Problem {
    let detail = "nothing has a name with the sign U+0000 in it";
    Problem::new(StatusCode::NOT_FOUND, "unknown", detail)
}

fn late() -> Problem {
    let detail = "the answer took too long; a write may stand all the same: ask again with the same key, which tells";
    Problem::new(StatusCode::GATEWAY_TIMEOUT, "late", detail)
}

/// How many traces one way to the system brings random bytes for.
const DRAWN: usize = 64;

thread_local! {
    /// Random bytes for the next traces, and how many of them are used up.
    static RANDOM: RefCell<(usize, [[u8; 24]; DRAWN])> = const { RefCell::new((DRAWN, [[0; 24]; DRAWN])) };
}

/// Random bytes for one trace. Without randomness a trace is only harder to find.
fn random() -> [u8; 24] {
    RANDOM.with_borrow_mut(|(used, drawn)| {
        if *used == DRAWN {
            let _ = getrandom::fill(drawn.as_flattened_mut());
            *used = 0;
        }
        *used += 1;
        drawn[*used - 1]
    })
}

/// A trace of W3C trace context, gone on with or begun.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Trace {
    trace: [u8; 32],
    span: [u8; 16],
    flags: [u8; 2],
}

impl Trace {
    fn of(given: Option<&HeaderValue>) -> Self {
        let given = given.and_then(|value| Self::read(value.as_bytes()));
        let random = random();
        let mut span = [0; 16];
        hex(&random[..8], &mut span);
        let mut own = [0; 32];
        hex(&random[8..], &mut own);
        let (trace, flags) = given.unwrap_or((own, *b"01"));
        Self { trace, span, flags }
    }

    /// `00-<32 hex>-<16 hex>-<2 hex>`, neither part all noughts.
    fn read(text: &[u8]) -> Option<([u8; 32], [u8; 2])> {
        let is_hex = |part: &[u8]| {
            part.iter()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let (version, trace, span, flags) = (
            text.get(..2)?,
            text.get(3..35)?,
            text.get(36..52)?,
            text.get(53..55)?,
        );
        let dashes = [2, 35, 52].iter().all(|at| text[*at] == b'-');
        let whole = version == b"00" && text.len() == 55 || version != b"00" && version != b"ff";
        let some = |part: &[u8]| part.iter().any(|byte| *byte != b'0');
        let good = dashes
            && whole
            && [version, trace, span, flags].into_iter().all(is_hex)
            && some(trace)
            && some(span);
        good.then(|| Some((trace.try_into().ok()?, flags.try_into().ok()?)))?
    }

    fn id(&self) -> &str {
        std::str::from_utf8(&self.trace).unwrap_or("")
    }

    fn to_header(&self) -> String {
        let part = |part: &[u8]| String::from_utf8_lossy(part).into_owned();
        format!(
            "00-{}-{}-{}",
            part(&self.trace),
            part(&self.span),
            part(&self.flags)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_gone_on_with_where_it_is_well_formed() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        let of = |text: &str| Trace::of(Some(&HeaderValue::from_str(text).unwrap()));
        let trace = of(good);
        assert_eq!(trace.id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert!(trace.to_header().ends_with("-00"));
        assert_ne!(&trace.span, b"00f067aa0ba902b7");
        for bad in [
            "00-00000000000000000000000000000000-00f067aa0ba902b7-00",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-00",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-x",
            "00",
        ] {
            assert_ne!(of(bad).id(), "4bf92f3577b34da6a3ce929d0e0e4736", "{bad}");
            assert_eq!(of(bad).to_header().len(), 55);
        }
    }
}

//! One request: a method, a path, and for a write the key and the bytes, the same each time that it is sent.

use crate::service::Error;
use crate::service::identity::random;
use crate::service::pool::{Fields, verb};
use crate::service::wire::{self, CommandRoute};
use reqwest::Method;
use serde_json::{Value, json};

/// A request to the service.
#[derive(Debug, Clone)]
pub struct Call {
    /// `GET`, `POST` or `DELETE`.
    pub method: Method,
    /// The path with its query, from the root.
    pub path: String,
    /// The idempotency key of a write 幂等键.
    pub key: Option<String>,
    /// Headers beside those that every request has.
    pub headers: Vec<(&'static str, String)>,
    /// The media type and the bytes of the body.
    pub body: Option<(&'static str, Vec<u8>)>,
}

impl Call {
    /// A reading.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            key: None,
            headers: Vec::new(),
            body: None,
        }
    }

    /// A write under a key.
    pub fn post(path: impl Into<String>, key: &str, body: &Value) -> Self {
        Self::post_bytes(
            path,
            key,
            ("application/json", body.to_string().into_bytes()),
        )
    }

    /// A write of a file under a key.
    pub fn post_bytes(path: impl Into<String>, key: &str, body: (&'static str, Vec<u8>)) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            key: Some(key.to_owned()),
            headers: Vec::new(),
            body: Some(body),
        }
    }

    /// An end of something under a key.
    pub fn delete(path: impl Into<String>, key: &str) -> Self {
        Self {
            method: Method::DELETE,
            key: Some(key.to_owned()),
            ..Self::get(path)
        }
    }

    /// A command of the books, by the texts of its fields; none where there is no such verb.
    pub fn of_verb(fields: &Fields, key: &str) -> Option<Self> {
        let name = fields.get("action")?;
        let (route, word) = CommandRoute::of(name)?;
        let mut body = wire::write(verb(name)?, fields, &route.parameters());
        if let Some(choice) = route.choice {
            body.insert(choice.to_owned(), json!(word));
        }
        Some(Self::post(route.filled(fields), key, &Value::Object(body)))
    }

    /// The same with a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A key that nobody had before.
pub fn new_key() -> Result<String, Error> {
    let bytes: [u8; 16] = random()?;
    Ok(format!("zc-{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_becomes_its_route_and_its_body() {
        let fields = |pairs: &[(&str, &str)]| -> Fields {
            pairs
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect()
        };
        let asked = fields(&[
            ("action", "draw"),
            ("loan", "借 1"),
            ("principal", "600000"),
            ("booked-on", "2022-01-26"),
        ]);
        let call = Call::of_verb(&asked, "k").unwrap();
        assert_eq!(call.path, "/v1/loans/%E5%80%9F%201/events");
        let (kind, bytes) = call.body.unwrap();
        assert_eq!(kind, "application/json");
        insta::assert_snapshot!(
            String::from_utf8(bytes).unwrap(),
            @r#"{"principal":{"amount":"600000","currency":"CNY"},"booked_on":"2022-01-26","type":"drawn"}"#
        );
        assert!(Call::of_verb(&fields(&[("action", "dance")]), "k").is_none());
        assert_ne!(new_key().unwrap(), new_key().unwrap());
    }
}

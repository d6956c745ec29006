//! What is sent to the token endpoint: a form of parameters, each once, and a client in the header.

use crate::service::identity::TokenRefusal;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;

/// The parameters of a form (RFC 6749 §3.2): one without a value is as if it were not there, and one that stands twice is
/// refused.
#[derive(Debug)]
pub(super) struct Form(HashMap<String, String>);

fn refused(why: impl Into<String>) -> TokenRefusal {
    TokenRefusal::Request(why.into())
}

impl Form {
    /// Reads the body of a request.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, TokenRefusal> {
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let media = kind.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(refused("send a form: application/x-www-form-urlencoded"));
        }
        let mut found = HashMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if found.insert(name.to_string(), value.into_owned()).is_some() {
                // The name is quoted back no longer than it is useful.
                let name: String = name.chars().take(40).collect();
                return Err(refused(format!("`{name}` stands twice")));
            }
        }
        found.retain(|_, value| !value.is_empty());
        Ok(Self(found))
    }

    /// A parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// Client and secret of HTTP Basic, each of which is written as in a form (RFC 6749 §2.3.1).
pub(super) fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, TokenRefusal> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = given.next() else {
        return Ok(None);
    };
    let wrong = || refused("`Authorization` is `Basic` with client and secret, or is left out");
    if given.next().is_some() {
        return Err(wrong());
    }
    let value = value.to_str().map_err(|_| wrong())?;
    let (scheme, coded) = value.split_once(' ').ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(wrong());
    }
    let bytes = STANDARD.decode(coded.trim()).map_err(|_| wrong())?;
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    let (client, secret) = text.split_once(':').ok_or_else(wrong)?;
    Ok(Some((decoded(client), decoded(secret))))
}

/// One value as it is written in a form.
fn decoded(text: &str) -> String {
    let whole = format!("v={}", text.replace('&', "%26"));
    let pair = form_urlencoded::parse(whole.as_bytes()).next();
    pair.map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn a_form_has_each_parameter_once() {
        let form = "application/x-www-form-urlencoded; charset=UTF-8";
        let form = headers(header::CONTENT_TYPE, form);
        let read = Form::read(&form, b"grant_type=a%20b&scope=&client_id=c").unwrap();
        assert_eq!(
            (read.get("grant_type"), read.get("scope"), read.get("code")),
            (Some("a b"), None, None)
        );
        let told = Form::read(&form, b"a=1&b=2&a=").unwrap_err().to_string();
        assert_eq!(told, "invalid_request: `a` stands twice");
        let json = headers(header::CONTENT_TYPE, "application/json");
        assert!(Form::read(&json, b"{}").is_err());
        assert!(Form::read(&HeaderMap::new(), b"a=1").is_err());
    }

    #[test]
    fn a_client_in_the_header_is_read_as_a_form_is() {
        let of = |text: &str| {
            let value = format!("basic {}", STANDARD.encode(text));
            basic(&headers(header::AUTHORIZATION, &value))
        };
        let pair = |a: &str, b: &str| Ok(Some((a.to_owned(), b.to_owned())));
        assert_eq!(of("bank-a:zxs_1"), pair("bank-a", "zxs_1"));
        assert_eq!(of("a%2Db:x%3Ay+z:&"), pair("a-b", "x:y z:&"));
        assert_eq!(basic(&HeaderMap::new()), Ok(None));
        assert!(of("nothing").is_err());
        for bad in ["Bearer x", "Basic", "Basic ?", "Basic /w=="] {
            assert!(
                basic(&headers(header::AUTHORIZATION, bad)).is_err(),
                "{bad}"
            );
        }
    }
}

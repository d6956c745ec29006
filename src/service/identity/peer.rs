//! The certificate of whoever is at the other end: from the handshake, or from a proxy that is trusted to tell.

use crate::identity::Thumbprint;
use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use axum_server::tls::TlsInfo;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// From where a request comes, as the connection tells it.
pub fn peer_address(extensions: &Extensions) -> Option<IpAddr> {
    let from = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(from.0.ip().to_canonical())
}

/// The certificate of whoever sends a request: that of its own connection, or where a trusted proxy ends TLS, that which
/// the proxy tells of.
pub fn peer_certificate(
    extensions: &Extensions,
    headers: &HeaderMap,
    proxy: Option<&TrustedProxy>,
) -> Option<Thumbprint> {
    if let Some(proxy) = proxy
        && peer_address(extensions).is_some_and(|from| proxy.addresses.contains(&from))
    {
        // The connection's own certificate is the proxy's, and speaks for nobody else.
        let values = headers.get_all(&proxy.header).iter();
        let values: Option<Vec<&str>> = values.map(|value| value.to_str().ok()).collect();
        return told(&values?);
    }
    let connection = extensions.get::<Arc<TlsInfo>>()?;
    connection
        .peer_certificates
        .first()
        .map(|der| Thumbprint::of(der))
}

/// A proxy that ends TLS and tells of the client's certificate in a header 受信任的代理.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxy {
    /// The header, in small letters: `client-cert` (RFC 9440), or that of an escaped PEM, such as
    /// `x-ssl-client-cert`.
    pub header: String,
    /// From where the proxy comes. From elsewhere the header says nothing.
    pub addresses: Vec<IpAddr>,
}

/// The certificate that a proxy tells of. Where its header stands twice, somebody slipped one in, and none counts.
fn told(values: &[&str]) -> Option<Thumbprint> {
    match values {
        [only] => of_header(only),
        _ => None,
    }
}

/// Reads `:BASE64:` of RFC 9440, or PEM of which signs are escaped by percent.
fn of_header(value: &str) -> Option<Thumbprint> {
    let value = value.trim();
    if let Some(coded) = value.strip_prefix(':').and_then(|of| of.strip_suffix(':')) {
        let der = STANDARD.decode(coded).ok()?;
        return (!der.is_empty()).then(|| Thumbprint::of(&der));
    }
    // A plus of base64 is no blank here, so that this is not how forms are read.
    let plus = value.replace('+', "%2B");
    let pair = format!("v={plus}");
    let (_, pem) = form_urlencoded::parse(pair.as_bytes()).next()?;
    of_pem(&pem)
}

/// The thumbprint of the first certificate in a PEM text.
pub(super) fn of_pem(text: &str) -> Option<Thumbprint> {
    let der = CertificateDer::from_pem_slice(text.as_bytes()).ok()?;
    Some(Thumbprint::of(&der))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy() -> TrustedProxy {
        TrustedProxy {
            header: "client-cert".to_owned(),
            addresses: vec!["10.0.0.9".parse().unwrap()],
        }
    }

    fn found(at: &str, values: &[&str]) -> Option<Thumbprint> {
        let mut extensions = Extensions::new();
        let from: IpAddr = at.parse().unwrap();
        extensions.insert(ConnectInfo(SocketAddr::new(from, 40_000)));
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("client-cert", value.parse().unwrap());
        }
        peer_certificate(&extensions, &headers, Some(&proxy()))
    }

    #[test]
    fn only_the_proxy_is_believed_and_only_once() {
        let der = b"some certificate in DER ++//";
        let coded = STANDARD.encode(der);
        let header = format!(":{coded}:");
        let pem = format!("-----BEGIN CERTIFICATE-----\n{coded}\n-----END CERTIFICATE-----\n");
        let escaped = pem
            .replace(' ', "%20")
            .replace('\n', "%0A")
            .replace('=', "%3D");
        let of = Some(Thumbprint::of(der));
        assert_eq!(found("10.0.0.9", &[&header]), of);
        assert_eq!(found("::ffff:10.0.0.9", &[&header]), of);
        assert_eq!(found("10.0.0.9", &[&escaped]), of);
        for (at, values) in [
            ("10.0.0.8", vec![&*header]),
            ("10.0.0.9", vec![&*header, &*header]),
            ("10.0.0.9", vec!["::"]),
            ("10.0.0.9", vec![":?:"]),
            ("10.0.0.9", vec!["garbage"]),
            ("10.0.0.9", vec![]),
        ] {
            assert_eq!(found(at, &values), None, "{at} {values:?}");
        }
        let headers = HeaderMap::new();
        assert_eq!(
            peer_certificate(&Extensions::new(), &headers, Some(&proxy())),
            None
        );
    }
}

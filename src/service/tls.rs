//! TLS: certificates and keys from files, certificates of clients, and all of them read again while the service runs.

use super::Error;
use axum_server::tls_rustls::RustlsConfig;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature,
    verify_tls13_signature,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, SignatureScheme,
};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Whether clients are asked for a certificate 客户端证书.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientCertificates {
    /// They are not.
    None,
    /// One of an authority is taken, or must be there.
    Authority {
        /// The certificates of the authority, PEM.
        file: PathBuf,
        /// Whether a connection without one is refused.
        required: bool,
    },
    /// Any is taken, with proof that the client has its key; whether it counts is told by its thumbprint in the register
    /// of clients (RFC 8705 §2.2).
    Registered,
}

/// The files of which TLS is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate of the service and those above it, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
    /// Whether clients are asked for one.
    pub clients: ClientCertificates,
}

fn wrong(path: &Path, what: &str, why: impl Display) -> Error {
    Error::Usage(format!("{}: {what}: {why}", path.display()))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let text = read(path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let found = found.map_err(|why| wrong(path, "no certificate in PEM", why))?;
    if found.is_empty() {
        return Err(wrong(
            path,
            "no certificate in PEM",
            "there is none in the file",
        ));
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::file(path, source))
}

impl TlsFiles {
    /// Reads the files: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    pub fn config(&self) -> Result<Arc<ServerConfig>, Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let chain = certificates(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&read(&self.key)?)
            .map_err(|why| wrong(&self.key, "no private key in PEM", why))?;
        let versions = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|why| Error::Usage(format!("TLS: {why}")))?;
        let mut config = match self.clients.verifier(provider)? {
            Some(verifier) => versions.with_client_cert_verifier(verifier),
            None => versions.with_no_client_auth(),
        }
        .with_single_cert(chain, key)
        .map_err(|why| wrong(&self.key, "the key is not that of the certificate", why))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn all(&self) -> Vec<&Path> {
        let mut all = vec![self.certificate.as_path(), self.key.as_path()];
        if let ClientCertificates::Authority { file, .. } = &self.clients {
            all.push(file);
        }
        all
    }

    /// What the files are, as far as a look without reading tells.
    fn stamp(&self) -> Vec<Option<(std::time::SystemTime, u64)>> {
        let of = |path: &Path| {
            let about = path.metadata().ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        self.all().into_iter().map(of).collect()
    }

    /// Goes on reading the files again when they change, or when the process is told to by a hang-up signal, until it is
    /// dropped. What cannot be read leaves the old ones in use. Connections that are open keep theirs.
    pub async fn watch(self, config: RustlsConfig, every: Duration) {
        let mut stamp = self.stamp();
        let mut hang_ups = HangUps::new();
        loop {
            let told = tokio::time::timeout(every, hang_ups.next()).await.is_ok();
            let now = self.stamp();
            if !told && now == stamp {
                continue;
            }
            match self.config() {
                Ok(read) => {
                    config.reload_from_config(read);
                    tracing::info!("certificates were read again");
                }
                // A file may be half written: it is looked at again when it changes again.
                Err(error) => tracing::warn!(%error, "the certificates in use stay in use"),
            }
            stamp = now;
        }
    }
}

/// Without TLS there is nothing to read again, and a hang-up signal must not end the service either.
pub async fn no_files_to_read_again() {
    let mut hang_ups = HangUps::new();
    loop {
        hang_ups.next().await;
        tracing::info!("told by a hang-up signal to read certificates again; there are none");
    }
}

/// The hang-up signals of the process, where there are such signals; from the first on they do not end it.
struct HangUps {
    #[cfg(unix)]
    signals: Option<tokio::signal::unix::Signal>,
}

impl HangUps {
    fn new() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let signals = signal(SignalKind::hangup());
            if let Err(error) = &signals {
                tracing::warn!(%error, "hang-up signals cannot be waited for");
            }
            Self {
                signals: signals.ok(),
            }
        }
        #[cfg(not(unix))]
        Self {}
    }

    /// Waits for the next one, for ever where there is none.
    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signals) = &mut self.signals
            && signals.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

impl ClientCertificates {
    fn verifier(
        &self,
        provider: Arc<CryptoProvider>,
    ) -> Result<Option<Arc<dyn ClientCertVerifier>>, Error> {
        match self {
            Self::None => Ok(None),
            Self::Registered => Ok(Some(Arc::new(Registered {
                algorithms: provider.signature_verification_algorithms,
            }))),
            Self::Authority { file, required } => {
                let mut roots = RootCertStore::empty();
                for certificate in certificates(file)? {
                    let added = roots.add(certificate);
                    added.map_err(|why| wrong(file, "no authority", why))?;
                }
                let roots = Arc::new(roots);
                let builder = WebPkiClientVerifier::builder_with_provider(roots, provider);
                let builder = if *required {
                    builder
                } else {
                    builder.allow_unauthenticated()
                };
                let verifier = builder.build();
                Ok(Some(
                    verifier.map_err(|why| wrong(file, "no authority", why))?,
                ))
            }
        }
    }
}

/// Takes any certificate whose key the client proves to have, and none too: the register of clients decides on it.
#[derive(Debug)]
struct Registered {
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for Registered {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

//! What a client is given: the address of the service, who it is, its proof, and whom it trusts; everything wrong with it told
//! at once.

use super::credential::Credential;
use crate::units::Problems;
use reqwest::{Certificate, Identity, Url};
use std::path::{Path, PathBuf};

/// What a client is given.
#[derive(Clone, Default)]
pub struct ClientSettings {
    /// The address of the service, such as `https://pool.example`.
    pub server: String,
    /// The client.
    pub client: String,
    /// Its secret, where it is in the environment.
    pub secret: Option<String>,
    /// Its secret, where it is in a file.
    pub secret_file: Option<PathBuf>,
    /// Its private key, as PEM.
    pub key_file: Option<PathBuf>,
    /// The authority that vouches for the service, as PEM; it alone is trusted then.
    pub authority: Option<PathBuf>,
    /// Its certificate, as PEM.
    pub certificate: Option<PathBuf>,
    /// The key of its certificate, as PEM.
    pub certificate_key: Option<PathBuf>,
}

/// The settings, read.
pub(super) struct Ready {
    pub(super) base: String,
    pub(super) credential: Credential,
    pub(super) authorities: Option<Vec<Certificate>>,
    pub(super) identity: Option<Identity>,
}

impl ClientSettings {
    pub(super) fn ready(&self) -> Result<Ready, Problems> {
        let mut problems = Problems::default();
        let base = self.base(&mut problems);
        if self.client.is_empty() {
            let message = "name the client, as the operator registered it";
            problems.add("client-id", "client.needed", message);
        }
        let credential = self.credential(&mut problems);
        let authorities = self.authority.as_deref().and_then(|path| {
            let pem = read("ca", path, &mut problems)?;
            let found = Certificate::from_pem_bundle(&pem).unwrap_or_default();
            if found.is_empty() {
                let message = format!("{}: there is no certificate as PEM", path.display());
                problems.add("ca", "client.pem", message);
            }
            Some(found)
        });
        let identity = self.identity(&mut problems);
        match credential {
            Some(credential) => problems.or(Ready {
                base,
                credential,
                authorities,
                identity,
            }),
            None => Err(problems),
        }
    }

    /// The address without a slash at its end. What a client proves itself by is sent by TLS, or within this machine.
    fn base(&self, problems: &mut Problems) -> String {
        let text = self.server.trim_end_matches('/');
        let mut wrong = |message: String| problems.add("server", "client.address", message);
        match Url::parse(text) {
            Err(_) => wrong(format!(
                "`{text}` is no address, such as https://pool.example"
            )),
            Ok(url) => {
                let host = url.host_str().unwrap_or("");
                let near = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
                if url.scheme() != "https" && !(near && url.scheme() == "http") {
                    wrong(format!(
                        "`{text}`: secrets and tokens are sent by https; http is for this machine alone"
                    ));
                }
            }
        }
        text.to_owned()
    }

    fn credential(&self, problems: &mut Problems) -> Option<Credential> {
        let given = [
            self.secret.is_some(),
            self.secret_file.is_some(),
            self.key_file.is_some(),
        ];
        if given.iter().filter(|given| **given).count() > 1 {
            let message = "one proof is enough: a secret or a key, from one place";
            problems.add("secret-file", "client.proof", message);
            return None;
        }
        if let Some(path) = &self.key_file {
            let pem = read("key-file", path, problems)?;
            let key = Credential::key(&pem).map_err(|why| {
                problems.add(
                    "key-file",
                    "client.pem",
                    format!("{}: {why}", path.display()),
                );
            });
            return key.ok();
        }
        let secret = match (&self.secret, &self.secret_file) {
            (Some(secret), _) => secret.trim().to_owned(),
            (None, Some(path)) => {
                let bytes = read("secret-file", path, problems)?;
                String::from_utf8_lossy(&bytes).trim().to_owned()
            }
            (None, None) if self.certificate.is_some() => return Some(Credential::Certificate),
            (None, None) => {
                let message = "give a secret by --secret-file or ZHIXIN_CLIENT_SECRET, a key by --key-file, or a certificate by --certificate";
                problems.add("secret-file", "client.proof", message);
                return None;
            }
        };
        if secret.is_empty() {
            problems.add("secret-file", "client.proof", "the secret is empty");
            return None;
        }
        Some(Credential::Secret(secret))
    }

    fn identity(&self, problems: &mut Problems) -> Option<Identity> {
        let (certificate, key) = match (&self.certificate, &self.certificate_key) {
            (None, None) => return None,
            (Some(certificate), Some(key)) => (certificate, key),
            _ => {
                let message = "a certificate and its key go together: give both or neither";
                problems.add("certificate", "client.pem", message);
                return None;
            }
        };
        let first = read("certificate", certificate, problems);
        let second = read("certificate-key", key, problems);
        let (mut pem, key) = first.zip(second)?;
        pem.push(b'\n');
        pem.extend(key);
        let identity = Identity::from_pem(&pem);
        if identity.is_err() {
            let message = "it and its key are no certificate and key as PEM";
            problems.add("certificate", "client.pem", message);
        }
        identity.ok()
    }
}

fn read(field: &str, path: &Path, problems: &mut Problems) -> Option<Vec<u8>> {
    let read = std::fs::read(path).map_err(|why| {
        problems.add(field, "client.file", format!("{}: {why}", path.display()));
    });
    read.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once() {
        let told = |settings: &ClientSettings| match settings.ready() {
            Ok(_) => "fine".to_owned(),
            Err(problems) => problems.to_string(),
        };
        let mut settings = ClientSettings {
            server: "http://pool.example/".to_owned(),
            certificate: Some(PathBuf::from("own.pem")),
            authority: Some(PathBuf::from("/nowhere/ca.pem")),
            ..ClientSettings::default()
        };
        insta::assert_snapshot!(told(&settings), @r"
        server: `http://pool.example`: secrets and tokens are sent by https; http is for this machine alone [client.address]
        client-id: name the client, as the operator registered it [client.needed]
        ca: /nowhere/ca.pem: No such file or directory (os error 2) [client.file]
        certificate: a certificate and its key go together: give both or neither [client.pem]
        ");
        settings = ClientSettings {
            server: "http://127.0.0.1:8080/".to_owned(),
            client: "bank-a".to_owned(),
            ..ClientSettings::default()
        };
        assert!(told(&settings).starts_with("secret-file: give a secret"));
        settings.secret = Some("zxs_1\n".to_owned());
        assert_eq!(told(&settings), "fine");
        settings.key_file = Some(PathBuf::from("key.pem"));
        assert!(told(&settings).contains("one proof is enough"));
    }
}

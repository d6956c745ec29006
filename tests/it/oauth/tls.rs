//! Certificates of clients and of the service, over TLS as they are met.

use super::{GRANT, Service, answer, form, whose};
use crate::place::Place;
use rcgen::{CertificateParams, CertifiedKey, Issuer, KeyPair};
use std::path::PathBuf;
use std::time::Duration;
use zhixin::identity::Denial;
use zhixin::service::identity::NewProof;
use zhixin::service::tls::{ClientCertificates, TlsFiles};

/// A certificate with its key, signed by an authority or by itself.
fn certificate(name: &str, authority: Option<&Issuer<'_, KeyPair>>) -> (String, String) {
    match authority {
        Some(authority) => {
            let key = KeyPair::generate().unwrap();
            let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            let signed = params.signed_by(&key, authority).unwrap();
            (signed.pem(), key.serialize_pem())
        }
        None => {
            let CertifiedKey { cert, signing_key } =
                rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
            (cert.pem(), signing_key.serialize_pem())
        }
    }
}

fn tls_files(place: &Place, clients: ClientCertificates) -> (TlsFiles, String) {
    let (certificate, key) = certificate("localhost", None);
    let files = TlsFiles {
        certificate: place.file("server.pem", &certificate),
        key: place.file("server.key", &key),
        clients,
    };
    (files, certificate)
}

fn secure(root: &str, own: Option<&(String, String)>) -> reqwest::Client {
    let root = reqwest::Certificate::from_pem(root.as_bytes()).unwrap();
    let mut builder = reqwest::Client::builder().no_proxy().tls_certs_only([root]);
    if let Some((certificate, key)) = own {
        let both = format!("{certificate}{key}");
        builder = builder.identity(reqwest::Identity::from_pem(both.as_bytes()).unwrap());
    }
    builder.build().unwrap()
}

#[tokio::test]
async fn a_registered_certificate_opens_and_its_token_stays_with_it() {
    let service = Service::new().await;
    service.client("bank-a", "bank:a").await;
    let (own, other) = (certificate("bank-a", None), certificate("bank-a", None));
    service.prove("bank-a", NewProof::Certificate(&own.0)).await;
    let (files, root) = tls_files(&service.place, ClientCertificates::Registered);
    let (base, _) = service.listen_by_tls(&files);
    let pairs = [GRANT, ("client_id", "bank-a")];
    let (mine, theirs, bare) = (
        secure(&root, Some(&own)),
        secure(&root, Some(&other)),
        secure(&root, None),
    );
    let ask = |http: &reqwest::Client| answer(form(http, format!("{base}/oauth/token"), &pairs));
    let token = ask(&mine).await.token();
    assert_eq!(whose(&mine, &base, &token).await, "bank:a:bank-a");
    assert_eq!(
        whose(&theirs, &base, &token).await,
        Denial::WrongCertificate.code()
    );
    assert_eq!(
        whose(&bare, &base, &token).await,
        Denial::WrongCertificate.code()
    );
    assert_eq!(ask(&theirs).await.status, 401);
    assert_eq!(ask(&bare).await.status, 401);
}

#[tokio::test]
async fn an_authority_lets_in_its_own_alone() {
    let service = Service::new().await;
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = params.self_signed(&key).unwrap().pem();
    let authority = Issuer::new(params, key);
    let file = service.place.file("clients.pem", &root);
    let authority_of = |required| ClientCertificates::Authority {
        file: file.clone(),
        required,
    };
    let (own, stranger) = (certificate("a", Some(&authority)), certificate("a", None));
    for (required, bare_comes_in) in [(true, false), (false, true)] {
        let (files, root) = tls_files(&service.place, authority_of(required));
        let (base, _) = service.listen_by_tls(&files);
        let comes_in = async |own: Option<&(String, String)>| {
            let request = secure(&root, own).get(format!("{base}/.well-known/jwks.json"));
            request.send().await.is_ok()
        };
        assert!(comes_in(Some(&own)).await);
        assert!(!comes_in(Some(&stranger)).await);
        assert_eq!(comes_in(None).await, bare_comes_in);
    }
}

#[tokio::test]
async fn certificates_are_read_again_and_bad_ones_change_nothing() {
    let service = Service::new().await;
    let (files, first) = tls_files(&service.place, ClientCertificates::None);
    let (base, config) = service.listen_by_tls(&files);
    let watching = files.clone().watch(config, Duration::from_millis(20));
    tokio::spawn(watching);
    let comes = async |root: &str| {
        let request = secure(root, None).get(format!("{base}/.well-known/jwks.json"));
        request.send().await.is_ok()
    };
    assert!(comes(&first).await);
    service.place.file("server.pem", "-----BEGIN half a file");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(
        comes(&first).await,
        "what cannot be read leaves the old one in use"
    );
    let (_, second) = tls_files(&service.place, ClientCertificates::None);
    for _ in 0..200 {
        if comes(&second).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(comes(&second).await && !comes(&first).await);
}

#[test]
fn files_of_tls_that_will_not_do_are_named() {
    let place = Place::new();
    let (files, _) = tls_files(&place, ClientCertificates::None);
    assert!(files.config().is_ok());
    let (_, foreign) = certificate("localhost", None);
    let with = |change: &dyn Fn(&mut TlsFiles)| {
        let mut files = files.clone();
        change(&mut files);
        let told = files.config().unwrap_err().to_string();
        told.replace(&format!("{}/", place.path().display()), "")
    };
    let other = place.file("other.key", &foreign);
    let empty = place.file("empty.pem", "");
    let told = [
        with(&|files| files.key = other.clone()),
        with(&|files| files.key = empty.clone()),
        with(&|files| files.certificate = empty.clone()),
        with(&|files| files.certificate = PathBuf::from("none.pem")),
        with(&|files| {
            files.clients = ClientCertificates::Authority {
                file: empty.clone(),
                required: true,
            };
        }),
    ]
    .join("\n");
    insta::assert_snapshot!(told, @"
    other.key: the key is not that of the certificate: keys may not be consistent: KeyMismatch
    empty.pem: no private key in PEM: no items found
    empty.pem: no certificate in PEM: there is none in the file
    none.pem: No such file or directory (os error 2)
    empty.pem: no certificate in PEM: there is none in the file
    ");
}

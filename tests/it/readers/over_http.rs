//! Readers of what comes over HTTP before any records are asked: bodies, tokens, keys, settings, addresses.

use super::text;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use zhixin::config::{Settings, Texts};
use zhixin::identity::jwt::Unverified;
use zhixin::identity::{
    CredentialId, IssuerKeys, Jwk, KeyRing, Registry, Role, Rule, Thumbprint, assertion,
};
use zhixin::journal::{PublicKey, strict};
use zhixin::service::evaluating::EvaluationAsk;
use zhixin::service::governance::ScoreAsk;
use zhixin::service::identity::issuer_of;
use zhixin::service::pool::{Who, command, verb};
use zhixin::service::webhooks::{Allowed, Targets};
use zhixin::service::wire::{COMMANDS, read};
use zhixin::units::{Date, Moment};
use zhixin::webhooks::{SigningSecret, sign};

const TODAY: Date = Date::constant(2026, 11, 26);

/// Who sends a command.
pub(super) fn who() -> Who {
    Who {
        actor: Some("bank:bank-a:bai".to_owned()),
        today: TODAY,
        client: "bank-a".to_owned(),
        key: "k".to_owned(),
    }
}

/// Bodies of commands: by every route, with the parameters of its path, and then the command.
pub(crate) fn commands(body: &Map<String, Value>, path: &BTreeMap<String, String>) {
    for route in COMMANDS {
        let named = route.parameters().into_iter();
        let mut path = path.clone();
        path.extend(named.map(|name| (name.to_owned(), "L1".to_owned())));
        for (_, name) in route.verbs {
            let verb = verb(name).expect("the table names verbs");
            if let Ok(fields) = read(verb, body, &path, route.choice) {
                let _ = command(&fields, &who());
            }
        }
    }
}

pub(super) fn bodies(bytes: &[u8]) {
    if let Ok(Value::Object(body)) = strict::read(bytes) {
        commands(&body, &BTreeMap::new());
    }
}

/// Bodies that ask for scores and evaluations.
pub(super) fn score_asks(bytes: &[u8]) {
    let Ok(body) = strict::read(bytes) else {
        return;
    };
    if let Ok(ask) = ScoreAsk::read(&body, TODAY) {
        let _ = ask.asked(false);
    }
    let _ = EvaluationAsk::read(&body, TODAY);
}

/// Files that tell which outside issuer is trusted.
pub(super) fn issuer(bytes: &[u8]) {
    let _ = issuer_of(&text(bytes), Path::new("issuer.toml"));
}

/// Keys of clients and issuers, thumbprints, key rings, roles, and the certificate that a proxy tells of.
pub(super) fn keys(bytes: &[u8]) {
    let text = &text(bytes);
    let _ = Jwk::parse(text);
    let _ = IssuerKeys::parse(text);
    let _ = KeyRing::parse(text);
    let _ = PublicKey::parse(text);
    if let Ok(id) = CredentialId::parse(text) {
        assert_eq!(id.to_string(), **text);
    }
    if let Ok(print) = Thumbprint::parse(text) {
        assert_eq!(Thumbprint::parse(&print.to_string()).as_ref(), Ok(&print));
    }
    if let Ok(role) = Role::parse(text) {
        assert_eq!(Role::parse(&role.to_string()).as_ref(), Ok(&role));
    }
    let _ = Rule::parse(text);
}

/// The file of settings.
pub(super) fn settings(bytes: &[u8]) {
    let _ = Settings::read(&Texts::new(), |_| None, Some(&text(bytes)));
}

static KEYS: LazyLock<IssuerKeys> = LazyLock::new(|| {
    let keys = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty":"EC","crv":"P-256","kid":"b","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;
    IssuerKeys::parse(keys).expect("two keys")
});

/// Tokens and assertions: read, and held against keys that did not sign them.
pub(super) fn tokens(bytes: &[u8]) {
    let text = &text(bytes);
    if let Ok(token) = Unverified::parse(text) {
        for name in ["iss", "sub", "exp", "cnf"] {
            let _ = token.claimed(name);
        }
        if let Some(key) = KEYS.of(&token) {
            assert!(token.verified(key).is_none(), "nobody has that key");
        }
    }
    let now = Moment::from_micros(1_795_665_600_000_000);
    let nobody = Registry::default();
    assert!(assertion::check(text, None, &["zhixin"], &nobody, now).is_err());
}

/// Addresses that are to be told of what happens, and secrets.
pub(super) fn webhooks(bytes: &[u8]) {
    let text = &text(bytes);
    let targets = Targets::new(vec![Allowed::Host("hooks.bank.internal".to_owned())]);
    if let Ok(url) = targets.read(text) {
        // What may be called is written the same when it is read again.
        assert!(targets.read(url.as_str()).is_ok(), "{url}");
    }
    if let Some(secret) = SigningSecret::parse(text) {
        assert_eq!(SigningSecret::parse(&secret.text()).as_ref(), Some(&secret));
        let _ = sign(&[secret], "msg_1", 0, bytes);
    }
}

//! The desk where tokens are handed out: clients prove themselves, enterprises give their code, tokens are revoked.

use super::{Access, TokenRefusal, codes, random};
use crate::identity::{
    Caller, Client, Credential, CredentialId, Proof, Role, Thumbprint, Token, assertion, token,
};
use crate::store::Store;
use crate::units::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt::Display;
use std::sync::Arc;

/// The grant of clients.
const GRANT_CLIENT: &str = "client_credentials";
/// The grant of one-time codes.
pub const GRANT_CODE: &str = "urn:zhixin:params:oauth:grant-type:one-time-code";

/// What somebody sent to the token endpoint, each parameter once.
#[derive(Default, Clone, Copy)]
pub struct Asked<'a> {
    /// `grant_type`.
    pub grant: Option<&'a str>,
    /// `scope`.
    pub scope: Option<&'a str>,
    /// `client_id`.
    pub client: Option<&'a str>,
    /// `client_secret`.
    pub secret: Option<&'a str>,
    /// Client and secret of HTTP Basic.
    pub basic: Option<(&'a str, &'a str)>,
    /// `client_assertion_type`.
    pub assertion_kind: Option<&'a str>,
    /// `client_assertion`.
    pub assertion: Option<&'a str>,
    /// `code`, of the one-time code grant.
    pub code: Option<&'a str>,
    /// The certificate of the connection.
    pub certificate: Option<Thumbprint>,
    /// From where it was sent, as a text by which failures are counted.
    pub from: &'a str,
}

/// A token that was handed out.
#[derive(Debug)]
pub struct Granted {
    /// The token.
    pub token: String,
    /// For how many seconds it counts.
    pub seconds: i64,
    /// Its scope: the word of the role.
    pub scope: &'static str,
    /// For whom.
    pub caller: Arc<Caller>,
}

/// The desk 令牌签发.
#[derive(Debug, Clone)]
pub struct Desk {
    access: Access,
    store: Store,
    /// The address of the token endpoint, which an assertion may name as its audience.
    endpoint: String,
}

/// Who proved itself, and how.
struct Proven {
    caller: Arc<Caller>,
    credential: CredentialId,
    certificate: Option<Thumbprint>,
}

impl Proven {
    fn by(client: &Client, credential: &Credential) -> Self {
        Self {
            caller: client.caller.clone(),
            credential: CredentialId {
                client: client.caller.client.clone(),
                number: credential.number,
            },
            certificate: None,
        }
    }
}

fn unavailable(error: impl Display) -> TokenRefusal {
    TokenRefusal::Unavailable(error.to_string())
}

fn request(why: impl Into<String>) -> TokenRefusal {
    TokenRefusal::Request(why.into())
}

impl Desk {
    /// A desk over the records.
    pub fn new(access: Access, store: Store) -> Self {
        let endpoint = format!("{}/oauth/token", access.realm().issuer);
        Self {
            access,
            store,
            endpoint,
        }
    }

    /// What recognises the tokens that are handed out here.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Hands out a token, or tells why not.
    pub async fn grant(&self, asked: Asked<'_>, now: Moment) -> Result<Granted, TokenRefusal> {
        let grant = asked
            .grant
            .ok_or_else(|| request("`grant_type` is missing"))?;
        if !matches!(grant, GRANT_CLIENT | GRANT_CODE) {
            return Err(TokenRefusal::UnsupportedGrant);
        }
        // What was decided in another process a moment ago counts.
        let refreshed = self.access.refresh(&self.store, now).await;
        refreshed.map_err(unavailable)?;
        let proven = if grant == GRANT_CODE {
            self.by_code(asked, now).await?
        } else {
            self.by_client(asked, now).await?
        };
        let scope = proven.caller.role.word();
        self.hand_out(proven, now)
            .map(|(token, seconds, caller)| Granted {
                token,
                seconds,
                scope,
                caller,
            })
    }

    fn hand_out(
        &self,
        proven: Proven,
        now: Moment,
    ) -> Result<(String, i64, Arc<Caller>), TokenRefusal> {
        let id = random::<16>().map_err(unavailable)?;
        let token = Token {
            id: URL_SAFE_NO_PAD.encode(id),
            credential: proven.credential,
            until: token::seconds(now) + token::LIFE,
            certificate: proven.certificate,
        };
        let (realm, keys) = (self.access.realm(), self.access.keys());
        let text = token.sign(realm, &proven.caller.role, &keys, now);
        Ok((text, token::LIFE, proven.caller))
    }

    /// A client proves itself, unless it failed too often.
    async fn by_client(&self, asked: Asked<'_>, now: Moment) -> Result<Proven, TokenRefusal> {
        let id = one_way(asked)?;
        let who = format!("{}\n{}", &id[..id.floor_char_boundary(64)], asked.from);
        let wait = self.access.attempts().wait(&who, now);
        if wait > 0 {
            return Err(TokenRefusal::Slow(wait));
        }
        let proven = self.prove(asked, now).await;
        match &proven {
            Ok(_) => self.access.attempts().succeeded(&who),
            Err(TokenRefusal::Client(_)) => self.access.attempts().failed(&who, now),
            Err(_) => {}
        }
        let proven = proven?;
        in_scope(asked.scope, &proven.caller.role)?;
        Ok(proven)
    }

    async fn prove(&self, asked: Asked<'_>, now: Moment) -> Result<Proven, TokenRefusal> {
        let registry = self.access.registry();
        let denied = TokenRefusal::Client;
        if let Some(text) = asked.assertion {
            let audiences = [self.access.realm().issuer.as_str(), self.endpoint.as_str()];
            let good = assertion::check(text, asked.client, &audiences, &registry, now)
                .map_err(|why| denied(why.to_string()))?;
            let id = good.client.caller.client.as_str();
            let spent = self.store.spend_token_id(id, &good.id, good.until).await;
            if !spent.map_err(unavailable)? {
                return Err(denied("the assertion was used before".to_owned()));
            }
            return Ok(Proven::by(good.client, good.credential));
        }
        let secret = asked.basic.or(asked.client.zip(asked.secret));
        if let Some((id, sent)) = secret {
            let found = registry.by_secret(id, sent, now);
            let found = found.ok_or_else(|| denied(format!("`{id}`: wrong secret")))?;
            return Ok(Proven::by(found.0, found.1));
        }
        let id = asked.client.unwrap_or_default();
        let of = asked.certificate;
        let of = of.ok_or_else(|| denied(format!("`{id}`: nothing proves the client")))?;
        let client = registry.named(id);
        let credential = client.and_then(|client| {
            let mut live = client.live(now);
            live.find(|credential| credential.proof == Proof::Certificate(of))
        });
        let (client, credential) = client
            .zip(credential)
            .ok_or_else(|| denied(format!("`{id}`: the certificate is not one of its own")))?;
        Ok(Proven {
            certificate: Some(of),
            ..Proven::by(client, credential)
        })
    }

    /// An enterprise gives its code, which is used up.
    async fn by_code(&self, asked: Asked<'_>, now: Moment) -> Result<Proven, TokenRefusal> {
        let code = asked.code.ok_or_else(|| request("`code` is missing"))?;
        if asked.basic.is_some() || asked.secret.is_some() || asked.assertion.is_some() {
            return Err(request(
                "a code stands by itself; send no proof of a client with it",
            ));
        }
        let who = format!("code\n{}", asked.from);
        let wait = self.access.attempts().wait(&who, now);
        if wait > 0 {
            return Err(TokenRefusal::Slow(wait));
        }
        let registry = self.access.registry();
        let found = registry.code(code);
        let found = found.filter(|(client, code)| !client.revoked && code.is_live(now));
        let Some((client, credential)) = found else {
            self.access.attempts().failed(&who, now);
            let why = "the code is unknown, used, ended or too old";
            return Err(TokenRefusal::Grant(why.to_owned()));
        };
        in_scope(asked.scope, &client.caller.role)?;
        let proven = Proven::by(client, credential);
        let used = codes::use_up(&self.store, &client.caller, proven.credential.clone(), now);
        if !used.await.map_err(unavailable)? {
            let why = "the code was used a moment ago";
            return Err(TokenRefusal::Grant(why.to_owned()));
        }
        Ok(proven)
    }

    /// Revokes a token of ours for the client that it was given to (RFC 7009). A text that is no good token of this
    /// client is answered in the same way: it does not count either.
    pub async fn revoke(
        &self,
        asked: Asked<'_>,
        bearer: Option<&str>,
        now: Moment,
    ) -> Result<(), TokenRefusal> {
        let bearer = bearer.ok_or_else(|| request("`token` is missing"))?;
        let refreshed = self.access.refresh(&self.store, now).await;
        refreshed.map_err(unavailable)?;
        let proven = self.by_client(asked, now).await?;
        let token = self.access.own_token(bearer, now);
        let own = token.filter(|of| of.credential.client == proven.caller.client);
        if let Some(token) = own {
            let revoked = self.store.revoke_token(&token.id, token.until).await;
            revoked.map_err(unavailable)?;
            let refreshed = self.access.refresh(&self.store, now).await;
            refreshed.map_err(unavailable)?;
        }
        Ok(())
    }
}

/// The id that a client gives, if it proves itself in one way alone (RFC 6749 §2.3).
fn one_way(asked: Asked<'_>) -> Result<&str, TokenRefusal> {
    let ways = [
        asked.basic.is_some(),
        asked.secret.is_some(),
        asked.assertion.is_some() || asked.assertion_kind.is_some(),
    ];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        return Err(request("the client proves itself in two ways; send one"));
    }
    if asked.assertion.is_some() != asked.assertion_kind.is_some() {
        return Err(request(
            "`client_assertion` and `client_assertion_type` come together",
        ));
    }
    if asked
        .assertion_kind
        .is_some_and(|kind| kind != assertion::KIND)
    {
        return Err(request(format!(
            "`client_assertion_type` is {}",
            assertion::KIND
        )));
    }
    if let (Some((basic, _)), Some(client)) = (asked.basic, asked.client)
        && basic != client
    {
        return Err(request("`client_id` is not the client of the header"));
    }
    let basic = asked.basic.map(|(id, _)| id);
    match basic.or(asked.client) {
        Some(id) => Ok(id),
        // An assertion names its client itself.
        None if asked.assertion.is_some() => Ok(""),
        None => Err(TokenRefusal::Client("no client is named".to_owned())),
    }
}

/// A client has the one scope of its role, whether it asks for it or not.
fn in_scope(asked: Option<&str>, role: &Role) -> Result<(), TokenRefusal> {
    let word = role.word();
    match asked {
        Some(asked) if asked.split(' ').any(|one| one != word) => Err(TokenRefusal::Scope(
            format!("the scope of this client is `{word}`; leave `scope` out or write that"),
        )),
        _ => Ok(()),
    }
}

//! The bodies of requests about webhooks as the description shows them; what they say is read by the use cases.

#![expect(dead_code, reason = "only their schemas are used")]

use utoipa::ToSchema;

/// An endpoint 通知端点.
#[derive(ToSchema)]
pub(super) struct WebhookBody {
    /// Where it is called: a public address over TLS.
    url: String,
    /// Of what it is told, such as `claim.decided`.
    kinds: Vec<String>,
    /// What you call it.
    description: Option<String>,
    /// `v1`, by a secret that both sides know, if not given; `v1a`, by a key of which the public half is shown.
    signature: Option<String>,
}

/// An endpoint disabled or enabled 停用或启用.
#[derive(ToSchema)]
pub(super) struct WebhookStateBody {
    /// `enabled` or `disabled`.
    state: String,
    /// Why it is disabled.
    reason: Option<String>,
}

/// A new secret 签名密钥轮换.
#[derive(ToSchema)]
pub(super) struct RotationBody {
    /// Until when the secret before signs as well: at most 30 days from now, a day if not given.
    #[schema(format = DateTime)]
    overlap_until: Option<String>,
    /// `v1` or `v1a`; as before if not given.
    signature: Option<String>,
}

/// An endpoint told again 重放.
#[derive(ToSchema)]
pub(super) struct ReplayBody {
    /// The record of the journal after which it is told everything again; 0 for all.
    after: u64,
}

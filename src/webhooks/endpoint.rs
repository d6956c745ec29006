//! An endpoint: where one client wants to be told, and of what.

use super::notice::Notice;
use crate::units::Moment;
use crate::units::names::{ClientId, WebhookId};

/// Whether an endpoint is told anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is 启用.
    Enabled,
    /// Not now; it goes on where it stopped 停用.
    Disabled {
        /// Why.
        why: String,
    },
    /// Never again 终止.
    Ended,
}

impl Standing {
    /// The word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled { .. } => "disabled",
            Self::Ended => "ended",
        }
    }
}

/// An endpoint 通知端点.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its id.
    pub id: WebhookId,
    /// Whose it is.
    pub client: ClientId,
    /// Where it is called.
    pub url: String,
    /// Of what it is told, in the order of the list.
    pub notices: Vec<Notice>,
    /// What its owner calls it.
    pub description: String,
    /// When it was registered.
    pub registered_at: Moment,
    /// Whether it is told anything.
    pub standing: Standing,
}

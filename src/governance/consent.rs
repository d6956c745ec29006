//! A consent: what an enterprise lets one grantee read, for what, and from when until when.

use super::grantee::Grantee;
use super::purpose::{DataClass, Purpose};
use crate::units::names::ConsentId;
use crate::units::words::words;
use crate::units::{Date, Digest, EnterpriseId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

words! {
    /// How a consent was obtained 取得方式.
    Obtained {
        /// Signed and sealed on paper.
        Paper = "paper", "纸质签章";
        /// Given online, with a one-time code that the commission handed over.
        Online = "online", "线上一次性验证码";
        /// Given through an outside issuer that proved who the enterprise is.
        Issuer = "issuer", "第三方身份认证";
    }
}

/// A consent 授权.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Who gives leave.
    pub enterprise: EnterpriseId,
    /// To whom.
    pub grantee: Grantee,
    /// For what.
    pub purposes: BTreeSet<Purpose>,
    /// To read which data.
    pub classes: BTreeSet<DataClass>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The digest of the signed paper or of the record of the online act. Who signed stands there and not here.
    pub evidence: Digest,
    /// How it was obtained.
    pub obtained: Obtained,
}

/// That a consent was taken back 撤回授权.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The first day on which it no longer stands.
    pub on: Date,
    /// Why, if it was said.
    pub reason: Option<String>,
    /// The digest of the paper on which it was taken back, if there is one.
    pub evidence: Option<Digest>,
}

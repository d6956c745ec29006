//! The steps of a model's life: registered, validated, signed for twice, and stopped.

use super::purpose::Purpose;
use crate::units::names::{ApprovalId, District, PoolId, ProductId};
use crate::units::words::words;
use crate::units::{Date, Digest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

words! {
    /// What a validation came to 验证结论.
    Suitability {
        /// It may be used.
        Fit = "fit", "通过";
        /// It may not.
        Unfit = "unfit", "不通过";
    }
    /// As what a model is used 用途方式.
    UsedAs {
        /// Its scores are issued.
        InForce = "in-force", "正式";
        /// It scores beside the model in force, and nobody but analysts and auditors sees it.
        Shadow = "shadow", "影子";
    }
}

/// A version of a model as it was registered 模型登记. Its file is on record under the digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// The version that its file states.
    pub version: i64,
    /// The digest of its meaning.
    pub digest: Digest,
    /// The person who made it 开发人.
    pub developer: String,
    /// What it is made for.
    pub purposes: BTreeSet<Purpose>,
}

/// A validation 模型验证.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validated {
    /// The version, by its digest.
    pub digest: Digest,
    /// The digest of the validation report.
    pub report: Digest,
    /// What it came to.
    pub finding: Suitability,
    /// On what conditions it is fit, if on any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
}

/// Where a model may be used 适用范围. What is absent is everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// In this pool 资金池.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolId>,
    /// For this product 产品.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// For enterprises of this district 区县.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<District>,
}

impl Scope {
    /// Whether a use lies in it. A use that does not name a part lies only in scopes that leave it open.
    pub fn holds(&self, of: &Self) -> bool {
        fn part<T: PartialEq>(scope: Option<&T>, of: Option<&T>) -> bool {
            scope.is_none() || scope == of
        }
        part(self.pool.as_ref(), of.pool.as_ref())
            && part(self.product.as_ref(), of.product.as_ref())
            && part(self.district.as_ref(), of.district.as_ref())
    }

    /// How many parts it names: the more, the narrower it is.
    pub fn narrowness(&self) -> u8 {
        u8::from(self.pool.is_some())
            + u8::from(self.product.is_some())
            + u8::from(self.district.is_some())
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named = [
            self.pool.as_ref().map(|of| format!("pool {of}")),
            self.product.as_ref().map(|of| format!("product {of}")),
            self.district.as_ref().map(|of| format!("district {of}")),
        ];
        let named: Vec<String> = named.into_iter().flatten().collect();
        if named.is_empty() {
            return f.write_str("everywhere");
        }
        f.write_str(&named.join(" and "))
    }
}

/// What the first signature is for 模型报批.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// The approval that it is to become.
    pub id: ApprovalId,
    /// The version, by its digest.
    pub digest: Digest,
    /// The validation report that it rests on.
    pub report: Digest,
    /// As what it is used.
    pub used_as: UsedAs,
    /// For what.
    pub purposes: BTreeSet<Purpose>,
    /// Where; one of them is enough.
    pub scopes: Vec<Scope>,
    /// The first day.
    pub from: Date,
}

/// The second signature 模型批准.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The approval.
    pub approval: ApprovalId,
    /// The version, by its digest.
    pub digest: Digest,
}

/// That a version may be used no longer 停用.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stopped {
    /// The version, by its digest.
    pub digest: Digest,
    /// The first day on which it may not be used.
    pub on: Date,
    /// Why.
    pub reason: String,
}

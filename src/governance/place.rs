//! Where an event of governance stands: about what, and as which step of it.

use crate::units::EnterpriseId;
use crate::units::names::BankId;
use crate::units::words::words;

words! {
    /// What events of governance are about 事项.
    Topic {
        /// A consent.
        Consent = "consent", "授权";
        /// An objection.
        Objection = "objection", "异议";
        /// A bank's decision on a score.
        Decision = "decision", "授信决定";
        /// A bank's monthly report.
        Report = "report", "贷款月报";
        /// A model, with all its versions.
        Model = "model", "评价模型";
        /// What a shadow model said beside a score.
        Shadow = "shadow", "影子评分";
        /// A month's tests of a model.
        Monitoring = "monitoring", "模型监测";
        /// Look-ups that were sealed.
        LookUps = "look-ups", "查询记录";
    }
}

/// The place of an event among those of its kind: two cannot be the same step of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// About what.
    pub topic: Topic,
    /// Its id.
    pub id: String,
    /// Which step of its life, from 1.
    pub step: i64,
    /// The enterprise that it is about, if one.
    pub enterprise: Option<EnterpriseId>,
    /// The bank whose it is, if one's.
    pub bank: Option<BankId>,
}

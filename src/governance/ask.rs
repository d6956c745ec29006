//! What somebody asks to read, before anything is read.

use super::grantee::Grantee;
use super::purpose::{DataClass, Purpose};
use crate::units::{Date, EnterpriseId};
use std::collections::BTreeSet;

/// What a grantee asks to read 查询申请.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// About whom.
    pub enterprise: EnterpriseId,
    /// Who reads.
    pub grantee: Grantee,
    /// For what.
    pub purpose: Purpose,
    /// Which data.
    pub classes: BTreeSet<DataClass>,
    /// The day of reading.
    pub on: Date,
    /// Whether a covered loan of this bank to this enterprise is live: the books say it, and not the bank.
    pub live_cover: bool,
}

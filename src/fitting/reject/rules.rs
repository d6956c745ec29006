//! What a spec says of applicants who were refused.

use super::Assumption;

/// How the refused are looked at 拒绝推断.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectRules {
    /// The column that tells them from the accepted; none where they are in a file of their own.
    pub column: Option<String>,
    /// The values of it that mean refused.
    pub values: Vec<String>,
    /// The assumption under which the model is fitted; by none it is fitted to the accepted alone.
    pub assume: Option<Assumption>,
    /// The assumptions that are laid side by side, whichever the model is fitted under.
    pub beside: Vec<Assumption>,
    /// The probability up to which an applicant would be approved.
    pub approve_up_to: f64,
    /// Why the model is fitted under this assumption, or under none.
    pub reason: String,
}

//! Terms 条款: the rules of a pool as a file, in versions by effective date, and what they answer.

mod admission;
mod breaker;
mod caps;
mod claim;
mod claiming;
mod digest;
mod eligibility;
mod fee;
mod figure;
mod fitting;
mod funding;
mod history;
mod incentive;
mod limit;
mod loan;
mod parse;
mod parse_breaker;
mod parse_caps;
mod parse_claim;
mod parse_eligibility;
mod parse_fee;
mod parse_funding;
mod parse_incentive;
mod parse_loan;
mod parse_sharing;
mod paying;
mod reward;
pub(super) mod section;
mod section_figures;
mod section_lists;
mod share;
mod sharing;
#[cfg(test)]
mod tests_of_breakers;
#[cfg(test)]
mod tests_of_files;
#[cfg(test)]
mod tests_of_rules;
#[cfg(test)]
mod tests_of_shares;
mod tripping;

pub use admission::{Applicant, LoanFacts, LoanFault, Unmet};
pub use breaker::{Breaker, BreakerScope, Effect, Level, Measure, Resume, ResumeBy, Trips, Window};
pub use caps::{Cap, CapBase, CapMeasure, CapScope, CapSize, CapWhen, RevenueRow};
pub use claim::{
    ClaimFrom, ClaimRules, Cure, Deadline, Document, LoanClass, PayOrder, RecoveryOrder,
    RecoveryRules, Refusal, Settlement, Shortfall, ShortfallRule, Trigger,
};
pub use claiming::{ClaimDays, Plight};
pub use eligibility::{
    Eligibility, Item, Proof, Provisional, Requirement, RequirementOf, Requires, TaxGrade, Zone,
};
pub use fee::{FeePer, FeeTier, GuaranteeFee};
pub use figure::{Figure, UNKNOWN};
pub use funding::{
    Bound, Contributor, ContributorKind, DistrictRatios, ExposureBase, Funding, Leverage,
    LeverageBase, PoolFunding, TopUp, TopUpTrigger,
};
pub use history::{HistoryError, NoTerms, TermsHistory, UnknownFigures, UsableTerms};
pub use incentive::{Beneficiary, Incentive, IncentiveKind, PaidBy, Period};
pub use limit::{CapError, CapFigures, CapQuery};
pub use loan::{LoanRules, RateCap, RateIndex, RateTier, ScoreRole, ScoreRules, Security};
pub use paying::{Due, PartPaid, in_proportion};
pub use reward::Rewarded;
pub use share::{HeldBy, Share, ShareError, ShareQuery};
pub use sharing::{Channel, Combine, LossBase, ShareRole, ShareRule, ShareWhen, Sharing};
pub use tripping::{BreakerOverflow, Judged};

use crate::units::names::{ProductId, Scheme, TermsId};
use crate::units::words::words;
use crate::units::{Bilingual, Date, Digest, Origin, Problems};
use serde::Serialize;

words! {
    /// How far a terms file is a rule 状态.
    Status {
        /// A sample of ours in the shape of a programme; no official text.
        Sample = "sample", "示例";
        /// A draft; it refuses to be used.
        Draft = "draft", "草案";
        /// In force.
        InForce = "in-force", "生效";
    }
}

/// One version of a pool's terms 条款.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// Its id, the name of its file.
    pub id: TermsId,
    /// The programme of which it is a version.
    pub scheme: Scheme,
    /// Its number among the versions of the programme.
    pub version: u32,
    /// How far it is a rule.
    pub status: Status,
    /// What it is called.
    pub name: Bilingual,
    /// What it is and how far to trust it.
    pub about: Bilingual,
    /// Mark and source of all that states none of its own.
    pub origin: Origin,
    /// The number of the official paper, if there is one 文号.
    pub document: Option<String>,
    /// The terms that these refine, if any 上位条款.
    pub refines: Option<TermsId>,
    /// The first day of approval of the loans that fall under it.
    pub effective_from: Date,
    /// The last such day; absent is until a later version.
    pub effective_to: Option<Date>,
    /// The products that it governs.
    pub products: Vec<Product>,
    /// The channels that are open.
    pub channels: Vec<Channel>,
    /// Who pays.
    pub funding: Funding,
    /// How much cover may stand on a compartment's money.
    pub leverage: Vec<Leverage>,
    /// How losses are shared.
    pub sharing: Sharing,
    /// Who and what may come under cover.
    pub eligibility: Eligibility,
    /// Caps; the lowest binds.
    pub caps: Vec<Cap>,
    /// What a loan must be.
    pub loan: LoanRules,
    /// What the score is for; absent: none is asked for.
    pub score: Option<ScoreRules>,
    /// Claims.
    pub claim: ClaimRules,
    /// Recoveries.
    pub recovery: RecoveryRules,
    /// Circuit breakers.
    pub breakers: Vec<Breaker>,
    /// Incentives.
    pub incentives: Vec<Incentive>,
    /// The guarantee fee, where the pool is paid for its cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guarantee_fee: Option<GuaranteeFee>,
}

impl Terms {
    /// Reads and checks a terms file; every problem is told at once, with its line.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        parse::terms(text)
    }

    /// The digest over the meaning: figures, marks and texts, not layout, order of keys or comments.
    pub fn digest(&self) -> Digest {
        digest::of(self)
    }
}

/// A product 产品.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// What it is called.
    pub name: Bilingual,
}

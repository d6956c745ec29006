//! The bodies of requests as the description shows them; what they say is read by the use cases.

#![expect(dead_code, reason = "only their schemas are used")]

use crate::api::money::Money;
use utoipa::ToSchema;

/// A consent 授权.
#[derive(ToSchema)]
pub(super) struct ConsentBody {
    /// The enterprise.
    enterprise: String,
    /// `bank:ID` or `commission`.
    grantee: String,
    /// `credit-assessment`, `cover-monitoring`, `claim`, `objection`, `statistics`.
    purposes: Vec<String>,
    /// `registry`, `filed`, `financial`, `patents`, `private`.
    classes: Vec<String>,
    /// The first day.
    #[schema(format = Date)]
    from: String,
    /// The last day.
    #[schema(format = Date)]
    until: String,
    /// The digest of the signed paper.
    evidence: String,
    /// How it was obtained: `paper`, or of the enterprise and makers also `online` or `issuer`.
    obtained: String,
}

/// A consent taken back 授权撤回.
#[derive(ToSchema)]
pub(super) struct RevocationBody {
    /// From which day.
    #[schema(format = Date)]
    on: String,
    /// Why.
    reason: Option<String>,
    /// The digest of the paper.
    evidence: Option<String>,
}

/// An objection 异议.
#[derive(ToSchema)]
pub(super) struct ObjectionBody {
    /// The enterprise.
    enterprise: String,
    /// The scores objected to.
    scores: Option<Vec<String>>,
    /// The digests of the facts objected to.
    facts: Option<Vec<String>>,
    /// The digest of what the enterprise wrote.
    statement: String,
    /// Digests of what it showed.
    evidence: Option<Vec<String>>,
    /// When it came in, where that was before today.
    #[schema(format = Date)]
    received_on: Option<String>,
}

/// An objection verified 异议核查.
#[derive(ToSchema)]
pub(super) struct VerificationBody {
    /// What was found: `founded` or `unfounded`.
    finding: String,
    /// Digests of what was looked at.
    evidence: Option<Vec<String>>,
}

/// An objection decided 异议处理.
#[derive(ToSchema)]
pub(super) struct ObjectionDecisionBody {
    /// `upheld` or `refused`.
    decision: String,
    /// Upheld: the ordinals of the batches that mend the facts.
    batches: Option<Vec<i64>>,
    /// Refused: why.
    reason: Option<String>,
    /// Digests of what it rests on.
    evidence: Option<Vec<String>>,
}

/// The enterprise answered 异议答复.
#[derive(ToSchema)]
pub(super) struct AnswerBody {
    /// The digest of what it was written.
    answer: String,
}

/// A bank's decision on a score 授信决定.
#[derive(ToSchema)]
pub(super) struct DecisionBody {
    /// `approved`, `declined` or `withdrawn`.
    outcome: String,
    /// Approved: how much.
    amount: Option<Money>,
    /// Approved: the rate a year, such as 0.0385.
    rate: Option<String>,
    /// Approved: for how many months.
    months: Option<u32>,
    /// Approved above the recommended limit: why.
    override_reason: Option<String>,
    /// Declined or withdrawn: why.
    reason: Option<String>,
}

/// A version of a model registered 模型登记.
#[derive(ToSchema)]
pub(super) struct RegistrationBody {
    /// The file, TOML; left out for a model that is shipped.
    text: Option<String>,
    /// Who made it, by the name by which that person signs; the caller if left out.
    developer: Option<String>,
    /// What it is made for: `credit-assessment`, `cover-monitoring`, `claim`, `objection`, `statistics`.
    purposes: Vec<String>,
}

/// A validation of a version 模型验证.
#[derive(ToSchema)]
pub(super) struct ModelValidationBody {
    /// The version, by its digest.
    digest: String,
    /// The digest of the validation report.
    report: String,
    /// `fit` or `unfit`.
    finding: String,
    /// On what conditions it is fit.
    conditions: Option<String>,
}

/// The first signature for the use of a version 模型报批.
#[derive(ToSchema)]
pub(super) struct ApprovalBody {
    /// The version, by its digest.
    digest: String,
    /// For what.
    purposes: Vec<String>,
    /// Where; one of them is enough, and an empty one is everywhere.
    scopes: Vec<ScopeBody>,
    /// The first day.
    #[schema(format = Date)]
    from: String,
    /// `in-force`, or `shadow` to score beside the model in force; `in-force` if left out.
    used_as: Option<String>,
}

/// Where a model may be used 适用范围.
#[derive(ToSchema)]
pub(super) struct ScopeBody {
    /// In this pool.
    pool: Option<String>,
    /// For this product.
    product: Option<String>,
    /// For enterprises of this district.
    district: Option<String>,
}

/// A version stopped 停用.
#[derive(ToSchema)]
pub(super) struct StopBody {
    /// The version, by its digest.
    digest: String,
    /// The first day on which it may not be used.
    #[schema(format = Date)]
    on: String,
    /// Why.
    reason: String,
}

/// The list of differences that is confirmed 月报差异确认.
#[derive(ToSchema)]
pub(super) struct ConfirmationBody {
    /// The digest of the list that was looked at.
    list: String,
}

//! Why something is not done or not shown, each told with what would pass.

use super::grantee::Grantee;
use super::purpose::{DataClass, Purpose};
use crate::units::names::{ApprovalId, ModelId, ScoreId};
use crate::units::{Amount, Date, EnterpriseId};

/// The words of a list.
fn purposes(list: &[Purpose]) -> String {
    let words: Vec<&str> = list.iter().map(|purpose| purpose.word()).collect();
    words.join(", ")
}

fn classes(list: &[DataClass]) -> String {
    let words: Vec<&str> = list.iter().map(|class| class.word()).collect();
    words.join(", ")
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),+ } = $code:literal, [$($text:tt)+];)+) => {
        /// Why something is refused 拒绝原因.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[expect(missing_docs, reason = "the fields of a refusal are those of its sentence")]
        pub enum Refusal {
            $($(#[$doc])* #[error($($text)+)] $name { $($field: $type),+ },)+
        }

        impl Refusal {
            /// Every code. Of a consent that does not do, a later one is nearer to what would pass.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable name of the rule that refuses.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }
        }
    };
}

refusals! {
    /// Somebody else's to do.
    Role { is: &'static str, needs: &'static str } = "role", ["in the role of {is} this cannot be done; {needs} can do it"];
    /// Nothing of that name, or nothing that the caller may know of.
    Unknown { what: &'static str, name: String } = "unknown", ["there is no {what} `{name}`"];
    /// A list that is empty.
    NothingNamed { what: &'static str } = "nothing-named", ["name at least one {what}"];
    /// A day that does not fit.
    Day { field: &'static str, why: String } = "day", ["{field}: {why}"];
    /// The enterprise gave none.
    NoConsent { enterprise: EnterpriseId, grantee: Grantee } = "consent.none", ["no consent of {enterprise} to {grantee} is on record; one recorded with its evidence would pass"];
    /// It is over.
    ConsentEnded { until: Date } = "consent.ended", ["the consent ended on {until}; a new one would pass"];
    /// It has not begun.
    ConsentToCome { from: Date } = "consent.to-come", ["the consent begins on {from}; that day or later would pass"];
    /// It was taken back.
    ConsentRevoked { on: Date } = "consent.revoked", ["the consent was taken back from {on}; a new one would pass, and so would cover-monitoring while a covered loan given under it is live"];
    /// It is for something else.
    ConsentPurpose { asked: Purpose, open: Vec<Purpose> } = "consent.purpose", ["the consent is not for {}; it is for: {}", .asked.word(), purposes(.open)];
    /// It is not to these data.
    ConsentClasses { missing: Vec<DataClass>, open: Vec<DataClass> } = "consent.classes", ["the consent does not open: {}; it opens: {}", classes(.missing), classes(.open)];
    /// It was taken back before.
    RevokedBefore { on: Date } = "consent.revoked-before", ["it was taken back already, from {on}"];
    /// A bank says that it was obtained in a way that no bank sees.
    NotObtained { would: &'static str } = "consent-by", ["obtained: a bank holds signed paper, and `{would}` would pass; what was given online or through an issuer is recorded by the enterprise itself or a maker"];
    /// The paper of a consent that was taken back.
    PaperTakenBack { on: Date } = "evidence.taken-back", ["evidence: the consent on this paper was taken back from {on}, and it opens nothing again; a new one would pass"];
    /// Somebody who acted on it before.
    SamePerson { person: String, was: &'static str } = "person.same", ["`{person}` was the {was}; somebody else must do this"];
    /// Not in this state.
    WrongState { what: &'static str, name: String, is: &'static str, needs: &'static str } = "state", ["the {what} `{name}` is {is}; it must be {needs}"];
    /// Upheld, and nothing was mended.
    NothingMended { why: String } = "objection.mended", ["{why}"];
    /// A score that gave way to another.
    Superseded { by: ScoreId } = "score.superseded", ["the score gave way to `{by}` after an objection; decide on that one"];
    /// An amount of nothing.
    NotAboveNought { field: &'static str } = "amount.nought", ["{field}: the amount must be above nought"];
    /// No term.
    NoTerm { most: u32 } = "decision.months", ["months: a loan is given for 1 to {most} months"];
    /// A rate that is none.
    Rate { field: &'static str } = "decision.rate", ["{field}: a rate a year is a share above nought and not above 1, such as 0.0385"];
    /// More than was recommended, and nobody says why.
    AboveLimit { limit: Amount } = "decision.override", ["the score recommends no more than {}; that much would pass, or more with a reason", .limit.grouped()];
    /// A reason is needed.
    NoReason { needs: &'static str } = "reason", ["say why: {needs}"];
    /// A text that is too long or has signs that nobody sees.
    Text { field: &'static str, most: usize } = "text", ["{field}: one line of at most {most} characters would pass"];
    /// The report is not of the state that was looked at.
    ListChanged { now: String } = "report.changed", ["the list of differences is another now, {now}; look at it and confirm that one"];
    /// A version that stands already, or would go back.
    ModelVersion { model: ModelId, version: i64, last: i64 } = "model.version", ["version {version} of `{model}` will not do after version {last}; a file whose version is above {last} would pass"];
    /// Nobody found it fit.
    NotValidated { model: ModelId, version: i64 } = "model.not-validated", ["no validation that finds version {version} of `{model}` fit is the last one on record; one with its report, by somebody other than the developer, would pass"];
    /// For more than it was made for.
    ModelPurpose { missing: Vec<Purpose>, open: Vec<Purpose> } = "model.purpose", ["it was not registered for: {}; it was for: {}", purposes(.missing), purposes(.open)];
    /// Signed for already.
    SignedBefore { approval: ApprovalId } = "model.signed-before", ["`{approval}` is approved already; a change of it is another approval"];
    /// The second signature is of the office of the first.
    SameOffice { office: &'static str, needs: &'static str } = "model.office", ["a {office} signed already; the second signature is a {needs}'s"];
    /// Nothing may score there.
    NotInForce { asked: String, on: Date, open: String } = "model.not-in-force", ["{asked} is not in force on {on}; {open}"];
}

impl Refusal {
    /// How near a consent was to what was asked: its place in the list.
    pub(super) fn nearness(&self) -> usize {
        let place = Self::CODES.iter().position(|code| *code == self.code());
        place.expect("every code is on the list")
    }
}

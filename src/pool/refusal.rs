//! Refusals: why a command is not done, in the one order in which they are looked for, each telling what
//! would pass.

use super::terms::Effect;
use crate::units::{Amount, Date, Digest, Ratio};

/// A share in hundredths, as people say it.
fn percent(share: &Ratio) -> String {
    match share.checked_mul(Ratio::from_int(100)) {
        Some(hundredths) => format!("{hundredths}%"),
        None => share.to_string(),
    }
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),+ })? = $code:literal, [$($text:tt)+];)+) => {
        /// Why a command is refused 拒绝原因. The order of the variants is the order of precedence: of
        /// several that hold, the first is told.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[expect(missing_docs, reason = "the fields of a refusal are those of its sentence")]
        pub enum Refusal {
            $($(#[$doc])* #[error($($text)+)] $name $({ $($field: $type),+ })?,)+
        }

        impl Refusal {
            /// Every code, in the order of precedence.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable name of the rule that refuses.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }

            /// The place in the order of precedence.
            pub fn rank(&self) -> usize {
                Self::CODES.iter().position(|code| *code == self.code()).unwrap_or(usize::MAX)
            }
        }
    };
}

refusals! {
    /// The same command was done before; its event is named.
    AlreadyDone { sequence: u64 } = "key.done", ["done before, as event {sequence}"];
    /// The key stands for another command.
    KeyReused { sequence: u64 } = "key.reused", ["the key stands for another command, done as event {sequence}; send this one under a new key"];
    /// Somebody else's to do.
    Role { is: &'static str, needs: &'static str } = "role", ["a {is} cannot do this; {needs} can"];
    /// No amount, or a negative one.
    NotAboveNought = "amount.nought", ["the amount must be above nought"];
    /// An amount that no pool knows.
    TooLarge { most: Amount } = "amount.large", ["one command moves no more than {}", .most.grouped()];
    /// The books can hold no more.
    BooksFull { most: Amount } = "amount.books", ["the books hold no more; {} would pass", .most.grouped()];
    /// The world is not known ahead.
    EffectiveLater { effective_on: Date, booked_on: Date } = "date.effective", ["what counts from {effective_on} cannot be booked on {booked_on}; book it on that day or later"];
    /// The day is over.
    DayClosed { through: Date } = "date.day", ["days are closed through {through}; book it on a later day with its own effective date"];
    /// Nothing of that name.
    Unknown { what: &'static str, name: String } = "unknown", ["there is no {what} `{name}`"];
    /// The period is over.
    PeriodClosed { through: Date } = "date.period", ["the period is closed through {through}; book it later as a prior-period item"];
    /// Another bank's.
    OtherBank { what: &'static str, name: String } = "bank.other", ["the {what} `{name}` is another bank's"];
    /// Something of that name already.
    Exists { what: &'static str, name: String } = "exists", ["there is already a {what} `{name}`; choose another name"];
    /// An incentive was granted for the same period.
    Granted { grant: String, sequence: u64 } = "granted", ["{grant} was granted by event {sequence}; another period would pass, or this one once that is taken back"];
    /// Somebody who acted on it before.
    SamePerson { person: String, was: &'static str } = "person.same", ["`{person}` was the {was}; somebody else must do this"];
    /// Not in this state.
    WrongState { what: &'static str, name: String, is: &'static str, needs: &'static str } = "state", ["the {what} `{name}` is {is}; it must be {needs}"];
    /// Taken back in another way.
    NotCorrectable { kind: &'static str, by: &'static str } = "correct.other-way", ["`{kind}` is not taken back by a correction: {by}"];
    /// No terms for the day of approval.
    NoTerms { why: String } = "terms.none", ["{why}"];
    /// Terms that the ledger does not follow.
    Terms { why: String } = "terms.unfit", ["{why}"];
    /// A product, channel, zone or contributor that the terms do not name.
    NotGoverned { what: &'static str, name: String, open: String } = "terms.not-governed", ["the terms do not open the {what} `{name}`; open: {open}"];
    /// A day that does not fit.
    Day { why: String } = "day", ["{why}"];
    /// Enrolled too long after its approval.
    EnrolledLate { by: Date } = "enrol.late", ["it had to be enrolled by {by}; only a new approval by the bank would pass"];
    /// A requirement is not met.
    Requirement { id: String } = "enrol.requirement", ["the requirement `{id}` is not met; the loan passes once it is stated as met"];
    /// A use that is barred.
    Purpose { id: String } = "enrol.purpose", ["the money may not be used for `{id}`; another use would pass"];
    /// It repays an older loan.
    Refinances = "enrol.refinances", ["only new loans are covered; it must repay no older one"];
    /// Whether the proof is given is not said, or there is none that may come later.
    Proof { why: String } = "enrol.proof", ["{why}"];
    /// Too long or too short.
    Months { from: Date, to: Date } = "enrol.term", ["it must mature from {from} to {to}"];
    /// Security that removes cover.
    Security { word: &'static str } = "enrol.security", ["a loan secured by `{word}` is not covered; without that security it would pass"];
    /// Too dear.
    Rate { cap: Ratio } = "enrol.rate", ["a rate above {cap} is not covered; {cap} would pass"];
    /// No score, or none that will do.
    Score { why: String } = "enrol.score", ["{why}"];
    /// No consent on the day.
    Consent { until: Option<Date> } = "enrol.consent", ["the enterprise's consent is needed on the day{}", .until.map(|day| format!("; it ended on {day}")).unwrap_or_default()];
    /// Loans on the bank's own decision would be more than it decided.
    Decided { decision: String, approves: Amount, lent: Amount, room: Amount } = "enrol.decided", ["the decision `{decision}` approves {}, of which {} is lent; {} would pass", .approves.grouped(), .lent.grouped(), .room.grouped()];
    /// The terms give the loan no share.
    NoShare { why: String } = "enrol.share", ["{why}"];
    /// The enterprise has a loan under cover.
    OneLoan { loans: i64 } = "enrol.one-loan", ["the enterprise has {loans} loan under cover, and may have one at a time; it passes once that is repaid"];
    /// Too little of what is subscribed is paid in.
    PaidIn { share: Ratio, subscribed: Amount, needs: Amount, short: Amount } = "enrol.paid-in", ["{} of {} subscribed is {}; {} more must be paid in", percent(.share), .subscribed.grouped(), .needs.grouped(), .short.grouped()];
    /// Proven after its day.
    ProvenLate { by: Date } = "proof.late", ["its proof had to come by {by}; no later one would pass"];
    /// A proof without a document.
    ProofDocument = "proof.document", ["a proof is a document; the digest of one or more would pass"];
    /// Drawn after its day.
    DrawnLate { by: Date } = "draw.late", ["it had to be drawn by {by}; nothing more is drawn under this cover"];
    /// Drawn on a loan in default.
    DrawnInDefault { is: &'static str, until: &'static str } = "draw.default", ["the loan is {is}, and what is drawn after default is not covered; {until}"];
    /// More than there is.
    Above { of: &'static str, most: Amount } = "above", ["no more than {} is {of}; that much would pass", .most.grouped()];
    /// Renewed as often as may be.
    Renewals { most: u32 } = "renew.used", ["it may be renewed {most} times, and was; what is left of its longest term may pass as an extension"];
    /// Nothing opens a claim yet.
    NotTriggered { why: String } = "claim.not-yet", ["{why}"];
    /// The time to claim is over.
    TooLate { by: Date } = "claim.late", ["it had to be filed by {by}; no claim on this loan would pass any more"];
    /// There is a claim already.
    AlreadyClaimed { claim: String } = "claim.open", ["the claim `{claim}` on this loan is open; one at a time"];
    /// No cover is left.
    NoCover = "claim.no-cover", ["the loan is no longer covered; no claim on it would pass"];
    /// The loan's proof is not there.
    Unproven { by: Date } = "claim.unproven", ["its proof is not there; it may come until {by}, and the claim after it"];
    /// More than the unpaid principal of the books.
    AboveCover { most: Amount } = "claim.above-cover", ["unpaid principal under cover is {}; that much would pass", .most.grouped()];
    /// Less than a fen of the pool's.
    NoFen { least: Option<Amount> } = "claim.nought", ["the pool's share of it is less than a fen; {}", .least.map_or_else(|| "nothing would pass".to_owned(), |least| format!("unpaid principal of {} would pass", least.grouped()))];
    /// A step was not taken.
    PriorStep { missing: String } = "claim.step", ["steps to take before: {missing}"];
    /// The proceeds of collateral come off the loss first.
    Collateral = "claim.collateral", ["the proceeds of collateral come off the loss first; once they are repaid, a claim that states the collateral as realised would pass"];
    /// A document is missing.
    Document { missing: String } = "claim.document", ["documents missing: {missing}"];
    /// Public money would bear too much.
    PublicMoney { most: Amount } = "claim.public", ["public money would bear too much; compensation of {} would pass", .most.grouped()];
    /// A breaker stops it.
    Stopped { breaker: String, effect: Effect } = "breaker", ["the breaker `{breaker}` is tripped ({}); it passes once the breaker is clear", .effect.word()];
    /// A cap would be passed.
    Cap { cap: String, stands: Amount, most: Amount, room: Amount } = "cap", ["the cap `{cap}` allows {}, of which {} is used; {} would pass", .most.grouped(), .stands.grouped(), .room.grouped()];
    /// Leverage would be passed.
    Leverage { times: Ratio, more: Amount, counted: &'static str, needs: Amount, base: &'static str, room: Amount } = "leverage", ["leverage {times} reached: {} more {counted} needs {} more {base}; {} would pass", .more.grouped(), .needs.grouped(), .room.grouped()];
    /// No partial decisions.
    WholeOnly { amount: Amount } = "approve.whole", ["the terms refuse no part of a claim; {} would pass", .amount.grouped()];
    /// A reason that the terms do not give.
    Reason { given: String, known: String } = "reason", ["`{given}` is no reason of the terms; these are: {known}"];
    /// The time to appeal is over.
    AppealLate { by: Date } = "appeal.late", ["it had to be appealed by {by}; the refusal stands"];
    /// Its year is not settled yet.
    NotSettled { from: Date } = "pay.settlement", ["claims are settled by the year, this one from {from}; that day or later would pass"];
    /// Another claim comes first.
    NotFirst { first: String } = "pay.order", ["`{first}` is paid first"];
    /// No claim is paid in part.
    PaidWhole { amount: Amount } = "pay.whole", ["the terms pay no claim in part; {} would pass", .amount.grouped()];
    /// More than its part of the cash.
    NotItsPart { most: Amount } = "pay.part", ["cash does not reach for all that is payable; its part in proportion is {}, which would pass", .most.grouped()];
    /// Not enough cash.
    Cash { short: Amount } = "pay.cash", ["cash is short by {}; it waits for funding", .short.grouped()];
    /// The year's payments are capped.
    YearFull { most: Amount } = "pay.year", ["a tripped breaker caps this year's payments; {} more would pass", .most.grouped()];
    /// The line stands for something else.
    LineUsed { line: String } = "pay.line", ["the custodian's line `{line}` is already matched; a line that stands for nothing else would pass"];
    /// Too early to write off.
    TooEarly { from: Date } = "write-off.early", ["it may be written off from {from}"];
    /// Not tripped, or not well enough to be reset.
    Reset { why: String } = "breaker.reset", ["{why}"];
    /// Something later rests on it.
    DependedOn { later: String } = "correct.depended", ["later events rest on it: {later}; take those back first"];
    /// The year's budget would be passed.
    Budget { year: i16, yearly: Amount, approved: Amount, room: Amount } = "budget", ["the budget of {year} is {}, of which {} is approved; {} would pass, and what is above it may wait for the budget of the next year", .yearly.grouped(), .approved.grouped(), .room.grouped()];
    /// Lines of the custodian that nothing explains.
    LinesOpen { lines: String, before: String } = "close.lines", ["lines of the custodian stand unexplained: {lines}; it passes once they are explained{before}"];
    /// A later statement holds all of its days.
    Superseded { statement: u64, by: u64 } = "sign.superseded", ["statement {by} of the same scope holds all days of statement {statement}; that one would pass"];
    /// It is signed already.
    Signed { contributor: String, sequence: u64 } = "sign.done", ["`{contributor}` signed it by event {sequence}; a statement that it has not signed would pass"];
    /// Other bytes than were issued.
    OtherDigest { statement: u64, right: Digest } = "sign.digest", ["statement {statement} was issued with the digest {right}; that one would pass"];
    /// The calendar or the series of rates does not say.
    Data { why: String } = "data", ["{why}"];
}

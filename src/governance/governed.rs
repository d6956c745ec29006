//! What can happen in governance: one variant for each kind of event, and the event as the journal keeps it.

use super::consent::{Consent, Revocation};
use super::decision::{LoanDecision, Outcome};
use super::model_steps::{Proposed, Registered, Signed, Stopped, Validated};
use super::monitored::Monitored;
use super::objection_steps::{Answered, Received, Refused, Upheld, Verified};
use super::place::{Place, Topic};
use super::report::{ReportApplied, ReportReceived};
use super::sealed::Sealed;
use super::shadow::ShadowScored;
use crate::identity::Caller;
use crate::journal::{Event, IdempotencyKey, KindName};
use crate::units::names::{BankId, ConsentId, ModelId, ObjectionId, ReportId};
use crate::units::{Date, Digest, EnterpriseId, Moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;

macro_rules! governed {
    ($($(#[$doc:meta])* $name:ident = $kind:literal { $($field:ident: $type:ty),+ $(,)? })+) => {
        /// What happened 事项.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        #[expect(missing_docs, reason = "the fields of an event are named by what they are")]
        pub enum Governed {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($field: $type),+ },)+
        }

        impl Governed {
            /// The stored name of its kind.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind,)+ }
            }

            /// The stored names of all kinds.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];
        }
    };
}

governed! {
    /// An enterprise let somebody read 授权登记.
    ConsentRecorded = "governance.consent.recorded" { consent: Consent }
    /// It took that back 授权撤回.
    ConsentRevoked = "governance.consent.revoked" {
        consent: ConsentId, enterprise: EnterpriseId, bank: Option<BankId>, revocation: Revocation,
    }
    /// An objection came in 异议受理.
    ObjectionReceived = "governance.objection.received" { received: Received }
    /// It was verified 异议核查.
    ObjectionVerified = "governance.objection.verified" {
        objection: ObjectionId, enterprise: EnterpriseId, verified: Verified,
    }
    /// It was upheld: facts were mended, scores gave way, and banks are to be told 异议成立.
    ObjectionUpheld = "governance.objection.upheld" {
        objection: ObjectionId, enterprise: EnterpriseId, upheld: Upheld,
    }
    /// It was refused 异议不成立.
    ObjectionRefused = "governance.objection.refused" {
        objection: ObjectionId, enterprise: EnterpriseId, refused: Refused,
    }
    /// The enterprise was answered 异议答复.
    ObjectionAnswered = "governance.objection.answered" {
        objection: ObjectionId, enterprise: EnterpriseId, answered: Answered,
    }
    /// A bank decided on a score 授信决定.
    LoanDecided = "governance.loan.decided" { decision: LoanDecision }
    /// A bank's monthly report came in 收到贷款月报.
    LoanReportReceived = "governance.loan-report.received" { report: ReportReceived }
    /// Its differences were confirmed 月报差异确认.
    LoanReportApplied = "governance.loan-report.applied" { report: ReportApplied }
    /// Look-ups were sealed 查询记录封存.
    LookUpsSealed = "governance.look-ups.sealed" { sealed: Sealed }
    /// A version of a model was registered for validation 模型登记.
    ModelRegistered = "governance.model.registered" { model: ModelId, step: i64, registered: Registered }
    /// Somebody other than its developer validated it 模型验证.
    ModelValidated = "governance.model.validated" { model: ModelId, step: i64, validated: Validated }
    /// One of the commission signed for its use 模型报批.
    ModelProposed = "governance.model.proposed" { model: ModelId, step: i64, proposed: Proposed }
    /// Another signed too, which approved it 模型批准.
    ModelApproved = "governance.model.approved" { model: ModelId, step: i64, signed: Signed }
    /// It may not be used until it is approved anew 模型暂停.
    ModelSuspended = "governance.model.suspended" { model: ModelId, step: i64, stopped: Stopped }
    /// It may never be used again 模型退役.
    ModelRetired = "governance.model.retired" { model: ModelId, step: i64, stopped: Stopped }
    /// A shadow model scored beside an issued score 影子评分.
    ShadowScored = "governance.shadow.scored" { shadow: Box<ShadowScored> }
    /// A month's tests of a model in use were run 模型监测.
    ModelMonitored = "governance.model.monitored" { monitored: Monitored }
}

/// A place that is of no enterprise and of no bank.
fn place(topic: Topic, id: &dyn ToString, step: i64) -> Place {
    Place {
        topic,
        id: id.to_string(),
        step,
        enterprise: None,
        bank: None,
    }
}

/// The place of a bank's report.
fn report(id: &ReportId, bank: &BankId, step: i64) -> Place {
    Place {
        bank: Some(bank.clone()),
        ..place(Topic::Report, id, step)
    }
}

impl Governed {
    /// Where it stands among events of its kind.
    pub fn place(&self) -> Place {
        let objection = |id: &ObjectionId, of: &EnterpriseId, step| Place {
            enterprise: Some(of.clone()),
            ..place(Topic::Objection, id, step)
        };
        match self {
            Self::ConsentRecorded { consent } => Place {
                enterprise: Some(consent.enterprise.clone()),
                bank: consent.grantee.bank().cloned(),
                ..place(Topic::Consent, &consent.id, 1)
            },
            Self::ConsentRevoked {
                consent,
                enterprise,
                bank,
                ..
            } => Place {
                enterprise: Some(enterprise.clone()),
                bank: bank.clone(),
                ..place(Topic::Consent, consent, 2)
            },
            Self::ObjectionReceived { received } => {
                objection(&received.id, &received.enterprise, 1)
            }
            Self::ObjectionVerified {
                objection: id,
                enterprise,
                ..
            } => objection(id, enterprise, 2),
            Self::ObjectionUpheld {
                objection: id,
                enterprise,
                ..
            }
            | Self::ObjectionRefused {
                objection: id,
                enterprise,
                ..
            } => objection(id, enterprise, 3),
            Self::ObjectionAnswered {
                objection: id,
                enterprise,
                ..
            } => objection(id, enterprise, 4),
            Self::LoanDecided { decision } => Place {
                enterprise: Some(decision.enterprise.clone()),
                bank: Some(decision.bank.clone()),
                ..place(
                    Topic::Decision,
                    &decision.id,
                    1 + i64::from(matches!(decision.outcome, Outcome::Withdrawn { .. })),
                )
            },
            Self::LoanReportReceived { report: of } => report(&of.id, &of.bank, 1),
            Self::LoanReportApplied { report: of } => report(&of.id, &of.bank, 2),
            Self::LookUpsSealed { sealed } => place(Topic::LookUps, &sealed.through, 1),
            Self::ModelRegistered { model, step, .. }
            | Self::ModelValidated { model, step, .. }
            | Self::ModelProposed { model, step, .. }
            | Self::ModelApproved { model, step, .. }
            | Self::ModelSuspended { model, step, .. }
            | Self::ModelRetired { model, step, .. } => place(Topic::Model, model, *step),
            Self::ModelMonitored { monitored: of } => place(Topic::Monitoring, &of.id(), of.run),
            Self::ShadowScored { shadow } => Place {
                enterprise: Some(shadow.enterprise.clone()),
                ..place(Topic::Shadow, &shadow.id(), 1)
            },
        }
    }

    /// What the event is about, as the journal names it: the enterprise, else the bank, else the thing itself.
    pub fn subject(&self) -> String {
        let place = self.place();
        let bank = place.bank.map(|bank| format!("bank:{bank}"));
        let enterprise = place.enterprise.map(|enterprise| enterprise.to_string());
        let own = format!("{}:{}", place.topic.word(), place.id);
        enterprise.or(bank).unwrap_or(own)
    }
}

/// An event of governance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GovernedEvent {
    /// The key of the request that caused it.
    pub key: IdempotencyKey,
    /// The digest of the request as it was received: the same key with another is refused.
    pub request: Digest,
    /// Who, as the journal names people.
    pub actor: String,
    /// The day.
    pub on: Date,
    /// What.
    pub what: Governed,
}

/// The body of the event in the journal.
#[derive(Serialize, Deserialize)]
struct Body {
    request: Digest,
    #[serde(flatten)]
    what: Governed,
}

/// An event of the journal that is none of governance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{kind}` is no event of governance: {why}")]
pub struct NotOfGovernance {
    /// Its kind.
    pub kind: String,
    /// What is wrong.
    pub why: String,
}

impl GovernedEvent {
    /// What a caller caused by a request.
    pub fn new(
        caller: &Caller,
        key: IdempotencyKey,
        request: Digest,
        on: Date,
        what: Governed,
    ) -> Self {
        Self {
            key,
            request,
            actor: caller.to_string(),
            on,
            what,
        }
    }

    /// As an event of the journal.
    pub fn to_journal(&self, recorded_at: Moment) -> Event {
        let body = Body {
            request: self.request,
            what: self.what.clone(),
        };
        let mut body = serde_json::to_value(body).expect("an event has text keys and no floats");
        if let Value::Object(fields) = &mut body {
            fields.shift_remove("kind");
        }
        Event {
            kind: KindName::stored(self.what.kind()),
            subject: self.what.subject(),
            effective_on: self.on,
            booked_on: self.on,
            recorded_at,
            actor: self.actor.clone(),
            key: self.key.clone(),
            body,
        }
    }

    /// From an event of the journal.
    pub fn from_journal(event: &Event) -> Result<Self, NotOfGovernance> {
        let kind = event.kind.as_str();
        let not = |why: String| NotOfGovernance {
            kind: kind.to_owned(),
            why,
        };
        let mut body = event.body.clone();
        let fields = body
            .as_object_mut()
            .ok_or_else(|| not("its body is no map".into()))?;
        fields.insert("kind".to_owned(), Value::from(kind));
        let body: Body = serde_json::from_value(body).map_err(|error| not(error.to_string()))?;
        Ok(Self {
            key: event.key.clone(),
            request: body.request,
            actor: event.actor.clone(),
            on: event.effective_on,
            what: body.what,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::Refusal;
    use crate::governance::samples::every_event;
    use crate::journal::EventKind;

    #[test]
    fn every_kind_is_on_the_journals_list_and_on_the_page() {
        let page = include_str!("../../docs/governance.md");
        for word in Governed::KINDS.iter().chain(Refusal::CODES) {
            assert!(
                page.contains(&format!("`{word}`")),
                "docs/governance.md does not name {word}"
            );
        }
        let known = EventKind::ALL
            .iter()
            .filter(|kind| kind.name().starts_with("governance."));
        let known: Vec<&str> = known.map(|kind| kind.name()).collect();
        assert_eq!(known, Governed::KINDS);
    }

    #[test]
    fn events_read_back_from_the_journal_and_stand_at_places_of_their_own() {
        let events = every_event();
        let mut places = Vec::new();
        for event in &events {
            let kept = event.to_journal(Moment::from_micros(1));
            assert_eq!(&GovernedEvent::from_journal(&kept).unwrap(), event);
            crate::journal::canonical_digest(&kept.body).unwrap();
            let Place {
                topic, id, step, ..
            } = event.what.place();
            // Upheld and refused are one step, which can be taken once.
            places.push(format!("{topic:?} {id} {step} {}", kept.subject));
        }
        assert_eq!(events.len(), Governed::KINDS.len());
        insta::assert_snapshot!(places.join("\n"), @"
        Consent consent-1 1 x:one
        Consent consent-1 2 x:one
        Objection objection-1 1 x:one
        Objection objection-1 2 x:one
        Objection objection-1 3 x:one
        Objection objection-1 3 x:one
        Objection objection-1 4 x:one
        Decision decision-41c1e4e8f77d18bdedc26ecd 1 x:one
        Report report-1 1 bank:a
        Report report-1 2 bank:a
        LookUps 9 1 look-ups:9
        Model points 1 model:points
        Model points 2 model:points
        Model points 3 model:points
        Model points 4 model:points
        Model points 5 model:points
        Model points 6 model:points
        Shadow score-1 sha256:9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4 1 x:one
        Monitoring sha256:9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4 2026-05 1 monitoring:sha256:9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4 2026-05
        ");
    }
}

//! Samples for the tests of this room: callers, a consent, an objection, and one event of each kind.

use super::*;
use crate::identity::{Caller, Role};
use crate::journal::IdempotencyKey;
use crate::units::names::{
    ApprovalId, BankId, ClientId, ConsentId, ModelId, ObjectionId, ReportId, ScoreId,
};
use crate::units::{Amount, Date, Digest, EnterpriseId, Ratio};

pub(super) fn day(text: &str) -> Date {
    text.parse().expect("a day of the calendar")
}

pub(super) fn firm(name: &str) -> EnterpriseId {
    EnterpriseId::parse(&format!("x:{name}")).expect("an id of samples")
}

pub(super) fn bank(id: &str) -> BankId {
    BankId::parse(id).expect("a bank's id")
}

pub(super) fn caller(role: Role, person: &str) -> Caller {
    Caller {
        client: ClientId::parse("client-1").expect("a client's id"),
        person: person.to_owned(),
        role,
    }
}

pub(super) fn score(id: &str) -> ScoreId {
    ScoreId::parse(id).expect("a score's id")
}

/// To bank `a`, for credit and for watching, of 2021, to what registers and patents say.
pub(super) fn consent() -> Consent {
    Consent {
        id: ConsentId::parse("consent-1").expect("a name"),
        enterprise: firm("one"),
        grantee: Grantee::Bank(bank("a")),
        purposes: [Purpose::CreditAssessment, Purpose::CoverMonitoring].into(),
        classes: [DataClass::Registry, DataClass::Patents].into(),
        from: day("2021-01-01"),
        until: day("2021-12-31"),
        evidence: Digest::of(b"paper"),
        obtained: Obtained::Paper,
    }
}

pub(super) fn held(revoked: Option<&str>) -> ConsentHeld {
    ConsentHeld {
        consent: consent(),
        recorded_by: "maker:li".to_owned(),
        revoked: revoked.map(|on| Revocation {
            on: day(on),
            reason: None,
            evidence: None,
        }),
    }
}

pub(super) fn received() -> Received {
    Received {
        id: ObjectionId::parse("objection-1").expect("a name"),
        enterprise: firm("one"),
        scores: vec![score("score-1")],
        facts: Vec::new(),
        statement: Digest::of(b"statement"),
        evidence: Vec::new(),
        received_on: day("2021-03-01"),
        due_on: objecting::due_on(day("2021-03-01")),
    }
}

pub(super) fn upheld() -> Upheld {
    Upheld {
        batches: vec![4],
        superseded: vec![Successor {
            old: score("score-1"),
            new: score("score-2"),
        }],
        told: vec![bank("a")],
        evidence: Vec::new(),
    }
}

pub(super) fn approved(yuan: i64, override_reason: Option<&str>) -> Outcome {
    Outcome::Approved(Approved {
        amount: Amount::from_fen(yuan * 100),
        rate: Ratio::parse("0.0385").expect("a rate"),
        months: 12,
        override_reason: override_reason.map(str::to_owned),
    })
}

pub(super) fn event(n: usize, role: Role, person: &str, what: Governed) -> GovernedEvent {
    let key = IdempotencyKey::new("client-1", "test", n.to_string());
    let request = Digest::of(&n.to_be_bytes());
    GovernedEvent::new(&caller(role, person), key, request, day("2021-03-05"), what)
}

/// The steps of a model's life, in order.
fn events_of_a_model() -> Vec<Governed> {
    let model = ModelId::parse("points").expect("a name");
    let (digest, on) = (Digest::of(b"model"), day("2021-03-05"));
    let approval = ApprovalId::parse("approval-1").expect("a name");
    let stopped = Stopped {
        digest,
        on,
        reason: "drift".to_owned(),
    };
    vec![
        Governed::ModelRegistered {
            model: model.clone(),
            step: 1,
            registered: Registered {
                version: 1,
                digest,
                developer: "ding".to_owned(),
                purposes: [Purpose::CreditAssessment].into(),
            },
        },
        Governed::ModelValidated {
            model: model.clone(),
            step: 2,
            validated: Validated {
                digest,
                report: Digest::of(b"report"),
                finding: Suitability::Fit,
                conditions: None,
            },
        },
        Governed::ModelProposed {
            model: model.clone(),
            step: 3,
            proposed: Proposed {
                id: approval.clone(),
                digest,
                report: Digest::of(b"report"),
                used_as: UsedAs::InForce,
                purposes: [Purpose::CreditAssessment].into(),
                scopes: vec![Scope::default()],
                from: on,
            },
        },
        Governed::ModelApproved {
            model: model.clone(),
            step: 4,
            signed: Signed { approval, digest },
        },
        Governed::ModelSuspended {
            model: model.clone(),
            step: 5,
            stopped: stopped.clone(),
        },
        Governed::ModelRetired {
            model: model.clone(),
            step: 6,
            stopped,
        },
        Governed::ShadowScored {
            shadow: Box::new(ShadowScored {
                score: score("score-1"),
                issued: 7,
                enterprise: firm("one"),
                as_of: on,
                model,
                digest,
                approval: ApprovalId::parse("approval-2").expect("a name"),
                subject: serde_json::json!({"enterprise": "x:one"}),
                assessment_digest: Digest::of(b"document"),
                status: "graded".to_owned(),
                grade: Some("B".to_owned()),
                low: 61,
                high: 63,
            }),
        },
        Governed::ModelMonitored {
            monitored: Monitored {
                model: ModelId::parse("points").expect("a name"),
                digest,
                month: "2026-05".to_owned(),
                run: 1,
                baseline: ("2025-01".to_owned(), "2025-12".to_owned()),
                enterprises: 60,
                tests: vec![MonthTest {
                    test: "psi.points".to_owned(),
                    of: 60,
                    ppm: Some(31_000),
                    bound_ppm: Some(210_000),
                    failed: false,
                }],
            },
        },
    ]
}

/// One event of each kind.
pub(super) fn every_event() -> Vec<GovernedEvent> {
    let id = ObjectionId::parse("objection-1").expect("a name");
    let report = ReportId::parse("report-1").expect("a name");
    let enterprise = firm("one");
    let digest = Digest::of(b"x");
    let scored = Scored {
        id: score("score-1"),
        enterprise: enterprise.clone(),
        reader: None,
        recommended_limit: Some(Amount::from_fen(500)),
        superseded_by: None,
    };
    let banker = caller(Role::Bank(bank("a")), "wang");
    let decided = deciding::decide(&banker, &scored, None, approved(5, None), day("2021-03-05"));
    let what = vec![
        Governed::ConsentRecorded { consent: consent() },
        Governed::ConsentRevoked {
            consent: consent().id,
            enterprise: enterprise.clone(),
            bank: Some(bank("a")),
            revocation: held(Some("2021-06-01")).revoked.expect("it is revoked"),
        },
        Governed::ObjectionReceived {
            received: received(),
        },
        Governed::ObjectionVerified {
            objection: id.clone(),
            enterprise: enterprise.clone(),
            verified: Verified {
                finding: Finding::Founded,
                evidence: vec![digest],
            },
        },
        Governed::ObjectionUpheld {
            objection: id.clone(),
            enterprise: enterprise.clone(),
            upheld: upheld(),
        },
        Governed::ObjectionRefused {
            objection: id.clone(),
            enterprise: enterprise.clone(),
            refused: Refused {
                reason: "the register says so".to_owned(),
                evidence: Vec::new(),
            },
        },
        Governed::ObjectionAnswered {
            objection: id,
            enterprise,
            answered: Answered {
                answer: digest,
                late: false,
            },
        },
        decided.expect("within the limit"),
        Governed::LoanReportReceived {
            report: ReportReceived {
                id: report.clone(),
                bank: bank("a"),
                as_of: day("2021-02-28"),
                file_digest: digest,
                rows_digest: digest,
                rows: 3,
            },
        },
        Governed::LoanReportApplied {
            report: ReportApplied {
                id: report,
                bank: bank("a"),
                list: digest,
                commands: 2,
            },
        },
        Governed::LookUpsSealed {
            sealed: Sealed {
                from: 1,
                through: 9,
                count: 9,
                root: digest,
            },
        },
    ];
    let what = what
        .into_iter()
        .chain(events_of_a_model())
        .collect::<Vec<_>>();
    let numbered = what.into_iter().enumerate();
    numbered
        .map(|(n, what)| event(n, Role::Maker, "li", what))
        .collect()
}

//! Loans of the records: what was enrolled, and the life that the events of the pools tell.

use crate::pool::Happened;
use crate::service::Error;
use crate::simulation::backtest::{Application, Flow, Life};
use crate::store::{KeptEvent, Store};
use crate::units::names::{ClaimId, LoanId};
use crate::units::{Amount, Bilingual, Date};
use std::collections::HashMap;

/// How many events are read at a time.
const PAGE: u32 = 2_000;

/// The loans of the records.
pub(super) struct Recorded {
    pub(super) applications: Vec<Application>,
    pub(super) notes: Vec<Bilingual>,
    /// The last event that was read.
    pub(super) events: u64,
}

/// A loan as its events are read.
struct Told {
    application: Application,
    drawn: Option<(Date, i64)>,
    flows: Vec<(Date, Flow)>,
}

/// Loans being read.
#[derive(Default)]
struct Reading {
    loans: Vec<Told>,
    named: HashMap<LoanId, usize>,
    claims: HashMap<ClaimId, usize>,
    known_until: Option<Date>,
    corrected: u64,
}

/// Reads every loan that was enrolled, each known until the last day on record.
pub(super) async fn applications(store: &Store) -> Result<Recorded, Error> {
    let mut reading = Reading::default();
    let mut after = 0;
    loop {
        let events = store.pool_events(after, PAGE).await?;
        let Some(last) = events.last() else { break };
        after = last.number;
        events.iter().for_each(|kept| reading.follow(kept));
    }
    Ok(reading.finish(after))
}

impl Reading {
    fn follow(&mut self, kept: &KeptEvent) {
        let (day, booked) = (kept.event.effective_on, kept.event.booked_on);
        self.known_until = self.known_until.max(Some(booked));
        match &kept.event.what {
            Happened::LoanEnrolled { enrolled } => self.enrolled(kept.number, enrolled),
            Happened::LoanDrawn {
                loan, principal, ..
            } => {
                if let Some(told) = self.loan(loan) {
                    let (first, so_far) = told.drawn.unwrap_or((day, 0));
                    told.drawn = Some((first, so_far + principal.fen()));
                }
            }
            Happened::LoanRepaid {
                loan, principal, ..
            } => {
                self.flow(loan, day, Flow::Repaid(*principal));
            }
            Happened::LoanOverdue { loan, since } => self.flow(loan, *since, Flow::Overdue),
            Happened::LoanCured { loan } => self.flow(loan, day, Flow::Cured),
            Happened::ClaimFiled { filed } => {
                let at = self.named.get(&filed.stated.loan).copied();
                if let Some(at) = at {
                    self.claims.insert(filed.stated.claim.clone(), at);
                    let lost = Flow::ChargedOff(filed.stated.principal);
                    self.loans[at].flows.push((day, lost));
                }
            }
            Happened::RecoveryReported {
                claim,
                gross,
                costs,
                ..
            } => {
                if let Some(at) = self.claims.get(claim) {
                    let (gross, costs) = (*gross, *costs);
                    let recovered = Flow::Recovered { gross, costs };
                    self.loans[*at].flows.push((day, recovered));
                }
            }
            Happened::ClaimWithdrawn { claim, .. }
            | Happened::ClaimCured { claim, .. }
            | Happened::ClaimRefused { claim, .. } => {
                if let Some(at) = self.claims.remove(claim) {
                    let lost = |(_, flow): &(Date, Flow)| matches!(flow, Flow::ChargedOff(_));
                    self.loans[at].flows.retain(|flow| !lost(flow));
                }
            }
            Happened::Corrected { .. } => self.corrected += 1,
            _ => {}
        }
    }

    fn enrolled(&mut self, number: u64, enrolled: &crate::pool::enrolment::Enrolled) {
        let stated = &enrolled.stated;
        self.named.insert(stated.loan.clone(), self.loans.len());
        self.loans.push(Told {
            application: Application {
                row: u32::try_from(number).unwrap_or(u32::MAX),
                loan: stated.loan.clone(),
                bank: stated.bank.clone(),
                district: stated.compartment.district.clone(),
                enterprise: stated.enterprise.clone(),
                product: Some(stated.product.clone()),
                industry: None,
                decided_on: stated.approved_on,
                requested: stated.limit,
                matures_on: stated.matures_on,
                rate: Some(stated.rate),
                share: stated.share_decided,
                first_loan: Some(stated.first_loan),
                incumbent: stated.score.as_ref().map(|score| score.grade.clone()),
                research: None,
                life: None,
            },
            drawn: None,
            flows: Vec::new(),
        });
    }

    fn loan(&mut self, loan: &LoanId) -> Option<&mut Told> {
        let at = *self.named.get(loan)?;
        self.loans.get_mut(at)
    }

    fn flow(&mut self, loan: &LoanId, day: Date, flow: Flow) {
        if let Some(told) = self.loan(loan) {
            told.flows.push((day, flow));
        }
    }

    fn finish(self, events: u64) -> Recorded {
        let known_until = self.known_until.unwrap_or(Date::ZERO);
        let mut undrawn = 0_u64;
        let applications = self.loans.into_iter().map(|told| {
            let Told {
                mut application,
                drawn,
                mut flows,
            } = told;
            flows.sort_by_key(|(day, flow)| (*day, *flow));
            undrawn += u64::from(drawn.is_none());
            application.life = drawn.map(|(drawn_on, fen)| Life {
                drawn_on,
                drawn: Amount::from_fen(fen),
                flows,
                known_until,
            });
            application
        });
        let applications: Vec<Application> = applications.collect();
        let mut notes = Vec::new();
        let mut note = |count: u64, zh: &str, en: &str| {
            if count > 0 {
                notes.push(Bilingual::new(
                    format!("{count} {zh}"),
                    format!("{count} {en}"),
                ));
            }
        };
        note(
            undrawn,
            "笔备案后未提款,结果未知",
            "loans were enrolled and never drawn: what would have come of them is not known",
        );
        note(
            self.corrected,
            "笔更正事项未反映",
            "corrections are not followed: the loans stand as they were first told",
        );
        Recorded {
            applications,
            notes,
            events,
        }
    }
}

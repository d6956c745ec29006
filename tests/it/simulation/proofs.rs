//! Naive proofs that may follow, the end of cover without them, and the first instalment.

use super::books::Entry;
use super::loans::days;
use super::model::{About, Loan, Model, Verdict, Why};
use zhixin::pool::Command;
use zhixin::pool::enrolment::Enrolment;
use zhixin::pool::terms::Proof;
use zhixin::units::Date;

impl Loan {
    /// Whether it needs no proof, or has it.
    pub(super) fn is_proven(&self) -> bool {
        self.prove_by.is_none() || self.proven_on.is_some()
    }
}

impl Model {
    /// The last day of a proof that comes later: 120 days, under the strict terms.
    pub(super) fn prove_by(
        &self,
        e: &Enrolment,
        at: usize,
        on: Date,
        why: &mut Why,
    ) -> Option<Date> {
        let said = match e.proof {
            None => !self.strict(at),
            Some(Proof::Later) => self.strict(at),
            Some(Proof::Given) => true,
        };
        why.unless(said, "enrol.proof");
        (e.proof == Some(Proof::Later)).then(|| days(on, 120))
    }

    /// A quarter of what is subscribed is paid in, under the plain terms.
    pub(super) fn instalment(&self, at: usize, why: &mut Why) {
        let (paid, not) = (self.books.all(at, 3010), self.books.all(at, 9060));
        let asked = !self.strict(at) && !self.budget(at);
        why.unless(!asked || 4 * paid >= paid + not, "enrol.paid-in");
    }

    pub(super) fn prove(&mut self, c: &Command, name: &str) -> Verdict {
        let loan = self.loan(c, name)?;
        let of = &mut self.loans[loan];
        let Some(by) = of.prove_by.filter(|_| of.proven_on.is_none()) else {
            return Err(vec!["state"]);
        };
        let mut why = Why::default();
        why.unless(c.effective_on <= by, "proof.late");
        why.unless(!c.documents.is_empty(), "proof.document");
        why.unless(!of.lost, "claim.no-cover");
        why.done()?;
        of.proven_on = Some(c.effective_on);
        let entry = Entry::new(of.at);
        self.happen("pool.loan.proven", About::Loan(loan), 0, entry);
        Ok(())
    }

    /// After its last day a loan without its proof has no cover, drawn or not. Whether it lapsed now.
    pub(super) fn unproven(&mut self, loan: usize, date: Date) -> bool {
        let of = &mut self.loans[loan];
        let over = of.prove_by.is_some_and(|by| by < date) && of.proven_on.is_none();
        if !over || of.lost || of.outstanding + of.undrawn == 0 {
            return false;
        }
        (of.lost, of.undrawn) = (true, 0);
        let entry = self.cover(loan);
        self.happen("pool.loan.proof-missed", About::Loan(loan), 0, entry);
        true
    }
}

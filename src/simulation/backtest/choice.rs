//! What a policy decides of each application, from its standing alone.

use super::application::Application;
use super::policy::{Policy, SizeBy};
use super::standing::Standing;
use crate::units::Amount;
use crate::units::names::GradeName;
use serde::Serialize;

/// What was decided of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Approved.
    Approved,
    /// The model turns it down.
    Vetoed,
    /// Below the cut-off.
    BelowCutOff,
    /// The model gives it no grade or probability, by which the policy goes.
    Unrated,
    /// The recommended limit is nought or not known.
    NoLimit,
    /// The comparison does not take it.
    LeftOut,
}

/// The choice on one application 审批结果.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What was decided.
    pub verdict: Verdict,
    /// For how much; nought where it is not approved.
    pub amount: Amount,
    /// The grade it goes under the pool with.
    pub grade: Option<GradeName>,
}

impl Choice {
    /// Not approved.
    pub fn none(verdict: Verdict, grade: Option<GradeName>) -> Self {
        Self {
            verdict,
            amount: Amount::ZERO,
            grade,
        }
    }
}

impl Policy {
    /// The grade of a standing: the model's own, else by its probability.
    pub fn grade(&self, standing: &Standing) -> Option<GradeName> {
        standing.grade.clone().or_else(|| {
            let ppm = standing.ppm?;
            let found = self.grades.iter().find(|(_, most)| ppm <= *most);
            found.map(|(grade, _)| grade.clone())
        })
    }

    /// Decides on an application; `ladder` has the model's grades, best first.
    pub fn choose(
        &self,
        application: &Application,
        standing: &Standing,
        ladder: &[GradeName],
    ) -> Choice {
        let grade = self.grade(standing);
        if standing.vetoed {
            return Choice::none(Verdict::Vetoed, grade);
        }
        let passes = [
            self.approve.grade_to.as_ref().map(|last| {
                let place = |of: &GradeName| ladder.iter().position(|known| known == of);
                let own = grade.as_ref().and_then(place);
                Some(own? <= place(last)?)
            }),
            self.approve
                .points_from
                .map(|from| Some(standing.points >= from)),
            self.approve
                .ppm_up_to
                .map(|most| standing.ppm.map(|ppm| ppm <= most)),
        ];
        for pass in passes.into_iter().flatten() {
            match pass {
                None => return Choice::none(Verdict::Unrated, grade),
                Some(false) => return Choice::none(Verdict::BelowCutOff, grade),
                Some(true) => {}
            }
        }
        let sized = match self.size.by {
            SizeBy::Requested => Some(application.requested),
            SizeBy::Limit => standing.limit.map(|limit| limit.min(application.requested)),
        };
        let sized = sized.map(|amount| self.size.most.map_or(amount, |most| amount.min(most)));
        match sized.filter(|amount| *amount > Amount::ZERO) {
            None => Choice::none(Verdict::NoLimit, grade),
            Some(amount) => Choice {
                verdict: Verdict::Approved,
                amount,
                grade,
            },
        }
    }
}

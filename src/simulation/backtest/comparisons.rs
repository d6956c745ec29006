//! The policies that one is held against: all, by research alone, as it was decided then, and with foresight.

use super::application::Application;
use super::choice::{Choice, Verdict};
use super::definition::Definition;
use super::policy::Policy;
use super::standing::Standing;
use crate::units::names::GradeName;
use crate::units::{Amount, Bilingual, Date};
use serde::Serialize;

/// A policy to compare with 对照策略.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Everybody, as asked for.
    ApproveAll,
    /// Nobody for more than the research expense of the last year known: what research alone would carry.
    ResearchAlone,
    /// As it was decided then, by the grade that the file has, or by the incumbent model.
    Incumbent,
    /// Everybody who did not default as far as anybody knows: no model does better, and none can be this.
    PerfectForesight,
}

impl Comparison {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Self::ApproveAll => "approve-all",
            Self::ResearchAlone => "research-alone",
            Self::Incumbent => "incumbent",
            Self::PerfectForesight => "perfect-foresight",
        }
    }

    /// What it is called.
    pub fn name(self) -> Bilingual {
        match self {
            Self::ApproveAll => Bilingual::new("全部批准", "approve all"),
            Self::ResearchAlone => Bilingual::new("仅凭研发费用", "no more than research alone"),
            Self::Incumbent => Bilingual::new("原有做法", "the incumbent"),
            Self::PerfectForesight => {
                Bilingual::new("完全预知(上限)", "perfect foresight, the limit")
            }
        }
    }
}

/// Everybody, as asked for.
pub fn approve_all(
    policy: &Policy,
    applications: &[Application],
    standings: &[Standing],
) -> Vec<Choice> {
    let all = applications.iter().zip(standings);
    all.map(|(of, standing)| approved(policy, of.requested, standing))
        .collect()
}

/// As asked for, up to the research expense; none where that is not known.
pub fn research_alone(
    policy: &Policy,
    applications: &[Application],
    standings: &[Standing],
) -> Vec<Choice> {
    let all = applications.iter().zip(standings);
    all.map(|(of, standing)| {
        let carried = of.research.filter(|amount| *amount > Amount::ZERO);
        match carried {
            Some(most) => approved(policy, of.requested.min(most), standing),
            None => Choice::none(Verdict::LeftOut, policy.grade(standing)),
        }
    })
    .collect()
}

/// By the grades of then, with the cut-off of the policy; as asked for.
pub fn incumbent(
    policy: &Policy,
    applications: &[Application],
    standings: &[Standing],
    ladder: &[GradeName],
) -> Vec<Choice> {
    let place = |grade: &GradeName| ladder.iter().position(|known| known == grade);
    let last = policy.approve.grade_to.as_ref().and_then(place);
    let all = applications.iter().zip(standings);
    all.map(|(of, standing)| {
        let then = of.incumbent.as_ref().and_then(place);
        match (then, last) {
            (None, _) => Choice::none(Verdict::Unrated, of.incumbent.clone()),
            (Some(then), Some(last)) if then > last => {
                Choice::none(Verdict::BelowCutOff, of.incumbent.clone())
            }
            (Some(_), _) => Choice {
                grade: of.incumbent.clone(),
                ..approved(policy, of.requested, standing)
            },
        }
    })
    .collect()
}

/// Those who did not default until a day, and whose life is known at all.
pub fn perfect_foresight(
    policy: &Policy,
    applications: &[Application],
    standings: &[Standing],
    (definition, until): (&Definition, Date),
) -> Vec<Choice> {
    let all = applications.iter().zip(standings);
    all.map(|(of, standing)| {
        let good = of
            .life
            .as_ref()
            .is_some_and(|life| definition.defaulted_on(life, until).is_none());
        if good {
            approved(policy, of.requested, standing)
        } else {
            Choice::none(Verdict::LeftOut, policy.grade(standing))
        }
    })
    .collect()
}

fn approved(policy: &Policy, amount: Amount, standing: &Standing) -> Choice {
    Choice {
        verdict: Verdict::Approved,
        amount: policy.size.most.map_or(amount, |most| amount.min(most)),
        grade: policy.grade(standing),
    }
}

//! Which model stands for a use on a day, and by which approval.

use super::model_life::{ApprovalHeld, ModelLife, VersionHeld};
use super::model_steps::{Scope, UsedAs};
use super::purpose::Purpose;
use super::refusal::Refusal;
use crate::units::names::{ApprovalId, ModelId};
use crate::units::{Date, Digest};
use serde::Serialize;
use std::collections::BTreeSet;

/// A use that is asked for 使用申请.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The model; whichever stands if none is named.
    pub model: Option<ModelId>,
    /// The version, by its digest, where it matters which.
    pub digest: Option<Digest>,
    /// As what.
    pub used_as: UsedAs,
    /// For what; anything if nothing is named.
    pub purpose: Option<Purpose>,
    /// Where.
    pub at: Scope,
    /// The day.
    pub on: Date,
}

/// A version that stands, and by which approval 现行模型.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InForce {
    /// The model.
    pub model: ModelId,
    /// The version.
    pub version: i64,
    /// The digest of its meaning.
    pub digest: Digest,
    /// By which approval.
    pub approval: ApprovalId,
    /// For what.
    pub purposes: BTreeSet<Purpose>,
    /// Where: the scope by which it stands.
    pub scope: Scope,
    /// Since when.
    pub since: Date,
}

/// Everything that stands for a use, the first of which goes before the others: the narrower scope, of those the
/// later beginning, of those the later signature.
pub fn standing(lives: &[ModelLife], of: &Use) -> Vec<InForce> {
    let mut all = Vec::new();
    for life in lives {
        for version in &life.versions {
            for approval in &version.approvals {
                all.extend(stands(life, version, approval, of));
            }
        }
    }
    // Stable, and reversed first: of equals the later signature goes before.
    all.reverse();
    all.sort_by(|one, other| {
        let narrow = |of: &InForce| of.scope.narrowness();
        narrow(other)
            .cmp(&narrow(one))
            .then_with(|| other.since.cmp(&one.since))
    });
    all
}

/// By which approval a model stands on a day, for whatever use: what holds in the widest scope goes first.
pub fn in_any_use(lives: &[ModelLife], model: &ModelId, on: Date) -> Option<InForce> {
    let mut widest: Option<InForce> = None;
    for life in lives.iter().filter(|life| life.model == *model) {
        for version in &life.versions {
            for approval in &version.approvals {
                let step = &approval.proposed.said;
                if step.used_as != UsedAs::InForce || !approval.holds_on(on) {
                    continue;
                }
                for scope in &step.scopes {
                    let of = Use {
                        model: None,
                        digest: None,
                        used_as: UsedAs::InForce,
                        purpose: None,
                        at: scope.clone(),
                        on,
                    };
                    let before = |held: &InForce, new: &InForce| {
                        let rank =
                            |of: &InForce| (std::cmp::Reverse(of.scope.narrowness()), of.since);
                        rank(held) > rank(new)
                    };
                    if let Some(new) = stands(life, version, approval, &of)
                        && !widest.as_ref().is_some_and(|held| before(held, &new))
                    {
                        widest = Some(new);
                    }
                }
            }
        }
    }
    widest
}

/// The model that stands for a use, or a refusal that tells what does.
pub fn in_force(lives: &[ModelLife], of: &Use) -> Result<InForce, Refusal> {
    if let Some(first) = standing(lives, of).into_iter().next() {
        return Ok(first);
    }
    let asked = match (&of.model, of.purpose) {
        (Some(model), Some(purpose)) => format!("`{model}` for {} {}", purpose.word(), of.at),
        (Some(model), None) => format!("`{model}` {}", of.at),
        (None, Some(purpose)) => format!("any model for {} {}", purpose.word(), of.at),
        (None, None) => format!("any model {}", of.at),
    };
    Err(Refusal::NotInForce {
        asked,
        on: of.on,
        open: open(lives, of),
    })
}

/// What would pass: what stands on the day for whatever use, else that somebody must approve.
fn open(lives: &[ModelLife], of: &Use) -> String {
    let held = lives.iter().flat_map(|life| {
        let approvals = life.versions.iter().flat_map(|version| &version.approvals);
        approvals.map(move |approval| (life, approval))
    });
    let holds = held.filter(|(_, approval)| {
        approval.proposed.said.used_as == of.used_as && approval.holds_on(of.on)
    });
    let told = holds.map(|(life, approval)| {
        let step = &approval.proposed.said;
        let purposes: Vec<&str> = step.purposes.iter().map(|purpose| purpose.word()).collect();
        let scopes: Vec<String> = step.scopes.iter().map(ToString::to_string).collect();
        format!(
            "`{}` for {} {}",
            life.model,
            purposes.join(", "),
            scopes.join(", or ")
        )
    });
    let told: BTreeSet<String> = told.collect();
    if told.is_empty() {
        return "none is; one that is validated and approved by two would pass".to_owned();
    }
    let told: Vec<String> = told.into_iter().collect();
    format!("in force is {}", told.join("; "))
}

fn stands(
    life: &ModelLife,
    version: &VersionHeld,
    approval: &ApprovalHeld,
    of: &Use,
) -> Option<InForce> {
    let step = &approval.proposed.said;
    let asked = of.model.as_ref().is_none_or(|model| *model == life.model)
        && of.digest.is_none_or(|digest| digest == step.digest)
        && of
            .purpose
            .is_none_or(|purpose| step.purposes.contains(&purpose))
        && step.used_as == of.used_as
        && approval.holds_on(of.on);
    if !asked {
        return None;
    }
    let scopes = step.scopes.iter().filter(|scope| scope.holds(&of.at));
    let scope = scopes.max_by_key(|scope| scope.narrowness())?;
    Some(InForce {
        model: life.model.clone(),
        version: version.registered.said.version,
        digest: step.digest,
        approval: step.id.clone(),
        purposes: step.purposes.clone(),
        scope: scope.clone(),
        since: approval.begins_on?,
    })
}

/// Whether it matters for a use in which district the enterprise is.
pub fn asks_for_district(lives: &[ModelLife], of: &Use) -> bool {
    let mut approvals = lives.iter().flat_map(|life| {
        let asked = of.model.as_ref().is_none_or(|model| *model == life.model);
        life.versions
            .iter()
            .filter(move |_| asked)
            .flat_map(|version| &version.approvals)
    });
    approvals.any(|approval| {
        let mut scopes = approval.proposed.said.scopes.iter();
        approval.holds_on(of.on) && scopes.any(|scope| scope.district.is_some())
    })
}

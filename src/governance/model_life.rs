//! The life of a model as the records hold it: its versions, who found them fit, and who signed for their use.

use super::governed::{Governed, GovernedEvent};
use super::model_steps::{Proposed, Registered, Stopped, Suitability, Validated};
use crate::units::names::{ApprovalId, ModelId};
use crate::units::words::words;
use crate::units::{Date, Digest};
use serde::Serialize;

words! {
    /// How far a version is 模型状态.
    ModelStage {
        /// It waits for a validation, or the last one found it unfit.
        Registered = "registered", "已登记";
        /// It was found fit, and nobody has approved it.
        Validated = "validated", "已验证";
        /// It is approved from a day on.
        Approved = "approved", "已批准";
        /// It may not be used until it is approved anew.
        Suspended = "suspended", "已暂停";
        /// It may never be used again.
        Retired = "retired", "已退役";
    }
}

/// A step with who took it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepHeld<T> {
    /// What was done.
    #[serde(flatten)]
    pub said: T,
    /// Which step it was in the life of the model, from 1.
    pub number: i64,
    /// By whom.
    pub by: String,
    /// On which day it was recorded.
    pub recorded_on: Date,
}

impl<T: Clone> StepHeld<T> {
    fn of(said: &T, event: &GovernedEvent) -> Self {
        Self {
            said: said.clone(),
            number: event.what.place().step,
            by: event.actor.clone(),
            recorded_on: event.on,
        }
    }
}

/// An approval with its signatures 模型批准.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalHeld {
    /// What was signed for, by whom first.
    #[serde(flatten)]
    pub proposed: StepHeld<Proposed>,
    /// Who signed second; absent while nobody did.
    pub signed_by: Option<String>,
    /// The first day of use: that of the second signature, if it came after the day that was asked for.
    pub begins_on: Option<Date>,
    /// The first day on which it no longer holds, since the version was stopped.
    pub ends_on: Option<Date>,
}

impl ApprovalHeld {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.begins_on.is_some_and(|begins| begins <= day)
            && self.ends_on.is_none_or(|ends| day < ends)
    }
}

/// A version of a model and what became of it 模型版本.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionHeld {
    /// How it was registered, by whom.
    #[serde(flatten)]
    pub registered: StepHeld<Registered>,
    /// Its validations, the last of which counts.
    pub validations: Vec<StepHeld<Validated>>,
    /// Its approvals.
    pub approvals: Vec<ApprovalHeld>,
    /// That it was suspended; every time.
    pub suspensions: Vec<StepHeld<Stopped>>,
    /// That it was retired.
    pub retirement: Option<StepHeld<Stopped>>,
}

impl VersionHeld {
    /// The validation that found it fit, if the last one did.
    pub fn fit(&self) -> Option<&StepHeld<Validated>> {
        let last = self.validations.last();
        last.filter(|held| held.said.finding == Suitability::Fit)
    }

    /// How far it is on a day.
    pub fn stage(&self, day: Date) -> ModelStage {
        let retired = self.retirement.as_ref();
        if retired.is_some_and(|held| held.said.on <= day) {
            return ModelStage::Retired;
        }
        let holds = |held: &ApprovalHeld| {
            held.signed_by.is_some() && held.ends_on.is_none_or(|ends| day < ends)
        };
        if self.approvals.iter().any(holds) {
            return ModelStage::Approved;
        }
        if self.suspensions.iter().any(|held| held.said.on <= day) {
            return ModelStage::Suspended;
        }
        if self.fit().is_some() {
            return ModelStage::Validated;
        }
        ModelStage::Registered
    }

    /// Ends what is approved now from a day on; what is approved later stands.
    fn stop(&mut self, on: Date) {
        let signed = self.approvals.iter_mut();
        for approval in signed.filter(|approval| approval.signed_by.is_some()) {
            approval.ends_on = Some(approval.ends_on.map_or(on, |ends| ends.min(on)));
        }
    }
}

/// A model with all its versions 模型全生命周期.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelLife {
    /// The model.
    pub model: ModelId,
    /// How many steps were taken.
    pub steps: i64,
    /// Its versions, in the order of their registration.
    pub versions: Vec<VersionHeld>,
}

impl ModelLife {
    /// A model of which nothing is on record.
    pub fn new(model: ModelId) -> Self {
        Self {
            model,
            steps: 0,
            versions: Vec::new(),
        }
    }

    /// The version of a digest.
    pub fn version(&self, digest: &Digest) -> Option<&VersionHeld> {
        let mut all = self.versions.iter();
        all.find(|held| held.registered.said.digest == *digest)
    }

    /// The approval of an id, with its version.
    pub fn approval(&self, id: &ApprovalId) -> Option<(&VersionHeld, &ApprovalHeld)> {
        self.versions.iter().find_map(|version| {
            let mut all = version.approvals.iter();
            let held = all.find(|held| held.proposed.said.id == *id)?;
            Some((version, held))
        })
    }

    /// The models that events tell of, in the order of their first registration.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e GovernedEvent>) -> Vec<Self> {
        let mut held: Vec<Self> = Vec::new();
        for event in events {
            let Some(model) = named(&event.what) else {
                continue;
            };
            let at = held.iter().position(|of| of.model == *model);
            let at = at.unwrap_or_else(|| {
                held.push(Self::new(model.clone()));
                held.len() - 1
            });
            held[at].take(event);
        }
        held
    }

    fn take(&mut self, event: &GovernedEvent) {
        self.steps += 1;
        if let Governed::ModelRegistered { registered, .. } = &event.what {
            self.versions.push(VersionHeld {
                registered: StepHeld::of(registered, event),
                validations: Vec::new(),
                approvals: Vec::new(),
                suspensions: Vec::new(),
                retirement: None,
            });
        }
        let digest = match &event.what {
            Governed::ModelValidated { validated, .. } => validated.digest,
            Governed::ModelProposed { proposed, .. } => proposed.digest,
            Governed::ModelApproved { signed, .. } => signed.digest,
            Governed::ModelSuspended { stopped, .. } | Governed::ModelRetired { stopped, .. } => {
                stopped.digest
            }
            _ => return,
        };
        let mut all = self.versions.iter_mut();
        let Some(version) = all.find(|held| held.registered.said.digest == digest) else {
            return;
        };
        match &event.what {
            Governed::ModelValidated { validated, .. } => {
                version.validations.push(StepHeld::of(validated, event));
            }
            Governed::ModelProposed { proposed, .. } => version.approvals.push(ApprovalHeld {
                proposed: StepHeld::of(proposed, event),
                signed_by: None,
                begins_on: None,
                ends_on: None,
            }),
            Governed::ModelApproved { signed, .. } => {
                let mut all = version.approvals.iter_mut();
                if let Some(of) = all.find(|of| of.proposed.said.id == signed.approval) {
                    of.signed_by = Some(event.actor.clone());
                    of.begins_on = Some(of.proposed.said.from.max(event.on));
                }
            }
            Governed::ModelSuspended { stopped, .. } => {
                version.stop(stopped.on);
                version.suspensions.push(StepHeld::of(stopped, event));
            }
            Governed::ModelRetired { stopped, .. } => {
                version.stop(stopped.on);
                version.retirement = Some(StepHeld::of(stopped, event));
            }
            _ => {}
        }
    }
}

fn named(what: &Governed) -> Option<&ModelId> {
    match what {
        Governed::ModelRegistered { model, .. }
        | Governed::ModelValidated { model, .. }
        | Governed::ModelProposed { model, .. }
        | Governed::ModelApproved { model, .. }
        | Governed::ModelSuspended { model, .. }
        | Governed::ModelRetired { model, .. } => Some(model),
        _ => None,
    }
}

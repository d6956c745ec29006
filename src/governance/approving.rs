//! What is decided on the life of a model: who may take each step, and when it may be taken.

use super::deciding::line;
use super::duties;
use super::governed::Governed;
use super::model_life::{ModelLife, ModelStage, VersionHeld};
use super::model_steps::{Proposed, Registered, Signed, Stopped, Validated};
use super::purpose::Purpose;
use super::refusal::Refusal;
use crate::identity::{Caller, Role};
use crate::units::names::ApprovalId;
use crate::units::person::bare;
use crate::units::{Date, Digest};

/// Registers a version of a model: its number goes up, and its meaning is another than those before.
pub fn register(
    caller: &Caller,
    life: &ModelLife,
    registered: Registered,
) -> Result<Governed, Refusal> {
    duties::analyst(caller)?;
    line("developer", &registered.developer)?;
    if bare(&registered.developer).is_empty() {
        return Err(Refusal::NothingNamed {
            what: "developer, by the name by which that person signs",
        });
    }
    if registered.purposes.is_empty() {
        return Err(Refusal::NothingNamed { what: "purpose" });
    }
    let before = life.versions.iter().map(|held| &held.registered.said);
    let last = before.clone().map(|of| of.version).max();
    let same = before.clone().any(|of| of.digest == registered.digest);
    if let Some(last) = last.filter(|last| same || registered.version <= *last) {
        return Err(Refusal::ModelVersion {
            model: life.model.clone(),
            version: registered.version,
            last,
        });
    }
    Ok(Governed::ModelRegistered {
        model: life.model.clone(),
        step: life.steps + 1,
        registered,
    })
}

/// Puts a validation on record: by somebody who neither made the model nor registered it.
pub fn validate(
    caller: &Caller,
    life: &ModelLife,
    validated: Validated,
    today: Date,
) -> Result<Governed, Refusal> {
    duties::validator(caller)?;
    let version = version(life, &validated.digest)?;
    no_author(caller, version)?;
    living(version, today)?;
    line(
        "conditions",
        validated.conditions.as_deref().unwrap_or_default(),
    )?;
    Ok(Governed::ModelValidated {
        model: life.model.clone(),
        step: life.steps + 1,
        validated,
    })
}

/// What a first signature asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The approval that it is to become.
    pub id: ApprovalId,
    /// The version, by its digest.
    pub digest: Digest,
    /// As what it is used.
    pub used_as: super::model_steps::UsedAs,
    /// For what.
    pub purposes: std::collections::BTreeSet<Purpose>,
    /// Where; one of them is enough.
    pub scopes: Vec<super::model_steps::Scope>,
    /// The first day.
    pub from: Date,
}

/// Signs first for the use of a version: it was found fit, and nobody who signs made it or found it so.
pub fn propose(
    caller: &Caller,
    life: &ModelLife,
    asked: Asked,
    today: Date,
) -> Result<Governed, Refusal> {
    duties::approver(caller)?;
    let version = version(life, &asked.digest)?;
    living(version, today)?;
    let report = may_sign(caller, life, version)?;
    if asked.purposes.is_empty() {
        return Err(Refusal::NothingNamed { what: "purpose" });
    }
    let made_for = &version.registered.said.purposes;
    let missing: Vec<Purpose> = asked.purposes.difference(made_for).copied().collect();
    if !missing.is_empty() {
        return Err(Refusal::ModelPurpose {
            missing,
            open: made_for.iter().copied().collect(),
        });
    }
    if asked.scopes.is_empty() {
        return Err(Refusal::NothingNamed {
            what: "scope; an empty one is everywhere",
        });
    }
    if asked.from < today {
        return Err(Refusal::Day {
            field: "from",
            why: format!(
                "what was scored before was scored without it; {today} or later would pass"
            ),
        });
    }
    Ok(Governed::ModelProposed {
        model: life.model.clone(),
        step: life.steps + 1,
        proposed: Proposed {
            id: asked.id,
            digest: asked.digest,
            report,
            used_as: asked.used_as,
            purposes: asked.purposes,
            scopes: asked.scopes,
            from: asked.from,
        },
    })
}

/// Signs second: another person, in the other of the two offices, on the same validation.
pub fn sign(
    caller: &Caller,
    life: &ModelLife,
    approval: &ApprovalId,
    today: Date,
) -> Result<Governed, Refusal> {
    duties::approver(caller)?;
    let (version, held) = life.approval(approval).ok_or_else(|| Refusal::Unknown {
        what: "approval",
        name: approval.to_string(),
    })?;
    if held.signed_by.is_some() {
        return Err(Refusal::SignedBefore {
            approval: approval.clone(),
        });
    }
    living(version, today)?;
    duties::other_than(caller, &held.proposed.by, "one who signed first")?;
    let office = held.proposed.by.split(':').next().unwrap_or_default();
    if office == caller.role.word() {
        let (office, needs) = match caller.role {
            Role::Checker => ("checker", "supervisor"),
            _ => ("supervisor", "checker"),
        };
        return Err(Refusal::SameOffice { office, needs });
    }
    let report = may_sign(caller, life, version)?;
    // Suspended after the first signature, or validated anew: the first signature was for something else.
    let mut suspensions = version.suspensions.iter();
    let stopped = suspensions.any(|of| of.number > held.proposed.number);
    if stopped || report != held.proposed.said.report {
        return Err(Refusal::WrongState {
            what: "approval",
            name: approval.to_string(),
            is: "signed for on what no longer stands",
            needs: "proposed anew, on the last validation and after any suspension",
        });
    }
    Ok(Governed::ModelApproved {
        model: life.model.clone(),
        step: life.steps + 1,
        signed: Signed {
            approval: approval.clone(),
            digest: version.registered.said.digest,
        },
    })
}

/// Stops a version until it is approved anew.
pub fn suspend(
    caller: &Caller,
    life: &ModelLife,
    stopped: Stopped,
    today: Date,
) -> Result<Governed, Refusal> {
    may_stop(caller, life, &stopped, today)?;
    Ok(Governed::ModelSuspended {
        model: life.model.clone(),
        step: life.steps + 1,
        stopped,
    })
}

/// Stops a version for ever.
pub fn retire(
    caller: &Caller,
    life: &ModelLife,
    stopped: Stopped,
    today: Date,
) -> Result<Governed, Refusal> {
    may_stop(caller, life, &stopped, today)?;
    Ok(Governed::ModelRetired {
        model: life.model.clone(),
        step: life.steps + 1,
        stopped,
    })
}

/// One person may stop a model at once: to stop is the careful side.
fn may_stop(
    caller: &Caller,
    life: &ModelLife,
    stopped: &Stopped,
    today: Date,
) -> Result<(), Refusal> {
    duties::approver(caller)?;
    let version = version(life, &stopped.digest)?;
    if version.retirement.is_some() {
        return Err(retired(version));
    }
    line("reason", &stopped.reason)?;
    if stopped.reason.trim().is_empty() {
        return Err(Refusal::NoReason {
            needs: "who used the model is told why it may be used no longer",
        });
    }
    if stopped.on < today {
        return Err(Refusal::Day {
            field: "on",
            why: format!("scores of days before stand; {today} or later would pass"),
        });
    }
    Ok(())
}

fn version<'l>(life: &'l ModelLife, digest: &Digest) -> Result<&'l VersionHeld, Refusal> {
    life.version(digest).ok_or_else(|| Refusal::Unknown {
        what: "registered version",
        name: digest.to_string(),
    })
}

/// That a version is not retired; one that will be is not begun with either.
fn living(version: &VersionHeld, today: Date) -> Result<(), Refusal> {
    if version.stage(today) == ModelStage::Retired || version.retirement.is_some() {
        return Err(retired(version));
    }
    Ok(())
}

fn retired(version: &VersionHeld) -> Refusal {
    Refusal::WrongState {
        what: "version",
        name: version.registered.said.version.to_string(),
        is: "retired",
        needs: "another one, registered anew",
    }
}

fn no_author(caller: &Caller, version: &VersionHeld) -> Result<(), Refusal> {
    duties::other_than(caller, &version.registered.said.developer, "developer")?;
    duties::other_than(caller, &version.registered.by, "one who registered it")
}

/// The report on which a person may sign: of the last validation, which found the version fit.
fn may_sign(caller: &Caller, life: &ModelLife, version: &VersionHeld) -> Result<Digest, Refusal> {
    let fit = version.fit().ok_or_else(|| Refusal::NotValidated {
        model: life.model.clone(),
        version: version.registered.said.version,
    })?;
    no_author(caller, version)?;
    duties::other_than(caller, &fit.by, "validator")?;
    Ok(fit.said.report)
}

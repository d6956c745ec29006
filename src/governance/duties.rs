//! Who may do what: the duties of roles in matters of consent, objections and decisions.

use super::consent::Consent;
use super::refusal::Refusal;
use crate::identity::{Caller, Role};
use crate::units::EnterpriseId;
use crate::units::names::BankId;
use crate::units::person::same_person;

/// Who may record a consent: the enterprise itself, the bank that holds its signed paper for itself, or a maker of
/// the commission.
pub fn record_consent(caller: &Caller, consent: &Consent) -> Result<(), Refusal> {
    match &caller.role {
        Role::Maker => Ok(()),
        Role::Enterprise(own) => own_enterprise(own, &consent.enterprise),
        Role::Bank(bank) if consent.grantee.bank() == Some(bank) => Ok(()),
        Role::Bank(_) => Err(Refusal::Role {
            is: "bank that is not the grantee",
            needs: "the grantee, the enterprise or a maker",
        }),
        role => Err(Refusal::Role {
            is: role.word(),
            needs: "the enterprise, the bank it is given to or a maker",
        }),
    }
}

/// Who may take it back: the enterprise, a maker who has it in writing, or the bank that gives up its own.
pub fn revoke_consent(caller: &Caller, consent: &Consent) -> Result<(), Refusal> {
    record_consent(caller, consent).map_err(|refusal| hidden(refusal, "consent", &consent.id))
}

/// Who may object: the enterprise itself, or a maker to whom it wrote.
pub fn object(caller: &Caller, enterprise: &EnterpriseId) -> Result<(), Refusal> {
    match &caller.role {
        Role::Maker => Ok(()),
        Role::Enterprise(own) => own_enterprise(own, enterprise),
        role => Err(Refusal::Role {
            is: role.word(),
            needs: "the enterprise or a maker",
        }),
    }
}

/// A maker of the commission.
pub fn maker(caller: &Caller) -> Result<(), Refusal> {
    only(caller, &Role::Maker, "a maker")
}

/// A checker of the commission, and another person than the one who prepared it.
pub fn checker(caller: &Caller, prepared_by: &str) -> Result<(), Refusal> {
    only(caller, &Role::Checker, "a checker")?;
    other_than(caller, prepared_by, "maker")
}

/// Who answers the enterprise: a maker or a checker.
pub fn answer(caller: &Caller) -> Result<(), Refusal> {
    match caller.role {
        Role::Maker | Role::Checker => Ok(()),
        _ => Err(Refusal::Role {
            is: caller.role.word(),
            needs: "a maker or a checker",
        }),
    }
}

/// An analyst, who registers models.
pub fn analyst(caller: &Caller) -> Result<(), Refusal> {
    only(caller, &Role::Analyst, "an analyst")
}

/// Who validates a model: an analyst or an auditor.
pub fn validator(caller: &Caller) -> Result<(), Refusal> {
    match caller.role {
        Role::Analyst | Role::Auditor => Ok(()),
        _ => Err(Refusal::Role {
            is: caller.role.word(),
            needs: "an analyst or an auditor",
        }),
    }
}

/// Who signs for the use of a model, and stops it: a checker or a supervisor.
pub fn approver(caller: &Caller) -> Result<(), Refusal> {
    match caller.role {
        Role::Checker | Role::Supervisor => Ok(()),
        _ => Err(Refusal::Role {
            is: caller.role.word(),
            needs: "a checker or a supervisor",
        }),
    }
}

/// Another person than one who acted before.
pub fn other_than(caller: &Caller, person: &str, was: &'static str) -> Result<(), Refusal> {
    if same_person(&caller.person, person) {
        return Err(Refusal::SamePerson {
            person: caller.person.clone(),
            was,
        });
    }
    Ok(())
}

/// Who may read about the life of models: analysts, auditors and the commission.
pub fn read_models(caller: &Caller) -> Result<(), Refusal> {
    match &caller.role {
        Role::Analyst | Role::Auditor | Role::Operator => Ok(()),
        role if role.is_commission() => Ok(()),
        role => Err(Refusal::Role {
            is: role.word(),
            needs: "an analyst, an auditor, an operator or the commission",
        }),
    }
}

/// Who may read what shadow models say: analysts and auditors. A bank could take it for a score.
pub fn read_shadows(caller: &Caller) -> Result<(), Refusal> {
    validator(caller)
}

/// A bank, which decides and reports for itself.
pub fn bank(caller: &Caller) -> Result<&BankId, Refusal> {
    caller.role.bank().ok_or(Refusal::Role {
        is: caller.role.word(),
        needs: "a bank",
    })
}

/// Who may read what the look-up log has of an enterprise: the enterprise, the commission's maker, checker and
/// supervisor, and an auditor.
pub fn read_look_ups(caller: &Caller, enterprise: &EnterpriseId) -> Result<(), Refusal> {
    match &caller.role {
        Role::Enterprise(own) => own_enterprise(own, enterprise),
        Role::Maker | Role::Checker | Role::Supervisor | Role::Auditor => Ok(()),
        role => Err(Refusal::Role {
            is: role.word(),
            needs: "the enterprise, a maker, a checker, a supervisor or an auditor",
        }),
    }
}

/// Who may read what belongs to an enterprise and, if to one, a bank: another's is not there.
pub fn sees(caller: &Caller, enterprise: Option<&EnterpriseId>, of_bank: Option<&BankId>) -> bool {
    match &caller.role {
        Role::Bank(bank) => of_bank == Some(bank),
        Role::Enterprise(own) => enterprise == Some(own),
        Role::Auditor => true,
        role => role.is_commission(),
    }
}

/// Whether a score for which a bank's own evidence was read may be shown: to that bank, and to auditors. One for
/// which none was is shown to all who may read.
pub fn sees_reader(caller: &Caller, reader: Option<&str>) -> bool {
    match (reader, &caller.role) {
        (None, _) | (_, Role::Auditor) => true,
        (Some(reader), Role::Bank(bank)) => bank.as_str() == reader,
        _ => false,
    }
}

fn only(caller: &Caller, role: &Role, needs: &'static str) -> Result<(), Refusal> {
    if caller.role == *role {
        return Ok(());
    }
    Err(Refusal::Role {
        is: caller.role.word(),
        needs,
    })
}

fn own_enterprise(own: &EnterpriseId, asked: &EnterpriseId) -> Result<(), Refusal> {
    if own == asked {
        return Ok(());
    }
    Err(Refusal::Unknown {
        what: "enterprise",
        name: asked.to_string(),
    })
}

/// What belongs to another is not there.
fn hidden(refusal: Refusal, what: &'static str, id: &impl ToString) -> Refusal {
    match refusal {
        Refusal::Role { needs, .. } if needs.starts_with("the grantee") => Refusal::Unknown {
            what,
            name: id.to_string(),
        },
        Refusal::Unknown { .. } => Refusal::Unknown {
            what,
            name: id.to_string(),
        },
        refusal => refusal,
    }
}

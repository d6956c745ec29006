//! What is decided on consents: whether one may be recorded, and whether it may be taken back.

use super::consent::{Consent, Obtained, Revocation};
use super::deciding::line;
use super::duties;
use super::governed::Governed;
use super::held_consent::ConsentHeld;
use super::refusal::Refusal;
use crate::identity::Caller;
use crate::units::Date;

/// Records a consent, beside those of the enterprise that are on record.
pub fn record(
    caller: &Caller,
    consent: Consent,
    held: &[ConsentHeld],
    today: Date,
) -> Result<Governed, Refusal> {
    duties::record_consent(caller, &consent)?;
    if caller.role.bank().is_some() && consent.obtained != Obtained::Paper {
        let would = Obtained::Paper.word();
        return Err(Refusal::NotObtained { would });
    }
    let same_paper = |of: &&ConsentHeld| {
        of.consent.evidence == consent.evidence && of.consent.grantee == consent.grantee
    };
    let taken_back = held
        .iter()
        .filter(same_paper)
        .find_map(|of| of.revoked.as_ref());
    if let Some(back) = taken_back {
        return Err(Refusal::PaperTakenBack { on: back.on });
    }
    if consent.purposes.is_empty() {
        return Err(Refusal::NothingNamed { what: "purpose" });
    }
    if consent.classes.is_empty() {
        return Err(Refusal::NothingNamed { what: "data class" });
    }
    if consent.from > consent.until {
        return Err(Refusal::Day {
            field: "until",
            why: format!(
                "it begins on {}; that day or later would pass",
                consent.from
            ),
        });
    }
    if consent.until < today {
        return Err(Refusal::Day {
            field: "until",
            why: format!("a consent that is over lets nobody read; {today} or later would pass"),
        });
    }
    Ok(Governed::ConsentRecorded { consent })
}

/// Takes one back. From which day is free: what was read before it was read with leave.
pub fn revoke(
    caller: &Caller,
    held: &ConsentHeld,
    revocation: Revocation,
) -> Result<Governed, Refusal> {
    let consent = &held.consent;
    duties::revoke_consent(caller, consent)?;
    if let Some(before) = &held.revoked {
        return Err(Refusal::RevokedBefore { on: before.on });
    }
    line("reason", revocation.reason.as_deref().unwrap_or_default())?;
    if revocation.on > consent.until {
        return Err(Refusal::Day {
            field: "on",
            why: format!(
                "it ends on {} by itself; that day or earlier would pass",
                consent.until
            ),
        });
    }
    Ok(Governed::ConsentRevoked {
        consent: consent.id.clone(),
        enterprise: consent.enterprise.clone(),
        bank: consent.grantee.bank().cloned(),
        revocation,
    })
}

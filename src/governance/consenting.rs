//! What is decided on consents: whether one may be recorded, and whether it may be taken back.

use super::consent::{Consent, Revocation};
use super::deciding::line;
use super::duties;
use super::governed::Governed;
use super::held_consent::ConsentHeld;
use super::refusal::Refusal;
use crate::identity::Caller;
use crate::units::Date;

/// Records a consent.
pub fn record(caller: &Caller, consent: Consent, today: Date) -> Result<Governed, Refusal> {
    duties::record_consent(caller, &consent)?;
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

//! Whether a consent lets a grantee read: one answer for every ask.

use super::ask::Ask;
use super::held_consent::ConsentHeld;
use super::purpose::Purpose;
use super::refusal::Refusal;
use crate::units::Date;
use crate::units::names::ConsentId;

/// That a consent lets somebody read 准予查询.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// By which consent.
    pub consent: ConsentId,
    /// The last day on which the same may be read by it, as things stand.
    pub until: Date,
}

/// Whether one of the consents lets the grantee read what it asks for. Of several the one that stands longest is
/// named, and of those the first. Where none does, the one that comes nearest tells what would pass.
///
/// A consent is read whole: two that each allow a part do not make a third. One that was taken back still lets
/// its bank watch a covered loan that is live, if it was given for that.
pub fn may_read(consents: &[ConsentHeld], ask: &Ask) -> Result<Grant, Refusal> {
    if ask.classes.is_empty() {
        return Err(Refusal::NothingNamed { what: "data class" });
    }
    let mut best: Option<Grant> = None;
    let mut nearest = Refusal::NoConsent {
        enterprise: ask.enterprise.clone(),
        grantee: ask.grantee.clone(),
    };
    let to_it = consents.iter().filter(|held| {
        held.consent.enterprise == ask.enterprise && held.consent.grantee == ask.grantee
    });
    for held in to_it {
        match allows(held, ask) {
            Ok(grant) if best.as_ref().is_none_or(|best| grant.until > best.until) => {
                best = Some(grant);
            }
            Ok(_) => {}
            Err(refusal) if refusal.nearness() > nearest.nearness() => nearest = refusal,
            Err(_) => {}
        }
    }
    best.ok_or(nearest)
}

/// Whether one consent of that grantee does.
fn allows(held: &ConsentHeld, ask: &Ask) -> Result<Grant, Refusal> {
    let consent = &held.consent;
    if ask.on > consent.until {
        let until = consent.until;
        return Err(Refusal::ConsentEnded { until });
    }
    if ask.on < consent.from {
        let from = consent.from;
        return Err(Refusal::ConsentToCome { from });
    }
    let watching = ask.purpose == Purpose::CoverMonitoring && ask.live_cover;
    let revoked = held.revoked.as_ref().filter(|_| !watching);
    if let Some(revoked) = revoked
        && ask.on >= revoked.on
    {
        return Err(Refusal::ConsentRevoked { on: revoked.on });
    }
    if !consent.purposes.contains(&ask.purpose) {
        return Err(Refusal::ConsentPurpose {
            asked: ask.purpose,
            open: consent.purposes.iter().copied().collect(),
        });
    }
    let missing: Vec<_> = ask.classes.difference(&consent.classes).copied().collect();
    if !missing.is_empty() {
        return Err(Refusal::ConsentClasses {
            missing,
            open: consent.classes.iter().copied().collect(),
        });
    }
    let until = revoked.and_then(|revoked| revoked.on.yesterday().ok());
    Ok(Grant {
        consent: consent.id.clone(),
        until: until.map_or(consent.until, |day| day.min(consent.until)),
    })
}

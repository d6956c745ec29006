//! On what ground somebody reads: a consent, their own data, or an office that reads by rule.

use super::ask::Ask;
use super::grantee::Grantee;
use super::held_consent::ConsentHeld;
use super::may_read::may_read;
use super::purpose::{DataClass, Purpose};
use super::refusal::Refusal;
use crate::identity::{Caller, Role};
use crate::units::names::{ConsentId, NameError};
use crate::units::written::written;
use crate::units::{Date, EnterpriseId};
use std::collections::BTreeSet;
use std::fmt;

/// On what ground something was shown 查询依据. Written `consent:ID`, `own-data`, `supervision` or `audit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// A consent 授权.
    Consent(ConsentId),
    /// The enterprise reads what is its own 本人查询.
    OwnData,
    /// The commission, for cover, claims, objections and statistics of its own programme 主管部门履职.
    Supervision,
    /// An auditor 审计.
    Audit,
}

/// The text names no ground.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroundError {
    /// None of the four.
    #[error("`{0}` is no ground; it is `consent:ID`, `own-data`, `supervision` or `audit`")]
    Shape(String),
    /// The id is none.
    #[error(transparent)]
    Consent(#[from] NameError),
}

impl Ground {
    /// Reads the written form.
    pub fn parse(text: &str) -> Result<Self, GroundError> {
        match text {
            "own-data" => Ok(Self::OwnData),
            "supervision" => Ok(Self::Supervision),
            "audit" => Ok(Self::Audit),
            _ => match text.strip_prefix("consent:") {
                Some(id) => Ok(Self::Consent(ConsentId::parse(id)?)),
                None => Err(GroundError::Shape(text.to_owned())),
            },
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Consent(id) => write!(f, "consent:{id}"),
            Self::OwnData => f.write_str("own-data"),
            Self::Supervision => f.write_str("supervision"),
            Self::Audit => f.write_str("audit"),
        }
    }
}

written!(Ground, GroundError);

/// Leave to read, and on what ground 查询许可.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// The ground.
    pub ground: Ground,
    /// The last day of it, where it is a consent.
    pub until: Option<Date>,
}

/// Whether a caller may read about an enterprise, and on what ground.
///
/// An enterprise reads its own; another's is not there for it. An auditor reads everything. The commission reads
/// by its office what cover, claims, objections and statistics need; to assess credit it needs a consent, as a
/// bank does for all that it reads. Nobody else reads about one enterprise. What is private to a bank is read by
/// that bank and by auditors.
pub fn ground(
    caller: &Caller,
    (enterprise, purpose, classes): (&EnterpriseId, Purpose, &BTreeSet<DataClass>),
    (consents, live_cover): (&[ConsentHeld], bool),
    on: Date,
) -> Result<Leave, Refusal> {
    let by_office = |ground| Leave {
        ground,
        until: None,
    };
    let role = &caller.role;
    match role {
        Role::Enterprise(own) if own == enterprise => {
            if classes.contains(&DataClass::Private) {
                return Err(Refusal::Role {
                    is: role.word(),
                    needs: "the bank whose evidence it is",
                });
            }
            return Ok(by_office(Ground::OwnData));
        }
        Role::Enterprise(_) => {
            return Err(Refusal::Unknown {
                what: "enterprise",
                name: enterprise.to_string(),
            });
        }
        Role::Auditor => return Ok(by_office(Ground::Audit)),
        _ => {}
    }
    let Some(grantee) = Grantee::of(role) else {
        return Err(Refusal::Role {
            is: role.word(),
            needs: "a bank, the commission, an auditor or the enterprise itself",
        });
    };
    if grantee == Grantee::Commission && classes.contains(&DataClass::Private) {
        return Err(Refusal::Role {
            is: role.word(),
            needs: "the bank whose evidence it is",
        });
    }
    if grantee == Grantee::Commission && purpose != Purpose::CreditAssessment {
        return Ok(by_office(Ground::Supervision));
    }
    let ask = Ask {
        enterprise: enterprise.clone(),
        grantee,
        purpose,
        classes: classes.clone(),
        on,
        live_cover,
    };
    let grant = may_read(consents, &ask)?;
    Ok(Leave {
        ground: Ground::Consent(grant.consent),
        until: Some(grant.until),
    })
}

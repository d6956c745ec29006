//! One-time codes: how an enterprise comes in that has no client of its own.

use super::clients::{checked, record};
use super::{By, random};
use crate::identity::{AccessEvent, Caller, CredentialId, Ending, Proof, Role, Secret};
use crate::service::Error;
use crate::store::Store;
use crate::units::names::ClientId;
use crate::units::{EnterpriseId, Moment, Problems};
use std::fmt::Write as _;

/// No code is good for longer than this many hours.
const LONGEST: u32 = 30 * 24;

/// A code that was made 一次性授权码.
#[derive(Debug)]
pub struct MadeCode {
    /// The code, to be shown once and handed over.
    pub code: Secret,
    /// Its credential, by which it may be ended before it is used.
    pub id: CredentialId,
    /// From when on it no longer counts.
    pub until: Moment,
}

/// Makes a code for an enterprise, good once and for some hours. The enterprise gets a client of its own with it, so
/// that code and token are ended like any other.
pub async fn one_time_code(
    store: &Store,
    enterprise: &str,
    hours: u32,
    by: &By,
    now: Moment,
) -> Result<MadeCode, Error> {
    by.makes()?;
    let mut problems = Problems::default();
    let enterprise = EnterpriseId::parse(enterprise)
        .map_err(|error| problems.add("enterprise", "code.enterprise", error.to_string()));
    if !(1..=LONGEST).contains(&hours) {
        let message = format!("{hours} hours; a code is good for 1 to {LONGEST}");
        problems.add("hours", "code.hours", message);
    }
    let Ok(enterprise) = problems
        .or(enterprise)
        .map_err(|all| checked("code", all))?
    else {
        unreachable!("an enterprise that does not read is a problem");
    };
    let code = Secret::of_code(&random()?);
    let id = CredentialId {
        client: client_id(random()?),
        number: 1,
    };
    let until = Moment::from_micros(now.micros() + i64::from(hours) * 3_600_000_000);
    let decided = vec![
        AccessEvent::Registered(Caller {
            client: id.client.clone(),
            person: format!("{by}").replace(':', " "),
            role: Role::Enterprise(enterprise),
        }),
        AccessEvent::Added {
            id: id.clone(),
            proof: Proof::Code(code.hash()),
            until: Some(until),
        },
    ];
    record(store, decided, by, now).await?;
    Ok(MadeCode { code, id, until })
}

fn client_id(random: [u8; 8]) -> ClientId {
    let text = random.iter().fold("code-".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes any text");
        text
    });
    ClientId::parse(&text).expect("hexadecimal digits make an id")
}

/// Uses a code up; of two at the same moment one alone succeeds, by the key of the event.
pub(super) async fn use_up(
    store: &Store,
    client: &Caller,
    id: CredentialId,
    now: Moment,
) -> Result<bool, Error> {
    let why = Ending::Used;
    let by = By::from(client);
    let new = record(store, vec![AccessEvent::Ended { id, why }], &by, now).await?;
    Ok(new == [true])
}

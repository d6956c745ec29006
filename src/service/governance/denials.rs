//! Requests that were refused: kept, and read by those who audit and run the installation.

use crate::governance::{Denial, Refusal};
use crate::identity::{Caller, Role};
use crate::service::Error;
use crate::store::Store;

/// Keeps refused requests; of unknown callers those that a [`crate::governance::DenialLimit`] let through.
pub async fn deny(store: &Store, denials: &[Denial]) -> Result<(), Error> {
    Ok(store.append_denials(denials).await?)
}

/// Refused requests after a number (0 for the first), each with its number. An auditor, a supervisor and an
/// operator read them.
pub async fn denials(
    store: &Store,
    caller: &Caller,
    after: u64,
    limit: u32,
) -> Result<Vec<(u64, Denial)>, Error> {
    match caller.role {
        Role::Auditor | Role::Supervisor | Role::Operator => {
            Ok(store.denials(after, limit).await?)
        }
        _ => Err(Error::Refused(Refusal::Role {
            is: caller.role.word(),
            needs: "an auditor, a supervisor or an operator",
        })),
    }
}

//! The look-up log: given to the enterprise, sealed into the journal once a day, and held against its seals.

use super::kept::{Request, all};
use crate::governance::{Governed, Refusal, Seal, Sealed, Topic, duties};
use crate::identity::{Caller, Role};
use crate::service::Error;
use crate::store::{About, NumberedLookUp, Store};
use crate::units::{EnterpriseId, Moment};
use serde_json::json;

/// How many rows are read at a time.
const PAGE: u32 = 5_000;

/// Who looked at an enterprise, after a number (0 for the first). To the enterprise itself a bank's people have no
/// names: which bank it was is what it is owed.
pub async fn look_ups(
    store: &Store,
    caller: &Caller,
    enterprise: &EnterpriseId,
    (after, limit): (u64, u32),
) -> Result<Vec<NumberedLookUp>, Error> {
    duties::read_look_ups(caller, enterprise)?;
    let mut rows = store.look_ups(Some(enterprise), after, limit).await?;
    if matches!(caller.role, Role::Enterprise(_)) {
        for row in &mut rows {
            row.look_up.person.clear();
        }
    }
    Ok(rows)
}

/// Seals every look-up since the seal before, which an operator does once a day. `None` where there is none.
pub async fn seal_look_ups(
    store: &Store,
    caller: &Caller,
    now: Moment,
) -> Result<Option<Sealed>, Error> {
    if caller.role != Role::Operator {
        return Err(Error::Refused(Refusal::Role {
            is: caller.role.word(),
            needs: "an operator",
        }));
    }
    let last = store.last_governed(Topic::LookUps).await?;
    let after = last.map_or(0, |kept| {
        sealed_in(&kept.event.what).map_or(0, |of| of.through)
    });
    let sealed = sealed_after(store, after, u64::MAX).await?;
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let said = json!({"root": sealed.root});
    let key = format!("{}-{}", sealed.from, sealed.through);
    let request = Request::new((store, caller), ("look-ups.seal", &key), &said, now)?;
    let what = Governed::LookUpsSealed {
        sealed: sealed.clone(),
    };
    request.keep(what, None).await?;
    Ok(Some(sealed))
}

fn sealed_in(what: &Governed) -> Option<&Sealed> {
    match what {
        Governed::LookUpsSealed { sealed } => Some(sealed),
        _ => None,
    }
}

/// The seal of the rows after a number, up to one.
async fn sealed_after(store: &Store, after: u64, through: u64) -> Result<Option<Sealed>, Error> {
    let mut seal = Seal::default();
    let mut after = after;
    loop {
        let page = store.look_ups(None, after, PAGE).await?;
        let before = after;
        for row in page.into_iter().take_while(|row| row.number <= through) {
            seal.push(row.number, &row.look_up.digest(row.number));
            after = row.number;
        }
        if after == before {
            return Ok(seal.finish());
        }
    }
}

/// What the seals of the journal say of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seals {
    /// How many there are.
    pub seals: u64,
    /// The last row that is sealed.
    pub through: u64,
}

/// Holds every row against the seal that stands for it; a row that is gone, added or other is an error.
pub async fn verify_seals(store: &Store) -> Result<Seals, Error> {
    let mut found = Seals {
        seals: 0,
        through: 0,
    };
    for event in all(store, Topic::LookUps, About::All).await? {
        let Some(sealed) = sealed_in(&event.what) else {
            continue;
        };
        let again = sealed_after(store, found.through, sealed.through).await?;
        if again.as_ref() != Some(sealed) || sealed.from != found.through + 1 {
            let (from, through) = (sealed.from, sealed.through);
            return Err(Error::GovernanceDiffers(format!(
                "the look-ups {from} to {through} are not those that were sealed"
            )));
        }
        found.seals += 1;
        found.through = sealed.through;
    }
    Ok(found)
}

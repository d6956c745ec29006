//! Before and after something about an enterprise is shown: leave to read it, marks on it, and the look-up logged.

use super::footing::{self, Footing};
use super::kept::all;
use crate::governance::{DataClass, Leave, LookUp, Purpose, Shown, Stage, Topic};
use crate::identity::Caller;
use crate::service::Error;
use crate::store::{About, Store};
use crate::units::names::{ObjectionId, ScoreId};
use crate::units::{Date, EnterpriseId, Moment};
use serde::Serialize;
use std::collections::BTreeSet;

/// What somebody asks to read.
#[derive(Debug, Clone)]
pub struct Asked {
    /// About whom.
    pub enterprise: EnterpriseId,
    /// For what.
    pub purpose: Purpose,
    /// Which data; of a score those of [`super::of_a_score`].
    pub classes: BTreeSet<DataClass>,
    /// Whether a covered loan of the bank to the enterprise is live, as the books say it.
    pub live_cover: bool,
}

/// That an objection to something of the enterprise is open 异议标注. It stands beside what is shown; what was
/// issued stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The objection.
    pub objection: ObjectionId,
    /// Since when.
    pub received_on: Date,
    /// Until when it is to be answered.
    pub due_on: Date,
    /// How far it is.
    pub stage: Stage,
    /// Against which scores.
    pub scores: Vec<ScoreId>,
}

/// Leave to read, and what is to stand beside what is read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// On what ground, and until when.
    pub leave: Leave,
    /// Objections that are open.
    pub marks: Vec<Mark>,
}

/// Whether a caller may read, or the refusal that says what would pass. Nothing is logged by it: what is shown is
/// logged when it is.
pub async fn leave(
    store: &Store,
    caller: &Caller,
    asked: &Asked,
    today: Date,
) -> Result<Reading, Error> {
    let footing = Footing::read(store, &asked.enterprise).await?;
    footing.leave(caller, asked, today)
}

/// The marks on everything that is read about an enterprise: its objections that are not answered.
pub async fn marks(store: &Store, enterprise: &EnterpriseId) -> Result<Vec<Mark>, Error> {
    let events = all(store, Topic::Objection, About::Enterprise(enterprise)).await?;
    Ok(footing::marks(&events))
}

/// The row that says what was shown to a caller by such leave.
pub fn look_up(
    caller: &Caller,
    asked: &Asked,
    leave: &Leave,
    shown: Shown,
    (trace, at): (&str, Moment),
) -> LookUp {
    LookUp {
        at,
        client: caller.client.to_string(),
        person: caller.person.clone(),
        role: caller.role.to_string(),
        enterprise: asked.enterprise.clone(),
        purpose: asked.purpose,
        ground: leave.ground.clone(),
        shown,
        trace: trace.to_owned(),
    }
}

/// Logs what is shown, before it is: many rows cost little more than one.
pub async fn log(store: &Store, rows: &[LookUp]) -> Result<u64, Error> {
    Ok(store.append_look_ups(rows).await?)
}

//! Champion and challenger: two models on the same enterprises, as of one day, from the records.

use super::Error;
use super::catalog::Loaded;
use super::score::{Request, Run, Scored};
use crate::scoring::Status;
use crate::store::Store;
use serde::Serialize;
use std::collections::BTreeMap;

/// What one model says of an enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The grade, or else the status.
    pub outcome: String,
    /// The least points.
    pub points: i32,
    /// Whether it would be lent to: graded, ranked or passed.
    pub accepted: bool,
}

/// An enterprise of which the two say different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The enterprise.
    pub enterprise: String,
    /// What the champion says.
    pub champion: Said,
    /// What the challenger says.
    pub challenger: Said,
}

/// Two models beside each other 冠军与挑战者.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// How many enterprises both assessed.
    pub enterprises: u64,
    /// How many stand at each pair of outcomes: the champion's, then the challenger's.
    pub moves: BTreeMap<String, BTreeMap<String, u64>>,
    /// Accepted by the champion and not by the challenger: those that are swapped out.
    pub swapped_out: u64,
    /// Accepted by the challenger and not by the champion: those that are swapped in.
    pub swapped_in: u64,
    /// Accepted by both.
    pub both: u64,
    /// Accepted by neither.
    pub neither: u64,
    /// Points in each tenth of the most that there are, by model.
    pub tenths: [[u64; 10]; 2],
    /// Everybody of whom they say different things, in the order of ids.
    pub moved: Vec<Moved>,
}

/// Assesses every enterprise on record by both models; nothing is issued. `done` is told how many were read.
pub async fn compared(
    store: &Store,
    (champion, challenger): (&Loaded, &Loaded),
    request: &Request,
    mut done: impl FnMut(u64),
) -> Result<Compared, Error> {
    let first = said(store, champion, request, &mut done).await?;
    let second = said(store, challenger, request, &mut done).await?;
    let mut compared = Compared::default();
    for (enterprise, (one, tenth)) in first {
        let Some((other, others_tenth)) = second.get(&enterprise) else {
            continue;
        };
        compared.enterprises += 1;
        compared.tenths[0][tenth] += 1;
        compared.tenths[1][*others_tenth] += 1;
        let row = compared.moves.entry(one.outcome.clone()).or_default();
        *row.entry(other.outcome.clone()).or_default() += 1;
        *match (one.accepted, other.accepted) {
            (true, true) => &mut compared.both,
            (true, false) => &mut compared.swapped_out,
            (false, true) => &mut compared.swapped_in,
            (false, false) => &mut compared.neither,
        } += 1;
        if one.outcome != other.outcome {
            compared.moved.push(Moved {
                enterprise,
                champion: one,
                challenger: other.clone(),
            });
        }
    }
    Ok(compared)
}

async fn said(
    store: &Store,
    loaded: &Loaded,
    request: &Request,
    done: &mut impl FnMut(u64),
) -> Result<BTreeMap<String, (Said, usize)>, Error> {
    let request = Request {
        issue: false,
        ..request.clone()
    };
    let run = Run::prepare(store, loaded, request).await?;
    let mut all = BTreeMap::new();
    run.score_all(|read, scored| {
        done(read);
        all.extend(scored.iter().map(of));
        Ok(())
    })
    .await?;
    Ok(all)
}

fn of(scored: &Scored) -> (String, (Said, usize)) {
    let assessment = &scored.assessment;
    let status = assessment.status;
    let word = serde_json::to_value(status).unwrap_or_default();
    let word = word.as_str().unwrap_or_default().to_owned();
    let said = Said {
        outcome: assessment.grade.clone().unwrap_or(word),
        points: assessment.points.low,
        accepted: matches!(status, Status::Graded | Status::Ranked | Status::Passes),
    };
    let most = i64::from(assessment.points.max.max(1));
    let tenth = i64::from(assessment.points.low) * 10 / most;
    let tenth = usize::try_from(tenth.clamp(0, 9)).unwrap_or(0);
    (assessment.enterprise.to_string(), (said, tenth))
}

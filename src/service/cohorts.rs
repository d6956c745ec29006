//! Reference cohorts of patents, built from all evidence that a view holds.

use super::Error;
use crate::evidence::{Dossier, View};
use crate::scoring::indicators::{Cohorts, CohortsBuilder};
use crate::scoring::{IndicatorId, Program};
use crate::store::Store;
use crate::units::EnterpriseId;

/// How many enterprises are read at a time.
const PAGE: u32 = 500;

/// The cohorts that a program needs; empty ones where none of its indicators uses them.
pub(super) async fn for_program(
    store: &Store,
    program: &Program,
    view: &View,
    head: i64,
) -> Result<Cohorts, Error> {
    for_indicators(store, &program.indicators, view, head).await
}

/// The cohorts that indicators need; empty ones where none of them uses any.
pub(super) async fn for_indicators(
    store: &Store,
    indicators: &[IndicatorId],
    view: &View,
    head: i64,
) -> Result<Cohorts, Error> {
    let mut builder = CohortsBuilder::default();
    if indicators
        .iter()
        .any(|id| id.as_str().starts_with("ip.patent_value@"))
    {
        let mut after: Option<EnterpriseId> = None;
        loop {
            let page = store.facts_in_range(after.as_ref(), PAGE, head).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(last.clone());
            for (id, facts) in page {
                builder.add(&Dossier::assemble(id, facts, view.clone()));
            }
        }
    }
    Ok(builder.finish())
}

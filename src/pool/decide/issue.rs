//! Issuing a statement 对账单签发: of a closed period only, so that what is found later shows in a later one.

use super::Outcome;
use super::desk::{Desk, ensure};
use crate::pool::happened::Happened;
use crate::pool::issue::Issue;
use crate::pool::refusal::Refusal;

impl Desk<'_> {
    pub(super) fn issue_statement(&self, issue: &Issue) -> Outcome {
        let (_, pool) = self.pool(issue.scope.pool())?;
        let (from, to) = (issue.from, issue.to);
        ensure(from <= to, || Refusal::Day {
            why: format!("a statement from {from} ends on that day or later, and not on {to}"),
        })?;
        ensure(pool.closed_through.is_some_and(|last| to <= last), || {
            let closed = match pool.closed_through {
                Some(last) => {
                    format!("periods are closed through {last}; one to that day would pass")
                }
                None => "no period is closed yet; close it first".to_owned(),
            };
            Refusal::Day {
                why: format!("a statement to {to} is issued once its period is closed: {closed}"),
            }
        })?;
        Ok(Happened::StatementIssued {
            number: self.state.issued.len() as u64 + 1,
            issue: Box::new(issue.clone()),
        })
    }
}

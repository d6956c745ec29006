//! Requests that were refused: appended, and read by auditors.

use super::statement::Statement;
use super::store::Store;
use super::{StoreError, rows};
use crate::governance::Denial;
use crate::units::Moment;

const COLUMNS: &str = "number, at, client, caller, route, reason, more, trace";

impl Store {
    /// Appends refused requests, all or none.
    pub async fn append_denials(&self, denials: &[Denial]) -> Result<(), StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let last = "select coalesce(max(number), 0) from denial";
        let last: i64 = Statement::of(last).value(&mut tx).await?;
        let mut numbered = Vec::with_capacity(denials.len());
        for (number, denial) in (last + 1..).zip(denials) {
            numbered.push((number, rows::signed(denial.more)?, denial));
        }
        let into = format!("denial ({COLUMNS})");
        rows::insert(&mut tx, &into, &numbered, |query, (number, more, of)| {
            query
                .bind(*number)
                .bind(of.at.micros())
                .bind(&of.client)
                .bind(&of.caller)
                .bind(&of.route)
                .bind(&of.reason)
                .bind(*more)
                .bind(&of.trace)
        })
        .await?;
        self.commit(tx).await
    }

    /// Refused requests after a number (0 for the first), each with its number, in order.
    pub async fn denials(&self, after: u64, limit: u32) -> Result<Vec<(u64, Denial)>, StoreError> {
        let text =
            format!("select {COLUMNS} from denial where number > $1 order by number limit $2");
        let found = Statement::of(text)
            .bind(rows::signed(after)?)
            .bind(rows::limit(limit))
            .all(&mut self.db().await?)
            .await?;
        let mut denials = Vec::with_capacity(found.len());
        for row in found {
            let denial = Denial {
                at: Moment::from_micros(row.get("at")?),
                client: row.get("client")?,
                caller: row.get("caller")?,
                route: row.get("route")?,
                reason: row.get("reason")?,
                more: rows::unsigned("denial", row.get("more")?)?,
                trace: row.get("trace")?,
            };
            denials.push((rows::unsigned("denial", row.get("number")?)?, denial));
        }
        Ok(denials)
    }
}

//! What is asked of lists of money that moved on claims: a page, of one pool or of all.

use crate::api::asker::Asker;
use crate::api::page::{Page, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::SeenLoan;
use crate::service::sight::Sight;
use crate::units::names::PoolId;

/// A page of what moved on the claims that the caller sees.
pub(super) struct OnClaims {
    page: Page,
    pool: Option<PoolId>,
}

impl OnClaims {
    /// Reads the query.
    pub(super) fn read(api: &Api, parameters: &Parameters) -> Result<Self, Problem> {
        let mut query = parameters.query();
        let page = query.page(api);
        let pool = query.read("pool", PoolId::parse);
        let (page, pool) = query.finish(Some((page, pool)))?;
        Ok(Self { page, pool })
    }

    /// The place after which the page begins.
    pub(super) fn place(&self) -> u32 {
        self.page.place()
    }

    /// The rows of the page, each told by its place and the loan of its claim, and the cursor of the next page.
    pub(super) fn of<'s, R>(
        &self,
        asker: &Asker,
        rows: impl Iterator<Item = R>,
        told: impl Fn(&R) -> (u32, &SeenLoan<'s>),
    ) -> (Vec<R>, Option<u64>) {
        let sight = Sight(asker.role());
        let asked = |row: &R| {
            let (_, loan) = told(row);
            let pool = &loan.compartment.pool;
            sight.loan(loan) && self.pool.as_ref().is_none_or(|asked| asked == pool)
        };
        self.page.of(rows.filter(asked), |row| told(row).0.into())
    }
}

//! Caps 限额: how much an enterprise, a bank, a district or a portfolio may have, the lowest binding.

use super::desk::{Checked, Desk, ensure};
use crate::pool::account::Code;
use crate::pool::enrolment::Enrolment;
use crate::pool::ids::{BankId, ClassId, District, GradeName, GroupId, ProductId};
use crate::pool::refusal::Refusal;
use crate::pool::state::loan::Loan;
use crate::pool::state::tally::{Cell, Place, Sum, Tally};
use crate::pool::terms::{
    Cap, CapBase, CapError, CapFigures, CapMeasure, CapQuery, CapScope, CapSize, Channel, Terms,
};
use crate::units::{Amount, EnterpriseId};

/// What is to be added, and where: a loan, or a claim on one.
pub(super) struct Exposure<'a> {
    pool: u32,
    compartment: u32,
    enterprise: &'a EnterpriseId,
    group: Option<&'a GroupId>,
    bank: &'a BankId,
    district: &'a District,
    product: &'a ProductId,
    grade: Option<&'a GradeName>,
    channel: Channel,
    classes: &'a [ClassId],
    score_limit: Option<Amount>,
    revenue: Option<Amount>,
    /// Principal and the pool's share of it, or nought and compensation.
    added: Added,
}

#[derive(Clone, Copy)]
enum Added {
    Cover {
        principal: Amount,
        share: Amount,
    },
    Compensation {
        amount: Amount,
        unpaid: Amount,
        already: Amount,
    },
}

impl<'a> Exposure<'a> {
    pub(super) fn enrolled(
        pool: u32,
        compartment: u32,
        stated: &'a Enrolment,
        cover: Amount,
    ) -> Self {
        Self {
            pool,
            compartment,
            enterprise: &stated.enterprise,
            group: stated.group.as_ref(),
            bank: &stated.bank,
            district: &stated.compartment.district,
            product: &stated.product,
            grade: stated.score.as_ref().map(|score| &score.grade),
            channel: stated.channel,
            classes: &stated.classes,
            score_limit: stated.score.as_ref().map(|score| score.limit),
            revenue: stated.revenue,
            added: Added::Cover {
                principal: stated.limit,
                share: cover,
            },
        }
    }
}

impl<'a> Desk<'a> {
    /// Compensation to be asked for on a loan.
    pub(super) fn claimed(&self, loan: &'a Loan, unpaid: Amount, amount: Amount) -> Exposure<'a> {
        let state = self.state;
        let earlier = loan
            .claims
            .iter()
            .map(|claim| state.claims.at(*claim).amount.fen());
        Exposure {
            pool: state.compartments.at(loan.compartment).pool,
            compartment: loan.compartment,
            enterprise: state.enterprises.name(loan.enterprise),
            group: None,
            bank: state.banks.name(loan.bank),
            district: &state.compartments.name(loan.compartment).district,
            product: state.products.name(loan.product),
            grade: state.grades.name(loan.grade).as_ref(),
            channel: loan.channel,
            classes: &[],
            score_limit: loan.score_limit,
            revenue: loan.revenue,
            added: Added::Compensation {
                amount,
                unpaid,
                already: Amount::from_fen(earlier.sum()),
            },
        }
    }

    /// Refuses what would pass a cap.
    pub(super) fn within_caps(&self, terms: &Terms, exposure: &Exposure<'_>) -> Checked<()> {
        let query = CapQuery {
            product: exposure.product,
            channel: exposure.channel,
            bank: exposure.bank,
            district: exposure.district,
            grade: exposure.grade,
            classes: exposure.classes,
        };
        for cap in terms.caps.iter().filter(|cap| cap.holds_for(&query)) {
            let more = match (exposure.added, cap.measure) {
                (Added::Cover { principal, .. }, CapMeasure::Principal) => principal,
                (Added::Cover { share, .. }, CapMeasure::PoolShare) => share,
                (
                    Added::Compensation { amount, .. },
                    CapMeasure::Compensation
                    | CapMeasure::CompensationNet
                    | CapMeasure::CompensationYear,
                ) => amount,
                _ => continue,
            };
            let Some(most) = self.size(cap, exposure) else {
                continue;
            };
            let stands = self.stands(cap, exposure);
            let room = most.fen().saturating_sub(stands);
            ensure(more.fen() <= room, || Refusal::Cap {
                cap: cap.id.to_string(),
                stands: Amount::from_fen(stands),
                most,
                room: Amount::from_fen(room.max(0)),
            })?;
        }
        Ok(())
    }

    /// How much a cap allows; `None` where it says nothing of the loan.
    fn size(&self, cap: &Cap, exposure: &Exposure<'_>) -> Option<Amount> {
        let mut figures = CapFigures {
            score_limit: exposure.score_limit,
            grade: exposure.grade,
            revenue: exposure.revenue,
            ..CapFigures::default()
        };
        if let CapSize::Share { of, .. } = &cap.size {
            let base = Some(Amount::from_fen(self.base(*of, cap, exposure)));
            match of {
                CapBase::NetAssets => figures.net_assets = base,
                CapBase::PaidIn => figures.paid_in = base,
                CapBase::Subscribed => figures.subscribed = base,
                CapBase::CoveredPrincipal => figures.covered_principal = base,
                CapBase::DrawnPrincipal => figures.drawn_principal = base,
                CapBase::DrawnPoolShare => figures.drawn_pool_share = base,
                CapBase::UnpaidPrincipal => figures.unpaid_principal = base,
            }
        }
        match cap.allows(&figures) {
            Ok(most) => Some(most),
            Err(CapError::Overflow) => Some(Amount::MAX),
            Err(CapError::Missing(_)) => None,
        }
    }

    /// What a cap is a share of: of the compartment where it is the district's, else of the whole pool.
    fn base(&self, of: CapBase, cap: &Cap, exposure: &Exposure<'_>) -> i64 {
        let local = cap.scope == CapScope::District;
        let counts = |number: u32, pool: u32| {
            if local {
                number == exposure.compartment
            } else {
                pool == exposure.pool
            }
        };
        let books = |read: fn(&crate::pool::state::books::Balances) -> i64| -> i64 {
            let all = self.state.compartments.all();
            all.filter(|(number, _, of)| counts(*number, of.pool))
                .map(|(_, _, of)| read(&of.balances))
                .sum()
        };
        match of {
            CapBase::NetAssets => books(|of| of.net_assets().fen()),
            CapBase::PaidIn => books(|of| of.usual(Code::PaidIn).fen()),
            CapBase::Subscribed => {
                books(|of| of.usual(Code::PaidIn).fen() + of.usual(Code::Unpaid).fen())
            }
            CapBase::CoveredPrincipal => {
                self.at(Place::Pool(exposure.pool), |of| of.get(Sum::Principal))
            }
            CapBase::DrawnPrincipal => self.sum(cap, exposure, &|of| of.get(Sum::Drawn)),
            CapBase::DrawnPoolShare => self.sum(cap, exposure, &|of| of.get(Sum::DrawnShare)),
            CapBase::UnpaidPrincipal => match exposure.added {
                Added::Compensation { unpaid, .. } => unpaid.fen(),
                Added::Cover { principal, .. } => principal.fen(),
            },
        }
    }

    /// What of a cap is used.
    fn stands(&self, cap: &Cap, exposure: &Exposure<'_>) -> i64 {
        let year = self.command.booked_on.year();
        let compensation =
            |of: &Tally| of.get(Sum::Filed) + of.get(Sum::Approved) + of.get(Sum::Paid);
        self.sum(cap, exposure, &|of: &Tally| match cap.measure {
            CapMeasure::Principal => of.get(Sum::Principal),
            CapMeasure::PoolShare => of.get(Sum::Share),
            CapMeasure::Compensation => compensation(of),
            CapMeasure::CompensationNet => compensation(of) - of.get(Sum::Recovered),
            CapMeasure::CompensationYear => of.year(year),
        })
    }

    fn at(&self, place: Place, read: impl Fn(&Tally) -> i64) -> i64 {
        self.state.tally(place).map_or(0, read)
    }

    /// A sum over the scope of a cap, narrowed to the loans for which it holds.
    fn sum(&self, cap: &Cap, exposure: &Exposure<'_>, read: &dyn Fn(&Tally) -> i64) -> i64 {
        let state = self.state;
        let pool = exposure.pool;
        match cap.scope {
            CapScope::Loan => match exposure.added {
                Added::Cover { .. } => return 0,
                Added::Compensation { already, .. } => return already.fen(),
            },
            CapScope::Enterprise => return self.enterprise(exposure, read),
            _ => {}
        }
        let bank = state.banks.number(exposure.bank);
        let product = state.products.number(exposure.product);
        let grade = state.grades.number(&exposure.grade.cloned());
        if narrows(cap) {
            let within = |cell: &Cell| {
                cell.pool == pool
                    && match cap.scope {
                        CapScope::Bank => Some(cell.bank) == bank,
                        CapScope::District => cell.compartment == exposure.compartment,
                        CapScope::Grade => Some(cell.grade) == grade,
                        CapScope::Product => Some(cell.product) == product,
                        CapScope::Portfolio => {
                            Some(cell.bank) == bank && Some(cell.product) == product
                        }
                        _ => true,
                    }
                    && self.narrowed(cap, cell)
            };
            let cells = state.cells.iter().filter(|(cell, _)| within(cell));
            return cells.map(|(_, tally)| read(state.tallies.at(*tally))).sum();
        }
        let place = match (cap.scope, bank, product, grade) {
            (CapScope::Bank, Some(bank), ..) => Place::Bank(pool, bank),
            (CapScope::District, ..) => Place::Compartment(exposure.compartment),
            (CapScope::Grade, _, _, Some(grade)) => Place::Grade(pool, grade),
            (CapScope::Product, _, Some(product), _) => Place::Product(pool, product),
            (CapScope::Portfolio, Some(bank), Some(product), _) => {
                Place::Portfolio(pool, bank, product)
            }
            (CapScope::Pool, ..) => Place::Pool(pool),
            // Nothing of that bank, product or grade was ever enrolled.
            _ => return 0,
        };
        self.at(place, read)
    }

    /// A sum over an enterprise and all of its group.
    fn enterprise(&self, exposure: &Exposure<'_>, read: &dyn Fn(&Tally) -> i64) -> i64 {
        let state = self.state;
        let own = state.enterprises.number(exposure.enterprise);
        let stated = exposure.group.and_then(|group| state.groups.number(group));
        let group = own.and_then(|own| *state.enterprises.at(own)).or(stated);
        let members = group
            .map(|group| state.groups.at(group).as_slice())
            .unwrap_or_default();
        let outside = own.filter(|own| !members.contains(own));
        let all = members.iter().copied().chain(outside);
        all.map(|of| self.at(Place::Enterprise(exposure.pool, of), read))
            .sum()
    }

    fn narrowed(&self, cap: &Cap, cell: &Cell) -> bool {
        let (state, when) = (self.state, &cap.when);
        let grade = state.grades.name(cell.grade).as_ref();
        one(&when.grades, grade)
            && one(&when.products, Some(state.products.name(cell.product)))
            && one(&when.channels, Some(&cell.channel))
            && one(&when.banks, Some(state.banks.name(cell.bank)))
            && one(
                &when.districts,
                Some(&state.compartments.name(cell.compartment).district),
            )
    }
}

fn one<T: PartialEq>(list: &[T], own: Option<&T>) -> bool {
    list.is_empty() || own.is_some_and(|own| list.contains(own))
}

fn narrows(cap: &Cap) -> bool {
    let when = &cap.when;
    !(when.grades.is_empty()
        && when.products.is_empty()
        && when.channels.is_empty()
        && when.banks.is_empty()
        && when.districts.is_empty())
}

//! Exposure 敞口: a loan as caps see it, how much each cap allows there, and how much of it is used.

use crate::pool::account::Code;
use crate::pool::enrolment::Enrolment;
use crate::pool::state::State;
use crate::pool::state::loan::Loan;
use crate::pool::state::tally::{Cell, Place, Sum, Tally};
use crate::pool::terms::{
    Cap, CapBase, CapError, CapFigures, CapMeasure, CapQuery, CapScope, CapSize, Channel,
};
use crate::units::Amount;
use crate::units::names::{BankId, ClassId, District, GradeName, GroupId, ProductId};

/// A loan as caps see it: one to be enrolled, or one on the books.
pub(super) struct Exposure<'a> {
    state: &'a State,
    pool: u32,
    compartment: u32,
    /// Its number, where it has one yet.
    enterprise: Option<u32>,
    group: Option<&'a GroupId>,
    bank: &'a BankId,
    district: &'a District,
    product: &'a ProductId,
    grade: Option<&'a GradeName>,
    channel: Channel,
    /// The classes of the enterprise that the loan states.
    classes: &'a [ClassId],
    score_limit: Option<Amount>,
    revenue: Option<Amount>,
    /// The year in which compensation counts.
    year: i16,
    /// Principal that is or would be unpaid.
    unpaid: Amount,
    /// What the loan itself has of everything; nothing before it is enrolled.
    own: Tally,
}

impl<'a> Exposure<'a> {
    /// A loan to be enrolled in a compartment of a pool.
    pub(super) fn enrolled(
        state: &'a State,
        (pool, compartment): (u32, u32),
        stated: &'a Enrolment,
        year: i16,
    ) -> Self {
        Self {
            state,
            pool,
            compartment,
            enterprise: state.enterprises.number(&stated.enterprise),
            group: stated.group.as_ref(),
            bank: &stated.bank,
            district: &stated.compartment.district,
            product: &stated.product,
            grade: stated.score.as_ref().map(|score| &score.grade),
            channel: stated.channel,
            classes: &stated.classes,
            score_limit: stated.score.as_ref().map(|score| score.limit),
            revenue: stated.revenue,
            year,
            unpaid: stated.limit,
            own: Tally::default(),
        }
    }

    /// A loan on the books, for caps that do not ask what it has itself.
    pub(super) fn seen(state: &'a State, number: u32, year: i16) -> Self {
        let loan = state.loans.at(number);
        Self {
            state,
            pool: state.compartments.at(loan.compartment).pool,
            compartment: loan.compartment,
            enterprise: Some(loan.enterprise),
            group: None,
            bank: state.banks.name(loan.bank),
            district: &state.compartments.name(loan.compartment).district,
            product: state.products.name(loan.product),
            grade: state.grades.name(loan.grade).as_ref(),
            channel: loan.channel,
            classes: loan.classes_in_force(),
            score_limit: loan.score_limit,
            revenue: loan.revenue,
            year,
            unpaid: Amount::ZERO,
            own: Tally::default(),
        }
    }

    /// A loan on the books, with so much unpaid.
    pub(super) fn held(state: &'a State, number: u32, unpaid: Amount, year: i16) -> Self {
        let mut own = Tally::default();
        own.add(&state.measures(number));
        for (year, sum) in state.compensation_by_year(number) {
            own.add_year(year, sum);
        }
        Self {
            unpaid,
            own,
            ..Self::seen(state, number, year)
        }
    }

    /// Whether a cap holds for it. A class that one loan in force states is the enterprise's: whatever adds to
    /// what the enterprise and its group have comes under the caps of that class, though it states none itself.
    pub(super) fn is_under(&self, cap: &Cap) -> bool {
        let query = |classes| {
            cap.holds_for(&CapQuery {
                product: self.product,
                channel: self.channel,
                bank: self.bank,
                district: self.district,
                grade: self.grade,
                classes,
            })
        };
        let wider = cap.scope == CapScope::Enterprise && !cap.when.classes.is_empty();
        query(self.classes) || (wider && self.classed().any(query))
    }

    /// The classes that loans in force of the enterprise and its group state, loan by loan.
    fn classed(&self) -> impl Iterator<Item = &'a [ClassId]> {
        let state = self.state;
        let pool = self.pool;
        let numbers = self
            .members()
            .flat_map(|of| state.enterprises.at(of).classed.iter().copied());
        let loans = numbers.map(|number| state.loans.at(number));
        loans
            .filter(move |loan| state.compartments.at(loan.compartment).pool == pool)
            .map(Loan::classes_in_force)
    }

    /// Whether it is of a compartment.
    pub(super) fn is_in(&self, compartment: u32) -> bool {
        self.compartment == compartment
    }

    /// How much a cap allows; `None` where it says nothing of the loan.
    pub(super) fn size(&self, cap: &Cap) -> Option<Amount> {
        let mut figures = CapFigures {
            score_limit: self.score_limit,
            grade: self.grade,
            revenue: self.revenue,
            ..CapFigures::default()
        };
        if let CapSize::Share { of, .. } = &cap.size {
            let base = Some(Amount::from_fen(self.base(*of, cap)));
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
    pub(super) fn base(&self, of: CapBase, cap: &Cap) -> i64 {
        let local = cap.scope == CapScope::District;
        let counts = |number: u32, pool: u32| {
            if local {
                number == self.compartment
            } else {
                pool == self.pool
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
                self.at(Place::Pool(self.pool), |of| of.get(Sum::Principal))
            }
            CapBase::DrawnPrincipal => self.sum(cap, &|of| of.get(Sum::Drawn)),
            CapBase::DrawnPoolShare => self.sum(cap, &|of| of.get(Sum::DrawnShare)),
            CapBase::UnpaidPrincipal => self.unpaid.fen(),
        }
    }

    /// What of a cap is used.
    pub(super) fn stands(&self, cap: &Cap) -> i64 {
        let year = self.year;
        let compensation =
            |of: &Tally| of.get(Sum::Filed) + of.get(Sum::Approved) + of.get(Sum::Paid);
        self.sum(cap, &|of: &Tally| match cap.measure {
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
    fn sum(&self, cap: &Cap, read: &dyn Fn(&Tally) -> i64) -> i64 {
        let state = self.state;
        let pool = self.pool;
        match cap.scope {
            CapScope::Loan => return read(&self.own),
            CapScope::Enterprise => return self.enterprise(read),
            _ => {}
        }
        let bank = state.banks.number(self.bank);
        let product = state.products.number(self.product);
        let grade = state.grades.number(&self.grade.cloned());
        if narrows(cap) {
            let within = |cell: &Cell| {
                cell.pool == pool
                    && match cap.scope {
                        CapScope::Bank => Some(cell.bank) == bank,
                        CapScope::District => cell.compartment == self.compartment,
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
            (CapScope::District, ..) => Place::Compartment(self.compartment),
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

    /// The numbers of an enterprise and all of its group.
    fn members(&self) -> impl Iterator<Item = u32> {
        let state = self.state;
        let own = self.enterprise;
        let stated = self.group.and_then(|group| state.groups.number(group));
        let group = own
            .and_then(|own| state.enterprises.at(own).group)
            .or(stated);
        let members = group
            .map(|group| state.groups.at(group).as_slice())
            .unwrap_or_default();
        let outside = own.filter(|own| !members.contains(own));
        members.iter().copied().chain(outside)
    }

    /// A sum over an enterprise and all of its group.
    fn enterprise(&self, read: &dyn Fn(&Tally) -> i64) -> i64 {
        self.members()
            .map(|of| self.at(Place::Enterprise(self.pool, of), read))
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

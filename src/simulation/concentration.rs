//! Concentration: who makes up the book, its mean loss and its worst paths.

use super::book::{Book, Loan};
use super::loss::nearest;
use crate::units::Amount;
use serde::Serialize;
use std::collections::HashMap;

/// A part of the book: a name, bank, district, industry or grade.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Loans.
    pub loans: u64,
    /// Principal.
    pub principal: Amount,
    /// The pool's share of it.
    pub cover: Amount,
    /// Its part of the mean loss.
    pub expected_loss: Amount,
    /// Its part of the expected shortfall at 99%: the parts of all make the whole 边际贡献.
    pub shortfall: Amount,
}

/// How much hangs on few.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concentration {
    /// Borrowers, a group being one.
    pub names: u64,
    /// The sum of squared shares of the pool's cover over names: Herfindahl's index.
    pub herfindahl: f64,
    /// The largest names, by the pool's share of their loans.
    pub largest: Vec<Part>,
    /// The pool's share of the 1, 5, 10 and 20 largest: what it would pay if all of them defaulted.
    pub together: Vec<(u32, Amount)>,
    /// By bank.
    pub banks: Vec<Part>,
    /// By district.
    pub districts: Vec<Part>,
    /// By industry.
    pub industries: Vec<Part>,
    /// By grade.
    pub grades: Vec<Part>,
}

/// What each loan has: the pool's share, losses over all paths and over the worst.
pub(super) struct OfLoans<'a> {
    pub(super) book: &'a Book,
    pub(super) covers: Vec<i64>,
    pub(super) all: (&'a [i128], u64),
    pub(super) worst: (&'a [i128], u64),
}

impl OfLoans<'_> {
    pub(super) fn concentration(&self) -> Concentration {
        let mut names = self.parts(|loan| loan.name().to_string());
        names.sort_by_key(|part| std::cmp::Reverse(part.cover));
        let total: f64 = names.iter().map(|part| part.cover.fen() as f64).sum();
        let shares = names
            .iter()
            .map(|part| part.cover.fen() as f64 / total.max(1.0));
        let together = [1_u32, 5, 10, 20].map(|count| {
            let of = names.iter().take(count as usize);
            (
                count,
                Amount::from_fen(of.map(|part| part.cover.fen()).sum()),
            )
        });
        Concentration {
            names: names.len() as u64,
            herfindahl: shares.map(|share| share * share).sum(),
            together: together.into(),
            largest: names.into_iter().take(10).collect(),
            banks: self.parts(|loan| loan.bank.to_string()),
            districts: self.parts(|loan| loan.district.to_string()),
            industries: self.parts(|loan| loan.industry.to_string()),
            grades: self.parts(|loan| {
                loan.grade
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default()
            }),
        }
    }

    /// Parts in the order in which the book names them first.
    fn parts(&self, key: impl Fn(&Loan) -> String) -> Vec<Part> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut parts: Vec<(Part, i128, i128)> = Vec::new();
        for (at, loan) in self.book.loans.iter().enumerate() {
            let name = key(loan);
            let place = *places.entry(name.clone()).or_insert(parts.len());
            if place == parts.len() {
                let part = Part {
                    name,
                    loans: 0,
                    principal: Amount::ZERO,
                    cover: Amount::ZERO,
                    expected_loss: Amount::ZERO,
                    shortfall: Amount::ZERO,
                };
                parts.push((part, 0, 0));
            }
            let (part, all, worst) = &mut parts[place];
            part.loans += 1;
            part.principal = Amount::from_fen(part.principal.fen() + loan.principal.fen());
            part.cover = Amount::from_fen(part.cover.fen() + self.covers[at]);
            *all += self.all.0[at];
            *worst += self.worst.0[at];
        }
        let told = parts.into_iter().map(|(mut part, all, worst)| {
            part.expected_loss = Amount::from_fen(nearest(all, self.all.1.into()));
            part.shortfall = Amount::from_fen(nearest(worst, self.worst.1.into()));
            part
        });
        told.collect()
    }
}

//! Reading a book of loans from a file of rows; every problem is told at once, with its row.

use super::book::{Book, Loan};
use super::opening::Opening;
use super::plan::channel;
use crate::pool::terms::ShareQuery;
use crate::pool::{Share, UsableTerms};
use crate::units::names::{BankId, District, GradeName, LoanId, NameError, ProductId};
use crate::units::{Amount, Problems, Ratio};
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashMap};

/// The columns, and whether a book must have them.
const COLUMNS: [(&str, bool); 13] = [
    ("loan", true),
    ("bank", true),
    ("district", true),
    ("principal", true),
    ("months", true),
    ("enterprise", true),
    ("industry", false),
    ("group", false),
    ("share", false),
    ("grade", false),
    ("pd", false),
    ("product", false),
    ("age", false),
];

/// What loans that do not say it are told by.
pub struct Otherwise<'a> {
    /// The share of a loan, and the product where there is only one.
    pub terms: &'a UsableTerms,
    /// Probabilities of default by grade.
    pub pd: &'a BTreeMap<String, f64>,
    /// The money, where it is known: a loan lies in one of its compartments.
    pub opening: Option<&'a Opening>,
}

/// A probability over so many months as that of one year, with the same intensity all through.
pub fn within_a_year(pd: f64, months: i64) -> f64 {
    if months == 12 || !(0.0..1.0).contains(&pd) {
        return pd;
    }
    -libm::expm1(12.0 / months.max(1) as f64 * libm::log1p(-pd))
}

/// A row, cell by cell.
struct Row<'a> {
    cells: &'a [Option<&'a str>; COLUMNS.len()],
    line: u32,
}

impl Book {
    /// Reads rows: `header` names the columns, `rows` are their cells, each with its line in the file.
    pub fn read(
        header: &[String],
        rows: &[(u32, Vec<String>)],
        otherwise: &Otherwise<'_>,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let places = places(header, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut loans = Vec::with_capacity(rows.len());
        let mut lines = HashMap::new();
        for (line, cells) in rows {
            let mut own = [None; COLUMNS.len()];
            for (cell, place) in own.iter_mut().zip(&places) {
                let text = place.and_then(|at| cells.get(at)).map(|text| text.trim());
                *cell = text.filter(|text| !text.is_empty());
            }
            let row = Row {
                cells: &own,
                line: *line,
            };
            row.once(&mut lines, &mut problems);
            loans.extend(row.loan(otherwise, &mut problems));
        }
        let total = loans
            .iter()
            .try_fold(Amount::ZERO, |sum, loan| sum.checked_add(loan.principal));
        // A tenth of 64 bits leaves room for sums over paths and sites.
        if total.is_none_or(|total| total.fen() > i64::MAX / 1_000_000) {
            problems.add(
                "principal",
                "book.large",
                "the principal of all loans is too large to be added up safely",
            );
        }
        problems.or(Self { loans })
    }
}

fn places(header: &[String], problems: &mut Problems) -> [Option<usize>; COLUMNS.len()] {
    let mut places = [None; COLUMNS.len()];
    for (at, name) in header.iter().enumerate() {
        let known = COLUMNS.iter().position(|(known, _)| *known == name.trim());
        match known {
            Some(place) if places[place].is_some() => {
                problems.push(
                    Some(1),
                    name,
                    "column.twice",
                    "two columns have this name; only one may",
                );
            }
            Some(place) => places[place] = Some(at),
            None => {
                let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
                let why = format!(
                    "a book has no such column; it may have: {}",
                    names.join(", ")
                );
                problems.push(Some(1), name, "column.unknown", why);
            }
        }
    }
    for ((name, needed), place) in COLUMNS.iter().zip(&places) {
        if *needed && place.is_none() {
            problems.push(Some(1), name, "column.missing", "a book has this column");
        }
    }
    places
}

impl Row<'_> {
    fn cell(&self, name: &str) -> Option<&str> {
        let at = COLUMNS.iter().position(|(known, _)| *known == name)?;
        self.cells[at]
    }

    fn needed(&self, name: &str, problems: &mut Problems) -> Option<&str> {
        let cell = self.cell(name);
        if cell.is_none() {
            problems.push(Some(self.line), name, "cell.missing", "a loan says this");
        }
        cell
    }

    fn named<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, NameError>,
        problems: &mut Problems,
    ) -> Option<T> {
        let read = parse(self.needed(name, problems)?);
        read.map_err(|error| problems.push(Some(self.line), name, error.rule(), error.to_string()))
            .ok()
    }

    /// A number of a bank's stands once, whatever else is wrong with its row.
    fn once(&self, lines: &mut HashMap<(String, String), u32>, problems: &mut Problems) {
        let (Some(loan), Some(bank)) = (self.cell("loan"), self.cell("bank")) else {
            return;
        };
        let key = (bank.to_owned(), loan.to_owned());
        let first = *lines.entry(key).or_insert(self.line);
        if first != self.line {
            let why = format!("`{loan}` of `{bank}` stands in line {first} already");
            problems.push(Some(self.line), "loan", "id.twice", why);
        }
    }

    fn district(&self, otherwise: &Otherwise<'_>, problems: &mut Problems) -> Option<District> {
        let district = self.named("district", District::parse, problems)?;
        if let Some(opening) = otherwise.opening
            && let Err(why) = opening.has(&district)
        {
            problems.push(Some(self.line), "district", "district.unknown", why);
        }
        Some(district)
    }

    fn loan(&self, otherwise: &Otherwise<'_>, problems: &mut Problems) -> Option<Loan> {
        let loan = self.named("loan", LoanId::parse, problems);
        let bank = self.named("bank", BankId::parse, problems);
        let district = self.district(otherwise, problems);
        let enterprise = self.needed("enterprise", problems).map(SmolStr::new);
        let principal = self.principal(problems);
        let months = self.count("months", 1, problems);
        let age = match self.cell("age") {
            None => Some(0),
            Some(_) => self.count("age", 0, problems),
        };
        let grade = match self.cell("grade") {
            None => Some(None),
            Some(_) => self.named("grade", GradeName::parse, problems).map(Some),
        };
        let pd = self.pd(otherwise, problems);
        let product = self.product(otherwise, problems);
        let stated = self.stated_share(problems);
        let (bank, district, principal, grade, product) =
            (bank?, district?, principal?, grade?, product?);
        let query = ShareQuery {
            product: &product,
            channel: channel(otherwise.terms),
            bank: &bank,
            district: &district,
            grade: grade.as_ref(),
            classes: &[],
            securities: &[],
            amount: principal,
            first_loan: None,
            credit_share: None,
            other_public: Ratio::ZERO,
            decided: None,
        };
        let share = match stated? {
            Some(share) => Some(share),
            None => self.share(otherwise.terms, problems, &query),
        };
        Some(Loan {
            loan: loan?,
            industry: self.cell("industry").map(SmolStr::new).unwrap_or_default(),
            group: self.cell("group").map(SmolStr::new),
            share: share?,
            pd: pd?,
            months: months?,
            enterprise: enterprise?,
            age: age?,
            bank,
            district,
            principal,
            product,
            grade,
        })
    }

    fn principal(&self, problems: &mut Problems) -> Option<Amount> {
        let read = Amount::parse(self.needed("principal", problems)?);
        match read {
            Ok(amount) if amount > Amount::ZERO => Some(amount),
            Ok(amount) => {
                let why = format!("it is {amount}; an amount above nought would pass");
                problems.push(Some(self.line), "principal", "figure.range", why);
                None
            }
            Err(error) => {
                problems.push(
                    Some(self.line),
                    "principal",
                    error.rule(),
                    error.to_string(),
                );
                None
            }
        }
    }

    fn count(&self, name: &str, least: u32, problems: &mut Problems) -> Option<u32> {
        let text = self.needed(name, problems)?;
        let count = text
            .parse::<u32>()
            .ok()
            .filter(|count| (least..=600).contains(count));
        if count.is_none() {
            let why =
                format!("it is `{text}`; a whole number of months from {least} to 600 would pass");
            problems.push(Some(self.line), name, "figure.range", why);
        }
        count
    }

    fn pd(&self, otherwise: &Otherwise<'_>, problems: &mut Problems) -> Option<f64> {
        let (name, why) = match (self.cell("pd"), self.cell("grade")) {
            (Some(text), _) => {
                let pd = Ratio::parse(text).ok().map(Ratio::to_f64);
                if let Some(pd) = pd.filter(|pd| (0.0..=1.0).contains(pd)) {
                    return Some(pd);
                }
                (
                    "pd",
                    format!("it is `{text}`; a decimal from 0 to 1 would pass, such as 0.015"),
                )
            }
            (None, Some(grade)) => {
                if let Some(pd) = otherwise.pd.get(grade) {
                    return Some(*pd);
                }
                let known: Vec<&str> = otherwise.pd.keys().map(String::as_str).collect();
                let would = if known.is_empty() {
                    "a column `pd`, a calibrated model or `[pd]` in the scenario would pass"
                        .to_owned()
                } else {
                    format!("it is said of: {}", known.join(", "))
                };
                (
                    "grade",
                    format!(
                        "nothing says the probability of default of the grade `{grade}`; {would}"
                    ),
                )
            }
            (None, None) => (
                "pd",
                "a loan says its probability of default, or a grade".to_owned(),
            ),
        };
        problems.push(Some(self.line), name, "pd.unknown", why);
        None
    }

    fn product(&self, otherwise: &Otherwise<'_>, problems: &mut Problems) -> Option<ProductId> {
        let products = &otherwise.terms.products;
        if self.cell("product").is_none() && products.len() == 1 {
            return Some(products[0].id.clone());
        }
        let product = self.named("product", ProductId::parse, problems)?;
        if products.iter().any(|of| of.id == product) {
            return Some(product);
        }
        let known: Vec<&str> = products.iter().map(|of| of.id.as_str()).collect();
        let why = format!(
            "these terms do not govern `{product}`; they do: {}",
            known.join(", ")
        );
        problems.push(Some(self.line), "product", "product.unknown", why);
        None
    }

    /// The share that the row states, if it states one; the outer none is a share that will not do.
    #[expect(
        clippy::option_option,
        reason = "stated wrongly is another thing than not stated"
    )]
    fn stated_share(&self, problems: &mut Problems) -> Option<Option<Ratio>> {
        let Some(text) = self.cell("share") else {
            return Some(None);
        };
        let share = Ratio::parse(text)
            .ok()
            .filter(|share| Share::new(*share).is_some());
        if share.is_none() {
            let why = format!("it is `{text}`; a share from 0 to 1 would pass");
            problems.push(Some(self.line), "share", "figure.range", why);
        }
        share.map(Some)
    }

    /// The share by the terms.
    fn share(
        &self,
        terms: &UsableTerms,
        problems: &mut Problems,
        query: &ShareQuery<'_>,
    ) -> Option<Ratio> {
        let share = terms.share(query);
        share
            .map_err(|error| {
                let why = format!("{error}; a share of its own in the column `share` would pass");
                problems.push(Some(self.line), "share", "share.unknown", why);
            })
            .ok()
    }
}

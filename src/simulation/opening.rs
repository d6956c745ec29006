//! The money with which a pool begins: for each compartment its cash and what was paid in.

use crate::units::form::Form;
use crate::units::names::District;
use crate::units::{Amount, Digest, Problems};
use serde::Serialize;

/// One compartment at the beginning 分账期初.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compartment {
    /// The district.
    pub district: District,
    /// Cash at the custodian that nothing else is owed of; net assets begin with it.
    pub cash: Amount,
    /// Paid-in contributions, by which some breakers are measured.
    pub paid_in: Amount,
}

/// The pool at the beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opening {
    /// The compartments, in the order of the file.
    pub compartments: Vec<Compartment>,
}

impl Opening {
    /// Reads a file of `[[compartments]]` with `district`, `paid_in` and, where it differs, `cash`.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let form = Form::parse(text)?;
        let root = form.root();
        let mut compartments: Vec<Compartment> = Vec::new();
        let tables = root.tables("compartments");
        if tables.is_empty() {
            root.problem(
                "compartments",
                "list.empty",
                "a pool has one compartment or more",
            );
        }
        for table in tables {
            let district = table.text("district").and_then(|text| {
                let parsed = District::parse(&text);
                parsed
                    .map_err(|error| table.problem("district", error.rule(), error.to_string()))
                    .ok()
            });
            let amount = |key: &'static str, text: Option<String>| {
                let amount = Amount::parse(&text?);
                let right = amount
                    .map_err(|error| table.problem(key, error.rule(), error.to_string()))
                    .ok()?;
                if right < Amount::ZERO {
                    table.problem(key, "figure.range", "an amount is nought or more");
                }
                Some(right)
            };
            let paid_in = amount("paid_in", table.text("paid_in"));
            let cash = amount("cash", table.opt_text("cash")).or(paid_in);
            table.close();
            let twice = |known: &Compartment| Some(&known.district) == district.as_ref();
            if compartments.iter().any(twice) {
                table.problem("district", "id.twice", "this district stands twice");
            }
            if let (Some(district), Some(paid_in), Some(cash)) = (district, paid_in, cash) {
                compartments.push(Compartment {
                    district,
                    cash,
                    paid_in,
                });
            }
        }
        root.close();
        form.finish(Some(Self { compartments }))
    }

    /// Whether a district has a compartment, or the sentence that it has none.
    pub fn has(&self, district: &District) -> Result<(), String> {
        if self.compartments.iter().any(|of| of.district == *district) {
            return Ok(());
        }
        let known: Vec<&str> = self
            .compartments
            .iter()
            .map(|of| of.district.as_str())
            .collect();
        Err(format!(
            "`{district}` has no compartment; there are: {}",
            known.join(", ")
        ))
    }

    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        let body = serde_json::to_vec(self).expect("text keys and no floats");
        Digest::of(&[b"zhixin/opening/1\n".as_slice(), &body].concat())
    }

    /// Cash of all compartments.
    pub fn cash(&self) -> i64 {
        self.compartments.iter().map(|of| of.cash.fen()).sum()
    }
}

//! Binding: the columns that a mapping names are found in the header of a file.

use super::available::BoundAvailable;
use super::cells::{BoundCell, Place};
use super::enterprises::BoundEnterprise;
use super::header::{Found, Header, unit_name};
use super::mapping::{
    AvailableRule, DatesRule, EnterpriseRule, FactRule, FieldRule, Mapping, Origin,
};
use super::names::name_key;
use super::plan::BoundFact;
use super::profile;
use super::scale::Scale;
use crate::evidence::{Fact, Field, FieldType};
use crate::units::{Date, DateStyle, EnterpriseId, Problems, Ratio};
use std::collections::BTreeSet;

/// A mapping on its way to a plan.
pub(super) struct Binder<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) header: &'a Header,
    pub(super) counted_on: Option<Date>,
    /// The unit that a line above the table states.
    pub(super) stated_unit: Option<i64>,
    pub(super) problems: Problems,
    pub(super) notices: Vec<String>,
    pub(super) used: BTreeSet<usize>,
}

/// Finds a column under its name or one of its aliases.
pub(super) fn lookup(header: &Header, mapping: &Mapping, name: &str) -> Found {
    let own = header.find(name);
    if own != Found::Nowhere {
        return own;
    }
    mapping
        .aliases
        .iter()
        .filter(|(of, _)| of == name)
        .flat_map(|(_, others)| others)
        .map(|other| header.find(other))
        .find(|found| *found != Found::Nowhere)
        .unwrap_or(Found::Nowhere)
}

impl Binder<'_> {
    /// Finds a column. `Some(None)`: it is not there, and may be missing.
    fn column(&mut self, name: &str, needed: Option<&str>) -> Option<usize> {
        match lookup(self.header, self.mapping, name) {
            Found::At(at) => {
                self.used.insert(at);
                Some(at)
            }
            Found::Twice => {
                let message = format!("more than one column is called `{name}`");
                self.problems.add(name, "header.twice", message);
                None
            }
            Found::Nowhere => {
                if let Some(why) = needed {
                    let there: Vec<&str> = self.header.names().collect();
                    let message = format!(
                        "there is no column `{name}`, which {why} needs; the columns are: {}",
                        there.join(", ")
                    );
                    self.problems.add(name, "header.missing", message);
                }
                None
            }
        }
    }

    /// Binds whom rows are about; an enterprise given with the command stands before the mapping.
    pub(super) fn enterprise(&mut self, given: Option<EnterpriseId>) -> Option<BoundEnterprise> {
        if let Some(id) = given {
            return Some(BoundEnterprise::Constant(id));
        }
        let mapping = self.mapping;
        match &mapping.enterprise {
            Some(EnterpriseRule::Constant(id)) => Some(BoundEnterprise::Constant(id.clone())),
            Some(EnterpriseRule::Column { column, scheme }) => {
                let at = self.column(column, Some("the enterprise"))?;
                let scheme = scheme.clone();
                Some(BoundEnterprise::Column { at, scheme })
            }
            Some(EnterpriseRule::Names { column, split }) => {
                let at = self.column(column, Some("the enterprise"))?;
                if mapping.applicants.is_empty() {
                    self.notices.push(format!(
                        "no enterprise was named: every name in `{column}` becomes an id of scheme x: made from it; \
                         give --enterprise ID or a mapping with [applicants] for real ones"
                    ));
                }
                let dictionary = mapping
                    .applicants
                    .iter()
                    .map(|(name, id)| (name_key(name), id.clone()))
                    .collect();
                Some(BoundEnterprise::Names {
                    at,
                    split: split.clone(),
                    dictionary,
                })
            }
            None => {
                self.problems.add(
                    "enterprise",
                    "enterprise.missing",
                    "the file does not say whom its rows are about; give --enterprise ID, or `enterprise` in a mapping",
                );
                None
            }
        }
    }

    /// Binds one kind of fact; `None` where it is left out or has problems.
    pub(super) fn fact(&mut self, rule: &FactRule) -> Option<BoundFact> {
        let fields = Fact::fields(rule.kind).expect("a rule names a kind that there is");
        let mut cells: Vec<Option<BoundCell>> = vec![None; fields.len()];
        for (at, field_rule) in &rule.fields {
            let field = &fields[*at];
            cells[*at] = self.cell(field_rule, field, rule);
            if cells[*at].is_none() && field.required {
                if rule.optional {
                    self.left_out(rule, field_rule, field);
                }
                return None;
            }
        }
        let mut when = Vec::new();
        for condition in &rule.when {
            let why = (!rule.optional).then_some(rule.kind);
            when.push((self.column(&condition.column, why)?, condition.test.clone()));
        }
        let available = rule.available.as_ref().or(self.mapping.available.as_ref());
        let available = self.available(available, rule, fields, &cells)?;
        Some(BoundFact {
            kind: rule.kind,
            fields,
            cells,
            when,
            optional: rule.optional,
            available,
        })
    }

    fn left_out(&mut self, rule: &FactRule, field_rule: &FieldRule, field: &Field) {
        let why = match &field_rule.from {
            Origin::CountedOn => {
                "the day of the export was not given (--counted-on, or `counted_on` in a mapping)"
                    .to_owned()
            }
            Origin::Column(name) => format!("there is no column `{name}`"),
            Origin::Constant(_) => "it has no value".to_owned(),
        };
        self.notices.push(format!(
            "{} is left out: `{}` is required and {why}",
            rule.kind, field.name
        ));
    }

    fn cell(&mut self, rule: &FieldRule, field: &Field, fact: &FactRule) -> Option<BoundCell> {
        let place = match &rule.from {
            Origin::Constant(text) => Place::Constant(text.clone()),
            Origin::CountedOn => Place::Constant(self.counted_on?.to_string()),
            Origin::Column(name) => {
                let needed = field.required && !fact.optional;
                let found = self.column(name, needed.then_some(fact.kind));
                if found.is_none() && !needed {
                    let note = format!("there is no column `{name}`: {} stays empty", field.name);
                    if !self.notices.contains(&note) {
                        self.notices.push(note);
                    }
                }
                Place::Column(found?)
            }
        };
        let unit_fen = self.unit(rule, field, &place);
        let scale = scale_of(rule, field.holds, unit_fen);
        let mapping = self.mapping;
        let vocabulary = rule.vocabulary.as_ref().and_then(|name| {
            let own = mapping.vocabularies.iter().find(|v| v.name == *name);
            own.or_else(|| profile::vocabulary(name)).cloned()
        });
        Some(BoundCell {
            holds: field.holds,
            unit_fen: if scale.is_some() { 100 } else { unit_fen },
            dates: rule.dates.unwrap_or(style_of(mapping.dates)),
            dictionary: rule.dictionary.iter().cloned().collect(),
            vocabulary,
            shape: rule.shape.clone(),
            scale,
            place,
        })
    }

    /// The unit of an amount: the field's own, the header's, the mapping's, the line above the table.
    fn unit(&mut self, rule: &FieldRule, field: &Field, place: &Place) -> i64 {
        let header_unit = match place {
            Place::Column(at) => self.header.unit_fen(*at),
            Place::Constant(_) => None,
        };
        if field.holds != FieldType::Amount {
            return 100;
        }
        if let (Some(own), Some(stated)) = (rule.unit_fen, header_unit)
            && own != stated
        {
            self.notices.push(format!(
                "{}: the mapping says {}, the header says {}; the mapping stands",
                field.name,
                unit_name(own),
                unit_name(stated)
            ));
        }
        rule.unit_fen
            .or(header_unit)
            .or(self.mapping.unit_fen)
            .or(self.stated_unit)
            .unwrap_or(100)
    }

    fn available(
        &mut self,
        rule: Option<&AvailableRule>,
        fact: &FactRule,
        fields: &[Field],
        cells: &[Option<BoundCell>],
    ) -> Option<BoundAvailable> {
        Some(match rule {
            None => BoundAvailable::Lag,
            Some(AvailableRule::On(on)) => BoundAvailable::On(*on),
            Some(AvailableRule::Column(name)) => {
                let at = self.column(name, Some(fact.kind))?;
                BoundAvailable::Column(at, style_of(self.mapping.dates))
            }
            Some(AvailableRule::After {
                field,
                months,
                days,
                policy,
            }) => {
                let at = fields.iter().position(|known| known.name == field);
                let Some(cell) = at.and_then(|at| cells[at].clone()) else {
                    let message = format!("{} has no `{field}` to count from", fact.kind);
                    self.problems.add("available", "available.after", message);
                    return None;
                };
                BoundAvailable::After {
                    cell: Box::new(cell),
                    months: *months,
                    days: *days,
                    policy: policy.clone(),
                }
            }
        })
    }
}

fn style_of(rule: DatesRule) -> DateStyle {
    match rule {
        DatesRule::Style(style) => style,
        DatesRule::Detect => DateStyle::Auto,
    }
}

fn scale_of(rule: &FieldRule, holds: FieldType, unit_fen: i64) -> Option<Scale> {
    if rule.multiply.is_none() && !rule.round {
        return None;
    }
    let multiply = rule.multiply.unwrap_or(Ratio::from_int(1));
    let (unit, places) = match holds {
        FieldType::Amount => (Ratio::new(i128::from(unit_fen), 100)?.reduced(), Some(2)),
        FieldType::Count => (Ratio::from_int(1), Some(0)),
        _ => (Ratio::from_int(1), None),
    };
    Some(Scale {
        multiply: multiply.checked_mul(unit)?,
        places,
        round: rule.round,
    })
}

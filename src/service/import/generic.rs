//! The generic reading of columns: a mapping made from the aliases of one kind's fields.

use super::fact_form::kind_named;
use super::header::{Found, Header};
use super::mapping::{
    AvailableRule, DatesRule, EnterpriseRule, FactRule, FieldRule, Layout, Mapping, Origin,
    SourceRule,
};
use crate::evidence::{Fact, Field, SourceClass, Visibility};
use crate::units::{DateStyle, Problems};
use std::collections::BTreeSet;

/// Headers under which people have the code of an enterprise, the best first.
const ENTERPRISE: &[&str] = &[
    "统一社会信用代码",
    "社会信用代码",
    "工商统一社会信用代码",
    "企业代码",
    "工商注册号",
    "组织机构代码",
    "enterprise",
    "enterprise id",
    "uscc",
    "id",
];

/// Headers under which people have the day from which a fact was known.
const AVAILABLE: &[&str] = &["available_on", "可得日", "公示日期", "披露日期"];

/// So many required columns tell a kind even without an optional one: number, day and status.
const TELLING: usize = 3;

/// A kind and the columns that its aliases find.
pub(super) struct Candidate {
    pub(super) kind: &'static str,
    /// The place of each field that was found, and of its column.
    pub(super) fields: Vec<(usize, usize)>,
    /// Required fields that were not found.
    pub(super) lacking: Vec<&'static Field>,
}

impl Candidate {
    /// What the aliases of a kind find in a header.
    pub(super) fn of(kind: &'static str, header: &Header) -> Self {
        let fields = Fact::fields(kind).expect("every kind has fields");
        let mut found = Vec::new();
        let mut lacking = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            match alias_of(field, header) {
                Some(column) => found.push((at, column)),
                None if field.required => lacking.push(field),
                None => {}
            }
        }
        Self {
            kind,
            fields: found,
            lacking,
        }
    }

    fn columns(&self) -> BTreeSet<usize> {
        self.fields.iter().map(|(_, column)| *column).collect()
    }

    fn says_something(&self) -> bool {
        let fields = Fact::fields(self.kind).expect("every kind has fields");
        let optional = fields.iter().any(|field| !field.required);
        let required = fields.iter().filter(|field| field.required).count();
        let told = self.fields.iter().any(|(at, _)| !fields[*at].required);
        self.lacking.is_empty() && (!optional || told || required >= TELLING)
    }
}

fn alias_of(field: &Field, header: &Header) -> Option<usize> {
    std::iter::once(field.name)
        .chain(field.aliases.iter().copied())
        .find_map(|name| match header.find(name) {
            Found::At(at) => Some(at),
            _ => None,
        })
}

fn first_of(names: &[&'static str], header: &Header) -> Option<&'static str> {
    names
        .iter()
        .copied()
        .find(|name| matches!(header.find(name), Found::At(_)))
}

/// The column that by its name holds the codes of enterprises.
pub(super) fn enterprise_column(header: &Header) -> Option<&'static str> {
    first_of(ENTERPRISE, header)
}

/// How well a row would do as the header: columns that the aliases of the wanted kinds find.
pub(super) fn fit(header: &Header, kinds: &[&'static str]) -> usize {
    let of_kind = |kind: &&'static str| Candidate::of(kind, header).fields.len();
    let wanted = if kinds.is_empty() { Fact::KINDS } else { kinds };
    let best = wanted.iter().map(of_kind).max().unwrap_or(0);
    best + usize::from(best > 0 && first_of(ENTERPRISE, header).is_some())
}

/// The kinds of a comma-separated list.
pub(super) fn kinds_of(list: &str) -> Result<Vec<&'static str>, Problems> {
    let mut problems = Problems::default();
    let mut kinds = Vec::new();
    for word in list.split(',').map(str::trim) {
        match kind_named(word) {
            Some(kind) => kinds.push(kind),
            None => problems.add(
                "--as",
                "facts.kind",
                format!(
                    "`{word}` is no kind of fact; there are: {}",
                    Fact::KINDS.join(", ")
                ),
            ),
        }
    }
    problems.or(kinds)
}

/// The one kind whose columns hold those of every other that the header would do for.
fn decide(header: &Header) -> Result<Vec<Candidate>, Problems> {
    let fitting: Vec<Candidate> = Fact::KINDS
        .iter()
        .map(|kind| Candidate::of(kind, header))
        .filter(Candidate::says_something)
        .collect();
    let mut problems = Problems::default();
    if fitting.is_empty() {
        let there: Vec<&str> = header.names().collect();
        let message = format!(
            "no kind of fact fits the columns ({}); say --as KIND, or write a mapping (import --guess FILE begins one)",
            there.join(", ")
        );
        problems.add("header", "kind.none", message);
        return Err(problems);
    }
    let holds_all = |candidate: &Candidate| {
        let own = candidate.columns();
        fitting.iter().all(|other| {
            let theirs = other.columns();
            other.kind == candidate.kind || (theirs.is_subset(&own) && theirs != own)
        })
    };
    match fitting.iter().position(holds_all) {
        Some(at) => Ok(fitting.into_iter().skip(at).take(1).collect()),
        None => {
            let kinds: Vec<&str> = fitting.iter().map(|candidate| candidate.kind).collect();
            let list = kinds.join(",");
            let message = format!(
                "the columns would do for several kinds; say --as with one or more of: {list}"
            );
            problems.add("header", "kind.ambiguous", message);
            Err(problems)
        }
    }
}

/// Makes a mapping from the header, of the kinds that were named or of the one that fits.
pub(super) fn mapping_of(header: &Header, kinds: &[&'static str]) -> Result<Mapping, Problems> {
    let candidates: Vec<Candidate> = if kinds.is_empty() {
        decide(header)?
    } else {
        kinds
            .iter()
            .map(|kind| Candidate::of(kind, header))
            .collect()
    };
    let mut problems = Problems::default();
    for candidate in &candidates {
        for field in &candidate.lacking {
            let message = format!(
                "{} needs a column for `{}`, such as: {}",
                candidate.kind,
                field.name,
                field.aliases.join(", ")
            );
            problems.add(field.name, "header.missing", message);
        }
    }
    let names: Vec<&str> = header.names().collect();
    let several = candidates.len() > 1;
    let facts = candidates
        .iter()
        .map(|candidate| fact_rule(candidate, &names, several))
        .collect();
    let enterprise = first_of(ENTERPRISE, header).map(|name| EnterpriseRule::Column {
        column: name.to_owned(),
        scheme: None,
    });
    let available = first_of(AVAILABLE, header).map(|name| AvailableRule::Column(name.to_owned()));
    problems.or(Mapping {
        enterprise,
        available,
        facts,
        ..plain("columns")
    })
}

fn fact_rule(candidate: &Candidate, names: &[&str], several: bool) -> FactRule {
    let known = Fact::fields(candidate.kind).expect("every kind has fields");
    let rule = |at: usize, column: usize| {
        let mut rule = FieldRule::column(names[column]);
        if known[at].name == "standing" {
            rule.vocabulary = Some("legal_status".to_owned());
        }
        rule
    };
    FactRule {
        kind: candidate.kind,
        when: Vec::new(),
        fields: candidate
            .fields
            .iter()
            .map(|(at, column)| (*at, rule(*at, *column)))
            .collect(),
        optional: several,
        available: None,
    }
}

/// A mapping without facts: a source filed by the enterprise, amounts in yuan, dates in clear forms.
pub(super) fn plain(name: &str) -> Mapping {
    Mapping {
        name: name.to_owned(),
        source: SourceRule {
            name: name.to_owned(),
            class: SourceClass::Filed,
            visibility: Visibility::Shared,
        },
        layout: Layout {
            header_rows: 1,
            ..Layout::default()
        },
        enterprise: None,
        applicants: Vec::new(),
        unit_fen: None,
        dates: DatesRule::Style(DateStyle::Auto),
        missing: Vec::new(),
        counted_on: None,
        available: None,
        facts: Vec::new(),
        recognise: Vec::new(),
        aliases: Vec::new(),
        vocabularies: Vec::new(),
        notes: Vec::new(),
    }
}

/// The columns that a mapping names.
pub(super) fn columns_of(mapping: &Mapping) -> Vec<&str> {
    let mut columns: Vec<&str> = Vec::new();
    for fact in &mapping.facts {
        for (_, rule) in &fact.fields {
            if let Origin::Column(name) = &rule.from {
                columns.push(name);
            }
        }
        columns.extend(fact.when.iter().map(|condition| condition.column.as_str()));
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

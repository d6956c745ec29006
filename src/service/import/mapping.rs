//! A mapping: how the columns of one kind of file become facts. Read from TOML by
//! [`mapping_form`](super::mapping_form); a profile is a mapping that also says how to recognise its
//! file.

use super::mapping_form::read_mapping;
use super::names::Splitting;
use super::vocabulary::Vocabulary;
use crate::evidence::{SourceClass, Visibility};
use crate::units::{Date, DateStyle, EnterpriseId, Problems, Ratio};

/// A mapping file 映射文件.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(super) name: String,
    pub(super) source: SourceRule,
    pub(super) layout: Layout,
    pub(super) enterprise: Option<EnterpriseRule>,
    pub(super) applicants: Vec<(String, EnterpriseId)>,
    pub(super) unit_fen: Option<i64>,
    pub(super) dates: DatesRule,
    pub(super) missing: Vec<String>,
    pub(super) counted_on: Option<Date>,
    pub(super) available: Option<AvailableRule>,
    pub(super) facts: Vec<FactRule>,
    pub(super) recognise: Vec<String>,
    pub(super) aliases: Vec<(String, Vec<String>)>,
    pub(super) vocabularies: Vec<Vocabulary>,
    pub(super) notes: Vec<String>,
}

impl Mapping {
    /// Reads a mapping file, or tells every problem in it with its line.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        read_mapping(text)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What is said of the source of a file.
#[derive(Debug, Clone)]
pub struct SourceRule {
    /// Its name.
    pub name: String,
    /// How far it is trusted.
    pub class: SourceClass,
    /// Who may see its facts.
    pub visibility: Visibility,
}

/// Where the table stands in the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub(super) sheet: Option<String>,
    pub(super) header_row: Option<u64>,
    pub(super) header_rows: u64,
    pub(super) skip_rows: u64,
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatesRule {
    /// In this style.
    Style(DateStyle),
    /// Day or month first as the whole file tells.
    Detect,
}

/// Whom a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EnterpriseRule {
    /// A column holds the id, perhaps of a stated scheme.
    Column {
        column: String,
        scheme: Option<String>,
    },
    /// Always the same.
    Constant(EnterpriseId),
    /// A column holds names, each of which is an enterprise.
    Names { column: String, split: Splitting },
}

/// One kind of fact that a row gives.
#[derive(Debug, Clone)]
pub(super) struct FactRule {
    pub(super) kind: &'static str,
    pub(super) when: Vec<When>,
    pub(super) fields: Vec<(usize, FieldRule)>,
    pub(super) optional: bool,
    pub(super) available: Option<AvailableRule>,
}

/// A condition on a row.
#[derive(Debug, Clone)]
pub(super) struct When {
    pub(super) column: String,
    pub(super) test: Test,
}

/// What a condition asks of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// It is one of these texts.
    Is(Vec<String>),
    /// It is none of them.
    Not(Vec<String>),
    /// It says something.
    Present,
    /// It says nothing.
    Empty,
    /// It is the number of a granted document.
    Granted,
    /// It is the number of a document that is not of a grant.
    Published,
}

/// How a field is filled.
#[derive(Debug, Clone)]
pub(super) struct FieldRule {
    pub(super) from: Origin,
    pub(super) unit_fen: Option<i64>,
    pub(super) dates: Option<DateStyle>,
    pub(super) dictionary: Vec<(String, String)>,
    pub(super) vocabulary: Option<String>,
    pub(super) shape: Shape,
    pub(super) multiply: Option<Ratio>,
    pub(super) round: bool,
}

impl FieldRule {
    /// The plain text of a column.
    pub(super) fn column(name: &str) -> Self {
        Self {
            from: Origin::Column(name.to_owned()),
            unit_fen: None,
            dates: None,
            dictionary: Vec::new(),
            vocabulary: None,
            shape: Shape::Plain,
            multiply: None,
            round: false,
        }
    }
}

/// Where the text of a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// A column.
    Column(String),
    /// The mapping itself.
    Constant(String),
    /// The day of the export, given with the command or the mapping.
    CountedOn,
}

/// What is made of a cell before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// The text as it is.
    Plain,
    /// Its first characters.
    Take(usize),
    /// The first of a list.
    First(Splitting),
    /// The length of a list.
    Count(Splitting),
    /// The number of a document, with the zero that some exports drop.
    Publication,
    /// The identity of an application of which only a document is known.
    PublicationIdentity,
    /// The kind of right that a Chinese document's kind code tells.
    DocumentKind,
}

/// When the facts of a row could be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AvailableRule {
    /// A column says it.
    Column(String),
    /// On one day.
    On(Date),
    /// So long after a field's date; assumed, under the name of the policy.
    After {
        field: String,
        months: i64,
        days: i64,
        policy: String,
    },
}

//! Fitting a model to the records, point in time: what was known of borrowers on a day, and what came of them after.

use super::Error;
use super::cohorts;
use super::fit::{Fitted, challenged};
use crate::evidence::{Basis, Dossier, View};
use crate::fitting::export::Learned;
use crate::fitting::{Cells, Chunk, Gathering, Reading, Roles, Spec, Worded};
use crate::pool::happened::Happened;
use crate::pool::terms::LoanClass;
use crate::scoring::indicators::{self, catalog};
use crate::scoring::{IndicatorId, Unit, Value};
use crate::store::{KeptEvent, Store};
use crate::units::names::LoanId;
use crate::units::{Amount, Date, EnterpriseId, Problems};
use std::collections::{BTreeMap, HashMap};

/// How many enterprises or events are read at a time.
const PAGE: u32 = 500;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The days as of which borrowers are looked at.
    pub as_of: Vec<Date>,
    /// Today: the horizon of each day must be over.
    pub today: Date,
}

/// What the records can tell of a loan, as a spec names it in `target.event`.
const OUTCOMES: [(&str, Outcome); 3] = [
    ("claim", Outcome::Claim),
    ("overdue", Outcome::Overdue),
    ("non_performing", Outcome::NonPerforming),
];

/// What came of a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// A claim was filed 补偿申请.
    Claim,
    /// It was reported overdue 逾期.
    Overdue,
    /// It was classed substandard or worse 不良.
    NonPerforming,
}

/// A loan through time.
#[derive(Debug)]
struct Loan {
    enterprise: EnterpriseId,
    /// By how much the principal outstanding moved, by day.
    moves: Vec<(Date, i64)>,
    /// What came of it, by day.
    outcomes: Vec<(Date, Outcome)>,
}

impl Loan {
    fn outstanding(&self, on: Date) -> i64 {
        let until = self.moves.iter().filter(|(day, _)| *day <= on);
        until.map(|(_, fen)| fen).sum()
    }
}

/// Fits a model over the indicators of the catalogue to the borrowers on record.
pub async fn fit(store: &Store, spec: &Spec, ask: &Ask) -> Result<Fitted, Error> {
    let outcomes = checked(spec, ask)?;
    let loans = loans(store).await?;
    let head = store.head().await?.sealed_batches;
    let columns: Vec<&'static indicators::Indicator> = catalog().iter().collect();
    let header: Vec<String> = columns
        .iter()
        .map(|known| known.definition.id.to_string())
        .collect();
    let roles = Roles::of(&header, spec).map_err(wrong)?;
    let mut rows = Rows::new(&columns);
    for as_of in &ask.as_of {
        let end = end_of(*as_of, spec);
        let borrowers = at_risk(&loans, &outcomes, *as_of, end);
        rows.read(store, head, *as_of, &borrowers).await?;
    }
    let mut gathering = Gathering::new(spec, &roles);
    gathering.outcomes(rows.outcomes.iter().map(|event| Some(*event)).collect());
    gathering.take(&rows.chunk);
    let mut placing = gathering.placing().map_err(wrong)?;
    placing.take(&rows.chunk);
    let (mut sample, profiles) = placing.finish().map_err(wrong)?;
    sample.days = rows.days;
    sample.groups = rows.groups;
    for variable in &mut sample.variables {
        let known = IndicatorId::parse(&variable.column).and_then(|id| indicators::find(&id));
        if let Some(known) = known.filter(|_| spec.variable(&variable.column).is_none()) {
            variable.name = known.definition.name.clone();
        }
    }
    let days: Vec<String> = ask.as_of.iter().map(ToString::to_string).collect();
    let learned = Learned::Records(format!(
        "the records, {head} batches, as of {}",
        days.join(", ")
    ));
    challenged(sample, profiles, &roles, spec, &learned).map_err(wrong)
}

fn wrong(problems: Problems) -> Error {
    Error::Checked {
        file: "records".to_owned(),
        problems,
    }
}

/// The last day on which the event is looked for.
fn end_of(as_of: Date, spec: &Spec) -> Date {
    as_of.saturating_add(jiff::Span::new().months(spec.target.horizon_months))
}

/// The outcomes that the spec names; a day whose horizon is not over is refused, since nobody knows yet what comes.
fn checked(spec: &Spec, ask: &Ask) -> Result<Vec<Outcome>, Error> {
    let mut problems = Problems::default();
    if !spec.target.column.is_empty() {
        problems.add("target.column", "records.target", "the records tell the outcome: give no column, and event = [\"claim\"], [\"overdue\"] or [\"non_performing\"]");
    }
    if spec.reject.is_some() {
        let message = "the records hold no outcome of an enterprise that was refused, nor who was: fit from rows";
        problems.add("reject", "records.reject", message);
    }
    let mut outcomes = Vec::new();
    for word in &spec.target.event {
        match OUTCOMES.iter().find(|(known, _)| known == word) {
            Some((_, outcome)) => outcomes.push(*outcome),
            None => {
                let known: Vec<&str> = OUTCOMES.iter().map(|(word, _)| *word).collect();
                let message = format!(
                    "the records know no event `{word}`; they know {}",
                    known.join(", ")
                );
                problems.add("target.event", "records.event", message);
            }
        }
    }
    if outcomes.is_empty() && problems.is_empty() {
        problems.add(
            "target.event",
            "records.event",
            "name the event: claim, overdue or non_performing",
        );
    }
    for as_of in &ask.as_of {
        let end = end_of(*as_of, spec);
        if end > ask.today {
            let message = format!(
                "the horizon of {as_of} ends on {end}, and today is {}: what comes of its borrowers is not known yet",
                ask.today
            );
            problems.add("as_of", "records.horizon", message);
        }
    }
    problems.or(outcomes).map_err(wrong)
}

/// Every loan that was ever enrolled, from the events of the pools.
async fn loans(store: &Store) -> Result<HashMap<LoanId, Loan>, Error> {
    let (mut loans, mut after) = (HashMap::new(), 0);
    loop {
        let events = store.pool_events(after, PAGE).await?;
        let Some(last) = events.last() else {
            return Ok(loans);
        };
        after = last.number;
        events.iter().for_each(|kept| follow(&mut loans, kept));
    }
}

fn follow(loans: &mut HashMap<LoanId, Loan>, kept: &KeptEvent) {
    let day = kept.event.effective_on;
    let mut of = |loan: &LoanId, change: &dyn Fn(&mut Loan)| {
        if let Some(loan) = loans.get_mut(loan) {
            change(loan);
        }
    };
    let fen = |principal: &Amount| principal.fen();
    match &kept.event.what {
        Happened::LoanEnrolled { enrolled } => {
            let loan = Loan {
                enterprise: enrolled.stated.enterprise.clone(),
                moves: Vec::new(),
                outcomes: Vec::new(),
            };
            loans.insert(enrolled.stated.loan.clone(), loan);
        }
        Happened::LoanDrawn {
            loan, principal, ..
        } => {
            of(loan, &|loan| loan.moves.push((day, fen(principal))));
        }
        Happened::LoanRepaid {
            loan, principal, ..
        } => {
            of(loan, &|loan| loan.moves.push((day, -fen(principal))));
        }
        Happened::LoanOverdue { loan, .. } => {
            of(loan, &|loan| loan.outcomes.push((day, Outcome::Overdue)));
        }
        Happened::LoanClassified { loan, class, .. } if *class >= LoanClass::Substandard => {
            of(loan, &|loan| {
                loan.outcomes.push((day, Outcome::NonPerforming));
            });
        }
        Happened::ClaimFiled { filed } => {
            let loan = &filed.stated.loan;
            of(loan, &|loan| loan.outcomes.push((day, Outcome::Claim)));
        }
        _ => {}
    }
}

/// Who owed principal on the day with nothing named behind any of its loans, and whether it came by the end.
fn at_risk(
    loans: &HashMap<LoanId, Loan>,
    outcomes: &[Outcome],
    as_of: Date,
    end: Date,
) -> BTreeMap<EnterpriseId, bool> {
    let mut borrowers: BTreeMap<EnterpriseId, (bool, bool, bool)> = BTreeMap::new();
    for loan in loans.values() {
        let (owes, before, after) = borrowers.entry(loan.enterprise.clone()).or_default();
        *owes |= loan.outstanding(as_of) > 0;
        for (day, outcome) in &loan.outcomes {
            let named = outcomes.contains(outcome);
            *before |= named && *day <= as_of;
            *after |= named && *day > as_of && *day <= end;
        }
    }
    let kept = borrowers
        .into_iter()
        .filter(|(_, (owes, before, _))| *owes && !before);
    kept.map(|(enterprise, (.., after))| (enterprise, after))
        .collect()
}

/// The rows: indicators of borrowers as of a day, in the order of days and enterprises.
struct Rows<'c> {
    columns: &'c [&'static indicators::Indicator],
    ids: Vec<IndicatorId>,
    chunk: Chunk,
    outcomes: Vec<bool>,
    days: Vec<Date>,
    groups: Vec<u32>,
    known: HashMap<EnterpriseId, u32>,
}

impl<'c> Rows<'c> {
    fn new(columns: &'c [&'static indicators::Indicator]) -> Self {
        let cells = columns.iter().map(|known| match known.definition.unit {
            Unit::Word => Cells::Words(Vec::new()),
            _ => Cells::Readings(Vec::new()),
        });
        Self {
            columns,
            ids: columns
                .iter()
                .map(|known| known.definition.id.clone())
                .collect(),
            chunk: Chunk {
                first: 0,
                rows: 0,
                columns: cells.collect(),
            },
            outcomes: Vec::new(),
            days: Vec::new(),
            groups: Vec::new(),
            known: HashMap::new(),
        }
    }

    async fn read(
        &mut self,
        store: &Store,
        head: i64,
        as_of: Date,
        borrowers: &BTreeMap<EnterpriseId, bool>,
    ) -> Result<(), Error> {
        let view = View {
            as_of,
            basis: Basis::Available,
            reader: None,
        };
        let cohorts = cohorts::for_indicators(store, &self.ids, &view, head).await?;
        let mut after: Option<EnterpriseId> = None;
        loop {
            let page = store.facts_in_range(after.as_ref(), PAGE, head).await?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = Some(last.clone());
            for (id, facts) in page {
                let Some(event) = borrowers.get(&id) else {
                    continue;
                };
                let dossier = Dossier::assemble(id.clone(), facts, view.clone());
                let vector = indicators::read(&self.ids, &dossier, &cohorts);
                let values = vector.readings.into_iter().map(|reading| reading.value);
                self.push(id, as_of, *event, values);
            }
        }
    }

    fn push(
        &mut self,
        id: EnterpriseId,
        as_of: Date,
        event: bool,
        values: impl Iterator<Item = Value>,
    ) {
        debug_assert_eq!(self.columns.len(), self.chunk.columns.len());
        for (cells, value) in self.chunk.columns.iter_mut().zip(values) {
            match cells {
                Cells::Readings(readings) => readings.push(match value {
                    Value::Number(number) => Reading::Number(number.to_f64()),
                    Value::NotApplicable => Reading::NotApplicable,
                    Value::NotComputable => Reading::NotComputable,
                    Value::Unknown | Value::Word(_) => Reading::Unknown,
                }),
                Cells::Words(words) => words.push(match value {
                    Value::Word(word) => Worded::Word(word),
                    Value::NotApplicable => Worded::NotApplicable,
                    Value::NotComputable => Worded::NotComputable,
                    Value::Unknown | Value::Number(_) => Worded::Unknown,
                }),
                Cells::Numbers(_) | Cells::Texts(_) => {}
            }
        }
        self.chunk.rows += 1;
        self.outcomes.push(event);
        self.days.push(as_of);
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.groups.push(*self.known.entry(id).or_insert(next));
    }
}

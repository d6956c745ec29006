//! A model in use watched month by month: its scores against those of a baseline, and the outcomes that the books know.

use super::Error;
use super::governance::keep_monitored;
use super::monitored_grades::{self, Held};
use super::recorded_model;
use super::watched::history;
use crate::governance::{
    Failing, LoanDecision, ModelLife, Monitored, MonthTest, Outcome, duties, failing,
};
use crate::identity::Caller;
use crate::journal::{Event, EventKind};
use crate::pool::{Happened, PoolEvent};
use crate::scoring::program::{Columns, Hits, Status};
use crate::scoring::{Program, Subject};
use crate::store::Store;
use crate::units::{Date, Digest, Moment};
use crate::validation::psi::Psi;
use crate::validation::rating_process::Rate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many records of the journal are read at a time.
const PAGE: u32 = 2_000;
/// A PSI below this is customarily no move.
const PSI: f64 = 0.10;
/// By how much a share may move [ours].
const MOVE: f64 = 0.05;
/// The most overrides [ours].
const OVERRIDES: f64 = 0.10;
/// The seed of the simulated band, so that a run again gives the same.
const SEED: u64 = 20_260_101;

/// What is to be monitored.
#[derive(Debug, Clone)]
pub struct MonitorAsk {
    /// The version, by its digest.
    pub digest: Digest,
    /// The month, such as `2026-05`.
    pub month: String,
    /// The first and the last month of the baseline.
    pub baseline: (String, String),
}

/// One enterprise's last score of a month.
struct Seen {
    subject: Subject,
    points: i64,
    status: Option<Status>,
    score: String,
}

/// What the journal knows of a model's scores.
#[derive(Default)]
struct Known {
    /// By month, then by enterprise.
    months: BTreeMap<String, BTreeMap<String, Seen>>,
    /// The grade on which a loan rests, by the score.
    loans: BTreeMap<String, Vec<(String, String)>>,
    /// Loans on which a claim was filed.
    claimed: BTreeSet<String>,
    /// The decisions of banks, by the score.
    decided: HashMap<String, Vec<LoanDecision>>,
}

/// Runs the tests of a month, and keeps them; and tells which tests fail since when.
pub async fn monitor(
    store: &Store,
    caller: &Caller,
    life: &ModelLife,
    ask: &MonitorAsk,
    now: Moment,
) -> Result<(Monitored, Vec<Failing>), Error> {
    duties::validator(caller)?;
    let (first, last) = &ask.baseline;
    if first > last || (first <= &ask.month && &ask.month <= last) {
        return Err(Error::Usage(format!(
            "the baseline {first}..{last} is to end no earlier than it begins, and to leave {} out",
            ask.month
        )));
    }
    let program = recorded_model::find(store, &ask.digest).await?.program()?;
    let known = known(store, &ask.digest).await?;
    let within = known.months.range(first.clone()..=last.clone());
    let baseline: Vec<&Seen> = within.flat_map(|(_, month)| month.values()).collect();
    let month = known.months.get(&ask.month);
    let month: Vec<&Seen> = month.iter().flat_map(|month| month.values()).collect();
    for (what, rows) in [("the baseline", &baseline), ("the month", &month)] {
        if rows.is_empty() {
            return Err(Error::Usage(format!(
                "no score by {} was issued in {what}; there are scores of: {}",
                ask.digest.short(),
                known.months.keys().cloned().collect::<Vec<_>>().join(", ")
            )));
        }
    }
    let mut before = history(store, &ask.digest).await?;
    let runs = before.iter().filter(|of| of.month == ask.month);
    let monitored = Monitored {
        model: life.model.clone(),
        digest: ask.digest,
        month: ask.month.clone(),
        run: 1 + runs.map(|of| of.run).max().unwrap_or(0),
        baseline: ask.baseline.clone(),
        enterprises: month.len() as u64,
        tests: tests(&program, &known, &baseline, &month)?,
    };
    keep_monitored(store, caller, monitored.clone(), now).await?;
    before.push(monitored.clone());
    Ok((monitored, failing(&before)))
}

async fn known(store: &Store, digest: &Digest) -> Result<Known, Error> {
    let mut known = Known::default();
    let (named, mut after) = (digest.to_string(), 0);
    loop {
        let page = store.records(after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(known);
        };
        after = last.sequence;
        for record in &page {
            known.take(&record.event, &named);
        }
    }
}

impl Known {
    fn take(&mut self, event: &Event, digest: &str) {
        match event.kind.known() {
            Some(EventKind::ScoreIssued) if event.body["model_digest"] == digest => {
                self.score(event);
            }
            Some(EventKind::LoanDecided) => {
                let decision = event.body["decision"].clone();
                if let Ok(decision) = serde_json::from_value::<LoanDecision>(decision) {
                    let of_score = self.decided.entry(decision.score.to_string()).or_default();
                    of_score.push(decision);
                }
            }
            Some(EventKind::LoanEnrolled | EventKind::ClaimFiled) => {
                match PoolEvent::from_journal(event).map(|event| event.what) {
                    Ok(Happened::LoanEnrolled { enrolled }) => {
                        if let Some(score) = enrolled.stated.score {
                            let rests = self.loans.entry(score.id).or_default();
                            rests.push((enrolled.stated.loan.to_string(), score.grade.to_string()));
                        }
                    }
                    Ok(Happened::ClaimFiled { filed }) => {
                        self.claimed.insert(filed.stated.loan.to_string());
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn score(&mut self, event: &Event) {
        let body = &event.body;
        let Ok(subject) = serde_json::from_value::<Subject>(body["subject"].clone()) else {
            return;
        };
        let seen = Seen {
            subject,
            points: body["points"]["low"].as_i64().unwrap_or_default(),
            status: serde_json::from_value(body["status"].clone()).ok(),
            score: body["score"].as_str().unwrap_or_default().to_owned(),
        };
        let month = self.months.entry(month(event.booked_on)).or_default();
        month.insert(event.subject.clone(), seen);
    }
}

/// The month of a day, such as `2026-05`.
pub fn month(day: Date) -> String {
    day.to_string().chars().take(7).collect()
}

fn tests(
    program: &Program,
    known: &Known,
    baseline: &[&Seen],
    month: &[&Seen],
) -> Result<Vec<MonthTest>, Error> {
    let mut tests = vec![moved(
        "psi.points".to_owned(),
        &tenths(baseline),
        baseline,
        month,
    )?];
    let [before, now] = [baseline, month].map(|rows| {
        let vectors = rows.iter().map(|seen| &seen.subject.vector);
        program.hits(&Columns::of_vectors(program, vectors))
    });
    for (at, table) in program.model.tables.iter().enumerate() {
        let count = |hits: &[Hits]| {
            let mut counts = vec![0_u64; hits[at].slots.len()];
            let of_rows = hits[at].of_rows.iter();
            of_rows.for_each(|&slot| counts[usize::from(slot)] += 1);
            counts
        };
        let name = format!("psi.table.{}", table.id);
        tests.push(psi(name, &count(&before), &count(&now))?);
    }
    for id in &program.indicators {
        let unknown = |seen: &&Seen| {
            let reading = seen.subject.vector.get(id);
            reading.is_none_or(|reading| !reading.value.is_known())
        };
        let [was, is] = shares(baseline, month, unknown);
        tests.push(share(format!("missing.{id}"), &was, &is, |was, is| {
            is.share > was.share.map(|was| was + MOVE)
                && is
                    .interval
                    .zip(was.share)
                    .is_some_and(|([low, _], was)| low > was)
        }));
    }
    let [was, is] = shares(baseline, month, |seen| seen.status == Some(Status::Vetoed));
    tests.push(share("vetoed".to_owned(), &was, &is, |was, is| {
        let far = was
            .share
            .zip(is.share)
            .is_some_and(|(was, is)| (was - is).abs() > MOVE);
        let out = is.interval.zip(was.share);
        far && out.is_some_and(|([low, high], was)| was < low || was > high)
    }));
    tests.push(overridden(known, month));
    tests.extend(defaults(program, known, month));
    tests.extend(monitored_grades::tests(&held(program, known, month))?);
    Ok(tests)
}

/// The points at which the baseline falls into tenths.
fn tenths(baseline: &[&Seen]) -> Vec<i64> {
    let mut points: Vec<i64> = baseline.iter().map(|seen| seen.points).collect();
    points.sort_unstable();
    let mut cuts: Vec<i64> = (1..10).map(|at| points[points.len() * at / 10]).collect();
    cuts.dedup();
    cuts
}

fn moved(
    name: String,
    cuts: &[i64],
    baseline: &[&Seen],
    month: &[&Seen],
) -> Result<MonthTest, Error> {
    let count = |rows: &[&Seen]| {
        let mut counts = vec![0_u64; cuts.len() + 1];
        for seen in rows {
            counts[cuts.iter().filter(|cut| seen.points >= **cut).count()] += 1;
        }
        counts
    };
    psi(name, &count(baseline), &count(month))
}

fn psi(test: String, before: &[u64], now: &[u64]) -> Result<MonthTest, Error> {
    let found = Psi::of(before, now, SEED).map_err(Error::Request)?;
    let bound = found.band_99.max(PSI);
    Ok(MonthTest {
        test,
        of: now.iter().sum(),
        ppm: Some(ppm(found.value)),
        bound_ppm: Some(ppm(bound)),
        failed: found.value > bound,
    })
}

fn shares(baseline: &[&Seen], month: &[&Seen], of: impl Fn(&&Seen) -> bool) -> [Rate; 2] {
    [baseline, month].map(|rows| Rate::of(rows.iter().filter(|seen| of(seen)).count(), rows.len()))
}

fn share(test: String, was: &Rate, is: &Rate, fails: impl Fn(&Rate, &Rate) -> bool) -> MonthTest {
    MonthTest {
        test,
        of: is.of as u64,
        ppm: is.share.map(ppm),
        bound_ppm: was.share.map(|was| ppm(was + MOVE)),
        failed: fails(was, is),
    }
}

/// Approvals above the recommended limit among all approvals.
fn overridden(known: &Known, month: &[&Seen]) -> MonthTest {
    let decided = month
        .iter()
        .filter_map(|seen| known.decided.get(&seen.score))
        .flatten();
    let approved = decided.filter_map(|decision| match &decision.outcome {
        Outcome::Approved(approved) => Some(approved),
        _ => None,
    });
    let reasons: Vec<bool> = approved.map(|of| of.override_reason.is_some()).collect();
    let rate = Rate::of(reasons.iter().filter(|of| **of).count(), reasons.len());
    MonthTest {
        test: "overridden".to_owned(),
        of: reasons.len() as u64,
        ppm: rate.share.map(ppm),
        bound_ppm: Some(ppm(OVERRIDES)),
        failed: rate.interval.is_some_and(|[low, _]| low > OVERRIDES),
    }
}

/// Claims among the loans of each grade, best first, and whether grades fall in order.
fn defaults(program: &Program, known: &Known, month: &[&Seen]) -> Vec<MonthTest> {
    let loans = month
        .iter()
        .filter_map(|seen| known.loans.get(&seen.score))
        .flatten();
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (loan, grade) in loans {
        let of_grade = counts.entry(grade).or_default();
        of_grade.0 += usize::from(known.claimed.contains(loan));
        of_grade.1 += 1;
    }
    let grades = program.model.outcome.grades.iter();
    let rates: Vec<(&str, Rate)> = grades
        .filter_map(|of| {
            let (claimed, loans) = counts.get(of.grade.as_str())?;
            Some((of.grade.as_str(), Rate::of(*claimed, *loans)))
        })
        .collect();
    let mut tests: Vec<MonthTest> = rates
        .iter()
        .map(|(grade, rate)| MonthTest {
            test: format!("defaults.{grade}"),
            of: rate.of as u64,
            ppm: rate.share.map(ppm),
            bound_ppm: None,
            failed: false,
        })
        .collect();
    if rates.len() > 1 {
        let out = rates.windows(2).filter(|pair| {
            let ends = pair[0].1.interval.zip(pair[1].1.interval);
            ends.is_some_and(|([low, _], [_, high])| low > high)
        });
        let out = out.count();
        tests.push(MonthTest {
            test: "defaults.order".to_owned(),
            of: rates.len() as u64 - 1,
            ppm: Some(
                i64::try_from(out)
                    .unwrap_or(i64::MAX)
                    .saturating_mul(1_000_000),
            ),
            bound_ppm: Some(0),
            failed: out > 0,
        });
    }
    tests
}

/// The borrowers of each grade, best first, with their probabilities and on how many a claim was filed; none where the
/// model is not calibrated. A borrower whose loans rest on one score counts once.
#[expect(clippy::cast_precision_loss, reason = "parts per million are exact")]
fn held(program: &Program, known: &Known, month: &[&Seen]) -> Vec<Held> {
    let outcome = &program.model.outcome;
    let Some(calibration) = &outcome.calibration else {
        return Vec::new();
    };
    let grades = outcome.grades.iter().map(|of| Held {
        grade: of.grade.clone(),
        ..Held::default()
    });
    let mut held: Vec<Held> = grades.collect();
    for seen in month {
        let Some(loans) = known.loans.get(&seen.score) else {
            continue;
        };
        let grade = loans.first().map(|(_, grade)| grade);
        let found = held.iter_mut().find(|of| Some(&of.grade) == grade);
        let points = i32::try_from(seen.points).ok();
        let ppm = points.and_then(|points| calibration.ppm(points));
        if let Some((of, ppm)) = found.zip(ppm) {
            of.obligors += 1;
            of.defaults += usize::from(loans.iter().any(|(loan, _)| known.claimed.contains(loan)));
            of.probability += ppm as f64 / 1e6;
        }
    }
    held
}

/// In parts per million.
#[expect(
    clippy::cast_possible_truncation,
    reason = "an index or a share, far below 2⁶³"
)]
fn ppm(of: f64) -> i64 {
    (of * 1e6).round() as i64
}

//! The doctor: what in the records of an installation wants somebody's eye.

use super::pool::{Books, audit};
use super::{Error, ledger};
use crate::pool::{ClaimId, Happened, PaymentId, PoolEvent, exceeded, late_advances};
use crate::store::Store;
use crate::units::{Amount, Date, Moment};
use std::collections::BTreeMap;

/// A payment in transit for longer than this is stuck.
const STUCK_DAYS: i32 = 5;

/// A backup older than this wants to be made again.
const BACKUP_DAYS: i64 = 7;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// Whether it is well.
    pub well: bool,
    /// What was found.
    pub found: String,
}

impl Finding {
    fn new(what: &'static str, wrong: &[String], well: String) -> Self {
        Self {
            what,
            well: wrong.is_empty(),
            found: if wrong.is_empty() {
                well
            } else {
                wrong.join("; ")
            },
        }
    }
}

/// Looks at everything.
pub async fn look(store: &Store, now: Moment, today: Date) -> Result<Vec<Finding>, Error> {
    let mut findings = vec![
        chain(store).await,
        clock(store, now).await?,
        imports(store).await?,
        backup(store, now).await?,
    ];
    let books = Books::open(store).await?;
    findings.push(days_to_come(&books, today));
    findings.push(match audit(&books).await {
        Ok(of) => Finding::new(
            "books 账簿",
            &[],
            format!("{} events, {} balances as derived", of.events, of.balances),
        ),
        Err(error) => Finding::new("books 账簿", &[error.to_string()], String::new()),
    });
    findings.push(snapshot(&books));
    findings.push(limits(&books, today));
    findings.push(advances(&books, today));
    findings.push(unexplained(&books));
    let mut events = Followed::default();
    books
        .walk(|kept| {
            events.read(&kept.event);
            Ok::<(), Error>(())
        })
        .await?;
    findings.push(events.stuck(today));
    findings.push(events.missed(&books));
    findings.push(not_paid_in(&books, today));
    Ok(findings)
}

async fn chain(store: &Store) -> Finding {
    match ledger::verify(store, ledger::Expected::default()).await {
        Ok(of) => Finding::new(
            "journal 账链",
            &[],
            format!("whole, {} records", of.head.sequence),
        ),
        Err(error) => Finding::new("journal 账链", &[error.to_string()], String::new()),
    }
}

/// A record of later than now: a clock went back.
async fn clock(store: &Store, now: Moment) -> Result<Finding, Error> {
    let head = store.journal_head().await?;
    let last = match head.sequence.checked_sub(1) {
        Some(before) => store.records(before, 1).await?.pop(),
        None => None,
    };
    let ahead: Vec<String> = last
        .filter(|record| record.event.recorded_at > now)
        .map(|record| {
            format!(
                "record {} is of {}, later than now: a clock went back",
                record.sequence, record.event.recorded_at
            )
        })
        .into_iter()
        .collect();
    Ok(Finding::new(
        "clock 时钟",
        &ahead,
        "no record is of later than now".to_owned(),
    ))
}

/// Days closed through one to come, by a clock that was ahead: nothing is booked before it is over.
fn days_to_come(books: &Books, today: Date) -> Finding {
    let ahead = books.state().day().filter(|day| *day > today);
    let wrong = ahead.map(|day| {
        format!(
            "days are closed through {day}, and today is {today}: the clock was ahead, or is behind now; set it right, and book on the first day after {day} with the days from which things count"
        )
    });
    Finding::new(
        "days 日终",
        wrong.as_slice(),
        "no day to come is closed".to_owned(),
    )
}

/// How old the last backup is, and how much came since. Records that are younger need none yet.
async fn backup(store: &Store, now: Moment) -> Result<Finding, Error> {
    let days_since =
        |then: Moment| (now.micros() - then.micros()).div_euclid(24 * 3600 * 1_000_000);
    let (days, found) = match store.last_backup().await? {
        Some(last) => {
            let days = days_since(last.made_at);
            let since = store.journal_head().await?.sequence;
            let since = since.saturating_sub(last.head.sequence);
            let found = format!("the last is {days} days old, {since} records came since");
            (if since == 0 { 0 } else { days }, found)
        }
        None => {
            let first = store.records(0, 1).await?.pop();
            let days = first.map_or(0, |first| days_since(first.event.recorded_at));
            (
                days,
                "none was ever made; see `zhixin db backup`".to_owned(),
            )
        }
    };
    let wrong = (days > BACKUP_DAYS).then(|| found.clone());
    Ok(Finding::new("backup 备份", wrong.as_slice(), found))
}

async fn imports(store: &Store) -> Result<Finding, Error> {
    let batches = store.batches().await?;
    let open: Vec<String> = batches
        .iter()
        .filter(|batch| batch.ordinal.is_none())
        .map(|batch| {
            format!(
                "{} was not imported to its end; import it again",
                batch.source.file
            )
        })
        .collect();
    Ok(Finding::new(
        "imports 导入",
        &open,
        format!("{} files, all to their end", batches.len()),
    ))
}

/// Caps and ceilings of leverage that are passed.
fn limits(books: &Books, today: Date) -> Finding {
    let passed = exceeded(books.rules(), books.state(), today);
    let wrong: Vec<String> = passed
        .iter()
        .map(|of| {
            let (stands, most, by) = (of.stands, of.most, of.by());
            let (pool, limit, over) = (&of.pool, &of.limit, &of.over);
            format!("{pool}: {limit} over {over} is passed by {by} yuan, {stands} of {most}")
        })
        .collect();
    Finding::new("limits 限额", &wrong, "none is passed".to_owned())
}

/// Advances between compartments that should have been paid back.
fn advances(books: &Books, today: Date) -> Finding {
    let late = late_advances(books.rules(), books.state(), today);
    let wrong: Vec<String> = late
        .iter()
        .map(|of| {
            let (from, to, open, due) = (&of.from, &of.to, of.open, of.due);
            format!(
                "{to} owes {from} {open} yuan of {}, due on {due}",
                of.made_on
            )
        })
        .collect();
    Finding::new("advances 垫付", &wrong, "none is late".to_owned())
}

/// Lines of the custodian that nothing explains.
fn unexplained(books: &Books) -> Finding {
    let state = books.state();
    let lines = state
        .compartments()
        .flat_map(|at| state.suspended(at).into_iter().map(move |line| (at, line)));
    let wrong: Vec<String> = lines
        .map(|(at, (line, amount, on))| {
            format!(
                "{at}: `{line}` of {on}, {amount} yuan, is unexplained; its day cannot be closed"
            )
        })
        .collect();
    Finding::new(
        "custodian lines 托管流水",
        &wrong,
        "none unexplained".to_owned(),
    )
}

/// Snapshots that could not be opened from.
fn snapshot(books: &Books) -> Finding {
    let opened = books.opened();
    let unusable = opened.unusable.iter();
    let wrong: Vec<String> = unusable
        .map(|why| format!("not used, {why}; the next one takes its place"))
        .collect();
    let found = match opened.snapshot {
        0 => format!("none used, {} events read", opened.read),
        number => format!(
            "used, after event {number}, and {} events read",
            opened.read
        ),
    };
    Finding::new("snapshot 快照", &wrong, found)
}

/// What is followed through the events.
#[derive(Default)]
struct Followed {
    /// Payments that were instructed and neither confirmed nor returned.
    open: BTreeMap<PaymentId, (Date, Amount)>,
    /// Claims with the deadlines that they missed.
    late: Vec<(ClaimId, Date)>,
}

impl Followed {
    fn read(&mut self, event: &PoolEvent) {
        match &event.what {
            Happened::PaymentInstructed {
                payment, amount, ..
            } => {
                self.open
                    .insert(payment.clone(), (event.booked_on, *amount));
            }
            Happened::PaymentConfirmed { payment, .. }
            | Happened::PaymentReturned { payment, .. } => {
                self.open.remove(payment);
            }
            Happened::DeadlineMissed { claim, due, .. } => self.late.push((claim.clone(), *due)),
            _ => {}
        }
    }

    /// Payments instructed long ago and neither confirmed nor returned.
    fn stuck(&self, today: Date) -> Finding {
        let old = |since: Date| {
            since
                .until(today)
                .is_ok_and(|span| span.get_days() > STUCK_DAYS)
        };
        let wrong: Vec<String> = self
            .open
            .iter()
            .filter(|(_, (since, _))| old(*since))
            .map(|(payment, (since, amount))| {
                format!("{payment}: {amount} yuan in transit since {since}")
            })
            .collect();
        Finding::new(
            "payments 付款",
            &wrong,
            "none in transit for long".to_owned(),
        )
    }

    /// Deadlines of claims that were missed and not made good.
    fn missed(&self, books: &Books) -> Finding {
        let mut wrong = Vec::new();
        for (claim, due) in &self.late {
            let stage = books.state().claim_stage(claim).unwrap_or_default();
            if !matches!(stage, "paid" | "refused" | "withdrawn") {
                wrong.push(format!("{claim} is {stage}, and was due on {due}"));
            }
        }
        Finding::new("deadlines 时限", &wrong, "no claim is late".to_owned())
    }
}

/// Calls for top-ups whose last day is over.
fn not_paid_in(books: &Books, today: Date) -> Finding {
    let state = books.state();
    let mut wrong = Vec::new();
    for at in state.compartments() {
        for call in state.open_calls(at) {
            if let Some(due) = call.due.filter(|due| *due < today) {
                let (who, open, number) = (&call.contributor, call.open, call.call);
                wrong.push(format!(
                    "{at}: {who} owes {open} yuan of the call by event {number}, due on {due}"
                ));
            }
        }
    }
    Finding::new("top-ups 补足", &wrong, "no call is overdue".to_owned())
}

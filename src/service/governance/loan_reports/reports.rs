//! Reports received, shown beside the books, and confirmed.

use super::difference::Differences;
use super::holding::hold;
use super::reading::read;
use super::row::ReportRow;
use crate::governance::{
    Governed, GovernedEvent, Refusal, ReportApplied, ReportReceived, Topic, duties,
};
use crate::identity::Caller;
use crate::pool::{Happened, State};
use crate::service::Error;
use crate::service::governance::kept::{Answer, Request, all};
use crate::service::governance::things::{ThingPage, things};
use crate::service::import::Input;
use crate::service::pool::{Books, Fields, Line, Who};
use crate::store::{About, Store, StoredReport};
use crate::units::names::{BankId, ReportId};
use crate::units::{Date, Digest, Moment, Problems};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A report as it is handed in.
#[derive(Debug, Clone)]
pub struct ReportFile<'a> {
    /// The file.
    pub input: &'a Input,
    /// The sheet of a workbook; absent is the first that is not empty.
    pub sheet: Option<&'a str>,
    /// The day of which it tells.
    pub as_of: Date,
}

/// What is kept of a report.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Whether it tells of all loans of the bank, also those that are not covered.
    all_loans: bool,
    rows: Vec<ReportRow>,
}

/// A report of the records.
struct Held {
    received: ReportReceived,
    applied: Option<ReportApplied>,
    kept: Kept,
}

/// Takes a bank's report in. Nothing is done by it: [`differences`] shows what it comes to.
pub async fn receive_report(
    store: &Store,
    caller: &Caller,
    file: &ReportFile<'_>,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let bank = duties::bank(caller)?.clone();
    let said = json!({
        "file": file.input.digest(), "sheet": file.sheet, "as_of": file.as_of,
    });
    let request = Request::new((store, caller), ("loan-report.receive", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let checked = |problems: Problems| Error::Checked {
        file: file.input.name().to_owned(),
        problems,
    };
    let today = now.business_day();
    if file.as_of > today {
        let mut problems = Problems::default();
        let message = format!("{} is later than today, {today}", file.as_of);
        problems.add("as_of", "report.day", message);
        return Err(checked(problems));
    }
    let found = read(file.input, file.sheet, file.as_of).map_err(checked)?;
    let id = ReportId::parse(&request.id("report")).expect("such an id is a name");
    let kept = Kept {
        all_loans: found.all_loans,
        rows: found.rows,
    };
    let rows = serde_json::to_string(&kept).expect("rows have text keys and no floats");
    let report = ReportReceived {
        id,
        bank,
        as_of: file.as_of,
        file_digest: file.input.digest(),
        rows_digest: Digest::of(rows.as_bytes()),
        rows: kept.rows.len() as u64,
    };
    let stored = StoredReport {
        file: file.input.name().to_owned(),
        rows,
    };
    let what = Governed::LoanReportReceived { report };
    request.keep(what, Some(&stored)).await
}

/// The report of an id, its rows held against the journal. Another bank's is not there.
async fn held(store: &Store, caller: &Caller, id: &str) -> Result<Held, Error> {
    let (mut received, mut applied) = (None, None);
    for event in all(store, Topic::Report, About::Id(id)).await? {
        match event.what {
            Governed::LoanReportReceived { report } => received = Some(report),
            Governed::LoanReportApplied { report } => applied = Some(report),
            _ => {}
        }
    }
    let mine = received.filter(|of: &ReportReceived| duties::sees(caller, None, Some(&of.bank)));
    let received = mine.ok_or_else(|| Refusal::Unknown {
        what: "report",
        name: id.to_owned(),
    })?;
    let differs = |why: String| Error::GovernanceDiffers(format!("the report `{id}`: {why}"));
    let stored = store.loan_report(id).await?;
    let stored = stored.ok_or_else(|| differs("its rows are gone".to_owned()))?;
    if Digest::of(stored.rows.as_bytes()) != received.rows_digest {
        return Err(differs("its rows are not those that came in".to_owned()));
    }
    let kept = serde_json::from_str(&stored.rows).map_err(|error| differs(error.to_string()))?;
    Ok(Held {
        received,
        applied,
        kept,
    })
}

async fn list(store: &Store, state: &State, held: &Held) -> Result<Differences, Error> {
    let of = &held.received;
    let mut found = hold(state, (&of.id, &of.bank, of.as_of), &held.kept.rows);
    for difference in found.list.iter_mut().filter(|of| of.settle.is_some()) {
        let loan = state.loan(&difference.loan);
        let history = loan.map_or(&[][..], |loan| loan.history);
        if moved_since(store, history, of.as_of).await? {
            difference.left_to_a_person(
                "the books moved on this loan after the day of the report; settle by hand what is left",
            );
        }
    }
    found.digest = Differences::digest_of(&of.id, &found.list);
    if held.kept.all_loans {
        // Most loans of a bank are under no cover, and their rows are none of the pool's.
        found.outside.clear();
    }
    Ok(found)
}

/// Whether the bank moved a loan in the books with effect after a day: then its end of month is not what the books
/// have now, and a command made of the difference would count the later move twice.
async fn moved_since(store: &Store, history: &[u64], day: Date) -> Result<bool, Error> {
    for number in history.iter().rev() {
        let Some(kept) = store.pool_event(*number).await? else {
            continue;
        };
        let event = kept.event;
        if event.booked_on <= day {
            // What was booked by then had its effect by then, and so had all before it.
            return Ok(false);
        }
        let by_time = matches!(event.what, Happened::LoanClassified { .. });
        if event.effective_on > day && !by_time {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A report and whether it was confirmed 贷款月报.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportHeld {
    /// What came in.
    pub received: ReportReceived,
    /// That its differences were confirmed, if they were.
    pub applied: Option<ReportApplied>,
}

fn fold(events: Vec<GovernedEvent>) -> Vec<ReportHeld> {
    let mut held: Vec<ReportHeld> = Vec::new();
    for event in events {
        match event.what {
            Governed::LoanReportReceived { report } => held.push(ReportHeld {
                received: report,
                applied: None,
            }),
            Governed::LoanReportApplied { report } => {
                let of = held.iter_mut().find(|of| of.received.id == report.id);
                if let Some(of) = of {
                    of.applied = Some(report);
                }
            }
            _ => {}
        }
    }
    held
}

/// A page of the reports that a caller sees, in the order in which they came in: a bank its own.
pub async fn reports(
    store: &Store,
    caller: &Caller,
    page: (u64, u32),
) -> Result<ThingPage<ReportHeld>, Error> {
    let about = caller.role.bank().map_or(About::All, About::Bank);
    let made = |events| fold(events).pop();
    things(store, (Topic::Report, about), page, made, |of| {
        duties::sees(caller, None, Some(&of.received.bank))
    })
    .await
}

/// One report; another bank's is not there.
pub async fn report(store: &Store, caller: &Caller, id: &str) -> Result<ReportHeld, Error> {
    let found = fold(all(store, Topic::Report, About::Id(id)).await?).pop();
    let seen = found.filter(|of| duties::sees(caller, None, Some(&of.received.bank)));
    let unknown = || Refusal::Unknown {
        what: "report",
        name: id.to_owned(),
    };
    Ok(seen.ok_or_else(unknown)?)
}

/// In what a report differs from the books as they stand now.
pub async fn differences(
    store: &Store,
    state: &State,
    caller: &Caller,
    id: &str,
) -> Result<Differences, Error> {
    list(store, state, &held(store, caller, id).await?).await
}

/// The commands of a list that its bank confirms, each with its line: for the books, or for the queue before them.
/// A list that is another by now, or was confirmed before, is refused.
pub async fn checked_report(
    store: &Store,
    state: &State,
    caller: &Caller,
    (id, confirmed): (&str, &Digest),
) -> Result<Vec<(u64, Fields)>, Error> {
    duties::bank(caller)?;
    let held = held(store, caller, id).await?;
    if held.applied.is_some() {
        return Err(Error::Refused(Refusal::WrongState {
            what: "report",
            name: id.to_owned(),
            is: "confirmed already",
            needs: "one that is new; send the month again",
        }));
    }
    let found = list(store, state, &held).await?;
    if found.digest != *confirmed {
        let now = found.digest.to_string();
        return Err(Error::Refused(Refusal::ListChanged { now }));
    }
    let short = confirmed.short();
    let numbered = (1..).zip(found.commands());
    Ok(numbered
        .map(|(line, fields)| {
            let mut fields = fields.clone();
            // Of the list, so that it is done once however often it is sent, and another list is another.
            fields.insert("key".to_owned(), format!("{id}-{short}-{line}"));
            (line, fields)
        })
        .collect())
}

/// Notes that a list was confirmed, and how many of its commands stand.
pub async fn finish_report(
    store: &Store,
    caller: &Caller,
    (id, list, commands): (&str, &Digest, u64),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    duties::bank(caller)?;
    let said = json!({"report": id, "list": list});
    let request = Request::new((store, caller), ("loan-report.confirm", key), &said, now)?;
    let received = held(store, caller, id).await?.received;
    let what = Governed::LoanReportApplied {
        report: ReportApplied {
            id: received.id,
            bank: received.bank,
            list: *list,
            commands,
        },
    };
    request.keep(what, None).await
}

/// What became of a confirmed list.
#[derive(Debug)]
pub struct Confirmed {
    /// The event.
    pub answer: Answer,
    /// The commands and what the books answered; none where it was confirmed before.
    pub lines: Vec<Line>,
}

/// Confirms a list: its commands are given to the books one after another, and what the books refuse is told.
pub async fn confirm_report(
    books: &mut Books,
    store: &Store,
    caller: &Caller,
    (id, confirmed, key): (&str, &Digest, &str),
    now: Moment,
) -> Result<Confirmed, Error> {
    let said = json!({"report": id, "list": confirmed});
    let request = Request::new((store, caller), ("loan-report.confirm", key), &said, now)?;
    if let Some(answer) = request.before().await? {
        return Ok(Confirmed {
            answer,
            lines: Vec::new(),
        });
    }
    let bank: BankId = duties::bank(caller)?.clone();
    let commands = checked_report(store, books.state(), caller, (id, confirmed)).await?;
    let who = |_| Who {
        actor: Some(format!("bank:{bank}:{}", caller.person)),
        today: now.business_day(),
        client: caller.client.to_string(),
        key: String::new(),
    };
    let lines = books.ask_all(&commands, who, false, now).await?;
    let stood = lines.iter().filter(|line| line.answer.stands()).count() as u64;
    let answer = finish_report(store, caller, (id, confirmed, stood), key, now).await?;
    Ok(Confirmed { answer, lines })
}

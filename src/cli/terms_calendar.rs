//! `zhixin terms record-calendar` and `record-lpr`: working days and rates put on record, listed and shown.

use super::models::rows;
use super::{DATABASE, Failure, Format, RECORDS, clock, output};
use crate::pool::LprQuote;
use crate::service::Error;
use crate::service::calendar_file::{CalendarFile, Says};
use crate::service::pool::parse_actor;
use crate::service::recorded_calendar::{self, RecordedCalendar};
use crate::service::recorded_terms::Recording;
use crate::service::records::{self, Store};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct RecordCalendar {
    /// The path of the file.
    file: String,
    /// Who records it, as supervisor:NAME.
    #[arg(long = "as", value_name = "WHO")]
    actor: String,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    database: String,
}

impl RecordCalendar {
    pub(super) async fn run(
        &self,
        open: fn(&str) -> Result<CalendarFile, Error>,
    ) -> Result<(), Failure> {
        let actor = parse_actor(&self.actor);
        let actor = actor.map_err(|why| Failure::Input(format!("--as: {why}")))?;
        let loaded = open(&self.file)?;
        let store = records::open(&self.database).await?;
        let now = clock::now();
        let today = clock::business_day(now);
        let id = loaded.says.id();
        let told = match recorded_calendar::record(&store, &loaded, &actor, now, today).await? {
            Recording::New(at) => format!("{id}: on record, by record {at} of the journal"),
            Recording::Before(at) => format!("{id}: recorded before, as record {at}"),
            Recording::Known => {
                format!("{id}: all that it says is known already; nothing was recorded")
            }
        };
        output::line(&told);
        Ok(())
    }
}

/// A row of the list for each, in the columns of terms.
pub(super) async fn listed(store: &Store) -> Result<Vec<Vec<String>>, Failure> {
    let mut found = Vec::new();
    for of in recorded_calendar::on_record(store).await? {
        let says = &of.loaded.says;
        let event = &of.record.event;
        let (from, to) = says.span();
        let status = of
            .replaced_by
            .map_or_else(|| "on-record".to_owned(), |by| format!("replaced by {by}"));
        let name = match says {
            Says::Year(_) => format!("工作日历 · working days to {to}"),
            Says::Rates(_) => format!("一年期 LPR · one-year LPR to {to}"),
        };
        found.push(vec![
            says.id(),
            says.what().to_owned(),
            String::new(),
            from,
            status,
            says.digest().short(),
            of.record.sequence.to_string(),
            event.booked_on.to_string(),
            event.actor.clone(),
            name,
        ]);
    }
    Ok(found)
}

/// What one of them says, or its file.
pub(super) fn show(of: &RecordedCalendar, text: bool, format: Format) -> Result<(), Failure> {
    if text {
        output::bytes(of.loaded.text.as_bytes());
        return Ok(());
    }
    let says = &of.loaded.says;
    if format == Format::Json {
        let value = match says {
            Says::Year(year) => serde_json::to_string(year),
            Says::Rates(rates) => serde_json::to_string(rates),
        };
        output::line(&value.map_err(|error| Failure::Input(error.to_string()))?);
        return Ok(());
    }
    let (origin, header, found) = match says {
        Says::Year(year) => {
            let off = year.days_off.iter().map(|day| (day, "off"));
            let worked = year.working_weekends.iter().map(|day| (day, "worked"));
            let mut days: Vec<_> = off.chain(worked).collect();
            days.sort_unstable();
            let days = days.iter();
            let found: Vec<_> = days
                .map(|(day, is)| vec![day.to_string(), (*is).to_owned()])
                .collect();
            (&year.origin, ["day", "is"], found)
        }
        Says::Rates(rates) => {
            let quotes = rates.quotes().iter();
            let row = |of: &LprQuote| vec![of.published.to_string(), of.one_year.to_string()];
            (
                &rates.origin,
                ["published", "one_year"],
                quotes.map(row).collect(),
            )
        }
    };
    if format == Format::Table {
        let (from, to) = says.span();
        let by = of
            .replaced_by
            .map_or_else(String::new, |by| format!("  replaced by record {by}"));
        output::line(&format!(
            "{} from {from} to {to}  record {}  digest {}{by}\n[{}] {}\n",
            says.id(),
            of.record.sequence,
            says.digest(),
            origin.mark.word(),
            origin.source
        ));
    }
    rows(&header, &found, format);
    Ok(())
}

//! `zhixin doctor`: what in the records wants somebody's eye.

use super::{DATABASE, Failure, Format, RECORDS, clock, models};
use crate::service::{doctor, records};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// How to write what was found.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    database: String,
}

impl Doctor {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let store = records::open_existing(&self.database).await?;
        let now = clock::now();
        let findings = doctor::look(&store, now, clock::business_day(now)).await?;
        let rows: Vec<Vec<String>> = findings
            .iter()
            .map(|finding| {
                let well = if finding.well { "well" } else { "LOOK" };
                vec![
                    well.to_owned(),
                    finding.what.to_owned(),
                    finding.found.clone(),
                ]
            })
            .collect();
        models::rows(&["state", "what", "found"], &rows, self.format);
        let unwell = findings.iter().filter(|finding| !finding.well).count();
        if unwell == 0 {
            return Ok(());
        }
        Err(Failure::Check(format!(
            "{unwell} of {} want somebody's eye",
            findings.len()
        )))
    }
}

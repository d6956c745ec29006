//! `zhixin ledger`: verifies the journal, or writes it out for others to verify.

use super::{Failure, output};
use crate::journal::Receipt;
use crate::service::{ledger, pool, records};
use crate::units::Digest;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Ledger {
    #[command(subcommand)]
    command: LedgerCommand,
    /// Where the records are.
    #[arg(long, default_value = "sqlite://zhixin.db", global = true)]
    database: String,
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Verify every record of the chain.
    Verify {
        /// A receipt that must still hold, as `sequence:sha256:…`.
        #[arg(long)]
        receipt: Option<String>,
    },
    /// Write every record as a line of JSON.
    Export,
}

impl Ledger {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let store = records::open_existing(&self.database).await?;
        match &self.command {
            LedgerCommand::Verify { receipt } => {
                let receipt = receipt.as_deref().map(parse).transpose()?;
                let head = ledger::verify(&store, receipt).await?;
                output::line(&format!(
                    "the journal is whole: {} records, head {}",
                    head.sequence, head.hash
                ));
                let books = pool::audit(&store).await?;
                output::line(&format!(
                    "the books are their events': {} events, {} balances derived again, {} compartments in balance",
                    books.events, books.balances, books.compartments
                ));
            }
            LedgerCommand::Export => {
                ledger::export(&store, &mut output::Lines).await?;
            }
        }
        Ok(())
    }
}

fn parse(text: &str) -> Result<Receipt, Failure> {
    let bad = || {
        Failure::Input(format!(
            "--receipt: `{text}` does not read sequence:sha256:…"
        ))
    };
    let (sequence, hash) = text.split_once(':').ok_or_else(bad)?;
    let sequence = sequence.parse().map_err(|_| bad())?;
    let hash = Digest::parse(hash).map_err(|_| bad())?;
    Ok(Receipt { sequence, hash })
}

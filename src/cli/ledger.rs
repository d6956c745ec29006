//! `zhixin ledger`: the journal written out, verified, signed, proved record by record, redacted.

use super::{DATABASE, Failure, RECORDS, clock, output};
use crate::journal::{PublicKey, Receipt};
use crate::service::ledger::{self, Expected, RedactionRequest, Verified};
use crate::service::{identity, pool, recorded_calendar, recorded_terms, records};
use crate::units::Digest;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct Ledger {
    #[command(subcommand)]
    command: LedgerCommand,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true, global = true)]
    database: String,
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Write every record as a line of JSON.
    Export,
    /// Verify every record of the chain, or a proof about one of them.
    Verify(Verify),
    /// Sign where the journal ends; the checkpoint is written as JSON.
    Checkpoint {
        /// The file of the signing key, from `zhixin ledger key new`.
        #[arg(long)]
        key: PathBuf,
    },
    /// Prove that a record is in the journal of a checkpoint; the proof is written as JSON.
    Prove {
        /// The record.
        sequence: u64,
        /// The file of the checkpoint.
        #[arg(long)]
        checkpoint: PathBuf,
    },
    /// Write the receipt of a record, as `sequence:sha256:…`.
    Receipt {
        /// The record.
        sequence: u64,
    },
    /// Erase the body of an erasable event; its digest and a reason stay.
    Redact {
        /// The record.
        sequence: u64,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Who decided.
        #[arg(long)]
        actor: String,
    },
    /// Make keys for checkpoints.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
}

#[derive(Debug, Args)]
struct Verify {
    /// Verify an export, `-` for standard input, instead of the records.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// A receipt that must still hold, as `sequence:sha256:…`.
    #[arg(long)]
    receipt: Option<String>,
    /// A checkpoint that must still hold.
    #[arg(long, value_name = "FILE", requires = "public_key")]
    checkpoint: Option<PathBuf>,
    /// Verify a proof, and nothing else.
    #[arg(long, value_name = "FILE", requires = "public_key", conflicts_with_all = ["export", "receipt", "checkpoint"])]
    proof: Option<PathBuf>,
    /// The public key of whoever signed the checkpoint or the proof.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key pair: the secret half in FILE, the public half in FILE.pub.
    New {
        /// Where to write the secret half.
        file: PathBuf,
    },
}

impl Ledger {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        match &self.command {
            LedgerCommand::Key {
                command: KeyCommand::New { file },
            } => return new_key(file),
            LedgerCommand::Verify(verify) => return verify.run(&self.database).await,
            _ => {}
        }
        let store = records::open_existing(&self.database).await?;
        match &self.command {
            LedgerCommand::Export => {
                ledger::export(&store, &mut output::Lines).await?;
            }
            LedgerCommand::Checkpoint { key } => {
                let key = ledger::read_signing_key(key)?;
                document(&ledger::checkpoint(&store, &key, clock::now()).await?);
            }
            LedgerCommand::Prove {
                sequence,
                checkpoint,
            } => {
                let checkpoint = ledger::read_checkpoint(checkpoint)?;
                document(&ledger::prove(&store, *sequence, checkpoint).await?);
            }
            LedgerCommand::Receipt { sequence } => {
                output::line(&written(ledger::receipt(&store, *sequence).await?));
            }
            LedgerCommand::Redact {
                sequence,
                reason,
                actor,
            } => {
                let now = clock::now();
                let request = RedactionRequest {
                    sequence: *sequence,
                    reason: reason.clone(),
                    actor: actor.clone(),
                    now,
                    today: clock::business_day(now),
                };
                let receipt = ledger::redact(&store, request).await?;
                output::line(&format!("erased; the receipt is {}", written(receipt)));
            }
            LedgerCommand::Key { .. } | LedgerCommand::Verify(_) => {}
        }
        Ok(())
    }
}

impl Verify {
    async fn run(&self, database: &str) -> Result<(), Failure> {
        let key = self.public_key.as_deref();
        let key = key.map(ledger::read_public_key).transpose()?;
        if let (Some(proof), Some(key)) = (&self.proof, &key) {
            let proof = ledger::read_proof(proof)?;
            proof
                .verify(key)
                .map_err(|e| Failure::Check(e.to_string()))?;
            let (receipt, until) = (proof.record.receipt(), proof.checkpoint.sequence);
            let gone = if proof.record.event.is_redacted() {
                "; its body was erased"
            } else {
                ""
            };
            output::line(&format!(
                "proved: record {} is in the journal of {until} records signed at {}{gone}",
                written(receipt),
                proof.checkpoint.signed_at
            ));
            return Ok(());
        }
        let expected = expected(self.receipt.as_deref(), self.checkpoint.as_deref(), key)?;
        let (verified, books) = match &self.export {
            Some(export) => (ledger::verify_export(export, expected)?, None),
            None => {
                let store = records::open_existing(database).await?;
                let verified = ledger::verify(&store, expected).await?;
                let on_record = on_record(&store).await?;
                let books = pool::Books::open(&store).await?;
                (verified, Some((pool::audit(&books).await?, on_record)))
            }
        };
        let Verified { head, redacted } = verified;
        let gone = match redacted {
            0 => String::new(),
            redacted => format!("{redacted} of them without their body, "),
        };
        output::line(&format!(
            "the journal is whole: {} records, {gone}head {}",
            head.sequence, head.hash
        ));
        if let Some((books, on_record)) = books {
            output::line(&format!(
                "the books are their events': {} events, {} balances derived again, {} compartments in balance",
                books.events, books.balances, books.compartments
            ));
            if books.statements > 0 {
                output::line(&format!(
                    "the issued statements come out to the byte: {}",
                    books.statements
                ));
            }
            if books.signatures > 0 {
                output::line(&format!(
                    "the signatures are of what was issued: {}",
                    books.signatures
                ));
            }
            for (what, many) in on_record.into_iter().filter(|(_, many)| *many > 0) {
                output::line(&format!(
                    "the {what} on record are as they were recorded: {many}"
                ));
            }
        }
        Ok(())
    }
}

/// What is on record beside the books, held against the journal: of each how many.
async fn on_record(store: &records::Store) -> Result<[(&'static str, usize); 3], Failure> {
    let terms = recorded_terms::on_record(store).await?.len();
    let days = recorded_calendar::on_record(store).await?.len();
    let clients = identity::verify(store).await?;
    Ok([
        ("terms", terms),
        ("working days and rates", days),
        ("clients", clients),
    ])
}

fn new_key(file: &Path) -> Result<(), Failure> {
    let (public_file, public) = ledger::new_key(file)?;
    output::note(&format!(
        "{} is secret; give {} to those who verify",
        file.display(),
        public_file.display()
    ));
    output::line(&format!("key {}", public.id()));
    Ok(())
}

fn document(value: &impl Serialize) {
    let text = serde_json::to_string(value).expect("texts and integers can be written");
    output::line(&text);
}

fn written(receipt: Receipt) -> String {
    format!("{}:{}", receipt.sequence, receipt.hash)
}

/// What a journal must contain, as it was asked.
pub(super) fn expected(
    receipt: Option<&str>,
    checkpoint: Option<&Path>,
    key: Option<PublicKey>,
) -> Result<Expected, Failure> {
    let checkpoint = checkpoint.map(ledger::read_checkpoint).transpose()?;
    Ok(Expected {
        receipt: receipt.map(parse).transpose()?,
        checkpoint: checkpoint.zip(key),
    })
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

//! `zhixin db`: care of the file in which the records are.

use super::{DATABASE, Failure, Format, RECORDS, clock, models};
use crate::service::{backup, records};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Db {
    #[command(subcommand)]
    command: DbCommand,
    /// Where the records are.
    #[arg(long, global = true, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    database: String,
    /// How to write what was done.
    #[arg(long, global = true, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum DbCommand {
    /// Copy the records to a new file, while others go on reading and writing, and verify the copy.
    Backup {
        /// The file; it must not be there yet.
        file: PathBuf,
    },
}

impl Db {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let store = records::open_existing(&self.database).await?;
        let DbCommand::Backup { file } = &self.command;
        let made = backup::backup(&store, file, clock::now()).await?;
        let row = vec![
            made.file,
            made.head.sequence.to_string(),
            made.head.hash.to_string(),
        ];
        models::rows(&["file", "records", "head"], &[row], self.format);
        Ok(())
    }
}

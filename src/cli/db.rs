//! `zhixin db`: care of the database in which the records are.

use super::{DATABASE, Failure, Format, RECORDS, clock, ledger as of_ledger, models, output};
use crate::service::restore::{self, Whole};
use crate::service::{backup, ledger, records};
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
    /// Bring the records forward to the schema of this release, or make them.
    Migrate,
    /// Show the engine, the version, the size, where the journal ends, and the last backup.
    Status,
    /// Copy the records to a new file, while others go on reading and writing, and verify the copy.
    Backup {
        /// The file; it must not be there yet.
        file: PathBuf,
    },
    /// Carry the records of a backup into a database that holds none, on either engine, and verify them there.
    Restore {
        /// The backup.
        file: PathBuf,
        /// The database: sqlite://… or postgres://…
        #[arg(long, value_name = "URL")]
        into: String,
    },
    /// Verify pages, references, journal and books, and that the journal contains what was handed out.
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    /// A receipt that must still hold, as `sequence:sha256:…`.
    #[arg(long)]
    receipt: Option<String>,
    /// A checkpoint that must still hold.
    #[arg(long, value_name = "FILE", requires = "public_key")]
    checkpoint: Option<PathBuf>,
    /// The public key of whoever signed the checkpoint.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

impl Db {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        match &self.command {
            DbCommand::Migrate => self.migrate().await,
            DbCommand::Status => self.status().await,
            DbCommand::Backup { file } => {
                let store = records::open_existing(&self.database).await?;
                let made = backup::backup(&store, file, clock::now()).await?;
                let row = vec![
                    made.file,
                    made.head.sequence.to_string(),
                    made.head.hash.to_string(),
                ];
                models::rows(&["file", "records", "head"], &[row], self.format);
                Ok(())
            }
            DbCommand::Restore { file, into } => {
                self.show(restore::restore(file, into).await?);
                Ok(())
            }
            DbCommand::Verify(asked) => self.verify(asked).await,
        }
    }

    async fn migrate(&self) -> Result<(), Failure> {
        let (before, now) = records::migrate(&self.database).await?;
        output::line(&match before {
            None => format!("records were made, of schema version {now}"),
            Some(before) if before == now => format!("the schema has version {now} already"),
            Some(before) => format!("the schema was brought from version {before} to {now}"),
        });
        Ok(())
    }

    async fn status(&self) -> Result<(), Failure> {
        let store = records::open_existing(&self.database).await?;
        let (of, head, backup) = records::status(&store).await?;
        let backup = backup.map_or_else(
            || "none".to_owned(),
            |last| {
                format!(
                    "{} at record {}, {}",
                    last.made_at, last.head.sequence, last.file
                )
            },
        );
        let rows = [
            ("engine", of.engine),
            ("schema version", of.version.to_string()),
            ("bytes", of.bytes.to_string()),
            ("waits for the disk", of.durable),
            ("records", head.sequence.to_string()),
            ("head", head.hash.to_string()),
            ("last backup", backup),
        ];
        let rows = rows.map(|(what, found)| vec![what.to_owned(), found]);
        models::rows(&["what", "found"], &rows, self.format);
        Ok(())
    }

    async fn verify(&self, asked: &Verify) -> Result<(), Failure> {
        let key = asked.public_key.as_deref();
        let key = key.map(ledger::read_public_key).transpose()?;
        let (receipt, checkpoint) = (asked.receipt.as_deref(), asked.checkpoint.as_deref());
        let expected = of_ledger::expected(receipt, checkpoint, key)?;
        let store = records::open_existing(&self.database).await?;
        self.show(restore::verify(&store, expected).await?);
        Ok(())
    }

    /// Shows what records were found to hold.
    fn show(&self, found: Whole) {
        let row = vec![
            found.head.sequence.to_string(),
            found.head.hash.to_string(),
            found.contents.rows.to_string(),
            found.contents.digest.to_string(),
        ];
        let names = ["records", "head", "rows", "contents"];
        models::rows(&names, &[row], self.format);
    }
}

//! `zhixin import`: takes files in, lists rejected rows and batches, and guesses a first mapping.

use super::{DATABASE, Failure, Format, RECORDS, clock, models, output};
use crate::service::import::{self as files, Choice, Mapping};
use crate::service::intake::{self, Request, Taken};
use crate::service::records::{self, Store};
use crate::service::{Error, catalog};
use crate::units::{Date, DateStyle, EnterpriseId, Moment, parse_date};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Import {
    #[command(subcommand)]
    command: Option<ImportCommand>,
    /// Files: CSV, XLSX or JSON lines.
    files: Vec<PathBuf>,
    /// Kinds of fact, where the columns do not tell.
    #[arg(long = "as", value_name = "KIND")]
    kind: Option<String>,
    /// A mapping file.
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// Whom the whole file is about.
    #[arg(long)]
    enterprise: Option<String>,
    /// The day of the export, for counts that have no day of their own.
    #[arg(long, value_name = "DAY")]
    counted_on: Option<String>,
    /// When the engine learned this, if not now.
    #[arg(long, value_name = "MOMENT")]
    recorded_at: Option<String>,
    /// Take all rows of a file or none.
    #[arg(long)]
    strict: bool,
    /// Write a first mapping for this file instead, for a person to edit.
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    guess: Option<PathBuf>,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true, global = true)]
    database: String,
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// List rejected rows: file, row, field, rule and text.
    Rejects {
        /// Only of this file.
        #[arg(long)]
        file: Option<String>,
        /// How to write them.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// List the files taken in, and what became of their rows.
    Batches {
        /// How to write them.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
}

impl Import {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        match &self.command {
            Some(ImportCommand::Rejects { file, format }) => {
                let store = self.existing().await?;
                rejects(&store, file.as_deref(), *format).await
            }
            Some(ImportCommand::Batches { format }) => {
                let store = self.existing().await?;
                batches(&store, *format).await
            }
            None => match &self.guess {
                Some(file) => guess(file),
                None => self.take().await,
            },
        }
    }

    async fn existing(&self) -> Result<Store, Failure> {
        Ok(records::open_existing(&self.database).await?)
    }

    fn request(&self) -> Result<Request, Failure> {
        let input = |what: &str, error: &dyn std::fmt::Display| {
            Failure::Input(format!("--{what}: {error}"))
        };
        let now = clock::now();
        let recorded_at = match &self.recorded_at {
            None => now,
            Some(text) => Moment::parse(text).map_err(|error| input("recorded-at", &error))?,
        };
        if recorded_at > now {
            return Err(Failure::Input(
                "--recorded-at lies in the future".to_owned(),
            ));
        }
        let day = |text: &String| -> Result<Date, Failure> {
            parse_date(text, DateStyle::Auto).map_err(|error| input("counted-on", &error))
        };
        let id =
            |text: &String| EnterpriseId::parse(text).map_err(|error| input("enterprise", &error));
        let mapping_text = self.mapping.as_deref().map(catalog::text_of).transpose()?;
        let mapping = match (&mapping_text, &self.mapping) {
            (Some(text), Some(path)) => {
                Some(Mapping::parse(text).map_err(|problems| Error::Checked {
                    file: path.display().to_string(),
                    problems,
                })?)
            }
            _ => None,
        };
        let choice = Choice {
            kind: self.kind.clone(),
            mapping,
            enterprise: self.enterprise.as_ref().map(id).transpose()?,
            counted_on: self.counted_on.as_ref().map(day).transpose()?,
            source: None,
        };
        Ok(Request {
            choice,
            mapping_text,
            recorded_at,
            today: clock::business_day(now),
            actor: "cli".to_owned(),
            strict: self.strict,
            asked: None,
        })
    }

    async fn take(&self) -> Result<(), Failure> {
        if self.files.is_empty() {
            return Err(Failure::Input("name the files to import".to_owned()));
        }
        let request = self.request()?;
        let mut inputs = Vec::new();
        let mut wrong = Vec::new();
        for path in &self.files {
            match files::open(path) {
                Ok(input) => inputs.push(input),
                Err(problems) => wrong.push(format!("{}:\n{problems}", path.display())),
            }
        }
        if !wrong.is_empty() {
            return Err(Failure::Input(wrong.join("\n")));
        }
        let store = records::open(&self.database).await?;
        for input in &inputs {
            let bar = output::progress(Some(input.bytes()), "importing");
            let taken =
                intake::take(&store, input, &request, |bytes| bar.set_position(bytes)).await;
            bar.finish_and_clear();
            match taken {
                Ok(taken) => told(&taken),
                Err(error) => wrong.push(error.to_string()),
            }
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Failure::Input(wrong.join("\n")))
        }
    }
}

/// Tells what became of a file.
fn told(taken: &Taken) {
    let counts = taken.counts;
    let before = if taken.already {
        "imported before, nothing added; then: "
    } else {
        ""
    };
    let resumed = if taken.resumed > 0 {
        format!(" (went on after {} rows)", taken.resumed)
    } else {
        String::new()
    };
    output::line(&format!(
        "{}: {before}{} rows read = {} accepted + {} rejected + {} duplicate; {} facts, by {}{resumed}",
        taken.file,
        counts.read,
        counts.accepted,
        counts.rejected,
        counts.duplicate,
        counts.facts,
        taken.plan
    ));
    taken
        .notices
        .iter()
        .for_each(|notice| output::note(&format!("  note: {notice}")));
    if counts.rejected > 0 && !taken.already {
        output::note("  see the rejected rows with: zhixin import rejects");
    }
}

fn guess(file: &Path) -> Result<(), Failure> {
    match files::guess(file) {
        Ok(text) => {
            output::line(text.trim_end());
            Ok(())
        }
        Err(problems) => Err(Failure::Input(format!("{}:\n{problems}", file.display()))),
    }
}

async fn rejects(store: &Store, file: Option<&str>, format: Format) -> Result<(), Failure> {
    let batches = store.batches().await.map_err(Error::from)?;
    let header = ["file", "row", "field", "rule", "message", "text"];
    let mut rows = Vec::new();
    let mut after = 0;
    loop {
        let page = store
            .rejects(None, after, 1_000)
            .await
            .map_err(Error::from)?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for reject in page {
            let batch = batches.iter().find(|batch| batch.number == reject.batch);
            let name = batch.map_or("", |batch| batch.source.file.as_str());
            if file.is_some_and(|file| file != name) {
                continue;
            }
            for problem in &reject.reject.problems.0 {
                rows.push(vec![
                    name.to_owned(),
                    reject.reject.row.to_string(),
                    problem.field.clone(),
                    problem.rule.clone(),
                    problem.message.clone(),
                    reject.reject.given.clone(),
                ]);
            }
        }
    }
    models::rows(&header, &rows, format);
    Ok(())
}

async fn batches(store: &Store, format: Format) -> Result<(), Failure> {
    let header = [
        "batch",
        "file",
        "source",
        "class",
        "plan",
        "read",
        "accepted",
        "rejected",
        "duplicate",
        "facts",
        "state",
    ];
    let batches = store.batches().await.map_err(Error::from)?;
    let rows: Vec<Vec<String>> = batches
        .iter()
        .map(|batch| {
            let counts = batch.counts;
            let state = batch
                .ordinal
                .map_or("open".to_owned(), |ordinal| format!("sealed {ordinal}"));
            let mut row = vec![
                batch.number.to_string(),
                batch.source.file.clone(),
                batch.source.name.clone(),
                batch.source.class.word().to_owned(),
                batch.label.clone(),
            ];
            let numbers = [
                counts.read,
                counts.accepted,
                counts.rejected,
                counts.duplicate,
                counts.facts,
            ];
            row.extend(numbers.iter().map(ToString::to_string));
            row.push(state);
            row
        })
        .collect();
    models::rows(&header, &rows, format);
    Ok(())
}

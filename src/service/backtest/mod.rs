//! Backtests 回测: files or records read, models asked as of each day, policies replayed through the pool, and the report.

mod bounds_lines;
mod from_records;
mod inputs;
mod lines;
mod manifest;
mod models;
mod page;
mod read;
mod ready;
mod refit;
mod report;
mod rules;
pub mod shipped;
mod standings;
mod walks;

pub use lines::{Line, lines};
pub use manifest::{Head, Manifest, Named};
pub use page::html;
pub use refit::Schedule;
pub use report::{PolicyReport, Report};

use super::{Error, files};
use crate::store::Store;
use crate::units::Date;
use inputs::Inputs;
use std::path::{Path, PathBuf};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// A shipped model or the path of a model file.
    pub model: String,
    /// The file of loans; none where the records tell them.
    pub loans: Option<PathBuf>,
    /// The mapping of its columns.
    pub mapping: Option<PathBuf>,
    /// A file of exact flows.
    pub flows: Option<PathBuf>,
    /// Versions of a programme's terms: shipped ids or paths.
    pub terms: Vec<String>,
    /// A shipped policy or the path of a policy file.
    pub policy: String,
    /// The model of the incumbent.
    pub incumbent: Option<String>,
    /// How models are fitted anew.
    pub refit: Option<Schedule>,
    /// The first day of decisions.
    pub from: Date,
    /// The last day of the walk.
    pub to: Date,
    /// What is varied, such as `share=50..90`.
    pub vary: Option<String>,
    /// Whether a model may be newer than the decisions.
    pub hindsight: bool,
    /// The seed of the bootstrap.
    pub seed: u64,
    /// How often it draws.
    pub replicates: u32,
}

/// Reads what is asked, replays it, and tells what came of it.
pub async fn backtest(ask: &Ask, store: Option<&Store>) -> Result<Report, Error> {
    let inputs = Inputs::read(ask, store).await?;
    walks::report(ask, &inputs)
}

/// Reads the manifest of a run, or the one within a report.
pub fn manifest(path: &Path) -> Result<Manifest, Error> {
    let text = files::read_text(path)?;
    let wrong = |why: String| Error::Usage(format!("{}: it is no manifest: {why}", path.display()));
    let mut value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if let Some(within) = value.get_mut("manifest") {
        value = within.take();
    }
    serde_json::from_value(value).map_err(|error| wrong(error.to_string()))
}

/// Does again what a manifest names: the bytes are the same, or it says what is another.
pub async fn rerun(then: &Manifest, store: Option<&Store>) -> Result<Report, Error> {
    let ask = then.ask();
    let inputs = Inputs::read(&ask, store).await?;
    let differing = then.differing(&inputs.manifest);
    if !differing.is_empty() {
        return Err(Error::Usage(format!(
            "another run would come of it: {}",
            differing.join("; ")
        )));
    }
    walks::report(&ask, &inputs)
}

/// Whether a run needs records: for its loans, or for what its model reads. A model that cannot be read is told later,
/// with whatever else is wrong.
pub fn needs_records(ask: &Ask) -> bool {
    let reads = |asked: &String| {
        let found = super::catalog::find(asked);
        found.is_ok_and(|loaded| !standings::reads_rows(&loaded.model))
    };
    ask.loans.is_none() || reads(&ask.model) || ask.incumbent.as_ref().is_some_and(reads)
}

#[cfg(test)]
mod tests_of_reports;

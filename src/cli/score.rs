//! `zhixin score`: scores enterprises, and replays or rebuilds scores that were issued.

use super::{DATABASE, Failure, Format, RECORDS, clock, explain, models, output, score_rows};
use crate::evidence::Basis;
use crate::service::records::{self, Store};
use crate::service::score::{Request, Run, Scored, Used};
use crate::service::{catalog, experts, replay};
use crate::units::{Date, DateStyle, EnterpriseId, parse_date};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Score {
    #[command(subcommand)]
    command: Option<ScoreCommand>,
    /// Enterprises: codes, or ids with their scheme.
    ids: Vec<String>,
    /// Every enterprise on record.
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Score the rows of a file (CSV, Parquet or ARFF) by a model of given figures; nothing is issued.
    #[arg(long, conflicts_with_all = ["ids", "all", "as_of", "basis", "stage", "expert", "preview"])]
    rows: Option<PathBuf>,
    /// The column of the file that tells whom a row is about.
    #[arg(long, requires = "rows")]
    id_column: Option<String>,
    /// A shipped model or the path of a model file.
    #[arg(long, default_value = "cq-knowledge-value-2017")]
    model: String,
    /// As of which date; today if not given.
    #[arg(long)]
    as_of: Option<String>,
    /// `available`, or `recorded@` and a moment.
    #[arg(long, default_value = "available")]
    basis: String,
    /// The segment to score in, for models that have stages.
    #[arg(long)]
    stage: Option<String>,
    /// A file of what experts said.
    #[arg(long)]
    expert: Option<PathBuf>,
    /// Show the scores without issuing them.
    #[arg(long)]
    preview: bool,
    /// How to write the result.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true, global = true)]
    database: String,
}

#[derive(Debug, Subcommand)]
enum ScoreCommand {
    /// Give the very bytes of an issued score again, from its vector and its model.
    Replay {
        /// The score.
        id: String,
    },
    /// Work the indicators of an issued score out of the evidence again, then replay it.
    Rebuild {
        /// The score.
        id: String,
    },
}

impl Score {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        match &self.command {
            Some(ScoreCommand::Replay { id }) => {
                let store = self.open().await?;
                output::line(&replay::replay(&store, id).await?.assessment);
                Ok(())
            }
            Some(ScoreCommand::Rebuild { id }) => {
                let store = self.open().await?;
                output::line(&replay::rebuild(&store, id, clock::now()).await?.assessment);
                Ok(())
            }
            None => self.score().await,
        }
    }

    async fn open(&self) -> Result<Store, Failure> {
        Ok(records::open_existing(&self.database).await?)
    }

    fn request(&self, loaded: &catalog::Loaded) -> Result<Request, Failure> {
        let now = clock::now();
        let today = clock::business_day(now);
        let as_of: Date = match &self.as_of {
            None => today,
            Some(text) => parse_date(text, DateStyle::Auto)
                .map_err(|error| Failure::Input(format!("--as-of: {error}")))?,
        };
        let basis = Basis::parse(&self.basis)
            .map_err(|error| Failure::Input(format!("--basis: {error}")))?;
        let experts = match &self.expert {
            Some(path) => experts::read(path, &loaded.model)?,
            None => experts::ExpertSheets::new(),
        };
        let issue = !self.preview;
        let (segment, actor) = (self.stage.clone(), "cli".to_owned());
        Ok(Request {
            as_of,
            basis,
            segment,
            experts,
            reader: None,
            asked: None,
            used: Used::default(),
            approval: None,
            actor,
            now,
            today,
            issue,
        })
    }

    async fn score(&self) -> Result<(), Failure> {
        if let Some(rows) = &self.rows {
            let loaded = catalog::find(&self.model)?;
            return score_rows::run(&loaded, rows, self.id_column.as_deref(), self.format);
        }
        if self.ids.is_empty() && !self.all {
            return Err(Failure::Input(
                "name enterprises to score, or ask for --all, or give --rows".to_owned(),
            ));
        }
        let mut wrong = Vec::new();
        let mut ids = Vec::new();
        for text in &self.ids {
            match EnterpriseId::parse(text) {
                Ok(id) => ids.push(id),
                Err(error) => wrong.push(error.to_string()),
            }
        }
        if !wrong.is_empty() {
            return Err(Failure::Input(wrong.join("\n")));
        }
        let loaded = catalog::find(&self.model)?;
        let request = self.request(&loaded)?;
        let store = self.open().await?;
        let run = Run::prepare(&store, &loaded, request).await?;
        if !self.all {
            let scored = run.score(&ids).await?;
            self.write(&scored);
            return Ok(());
        }
        let bar = output::progress(Some(run.enterprises().await?), "scoring");
        let mut all = Vec::new();
        run.score_all(|read, scored| {
            bar.inc(read);
            match self.format {
                Format::Json => scored.iter().for_each(json_line),
                _ => all.extend(scored.iter().map(row)),
            }
            Ok(())
        })
        .await?;
        bar.finish_and_clear();
        if self.format != Format::Json {
            self.write_ranked(all);
        }
        Ok(())
    }

    fn write(&self, scored: &[Scored]) {
        match self.format {
            Format::Json => scored.iter().for_each(json_line),
            Format::Csv => self.write_ranked(scored.iter().map(row).collect()),
            Format::Table => {
                for one in scored {
                    output::line(&explain::text(&one.id, &one.assessment));
                }
            }
        }
    }

    /// Rows from the most points to the fewest, equal points in the order of ids, with ranks.
    fn write_ranked(&self, mut rows: Vec<Row>) {
        rows.sort_by(|a, b| {
            b.points
                .cmp(&a.points)
                .then_with(|| a.cells[0].cmp(&b.cells[0]))
        });
        let header = [
            "rank",
            "enterprise",
            "name",
            "status",
            "grade",
            "points_low",
            "points_high",
            "points_max",
            "recommended_limit",
            "score",
        ];
        let mut rank = 0;
        let mut last = None;
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .enumerate()
            .map(|(at, row)| {
                if last != Some(row.points) {
                    (rank, last) = (at + 1, Some(row.points));
                }
                let mut cells = vec![rank.to_string()];
                cells.extend(row.cells);
                cells
            })
            .collect();
        match self.format {
            Format::Csv => models::csv(&header, &rows),
            _ => output::line(&output::table(&header, &rows)),
        }
    }
}

struct Row {
    points: i32,
    cells: Vec<String>,
}

fn row(scored: &Scored) -> Row {
    let assessment = &scored.assessment;
    let limit = assessment
        .recommended_limit
        .map(|limit| limit.to_string())
        .unwrap_or_default();
    Row {
        points: assessment.points.low,
        cells: vec![
            assessment.enterprise.to_string(),
            scored.registered.name.clone().unwrap_or_default(),
            explain::status_word(assessment.status),
            assessment.grade.clone().unwrap_or_default(),
            assessment.points.low.to_string(),
            assessment.points.high.to_string(),
            assessment.points.max.to_string(),
            limit,
            scored.id.clone(),
        ],
    }
}

fn json_line(scored: &Scored) {
    output::line(&String::from_utf8_lossy(&scored.assessment.to_bytes()));
}

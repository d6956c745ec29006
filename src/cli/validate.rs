//! `zhixin validate`: a model tried on rows whose outcome is known, and the report of it.

use super::{Failure, Format, models, output};
use crate::service::files;
use crate::service::validation::{Ask, Group, Report, html, lines, validate};
use crate::units::{DateStyle, parse_date};
use crate::validation::document::Settings;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// A shipped model or the path of a model file.
    model: String,
    /// Rows with a known outcome: CSV, ARFF or Parquet, with the columns that the model reads.
    data: PathBuf,
    /// The column that tells what happened 违约标志.
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// Its word for the event; the other word is no event.
    #[arg(long, value_name = "WORD")]
    event: String,
    /// The column of weights: how many rows a row stands for.
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// The column that names enterprises: folds and the bootstrap keep their rows together.
    #[arg(long, value_name = "COLUMN")]
    enterprise: Option<String>,
    /// The column of dates: months of stability, moves between grades.
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,
    /// Validate rows from this day on, against those before it as development.
    #[arg(long, value_name = "DATE", requires = "date")]
    since: Option<String>,
    /// A column that parts the population, such as the district or the industry; may be given often. A column of
    /// numbers is cut at edges, as in age:3,10.
    #[arg(long = "group", value_name = "COLUMN[:EDGE,…]", value_parser = Group::parse)]
    groups: Vec<Group>,
    /// A column that tells the cohort of a row 批次, such as the quarter of approval: the model is followed from one to
    /// the next, as it is by month; may be given often.
    #[arg(long = "cohort", value_name = "COLUMN")]
    cohorts: Vec<String>,
    /// The column of the grade in force after people looked at it, for overrides.
    #[arg(long, value_name = "COLUMN")]
    final_grade: Option<String>,
    /// Another model to compare on the same rows 挑战模型.
    #[arg(long, value_name = "MODEL")]
    challenger: Option<String>,
    /// The spec that the model was fitted by: models are made again from it on some rows and tried on the others,
    /// by enterprise, forward in time and out of time 重新拟合.
    #[arg(long, value_name = "SPEC")]
    refit: Option<PathBuf>,
    /// The area under the ROC curve at initial validation, to test against.
    #[arg(long, value_name = "AUC")]
    initial_auc: Option<f64>,
    /// Replicates of the bootstrap; 0 for none.
    #[arg(long, default_value_t = 1000)]
    bootstrap: u32,
    /// Folds that show how the area varies; no enterprise is in two.
    #[arg(long, default_value_t = 5)]
    folds: usize,
    /// The seed of everything that is drawn.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Also write the report as one HTML page.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// How to write the figures.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Validate {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let since = self.since.as_deref().map(|text| {
            parse_date(text, DateStyle::Auto)
                .map_err(|error| Failure::Input(format!("--since: {error}")))
        });
        let report = validate(&Ask {
            model: self.model.clone(),
            data: self.data.clone(),
            outcome: self.outcome.clone(),
            event: self.event.clone(),
            weight: self.weight.clone(),
            enterprise: self.enterprise.clone(),
            date: self.date.clone(),
            groups: self.groups.clone(),
            cohorts: self.cohorts.clone(),
            refit: self.refit.clone(),
            final_grade: self.final_grade.clone(),
            challenger: self.challenger.clone(),
            settings: Settings {
                since: since.transpose()?,
                initial_auc: self.initial_auc,
                replicates: self.bootstrap,
                folds: self.folds,
                seed: self.seed,
                confidence: 0.95,
            },
        })?;
        if let Some(path) = &self.html {
            files::write(path, html(&report).as_bytes())?;
            output::note(&format!("wrote {}", path.display()));
        }
        show(&report, self.format);
        Ok(())
    }
}

fn show(report: &Report, format: Format) {
    if format == Format::Json {
        output::line(&report.json());
        return;
    }
    let raw = format == Format::Csv;
    let shown = |value: Option<f64>| match value {
        None => String::new(),
        Some(value) if raw || value.fract() == 0.0 => value.to_string(),
        Some(value) if value.abs() < 0.000_05 => "0.0000".to_owned(),
        Some(value) => format!("{value:.4}"),
    };
    let header = [
        "ecb",
        "统计量",
        "statistic",
        "part",
        "value",
        "low",
        "high",
        "p",
    ];
    let rows: Vec<Vec<String>> = lines(report)
        .into_iter()
        .map(|line| {
            vec![
                line.chapter.to_owned(),
                line.zh.to_owned(),
                line.en.to_owned(),
                line.part,
                shown(line.value),
                shown(line.interval.map(|ends| ends[0])),
                shown(line.interval.map(|ends| ends[1])),
                shown(line.p),
            ]
        })
        .collect();
    if format == Format::Table {
        let model = &report.model;
        output::line(&format!(
            "{} · {} ({})",
            model.name.zh, model.name.en, model.id
        ));
        output::line(&format!(
            "model {}  data {}",
            model.digest, report.data.digest
        ));
        for note in &report.notes {
            output::line(&format!("{}\n{}", note.zh, note.en));
        }
    }
    models::rows(&header, &rows, format);
    if format == Format::Table {
        output::line(&format!("report 报告 {}", report.digest()));
    }
}

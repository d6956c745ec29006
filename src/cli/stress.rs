//! `zhixin stress`: a pool under many paths of defaults, and the report of it.

use super::{Failure, Format, models, output};
use crate::service::files;
use crate::service::stress::{Ask, Report, html, lines, rerun, stress};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Stress {
    /// Shipped terms or the path of a terms file 条款.
    #[arg(long, value_name = "TERMS", required_unless_present = "rerun")]
    terms: Option<String>,
    /// The loans under cover: CSV, ARFF or Parquet 贷款清单.
    #[arg(long, value_name = "FILE", required_unless_present = "rerun")]
    book: Option<PathBuf>,
    /// The pool's money by compartment: a TOML file 资金池期初.
    #[arg(long, value_name = "FILE", required_unless_present = "rerun")]
    pool: Option<PathBuf>,
    /// A shipped scenario (base, downturn) or the path of a scenario file 情景.
    #[arg(long, value_name = "SCENARIO", default_value = "base")]
    scenario: String,
    /// A calibrated model whose grades say probabilities of default 模型.
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// The seed of everything that is drawn.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many paths.
    #[arg(long, default_value_t = 10_000)]
    paths: u32,
    /// Over how many years.
    #[arg(long, default_value_t = 3)]
    years: u32,
    /// The probability of running short that is aimed at 目标概率.
    #[arg(long, value_name = "PROBABILITY", default_value = "0.01")]
    target: String,
    /// Do again what a manifest, or a report as JSON, was made from; the bytes are the same.
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["terms", "book", "pool", "scenario", "model", "seed", "paths", "years", "target"])]
    rerun: Option<PathBuf>,
    /// Also write the manifest of the run.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Also write the report as one HTML page.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// How to write the figures.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Stress {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let report = match &self.rerun {
            Some(path) => rerun(path)?,
            None => stress(&self.ask()?)?,
        };
        if let Some(path) = &self.manifest {
            let text = serde_json::to_string_pretty(&report.manifest);
            let text = text.expect("texts and numbers make JSON") + "\n";
            files::write(path, text.as_bytes())?;
            output::note(&format!("wrote {}", path.display()));
        }
        if let Some(path) = &self.report {
            files::write(path, html(&report).as_bytes())?;
            output::note(&format!("wrote {}", path.display()));
        }
        show(&report, self.format);
        Ok(())
    }

    fn ask(&self) -> Result<Ask, Failure> {
        let given = |value: &Option<PathBuf>| value.clone().unwrap_or_default();
        Ok(Ask {
            terms: self.terms.clone().unwrap_or_default(),
            book: given(&self.book),
            pool: given(&self.pool),
            scenario: self.scenario.clone(),
            model: self.model.clone(),
            seed: self.seed,
            paths: self.paths,
            years: self.years,
            target_ppm: target(&self.target)?,
        })
    }
}

/// A probability to the millionth.
fn target(text: &str) -> Result<u32, Failure> {
    let millionths = crate::units::Ratio::parse(text)
        .ok()
        .and_then(|of| of.checked_mul(crate::units::Ratio::from_int(1_000_000)))
        .map(crate::units::Ratio::reduced)
        .filter(|of| of.den() == 1 && (1..1_000_000).contains(&of.num()))
        .and_then(|of| u32::try_from(of.num()).ok());
    millionths.ok_or_else(|| {
        Failure::Input(format!(
            "--target: it is `{text}`; a probability above 0 and below 1 would pass, to the millionth, such as 0.01"
        ))
    })
}

fn show(report: &Report, format: Format) {
    if format == Format::Json {
        output::line(&report.json());
        return;
    }
    if format == Format::Table {
        output::line(&format!("{} · {}", report.terms.zh, report.terms.en));
        output::line(&format!("{} · {}", report.scenario.zh, report.scenario.en));
        for note in &report.notes {
            output::line(&format!("{}\n{}", note.zh, note.en));
        }
    }
    let header = ["指标", "figure", "part", "value", "low", "high"];
    let rows: Vec<Vec<String>> = lines(report)
        .into_iter()
        .map(|line| {
            let [low, high] = line.ends;
            vec![
                line.zh.to_owned(),
                line.en.to_owned(),
                line.part,
                line.value,
                low,
                high,
            ]
        })
        .collect();
    models::rows(&header, &rows, format);
    if format == Format::Table {
        output::line(&format!("report 报告 {}", report.digest()));
    }
}

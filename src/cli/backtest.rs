//! `zhixin backtest`: what a pool would have paid, had banks lent by a model.

use super::{DATABASE, Failure, Format, RECORDS, backtest_summary, models, output};
use crate::service::backtest::{
    Ask, Report, Schedule, backtest, html, lines, manifest, needs_records, rerun, shipped,
};
use crate::service::{files, records};
use crate::units::{Date, DateStyle, parse_date};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Backtest {
    /// A shipped model or the path of a model file 模型.
    #[arg(long, value_name = "MODEL", required_unless_present = "rerun")]
    model: Option<String>,
    /// The loans: CSV, ARFF or Parquet 贷款.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["rerun", "from_records"])]
    loans: Option<PathBuf>,
    /// Take the loans of the records 以台账为准.
    #[arg(long, conflicts_with_all = ["loans", "mapping", "flows"])]
    from_records: bool,
    /// A mapping of the columns of the file of loans 字段映射.
    #[arg(long, value_name = "FILE", requires = "loans")]
    mapping: Option<PathBuf>,
    /// A file of exact flows, in place of the columns of outcomes 逐笔流水.
    #[arg(long, value_name = "FILE", requires = "loans")]
    flows: Option<PathBuf>,
    /// Terms: shipped ids or paths, the versions of one programme with commas between 条款.
    #[arg(
        long,
        value_name = "TERMS",
        value_delimiter = ',',
        required_unless_present = "rerun"
    )]
    terms: Vec<String>,
    /// The first day of decisions.
    #[arg(long, value_name = "DAY", required_unless_present = "rerun")]
    from: Option<String>,
    /// The last day of the walk.
    #[arg(long, value_name = "DAY", required_unless_present = "rerun")]
    to: Option<String>,
    /// A shipped policy or the path of a policy file 策略; approve-what-scores if not given.
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,
    /// The model that was in use, to compare with 原模型.
    #[arg(long, value_name = "MODEL")]
    incumbent: Option<String>,
    /// Fit models anew by this spec, each by the outcomes known on its day 滚动重训.
    #[arg(long, value_name = "SPEC", requires = "loans")]
    refit: Option<PathBuf>,
    /// Every how many months.
    #[arg(long, value_name = "MONTHS", default_value_t = 12)]
    every: u32,
    /// Vary terms and cut-off, each point a full replay: `share=50..90,leverage=5..15,cut_off=B..D` 敏感性.
    #[arg(long, value_name = "RANGES")]
    vary: Option<String>,
    /// Let a model be newer than the decisions; every page then says so 事后模型.
    #[arg(long)]
    hindsight: bool,
    /// The seed of the intervals.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often the intervals draw.
    #[arg(long, default_value_t = 1_000)]
    replicates: u32,
    /// Do again what a manifest, or a report as JSON, was made from; the bytes are the same.
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["model", "loans", "from_records", "terms", "from", "to", "policy", "incumbent", "refit", "every", "vary", "hindsight", "seed", "replicates"])]
    rerun: Option<PathBuf>,
    /// A folder for the report as a page, as JSON and as CSV, and the manifest.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    database: String,
    /// How to write the figures.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Backtest {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let store = async |needed: bool| {
            let opened = if needed {
                Some(records::open_existing(&self.database).await?)
            } else {
                None
            };
            Ok::<_, Failure>(opened)
        };
        let report = match &self.rerun {
            Some(path) => {
                let then = manifest(path)?;
                let store = store(then.records.is_some()).await?;
                rerun(&then, store.as_ref()).await?
            }
            None => {
                let ask = self.ask()?;
                let store = store(needs_records(&ask)).await?;
                backtest(&ask, store.as_ref()).await?
            }
        };
        if let Some(folder) = &self.out {
            let pretty = serde_json::to_string_pretty(&report.manifest);
            let manifest = pretty.expect("texts and numbers make JSON") + "\n";
            files::make_folder(folder)?;
            for (name, text) in [
                ("report.html", html(&report)),
                ("report.json", report.json() + "\n"),
                ("figures.csv", models::csv_text(&HEADER, &rows(&report))),
                ("manifest.json", manifest),
            ] {
                let path = folder.join(name);
                files::write(&path, text.as_bytes())?;
                output::note(&format!("wrote {}", path.display()));
            }
        }
        show(&report, self.format);
        Ok(())
    }

    fn ask(&self) -> Result<Ask, Failure> {
        let mut wrong = Vec::new();
        let mut day = |name: &str, text: &Option<String>| {
            let read = parse_date(text.as_deref().unwrap_or_default(), DateStyle::Auto);
            read.map_err(|error| wrong.push(format!("--{name}: {error}")))
                .unwrap_or(Date::ZERO)
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if !wrong.is_empty() {
            return Err(Failure::Input(wrong.join("\n")));
        }
        let first = || shipped::policies().next().unwrap_or_default().to_owned();
        Ok(Ask {
            model: self.model.clone().unwrap_or_default(),
            loans: self.loans.clone(),
            mapping: self.mapping.clone(),
            flows: self.flows.clone(),
            terms: self.terms.clone(),
            policy: self.policy.clone().unwrap_or_else(first),
            incumbent: self.incumbent.clone(),
            refit: self.refit.clone().map(|spec| Schedule {
                spec,
                every_months: self.every,
            }),
            from,
            to,
            vary: self.vary.clone(),
            hindsight: self.hindsight,
            seed: self.seed,
            replicates: self.replicates,
        })
    }
}

const HEADER: [&str; 7] = ["policy", "指标", "figure", "part", "value", "low", "high"];

fn rows(report: &Report) -> Vec<Vec<String>> {
    let lines = lines(report).into_iter();
    lines
        .map(|line| {
            let [low, high] = line.ends;
            vec![
                line.policy,
                line.zh.to_owned(),
                line.en.to_owned(),
                line.part,
                line.value,
                low,
                high,
            ]
        })
        .collect()
}

fn show(report: &Report, format: Format) {
    match format {
        Format::Json => output::line(&report.json()),
        Format::Csv => models::rows(&HEADER, &rows(report), format),
        Format::Table => backtest_summary::show(report),
    }
}

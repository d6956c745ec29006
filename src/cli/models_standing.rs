//! `zhixin models in-force`, `shadow` and `monitor`: by which models scores are made, and how they do.

use super::governance::Asker;
use super::models::rows;
use super::models_life::scope;
use super::{DATABASE, Failure, Format, RECORDS, clock, output};
use crate::governance::{Purpose, Scope, Use, UsedAs};
use crate::service::governance as desk;
use crate::service::monitoring::{self, MonitorAsk};
use crate::service::watched;
use crate::service::{records, shadowing};
use crate::units::names::ModelId;
use crate::units::{Date, DateStyle, parse_date};
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct InForceOn {
    /// The model; any if not given.
    model: Option<String>,
    /// On which day; today if not given.
    #[arg(long)]
    on: Option<String>,
    /// For what.
    #[arg(long)]
    purpose: Option<String>,
    /// Where, such as pool=cq,product=loan,district=渝北区.
    #[arg(long)]
    scope: Option<String>,
    /// What scores as a shadow, instead of what stands.
    #[arg(long)]
    shadow: bool,
    /// How to write it.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    database: String,
}

#[derive(Debug, Args)]
pub(super) struct Shadow {
    #[command(flatten)]
    asker: Asker,
}

impl Shadow {
    /// Catches up, then writes every shadow score as a line of JSON.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let (store, caller) = self.asker.open().await?;
        // Whoever may not see them is told before anything is done.
        shadowing::shadows(&store, &caller, (0, 1)).await?;
        let now = clock::now();
        let mut catching_up = shadowing::Shadowing::begin(&store).await?;
        loop {
            let stretch = catching_up.next(PAGE, now).await?;
            stretch.failed.iter().for_each(|why| output::note(why));
            shadowing::keep(&store, &stretch.events, now).await?;
            if stretch.looked_at == 0 {
                break;
            }
        }
        let mut after = 0;
        loop {
            let page = shadowing::shadows(&store, &caller, (after, PAGE)).await?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = *last;
            for (sequence, shadow) in &page {
                output::line(&json!({"sequence": sequence, "shadow": shadow}).to_string());
            }
        }
    }
}

/// How many scores are worked at a time.
const PAGE: u32 = 500;

#[derive(Debug, Args)]
pub(super) struct Monitor {
    /// The model, by its id.
    model: String,
    /// The version; the last that is registered if not given.
    #[arg(long = "version-number", value_name = "NUMBER")]
    version: Option<i64>,
    /// The month, such as 2026-05; the last whole one if not given.
    #[arg(long)]
    month: Option<String>,
    /// The months that it is held against, such as 2025-01..2025-12.
    #[arg(long)]
    baseline: String,
    /// How to write it.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    asker: Asker,
}

impl Monitor {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let (store, caller) = self.asker.open().await?;
        let lives = desk::lives(&store, &caller, Some(&self.model)).await?;
        let life = lives
            .first()
            .ok_or_else(|| Failure::Input("there is no such model".into()))?;
        let now = clock::now();
        let ends = self.baseline.split_once("..").ok_or_else(|| {
            Failure::Input("--baseline reads FIRST..LAST, such as 2025-01..2025-12".to_owned())
        })?;
        let ask = MonitorAsk {
            digest: watched::version(life, self.version)?,
            month: match &self.month {
                Some(text) => month("--month", text)?,
                None => last_month(clock::business_day(now)),
            },
            baseline: (month("--baseline", ends.0)?, month("--baseline", ends.1)?),
        };
        let (found, failing) = monitoring::monitor(&store, &caller, life, &ask, now).await?;
        if self.format == Format::Json {
            output::line(&json!({"monitored": found, "failing": failing}).to_string());
        } else {
            let figure = |ppm: Option<i64>| ppm.map_or("—".to_owned(), millionths);
            let table = found.tests.iter().map(|of| {
                vec![
                    of.test.clone(),
                    of.of.to_string(),
                    figure(of.ppm),
                    figure(of.bound_ppm),
                    if of.failed { "failed 未通过" } else { "" }.to_owned(),
                ]
            });
            let header = ["test 检验", "of", "value", "bound", ""];
            rows(&header, &table.collect::<Vec<_>>(), self.format);
            if found.tests.iter().any(|of| of.test.starts_with("pd.")) {
                output::note(PD_NOTE);
            }
        }
        if failing.is_empty() {
            return Ok(());
        }
        let each = failing
            .iter()
            .map(|of| format!("{} since {}", of.test, of.since));
        let each: Vec<String> = each.collect();
        Err(Failure::Check(format!("failed: {}", each.join(", "))))
    }
}

/// How the tests of probabilities are to be read.
const PD_NOTE: &str = "\
pd.jeffreys 和 pd.binomial 为单侧 p 值，低于 0.05 即违约概率偏低；各等级的 p 已按 Holm 就等级数调整，组合 portfolio 单独检验。\n\
pd.jeffreys and pd.binomial are one-sided p; below 0.05 the probability is too low for the claims filed so far. Those of \
grades are adjusted by Holm for the number of grades; the portfolio is one test and is not.";

/// A month as it is written, checked by its first day.
fn month(flag: &str, text: &str) -> Result<String, Failure> {
    let first = parse_date(&format!("{text}-01"), DateStyle::Auto)
        .map_err(|_| Failure::Input(format!("{flag}: `{text}` is no month; 2026-05 would pass")))?;
    Ok(monitoring::month(first))
}

/// The month before that of a day.
fn last_month(day: Date) -> String {
    let first = day.first_of_month();
    monitoring::month(first.yesterday().unwrap_or(first))
}

/// A figure in parts per million as a decimal.
fn millionths(ppm: i64) -> String {
    format!(
        "{}{}.{:04}",
        if ppm < 0 { "-" } else { "" },
        ppm.abs() / 1_000_000,
        ppm.abs() % 1_000_000 / 100
    )
}

impl InForceOn {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let store = records::open_existing(&self.database).await?;
        let wrong = |name: &str, why: String| Failure::Input(format!("{name}: {why}"));
        let at = match &self.scope {
            Some(text) => serde_json::from_value(scope(text)?)
                .map_err(|error| wrong("--scope", error.to_string()))?,
            None => Scope::default(),
        };
        let purpose = self.purpose.as_ref().map(|text| {
            let found = Purpose::WORDS.iter().find(|(word, _)| word == text);
            found.map(|(_, purpose)| *purpose).ok_or_else(|| {
                let words: Vec<&str> = Purpose::WORDS.iter().map(|(word, _)| *word).collect();
                wrong(
                    "--purpose",
                    format!("`{text}` is none of: {}", words.join(", ")),
                )
            })
        });
        let model = self
            .model
            .as_ref()
            .map(|text| ModelId::parse(text).map_err(|error| wrong("model", error.to_string())));
        let of = Use {
            model: model.transpose()?,
            digest: None,
            used_as: if self.shadow {
                UsedAs::Shadow
            } else {
                UsedAs::InForce
            },
            purpose: purpose.transpose()?,
            at,
            on: day(self.on.as_deref())?,
        };
        let stands = desk::models_in_force(&store, &of).await?;
        if self.format == Format::Json {
            stands
                .iter()
                .for_each(|one| output::line(&json!(one).to_string()));
            return Ok(());
        }
        let table: Vec<Vec<String>> = stands
            .iter()
            .map(|one| {
                let purposes: Vec<&str> = one.purposes.iter().map(|of| of.word()).collect();
                vec![
                    one.model.to_string(),
                    one.version.to_string(),
                    one.digest.short(),
                    one.scope.to_string(),
                    purposes.join(" "),
                    one.since.to_string(),
                    one.approval.to_string(),
                ]
            })
            .collect();
        let header = [
            "model", "version", "digest", "scope", "purposes", "since", "approval",
        ];
        rows(&header, &table, self.format);
        Ok(())
    }
}

/// A day, today if none is given.
fn day(text: Option<&str>) -> Result<Date, Failure> {
    match text {
        None => Ok(clock::business_day(clock::now())),
        Some(text) => parse_date(text, DateStyle::Auto)
            .map_err(|error| Failure::Input(format!("--on: {error}"))),
    }
}

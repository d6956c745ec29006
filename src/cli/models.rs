//! `zhixin models`: what evaluation models there are, what is in them, and whether a file is right.

use super::models_export::{Diff, Export};
use super::models_life::{Approve, Life, Register, Stop, ValidateRecord};
use super::models_standing::{InForceOn, Monitor, Shadow};
use super::{Failure, Format, output};
use crate::scoring::model::{Kind, Mark, Points, PointsBySegment, Rule};
use crate::service::catalog;
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct Models {
    #[command(subcommand)]
    command: ModelsCommand,
}

#[derive(Debug, Subcommand)]
enum ModelsCommand {
    /// List the shipped models.
    List {
        /// How to write the list.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Show one model: every table, its points, its mark and source.
    Show {
        /// A shipped id or the path of a file.
        model: String,
        /// How to write it.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Check model files; every problem is told with its line.
    Check {
        /// Shipped ids or paths of files.
        #[arg(required = true)]
        models: Vec<String>,
    },
    /// Register a version of a model for validation 模型登记.
    Register(Register),
    /// Put the validation of a version on record 模型验证.
    ValidateRecord(ValidateRecord),
    /// Sign for the use of a version, first or second 模型批准.
    Approve(Approve),
    /// Stop a version until it is approved anew 模型暂停.
    Suspend(Stop),
    /// Stop a version for ever 模型退役.
    Retire(Stop),
    /// Show the versions of a model and what became of them.
    Life(Life),
    /// Show by which models scores are made on a day 现行模型.
    InForce(InForceOn),
    /// Score beside issued scores by shadow models now, and show what they said 影子评分.
    Shadow(Shadow),
    /// Test a month's scores by a version against a baseline, and keep what came of it 模型监测.
    Monitor(Monitor),
    /// Write a model for another engine 模型导出.
    Export(Export),
    /// Tell what two models differ in, or what they say differently of the same enterprises 模型比较.
    Diff(Diff),
}

impl Models {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        match &self.command {
            ModelsCommand::List { format } => list(*format),
            ModelsCommand::Show { model, format } => show(model, *format),
            ModelsCommand::Check { models } => check(models),
            ModelsCommand::Register(of) => of.run().await,
            ModelsCommand::ValidateRecord(of) => of.run().await,
            ModelsCommand::Approve(of) => of.run().await,
            ModelsCommand::Suspend(of) => of.suspend().await,
            ModelsCommand::Retire(of) => of.retire().await,
            ModelsCommand::Life(of) => of.run().await,
            ModelsCommand::InForce(of) => of.run().await,
            ModelsCommand::Shadow(of) => of.run().await,
            ModelsCommand::Monitor(of) => of.run().await,
            ModelsCommand::Export(of) => of.run(),
            ModelsCommand::Diff(of) => of.run().await,
        }
    }
}

fn list(format: Format) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for id in catalog::shipped() {
        let model = catalog::find(id)?.model;
        rows.push(vec![
            model.id.clone(),
            kind(model.kind).to_owned(),
            format!("[{}]", model.origin.mark.word()),
            model.digest().short(),
            format!("{} · {}", model.name.zh, model.name.en),
        ]);
    }
    let header = ["model", "kind", "mark", "digest", "name"];
    self::rows(&header, &rows, format);
    Ok(())
}

/// Writes rows in the format asked for.
pub(crate) fn rows(header: &[&str], rows: &[Vec<String>], format: Format) {
    match format {
        Format::Table => output::line(&output::table(header, rows)),
        Format::Csv => csv(header, rows),
        Format::Json => rows.iter().for_each(|row| {
            let pairs = header
                .iter()
                .zip(row)
                .map(|(key, cell)| ((*key).to_owned(), json!(cell)));
            output::line(&serde_json::Value::Object(pairs.collect()).to_string());
        }),
    }
}

/// Writes rows as CSV.
pub(crate) fn csv(header: &[&str], rows: &[Vec<String>]) {
    output::line(csv_text(header, rows).trim_end());
}

/// Rows as CSV.
pub(crate) fn csv_text(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer
        .write_record(header)
        .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)));
    let bytes = written
        .ok()
        .and_then(|()| writer.into_inner().ok())
        .unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Recognition => "recognition",
        Kind::Ranking => "ranking",
        Kind::Credit => "credit",
    }
}

fn show(asked: &str, format: Format) -> Result<(), Failure> {
    let loaded = catalog::find(asked)?;
    let model = &loaded.model;
    if format == Format::Json {
        let text = serde_json::to_string(&**model).map_err(|e| Failure::Input(e.to_string()))?;
        output::line(&text);
        return Ok(());
    }
    output::line(&format!(
        "{} · {} ({})",
        model.name.zh, model.name.en, model.id
    ));
    output::line(&format!(
        "version {}  kind {}  digest {}",
        model.version,
        kind(model.kind),
        model.digest()
    ));
    output::line(&format!("{}\n{}", model.about.zh, model.about.en));
    output::line(&format!(
        "{} {}",
        mark(model.origin.mark),
        model.origin.source
    ));
    for group in &model.groups {
        let added = if group.bonus { " (added 加分)" } else { "" };
        let cap = group
            .cap
            .map_or(String::new(), |cap| format!(", at most {cap}"));
        output::line(&format!(
            "\n{} · {}{added}{cap}",
            group.name.zh, group.name.en
        ));
        for table in model.tables.iter().filter(|table| table.group == group.id) {
            output::line(&format!(
                "  {} · {}  {} {}",
                table.name.zh,
                table.name.en,
                mark(table.origin.mark),
                table.origin.source
            ));
            for line in rule_lines(&table.rule) {
                output::line(&format!("    {line}"));
            }
        }
    }
    for line in super::model_outcome::lines(model) {
        output::line(&line);
    }
    Ok(())
}

pub(super) fn mark(mark: Mark) -> String {
    format!("[{}]", mark.word())
}

fn rule_lines(rule: &Rule) -> Vec<String> {
    match rule {
        Rule::Bands {
            indicator,
            bands,
            unknown,
            codes,
            ..
        } => {
            let mut lines = vec![format!("by {indicator}")];
            lines.extend(bands.iter().map(|band| {
                let ends: Vec<String> = band
                    .interval
                    .low
                    .map(|edge| {
                        format!("{} {}", if edge.above { ">" } else { "≥" }, edge.at.exact())
                    })
                    .into_iter()
                    .chain(band.interval.high.map(|edge| {
                        format!("{} {}", if edge.above { "≤" } else { "<" }, edge.at.exact())
                    }))
                    .collect();
                let ends = if ends.is_empty() {
                    "any".to_owned()
                } else {
                    ends.join(" and ")
                };
                format!("{ends}: {}", by_segment(&band.points))
            }));
            lines.extend(codes.iter().map(|code| {
                format!(
                    "special code 特殊值 {}: {}",
                    code.at.exact(),
                    by_segment(&code.points)
                )
            }));
            lines.push(format!("unknown 未知: {}", by_segment(unknown)));
            lines
        }
        Rule::List { rows, unknown } => {
            let named = rows.iter().map(|row| {
                format!(
                    "{} · {}: {}",
                    row.name.zh,
                    row.name.en,
                    by_segment(&row.points)
                )
            });
            named
                .chain([format!("unknown 未知: {}", by_segment(unknown))])
                .collect()
        }
        Rule::Expert { levels } => levels
            .iter()
            .map(|level| {
                format!(
                    "expert 专家: {} · {}: {}",
                    level.name.zh,
                    level.name.en,
                    by_segment(&level.points)
                )
            })
            .collect(),
    }
}

fn by_segment(points: &PointsBySegment) -> String {
    let one = |points: &Points| {
        if points.low == points.high {
            points.low.to_string()
        } else {
            format!("{}–{}", points.low, points.high)
        }
    };
    match points {
        PointsBySegment::All(points) => one(points),
        PointsBySegment::Each(map) => {
            let each: Vec<String> = map
                .iter()
                .map(|(segment, points)| format!("{segment} {}", one(points)))
                .collect();
            each.join(", ")
        }
    }
}

fn check(asked: &[String]) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    for model in asked {
        match catalog::find(model) {
            Ok(loaded) => {
                let unknown = loaded.model.unknown_figures();
                let note = if unknown.is_empty() {
                    String::new()
                } else {
                    format!(
                        "; it will not run until these are known: {}",
                        unknown.join("; ")
                    )
                };
                output::line(&format!("{model}: right, {}{note}", loaded.model.digest()));
            }
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Failure::Input(wrong.join("\n")))
    }
}

//! `zhixin models export` and `zhixin models diff`: a model for another engine, and what two models differ in.

use super::models::rows;
use super::{Failure, Format, clock, output};
use crate::evidence::Basis;
use crate::scoring::Program;
use crate::scoring::Value;
use crate::scoring::export::{
    Case, Dialect, End, Field, FieldKind, Unsaid, cases, differences, fields, plain, pmml, sql,
};
use crate::service::comparing::{Compared, compared};
use crate::service::score::{Request, Used};
use crate::service::{catalog, experts, files, records};
use crate::units::{Date, DateStyle, parse_date};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// PMML 4.4 scorecards.
    Pmml,
    /// One select.
    Sql,
    /// Plain JSON with all of the model.
    Json,
    /// Rows at every edge with the points of this engine, as CSV, to check an import by.
    Cases,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
    Duckdb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Least,
    Most,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// A shipped id or the path of a file.
    model: String,
    /// The format.
    #[arg(long, value_enum)]
    to: To,
    /// For which engine the select is.
    #[arg(long, value_enum, default_value = "sqlite")]
    dialect: Engine,
    /// From which table it reads.
    #[arg(long, default_value = "firms")]
    table: String,
    /// Which end of a range of points PMML gives.
    #[arg(long, value_enum)]
    points: Option<Which>,
    /// Leave out what the format cannot say of where the points lead, such as limits; the file names it.
    #[arg(long)]
    points_only: bool,
    /// Where to write it; standard output if not given.
    #[arg(long, short)]
    output: Option<PathBuf>,
}

impl Export {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let program = catalog::find(&self.model)?.program()?;
        let refused =
            |refused: crate::scoring::export::Refused| Failure::Input(refused.to_string());
        let beyond = if self.points_only {
            Unsaid::Named
        } else {
            Unsaid::Refused
        };
        let end = self.points.map(|which| match which {
            Which::Least => End::Least,
            Which::Most => End::Most,
        });
        let text = match self.to {
            To::Pmml => pmml(&program, end, beyond).map_err(refused)?,
            To::Sql => {
                let dialect = match self.dialect {
                    Engine::Sqlite => Dialect::Sqlite,
                    Engine::Postgres => Dialect::Postgres,
                    Engine::Duckdb => Dialect::Duckdb,
                };
                sql(&program, &self.from()?, dialect, beyond).map_err(refused)?
            }
            To::Json => plain(&program).to_string() + "\n",
            To::Cases => csv(&program, &cases(&program, &[]))?,
        };
        match &self.output {
            Some(path) => files::write(path, text.as_bytes())?,
            None => output::bytes(text.as_bytes()),
        }
        Ok(())
    }

    /// The table: a name, with its schema before it if it has one.
    fn from(&self) -> Result<String, Failure> {
        let sign = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        if self.table.is_empty() || !self.table.chars().all(sign) {
            let message = format!(
                "--table: `{}`: letters, digits, `_` and `.` would pass",
                self.table
            );
            return Err(Failure::Input(message));
        }
        Ok(self.table.clone())
    }
}

/// What the core gives a case.
const EXPECTED: [&str; 5] = [
    "expected_segment",
    "expected_low",
    "expected_high",
    "expected_grade",
    "expected_pd_ppm",
];

/// Cases as CSV: the columns of [`fields`] with their states, then segment, points, grade and probability.
fn csv(program: &Program, cases: &[Case]) -> Result<String, Failure> {
    let fields = fields(program);
    let mut header = vec!["id".to_owned()];
    for Field { column, kind, .. } in &fields {
        header.push(column.clone());
        if *kind == FieldKind::Quotient {
            header.push(format!("{column}_den"));
        }
        header.push(format!("{column}_state"));
    }
    header.extend(EXPECTED.map(str::to_owned));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| Failure::Input(error.to_string());
    writer.write_record(&header).map_err(wrong)?;
    for (id, case) in (1..).zip(cases) {
        let mut row = vec![format!("{id}")];
        for (field, value) in fields.iter().zip(&case.values) {
            cells(field.kind, value, &mut row);
        }
        row.push(program.segment_id(case.segment).to_owned());
        row.push(case.points.low.to_string());
        row.push(case.points.high.to_string());
        let outcome = &program.model.outcome;
        let grade = case
            .grade
            .map(|at| outcome.grades[usize::from(at)].grade.clone());
        row.push(grade.unwrap_or_default());
        let calibration = outcome.calibration.as_ref();
        let ppm = calibration.and_then(|of| of.ppm(case.points.low));
        row.push(ppm.map(|ppm| ppm.to_string()).unwrap_or_default());
        writer.write_record(&row).map_err(wrong)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::Input(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::Input(error.to_string()))
}

fn cells(kind: FieldKind, value: &Value, row: &mut Vec<String>) {
    let (number, den, state) = match value {
        Value::Number(number) => (number.num().to_string(), number.den().to_string(), "known"),
        Value::Word(word) => (word.clone(), String::new(), "known"),
        Value::Unknown => (String::new(), String::new(), "unknown"),
        Value::NotApplicable => (String::new(), String::new(), "not_applicable"),
        Value::NotComputable => (String::new(), String::new(), "not_computable"),
    };
    row.push(number);
    if kind == FieldKind::Quotient {
        row.push(den);
    }
    row.push(state.to_owned());
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// A shipped id or the path of a file.
    one: String,
    /// Another.
    other: String,
    /// Compare what they say of every enterprise on record as of this day: the first as champion, the other as
    /// challenger.
    #[arg(long, requires = "database")]
    as_of: Option<String>,
    /// Where the records are.
    #[arg(long, requires = "as_of")]
    database: Option<String>,
    /// How to write it.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Diff {
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let (one, other) = (catalog::find(&self.one)?, catalog::find(&self.other)?);
        if let (Some(as_of), Some(database)) = (&self.as_of, &self.database) {
            let store = records::open_existing(database).await?;
            let as_of = parse_date(as_of, DateStyle::Auto)
                .map_err(|error| Failure::Input(format!("--as-of: {error}")))?;
            let bar = output::progress(None, "comparing");
            let request = request(as_of);
            let found = compared(&store, (&one, &other), &request, |read| bar.inc(read)).await?;
            bar.finish_and_clear();
            self.tell(&found);
            return Ok(());
        }
        let found = differences(&one.model, &other.model);
        if self.format == Format::Json {
            found
                .iter()
                .for_each(|of| output::line(&json!(of).to_string()));
            return Ok(());
        }
        let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
        let table: Vec<Vec<String>> = found
            .iter()
            .map(|of| vec![of.at.clone(), cell(&of.one), cell(&of.other)])
            .collect();
        rows(&["where", &self.one, &self.other], &table, self.format);
        if found.is_empty() {
            output::note("they mean the same");
        }
        Ok(())
    }

    fn tell(&self, found: &Compared) {
        match self.format {
            Format::Json => output::line(&json!(found).to_string()),
            Format::Csv => {
                let header = [
                    "enterprise",
                    "champion",
                    "champion_points",
                    "challenger",
                    "challenger_points",
                ];
                let table = found.moved.iter().map(|of| {
                    let cells = |said: &crate::service::comparing::Said| {
                        [said.outcome.clone(), said.points.to_string()]
                    };
                    let [one, points] = cells(&of.champion);
                    let [other, others] = cells(&of.challenger);
                    vec![of.enterprise.clone(), one, points, other, others]
                });
                rows(&header, &table.collect::<Vec<_>>(), Format::Csv);
            }
            Format::Table => self.table(found),
        }
    }

    fn table(&self, found: &Compared) {
        output::line(&format!(
            "champion 冠军 {}  challenger 挑战者 {}  {} enterprises, {} with another outcome",
            self.one,
            self.other,
            found.enterprises,
            found.moved.len()
        ));
        output::line(&format!(
            "swapped out 换出 {}  swapped in 换入 {}  accepted by both {}  by neither {}\n",
            found.swapped_out, found.swapped_in, found.both, found.neither
        ));
        let columns: std::collections::BTreeSet<&String> =
            found.moves.values().flat_map(|row| row.keys()).collect();
        let mut header = vec!["champion \\ challenger"];
        header.extend(columns.iter().map(|name| name.as_str()));
        let table = found.moves.iter().map(|(outcome, row)| {
            let cells = columns
                .iter()
                .map(|name| row.get(*name).copied().unwrap_or(0).to_string());
            [outcome.clone()]
                .into_iter()
                .chain(cells)
                .collect::<Vec<_>>()
        });
        rows(&header, &table.collect::<Vec<_>>(), Format::Table);
        let tenths = (0..10).map(|at| {
            vec![
                format!("{}–{} %", at * 10, at * 10 + 10),
                found.tenths[0][at].to_string(),
                found.tenths[1][at].to_string(),
            ]
        });
        output::line("");
        let header = ["points of the most 得分占比", "champion", "challenger"];
        rows(&header, &tenths.collect::<Vec<_>>(), Format::Table);
    }
}

fn request(as_of: Date) -> Request {
    let now = clock::now();
    Request {
        as_of,
        basis: Basis::Available,
        segment: None,
        experts: experts::ExpertSheets::new(),
        reader: None,
        asked: None,
        used: Used::default(),
        approval: None,
        actor: "cli".to_owned(),
        now,
        today: clock::business_day(now),
        issue: false,
    }
}

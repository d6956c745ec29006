//! `zhixin fit`: learns a model from rows with a known outcome, and shows how it came about.

use super::{
    DATABASE, Failure, Format, RECORDS, clock, fit_additive, fit_challengers, fit_probabilities,
    models, output,
};
use crate::fitting::report::FitReport;
use crate::fitting::{Binning, Profile, Spec};
use crate::service::fit::{Fitted, Report};
use crate::service::{files, fit, fit_records, records};
use crate::units::{DateStyle, parse_date};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Fit {
    /// Rows to learn from: CSV, Parquet or ARFF.
    #[arg(
        required_unless_present = "from_records",
        conflicts_with = "from_records"
    )]
    data: Option<PathBuf>,
    /// Learn from borrowers on record, point in time, what the books of the pools tell came of them.
    #[arg(long, requires = "as_of", conflicts_with = "profile")]
    from_records: bool,
    /// A day as of which borrowers are looked at; may be given several times.
    #[arg(long, requires = "from_records")]
    as_of: Vec<String>,
    /// For how long the event is looked for, such as `12m`; that of the spec if not given.
    #[arg(long, requires = "from_records")]
    horizon: Option<String>,
    /// Where the records are.
    #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    database: String,
    /// The spec: what is to be learned from which columns.
    #[arg(long)]
    spec: PathBuf,
    /// Where the model is written.
    #[arg(long, required_unless_present = "profile")]
    out: Option<PathBuf>,
    /// Where the report is written; beside the model, as `.report.json`, if not given.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Applicants who were refused, in a file of their own with the same columns; `[reject]` in the spec says what is
    /// assumed of them.
    #[arg(long, value_name = "FILE", conflicts_with = "from_records")]
    refused: Option<PathBuf>,
    /// Only look at the columns.
    #[arg(long, conflicts_with_all = ["out", "report"])]
    profile: bool,
    /// How to write the result.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Fit {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        let mut spec = fit::spec(&self.spec)?;
        let fitted = match &self.data {
            None => {
                let ask = self.ask(&mut spec)?;
                let store = records::open_existing(&self.database).await?;
                fit_records::fit(&store, &spec, &ask).await?
            }
            Some(data) if self.profile => {
                let gathered = fit::gather(data, self.refused.as_deref(), &spec)?;
                profiles(&gathered.profiles, self.format);
                return Ok(());
            }
            Some(data) => fit::fit(data, self.refused.as_deref(), &spec)?,
        };
        self.write(&fitted)
    }

    /// The days and the horizon that are asked for.
    fn ask(&self, spec: &mut Spec) -> Result<fit_records::Ask, Failure> {
        let day = |text: &String| {
            let day = parse_date(text, DateStyle::Auto);
            day.map_err(|error| Failure::Input(format!("--as-of: {error}")))
        };
        if let Some(text) = &self.horizon {
            let months = text
                .strip_suffix('m')
                .and_then(|months| months.parse().ok());
            let months = months.filter(|months| (1..=600).contains(months));
            spec.target.horizon_months = months.ok_or_else(|| {
                Failure::Input(format!(
                    "--horizon: `{text}` is no number of months, as 12m is"
                ))
            })?;
        }
        Ok(fit_records::Ask {
            as_of: self.as_of.iter().map(day).collect::<Result<_, _>>()?,
            today: clock::business_day(clock::now()),
        })
    }

    fn write(&self, fitted: &Fitted) -> Result<(), Failure> {
        let Some(out) = &self.out else {
            return Err(Failure::Input(
                "give --out, where the model is written".to_owned(),
            ));
        };
        let report = self.report.clone();
        let report = report.unwrap_or_else(|| out.with_extension("report.json"));
        let text = serde_json::to_string_pretty(&fitted.written())
            .map_err(|error| Failure::Input(error.to_string()))?;
        files::write(out, fitted.text.as_bytes())?;
        files::write(&report, format!("{text}\n").as_bytes())?;
        match self.format {
            Format::Json => output::line(&text),
            Format::Csv => match &fitted.report {
                Report::Scorecard(report) => bins_csv(report),
                Report::Additive(report) => fit_additive::bins_csv(report),
            },
            Format::Table => {
                match &fitted.report {
                    Report::Scorecard(report) => shown(report),
                    Report::Additive(report) => fit_additive::shown(report),
                }
                if let Some(challenged) = &fitted.challenged {
                    fit_challengers::shown(challenged);
                }
                output::note(&format!(
                    "model: {}\nreport: {}",
                    out.display(),
                    report.display()
                ));
            }
        }
        Ok(())
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// What is to be known of each column, before anything is learned.
pub(super) fn profiles(profiles: &[Profile], format: Format) {
    let header = [
        "column", "kind", "missing", "distinct", "least", "greatest", "auc", "note",
    ];
    let rows = profiles.iter().map(|profile| {
        let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
        let kind = match profile.kind {
            crate::scoring::model::InputKind::Number => "number",
            crate::scoring::model::InputKind::Category => "category",
        };
        let left = profile
            .left_out
            .iter()
            .map(|reason| format!("left out: {reason}"));
        let notes: Vec<String> = left.chain(profile.warnings.iter().cloned()).collect();
        let many = || "many".to_owned();
        vec![
            profile.column.clone(),
            kind.to_owned(),
            profile.missing.to_string(),
            profile
                .distinct
                .map_or_else(many, |count| count.to_string()),
            number(profile.least),
            number(profile.greatest),
            profile
                .auc
                .map(|auc| format!("{auc:.4}"))
                .unwrap_or_default(),
            notes.join("; "),
        ]
    });
    models::rows(&header, &rows.collect::<Vec<_>>(), format);
}

const BIN_COLUMNS: [&str; 11] = [
    "bin", "rows", "share", "events", "others", "rate", "from", "to", "woe", "iv", "js",
];

/// A name as a table has room for it; the words of a category may be many.
fn short(name: &str) -> String {
    const ROOM: usize = 48;
    if name.chars().count() <= ROOM {
        return name.to_owned();
    }
    let begins: String = name.chars().take(ROOM - 1).collect();
    format!("{begins}…")
}

fn bin_cells(binning: &Binning) -> Vec<Vec<String>> {
    let filled = binning.bins.iter().filter(|bin| bin.counts.rows > 0);
    let cells = filled.map(|bin| {
        vec![
            if bin.name.zh == bin.name.en {
                bin.name.en.clone()
            } else {
                format!("{} {}", bin.name.zh, bin.name.en)
            },
            bin.counts.rows.to_string(),
            percent(bin.share),
            bin.counts.events.to_string(),
            bin.counts.others.to_string(),
            percent(bin.rate),
            percent(bin.interval.0),
            percent(bin.interval.1),
            format!("{:.4}", bin.woe),
            format!("{:.4}", bin.iv),
            format!("{:.4}", bin.js),
        ]
    });
    cells.collect()
}

fn bins_csv(report: &FitReport) {
    let mut header = vec!["variable"];
    header.extend(BIN_COLUMNS);
    let rows = report.binning.iter().flat_map(|binning| {
        bin_cells(binning).into_iter().map(|mut cells| {
            cells.insert(0, binning.column.clone());
            cells
        })
    });
    models::csv(&header, &rows.collect::<Vec<_>>());
}

/// The whole story of a fit, for people.
fn shown(report: &FitReport) {
    output::line(&format!(
        "columns 变量概况: {} rows, {} events, {}",
        report.facts.sample.rows,
        report.facts.sample.events,
        percent(report.sample_rate)
    ));
    profiles(&report.facts.columns, Format::Table);
    for out in &report.facts.excluded {
        output::line(&format!(
            "left out by the spec: {}, {}",
            out.column, out.reason
        ));
    }
    let used = |column: &str| report.points.iter().any(|points| points.column == column);
    for binning in report
        .binning
        .iter()
        .filter(|binning| used(&binning.column))
    {
        let by_hand = if binning.by_hand { ", by hand" } else { "" };
        output::line(&format!(
            "\n{} 分箱 binning: {}{by_hand}, IV {:.4}, JS {:.4}",
            binning.column,
            binning.trend.word(),
            binning.iv,
            binning.js
        ));
        let mut rows = bin_cells(binning);
        rows.iter_mut()
            .for_each(|cells| cells[0] = short(&cells[0]));
        output::line(&output::table(&BIN_COLUMNS, &rows));
    }
    for (column, reason) in &report.unbinned {
        output::line(&format!("not binned: {column}: {reason}"));
    }
    output::line("\nselection 变量筛选");
    let trail = report.selection.iter().map(|decision| {
        let act = match decision.act {
            crate::fitting::selection::Act::Enters => "enters",
            crate::fitting::selection::Act::Leaves => "leaves",
            crate::fitting::selection::Act::Out => "out",
        };
        vec![
            decision.column.clone(),
            act.to_owned(),
            decision.why.clone(),
        ]
    });
    let trail: Vec<Vec<String>> = trail.collect();
    output::line(&output::table(&["variable", "decision", "why"], &trail));
    regression(report);
    points(report);
    fit_probabilities::shown(&report.probabilities, report.reject.as_ref());
    for warning in &report.warnings {
        output::line(&format!("warning 注意: {warning}"));
    }
}

fn regression(report: &FitReport) {
    let regression = &report.regression;
    output::line("\nregression 逻辑回归 (log-odds of the event, per unit of WoE)");
    let cells = |name: &str, c: &crate::fitting::logistic::Coefficient, vif: Option<f64>| {
        let number = |value: Option<f64>| value.map(|v| format!("{v:.4}")).unwrap_or_default();
        vec![
            name.to_owned(),
            format!("{:.6}", c.value),
            number(c.error),
            number(c.z),
            c.p.map(|p| format!("{p:.2e}")).unwrap_or_default(),
            vif.map(|v| format!("{v:.2}")).unwrap_or_default(),
        ]
    };
    let mut rows = vec![cells("intercept 截距", &regression.intercept, None)];
    let each = regression.coefficients.iter();
    rows.extend(each.map(|named| cells(&named.column, &named.coefficient, named.vif)));
    let header = ["variable", "coefficient", "error", "z", "p", "vif"];
    output::line(&output::table(&header, &rows));
    output::line(&format!(
        "log-likelihood {:.4}, of the intercept alone {:.4}, McFadden's R² {:.4}",
        regression.log_likelihood, regression.null_log_likelihood, regression.mcfadden
    ));
}

fn points(report: &FitReport) {
    let scale = report.scale;
    output::line(&format!(
        "\npoints 分值: {} at odds of {} to 1, {} double the odds; base 基础分 {}",
        scale.base, scale.odds, scale.pdo, report.base_points
    ));
    let rows = report.points.iter().flat_map(|table| {
        table.bins.iter().map(|(bin, exact, whole)| {
            vec![
                table.column.clone(),
                short(bin),
                format!("{exact:.3}"),
                whole.to_string(),
            ]
        })
    });
    let header = ["variable", "bin", "exact", "points"];
    output::line(&output::table(&header, &rows.collect::<Vec<_>>()));
    output::line(&format!(
        "rounding moves a score by at most {:.3} points, the odds by a factor of {:.4}",
        report.worst_rounding_error, report.worst_rounding_odds
    ));
}

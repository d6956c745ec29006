//! `zhixin demo`: the sample province imported, scored, explained and reported, with nothing to set up.

use super::{Failure, clock, explain, output};
use crate::service::demo::{self, AS_OF, MODEL, Shown};
use crate::service::intake::Taken;
use crate::service::{files, records};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The folder for the report and the records.
    #[arg(long, value_name = "FOLDER", default_value = "zhixin-demo")]
    into: PathBuf,
}

impl Demo {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        files::make_folder(&self.into)?;
        let database = self.into.join("zhixin.db");
        let store = records::open(&format!("sqlite://{}", database.display())).await?;
        let now = clock::now();
        let bar = output::progress(None, "importing");
        let shown = demo::run(&store, now, clock::business_day(now), |done, whole| {
            bar.set_length(whole);
            bar.set_position(done);
        })
        .await;
        bar.finish_and_clear();
        let shown = shown?;
        let report = self.into.join("report.html");
        files::write(&report, shown.report.as_bytes())?;
        imported(&shown.taken);
        portfolio(&shown);
        if let Some(one) = &shown.explained {
            let name = one.registered.name.as_deref().unwrap_or("");
            output::line(&format!(
                "\n── one enterprise explained 一家企业的评价: {name}\n"
            ));
            output::line(explain::text(&one.id, &one.assessment).trim_end());
        }
        pool(&shown);
        next(&shown, &database, &report);
        Ok(())
    }
}

/// What came of the pool that lent on the scores.
fn pool(shown: &Shown) {
    let of = &shown.pool;
    output::line(&format!(
        "\n── the pool 资金池: {} loans of {} yuan on these scores, by the terms of a sample; {} events in the books\n",
        of.loans, of.limits, of.events
    ));
    let figures = [
        ("托管存款 cash at custodian", of.cash),
        ("净资产 net assets", of.net_assets),
        ("在保责任 cover", of.cover),
        ("补偿支出 compensation", of.compensation),
        ("追偿收入 recoveries", of.recoveries),
    ];
    let rows: Vec<Vec<String>> = figures
        .iter()
        .map(|(name, amount)| vec![format!("  {name}"), amount.to_string()])
        .collect();
    output::line(&output::table(&["  account 科目", "yuan"], &rows));
    for tripped in &of.tripped {
        output::line(&format!("\n  tripped 熔断: {tripped}"));
    }
    for refused in &of.refused {
        output::line(&format!("  refused 拒绝: {refused}"));
    }
}

/// Commands that go on from here.
fn next(shown: &Shown, database: &Path, report: &Path) {
    let records = format!("--database sqlite://{}", database.display());
    output::line("\n── what to try next 接下来可以试试\n");
    output::line(&format!("  open {} in a browser", report.display()));
    let mut tries = vec![
        format!("zhixin import rejects {records}"),
        format!("zhixin score --all --model hnte-2016 --as-of {AS_OF} --format csv {records}"),
        format!("zhixin models show {MODEL}"),
        format!("zhixin pool position {records}"),
        format!("zhixin pool events {records}"),
        format!("zhixin ledger verify {records}"),
    ];
    if let Some(one) = &shown.explained {
        let id = &one.assessment.enterprise;
        tries.insert(0, format!("zhixin score replay {} {records}", one.id));
        tries.insert(
            0,
            format!("zhixin score {id} --model {MODEL} --as-of 2019-07-31 {records}"),
        );
    }
    for text in tries {
        output::line(&format!("  {text}"));
    }
    output::line("\n  where zhixin is not installed: cargo run --release -- in its place");
}

/// What became of the rows, all files together.
fn imported(taken: &[Taken]) {
    let sum = |read: fn(&Taken) -> i64| taken.iter().map(read).sum::<i64>();
    let (read, accepted) = (sum(|t| t.counts.read), sum(|t| t.counts.accepted));
    let (rejected, duplicate) = (sum(|t| t.counts.rejected), sum(|t| t.counts.duplicate));
    output::line(&format!(
        "── evidence 证据: {} files, {read} rows read = {accepted} accepted + {rejected} rejected + \
         {duplicate} duplicate; {} facts\n",
        taken.len(),
        sum(|t| t.counts.facts)
    ));
    let rows: Vec<Vec<String>> = taken
        .iter()
        .map(|file| {
            let counts = file.counts;
            let mut row = vec![format!("  {}", file.file)];
            row.extend(
                [
                    counts.read,
                    counts.accepted,
                    counts.rejected,
                    counts.duplicate,
                ]
                .map(|count| count.to_string()),
            );
            row.push(if file.already { "imported before" } else { "" }.to_owned());
            row
        })
        .collect();
    let header = [
        "  file 文件",
        "rows 行",
        "accepted 接受",
        "rejected 拒绝",
        "duplicate 重复",
        "",
    ];
    output::line(&output::table(&header, &rows));
}

/// Grades and districts.
fn portfolio(shown: &Shown) {
    let portfolio = &shown.portfolio;
    output::line(&format!(
        "\n── portfolio 总体: {} enterprises scored by {MODEL} as of {AS_OF}, limits together {} yuan\n",
        portfolio.enterprises, portfolio.limits
    ));
    let rows: Vec<Vec<String>> = portfolio
        .grades
        .values()
        .map(|line| {
            vec![
                format!("  {}", line.label),
                line.enterprises.to_string(),
                line.limits.to_string(),
            ]
        })
        .collect();
    let header = ["  grade 等级", "enterprises 企业", "limits 额度合计 (yuan)"];
    output::line(&output::table(&header, &rows));
    let rows: Vec<Vec<String>> = portfolio
        .districts
        .iter()
        .map(|(district, line)| {
            vec![
                format!("  {district}"),
                line.enterprises.to_string(),
                line.with_limit.to_string(),
                line.limits.to_string(),
            ]
        })
        .collect();
    let header = [
        "\n  district 区县",
        "enterprises 企业",
        "with limit 有额度",
        "limits 额度合计 (yuan)",
    ];
    output::line(&output::table(&header, &rows));
    let vetoes: Vec<String> = portfolio
        .vetoes
        .iter()
        .map(|(veto, count)| format!("{veto}: {count}"))
        .collect();
    if !vetoes.is_empty() {
        output::line(&format!("\n  vetoes 否决: {}", vetoes.join("; ")));
    }
}

//! The command line: arguments in, use cases called, text, JSON or CSV out.

mod access;
mod access_arguments;
mod backtest;
mod backtest_summary;
mod client;
mod client_arguments;
mod client_batches;
mod client_conformance;
mod client_scenarios;
mod client_shown;
mod clock;
mod db;
mod demo;
mod doctor;
mod explain;
mod fit;
mod fit_additive;
mod fit_challengers;
mod fit_probabilities;
mod governance;
mod import;
mod ledger;
mod model_outcome;
mod models;
mod models_export;
mod models_life;
mod models_standing;
mod output;
mod pool;
mod pool_arguments;
mod pool_batch;
mod pool_incentives;
mod pool_reconcile;
mod pool_statement;
mod score;
mod score_rows;
mod serve;
mod stress;
mod terms;
mod terms_calendar;
mod validate;

use clap::{Parser, Subcommand, ValueEnum};
use std::process::ExitCode;

/// Where the records are, if nobody says it.
const RECORDS: &str = "sqlite://zhixin.db";

/// The variable of the environment that may say it: an address with a password is not for a command line, which
/// everybody on the machine can read.
const DATABASE: &str = "ZHIXIN_DATABASE";

/// Knowledge-value credit 知识价值信用: score technology enterprises on what they know.
#[derive(Debug, Parser)]
#[command(name = "zhixin", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import a sample province, score every enterprise, and write a report.
    Demo(demo::Demo),
    /// Import evidence from CSV, XLSX or JSON lines.
    Import(import::Import),
    /// Score enterprises, replay a score, or rebuild its indicators.
    Score(score::Score),
    /// Learn a model from rows with a known outcome 建模.
    Fit(fit::Fit),
    /// List, show or check evaluation models, and move them through their life.
    Models(models::Models),
    /// Try a model on rows whose outcome is known, and write the report 模型验证.
    Validate(validate::Validate),
    /// Tell what a pool would have paid, had banks lent by a model 回测.
    Backtest(backtest::Backtest),
    /// Walk a pool through many paths of defaults, and tell what they cost 压力测试.
    Stress(stress::Stress),
    /// List, show, check or record terms of pools.
    Terms(terms::TermsOf),
    /// Ask the books of pools, or look into them.
    Pool(pool_arguments::Pool),
    /// Register clients of the service and care for their credentials and for the signing keys.
    Access(access_arguments::Access),
    /// Record, take back or list what enterprises let others read 授权.
    #[command(subcommand)]
    Consent(governance::Consent),
    /// Take an objection of an enterprise from receipt to answer 异议.
    #[command(subcommand)]
    Objection(governance::Objection),
    /// See who looked at an enterprise, and seal the log into the journal 查询记录.
    #[command(subcommand, name = "look-ups")]
    LookUps(governance::LookUps),
    /// Serve banks, the commission and auditors over HTTP.
    Serve(serve::Serve),
    /// Ask a service over HTTP, as a bank does 客户端.
    Client(client_arguments::Client),
    /// Look for what wants somebody's eye.
    Doctor(doctor::Doctor),
    /// Care for the file of the records.
    Db(db::Db),
    /// Export, verify, sign, prove or redact the journal.
    Ledger(ledger::Ledger),
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// One JSON document a line.
    Json,
    /// Comma-separated.
    Csv,
}

/// How a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A check failed: exit code 1.
    Check(String),
    /// Bad usage or input: exit code 2.
    Input(String),
}

impl From<crate::service::client::ClientError> for Failure {
    fn from(error: crate::service::client::ClientError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<crate::service::Error> for Failure {
    fn from(error: crate::service::Error) -> Self {
        match error {
            crate::service::Error::ReplayDiffers(..)
            | crate::service::Error::Broken(_)
            | crate::service::Error::BooksDiffer(_)
            | crate::service::Error::TermsDiffer(_)
            | crate::service::Error::GovernanceDiffers(_)
            | crate::service::Error::StatementLost(..)
            | crate::service::Error::HeadDiffers(..)
            | crate::service::Error::Store(crate::service::records::StoreError::Damaged {
                ..
            }) => Self::Check(error.to_string()),
            crate::service::Error::Ledger(ref failed) if failed.is_failed_check() => {
                Self::Check(error.to_string())
            }
            _ => Self::Input(error.to_string()),
        }
    }
}

/// Runs the command that the process was started with: 0 on success, 1 on a failed check, 2 on bad
/// usage or input.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return output::failed(&Failure::Input(format!("no runtime: {error}"))),
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Demo(demo) => demo.run().await,
            Command::Db(db) => db.run().await,
            Command::Import(import) => import.run().await,
            Command::Score(score) => score.run().await,
            Command::Fit(fit) => fit.run().await,
            Command::Models(models) => models.run().await,
            Command::Validate(of) => of.run(),
            Command::Backtest(of) => of.run().await,
            Command::Stress(of) => of.run(),
            Command::Terms(terms) => terms.run().await,
            Command::Pool(pool) => pool::run(&pool).await,
            Command::Access(of) => access::run(&of).await,
            Command::Consent(consent) => consent.run().await,
            Command::Objection(objection) => objection.run().await,
            Command::LookUps(look_ups) => look_ups.run().await,
            Command::Serve(serve) => serve.run().await,
            Command::Client(of) => client::run(&of).await,
            Command::Doctor(doctor) => doctor.run().await,
            Command::Ledger(ledger) => ledger.run().await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output::failed(&failure),
    }
}

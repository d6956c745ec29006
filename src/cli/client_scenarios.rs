//! The arguments of `zhixin client conformance`: which sandbox the scenarios run in, and who takes part.

use super::client_arguments::{file, given, path_of, text};
use clap::{ArgAction, ArgMatches, Command};
use std::path::PathBuf;

/// How to run the scenarios.
#[derive(Debug, Clone, Default)]
pub(super) struct ConformanceAsked {
    pub(super) bank: Option<String>,
    pub(super) pool: Option<String>,
    pub(super) district: Option<String>,
    pub(super) first_day: String,
    pub(super) enterprise: Option<String>,
    pub(super) loan: Option<PathBuf>,
    pub(super) also: Vec<String>,
}

pub(super) fn conformance() -> Command {
    Command::new("conformance")
        .about("Run scripted scenarios against a sandbox, and list what holds 一致性测试")
        .arg(text("bank", "The bank's own id, as in bank:ID"))
        .arg(text("pool", "A pool to lend in; a new one where a maker is given").requires("district"))
        .arg(text("district", "A district of it").requires("pool"))
        .arg(
            text("first-day", "The first day on which something is booked; it must not be closed")
                .default_value("2024-03-04"),
        )
        .arg(text("enterprise", "An enterprise of which the sandbox has evidence"))
        .arg(file("loan", "Fields of a loan as JSON, for a pool with other terms"))
        .arg(
            text(
                "also",
                "Someone else, as ROLE=CLIENT:SECRETFILE; roles: other-bank, maker, checker, payer, operator",
            )
            .action(ArgAction::Append),
        )
}

pub(super) fn conformance_asked(of: &ArgMatches) -> ConformanceAsked {
    let also = of.get_many::<String>("also");
    ConformanceAsked {
        bank: given(of, "bank"),
        pool: given(of, "pool"),
        district: given(of, "district"),
        first_day: given(of, "first-day").unwrap_or_default(),
        enterprise: given(of, "enterprise"),
        loan: path_of(of, "loan"),
        also: also.map(|all| all.cloned().collect()).unwrap_or_default(),
    }
}

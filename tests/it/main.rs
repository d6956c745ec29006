//! The integration tests: the program and the library as their users meet them, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and one that was not run says so"
)]
#![allow(
    clippy::too_many_lines,
    reason = "a test tells a whole life, and what was answered stands in it"
)]

mod access;
mod backtest;
mod backups;
mod books;
mod case_of_loans;
mod checkpoints;
mod cluster;
mod command_line;
mod contributors;
mod custodian_lines;
mod deployed;
mod exports;
mod facts;
mod fitting;
mod fitting_challengers;
mod fitting_probabilities;
mod governance;
mod grammar;
mod http;
mod incentives;
mod issued;
mod issued_statements;
mod journal;
mod killed;
mod killed_books;
mod killed_service;
mod never_panics;
mod oauth;
mod open_twice;
mod opening;
mod place;
mod pool_commands;
mod province;
mod readers;
mod real_input;
mod recorded_calendar;
mod recorded_rates;
mod recorded_terms;
mod rules;
mod scenarios;
mod scoring;
mod shipped;
mod simulation;
mod stress;
mod subject;
mod validate;

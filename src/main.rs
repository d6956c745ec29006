//! The `zhixin` command: hands the process to the command-line room.

use std::process::ExitCode;

fn main() -> ExitCode {
    zhixin::cli::run()
}

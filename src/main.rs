//! The `zhixin` command: hands the process to the command-line room.

use std::process::ExitCode;

/// Documents and dossiers are thousands of small texts, which this allocator gives out in half the
/// time that the system's takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    zhixin::cli::run()
}

//! Entry of the `ja4soc` binary: parse, dispatch, exit code.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;

fn main() -> ExitCode {
    server::run::main(&Cli::parse())
}

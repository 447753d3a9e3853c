//! v6dojo: arguments in, exit status out.

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;
use v6dojo::cli;

fn main() -> ExitCode {
    cli::run(cli::Arguments::parse()).unwrap_or_else(|error| {
        // Standard error may be closed; there is nowhere else to say it.
        let _ = writeln!(std::io::stderr(), "v6dojo: {error:#}");
        ExitCode::FAILURE
    })
}

//! `v6dojo wire lookup`: the longest of many prefixes that covers an address.

use super::input::{content, each, wrong};
use crate::cli::{NOT_UNDERSTOOD, eprint};
use crate::net::lpm::Routes;
use anyhow::{Context, Result};
use clap::Args;
use ipnet::IpNet;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is looked up where.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  $ printf '::/0\\n64:ff9b::/96\\n' > routes\n  \
                        $ v6dojo wire lookup --routes routes 64:ff9b::141b:b171\n  64:ff9b::/96")]
pub struct Lookup {
    /// The routes: a prefix a line, of both families; an address without a length is a host's. `#` begins
    /// a comment.
    #[arg(long, value_name = "FILE")]
    routes: PathBuf,
    /// The address; `-` reads one a line from standard input.
    #[arg(value_name = "ADDRESS")]
    address: String,
}

impl Lookup {
    /// Prints the longest prefix of each address, `-` where none covers it.
    pub fn run(&self) -> Result<ExitCode> {
        let Some(routes) = self.read()? else { return Ok(ExitCode::from(NOT_UNDERSTOOD)) };
        each(&self.address, |text| {
            let address: Result<IpAddr, _> = text.parse();
            let found = address.map_err(|_| wrong(format!("`{text}` is no IP address")));
            found.map(|it| routes.longest(it).map_or("-".to_owned(), |(prefix, ())| prefix.to_string())).into()
        })
    }

    /// The routes of the file; none where some line of it is no prefix, which is told.
    fn read(&self) -> Result<Option<Routes<()>>> {
        let file = self.routes.display();
        let text = std::fs::read_to_string(&self.routes).with_context(|| format!("read the routes {file}"))?;
        let mut routes = Vec::new();
        let mut understood = true;
        for (index, line) in text.lines().enumerate() {
            let Some((indent, text)) = content(line) else { continue };
            match text.parse().or_else(|_| text.parse().map(|host: IpAddr| IpNet::from(host))) {
                Ok(prefix) => routes.push((prefix, ())),
                Err(_) => {
                    understood = false;
                    eprint(&format!("{file}:{}:{}: `{text}` is no prefix\n", index + 1, indent + 1));
                }
            }
        }
        Ok(understood.then(|| routes.into_iter().collect()))
    }
}

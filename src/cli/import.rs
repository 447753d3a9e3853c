//! `v6dojo import`: from what `aws ec2 describe-…` printed of a real account to a world file.

use super::{NOT_UNDERSTOOD, eprint, unless_gone};
use crate::guest::import;
use crate::lesson::Lang;
use crate::session::bring::{Refusal, sources};
use crate::session::whole;
use crate::words::import as say;
use anyhow::{Context, Result};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is imported.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  $ v6dojo import --script > collect.sh && sh collect.sh --region ap-northeast-1
  $ v6dojo import v6dojo-vpc --out my-vpc.yaml
  $ v6dojo sandbox --world my-vpc.yaml
  $ v6dojo reach web-1 --world my-vpc.yaml
  $ aws ec2 describe-vpcs | cat - subnets.json | v6dojo import - > my-vpc.yaml

It reads the JSON of: describe-vpcs, describe-subnets, describe-route-tables,
describe-internet-gateways, describe-egress-only-internet-gateways, describe-nat-gateways,
describe-addresses, describe-security-groups, describe-network-acls, describe-instances,
describe-network-interfaces, describe-instance-connect-endpoints and describe-vpc-attribute.
Only describe-vpcs is a must. What the simulation does not model is left out, and named on standard
error. The status is 0 where a world was written, 2 where something could not be read.")]
pub struct Import {
    /// JSON files, folders of them, or `-` for standard input; each may hold several documents.
    #[arg(value_name = "FILE", required_unless_present = "script")]
    files: Vec<PathBuf>,
    /// Write the world in this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the `aws` commands that collect the JSON on the real account. They only read.
    #[arg(long, conflicts_with_all = ["files", "out"])]
    script: bool,
}

impl Import {
    /// Does it.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        if self.script {
            return unless_gone(print(&say::script(lang)));
        }
        let made = sources(&self.files).and_then(|sources| import::import(&sources).map_err(Refusal::Problems));
        let imported = match made {
            Ok(imported) => imported,
            Err(refusal) => {
                for line in say::refusal(&refusal, lang) {
                    eprint(&format!("v6dojo: {line}\n"));
                }
                return Ok(ExitCode::from(NOT_UNDERSTOOD));
            }
        };
        for one in &imported.left_out {
            eprint(&format!("v6dojo: {}\n", say::left_out(one, lang)));
        }
        let Some(path) = &self.out else { return unless_gone(print(&imported.text)) };
        let fill = |out: &mut dyn Write| out.write_all(imported.text.as_bytes());
        whole::replace(path, fill).with_context(|| format!("write {}", path.display()))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn print(text: &str) -> Result<ExitCode> {
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

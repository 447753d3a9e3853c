//! `v6dojo notes`: the instructor's notes in a second terminal, beside `v6dojo present`.

use super::eprint;
use super::present::{room_folder, state_folder};
use crate::tui::look::fit::Asked;
use crate::tui::room::host::Link;
use crate::tui::room::run::notes;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use std::io;
use std::process::ExitCode;

/// Which stage the notes belong to.
#[derive(Debug, Args)]
#[command(after_help = "Without an address it joins the stage that you run on this machine.\n\nExamples:
  $ v6dojo notes
  $ v6dojo notes 127.0.0.1:7000      # beside v6dojo present --listen 127.0.0.1:7000; asks for the code")]
pub struct Notes {
    /// The address of the stage, as its `?` shows it.
    #[arg(value_name = "ADDRESS:PORT")]
    address: Option<String>,
    /// The code that the stage shows; else it is asked for.
    #[arg(long, requires = "address")]
    code: Option<String>,
}

impl Notes {
    /// Joins the stage and shows the notes.
    pub fn run(&self, look: Asked) -> Result<ExitCode> {
        let link = match &self.address {
            Some(address) => Link::at(address, &self.code()?)?,
            None => Link::here(&room_folder().ok_or_else(|| anyhow!("there is no home folder; name an address"))?)?,
        };
        notes(link, (&look, state_folder().as_deref()))?;
        Ok(ExitCode::SUCCESS)
    }

    /// The code, which is asked for where the command line doesn't have it.
    fn code(&self) -> Result<String> {
        if let Some(code) = &self.code {
            return Ok(code.clone());
        }
        eprint("code: ");
        let mut code = String::new();
        io::stdin().read_line(&mut code).context("read the code")?;
        Ok(code.trim().to_owned())
    }
}

//! `v6dojo sandbox`: free play on the screen.

use super::NOT_UNDERSTOOD;
use super::eprint;
use crate::lesson::Lang;
use crate::session::bring;
use crate::tui::msg::Effect;
use crate::words::import as say;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Where one plays.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --world it asks where to begin: where it was left, in the lesson's first world, in the world at
its end, or in an empty Region. What you do is kept, and goes on the next time.

Examples:
  $ v6dojo sandbox
  $ v6dojo sandbox --world my-vpc.yaml
  $ v6dojo sandbox --world v6dojo-vpc/     # what `v6dojo import` reads is imported on the way")]
pub struct Sandbox {
    /// Play in this world: a world file, or JSON that `aws ec2 describe-…` printed, or a folder of it.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
}

impl Sandbox {
    /// What the stage opens; else the status, where the world can't be read and that was said.
    pub fn first(&self, lang: Lang) -> Result<Effect, ExitCode> {
        let Some(world) = &self.world else { return Ok(Effect::Sandboxes) };
        match bring::bring(world) {
            Ok(_) => Ok(Effect::ImportFrom(world.display().to_string())),
            Err(refusal) => {
                for line in say::refusal(&refusal, lang) {
                    eprint(&format!("v6dojo: {line}\n"));
                }
                Err(ExitCode::from(NOT_UNDERSTOOD))
            }
        }
    }
}

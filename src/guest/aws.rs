//! The `aws` program. Being written on another branch; this is the seam the console holds on to:
//! names (`@NAME`), `--query`, `--output`, help and `ec2-instance-connect ssh` come with it.

use super::Output;
use super::console::Kind;
use super::words::Word;
use crate::cloud::{World, command_line, output};

/// What one `aws` line did.
#[derive(Clone, Debug)]
pub struct Done {
    /// Its exit status.
    pub exit: i32,
    /// What it printed.
    pub output: Output,
    /// What kind of line it was; [`Kind::Guest`] for `ec2-instance-connect ssh`, whose time the
    /// console lets pass.
    pub kind: Kind,
}

/// Carries out the words behind `aws`.
pub fn run(world: &mut World, words: &[Word]) -> Done {
    let words: Vec<String> = words.iter().skip(1).map(|word| word.text.clone()).collect();
    let mut out = Output::default();
    match command_line::parse(&words) {
        Err(error) => {
            out.error(error.to_string());
            Done { exit: 252, output: out, kind: Kind::Malformed }
        }
        Ok(call) => match world.call(&call) {
            Ok(response) => {
                let text = output::render(call.operation(), &response, output::Format::Json);
                out.push(super::Stream::Out, text);
                Done { exit: 0, output: out, kind: Kind::Api { call, refusal: None } }
            }
            Err(error) => {
                out.error(format!("\n{error}"));
                Done { exit: 254, output: out, kind: Kind::Api { call, refusal: Some(error) } }
            }
        },
    }
}

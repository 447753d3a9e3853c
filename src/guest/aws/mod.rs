//! The `aws` program: global options, `ec2`, `ec2-instance-connect ssh`, and help.
//!
//! What it prints, and where, is the AWS CLI's (version 2); so are its exit statuses: 252 for a line
//! that is no call, 254 for EC2's refusals. Simplified: options can't be abbreviated, there is one
//! Region, and every response is one page.

mod complete;
mod globals;
mod instance_connect;

pub use complete::complete;
pub use instance_connect::again;

use super::console::Kind;
use super::words::Word;
use super::{Output, Stream};
use crate::cloud::command_line::{self, CommandLineError, help, near};
use crate::cloud::{Call, World, name, output};
use globals::Globals;
use serde_json::{Value, json};

/// The exit status of a line that is no call.
const USAGE: i32 = 252;

/// The exit status of a call that EC2 refused.
const REFUSED: i32 = 254;

/// The exit status of what else went wrong.
const FAILED: i32 = 255;

/// The services there are, with what they are for.
const SERVICES: [(&str, &str); 2] =
    [("ec2", "Virtual networks and instances."), ("ec2-instance-connect", "A shell on an instance: ssh.")];

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

impl Done {
    fn usage(error: impl std::fmt::Display) -> Self {
        Self::said(USAGE, Stream::Err, &error.to_string())
    }

    fn help(text: &str) -> Self {
        Self::said(0, Stream::Out, text)
    }

    /// Nothing was asked of EC2.
    fn said(exit: i32, stream: Stream, text: &str) -> Self {
        let mut output = Output::default();
        output.push(stream, text.trim_end().to_owned() + "\n");
        Self { exit, output, kind: Kind::Malformed }
    }
}

/// Carries out the words after `aws`.
pub fn run(world: &mut World, words: &[Word]) -> Done {
    let named = match with_ids(world, words) {
        Ok(words) => words,
        Err(error) => return Done::usage(format!("\n{error}")),
    };
    let (globals, rest) = match Globals::take(&named, world) {
        Ok(taken) => taken,
        Err(error) => return Done::usage(error),
    };
    if globals.version {
        return Done::help(concat!("aws-cli/2 (simulated by v6dojo ", env!("CARGO_PKG_VERSION"), ")"));
    }
    let Some((service, rest)) = rest.split_first() else {
        return Done::usage(CommandLineError::Required { missing: vec!["command".to_owned()], meant: Vec::new() });
    };
    match service.as_str() {
        "help" => Done::help(&overview()),
        "ec2" => ec2(world, rest, &globals),
        "ec2-instance-connect" => instance_connect::run(world, rest),
        other => Done::usage(no_such_service(other)),
    }
}

/// The words with ids in place of names, but in `--query`, where `@` is JMESPath's.
fn with_ids(world: &World, words: &[Word]) -> Result<Vec<String>, name::NameError> {
    let mut before = "";
    let mut named = Vec::new();
    for word in words {
        let is_query = before == "--query" || word.text.starts_with("--query=");
        named.push(if is_query {
            word.text.clone()
        } else {
            name::replace(world, &word.text, &word.inserted)?.into_owned()
        });
        before = &word.text;
    }
    Ok(named)
}

fn no_such_service(name: &str) -> CommandLineError {
    let names = SERVICES.iter().map(|(name, _)| *name);
    let near = near(name, names.clone()).first().map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
    let there_is = names.collect::<Vec<_>>().join(", ");
    let what = format!("Invalid choice: '{name}' is not modelled here. There is: {there_is}.{near}");
    CommandLineError::Argument { option: "command".to_owned(), what }
}

fn overview() -> String {
    let mut text =
        "NAME\n       aws\n\nDESCRIPTION\n       A simulated AWS CLI. In place of any id, @NAME stands for the \
                    resource with\n       that Name tag.\n\nGLOBAL OPTIONS\n"
            .to_owned();
    for option in globals::options() {
        text += &format!("       {}\n           {}\n", option.name, option.doc);
    }
    text += "\nAVAILABLE SERVICES\n";
    for (name, doc) in SERVICES {
        text += &format!("       {name}\n           {doc}  (aws {name} help)\n");
    }
    text
}

fn ec2(world: &mut World, words: &[String], globals: &Globals) -> Done {
    match words {
        [only] if only == "help" => return Done::help(&help::overview()),
        [name, only] if only == "help" => {
            return match command_line::operation(name) {
                Ok(operation) => Done::help(&help::help(operation)),
                Err(error) => Done::usage(error),
            };
        }
        _ => {}
    }
    match command_line::parse(words) {
        Ok(call) => carry_out(world, call, globals),
        Err(error) => Done::usage(error),
    }
}

fn carry_out(world: &mut World, call: Call, globals: &Globals) -> Done {
    let mut output = Output::default();
    let response = match world.call(&call) {
        Ok(Value::Null) => json!({}),
        Ok(response) => response,
        Err(error) => {
            output.error(format!("\n{error}"));
            return Done { exit: REFUSED, output, kind: Kind::Api { call, refusal: Some(error) } };
        }
    };
    let picked = globals.query.as_ref().map_or(Ok(response.clone()), |query| query.pick(&response));
    let exit = match picked {
        Ok(picked) => {
            output.push(Stream::Out, output::render(call.operation(), &picked, globals.format));
            0
        }
        Err(error) => {
            output.error(error.to_string());
            FAILED
        }
    };
    Done { exit, output, kind: Kind::Api { call, refusal: None } }
}

#[cfg(test)]
mod tests;

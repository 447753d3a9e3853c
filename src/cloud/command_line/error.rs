//! What the `aws` program says of a line that is no call, on standard error, with exit status 252.
//! The forms are the AWS CLI's; what was probably meant is added.

use std::fmt;

/// What the AWS CLI prints before most of its complaints.
const USAGE: &str = "usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
";

/// Why a command line is no call. [`fmt::Display`] is everything to print, without the last newline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandLineError {
    /// Words that belong to nothing, and for each mistyped option what is near it.
    UnknownOptions {
        /// The words.
        words: Vec<String>,
        /// Pairs of an option as typed and the nearest there is.
        meant: Vec<(String, String)>,
        /// The command whose help lists all options, like `ec2 create-subnet`.
        command: Option<String>,
    },
    /// What has to be there and is not, and for each mistyped option what is near it.
    Required {
        /// The options with their hyphens, or what a word stands for.
        missing: Vec<String>,
        /// Pairs of an option as typed and the nearest there is.
        meant: Vec<(String, String)>,
    },
    /// A word for an argument that can't be.
    InvalidChoice {
        /// The argument, like `operation`.
        argument: String,
        /// The word.
        word: String,
        /// What there is.
        choices: Vec<String>,
        /// What is near.
        near: Vec<String>,
    },
    /// An option with too few or too many words.
    Argument {
        /// The option with its hyphens.
        option: String,
        /// What the AWS CLI says of it, like `expected one argument`.
        what: String,
    },
    /// A value that can't be read.
    Parameter {
        /// The option with its hyphens.
        option: String,
        /// What is wrong.
        what: String,
    },
    /// Values that do not fit the operation, one problem each.
    Validation(Vec<String>),
    /// Everything else: a sentence.
    Other(String),
}

impl CommandLineError {
    pub(super) fn parameter(option: &str, what: impl Into<String>) -> Self {
        Self::Parameter { option: option.to_owned(), what: what.into() }
    }

    /// The same error, of the command that is called so.
    pub(super) fn of(self, name: &str) -> Self {
        match self {
            Self::UnknownOptions { words, meant, .. } => {
                Self::UnknownOptions { words, meant, command: Some(name.to_owned()) }
            }
            other => other,
        }
    }

    /// That `word` is none of `choices`.
    pub fn invalid_choice<'a>(argument: &str, word: &str, choices: impl IntoIterator<Item = &'a str>) -> Self {
        let choices: Vec<&str> = choices.into_iter().collect();
        let near = super::near(word, choices.iter().copied());
        Self::InvalidChoice {
            argument: argument.to_owned(),
            word: word.to_owned(),
            near: near.into_iter().map(str::to_owned).collect(),
            choices: choices.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl fmt::Display for CommandLineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOptions { words, meant, command } => {
                write!(f, "\n{USAGE}\nUnknown options: {}", words.join(", "))?;
                match command {
                    // What is not near anything may well be an option of the real CLI.
                    Some(command) if meant.is_empty() => {
                        write!(f, "\nOnly these options are modelled here: aws {command} help")
                    }
                    Some(_) | None => write_meant(f, meant),
                }
            }
            Self::Required { missing, meant } => {
                let missing = missing.join(", ");
                write!(f, "\n{USAGE}\naws: error: the following arguments are required: {missing}")?;
                write_meant(f, meant)
            }
            Self::InvalidChoice { argument, word, choices, near } => {
                write!(f, "\n{USAGE}\naws: error: argument {argument}: Invalid choice, valid choices are:\n")?;
                for pair in choices.chunks(2) {
                    let cells: Vec<String> = pair.iter().map(|choice| format!("{choice:<40}")).collect();
                    write!(f, "\n{}", cells.join(" | ").trim_end())?;
                }
                if near.is_empty() {
                    return write!(f, "\n\nInvalid choice: '{word}'. Only these are modelled here.");
                }
                write!(f, "\n\nInvalid choice: '{word}', maybe you meant:\n")?;
                near.iter().try_for_each(|near| write!(f, "\n  * {near}"))
            }
            Self::Argument { option, what } => write!(f, "\n{USAGE}\naws: error: argument {option}: {what}"),
            Self::Parameter { option, what } => write!(f, "\nError parsing parameter '{option}': {what}"),
            Self::Validation(problems) => write!(f, "\nParameter validation failed:\n{}", problems.join("\n")),
            Self::Other(what) => write!(f, "\n{what}"),
        }
    }
}

fn write_meant(f: &mut fmt::Formatter<'_>, meant: &[(String, String)]) -> fmt::Result {
    match meant {
        [] => Ok(()),
        [(_, near)] => write!(f, "\nDid you mean {near}?"),
        several => several.iter().try_for_each(|(typed, near)| write!(f, "\n{typed}: did you mean {near}?")),
    }
}

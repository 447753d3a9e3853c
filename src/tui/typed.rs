//! What a line means that was typed at a prompt: something for CloudShell, something for the machine
//! one sits at, or nothing that could be carried out there.

use super::complete::{is_program, programs};
use super::shell::split_prompt;
use crate::cloud::command_line::near;

/// What a line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// This line is to be carried out.
    Run(String),
    /// It is a machine's command, and one sits at none.
    NoMachine,
    /// Its first word is no command.
    NoCommand {
        /// That word.
        word: String,
        /// Commands that are near.
        near: Vec<&'static str>,
    },
}

impl Typed {
    /// What `line` means for somebody who sits at this machine, or in CloudShell.
    pub fn of(line: &str, host: Option<&str>) -> Self {
        let first = line.split_whitespace().next().unwrap_or_default();
        let for_cloud_shell =
            first == "aws" || first.contains('=') || first.starts_with('#') || split_prompt(line).0.is_some();
        match host {
            Some(host) if !for_cloud_shell => Self::Run(format!("{host}$ {line}")),
            None if !for_cloud_shell && is_program(first) => Self::NoMachine,
            None if !for_cloud_shell => Self::NoCommand { word: first.to_owned(), near: near(first, programs()) },
            _ => Self::Run(line.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_where_one_sits_unless_it_says_otherwise() {
        let run = |line: &str| Typed::Run(line.to_owned());
        assert_eq!(Typed::of("curl x", Some("a")), run("a$ curl x"));
        assert_eq!(Typed::of("aws ec2 x", Some("a")), run("aws ec2 x"));
        assert_eq!(Typed::of("b$ curl x", Some("a")), run("b$ curl x"));
        assert_eq!(Typed::of("X=$(aws ec2 x)", None), run("X=$(aws ec2 x)"));
        assert_eq!(Typed::of("curl x", None), Typed::NoMachine);
        let typo = Typed::of("crul x", None);
        assert!(
            matches!(&typo, Typed::NoCommand { word, near } if word == "crul" && near.contains(&"curl")),
            "{typo:?}"
        );
    }
}

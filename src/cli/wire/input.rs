//! What the subcommands are given: one thing on the command line, or a thing a line on standard input.

use crate::cli::{NOT_UNDERSTOOD, eprint};
use crate::guest::console::NotUnderstood;
use anyhow::{Context, Result};
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

/// What is said to one thing.
pub struct Answer {
    /// What is printed, without its last line end; where it is empty nothing is.
    pub shown: String,
    /// Why it was not understood.
    pub problem: Option<NotUnderstood>,
}

impl From<Result<String, NotUnderstood>> for Answer {
    fn from(result: Result<String, NotUnderstood>) -> Self {
        match result {
            Ok(shown) => Self { shown, problem: None },
            Err(problem) => Self { shown: String::new(), problem: Some(problem) },
        }
    }
}

/// A thing that is wrong as a whole.
pub fn wrong(what: impl Into<String>) -> NotUnderstood {
    NotUnderstood { column: 1, what: what.into() }
}

/// Answers what was given on the command line; for `-` every line of standard input.
pub fn each(given: &str, answer: impl Fn(&str) -> Answer) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    if given != "-" {
        let answer = answer(given);
        show(&mut out, &answer.shown)?;
        return Ok(answer.problem.map_or(ExitCode::SUCCESS, |problem| {
            eprint(&format!("v6dojo: {problem}\n"));
            ExitCode::from(NOT_UNDERSTOOD)
        }));
    }
    let mut status = ExitCode::SUCCESS;
    let mut read = io::stdin().lock();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if read.read_until(b'\n', &mut line).context("read standard input")? == 0 {
            break;
        }
        let line = String::from_utf8_lossy(&line);
        let Some((indent, text)) = content(&line) else { continue };
        let answer = answer(text);
        show(&mut out, &answer.shown)?;
        if let Some(NotUnderstood { column, what }) = answer.problem {
            eprint(&format!("-:{number}:{}: {what}\n", indent + column));
            status = ExitCode::from(NOT_UNDERSTOOD);
        }
    }
    Ok(status)
}

/// What stands on a line, without the blanks around it and a comment behind `#`, and how many characters
/// stand before it; none where nothing does.
pub fn content(line: &str) -> Option<(usize, &str)> {
    let text = line.split('#').next().unwrap_or_default();
    let indent = text.chars().take_while(|c| c.is_whitespace()).count();
    let text = text.trim();
    (!text.is_empty()).then_some((indent, text))
}

/// Prints at once: whoever writes to standard input may wait for the answer.
fn show(out: &mut impl Write, text: &str) -> Result<()> {
    if !text.is_empty() {
        writeln!(out, "{text}")?;
        out.flush()?;
    }
    Ok(())
}

//! The options that every `aws` command takes.

use crate::cloud::World;
use crate::cloud::command_line::parse::take;
use crate::cloud::command_line::{CommandLineError, Opt, Sets, Shape, Takes, kebab};
use crate::cloud::output::{Format, Query};

/// What the global options ask for.
#[derive(Clone, Debug, Default)]
pub struct Globals {
    /// `--query`.
    pub query: Option<Query>,
    /// `--output`.
    pub format: Format,
    /// `--version`.
    pub version: bool,
}

/// Names and meanings; a shape where a value follows. What has no effect here says so.
fn rows() -> [(&'static str, &'static str, Option<Shape>); 9] {
    let choices = |names: &[&str]| {
        let choices = names.iter().map(|name| (*name).to_owned()).collect();
        Some(Shape::String { kind: None, choices })
    };
    [
        ("Query", "Picks from the response, in JMESPath.", Some(Shape::TEXT)),
        ("Output", "How the response is shown: json, text, table or yaml.", choices(&Format::NAMES)),
        ("Region", "The Region. There is only the world's own.", Some(Shape::TEXT)),
        ("Profile", "Whose credentials are taken. Makes no difference here.", Some(Shape::TEXT)),
        ("Color", "Whether there are colours. Makes no difference here.", choices(&["on", "off", "auto"])),
        ("NoCliPager", "No pager. There is none here.", None),
        ("NoPaginate", "Only the first page. There is only one here.", None),
        ("NoCliAutoPrompt", "No prompts. There are none here.", None),
        ("Version", "The version of this program.", None),
    ]
}

/// The global options.
pub fn options() -> Vec<Opt> {
    let option = |(name, doc, shape): (&str, &str, Option<Shape>)| Opt {
        name: format!("--{}", kebab(name)),
        doc: doc.to_owned(),
        required: false,
        takes: if shape.is_some() { Takes::One } else { Takes::Nothing },
        shape: shape.unwrap_or(Shape::Boolean),
        sets: Sets::Parameter(name.to_owned()),
    };
    rows().into_iter().map(option).collect()
}

impl Globals {
    /// Takes the global options out of the words after `aws`, wherever they stand; also returns the
    /// other words.
    pub fn take(words: &[String], world: &World) -> Result<(Self, Vec<String>), CommandLineError> {
        let options = options();
        let (given, rest) = take(words, &options)?;
        let mut globals = Self::default();
        for (option, words) in &given {
            let word = words.first().map(String::as_str).unwrap_or_default();
            if let Shape::String { choices, .. } = &option.shape
                && !choices.is_empty()
                && !choices.iter().any(|choice| choice == word)
            {
                return Err(CommandLineError::invalid_choice(&option.name, word, choices.iter().map(String::as_str)));
            }
            match option.name.as_str() {
                "--query" => {
                    let query = Query::compile(word);
                    globals.query =
                        Some(query.map_err(|error| CommandLineError::Other(error.to_string().trim().into()))?);
                }
                "--output" => globals.format = Format::from_name(word).unwrap_or_default(),
                "--region" if word != world.region => {
                    let what = format!("The Region {word} is not modelled here. There is only {}.", world.region);
                    return Err(CommandLineError::Other(what));
                }
                "--version" => globals.version = true,
                _ => {}
            }
        }
        Ok((globals, rest))
    }
}

//! From the words after `aws ec2` to a call.

use super::custom::{self, Custom};
use super::error::CommandLineError;
use super::options::{Opt, Sets, Takes, options};
use super::shape::kebab;
use super::{near, shape, value};
use crate::cloud::call::OPERATIONS;
use crate::cloud::{Call, OperationInfo};
use serde_json::{Map, Value, json};

/// Reads the words after `aws ec2` as the AWS CLI does, except that options can't be abbreviated.
pub fn parse(words: &[String]) -> Result<Call, CommandLineError> {
    let Some((name, words)) = words.split_first() else {
        return Err(CommandLineError::Required { missing: vec!["operation".to_owned()], meant: Vec::new() });
    };
    let operation = operation(name)?;
    let options = options(operation.name);
    let found = find(words, &options);
    found.check(&options)?;
    let mut parameters = Map::new();
    let mut customs: Vec<(Custom, &str, &str)> = Vec::new();
    for (option, words) in &found.given {
        let parameter =
            |parameters: &mut Map<_, _>, name: &String, value: Value| parameters.insert(name.clone(), value);
        match &option.sets {
            Sets::Parameter(name) => {
                let value = value::read(&option.name, words, &option.shape)?;
                parameter(&mut parameters, name, value);
            }
            Sets::Flag(name, yes) => {
                parameter(&mut parameters, name, json!(yes));
            }
            Sets::Attribute(name, yes) => {
                let value = match words.as_slice() {
                    [] => json!({ "Value": yes }),
                    words => value::read(&option.name, words, &option.shape)?,
                };
                if found.given.iter().any(|(it, _)| it.name != option.name && it.parameter() == Some(name)) {
                    let (a, b) = (format!("--{}", kebab(name)), format!("--no-{}", kebab(name)));
                    let what = format!("Cannot specify both the \"{a}\" option and the \"{b}\" option.");
                    return Err(CommandLineError::Other(what));
                }
                parameter(&mut parameters, name, value);
            }
            Sets::Custom(custom) => {
                customs.push((*custom, &option.name, words.first().map(String::as_str).unwrap_or_default()));
            }
        }
    }
    custom::finish(operation.name, &customs, &mut parameters)?;
    let parameters = Value::Object(parameters);
    if let Some(shape) = shape(operation.name) {
        value::validate(&parameters, shape)?;
    }
    Call::parse_value(operation.name, parameters).map_err(|error| CommandLineError::Validation(vec![error.to_string()]))
}

/// The operation that the command line names so.
pub fn operation(name: &str) -> Result<&'static OperationInfo, CommandLineError> {
    OPERATIONS.iter().find(|operation| kebab(operation.name) == name).ok_or_else(|| {
        let names: Vec<String> = OPERATIONS.iter().map(|operation| kebab(operation.name)).collect();
        CommandLineError::invalid_choice("operation", name, names.iter().map(String::as_str))
    })
}

/// Words sorted by the options they belong to.
#[derive(Default)]
struct Found<'a> {
    given: Vec<(&'a Opt, Vec<String>)>,
    unknown: Vec<String>,
    wrong: Option<CommandLineError>,
}

fn find<'a>(words: &[String], options: &'a [Opt]) -> Found<'a> {
    let mut found = Found::default();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        let Some(option) = options.iter().find(|option| option.name == name) else {
            found.unknown.push(word.clone());
            continue;
        };
        let following = rest.iter().take_while(|word| is_value(word)).count();
        let wanted = match (option.takes, &attached) {
            (_, Some(_)) | (Takes::Nothing, _) => 0,
            (Takes::One | Takes::MaybeOne, None) => following.min(1),
            (Takes::Several, None) => following,
        };
        let (taken, after) = rest.split_at(wanted);
        rest = after;
        let problem = match (option.takes, &attached, wanted) {
            (Takes::One, None, 0) => Some("expected one argument".to_owned()),
            (Takes::Nothing, Some(value), _) => Some(format!("ignored explicit argument '{value}'")),
            _ => None,
        };
        found.wrong =
            found.wrong.or(problem.map(|what| CommandLineError::Argument { option: option.name.clone(), what }));
        // The last of several counts.
        found.given.retain(|(other, _)| *other != option);
        found.given.push((option, attached.into_iter().chain(taken.iter().cloned()).collect()));
    }
    found
}

/// Whether a word is a value and not an option: negative numbers and whole sentences are values.
fn is_value(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('-') else { return true };
    rest.is_empty()
        || rest.contains(' ')
        || rest.parse::<f64>().is_ok_and(|_| rest.starts_with(|c: char| c.is_ascii_digit()))
}

impl Found<'_> {
    fn check(&self, options: &[Opt]) -> Result<(), CommandLineError> {
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone());
        }
        let is_given = |option: &Opt| self.given.iter().any(|(given, _)| given.name == option.name);
        // A missing flag is found with the values.
        let missing: Vec<String> = options
            .iter()
            .filter(|option| option.required && option.takes != Takes::Nothing && !is_given(option))
            .map(|option| option.name.clone())
            .collect();
        let mistyped = self.unknown.iter().filter(|word| word.starts_with('-'));
        let meant = mistyped.filter_map(|word| {
            let name = word.split('=').next().unwrap_or(word);
            let near = near(name, options.iter().map(|option| option.name.as_str()));
            near.first().map(|near| (name.to_owned(), (*near).to_owned()))
        });
        let meant: Vec<(String, String)> = meant.collect();
        match (missing.is_empty(), self.unknown.is_empty()) {
            (false, _) => Err(CommandLineError::Required { missing, meant }),
            (true, false) => Err(CommandLineError::UnknownOptions { words: self.unknown.clone(), meant }),
            (true, true) => Ok(()),
        }
    }
}

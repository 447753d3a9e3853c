//! From the words after `aws ec2` to a call.

use super::custom::{self, Custom};
use super::error::CommandLineError;
use super::options::{self, Opt, Sets, Takes, of_shape};
use super::shape::{Shape, kebab};
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
    let parameters = match shape(operation.name) {
        Some(shape) => of_operation(operation.name, shape, words).map_err(|error| error.of(&format!("ec2 {name}")))?,
        None => json!({}),
    };
    Call::parse_value(operation.name, parameters).map_err(|error| CommandLineError::Validation(vec![error.to_string()]))
}

/// The parameters that words give to an operation with this API name and shape.
pub(super) fn of_operation(operation: &str, shape: &Shape, words: &[String]) -> Result<Value, CommandLineError> {
    let options = options::of_operation(operation, shape);
    let (given, rest) = take(words, &options)?;
    all_there(&given, &rest, &options)?;
    let (mut parameters, customs) = parameters(&given)?;
    custom::finish(operation, &customs, &mut parameters)?;
    let parameters = Value::Object(parameters);
    value::validate(&parameters, shape)?;
    Ok(parameters)
}

/// Reads words as the members of a structure, one option a member.
pub fn read(words: &[String], shape: &Shape) -> Result<Value, CommandLineError> {
    let options = of_shape(shape);
    let (given, rest) = take(words, &options)?;
    all_there(&given, &rest, &options)?;
    let parameters = Value::Object(parameters(&given)?.0);
    value::validate(&parameters, shape)?;
    Ok(parameters)
}

/// A custom option that was given: what it is, its name, its word.
type GivenCustom<'a> = (Custom, &'a str, &'a str);

fn parameters<'a>(given: &'a [Given<'_>]) -> Result<(Map<String, Value>, Vec<GivenCustom<'a>>), CommandLineError> {
    let mut parameters = Map::new();
    let mut customs = Vec::new();
    for (option, words) in given {
        let (name, value) = match &option.sets {
            Sets::Parameter(name) => (name, value::read(&option.name, words, &option.shape)?),
            Sets::Flag(name, yes) => (name, json!(yes)),
            Sets::Attribute(name, yes) => {
                if let Some((other, _)) = given.iter().find(|(it, _)| it != option && it.parameter() == Some(name)) {
                    let (a, b) = (&option.name, &other.name);
                    let what = format!("Cannot specify both the \"{a}\" option and the \"{b}\" option.");
                    return Err(CommandLineError::Other(what));
                }
                let value = match words.as_slice() {
                    [] => json!({ "Value": yes }),
                    words => value::read(&option.name, words, &option.shape)?,
                };
                (name, value)
            }
            Sets::Custom(custom) => {
                customs.push((*custom, option.name.as_str(), words.first().map(String::as_str).unwrap_or_default()));
                continue;
            }
        };
        parameters.insert(name.clone(), value);
    }
    Ok((parameters, customs))
}

/// The operation that the command line names so.
pub fn operation(name: &str) -> Result<&'static OperationInfo, CommandLineError> {
    OPERATIONS.iter().find(|operation| kebab(operation.name) == name).ok_or_else(|| {
        let names: Vec<String> = OPERATIONS.iter().map(|operation| kebab(operation.name)).collect();
        CommandLineError::invalid_choice("operation", name, names.iter().map(String::as_str))
    })
}

/// An option that was given, and the words that belong to it.
pub type Given<'a> = (&'a Opt, Vec<String>);

/// Takes the options and their words out of a line, in its order, the last of several that are the
/// same; also returns what belongs to none.
pub fn take<'a>(words: &[String], options: &'a [Opt]) -> Result<(Vec<Given<'a>>, Vec<String>), CommandLineError> {
    let mut given: Vec<Given<'a>> = Vec::new();
    let mut unknown = Vec::new();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        let Some(option) = options.iter().find(|option| option.name == name) else {
            unknown.push(word.clone());
            continue;
        };
        let following = rest.iter().take_while(|word| is_value(word)).count();
        let wanted = match (option.takes, &attached) {
            (_, Some(_)) | (Takes::Nothing, _) => 0,
            (Takes::One | Takes::MaybeOne, None) => following.min(1),
            (Takes::Several, None) => following,
        };
        let problem = match (option.takes, &attached, wanted) {
            (Takes::One, None, 0) => Some("expected one argument".to_owned()),
            (Takes::Nothing, Some(value), _) => Some(format!("ignored explicit argument '{value}'")),
            _ => None,
        };
        if let Some(what) = problem {
            return Err(CommandLineError::Argument { option: option.name.clone(), what });
        }
        let (taken, after) = rest.split_at(wanted);
        rest = after;
        given.retain(|(other, _)| *other != option);
        given.push((option, attached.into_iter().chain(taken.iter().cloned()).collect()));
    }
    Ok((given, unknown))
}

/// Whether a word is a value and not an option: negative numbers and whole sentences are values.
fn is_value(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('-') else { return true };
    rest.is_empty()
        || rest.contains(' ')
        || rest.parse::<f64>().is_ok_and(|_| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether everything required was given, and nothing else than options.
fn all_there(given: &[Given<'_>], unknown: &[String], options: &[Opt]) -> Result<(), CommandLineError> {
    let is_given = |option: &Opt| given.iter().any(|(given, _)| given.name == option.name);
    // A missing flag is found with the values.
    let missing: Vec<String> = options
        .iter()
        .filter(|option| option.required && option.takes != Takes::Nothing && !is_given(option))
        .map(|option| option.name.clone())
        .collect();
    let mistyped = unknown.iter().filter(|word| word.starts_with('-'));
    let meant = mistyped.filter_map(|word| {
        let name = word.split('=').next().unwrap_or(word);
        let near = near(name, options.iter().map(|option| option.name.as_str()));
        near.first().map(|near| (name.to_owned(), (*near).to_owned()))
    });
    let meant: Vec<(String, String)> = meant.collect();
    match (missing.is_empty(), unknown.is_empty()) {
        (false, _) => Err(CommandLineError::Required { missing, meant }),
        (true, false) => Err(CommandLineError::UnknownOptions { words: unknown.to_vec(), meant, command: None }),
        (true, true) => Ok(()),
    }
}

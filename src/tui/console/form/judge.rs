//! What is wrong with a form, said where it is wrong: by the field itself where its text can't be read,
//! else by EC2, which is asked by trying the call on a copy of the world.

use super::fields::{Field, Takes, parameters};
use crate::cloud::call::Call;
use crate::cloud::{ApiError, World, name};
use crate::lesson::Lang;
use crate::words::refusal as say;
use ipnet::IpNet;
use serde_json::Value;
use std::net::IpAddr;

/// What is wrong with a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// What is wrong with each field.
    pub fields: Vec<Option<Problem>>,
    /// What is wrong with none of them alone.
    pub whole: Option<Problem>,
}

/// Something to say about a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub worth: Worth,
    /// What EC2 says, in its words.
    pub ec2: Option<String>,
    /// What we say, in the reader's language.
    pub own: Option<String>,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Something has to be there.
    Empty,
    /// It can't be read, as if it was not typed to its end.
    Unfinished,
    /// It would be refused.
    Wrong,
    /// It works, but not as it looks.
    Note,
}

impl Problem {
    fn own(worth: Worth, own: String) -> Self {
        Self { worth, ec2: None, own: Some(own) }
    }

    /// Whether the form can't be carried out because of it.
    pub fn is_in_the_way(&self) -> bool {
        self.worth != Worth::Note
    }
}

impl Judged {
    /// The first field that stands in the way.
    pub fn first(&self) -> Option<usize> {
        self.fields.iter().position(|problem| problem.as_ref().is_some_and(Problem::is_in_the_way))
    }
}

/// Judges the fields of an operation's form.
pub fn judge(operation: &str, fields: &[Field], world: &World, lang: Lang) -> Judged {
    let mut judged = Judged { fields: fields.iter().map(|field| by_itself(field, world, lang)).collect(), whole: None };
    let is_empty = |problem: &Option<Problem>| problem.as_ref().is_some_and(|it| it.worth == Worth::Empty);
    if judged.fields.iter().any(is_empty) {
        return judged;
    }
    let mut sent = parameters(operation, fields);
    if resolve(&mut sent, world).is_err() {
        return judged;
    }
    match Call::parse_value(operation, sent.clone()) {
        Err(error) => judged.whole = Some(Problem::own(Worth::Wrong, error.to_string())),
        Ok(call) => {
            let mut tried = world.clone();
            tried.settle();
            if let Err(error) = tried.call(&call) {
                let place = culprit(&error, fields, world);
                let block = place.and_then(|at| fields[at].text().parse::<IpNet>().ok());
                let own = say::own(&error, (&sent, block), world, lang);
                let ec2 = Some(format!("{} ({})", error.message, error.code));
                let problem = Problem { worth: Worth::Wrong, ec2, own };
                match place {
                    Some(at) => blame(&mut judged.fields[at], problem),
                    None => judged.whole = Some(problem),
                }
            }
        }
    }
    judged
}

/// Puts what EC2 says at a field; what the field said by itself stays.
fn blame(place: &mut Option<Problem>, problem: Problem) {
    let before = place.take();
    let (worth, own) = match before {
        Some(before) if before.worth == Worth::Unfinished => (before.worth, before.own),
        Some(before) => (problem.worth, problem.own.or(before.own)),
        None => (problem.worth, problem.own),
    };
    *place = Some(Problem { worth, ec2: problem.ec2, own });
}

/// What can be seen of a field's text alone.
fn by_itself(field: &Field, world: &World, lang: Lang) -> Option<Problem> {
    let text = field.text();
    if text.is_empty() {
        return field.required.then_some(Problem { worth: Worth::Empty, ec2: None, own: None });
    }
    let unfinished = |words: String| Some(Problem::own(Worth::Unfinished, words));
    if field.takes == Takes::Number && text.parse::<i64>().is_err() {
        return unfinished(say::NO_NUMBER.in_(lang).to_owned());
    }
    if let Some(name) = text.split_whitespace().find(|word| word.starts_with('@'))
        && let Err(why) = name::resolve(world, name)
    {
        return unfinished(say::no_name(&why, lang));
    }
    match field.kind.as_deref() {
        Some("ipv4-cidr" | "ipv6-cidr" | "cidr") => block(field.kind.as_deref(), text, lang),
        Some("ipv4-address" | "ipv6-address" | "address") => {
            text.parse::<IpAddr>().is_err().then(|| Problem::own(Worth::Unfinished, say::NO_ADDRESS.in_(lang).into()))
        }
        _ => None,
    }
}

/// What can be seen of a block's text.
pub fn block(kind: Option<&str>, text: &str, lang: Lang) -> Option<Problem> {
    let wanted = match kind {
        Some("ipv4-cidr") => Some(false),
        Some("ipv6-cidr") => Some(true),
        _ => None,
    };
    match text.parse::<IpNet>() {
        Err(_) if text.parse::<IpAddr>().is_ok() => {
            Some(Problem::own(Worth::Unfinished, say::NO_LENGTH.in_(lang).to_owned()))
        }
        Err(_) => Some(Problem::own(Worth::Unfinished, say::no_block(wanted, lang))),
        Ok(block) if wanted.is_some_and(|ipv6| ipv6 != block.addr().is_ipv6()) => {
            Some(Problem::own(Worth::Wrong, say::wrong_family(block, lang)))
        }
        Ok(block) if block.trunc() != block => Some(Problem::own(Worth::Note, say::host_bits(block, lang))),
        Ok(_) => None,
    }
}

/// The field that EC2's refusal speaks of: the one whose value it quotes, else the first whose name it
/// mentions. A refusal that mentions many speaks of none of them.
fn culprit(error: &ApiError, fields: &[Field], world: &World) -> Option<usize> {
    let quoted = fields.iter().enumerate().filter(|(_, field)| !field.text().is_empty()).filter_map(|(at, field)| {
        let values = [Some(field.resolved(world)), field.text().parse::<IpNet>().ok().map(|it| it.trunc().to_string())];
        let longest =
            values.into_iter().flatten().filter(|value| value.len() > 2 && error.message.contains(value.as_str()));
        longest.map(|value| value.len()).max().map(|length| (length, at))
    });
    if let Some((_, at)) = quoted.max_by_key(|(length, _)| *length) {
        return Some(at);
    }
    let mut named: Vec<(usize, usize)> = fields
        .iter()
        .enumerate()
        .filter_map(|(at, field)| Some((mentioned(&error.message, field.parameter())?, at)))
        .collect();
    named.sort_unstable();
    match named.as_slice() {
        [(_, at)] | [(_, at), _] => Some(*at),
        _ => None,
    }
}

/// Where a text mentions a parameter, as EC2 writes its name: `cidrBlock` for `CidrBlock`.
fn mentioned(text: &str, parameter: &str) -> Option<usize> {
    let mut chars = parameter.chars();
    let name: String = chars.next()?.to_lowercase().chain(chars).collect();
    let is_part = |c: char| c.is_alphanumeric();
    text.match_indices(name.as_str())
        .map(|(at, _)| at)
        .find(|at| !text[..*at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part))
}

/// Replaces each `@NAME` in the parameters by the id it stands for.
fn resolve(value: &mut Value, world: &World) -> Result<(), name::NameError> {
    match value {
        Value::String(text) if text.starts_with('@') => {
            *text = name::resolve(world, text)?;
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| resolve(item, world)),
        Value::Object(members) => members.values_mut().try_for_each(|member| resolve(member, world)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

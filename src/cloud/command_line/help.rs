//! Help for people, written from the shapes: `aws ec2 help`, `aws ec2 create-route help`.

use super::options::{Opt, Takes, options};
use super::shape::{Shape, kebab};
use crate::cloud::{OPERATIONS, OperationInfo};
use std::fmt::Write as _;

/// Columns that help fills.
const WIDTH: usize = 80;

/// What `aws ec2 help` prints: the operations there are.
pub fn overview() -> String {
    let mut out = heading("NAME", "ec2");
    out += &heading(
        "DESCRIPTION",
        "Virtual networks and what lies in them, simulated. Every operation below has its own help: aws ec2 \
         create-route help. In place of any id, @NAME stands for the resource with that Name tag.",
    );
    out += "AVAILABLE COMMANDS\n";
    let mut rows: Vec<(String, String)> = OPERATIONS.iter().map(|it| (kebab(it.name), it.doc())).collect();
    rows.sort();
    for (name, doc) in rows {
        let _ = write!(out, "{}{}", indented(&name, 7), indented(&first_sentence(&doc), 11));
    }
    out
}

/// What `aws ec2 OPERATION help` prints.
pub fn help(operation: &OperationInfo) -> String {
    page(&kebab(operation.name), &operation.doc(), &options(operation.name))
}

/// The help of any command with options.
pub fn page(name: &str, doc: &str, options: &[Opt]) -> String {
    let mut out = heading("NAME", name) + &heading("DESCRIPTION", doc);
    let _ = writeln!(out, "SYNOPSIS\n         {name}");
    for group in groups(options) {
        out += &indented(&synopsis(group), 7);
    }
    out += "\nOPTIONS\n";
    for group in groups(options) {
        let names: Vec<&str> = group.iter().map(|option| option.name.as_str()).collect();
        let kind = kind_of(&group[0]);
        let _ = write!(out, "{}", indented(&format!("{} ({kind})", names.join(" | ")), 7));
        for line in details(&group[0]) {
            out += &indented(&line, 11);
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

/// The first sentence of a text.
pub fn first_sentence(text: &str) -> String {
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text.to_owned(),
    }
}

/// Options one by one, a flag with its opposite.
fn groups(options: &[Opt]) -> impl Iterator<Item = &[Opt]> {
    options.chunk_by(|a, b| {
        let same = a.parameter().is_some() && a.parameter() == b.parameter();
        same || b.name.strip_prefix("--no-") == a.name.strip_prefix("--")
    })
}

fn synopsis(group: &[Opt]) -> String {
    let one = |option: &Opt| match option.takes {
        Takes::Nothing | Takes::MaybeOne => option.name.clone(),
        Takes::One => format!("{} <value>", option.name),
        Takes::Several => format!("{} <value> ...", option.name),
    };
    let all = group.iter().map(one).collect::<Vec<_>>().join(" | ");
    if group[0].required && group.len() == 1 { all } else { format!("[{all}]") }
}

fn kind_of(option: &Opt) -> &'static str {
    match (&option.shape, option.takes) {
        (_, Takes::MaybeOne) | (Shape::Boolean, _) => "boolean",
        (Shape::String { .. }, _) => "string",
        (Shape::Integer, _) => "integer",
        (Shape::List(_), _) => "list",
        (Shape::Structure(_), _) => "structure",
    }
}

/// What there is to say of an option: its meaning, its parts, its values, how it is written.
fn details(option: &Opt) -> Vec<String> {
    let mut lines = vec![option.doc.clone()];
    let inner = match &option.shape {
        Shape::List(item) => item.as_ref(),
        other => other,
    };
    if option.takes == Takes::MaybeOne {
        return lines;
    }
    match inner {
        Shape::String { choices, .. } if !choices.is_empty() => {
            lines.push(format!("Possible values: {}", choices.join(", ")));
        }
        Shape::String { kind: Some(kind), .. } if super::complete::resource_kind(kind).is_some() => {
            lines.push("An id, or @NAME.".to_owned());
        }
        Shape::Structure(members) => {
            let parts = members.iter().map(|member| format!("{}: {}", member.name, member.doc));
            lines.extend(parts);
            let several = if matches!(option.shape, Shape::List(_)) { " ..." } else { "" };
            lines.push(format!("Shorthand syntax: {}{several}", pattern(inner, true)));
        }
        Shape::String { .. } | Shape::Integer | Shape::Boolean | Shape::List(_) => {}
    }
    lines
}

/// How a value is written in shorthand.
fn pattern(shape: &Shape, outermost: bool) -> String {
    match shape {
        Shape::String { .. } => "string".to_owned(),
        Shape::Integer => "integer".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::List(item) if item.is_scalar() && outermost => format!("{0},{0}", pattern(item, false)),
        Shape::List(item) => format!("[{0},{0}]", pattern(item, false)),
        Shape::Structure(members) => {
            let members = members.iter().map(|member| {
                // A list of scalars stands without brackets only in the outermost structure.
                format!("{}={}", member.name, pattern(&member.shape, outermost && member.shape.members().is_empty()))
            });
            let members = members.collect::<Vec<_>>().join(",");
            if outermost { members } else { format!("{{{members}}}") }
        }
    }
}

fn heading(title: &str, text: &str) -> String {
    format!("{title}\n{}\n", indented(text, 7))
}

/// A text in lines that begin with `indent` spaces.
fn indented(text: &str, indent: usize) -> String {
    let space = " ".repeat(indent);
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        }
        let lead = if column == 0 { &space } else { " " };
        out.push_str(lead);
        out.push_str(word);
        column += lead.len() + length;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_page_that_fits() {
        for operation in OPERATIONS {
            let page = help(operation);
            assert!(!operation.doc().is_empty(), "{} has no description", operation.name);
            for option in options(operation.name) {
                assert!(page.contains(&option.name), "{page}");
                assert!(!option.doc.is_empty(), "{} of {} has no description", option.name, operation.name);
            }
            // A word longer than a line stands alone.
            let fits = |line: &str| line.chars().count() <= WIDTH || !line.trim().contains(' ');
            assert!(page.lines().all(fits), "{page}");
        }
        assert!(overview().contains("\n       create-route\n           "));
    }

    #[test]
    fn a_page_says_how_to_write_what() {
        let page = help(OperationInfo::find("CreateSubnet").unwrap());
        for part in [
            "SYNOPSIS\n         create-subnet\n       --vpc-id <value>\n",
            "       [--ipv6-native | --no-ipv6-native]\n",
            "       [--tag-specifications <value> ...]\n",
            "       --vpc-id (string)\n",
            "           An id, or @NAME.\n",
            "Shorthand syntax: ResourceType=string,Tags=[{Key=string,Value=string},{Key=string,Value=string}]",
        ] {
            let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(page.contains(part) || flat.contains(part), "no {part:?} in {page}");
        }
    }
}

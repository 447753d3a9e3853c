//! What may come next on an `aws` line.

use super::{SERVICES, globals, instance_connect};
use crate::cloud::World;
use crate::cloud::command_line::complete::of_options;
use crate::cloud::command_line::{self, Completion, parse};

/// Words that may stand in place of the last of `words`, the words after `aws`.
pub fn complete(words: &[String], world: &World) -> Vec<Completion> {
    let Some((partial, before)) = words.split_last() else { return complete(&[String::new()], world) };
    let globals = globals::options();
    let is_open = |word: &String| globals.iter().any(|it| it.name == *word && it.takes == command_line::Takes::One);
    let mut found =
        if before.last().is_some_and(is_open) || partial.split_once('=').is_some_and(|(it, _)| is_open(&it.into())) {
            of_options(partial, before, &globals, world)
        } else {
            let given = parse::take(before, &globals);
            let rest = given.map_or_else(|_| before.to_vec(), |(_, rest)| rest);
            let mut found = commands(partial, &rest, world);
            if partial.starts_with("--") {
                let unused = globals.iter().filter(|option| !before.contains(&option.name));
                found.extend(unused.map(|option| Completion::new(&option.name, &option.doc)));
            }
            found
        };
    found.retain(|completion| completion.text.starts_with(partial.as_str()) && completion.text != *partial);
    found
}

fn commands(partial: &str, before: &[String], world: &World) -> Vec<Completion> {
    let partial_word = [partial.to_owned()];
    match before {
        [] => {
            let help = ("help", "What there is.");
            SERVICES.into_iter().chain([help]).map(|(name, doc)| Completion::new(name, doc)).collect()
        }
        [service, rest @ ..] if service == "ec2" => {
            let mut found = command_line::complete(&[rest, &partial_word].concat(), world);
            if rest.len() < 2 {
                found.push(Completion::new("help", "What there is."));
            }
            found
        }
        [service] if service == "ec2-instance-connect" => {
            vec![Completion::new("ssh", "A shell on an instance."), Completion::new("help", "What there is.")]
        }
        [service, ssh, rest @ ..] if service == "ec2-instance-connect" && ssh == "ssh" => {
            of_options(partial, rest, &instance_connect::options(), world)
        }
        _ => Vec::new(),
    }
}

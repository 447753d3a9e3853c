//! What Tab offers on the command line: programs, names and addresses of this world, and the words
//! of `aws` lines.

use super::draw::floor;
use crate::cloud::instance::{Instance, InstanceState};
use crate::cloud::{InstanceId, World, command_line, tag};
use crate::guest::PROGRAMS;

/// What the command line understands by itself, on every machine.
const OWN: [&str; 4] = ["aws", "clear", "exit", "help"];

/// All first words there are.
pub fn programs() -> impl Iterator<Item = &'static str> + Clone {
    PROGRAMS.iter().map(|program| program.name).chain(OWN.into_iter().filter(|own| !is_program(own)))
}

/// Whether machines have a program of this name.
pub fn is_program(name: &str) -> bool {
    PROGRAMS.iter().any(|program| program.name == name)
}

/// What may stand at the end of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The byte at which the word begins.
    pub from: usize,
    /// The words that may stand there, in order.
    pub words: Vec<String>,
}

impl Completion {
    /// What all words begin with.
    pub fn common(&self) -> &str {
        let Some(first) = self.words.first() else { return "" };
        let same = |word: &String| first.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        let common = self.words.iter().map(same).min().unwrap_or(0);
        &first[..floor(first, common)]
    }
}

/// Completes the last word of `line` (what stands before the cursor).
pub fn complete(world: &World, line: &str) -> Completion {
    let from = line.rfind([' ', '\t']).map_or(0, |at| at + 1);
    let word = &line[from..];
    let before: Vec<String> = line[..from].split_whitespace().map(str::to_owned).collect();
    let all = match before.first().map(String::as_str) {
        None => programs().map(|program| format!("{program} ")).collect(),
        Some("aws") => aws(world, &before, word),
        Some("curl") => urls(world),
        Some("cat") => vec!["/etc/resolv.conf".to_owned()],
        Some("ip") => ["-6 ", "-4 ", "addr", "route", "route get "].map(str::to_owned).to_vec(),
        Some("getent") => {
            [vec!["ahosts ".to_owned(), "ahostsv4 ".to_owned(), "ahostsv6 ".to_owned()], names(world)].concat()
        }
        Some("dig") => {
            let words = ["+short", "AAAA", "A", "MX", "-x ", "@8.8.8.8"].map(str::to_owned).to_vec();
            [words, names(world)].concat()
        }
        Some(_) => names(world),
    };
    let mut words: Vec<String> = all.into_iter().filter(|candidate| candidate.starts_with(word)).collect();
    words.sort();
    words.dedup();
    Completion { from, words }
}

/// Words of an `aws` line: the service, then what the operations' shapes and the world offer.
fn aws(world: &World, before: &[String], word: &str) -> Vec<String> {
    match before.get(1).map(String::as_str) {
        None => vec!["ec2 ".to_owned(), "ec2-instance-connect ssh --instance-id ".to_owned()],
        Some("ec2") => {
            let words: Vec<String> = before[2..].iter().cloned().chain([word.to_owned()]).collect();
            command_line::complete::complete(&words, world).into_iter().map(|found| found.text).collect()
        }
        Some(_) => world.instances.iter().map(|instance| format!("@{}", machine_name(instance))).collect(),
    }
}

/// Names that resolve in this world.
fn names(world: &World) -> Vec<String> {
    let hosts = world.internet.hosts.iter().map(|host| host.name.clone());
    let balancers = world.load_balancers.iter().map(|balancer| balancer.dns_name.clone());
    hosts.chain(balancers).collect()
}

/// Pages one may ask for.
fn urls(world: &World) -> Vec<String> {
    let hosts = world.internet.hosts.iter().map(|host| format!("https://{}/", host.name));
    let balancers = world.load_balancers.iter().flat_map(|balancer| {
        balancer.pages.iter().map(|page| format!("http://{}{}", balancer.dns_name, page.path.replace('*', "/")))
    });
    hosts.chain(balancers).collect()
}

/// What a prompt calls an instance.
pub fn machine_name(instance: &Instance) -> String {
    tag::name(&instance.tags).map_or_else(|| instance.id.to_string(), str::to_owned)
}

/// The instance that a prompt calls so, while it runs.
pub fn machine(world: &World, name: &str) -> Option<InstanceId> {
    running(world).find(|instance| machine_name(instance) == name).map(|instance| instance.id)
}

/// The machines one can sit at, by what the prompt calls them; those that the lesson names come first.
pub fn machines(world: &World, first: &[String]) -> Vec<String> {
    let mut names: Vec<String> = first.iter().filter(|name| machine(world, name).is_some()).cloned().collect();
    for name in running(world).map(machine_name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn running(world: &World) -> impl Iterator<Item = &Instance> {
    world.instances.iter().filter(|instance| instance.state == InstanceState::Running)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_a_program() {
        let world = World::default();
        assert_eq!(complete(&world, "cu"), Completion { from: 0, words: vec!["curl ".to_owned()] });
        assert_eq!(complete(&world, "c").common(), "c");
        assert_eq!(complete(&world, "zz").words, Vec::<String>::new());
    }

    #[test]
    fn later_words_are_the_programs() {
        let found = complete(&World::default(), "dig +s");
        assert_eq!((found.from, found.common()), (4, "+short"));
    }
}

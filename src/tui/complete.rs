//! What Tab offers on the command line, each word with what it is: programs and their options, names and
//! addresses of this world, and the words of `aws` lines.

use super::draw::floor;
use super::offers::{Offer, Offers};
use crate::cloud::instance::{Instance, InstanceState};
use crate::cloud::internet::Host;
use crate::cloud::load_balancer::LoadBalancerAddressType;
use crate::cloud::{InstanceId, World, tag};
use crate::guest::{PROGRAMS, aws};
use crate::lesson::Lang;
use crate::net::Family;
use crate::words::{Words, program as say, resource};

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
    /// The words that may stand there: those that begin as typed, in order; or where none does, those
    /// that have its letters, the best first.
    pub offers: Offers,
    /// What all words begin with; empty where none begins as typed.
    pub common: String,
}

/// Completes the last word of `line` (what stands before the cursor).
pub fn complete(world: &World, line: &str, lang: Lang) -> Completion {
    let from = line.rfind([' ', '\t']).map_or(0, |at| at + 1);
    // The value of `VAR=$(aws …)` and the command behind `HOST$` are lines of their own.
    let begins = begin_of_command(line);
    let from = from.max(begins);
    let word = &line[from..];
    let before: Vec<String> = line[begins..from].split_whitespace().map(str::to_owned).collect();
    let mut all = words(world, &before, word, lang);
    let mut known = std::collections::BTreeSet::new();
    all.retain(|offer| known.insert(offer.text.clone()));
    let fitting: Vec<Offer> = all.iter().filter(|offer| offer.text.starts_with(word)).cloned().collect();
    if fitting.is_empty() {
        let offers = if word.is_empty() { Offers::default() } else { Offers::narrowed(all, word) };
        return Completion { from, offers, common: String::new() };
    }
    let common = common(fitting.iter().map(|offer| offer.text.as_str()));
    Completion { from, offers: Offers::new(fitting), common }
}

/// Where the command of a line begins: behind `VAR=$(`, and behind `HOST$ `.
fn begin_of_command(line: &str) -> usize {
    if let Some(at) = line.find("=$(").filter(|at| !line[..*at].contains(' ')) {
        return at + 3;
    }
    match super::shell::split_prompt(line) {
        (Some(_), rest) => line.len() - rest.len(),
        (None, _) => 0,
    }
}

/// What all texts begin with.
pub fn common<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> String {
    let Some(first) = texts.clone().next() else { return String::new() };
    let same = |text: &str| first.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
    let common = texts.map(same).min().unwrap_or(0);
    first[..floor(first, common)].to_owned()
}

/// All words that may stand behind those before.
fn words(world: &World, before: &[String], word: &str, lang: Lang) -> Vec<Offer> {
    let named = |(text, words): &(&str, Words)| Offer::new(*text, words.in_(lang));
    let Some((program, rest)) = before.split_first() else {
        let summary = |name: &str| say::summary(name).map(|words| words.in_(lang)).unwrap_or_default();
        let mut names: Vec<Offer> = programs().map(|name| Offer::new(name, summary(name))).collect();
        names.sort_by(|a, b| a.text.cmp(&b.text));
        return names;
    };
    let options = || say::options(program).iter().map(named);
    // Once there is a name, its options are what one looks for.
    let options_first = rest.iter().any(|word| word.contains('.') && !word.starts_with(['-', '+', '@']));
    match program.as_str() {
        "aws" => {
            let with = |last: &str| aws::complete(&[rest, &[last.to_owned()]].concat(), world);
            let found = with(word);
            // What nothing begins with is looked for among all that could stand here.
            let all = if word.starts_with("--") { "--" } else { "" };
            let found = if found.is_empty() { with(all) } else { found };
            found.into_iter().map(|it| Offer::new(it.text, resource::about(&it.about, world, lang))).collect()
        }
        "curl" => urls(world, lang).chain(options()).collect(),
        "cat" => vec![Offer::new("/etc/resolv.conf", say::FILE.in_(lang))],
        "ip" if rest.iter().any(|word| word.starts_with('r')) => say::IP_ROUTE.iter().map(named).collect(),
        "ip" => options().collect(),
        "getent" if rest.is_empty() => options().collect(),
        "hostname" | "true" | "help" | "clear" | "exit" => Vec::new(),
        _ if options_first => options().chain(names(world, lang)).collect(),
        _ => names(world, lang).chain(options()).collect(),
    }
}

/// Of which families a host's addresses are.
fn families(host: &Host) -> &'static str {
    match (host.has(Family::Ipv6), host.has(Family::Ipv4)) {
        (true, true) => "IPv6 + IPv4",
        (true, false) => "IPv6",
        (false, true) => "IPv4",
        (false, false) => "",
    }
}

/// Names that resolve in this world.
fn names(world: &World, lang: Lang) -> impl Iterator<Item = Offer> {
    let hosts = world.internet.hosts.iter().map(|host| Offer::new(&host.name, families(host)));
    let balancers =
        world.load_balancers.iter().map(move |it| Offer::new(&it.dns_name, balancer(it.ip_address_type, lang)));
    hosts.chain(balancers)
}

fn balancer(families: LoadBalancerAddressType, lang: Lang) -> String {
    let families = match families {
        LoadBalancerAddressType::Ipv4 => "IPv4",
        LoadBalancerAddressType::Dualstack => "IPv6 + IPv4",
    };
    format!("{}  {families}", lang.pick("ロードバランサー", "load balancer"))
}

/// Pages one may ask for.
fn urls(world: &World, lang: Lang) -> impl Iterator<Item = Offer> {
    let hosts = world.internet.hosts.iter();
    let hosts = hosts.map(|host| Offer::new(format!("https://{}/", host.name), families(host)));
    let balancers = world.load_balancers.iter().flat_map(move |it| {
        let note = balancer(it.ip_address_type, lang);
        let url = |path: &str| format!("http://{}{}", it.dns_name, path.replace('*', "/"));
        it.pages.iter().map(|page| Offer::new(url(&page.path), note.clone())).collect::<Vec<_>>()
    });
    hosts.chain(balancers)
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
    use crate::guest::world;

    fn texts(line: &str) -> Vec<String> {
        let world = world::load(world::CHAPTER).unwrap();
        complete(&world, line, Lang::En).offers.texts().map(str::to_owned).collect()
    }

    #[test]
    fn the_first_word_is_a_program() {
        let world = World::default();
        let found = complete(&world, "cu", Lang::En);
        assert_eq!((found.from, found.common.as_str()), (0, "curl"));
        assert_eq!(complete(&world, "c", Lang::En).common, "c");
        assert!(complete(&world, "zzz", Lang::En).offers.is_empty());
    }

    #[test]
    fn later_words_are_the_programs() {
        let found = complete(&World::default(), "dig +s", Lang::En);
        assert_eq!((found.from, found.common.as_str()), (4, "+short"));
        assert_eq!(texts("getent "), ["ahosts", "ahostsv6", "ahostsv4", "hosts"]);
        assert_eq!(texts("ip route g"), ["get"]);
        assert_eq!(texts("dig github.com ")[0], "AAAA");
        assert!(texts("curl https://gith").contains(&"https://github.com/".to_owned()));
        assert!(texts("curl --c").contains(&"--connect-timeout".to_owned()));
    }

    #[test]
    fn each_word_comes_with_what_it_is() {
        let world = world::load(world::CHAPTER).unwrap();
        let note = |line: &str, lang| complete(&world, line, lang).offers.get(0).unwrap().note.clone();
        assert_eq!(note("curl https://github.c", Lang::En), "IPv4");
        assert_eq!(note("ping -c", Lang::Ja), "送る回数");
        assert_eq!(
            note("aws ec2 create-subn", Lang::En),
            "Makes a subnet in a VPC: for IPv4, for both families, or for IPv6 only."
        );
        let vpc = note("aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-v", Lang::En);
        assert!(vpc.starts_with("vpc-") && vpc.ends_with("10.1.0.0/16  2001:db8:1:4b00::/56"), "{vpc}");
        let block = note("aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-vpc --ipv6-cidr-block ", Lang::Ja);
        assert_eq!(block, "次に空いているブロック (cl-ipv4-to-dualstack-vpc)");
    }

    #[test]
    fn letters_in_order_find_what_nobody_begins_with() {
        let found = texts("aws ec2 describe-subnets --subnet-ids @priv2");
        assert_eq!(found.len(), 2, "one a VPC: {found:?}");
        assert!(found.iter().all(|name| name.contains("-private2-")), "{found:?}");
    }

    #[test]
    fn lines_inside_a_line_are_completed_as_lines() {
        assert_eq!(texts("V=$(aws ec2 create-subn"), ["create-subnet"]);
        assert_eq!(texts("client-001a$ gete"), ["getent"]);
        let world = World::default();
        assert_eq!(complete(&world, "client-001a$ gete", Lang::En).from, "client-001a$ ".len());
    }
}

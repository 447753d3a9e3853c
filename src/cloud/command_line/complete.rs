//! What may come next on an `aws ec2 …` line.

use super::blocks::{self, Reason};
use super::help::first_sentence;
use super::options::{Opt, Takes, options};
use super::parse::operation;
use super::shape::{Member, Shape, kebab};
use crate::cloud::{Kind, OPERATIONS, Resource, World, name};
use crate::net::Family;

/// What people write for the newest Amazon Linux.
const AMAZON_LINUX: &str = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/// A word that may stand in the place of the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The whole word.
    pub text: String,
    /// What it is.
    pub about: About,
}

/// What a word stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The API's own words for it.
    Words(String),
    /// A resource.
    Resource {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: String,
    },
    /// A block of addresses.
    Block(Reason),
}

impl Completion {
    /// A word with what it is, in the API's words.
    pub fn new(text: impl Into<String>, words: impl Into<String>) -> Self {
        Self { text: text.into(), about: About::Words(words.into()) }
    }
}

impl From<blocks::Offered> for Completion {
    fn from(it: blocks::Offered) -> Self {
        Self { text: it.block.to_string(), about: About::Block(it.reason) }
    }
}

/// Words that may stand in place of the last of `words`, the words after `aws ec2`: operations,
/// options, and values out of the world.
pub fn complete(words: &[String], world: &World) -> Vec<Completion> {
    let Some((partial, before)) = words.split_last() else { return complete(&[String::new()], world) };
    let mut found = match before {
        [] => operations(),
        [name, before @ ..] => match operation(name) {
            Ok(operation) => {
                let options = options(operation.name);
                let given = |parameter: &str| given(before, &options, parameter, world);
                let of_value = |option: &Opt, partial: &str| {
                    let name = (operation.name, option.parameter().unwrap_or_default());
                    of_block(name, &given, world).unwrap_or_else(|| values(option, partial, world))
                };
                of_words(partial, before, &options, &of_value)
            }
            Err(_) => Vec::new(),
        },
    };
    found.retain(|completion| completion.text.starts_with(partial.as_str()) && completion.text != *partial);
    found
}

/// Words that may stand in place of `partial` after `before`, the words after a command with these
/// options; not yet held against `partial`.
pub fn of_options(partial: &str, before: &[String], options: &[Opt], world: &World) -> Vec<Completion> {
    of_words(partial, before, options, &|option, partial| values(option, partial, world))
}

/// As [`of_options`], where `of_value` knows what an option's value could be.
fn of_words(
    partial: &str,
    before: &[String],
    options: &[Opt],
    of_value: &dyn Fn(&Opt, &str) -> Vec<Completion>,
) -> Vec<Completion> {
    if let Some((name, value)) = partial.split_once('=').filter(|_| partial.starts_with("--")) {
        let option = options.iter().find(|option| option.name == name);
        let values = option.map(|option| of_value(option, value)).unwrap_or_default();
        return values.into_iter().map(|it| Completion { text: format!("{name}={}", it.text), ..it }).collect();
    }
    let is_option = |word: &String| options.iter().find(|option| option.name == *word);
    let last = before.iter().rposition(|word| is_option(word).is_some());
    let mut found = Vec::new();
    if let Some((at, option)) = last.and_then(|at| Some((at, is_option(&before[at])?))) {
        let given = before.len() - at - 1;
        let (open, closed) = match option.takes {
            Takes::Nothing | Takes::MaybeOne => (false, false),
            Takes::One => (given == 0, given == 0),
            Takes::Several => (true, given == 0),
        };
        if open {
            found = of_value(option, partial);
        }
        if closed {
            return found;
        }
    }
    let is_unused = |option: &&Opt| {
        !before.iter().any(|word| match is_option(word) {
            Some(used) => {
                used.name == option.name || used.parameter().is_some() && used.parameter() == option.parameter()
            }
            None => false,
        })
    };
    let mut unused: Vec<&Opt> = options.iter().filter(is_unused).collect();
    unused.sort_by_key(|option| !option.required);
    found.extend(unused.into_iter().map(|option| Completion::new(&option.name, first_sentence(&option.doc))));
    found
}

/// The id that the words before give a parameter.
fn given(before: &[String], options: &[Opt], parameter: &str, world: &World) -> Option<String> {
    let option = options.iter().find(|option| option.parameter() == Some(parameter))?;
    let at = before.iter().rposition(|word| *word == option.name)?;
    let word = before.get(at + 1)?;
    if word.starts_with('@') { name::resolve(world, word).ok() } else { Some(word.clone()) }
}

/// Blocks for a parameter; none where it takes no block.
pub fn of_block(
    parameter: (&str, &str),
    given: &dyn Fn(&str) -> Option<String>,
    world: &World,
) -> Option<Vec<Completion>> {
    Some(blocks::offered(parameter, given, world)?.into_iter().map(Completion::from).collect())
}

fn operations() -> Vec<Completion> {
    let mut found: Vec<Completion> =
        OPERATIONS.iter().map(|it| Completion::new(kebab(it.name), first_sentence(&it.doc()))).collect();
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found
}

fn values(option: &Opt, partial: &str, world: &World) -> Vec<Completion> {
    let shape = match &option.shape {
        Shape::List(item) => item.as_ref(),
        other => other,
    };
    if !shape.is_scalar() {
        return inside(shape, partial, world);
    }
    of_shape(shape, world)
}

fn of_shape(shape: &Shape, world: &World) -> Vec<Completion> {
    match shape {
        Shape::String { choices, .. } if !choices.is_empty() => {
            choices.iter().map(|choice| Completion::new(choice, "")).collect()
        }
        Shape::String { kind: Some(kind), .. } => values_of(kind, world),
        Shape::Boolean => ["true", "false"].map(|it| Completion::new(it, "")).to_vec(),
        Shape::String { kind: None, .. } | Shape::Integer | Shape::List(_) | Shape::Structure(_) => Vec::new(),
    }
}

/// Values of a kind ([`crate::cloud::given::Readable::KIND`]) that are in the world, or usual: live
/// resources as `@NAME`, zones, images, associations.
pub fn values_of(kind: &str, world: &World) -> Vec<Completion> {
    if let Some(kind) = resource_kind(kind) {
        let live: Vec<Resource<'_>> = world.resources().into_iter().filter(|it| it.is_live).collect();
        let one = |it: &Resource<'_>| Completion {
            text: name::shortest_among(world, &live, it),
            about: About::Resource { kind, id: it.id.clone() },
        };
        let mut found: Vec<Completion> = live.iter().filter(|it| it.kind == kind).map(one).collect();
        found.sort_by(|a, b| a.text.cmp(&b.text));
        return found;
    }
    match kind {
        "ipv4-cidr" => usual(Family::Ipv4),
        "ipv6-cidr" => usual(Family::Ipv6),
        "availability-zone" => world.availability_zones().map(|zone| Completion::new(zone, "")).collect(),
        "image-id" => vec![Completion::new(AMAZON_LINUX, "Amazon Linux 2023")],
        "route-table-association-id" => {
            let tables = world.route_tables.iter();
            let all = tables.flat_map(|table| table.associations.iter().map(move |it| (table.id, it)));
            let described = all.map(|(table, it)| {
                let subnet = it.subnet_id.map_or_else(|| "main".to_owned(), |id| world.name_of(id));
                Completion::new(it.id.to_string(), format!("{} — {subnet}", world.name_of(table)))
            });
            described.collect()
        }
        "network-acl-association-id" => {
            let lists = world.network_acls.iter();
            let all = lists.flat_map(|list| list.associations.iter().map(move |it| (list.id, it)));
            let described = all.map(|(list, (id, subnet))| {
                Completion::new(id.to_string(), format!("{} — {}", world.name_of(list), world.name_of(subnet)))
            });
            described.collect()
        }
        "address-association-id" => {
            let associated = world.addresses.iter().filter_map(|it| Some((it, it.association?)));
            associated.map(|(it, (id, ..))| Completion::new(id.to_string(), it.public_ip.to_string())).collect()
        }
        _ => Vec::new(),
    }
}

fn usual(family: Family) -> Vec<Completion> {
    blocks::usual(family).into_iter().map(Completion::from).collect()
}

/// The kind of resource whose ids (or names) a kind of value is.
pub(super) fn resource_kind(kind: &str) -> Option<Kind> {
    match kind {
        "allocation-id" => Some(Kind::Address),
        "key-name" => Some(Kind::KeyPair),
        "address" => None,
        kind => Kind::from_name(kind.strip_suffix("-id")?),
    }
}

/// Inside a structure in shorthand: names of members, then their values.
fn inside(shape: &Shape, partial: &str, world: &World) -> Vec<Completion> {
    let mut place = Place { open: vec![shape], value: None };
    let mut begin = 0;
    let mut key = 0;
    for (at, c) in partial.char_indices() {
        let end = at + c.len_utf8();
        match c {
            '=' => place.value = place.structure().and_then(|it| it.member(&partial[key..at])).map(|it| &it.shape),
            '[' | '{' => place.enter(),
            ']' | '}' => place.leave(),
            ',' => place.next(),
            _ => continue,
        }
        (begin, key) = (end, end);
    }
    let completions = match (&place.value, place.structure()) {
        (Some(Shape::List(_)), _) => vec![Completion::new("[", "")],
        (Some(Shape::Structure(_)), _) => vec![Completion::new("{", "")],
        (Some(shape), _) => of_shape(shape, world),
        (None, Some(structure)) => {
            let keys = structure.members().iter();
            keys.map(|Member { name, doc, .. }| Completion::new(format!("{name}="), first_sentence(doc))).collect()
        }
        (None, None) => match place.open.last() {
            Some(Shape::List(item)) if item.is_scalar() => of_shape(item, world),
            Some(Shape::List(_)) => vec![Completion::new("{", "")],
            _ => Vec::new(),
        },
    };
    let whole = |it: Completion| Completion { text: format!("{}{}", &partial[..begin], it.text), ..it };
    completions.into_iter().map(whole).collect()
}

/// Where in nested shorthand one is.
struct Place<'a> {
    /// The lists and structures that are open, the innermost last.
    open: Vec<&'a Shape>,
    /// What stands after the `=` just written.
    value: Option<&'a Shape>,
}

impl<'a> Place<'a> {
    fn structure(&self) -> Option<&'a Shape> {
        self.open.last().copied().filter(|it| matches!(it, Shape::Structure(_)))
    }

    fn enter(&mut self) {
        let inner = match (self.value.take(), self.open.last()) {
            (Some(shape), _) => shape,
            (None, Some(Shape::List(item))) => item.as_ref(),
            (None, _) => return,
        };
        self.open.push(inner);
    }

    fn leave(&mut self) {
        self.value = None;
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    fn next(&mut self) {
        self.value = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::testing::{empty, ok};
    use serde_json::json;

    fn world() -> World {
        let mut world = empty();
        let tags = json!([{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "left"}]}]);
        ok(&mut world, "CreateVpc", json!({"CidrBlock": "10.1.0.0/16", "TagSpecifications": tags}));
        world
    }

    fn texts(line: &str) -> Vec<String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        complete(&words, &world()).into_iter().map(|completion| completion.text).collect()
    }

    #[test]
    fn the_next_word_is_offered() {
        let cases: &[(&str, &[&str])] = &[
            ("create-sub", &["create-subnet"]),
            ("create-subnet ", &["--vpc-id"]),
            ("create-subnet --vpc-id ", &["@left"]),
            ("create-subnet --vpc-id @", &["@left"]),
            ("create-subnet --vpc-id=", &["--vpc-id=@left"]),
            ("create-subnet --vpc-id @left --cidr-block ", &["10.1.0.0/20"]),
            ("create-subnet --vpc-id @left --ipv6-n", &["--ipv6-native"]),
            ("create-subnet --vpc-id @left --ipv6-native --no-i", &[]),
            ("create-subnet --availability-zone ", &["ap-northeast-3a", "ap-northeast-3b", "ap-northeast-3c"]),
            ("modify-subnet-attribute --private-dns-hostname-type-on-launch i", &["ip-name"]),
            ("describe-subnets --filters N", &["Name="]),
            ("create-subnet --tag-specifications ResourceType=subnet,", &["ResourceType=subnet,Tags="]),
            ("create-subnet --tag-specifications Tags=", &["Tags=["]),
            ("create-subnet --tag-specifications Tags=[", &["Tags=[{"]),
            ("create-subnet --tag-specifications Tags=[{", &["Tags=[{Key=", "Tags=[{Value="]),
            ("create-subnet --tag-specifications Tags=[{Key=Name,V", &["Tags=[{Key=Name,Value="]),
            ("nonsense ", &[]),
        ];
        for (line, wanted) in cases {
            let found = texts(line);
            assert!(wanted.iter().all(|it| found.iter().any(|found| found == it)), "{line}: {found:?}");
            assert!(!wanted.is_empty() || found.is_empty(), "{line}: {found:?}");
        }
        assert_eq!(texts("create-subnet --vpc-id "), ["@left"], "only values where one must follow");
        assert_eq!(texts("create-subnet ")[0], "--vpc-id", "required options come first");
        assert!(!texts("create-subnet --vpc-id x ").contains(&"--vpc-id".to_owned()), "used options are not offered");
        assert!(texts("").len() == OPERATIONS.len());
    }
}

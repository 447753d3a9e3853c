//! Names: `@NAME` stands for the id of the live resource with that Name tag, or of the security group
//! or key pair with that name of its own. `@KIND/NAME` and `@VPC-NAME/NAME` say which one where
//! several share a name.

use super::command_line::near;
use super::{Kind, Resource, World, tag};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// Why a name stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing that lives is called so.
    Unknown {
        /// The name as written, with its `@`.
        name: String,
        /// The nearest names there are, or all where none is near; with their `@`.
        candidates: Vec<String>,
    },
    /// Several are called so.
    Ambiguous {
        /// The name as written, with its `@`.
        name: String,
        /// How each of them can be named; with their `@`, or ids where no name tells them apart.
        candidates: Vec<String>,
    },
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let candidates = |list: &[String]| list.join(", ");
        match self {
            Self::Unknown { name, candidates: none } if none.is_empty() => write!(f, "No resource is called {name}."),
            Self::Unknown { name, candidates: list } => {
                write!(f, "No resource is called {name}. There is: {}", candidates(list))
            }
            Self::Ambiguous { name, candidates: list } => {
                write!(f, "Several resources are called {name}. Choose one of: {}", candidates(list))
            }
        }
    }
}

/// The id that `name` (`@NAME`, `@KIND/NAME`, `@VPC-NAME/NAME`) stands for; a key pair's name for a key
/// pair, since that is what the API asks for.
pub fn resolve(world: &World, name: &str) -> Result<String, NameError> {
    let plain = name.strip_prefix('@').unwrap_or(name);
    let live: Vec<Resource<'_>> = world.resources().into_iter().filter(|it| it.is_live).collect();
    let found = called(world, &live, plain);
    match found.as_slice() {
        [one] => Ok(reference(one)),
        [] => Err(NameError::Unknown { name: format!("@{plain}"), candidates: candidates(&live, plain) }),
        several => {
            let mut candidates: Vec<String> = several.iter().map(|it| distinct(world, &live, it)).collect();
            candidates.sort_unstable();
            Err(NameError::Ambiguous { name: format!("@{plain}"), candidates })
        }
    }
}

/// What an API parameter for this resource holds.
pub fn reference(resource: &Resource<'_>) -> String {
    match (resource.kind, resource.api_name) {
        (Kind::KeyPair, Some(name)) => name.to_owned(),
        _ => resource.id.clone(),
    }
}

/// The shortest `@…` that stands for this resource and no other, or its id where there is none.
pub fn shortest(world: &World, resource: &Resource<'_>) -> String {
    let live: Vec<Resource<'_>> = world.resources().into_iter().filter(|it| it.is_live).collect();
    shortest_among(world, &live, resource)
}

/// As [`shortest`], where everything that lives is known already.
pub fn shortest_among(world: &World, live: &[Resource<'_>], resource: &Resource<'_>) -> String {
    let Some(name) = resource.name() else { return resource.id.clone() };
    if called(world, live, name).len() == 1 { format!("@{name}") } else { distinct(world, live, resource) }
}

/// Everything called so: the whole of `name` first, then what stands before a `/` as kind or VPC.
fn called<'r, 'w>(world: &World, live: &'r [Resource<'w>], name: &str) -> Vec<&'r Resource<'w>> {
    let exact: Vec<&Resource<'_>> = live.iter().filter(|it| is_called(it, name)).collect();
    if !exact.is_empty() {
        return exact;
    }
    let Some((of, rest)) = name.split_once('/') else { return Vec::new() };
    let inner = called(world, live, rest).into_iter();
    match Kind::from_name(of) {
        Some(kind) => inner.filter(|it| it.kind == kind).collect(),
        None => inner.filter(|it| it.kind != Kind::Vpc && vpc_name(world, it) == Some(of)).collect(),
    }
}

fn is_called(resource: &Resource<'_>, name: &str) -> bool {
    tag::name(resource.tags) == Some(name) || resource.api_name == Some(name)
}

fn vpc_name<'w>(world: &'w World, resource: &Resource<'_>) -> Option<&'w str> {
    tag::name(&world.vpcs.get(resource.vpc_id?)?.tags)
}

/// A name that tells this resource from all others: with its kind, with its VPC, or its id.
fn distinct(world: &World, live: &[Resource<'_>], resource: &Resource<'_>) -> String {
    let name = resource.name().unwrap_or_default();
    let by_kind = format!("{}/{name}", resource.kind.name());
    let by_vpc = vpc_name(world, resource).map(|vpc| format!("{vpc}/{name}"));
    let is_alone = |name: &String| called(world, live, name).len() == 1;
    let found = std::iter::once(by_kind).chain(by_vpc).find(is_alone);
    found.map_or_else(|| resource.id.clone(), |name| format!("@{name}"))
}

fn candidates(live: &[Resource<'_>], name: &str) -> Vec<String> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let mut names: Vec<&str> = live.iter().filter_map(Resource::name).collect();
    names.sort_unstable();
    names.dedup();
    let near = near(last, names.iter().copied());
    let chosen = if near.is_empty() { names } else { near };
    chosen.into_iter().map(|name| format!("@{name}")).collect()
}

/// Puts ids in place of the names in a word of a command line.
///
/// A name begins with `@` at the start of the word or after `=`, `,`, `[` or `{` (with or without a
/// quote between, and in JSON after any quote), and ends before `,`, `]`, `}` or a quote. No name begins
/// in the byte ranges of `skip`: they hold what variables held.
pub fn replace<'a>(world: &World, word: &'a str, skip: &[Range<usize>]) -> Result<Cow<'a, str>, NameError> {
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in word.match_indices('@') {
        if at < done || skip.iter().any(|range| range.contains(&at)) || !begins_name(word, at) {
            continue;
        }
        let length = word[at..].find([',', ']', '}', '"', '\'']).unwrap_or(word.len() - at);
        out.push_str(&word[done..at]);
        out.push_str(&resolve(world, &word[at..at + length])?);
        done = at + length;
    }
    if done == 0 {
        return Ok(Cow::Borrowed(word));
    }
    out.push_str(&word[done..]);
    Ok(Cow::Owned(out))
}

fn begins_name(word: &str, at: usize) -> bool {
    let before = &word[..at];
    let is_json = word.trim_start().starts_with(['[', '{']);
    let begins = |text: &str| text.is_empty() || text.ends_with(['=', ',', '[', '{']);
    match before.strip_suffix(['"', '\'']) {
        Some(outside) => is_json || begins(outside),
        None => begins(before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::testing::{empty, ok, text};
    use serde_json::json;

    fn tags(kind: &str, name: &str) -> serde_json::Value {
        json!([{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}])
    }

    /// Two VPCs, `left` and `right`, each with a subnet `shared`; in the left one also a subnet `only`
    /// and a route table `only-rtb`, and a table called `both` beside a subnet `both`.
    fn world() -> (World, Vec<String>) {
        let mut world = empty();
        let mut ids = Vec::new();
        for (vpc, block) in [("left", "10.1"), ("right", "10.2")] {
            let parameters = json!({"CidrBlock": format!("{block}.0.0/16"), "TagSpecifications": tags("vpc", vpc)});
            let vpc_id = text(&ok(&mut world, "CreateVpc", parameters)["Vpc"]["VpcId"]);
            let names = if vpc == "left" { ["shared", "only", "both"].as_slice() } else { &["shared"] };
            for (at, name) in names.iter().enumerate() {
                let parameters = json!({"VpcId": vpc_id, "CidrBlock": format!("{block}.{at}.0/24"),
                                        "TagSpecifications": tags("subnet", name)});
                ids.push(text(&ok(&mut world, "CreateSubnet", parameters)["Subnet"]["SubnetId"]));
            }
            if vpc == "left" {
                for name in ["only-rtb", "both"] {
                    let parameters = json!({"VpcId": vpc_id, "TagSpecifications": tags("route-table", name)});
                    ids.push(text(&ok(&mut world, "CreateRouteTable", parameters)["RouteTable"]["RouteTableId"]));
                }
            }
        }
        (world, ids)
    }

    #[test]
    fn a_name_stands_for_one_id() {
        let (world, ids) = world();
        let cases = [
            ("@left/shared", 0),
            ("@right/shared", 5),
            ("@only", 1),
            ("@subnet/only", 1),
            ("@only-rtb", 3),
            ("@route-table/both", 4),
            ("@subnet/both", 2),
            ("@left/subnet/shared", 0),
        ];
        for (name, at) in cases {
            assert_eq!(resolve(&world, name).as_ref(), Ok(&ids[at]), "{name}");
        }
    }

    #[test]
    fn a_name_that_stands_for_none_or_several_lists_the_candidates() {
        let (world, _) = world();
        let cases = [
            ("@onyl", "No resource is called @onyl. There is: @only"),
            ("@route-table/only", "No resource is called @route-table/only. There is: @only"),
            ("@zzzzzz", "@only, @only-rtb, @right, @shared"),
            ("@shared", "Several resources are called @shared. Choose one of: @left/shared, @right/shared"),
            ("@both", "Choose one of: @route-table/both, @subnet/both"),
        ];
        for (name, wanted) in cases {
            let error = resolve(&world, name).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
    }

    #[test]
    fn the_shortest_name_tells_apart() {
        let (world, ids) = world();
        let resources = world.resources();
        let names = ids.iter().map(|id| shortest(&world, resources.iter().find(|it| it.id == *id).unwrap()));
        let wanted = ["@left/shared", "@only", "@subnet/both", "@only-rtb", "@route-table/both", "@right/shared"];
        assert_eq!(names.collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn names_are_replaced_where_a_value_begins() {
        let (world, ids) = world();
        let only = &ids[1];
        let cases = [
            ("@only", only.clone()),
            ("--subnet-id=@only", format!("--subnet-id={only}")),
            ("Name=subnet-id,Values=@only,@only-rtb", format!("Name=subnet-id,Values={only},{}", ids[3])),
            ("[{A=@only}]", format!("[{{A={only}}}]")),
            ("[@only]", format!("[{only}]")),
            ("{@only}", format!("{{{only}}}")),
            ("A=\"@only\"", format!("A=\"{only}\"")),
            ("[\"a\", \"@only\"]", format!("[\"a\", \"{only}\"]")),
            ("{\"A\": \"@only\"}", format!("{{\"A\": \"{only}\"}}")),
            ("me@only", "me@only".to_owned()),
            ("say \"@only\"", "say \"@only\"".to_owned()),
        ];
        for (word, wanted) in cases {
            assert_eq!(replace(&world, word, &[]).unwrap(), wanted, "{word}");
        }
        let inserted = 0..5;
        assert_eq!(replace(&world, "@only", std::slice::from_ref(&inserted)).unwrap(), "@only");
        assert!(replace(&world, "A=@nothing", &[]).is_err());
    }
}

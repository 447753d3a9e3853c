//! A lesson file as its author writes it, before its meaning is checked. The same types give the
//! JSON Schema for editors, so the comments here are what an author reads while typing.
//!
//! Enums are externally tagged (`- probe: {…}`), because only then every value keeps its place.

use super::foresee::Foreseen;
use super::yaml::At;
use crate::net::Family;
use crate::sim::Outcome;
use schemars::JsonSchema;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

mod names;
mod world;

pub use world::{Heir, World};

/// The first thing that is read of a file: which format it has.
#[derive(Debug, Deserialize)]
pub struct Head {
    /// The format's number.
    pub format: Option<At<Value>>,
}

/// A lesson.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// The format of this file: 1.
    #[schemars(schema_with = "names::format")]
    pub format: u32,
    /// A short name for files and the command line: small letters, digits and hyphens.
    #[schemars(schema_with = "names::id")]
    pub id: At<String>,
    /// The title.
    pub title: At<Words>,
    /// What one learns, in a sentence or two.
    pub summary: At<Words>,
    /// How long it takes, in minutes.
    pub minutes: At<u32>,
    /// Its place in the list: lessons with small numbers come first, those without one last.
    pub order: Option<u32>,
    /// The first world: a name, or what is different from one.
    pub world: At<World>,
    /// Worlds for the steps of this lesson, by the names that only it knows.
    #[serde(default)]
    pub worlds: BTreeMap<String, At<World>>,
    /// The steps, in order.
    pub steps: At<Vec<Step>>,
}

/// Words in both languages.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["ja", "en"]))]
pub struct Words {
    /// Japanese.
    pub ja: Option<At<String>>,
    /// English.
    pub en: Option<At<String>>,
}

/// A step: what to read, what to answer, what to reach.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A short name, unique in the lesson: small letters, digits and hyphens.
    #[schemars(schema_with = "names::id")]
    pub id: At<String>,
    /// The phase it belongs to; the results board compares phases.
    pub phase: At<Words>,
    /// The title.
    pub title: At<Words>,
    /// What the learner reads: Markdown.
    pub text: At<Words>,
    /// A world of its own: the step begins in it, whatever was done before.
    pub world: Option<At<World>>,
    /// What the instructor reads.
    pub notes: Option<At<Words>>,
    /// Questions, put before the work.
    #[serde(default)]
    pub ask: Vec<At<Ask>>,
    /// What has to hold at the end; all of it.
    #[serde(default)]
    pub goals: Vec<At<Goal>>,
    /// Lines that reach the goals, as one would type them.
    #[serde(default)]
    pub solution: Vec<At<String>>,
    /// What learners do wrong here, and what they are told.
    #[serde(default)]
    pub mistakes: Vec<At<Mistake>>,
    /// Hints, the first one first.
    #[serde(default)]
    pub hints: Vec<At<Words>>,
}

/// A question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// What will a command do? The simulation knows.
    Predict(Predict),
    /// Which way will a command go, or by which address? The simulation knows.
    Foresee(Foresee),
    /// Which address is it?
    Address(Address),
    /// Which of these?
    Choice(Choice),
}

/// What will a command do?
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predict {
    /// The command: `HOST$ curl …`.
    pub run: At<String>,
    /// The question; without it, it is worded from the command.
    pub question: Option<At<Words>>,
    /// The outcomes to choose from.
    pub choices: At<Vec<Outcome>>,
    /// The outcome that the author believes in; `lesson test` says where the simulation knows better.
    pub answer: Option<At<Outcome>>,
    /// Why it is so: told after the answer.
    pub why: At<Words>,
}

/// Which way will a command go, or by which address?
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Foresee {
    /// The command: `HOST$ curl …`.
    pub run: At<String>,
    /// What is to be foreseen.
    pub what: Foreseen,
    /// The question; without it, it is worded from the command.
    pub question: Option<At<Words>>,
    /// Names or addresses to choose from; `none` where there is nothing of the kind.
    pub choices: At<Vec<At<String>>>,
    /// The choice that the author believes in; `lesson test` says where the simulation knows better.
    pub answer: Option<At<String>>,
    /// Why it is so: told after the answer.
    pub why: At<Words>,
}

/// Which address is it? One of `embed`, `extract` and `is` says it; answers are compared by value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The question.
    pub question: At<Words>,
    /// The IPv4 address that the wanted IPv6 address holds behind `prefix`.
    pub embed: Option<At<String>>,
    /// The IPv6 address behind whose `prefix` the wanted IPv4 address stands.
    pub extract: Option<At<String>>,
    /// The wanted address or CIDR block itself.
    pub is: Option<At<String>>,
    /// The prefix, like `64:ff9b::/96`.
    pub prefix: Option<At<String>>,
    /// Why it is so: told after the answer.
    pub why: At<Words>,
}

/// Which of these?
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The question.
    pub question: At<Words>,
    /// What one may answer.
    pub options: At<Vec<Alternative>>,
}

/// One answer to choose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The answer.
    pub say: At<Words>,
    /// Whether it is right.
    #[serde(default)]
    pub right: bool,
    /// What has to hold in the world for this answer to be right; `lesson test` compares it with `right`.
    pub check: Option<At<Goal>>,
    /// What is told to who chose it.
    pub reply: At<Words>,
}

/// Something that has to hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// A resource is there, with these properties.
    Resource(Resource),
    /// No live resource has that name.
    Absent(Absent),
    /// A command would do this, asked of a copy of the world.
    Probe(Probe),
    /// The learner has run such a command in this step.
    Saw(Saw),
    /// The learner has called this operation in this step.
    Called(Called),
    /// A setting of the world is at least that.
    Setting(Setting),
    /// One of these holds.
    Any(Any),
}

/// A resource with properties.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// The kind: `subnet`, `route-table` …
    #[schemars(schema_with = "names::kind")]
    pub kind: At<String>,
    /// Its name; without it any will do.
    pub name: Option<At<String>>,
    /// Its properties, as `aws ec2 describe-…` shows them; what is not named here may be anything.
    #[serde(default)]
    pub has: Entries,
    /// How the goal is worded for learners.
    pub say: Option<At<Words>>,
}

/// A resource that must not be there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// The kind: `subnet`, `route-table` …
    #[schemars(schema_with = "names::kind")]
    pub kind: At<String>,
    /// Its name.
    pub name: At<String>,
    /// How the goal is worded for learners.
    pub say: Option<At<Words>>,
}

/// What a command would do.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The command: `HOST$ curl …`.
    pub run: At<String>,
    /// How it ends.
    pub outcome: Outcome,
    /// What it goes by, in this order.
    #[serde(default)]
    pub via: Vec<At<String>>,
    /// What it doesn't go by.
    #[serde(default)]
    pub not_via: Vec<At<String>>,
    /// How the goal is worded for learners.
    pub say: Option<At<Words>>,
}

/// What the learner has seen a command do.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Saw {
    /// The name of the instance it ran on.
    pub from: At<String>,
    /// The program, like `curl`; without it any will do.
    pub program: Option<At<String>>,
    /// The name or address it wanted to reach; without it any will do.
    pub to: Option<At<String>>,
    /// The type of the DNS record that it asked for, like `AAAA`.
    #[serde(rename = "type", default)]
    #[schemars(schema_with = "names::record_type")]
    pub kind: Option<At<String>>,
    /// The family of the address that decided.
    pub family: Option<Family>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What it went by, in this order.
    #[serde(default)]
    pub via: Vec<At<String>>,
    /// How the goal is worded for learners.
    pub say: Option<At<Words>>,
}

/// An operation of the API that the learner has called.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// The operation, like `DescribeSubnets`.
    #[schemars(schema_with = "names::operation")]
    pub operation: At<String>,
    /// The code with which EC2 refused it, like `InvalidSubnet.Conflict`; without it, it was carried out.
    pub code: Option<At<String>>,
    /// How the goal is worded for learners.
    pub say: Option<At<Words>>,
}

/// Quotas of the world; each is at least the number given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Setting {
    /// EC2 Instance Connect Endpoints a VPC may have.
    pub instance_connect_endpoints_per_vpc: Option<u32>,
    /// NAT gateways an Availability Zone may have.
    pub nat_gateways_per_availability_zone: Option<u32>,
    /// Elastic IP addresses a Region may have.
    pub elastic_ips: Option<u32>,
    /// Routes a route table may have in each family.
    pub routes_per_table: Option<u32>,
    /// Rules a network ACL may have in each direction and family.
    pub network_acl_entries: Option<u32>,
    /// How the goal is worded for learners.
    #[serde(rename = "say")]
    pub say: Option<At<Words>>,
}

/// Goals one of which suffices.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Any {
    /// The goals.
    pub of: At<Vec<At<Goal>>>,
    /// How the goal is worded for learners.
    pub say: Option<At<Words>>,
}

/// What learners do wrong.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// Lines that make the mistake, typed where the step begins.
    #[serde(rename = "do")]
    pub lines: At<Vec<At<String>>>,
    /// How it is recognised in any learner's world.
    pub when: At<Sign>,
    /// What the learner is told.
    pub say: At<Words>,
}

/// How a mistake is recognised.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// A resource is there, with these properties.
    Resource(Resource),
    /// No live resource has that name.
    Absent(Absent),
    /// A command would do this.
    Probe(Probe),
    /// The learner has run such a command in this step.
    Saw(Saw),
    /// The learner has called this operation in this step.
    Called(Called),
    /// One of these holds.
    Any(Any),
    /// The last line of the step was refused by EC2.
    Refused(Refused),
}

/// A refusal by EC2.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The operation, like `CreateSubnet`.
    #[schemars(schema_with = "names::operation")]
    pub operation: At<String>,
    /// The code, like `InvalidSubnet.Conflict`; without it any will do.
    pub code: Option<At<String>>,
}

/// Wanted properties, in the order written, each with its place.
#[derive(Debug, Default)]
pub struct Entries(pub Vec<(At<String>, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Entries;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("properties, like {Ipv6Native: true}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

impl JsonSchema for Entries {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Properties".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

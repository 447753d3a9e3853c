//! A world being built line by line, as a customer would: each line is carried out on a console at once
//! and kept where it went well. Ids of the account are known by what stands for them here.

use super::account::name;
use super::write::{Entry, Written};
use super::{Imported, write};
use crate::cloud::command_line::print;
use crate::cloud::{Call, Kind, LeftOut, Reason, Tag, World, name as names};
use crate::guest::Stream;
use crate::guest::console::Console;
use ipnet::Ipv6Net;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::Arc;

/// What is built so far.
pub(super) struct Draft {
    console: Console,
    entries: Vec<Entry>,
    /// The id here of each thing of the account.
    ids: BTreeMap<String, String>,
    /// The names given: kind, VPC and name.
    taken: BTreeSet<(Kind, String, String)>,
    /// What Amazon gives where a world asks for more than the account had.
    spare: (Vec<Ipv6Net>, Vec<Ipv4Addr>),
    left_out: Vec<LeftOut>,
}

impl Draft {
    /// Nothing but a Region; what its pools hold is given last.
    pub fn new(mut world: World, left_out: Vec<LeftOut>) -> Self {
        let spare = (world.pools.ipv6_blocks.to_vec(), world.pools.ipv4_addresses.to_vec());
        world.pools.ipv6_blocks = Arc::default();
        world.pools.ipv4_addresses = Arc::default();
        let (ids, taken, entries) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Self { console: Console::new(world), entries, ids, taken, spare, left_out }
    }

    /// The world so far.
    pub fn world(&self) -> &World {
        &self.console.world
    }

    /// Begins a part of the file, whose head is written when something follows.
    pub fn part(&mut self, head: &'static str) {
        if matches!(self.entries.last(), Some(Entry::Head(_))) {
            self.entries.pop();
        }
        self.entries.push(Entry::Head(head));
    }

    /// Notes something that the world lacks, once.
    pub fn leave_out(&mut self, why: Reason, what: impl Into<String>) {
        let one = LeftOut { why, what: what.into() };
        if !self.left_out.contains(&one) {
            self.left_out.push(one);
        }
    }

    /// Carries a call out and keeps its line; EC2's response. A call that is refused is not kept, and
    /// what it was about is noted.
    pub fn call(&mut self, operation: &str, parameters: Value, about: &str) -> Option<Value> {
        let call = match Call::parse_value(operation, parameters) {
            Ok(call) => call,
            Err(error) => {
                self.leave_out(Reason::Refused, format!("{about}: {error}"));
                return None;
            }
        };
        let printed = self.line(print(&call), about)?;
        Some(serde_json::from_str(&printed).unwrap_or_default())
    }

    /// Carries a line out and keeps it where it went well; what it printed.
    pub fn line(&mut self, line: String, about: &str) -> Option<String> {
        let refused = match self.console.exec(&line) {
            Ok(Some(record)) if record.exit == 0 => {
                self.entries.push(Entry::Line(line));
                return Some(record.output.of(Stream::Out));
            }
            Ok(record) => record.map(|record| record.output.of(Stream::Err)).unwrap_or_default(),
            Err(why) => why.to_string(),
        };
        let why = refused.trim().replace('\n', " ");
        self.leave_out(Reason::Refused, format!("{about}: {why}"));
        None
    }

    /// Keeps in a variable what an `aws ec2` line prints, and gives it.
    pub fn keep(&mut self, variable: &str, line: &str, about: &str) -> Option<String> {
        self.line(format!("{variable}=$(aws ec2 {line} --output text)"), about)?;
        self.console.variables.get(variable).cloned()
    }

    /// Says that this id of the account is that one here.
    pub fn is(&mut self, theirs: &str, ours: &str) {
        self.ids.insert(theirs.to_owned(), ours.to_owned());
    }

    /// Says so where EC2's response holds the id here.
    pub fn is_made(&mut self, theirs: &str, response: Option<&Value>, pointer: &str) -> Option<()> {
        let ours = response?.pointer(pointer)?.as_str()?.to_owned();
        self.is(theirs, &ours);
        Some(())
    }

    /// The id here of something of the account.
    pub fn id(&self, theirs: &str) -> Option<&str> {
        self.ids.get(theirs).map(String::as_str)
    }

    /// How a line names something of the account: `@NAME`, as short as it can be.
    pub fn at(&self, theirs: &str) -> Option<String> {
        let ours = self.id(theirs)?;
        let resources = self.world().resources();
        let resource = resources.iter().find(|it| it.is_live && it.id == ours)?;
        Some(names::shortest(self.world(), resource))
    }

    /// The name that something of this kind gets: its Name tag, else its id. Where another of its kind
    /// in its VPC has it already, a number follows; an instance's name is a prompt, so one name is one
    /// instance wherever it is.
    pub fn name(&mut self, kind: Kind, vpc: &str, (id, tags): (&str, &[Tag])) -> String {
        let own = name(tags).unwrap_or(id);
        let plain = speakable(own, kind);
        let space = if kind == Kind::Instance { "" } else { vpc };
        let numbered = (2..).map(|number: u32| format!("{plain}-{number}"));
        let free = |name: &String| !self.taken.contains(&(kind, space.to_owned(), name.clone()));
        let name = std::iter::once(plain.clone()).chain(numbered).find(free).unwrap_or(plain);
        self.taken.insert((kind, space.to_owned(), name.clone()));
        if name != own {
            self.leave_out(Reason::Renamed, format!("{id}: {own} → {name}"));
        }
        name
    }

    /// Lets the pool give this IPv6 block next.
    pub fn expect_ipv6(&mut self, block: Ipv6Net) {
        let pools = &mut self.console.world.pools;
        let given = pools.ipv6_blocks.iter().copied().take(pools.ipv6_given);
        pools.ipv6_blocks = given.chain([block]).collect();
        self.spare.0.retain(|spare| !spare.contains(&block) && !block.contains(spare));
    }

    /// Lets the pool give this public address next.
    pub fn expect_ipv4(&mut self, address: Ipv4Addr) {
        let pools = &mut self.console.world.pools;
        let given = pools.ipv4_addresses.iter().copied().take(pools.ipv4_given);
        pools.ipv4_addresses = given.chain([address]).collect();
        self.spare.1.retain(|spare| *spare != address);
    }

    /// Lets time pass until nothing is in transition.
    pub fn settle(&mut self) {
        self.console.world.settle();
    }

    /// The file, and what the world lacks.
    pub fn finish(self, starts: &str) -> Imported {
        let world = self.console.world;
        let given = world.pools.ipv6_blocks.iter().take(world.pools.ipv6_given);
        let ipv6_blocks = given.copied().chain(self.spare.0).collect();
        let given = world.pools.ipv4_addresses.iter().take(world.pools.ipv4_given);
        let ipv4_addresses = given.copied().chain(self.spare.1).collect();
        let written = Written {
            region: &world.region,
            account: &world.account,
            starts,
            settings: &world.settings,
            pools: (ipv6_blocks, ipv4_addresses),
            left_out: &self.left_out,
            entries: &self.entries,
        };
        Imported { text: write::file(&written), left_out: self.left_out }
    }
}

/// The `TagSpecifications` of a call that makes something of this kind and name.
pub(super) fn tagged(kind: Kind, name: &str) -> Value {
    json!([{"ResourceType": kind.resource_type(), "Tags": [{"Key": "Name", "Value": name}]}])
}

/// A name without what ends a name in an `aws` line or begins one; an instance's without what can't stand
/// in a prompt either.
fn speakable(name: &str, kind: Kind) -> String {
    let ends = |char: char| matches!(char, ',' | ']' | '}' | '"' | '\'') || char.is_control();
    let begins = |char: char| matches!(char, '=' | '[' | '{');
    let in_prompt = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.');
    let mut plain = String::new();
    for char in name.trim().chars() {
        let is_plain = match char {
            '@' => !plain.is_empty() && !plain.ends_with(begins) && kind != Kind::Instance,
            _ if kind == Kind::Instance => in_prompt(char),
            _ => !ends(char),
        };
        plain.push(if is_plain { char } else { '-' });
    }
    plain
}

/// A text about something, without what a line can't hold.
pub(super) fn remark(text: &str) -> String {
    text.chars().map(|char| if char.is_control() || char == '@' { ' ' } else { char }).collect()
}

//! `v6dojo reach`: what becomes of packets from a machine, for every destination there is, and what an
//! edit changes about it.

use super::first_world::FirstWorld;
use super::script::json_line;
use super::{NOT_UNDERSTOOD, eprint, unless_gone};
use crate::cloud::World;
use crate::guest::Stream;
use crate::guest::console::{Console, find_host};
use crate::guest::reach::{self, Class, Fate, Move, Probe};
use crate::lesson::Lang;
use crate::net::addresses::Addresses;
use crate::sim::path;
use crate::tui::draw::pad;
use crate::words::reach as say;
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::net::IpAddr;
use std::process::ExitCode;

/// What is asked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  $ v6dojo reach client-001a
  $ v6dojo reach client-001c-ipv6only 64:ff9b::808:808 --lesson nat64-dns64 --at test-again --icmp
  $ v6dojo reach client-001a --after 'aws ec2 delete-route --route-table-id \
@cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a --destination-ipv6-cidr-block ::/0'")]
pub struct Reach {
    /// The machine: the Name tag or id of an instance.
    #[arg(value_name = "HOST")]
    host: String,
    /// Only what becomes of packets to this address, and to all that share its fate.
    #[arg(value_name = "DESTINATION")]
    destination: Option<IpAddr>,
    #[command(flatten)]
    world: FirstWorld,
    /// Packets to this TCP port.
    #[arg(long, value_name = "N", default_value_t = 443, conflicts_with_all = ["udp", "icmp"])]
    port: u16,
    /// Packets to this UDP port.
    #[arg(long, value_name = "N", conflicts_with = "icmp")]
    udp: Option<u16>,
    /// ICMP echo requests.
    #[arg(long)]
    icmp: bool,
    /// Make this change and show what it moves instead; may be given several times, in order.
    #[arg(long, value_name = "AWS LINE")]
    after: Vec<String>,
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

/// What the table is written with.
struct Room<'w> {
    world: &'w World,
    lang: Lang,
}

impl Room<'_> {
    fn fate(&self, fate: &Fate) -> String {
        say::fate(fate, &|place| path::name(self.world, place), self.lang)
    }
}

impl Reach {
    /// Answers it.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        let mut console = Console::new(self.world.make()?);
        console.world.settle();
        let host = find_host(&console.world, &self.host).map_err(|why| anyhow!(why))?;
        let probe = self.probe();
        let of = |world: &World| {
            reach::Reach::of(world, host, probe).with_context(|| format!("{} is gone after that", self.host))
        };
        let before = of(&console.world)?;
        for line in &self.after {
            if let Err(why) = edit(&mut console, line) {
                eprint(&format!("v6dojo: {line}: {why:#}\n"));
                return Ok(ExitCode::from(NOT_UNDERSTOOD));
            }
        }
        let room = Room { world: &console.world, lang };
        let wanted = |addresses: &Addresses| self.destination.is_none_or(|wanted| addresses.contains(wanted));
        let written = if self.after.is_empty() {
            let classes: Vec<&Class> = before.classes.iter().filter(|class| wanted(&class.addresses)).collect();
            self.classes(&classes, &room)
        } else {
            let mut moves = before.moves(&of(&console.world)?);
            moves.retain(|it| wanted(&it.addresses));
            self.moves(&moves, &room)
        };
        unless_gone(written.map(|()| ExitCode::SUCCESS))
    }

    fn probe(&self) -> Probe {
        match self.udp {
            Some(port) => Probe::Udp(port),
            None if self.icmp => Probe::Echo,
            None => Probe::Tcp(self.port),
        }
    }

    fn classes(&self, classes: &[&Class], room: &Room<'_>) -> Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            let classes: Vec<Value> = classes.iter().map(|class| class_json(class, room)).collect();
            let told = json!({"host": self.host, "probe": self.probe().to_string(), "classes": classes});
            return Ok(json_line(&mut out, &told)?);
        }
        writeln!(out, "{}: {}, {}", say::TITLE.in_(room.lang), self.host, self.probe())?;
        let rows = classes.iter().map(|class| (&class.addresses, told(&class.addresses, &class.fate, room)));
        table(&mut out, rows.collect(), room)
    }

    fn moves(&self, moves: &[Move], room: &Room<'_>) -> Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            let moves: Vec<Value> = moves.iter().map(|it| move_json(it, room)).collect();
            let told = json!({"host": self.host, "probe": self.probe().to_string(), "moves": moves});
            return Ok(json_line(&mut out, &told)?);
        }
        writeln!(out, "{}", say::moved(moves.len(), room.lang))?;
        let fates = |it: &Move| {
            let fate = |fate: &Fate| told(&it.addresses, fate, room).join(": ");
            say::from_to(&fate(&it.from), &fate(&it.to), room.lang).lines().map(str::to_owned).collect()
        };
        table(&mut out, moves.iter().map(|it| (&it.addresses, fates(it))).collect(), room)
    }
}

/// Makes a change, or says why it can't be made.
fn edit(console: &mut Console, line: &str) -> Result<()> {
    let record = console.exec(line)?;
    if let Some(record) = record.filter(|record| record.exit != 0) {
        bail!("{}", record.output.of(Stream::Err).trim());
    }
    console.world.settle();
    Ok(())
}

/// A fate in lines: what, which way, why.
fn told(addresses: &Addresses, fate: &Fate, room: &Room<'_>) -> Vec<String> {
    let sign = if fate.works() { "✓" } else { "✗" };
    let mut lines = vec![format!("{sign} {}", room.fate(fate))];
    let way = say::way(fate, room.world);
    if way.len() > 1 {
        lines.push(way.join(" → "));
    }
    lines.extend(say::reason(fate, addresses.family(), room.lang));
    lines
}

/// Rows of addresses, their number, and lines about them.
fn table(out: &mut impl Write, rows: Vec<(&Addresses, Vec<String>)>, room: &Room<'_>) -> Result<()> {
    let blocks = |addresses: &Addresses| {
        let short = addresses.short();
        let within = short.within.iter().map(ToString::to_string);
        let except = short.except.iter().map(|block| format!("- {block}"));
        within.chain(except).collect::<Vec<String>>()
    };
    let rows: Vec<_> = rows.into_iter().map(|(addresses, lines)| (addresses, blocks(addresses), lines)).collect();
    let width = rows.iter().flat_map(|(_, blocks, _)| blocks).map(String::len).max().unwrap_or(0);
    let mut last = None;
    for (addresses, blocks, lines) in rows {
        let family = addresses.family();
        if last.replace(family) != Some(family) {
            let head = format!("{family} (-: {})", say::EXCEPT.in_(room.lang));
            writeln!(out, "\n{}  {}", pad(&head, width), say::ADDRESSES.in_(room.lang))?;
        }
        for at in 0..blocks.len().max(lines.len()) {
            let block = blocks.get(at).map_or("", String::as_str);
            let count = if at == 0 { say::count(addresses) } else { String::new() };
            let line = lines.get(at).map_or("", String::as_str);
            writeln!(out, "{}", format!("{block:<width$}  {count:<9}  {line}").trim_end())?;
        }
    }
    Ok(())
}

fn addresses_json(addresses: &Addresses) -> Value {
    let short = addresses.short();
    let count = addresses.count().map_or_else(|| "2^128".to_owned(), |count| count.to_string());
    json!({"within": short.within, "except": short.except, "prefixes": addresses.blocks(), "addresses": count})
}

fn fate_json(addresses: &Addresses, fate: &Fate, room: &Room<'_>) -> Value {
    json!({
        "works": fate.works(),
        "end": fate.end.name(),
        "answer_lost": fate.answer_lost.is_some(),
        "path": say::way(fate, room.world),
        "say": room.fate(fate),
        "why": say::reason(fate, addresses.family(), room.lang),
    })
}

fn class_json(class: &Class, room: &Room<'_>) -> Value {
    let mut described = addresses_json(&class.addresses);
    described["fate"] = fate_json(&class.addresses, &class.fate, room);
    described
}

fn move_json(it: &Move, room: &Room<'_>) -> Value {
    let mut described = addresses_json(&it.addresses);
    described["from"] = fate_json(&it.addresses, &it.from, room);
    described["to"] = fate_json(&it.addresses, &it.to, room);
    described
}

//! `v6dojo wire translate`: packets turned into the other family, by a translator that maps one client to
//! one IPv4 address and all others by the well-known prefix. Both sides have an MTU of 1500 bytes.

use super::input::{Answer, each};
use super::{decode, hex};
use crate::net::fields::{Field, fields};
use crate::net::stateless::{Stateless, Verdict};
use crate::net::translate::{self, Translator};
use crate::net::{Packet, WELL_KNOWN};
use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::process::ExitCode;

/// The MTU of both sides, in bytes.
const MTU: u16 = 1500;

/// Who is mapped, and what is translated.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  $ v6dojo wire translate --client 2001:db8::1 --nat 203.0.113.10 --json \\\n      \
                        600000000008114020010db80000000000000000000000010064ff9b000000000000000008080808040000350008bddf\n  \
                        {\"out\":[\"4500001c000000003f112fb7cb00710a08080808040000350008af8e\"],\"why\":\"translated\"}")]
pub struct Translate {
    /// The IPv6 client.
    #[arg(long, value_name = "IPV6")]
    client: Ipv6Addr,
    /// The IPv4 address that stands for it. Ports are kept.
    #[arg(long, value_name = "IPV4")]
    nat: Ipv4Addr,
    /// Whose rules: AWS's NAT gateway, or the standard's, which also refuses addresses that are not global.
    #[arg(long, value_name = "POLICY", default_value = "aws")]
    policy: Policy,
    /// One JSON object a packet, one a line: what comes out, in hex, and why.
    #[arg(long)]
    json: bool,
    /// A whole IPv4 or IPv6 packet in hex; `-` reads one a line from standard input.
    #[arg(value_name = "HEX")]
    packet: String,
}

/// Whose rules, as the command line names them.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Policy {
    /// The NAT gateway's.
    Aws,
    /// RFC 6052's and RFC 7915's.
    Rfc6052,
}

impl From<Policy> for translate::Policy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Aws => Self::Aws,
            Policy::Rfc6052 => Self::Rfc7915,
        }
    }
}

impl Translate {
    /// Prints what becomes of each packet.
    pub fn run(&self) -> Result<ExitCode> {
        let translator = Translator { policy: self.policy.into(), ipv4_mtu: MTU, ipv6_mtu: MTU };
        let between = Stateless { client: self.client, nat: self.nat, prefix: WELL_KNOWN, translator };
        each(&self.packet, |text| match hex::packet(text) {
            Ok(packet) => {
                let (out, why) = outcome(between.translate(&packet));
                let shown = if self.json { as_json(&out, &why) } else { as_text(&packet, &out, &why) };
                Answer { shown, problem: None }
            }
            Err(problem) => {
                let shown = if self.json { as_json(&[], &problem.what) } else { String::new() };
                Answer { shown, problem: Some(problem) }
            }
        })
    }
}

/// The packets that come out, and why these.
fn outcome(verdict: Verdict) -> (Vec<Packet>, String) {
    match verdict {
        Verdict::Forwarded(packets) => {
            let why = match packets.len() {
                1 => "translated".to_owned(),
                pieces => format!("translated into {pieces} fragments"),
            };
            (packets, why)
        }
        Verdict::Answered(error, why) => (vec![error], format!("dropped, and its sender is told: {why}")),
        Verdict::Dropped(why) => (Vec::new(), format!("dropped silently: {why}")),
    }
}

fn as_json(out: &[Packet], why: &str) -> String {
    json!({"out": out.iter().map(hex::text).collect::<Vec<_>>(), "why": why}).to_string()
}

/// The packet, field beside field where it was translated; else what is sent back.
fn as_text(packet: &Packet, out: &[Packet], why: &str) -> String {
    let mut lines = vec![format!("{}: {why}", decode::headline(packet))];
    for out in out {
        match out.family() == packet.family() {
            true => lines.extend(decode::as_text(out).lines().map(|line| format!("  {line}"))),
            false => lines.extend(side_by_side(&fields(packet), &fields(out))),
        }
        lines.push(format!("  {}", hex::text(out)));
    }
    lines.join("\n")
}

/// Two headers, the fields that mean the same beside each other; those that changed are marked.
fn side_by_side(before: &[Field], after: &[Field]) -> Vec<String> {
    let twin = |of: &Field, among: &[Field]| among.iter().find(|it| it.meaning == of.meaning).cloned();
    let both = before.iter().map(|field| (Some(field.clone()), twin(field, after)));
    let new = after.iter().filter(|field| twin(field, before).is_none()).map(|field| (None, Some(field.clone())));
    let row = |(before, after): (Option<Field>, Option<Field>)| {
        let changed = before.as_ref().map(|it| &it.value) != after.as_ref().map(|it| &it.value);
        let cells = |field: Option<Field>| field.map_or_else(Default::default, |it| (it.name, it.value));
        let ((name, value), (new_name, new_value)) = (cells(before), cells(after));
        let mark = if changed { '*' } else { ' ' };
        format!("{mark} {name:<21} {value:<38} {new_name:<21} {new_value}").trim_end().to_owned()
    };
    both.chain(new).map(row).collect()
}

//! `v6dojo wire decode`: packets field by field, with what an ICMP error quotes, the DNS message in a
//! datagram, and every checksum that does not hold.

use super::input::{Answer, each};
use super::{hex, message};
use crate::guest::dig::args::Shown;
use crate::guest::dig::text;
use crate::net::fields::{Field, fields, fields_of};
use crate::net::verify::wrong;
use crate::net::{Packet, Protocol, View, dns};
use anyhow::Result;
use clap::Args;
use hickory_proto::op::Message;
use serde_json::{Value, json};
use std::process::ExitCode;

/// What is shown.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  $ v6dojo wire decode 4500001c000000003f112fb7cb00710a08080808040000350008af8e")]
pub struct Decode {
    /// A whole IPv4 or IPv6 packet in hex; `-` reads one a line from standard input.
    #[arg(value_name = "HEX")]
    packet: String,
    /// One JSON object a packet, one a line.
    #[arg(long)]
    json: bool,
}

impl Decode {
    /// Prints the fields of each packet.
    pub fn run(&self) -> Result<ExitCode> {
        each(&self.packet, |text| match hex::packet(text) {
            Ok(packet) => {
                let shown = if self.json { as_json(&packet).to_string() } else { as_text(&packet) };
                Answer { shown, problem: None }
            }
            Err(problem) => {
                let shown = if self.json { json!({"why": problem.what}).to_string() } else { String::new() };
                Answer { shown, problem: Some(problem) }
            }
        })
    }
}

/// A field with what is wrong with it.
struct Judged {
    field: Field,
    right: Option<u16>,
}

fn judged(packet: &Packet) -> Vec<Judged> {
    let wrong = wrong(packet);
    let right = |field: &Field| wrong.iter().find(|it| it.which == field.meaning).map(|it| it.right);
    fields(packet).into_iter().map(|field| Judged { right: right(&field), field }).collect()
}

/// The headers of the packet that an ICMP error is about.
fn quoted(packet: &Packet) -> Option<Vec<Field>> {
    View::of_quoted(packet.quoted()?).map(|view| fields_of(&view))
}

/// The DNS message in a datagram from or to a name server; none where there is no datagram for one.
fn dns_message(packet: &Packet) -> Option<Result<Message, String>> {
    let flow = packet.flow();
    let is_dns = flow.protocol == Protocol::Udp && [flow.source_port, flow.destination_port].contains(&dns::PORT);
    is_dns.then(|| dns::from_packet(packet).map_err(|error| error.to_string()))
}

/// A field in a line, the value in a column of its own.
fn row(field: &Field) -> String {
    format!("{:<23} {}", field.name, field.value)
}

/// Family and addresses.
pub fn headline(packet: &Packet) -> String {
    format!("{} {} > {}", packet.family(), packet.source(), packet.destination())
}

/// A packet as a person reads it.
pub fn as_text(packet: &Packet) -> String {
    let mut lines = vec![format!("{}, {} bytes", headline(packet), packet.length())];
    for Judged { field, right } in judged(packet) {
        let remark = right.map_or(String::new(), |right| format!("  wrong: {right:#06x} would be right"));
        lines.push(format!("  {}{remark}", row(&field)));
    }
    if let Some(quoted) = quoted(packet) {
        lines.push("  about the packet".to_owned());
        lines.extend(quoted.iter().map(|field| format!("    {}", row(field))));
    }
    match dns_message(packet) {
        Some(Ok(message)) => {
            let text = text::message(&message, Shown::ALL);
            lines.extend(text.trim_end().lines().map(|line| format!("  {line}").trim_end().to_owned()));
        }
        Some(Err(why)) => lines.push(format!("  {why}")),
        None => {}
    }
    lines.join("\n")
}

fn as_json(packet: &Packet) -> Value {
    let plain = |field: &Field| json!({"name": field.name, "value": field.value});
    let fields: Vec<Value> = judged(packet)
        .iter()
        .map(|Judged { field, right }| match right {
            Some(right) => json!({"name": field.name, "value": field.value, "right": format!("{right:#06x}")}),
            None => plain(field),
        })
        .collect();
    let mut shown = json!({"family": packet.family(), "length": packet.length(), "fields": fields});
    if let Some(quoted) = quoted(packet) {
        shown["quoted"] = quoted.iter().map(plain).collect();
    }
    match dns_message(packet) {
        Some(Ok(message)) => shown["dns"] = message::whole(&message),
        Some(Err(why)) => shown["dns"] = json!({"why": why}),
        None => {}
    }
    shown
}

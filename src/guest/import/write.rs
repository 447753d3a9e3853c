//! The file of an imported world, as a person would write it.

use crate::cloud::{LeftOut, Settings};
use ipnet::Ipv6Net;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::net::Ipv4Addr;

/// A part of `calls:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// What the following lines are about.
    Head(&'static str),
    /// A line.
    Line(String),
}

/// All that is written.
pub(super) struct Written<'a> {
    pub region: &'a str,
    pub account: &'a str,
    pub starts: &'a str,
    pub settings: &'a Settings,
    pub pools: (Vec<Ipv6Net>, Vec<Ipv4Addr>),
    pub left_out: &'a [LeftOut],
    pub entries: &'a [Entry],
}

/// The text of the file.
pub(super) fn file(written: &Written<'_>) -> String {
    let mut text = String::from(
        "# A world made by `v6dojo import` from what `aws ec2 describe-…` printed. `calls` are the lines that build\n\
         # it; change them as you like.\n\n",
    );
    let mut line = |key: &str, value: Value| {
        let _ = writeln!(text, "{key}: {value}");
    };
    line("region", json!(written.region));
    line("account", json!(written.account));
    line("starts", json!(written.starts));
    let settings = unusual(written.settings);
    if !settings.is_empty() {
        line("settings", Value::Object(settings));
    }
    text.push_str("\n# What Amazon's pools give out, in this order: first what the account has.\npools:\n");
    let _ = writeln!(text, "  ipv6_blocks: {}", json!(written.pools.0));
    let _ = writeln!(text, "  ipv4_addresses: {}", json!(written.pools.1));
    text.push_str("\n# Hosts and zones are those of the chapter's world.\ninternet: chapter\n");
    if !written.left_out.is_empty() {
        text.push_str("\n# What the account has, and this world has not.\nleft_out:\n");
        for one in written.left_out {
            let _ = writeln!(text, "  - {}", json!(one));
        }
    }
    text.push_str("\ncalls:\n");
    let ends_in_head = matches!(written.entries.last(), Some(Entry::Head(_)));
    let entries = &written.entries[..written.entries.len() - usize::from(ends_in_head)];
    for entry in entries {
        match entry {
            Entry::Head(head) => {
                let _ = writeln!(text, "  # {:-<66} {head}", "");
            }
            // Folded scalars take every character as it is.
            Entry::Line(line) => {
                let _ = writeln!(text, "  - >-\n    {line}");
            }
        }
    }
    text
}

/// The settings that are not the usual ones.
fn unusual(settings: &Settings) -> Map<String, Value> {
    let (own, usual) = (json!(settings), json!(Settings::default()));
    let own = own.as_object().cloned().unwrap_or_default();
    own.into_iter().filter(|(name, value)| usual[name] != *value).collect()
}

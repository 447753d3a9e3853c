//! How the API writes rules: a permission bundles one kind of traffic with any number of other ends.

use super::{Peer, Rule, Traffic};
use crate::cloud::{ApiError, Given, SecurityGroupId, World};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One kind of traffic with the other ends it is allowed with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct IpPermission {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    pub ip_protocol: String,
    /// The first port, or the ICMP type; -1 is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_port: Option<i32>,
    /// The last port, or the ICMP code; -1 is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_port: Option<i32>,
    /// IPv4 blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ip_ranges: Vec<IpRange>,
    /// IPv6 blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ipv6_ranges: Vec<Ipv6Range>,
    /// Other security groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_id_group_pairs: Vec<UserIdGroupPair>,
}

/// An IPv4 block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct IpRange {
    /// The block.
    pub cidr_ip: Given<Ipv4Net>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// An IPv6 block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Ipv6Range {
    /// The block.
    pub cidr_ipv6: Given<Ipv6Net>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Another security group: its members' private addresses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UserIdGroupPair {
    /// The group.
    pub group_id: Given<SecurityGroupId>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl IpPermission {
    /// The single rules it stands for: traffic, other end and description.
    pub fn rules(&self, world: &World) -> Result<Vec<(Traffic, Peer, Option<String>)>, ApiError> {
        let traffic = traffic(&self.ip_protocol, self.from_port, self.to_port)?;
        let mut rules = Vec::new();
        for range in &self.ip_ranges {
            let cidr = IpNet::V4(range.cidr_ip.read("cidrIp")?);
            rules.push((traffic, Peer::Cidr(cidr), range.description.clone()));
        }
        for range in &self.ipv6_ranges {
            let cidr = IpNet::V6(range.cidr_ipv6.read("cidrIpv6")?);
            rules.push((traffic, Peer::Cidr(cidr), range.description.clone()));
        }
        for pair in &self.user_id_group_pairs {
            rules.push((traffic, Peer::Group(pair.group_id.existing(world)?), pair.description.clone()));
        }
        if rules.is_empty() {
            return Err(ApiError::missing("ipPermissions"));
        }
        Ok(rules)
    }
}

/// Reads protocol and ports as the API writes them.
pub fn traffic(protocol: &str, from: Option<i32>, to: Option<i32>) -> Result<Traffic, ApiError> {
    let port = |value: Option<i32>, name: &str| {
        let value = value.ok_or_else(|| ApiError::missing(name))?;
        u16::try_from(value).map_err(|_| ApiError::invalid_value(format!("Invalid value '{value}' for {name}.")))
    };
    let ports = || {
        if (from, to) == (Some(-1), Some(-1)) {
            return Ok((0, u16::MAX));
        }
        let (from, to) = (port(from, "fromPort")?, port(to, "toPort")?);
        if from > to {
            return Err(ApiError::invalid_value(format!("Invalid TCP/UDP port range ({from}:{to})")));
        }
        Ok((from, to))
    };
    let kind = |value: Option<i32>| value.and_then(|value| u8::try_from(value).ok());
    match protocol {
        "-1" | "all" => Ok(Traffic::All),
        "tcp" | "6" => ports().map(|(from, to)| Traffic::Tcp(from, to)),
        "udp" | "17" => ports().map(|(from, to)| Traffic::Udp(from, to)),
        "icmp" | "1" => Ok(Traffic::Icmp(kind(from), kind(to))),
        "icmpv6" | "58" => Ok(Traffic::Icmpv6(kind(from), kind(to))),
        other => other.parse().map(Traffic::Protocol).map_err(|_| {
            ApiError::invalid_value(format!("Invalid value '{other}' for IP protocol. Unknown protocol."))
        }),
    }
}

/// Protocol and ports as the API writes them.
pub fn written(traffic: Traffic) -> (String, Option<i32>, Option<i32>) {
    let kind = |value: Option<u8>| Some(value.map_or(-1, i32::from));
    match traffic {
        Traffic::All => ("-1".to_owned(), None, None),
        Traffic::Tcp(from, to) => ("tcp".to_owned(), Some(from.into()), Some(to.into())),
        Traffic::Udp(from, to) => ("udp".to_owned(), Some(from.into()), Some(to.into())),
        Traffic::Icmp(from, to) => ("icmp".to_owned(), kind(from), kind(to)),
        Traffic::Icmpv6(from, to) => ("icmpv6".to_owned(), kind(from), kind(to)),
        Traffic::Protocol(number) => (number.to_string(), None, None),
    }
}

/// Rules as descriptions list them: one entry a kind of traffic.
pub fn describe(rules: &[Rule], world: &World) -> Vec<Value> {
    let mut kinds: Vec<Traffic> = rules.iter().map(|rule| rule.traffic).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.into_iter().map(|kind| describe_kind(kind, rules.iter().filter(|rule| rule.traffic == kind), world)).collect()
}

fn describe_kind<'a>(kind: Traffic, rules: impl Iterator<Item = &'a Rule>, world: &World) -> Value {
    let (mut ipv4, mut ipv6, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for rule in rules {
        let (list, mut entry) = match rule.peer {
            Peer::Cidr(IpNet::V4(block)) => (&mut ipv4, json!({"CidrIp": block})),
            Peer::Cidr(IpNet::V6(block)) => (&mut ipv6, json!({"CidrIpv6": block})),
            Peer::Group(group) => (&mut groups, json!({"UserId": world.account, "GroupId": group})),
        };
        if let Some(description) = &rule.description {
            entry["Description"] = json!(description);
        }
        list.push(entry);
    }
    let (protocol, from, to) = written(kind);
    let mut described = json!({"IpProtocol": protocol});
    if let (Some(from), Some(to)) = (from, to) {
        described["FromPort"] = json!(from);
        described["ToPort"] = json!(to);
    }
    described["UserIdGroupPairs"] = json!(groups);
    described["IpRanges"] = json!(ipv4);
    described["Ipv6Ranges"] = json!(ipv6);
    described["PrefixListIds"] = json!([]);
    described
}

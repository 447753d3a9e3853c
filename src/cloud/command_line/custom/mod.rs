//! What the AWS CLI adds to the API by itself, in one list: [`ROWS`]. Everything else about options
//! follows from the operations' structs.

use super::error::CommandLineError;
use super::options::{Opt, Sets, Takes};
use super::shape::Shape;
use serde_json::{Map, Value, json};

/// The parameters of a call.
type Parameters = Map<String, Value>;

/// An option that is more than one parameter of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custom {
    /// `--count 2` or `--count 1:3`: `MinCount` and `MaxCount`.
    Count,
    /// `--protocol tcp` of a security group's rule.
    Protocol,
    /// `--port 22` or `--port 1024-65535`: `FromPort` and `ToPort` of a security group's rule.
    Port,
    /// `--cidr 10.0.0.0/16`: a range of a security group's rule.
    Cidr,
    /// `--source-group sg-…`: the peer group of a security group's rule.
    SourceGroup,
    /// `--associate-public-ip-address` and its opposite: of the first network interface.
    AssociatePublicIpAddress(bool),
}

/// Whose options are changed: the operations' names begin and end so.
struct Row {
    begins: &'static str,
    ends: &'static str,
    change: Change,
}

enum Change {
    /// A parameter has no option of its own.
    Hide(&'static str),
    /// An option has another name.
    Rename(&'static str, &'static str),
    /// There is one more option.
    Add(Custom, &'static str, &'static str),
}

const fn row(begins: &'static str, ends: &'static str, change: Change) -> Row {
    Row { begins, ends, change }
}

/// All that the AWS CLI changes in the options of the operations there are here.
const ROWS: &[Row] = &[
    row("RunInstances", "", Change::Hide("MinCount")),
    row("RunInstances", "", Change::Hide("MaxCount")),
    row("RunInstances", "", Change::Add(Custom::Count, "--count", "How many to launch: NUMBER or LEAST:MOST; else 1.")),
    row(
        "RunInstances",
        "",
        Change::Add(
            Custom::AssociatePublicIpAddress(true),
            "--associate-public-ip-address",
            "Gives it a public IPv4 address.",
        ),
    ),
    row(
        "RunInstances",
        "",
        Change::Add(
            Custom::AssociatePublicIpAddress(false),
            "--no-associate-public-ip-address",
            "Gives it no public IPv4 address.",
        ),
    ),
    row("", "", Change::Rename("--no-egress", "--ingress")),
    row("", "", Change::Rename("--no-disable-api-termination", "--enable-api-termination")),
    row("", "SecurityGroupIngress", PROTOCOL),
    row("", "SecurityGroupEgress", PROTOCOL),
    row("", "SecurityGroupIngress", PORT),
    row("", "SecurityGroupEgress", PORT),
    row("", "SecurityGroupIngress", CIDR),
    row("", "SecurityGroupEgress", CIDR),
    row("", "SecurityGroupIngress", SOURCE_GROUP),
    row("", "SecurityGroupEgress", SOURCE_GROUP),
];

const PROTOCOL: Change = Change::Add(
    Custom::Protocol,
    "--protocol",
    "The protocol of a single rule: tcp, udp, icmp, all or a number. For several rules there is --ip-permissions.",
);
const PORT: Change = Change::Add(
    Custom::Port,
    "--port",
    "The ports of a single rule: 22, 1024-65535 or all; for icmp the type, or TYPE-CODE.",
);
const CIDR: Change =
    Change::Add(Custom::Cidr, "--cidr", "The IPv4 range of a single rule. IPv6 needs --ip-permissions.");
const SOURCE_GROUP: Change = Change::Add(Custom::SourceGroup, "--source-group", "The other group of a single rule.");

/// Changes an operation's options as the list says.
pub(super) fn adjust(operation: &str, shape: &Shape, options: &mut Vec<Opt>) {
    let rows = ROWS.iter().filter(|row| operation.starts_with(row.begins) && operation.ends_with(row.ends));
    for row in rows {
        match row.change {
            Change::Hide(parameter) => options.retain(|option| option.parameter() != Some(parameter)),
            Change::Rename(from, to) => {
                options
                    .iter_mut()
                    .filter(|option| option.name == from)
                    .for_each(|option| to.clone_into(&mut option.name));
            }
            // What the struct has no place for is not offered.
            Change::Add(custom, ..) if !custom.has_place(shape) => {}
            Change::Add(custom, name, doc) => options.push(custom.option(name, doc)),
        }
    }
}

impl Custom {
    fn option(self, name: &str, doc: &str) -> Opt {
        let shape = match self {
            Self::Cidr => Shape::String { kind: Some("ipv4-cidr".to_owned()), choices: Vec::new() },
            Self::SourceGroup => Shape::String { kind: Some("security-group-id".to_owned()), choices: Vec::new() },
            Self::Protocol => {
                let choices = ["tcp", "udp", "icmp", "all"].map(str::to_owned).to_vec();
                Shape::String { kind: None, choices }
            }
            Self::Count | Self::Port => Shape::TEXT,
            Self::AssociatePublicIpAddress(_) => Shape::Boolean,
        };
        let takes = if shape == Shape::Boolean { Takes::Nothing } else { Takes::One };
        let (name, doc) = (name.to_owned(), doc.to_owned());
        Opt { name, doc, required: false, takes, shape, sets: Sets::Custom(self) }
    }

    /// Whether an operation of this shape has the parameters that it fills.
    fn has_place(self, shape: &Shape) -> bool {
        let within = |outer: &str, inner: &str| match shape.member(outer).map(|it| &it.shape) {
            Some(Shape::List(item)) => item.member(inner).is_some(),
            _ => false,
        };
        match self {
            Self::Count => shape.member("MinCount").is_some(),
            Self::Protocol | Self::Port | Self::Cidr | Self::SourceGroup => within("IpPermissions", "IpProtocol"),
            Self::AssociatePublicIpAddress(_) => within("NetworkInterfaces", "AssociatePublicIpAddress"),
        }
    }

    /// The parameter that can't be given beside it.
    fn excludes(self) -> Option<&'static str> {
        match self {
            Self::Count => None,
            Self::Protocol | Self::Port | Self::Cidr | Self::SourceGroup => Some("IpPermissions"),
            Self::AssociatePublicIpAddress(_) => Some("NetworkInterfaces"),
        }
    }

    /// Does to the parameters what the option with this word does.
    fn set(self, word: &str, parameters: &mut Parameters) -> Result<(), CommandLineError> {
        match self {
            Self::Count => {
                let (least, most) = word.split_once(':').unwrap_or((word, word));
                let (Ok(least), Ok(most)) = (least.parse::<i64>(), most.parse::<i64>()) else {
                    return Err(other("count parameter should be of form min[:max] (e.g. 1 or 1:10)"));
                };
                parameters.insert("MinCount".to_owned(), json!(least));
                parameters.insert("MaxCount".to_owned(), json!(most));
            }
            Self::Protocol => {
                let protocol = protocol(word)?;
                put_first(parameters, "IpPermissions", "IpProtocol", json!(protocol));
            }
            Self::Port => {
                let (from, to) = ports(word)?;
                put_first(parameters, "IpPermissions", "FromPort", json!(from));
                put_first(parameters, "IpPermissions", "ToPort", json!(to));
            }
            Self::Cidr => put_first(parameters, "IpPermissions", "IpRanges", json!([{ "CidrIp": word }])),
            Self::SourceGroup => {
                let by = if word.starts_with("sg-") { "GroupId" } else { "GroupName" };
                put_first(parameters, "IpPermissions", "UserIdGroupPairs", json!([{ by: word }]));
            }
            Self::AssociatePublicIpAddress(yes) => {
                put_first(parameters, "NetworkInterfaces", "DeviceIndex", json!(0));
                put_first(parameters, "NetworkInterfaces", "AssociatePublicIpAddress", json!(yes));
            }
        }
        Ok(())
    }
}

fn other(what: impl Into<String>) -> CommandLineError {
    CommandLineError::Other(what.into())
}

/// Puts a value into the first object of the list of this name, which is made where it is missing.
fn put_first(parameters: &mut Parameters, list: &str, name: &str, value: Value) {
    let place = parameters.entry(list).or_insert_with(|| json!([{}]));
    if let Some(Value::Object(members)) = place.get_mut(0) {
        members.insert(name.to_owned(), value);
    }
}

fn protocol(word: &str) -> Result<&str, CommandLineError> {
    match (word, word.parse::<i64>()) {
        ("all", _) => Ok("-1"),
        ("tcp" | "udp" | "icmp", _) | (_, Ok(-1..=255)) => Ok(word),
        (_, Ok(_)) => Err(other("protocol numbers must be in the range 0-255 or -1 to specify all protocols")),
        (_, Err(_)) => {
            Err(other("protocol parameter should be one of: tcp|udp|icmp|all or any valid protocol number."))
        }
    }
}

fn ports(word: &str) -> Result<(i64, i64), CommandLineError> {
    if matches!(word, "-1" | "all") {
        return Ok((-1, -1));
    }
    let (from, to) = word.split_once('-').unwrap_or((word, word));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        _ => Err(other("port parameter should be of the form <from[-to]> (e.g. 22 or 22-25)")),
    }
}

/// Applies the CLI's own options, and what the CLI does to the parameters of some operations before it
/// calls the API.
pub(super) fn finish(
    operation: &str,
    given: &[(Custom, &str, &str)],
    parameters: &mut Parameters,
) -> Result<(), CommandLineError> {
    for (custom, option, _) in given {
        if let Some(parameter) = custom.excludes().filter(|it| parameters.contains_key(*it)) {
            let parameter = super::shape::kebab(parameter);
            return Err(other(format!("The {option} option is not compatible with the --{parameter} option ")));
        }
    }
    for (custom, _, word) in given {
        custom.set(word, parameters)?;
    }
    match operation {
        "RunInstances" => {
            for count in ["MinCount", "MaxCount"] {
                parameters.entry(count).or_insert(json!(1));
            }
            if given.iter().any(|(custom, ..)| matches!(custom, Custom::AssociatePublicIpAddress(_))) {
                move_into_interface(parameters);
            }
        }
        "CreateNetworkAclEntry" | "ReplaceNetworkAclEntry" => number_protocol(parameters),
        _ => {}
    }
    Ok(())
}

/// An instance's subnet, groups and addresses belong to its interface once one is described.
fn move_into_interface(parameters: &mut Parameters) {
    let moves = [
        ("SubnetId", "SubnetId"),
        ("SecurityGroupIds", "Groups"),
        ("PrivateIpAddress", "PrivateIpAddress"),
        ("Ipv6AddressCount", "Ipv6AddressCount"),
        ("Ipv6Addresses", "Ipv6Addresses"),
        ("EnablePrimaryIpv6", "PrimaryIpv6"),
    ];
    for (from, to) in moves {
        if let Some(value) = parameters.shift_remove(from) {
            put_first(parameters, "NetworkInterfaces", to, value);
        }
    }
}

/// Network ACLs know protocols by number only.
fn number_protocol(parameters: &mut Parameters) {
    let Some(protocol) = parameters.get_mut("Protocol") else { return };
    let number = match protocol.as_str() {
        Some("tcp") => "6",
        Some("udp") => "17",
        Some("icmp") => "1",
        Some("all") => "-1",
        _ => return,
    };
    *protocol = json!(number);
}

/// Takes out of the parameters what only an option of the CLI's own can say, and returns its words.
pub(super) fn print(operation: &str, parameters: &mut Parameters) -> Vec<String> {
    if operation != "RunInstances" {
        return Vec::new();
    }
    let mut count = |name: &str| parameters.shift_remove(name).and_then(|it| it.as_i64()).unwrap_or(1);
    match (count("MinCount"), count("MaxCount")) {
        (1, 1) => Vec::new(),
        (least, most) if least == most => vec!["--count".to_owned(), least.to_string()],
        (least, most) => vec!["--count".to_owned(), format!("{least}:{most}")],
    }
}

#[cfg(test)]
mod tests;

//! The operations on network ACLs.

use super::{Action, Direction, Entry, LAST, NetworkAcl};
use crate::cloud::describe::describe_operation;
use crate::cloud::security_group::Traffic;
use crate::cloud::tag::{self, TagSpecification};
use crate::cloud::{ApiError, Given, Kind, NetworkAclAssociationId, NetworkAclId, Operation, VpcId, World};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Destination ports, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PortRange {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
}

/// ICMP type and code; -1 is any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct IcmpTypeCode {
    /// The type.
    #[serde(rename = "Type")]
    pub kind: i32,
    /// The code.
    pub code: i32,
}

/// Makes a network ACL that lets nothing through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateNetworkAcl {
    /// The VPC.
    pub vpc_id: Given<VpcId>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateNetworkAcl {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::NetworkAcl)?;
        let vpc_id = self.vpc_id.existing(world)?;
        let id = world.mint(NetworkAclId::new);
        let (entries, associations) = (Vec::new(), Vec::new());
        let acl = NetworkAcl { id, vpc_id, is_default: false, entries, associations, tags };
        let described = acl.describe(world);
        world.network_acls.insert(id, acl);
        Ok(json!({ "NetworkAcl": described }))
    }
}

describe_operation! {
    /// Describes network ACLs.
    DescribeNetworkAcls, "NetworkAcls", NetworkAcl, network_acl_ids: [NetworkAclId; "NetworkAclId"], filters
}

/// Deletes a network ACL that guards nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteNetworkAcl {
    /// The ACL.
    pub network_acl_id: Given<NetworkAclId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteNetworkAcl {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.network_acl_id.existing(world)?;
        let acl = world.network_acl(id)?;
        if acl.is_default {
            return Err(ApiError::new("InvalidParameterValue", "cannot delete default network ACL"));
        }
        if !acl.associations.is_empty() {
            return Err(ApiError::dependency("networkAcl", id));
        }
        world.network_acls.remove(id);
        Ok(Value::Null)
    }
}

/// Adds an entry to a network ACL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateNetworkAclEntry {
    /// The ACL.
    pub network_acl_id: Given<NetworkAclId>,
    /// 1 to 32766; the lowest that matches decides.
    pub rule_number: u32,
    /// `-1` for all, or a number: 6 is TCP, 17 UDP, 1 ICMP, 58 ICMPv6.
    pub protocol: String,
    /// `allow` or `deny`.
    pub rule_action: Given<Action>,
    /// Whether it rules what leaves the subnet.
    pub egress: bool,
    /// The other end, over IPv4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<Given<Ipv4Net>>,
    /// The other end, over IPv6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6_cidr_block: Option<Given<Ipv6Net>>,
    /// Destination ports; TCP and UDP need them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port_range: Option<PortRange>,
    /// ICMP type and code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp_type_code: Option<IcmpTypeCode>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl CreateNetworkAclEntry {
    fn entry(&self) -> Result<Entry, ApiError> {
        Ok(Entry {
            direction: direction(self.egress),
            number: number(self.rule_number)?,
            cidr: cidr(self.cidr_block.as_ref(), self.ipv6_cidr_block.as_ref())?,
            traffic: traffic(&self.protocol, self.port_range, self.icmp_type_code)?,
            action: self.rule_action.read("ruleAction")?,
        })
    }
}

impl Operation for CreateNetworkAclEntry {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.network_acl_id.existing(world)?;
        let entry = self.entry()?;
        let limit = usize::try_from(world.settings.network_acl_entries).unwrap_or(usize::MAX);
        let acl = world.network_acl_mut(id)?;
        if acl.entries.iter().any(|it| it.number == entry.number && it.direction == entry.direction) {
            let message = format!("The network acl entry identified by {} already exists.", entry.number);
            return Err(ApiError::new("NetworkAclEntryAlreadyExists", message));
        }
        let same = |it: &&Entry| it.direction == entry.direction && family(&it.cidr) == family(&entry.cidr);
        if acl.entries.iter().filter(same).count() >= limit {
            let message = "The maximum number of network acl entries has been reached.";
            return Err(ApiError::new("NetworkAclEntryLimitExceeded", message));
        }
        acl.entries.push(entry);
        acl.entries.sort_unstable();
        Ok(Value::Null)
    }
}

/// Replaces an entry of a network ACL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReplaceNetworkAclEntry {
    /// The ACL.
    pub network_acl_id: Given<NetworkAclId>,
    /// 1 to 32766; the lowest that matches decides.
    pub rule_number: u32,
    /// `-1` for all, or a number: 6 is TCP, 17 UDP, 1 ICMP, 58 ICMPv6.
    pub protocol: String,
    /// `allow` or `deny`.
    pub rule_action: Given<Action>,
    /// Whether it rules what leaves the subnet.
    pub egress: bool,
    /// The other end, over IPv4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cidr_block: Option<Given<Ipv4Net>>,
    /// The other end, over IPv6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6_cidr_block: Option<Given<Ipv6Net>>,
    /// Destination ports; TCP and UDP need them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port_range: Option<PortRange>,
    /// ICMP type and code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp_type_code: Option<IcmpTypeCode>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl ReplaceNetworkAclEntry {
    fn entry(&self) -> Result<Entry, ApiError> {
        Ok(Entry {
            direction: direction(self.egress),
            number: number(self.rule_number)?,
            cidr: cidr(self.cidr_block.as_ref(), self.ipv6_cidr_block.as_ref())?,
            traffic: traffic(&self.protocol, self.port_range, self.icmp_type_code)?,
            action: self.rule_action.read("ruleAction")?,
        })
    }
}

impl Operation for ReplaceNetworkAclEntry {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.network_acl_id.existing(world)?;
        let entry = self.entry()?;
        let acl = world.network_acl_mut(id)?;
        let found = acl.entries.iter_mut().find(|it| it.number == entry.number && it.direction == entry.direction);
        *found.ok_or_else(|| no_entry(entry.number, id))? = entry;
        acl.entries.sort_unstable();
        Ok(Value::Null)
    }
}

/// Deletes an entry of a network ACL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteNetworkAclEntry {
    /// The ACL.
    pub network_acl_id: Given<NetworkAclId>,
    /// Its number.
    pub rule_number: u32,
    /// Whether it rules what leaves the subnet.
    pub egress: bool,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteNetworkAclEntry {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.network_acl_id.existing(world)?;
        let (number, direction) = (number(self.rule_number)?, direction(self.egress));
        let acl = world.network_acl_mut(id)?;
        let found = acl.entries.iter().position(|it| it.number == number && it.direction == direction);
        acl.entries.remove(found.ok_or_else(|| no_entry(number, id))?);
        Ok(Value::Null)
    }
}

/// Puts a subnet under another network ACL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReplaceNetworkAclAssociation {
    /// The association as it is now.
    pub association_id: Given<NetworkAclAssociationId>,
    /// The ACL.
    pub network_acl_id: Given<NetworkAclId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for ReplaceNetworkAclAssociation {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let old = self.association_id.read("associationId")?;
        let id = self.network_acl_id.existing(world)?;
        let holds = |acl: &&NetworkAcl| acl.associations.iter().any(|(association, _)| *association == old);
        let Some(from) = world.network_acls.iter().find(holds).map(|acl| acl.id) else {
            let message = format!("The association ID '{old}' does not exist");
            return Err(ApiError::new("InvalidAssociationID.NotFound", message));
        };
        if world.network_acl(from)?.vpc_id != world.network_acl(id)?.vpc_id {
            let message = format!("network ACL {id} and the subnet belong to different networks");
            return Err(ApiError::invalid_value(message));
        }
        let acl = world.network_acl_mut(from)?;
        let subnets: Vec<_> = acl.associations.iter().filter(|(it, _)| *it == old).map(|(_, subnet)| *subnet).collect();
        acl.associations.retain(|(association, _)| *association != old);
        let new = world.mint(NetworkAclAssociationId::new);
        let acl = world.network_acl_mut(id)?;
        acl.associations.extend(subnets.into_iter().map(|subnet| (new, subnet)));
        Ok(json!({ "NewAssociationId": new }))
    }
}

fn direction(egress: bool) -> Direction {
    if egress { Direction::Egress } else { Direction::Ingress }
}

fn family(cidr: &IpNet) -> bool {
    matches!(cidr, IpNet::V6(_))
}

fn no_entry(number: u16, acl: NetworkAclId) -> ApiError {
    let message = format!("The specified network acl entry {number} does not exist in {acl}");
    ApiError::new("InvalidNetworkAclEntry.NotFound", message)
}

fn number(given: u32) -> Result<u16, ApiError> {
    let fits = u16::try_from(given).ok().filter(|number| (1..LAST).contains(number));
    fits.ok_or_else(|| {
        ApiError::invalid_value(format!(
            "Value ({given}) for parameter ruleNumber is invalid. Must be between 1 and 32766."
        ))
    })
}

fn cidr(ipv4: Option<&Given<Ipv4Net>>, ipv6: Option<&Given<Ipv6Net>>) -> Result<IpNet, ApiError> {
    match (ipv4, ipv6) {
        (Some(given), None) => Ok(IpNet::V4(given.read("cidrBlock")?)),
        (None, Some(given)) => Ok(IpNet::V6(given.read("ipv6CidrBlock")?)),
        (None, None) => Err(ApiError::missing("cidrBlock")),
        (Some(_), Some(_)) => {
            let message = "cidrBlock and ipv6CidrBlock can't be given together.";
            Err(ApiError::new("InvalidParameterCombination", message))
        }
    }
}

/// Reads protocol and ports as network ACLs write them: numbers, and names for the common ones.
fn traffic(protocol: &str, ports: Option<PortRange>, icmp: Option<IcmpTypeCode>) -> Result<Traffic, ApiError> {
    let range = || match ports {
        Some(PortRange { from, to }) if from <= to => Ok((from, to)),
        Some(PortRange { from, to }) => Err(ApiError::invalid_value(format!("Invalid port range ({from}:{to})"))),
        None => Err(ApiError::missing("portRange")),
    };
    let part = |value: i32| u8::try_from(value).ok();
    let (kind, code) = icmp.map_or((None, None), |icmp| (part(icmp.kind), part(icmp.code)));
    match protocol {
        "-1" | "all" => Ok(Traffic::All),
        "6" | "tcp" => range().map(|(from, to)| Traffic::Tcp(from, to)),
        "17" | "udp" => range().map(|(from, to)| Traffic::Udp(from, to)),
        "1" | "icmp" => Ok(Traffic::Icmp(kind, code)),
        "58" | "icmpv6" => Ok(Traffic::Icmpv6(kind, code)),
        other => other.parse().map(Traffic::Protocol).map_err(|_| {
            ApiError::invalid_value(format!("Invalid value '{other}' for IP protocol. Unknown protocol."))
        }),
    }
}

//! The operations on security groups.

use super::permissions::written;
use super::{IpPermission, Peer, Rule, SecurityGroup, Traffic};
use crate::cloud::describe::describe_operation;
use crate::cloud::network_acl::Direction;
use crate::cloud::tag::{self, TagSpecification};
use crate::cloud::{ApiError, Given, Kind, Operation, SecurityGroupId, SecurityGroupRuleId, VpcId, World};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

impl World {
    /// Makes the default group of a VPC: in from its own members, out to everywhere (rule 4.26).
    pub(in crate::cloud) fn make_default_group(&mut self, vpc_id: VpcId) {
        let id = self.mint(SecurityGroupId::new);
        let ingress = vec![self.rule(Traffic::All, Peer::Group(id), None)];
        let egress = self.open_egress(vpc_id);
        let description = "default VPC security group".to_owned();
        let name = "default".to_owned();
        let group = SecurityGroup { id, vpc_id, name, description, ingress, egress, tags: Vec::new() };
        self.security_groups.insert(id, group);
    }

    /// Adds IPv6 to a group that lets everything out over IPv4, once its VPC has IPv6 (rule 4.25).
    pub(in crate::cloud) fn open_group_for_ipv6(&mut self, id: SecurityGroupId) {
        let rule = self.rule(Traffic::All, Peer::Cidr(everywhere_ipv6()), None);
        let Some(group) = self.security_groups.get_mut(id) else { return };
        let all = |peer: IpNet| group.egress.iter().any(|it| it.traffic == Traffic::All && it.peer == Peer::Cidr(peer));
        if all(everywhere_ipv4()) && !all(everywhere_ipv6()) {
            group.egress.push(rule);
        }
    }

    /// What a new group lets out: everything, in the families its VPC has.
    fn open_egress(&mut self, vpc: VpcId) -> Vec<Rule> {
        let mut egress = vec![self.rule(Traffic::All, Peer::Cidr(everywhere_ipv4()), None)];
        if self.vpcs.get(vpc).is_some_and(|vpc| !vpc.ipv6_blocks.is_empty()) {
            egress.push(self.rule(Traffic::All, Peer::Cidr(everywhere_ipv6()), None));
        }
        egress
    }

    fn rule(&mut self, traffic: Traffic, peer: Peer, description: Option<String>) -> Rule {
        Rule { id: self.mint(SecurityGroupRuleId::new), traffic, peer, description }
    }
}

fn everywhere_ipv4() -> IpNet {
    IpNet::V4(Ipv4Net::default())
}

fn everywhere_ipv6() -> IpNet {
    IpNet::V6(Ipv6Net::default())
}

impl SecurityGroup {
    fn rules_mut(&mut self, direction: Direction) -> &mut Vec<Rule> {
        match direction {
            Direction::Ingress => &mut self.ingress,
            Direction::Egress => &mut self.egress,
        }
    }
}

/// Makes a security group that lets nothing in and everything out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateSecurityGroup {
    /// Its name, unique in the VPC.
    pub group_name: String,
    /// What it is for.
    pub description: String,
    /// The VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<Given<VpcId>>,
    /// Tags for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_specifications: Vec<TagSpecification>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for CreateSecurityGroup {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let tags = tag::for_new(&self.tag_specifications, Kind::SecurityGroup)?;
        let vpc_id = self.vpc_id.as_ref().ok_or_else(|| ApiError::missing("VpcId"))?.existing(world)?;
        let name = self.group_name.clone();
        if name.is_empty() || name.starts_with("sg-") || name == "default" {
            return Err(ApiError::invalid_value(format!(
                "Value ({name}) for parameter GroupName is invalid. Character sets beyond ASCII are not supported, and names may not be 'default' nor start with 'sg-'."
            )));
        }
        if world.security_groups.iter().any(|group| group.vpc_id == vpc_id && group.name == name) {
            let message = format!("The security group '{name}' already exists for VPC '{vpc_id}'");
            return Err(ApiError::new("InvalidGroup.Duplicate", message));
        }
        let id = world.mint(SecurityGroupId::new);
        let egress = world.open_egress(vpc_id);
        let description = self.description.clone();
        let group = SecurityGroup { id, vpc_id, name, description, ingress: Vec::new(), egress, tags };
        let tags = json!(group.tags);
        world.security_groups.insert(id, group);
        Ok(json!({ "GroupId": id, "Tags": tags, "SecurityGroupArn": world.arn("security-group", id) }))
    }
}

describe_operation! {
    /// Describes security groups.
    DescribeSecurityGroups, "SecurityGroups", SecurityGroup, group_ids: [SecurityGroupId; "GroupId"], filters
}

/// Deletes a security group that nothing uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteSecurityGroup {
    /// The group.
    pub group_id: Given<SecurityGroupId>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DeleteSecurityGroup {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let id = self.group_id.existing(world)?;
        if world.security_group(id)?.is_default() {
            return Err(ApiError::new(
                "CannotDelete",
                format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user"),
            ));
        }
        let named = |group: &SecurityGroup| {
            group.id != id && group.ingress.iter().chain(&group.egress).any(|rule| rule.peer == Peer::Group(id))
        };
        let used = world.network_interfaces.iter().any(|interface| interface.groups.contains(&id));
        if used || world.security_groups.iter().any(named) {
            return Err(ApiError::new("DependencyViolation", format!("resource {id} has a dependent object")));
        }
        world.security_groups.remove(id);
        Ok(json!({ "Return": true, "GroupId": id }))
    }
}

/// Adds rules in one direction.
fn authorize(
    world: &mut World,
    group: &Given<SecurityGroupId>,
    permissions: &[IpPermission],
    direction: Direction,
) -> Result<Value, ApiError> {
    let id = group.existing(world)?;
    let mut made = Vec::new();
    for (traffic, peer, description) in rules(permissions, world)? {
        let rule = world.rule(traffic, peer, description);
        let rules = world.security_group_mut(id)?.rules_mut(direction);
        if rules.iter().any(|it| it.traffic == traffic && it.peer == peer) {
            let message =
                format!("the specified rule \"peer: {}, {}\" already exists", peer_text(peer), traffic_text(traffic));
            return Err(ApiError::new("InvalidPermission.Duplicate", message));
        }
        made.push(describe_rule(id, &rule, direction, &world.account.clone()));
        world.security_group_mut(id)?.rules_mut(direction).push(rule);
    }
    Ok(json!({ "Return": true, "SecurityGroupRules": made }))
}

/// Takes rules of one direction away.
fn revoke(
    world: &mut World,
    group: &Given<SecurityGroupId>,
    permissions: &[IpPermission],
    direction: Direction,
) -> Result<Value, ApiError> {
    let id = group.existing(world)?;
    for (traffic, peer, _) in rules(permissions, world)? {
        let rules = world.security_group_mut(id)?.rules_mut(direction);
        let Some(found) = rules.iter().position(|it| it.traffic == traffic && it.peer == peer) else {
            let message = "The specified rule does not exist in this security group.";
            return Err(ApiError::new("InvalidPermission.NotFound", message));
        };
        rules.remove(found);
    }
    Ok(json!({ "Return": true }))
}

fn rules(permissions: &[IpPermission], world: &World) -> Result<Vec<(Traffic, Peer, Option<String>)>, ApiError> {
    if permissions.is_empty() {
        return Err(ApiError::missing("ipPermissions"));
    }
    let mut all = Vec::new();
    for permission in permissions {
        all.extend(permission.rules(world)?);
    }
    Ok(all)
}

fn peer_text(peer: Peer) -> String {
    match peer {
        Peer::Cidr(block) => block.to_string(),
        Peer::Group(group) => group.to_string(),
    }
}

fn traffic_text(traffic: Traffic) -> String {
    match written(traffic) {
        (protocol, Some(from), Some(to)) => format!("{protocol}, from port: {from}, to port: {to}, ALLOW"),
        (protocol, ..) => format!("{protocol}, ALLOW"),
    }
}

fn describe_rule(group: SecurityGroupId, rule: &Rule, direction: Direction, account: &str) -> Value {
    let (protocol, from, to) = written(rule.traffic);
    let mut described = json!({
        "SecurityGroupRuleId": rule.id,
        "GroupId": group,
        "GroupOwnerId": account,
        "IsEgress": direction == Direction::Egress,
        "IpProtocol": protocol,
        "FromPort": from.unwrap_or(-1),
        "ToPort": to.unwrap_or(-1),
    });
    match rule.peer {
        Peer::Cidr(IpNet::V4(block)) => described["CidrIpv4"] = json!(block),
        Peer::Cidr(IpNet::V6(block)) => described["CidrIpv6"] = json!(block),
        Peer::Group(peer) => described["ReferencedGroupInfo"] = json!({"GroupId": peer, "UserId": account}),
    }
    if let Some(description) = &rule.description {
        described["Description"] = json!(description);
    }
    described["Tags"] = json!([]);
    described
}

/// Lets more in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AuthorizeSecurityGroupIngress {
    /// The group.
    pub group_id: Given<SecurityGroupId>,
    /// The rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ip_permissions: Vec<IpPermission>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for AuthorizeSecurityGroupIngress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        authorize(world, &self.group_id, &self.ip_permissions, Direction::Ingress)
    }
}

/// Lets more out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AuthorizeSecurityGroupEgress {
    /// The group.
    pub group_id: Given<SecurityGroupId>,
    /// The rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ip_permissions: Vec<IpPermission>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for AuthorizeSecurityGroupEgress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        authorize(world, &self.group_id, &self.ip_permissions, Direction::Egress)
    }
}

/// Lets less in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RevokeSecurityGroupIngress {
    /// The group.
    pub group_id: Given<SecurityGroupId>,
    /// The rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ip_permissions: Vec<IpPermission>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for RevokeSecurityGroupIngress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        revoke(world, &self.group_id, &self.ip_permissions, Direction::Ingress)
    }
}

/// Lets less out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RevokeSecurityGroupEgress {
    /// The group.
    pub group_id: Given<SecurityGroupId>,
    /// The rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ip_permissions: Vec<IpPermission>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for RevokeSecurityGroupEgress {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        revoke(world, &self.group_id, &self.ip_permissions, Direction::Egress)
    }
}

/// Describes the rules of security groups one by one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeSecurityGroupRules {
    /// Filters that all must fit: names with the wanted values, like `Name=group-id,Values=sg-1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<crate::cloud::describe::Filter>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

impl Operation for DescribeSecurityGroupRules {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        let mut described = Vec::new();
        for group in world.security_groups.iter() {
            for (rules, direction) in [(&group.ingress, Direction::Ingress), (&group.egress, Direction::Egress)] {
                described.extend(rules.iter().map(|rule| describe_rule(group.id, rule, direction, &world.account)));
            }
        }
        let known: crate::cloud::describe::Filters =
            &[("group-id", "GroupId"), ("security-group-rule-id", "SecurityGroupRuleId")];
        Ok(json!({ "SecurityGroupRules": crate::cloud::describe::keep(described, &self.filters, known)? }))
    }
}

//! What there is in a real account and not in a world made from it: each thing with the reason why, and
//! named so that its owner knows it again.

use serde::{Deserialize, Serialize};

/// Something that a world does not have, or has in another way, though the account does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Why.
    pub why: Reason,
    /// What: names and ids as the account has them.
    pub what: String,
}

/// Why something is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// There are no transit gateways here.
    TransitGateway,
    /// There are no peering connections here.
    Peering,
    /// There are no VPC endpoints here.
    VpcEndpoint,
    /// There are no VPN connections here, nor what they end at.
    Vpn,
    /// There are no prefix lists here.
    PrefixList,
    /// A load balancer is no part of what these descriptions hold.
    LoadBalancer,
    /// A route to something else that is not modelled.
    Target,
    /// A route whose target was gone, and cannot be made again.
    Blackhole,
    /// A route table that rules a gateway.
    GatewayAssociation,
    /// A NAT gateway of a kind that is not modelled.
    NatGateway,
    /// A NAT gateway has one address here.
    NatAddress,
    /// An instance has one interface here.
    Interface,
    /// An interface has one private IPv4 address here.
    PrivateAddress,
    /// An interface of something that is not modelled.
    ForeignInterface,
    /// An Elastic IP address is allocated here, and not in use.
    Unassociated,
    /// A rule about a security group that is not there.
    OtherGroup,
    /// It belongs to something that no file describes.
    Undescribed,
    /// It has another name here.
    Renamed,
    /// A whole kind of things that is not modelled.
    Kind,
    /// The file holds only the first part of the list.
    Cut,
    /// The simulation refused the call that would have made it.
    Refused,
}

//! How each kind of value is read from text, with EC2's words for what can't be.

use super::given::Readable;
use super::{ApiError, id};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

macro_rules! ids {
    ($($name:ident, $kind:literal, $code:literal;)*) => {$(
        impl Readable for id::$name {
            const KIND: &'static str = $kind;

            fn read(text: &str, _parameter: &str) -> Result<Self, ApiError> {
                text.parse().map_err(|expected| ApiError::new($code, format!("Invalid id: \"{text}\" ({expected})")))
            }
        }
    )*};
}

ids! {
    VpcId, "vpc-id", "InvalidVpcID.Malformed";
    SubnetId, "subnet-id", "InvalidSubnetID.Malformed";
    RouteTableId, "route-table-id", "InvalidRouteTableId.Malformed";
    RouteTableAssociationId, "route-table-association-id", "InvalidRouteTableAssociationId.Malformed";
    InternetGatewayId, "internet-gateway-id", "InvalidInternetGatewayId.Malformed";
    EgressOnlyInternetGatewayId, "egress-only-internet-gateway-id", "InvalidEgressOnlyInternetGatewayId.Malformed";
    NatGatewayId, "nat-gateway-id", "InvalidNatGatewayId.Malformed";
    AllocationId, "allocation-id", "InvalidAllocationId.Malformed";
    AddressAssociationId, "address-association-id", "InvalidAssociationID.Malformed";
    NetworkInterfaceId, "network-interface-id", "InvalidNetworkInterfaceId.Malformed";
    SecurityGroupId, "security-group-id", "InvalidGroupId.Malformed";
    SecurityGroupRuleId, "security-group-rule-id", "InvalidSecurityGroupRuleId.Malformed";
    NetworkAclId, "network-acl-id", "InvalidNetworkAclId.Malformed";
    NetworkAclAssociationId, "network-acl-association-id", "InvalidNetworkAclAssociationId.Malformed";
    InstanceConnectEndpointId, "instance-connect-endpoint-id", "InvalidInstanceConnectEndpointId.Malformed";
    InstanceId, "instance-id", "InvalidInstanceID.Malformed";
    ReservationId, "reservation-id", "InvalidReservationID.Malformed";
    ImageId, "image-id", "InvalidAMIID.Malformed";
    KeyPairId, "key-pair-id", "InvalidKeyPairId.Malformed";
    VpcCidrAssociationId, "vpc-cidr-association-id", "InvalidVpcCidrBlockAssociationId.Malformed";
    SubnetCidrAssociationId, "subnet-cidr-association-id", "InvalidSubnetCidrBlockAssociationId.Malformed";
}

fn not_a_cidr(text: &str, parameter: &str) -> ApiError {
    let message = format!("Value ({text}) for parameter {parameter} is invalid. This is not a valid CIDR block.");
    ApiError::invalid_value(message)
}

/// Host bits that are set are cleared, as EC2 does it (rules 4.4, 4.19).
impl Readable for Ipv4Net {
    const KIND: &'static str = "ipv4-cidr";

    fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
        text.parse::<Self>().map(|net| net.trunc()).map_err(|_| not_a_cidr(text, parameter))
    }
}

/// Host bits that are set are cleared, as EC2 does it (rules 4.4, 4.19).
impl Readable for Ipv6Net {
    const KIND: &'static str = "ipv6-cidr";

    fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
        text.parse::<Self>().map(|net| net.trunc()).map_err(|_| not_a_cidr(text, parameter))
    }
}

/// A block of either family.
impl Readable for IpNet {
    const KIND: &'static str = "cidr";

    fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
        text.parse::<Self>().map(|net| net.trunc()).map_err(|_| not_a_cidr(text, parameter))
    }
}

fn not_an_address(text: &str, parameter: &str, family: &str) -> ApiError {
    let message = format!("Value ({text}) for parameter {parameter} is invalid. Invalid {family} address: '{text}'");
    ApiError::invalid_value(message)
}

impl Readable for Ipv4Addr {
    const KIND: &'static str = "ipv4-address";

    fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
        text.parse().map_err(|_| not_an_address(text, parameter, "IPv4"))
    }
}

impl Readable for Ipv6Addr {
    const KIND: &'static str = "ipv6-address";

    fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
        text.parse().map_err(|_| not_an_address(text, parameter, "IPv6"))
    }
}

impl Readable for IpAddr {
    const KIND: &'static str = "address";

    fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
        text.parse().map_err(|_| not_an_address(text, parameter, "IP"))
    }
}

/// Makes enums readable whose serde names are EC2's words.
macro_rules! choices {
    ($($name:ty, $kind:literal, [$($choice:literal => $variant:expr),*];)*) => {$(
        impl Readable for $name {
            const KIND: &'static str = $kind;
            const CHOICES: &'static [&'static str] = &[$($choice),*];

            fn read(text: &str, parameter: &str) -> Result<Self, ApiError> {
                match text {
                    $($choice => Ok($variant),)*
                    _ => Err(not_a_choice(text, parameter, Self::CHOICES)),
                }
            }
        }
    )*};
}

fn not_a_choice(text: &str, parameter: &str, choices: &[&str]) -> ApiError {
    let valid = choices.join(", ");
    ApiError::invalid_value(format!("Value ({text}) for parameter {parameter} is invalid. Valid values are: {valid}."))
}

use super::instance_connect_endpoint::IpAddressType;
use super::key_pair::KeyType;
use super::nat_gateway::Connectivity;
use super::network_acl::Action;
use super::subnet::HostnameType;

choices! {
    IpAddressType, "ip-address-type",
        ["ipv4" => Self::Ipv4, "dualstack" => Self::Dualstack, "ipv6" => Self::Ipv6];
    Connectivity, "connectivity-type", ["public" => Self::Public, "private" => Self::Private];
    HostnameType, "hostname-type", ["ip-name" => Self::IpName, "resource-name" => Self::ResourceName];
    Action, "rule-action", ["allow" => Self::Allow, "deny" => Self::Deny];
    KeyType, "key-type", ["rsa" => Self::Rsa, "ed25519" => Self::Ed25519];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::{Given, RouteTableId};

    #[test]
    fn host_bits_are_cleared_and_spellings_agree() {
        let read =
            |text: &str| Given::<Ipv6Net>::from(text).read("destinationIpv6CidrBlock").map(|net| net.to_string());
        for spelling in ["64:ff9b::/96", "64:FF9B:0::/96", "64:ff9b::1/96", "64:ff9b::0.0.0.0/96"] {
            assert_eq!(read(spelling).as_deref(), Ok("64:ff9b::/96"), "{spelling}");
        }
        let read = |text: &str| Given::<Ipv4Net>::from(text).read("cidrBlock").map(|net| net.to_string());
        assert_eq!(read("100.68.0.18/18").as_deref(), Ok("100.68.0.0/18"));
    }

    #[test]
    fn what_is_no_block_is_refused_in_the_words_of_ec2() {
        let error = Given::<Ipv4Net>::from("::/0").read("destinationCidrBlock").unwrap_err();
        assert_eq!(error.code, "InvalidParameterValue");
        let words = "Value (::/0) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.";
        assert_eq!(error.message, words);
        for bad in ["64:ff9b::/960", "64:ff9b::", "", "0.0.0.0/0", "64:ff9b::/-1"] {
            assert!(Given::<Ipv6Net>::from(bad).read("x").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_malformed_id_says_what_was_expected() {
        let error = Given::<RouteTableId>::from("subnet-0123456789abcdef0").read("routeTableId").unwrap_err();
        assert_eq!(error.code, "InvalidRouteTableId.Malformed");
        assert_eq!(error.message, "Invalid id: \"subnet-0123456789abcdef0\" (expecting \"rtb-...\")");
    }
}

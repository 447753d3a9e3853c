//! EC2's identifiers: a prefix that names the kind and 17 hexadecimal digits. One type a kind, so
//! that a subnet's id cannot stand where a route table's belongs.

use std::fmt;
use std::str::FromStr;

/// Why a text is no identifier of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expecting \"{prefix}-...\"")]
pub struct MalformedId {
    /// What the identifier has to begin with, without the hyphen.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// What identifiers of this kind begin with, without the hyphen.
            pub const PREFIX: &'static str = $prefix;

            /// The identifier with these digits; only the low 68 bits count.
            pub const fn new(digits: u128) -> Self {
                Self(digits & ((1 << 68) - 1))
            }

            /// Its digits as a number.
            pub const fn digits(self) -> u128 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{:017x}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                let malformed = MalformedId { prefix: $prefix };
                let digits = text.strip_prefix(concat!($prefix, "-")).ok_or(malformed)?;
                let short_or_long = matches!(digits.len(), 8 | 17);
                if !short_or_long || !digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
                    return Err(malformed);
                }
                u128::from_str_radix(digits, 16).map(Self).map_err(|_| malformed)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

ids! {
    /// A VPC.
    VpcId = "vpc";
    /// A subnet.
    SubnetId = "subnet";
    /// A route table.
    RouteTableId = "rtb";
    /// The association of a route table with a subnet, or with a VPC as its main table.
    RouteTableAssociationId = "rtbassoc";
    /// An Internet gateway.
    InternetGatewayId = "igw";
    /// An egress-only Internet gateway.
    EgressOnlyInternetGatewayId = "eigw";
    /// A NAT gateway.
    NatGatewayId = "nat";
    /// An Elastic IP address.
    AllocationId = "eipalloc";
    /// The association of an Elastic IP address with an interface.
    AddressAssociationId = "eipassoc";
    /// An elastic network interface.
    NetworkInterfaceId = "eni";
    /// A security group.
    SecurityGroupId = "sg";
    /// One rule of a security group.
    SecurityGroupRuleId = "sgr";
    /// A network ACL.
    NetworkAclId = "acl";
    /// The association of a network ACL with a subnet.
    NetworkAclAssociationId = "aclassoc";
    /// An EC2 Instance Connect Endpoint.
    InstanceConnectEndpointId = "eice";
    /// An instance.
    InstanceId = "i";
    /// A reservation: what one launch made.
    ReservationId = "r";
    /// An Amazon Machine Image.
    ImageId = "ami";
    /// A key pair.
    KeyPairId = "key";
    /// The association of a CIDR block with a VPC.
    VpcCidrAssociationId = "vpc-cidr-assoc";
    /// The association of an IPv6 CIDR block with a subnet.
    SubnetCidrAssociationId = "subnet-cidr-assoc";
}

//! Finding resources by id, or refusing with EC2's words for what is not there (table 4g).

use super::address::Address;
use super::egress_only_internet_gateway::EgressOnlyInternetGateway;
use super::given::Given;
use super::instance::{Instance, InstanceState};
use super::instance_connect_endpoint::InstanceConnectEndpoint;
use super::internet_gateway::InternetGateway;
use super::nat_gateway::NatGateway;
use super::network_acl::NetworkAcl;
use super::network_interface::NetworkInterface;
use super::route_table::RouteTable;
use super::security_group::SecurityGroup;
use super::subnet::Subnet;
use super::vpc::Vpc;
use super::{
    AllocationId, ApiError, EgressOnlyInternetGatewayId, InstanceConnectEndpointId, InstanceId, InternetGatewayId,
    NatGatewayId, NetworkAclId, NetworkInterfaceId, RouteTableId, SecurityGroupId, SubnetId, VpcId, World,
};

macro_rules! finders {
    ($($name:ident, $name_mut:ident: $id:ty => $noun:ty, $table:ident, $code:literal, $message:literal;)*) => {
        impl World {$(
            #[doc = concat!("The resource with this id, or `", $code, "`.")]
            pub fn $name(&self, id: $id) -> Result<&$noun, ApiError> {
                self.$table.get(id).ok_or_else(|| ApiError::new($code, format!($message, id)))
            }

            #[doc = concat!("The resource with this id, to be changed, or `", $code, "`.")]
            pub fn $name_mut(&mut self, id: $id) -> Result<&mut $noun, ApiError> {
                self.$table.get_mut(id).ok_or_else(|| ApiError::new($code, format!($message, id)))
            }
        )*}

        $(
            impl Given<$id> {
                #[doc = concat!("Reads the id and makes sure that there is such a resource, or `", $code, "`.")]
                pub fn existing(&self, world: &World) -> Result<$id, ApiError> {
                    let id = self.read("id")?;
                    world.$name(id).map(|_| id)
                }
            }
        )*
    };
}

finders! {
    vpc, vpc_mut: VpcId => Vpc, vpcs,
        "InvalidVpcID.NotFound", "The vpc ID '{}' does not exist";
    subnet, subnet_mut: SubnetId => Subnet, subnets,
        "InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist";
    route_table, route_table_mut: RouteTableId => RouteTable, route_tables,
        "InvalidRouteTableID.NotFound", "The routeTable ID '{}' does not exist";
    internet_gateway, internet_gateway_mut: InternetGatewayId => InternetGateway, internet_gateways,
        "InvalidInternetGatewayID.NotFound", "The internetGateway ID '{}' does not exist";
    egress_only_internet_gateway, egress_only_internet_gateway_mut:
        EgressOnlyInternetGatewayId => EgressOnlyInternetGateway, egress_only_internet_gateways,
        "InvalidGatewayID.NotFound", "The eigw ID '{}' does not exist";
    nat_gateway, nat_gateway_mut: NatGatewayId => NatGateway, nat_gateways,
        "NatGatewayNotFound", "The Nat Gateway {} was not found";
    address, address_mut: AllocationId => Address, addresses,
        "InvalidAllocationID.NotFound", "The allocation ID '{}' does not exist";
    network_interface, network_interface_mut: NetworkInterfaceId => NetworkInterface, network_interfaces,
        "InvalidNetworkInterfaceID.NotFound", "The network interface ID '{}' does not exist";
    security_group, security_group_mut: SecurityGroupId => SecurityGroup, security_groups,
        "InvalidGroup.NotFound", "The security group '{}' does not exist";
    network_acl, network_acl_mut: NetworkAclId => NetworkAcl, network_acls,
        "InvalidNetworkAclID.NotFound", "The networkAcl ID '{}' does not exist";
    instance, instance_mut: InstanceId => Instance, instances,
        "InvalidInstanceID.NotFound", "The instance ID '{}' does not exist";
    instance_connect_endpoint, instance_connect_endpoint_mut:
        InstanceConnectEndpointId => InstanceConnectEndpoint, instance_connect_endpoints,
        "InvalidInstanceConnectEndpointId.NotFound", "The InstanceConnectEndpoint ID '{}' does not exist";
}

impl Instance {
    /// Whether it is neither gone nor going.
    pub fn is_live(&self) -> bool {
        !matches!(self.state, InstanceState::ShuttingDown { .. } | InstanceState::Terminated)
    }
}

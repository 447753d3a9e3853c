//! All API operations, one row each. Adding one touches its noun's file and this list.

use super::{ApiError, World};
use super::{
    address, egress_only_internet_gateway, instance, instance_connect_endpoint, internet_gateway, key_pair,
    nat_gateway, network_acl, network_interface, region, route_table, security_group, subnet, tag, vpc,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An API operation: its parameters are the fields, under EC2's own names.
pub trait Operation: Serialize + DeserializeOwned + JsonSchema + Clone {
    /// Carries it out on `world` and returns EC2's response, `null` where EC2 answers nothing. May
    /// leave `world` half changed when it refuses: [`World::call`] works on a copy.
    fn apply(&self, world: &mut World) -> Result<Value, ApiError>;
}

/// Whether an operation can change the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// It creates, changes or deletes.
    World,
    /// It only looks.
    Nothing,
}

/// What is known of an operation without calling it.
#[derive(Clone, Copy, Debug)]
pub struct OperationInfo {
    /// EC2's name, like `CreateSubnet`.
    pub name: &'static str,
    /// Its parameters as a JSON Schema with everything inlined. Descriptions are the help; `x-kind`
    /// on a string is its [`super::given::Readable::KIND`].
    pub schema: fn() -> Schema,
    /// Whether it can change the world.
    pub changes: Changes,
}

impl OperationInfo {
    /// What it does, in a sentence or two.
    pub fn doc(&self) -> String {
        let schema = (self.schema)();
        schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The operation of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.name == name)
    }
}

/// Why a name and parameters are no call.
#[derive(Debug, thiserror::Error)]
pub enum MalformedCall {
    /// There is no such operation here.
    #[error("there is no operation {0}")]
    UnknownOperation(String),
    /// The parameters do not fit the operation.
    #[error(transparent)]
    Parameters(#[from] serde_json::Error),
}

/// An attribute that is either on or off, as EC2's attribute operations take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[schemars(extend("x-kind" = "attribute-boolean"))]
pub struct AttributeBooleanValue {
    /// On or off.
    pub value: bool,
}

fn schema_of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}

/// Whether the caller only asks whether the call would be allowed. `never` stands for the
/// operations to which EC2 gives no `DryRun`.
macro_rules! asked_dry_run {
    ($operation:ident, dry_run) => {
        $operation.dry_run == Some(true)
    };
    ($operation:ident, never) => {{
        let _ = $operation;
        false
    }};
}

macro_rules! operations {
    ($($module:ident::$name:ident => $changes:ident, $dry_run:ident;)*) => {
        /// One call of an API operation with its parameters.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Call {
            $(
                #[doc = concat!("See [`", stringify!($module), "::", stringify!($name), "`].")]
                $name(Box<$module::$name>),
            )*
        }

        /// Every operation there is.
        pub const OPERATIONS: &[OperationInfo] = &[
            $(OperationInfo {
                name: stringify!($name),
                schema: schema_of::<$module::$name>,
                changes: Changes::$changes,
            },)*
        ];

        impl Call {
            /// The operation's name, like `CreateSubnet`.
            pub fn operation(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                }
            }

            /// Whether it can change the world.
            pub fn changes(&self) -> Changes {
                match self {
                    $(Self::$name(_) => Changes::$changes,)*
                }
            }

            /// Carries it out; see [`Operation::apply`].
            pub fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
                match self {
                    $(Self::$name(operation) => operation.apply(world),)*
                }
            }

            /// Whether the caller only asks whether it would be allowed.
            pub fn is_dry_run(&self) -> bool {
                match self {
                    $(Self::$name(operation) => asked_dry_run!(operation, $dry_run),)*
                }
            }

            /// The call of operation `name` with these parameters, an object under EC2's names.
            pub fn parse_value(name: &str, parameters: Value) -> Result<Self, MalformedCall> {
                match name {
                    $(stringify!($name) => Ok(Self::$name(serde_json::from_value(parameters)?)),)*
                    _ => Err(MalformedCall::UnknownOperation(name.to_owned())),
                }
            }

            /// Its parameters as an object under EC2's names.
            pub fn to_value(&self) -> Value {
                let value = match self {
                    $(Self::$name(operation) => serde_json::to_value(operation),)*
                };
                value.unwrap_or_default()
            }
        }

        $(
            impl From<$module::$name> for Call {
                fn from(operation: $module::$name) -> Self {
                    Self::$name(Box::new(operation))
                }
            }
        )*
    };
}

operations! {
    vpc::CreateVpc => World, dry_run;
    vpc::DescribeVpcs => Nothing, dry_run;
    vpc::DescribeVpcAttribute => Nothing, dry_run;
    vpc::ModifyVpcAttribute => World, never;
    vpc::AssociateVpcCidrBlock => World, never;
    vpc::DisassociateVpcCidrBlock => World, never;
    vpc::DeleteVpc => World, dry_run;
    subnet::CreateSubnet => World, dry_run;
    subnet::DescribeSubnets => Nothing, dry_run;
    subnet::ModifySubnetAttribute => World, never;
    subnet::AssociateSubnetCidrBlock => World, never;
    subnet::DisassociateSubnetCidrBlock => World, never;
    subnet::DeleteSubnet => World, dry_run;
    route_table::CreateRouteTable => World, dry_run;
    route_table::DescribeRouteTables => Nothing, dry_run;
    route_table::AssociateRouteTable => World, dry_run;
    route_table::DisassociateRouteTable => World, dry_run;
    route_table::ReplaceRouteTableAssociation => World, dry_run;
    route_table::DeleteRouteTable => World, dry_run;
    route_table::CreateRoute => World, dry_run;
    route_table::ReplaceRoute => World, dry_run;
    route_table::DeleteRoute => World, dry_run;
    internet_gateway::CreateInternetGateway => World, dry_run;
    internet_gateway::DescribeInternetGateways => Nothing, dry_run;
    internet_gateway::AttachInternetGateway => World, dry_run;
    internet_gateway::DetachInternetGateway => World, dry_run;
    internet_gateway::DeleteInternetGateway => World, dry_run;
    egress_only_internet_gateway::CreateEgressOnlyInternetGateway => World, dry_run;
    egress_only_internet_gateway::DescribeEgressOnlyInternetGateways => Nothing, dry_run;
    egress_only_internet_gateway::DeleteEgressOnlyInternetGateway => World, dry_run;
    nat_gateway::CreateNatGateway => World, dry_run;
    nat_gateway::DescribeNatGateways => Nothing, dry_run;
    nat_gateway::DeleteNatGateway => World, dry_run;
    address::AllocateAddress => World, dry_run;
    address::DescribeAddresses => Nothing, dry_run;
    address::AssociateAddress => World, dry_run;
    address::DisassociateAddress => World, dry_run;
    address::ReleaseAddress => World, dry_run;
    security_group::CreateSecurityGroup => World, dry_run;
    security_group::DescribeSecurityGroups => Nothing, dry_run;
    security_group::DescribeSecurityGroupRules => Nothing, dry_run;
    security_group::AuthorizeSecurityGroupIngress => World, dry_run;
    security_group::AuthorizeSecurityGroupEgress => World, dry_run;
    security_group::RevokeSecurityGroupIngress => World, dry_run;
    security_group::RevokeSecurityGroupEgress => World, dry_run;
    security_group::DeleteSecurityGroup => World, dry_run;
    network_acl::CreateNetworkAcl => World, dry_run;
    network_acl::DescribeNetworkAcls => Nothing, dry_run;
    network_acl::CreateNetworkAclEntry => World, dry_run;
    network_acl::ReplaceNetworkAclEntry => World, dry_run;
    network_acl::DeleteNetworkAclEntry => World, dry_run;
    network_acl::ReplaceNetworkAclAssociation => World, dry_run;
    network_acl::DeleteNetworkAcl => World, dry_run;
    instance::RunInstances => World, dry_run;
    instance::DescribeInstances => Nothing, dry_run;
    instance::StartInstances => World, dry_run;
    instance::StopInstances => World, dry_run;
    instance::TerminateInstances => World, dry_run;
    network_interface::DescribeNetworkInterfaces => Nothing, dry_run;
    network_interface::ModifyNetworkInterfaceAttribute => World, dry_run;
    instance_connect_endpoint::CreateInstanceConnectEndpoint => World, dry_run;
    instance_connect_endpoint::DescribeInstanceConnectEndpoints => Nothing, dry_run;
    instance_connect_endpoint::DeleteInstanceConnectEndpoint => World, dry_run;
    key_pair::CreateKeyPair => World, dry_run;
    key_pair::DescribeKeyPairs => Nothing, dry_run;
    key_pair::DeleteKeyPair => World, dry_run;
    tag::CreateTags => World, dry_run;
    tag::DeleteTags => World, dry_run;
    tag::DescribeTags => Nothing, dry_run;
    region::DescribeAvailabilityZones => Nothing, dry_run;
}

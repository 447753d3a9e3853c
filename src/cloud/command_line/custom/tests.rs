//! What the AWS CLI adds, on operations cut down to what it touches.

use super::*;
use crate::cloud::command_line::{kebab, parse, print};
use schemars::JsonSchema;

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Run {
    image_id: String,
    subnet_id: Option<String>,
    security_group_ids: Option<Vec<String>>,
    ipv6_addresses: Option<Vec<Ipv6Address>>,
    network_interfaces: Option<Vec<Interface>>,
    min_count: i32,
    max_count: i32,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Ipv6Address {
    ipv6_address: String,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Interface {
    device_index: i32,
    associate_public_ip_address: Option<bool>,
    subnet_id: Option<String>,
    groups: Option<Vec<String>>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Authorize {
    group_id: String,
    ip_permissions: Option<Vec<Permission>>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Permission {
    ip_protocol: String,
    from_port: Option<i32>,
    to_port: Option<i32>,
    ip_ranges: Option<Vec<IpRange>>,
    user_id_group_pairs: Option<Vec<Pair>>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct IpRange {
    cidr_ip: String,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Pair {
    group_id: Option<String>,
    group_name: Option<String>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Entry {
    egress: bool,
    protocol: String,
    port_range: Option<PortRange>,
    icmp_type_code: Option<IcmpTypeCode>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct PortRange {
    from: i32,
    to: i32,
}

#[derive(JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct IcmpTypeCode {
    r#type: i32,
    code: i32,
}

fn shape(operation: &str) -> Shape {
    let schema = match operation {
        "RunInstances" => schemars::schema_for!(Run),
        "CreateNetworkAclEntry" => schemars::schema_for!(Entry),
        _ => schemars::schema_for!(Authorize),
    };
    Shape::read(schema.as_value())
}

fn parsed(operation: &str, line: &str) -> Result<Value, CommandLineError> {
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    parse::of_operation(operation, &shape(operation), &words)
}

/// Operation, line, its parameters, and the line as it is printed.
type Case = (&'static str, &'static str, Value, &'static str);

fn launches() -> Vec<Case> {
    let (run, image) = ("RunInstances", "--image-id ami-1");
    vec![
        (run, image, json!({"ImageId": "ami-1", "MinCount": 1, "MaxCount": 1}), image),
        (
            run,
            "--count 2 --image-id ami-1 --ipv6-addresses Ipv6Address=::1",
            json!({"ImageId": "ami-1", "MinCount": 2, "MaxCount": 2, "Ipv6Addresses": [{"Ipv6Address": "::1"}]}),
            "--image-id ami-1 --ipv6-addresses Ipv6Address=::1 --count 2",
        ),
        (
            run,
            "--image-id ami-1 --count 1:3",
            json!({"ImageId": "ami-1", "MinCount": 1, "MaxCount": 3}),
            "--image-id ami-1 --count 1:3",
        ),
        (
            run,
            "--image-id ami-1 --associate-public-ip-address --subnet-id subnet-1 --security-group-ids sg-1 sg-2",
            json!({"ImageId": "ami-1", "MinCount": 1, "MaxCount": 1, "NetworkInterfaces": [
                {"DeviceIndex": 0, "AssociatePublicIpAddress": true, "SubnetId": "subnet-1", "Groups": ["sg-1", "sg-2"]}]}),
            "--image-id ami-1 --network-interfaces \
             DeviceIndex=0,AssociatePublicIpAddress=true,SubnetId=subnet-1,Groups=sg-1,sg-2",
        ),
    ]
}

fn rules() -> Vec<Case> {
    let tcp = |from: i32, to: i32| json!({"IpProtocol": "tcp", "FromPort": from, "ToPort": to});
    let with = |mut permission: Value, name: &str, value: Value| {
        permission[name] = value;
        json!({"GroupId": "sg-1", "IpPermissions": [permission]})
    };
    let (ingress, egress) = ("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupEgress");
    let entry = "CreateNetworkAclEntry";
    vec![
        (
            ingress,
            "--group-id sg-1 --protocol tcp --port 22 --cidr 10.0.0.0/8",
            with(tcp(22, 22), "IpRanges", json!([{"CidrIp": "10.0.0.0/8"}])),
            "--group-id sg-1 --ip-permissions IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8}]",
        ),
        (
            egress,
            "--group-id sg-1 --source-group sg-2 --protocol tcp --port 1024-65535",
            json!({"GroupId": "sg-1", "IpPermissions": [{"UserIdGroupPairs": [{"GroupId": "sg-2"}], "IpProtocol": "tcp",
                   "FromPort": 1024, "ToPort": 65535}]}),
            "--group-id sg-1 --ip-permissions \
             UserIdGroupPairs=[{GroupId=sg-2}],IpProtocol=tcp,FromPort=1024,ToPort=65535",
        ),
        (
            ingress,
            "--group-id sg-1 --protocol all --source-group web",
            with(json!({"IpProtocol": "-1"}), "UserIdGroupPairs", json!([{"GroupName": "web"}])),
            "--group-id sg-1 --ip-permissions IpProtocol=-1,UserIdGroupPairs=[{GroupName=web}]",
        ),
        (
            entry,
            "--ingress --protocol tcp --port-range From=1024,To=65535",
            json!({"Egress": false, "Protocol": "6", "PortRange": {"From": 1024, "To": 65535}}),
            "--ingress --protocol 6 --port-range From=1024,To=65535",
        ),
        (
            entry,
            "--egress --protocol 58 --icmp-type-code Type=-1,Code=-1",
            json!({"Egress": true, "Protocol": "58", "IcmpTypeCode": {"Type": -1, "Code": -1}}),
            "--egress --protocol 58 --icmp-type-code Type=-1,Code=-1",
        ),
        (entry, "--egress --protocol all", json!({"Egress": true, "Protocol": "-1"}), "--egress --protocol -1"),
        (entry, "--egress --protocol -1", json!({"Egress": true, "Protocol": "-1"}), "--egress --protocol -1"),
    ]
}

#[test]
fn what_the_cli_adds_becomes_parameters_and_prints_back() {
    for (operation, line, parameters, printed) in launches().into_iter().chain(rules()) {
        let found = parsed(operation, line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(found, parameters, "{line}");
        let members = found.as_object().unwrap().clone();
        let words = print::of_operation(operation, &shape(operation), members).join(" ");
        assert_eq!(words, printed, "{line}");
        assert_eq!(parsed(operation, &words).as_ref(), Ok(&parameters), "{words}");
    }
}

#[test]
fn what_the_cli_adds_is_judged() {
    let permissions = "--ip-permissions IpProtocol=tcp";
    let cases = [
        ("RunInstances", "--image-id a --count x".to_owned(), "of form min[:max]"),
        ("RunInstances", "--image-id a --min-count 1".to_owned(), "Unknown options: --min-count, 1"),
        ("AuthorizeSecurityGroupIngress", format!("--group-id a --protocol tcp {permissions}"), "not compatible"),
        ("AuthorizeSecurityGroupIngress", "--group-id a --protocol 256".to_owned(), "range 0-255"),
        ("AuthorizeSecurityGroupIngress", "--group-id a --protocol ip".to_owned(), "tcp|udp|icmp|all"),
        ("AuthorizeSecurityGroupIngress", "--group-id a --protocol tcp --port x".to_owned(), "<from[-to]>"),
        ("CreateNetworkAclEntry", "--protocol 6".to_owned(), "Missing required parameter in input: \"Egress\""),
        ("CreateSecurityGroup", "--group-id a --protocol tcp".to_owned(), "Unknown options: --protocol, tcp"),
    ];
    for (operation, line, wanted) in cases {
        let error = parsed(operation, &line).unwrap_err().to_string();
        assert!(error.contains(wanted), "{} {line}: {error}", kebab(operation));
    }
}

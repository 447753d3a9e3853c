//! The command line as a whole: lines that are calls, calls that are lines, and what is said of the
//! lines that are no calls.

use super::*;
use crate::cloud::{Call, OPERATIONS};
use serde_json::{Value, json};

fn words(line: &str) -> Vec<String> {
    // The tests' lines quote with ' only, around whole words.
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 0 {
            words.extend(part.split_whitespace().map(str::to_owned));
        } else {
            words.push(part.to_owned());
        }
    }
    words
}

fn parsed(line: &str) -> Call {
    parse(&words(line)).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn refusal(line: &str) -> String {
    match parse(&words(line)) {
        Ok(call) => panic!("{line} is {call:?}"),
        Err(error) => error.to_string(),
    }
}

/// A line, and the parameters it gives.
fn lines() -> Vec<(&'static str, Value)> {
    vec![
        (
            "create-subnet --vpc-id vpc-1 --ipv6-native --ipv6-cidr-block 2001:db8:1:4b02::/64 \
             --tag-specifications 'ResourceType=subnet,Tags=[{Key=Name,Value=client}]'",
            json!({"VpcId": "vpc-1", "Ipv6CidrBlock": "2001:db8:1:4b02::/64", "Ipv6Native": true,
                   "TagSpecifications": [{"ResourceType": "subnet", "Tags": [{"Key": "Name", "Value": "client"}]}]}),
        ),
        (
            "create-route --route-table-id=rtb-1 --destination-ipv6-cidr-block ::/0 --nat-gateway-id nat-1 --no-dry-run",
            json!({"RouteTableId": "rtb-1", "DestinationIpv6CidrBlock": "::/0", "NatGatewayId": "nat-1", "DryRun": false}),
        ),
        (
            "modify-subnet-attribute --subnet-id subnet-1 --enable-dns64",
            json!({"SubnetId": "subnet-1", "EnableDns64": {"Value": true}}),
        ),
        (
            "modify-subnet-attribute --subnet-id subnet-1 --no-map-public-ip-on-launch",
            json!({"SubnetId": "subnet-1", "MapPublicIpOnLaunch": {"Value": false}}),
        ),
        (
            "modify-subnet-attribute --enable-dns64 Value=false --subnet-id subnet-1",
            json!({"SubnetId": "subnet-1", "EnableDns64": {"Value": false}}),
        ),
        (
            "modify-subnet-attribute --subnet-id subnet-1 --enable-resource-name-dns-aaaa-record-on-launch",
            json!({"SubnetId": "subnet-1", "EnableResourceNameDnsAAAARecordOnLaunch": {"Value": true}}),
        ),
        (
            "describe-subnets --filters Name=vpc-id,Values=vpc-1,vpc-2 Name=state,Values=available --subnet-ids a b",
            json!({"SubnetIds": ["a", "b"], "Filters": [
                {"Name": "vpc-id", "Values": ["vpc-1", "vpc-2"]}, {"Name": "state", "Values": ["available"]}]}),
        ),
        (
            "create-tags --resources vpc-1 --tags '[{\"Key\": \"Name\", \"Value\": \"a b, c\"}]'",
            json!({"Resources": ["vpc-1"], "Tags": [{"Key": "Name", "Value": "a b, c"}]}),
        ),
    ]
}

#[test]
fn a_line_gives_its_parameters() {
    for (line, wanted) in lines() {
        assert_eq!(parsed(line), Call::parse_value(parsed(line).operation(), wanted).unwrap(), "{line}");
    }
}

#[test]
fn print_and_parse_are_inverse() {
    for (line, _) in lines() {
        let call = parsed(line);
        assert_eq!(parse(&super::words(&call)[2..]).as_ref(), Ok(&call), "{}", print(&call));
    }
}

/// Values that try the quoting: plain ones and awkward ones.
const TEXTS: [&str; 12] =
    ["a", "a b", "a,b", "a=b", "[a]", "{a}", "it's", "say \"x\"", "-x", "back\\slash", "名前", "-1"];

/// A value of a shape, different for every seed; `None` where a part is left out.
fn example(shape: &Shape, seed: &mut usize) -> Value {
    *seed += 1;
    match shape {
        Shape::String { choices, .. } if !choices.is_empty() => json!(choices[*seed % choices.len()]),
        Shape::String { .. } => json!(TEXTS[*seed % TEXTS.len()]),
        Shape::Integer => json!(*seed % 200),
        Shape::Boolean => json!(seed.is_multiple_of(2)),
        Shape::List(item) => (0..1 + *seed % 3).map(|_| example(item, seed)).collect(),
        Shape::Structure(members) => {
            let mut given = serde_json::Map::new();
            for member in members {
                *seed += 1;
                if member.required || !seed.is_multiple_of(3) {
                    given.insert(member.name.clone(), example(&member.shape, seed));
                }
            }
            Value::Object(given)
        }
    }
}

#[test]
fn print_and_parse_are_inverse_for_every_operation() {
    for operation in OPERATIONS {
        let shape = shape(operation.name).unwrap();
        for seed in 0..200 {
            let value = example(shape, &mut (seed * 7));
            let call =
                Call::parse_value(operation.name, value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
            let words = super::words(&call);
            assert_eq!(parse(&words[2..]).as_ref(), Ok(&call), "{}", print(&call));
        }
    }
}

#[test]
fn a_printed_line_is_quoted_only_where_it_must_be() {
    let cases = [
        ("delete-subnet --subnet-id subnet-1", "aws ec2 delete-subnet --subnet-id subnet-1"),
        ("delete-subnet --subnet-id 'it s'", "aws ec2 delete-subnet --subnet-id 'it s'"),
        ("delete-subnet --subnet-id=-x", "aws ec2 delete-subnet --subnet-id=-x"),
        (
            "create-route --nat-gateway-id nat-1 --destination-ipv6-cidr-block 64:ff9b::/96 --route-table-id @x",
            "aws ec2 create-route --route-table-id @x --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id nat-1",
        ),
        (
            "create-tags --resources a b --tags Key=Name,Value=x",
            "aws ec2 create-tags --resources a b --tags Key=Name,Value=x",
        ),
        (
            "create-route-table --vpc-id v --tag-specifications 'ResourceType=route-table,Tags=[{Key=Name,Value=x}]'",
            "aws ec2 create-route-table --vpc-id v --tag-specifications 'ResourceType=route-table,Tags=[{Key=Name,Value=x}]'",
        ),
        (
            "modify-subnet-attribute --subnet-id s --no-enable-dns64",
            "aws ec2 modify-subnet-attribute --subnet-id s --no-enable-dns64",
        ),
    ];
    for (line, wanted) in cases {
        assert_eq!(print(&parsed(line)), wanted);
    }
    assert_eq!(quote("it's"), r"'it'\''s'");
    assert_eq!(quote(""), "''");
}

#[test]
fn what_is_wrong_is_said_as_the_aws_cli_says_it() {
    let cases = [
        (
            "create-route --route-table-id rtb-1 --nat-gatway-id nat-0",
            "Unknown options: --nat-gatway-id, nat-0\nDid you mean --nat-gateway-id?",
        ),
        ("create-subnet --cidr-block 10.0.0.0/24", "aws: error: the following arguments are required: --vpc-id"),
        ("create-subnet --vpc vpc-1", "required: --vpc-id\nDid you mean --vpc-id?"),
        ("create-subnet --vpc-id", "aws: error: argument --vpc-id: expected one argument"),
        ("create-subnet --vpc-id --ipv6-native", "aws: error: argument --vpc-id: expected one argument"),
        ("create-subnet --vpc-id a b", "Unknown options: b"),
        ("create-subnet --vpc-id a --ipv6-native=true", "argument --ipv6-native: ignored explicit argument 'true'"),
        ("create-subnt", "Invalid choice: 'create-subnt', maybe you meant:\n\n  * create-subnet"),
        ("", "the following arguments are required: operation"),
        (
            "create-subnet --vpc-id a --tag-specifications ResourceType=subnet,Tag=x",
            "Unknown parameter in TagSpecifications[0]: \"Tag\", must be one of: ResourceType, Tags. Did you mean \"Tags\"?",
        ),
        (
            "modify-subnet-attribute --subnet-id a --enable-dns64 --no-enable-dns64",
            "Cannot specify both the \"--enable-dns64\" option and the \"--no-enable-dns64\" option.",
        ),
    ];
    for (line, wanted) in cases {
        let refusal = refusal(line);
        assert!(refusal.contains(wanted), "{line}: {refusal}");
    }
}

//! Stories of subnets.

use crate::cloud::testing::*;
use serde_json::json;

#[test]
fn the_third_block_makes_an_ipv6_only_subnet_that_names_by_resource() {
    let (mut world, vpc) = dual_stack_vpc();
    let made = ok(
        &mut world,
        "CreateSubnet",
        json!({
            "VpcId": vpc, "Ipv6Native": true, "Ipv6CidrBlock": "2001:db8:1:4b02::/64", "AvailabilityZone": "ap-northeast-3c",
        }),
    );
    let subnet = &made["Subnet"];
    assert_eq!(subnet["Ipv6Native"], true);
    assert_eq!(subnet["CidrBlock"], json!(null));
    assert_eq!(subnet["AvailabilityZoneId"], "apne3-az3");
    assert_eq!(subnet["AssignIpv6AddressOnCreation"], true);
    assert_eq!(subnet["PrivateDnsNameOptionsOnLaunch"]["HostnameType"], "resource-name");
    assert_eq!(subnet["EnableDns64"], false);
}

#[test]
fn blocks_must_lie_in_the_vpc_and_apart_from_each_other() {
    let (mut world, vpc) = dual_stack_vpc();
    let subnet = |block: &str| json!({"VpcId": vpc, "Ipv6Native": true, "Ipv6CidrBlock": block});
    ok(&mut world, "CreateSubnet", subnet("2001:db8:1:4b02::/64"));
    assert_eq!(refused(&mut world, "CreateSubnet", subnet("2001:db8:1:4b02::/64")), "InvalidSubnet.Conflict");
    assert_eq!(refused(&mut world, "CreateSubnet", subnet("2001:db8:1:4b00::/60")), "InvalidSubnet.Conflict");
    assert_eq!(refused(&mut world, "CreateSubnet", subnet("2001:db8:9:4b02::/64")), "InvalidSubnet.Range");
    assert_eq!(refused(&mut world, "CreateSubnet", subnet("2001:db8:1:4b03::/65")), "InvalidSubnet.Range");
    assert_eq!(refused(&mut world, "CreateSubnet", subnet("2001:db8:1:4b03::")), "InvalidParameterValue");
    let ipv4 = |block: &str| json!({"VpcId": vpc, "CidrBlock": block});
    ok(&mut world, "CreateSubnet", ipv4("10.1.0.1/20"));
    assert_eq!(refused(&mut world, "CreateSubnet", ipv4("10.1.1.0/24")), "InvalidSubnet.Conflict");
    assert_eq!(refused(&mut world, "CreateSubnet", ipv4("10.2.0.0/24")), "InvalidSubnet.Range");
    assert_eq!(refused(&mut world, "CreateSubnet", ipv4("10.1.64.0/29")), "InvalidSubnet.Range");
}

#[test]
fn an_ipv6_only_subnet_has_no_ipv4_block_and_every_other_has_one() {
    let (mut world, vpc) = dual_stack_vpc();
    let both =
        json!({"VpcId": vpc, "Ipv6Native": true, "CidrBlock": "10.1.0.0/24", "Ipv6CidrBlock": "2001:db8:1:4b02::/64"});
    assert_eq!(refused(&mut world, "CreateSubnet", both), "InvalidParameterCombination");
    let neither = json!({"VpcId": vpc, "Ipv6CidrBlock": "2001:db8:1:4b02::/64"});
    assert_eq!(refused(&mut world, "CreateSubnet", neither), "MissingParameter");
    let zone = json!({"VpcId": vpc, "CidrBlock": "10.1.0.0/24", "AvailabilityZone": "us-east-1a"});
    assert_eq!(refused(&mut world, "CreateSubnet", zone), "InvalidParameterValue");
}

#[test]
fn dns64_is_switched_on_and_off_one_attribute_at_a_time() {
    let (mut world, vpc) = dual_stack_vpc();
    let subnet = ipv6_only_subnet(&mut world, &vpc);
    let on = json!({"SubnetId": subnet, "EnableDns64": {"Value": true}});
    ok(&mut world, "ModifySubnetAttribute", on);
    let filters = json!([{"Name": "enable-dns64", "Values": ["true"]}]);
    let found = ok(&mut world, "DescribeSubnets", json!({ "Filters": filters }));
    assert_eq!(found["Subnets"][0]["SubnetId"], subnet);
    let two =
        json!({"SubnetId": subnet, "EnableDns64": {"Value": false}, "AssignIpv6AddressOnCreation": {"Value": true}});
    assert_eq!(refused(&mut world, "ModifySubnetAttribute", two), "InvalidParameterCombination");
    let public = json!({"SubnetId": subnet, "MapPublicIpOnLaunch": {"Value": true}});
    assert_eq!(refused(&mut world, "ModifySubnetAttribute", public), "InvalidParameterValue");
}

#[test]
fn a_deleted_subnet_leaves_no_association_behind() {
    let (mut world, vpc) = dual_stack_vpc();
    let before = world.clone();
    let subnet = ipv6_only_subnet(&mut world, &vpc);
    assert!(world.network_acls.iter().any(|acl| !acl.associations.is_empty()));
    ok(&mut world, "DeleteSubnet", json!({ "SubnetId": subnet }));
    assert_eq!(world.network_acls, before.network_acls);
    assert_eq!(refused(&mut world, "DeleteSubnet", json!({ "SubnetId": subnet })), "InvalidSubnetID.NotFound");
}

#[test]
fn a_dry_run_changes_nothing_and_says_so() {
    let (mut world, vpc) = dual_stack_vpc();
    let before = world.clone();
    let call = json!({"VpcId": vpc, "CidrBlock": "10.1.0.0/24", "DryRun": true});
    assert_eq!(refused(&mut world, "CreateSubnet", call), "DryRunOperation");
    assert_eq!(world, before);
}

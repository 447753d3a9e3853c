//! Stories of the `aws` program in a small world: two VPCs, one subnet each.

use super::*;
use crate::guest::words::{Line, split};
use std::collections::BTreeMap;

fn aws(world: &mut World, line: &str) -> Done {
    let variables = BTreeMap::from([("AT".to_owned(), "@left".to_owned())]);
    match split(line, &variables).unwrap() {
        Line::Command(words) => run(world, &words),
        other => panic!("{line} is {other:?}"),
    }
}

fn world() -> World {
    let mut world = World { region: "ap-northeast-3".to_owned(), ..World::default() };
    for (name, block) in [("left", "10.1"), ("right", "10.2")] {
        for line in [
            format!(
                "ec2 create-vpc --cidr-block {block}.0.0/16 --tag-specifications \
                 'ResourceType=vpc,Tags=[{{Key=Name,Value={name}}}]'"
            ),
            format!(
                "ec2 create-subnet --vpc-id @{name} --cidr-block {block}.0.0/24 --tag-specifications \
                 ResourceType=subnet,Tags=[{{Key=Name,Value={name}-subnet}}]"
            ),
        ] {
            let done = aws(&mut world, &line);
            assert_eq!(done.exit, 0, "{line}: {}", done.output.whole());
        }
    }
    world
}

/// Exit status, standard output, standard error.
fn said(line: &str) -> (i32, String, String) {
    let done = aws(&mut world(), line);
    (done.exit, done.output.of(Stream::Out), done.output.of(Stream::Err))
}

#[test]
fn a_call_prints_its_response_in_the_wanted_form() {
    let cases = [
        ("ec2 describe-vpcs --vpc-ids @left --query 'Vpcs[0].CidrBlock' --output text", "10.1.0.0/16\n"),
        ("--output json ec2 describe-vpcs --query Vpcs[0].CidrBlock --vpc-ids=@left", "\"10.1.0.0/16\"\n"),
        ("ec2 describe-vpcs --query 'Vpcs[?CidrBlock==`10.2.0.0/16`] | length(@)' --region ap-northeast-3", "1\n"),
        (
            "ec2 describe-subnets --filters Name=vpc-id,Values=@right --query 'Subnets[].CidrBlock' --output yaml",
            "- 10.2.0.0/24\n",
        ),
        ("ec2 delete-subnet --subnet-id @left-subnet --no-cli-pager --profile me", ""),
        ("ec2 create-tags --resources '@left' --tags '[{\"Key\": \"Of\", \"Value\": \"@left\"}]'", ""),
    ];
    for (line, wanted) in cases {
        assert_eq!(said(line), (0, wanted.to_owned(), String::new()), "{line}");
    }
}

#[test]
fn a_refusal_is_ec2s_and_changes_nothing() {
    let mut world = world();
    let before = world.clone();
    let done = aws(&mut world, "ec2 create-subnet --vpc-id @left --cidr-block 10.1.0.0/24");
    assert_eq!(done.exit, 254);
    let said = done.output.of(Stream::Err);
    assert!(
        said.starts_with("\nAn error occurred (InvalidSubnet.Conflict) when calling the CreateSubnet operation: "),
        "{said}"
    );
    assert!(matches!(done.kind, Kind::Api { refusal: Some(_), .. }));
    assert_eq!(world, before);
}

#[test]
fn a_line_that_is_no_call_says_what_is_near() {
    let cases = [
        ("ec2 describe-subnets --subnet-id @left-subnet", "Unknown options: --subnet-id, subnet-"),
        ("ec2 describe-subnets --subnet-id @left-subnet", "Did you mean --subnet-ids?"),
        (
            "ec2 create-subnet --vpc-id @left --outpost-arn x",
            "Only these options are modelled here: aws ec2 create-subnet help",
        ),
        ("ec2 create-subnet --vpc-id @lfet", "No resource is called @lfet. There is: @left"),
        ("ec2 create-subnet --vpc-id $AT --cidr", "Did you mean --cidr-block?"),
        ("ec2 describe-vpcs --query 'Vpcs['", "Bad value for --query Vpcs[: Invalid jmespath expression: "),
        ("ec2 describe-vpcs --output xml", "argument --output: Invalid choice, valid choices are:"),
        ("ec2 describe-vpcs --region us-east-1", "The Region us-east-1 is not modelled here"),
        ("ec2 describe-vps", "  * describe-vpcs"),
        ("ec2 describe-spot-fleet-requests", "Only these are modelled here."),
        ("s3 ls", "'s3' is not modelled here. There is: ec2, ec2-instance-connect."),
        ("ec3 describe-vpcs", "Did you mean ec2?"),
        ("ec2", "the following arguments are required: operation"),
        ("--output text", "the following arguments are required: command"),
        ("ec2-instance-connect ssh", "the following arguments are required: --instance-id"),
        ("ec2-instance-connect ssh --instance-id i-1 --connection-type eic", "  * eice"),
        ("ec2-instance-connect open-tunnel", "Only these are modelled here."),
    ];
    for (line, wanted) in cases {
        let (exit, out, err) = said(line);
        assert_eq!((exit, out.as_str()), (252, ""), "{line}");
        assert!(err.contains(wanted), "{line}: {err}");
    }
}

#[test]
fn what_a_variable_held_is_no_name() {
    let done = aws(&mut world(), "ec2 delete-vpc --vpc-id $AT");
    assert!(done.output.of(Stream::Err).contains("@left"), "{}", done.output.whole());
    assert_eq!(done.exit, 254);
}

#[test]
fn there_is_help_everywhere() {
    let lines =
        ["help", "ec2 help", "ec2 create-route help", "ec2-instance-connect help", "ec2-instance-connect ssh help"];
    for line in lines {
        let (exit, out, err) = said(line);
        assert_eq!((exit, err.as_str()), (0, ""), "{line}");
        assert!(out.starts_with("NAME\n       "), "{out}");
    }
    assert!(said("--version").1.starts_with("aws-cli/2 "));
}

#[test]
fn the_next_word_is_offered() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["ec2", "ec2-instance-connect", "help"]),
        ("ec2 create-subn", &["create-subnet"]),
        ("ec2 delete-subnet --subnet-id ", &["@left-subnet", "@right-subnet"]),
        ("--output ", &["json", "text", "table", "yaml"]),
        ("ec2 describe-vpcs --output t", &["text", "table"]),
        ("ec2 describe-vpcs --output text --q", &["--query"]),
        ("ec2 describe-vpcs --output=y", &["--output=yaml"]),
        ("--output text ec2 delete-subnet --subnet-id @r", &["@right-subnet"]),
        ("ec2-instance-connect ", &["ssh", "help"]),
        ("ec2-instance-connect ssh --instance-id x --connection-type e", &["eice"]),
        ("s3 ", &[]),
    ];
    for (line, wanted) in cases {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let found: Vec<String> = complete(&words, &world()).into_iter().map(|it| it.text).collect();
        assert_eq!(&found, wanted, "{line}");
    }
}

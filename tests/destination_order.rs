//! The order that the guest's C library tries addresses in, as data: what glibc made of the same
//! answers, measured, and whole runs of `getent`. See tests/vectors/destination_order.yaml.

mod chapter;

use chapter::{at, exec};
use serde::Deserialize;
use std::net::IpAddr;
use std::sync::Arc;
use v6dojo::cloud::internet::Zone;
use v6dojo::guest::console::Console;

const IPV6_ONLY: &str = "client-001c-ipv6only";
const DUAL_STACK: &str = "client-001a";
const IPV4_ONLY: &str = "client-v4only";
const RUN_IPV4_ONLY: &str = "aws ec2 run-instances --instance-type t3.micro --image-id \
    resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 \
    --subnet-id @cl-ipv4-to-dualstack-subnet-private2-ap-northeast-3c --security-group-ids @cl-default \
    --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=client-v4only}]'";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    orders: Vec<Order>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    rule: String,
    why: String,
    addresses: Vec<IpAddr>,
    ipv6_only: Vec<IpAddr>,
    dual_stack: Vec<IpAddr>,
    /// Left out where the guests measured and simulated lie in different subnets, and that counts.
    ipv4_only: Option<Vec<IpAddr>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    rule: String,
    why: String,
    phase: u8,
    run: String,
    exit: i32,
    prints: String,
}

fn vectors() -> Vectors {
    serde_yaml::from_str(include_str!("vectors/destination_order.yaml")).expect("the vectors are read")
}

/// The console as it is when the tests of a phase of the chapter begin.
fn phase(phase: u8) -> Console {
    at(if phase == 1 { "test-v6" } else { "test-again" })
}

#[test]
fn addresses_are_tried_in_glibcs_order() {
    let orders = vectors().orders;
    let mut console = phase(1);
    let made = exec(&mut console, RUN_IPV4_ONLY);
    assert_eq!(made.exit, 0, "{}", made.output.whole());
    let mut zone = "@ 60 SOA ns.test. hostmaster.test. 1 7200 900 1209600 60\n".to_owned();
    for (number, order) in orders.iter().enumerate() {
        for address in &order.addresses {
            let kind = if address.is_ipv6() { "AAAA" } else { "A" };
            zone += &format!("n{number} 60 {kind} {address}\n");
        }
    }
    let zone = Zone::read("names.test.", &zone).expect("a zone");
    Arc::make_mut(&mut console.world.internet).zones.push(zone);
    let mut wrong = Vec::new();
    for (number, order) in orders.iter().enumerate() {
        let guests = [
            (IPV6_ONLY, Some(&order.ipv6_only)),
            (DUAL_STACK, Some(&order.dual_stack)),
            (IPV4_ONLY, order.ipv4_only.as_ref()),
        ];
        for (guest, expected) in guests.into_iter().filter_map(|(guest, order)| Some((guest, order?))) {
            let record = exec(&mut console, &format!("{guest}$ getent ahosts n{number}.names.test"));
            let text = record.output.whole();
            let lines = text.lines().filter(|line| line.contains("STREAM"));
            let found: Vec<IpAddr> = lines.filter_map(|line| line.split(' ').next()?.parse().ok()).collect();
            if found != *expected {
                let (rule, why) = (&order.rule, &order.why);
                wrong.push(format!("rule {rule}: {why}\n{guest}: {found:?}\nexpected {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn getent_prints_what_the_rules_say() {
    let mut phases = [phase(1), phase(2)];
    for run in vectors().runs {
        let record = exec(&mut phases[usize::from(run.phase - 1)], &run.run);
        assert_eq!(record.output.whole(), run.prints, "rule {}: {}\n{}", run.rule, run.why, run.run);
        assert_eq!(record.exit, run.exit, "rule {}: {}", run.rule, run.why);
    }
}

//! Small lessons with one fault each, and what is found of it.

use super::carry::{Move, Taken};
use super::*;
use crate::guest::world;
use crate::lesson::{Lang, load};
use serde_json::json;

/// A route to NAT64, then a command that needs it.
const ROUTE: &str = r#"format: 1
id: small
title: {ja: 小, en: Small}
summary: {ja: 要約, en: Summary}
minutes: 5
world: chapter
steps:
  - id: build
    phase: {ja: 一, en: One}
    title: {ja: 作る, en: Build}
    text: {ja: "64:ff9b::/96 を NAT ゲートウェイへ", en: "64:ff9b::/96 to the NAT gateway"}
    goals:
      - resource:
          kind: route-table
          name: cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a
          has: {Routes: [{DestinationIpv6CidrBlock: "64:ff9b::/96", NatGatewayId: "@cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a"}]}
    solution:
      - "aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a"
  - id: use
    phase: {ja: 一, en: One}
    title: {ja: 使う, en: Use}
    text: {ja: 使う, en: Use}
    goals:
      - saw: {from: client-001a, program: curl, outcome: ok}
    solution: ["client-001a$ curl -sS -k -o /dev/null https://[64:ff9b::141b:b171]/"]
"#;

/// A lesson of which the first step's goals and solution are given; then a command that works anyway.
fn lesson_of(goals: &str, solution: &str) -> Lesson {
    let steps = ROUTE.replace(&ROUTE[ROUTE.find("    goals:").unwrap()..ROUTE.find("  - id: use").unwrap()], "@@");
    let first = format!("    goals:\n{goals}\n    solution: [{solution}]\n");
    let text = steps.replace("@@", &first).replace("https://[64:ff9b::141b:b171]/", "https://github.com/");
    lesson(&text)
}

fn lesson(text: &str) -> Lesson {
    let find = |_: &str| Ok(world::load(world::CHAPTER).expect("the chapter's world is right"));
    load::load(text, &find).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn found(lesson: &Lesson) -> Vec<Finding> {
    let bound = Bound { beyond: 1, states: 400 };
    explore(lesson, bound, &Alone).into_iter().flat_map(|step| step.findings).collect()
}

/// Each finding as its kind and what is said.
fn told(lesson: &Lesson) -> Vec<(Flaw, String)> {
    found(lesson).iter().map(|it| (it.flaw, it.problem.message.in_(Lang::En).to_owned())).collect()
}

#[test]
fn of_a_good_lesson_there_is_no_counter_example() {
    let explored = explore(&lesson(ROUTE), Bound { beyond: 1, states: 400 }, &Alone);
    assert!(explored.iter().all(|step| step.findings.is_empty()), "{explored:#?}");
    let counts = explored[0].counts;
    assert!(counts.states > 10 && counts.again > 0 && counts.refused > 0, "{counts:?}");
    assert_eq!((explored[0].counts.end, explored[1].counts.end), (End::Calls, End::Everything));
}

#[test]
fn a_goal_that_also_passes_on_a_mistake_is_found_with_a_script_that_runs() {
    let weak = ROUTE.replace(", NatGatewayId: \"@cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a\"", "");
    let lesson = lesson(&weak);
    let found = found(&lesson);
    let finding = found.iter().find(|it| it.flaw == Flaw::FalsePass).expect("a false pass");
    assert_eq!(finding.problem.place, lesson.steps[1].solution[0].place, "{finding:#?}");
    assert_eq!(finding.script.len(), 1, "{:#?}", finding.script);
    let mut console = Console::new(lesson.world.clone());
    for line in &finding.script {
        assert_eq!(console.exec(line).unwrap().unwrap().exit, 0, "{line}");
    }
    let record = console.exec(&lesson.steps[1].solution[0].text).unwrap().unwrap();
    assert_ne!(record.outcome(), Some(crate::sim::Outcome::Ok));
}

#[test]
fn a_goal_that_insists_on_what_nobody_was_told_is_found() {
    let subnet = |zone: &str| {
        let goals = format!(
            "      - resource: {{kind: subnet, name: lab, has: {{Ipv6Native: true, AvailabilityZone: ap-northeast-3c}}, say: {{ja: lab がある{zone}, en: lab is there}}}}"
        );
        let line = "\"aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-vpc --ipv6-native --ipv6-cidr-block 2001:db8:1:4b02::/64 --availability-zone ap-northeast-3c --tag-specifications 'ResourceType=subnet,Tags=[{Key=Name,Value=lab}]'\"";
        told(&lesson_of(&goals, line))
    };
    let silent = subnet("");
    assert!(
        silent.iter().any(|(flaw, why)| *flaw == Flaw::FalseFail && why.contains("AvailabilityZone")),
        "{silent:?}"
    );
    // An author who means it says so in the goal's own words.
    let said = subnet(" (ap-northeast-3c)");
    assert!(!said.iter().any(|(_, why)| why.contains("AvailabilityZone")), "{said:?}");
}

#[test]
fn what_cannot_come_back_is_a_dead_end() {
    let pools = world::load(world::CHAPTER).unwrap().pools;
    let first = pools.ipv4_addresses[pools.ipv4_given];
    let goals = format!(
        "      - resource: {{kind: address, has: {{PublicIp: \"{first}\"}}, say: {{ja: {first}, en: {first}}}}}"
    );
    let solution = "\"aws ec2 allocate-address\"";
    let lesson = lesson_of(&goals, solution);
    let found = found(&lesson);
    let finding = found.iter().find(|it| it.flaw == Flaw::DeadEnd).unwrap_or_else(|| panic!("{found:#?}"));
    let lines: Vec<&str> = finding.script.iter().map(String::as_str).collect();
    assert!(
        matches!(lines.as_slice(), [make, give_back] if make.contains("allocate") && give_back.contains("release-address") && give_back.contains('$')),
        "{lines:?}"
    );
}

#[test]
fn a_failing_world_with_nothing_to_say_is_found() {
    let goals = "      - resource: {kind: security-group, name: web, say: {ja: web がある, en: web is there}}";
    let solution = "\"aws ec2 create-security-group --vpc-id @cl-ipv4-to-dualstack-vpc --group-name web --description web\", \"aws ec2 authorize-security-group-ingress --group-id @web --protocol tcp --port 80 --cidr 10.0.0.0/8\"";
    let told = told(&lesson_of(goals, solution));
    assert!(told.iter().any(|(flaw, _)| *flaw == Flaw::Untold), "{told:?}");
}

#[test]
fn the_order_of_calls_and_what_was_taken_back_leave_no_trace() {
    let begin = world::load(world::CHAPTER).unwrap();
    let vpc = begin.vpcs.iter().next().unwrap().id;
    let make = |name: &str| {
        let tags = json!([{"ResourceType": "route-table", "Tags": [{"Key": "Name", "Value": name}]}]);
        let parameters = json!({"VpcId": vpc, "TagSpecifications": tags});
        Move::new(crate::cloud::Call::parse_value("CreateRouteTable", parameters).unwrap())
    };
    let after =
        |moves: &[&Move]| moves.iter().fold(begin.clone(), |world, it| it.carry(&world, &Taken::of(&world)).unwrap());
    let (a, b) = (make("a"), make("b"));
    let (ab, ba) = (after(&[&a, &b]), after(&[&b, &a]));
    assert_eq!(fingerprint::of(&ab), fingerprint::of(&ba));
    assert_ne!(fingerprint::of(&ab), fingerprint::of(&after(&[&a])));
    assert_ne!(fingerprint::of(&after(&[&a, &a])), fingerprint::of(&after(&[&a])), "made twice");
    let mut back = ab.clone();
    for call in back::toward(&begin, &ab) {
        back = Move::new(call).carry(&back, &Taken::of(&back)).unwrap();
    }
    assert_eq!(fingerprint::of(&back), fingerprint::of(&begin));
    assert_eq!(fingerprint::after(fingerprint::of(&begin), &begin, &ab), fingerprint::of(&ab));
}

//! A short lesson for tests, in the chapter's world.

use super::Session;
use crate::guest::world;
use crate::lesson::{Lesson, load};
use std::sync::Arc;

/// Looks, builds, and looks again.
pub const LESSON: &str = r#"format: 1
id: short
title: {ja: 短い, en: Short}
summary: {ja: 要約, en: Summary}
minutes: 5
world: chapter
steps:
  - id: look
    phase: {ja: 一, en: One}
    title: {ja: 見る, en: Look}
    text: {ja: 見る, en: Look}
    ask:
      - predict: {run: "client-001a$ curl -sS https://github.com/", choices: [ok, timeout], why: {ja: 理由, en: Reason}}
      - address: {question: {ja: 問, en: Q}, embed: 20.27.177.113, prefix: "64:ff9b::/96", why: {ja: 理由, en: Reason}}
    goals:
      - saw: {from: client-001a, program: curl, to: github.com, family: ipv4, outcome: ok}
    solution: ["client-001a$ curl -sS https://github.com/"]
  - id: build
    phase: {ja: 二, en: Two}
    title: {ja: 作る, en: Build}
    text: {ja: 作る, en: Build}
    goals:
      - resource:
          kind: route-table
          name: cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a
          has:
            Routes:
              - DestinationIpv6CidrBlock: 64:FF9B:0::/96
                NatGatewayId: "@cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a"
      - absent: {kind: key-pair, name: client-001}
    solution:
      - "aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a"
    mistakes:
      - do: ["aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a --destination-ipv6-cidr-block 64:ff9b::/96 --egress-only-internet-gateway-id @cl-ipv4-to-dualstack-eigw"]
        when: {resource: {kind: route-table, has: {Routes: [{DestinationIpv6CidrBlock: "64:ff9b::/96", EgressOnlyInternetGatewayId: "@cl-ipv4-to-dualstack-eigw"}]}}}
        say: {ja: 出口が違う, en: Wrong way out}
      - do: ["aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a --destination-ipv6-cidr-block ::/0 --egress-only-internet-gateway-id @cl-ipv4-to-dualstack-eigw"]
        when: {refused: {operation: CreateRoute, code: RouteAlreadyExists}}
        say: {ja: もうある, en: It is there}
  - id: again
    phase: {ja: 二, en: Two}
    title: {ja: もう一度, en: Again}
    text: {ja: もう一度, en: Again}
    goals:
      - saw: {from: client-001a, to: github.com, outcome: ok}
    solution: ["client-001a$ curl -sS https://github.com/"]
"#;

/// The line that solves the second step.
pub const ROUTE: &str = "aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a \
     --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
/// The same with another target.
pub const WRONG_ROUTE: &str = "aws ec2 create-route \
     --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a --destination-ipv6-cidr-block 64:ff9b::/96 \
     --egress-only-internet-gateway-id @cl-ipv4-to-dualstack-eigw";
/// The line that solves the first step and the last.
pub const CURL: &str = "client-001a$ curl -sS https://github.com/";

/// The lesson, after replacements.
pub fn lesson_with(changes: &[(&str, &str)]) -> Arc<Lesson> {
    let text = changes.iter().fold(LESSON.to_owned(), |text, (from, to)| text.replace(from, to));
    let find = |_: &str| Ok(world::load(world::CHAPTER).expect("the chapter's world is right"));
    Arc::new(load::load(&text, &find).expect("the lesson is right"))
}

/// A session at the beginning of the lesson.
pub fn session() -> Session {
    Session::new(lesson_with(&[]))
}

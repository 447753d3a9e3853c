//! What can be foreseen of a command, and what the two switches of NAT64 do to it: both are read off the
//! chapter's world as it is at a step.

mod chapter;

use v6dojo::guest::cells::{Switches, Toward, board};
use v6dojo::guest::console::Kind;
use v6dojo::lesson::foresee::{Foreseen, says};
use v6dojo::sim::Outcome;

const CLIENT: &str = "client-001c-ipv6only";
const NAT: &str = "cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
const IGW: &str = "cl-ipv4-to-dualstack-igw";
const EIGW: &str = "cl-ipv4-to-dualstack-eigw";

/// Next hop, gateway, synthesized address, and address seen of a command at a step.
fn foreseen(step: &str, command: &str) -> [String; 4] {
    let mut console = chapter::at(step);
    let record = console.exec(&format!("{CLIENT}$ {command}")).expect("understood").expect("a record");
    let Kind::Guest(trace) = &record.kind else { panic!("{command} is a guest command") };
    let all = [Foreseen::NextHop, Foreseen::Gateway, Foreseen::Synthesized, Foreseen::SeenAs];
    all.map(|what| what.of(trace, &console.world))
}

#[test]
fn nat64_changes_the_way_and_the_address_that_is_seen() {
    assert_eq!(
        foreseen("test-again", "curl https://github.com/"),
        [NAT, IGW, "64:ff9b::141b:b171", "203.0.113.10"].map(str::to_owned)
    );
}

#[test]
fn native_ipv6_goes_untranslated() {
    let own = "2001:db8:1:4b02:7c0a:291e:caa4:65a8";
    assert_eq!(
        foreseen("test-again", "curl https://www.v6only.example/"),
        [EIGW, EIGW, "none", own].map(str::to_owned)
    );
}

#[test]
fn what_never_leaves_has_no_way() {
    assert_eq!(foreseen("test-v6", "curl https://github.com/"), ["none"; 4].map(str::to_owned));
}

#[test]
fn choices_are_compared_by_value() {
    assert!(says("64:FF9B:0::20.27.177.113", "64:ff9b::141b:b171"));
    assert!(says(&format!("@{NAT}"), NAT));
    assert!(!says("10.1.0.10", "203.0.113.10"));
}

#[test]
fn only_both_switches_together_open_the_way_to_an_ipv4_only_name() {
    let console = chapter::at("test-v6");
    let id = console
        .world
        .instances
        .iter()
        .map(|instance| instance.id)
        .find(|id| v6dojo::sim::path::name(&console.world, &v6dojo::sim::trace::Place::Instance(*id)) == CLIENT);
    let rows = board(&console.world, id.expect("the client runs")).expect("a board");
    let ends = |toward| {
        let row = rows.iter().find(|row| row.toward == toward).expect("the Internet has such a host");
        row.cells.each_ref().map(|trace| trace.outcome)
    };
    use Outcome::{Ok, Timeout, Unreachable};
    assert_eq!(
        Switches::ALL.map(|it| (it.dns64, it.route)),
        [(false, false), (true, false), (false, true), (true, true)]
    );
    assert_eq!(ends(Toward::DualStack), [Ok; 4]);
    assert_eq!(ends(Toward::Ipv4Only), [Unreachable, Timeout, Unreachable, Ok]);
    assert_eq!(ends(Toward::Ipv4Literal), [Unreachable; 4]);
    assert_eq!(ends(Toward::Ipv6Only), [Ok; 4]);
}

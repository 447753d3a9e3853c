//! Stories of learners: they try, err, go back and on.

use super::help::{AskedFor, TIERS};
use super::testing::{CURL, ROUTE, WRONG_ROUTE, lesson_with, session};
use super::{Advance, Session, proof};
use crate::guest::console::{Kind, Record};
use crate::lesson::ask::{Answer, Mark};
use crate::lesson::goal::{Near, SawMiss, Verdict};
use crate::sim::Outcome;
use crate::sim::blockers::Code;
use std::sync::Arc;

fn type_line(session: &mut Session, line: &str) -> Arc<Record> {
    session.exec(line).expect("the line is understood").expect("the line is a command")
}

/// A session at the step where something is built.
fn at_build() -> Session {
    Session::at(lesson_with(&[]), 1)
}

fn near(session: &Session, goal: usize) -> Near {
    match session.goals().nth(goal) {
        Some((_, Verdict::Missing(near))) => near.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_test_lesson_proves_itself() {
    let lesson = lesson_with(&[]);
    let proof = crate::lesson::proof::prove(&lesson);
    assert_eq!((proof.findings.as_slice(), proof.goals, proof.mistakes, proof.asks), (&[][..], 4, 2, 2));
    assert_eq!(proof::prove(&lesson), []);
}

#[test]
fn a_step_is_done_when_its_goals_hold() {
    let mut session = session();
    assert_eq!(session.advance(), Advance::Open(1));
    type_line(&mut session, "client-001a$ curl -sS -6 https://github.com/");
    let Near::NotSeen { nearest: Some((_, misses)) } = near(&session, 0) else { panic!("no near command") };
    assert!(misses.contains(&SawMiss::Family), "{misses:?}");
    type_line(&mut session, CURL);
    assert_eq!((session.open_goals(), session.advance(), session.step()), (0, Advance::Moved, 1));
}

#[test]
fn a_near_miss_is_told_from_a_far_one() {
    let mut session = at_build();
    let Near::Differs { differences, .. } = near(&session, 0) else { panic!("a table is there") };
    assert_eq!((differences[0].field.as_str(), &differences[0].have), ("Routes[]", &None));
    type_line(&mut session, WRONG_ROUTE);
    let Near::Differs { differences, .. } = near(&session, 0) else { panic!("a table is there") };
    assert_eq!((differences.len(), differences[0].field.as_str()), (1, "Routes[].NatGatewayId"));
    type_line(&mut session, "aws ec2 create-key-pair --key-name client-001");
    assert!(matches!(near(&session, 1), Near::StillThere { .. }));
}

#[test]
fn mistakes_are_recognised_in_any_world_but_only_after_a_try() {
    let mut session = at_build();
    assert!(session.mistake().is_none(), "nothing was tried yet");
    // Another way to the same mistake, beside something unrelated.
    type_line(&mut session, "aws ec2 create-key-pair --key-name other");
    type_line(&mut session, &WRONG_ROUTE.replace("64:ff9b::/96", "64:FF9B:0::1/96"));
    assert_eq!(session.mistake().unwrap().say.en, "Wrong way out");
    type_line(&mut session, &WRONG_ROUTE.replace("64:ff9b::/96", "::/0"));
    assert_eq!(session.mistake().unwrap().say.en, "Wrong way out", "the first that matches speaks");
    session.undo();
    assert!(session.mistake().is_none());
}

#[test]
fn a_refusal_is_answered_until_something_else_is_tried() {
    let mut session = at_build();
    type_line(&mut session, &WRONG_ROUTE.replace("64:ff9b::/96", "::/0"));
    assert_eq!(session.mistake().unwrap().say.en, "It is there");
    type_line(&mut session, "aws ec2 describe-vpcs");
    assert!(session.mistake().is_some(), "looking around is no other try");
    type_line(&mut session, "aws ec2 create-key-pair --key-name other");
    assert!(session.mistake().is_none());
}

#[test]
fn undo_takes_back_a_change_with_what_was_seen_after_it() {
    let mut session = at_build();
    let before = session.world().clone();
    type_line(&mut session, ROUTE);
    type_line(&mut session, CURL);
    let after = session.world().clone();
    assert_eq!(session.undo().unwrap().line, ROUTE);
    assert_eq!((session.world(), session.step_records().count(), session.open_goals()), (&before, 0, 1));
    assert_eq!(session.redo().unwrap().line, ROUTE);
    assert_eq!((session.world(), session.step_records().count(), session.open_goals()), (&after, 2, 0));
    assert!(session.redo().is_none());
}

#[test]
fn looking_keeps_what_can_be_redone_and_a_change_ends_it() {
    let mut session = at_build();
    type_line(&mut session, ROUTE);
    session.undo();
    type_line(&mut session, "aws ec2 describe-vpcs");
    assert_eq!(session.history().undone().len(), 1);
    let refused = type_line(&mut session, "aws ec2 delete-vpc --vpc-id @cl-ipv4-to-dualstack-vpc");
    assert_eq!((refused.exit, session.history().undone().len()), (254, 1), "a refused call changes nothing");
    type_line(&mut session, WRONG_ROUTE);
    assert_eq!(session.history().undone().len(), 0);
}

#[test]
fn undo_goes_to_the_step_of_the_line() {
    let mut session = at_build();
    type_line(&mut session, ROUTE);
    assert_eq!((session.advance(), session.step()), (Advance::Moved, 2));
    session.undo();
    assert_eq!((session.step(), session.reached()), (1, 2));
}

#[test]
fn what_is_not_understood_is_not_kept() {
    let mut session = session();
    assert!(session.exec("aws ec2 describe-vpcs | jq").is_err());
    assert!(session.exec("# a thought").unwrap().is_none());
    assert!(matches!(type_line(&mut session, "aws ec2 describe-vcps").kind, Kind::Malformed));
    assert_eq!(session.records().count(), 1);
}

#[test]
fn a_skipped_step_is_marked_until_it_is_done() {
    let mut session = session();
    assert_eq!((session.skip(), session.is_skipped(0)), (Advance::Moved, true));
    session.previous();
    type_line(&mut session, CURL);
    assert_eq!((session.advance(), session.is_skipped(0)), (Advance::Moved, false));
}

#[test]
fn a_step_begins_in_the_world_that_was_left_by_the_one_before() {
    let mut session = session();
    type_line(&mut session, CURL);
    session.advance();
    let begun = session.world().clone();
    type_line(&mut session, "aws ec2 create-key-pair --key-name other");
    type_line(&mut session, ROUTE);
    assert_eq!(session.step_world(), &begun);
    session.reset_step();
    assert_eq!((session.world(), session.records().count()), (&begun, 1));
    session.solve();
    assert_eq!(session.advance(), Advance::Moved);
    session.reset_lesson();
    assert_eq!((session.world(), session.step()), (&session.lesson().world, 0));
}

#[test]
fn an_answer_counts_once_and_as_of_the_beginning_of_the_step() {
    let mut session = session();
    assert_eq!(session.answer(1, Answer::Address("64:ff9b:".into())).unwrap().mark, Mark::Unreadable);
    let spelled_out = Answer::Address(" 64:FF9B:0:0::20.27.177.113".into());
    assert_eq!(session.answer(1, spelled_out).unwrap().mark, Mark::Right);
    assert_eq!(session.answer(1, Answer::Address("::1".into())).unwrap().mark, Mark::Right, "the first one counts");
    // Whatever is broken now, the question is about the world in which the step began.
    let nat = "aws ec2 delete-nat-gateway --nat-gateway-id @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
    type_line(&mut session, nat);
    let given = session.answer(0, Answer::Outcome(Outcome::Timeout)).unwrap();
    assert_eq!(given.mark, Mark::Wrong);
    assert_eq!(session.reply(&given).unwrap().en, "Reason");
    assert!(session.answer(9, Answer::Choice(0)).is_none());
}

#[test]
fn the_board_puts_a_test_beside_itself() {
    let mut session = session();
    type_line(&mut session, CURL);
    type_line(&mut session, "client-001a$ ping -c 1 1.1.1.1");
    session.go(2);
    type_line(&mut session, "client-001a$  curl -sS  https://github.com/");
    let board = session.board();
    let phases: Vec<&str> = board.phases.iter().map(|phase| phase.en.as_str()).collect();
    assert_eq!(phases, ["One", "Two"]);
    let runs: Vec<Vec<bool>> = board.rows.iter().map(|row| row.runs.iter().map(Option::is_some).collect()).collect();
    assert_eq!(runs, [[true, true], [true, false]]);
}

#[test]
fn help_goes_tier_by_tier_and_is_kept() {
    let mut session = session();
    let table = "@cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a";
    type_line(
        &mut session,
        &format!("aws ec2 delete-route --route-table-id {table} --destination-cidr-block 0.0.0.0/0"),
    );
    assert!(session.diagnosis().is_none(), "nothing was run yet");
    type_line(&mut session, "client-001a$ curl -sS -4 --connect-timeout 2 https://github.com/");
    let diagnosis = session.diagnosis().expect("curl fails");
    assert_eq!(diagnosis.codes(), [Code::NoRoute]);
    assert_eq!(diagnosis.repair.as_ref().expect("a route mends it").calls.len(), 1);
    for asked in 1..=6 {
        session.ask(AskedFor::Why(diagnosis.codes()));
        assert_eq!(session.tiers(&diagnosis), TIERS.min(asked));
    }
    session.ask(AskedFor::Hint);
    let (again, resumed) = Session::resume(Arc::clone(session.lesson()), &session.save());
    assert_eq!(resumed.lost, []);
    assert_eq!((again.tiers(&diagnosis), again.shown().hints), (TIERS, 1));
    // Once it works there is nothing to tell.
    let nat = "@cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
    let route = format!("--route-table-id {table} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id {nat}");
    type_line(&mut session, &format!("aws ec2 create-route {route}"));
    assert!(session.diagnosis().is_none());
}

/// A lesson whose second step has a world of its own, in which the key pair is there that must go.
fn two_scenes() -> Session {
    let route = "world: {from: chapter, calls: [\"aws ec2 create-key-pair --key-name client-001\"]}";
    Session::new(lesson_with(&[("  - id: build\n", &format!("  - id: build\n    {route}\n"))]))
}

fn has_key(session: &Session, name: &str) -> bool {
    session.world().resources().iter().any(|resource| resource.is_live && resource.name() == Some(name))
}

#[test]
fn a_step_with_a_world_of_its_own_begins_in_it_and_undo_does_not_leave_it() {
    let mut session = two_scenes();
    type_line(&mut session, "aws ec2 create-key-pair --key-name lost");
    type_line(&mut session, CURL);
    session.advance();
    assert!(!has_key(&session, "lost") && has_key(&session, "client-001"));
    assert!(session.undo().is_none());
    type_line(&mut session, ROUTE);
    session.previous();
    assert!(has_key(&session, "lost"));
    session.go(2);
    assert_eq!(session.undo().map(|entry| entry.step), Some(1), "the last step is in the same scene");
}

#[test]
fn scenes_are_kept_and_taken_up_again() {
    let mut session = two_scenes();
    type_line(&mut session, CURL);
    session.advance();
    type_line(&mut session, ROUTE);
    type_line(&mut session, "aws ec2 delete-key-pair --key-name client-001");
    session.undo();
    let (mut again, resumed) = Session::resume(Arc::clone(session.lesson()), &session.save());
    assert!(resumed.lost.is_empty() && again.world() == session.world());
    assert!(again.redo().is_some() && !has_key(&again, "client-001"));
    again.reset_lesson();
    assert_eq!((again.step(), again.records().count()), (0, 0));
    again.go(1);
    assert_eq!((again.world(), again.records().count()), (session.lesson().scene_world(1), 0));
}

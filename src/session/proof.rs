//! What has to be true of a learner's way through a lesson: it can be walked to its end, it comes
//! back as it was when it was kept, and undoing all of it gives back the first world.

use super::{Advance, Session};
use crate::cloud::World;
use crate::lesson::{Lesson, Place, Problem};
use std::sync::Arc;

/// Walks the whole lesson, keeps it, takes it up again and undoes it. Gives what does not hold.
pub fn prove(lesson: &Arc<Lesson>) -> Vec<Problem> {
    let mut findings = Vec::new();
    let mut session = Session::new(Arc::clone(lesson));
    loop {
        session.solve();
        match session.advance() {
            Advance::Moved => {}
            Advance::AtEnd => break,
            Advance::Open(_) => {
                let step = session.current();
                let ja = format!("手順 `{}` の先へ進めません", step.id);
                findings.push(Problem::new(step.place, ja, format!("there is no way on from step `{}`", step.id)));
                session.skip();
            }
        }
    }
    let (again, resumed) = Session::resume(Arc::clone(lesson), &session.save());
    if !resumed.lost.is_empty() || again.world() != session.world() {
        let ja = "保存した進み具合を読み直すと、別のワールドになります";
        findings.push(Problem::new(Place::START, ja, "taken up again, the walk gives another world"));
    }
    let undone = (0..lesson.steps.len()).rev().all(|step| undone(&mut session, step));
    session.reset_lesson();
    if !undone || bytes(session.world()) != bytes(lesson.scene_world(0)) {
        let ja = "すべて取り消しても、最初のワールドに戻りません";
        findings.push(Problem::new(Place::START, ja, "undoing everything does not give back the first world"));
    }
    findings
}

/// Whether undoing everything in the scene of a step gives back its first world.
fn undone(session: &mut Session, step: usize) -> bool {
    session.go(step);
    while session.undo().is_some() {}
    // Commands that only look are not undone, and while they ran, time passed.
    let first = session.lesson().scene_world(session.lesson().scene_of(step));
    let aged = World { now: session.world().now, ..first.clone() };
    bytes(session.world()) == bytes(&aged)
}

/// Everything there is in a world, written out.
fn bytes(world: &World) -> String {
    format!("{world:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{Lang, proof};
    use crate::session::testing::lesson_with;

    /// What is found in the test lesson after replacements, as `line message`.
    fn found(changes: &[(&str, &str)]) -> Vec<String> {
        let lesson = lesson_with(changes);
        let (played, walked) = (proof::prove(&lesson).findings, prove(&lesson));
        let line = |it: &Problem| format!("{} {}", it.place.line, it.message.in_(Lang::En));
        played.iter().chain(&walked).map(line).collect()
    }

    fn assert_found(changes: &[(&str, &str)], wanted: &str) {
        let found = found(changes);
        assert!(found.iter().any(|line| line.contains(wanted)), "{wanted}: {found:#?}");
    }

    #[test]
    fn a_solution_that_misses_its_goal_is_found_with_what_is_there_instead() {
        let changes =
            [("NatGatewayId: \"@cl", "NatGatewayIdd: \"@cl"), ("{ja: 見る, en: Look}", "{ja: 見る, en: See}")];
        assert_found(&changes, "Routes[].NatGatewayIdd = none");
        assert_found(&changes, "there is no way on from step `build`");
        assert_found(&[("has:\n            Routes:", "has:\n            Rutes:")], "has a field `Rutes`");
        assert_found(&[("{from: client-001a, program: curl", "{from: client-001b, program: curl")], "other instance");
        assert_found(&[("kind: route-table\n          name", "kind: subnet\n          name")], "subnet/");
    }

    #[test]
    fn goals_that_hold_before_the_work_are_found() {
        let always = "setting: {ElasticIps: 1}";
        let saw = "saw: {from: client-001a, program: curl, to: github.com, family: ipv4, outcome: ok}";
        assert_found(&[(saw, always)], "all goals of step `look` hold before");
    }

    #[test]
    fn mistakes_that_are_not_caught_are_found() {
        assert_found(&[("code: RouteAlreadyExists", "code: Other")], "does not recognise this mistake");
        let always = "when: {absent: {kind: vpc, name: x}}";
        let refused = "when: {refused: {operation: CreateRoute, code: RouteAlreadyExists}}";
        assert_found(&[(refused, always)], "holds before anything is done");
        let wrong = "--egress-only-internet-gateway-id @cl-ipv4-to-dualstack-eigw\"]\n        when: {resource";
        let right = "--nat-gateway-id @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a\"]\n        when: {resource";
        assert_found(&[(wrong, right)], "all goals hold in spite of this mistake");
    }

    #[test]
    fn questions_without_their_answer_and_lines_that_fail_are_found() {
        assert_found(&[("choices: [ok, timeout]", "choices: [refused, timeout]")], "`ok`, is no choice");
        assert_found(&[("predict: {run: \"client-001a$", "predict: {run: \"client-001z$")], "no such instance");
        assert_found(
            &[("solution:\n      - \"aws ec2 create-route --", "solution:\n      - \"aws ec2 create-rout --")],
            "fails",
        );
        assert_found(&[("[\"client-001a$ curl -sS", "[\"client-001a$ curl | -sS")], "is not understood");
    }
}

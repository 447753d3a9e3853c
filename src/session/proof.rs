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
    while session.undo().is_some() {}
    // Commands that only look are not undone, and while they ran, time passed.
    let aged = World { now: session.world().now, ..lesson.world.clone() };
    let undone = bytes(session.world()) == bytes(&aged);
    session.reset_lesson();
    if !undone || bytes(session.world()) != bytes(&lesson.world) {
        let ja = "すべて取り消しても、最初のワールドに戻りません";
        findings.push(Problem::new(Place::START, ja, "undoing everything does not give back the first world"));
    }
    findings
}

/// Everything there is in a world, written out.
fn bytes(world: &World) -> String {
    format!("{world:?}")
}

//! Which lines belong together: a run of calls and the commands after it are a step, and so is what follows
//! a comment.

use super::Remarks;
use super::lines::{Sort, sort};
use crate::session::History;

/// The lines of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The comment before it, line by line.
    pub remark: Vec<String>,
    /// The positions of its lines.
    pub lines: Vec<usize>,
    /// Whether anything is changed or run in it, as opposed to looked at.
    pub works: bool,
    /// Whether a command was run in it.
    runs: bool,
    /// After how many lines its comment ends.
    remarked: usize,
}

/// The steps, in order. What neither has a comment nor does anything is none.
pub fn spans(history: &History, remarks: &Remarks) -> Vec<Span> {
    let mut spans = vec![Span::default()];
    for position in 0..=history.done().len() {
        let mut parted = false;
        for text in remarks.before(position) {
            if text.is_empty() {
                parted = true;
                continue;
            }
            let goes_on = |span: &Span| span.remark.is_empty() || span.remarked == position && !parted;
            if !spans.last().is_some_and(|span| span.lines.is_empty() && goes_on(span)) {
                spans.push(Span::default());
            }
            parted = false;
            if let Some(span) = spans.last_mut() {
                span.remark.push(text.to_owned());
                span.remarked = position;
            }
        }
        let Some(done) = history.done().get(position) else { continue };
        let sort = sort(&done.record);
        if matches!(sort, Sort::Change | Sort::Refused) && spans.last().is_some_and(|span| span.runs) {
            spans.push(Span::default());
        }
        let Some(span) = spans.last_mut().filter(|_| sort != Sort::Nothing) else { continue };
        span.lines.push(position);
        span.works |= matches!(sort, Sort::Change | Sort::Run);
        span.runs |= sort == Sort::Run;
    }
    let refused = |span: &Span| span.lines.iter().all(|at| sort(&history.done()[*at].record) == Sort::Refused);
    spans.retain(|span| !span.remark.is_empty() || !refused(span));
    spans
}

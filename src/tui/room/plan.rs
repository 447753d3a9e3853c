//! The planned time: when each step begins and ends, and how long each page of it stays when the lesson
//! goes on by itself. What the author's notes say about a step (`2 minutes. …`) is a share of the lesson's
//! minutes.

use crate::lesson::model::Step;
use crate::lesson::{Lang, Lesson};
use std::time::Duration;

/// Of a step about whose time nothing is said.
const USUAL: u32 = 2;

/// When the steps of a lesson begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The beginning of each step, and the end of the last.
    marks: Vec<Duration>,
}

impl Plan {
    /// The plan of a lesson; in so many minutes, where somebody has fewer or more than its author.
    pub fn of(lesson: &Lesson, minutes: Option<u32>) -> Self {
        let shares: Vec<u32> = lesson.steps.iter().map(share).collect();
        let all = shares.iter().sum::<u32>().max(1);
        let whole = Duration::from_secs(60) * minutes.unwrap_or(lesson.minutes);
        let mut passed = 0;
        let mut marks = vec![Duration::ZERO];
        for share in shares {
            passed += share;
            marks.push(whole * passed / all);
        }
        Self { marks }
    }

    /// From when until when a step should last.
    pub fn step(&self, step: usize) -> (Duration, Duration) {
        let mark = |at: usize| self.marks.get(at).copied().unwrap_or_else(|| self.whole());
        (mark(step), mark(step + 1))
    }

    /// How long all of it should last.
    pub fn whole(&self) -> Duration {
        self.marks.last().copied().unwrap_or_default()
    }

    /// How much faster things have to move, so that they leave something of a step's time to its pages.
    pub fn rate(&self, step: usize, moving: Duration) -> f32 {
        const MOST: f32 = 0.6;
        let (from, until) = self.step(step);
        (moving.as_secs_f32() / ((until - from).as_secs_f32() * MOST).max(f32::EPSILON)).clamp(1.0, 64.0)
    }

    /// How long one of `pages` pages of a step stays, where so much of its time is spent on what moves.
    pub fn stay(&self, step: usize, pages: usize, moving: Duration) -> Duration {
        const LEAST: Duration = Duration::from_millis(400);
        let (from, until) = self.step(step);
        let rest = (until - from).saturating_sub(moving);
        (rest / u32::try_from(pages.max(1)).unwrap_or(1)).max(LEAST)
    }
}

/// The minutes that the notes of a step begin with.
fn share(step: &Step) -> u32 {
    let said = step.notes.as_ref().and_then(|notes| {
        let (number, rest) = notes.in_(Lang::En).trim_start().split_once(' ')?;
        rest.starts_with("minute").then(|| number.parse().ok())?
    });
    said.filter(|minutes| (1..=120).contains(minutes)).unwrap_or(USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::library;

    #[test]
    fn the_plan_fills_the_lessons_minutes() {
        let lesson = library::embedded().remove(0).load().unwrap();
        let plan = Plan::of(&lesson, None);
        assert_eq!(plan.whole(), Duration::from_secs(60) * lesson.minutes);
        assert_eq!(plan.step(0).0, Duration::ZERO);
        assert!((0..lesson.steps.len()).all(|step| plan.step(step).0 < plan.step(step).1));
        assert_eq!(plan.step(lesson.steps.len() - 1).1, plan.whole());
        assert_eq!(Plan::of(&lesson, Some(10)).whole(), Duration::from_secs(600));
    }

    #[test]
    fn time_that_moves_is_no_time_to_stay() {
        let lesson = library::embedded().remove(0).load().unwrap();
        let plan = Plan::of(&lesson, None);
        let (from, until) = plan.step(0);
        assert_eq!(plan.stay(0, 2, Duration::ZERO), (until - from) / 2);
        assert!(plan.stay(0, 2, Duration::from_secs(3600)) < Duration::from_secs(1));
    }
}

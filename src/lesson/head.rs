//! The head of a lesson: what a list shows of it. That of a lesson inside the program is known when
//! the program is built, because reading a lesson takes longer than starting everything else.

use super::model::Lesson;
use super::text::Text;

/// What a list shows of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its short name.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// What one learns.
    pub summary: Text,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Its place in the list.
    pub order: u32,
    /// The short name and the title of each step.
    pub steps: Vec<(String, Text)>,
}

impl Head {
    /// The head of a lesson that was read.
    pub fn of(lesson: &Lesson) -> Self {
        Self {
            id: lesson.id.clone(),
            title: lesson.title.clone(),
            summary: lesson.summary.clone(),
            minutes: lesson.minutes,
            order: lesson.order,
            steps: lesson.steps.iter().map(|step| (step.id.clone(), step.title.clone())).collect(),
        }
    }

    /// The position of the step with this short name.
    pub fn step(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|(step, _)| step == id)
    }
}

/// Words in Japanese and in English.
pub(super) type Both = (&'static str, &'static str);

/// A head as it is known when the program is built.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) id: &'static str,
    pub(super) title: Both,
    pub(super) summary: Both,
    pub(super) minutes: u32,
    pub(super) order: u32,
    pub(super) steps: &'static [(&'static str, Both)],
}

impl From<&Built> for Head {
    fn from(built: &Built) -> Self {
        let text = |(ja, en): Both| Text { ja: ja.to_owned(), en: en.to_owned() };
        Self {
            id: built.id.to_owned(),
            title: text(built.title),
            summary: text(built.summary),
            minutes: built.minutes,
            order: built.order,
            steps: built.steps.iter().map(|(id, title)| ((*id).to_owned(), text(*title))).collect(),
        }
    }
}

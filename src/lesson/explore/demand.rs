//! What an author asks for in words. A goal may be as strict as the words that a learner reads: a name, a
//! block or a zone that stands there is asked for. What only the goal knows is not.

use crate::cloud::command_line::kebab;
use crate::lesson::Step;
use crate::lesson::Text;
use crate::lesson::goal::Near;
use crate::lesson::model::{Goal, Wanted};
use serde_json::Value;

/// The words of a step.
pub(super) struct Demands {
    words: String,
}

impl Demands {
    pub fn of(step: &Step) -> Self {
        let mut words = String::new();
        let mut add = |text: &Text| {
            for words_in in [&text.ja, &text.en] {
                words += &words_in.to_lowercase();
                words.push('\n');
            }
        };
        [&step.title, &step.text].into_iter().chain(&step.hints).for_each(&mut add);
        step.goals.iter().for_each(|goal| said(goal, &mut add));
        Self { words }
    }

    /// Whether what is missing of a goal stands in the words.
    pub fn ask_for(&self, wanted: &Wanted, near: &Near) -> bool {
        match (wanted, near) {
            (Wanted::Any(goals), Near::None(all)) => {
                goals.iter().zip(all).any(|(goal, near)| self.ask_for(&goal.what, near))
            }
            (Wanted::Resource(resource), Near::NoSuchResource { name, .. }) => {
                let by_name = name.as_deref().is_some_and(|name| self.name(name));
                by_name || resource.has.iter().any(|(field, value, _)| self.value(field, value))
            }
            (_, Near::Differs { differences, .. }) => {
                differences.iter().any(|difference| self.value(&difference.field, &difference.want))
            }
            (_, Near::StillThere { name, .. }) => self.name(name),
            // What a command does, what was seen and called, and settings are the very thing.
            _ => true,
        }
    }

    fn name(&self, name: &str) -> bool {
        let plain = name.trim_start_matches('@');
        let last = plain.rsplit('/').next().unwrap_or(plain);
        self.words.contains(&last.to_lowercase())
    }

    /// Whether a wanted value stands there; of a switch, what it is called.
    fn value(&self, field: &str, value: &Value) -> bool {
        match value {
            Value::String(text) => self.name(text),
            Value::Number(number) => self.words.contains(&number.to_string()),
            Value::Bool(_) | Value::Null => {
                let last = field.rsplit('.').next().unwrap_or(field).trim_end_matches("[]");
                self.words.contains(&kebab(last))
            }
            Value::Array(all) => all.iter().any(|value| self.value(field, value)),
            Value::Object(fields) => fields.iter().any(|(name, value)| self.value(name, value)),
        }
    }
}

fn said(goal: &Goal, add: &mut impl FnMut(&Text)) {
    goal.say.iter().for_each(&mut *add);
    if let Wanted::Any(goals) = &goal.what {
        goals.iter().for_each(|goal| said(goal, add));
    }
}

//! The voice: every sentence that is not in a lesson, Japanese beside English.

pub mod address;
pub mod author;
pub mod capture;
pub mod cells;
pub mod class;
pub mod console;
pub mod drill;
pub mod fault;
pub mod goal;
pub mod handout;
pub mod home;
pub mod import;
pub mod map;
pub mod operation;
pub mod palette;
pub mod plain;
pub mod player;
pub mod preview;
pub mod program;
pub mod progress;
pub mod prove;
pub mod reach;
pub mod record;
pub mod refusal;
pub mod resource;
pub mod room;
pub mod sandbox;
pub mod settings;
pub mod told;
pub mod trace;
pub mod ui;
pub mod why;

use crate::lesson::{Lang, Text};

/// The same words in both languages, known when the program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Japanese.
    pub ja: &'static str,
    /// English.
    pub en: &'static str,
}

impl Words {
    /// The words in this language.
    pub fn in_(&self, lang: Lang) -> &'static str {
        lang.pick(self.ja, self.en)
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self { ja: words.ja.to_owned(), en: words.en.to_owned() }
    }
}

/// Words in Japanese and in English.
pub const fn words(ja: &'static str, en: &'static str) -> Words {
    Words { ja, en }
}

//! `lesson stats`: how long a lesson is, in minutes and words, and where it is thin.

use super::Files;
use crate::lesson::model::{Ask, Question, Step};
use crate::lesson::{Lang, Lesson, Text};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::process::ExitCode;

/// What is counted.
struct Stats {
    file: String,
    lesson: Lesson,
}

/// Counts every lesson and prints it. The status is 1 where one can't be read.
pub(super) fn print(files: &Files, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
    let mut all = Vec::new();
    for source in files.sources()? {
        match source.load() {
            Ok(lesson) => all.push(Stats { file: source.file, lesson }),
            Err(refused) => {
                writeln!(out, "{}", refused.draw(lang)).context("write to standard output")?;
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    if files.json {
        let all: Vec<Value> = all.iter().map(Stats::json).collect();
        let text = serde_json::to_string_pretty(&all).context("write the numbers")?;
        writeln!(out, "{text}").context("write to standard output")?;
    } else {
        all.iter().try_for_each(|stats| stats.print(lang, out)).context("write to standard output")?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Stats {
    /// Japanese is counted in characters, English in words.
    fn sizes(&self) -> (usize, usize) {
        let texts: Vec<&Text> = texts(&self.lesson).collect();
        let japanese = texts.iter().flat_map(|text| text.ja.chars()).filter(|char| !char.is_whitespace()).count();
        (japanese, texts.iter().map(|text| text.en.split_whitespace().count()).sum())
    }

    fn steps(&self, wanted: impl Fn(&Step) -> bool) -> Vec<&str> {
        self.lesson.steps.iter().filter(|step| wanted(step)).map(|step| step.id.as_str()).collect()
    }

    /// Steps in which there is something to reach and no hint of the author's own; the tutor has its own.
    fn without_hints(&self) -> Vec<&str> {
        self.steps(|step| !step.goals.is_empty() && step.hints.is_empty())
    }

    fn without_notes(&self) -> Vec<&str> {
        self.steps(|step| step.notes.is_none())
    }

    /// Pairs that look as if only one language had been written.
    fn untranslated(&self) -> Vec<&Text> {
        texts(&self.lesson).filter(|text| is_untranslated(text)).collect()
    }

    fn json(&self) -> Value {
        let (ja, en) = self.sizes();
        let lesson = &self.lesson;
        json!({
            "file": self.file,
            "id": lesson.id,
            "minutes": lesson.minutes,
            "steps": lesson.steps.len(),
            "questions": lesson.steps.iter().map(|step| step.asks.len()).sum::<usize>(),
            "goals": lesson.steps.iter().map(|step| step.goals.len()).sum::<usize>(),
            "mistakes": lesson.steps.iter().map(|step| step.mistakes.len()).sum::<usize>(),
            "characters_ja": ja,
            "words_en": en,
            "without_hints": self.without_hints(),
            "without_notes": self.without_notes(),
            "untranslated": self.untranslated().iter().map(|text| json!({ "ja": text.ja, "en": text.en })).collect::<Vec<_>>(),
        })
    }

    fn print(&self, lang: Lang, out: &mut impl Write) -> io::Result<()> {
        let (ja, en) = self.sizes();
        let (minutes, steps) = (self.lesson.minutes, self.lesson.steps.len());
        let count = |of: fn(&Step) -> usize| self.lesson.steps.iter().map(of).sum::<usize>();
        let (asks, goals) = (count(|step| step.asks.len()), count(|step| step.goals.len()));
        let mistakes = count(|step| step.mistakes.len());
        writeln!(out, "{} ({})", self.lesson.title.in_(lang), self.file)?;
        let numbers = lang.pick(
            format!("  {minutes} 分、手順 {steps}、質問 {asks}、目標 {goals}、間違い {mistakes}、日本語 {ja} 字、英語 {en} 語"),
            format!("  {minutes} minutes, {steps} steps, {asks} questions, {goals} goals, {mistakes} mistakes, {ja} Japanese characters, {en} English words"),
        );
        writeln!(out, "{numbers}")?;
        let list = |out: &mut dyn Write, what: &str, ids: &[&str]| match ids {
            [] => Ok(()),
            ids => writeln!(out, "  {what}: {}", ids.join(", ")),
        };
        list(out, lang.pick("ヒントのない手順", "steps without hints"), &self.without_hints())?;
        list(out, lang.pick("講師用ノートのない手順", "steps without notes"), &self.without_notes())?;
        for text in self.untranslated() {
            let what = lang.pick("未翻訳らしい組", "looks untranslated");
            writeln!(out, "  {what}: {:?} / {:?}", text.ja, text.en)?;
        }
        Ok(())
    }
}

/// Every pair of words in a lesson.
fn texts(lesson: &Lesson) -> impl Iterator<Item = &Text> {
    [&lesson.title, &lesson.summary].into_iter().chain(lesson.steps.iter().flat_map(in_step))
}

fn in_step(step: &Step) -> Vec<&Text> {
    let mut texts = vec![&step.phase, &step.title, &step.text];
    texts.extend(&step.notes);
    texts.extend(step.asks.iter().flat_map(in_ask));
    texts.extend(step.goals.iter().filter_map(|goal| goal.say.as_ref()));
    texts.extend(step.mistakes.iter().map(|mistake| &mistake.say));
    texts.extend(&step.hints);
    texts
}

fn in_ask(ask: &Ask) -> Vec<&Text> {
    let mut texts: Vec<&Text> = ask.question().into_iter().collect();
    match &ask.what {
        Question::Predict { why, .. } | Question::Foresee { why, .. } | Question::Address { why, .. } => {
            texts.push(why)
        }
        Question::Choice { options, .. } => {
            texts.extend(options.iter().flat_map(|option| [&option.say, &option.reply]))
        }
    }
    texts
}

/// Whether one language stands where the other should: the same words twice where they are a sentence,
/// or Japanese in place of the English. A Japanese word may be quoted in it.
fn is_untranslated(text: &Text) -> bool {
    let is_japanese = |char: char| matches!(char, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    let prose = text.en.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() > 2;
    let japanese = text.en.chars().filter(|char| is_japanese(*char)).count();
    (text.ja == text.en && prose) || japanese * 4 > text.en.chars().count()
}

//! `v6dojo class`: the progress of many learners as one table. What can't be read is said and left out.

use super::first_world::lesson;
use super::progress::seconds;
use super::unless_gone;
use crate::lesson::{Lang, Lesson};
use crate::session::class::{Class, HandIn, Learner};
use crate::session::parcel::{Parcel, Unfit};
use crate::tui::draw::{ellipsis, pad, width};
use crate::words::{Words, class as say};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

/// So many things that happened to many are shown.
const COMMON: usize = 12;
/// Cells of a name, and of a file's name beside it.
const NAME: usize = 24;
/// Folders inside folders are looked into this deep.
const DEEP: usize = 4;
/// No hand-in is longer, in bytes: films and archives lie in such folders too.
const LONGEST: u64 = 4 << 20;

/// Which class.
#[derive(Debug, Args)]
pub struct ClassTable {
    /// Files that `v6dojo progress export` wrote, or folders of them.
    #[arg(value_name = "DIR|FILE", required = true)]
    paths: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Count how long it is since from this instant, in seconds since 1970; else from now.
    #[arg(long, value_name = "SECONDS")]
    at: Option<u64>,
}

/// A file that is not in the table.
#[derive(Serialize)]
struct LeftOut {
    file: String,
    why: String,
}

/// Learners of one name whose hand-ins are not the same learner's.
#[derive(Serialize)]
struct Namesakes {
    name: String,
    files: Vec<String>,
}

/// What was read.
#[derive(Default)]
struct Roll {
    hand_ins: Vec<HandIn>,
    namesakes: Vec<Namesakes>,
    left_out: Vec<LeftOut>,
    lessons: BTreeMap<String, Option<Arc<Lesson>>>,
}

impl ClassTable {
    /// Shows it.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        let files = files(&self.paths, lang)?;
        if files.is_empty() {
            let paths: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
            bail!("{}", say::no_files(&paths.join(", "), lang));
        }
        let mut roll = Roll::default();
        for file in files {
            roll.read(&file, lang);
        }
        roll.keep_newest(lang);
        let class = Class::of(&roll.hand_ins);
        let text = if self.json {
            let all = serde_json::json!({
                "learners": class.learners, "common": class.common, "namesakes": roll.namesakes, "left_out": roll.left_out,
            });
            serde_json::to_string_pretty(&all).context("write the class")? + "\n"
        } else {
            let now = self.at.unwrap_or_else(|| seconds(SystemTime::now()));
            roll.text(&class, now, lang)
        };
        let exit = if class.learners.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        unless_gone(io::stdout().write_all(text.as_bytes()).map(|()| exit).map_err(Into::into))
    }
}

/// All files, those of folders in the order of their names. What was named has to be there.
fn files(paths: &[PathBuf], lang: Lang) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let inside = inside(path, DEEP).with_context(|| format!("read the folder {}", path.display()))?;
            files.extend(inside);
        } else if path.exists() {
            files.push(path.clone());
        } else {
            bail!("{}", say::no_such_path(&path.display().to_string(), lang));
        }
    }
    Ok(files)
}

/// The files of a folder and of the folders in it. What systems hide is no hand-in.
fn inside(folder: &Path, deep: usize) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.retain(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        if !path.is_dir() {
            files.push(path);
        } else if deep > 1 {
            files.extend(inside(&path, deep - 1)?);
        }
    }
    Ok(files)
}

/// The hand-ins in a file.
fn parcels(path: &Path, lang: Lang) -> Result<Vec<Parcel>, String> {
    if std::fs::metadata(path).is_ok_and(|file| file.len() > LONGEST) {
        return Err(say::unfit(&Unfit::Foreign, lang));
    }
    let bytes = std::fs::read(path).map_err(|why| why.to_string())?;
    Parcel::read_file(&bytes).map_err(|unfit| say::unfit(&unfit, lang))
}

impl Roll {
    fn read(&mut self, path: &Path, lang: Lang) {
        let file = path.display().to_string();
        let parcels = match parcels(path, lang) {
            Ok(parcels) => parcels,
            Err(why) => return self.left_out.push(LeftOut { file, why }),
        };
        for mut parcel in parcels {
            if parcel.name.is_empty() {
                parcel.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            }
            let file = file.clone();
            match self.lesson(&parcel.saved.lesson) {
                Some(lesson) => self.hand_ins.push(HandIn { file, parcel, lesson }),
                None => self.left_out.push(LeftOut { file, why: say::no_lesson(&parcel.saved.lesson, lang) }),
            }
        }
    }

    fn lesson(&mut self, id: &str) -> Option<Arc<Lesson>> {
        self.lessons.entry(id.to_owned()).or_insert_with(|| lesson(id).ok().map(Arc::new)).clone()
    }

    /// Of several files of one name in one lesson those go that are evidently an earlier state of another;
    /// where several stay, they may be several learners.
    fn keep_newest(&mut self, lang: Lang) {
        let mut kept: Vec<HandIn> = Vec::new();
        let mut all = std::mem::take(&mut self.hand_ins);
        // Stable, from the newest on: what an earlier state is of stands before it.
        all.sort_by_key(|it| Reverse((it.parcel.kept, it.parcel.saved.lines.len(), it.parcel.saved.answers.len())));
        for hand_in in all {
            let mut same = kept.iter().filter(|other| hand_in.is_namesake_of(other));
            let Some(why) = same.find_map(|other| replaced(&hand_in, other)) else {
                kept.push(hand_in);
                continue;
            };
            self.left_out.push(LeftOut { file: hand_in.file, why: why.in_(lang).to_owned() });
        }
        self.left_out.sort_by(|a, b| a.file.cmp(&b.file));
        kept.sort_by(|a, b| a.file.cmp(&b.file));
        for (at, hand_in) in kept.iter().enumerate() {
            let same = |other: &&HandIn| hand_in.is_namesake_of(other);
            if !kept[..at].iter().any(|other| same(&other)) && kept[at + 1..].iter().any(|other| same(&other)) {
                let files = kept.iter().filter(same).map(|it| it.file.clone()).collect();
                self.namesakes.push(Namesakes { name: hand_in.parcel.name.clone(), files });
            }
        }
        self.hand_ins = kept;
    }

    fn text(&self, class: &Class, now: u64, lang: Lang) -> String {
        let mut out = String::new();
        if class.learners.is_empty() {
            out.push_str(say::NOBODY.in_(lang));
            out.push('\n');
        } else {
            let heads = say::COLUMNS.iter().map(|head| head.in_(lang).to_owned()).collect();
            let rows = class.learners.iter().map(|learner| self.row(learner, now, lang));
            out.push_str(&table(&std::iter::once(heads).chain(rows).collect::<Vec<_>>()));
        }
        section(&mut out, say::NAMESAKES.in_(lang), self.namesakes.iter().map(|it| it.line()));
        let is_one = class.learners.iter().all(|learner| learner.lesson == class.learners[0].lesson);
        let common = class.common.iter().take(COMMON).filter_map(|counted| {
            let lesson = self.lessons.get(&counted.lesson)?.as_ref()?;
            let place = if is_one { counted.step.clone() } else { format!("{} {}", counted.lesson, counted.step) };
            Some(say::common((counted, &place), lesson, lang))
        });
        section(&mut out, say::COMMON.in_(lang), common);
        let left_out = self.left_out.iter().map(|LeftOut { file, why }| format!("{file}: {why}"));
        section(&mut out, say::LEFT_OUT.in_(lang), left_out);
        out
    }

    fn row(&self, learner: &Learner, now: u64, lang: Lang) -> Vec<String> {
        let mut name = ellipsis(&learner.name, NAME);
        if self.namesakes.iter().any(|it| it.files.contains(&learner.file)) {
            name = format!("{name} ({})", ellipsis_before(&learner.file, NAME));
        }
        vec![
            name,
            learner.lesson.clone(),
            format!("{}/{} {}", learner.number, learner.steps, learner.step),
            format!("{}/{}", learner.met, learner.goals),
            say::since(now.saturating_sub(learner.kept), lang),
            learner.refused.to_string(),
            learner.asked.to_string(),
            say::state(learner, lang),
        ]
    }
}

impl Namesakes {
    fn line(&self) -> String {
        format!("{}: {}", self.name, self.files.join(", "))
    }
}

/// Why a hand-in says nothing beside another of the same name.
fn replaced(hand_in: &HandIn, other: &HandIn) -> Option<&'static Words> {
    if other.parcel == hand_in.parcel {
        return Some(&say::SAME);
    }
    hand_in.is_earlier_state_of(other).then_some(&say::OLDER)
}

/// Lines below a head, where there are any.
fn section(out: &mut String, head: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        out.push_str(&format!("\n{head}:\n"));
    }
    lines.for_each(|line| out.push_str(&format!("  {line}\n")));
}

/// `text` cut at its beginning to `cells`: paths are told apart by their ends.
fn ellipsis_before(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let starts = text.char_indices().map(|(at, _)| &text[at..]);
    starts.into_iter().find(|rest| width(rest) < cells).map_or_else(String::new, |rest| format!("…{rest}"))
}

/// Rows with their columns below each other, as wide as terminals show them.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, wide)| pad(cell, *wide));
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

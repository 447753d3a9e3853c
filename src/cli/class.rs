//! `v6dojo class`: the progress of many learners as one table. What can't be read is said and left out.

use super::first_world::lesson;
use super::progress::seconds;
use super::unless_gone;
use crate::lesson::{Lang, Lesson};
use crate::session::class::{Class, Learner};
use crate::session::parcel::{Parcel, Unfit};
use crate::tui::draw::width;
use crate::words::class as say;
use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

/// So many things that happened to many are shown.
const COMMON: usize = 12;

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

/// What was read.
#[derive(Default)]
struct Roll {
    parcels: Vec<(String, Parcel, Arc<Lesson>)>,
    left_out: Vec<LeftOut>,
    lessons: BTreeMap<String, Option<Arc<Lesson>>>,
}

impl ClassTable {
    /// Shows it.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        let mut roll = Roll::default();
        for file in files(&self.paths)? {
            roll.read(&file, lang);
        }
        roll.keep_newest(lang);
        let parcels: Vec<_> = roll.parcels.iter().map(|(_, parcel, lesson)| (parcel.clone(), lesson.clone())).collect();
        let class = Class::of(&parcels);
        let text = if self.json {
            let all =
                serde_json::json!({"learners": class.learners, "common": class.common, "left_out": roll.left_out});
            serde_json::to_string_pretty(&all).context("write the class")? + "\n"
        } else {
            let now = self.at.unwrap_or_else(|| seconds(SystemTime::now()));
            roll.text(&class, now, lang)
        };
        unless_gone(io::stdout().write_all(text.as_bytes()).map(|()| ExitCode::SUCCESS).map_err(Into::into))
    }
}

/// All files, those of folders in the order of their names.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).with_context(|| format!("read the folder {}", path.display()))?;
        let mut inside: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        inside.retain(|path| path.is_file());
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

impl Roll {
    fn read(&mut self, path: &Path, lang: Lang) {
        let file = path.display().to_string();
        match self.parcel(path, lang) {
            Ok((mut parcel, lesson)) => {
                if parcel.name.is_empty() {
                    parcel.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                }
                self.parcels.push((file, parcel, lesson));
            }
            Err(why) => self.left_out.push(LeftOut { file, why }),
        }
    }

    fn parcel(&mut self, path: &Path, lang: Lang) -> Result<(Parcel, Arc<Lesson>), String> {
        let bytes = std::fs::read(path).map_err(|why| why.to_string())?;
        let text = String::from_utf8(bytes).map_err(|_| say::unfit(&Unfit::Foreign, lang))?;
        let parcel = Parcel::read(&text).map_err(|unfit| say::unfit(&unfit, lang))?;
        let id = parcel.saved.lesson.clone();
        let known = self.lessons.entry(id.clone()).or_insert_with(|| lesson(&id).ok().map(Arc::new));
        let lesson = known.clone().ok_or_else(|| say::no_lesson(&id, lang))?;
        Ok((parcel, lesson))
    }

    /// Of several files of one learner in one lesson only the newest counts.
    fn keep_newest(&mut self, lang: Lang) {
        let mut newest: Vec<(String, Parcel, Arc<Lesson>)> = Vec::new();
        for (file, parcel, lesson) in std::mem::take(&mut self.parcels) {
            let same = newest
                .iter_mut()
                .find(|(_, other, _)| (&other.name, &other.saved.lesson) == (&parcel.name, &parcel.saved.lesson));
            let Some(other) = same else {
                newest.push((file, parcel, lesson));
                continue;
            };
            let why = if other.1 == parcel { say::SAME } else { say::OLDER };
            let loser =
                if parcel.kept > other.1.kept { std::mem::replace(other, (file, parcel, lesson)).0 } else { file };
            self.left_out.push(LeftOut { file: loser, why: why.in_(lang).to_owned() });
        }
        self.parcels = newest;
        self.left_out.sort_by(|a, b| a.file.cmp(&b.file));
    }

    fn text(&self, class: &Class, now: u64, lang: Lang) -> String {
        let mut out = String::new();
        if class.learners.is_empty() {
            out.push_str(say::NOBODY.in_(lang));
            out.push('\n');
        } else {
            let heads = say::COLUMNS.iter().map(|head| head.in_(lang).to_owned()).collect();
            let rows = class.learners.iter().map(|learner| row(learner, now, lang));
            out.push_str(&table(&std::iter::once(heads).chain(rows).collect::<Vec<_>>()));
        }
        if !class.common.is_empty() {
            out.push_str(&format!("\n{}:\n", say::COMMON.in_(lang)));
        }
        for counted in class.common.iter().take(COMMON) {
            if let Some(Some(lesson)) = self.lessons.get(&counted.lesson) {
                out.push_str(&format!("  {}\n", say::common(counted, lesson, lang)));
            }
        }
        if !self.left_out.is_empty() {
            out.push_str(&format!("\n{}:\n", say::LEFT_OUT.in_(lang)));
        }
        for LeftOut { file, why } in &self.left_out {
            out.push_str(&format!("  {file}: {why}\n"));
        }
        out
    }
}

fn row(learner: &Learner, now: u64, lang: Lang) -> Vec<String> {
    vec![
        learner.name.clone(),
        learner.lesson.clone(),
        format!("{}/{} {}", learner.number, learner.steps, learner.step),
        format!("{}/{}", learner.met, learner.goals),
        say::since(now.saturating_sub(learner.kept), lang),
        learner.refused.to_string(),
        learner.asked.to_string(),
        say::state(learner, lang),
    ]
}

/// Rows with their columns below each other, as wide as terminals show them.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

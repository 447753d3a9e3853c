//! A lesson on the stage while its author writes it: each time the file is saved it is read again and
//! opened at the step whose lines have changed. What is wrong with it is drawn, and the lesson stays
//! as it was until that is mended.

use super::app::App;
use super::fits;
use super::msg::Tone;
use super::terminal::Input;
use crate::lesson::Lesson;
use crate::lesson::library;
use crate::session::Session;
use crate::words::author;
use anyhow::Context;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// A file that is watched.
pub(super) struct Watch {
    path: PathBuf,
    /// Its text when it was read last without a problem.
    text: String,
    /// Kept, because it watches as long as it lives.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches a lesson's file; `changed` hears of every change. The folder is watched, because editors
    /// put a new file in place of the old one, and because of the worlds beside it.
    pub fn start(path: &Path, changed: Sender<Input>) -> anyhow::Result<Self> {
        let path = path.canonicalize().with_context(|| format!("read the lesson {}", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
        let why = || format!("watch {}", folder.display());
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let ours = |path: &PathBuf| path.extension() == Some(OsStr::new("yaml"));
            if event.is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(ours)) {
                changed.send(Input::Changed).ok();
            }
        })
        .with_context(why)?;
        watcher.watch(&folder, RecursiveMode::NonRecursive).with_context(why)?;
        Ok(Self { path, text: String::new(), _watcher: watcher })
    }

    /// Reads the file again and shows what has become of it.
    pub fn read(&mut self, app: &mut App) {
        let lang = app.look().lang;
        let source = match library::file(&self.path) {
            Ok(source) => source,
            // Between the old file and the new one there is none; the next change tells of it.
            Err(error) => return app.tell_all(Tone::Bad, format!("{error:#}")),
        };
        if source.text == self.text {
            return;
        }
        match source.load() {
            Err(refused) => app.show_problems(refused.draw(lang)),
            Ok(lesson) => {
                let lesson = Arc::new(lesson);
                let session = self.session(app, &source.text, &lesson);
                self.text = source.text.into_owned();
                let step = session.step();
                let (_, problems) = fits::prove(&lesson);
                app.put_in_place(session);
                let read = author::read_again(lang, step, &lesson.steps[step].id);
                match problems.first() {
                    None => app.tell_all(Tone::Good, read),
                    Some(first) => app
                        .tell_all(Tone::Plain, format!("{read}\n{}", author::not_proven(lang, first, problems.len()))),
                }
            }
        }
    }

    /// The lesson at the step whose lines have changed; where that is the step one is at, as it was.
    fn session(&self, app: &App, text: &str, lesson: &Arc<Lesson>) -> Session {
        let before = app.study().map(|study| study.session());
        let here = before.and_then(|session| lesson.step(&session.current().id));
        let step = if self.text.is_empty() { Some(0) } else { changed_step(&self.text, text, lesson) };
        match (before, step.or(here)) {
            (Some(session), Some(step)) if here == Some(step) => Session::resume(Arc::clone(lesson), &session.save()).0,
            (_, step) => Session::at(Arc::clone(lesson), step.unwrap_or(0)),
        }
    }
}

/// The step in which the first line stands that differs; none where that is before all steps.
fn changed_step(old: &str, new: &str, lesson: &Lesson) -> Option<usize> {
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let line = u32::try_from(same + 1).unwrap_or(u32::MAX);
    lesson.steps.iter().rposition(|step| step.place.line <= line)
}

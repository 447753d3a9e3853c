//! What the stage has to do with files: lessons, progress and settings. The app asks for it by
//! effects; a trouble never stops the lesson, it is told.

use super::app::App;
use super::look::Look;
use super::msg::{Effect, Tone};
use super::screens::home::Card;
use super::settings::Settings;
use crate::lesson::library::{self, Refused, Source};
use crate::lesson::{Lang, Lesson};
use crate::net::pcapng::Capture;
use crate::session::Session;
use crate::session::drill::Deck;
use crate::session::progress::{self, DiskError, Doing, Keeper, Notice};
use crate::session::whole;
use crate::words::capture as say_capture;
use crate::words::{drill, progress as say};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lessons, and where progress is kept.
pub(super) struct Desk {
    lessons: Vec<Arc<Lesson>>,
    refused: Vec<Refused>,
    /// The folder for progress; none where there is no home for it.
    folder: Option<PathBuf>,
    /// Keeps the lesson under way.
    keeper: Option<Keeper>,
    progress: OnDisk,
    settings: OnDisk,
    /// The lesson that was open last.
    last: Option<String>,
    /// What drills are dealt from, once one was asked for.
    deck: Option<Deck>,
    /// Draws the number of a drill that nobody named.
    seeds: fn() -> u64,
}

/// Something that is to be on disk as it is now.
#[derive(Default)]
struct OnDisk {
    kept: Kept,
    /// Why it is not there, where the disk has refused it.
    trouble: Option<DiskError>,
}

/// Whether something is on disk as it is now.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kept {
    /// It is, or the disk has refused it.
    #[default]
    Yes,
    /// It has changed since.
    No,
}

impl OnDisk {
    /// It has changed.
    fn change(&mut self) {
        self.kept = Kept::No;
    }

    /// Writes it, if it has changed.
    fn write(&mut self, write: impl FnOnce() -> Result<(), DiskError>) {
        if std::mem::replace(&mut self.kept, Kept::Yes) == Kept::No {
            self.trouble = write().err();
        }
    }
}

impl Desk {
    /// Reads the lessons of a folder, else those inside the program. Without a `folder` for progress
    /// nothing is kept.
    pub fn open(lessons: Option<&Path>, folder: Option<PathBuf>, seeds: fn() -> u64) -> anyhow::Result<Self> {
        let sources = lessons.map_or_else(|| Ok(library::embedded()), library::folder)?;
        let (mut loaded, mut refused) = (Vec::new(), Vec::new());
        for source in sources {
            match Source::load(&source) {
                Ok(lesson) => loaded.push(Arc::new(lesson)),
                Err(problems) => refused.push(problems),
            }
        }
        let (progress, settings) = (OnDisk::default(), OnDisk::default());
        let last = folder.as_deref().and_then(|folder| Settings::read(folder).last);
        Ok(Self { lessons: loaded, refused, folder, keeper: None, progress, settings, last, deck: None, seeds })
    }

    /// Language and colours as they were chosen last.
    pub fn settings(&self) -> Settings {
        self.folder.as_deref().map(Settings::read).unwrap_or_default()
    }

    /// The number of the lesson that was open last.
    pub fn last(&self) -> Option<usize> {
        self.lessons.iter().position(|lesson| Some(&lesson.id) == self.last.as_ref())
    }

    /// The lessons that could be read.
    pub fn lessons(&self) -> &[Arc<Lesson>] {
        &self.lessons
    }

    /// The lessons as the list shows them.
    pub fn course(&self) -> Vec<Card> {
        self.lessons.iter().map(|lesson| self.card(lesson)).collect()
    }

    fn card(&self, lesson: &Lesson) -> Card {
        let saved = self.folder.as_deref().and_then(|folder| progress::peek(folder, &lesson.id));
        let last = lesson.steps.len().saturating_sub(1);
        let step = |id: &str| lesson.step(id);
        let at = saved.as_ref().map(|saved| step(&saved.step).unwrap_or(0));
        Card {
            id: lesson.id.clone(),
            title: lesson.title.clone(),
            summary: lesson.summary.clone(),
            minutes: lesson.minutes,
            steps: lesson.steps.len(),
            at,
            next: lesson
                .steps
                .get(at.unwrap_or(0))
                .map(|step| step.title.clone())
                .unwrap_or_else(|| lesson.title.clone()),
            finished: saved.is_some_and(|saved| step(&saved.reached) == Some(last)),
        }
    }

    /// The lessons that could not be read, with all their problems.
    pub fn trouble(&self, lang: Lang) -> Option<String> {
        let drawn: Vec<String> = self.refused.iter().map(|refused| refused.draw(lang)).collect();
        (!drawn.is_empty()).then(|| drawn.join("\n"))
    }

    /// Carries out what the app asked for.
    pub fn carry_out(&mut self, app: &mut App, effect: Effect) {
        match effect {
            Effect::Save => self.progress.change(),
            Effect::SaveSettings => self.settings.change(),
            Effect::Load(number) => self.load(app, number),
            Effect::Forget(number) => self.forget(app, number),
            Effect::SaveCapture { stem, capture } => save_capture(app, &stem, &capture),
            Effect::Drills => app.offer_drills((self.seeds)()),
            Effect::Deal { seed, faults } => self.deal(app, seed, faults),
            Effect::Suspend | Effect::Quit => {}
        }
    }

    fn load(&mut self, app: &mut App, number: usize) {
        let Some(lesson) = self.lessons.get(number) else { return };
        // Else the lesson would be found to be open already: by ourselves.
        self.keeper = None;
        let opened = match &self.folder {
            Some(folder) => progress::open(folder, Arc::clone(lesson)),
            None => progress::in_memory(Arc::clone(lesson)),
        };
        let lang = app.look().lang;
        let resumed = opened.resumed.as_ref().and_then(|resumed| say::resumed(resumed, lang));
        let notice = opened.notice.as_ref().map(|notice| say::notice(notice, lang));
        let said = [resumed, notice].into_iter().flatten().collect::<Vec<_>>().join("\n");
        self.keeper = Some(opened.keeper);
        self.last = Some(lesson.id.clone());
        self.settings.change();
        app.enter(opened.session);
        if !said.is_empty() {
            app.tell_all(Tone::Plain, said);
        }
        match opened.notice {
            Some(Notice::Disk(error)) => self.progress.trouble = Some(error),
            _ => self.progress.change(),
        }
    }

    /// Deals a drill from the first lesson that ends in a fit world. It is not kept.
    fn deal(&mut self, app: &mut App, seed: u64, faults: usize) {
        self.keeper = None;
        if self.deck.is_none() {
            self.deck = self.lessons.iter().find_map(|lesson| Deck::of(Session::finished(lesson).world()));
        }
        match self.deck.as_ref().and_then(|deck| deck.deal(seed, faults)) {
            Some(drill) => app.enter_drill(drill),
            None => app.tell_all(Tone::Bad, drill::NO_WORLD.in_(app.look().lang).to_owned()),
        }
    }

    fn forget(&mut self, app: &mut App, number: usize) {
        let (Some(lesson), Some(folder)) = (self.lessons.get(number), &self.folder) else { return };
        let lang = app.look().lang;
        let opened = progress::open(folder, Arc::clone(lesson));
        let mut session = opened.session;
        session.reset_lesson();
        if let Some(notice @ (Notice::Open { .. } | Notice::Newer { .. } | Notice::Disk(_))) = &opened.notice {
            app.tell_all(Tone::Bad, say::notice(notice, lang));
        } else if let Err(error) = opened.keeper.keep(&session) {
            app.tell_all(Tone::Bad, say::refused(&error, lang));
        }
        app.set_course(self.course());
    }

    /// Writes what has changed. Tells when the disk begins to refuse it, and when it takes it again.
    pub fn keep_now(&mut self, app: &App) -> Option<(Tone, String)> {
        let lang = app.look().lang;
        let before = self.refusal().is_some();
        let study = app.study().map(super::study::Study::session);
        if let (Some(keeper), Some(session)) = (&self.keeper, study) {
            self.progress.write(|| keeper.keep(session));
        }
        if study.is_none() {
            self.keeper = None;
        }
        if let Some(folder) = &self.folder {
            let Look { lang, theme, .. } = app.look();
            let settings = Settings { lang: Some(lang), theme: Some(theme), last: self.last.clone() };
            self.settings.write(|| keep_settings(&settings, folder));
        }
        match (before, self.refusal()) {
            (false, Some(error)) => Some((Tone::Bad, say::refused(error, lang))),
            (true, None) => Some((Tone::Good, say::MENDED.in_(lang).to_owned())),
            _ => None,
        }
    }

    /// Tries once more to write what the disk has refused; a trouble that the learner must not miss after leaving.
    pub fn last_words(&mut self, app: &App) -> Option<String> {
        for kept in [&mut self.progress, &mut self.settings] {
            if kept.trouble.is_some() {
                kept.change();
            }
        }
        self.keep_now(app);
        self.refusal().map(|error| say::refused(error, app.look().lang))
    }

    /// Why something is not on disk.
    fn refusal(&self) -> Option<&DiskError> {
        self.progress.trouble.as_ref().or(self.settings.trouble.as_ref())
    }
}

fn keep_settings(settings: &Settings, folder: &Path) -> Result<(), DiskError> {
    settings.keep(folder).map_err(|source| DiskError { doing: Doing::Write, path: folder.to_path_buf(), source })
}

/// Saves packets in a new file of the working folder, and tells where that is.
fn save_capture(app: &mut App, stem: &str, capture: &Capture) {
    let lang = app.look().lang;
    let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    match whole::add(&folder, (stem, "pcapng"), |out| capture.write(out)) {
        Ok(path) => app.tell_all(Tone::Good, say_capture::kept(capture, &path, lang)),
        Err(why) => {
            let path = folder.join(stem).with_extension("pcapng");
            app.tell_all(Tone::Bad, say_capture::not_saved(&path, &why, lang));
        }
    }
}

//! What the stage has to do with files: lessons, progress and settings. The app asks for it by
//! effects; a trouble never stops the lesson, it is told.

use super::app::App;
use super::msg::{Effect, Tone};
use super::screens::home::Card;
use crate::lesson::library::{self, Refused, Source};
use crate::lesson::{Lang, Lesson};
use crate::net::pcapng::Capture;
use crate::session::Session;
use crate::session::drill::{Deck, any_seed};
use crate::session::progress::{self, Keeper};
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
    progress: Kept,
    settings: Kept,
    /// What drills are dealt from, once one was asked for.
    deck: Option<Deck>,
    /// A trouble that has not gone away.
    trouble: Option<String>,
}

/// Whether something is on disk as it is now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// It is.
    Yes,
    /// It has changed since.
    No,
}

impl Desk {
    /// Reads the lessons of a folder, else those inside the program. Without a `folder` for progress nothing
    /// is kept.
    pub fn open(lessons: Option<&Path>, folder: Option<&Path>) -> anyhow::Result<Self> {
        let sources = lessons.map_or_else(|| Ok(library::embedded()), library::folder)?;
        let (mut loaded, mut refused) = (Vec::new(), Vec::new());
        for source in sources {
            match Source::load(&source) {
                Ok(lesson) => loaded.push(Arc::new(lesson)),
                Err(problems) => refused.push(problems),
            }
        }
        let folder = folder.map(Path::to_path_buf);
        let (keeper, progress, settings) = (None, Kept::Yes, Kept::Yes);
        let (deck, trouble) = (None, None);
        Ok(Self { lessons: loaded, refused, folder, keeper, progress, settings, deck, trouble })
    }

    /// The lessons as the list shows them.
    pub fn course(&self) -> Vec<Card> {
        self.lessons.iter().map(|lesson| self.card(lesson)).collect()
    }

    fn card(&self, lesson: &Lesson) -> Card {
        let saved = self.folder.as_deref().and_then(|folder| progress::peek(folder, &lesson.id));
        let last = lesson.steps.len().saturating_sub(1);
        let step = |id: &str| lesson.step(id);
        Card {
            id: lesson.id.clone(),
            title: lesson.title.clone(),
            summary: lesson.summary.clone(),
            minutes: lesson.minutes,
            steps: lesson.steps.len(),
            at: saved.as_ref().map(|saved| step(&saved.step).unwrap_or(0)),
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
            Effect::Save => self.progress = Kept::No,
            Effect::SaveSettings => self.settings = Kept::No,
            Effect::Load(number) => self.load(app, number),
            Effect::Forget(number) => self.forget(app, number),
            Effect::SaveCapture { stem, capture } => save_capture(app, &stem, &capture),
            Effect::Drills => app.offer_drills(any_seed()),
            Effect::Deal { seed, faults } => self.deal(app, seed, faults),
            Effect::Quit => {}
        }
    }

    fn load(&mut self, app: &mut App, number: usize) {
        let Some(lesson) = self.lessons.get(number) else { return };
        let opened = match &self.folder {
            Some(folder) => progress::open(folder, Arc::clone(lesson)),
            None => progress::in_memory(Arc::clone(lesson)),
        };
        let lang = app.look().lang;
        let resumed = opened.resumed.as_ref().and_then(|resumed| say::resumed(resumed, lang));
        let notice = opened.notice.as_ref().map(|notice| say::notice(notice, lang));
        let said = [resumed, notice].into_iter().flatten().collect::<Vec<_>>().join("\n");
        self.keeper = Some(opened.keeper);
        app.enter(opened.session);
        if !said.is_empty() {
            app.tell_all(Tone::Plain, said);
        }
        self.progress = Kept::No;
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
        let opened = progress::open(folder, Arc::clone(lesson));
        let mut session = opened.session;
        session.reset_lesson();
        if let Err(error) = opened.keeper.keep(&session) {
            app.tell_all(Tone::Bad, error.to_string());
        }
        app.set_course(self.course());
    }

    /// Writes what has changed; says so once where that does not work.
    pub fn keep_now(&mut self, app: &App) -> Option<String> {
        let mut trouble = None;
        if std::mem::replace(&mut self.progress, Kept::Yes) == Kept::No
            && let (Some(keeper), Some(session)) = (&self.keeper, app.study().map(super::study::Study::session))
        {
            trouble = keep(keeper, session);
        }
        if std::mem::replace(&mut self.settings, Kept::Yes) == Kept::No
            && let Some(folder) = &self.folder
        {
            trouble = trouble.or(app.settings().keep(folder).err().map(|error| error.to_string()));
        }
        let known = self.trouble == trouble;
        self.trouble.clone_from(&trouble);
        trouble.filter(|_| !known)
    }

    /// A trouble that the learner must not miss after leaving.
    pub fn last_words(&self) -> Option<String> {
        self.trouble.clone()
    }
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

fn keep(keeper: &Keeper, session: &Session) -> Option<String> {
    keeper.keep(session).err().map(|error| error.to_string())
}

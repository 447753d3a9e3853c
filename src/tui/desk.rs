//! What the stage has to do with files: lessons, progress and settings. The app asks for it by
//! effects; a trouble never stops the lesson, it is told.

use super::app::App;
use super::msg::{Effect, Tone};
use super::screens::home::Card;
use super::settings::Settings;
use crate::lesson::library::{self, Refused, Source};
use crate::lesson::{Lang, Lesson};
use crate::net::pcapng::Capture;
use crate::session::Session;
use crate::session::bring;
use crate::session::drill::{Deck, any_seed};
use crate::session::progress::{self, Keeper};
use crate::session::sandbox::{self, Beginning, Entry, Start};
use crate::session::whole;
use crate::words::capture as say_capture;
use crate::words::{drill, import, progress as say, sandbox as play, ui};
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
    /// The lesson that was open last.
    last: Option<String>,
    /// The sandbox that was open last.
    sandbox: Option<Start>,
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
    /// Reads the lessons of `folder`, else those inside the program.
    pub fn open(lessons: Option<&Path>, state: Option<&Path>) -> anyhow::Result<Self> {
        let sources = lessons.map_or_else(|| Ok(library::embedded()), library::folder)?;
        let (mut loaded, mut refused) = (Vec::new(), Vec::new());
        for source in sources {
            match Source::load(&source) {
                Ok(lesson) => loaded.push(Arc::new(lesson)),
                Err(problems) => refused.push(problems),
            }
        }
        let folder = state.map(Path::to_path_buf).or_else(|| progress::default_folder().ok());
        let (keeper, progress, settings) = (None, Kept::Yes, Kept::Yes);
        let (deck, trouble) = (None, None);
        let known = folder.as_deref().map(Settings::read).unwrap_or_default();
        let sandbox = known.sandbox.as_deref().and_then(Start::from_id);
        let (lessons, last) = (loaded, known.last);
        Ok(Self { lessons, refused, folder, keeper, progress, settings, last, sandbox, deck, trouble })
    }

    /// Language and colours as they were chosen last.
    pub fn settings(&self) -> Settings {
        self.folder.as_deref().map(Settings::read).unwrap_or_default()
    }

    /// The number of the lesson that was open last.
    pub fn last(&self) -> Option<usize> {
        self.lessons.iter().position(|lesson| Some(&lesson.id) == self.last.as_ref())
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
            Effect::Save => self.progress = Kept::No,
            Effect::SaveSettings => self.settings = Kept::No,
            Effect::Load(number) => self.load(app, number),
            Effect::Forget(number) => self.forget(app, number),
            Effect::SaveCapture { stem, capture } => save_capture(app, &stem, &capture),
            Effect::Drills => app.offer_drills(any_seed()),
            Effect::Deal { seed, faults } => self.deal(app, seed, faults),
            Effect::Sandboxes => self.offer_sandboxes(app),
            Effect::PlayIn { start, entry } => self.play_in(app, start, entry),
            Effect::ImportFrom(path) => self.import(app, &path),
            Effect::CompletePath(path) => app.offer_paths(bring::candidates(&path)),
            Effect::Quit => {}
        }
    }

    fn load(&mut self, app: &mut App, number: usize) {
        let Some(lesson) = self.lessons.get(number).map(Arc::clone) else { return };
        self.last = Some(lesson.id.clone());
        let (session, said) = self.take_up(lesson, app.look().lang);
        app.enter(session);
        if !said.is_empty() {
            app.tell_all(Tone::Plain, said.join("\n"));
        }
    }

    /// A lesson's session as it was left, and what is to be said about it. It is kept from now on.
    fn take_up(&mut self, lesson: Arc<Lesson>, lang: Lang) -> (Session, Vec<String>) {
        let opened = match &self.folder {
            Some(folder) => progress::open(folder, lesson),
            None => progress::in_memory(lesson),
        };
        let resumed = opened.resumed.as_ref().and_then(|resumed| say::resumed(resumed, lang));
        let notice = opened.notice.as_ref().map(|notice| say::notice(notice, lang));
        self.keeper = Some(opened.keeper);
        (self.settings, self.progress) = (Kept::No, Kept::No);
        (opened.session, [resumed, notice].into_iter().flatten().collect())
    }

    /// Offers the worlds of the lesson that was open last, and before them what was left.
    fn offer_sandboxes(&self, app: &mut App) {
        let lesson = self.lessons.get(self.last().unwrap_or(0)).map(|lesson| &lesson.id);
        let starts = [Start::First, Start::End, Start::Empty];
        let starts = lesson.into_iter().flat_map(|lesson| starts.map(|start| start(lesson.clone())));
        app.offer_sandboxes(self.sandbox.clone(), starts.collect());
    }

    fn play_in(&mut self, app: &mut App, start: Start, entry: Entry) {
        match start.begin(&self.lessons, self.folder.as_deref()) {
            Some(Ok(beginning)) => self.enter_sandbox(app, &beginning, entry),
            Some(Err(refusal)) => app.tell_all(Tone::Bad, import::refusal(&refusal, app.look().lang).join("\n")),
            None => app.tell_all(Tone::Bad, play::GONE.in_(app.look().lang).to_owned()),
        }
    }

    fn enter_sandbox(&mut self, app: &mut App, beginning: &Beginning, entry: Entry) {
        let lang = app.look().lang;
        self.sandbox = Some(beginning.start.clone());
        let (mut session, mut said) = self.take_up(Arc::new(play::lesson(beginning)), lang);
        if entry == Entry::Anew && !session.history().done().is_empty() {
            session.reset_lesson();
            said.push(ui::RESET_DONE.in_(lang).to_owned());
        }
        if session.history().done().is_empty() && !beginning.left_out.is_empty() {
            said.push(play::some_left_out(lang, beginning.left_out.len()));
        }
        app.enter_sandbox(session);
        if !said.is_empty() {
            app.tell_all(Tone::Plain, said.join("\n"));
        }
    }

    /// Plays in what a path leads to. It is kept, so that it can be gone on with when the path is gone.
    fn import(&mut self, app: &mut App, path: &str) {
        let lang = app.look().lang;
        let brought = match bring::bring(&bring::path(path)) {
            Ok(brought) => brought,
            Err(refusal) => return app.refuse_import(path, import::refusal(&refusal, lang)),
        };
        let kept = self.folder.as_deref().map(|folder| sandbox::keep(folder, &brought));
        self.enter_sandbox(app, &Beginning::of(brought), Entry::AsLeft);
        if let Some(Err(why)) = kept {
            app.tell_all(Tone::Bad, import::not_kept(&why, lang));
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
            let look = app.look();
            let (last, sandbox) = (self.last.clone(), self.sandbox.as_ref().map(Start::id));
            let settings = Settings { lang: Some(look.lang), theme: Some(look.theme), last, sandbox };
            trouble = trouble.or(settings.keep(folder).err().map(|error| error.to_string()));
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

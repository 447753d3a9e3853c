//! What the stage has to do with files: lessons, progress and settings. The app asks for it by
//! effects; a trouble never stops the lesson, it is told.

use super::app::App;
use super::msg::{Effect, Tone};
use super::run::Recording;
use super::screens::home::Card;
use super::settings::Settings;
use super::study::Study;
use super::watch::Watch;
use crate::lesson::library::{self, Refused, Source};
use crate::lesson::{Head, Lang, Lesson};
use crate::net::pcapng::Capture;
use crate::session::Session;
use crate::session::bring;
use crate::session::drill::{Deck, Drill};
use crate::session::progress::{self, DiskError, Doing, Keeper, Notice};
use crate::session::record::draft;
use crate::session::record::file::Recorder;
use crate::session::sandbox::{self, Beginning, Entry, Start};
use crate::session::whole;
use crate::words::capture as say_capture;
use crate::words::record::{self, told};
use crate::words::{drill, import, progress as say, sandbox as play, ui};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lessons, and where progress is kept.
pub(super) struct Desk {
    lessons: Vec<Book>,
    refused: Vec<Refused>,
    /// The folder for progress; none where there is no home for it.
    folder: Option<PathBuf>,
    /// Keeps the lesson under way.
    keeper: Option<Keeper>,
    progress: OnDisk,
    settings: OnDisk,
    /// Settings as they were when the stage was opened, and what was open last.
    found: Settings,
    /// What drills are dealt from, once one was asked for.
    deck: Option<Deck>,
    /// Writes what an author records.
    recorder: Option<(Recorder, record::Head)>,
    /// Draws the number of a drill that nobody named.
    seeds: fn() -> u64,
    /// A lesson whose author is at work.
    pub(super) watch: Option<Watch>,
}

/// A lesson on the shelf. Reading one takes longer than everything else before the first frame: what
/// is known of it without that is read when it is opened.
struct Book {
    source: Source,
    head: Head,
    lesson: OnceCell<Option<Arc<Lesson>>>,
}

impl Book {
    /// A lesson, read only where its head is not known.
    fn open(source: Source) -> Result<Self, Refused> {
        if let Some(head) = source.head() {
            return Ok(Self { source, head, lesson: OnceCell::new() });
        }
        let lesson = source.load()?;
        Ok(Self { source, head: Head::of(&lesson), lesson: OnceCell::from(Some(Arc::new(lesson))) })
    }

    /// The lesson, which is read now if it was not before. Those inside the program can be read.
    fn lesson(&self) -> Option<Arc<Lesson>> {
        self.lesson.get_or_init(|| self.source.load().ok().map(Arc::new)).clone()
    }
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
        let (mut lessons, mut refused) = (Vec::new(), Vec::new());
        for source in sources {
            match Book::open(source) {
                Ok(book) => lessons.push(book),
                Err(problems) => refused.push(problems),
            }
        }
        let (progress, settings) = (OnDisk::default(), OnDisk::default());
        let found = folder.as_deref().map(Settings::read).unwrap_or_default();
        Ok(Self {
            lessons,
            refused,
            folder,
            keeper: None,
            progress,
            settings,
            found,
            deck: None,
            recorder: None,
            seeds,
            watch: None,
        })
    }

    /// Reads the lesson again whose file is watched.
    pub fn read_again(&mut self, app: &mut App) {
        if let Some(watch) = &mut self.watch {
            watch.read(app);
        }
    }

    /// Settings as they were chosen last.
    pub fn settings(&self) -> Settings {
        self.found.clone()
    }

    /// The number of the lesson that was open last.
    pub fn last(&self) -> Option<usize> {
        self.lessons.iter().position(|book| Some(&book.head.id) == self.found.last.as_ref())
    }

    /// The lessons that could be read, each of which is read now if it was not before.
    pub fn lessons(&self) -> Vec<Arc<Lesson>> {
        self.lessons.iter().filter_map(Book::lesson).collect()
    }

    /// The lessons as the list shows them.
    pub fn course(&self) -> Vec<Card> {
        self.lessons.iter().map(|book| self.card(&book.head)).collect()
    }

    fn card(&self, head: &Head) -> Card {
        let saved = self.folder.as_deref().and_then(|folder| progress::peek(folder, &head.id));
        let last = head.steps.len().saturating_sub(1);
        let at = saved.as_ref().map(|saved| head.step(&saved.step).unwrap_or(0));
        let next = head.steps.get(at.unwrap_or(0)).map_or(&head.title, |(_, title)| title);
        Card {
            id: head.id.clone(),
            title: head.title.clone(),
            summary: head.summary.clone(),
            minutes: head.minutes,
            steps: head.steps.len(),
            at,
            next: next.clone(),
            finished: saved.is_some_and(|saved| head.step(&saved.reached) == Some(last)),
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
            Effect::Save => self.progress_changed(),
            Effect::SaveSettings => self.settings_changed(),
            Effect::Load(number) => self.load(app, number),
            Effect::Forget(number) => self.forget(app, number),
            Effect::SaveCapture { stem, capture } => {
                let (tone, said) = save_capture(&stem, &capture, app.look().lang);
                app.tell_all(tone, said);
            }
            Effect::Drills => app.offer_drills((self.seeds)()),
            Effect::Deal { seed, faults } => self.deal(app, seed, faults),
            Effect::Sandboxes => self.offer_sandboxes(app),
            Effect::PlayIn { start, entry } => self.play_in(app, &start, entry),
            Effect::ImportFrom(path) => self.import(app, &path),
            Effect::CompletePath(path) => app.offer_paths(bring::candidates(&path)),
            Effect::Copy(_) | Effect::Suspend | Effect::Quit => {}
        }
    }

    fn load(&mut self, app: &mut App, number: usize) {
        let Some((session, said)) = self.open_lesson(number, app.look().lang) else { return };
        app.enter(session);
        if let Some(said) = said {
            app.tell_all(Tone::Plain, said);
        }
    }

    /// Opens a lesson where it was left: its session, and what there is to say about what was kept.
    pub fn open_lesson(&mut self, number: usize, lang: Lang) -> Option<(Session, Option<String>)> {
        let lesson = self.lessons.get(number)?.lesson()?;
        self.found.last = Some(lesson.id.clone());
        let (session, said) = self.take_up(lesson, lang);
        Some((session, (!said.is_empty()).then(|| said.join("\n"))))
    }

    /// A lesson's session as it was left, and what is to be said about it. It is kept from now on.
    fn take_up(&mut self, lesson: Arc<Lesson>, lang: Lang) -> (Session, Vec<String>) {
        // Else the lesson would be found to be open already: by ourselves.
        self.keeper = None;
        let opened = match &self.folder {
            Some(folder) => progress::open(folder, lesson),
            None => progress::in_memory(lesson),
        };
        let resumed = opened.resumed.as_ref().and_then(|resumed| say::resumed(resumed, lang));
        let notice = opened.notice.as_ref().map(|notice| say::notice(notice, lang));
        self.keeper = Some(opened.keeper);
        self.settings.change();
        match opened.notice {
            Some(Notice::Disk(error)) => self.progress.trouble = Some(error),
            _ => self.progress.change(),
        }
        (opened.session, [resumed, notice].into_iter().flatten().collect())
    }

    /// Offers the worlds of the lesson that was open last, and before them what was left.
    fn offer_sandboxes(&self, app: &mut App) {
        let lesson = self.lessons.get(self.last().unwrap_or(0)).map(|book| &book.head.id);
        let starts = [Start::First, Start::End, Start::Empty];
        let starts = lesson.into_iter().flat_map(|lesson| starts.map(|start| start(lesson.clone())));
        let left = self.found.sandbox.as_deref().and_then(Start::from_id);
        app.offer_sandboxes(left, starts.collect());
    }

    fn play_in(&mut self, app: &mut App, start: &Start, entry: Entry) {
        match self.open_sandbox(start, entry, app.look().lang) {
            Ok((session, said)) => show_sandbox(app, session, &said),
            Err(why) => app.tell_all(Tone::Bad, why),
        }
    }

    /// Opens a sandbox: its session, and what there is to say about it; else why it can't be opened.
    pub fn open_sandbox(&mut self, start: &Start, entry: Entry, lang: Lang) -> Result<(Session, Vec<String>), String> {
        match start.clone().begin(&self.lessons(), self.folder.as_deref()) {
            Some(Ok(beginning)) => Ok(self.sandbox(&beginning, entry, lang)),
            Some(Err(refusal)) => Err(import::refusal(&refusal, lang).join("\n")),
            None => Err(play::GONE.in_(lang).to_owned()),
        }
    }

    fn sandbox(&mut self, beginning: &Beginning, entry: Entry, lang: Lang) -> (Session, Vec<String>) {
        self.found.sandbox = Some(beginning.start.id());
        let (mut session, mut said) = self.take_up(Arc::new(play::lesson(beginning)), lang);
        if entry == Entry::Anew && !session.history().done().is_empty() {
            session.reset_lesson();
            said.push(ui::RESET_DONE.in_(lang).to_owned());
        }
        if session.history().done().is_empty() && !beginning.left_out.is_empty() {
            said.push(play::some_left_out(lang, beginning.left_out.len()));
        }
        (session, said)
    }

    fn import(&mut self, app: &mut App, path: &str) {
        match self.open_import(path, app.look().lang) {
            Ok((session, said)) => show_sandbox(app, session, &said),
            Err(why) => app.refuse_import(path, why),
        }
    }

    /// Opens a sandbox in what a path leads to; else says why that can't be read. It is kept, so that it can be
    /// gone on with when the path is gone.
    pub fn open_import(&mut self, path: &str, lang: Lang) -> Result<(Session, Vec<String>), Vec<String>> {
        let brought = bring::bring(&bring::path(path)).map_err(|refusal| import::refusal(&refusal, lang))?;
        let kept = self.folder.as_deref().map(|folder| sandbox::keep(folder, &brought));
        let (session, mut said) = self.sandbox(&Beginning::of(brought), Entry::AsLeft, lang);
        if let Some(Err(why)) = kept {
            said.push(import::not_kept(&why, lang));
        }
        Ok((session, said))
    }

    fn deal(&mut self, app: &mut App, seed: u64, faults: usize) {
        match self.deal_drill(seed, faults) {
            Some(drill) => app.enter_drill(drill),
            None => app.tell_all(Tone::Bad, drill::NO_WORLD.in_(app.look().lang).to_owned()),
        }
    }

    /// Deals a drill from the first lesson that ends in a fit world. It is not kept.
    pub fn deal_drill(&mut self, seed: u64, faults: usize) -> Option<Drill> {
        self.keeper = None;
        if self.deck.is_none() {
            let mut lessons = self.lessons.iter().filter_map(Book::lesson);
            self.deck = lessons.find_map(|lesson| Deck::of(Session::finished(&lesson).world()));
        }
        self.deck.as_ref()?.deal(seed, faults)
    }

    fn forget(&mut self, app: &mut App, number: usize) {
        if let Some(trouble) = self.forget_lesson(number, app.look().lang) {
            app.tell_all(Tone::Bad, trouble);
        }
        app.set_course(self.course());
    }

    /// Throws the progress of a lesson away; says what is in the way of that.
    pub fn forget_lesson(&mut self, number: usize, lang: Lang) -> Option<String> {
        let (lesson, folder) = (self.lessons.get(number)?.lesson()?, self.folder.as_ref()?);
        self.keeper = None;
        let opened = progress::open(folder, lesson);
        let mut session = opened.session;
        session.reset_lesson();
        match opened.notice {
            Some(notice) if !opened.keeper.keeps() => Some(say::notice(&notice, lang)),
            _ => opened.keeper.keep(&session).err().map(|error| say::refused(&error, lang)),
        }
    }

    /// Writes what has changed. Tells when the disk begins to refuse it, and when it takes it again.
    pub fn keep_now(&mut self, app: &App) -> Option<(Tone, String)> {
        let refused = self.refusal().is_some();
        if let (Some((recorder, _)), Some((history, remarks))) = (&mut self.recorder, app.recording()) {
            self.progress.write(|| recorder.keep(history, remarks));
        }
        self.write_all(app.study().map(Study::session), app.settings());
        self.news(refused, app.look().lang)
    }

    /// Begins to record: nothing of it is kept as progress.
    pub fn record(&mut self, app: &mut App, recording: Recording) {
        let Recording { recorder, head, world } = recording;
        app.enter_recording(Session::new(Arc::new(told::lesson(&head, world))));
        self.recorder = Some((recorder, head));
        self.progress.change();
    }

    /// Makes a lesson of what was recorded and writes it. Gives its path; none where nothing was recorded.
    pub fn finish_recording(&self, lang: Lang) -> anyhow::Result<Option<PathBuf>> {
        let Some((recorder, head)) = &self.recorder else { return Ok(None) };
        let Some((history, remarks)) = recorder.last() else { return Ok(None) };
        let draft = draft(history, remarks);
        if draft.steps.is_empty() {
            recorder.drop_draft();
            return Ok(None);
        }
        let text = record::text(&draft, head).map_err(anyhow::Error::msg)?;
        recorder
            .finish(&text)
            .map(Some)
            .map_err(|error| anyhow::anyhow!(told::not_written(&error, &recorder.draft(), lang)))
    }

    /// The same of a session and of settings. Where there is no session the lesson is left to others.
    pub fn keep_all(
        &mut self,
        session: Option<&Session>,
        (settings, lang): (&Settings, Lang),
    ) -> Option<(Tone, String)> {
        let refused = self.refusal().is_some();
        self.write_all(session, settings);
        self.news(refused, lang)
    }

    fn write_all(&mut self, session: Option<&Session>, settings: &Settings) {
        match (&self.keeper, session) {
            (Some(keeper), Some(session)) => self.progress.write(|| keeper.keep(session)),
            _ => self.keeper = None,
        }
        if let Some(folder) = &self.folder {
            let (last, sandbox) = (self.found.last.clone(), self.found.sandbox.clone());
            let settings = Settings { last, sandbox, ..settings.clone() };
            self.settings.write(|| keep_settings(&settings, folder));
        }
    }

    /// Tells when the disk begins to refuse, and when it takes things again; `refused` is whether it did before.
    fn news(&self, refused: bool, lang: Lang) -> Option<(Tone, String)> {
        match (refused, self.refusal()) {
            (false, Some(error)) => Some((Tone::Bad, say::refused(error, lang))),
            (true, None) => Some((Tone::Good, say::MENDED.in_(lang).to_owned())),
            _ => None,
        }
    }

    /// Notes that the progress of the lesson under way has changed.
    pub fn progress_changed(&mut self) {
        self.progress.change();
    }

    /// Notes that the settings have changed.
    pub fn settings_changed(&mut self) {
        self.settings.change();
    }

    /// Whether the lesson under way is kept.
    pub fn keeps(&self) -> bool {
        self.keeper.as_ref().is_some_and(Keeper::keeps) && self.progress.trouble.is_none()
    }

    /// Notes what the disk has refused as not written yet, to try once more at the end.
    pub fn try_again(&mut self) {
        for kept in [&mut self.progress, &mut self.settings] {
            if kept.trouble.is_some() {
                kept.change();
            }
        }
    }

    /// A trouble that the learner must not miss after leaving.
    pub fn last_words(&self, lang: Lang) -> Option<String> {
        self.refusal().map(|error| say::refused(error, lang))
    }

    /// Why something is not on disk.
    fn refusal(&self) -> Option<&DiskError> {
        self.progress.trouble.as_ref().or(self.settings.trouble.as_ref())
    }
}

/// Shows a sandbox that was opened, and what there is to say about it.
fn show_sandbox(app: &mut App, session: Session, said: &[String]) {
    app.enter_sandbox(session);
    if !said.is_empty() {
        app.tell_all(Tone::Plain, said.join("\n"));
    }
}

fn keep_settings(settings: &Settings, folder: &Path) -> Result<(), DiskError> {
    settings.keep(folder).map_err(|source| DiskError { doing: Doing::Write, path: folder.to_path_buf(), source })
}

/// Saves packets in a new file of the working folder, and says where that is.
pub(super) fn save_capture(stem: &str, capture: &Capture, lang: Lang) -> (Tone, String) {
    let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    match whole::add(&folder, (stem, "pcapng"), |out| capture.write(out)) {
        Ok(path) => (Tone::Good, say_capture::kept(capture, &path, lang)),
        Err(why) => {
            let path = folder.join(stem).with_extension("pcapng");
            (Tone::Bad, say_capture::not_saved(&path, &why, lang))
        }
    }
}

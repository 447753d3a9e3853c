//! The loop: waits for something from outside, lets the app change, draws, and carries effects out.
//! It sleeps for ever while nothing happens; only what moves sets a deadline.

use super::app::App;
use super::ask::may_ask;
use super::desk::Desk;
use super::draw::floor;
use super::line::LONGEST;
use super::look::Look;
use super::look::fit::{Asked, Fit, Found, light_by_environment};
use super::msg::{Effect, Msg, Tone};
use super::settings::Settings;
use super::terminal::{Curious, Input, Stage, Stop, can_stop, die_of, stop};
use super::watch::Watch;
use crate::cloud::World;
use crate::lesson::Lang;
use crate::session::drill::any_seed;
use crate::session::progress::default_folder;
use crate::session::record::file::Recorder;
use crate::words::record::Head;
use crate::words::ui;
use anyhow::Context;
use ratatui::crossterm::event::{Event, KeyEventKind};
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::time::Instant;

/// How many inputs are taken before the next frame, so that a flood of keys can't hold it up.
const BURST: usize = 256;

/// The bytes of a paste that are taken.
const LONGEST_PASTE: usize = 4 * LONGEST;

/// How the stage is to be set.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How it shall look; else as it was chosen last, else as the machine and its terminal are.
    pub look: Asked,
    /// A folder with lessons; else those inside the program.
    pub lessons: Option<PathBuf>,
    /// The folder for progress; else the system's.
    pub state: Option<PathBuf>,
    /// What is opened first besides the list of lessons: a drill, or a sandbox.
    pub first: Option<Effect>,
    /// A lesson that is opened first, and again each time its file changes.
    pub watched: Option<PathBuf>,
}

/// What an author records, and where to.
#[derive(Debug)]
pub struct Recording {
    /// Writes it.
    pub recorder: Recorder,
    /// What the lesson says of itself.
    pub head: Head,
    /// The world it begins in.
    pub world: World,
}

/// Why the stage was left.
enum Left {
    /// The learner wanted to, or there is no terminal any more.
    Quit,
    /// The machine asked for it, by this signal.
    Signal(i32),
}

/// Lessons and progress as the options have them.
pub(super) fn open_desk(options: &Options) -> anyhow::Result<Desk> {
    Desk::open(options.lessons.as_deref(), folder(options), any_seed)
}

/// The folder for progress, where there is one.
fn folder(options: &Options) -> Option<PathBuf> {
    options.state.clone().or_else(|| default_folder().ok())
}

/// Runs the stage until it is left.
pub fn run(options: &Options) -> anyhow::Result<()> {
    perform(options, None).map(drop)
}

/// Records on the stage until it is left. Gives the path of the lesson; none where nothing was recorded.
pub fn record(options: &Options, recording: Recording) -> anyhow::Result<Option<PathBuf>> {
    perform(options, Some(recording))
}

fn perform(options: &Options, recording: Option<Recording>) -> anyhow::Result<Option<PathBuf>> {
    let variable = |name: &str| std::env::var(name).ok();
    let chosen = folder(options).as_deref().map(Settings::read).unwrap_or_default();
    let found = Found::of(variable, machine_language(), &options.look);
    let fit = Fit { asked: options.look, chosen, found };
    let curious = cfg!(unix) && fit.wonders() && light_by_environment(variable).is_none() && may_ask(variable);
    let language = fit.lang();
    // Before the lessons are read, so that an answer is mostly there when the first frame is drawn.
    let mut stage = Stage::open(if curious { Curious::Yes } else { Curious::No }).context("open the terminal")?;
    let mut desk = open_desk(options)?;
    let mut app = begin(fit.look(), &desk).fitted(fit);
    if let Some(first) = &options.first {
        desk.carry_out(&mut app, first.clone());
    }
    if let Some(recording) = recording {
        desk.record(&mut app, recording);
    }
    if language.is_none() {
        app.ask_language();
    }
    let mut watch = options.watched.as_deref().map(|path| Watch::start(path, stage.sender())).transpose()?;
    if let Some(watch) = &mut watch {
        watch.read(&mut app);
    }
    desk.watch = watch;
    let left = play(&mut app, &mut stage, &mut desk);
    desk.try_again();
    desk.keep_now(&app);
    let recorded = desk.finish_recording(app.look().lang);
    drop(stage);
    if let Left::Signal(signal) = left.context("draw on the terminal")? {
        die_of(signal);
    }
    let recorded = recorded?;
    desk.last_words(app.look().lang).map_or(Ok(recorded), |trouble| Err(anyhow::anyhow!(trouble)))
}

/// The app as it is before its first frame: the lessons, and what is wrong with the others.
pub(super) fn begin(look: Look, desk: &Desk) -> App {
    let mut app = App::new(look, desk.course());
    if let Some(number) = desk.last() {
        app.choose(number);
    }
    if let Some(trouble) = desk.trouble(look.lang) {
        app.tell_all(Tone::Bad, trouble);
    }
    app
}

/// Whether the screen shows what the app is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// It does.
    Fresh,
    /// Something has changed since.
    Stale,
}

/// The loop itself. What has to be kept is written after the frame that shows it. While the terminal is
/// still taking a frame nothing is drawn: keys are taken, and time passes.
fn play(app: &mut App, stage: &mut Stage, desk: &mut Desk) -> anyhow::Result<Left> {
    let mut screen = Screen::Stale;
    // Until when the app knows that time has passed.
    let mut clock = Instant::now();
    // What the terminal has answered by now counts for the first frame.
    let early = stage.ready();
    if let Then::Leave(left) = hear_all(app, early, (desk, stage))? {
        return Ok(left);
    }
    loop {
        if screen == Screen::Stale && stage.is_free() {
            stage.draw(|area, buf| app.draw(area, buf))?;
            screen = Screen::Fresh;
        }
        if keep(app, desk) == Screen::Stale {
            screen = Screen::Stale;
            continue;
        }
        let moving = app.deadline().filter(|_| stage.is_free());
        let next = stage.wait(moving.map(|limit| limit.saturating_sub(clock.elapsed())));
        if matches!(next, Some(Input::Painted)) {
            continue;
        }
        let now = Instant::now();
        if app.deadline().is_some() {
            app.tick(now - clock);
        }
        clock = now;
        screen = Screen::Stale;
        match hear_all(app, next, (desk, stage))? {
            Then::Leave(left) => return Ok(left),
            // Nothing moved while the program was stopped.
            Then::Resume => clock = Instant::now(),
            Then::GoOn => {}
        }
    }
}

/// Writes what has to be kept; whether that has changed what is to be seen.
pub(super) fn keep(app: &mut App, desk: &mut Desk) -> Screen {
    match desk.keep_now(app) {
        Some((tone, text)) => {
            app.tell_all(tone, text);
            Screen::Stale
        }
        None => Screen::Fresh,
    }
}

/// What becomes of the loop after an input.
enum Then {
    GoOn,
    Resume,
    Leave(Left),
}

/// Takes something from outside, and what has come in behind it, up to a burst.
fn hear_all(app: &mut App, first: Option<Input>, (desk, stage): (&mut Desk, &mut Stage)) -> anyhow::Result<Then> {
    let (mut next, mut then) = (first, Then::GoOn);
    for left in (0..BURST).rev() {
        let Some(input) = next else { break };
        match hear(app, input, (desk, stage))? {
            Then::GoOn => {}
            Then::Resume => then = Then::Resume,
            leave @ Then::Leave(_) => return Ok(leave),
        }
        next = if left > 0 { stage.ready() } else { None };
    }
    Ok(then)
}

/// Takes something from outside.
fn hear(app: &mut App, input: Input, (desk, stage): (&mut Desk, &mut Stage)) -> anyhow::Result<Then> {
    match input {
        Input::Lost => return Ok(Then::Leave(Left::Quit)),
        Input::End(signal) => return Ok(Then::Leave(Left::Signal(signal))),
        // The system lets nobody stop whom nobody could let go on.
        Input::Stop if can_stop() => suspend(stage, Stop::Program),
        Input::Continued => {
            stage.take().context("take the terminal again")?;
            return Ok(Then::Resume);
        }
        // What a terminal does with the old picture is its own affair, even where it comes back to the old size.
        Input::Event(Event::Resize(..)) => stage.repaint(),
        Input::Event(event) => match take(app, event, (desk, stage.area())) {
            Some(Effect::Quit) => return Ok(Then::Leave(Left::Quit)),
            Some(Effect::Suspend) if can_stop() => suspend(stage, Stop::WholeJob),
            Some(Effect::Copy(text)) => stage.copy(&text),
            Some(Effect::Suspend) => app.tell_all(Tone::Plain, ui::NO_SHELL.in_(app.look().lang).to_owned()),
            _ => {}
        },
        Input::Changed => desk.read_again(app),
        Input::Answer(answer) => app.hear(answer),
        Input::Stop | Input::Painted | Input::Room(_) => {}
    }
    Ok(Then::GoOn)
}

/// Gives the terminal back and stops.
fn suspend(stage: &mut Stage, whom: Stop) {
    stage.leave();
    stop(whom);
}

/// Hands an event to the app and carries out what it asks for; what only the loop can do is returned.
pub(super) fn take(app: &mut App, event: Event, (desk, area): (&mut Desk, Rect)) -> Option<Effect> {
    let wanted = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => app.key(key),
        Event::Paste(text) => paste(app, &text),
        Event::Mouse(mouse) => app.mouse(mouse, area),
        _ => Vec::new(),
    };
    for msg in wanted {
        // Who leaves a lesson in the burst of keys that changed it loses nothing.
        if matches!(msg, Msg::Close | Msg::Open(_) | Msg::Deal { .. }) {
            keep(app, desk);
        }
        match app.update(msg) {
            Some(effect @ (Effect::Quit | Effect::Suspend | Effect::Copy(_))) => return Some(effect),
            Some(effect) => desk.carry_out(app, effect),
            None => {}
        }
    }
    None
}

/// Hands pasted text on, and says so where it is cut: nobody types a megabyte.
fn paste(app: &mut App, text: &str) -> Vec<Msg> {
    let kept = floor(text, LONGEST_PASTE);
    let mut wanted = app.paste(&text[..kept]);
    if kept < text.len() {
        wanted.push(Msg::Say(Tone::Plain, ui::PASTE_CUT.in_(app.look().lang).to_owned()));
    }
    wanted
}

/// The language the machine is set to, if it is one of ours.
pub fn machine_language() -> Option<Lang> {
    language_of(&sys_locale::get_locale()?)
}

/// The language of a locale's name; `C` and others say nothing.
fn language_of(locale: &str) -> Option<Lang> {
    match locale.split(['-', '_', '.']).next()? {
        "ja" => Some(Lang::Ja),
        "en" => Some(Lang::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_chooses_the_language_only_when_it_is_ours() {
        assert_eq!(language_of("ja-JP"), Some(Lang::Ja));
        assert_eq!(language_of("en_GB.UTF-8"), Some(Lang::En));
        assert_eq!(language_of("C"), None);
        assert_eq!(language_of("de-DE"), None);
    }
}

//! The loop: waits for something from outside, lets the app change, draws, and carries effects out.
//! It sleeps for ever while nothing happens; only what moves sets a deadline.

use super::app::App;
use super::desk::Desk;
use super::draw::floor;
use super::line::LONGEST;
use super::look::{Glyphs, Look, Motion, Theme};
use super::msg::{Effect, Msg, Tone};
use super::terminal::{Depth, Input, Stage, Stop, can_stop, die_of, stop};
use crate::lesson::Lang;
use crate::session::drill::any_seed;
use crate::session::progress::default_folder;
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
    /// The language; else the one used last, else the machine's.
    pub lang: Option<Lang>,
    /// A folder with lessons; else those inside the program.
    pub lessons: Option<PathBuf>,
    /// The folder for progress; else the system's.
    pub state: Option<PathBuf>,
    /// The characters to draw with.
    pub glyphs: Glyphs,
    /// The colours; else those used last, else by the terminal.
    pub theme: Option<Theme>,
    /// Whether things move.
    pub motion: Motion,
    /// What is opened first besides the list of lessons: a drill, or a sandbox.
    pub first: Option<Effect>,
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
    let folder = options.state.clone().or_else(|| default_folder().ok());
    Desk::open(options.lessons.as_deref(), folder, any_seed)
}

/// Runs the stage until it is left.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut desk = open_desk(options)?;
    let settings = desk.settings();
    let lang = options.lang.or(settings.lang).or_else(machine_language);
    let variable = |name: &str| std::env::var(name).ok();
    let look = Look {
        lang: lang.unwrap_or_default(),
        theme: options.theme.or(forced_theme(variable)).or(settings.theme).unwrap_or_else(|| machine_theme(variable)),
        glyphs: options.glyphs,
        motion: options.motion,
    };
    let mut app = begin(look, &desk);
    if let Some(first) = &options.first {
        desk.carry_out(&mut app, first.clone());
    }
    if lang.is_none() {
        app.ask_language();
    }
    let mut stage = Stage::open(Depth::detect(variable)).context("open the terminal")?;
    let left = play(&mut app, &mut stage, &mut desk);
    desk.try_again();
    desk.keep_now(&app);
    drop(stage);
    if let Left::Signal(signal) = left.context("draw on the terminal")? {
        die_of(signal);
    }
    desk.last_words(app.look().lang).map_or(Ok(()), |trouble| Err(anyhow::anyhow!(trouble)))
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
        let mut next = stage.wait(moving.map(|limit| limit.saturating_sub(clock.elapsed())));
        if matches!(next, Some(Input::Painted)) {
            continue;
        }
        let now = Instant::now();
        if app.deadline().is_some() {
            app.tick(now - clock);
        }
        clock = now;
        screen = Screen::Stale;
        for left in (0..BURST).rev() {
            let Some(input) = next else { break };
            match hear(app, input, (desk, &mut *stage))? {
                Then::Leave(left) => return Ok(left),
                // Nothing moved while the program was stopped.
                Then::Resume => clock = Instant::now(),
                Then::GoOn => {}
            }
            next = if left > 0 { stage.ready() } else { None };
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
        Input::Stop | Input::Painted => {}
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

/// No colours, where the environment wants none (https://no-color.org).
fn forced_theme(variable: impl Fn(&str) -> Option<String>) -> Option<Theme> {
    variable("NO_COLOR").is_some_and(|value| !value.is_empty()).then_some(Theme::Plain)
}

/// The colours that fit what the terminal says of itself in its environment.
fn machine_theme(variable: impl Fn(&str) -> Option<String>) -> Theme {
    // rxvt, Konsole and others: "foreground;background", of the 16 colours.
    let background = variable("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
    match background {
        Some(7 | 9..=15) => Theme::Light,
        _ => Theme::Dark,
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

    #[test]
    fn no_color_wins_over_everything() {
        let variables = |name: &str| match name {
            "NO_COLOR" => Some("1".to_owned()),
            "COLORFGBG" => Some("0;15".to_owned()),
            _ => None,
        };
        assert_eq!(forced_theme(variables), Some(Theme::Plain));
        assert_eq!(forced_theme(|_| None), None);
        assert_eq!(machine_theme(|name| (name == "COLORFGBG").then(|| "0;15".to_owned())), Theme::Light);
        assert_eq!(machine_theme(|_| None), Theme::Dark);
    }
}

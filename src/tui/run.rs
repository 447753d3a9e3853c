//! The loop: waits for something from outside, lets the app change, draws, and carries effects out.
//! It sleeps for ever while nothing happens; only what moves sets a deadline.

use super::app::App;
use super::desk::Desk;
use super::look::{Glyphs, Look, Motion, Theme};
use super::msg::{Effect, Tone};
use super::terminal::{Depth, Input, Stage, die_of};
use crate::lesson::Lang;
use anyhow::Context;
use ratatui::crossterm::event::{Event, KeyEventKind};
use std::io;
use std::path::PathBuf;
use std::time::Instant;

/// How many inputs are taken before the next frame, so that a flood of keys can't hold it up.
const BURST: usize = 256;

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
    /// A drill to begin with: its number, and how many places are broken.
    pub drill: Option<(u64, usize)>,
}

/// Why the stage was left.
enum Left {
    /// The learner wanted to.
    Quit,
    /// The machine asked for it.
    Signal(i32),
}

/// Runs the stage until it is left.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut desk = Desk::open(options.lessons.as_deref(), options.state.as_deref())?;
    let settings = desk.settings();
    let lang = options.lang.or(settings.lang).or_else(machine_language);
    let variable = |name: &str| std::env::var(name).ok();
    let look = Look {
        lang: lang.unwrap_or_default(),
        theme: options.theme.or(forced_theme(variable)).or(settings.theme).unwrap_or_else(|| machine_theme(variable)),
        glyphs: options.glyphs,
        motion: options.motion,
    };
    let mut app = App::new(look, desk.course());
    if let Some(trouble) = desk.trouble(look.lang) {
        app.tell_all(Tone::Bad, trouble);
    }
    if let Some((seed, faults)) = options.drill {
        desk.carry_out(&mut app, Effect::Deal { seed, faults });
    }
    if lang.is_none() {
        app.ask_language();
    }
    let mut stage = Stage::open(Depth::detect(variable)).context("open the terminal")?;
    let left = play(&mut app, &mut stage, &mut desk);
    desk.keep_now(&app);
    drop(stage);
    if let Left::Signal(signal) = left.context("draw on the terminal")? {
        die_of(signal);
    }
    desk.last_words().map_or(Ok(()), |trouble| Err(anyhow::anyhow!(trouble)))
}

/// The loop itself. What has to be kept is written after the frame that shows it.
fn play(app: &mut App, stage: &mut Stage, desk: &mut Desk) -> anyhow::Result<Left> {
    let mut drawn = Instant::now();
    loop {
        stage.draw(|area, buf| app.draw(area, buf))?;
        if let Some(trouble) = desk.keep_now(app) {
            app.tell_all(Tone::Bad, trouble);
            stage.draw(|area, buf| app.draw(area, buf))?;
        }
        let moving = app.deadline();
        let mut next = stage.wait(moving.map(|limit| limit.saturating_sub(drawn.elapsed())));
        let now = Instant::now();
        if moving.is_some() {
            app.tick(now - drawn);
        }
        drawn = now;
        for left in (0..BURST).rev() {
            match next {
                None => break,
                Some(Input::Lost) => return Ok(Left::Quit),
                Some(Input::Signal(signal)) => return Ok(Left::Signal(signal)),
                Some(Input::Event(event)) => {
                    if let Some(left) = take(app, event, desk, stage)? {
                        return Ok(left);
                    }
                }
            }
            next = if left > 0 { stage.ready() } else { None };
        }
    }
}

/// Hands an event to the app and carries out what it asks for.
fn take(app: &mut App, event: Event, desk: &mut Desk, stage: &mut Stage) -> io::Result<Option<Left>> {
    let wanted = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => app.key(key),
        Event::Paste(text) => app.paste(&text),
        Event::Mouse(mouse) => app.mouse(mouse, stage.area()),
        _ => Vec::new(),
    };
    for msg in wanted {
        match app.update(msg) {
            Some(Effect::Quit) => return Ok(Some(Left::Quit)),
            Some(Effect::Copy(text)) => stage.copy(&text)?,
            Some(effect) => desk.carry_out(app, effect),
            None => {}
        }
    }
    Ok(None)
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

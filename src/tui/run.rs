//! The loop: waits for something from outside, lets the app change, draws, and carries effects out.
//! It sleeps for ever while nothing happens; only what moves sets a deadline.

use super::app::App;
use super::ask::may_ask;
use super::desk::Desk;
use super::look::fit::{Asked, Fit, Found, light_by_environment};
use super::msg::{Effect, Tone};
use super::settings::Settings;
use super::terminal::{Curious, Input, Stage, die_of};
use crate::lesson::Lang;
use crate::session::progress::default_folder;
use anyhow::Context;
use ratatui::crossterm::event::{Event, KeyEventKind};
use std::path::PathBuf;
use std::time::Instant;

/// How many inputs are taken before the next frame, so that a flood of keys can't hold it up.
const BURST: usize = 256;

/// How the stage is to be set.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How it shall look; else as it was chosen last, else as the machine and its terminal are.
    pub look: Asked,
    /// A folder with lessons; else those inside the program.
    pub lessons: Option<PathBuf>,
    /// The folder for progress; else the system's.
    pub state: Option<PathBuf>,
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
    let variable = |name: &str| std::env::var(name).ok();
    let folder = options.state.clone().or_else(|| default_folder().ok());
    let chosen = folder.as_deref().map(Settings::read).unwrap_or_default();
    let found = Found::of(variable, machine_language(), &options.look);
    let fit = Fit { asked: options.look, chosen, found };
    let curious = cfg!(unix) && fit.wonders() && light_by_environment(variable).is_none() && may_ask(variable);
    // Before the lessons are read, so that an answer is mostly there when the first frame is drawn.
    let mut stage = Stage::open(if curious { Curious::Yes } else { Curious::No }).context("open the terminal")?;
    let mut desk = Desk::open(options.lessons.as_deref(), folder.as_deref())?;
    let mut app = App::new(fit.look(), desk.course()).fitted(fit);
    if let Some(trouble) = desk.trouble(app.look().lang) {
        app.tell_all(Tone::Bad, trouble);
    }
    if let Some((seed, faults)) = options.drill {
        desk.carry_out(&mut app, Effect::Deal { seed, faults });
    }
    if fit.lang().is_none() {
        app.ask_language();
    }
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
    let mut next = stage.ready();
    loop {
        for left in (0..BURST).rev() {
            match next {
                None => break,
                Some(Input::Lost) => return Ok(Left::Quit),
                Some(Input::Signal(signal)) => return Ok(Left::Signal(signal)),
                Some(Input::Answer(answer)) => app.hear(answer),
                Some(Input::Event(event)) => {
                    if let Some(left) = take(app, event, desk) {
                        return Ok(left);
                    }
                }
            }
            next = if left > 0 { stage.ready() } else { None };
        }
        stage.draw(|area, buf| app.draw(area, buf))?;
        if let Some(trouble) = desk.keep_now(app) {
            app.tell_all(Tone::Bad, trouble);
            stage.draw(|area, buf| app.draw(area, buf))?;
        }
        let moving = app.deadline();
        next = stage.wait(moving.map(|limit| limit.saturating_sub(drawn.elapsed())));
        let now = Instant::now();
        if moving.is_some() {
            app.tick(now - drawn);
        }
        drawn = now;
    }
}

/// Hands an event to the app and carries out what it asks for.
fn take(app: &mut App, event: Event, desk: &mut Desk) -> Option<Left> {
    let wanted = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => app.key(key),
        Event::Paste(text) => app.paste(&text),
        _ => Vec::new(),
    };
    wanted.into_iter().find_map(|msg| match app.update(msg)? {
        Effect::Quit => Some(Left::Quit),
        effect => {
            desk.carry_out(app, effect);
            None
        }
    })
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

//! Reads line after line, lets the model change, writes what it says, and carries effects out.

use super::model::Plain;
use crate::lesson::Lang;
use crate::session::Session;
use crate::session::drill::any_seed;
use crate::tui::desk::{Desk, save_capture};
use crate::tui::msg::Effect;
use crate::tui::run::{Options, machine_language, open_desk};
use crate::tui::settings::Settings;
use crate::tui::shell::split_prompt;
use crate::tui::wrap::continued;
use crate::words::{drill, plain as say};
use anyhow::Context;
use ratatui::crossterm::terminal;
use std::io::{self, BufRead, IsTerminal, Write};

/// The width where nobody says another.
const WIDTH: usize = 80;
/// The narrowest width in which text makes sense.
const NARROWEST: usize = 20;

/// Whether a line has to be written by us to be seen beside the answer to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Echo {
    /// The terminal shows what is typed.
    Terminal,
    /// Nobody does.
    Ours,
}

/// Runs the plain form on standard input and output until either ends.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut desk = open_desk(options)?;
    let settings = desk.settings();
    let known = options.look.lang.or(settings.lang).or_else(machine_language);
    let mut talk =
        Talk { plain: Plain::new(width(), known.unwrap_or_default(), desk.course()), settings, out: io::stdout() };
    let done = talk.hold(&mut desk, options, known);
    match done {
        // Whoever read has gone: nobody is left to be told anything.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        other => other.context("read and write lines")?,
    }
    desk.last_words(talk.plain.lang()).map_or(Ok(()), |trouble| Err(anyhow::anyhow!(trouble)))
}

/// The conversation.
struct Talk {
    plain: Plain,
    settings: Settings,
    out: io::Stdout,
}

impl Talk {
    fn hold(&mut self, desk: &mut Desk, options: &Options, known: Option<Lang>) -> io::Result<()> {
        let (input, output) = (io::stdin().is_terminal(), io::stdout().is_terminal());
        let echo = if input && output { Echo::Terminal } else { Echo::Ours };
        self.plain.begin();
        if known.is_none() {
            self.plain.tell(say::OTHER_LANGUAGE);
        }
        if let Some(trouble) = desk.trouble(self.plain.lang()) {
            self.plain.print(&trouble);
        }
        if let Some(first) = &options.first {
            self.carry_out(desk, first.clone());
        }
        let mut lines = io::stdin().lock();
        loop {
            self.write()?;
            let Some(line) = self.read(&mut lines, echo)? else { break };
            self.plain.set_width(width());
            let wanted = self.plain.take(&line);
            if wanted.contains(&Effect::Quit) {
                break;
            }
            for effect in wanted {
                self.carry_out(desk, effect);
            }
            self.keep(desk);
        }
        self.keep(desk);
        let kept = self.plain.session().is_none() || desk.keeps();
        self.plain.say_good_bye(kept);
        self.write()
    }

    /// Writes what was said.
    fn write(&mut self) -> io::Result<()> {
        for line in self.plain.take_lines() {
            writeln!(self.out, "{line}")?;
        }
        self.out.flush()
    }

    /// The next line, with those that it goes on in; none at the end of the input.
    fn read(&mut self, lines: &mut impl BufRead, echo: Echo) -> io::Result<Option<String>> {
        let prompt = self.plain.prompt();
        if echo == Echo::Terminal {
            write!(self.out, "{prompt}")?;
            self.out.flush()?;
        }
        let mut whole = String::new();
        loop {
            let mut bytes = Vec::new();
            if lines.read_until(b'\n', &mut bytes)? == 0 {
                // The prompt stands alone in its line.
                if echo == Echo::Terminal {
                    writeln!(self.out)?;
                }
                if whole.is_empty() {
                    return Ok(None);
                }
                break;
            }
            whole += &readable(&bytes);
            match whole.strip_suffix('\\') {
                Some(begun) => whole = begun.to_owned(),
                None => break,
            }
        }
        if echo == Echo::Ours {
            // A line that names its machine brings its prompt along.
            let prompt = if split_prompt(&whole).0.is_some() { "" } else { &prompt };
            for line in continued(format!("{prompt}{whole}").trim_end(), width()) {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(Some(whole))
    }

    fn carry_out(&mut self, desk: &mut Desk, effect: Effect) {
        let lang = self.plain.lang();
        match effect {
            Effect::Save => desk.progress_changed(),
            Effect::SaveSettings => {
                self.settings.lang = Some(lang);
                desk.settings_changed();
            }
            Effect::Load(number) => {
                if let Some((session, said)) = desk.open_lesson(number, lang) {
                    if let Some(said) = said {
                        self.plain.tell(&said);
                    }
                    self.plain.enter(session);
                }
            }
            Effect::Forget(number) => {
                if let Some(trouble) = desk.forget_lesson(number, lang) {
                    self.plain.tell(&trouble);
                }
                self.plain.set_course(desk.course());
                self.plain.tell_home();
            }
            Effect::SaveCapture { stem, capture } => {
                let (_, said) = save_capture(&stem, &capture, lang);
                self.plain.tell(&said);
            }
            Effect::Drills => self.plain.offer_drill(any_seed()),
            Effect::Deal { seed, faults } => match desk.deal_drill(seed, faults) {
                Some(drill) => self.plain.enter_drill(drill),
                None => self.plain.tell(drill::NO_WORLD.in_(lang)),
            },
            Effect::PlayIn { start, entry } => {
                let opened = desk.open_sandbox(&start, entry, lang);
                self.play_in(opened.map_err(|why| vec![why]));
            }
            Effect::ImportFrom(path) => {
                let opened = desk.open_import(&path, lang);
                self.play_in(opened);
            }
            Effect::Sandboxes | Effect::CompletePath(_) | Effect::Copy(_) | Effect::Suspend | Effect::Quit => {}
        }
    }

    /// Plays in a sandbox that was opened, or says why there is none.
    fn play_in(&mut self, opened: Result<(Session, Vec<String>), Vec<String>>) {
        match opened {
            Ok((session, said)) => {
                said.iter().for_each(|said| self.plain.tell(said));
                self.plain.enter(session);
            }
            Err(why) => why.iter().for_each(|said| self.plain.tell(said)),
        }
    }

    /// Keeps what has changed; says so where that does not work.
    fn keep(&mut self, desk: &mut Desk) {
        if let Some((_, said)) = desk.keep_all(self.plain.session(), (&self.settings, self.plain.lang())) {
            self.plain.tell(&said);
        }
    }
}

/// Cells in a line: as the environment says, else as the terminal does.
fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal::size().ok().map(|(columns, _)| usize::from(columns));
    let asked = said.or_else(|| if io::stdout().is_terminal() { terminal() } else { None });
    asked.filter(|columns| *columns > 0).unwrap_or(WIDTH).max(NARROWEST)
}

/// A line as text, without its end and without what a terminal would obey.
fn readable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let char = |char: char| if char == '\t' { ' ' } else { char };
    text.chars().map(char).filter(|char| !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_can_be_shown() {
        assert_eq!(readable(b"aws\tec2 \x1b[1m\xff\r\n"), "aws ec2 [1m\u{fffd}");
    }
}

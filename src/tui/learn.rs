//! What the app does in a lesson: lines, steps, answers, hints, undo and starting over.

use super::app::App;
use super::look::Sign;
use super::msg::{Answer, Effect, Msg, Pane, Scope, Tone};
use super::screens::Screen;
use super::screens::choice::Choice;
use super::screens::lesson::LessonScreen;
use super::screens::why::Why;
use super::scrollback::Entry;
use super::shell::{CLOUD_SHELL, split_prompt};
use super::study::{News, Onward, Study};
use crate::cloud::World;
use crate::guest::Output;
use crate::guest::console::{Kind, NotUnderstood, Record};
use crate::lesson::ask::{Mark, Truth};
use crate::lesson::model::Question;
use crate::lesson::{Lang, Text};
use crate::session::{Advance, Session};
use crate::words::{Words, player, sandbox, ui, why};
use std::sync::Arc;

impl App {
    /// Carries out what concerns the lesson.
    pub(super) fn learn(&mut self, msg: Msg) -> Option<Effect> {
        let study = self.study.as_mut()?;
        let lang = self.look.lang;
        match msg {
            Msg::Run(line) => return self.run_line(&line),
            Msg::Type(_) | Msg::Show(_) | Msg::Edit(_) | Msg::Sit(_) | Msg::Play => self.bring(msg),
            Msg::Jump(step) => {
                return self.go(|session| {
                    session.go(step);
                    true
                });
            }
            Msg::SaveCapture => return self.save_capture(),
            Msg::Answer(answer) => return self.answer(answer),
            Msg::Hint => {
                if study.reveal(lang) {
                    let screen = self.lesson()?;
                    screen.story.to_the_end();
                    screen.show(Pane::Text);
                    return Some(Effect::Save);
                } else {
                    self.say(Tone::Plain, ui::NO_MORE_HINTS);
                }
            }
            Msg::WatchCell => self.watch_cell(),
            Msg::Why => return self.why(),
            Msg::Evidence(number) => self.evidence(number),
            Msg::Undo => return self.turn(Session::undo, ui::undone, ui::NOTHING_TO_UNDO),
            Msg::Redo => return self.turn(Session::redo, ui::redone, ui::NOTHING_TO_REDO),
            Msg::Next | Msg::Previous if self.has_no_steps() => {}
            Msg::Next => return self.next(),
            Msg::Skip => return self.go(|session| session.skip() == Advance::Moved),
            Msg::Solve => {
                return self.go(|session| {
                    session.solve();
                    session.skip() == Advance::Moved
                });
            }
            Msg::Previous if self.study.as_ref()?.session().step() == 0 => self.say(Tone::Plain, ui::FIRST_STEP),
            Msg::Previous => {
                return self.go(|session| {
                    session.previous();
                    true
                });
            }
            Msg::AskReset => self.ask_reset(),
            Msg::Reset(scope) => return self.reset(scope),
            _ => {}
        }
        None
    }

    /// Brings a pane to the front, with what is wanted in it.
    fn bring(&mut self, msg: Msg) {
        let Some(world) = self.study.as_ref().map(|study| study.session().world().clone()) else { return };
        let Some(screen) = self.lesson() else { return };
        let pane = match msg {
            Msg::Type(line) => {
                screen.shell.type_line(&line);
                Pane::Terminal
            }
            Msg::Sit(host) => {
                screen.shell.sit_at(host);
                Pane::Terminal
            }
            Msg::Edit(edit) => {
                screen.console.edit(edit, &world);
                Pane::Console
            }
            Msg::Play => {
                screen.player.play();
                Pane::Player
            }
            Msg::Show(pane) => pane,
            _ => return,
        };
        screen.show(pane);
    }

    /// Opens a lesson with its session.
    pub fn enter(&mut self, session: Session) {
        let mut screen = LessonScreen::default();
        for record in session.records() {
            screen.shell.remember(split_prompt(&record.input).1);
            screen.shell.show(entry(record));
        }
        let study = Study::new(session, self.look.lang);
        if let Some(trace) = study.trace() {
            screen.player.load(trace, study.session().world());
        }
        self.study = Some(study);
        self.screens.push(Screen::Lesson(screen));
    }

    /// Puts a session in place of the lesson that is open: its author has changed it. The same pane is shown.
    pub fn put_in_place(&mut self, session: Session) {
        let pane = self.lesson().map(|screen| screen.pane());
        self.screens.truncate(1);
        self.enter(session);
        if let (Some(screen), Some(pane)) = (self.lesson(), pane) {
            screen.show(pane);
        }
    }

    fn run_line(&mut self, line: &str) -> Option<Effect> {
        if let Some(noted) = self.note_comment(line) {
            return Some(noted);
        }
        let lang = self.look.lang;
        let study = self.study.as_mut()?;
        let (ran, news) = study.change(lang, |session| session.exec(line));
        match ran {
            Ok(None) => None,
            Ok(Some(record)) => {
                self.line_was_recorded();
                self.count(&record);
                self.ran(&record);
                self.tell(&news);
                if news.done {
                    self.show_score();
                }
                Some(Effect::Save)
            }
            Err(why) => {
                self.not_understood(line, &why);
                None
            }
        }
    }

    /// Tells why the last command failed, a tier more each time.
    fn why(&mut self) -> Option<Effect> {
        let lang = self.look.lang;
        let study = self.study.as_mut()?;
        if !study.ask_why(lang) {
            let run = study.trace().is_some();
            self.say(Tone::Plain, if run { why::NOTHING_WRONG } else { why::NOTHING_RUN });
            return None;
        }
        if !matches!(self.screens.last(), Some(Screen::Why(_))) {
            self.screens.push(Screen::Why(Why::default()));
        }
        Some(Effect::Save)
    }

    /// Plays the trace of the cell that is chosen on the board, which is closed.
    fn watch_cell(&mut self) {
        let Some(Screen::Cells(cells)) = self.screens.last() else { return };
        let (Some(trace), Some(study)) = (cells.chosen().map(Arc::clone), &self.study) else { return };
        let world = study.session().world().clone();
        self.screens.pop();
        if let Some(screen) = self.lesson() {
            screen.load(&trace, &world);
            screen.player.play();
            screen.show(Pane::Player);
        }
    }

    /// Shows in the player where an obstacle was met.
    fn evidence(&mut self, number: usize) {
        let Some(study) = &self.study else { return };
        let blocker = study.diagnosis().and_then(|diagnosis| diagnosis.blockers.get(number));
        let Some(trace) = blocker.map(|blocker| Arc::clone(&blocker.trace)) else { return };
        let world = study.session().world().clone();
        if let Some(screen) = self.lesson() {
            screen.player.load(&trace, &world);
            screen.player.show_deciding();
            screen.show(Pane::Player);
        }
    }

    /// The packets that the player shows, to be saved.
    fn save_capture(&mut self) -> Option<Effect> {
        let trace = Arc::clone(self.lesson()?.player.trace()?);
        let saved = self.study.as_ref()?.capture(&trace, self.look.lang);
        if saved.is_none() {
            self.say(Tone::Plain, player::NOTHING);
        }
        saved.map(|(stem, capture)| Effect::SaveCapture { stem, capture })
    }

    /// Shows what a line has done.
    fn ran(&mut self, record: &Record) {
        let lang = self.look.lang;
        let Some(study) = self.study.as_mut() else { return };
        let world = study.session().world().clone();
        let trace = study.keep_trace(record).map(Arc::clone);
        let Some(screen) = self.lesson() else { return };
        screen.shell.show(entry(record));
        if let Some(trace) = &trace {
            screen.load(trace, &world);
            if screen.player_is_unknown() && trace.flights().next().is_some() {
                screen.shell.remark(ui::WATCH_IT.in_(lang).to_owned());
            }
        }
        if let Some(host) = connected(record, &world) {
            screen.shell.sit_at(Some(host));
        }
        if screen.pane() != Pane::Terminal {
            let (tone, text) = match &record.kind {
                Kind::Api { refusal: None, .. } => (Tone::Good, ui::done(lang, &record.input)),
                Kind::Guest(_) if record.exit == 0 => (Tone::Good, ui::done(lang, &record.input)),
                Kind::Api { .. } | Kind::Malformed | Kind::Guest(_) => {
                    (Tone::Bad, record.output.whole().trim().to_owned())
                }
            };
            self.message = Some((tone, text));
        }
    }

    fn not_understood(&mut self, line: &str, why: &NotUnderstood) {
        let what = why.what.clone();
        let Some(screen) = self.lesson() else { return };
        let (host, rest) = split_prompt(line);
        let prompt = host.map_or_else(|| CLOUD_SHELL.to_owned(), |host| format!("{host}$"));
        screen.shell.show(Entry {
            prompt,
            line: rest.to_owned(),
            output: Output::default(),
            remarks: vec![what.clone()],
        });
        if screen.pane() != Pane::Terminal {
            self.message = Some((Tone::Bad, what));
        }
    }

    /// Tells of goals reached and mistakes made: on the command line, and above everything.
    fn tell(&mut self, news: &News) {
        let lang = self.look.lang;
        let mut said: Vec<(Tone, String)> = Vec::new();
        said.extend(news.reached.iter().map(|goal| (Tone::Good, ui::reached(lang, goal))));
        said.extend(news.done.then(|| (Tone::Good, ui::STEP_DONE.in_(lang).to_owned())));
        said.extend(news.reply.iter().map(|reply| (Tone::Plain, reply.clone())));
        if let Some(screen) = self.lesson() {
            for (_, text) in &said {
                // While one types, `n` is a letter.
                let here = if *text == ui::STEP_DONE.in_(lang) { ui::STEP_DONE_TYPING.in_(lang) } else { text };
                screen.shell.remark(here.to_owned());
            }
            // The command line shows the remarks itself.
            if screen.pane() == Pane::Terminal {
                return;
            }
        }
        let Some((tone, _)) = said.first() else { return };
        let text = said.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
        self.message = Some((*tone, text));
    }

    fn turn(
        &mut self,
        which: impl FnOnce(&mut Session) -> Option<crate::session::Entry>,
        words: fn(Lang, &str) -> String,
        nothing: Words,
    ) -> Option<Effect> {
        let lang = self.look.lang;
        let step = self.study.as_ref()?.session().step();
        let (entry, _) = self.study.as_mut()?.change(lang, which);
        match entry {
            None => {
                self.say(Tone::Plain, nothing);
                None
            }
            Some(entry) => {
                if self.study.as_ref()?.session().step() != step {
                    self.lesson()?.story.rewind();
                }
                self.message = Some((Tone::Plain, words(lang, &entry.line)));
                Some(Effect::Save)
            }
        }
    }

    /// Moves to another step where `how` says that it moved.
    fn go(&mut self, how: impl FnOnce(&mut Session) -> bool) -> Option<Effect> {
        let lang = self.look.lang;
        let (moved, _) = self.study.as_mut()?.change(lang, how);
        if !moved {
            self.say(Tone::Plain, ui::LAST_STEP);
            return Some(Effect::Save);
        }
        let screen = self.lesson()?;
        screen.story.rewind();
        screen.show(Pane::Text);
        Some(Effect::Save)
    }

    fn next(&mut self) -> Option<Effect> {
        match self.study.as_ref()?.onward() {
            Onward::Finished if self.show_score() => {}
            Onward::Finished => self.say(Tone::Good, ui::LESSON_DONE),
            Onward::Free => return self.go(|session| session.advance() == Advance::Moved),
            Onward::OpenAtEnd if self.ask_give_up() => {}
            Onward::OpenAtEnd => self.say(Tone::Plain, ui::LAST_STEP),
            Onward::Open => self.offer_to_skip(),
        }
        None
    }

    fn offer_to_skip(&mut self) {
        let Some(study) = &self.study else { return };
        let missing = study.standing().goals.iter().filter(|goal| goal.missing.is_some());
        let mark = self.look.glyph(Sign::Waiting);
        let missing = missing.map(|goal| format!("{mark} {}", goal.say)).collect::<Vec<_>>().join("\n");
        let body = Text { ja: missing.clone(), en: missing };
        let mut options = vec![(ui::SKIP_STAY.into(), Vec::new()), (ui::SKIP_AS_IS.into(), vec![Msg::Skip])];
        if !study.solution().is_empty() {
            options.insert(1, (ui::SKIP_SOLVE.into(), vec![Msg::Solve]));
        }
        self.screens.push(Screen::Choice(Choice { title: ui::SKIP_TITLE.into(), body, options, at: 0 }));
    }

    fn ask_reset(&mut self) {
        let mut options = vec![
            (ui::RESET_NOTHING.into(), Vec::new()),
            (ui::RESET_STEP.into(), vec![Msg::Reset(Scope::Step)]),
            (ui::RESET_LESSON.into(), vec![Msg::Reset(Scope::Lesson)]),
        ];
        if self.is_sandbox() {
            options.truncate(1);
            options.push((sandbox::RESET.into(), vec![Msg::Reset(Scope::Lesson)]));
        }
        let body = ui::RESET_BODY.into();
        self.screens.push(Screen::Choice(Choice { title: ui::RESET_TITLE.into(), body, options, at: 0 }));
    }

    fn reset(&mut self, scope: Scope) -> Option<Effect> {
        let lang = self.look.lang;
        let study = self.study.as_mut()?;
        match scope {
            Scope::Step => study.change(lang, Session::reset_step),
            Scope::Lesson => study.change(lang, Session::reset_lesson),
        };
        let screen = self.lesson()?;
        screen.story.rewind();
        screen.show(Pane::Text);
        self.say(Tone::Plain, ui::RESET_DONE);
        Some(Effect::Save)
    }

    fn answer(&mut self, answer: Answer) -> Option<Effect> {
        let lang = self.look.lang;
        let (number, given) = self.study.as_mut()?.answer(lang, &answer)?;
        match (given.mark, answer) {
            (Mark::Unreadable, Answer::Typed(typed)) => {
                self.message = Some((Tone::Bad, ui::no_address(lang, &typed)));
                None
            }
            _ => {
                self.lesson()?.story.to_the_end();
                if given.mark == Mark::Wrong {
                    self.show_why_wrong(number, &given.truth);
                }
                Some(Effect::Save)
            }
        }
    }

    /// Puts the trace of a wrong prediction into the player, at the station that decides.
    fn show_why_wrong(&mut self, ask: usize, truth: &Truth) {
        let Some(study) = &self.study else { return };
        let session = study.session();
        let world = session.step_world().clone();
        let (trace, shown) = match (&session.current().asks[ask].what, truth) {
            (Question::Foresee { what, .. }, Truth::Foreseen(trace, _)) => (Arc::clone(trace), what.shown_by(trace)),
            (_, Truth::Outcome(trace)) => (Arc::clone(trace), None),
            _ => return,
        };
        if let Some(screen) = self.lesson() {
            screen.player.load(&trace, &world);
            match shown {
                Some((event, step)) => screen.player.show_event(event, step),
                None => screen.player.show_deciding(),
            }
            screen.stage(Pane::Player);
        }
    }

    /// The lesson's screen.
    fn lesson(&mut self) -> Option<&mut LessonScreen> {
        self.screens.iter_mut().find_map(Screen::lesson_mut)
    }

    fn say(&mut self, tone: Tone, words: Words) {
        self.message = Some((tone, words.in_(self.look.lang).to_owned()));
    }
}

/// A record as the command line shows it.
fn entry(record: &Record) -> Entry {
    let (host, line) = split_prompt(&record.input);
    let prompt = host.map_or_else(|| CLOUD_SHELL.to_owned(), |host| format!("{host}$"));
    Entry { prompt, line: line.to_owned(), output: record.output.clone(), remarks: Vec::new() }
}

/// The machine a line has connected to through an EC2 Instance Connect Endpoint.
pub(super) fn connected(record: &Record, world: &World) -> Option<String> {
    let words: Vec<&str> = record.input.split_whitespace().collect();
    if record.exit != 0 || !words.starts_with(&["aws", "ec2-instance-connect", "ssh"]) {
        return None;
    }
    let at = words.iter().position(|word| *word == "--instance-id")?;
    let id = words.get(at + 1)?.trim_matches(['"', '\'']);
    Some(match id.strip_prefix('@') {
        Some(path) => path.rsplit('/').next().unwrap_or(path).to_owned(),
        None => world.name_of(id),
    })
}

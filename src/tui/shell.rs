//! The terminal pane: a command line onto the world, as CloudShell and as each machine in it.

use super::complete::{Completion, complete, is_program, machine, machines, programs};
use super::draw::{ellipsis, put, put_lines};
use super::keys::{Hint, Key, KeyRow, alt, ch, code, ctrl, find, hints};
use super::line::{EditLine, Pasted};
use super::look::{Look, Sign};
use super::msg::{Msg, Pane, Tone};
use super::scrollback::{Entry, Scrollback, cells, prompt_lines};
use super::touch::{Touched, Wheel};
use super::view::{Ctx, Focus, View};
use crate::cloud::command_line::near;
use crate::cloud::{InstanceId, World};
use crate::guest::Output;
use crate::words::ui;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

/// The prompt where no machine is chosen: AWS CloudShell.
pub const CLOUD_SHELL: &str = "cloudshell$";

/// Lines that a page key moves.
const PAGE: usize = 8;

/// Rows of candidates under the line, at most.
const OFFERED: usize = 4;

/// The pane.
#[derive(Debug, Default)]
pub struct Shell {
    line: EditLine,
    back: Scrollback,
    /// The machine one sits at; none: CloudShell.
    host: Option<String>,
    /// How many lines above the newest one looks.
    scrolled: usize,
    /// What the last Tab found, when it was more than one word.
    offered: Completion,
}

/// What a key does here.
#[derive(Clone, Copy, Debug)]
enum Do {
    Run,
    Complete,
    Older,
    Newer,
    Machine,
    PageUp,
    PageDown,
    ClearLine,
    Clear,
    Leave,
}

static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Esc)], say: ui::key::LEAVE, does: Do::Leave },
    KeyRow { keys: &[ctrl('t')], say: ui::key::MACHINE, does: Do::Machine },
    KeyRow { keys: &[code(KeyCode::Tab)], say: ui::key::COMPLETE, does: Do::Complete },
    KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::RUN, does: Do::Run },
    KeyRow { keys: &[code(KeyCode::Up), ctrl('p')], say: ui::key::HISTORY, does: Do::Older },
    KeyRow { keys: &[code(KeyCode::Down), ctrl('n')], say: ui::key::HISTORY, does: Do::Newer },
    KeyRow { keys: &[code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::PageUp },
    KeyRow { keys: &[code(KeyCode::PageDown)], say: ui::key::SCROLL, does: Do::PageDown },
    KeyRow { keys: &[ctrl('c')], say: ui::key::CLEAR_LINE, does: Do::ClearLine },
    KeyRow { keys: &[ctrl('l')], say: ui::key::CLEAR, does: Do::Clear },
];

/// Keys that mean something else as long as nothing is typed.
static ON_EMPTY_LINE: &[Key] = &[ch('1'), ch('2'), ch('3'), ch('4'), ch('5'), ch('?'), ch(':')];

impl Shell {
    /// Shows what a line has done.
    pub fn show(&mut self, entry: Entry) {
        self.scrolled = 0;
        self.back.push(entry);
    }

    /// Adds a remark of the tutor to the newest entry.
    pub fn remark(&mut self, text: String) {
        self.back.remark(text);
    }

    /// Adds a line to the history without running it.
    pub fn remember(&mut self, line: &str) {
        self.line.remember(line);
    }

    /// Puts a line into the input, and sits down where it belongs.
    pub fn type_line(&mut self, line: &str) {
        let (host, rest) = split_prompt(line);
        self.host = host.map(str::to_owned);
        self.line.set(rest);
    }

    /// Sits down at a machine, or at CloudShell.
    pub fn sit_at(&mut self, host: Option<String>) {
        self.host = host;
    }

    /// The machine one sits at, while it exists.
    fn host(&self, world: &World) -> Option<&str> {
        let host = self.host.as_deref()?;
        machine(world, host).map(|_| host)
    }

    /// The instance one sits at.
    pub fn machine(&self, world: &World) -> Option<InstanceId> {
        machine(world, self.host.as_deref()?)
    }

    fn prompt(&self, world: &World) -> String {
        self.host(world).map_or_else(|| CLOUD_SHELL.to_owned(), |host| format!("{host}$"))
    }

    fn run(&mut self, ctx: &Ctx) -> Vec<Msg> {
        let line = self.line.take();
        let line = line.trim();
        self.scrolled = 0;
        match line {
            "" => Vec::new(),
            "clear" => {
                self.back.clear();
                Vec::new()
            }
            "exit" | "logout" => {
                self.host = None;
                Vec::new()
            }
            "help" if self.host(ctx.world).is_none() => vec![Msg::Help],
            _ => self.run_line(line, ctx),
        }
    }

    fn run_line(&mut self, line: &str, ctx: &Ctx) -> Vec<Msg> {
        let first = line.split_whitespace().next().unwrap_or_default();
        let for_cloud_shell =
            first == "aws" || first.contains('=') || first.starts_with('#') || split_prompt(line).0.is_some();
        match self.host(ctx.world) {
            Some(host) if !for_cloud_shell => vec![Msg::Run(format!("{host}$ {line}"))],
            None if !for_cloud_shell => {
                let remark = if is_program(first) {
                    ui::NO_MACHINE.in_(ctx.look.lang).to_owned()
                } else {
                    ui::no_command(ctx.look.lang, first, &near(first, programs()))
                };
                let (prompt, line) = (CLOUD_SHELL.to_owned(), line.to_owned());
                self.show(Entry { prompt, line, output: Output::default(), remarks: vec![remark] });
                Vec::new()
            }
            _ => vec![Msg::Run(line.to_owned())],
        }
    }

    fn complete(&mut self, world: &World) {
        let found = complete(world, self.line.before_cursor());
        let typed = self.line.before_cursor().len() - found.from;
        if found.common().len() > typed {
            let common = found.common().to_owned();
            let last = found.words.len() == 1 && !common.ends_with([' ', '/', '=']);
            self.line.complete(found.from, &if last { common + " " } else { common });
        }
        self.offered = if found.words.len() > 1 { found } else { Completion::default() };
    }

    /// Goes to the next machine; after the last comes CloudShell.
    fn next_machine(&mut self, ctx: &Ctx) {
        let all = machines(ctx.world, &ctx.named.machines);
        let at = self.host.as_ref().and_then(|host| all.iter().position(|name| name == host));
        self.host = all.get(at.map_or(0, |at| at + 1)).cloned();
    }

    fn scroll(&mut self, wheel: Wheel, lines: usize) {
        self.scrolled = match wheel {
            Wheel::Up => self.scrolled.saturating_add(lines).min(20_000),
            Wheel::Down => self.scrolled.saturating_sub(lines),
        };
    }

    /// The lines under the scrollback: prompt and input, then what Tab offers.
    fn input_lines(&self, ctx: &Ctx, width: usize) -> Vec<Line<'static>> {
        let mut lines = prompt_lines(&self.prompt(ctx.world), self.line.text(), width, &ctx.look);
        if self.line.waiting() > 0 {
            let text = ui::waiting(ctx.look.lang, self.line.waiting());
            lines.push(Line::styled(ellipsis(&text, width), ctx.look.remark()));
        }
        lines.extend(offered_lines(&self.offered.words, width, &ctx.look));
        lines
    }

    /// All lines that are seen at this size, and at which of them the input begins.
    fn visible(&self, ctx: &Ctx, width: usize, height: usize) -> (Vec<Line<'static>>, usize) {
        let input = self.input_lines(ctx, width);
        let input = input[input.len().saturating_sub(height)..].to_vec();
        let room = height.saturating_sub(input.len());
        let mut lines = self.back.tail(room + self.scrolled, width, &ctx.look);
        let end = lines.len().saturating_sub(self.scrolled).max(room.min(lines.len()));
        lines.truncate(end);
        let mut lines = lines.split_off(lines.len().saturating_sub(room));
        if lines.is_empty() && self.back.is_empty() {
            let welcome = ui::SHELL_WELCOME.in_(ctx.look.lang);
            let style = ctx.look.style(Sign::Quiet);
            lines = super::wrap::wrap_text(welcome, width, style);
            lines.truncate(room);
        }
        let begins = lines.len();
        lines.extend(input);
        (lines, begins)
    }
}

/// The host a line names before a `$`, and the rest of the line.
pub fn split_prompt(line: &str) -> (Option<&str>, &str) {
    match line.split_once("$ ") {
        Some((host, rest)) if !host.is_empty() && !host.contains([' ', '"', '\'', '=']) => (Some(host), rest),
        _ => (None, line),
    }
}

/// Candidates one after the other, as many as a few rows hold.
fn offered_lines(words: &[String], width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut rows: Vec<String> = Vec::new();
    let mut shown = 0;
    for word in words {
        let word = ellipsis(word.trim_end(), width);
        let full = rows.len() == OFFERED;
        match rows.last_mut().filter(|row| row.width() + 2 + word.width() <= width) {
            Some(row) => *row = format!("{row}  {word}"),
            None if full => break,
            None => rows.push(word),
        }
        shown += 1;
    }
    if let Some(last) = rows.last_mut().filter(|_| shown < words.len()) {
        let more = format!("  +{}", words.len() - shown);
        *last = ellipsis(last, width.saturating_sub(more.width())) + &more;
    }
    rows.into_iter().map(|row| Line::styled(row, look.style(Sign::Quiet))).collect()
}

impl View for Shell {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        hints(KEYS)
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let offered = std::mem::take(&mut self.offered);
        if self.line.text().is_empty() && ON_EMPTY_LINE.iter().any(|other| other.is(key)) {
            return None;
        }
        match find(KEYS, key) {
            Some(Do::Run) => return Some(self.run(ctx)),
            Some(Do::Complete) => self.complete(ctx.world),
            Some(Do::Older) => self.line.older(),
            Some(Do::Newer) => self.line.newer(),
            Some(Do::Machine) => self.next_machine(ctx),
            Some(Do::PageUp) => self.scroll(Wheel::Up, PAGE),
            Some(Do::PageDown) => self.scroll(Wheel::Down, PAGE),
            Some(Do::ClearLine) if self.line.text().is_empty() && self.line.waiting() == 0 => return None,
            Some(Do::ClearLine) => self.line.reset(),
            Some(Do::Clear) => self.back.clear(),
            Some(Do::Leave) if !offered.words.is_empty() => {}
            Some(Do::Leave) => return Some(vec![Msg::Show(Pane::Text)]),
            // Copying is for everybody, and not this line's own yanking.
            None if ctrl('y').is(key) => return None,
            None if ('1'..='5').any(|digit| alt(digit).is(key)) => return None,
            None if !self.line.edit(key) => return None,
            None => {}
        }
        Some(Vec::new())
    }

    fn copies(&self, _ctx: &Ctx) -> Option<String> {
        self.back.newest()
    }

    fn on_paste(&mut self, text: &str, ctx: &Ctx) -> Vec<Msg> {
        match self.line.paste(text) {
            Pasted::Whole => Vec::new(),
            Pasted::Cut => vec![Msg::Say(Tone::Plain, ui::PASTE_CUT.in_(ctx.look.lang).to_owned())],
        }
    }

    fn on_touch(&mut self, touched: Touched, _ctx: &Ctx) -> Option<Vec<Msg>> {
        match touched {
            Touched::Wheel(wheel) => self.scroll(wheel, 1),
            Touched::Part(_) => return None,
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let (lines, _) = self.visible(ctx, usize::from(area.width), usize::from(area.height));
        put_lines(buf, area, &lines);
        if self.scrolled > 0 && area.width > 4 {
            let mark = ctx.look.glyphs.pick("↑", "^");
            put(buf, area, (area.right() - 1, area.top()), mark, ctx.look.style(Sign::Changed));
        }
    }

    fn cursor(&self, ctx: &Ctx, area: Rect) -> Option<Position> {
        if ctx.focus == Focus::Elsewhere || area.is_empty() {
            return None;
        }
        let (width, height) = (usize::from(area.width), usize::from(area.height));
        let (_, begins) = self.visible(ctx, width, height);
        let all = self.input_lines(ctx, width).len();
        let hidden = all.saturating_sub(height);
        let before = format!("{} {}", self.prompt(ctx.world), self.line.before_cursor());
        let rows = cells(&before, width);
        let (mut y, mut x) = (rows.len() - 1, rows.last().map_or(0, |row| row.width()));
        if x >= width {
            (x, y) = (0, y + 1);
        }
        let y = (begins + y).checked_sub(hidden)?.min(height - 1);
        let (x, y) = (u16::try_from(x).ok()?, u16::try_from(y).ok()?);
        Some(Position { x: area.x + x, y: area.y + y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_name_its_machine() {
        assert_eq!(split_prompt("client-001a$ curl x"), (Some("client-001a"), "curl x"));
        assert_eq!(split_prompt("aws ec2 x --a $ b"), (None, "aws ec2 x --a $ b"));
        assert_eq!(split_prompt("X=$(aws)"), (None, "X=$(aws)"));
    }

    #[test]
    fn candidates_fill_a_few_rows_and_say_how_many_are_missing() {
        let words: Vec<String> = (0..50).map(|number| format!("word-{number:02}")).collect();
        let lines = offered_lines(&words, 40, &Look::default());
        assert_eq!(lines.len(), OFFERED);
        assert_eq!(lines[0].to_string(), "word-00  word-01  word-02  word-03");
        assert!(lines[3].to_string().ends_with("+34"), "{}", lines[3]);
        assert!(lines.iter().all(|line| line.width() <= 40));
    }
}

//! The terminal pane: a command line onto the world, as CloudShell and as each machine in it.

mod keys;
mod search;
#[cfg(test)]
mod tests;

use super::complete::{complete, machine, machines};
use super::draw::{ellipsis, put, put_lines};
use super::keys::{Hint, alt, ctrl, find, hints};
use super::line::{EditLine, Pasted};
use super::look::Sign;
use super::msg::{Msg, Pane, Tone};
use super::offers::Offers;
use super::scrollback::{Entry, Scrollback, cells, prompt_lines};
use super::touch::{NOTCH, Touched, Wheel};
use super::typed::Typed;
use super::view::{Ctx, Focus, View};
use super::wrap::wrap_text;
use crate::cloud::{InstanceId, World};
use crate::guest::{Output, Stream};
use crate::words::{program, ui};
use keys::{Do, KEYS, LIST_KEYS, Listed, ON_EMPTY_LINE, SEARCH_KEYS, Searching};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use search::Search;
use unicode_width::UnicodeWidthStr;

/// The prompt where no machine is chosen: AWS CloudShell.
pub const CLOUD_SHELL: &str = "cloudshell$";

/// Lines that a page key moves.
const PAGE: usize = 8;

/// Rows of completions under the line, at most.
const OFFERED: usize = 8;

/// The pane.
#[derive(Debug, Default)]
pub struct Shell {
    line: EditLine,
    back: Scrollback,
    /// The machine one sits at; none: CloudShell.
    host: Option<String>,
    /// How many lines above the newest one looks.
    scrolled: usize,
    /// What Tab has found, when it was more than one word.
    offered: Option<Offered>,
    /// The search for a line typed before, while it is under way.
    search: Option<Search>,
    /// The machine that was offered to run the line on.
    elsewhere: Option<String>,
}

/// Words that may stand in the place of the one being typed.
#[derive(Debug)]
struct Offered {
    /// The byte at which that word begins.
    from: usize,
    offers: Offers,
}

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

    fn prompt(&self, ctx: &Ctx) -> String {
        match &self.search {
            Some(search) => search.prompt(ctx.look.lang),
            None => self.host(ctx.world).map_or_else(|| CLOUD_SHELL.to_owned(), |host| format!("{host}$")),
        }
    }

    /// What stands behind the prompt, and as much of it as lies before the cursor.
    fn typed(&self) -> (&str, &str) {
        match &self.search {
            Some(search) => (search.found(&self.line), ""),
            None => (self.line.text(), self.line.before_cursor()),
        }
    }

    fn run(&mut self, ctx: &Ctx) -> Vec<Msg> {
        let there = self.elsewhere.take();
        let line = self.line.take();
        let line = line.trim();
        self.scrolled = 0;
        if there.is_some() {
            self.host = there;
        }
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
            "help" => {
                let mut output = Output::default();
                output.push(Stream::Out, program::help(ctx.look.lang));
                let prompt = self.prompt(ctx);
                self.show(Entry { prompt, line: line.to_owned(), output, remarks: Vec::new() });
                Vec::new()
            }
            _ => self.run_line(line, ctx),
        }
    }

    fn run_line(&mut self, line: &str, ctx: &Ctx) -> Vec<Msg> {
        let remark = match (Typed::of(line, self.host(ctx.world)), meant(ctx)) {
            (Typed::Run(line), _) => return vec![Msg::Run(line)],
            // Where it can only mean one machine, it waits for a second Enter.
            (Typed::NoMachine, Some(there)) => {
                self.elsewhere = Some(there);
                self.line.set(line);
                return Vec::new();
            }
            (Typed::NoMachine, None) => ui::NO_MACHINE.in_(ctx.look.lang).to_owned(),
            (Typed::NoCommand { word, near }, _) => ui::no_command(ctx.look.lang, &word, &near),
        };
        let (prompt, line) = (CLOUD_SHELL.to_owned(), line.to_owned());
        self.show(Entry { prompt, line, output: Output::default(), remarks: vec![remark] });
        Vec::new()
    }

    /// Completes the word before the cursor as far as it is certain, and lists what it could go on with.
    fn complete(&mut self, ctx: &Ctx) {
        let found = complete(ctx.world, self.line.before_cursor(), ctx.look.lang);
        let typed = self.line.before_cursor().len() - found.from;
        match found.offers.len() {
            0 => self.offered = None,
            1 => {
                self.offered = Some(Offered { from: found.from, offers: found.offers });
                self.take(0);
            }
            _ => {
                if found.common.len() > typed {
                    self.line.complete(found.from, &found.common);
                }
                self.offered = Some(Offered { from: found.from, offers: found.offers });
            }
        }
    }

    /// Takes one of the completions that are listed.
    fn take(&mut self, at: usize) {
        let Some(Offered { from, offers }) = self.offered.take() else { return };
        let Some(offer) = offers.get(at) else { return };
        // A word that goes on has no space behind it.
        let goes_on = offer.text.ends_with(['/', '=', '[', '{', ',', ' ']);
        self.line.complete(from, &if goes_on { offer.text.clone() } else { format!("{} ", offer.text) });
    }

    /// A key while completions are listed; none where it means something else.
    fn in_list(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<()> {
        let listed = self.offered.as_mut()?;
        match find(LIST_KEYS, key) {
            Some(Listed::Next) => listed.offers.step(true),
            Some(Listed::Previous) => listed.offers.step(false),
            Some(Listed::Close) => self.offered = None,
            Some(Listed::Take) => match listed.offers.at {
                Some(at) => self.take(at),
                None => {
                    self.offered = None;
                    return None;
                }
            },
            None if types(key) => {
                // Typing narrows the list.
                let from = listed.from;
                self.line.edit(key);
                let found = complete(ctx.world, self.line.before_cursor(), ctx.look.lang);
                let still = found.from == from && !found.offers.is_empty();
                self.offered = still.then_some(Offered { from, offers: found.offers });
            }
            None => {
                self.offered = None;
                return None;
            }
        }
        Some(())
    }

    /// A key while the history is searched.
    fn in_search(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        let mut search = self.search.take()?;
        let found = search.found(&self.line).to_owned();
        match find(SEARCH_KEYS, key) {
            Some(Searching::Older) => search.older(&self.line),
            Some(Searching::Pop) => search.pop(&self.line),
            Some(Searching::Close) => return Some(Vec::new()),
            Some(Searching::Take) => {
                self.line.set(&found);
                return Some(Vec::new());
            }
            Some(Searching::Run) => {
                self.line.set(&found);
                return Some(self.run(ctx));
            }
            None => match key.code {
                KeyCode::Char(char) if types(key) => search.push(char, &self.line),
                _ => {
                    self.line.set(&found);
                    return None;
                }
            },
        }
        self.search = Some(search);
        Some(Vec::new())
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

    /// The lines under the scrollback: prompt and input, then what the tutor has to say to it.
    fn input_lines(&self, ctx: &Ctx, width: usize) -> Vec<Line<'static>> {
        let mut lines = prompt_lines(&self.prompt(ctx), self.typed().0, width, &ctx.look);
        if self.line.waiting() > 0 {
            let text = ui::waiting(ctx.look.lang, self.line.waiting());
            lines.push(Line::styled(ellipsis(&text, width), ctx.look.remark()));
        }
        if let Some(there) = &self.elsewhere {
            let first = self.line.text().split_whitespace().next().unwrap_or_default();
            let text = ui::run_there(ctx.look.lang, first, there);
            lines.extend(wrap_text(&text, width, ctx.look.remark()));
        }
        lines
    }

    /// Rows for the list of completions, in a pane of this height.
    fn listed(&self, height: usize) -> usize {
        self.offered.as_ref().map_or(0, |listed| listed.offers.len().min(OFFERED).min(height.saturating_sub(2)))
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
            let machines = machines(ctx.world, &ctx.named.machines);
            let welcome = ui::shell_welcome(ctx.look.lang, self.host(ctx.world), &machines);
            lines = wrap_text(&welcome, width, ctx.look.style(Sign::Quiet));
            lines.truncate(room);
        }
        let begins = lines.len();
        lines.extend(input);
        (lines, begins)
    }
}

/// Whether a key types a character or takes one away.
fn types(key: KeyEvent) -> bool {
    match key.code {
        KeyCode::Char(_) => (key.modifiers - KeyModifiers::SHIFT).is_empty(),
        KeyCode::Backspace => true,
        _ => false,
    }
}

/// The machine that a line typed at CloudShell can only mean: the one of this step, or else of the lesson.
fn meant(ctx: &Ctx) -> Option<String> {
    let here = ctx.solution.iter().filter_map(|line| split_prompt(line).0);
    let mut here: Vec<String> = here.filter(|host| machine(ctx.world, host).is_some()).map(str::to_owned).collect();
    here.dedup();
    let mut named = ctx.named.machines.clone();
    named.retain(|name| machine(ctx.world, name).is_some());
    match (here.as_slice(), named.as_slice()) {
        ([only], _) | ([], [only]) => Some(only.clone()),
        _ => None,
    }
}

/// The host a line names before a `$`, and the rest of the line.
pub fn split_prompt(line: &str) -> (Option<&str>, &str) {
    match line.split_once("$ ") {
        Some((host, rest)) if !host.is_empty() && !host.contains([' ', '"', '\'', '=']) => (Some(host), rest),
        _ => (None, line),
    }
}

impl View for Shell {
    fn keys(&self, _ctx: &Ctx) -> Vec<Hint> {
        match (&self.search, &self.offered) {
            (Some(_), _) => hints(SEARCH_KEYS),
            (None, Some(_)) => hints(LIST_KEYS),
            (None, None) => hints(KEYS),
        }
    }

    fn on_key(&mut self, key: KeyEvent, ctx: &Ctx) -> Option<Vec<Msg>> {
        if self.search.is_some()
            && let Some(wanted) = self.in_search(key, ctx)
        {
            return Some(wanted);
        }
        if self.offered.is_some() && self.in_list(key, ctx).is_some() {
            return Some(Vec::new());
        }
        if self.line.text().is_empty() && ON_EMPTY_LINE.iter().any(|other| other.is(key)) {
            return None;
        }
        let does = find(KEYS, key);
        if !matches!(does, Some(Do::Run)) {
            self.elsewhere = None;
        }
        match does {
            Some(Do::Run) => return Some(self.run(ctx)),
            Some(Do::Complete) => self.complete(ctx),
            Some(Do::Older) => self.line.older(),
            Some(Do::Newer) => self.line.newer(),
            Some(Do::Search) => self.search = Some(Search::default()),
            Some(Do::Machine) => self.next_machine(ctx),
            Some(Do::PageUp) => self.scroll(Wheel::Up, PAGE),
            Some(Do::PageDown) => self.scroll(Wheel::Down, PAGE),
            Some(Do::ClearLine) if self.line.text().is_empty() && self.line.waiting() == 0 => return None,
            Some(Do::ClearLine) => self.line.reset(),
            Some(Do::Clear) => self.back.clear(),
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
        (self.search, self.offered, self.elsewhere) = (None, None, None);
        match self.line.paste(text) {
            Pasted::Whole => Vec::new(),
            Pasted::Cut => vec![Msg::Say(Tone::Plain, ui::PASTE_CUT.in_(ctx.look.lang).to_owned())],
        }
    }

    fn on_touch(&mut self, touched: Touched, _ctx: &Ctx) -> Option<Vec<Msg>> {
        match touched {
            Touched::Wheel(wheel) => self.scroll(wheel, NOTCH),
            Touched::Part(part) => self.take(part),
        }
        Some(Vec::new())
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let (width, height) = (usize::from(area.width), usize::from(area.height));
        let listed = self.listed(height);
        let (lines, _) = self.visible(ctx, width, height - listed);
        put_lines(buf, area, &lines);
        if let Some(offered) = &self.offered {
            let used = u16::try_from(lines.len()).unwrap_or(0);
            let rows = u16::try_from(listed).unwrap_or(0).min(area.height.saturating_sub(used));
            offered.offers.draw(ctx, Rect { y: area.y + used, height: rows, ..area }, buf, 0);
        }
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
        let height = height - self.listed(height);
        let (_, begins) = self.visible(ctx, width, height);
        let all = self.input_lines(ctx, width).len();
        let hidden = all.saturating_sub(height);
        let before = format!("{} {}", self.prompt(ctx), self.typed().1);
        let rows = cells(&before, width);
        let (mut y, mut x) = (rows.len() - 1, rows.last().map_or(0, |row| row.width()));
        if x >= width {
            (x, y) = (0, y + 1);
        }
        let y = (begins + y).checked_sub(hidden)?.min(height.checked_sub(1)?);
        let (x, y) = (u16::try_from(x).ok()?, u16::try_from(y).ok()?);
        Some(Position { x: area.x + x, y: area.y + y })
    }
}

//! Editing by keyboard and by mouse, from the forms to the clipboard: what a learner types, sees and gets.

#![allow(clippy::unwrap_used)]

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use std::sync::Arc;
use v6dojo::guest::console::{Console, Kind, find_host};
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::session::Session;
use v6dojo::sim::Outcome;
use v6dojo::tui::app::App;
use v6dojo::tui::draw::dump;
use v6dojo::tui::look::{Glyphs, Look, Theme};
use v6dojo::tui::msg::{Effect, Msg};
use v6dojo::words::program;

/// Somebody at the keyboard and the mouse.
struct Learner {
    app: App,
    lesson: Arc<Lesson>,
    copied: Vec<String>,
    size: (u16, u16),
}

impl Learner {
    /// At the beginning of a step.
    fn at(lang: Lang, step: &str) -> Self {
        Self::looking(Look { lang, ..Look::default() }, step)
    }

    fn looking(look: Look, step: &str) -> Self {
        let lesson = Arc::new(library::embedded()[0].load().unwrap());
        let mut app = App::new(look, Vec::new());
        let number = lesson.step(step).unwrap();
        app.enter(Session::at(Arc::clone(&lesson), number));
        Self { app, lesson, copied: Vec::new(), size: (120, 40) }
    }

    /// Presses keys: characters, or names like `<Enter>`.
    fn press(mut self, keys: &str) -> Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let (code, held) = match named {
                Some((name, after)) => {
                    rest = after;
                    named_key(name)
                }
                None => {
                    rest = &rest[first.len_utf8()..];
                    (KeyCode::Char(first), KeyModifiers::NONE)
                }
            };
            let wanted = self.app.key(KeyEvent::new(code, held));
            self.carry_out(wanted);
        }
        self
    }

    /// Clicks on the first place on the screen that shows `text`.
    fn click(mut self, text: &str) -> Self {
        let (width, height) = self.size;
        let area = Rect::new(0, 0, width, height);
        let buf = self.buffer(width, height);
        let (x, y) = place_of(&buf, text).unwrap_or_else(|| panic!("no {text:?} on\n{}", dump(&buf)));
        let event = MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column: x,
            row: y,
            modifiers: KeyModifiers::NONE,
        };
        let wanted = self.app.mouse(event, area);
        self.carry_out(wanted);
        self
    }

    fn carry_out(&mut self, wanted: Vec<Msg>) {
        for msg in wanted {
            match self.app.update(msg) {
                Some(Effect::Load(_)) => self.app.enter(Session::new(Arc::clone(&self.lesson))),
                Some(Effect::Copy(text)) => self.copied.push(text),
                _ => {}
            }
        }
    }

    fn buffer(&self, width: u16, height: u16) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let area = buf.area;
        let cursor = self.app.draw(area, &mut buf);
        assert!(cursor.is_none_or(|at| area.contains(at)), "the cursor is outside of {width}x{height}");
        buf
    }

    fn screen(&self) -> String {
        dump(&self.buffer(self.size.0, self.size.1))
    }

    fn sees(self, text: &str) -> Self {
        let screen = self.screen();
        assert!(screen.contains(text), "no {text:?} on\n{screen}");
        self
    }

    fn lines(&self) -> Vec<String> {
        self.app.study().unwrap().session().records().map(|record| record.input.clone()).collect()
    }
}

/// Where a text begins on the screen; wide characters take two columns.
fn place_of(buf: &Buffer, text: &str) -> Option<(u16, u16)> {
    for y in buf.area.top()..buf.area.bottom() {
        for x in buf.area.left()..buf.area.right() {
            let row: String = (x..buf.area.right()).map(|x| buf[(x, y)].symbol()).collect();
            let joined: String = row.chars().filter(|char| *char != ' ').collect();
            let wanted: String = text.chars().filter(|char| *char != ' ').collect();
            if buf[(x, y)].symbol() != " " && joined.starts_with(&wanted) {
                return Some((x, y));
            }
        }
    }
    None
}

fn named_key(name: &str) -> (KeyCode, KeyModifiers) {
    let plain = KeyModifiers::NONE;
    match name {
        "Enter" => (KeyCode::Enter, plain),
        "Esc" => (KeyCode::Esc, plain),
        "Tab" => (KeyCode::Tab, plain),
        "Up" => (KeyCode::Up, plain),
        "Down" => (KeyCode::Down, plain),
        "Right" => (KeyCode::Right, plain),
        other => match other.strip_prefix("C-").and_then(|char| char.chars().next()) {
            Some(char) => (KeyCode::Char(char), KeyModifiers::CONTROL),
            None => panic!("no key called {other}"),
        },
    }
}

const SUBNET: &str = "aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-vpc --ipv6-cidr-block 2001:db8:1:4b02::/64 \
                      --ipv6-native --availability-zone ap-northeast-3c --tag-specifications \
                      'ResourceType=subnet,Tags=[{Key=Name,Value=cl-ipv4-to-dualstack-subnet-private3-ap-northeast-3c}]'";

#[test]
fn a_subnet_is_made_in_a_form_by_keys_alone_from_what_is_offered() {
    let name = "cl-ipv4-to-dualstack-subnet-private3-ap-northeast-3c";
    let form = Learner::at(Lang::En, "subnet").press("3<Enter>").sees("Create a subnet");
    // The VPC out of its list, the next free /64, yes, the zone, a name, and the button.
    let filled = form
        .press("<Enter><Enter><Enter><Down>")
        .sees("→ 2001:db8:1:4b02::/64")
        .press("<Right><Enter> <Down>")
        .press("<Right><Right><Right>");
    let filled = filled.press("<Down>").press(name).press("<Down>");
    let filled = filled.sees("✓ ready to run");
    assert_eq!(filled.press("<Enter>").lines().last().map(String::as_str), Some(SUBNET));
}

#[test]
fn the_same_form_is_filled_in_by_the_mouse() {
    let form = Learner::at(Lang::En, "subnet").click("3 Console").click("create-subnet").sees("Create a subnet");
    let form = form.click("↓").click("@cl-ipv4-to-dualstack-vpc").sees("--vpc-id @cl-ipv4-to-dualstack-vpc");
    let form = form.click("ipv6-native").click("ipv6-native").sees("[✓] true");
    let form = form.click("ipv6-cidr-block").press("<Right>").sees("2001:db8:1:4b02::/64");
    let done = form.click("[ Run ]");
    assert!(done.lines().last().unwrap().ends_with("--ipv6-cidr-block 2001:db8:1:4b02::/64 --ipv6-native"));
}

#[test]
fn the_route_for_nat64_is_made_after_a_look_at_what_it_changes() {
    let editor = Learner::at(Lang::En, "nat64-route").press("3/routes<Enter>");
    let editor = editor.press("<Right><Right><Right>").sees("rtb-private3");
    let draft = editor.press("a<Enter><Enter><Down><Down>").sees("What this changes").sees("client-001c-ipv6only:");
    let draft = draft.sees("after  ✓ to the Internet by nat-public1");
    let made = draft.press("<Enter>");
    assert!(made.lines().last().unwrap().contains("--destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id"));
    made.press("1").sees("✓");
}

#[test]
fn the_palette_finds_things_by_either_language() {
    let found = |lang, typed: &str| Learner::at(lang, "dns64").press(":").press(typed).screen();
    assert!(found(Lang::Ja, "dns64").contains("サブネットの設定 (DNS64)"));
    assert!(found(Lang::En, "dns64").contains("modify-subnet-attribute"));
    assert!(found(Lang::Ja, "ルート").contains("ルートを作成"));
    assert!(found(Lang::En, "ルート").contains("Create a route"), "the other language's words lead there too");
    assert!(found(Lang::Ja, "undo").contains("取り消し"));
    assert!(found(Lang::En, "zzzz").contains("Nothing fits."));
}

#[test]
fn the_palette_does_what_is_chosen() {
    let at = |step: &str| Learner::at(Lang::En, step);
    at("dns64").press(":subnet settings<Enter>").sees("What this changes").sees("github.com AAAA: none → 64:ff9b::");
    at("dns64").press(":create-nat<Enter>").sees("aws ec2 create-nat-gateway");
    at("dns64").press(":routes of private1<Enter>").sees("cl-ipv4-to-dualstack-rtb-private1");
    at("dns64").press(":every destination from client-001a<Enter>").sees("client-001a, TCP 443");
    at("dns64").press(":sit client-001a<Enter>").sees("client-001a$");
    at("dns64").press(":step 3<Enter>").sees("step 3 / ");
    at("dns64").press(":日本語<Enter>").sees("手順");
    at("dns64").press(":terminal<Enter>").press("echo").sees("cloudshell$ echo");
    // While letters are typed, Ctrl-o opens it.
    at("dns64").press("4curl<C-o>").sees("Command palette").press("<Esc>").sees("cloudshell$ curl");
    at("dns64").press(":").click("Terminal").press("x").sees("cloudshell$ x");
}

#[test]
fn what_the_step_needs_comes_first_in_the_palette() {
    let first = Learner::at(Lang::En, "subnet").press(":").sees("› this step  Create a subnet");
    first.press("<Enter>").sees("aws ec2 create-subnet");
    let solved = Learner::at(Lang::En, "dns64");
    let line = solved.app.study().unwrap().solution()[0].clone();
    solved.press(&format!("4{line}<Enter><C-o>")).sees("› this step  next");
}

#[test]
fn what_matters_is_copied_from_every_pane() {
    let copied = |learner: Learner, keys: &str| learner.press(keys).copied.pop().unwrap_or_default();
    let at = |step: &str| Learner::at(Lang::En, step);
    let terminal = copied(at("as-found"), "4client-001a$ hostname<Enter><C-y>");
    assert_eq!(terminal, "client-001a$ hostname\nip-10-1-128-11.ap-northeast-3.compute.internal");
    let form = copied(at("subnet"), "3<Enter><Enter><Enter><C-y>");
    assert_eq!(form, "aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-vpc");
    let text = copied(at("as-found"), "1y");
    assert_eq!(text, "curl -sS https://github.com/hmatsu47");
    let player = copied(at("as-found"), "4client-001a$ curl -sS https://github.com/<Enter><Esc>5dy");
    assert!(player.starts_with("private1, route table rtb-private1: the longest match is 0.0.0.0/0"), "{player}");
    let why = copied(at("test-v6"), "4client-001c-ipv6only$ curl -sS https://github.com/<Enter><Esc>wwwwy");
    assert!(why.starts_with("aws ec2 "), "{why}");
    let reach = copied(at("as-found"), "Ey");
    assert!(reach.lines().count() > 1, "{reach}");
    at("as-found").press("1y").sees("1 line copied to the clipboard.");
    at("as-found").press("2y").sees("There is nothing to copy here.");
}

#[test]
fn the_history_is_searched_and_completions_describe_themselves() {
    let typed = Learner::at(Lang::Ja, "as-found").press("4client-001a$ dig github.com +short<Enter>");
    typed.press("<C-r>dig").sees("(履歴検索) dig: client-001a$ dig github.com +short").press("<Esc><Esc>").press("u");
    Learner::at(Lang::Ja, "subnet").press("4aws ec2 create-subnet --<Tab>").sees("Its IPv4 block, within the VPC's");
    Learner::at(Lang::Ja, "subnet").press("4curl -<Tab>").sees("IPv6 だけを使う");
    // Ctrl-r is still for doing again what was undone, where nothing is typed into.
    let line = "aws ec2 create-key-pair --key-name k";
    let done = Learner::at(Lang::En, "subnet").press(&format!("4{line}<Enter><Esc>u")).sees("Undone");
    done.press("<C-r>").sees("Done again");
}

#[test]
fn every_option_that_is_offered_is_understood_by_its_program() {
    let lesson = library::embedded()[0].load().unwrap();
    for name in ["curl", "dig", "ping", "ip", "getent", "ssh"] {
        for (option, _) in program::options(name) {
            let value = match (name, *option) {
                ("curl", "-m" | "--connect-timeout" | "--happy-eyeballs-timeout-ms") => " 5",
                ("curl", "-w" | "-o" | "-H") => " x",
                ("dig", "-x") => " 8.8.8.8",
                ("ping", "-c" | "-s" | "-W" | "-w" | "-i") => " 1",
                ("ssh", "-p") => " 22",
                ("ssh", "-l") => " me",
                ("ssh", "-o") => " ConnectTimeout=1",
                _ => "",
            };
            let end = match (name, *option) {
                ("ip", "-4" | "-6" | "-br") => " addr",
                ("ip", _) | ("dig", "-x") => "",
                ("curl", _) => " https://github.com/",
                _ => " github.com",
            };
            let mut console = Console::new(lesson.world.clone());
            assert!(find_host(&console.world, "client-001a").is_ok());
            let line = format!("client-001a$ {name} {option}{value}{end}");
            let record = console.exec(&line).unwrap().unwrap();
            let Kind::Guest(trace) = &record.kind else { panic!("{line}") };
            let said = record.output.whole();
            assert!(trace.outcome != Outcome::Usage, "{line}: {said}");
            assert!(!said.to_lowercase().contains("invalid option"), "{line}: {said}");
        }
    }
}

#[test]
fn ascii_and_no_colour_will_do() {
    let look = Look { glyphs: Glyphs::Ascii, theme: Theme::plain(), lang: Lang::En, ..Look::default() };
    let scenes = [
        "3<Enter><Enter>",
        "3/routes<Enter>a<Enter>",
        "3/routes<Enter>d",
        "3/subnet settings<Enter>",
        ":",
        "4curl <Tab>",
    ];
    for keys in scenes {
        let learner = Learner::looking(look, "subnet").press(keys);
        let buf = learner.buffer(120, 40);
        let colours = buf.content.iter().find(|cell| (cell.fg, cell.bg) != Default::default());
        assert!(colours.is_none(), "after {keys:?}: {colours:?}");
        let odd: Vec<char> = dump(&buf).chars().filter(|char| !char.is_ascii()).collect();
        assert!(odd.iter().all(|char| "…—’“”→≥日本語".contains(*char)), "after {keys:?}: {odd:?}");
    }
}

#[test]
fn no_size_breaks_what_floats_over_the_rest() {
    for lang in [Lang::Ja, Lang::En] {
        for keys in
            [":", ":route", "3<Enter><Enter>", "3<Enter><C-s>", "3/routes<Enter>a<Enter>", "4aws ec2 <Tab><Tab>"]
        {
            let learner = Learner::at(lang, "subnet").press(keys);
            for width in (0..=120).step_by(8) {
                for height in [0, 1, 3, 5, 8, 13, 24, 40] {
                    learner.buffer(width, height);
                }
            }
        }
    }
}

//! The command line as somebody at the keyboard meets it, in the world of the chapter.

use super::*;
use crate::guest::world;
use crate::lesson::Lang;
use crate::tui::draw::dump;
use crate::tui::keys::{Key, ch, code};
use crate::tui::look::Look;
use crate::tui::study::Named;

/// Somebody at the command line.
struct Typist {
    shell: Shell,
    world: World,
    lang: Lang,
    asked: Vec<Msg>,
}

const TAB: Key = code(KeyCode::Tab);
const ENTER: Key = code(KeyCode::Enter);

/// What the lesson speaks of.
fn named() -> Named {
    Named { hosts: Vec::new(), machines: vec!["client-001a".to_owned(), "client-001c-ipv6only".to_owned()] }
}

impl Typist {
    fn new(lang: Lang) -> Self {
        let world = world::load(world::CHAPTER).unwrap();
        Self { shell: Shell::default(), world, lang, asked: Vec::new() }
    }

    fn press(mut self, keys: &[Key]) -> Self {
        for key in keys {
            let named = named();
            let ctx = Ctx { named: &named, ..Ctx::of(Look { lang: self.lang, ..Look::default() }, &self.world) };
            self.asked.extend(self.shell.on_key(key.event(), &ctx).unwrap_or_default());
        }
        self
    }

    fn types(self, text: &str) -> Self {
        let keys: Vec<Key> = text.chars().map(ch).collect();
        self.press(&keys)
    }

    fn screen(&self, width: u16, height: u16) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let named = named();
        let ctx = Ctx { named: &named, ..Ctx::of(Look { lang: self.lang, ..Look::default() }, &self.world) };
        let area = buf.area;
        self.shell.draw(&ctx, area, &mut buf);
        assert!(self.shell.cursor(&ctx, area).is_none_or(|at| area.contains(at)));
        dump(&buf)
    }

    fn ran(&self) -> Vec<&str> {
        self.asked.iter().filter_map(|msg| if let Msg::Run(line) = msg { Some(line.as_str()) } else { None }).collect()
    }
}

#[test]
fn a_line_may_name_its_machine() {
    assert_eq!(split_prompt("client-001a$ curl x"), (Some("client-001a"), "curl x"));
    assert_eq!(split_prompt("aws ec2 x --a $ b"), (None, "aws ec2 x --a $ b"));
    assert_eq!(split_prompt("X=$(aws)"), (None, "X=$(aws)"));
}

#[test]
fn completions_are_listed_with_what_they_are_walked_through_and_taken() {
    let listed = Typist::new(Lang::Ja).types("aws ec2 create-subnet --vpc-id ").press(&[TAB]);
    let screen = listed.screen(100, 20);
    assert!(screen.contains("@cl-ipv4-to-dualstack-vpc  vpc-"), "{screen}");
    assert!(screen.contains("10.1.0.0/16  2001:db8:1:4b00::/56"), "{screen}");
    let walked = listed.press(&[TAB, TAB, code(KeyCode::BackTab)]);
    assert!(walked.screen(100, 20).contains("› @cl-ipv4-to-dualstack-vpc"), "{}", walked.screen(100, 20));
    let taken = walked.press(&[ENTER]);
    assert_eq!(taken.shell.line.text(), "aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-vpc ");
    assert!(taken.ran().is_empty(), "it was taken, not run");
}

#[test]
fn typing_narrows_the_list_and_escape_closes_it() {
    let listed = Typist::new(Lang::En).types("curl -").press(&[TAB]);
    assert!(listed.screen(80, 20).contains("-4") && listed.screen(80, 20).contains("IPv4 only"));
    let narrowed = listed.types("-c");
    let screen = narrowed.screen(80, 20);
    assert!(screen.contains("--connect-timeout") && !screen.contains("IPv4 only"), "{screen}");
    let closed = narrowed.press(&[code(KeyCode::Esc)]);
    assert!(!closed.screen(80, 20).contains("give up connecting"));
    assert_eq!(closed.shell.line.text(), "curl --c");
    let ctx = Ctx::of(Look::default(), &closed.world);
    let mut clicked = Typist::new(Lang::En).types("getent ").press(&[TAB]);
    clicked.shell.on_touch(Touched::Part(1), &ctx);
    assert_eq!(clicked.shell.line.text(), "getent ahostsv6 ");
}

#[test]
fn what_is_certain_is_completed_at_once() {
    assert_eq!(Typist::new(Lang::En).types("ge").press(&[TAB]).shell.line.text(), "getent ");
    assert_eq!(
        Typist::new(Lang::En).types("aws ec2 create-subn").press(&[TAB]).shell.line.text(),
        "aws ec2 create-subnet "
    );
    assert_eq!(Typist::new(Lang::En).types("cat ").press(&[TAB]).shell.line.text(), "cat /etc/resolv.conf ");
}

#[test]
fn lines_typed_before_are_found_letter_by_letter() {
    let mut typist = Typist::new(Lang::Ja);
    for line in ["curl https://github.com/", "dig github.com AAAA +short", "ip -6 route"] {
        typist.shell.remember(line);
    }
    let found = typist.press(&[ctrl('r')]).types("github");
    assert!(found.screen(80, 8).contains("(履歴検索) github: dig github.com AAAA +short"), "{}", found.screen(80, 8));
    let older = found.press(&[ctrl('r')]);
    assert!(older.screen(80, 8).contains("github: curl https://github.com/"));
    let edited = older.press(&[code(KeyCode::Right)]);
    assert_eq!(edited.shell.line.text(), "curl https://github.com/");
    let given_up = edited.press(&[ctrl('r')]).types("route").press(&[ctrl('g')]);
    assert_eq!(given_up.shell.line.text(), "curl https://github.com/");
    let ran = given_up.press(&[ctrl('t'), ctrl('r')]).types("dig").press(&[ENTER]);
    assert_eq!(ran.ran(), ["client-001a$ dig github.com AAAA +short"]);
}

#[test]
fn a_machines_program_at_cloudshell_is_run_there_by_a_second_enter() {
    let offered = Typist::new(Lang::En).types("curl https://github.com/").press(&[ENTER]);
    assert!(offered.ran().is_empty());
    let screen = offered.screen(100, 10);
    assert!(screen.contains("Enter once more goes to client-001a and runs it there."), "{screen}");
    let thought_better = Typist::new(Lang::En).types("curl x").press(&[ENTER]).types("y").press(&[ENTER]);
    assert!(thought_better.ran().is_empty(), "after another key it is offered anew");
    let ran = offered.press(&[ENTER]);
    assert_eq!(ran.ran(), ["client-001a$ curl https://github.com/"]);
    assert!(ran.screen(100, 10).contains("client-001a$"), "and one sits there");
}

#[test]
fn the_terminal_says_where_one_sits_and_help_lists_the_commands() {
    let fresh = Typist::new(Lang::Ja);
    assert!(fresh.screen(100, 8).contains("いまは AWS CloudShell です。"), "{}", fresh.screen(100, 8));
    assert!(fresh.screen(120, 8).contains("Ctrl-t で client-001a に移って"), "{}", fresh.screen(120, 8));
    let there = fresh.press(&[ctrl('t')]);
    assert!(there.screen(100, 8).contains("いまは client-001a の上です。"));
    let helped = there.types("help").press(&[ENTER]).screen(100, 30);
    assert!(helped.contains("DNS サーバーに問い合わせる") && helped.contains("Ctrl-r で履歴を検索"), "{helped}");
}

#[test]
fn no_size_breaks_the_command_line() {
    for lang in [Lang::Ja, Lang::En] {
        let typists = [
            Typist::new(lang).types("aws ec2 create-subnet --vpc-id ").press(&[TAB, TAB]),
            Typist::new(lang).types("curl x").press(&[ENTER]),
            Typist::new(lang).press(&[ctrl('r')]).types("xyz"),
            Typist::new(lang).types("help").press(&[ENTER]).types("dig ").press(&[TAB]),
        ];
        for typist in typists {
            for width in [0, 1, 2, 7, 20, 81] {
                for height in [0, 1, 2, 3, 5, 9, 20] {
                    typist.screen(width, height);
                }
            }
        }
    }
}

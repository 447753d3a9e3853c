//! Stories of the app with files below it: sandboxes and imports, left and taken up again.

use super::app::App;
use super::desk::Desk;
use super::draw::dump;
use super::look::Look;
use super::msg::{Effect, Msg};
use crate::lesson::Lang;
use crate::session::Session;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use std::path::Path;

const DELETE: &str = "aws ec2 delete-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a \
                      --destination-ipv6-cidr-block ::/0";

/// Somebody at the keyboard, whose progress is kept in a folder.
struct Player {
    app: App,
    desk: Desk,
}

impl Player {
    /// Before the list of lessons, in a new process.
    fn new(state: &Path) -> Self {
        let desk = Desk::open(None, Some(state.to_path_buf()), || 4711).unwrap();
        let look = Look { lang: Lang::En, ..Look::default() };
        Self { app: App::new(look, desk.course()), desk }
    }

    fn key(&mut self, code: KeyCode, held: KeyModifiers) {
        let wanted = self.app.key(KeyEvent::new(code, held));
        self.carry_out(wanted);
    }

    fn carry_out(&mut self, wanted: Vec<Msg>) {
        for msg in wanted {
            if let Some(effect) = self.app.update(msg) {
                assert!(effect != Effect::Quit);
                self.desk.carry_out(&mut self.app, effect);
            }
        }
        self.desk.keep_now(&self.app);
    }

    /// Types characters.
    fn types(&mut self, text: &str) {
        text.chars().for_each(|char| self.key(KeyCode::Char(char), KeyModifiers::NONE));
    }

    fn enter(&mut self) {
        self.key(KeyCode::Enter, KeyModifiers::NONE);
    }

    /// Runs a line in the terminal and leaves that.
    fn runs(&mut self, line: &str) {
        self.types("4");
        self.types(line);
        self.enter();
        self.key(KeyCode::Esc, KeyModifiers::NONE);
    }

    fn screen(&self) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, 120, 40));
        self.app.draw(buf.area, &mut buf);
        dump(&buf)
    }

    fn session(&self) -> &Session {
        self.app.study().unwrap().session()
    }

    /// The lines that were run, as far as they count now.
    fn lines(&self) -> Vec<&str> {
        self.session().records().map(|record| record.input.as_str()).collect()
    }
}

#[test]
fn a_sandbox_is_left_and_taken_up_where_it_was_left() {
    let state = tempfile::tempdir().unwrap();
    let mut player = Player::new(state.path());
    player.types("s");
    let asked = player.screen();
    assert!(asked.contains("Where shall it begin?") && !asked.contains("Where I left it"), "{asked}");
    // The world at the lesson's end.
    player.types("j");
    player.enter();
    assert_eq!(player.session().lesson().id, "sandbox-end-nat64-dns64");
    assert!(player.screen().contains("There is no goal."));
    player.runs("client-001c-ipv6only$ curl -sS https://github.com/hmatsu47");
    player.runs(DELETE);
    assert_eq!(player.session().records().last().unwrap().exit, 0, "{}", player.screen());
    player.types("nq");
    assert!(player.app.study().is_none());

    let mut again = Player::new(state.path());
    again.types("s");
    assert!(again.screen().contains("Where I left it (the world at the lesson's end)"), "{}", again.screen());
    again.enter();
    assert_eq!(again.lines().last(), Some(&DELETE));
    again.types("u");
    assert!(again.screen().contains("Undone"));
    assert!(!again.lines().contains(&DELETE));
}

#[test]
fn beginning_anew_throws_nothing_away() {
    let state = tempfile::tempdir().unwrap();
    let mut player = Player::new(state.path());
    player.types("s");
    player.enter();
    assert_eq!(player.session().lesson().id, "sandbox-first-nat64-dns64");
    player.runs(DELETE);
    player.types("q");
    player.types("sj");
    player.enter();
    assert_eq!(player.session().lesson().id, "sandbox-first-nat64-dns64");
    assert!(player.lines().is_empty() && player.screen().contains("Ctrl-r brings it back"), "{}", player.screen());
    player.key(KeyCode::Char('r'), KeyModifiers::CONTROL);
    assert_eq!(player.lines(), [DELETE]);
}

#[test]
fn an_empty_region_has_nothing_and_takes_everything() {
    let state = tempfile::tempdir().unwrap();
    let mut player = Player::new(state.path());
    player.types("sjj");
    player.enter();
    assert!(player.session().world().resources().is_empty());
    player.runs("aws ec2 create-vpc --cidr-block 10.0.0.0/16 --amazon-provided-ipv6-cidr-block");
    assert_eq!(player.session().world().vpcs.len(), 1);
    player.types("R");
    assert!(player.screen().contains("Go back to where it began"), "{}", player.screen());
    player.types("j");
    player.enter();
    assert!(player.session().world().resources().is_empty());
}

#[test]
fn a_wrong_path_stays_to_be_mended_and_the_account_is_played_in() {
    let state = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("import");
    let mut player = Player::new(state.path());
    player.types("i");
    player.types(&data.join("broken").display().to_string());
    player.enter();
    let told = player.screen();
    assert!(told.contains("It could not be read") && told.contains("vpcs.json:4:19"), "{told}");
    (0.."broken".len()).for_each(|_| player.key(KeyCode::Backspace, KeyModifiers::NONE));
    player.types("acc");
    player.key(KeyCode::Tab, KeyModifiers::NONE);
    player.enter();
    assert!(player.session().lesson().id.starts_with("sandbox-world-account-"), "{}", player.screen());
    assert!(player.session().current().text.en.contains("Transit gateways are not modelled"));
    assert!(player.screen().contains("Left out or renamed: 20."), "{}", player.screen());
    player.runs("aws ec2 delete-route --route-table-id @private --destination-ipv6-cidr-block ::/0");
    player.types("q");

    let mut again = Player::new(state.path());
    again.types("s");
    assert!(again.screen().contains("Where I left it (an imported world: account)"), "{}", again.screen());
    again.enter();
    assert_eq!((again.lines().len(), again.session().records().last().unwrap().exit), (1, 0));
}

#[test]
fn a_sandbox_whose_world_is_gone_is_told() {
    let state = tempfile::tempdir().unwrap();
    let mut player = Player::new(state.path());
    let start = crate::session::sandbox::Start::World("gone-00000000".to_owned());
    let entry = crate::session::sandbox::Entry::AsLeft;
    player.carry_out(vec![Msg::PlayIn { start, entry }]);
    assert!(player.app.study().is_none() && player.screen().contains("begin elsewhere"), "{}", player.screen());
}

//! The player and its films: pictures at fixed instants, and what holds of every film: it is never out
//! of range, goes only forward, fits any window, wakes nobody while it rests, and can be wound back.

#![allow(clippy::unwrap_used)]

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;
use v6dojo::cloud::World;
use v6dojo::guest::console::Kind;
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::session::Session;
use v6dojo::session::drill::{Deck, Drill};
use v6dojo::sim::Trace;
use v6dojo::sim::trace::Step;
use v6dojo::tui::draw::dump;
use v6dojo::tui::film::{Film, Frame, Shows};
use v6dojo::tui::look::{Glyphs, Look, Motion, Theme};
use v6dojo::tui::player::Player;
use v6dojo::tui::view::{Ctx, View};

const GITHUB: &str = "client-001c-ipv6only$ curl -sS https://github.com/hmatsu47";
const ALB: &str = "http://ipv4-to-dualstack-1234567890.ap-northeast-3.elb.amazonaws.com/index2.php";
const DENY: &str = "aws ec2 create-network-acl-entry --network-acl-id @cl-default-acl --rule-number 50 --protocol tcp \
                    --port-range From=443,To=443 --rule-action deny --egress --ipv6-cidr-block ::/0";
const DENY_ANSWERS: &str = "aws ec2 create-network-acl-entry --network-acl-id @cl-default-acl --rule-number 50 \
                            --protocol tcp --port-range From=1024,To=65535 --rule-action deny --ingress \
                            --ipv6-cidr-block ::/0";
const NO_ROUTE: &str = "aws ec2 delete-route --route-table-id @cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c \
                        --destination-ipv6-cidr-block 64:ff9b::/96";

/// How many drills are looked at.
const DRILLS: u64 = 25;

static LESSON: LazyLock<Arc<Lesson>> = LazyLock::new(|| Arc::new(library::embedded()[0].load().unwrap()));

/// What a line leaves, and the world it ran in.
struct Case {
    name: String,
    trace: Arc<Trace>,
    world: World,
}

/// The last of some lines, from the beginning of a step.
fn case(name: &str, step: &str, lines: &[&str]) -> Case {
    let mut session = Session::at(Arc::clone(&LESSON), LESSON.step(step).unwrap());
    let mut last = None;
    for line in lines {
        let record = session.exec(line).unwrap().unwrap();
        match &record.kind {
            Kind::Guest(trace) => last = Some(Arc::clone(trace)),
            _ => assert_eq!(record.exit, 0, "{line}: {}", record.output.whole()),
        }
    }
    Case { name: name.to_owned(), trace: last.unwrap(), world: session.world().clone() }
}

/// The tests of the lesson, as they go in both phases and where something is broken.
fn cases() -> Vec<Case> {
    let curl = |option: &str| format!("client-001c-ipv6only$ curl {option} {ALB}");
    vec![
        case("before", "test-github", &[GITHUB]),
        case("after", "test-again", &[GITHUB]),
        case("v4", "test-again", &[&curl("-v4")]),
        case("v6", "test-v6", &[&curl("-v6")]),
        case("silence", "test-again", &[DENY, GITHUB]),
        case("no-route", "test-again", &[NO_ROUTE, GITHUB]),
    ]
}

/// Those, everything that the lesson itself runs, and other kinds of packets.
fn all_cases() -> Vec<Case> {
    let mut all = cases();
    for step in &LESSON.steps {
        let mut session = Session::at(Arc::clone(&LESSON), LESSON.step(&step.id).unwrap());
        for line in &step.solution {
            let record = session.exec(&line.text).unwrap().unwrap();
            if let Kind::Guest(trace) = &record.kind {
                all.push(Case { name: line.text.clone(), trace: Arc::clone(trace), world: session.world().clone() });
            }
        }
    }
    let at = |line: &str| case(line, "test-again", &[line]);
    all.extend([
        at("client-001c-ipv6only$ ping -c 3 64:ff9b::808:808"),
        at("client-001c-ipv6only$ ping -c 1 -s 2000 64:ff9b::808:808"),
        at("client-001c-ipv6only$ dig github.com AAAA"),
        at("client-001c-ipv6only$ dig no-such-name.example AAAA"),
        at("client-001c-ipv6only$ dig @64:ff9b::808:808 github.com AAAA"),
        at("client-001c-ipv6only$ ip -6 route get 64:ff9b::1"),
        at("client-001c-ipv6only$ curl http://[64:ff9b::808:808]:81/"),
        at("client-001c-ipv6only$ hostname"),
        at("client-001a$ curl -sS https://github.com/hmatsu47"),
        case("answers are dropped", "test-again", &[DENY_ANSWERS, GITHUB]),
    ]);
    all.extend(broken());
    all
}

/// Drills: what goes wrong in other places, and in other ways.
fn broken() -> Vec<Case> {
    let deck = Deck::of(Session::finished(&LESSON).world()).unwrap();
    let drills = (1..=DRILLS).map(|seed| deck.deal(seed, 1).unwrap());
    let name = |drill: &Drill| format!("drill {} {:?}: {}", drill.seed, drill.faults, drill.line());
    drills
        .map(|drill| Case { name: name(&drill), trace: drill.probe.trace(&drill.world).into(), world: drill.world })
        .collect()
}

fn look(lang: Lang) -> Look {
    Look { lang, ..Look::default() }
}

/// Somebody before the player.
struct Watcher<'a> {
    player: Player,
    film: Film,
    ctx: Ctx<'a>,
}

impl<'a> Watcher<'a> {
    fn of(case: &'a Case, look: Look) -> Self {
        let mut player = Player::default();
        player.load(&case.trace, &case.world);
        let film = Film::new(Arc::clone(&case.trace), &case.world);
        Self { player, film, ctx: Ctx::of(look, &case.world) }
    }

    fn press(&mut self, code: KeyCode) {
        self.player.on_key(KeyEvent::new(code, KeyModifiers::NONE), &self.ctx).unwrap();
    }

    fn type_keys(&mut self, keys: &str) {
        keys.chars().for_each(|key| self.press(KeyCode::Char(key)));
    }

    /// Plays from the beginning up to an instant.
    fn seek(&mut self, at: Duration) {
        self.player.play();
        self.player.tick(at);
    }

    /// Lets time pass until nothing moves any more; how often it had to be looked at.
    fn watch(&mut self) -> usize {
        for wake_ups in 0..100_000 {
            let Some(wait) = self.player.deadline() else { return wake_ups };
            self.player.tick(wait);
        }
        panic!("it never ends");
    }

    fn buffer(&self, width: u16, height: u16) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let area = buf.area;
        self.player.draw(&self.ctx, area, &mut buf);
        buf
    }

    fn picture(&self, width: u16, height: u16) -> String {
        dump(&self.buffer(width, height))
    }
}

/// The scenes of a film that are worth a picture, each with how much of its motion has passed: the packet
/// under way to what decides, the evidence half unfolded, and all of it.
fn instants(film: &Film) -> [Duration; 3] {
    let (deciding, last) = (film.deciding(), film.scenes.len() - 1);
    let scene = &film.scenes[deciding];
    [film.start_of(deciding) + scene.travel / 2 + scene.unfold / 2, film.whole_at(deciding), film.whole_at(last)]
}

#[test]
fn films_look_like_this() {
    for lang in [Lang::Ja, Lang::En] {
        for case in cases() {
            for (width, height) in [(80, 24), (120, 40)] {
                let mut watcher = Watcher::of(&case, look(lang));
                let pictures = instants(&watcher.film).map(|at| {
                    watcher.seek(at);
                    watcher.picture(width, height)
                });
                let name = format!("{}-{}-{width}x{height}", case.name, lang.pick("ja", "en"));
                insta::assert_snapshot!(name, pictures.join(&format!("{}\n", "~".repeat(usize::from(width)))));
            }
        }
    }
}

/// Whether a scene shows octets, a ladder, headers, or packets one after the other.
fn has_close_up(film: &Film, scene: usize) -> bool {
    let scene = &film.scenes[scene];
    let step = film.step(scene);
    matches!(scene.shows, Shows::Answer | Shows::Talk) || matches!(step, Some(Step::Routes(_) | Step::Translation(_)))
}

/// The close-ups of the way to GitHub, there and back, each where it is wholly unfolded.
#[test]
fn close_ups_look_like_this() {
    let case = case("after", "test-again", &[GITHUB]);
    for (lang, glyphs) in [(Lang::Ja, Glyphs::Unicode), (Lang::En, Glyphs::Ascii)] {
        let mut watcher = Watcher::of(&case, Look { glyphs, ..look(lang) });
        let mut pictures = Vec::new();
        let all = 0..watcher.film.scenes.len();
        let scenes: Vec<usize> = all.filter(|scene| has_close_up(&watcher.film, *scene)).collect();
        for scene in scenes {
            watcher.seek(watcher.film.whole_at(scene));
            pictures.push(watcher.picture(133, 43));
        }
        insta::assert_snapshot!(format!("close-ups-{}", lang.pick("ja", "en-ascii")), pictures.join("\n"));
    }
}

#[test]
fn the_page_of_a_translation_shows_every_piece_of_it() {
    let case = case("after", "test-again", &[GITHUB]);
    let mut watcher = Watcher::of(&case, look(Lang::En));
    let is_nat64 = |scene: &usize| {
        let step = watcher.film.step(&watcher.film.scenes[*scene]);
        matches!(step, Some(Step::Translation(_)))
    };
    let scene = (0..watcher.film.scenes.len()).find(is_nat64).unwrap();
    watcher.seek(watcher.film.whole_at(scene));
    watcher.type_keys(" v");
    let mut seen = String::new();
    for _ in 0..12 {
        seen += &watcher.picture(78, 22);
        watcher.press(KeyCode::PageDown);
    }
    for wanted in ["64:ff9b::141b:b171", "10.1.0.10", "V6 INIT", "96 bits", "= 20.27.177.113", "flow label", "+04+00"] {
        assert!(seen.contains(wanted), "{wanted} is nowhere in {seen}");
    }
}

#[test]
fn captions_fit_two_lines_of_a_small_window() {
    for case in all_cases() {
        for lang in [Lang::Ja, Lang::En] {
            let mut watcher = Watcher::of(&case, look(lang));
            for scene in 0..watcher.film.scenes.len() {
                watcher.seek(watcher.film.whole_at(scene));
                let picture = watcher.picture(78, 22);
                let rows: Vec<&str> = picture.lines().collect();
                let below = if rows[1].contains("Resolver") { 5 } else { 4 };
                assert!(!rows[below].trim().is_empty(), "{}: no caption in\n{picture}", case.name);
                let cut = rows[below..below + 2].iter().find(|row| row.ends_with('…'));
                assert_eq!(cut, None, "{}: cut in\n{picture}", case.name);
            }
        }
    }
}

fn in_range(film: &Film, frame: &Frame) {
    let scene = &film.scenes[frame.scene];
    assert!(frame.pass < scene.passes.len().max(1));
    assert!((0.0..=1.0).contains(&frame.travelled) && (0.0..=1.0).contains(&frame.unfolded), "{frame:?}");
    assert!(!film.ways[scene.way].stations.is_empty());
}

#[test]
fn every_film_stays_in_range_and_goes_only_forward() {
    for case in all_cases() {
        let film = Film::new(Arc::clone(&case.trace), &case.world);
        for motion in [Motion::Full, Motion::Reduced] {
            let mut before: Option<Frame> = None;
            for step in 0..=200 {
                let frame = film.frame(film.length().mul_f64(f64::from(step) / 190.0), motion);
                in_range(&film, &frame);
                if let Some(before) = before {
                    assert!(frame.scene >= before.scene, "{}: back to an earlier scene", case.name);
                    let same = (frame.scene, frame.pass) == (before.scene, before.pass);
                    let forward = frame.travelled >= before.travelled && frame.unfolded >= before.unfolded;
                    assert!(!same || (forward && frame.at >= before.at), "{}: {before:?} {frame:?}", case.name);
                }
                before = Some(frame);
            }
        }
        let (scene, deciding) = (film.scenes.len(), film.deciding());
        assert!(deciding < scene);
    }
}

#[test]
fn every_picture_fits_every_window() {
    let sizes = [(0, 0), (1, 1), (3, 40), (12, 4), (24, 9), (41, 13), (60, 26), (66, 20), (78, 22), (120, 40)];
    for (number, case) in all_cases().iter().enumerate() {
        let lang = if number % 2 == 0 { Lang::Ja } else { Lang::En };
        let mut watcher = Watcher::of(case, look(lang));
        let length = watcher.film.length();
        // All sizes at each instant would take minutes.
        let instants = if case.name.starts_with("drill") { 40 } else { 200 };
        for step in 0..=instants {
            watcher.seek(length * step / instants);
            let (width, height) = sizes[usize::try_from(step).unwrap() % sizes.len()];
            whole_characters(&watcher.buffer(width, height), &case.name);
        }
    }
}

/// No row ends in half a wide character, and nothing hides behind one.
fn whole_characters(buf: &Buffer, name: &str) {
    for y in 0..buf.area.height {
        let mut x = 0;
        while x < buf.area.width {
            let wide = u16::try_from(buf[(x, y)].symbol().width().max(1)).unwrap();
            for tail in x + 1..(x + wide).min(buf.area.width) {
                let symbol = buf[(tail, y)].symbol();
                assert!(symbol == " " || symbol.is_empty(), "{name}: {symbol:?} hides at {tail},{y}");
            }
            x += wide;
        }
        assert_eq!(x, buf.area.width, "{name}: row {y} is cut in a wide character");
    }
}

#[test]
fn stepping_forth_and_back_returns_to_the_same_picture() {
    for case in all_cases().into_iter().filter(|case| !case.name.starts_with("drill")) {
        let mut watcher = Watcher::of(&case, look(Lang::En));
        watcher.press(KeyCode::Home);
        for _ in 1..watcher.film.scenes.len() {
            let before = watcher.picture(120, 40);
            watcher.press(KeyCode::Right);
            watcher.watch();
            let after = watcher.picture(120, 40);
            assert_ne!(before, after, "{}: a step that shows nothing", case.name);
            watcher.press(KeyCode::Left);
            assert_eq!(watcher.picture(120, 40), before, "{}", case.name);
            watcher.press(KeyCode::Right);
            watcher.press(KeyCode::Right);
            assert_eq!(watcher.picture(120, 40), after, "{}: twice is at once", case.name);
        }
    }
}

#[test]
fn nobody_is_woken_while_nothing_moves() {
    for case in cases() {
        let mut watcher = Watcher::of(&case, look(Lang::En));
        assert_eq!(watcher.player.deadline(), None, "it stands when it is new");
        let moving: Duration = watcher.film.scenes.iter().map(|scene| scene.travel + scene.unfold).sum();
        let most = moving.as_millis() / 33 + 3 * watcher.film.scenes.len() as u128;
        watcher.player.play();
        let wake_ups = watcher.watch() as u128;
        assert!(wake_ups <= most, "{}: {wake_ups} wake-ups for {moving:?} of motion", case.name);
        // Without motion there is one picture a scene.
        let reduced = Look { motion: Motion::Reduced, ..look(Lang::En) };
        let mut watcher = Watcher::of(&case, reduced);
        watcher.player.play();
        watcher.picture(80, 24);
        let wake_ups = watcher.watch();
        assert!(wake_ups <= 2 * watcher.film.scenes.len(), "{}: {wake_ups} wake-ups without motion", case.name);
    }
}

#[test]
fn a_moving_packet_changes_few_cells() {
    let case = case("after", "test-again", &[GITHUB]);
    let mut watcher = Watcher::of(&case, look(Lang::Ja));
    watcher.player.play();
    let mut before = (watcher.film.frame(Duration::ZERO, Motion::Full), watcher.buffer(120, 40));
    let mut elapsed = Duration::ZERO;
    while let Some(wait) = watcher.player.deadline() {
        watcher.player.tick(wait);
        elapsed += wait;
        let now = (watcher.film.frame(elapsed, Motion::Full), watcher.buffer(120, 40));
        let travels = now.0.scene == before.0.scene && now.0.travelled < 1.0 && now.0.pass == before.0.pass;
        let changed = before.1.diff(&now.1).len();
        assert!(!travels || changed <= 80, "{changed} cells between {:?} and {:?}", before.0, now.0);
        before = now;
    }
}

#[test]
fn the_hand_on_the_reel() {
    let case = case("silence", "test-again", &[DENY, GITHUB]);
    let mut watcher = Watcher::of(&case, look(Lang::En));
    watcher.type_keys("d");
    let deciding = watcher.picture(80, 24);
    assert!(deciding.contains("dropped by the network ACL"), "{deciding}");
    watcher.type_keys(".");
    assert!(watcher.picture(80, 24).contains("no route to 20.27.177.113"));
    watcher.type_keys(",");
    assert!(watcher.picture(80, 24).contains("security group client-001-ipv6-sg"));
    watcher.type_keys("+++");
    assert!(watcher.picture(80, 24).contains("x8"));
    watcher.type_keys("------o");
    let slow = watcher.picture(80, 24);
    assert!(slow.contains("x0.25") && slow.contains("loop"), "{slow}");
    watcher.type_keys("v");
    assert_ne!(watcher.picture(80, 24), slow, "the time axis makes room");
    // At its end a film that loops begins again.
    watcher.press(KeyCode::Home);
    watcher.type_keys(" ");
    watcher.player.tick(watcher.film.length() * 5);
    assert!(watcher.player.deadline().is_some());
    watcher.type_keys("o ");
    assert_eq!(watcher.player.deadline(), None);
}

#[test]
fn ascii_pictures_have_nothing_else_and_plain_ones_no_colour() {
    let ascii = Look { glyphs: Glyphs::Ascii, theme: Theme::plain(), ..look(Lang::En) };
    for case in all_cases() {
        let mut watcher = Watcher::of(&case, ascii);
        for scene in 0..watcher.film.scenes.len() {
            watcher.seek(watcher.film.whole_at(scene));
            let buf = watcher.buffer(133, 43);
            assert!(buf.content.iter().all(|cell| (cell.fg, cell.bg) == Default::default()));
            let odd: Vec<char> = dump(&buf).chars().filter(|char| !char.is_ascii() && *char != '…').collect();
            assert!(odd.is_empty(), "{}: {odd:?}", case.name);
        }
    }
}

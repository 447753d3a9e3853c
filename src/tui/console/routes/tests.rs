//! The route editor as somebody at the keyboard meets it, in the world of the chapter.

use super::tables::association;
use super::*;
use crate::cloud::name;
use crate::guest::world;
use crate::lesson::Lang;
use crate::tui::draw::dump;
use crate::tui::keys::Key;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// An editor with the world it edits.
struct Edited {
    editor: RouteEditor,
    world: World,
    lang: Lang,
    asked: Vec<Msg>,
}

impl Edited {
    /// At a table of the chapter.
    fn new(table: &str, lang: Lang) -> Self {
        let world = world::load(world::CHAPTER).unwrap();
        let table = name::resolve(&world, &format!("@cl-ipv4-to-dualstack-{table}")).unwrap().parse().unwrap();
        Self { editor: RouteEditor::at(table), world, lang, asked: Vec::new() }
    }

    fn press(mut self, keys: &[Key]) -> Self {
        for key in keys {
            let ctx = Ctx::of(Look { lang: self.lang, ..Look::default() }, &self.world);
            if let Some(Done::Stays(asked)) = self.editor.on_key(key.event(), &ctx) {
                self.asked.extend(asked);
            }
        }
        self
    }

    fn typed(self, text: &str) -> Self {
        let keys: Vec<Key> = text.chars().map(ch).collect();
        self.press(&keys)
    }

    fn screen(&self, width: u16, height: u16) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let ctx = Ctx::of(Look { lang: self.lang, ..Look::default() }, &self.world);
        let area = buf.area;
        self.editor.draw(&ctx, area, &mut buf);
        assert!(self.editor.cursor(&ctx, area).is_none_or(|at| area.contains(at)));
        dump(&buf)
    }

    fn ran(&self) -> Vec<&str> {
        self.asked.iter().filter_map(|msg| if let Msg::Run(line) = msg { Some(line.as_str()) } else { None }).collect()
    }
}

const PRIVATE1: &str = "rtb-private1-ap-northeast-3a";
const DOWN: Key = code(KeyCode::Down);
const ENTER: Key = code(KeyCode::Enter);

#[test]
fn a_new_route_shows_what_it_would_move_before_it_is_saved() {
    let edited = Edited::new(PRIVATE1, Lang::En).press(&[ch('a')]).typed("64:ff9b::/96").press(&[ENTER, DOWN, DOWN]);
    let screen = edited.screen(100, 40);
    assert!(screen.contains("What this changes") && screen.contains("client-001a:"), "{screen}");
    assert!(screen.contains("+ 64:ff9b::/96 except"), "{screen}");
    assert!(screen.contains("before ✗ dropped at eigw"), "{screen}");
    assert!(screen.contains("after  ✓ to the Internet by nat-public1"), "{screen}");
    assert!(
        screen.contains("the well-known NAT64 prefix") || screen.contains("The well-known NAT64 prefix"),
        "{screen}"
    );
    assert!(edited.ran().is_empty());
    let saved = edited.press(&[ENTER]);
    let line = "aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a \
                --destination-ipv6-cidr-block 64:ff9b::/96 \
                --nat-gateway-id @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
    assert_eq!(saved.ran(), [line]);
}

#[test]
fn the_destination_says_what_is_wrong_with_it() {
    let at = |text: &str| {
        let edited = Edited::new(PRIVATE1, Lang::En).press(&[ch('a')]).typed(text);
        // The list is closed first, where something fits.
        let listed = matches!(&edited.editor.doing, Doing::Writing(draft) if draft.list.is_some());
        let close = if listed { vec![code(KeyCode::Esc)] } else { Vec::new() };
        edited.press(&close).press(&[DOWN])
    };
    let cases = [
        ("64:ff9b::", "Its length is missing"),
        ("nat64", "A block goes here"),
        ("64:ff9b::1/96", "EC2 takes it for 64:ff9b::/96"),
        ("::/0", "The table has it already, to egress-only Internet gateway"),
        ("169.254.168.0/24", "reserved for AWS services"),
    ];
    for (text, said) in cases {
        let screen = at(text).screen(120, 40);
        assert!(screen.contains(said), "{text}: {screen}");
    }
    let empty = Edited::new(PRIVATE1, Lang::En).press(&[ch('a')]);
    assert!(!empty.screen(100, 30).contains('✗'), "nobody typed yet");
    let refused = at("::/0").press(&[SAVE]);
    assert!(refused.ran().is_empty() && matches!(&refused.editor.doing, Doing::Writing(_)));
}

#[test]
fn destinations_that_the_table_lacks_are_offered() {
    let edited = Edited::new(PRIVATE1, Lang::Ja).press(&[ch('a'), ENTER]);
    let screen = edited.screen(100, 30);
    assert!(screen.contains("› 64:ff9b::/96") && screen.contains("NAT64 の宛先"), "{screen}");
    assert!(!screen.contains("│  ::/0"), "it has that: {screen}");
    let taken = edited.press(&[ENTER]);
    assert!(taken.screen(100, 30).contains("--destination-ipv6-cidr-block 64:ff9b::/96"));
}

#[test]
fn a_table_that_rules_nothing_changes_nothing_and_says_how_it_could() {
    let edited = Edited::new("rtb-main", Lang::Ja).press(&[ch('a')]).typed("64:ff9b::/96").press(&[ENTER]);
    let screen = edited.screen(100, 30);
    assert!(screen.contains("このテーブルはどのサブネットにも関連付けられていないので"), "{screen}");
}

#[test]
fn a_target_is_changed_and_a_route_deleted_after_a_look() {
    let to_nat = Edited::new(PRIVATE1, Lang::En).press(&[DOWN, DOWN, DOWN, ENTER, DOWN]);
    let screen = to_nat.screen(100, 40);
    assert!(screen.contains("aws ec2 replace-route"), "{screen}");
    assert!(screen.contains("before ✓ to the Internet by eigw"), "{screen}");
    let asked = Edited::new(PRIVATE1, Lang::En).press(&[DOWN, DOWN, DOWN, ch('d')]);
    let screen = asked.screen(100, 40);
    assert!(screen.contains("Delete this route?") && screen.contains("after  ✗ dropped at private1"), "{screen}");
    let line = "aws ec2 delete-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a \
                --destination-ipv6-cidr-block ::/0";
    assert_eq!(asked.press(&[ch('d')]).ran(), [line]);
    let local = Edited::new(PRIVATE1, Lang::En).press(&[ch('d')]);
    assert!(matches!(local.asked.as_slice(), [Msg::Say(Tone::Plain, _)]));
}

#[test]
fn subnets_come_under_the_table_and_leave_it() {
    let edited = Edited::new("rtb-public", Lang::En).press(&[ch('s')]);
    let screen = edited.screen(100, 40);
    assert!(screen.contains("› private1  · rtb-private1") && screen.contains("✓ rtb-public"), "{screen}");
    assert!(screen.contains("before ✓ to the Internet by eigw"), "{screen}");
    assert!(edited.press(&[ENTER]).ran()[0].starts_with("aws ec2 replace-route-table-association --association-id"));
    let own = Edited::new("rtb-public", Lang::En).press(&[ch('s'), DOWN, DOWN, ENTER]);
    assert!(own.ran()[0].starts_with("aws ec2 disassociate-route-table --association-id rtbassoc-"));
    let world = &own.world;
    let subnet = tables::subnets_of(world, own.editor.table(world).unwrap())[2];
    assert_eq!(own.ran()[0], association(world, own.editor.table(world).unwrap(), subnet));
}

#[test]
fn parts_are_clicked_on() {
    let mut edited = Edited::new(PRIVATE1, Lang::En);
    let ctx = Ctx::of(Look::default(), &edited.world);
    edited.editor.on_click(ADD, &ctx);
    edited.editor.on_click(OPENER, &ctx);
    edited.editor.on_click(LIST, &ctx);
    edited.editor.on_click(TARGET + 2, &ctx);
    let line = edited.editor.line(&ctx).unwrap();
    assert!(line.contains("64:ff9b::/96") && line.contains("nat-gateway-id"), "{line}");
}

#[test]
fn no_size_breaks_the_editor() {
    for lang in [Lang::Ja, Lang::En] {
        for keys in
            [&[][..], &[ch('a')], &[ch('a'), ENTER], &[ch('a'), ENTER, ENTER], &[ch('s')], &[DOWN, DOWN, DOWN, ch('d')]]
        {
            let edited = Edited::new(PRIVATE1, lang).press(keys);
            for width in [0, 1, 5, 20, 60, 120] {
                for height in [0, 1, 2, 3, 4, 5, 8, 13, 30] {
                    edited.screen(width, height);
                }
            }
        }
    }
}

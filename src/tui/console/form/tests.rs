//! Forms as somebody at the keyboard meets them, in the world of the chapter.

use super::judge::Worth;
use super::*;
use crate::cloud::OPERATIONS;
use crate::guest::world;
use crate::lesson::Lang;
use crate::tui::draw::dump;
use crate::tui::keys::Key;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const VPC: &str = "@cl-ipv4-to-dualstack-vpc";

fn chapter() -> World {
    world::load(world::CHAPTER).unwrap()
}

/// A form in the chapter's world, filled in by somebody who types.
struct Filled {
    form: Form,
    world: World,
    lang: Lang,
}

impl Filled {
    fn new(operation: &str) -> Self {
        let world = chapter();
        Self { form: Form::new(operation, &world).unwrap(), world, lang: Lang::En }
    }

    fn press(mut self, key: Key) -> Self {
        let ctx = Ctx::of(Look { lang: self.lang, ..Look::default() }, &self.world);
        self.form.on_key(key.event(), &ctx);
        self
    }

    /// Goes to a field and types.
    fn typed(mut self, label: &str, text: &str) -> Self {
        let at = self.form.fields.iter().position(|field| field.label == label).unwrap();
        self.form.go(at);
        for char in text.chars() {
            self = self.press(crate::tui::keys::ch(char));
        }
        self
    }

    /// What is wrong with a field: how bad it is, with all that is said.
    fn wrong(&self, label: &str) -> Option<(Worth, String)> {
        let judged = judge(&self.form.operation, &self.form.fields, &self.world, self.lang);
        let at = self.form.fields.iter().position(|field| field.label == label).unwrap();
        let problem = judged.fields[at].clone()?;
        let said = [problem.own, problem.ec2].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Some((problem.worth, said))
    }

    fn screen(&self, width: u16, height: u16) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let area = buf.area;
        let ctx = Ctx::of(Look { lang: self.lang, ..Look::default() }, &self.world);
        self.form.draw(&ctx, area, &mut buf);
        assert!(self.form.cursor(&ctx, area).is_none_or(|at| area.contains(at)));
        dump(&buf)
    }
}

#[test]
fn each_refusal_is_said_at_its_field() {
    let cases = [
        ("cidr-block", "10.1.", Worth::Unfinished, "as address/length"),
        ("cidr-block", "10.1.16.0", Worth::Unfinished, "length is missing"),
        ("cidr-block", "2001:db8:1:4b02::/64", Worth::Wrong, "This is an IPv6 block; an IPv4 block goes here."),
        ("cidr-block", "10.1.0.0/20", Worth::Wrong, "It overlaps with cl-ipv4-to-dualstack-subnet-public1"),
        ("cidr-block", "10.1.0.0/20", Worth::Wrong, "(InvalidSubnet.Conflict)"),
        ("cidr-block", "10.9.0.0/20", Worth::Wrong, "outside of 10.1.0.0/16, the block of cl-ipv4-to-dualstack-vpc"),
        ("cidr-block", "10.1.32.0/29", Worth::Wrong, "Not a /29"),
        ("cidr-block", "10.1.32.9/24", Worth::Note, "EC2 takes it for 10.1.32.0/24"),
        ("availability-zone", "ap-northeast-3x", Worth::Wrong, "ap-northeast-3x"),
    ];
    for (label, text, worth, said) in cases {
        let mut form = Filled::new("CreateSubnet").typed("vpc-id", VPC);
        if label != "cidr-block" {
            form = form.typed("cidr-block", "10.1.32.0/24");
        }
        let (found, words) = form.typed(label, text).wrong(label).unwrap_or_else(|| panic!("{text}: nothing is wrong"));
        assert!(found == worth && words.contains(said), "{text}: {found:?} {words}");
    }
    let ipv6 = |text: &str| {
        Filled::new("CreateSubnet")
            .typed("vpc-id", VPC)
            .press(crate::tui::keys::ch(' '))
            .typed("ipv6-native", "y")
            .typed("ipv6-cidr-block", text)
            .wrong("ipv6-cidr-block")
    };
    assert!(ipv6("2001:db8:1:4b02::/65").unwrap().1.contains("Not a /65"));
    assert!(ipv6("2001:db8:9:4b02::/64").unwrap().1.contains("outside of 2001:db8:1:4b00::/56"));
    assert!(ipv6("10.1.32.0/24").unwrap().1.contains("an IPv6 block goes here"));
    assert_eq!(ipv6("2001:db8:1:4b02::/64"), None);
}

#[test]
fn names_and_ids_that_stand_for_nothing_are_said_at_their_field() {
    let unknown = Filled::new("DeleteSubnet").typed("subnet-id", "@publc").wrong("subnet-id").unwrap();
    assert!(unknown.1.starts_with("Nothing is called @publc."), "{unknown:?}");
    let no_id = Filled::new("DeleteSubnet").typed("subnet-id", "vpc-1").wrong("subnet-id").unwrap();
    assert!(no_id.1.contains("(InvalidSubnetID.Malformed)") && no_id.1.contains("type @NAME"), "{no_id:?}");
    let gone = Filled::new("DeleteSubnet").typed("subnet-id", "subnet-0123456789abcdef0").wrong("subnet-id").unwrap();
    assert!(gone.1.contains("There is no such id") && gone.1.contains("InvalidSubnetID.NotFound"), "{gone:?}");
    let used = Filled::new("DeleteVpc").typed("vpc-id", VPC).wrong("vpc-id").unwrap();
    assert!(used.1.contains("has to go first"), "{used:?}");
}

#[test]
fn what_ec2_misses_is_said_where_it_belongs() {
    let form = Filled::new("CreateSubnet").typed("vpc-id", VPC);
    let missing = form.wrong("cidr-block").unwrap();
    assert!(missing.1.contains("MissingParameter"), "{missing:?}");
    assert!(!form.screen(80, 24).contains("MissingParameter"), "not before anybody was there");
    assert!(form.press(ctrl('s')).screen(80, 24).contains("MissingParameter"));
}

#[test]
fn an_empty_form_does_not_shout_until_it_is_to_be_carried_out() {
    let form = Filled::new("DeleteSubnet");
    let before = form.screen(80, 24);
    assert!(!before.contains('✗') && before.contains("Still empty: subnet-id"), "{before}");
    let form = Filled::new("CreateSubnet").press(ctrl('s')).press(code(KeyCode::Down));
    assert!(form.screen(80, 24).contains("✗ required"), "{}", form.screen(80, 24));
}

#[test]
fn the_list_of_a_field_is_opened_narrowed_and_taken() {
    let opened = Filled::new("CreateSubnet").press(code(KeyCode::Enter));
    let screen = opened.screen(100, 24);
    assert!(screen.contains("› @cl-ipv4-to-dualstack-vpc  vpc-"), "{screen}");
    assert!(screen.contains("10.1.0.0/16  2001:db8:1:4b00::/56"), "each with what it is: {screen}");
    let taken = opened.press(code(KeyCode::Down)).press(code(KeyCode::Enter));
    assert_eq!(taken.form.fields[0].text(), "@ipv4-to-dualstack-vpc");
    assert!(taken.form.list.is_none());
    // By typing, letters in order are enough; by description too.
    let typed = Filled::new("AssociateRouteTable").typed("subnet-id", "pub").press(code(KeyCode::Enter));
    assert_eq!(typed.form.fields[typed.form.cursor].text(), "@cl-ipv4-to-dualstack-subnet-public1-ap-northeast-3a");
    let typed = Filled::new("AssociateRouteTable").typed("subnet-id", "10.1.144").press(code(KeyCode::Enter));
    assert_eq!(typed.form.fields[typed.form.cursor].text(), "@cl-ipv4-to-dualstack-subnet-private2-ap-northeast-3c");
    // Closing it leaves what was typed.
    let left = Filled::new("CreateSubnet").typed("vpc-id", "cl").press(code(KeyCode::Esc));
    assert_eq!(left.form.fields[0].text(), "cl");
}

#[test]
fn what_is_typed_freely_stays_as_it_is() {
    let form = Filled::new("CreateSubnet").typed("vpc-id", VPC).typed("cidr-block", "10.1.64.0/2");
    let form = form.press(code(KeyCode::Enter));
    let text = form.form.fields.iter().find(|field| field.label == "cidr-block").map(Field::text);
    assert_eq!(text, Some("10.1.64.0/2"));
    // And the arrows move in it.
    let form = Filled::new("CreateVpc").typed("cidr-block", "10.5.0.0/1").press(code(KeyCode::Left));
    let form = form.press(crate::tui::keys::ch('9'));
    assert_eq!(form.form.fields[form.form.cursor].text(), "10.5.0.0/91");
}

#[test]
fn the_next_free_blocks_are_offered_and_no_whole_family() {
    let form = Filled::new("CreateSubnet").typed("vpc-id", VPC);
    for (label, block) in [("cidr-block", "10.1.16.0/20"), ("ipv6-cidr-block", "2001:db8:1:4b02::/64")] {
        let at = form.form.fields.iter().position(|field| field.label == label).unwrap();
        let offered = choices("CreateSubnet", &form.form.fields, at, (&form.world, Lang::Ja));
        assert_eq!(offered.iter().map(|offer| offer.text.as_str()).collect::<Vec<_>>(), [block]);
        assert_eq!(offered[0].note, "次に空いているブロック (cl-ipv4-to-dualstack-vpc)");
    }
    let form = form.typed("ipv6-cidr-block", "").press(code(KeyCode::Right));
    let screen = form.screen(100, 24);
    assert!(screen.contains("2^64 addresses") && screen.contains("Number 0x02 of the"), "{screen}");
}

#[test]
fn yes_and_no_are_switched_by_the_space_bar_and_by_their_first_letter() {
    let form = Filled::new("CreateSubnet").typed("ipv6-native", " ");
    assert_eq!(form.form.fields[form.form.cursor].text(), "true");
    let form = form.press(crate::tui::keys::ch(' '));
    assert_eq!(form.form.fields[form.form.cursor].text(), "false");
    assert_eq!(form.typed("ipv6-native", "y").form.line(), "aws ec2 create-subnet …");
}

#[test]
fn what_the_cli_would_give_is_filled_in_and_plain_texts_are_offered_too() {
    let form = Filled::new("RunInstances");
    let screen = form.screen(100, 24);
    assert!(
        screen.contains("resolve:ssm:/aws/service/ami-amazon-linux")
            && screen.contains("*min-count                     1"),
        "{screen}"
    );
    let rule = Filled::new("AuthorizeSecurityGroupIngress").typed("ip-permissions.ip-protocol", "icmpv");
    let rule = rule.press(code(KeyCode::Down)).press(code(KeyCode::Enter));
    assert_eq!(rule.form.fields[rule.form.cursor].text(), "icmpv6");
    let screen = rule.screen(80, 24);
    assert!(screen.contains("…ermissions.ip-ranges.cidr-ip"), "a long name keeps its end: {screen}");
    let new = Filled::new("CreateKeyPair");
    assert_eq!(new.form.fields[0].kind, None, "a new name is none of those there are");
}

#[test]
fn several_values_are_taken_one_after_the_other() {
    let form = Filled::new("RunInstances").typed("security-group-ids", "cl-def").press(code(KeyCode::Enter));
    let text = form.form.fields[form.form.cursor].value.value().to_owned();
    assert!(text.starts_with("@cl-default") && text.ends_with(' '), "{text:?}");
}

#[test]
fn everything_is_a_place_to_click_on() {
    let mut form = Filled::new("CreateSubnet");
    let ctx = Ctx::of(Look::default(), &form.world);
    form.form.on_click(OPENER, &ctx);
    assert!(form.form.list.is_some());
    form.form.on_click(LIST, &ctx);
    assert_eq!(form.form.fields[0].text(), VPC);
    form.form.on_click(1, &ctx);
    assert_eq!(form.form.cursor, 1);
    let native = form.form.fields.iter().position(|field| field.label == "ipv6-native").unwrap();
    form.form.on_click(native, &ctx);
    form.form.on_click(native, &ctx);
    assert_eq!(form.form.fields[native].text(), "true");
    form.form.on_click(RUN, &ctx);
    assert_eq!(form.form.cursor, 2, "at the block that is missing");
}

#[test]
fn no_form_breaks_at_any_size() {
    let world = chapter();
    for operation in OPERATIONS {
        for lang in [Lang::Ja, Lang::En] {
            let mut filled = Filled { form: Form::new(operation.name, &world).unwrap(), world: world.clone(), lang };
            for (width, height) in [(0, 0), (1, 1), (7, 3), (20, 5), (80, 22), (120, 40)] {
                filled.screen(width, height);
            }
            for key in [code(KeyCode::Enter), code(KeyCode::Down), crate::tui::keys::ch('1'), ctrl('s')] {
                filled = filled.press(key);
                for (width, height) in [(3, 2), (30, 6), (80, 22)] {
                    filled.screen(width, height);
                }
            }
        }
    }
}

//! The map is laid out from any world: VPCs, subnets, tables and gateways that nobody has planned for,
//! with names in any script, are drawn whole from every distance at every size.

use super::learner::Learner;
use super::walk::check;
use std::sync::Arc;
use v6dojo::cloud::World;
use v6dojo::lesson::{Lang, library};
use v6dojo::session::Session;
use v6dojo::tui::look::{Glyphs, Look};

const SIZES: [(u16, u16); 7] = [(40, 12), (61, 17), (80, 24), (100, 30), (120, 40), (200, 60), (400, 100)];

/// Lines that change a world in ways nobody asked for.
fn line(world: &World, dice: &mut fastrand::Rng) -> String {
    fn pick<T: ToString>(all: Vec<T>, dice: &mut fastrand::Rng) -> String {
        if all.is_empty() { "none".to_owned() } else { all[dice.usize(..all.len())].to_string() }
    }
    let vpc = pick(world.vpcs.ids().collect(), dice);
    let subnet = pick(world.subnets.ids().collect(), dice);
    let table = pick(world.route_tables.ids().collect(), dice);
    let igw = pick(world.internet_gateways.ids().collect(), dice);
    let eigw = pick(world.egress_only_internet_gateways.ids().collect(), dice);
    let nat = pick(world.nat_gateways.ids().collect(), dice);
    let name = pick(vec!["", "a", "東日本の本番環境サブネット", "x-very-long-name-that-no-box-can-hold-at-all"], dice);
    let tag = |kind: &str| match name.as_str() {
        "" => String::new(),
        name => format!(" --tag-specifications ResourceType={kind},Tags=[{{Key=Name,Value={name}-{}}}]", world.minted),
    };
    let number = dice.u8(..);
    match dice.u8(..12) {
        0 => format!("create-vpc --cidr-block 10.{number}.0.0/16{}", tag("vpc")),
        1..4 => format!("create-subnet --vpc-id {vpc} --cidr-block 10.{}.{number}.0/24{}", dice.u8(..4), tag("subnet")),
        4 => format!("create-route-table --vpc-id {vpc}{}", tag("route-table")),
        5 => format!("associate-route-table --subnet-id {subnet} --route-table-id {table}"),
        6 => format!("create-egress-only-internet-gateway --vpc-id {vpc}"),
        7 => format!(
            "create-route --route-table-id {table} --gateway-id {igw} --destination-cidr-block {number}.0.0.0/8"
        ),
        8 => format!(
            "create-route --route-table-id {table} --egress-only-internet-gateway-id {eigw} \
             --destination-ipv6-cidr-block 2001:db8:{number:x}::/48"
        ),
        9 => format!(
            "create-route --route-table-id {table} --nat-gateway-id {nat} --destination-cidr-block 172.{number}.0.0/16"
        ),
        10 => format!("delete-route --route-table-id {table} --destination-cidr-block 0.0.0.0/0"),
        _ => "create-internet-gateway".to_owned(),
    }
}

#[test]
fn any_world_is_drawn_whole() {
    let lesson = Arc::new(library::embedded()[0].load().unwrap());
    for seed in 0..6 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut session = Session::at(Arc::clone(&lesson), 1);
        for _ in 0..10 + 15 * seed {
            let line = format!("aws ec2 {}", line(session.world(), &mut dice));
            session.exec(&line).unwrap_or_else(|why| panic!("{line}: {why:?}"));
        }
        let glyphs = if seed % 2 == 0 { Glyphs::Unicode } else { Glyphs::Ascii };
        let mut learner = Learner::new(Look { lang: Lang::Ja, glyphs, ..Look::default() });
        learner.app.enter(session);
        for keys in ["2", "jjj", "jjjjjjjjjj", "<Left>", "jjjjj", "<Enter><Enter>"] {
            learner = learner.press(keys);
            for size in SIZES {
                let buf = learner.buffer(size.0, size.1);
                if let Err(what) = check(&buf) {
                    panic!("seed {seed} {keys:?} {size:?}: {what}\n{}", learner.screen(size.0, size.1));
                }
            }
        }
    }
}

//! The map as an indented list: the VPC, its gateways, its subnets with who sits in them and the routes
//! that rule them, and who is beyond.

use super::model::{DONE, Heard, Plain};
use crate::cloud::subnet::Subnet;
use crate::cloud::{InstanceId, VpcId, World};
use crate::lesson::Lang;
use crate::tui::complete::machine;
use crate::tui::map::facts::{self, Age, BeyondKind, Resident, WayOut, Who};
use crate::words::trace::Names;
use crate::words::{Words, map as say};

/// A line of the list, and how far in it stands.
type Item = (usize, String);

impl Plain {
    /// What there is in the VPC.
    pub(super) fn tell_map(&mut self) -> Heard {
        let study = self.study.as_ref()?;
        let (session, at) = (study.session(), self.looks_at());
        let sits_at = self.sits_at().and_then(|host| machine(session.world(), host));
        let map = Map { world: session.world(), before: session.step_world(), sits_at, lang: self.lang };
        match map.told(at, &study.named().hosts) {
            Some(items) => items.iter().for_each(|(depth, said)| self.page.item(2 * depth, "- ", said)),
            None => self.page.say(say::NO_VPC.in_(self.lang)),
        }
        DONE
    }
}

/// What the list is made of.
struct Map<'w> {
    world: &'w World,
    /// The world when the step began.
    before: &'w World,
    /// The machine one sits at.
    sits_at: Option<InstanceId>,
    lang: Lang,
}

impl Map<'_> {
    /// The list for the VPC of the machine that is looked `at`; none where there is no VPC.
    fn told(&self, at: Option<InstanceId>, hosts: &[String]) -> Option<Vec<Item>> {
        let (world, lang) = (self.world, self.lang);
        let vpc = facts::vpc_to_show(world, at)?;
        let mut items = vec![(0, say::vpc(vpc, &world.name_of(vpc.id), lang)), (1, self.head(say::GATEWAYS))];
        items.extend(self.gateways(vpc.id).into_iter().map(|said| (2, said)));
        for subnet in facts::subnets(world, vpc.id) {
            let said = say::subnet(subnet, &world.name_of(subnet.id), lang);
            items.push((1, self.aged(said, facts::age_of(subnet, Some(self.before)))));
            items.extend(self.inside(subnet));
        }
        items.push((0, say::RESOLVER.in_(lang).to_owned()));
        items.push((0, self.head(say::BEYOND)));
        for it in facts::beyond(world, vpc.id, hosts) {
            let kind = if it.kind == BeyondKind::LoadBalancer { say::LOAD_BALANCER } else { say::HOST };
            items.push((1, say::beyond(kind, &it.name, (it.ipv6, it.ipv4), lang)));
        }
        Some(items)
    }

    fn head(&self, words: Words) -> String {
        format!("{}:", words.in_(self.lang))
    }

    /// A line with something more about it.
    fn with(&self, said: &str, more: Words) -> String {
        format!("{said}{}{}", self.lang.pick("、", ", "), more.in_(self.lang))
    }

    /// A line with what is new about it.
    fn aged(&self, said: String, age: Age) -> String {
        match age {
            Age::Known => said,
            Age::Changed => self.with(&said, say::CHANGED),
            Age::New => self.with(&said, say::NEW),
        }
    }

    /// The gateways at the VPC's edge; NAT gateways sit in subnets.
    fn gateways(&self, vpc: VpcId) -> Vec<String> {
        let (world, before) = (self.world, self.before);
        let told = |kind: Words, name: String, was_there: bool| {
            let age = if was_there { Age::Known } else { Age::New };
            self.aged(format!("{} {name}", kind.in_(self.lang)), age)
        };
        let internet = world.internet_gateways.iter().filter(|it| it.vpc_id == Some(vpc)).map(|it| {
            let was_there = before.internet_gateways.get(it.id).is_some_and(|old| old.vpc_id == it.vpc_id);
            told(say::INTERNET_GATEWAY, world.name_of(it.id), was_there)
        });
        let egress = world.egress_only_internet_gateways.iter().filter(|it| it.vpc_id == vpc).map(|it| {
            let was_there = before.egress_only_internet_gateways.get(it.id).is_some();
            told(say::EGRESS_ONLY, world.name_of(it.id), was_there)
        });
        let all: Vec<String> = internet.chain(egress).collect();
        if all.is_empty() { vec![say::NONE.in_(self.lang).to_owned()] } else { all }
    }

    /// Who sits in a subnet, and the table that rules it with its routes.
    fn inside(&self, subnet: &Subnet) -> Vec<Item> {
        let (world, lang) = (self.world, self.lang);
        let residents = facts::residents(world, Some(self.before), subnet.id);
        let mut items: Vec<Item> = residents.iter().map(|one| (2, self.resident(one))).collect();
        if items.is_empty() {
            items.push((2, say::NOBODY.in_(lang).to_owned()));
        }
        for one in facts::gone_residents(world, Some(self.before), subnet.id) {
            items.push((2, self.with(&self.resident(&one), say::GONE)));
        }
        let Some(table) = world.route_table_of(subnet.id) else { return items };
        let is_main = facts::is_main_for(table, subnet.id);
        let other = facts::has_other_table(table, Some(self.before), subnet.id);
        let age = if other { Age::Changed } else { Age::Known };
        items.push((2, self.aged(say::table(&world.name_of(table.id), is_main, lang), age)));
        let routes = facts::routes_out(world, Some(self.before), table);
        if routes.is_empty() {
            items.push((3, say::LOCAL_ONLY.in_(lang).to_owned()));
        }
        let route = |way: &WayOut<'_>| self.aged(say::route(way.route, way.state, Names { world }, lang), way.age);
        items.extend(routes.iter().map(|way| (3, route(way))));
        let gone = facts::gone_routes(Some(self.before), table);
        items.extend(gone.into_iter().map(|old| (3, self.with(&old.destination.to_string(), say::GONE))));
        items
    }

    fn resident(&self, one: &Resident<'_>) -> String {
        let world = self.world;
        let (kind, name, state) = match one.who {
            Who::Instance(it) => (say::INSTANCE, world.name_of(it.id), say::instance_state(it.state)),
            Who::NatGateway(it) => (say::NAT_GATEWAY, world.name_of(it.id), say::nat_state(&it.state)),
            Who::Endpoint(it) => (say::ENDPOINT, world.name_of(it.id), None),
            Who::LoadBalancer(name) => (say::LOAD_BALANCER, name.to_owned(), None),
        };
        let said = self.aged(say::resident(kind, &name, state, one.interface, self.lang), one.age);
        match one.who {
            Who::Instance(it) if Some(it.id) == self.sits_at => self.with(&said, say::HERE),
            _ => said,
        }
    }
}

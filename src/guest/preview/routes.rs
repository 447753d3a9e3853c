//! Which destinations an edit of routes, tables or gateways would move, as machines see it.

use super::{Addresses, Viewpoint, launch, machine_in, make};
use crate::cloud::{ApiError, Call, InstanceId, SubnetId, World};
use crate::guest::reach::{Fate, Move, Probe, Reach};

/// Subnets that are looked at, at most. More would not be read.
const SUBNETS: usize = 4;

/// What is sent to every destination: most of what people do begins like this.
const PROBE: Probe = Probe::Tcp(443);

/// What an edit would change.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it moves; those for whom it moves the same stand together.
    pub views: Vec<View>,
    /// The subnets that were left out because there are too many.
    pub left_out: usize,
    /// The world afterwards.
    pub world: World,
}

/// What an edit moves for some.
#[derive(Clone, Debug)]
pub struct View {
    /// For whom.
    pub from: Vec<Viewpoint>,
    /// What fares otherwise.
    pub moves: Vec<Move>,
}

/// What `call` would change for these subnets, or EC2's refusal. `at` is the machine one would rather look
/// from than from others of its subnet.
pub fn preview(world: &World, call: &Call, subnets: &[SubnetId], at: Option<InstanceId>) -> Result<Preview, ApiError> {
    let mut before = world.clone();
    before.settle();
    let mut eyes = Vec::new();
    for subnet in subnets.iter().take(SUBNETS) {
        let there = machine_in(&before, *subnet, at).map(|id| (Viewpoint::Machine(id), id));
        let supposed = || launch(&mut before, *subnet, Addresses::Both).map(|id| (Viewpoint::Supposed(*subnet), id));
        eyes.extend(there.or_else(supposed));
    }
    let mut after = before.clone();
    make(&mut after, call)?;
    let mut views: Vec<View> = Vec::new();
    for (from, host) in eyes {
        let of = |world: &World| Reach::of(world, host, PROBE);
        let moves = of(&before).zip(of(&after)).map(|(before, after)| before.moves(&after)).unwrap_or_default();
        match views.iter_mut().find(|view| are_alike(&view.moves, &moves)) {
            Some(view) => view.from.push(from),
            None => views.push(View { from: vec![from], moves }),
        }
    }
    Ok(Preview { views, left_out: subnets.len().saturating_sub(SUBNETS), world: after })
}

/// Whether two machines see the same: ways differ in the machine and subnet that they begin in.
fn are_alike(one: &[Move], other: &[Move]) -> bool {
    const OWN: usize = 2;
    let same = |a: &Fate, b: &Fate| {
        let rest = |fate: &Fate| fate.path.get(OWN..).map(<[_]>::to_vec).unwrap_or_default();
        a.end == b.end && a.answer_lost == b.answer_lost && rest(a) == rest(b)
    };
    let pairs = || one.iter().zip(other);
    one.len() == other.len()
        && pairs().all(|(a, b)| a.addresses == b.addresses && same(&a.from, &b.from) && same(&a.to, &b.to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::command_line::parse;
    use crate::cloud::name;
    use crate::guest::reach::End;
    use crate::guest::world;

    fn call(world: &World, line: &str) -> Call {
        let words = line.split_whitespace().map(|word| name::replace(world, word, &[]).unwrap().into_owned());
        parse(&words.collect::<Vec<_>>()).unwrap()
    }

    fn subnet(world: &World, name: &str) -> SubnetId {
        name::resolve(world, name).unwrap().parse().unwrap()
    }

    const PRIVATE1: &str = "@cl-ipv4-to-dualstack-subnet-private1-ap-northeast-3a";
    const PUBLIC1: &str = "@cl-ipv4-to-dualstack-subnet-public1-ap-northeast-3a";

    #[test]
    fn a_route_for_nat64_moves_what_lies_behind_its_prefix() {
        let world = world::load(world::CHAPTER).unwrap();
        let line = "create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a \
                    --destination-ipv6-cidr-block 64:ff9b::/96 \
                    --nat-gateway-id @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
        let found = preview(&world, &call(&world, line), &[subnet(&world, PRIVATE1)], None).unwrap();
        let [View { from, moves }] = found.views.as_slice() else { panic!("{:?}", found.views) };
        assert!(matches!(from.as_slice(), [Viewpoint::Machine(_)]));
        assert!(moves.iter().all(|it| it.addresses.blocks()[0].to_string().starts_with("64:ff9b::")), "{moves:?}");
        assert!(moves.iter().any(|it| it.to.end == End::Internet && it.to.works() && !it.from.works()), "{moves:?}");
    }

    #[test]
    fn where_nobody_is_a_machine_is_supposed_and_the_world_stays_as_it_is() {
        let world = world::load(world::CHAPTER).unwrap();
        let line = "delete-route --route-table-id @cl-ipv4-to-dualstack-rtb-public --destination-ipv6-cidr-block ::/0";
        let public = subnet(&world, PUBLIC1);
        let before = world.clone();
        let found = preview(&world, &call(&world, line), &[public], None).unwrap();
        assert_eq!(world, before);
        assert_eq!(found.views[0].from, [Viewpoint::Supposed(public)]);
        let moves = &found.views[0].moves;
        assert!(moves.iter().any(|it| it.from.end == End::Internet && !it.to.works()), "{moves:?}");
        let refused = preview(&world, &call(&world, &line.replace("::/0", "2001:db8::/32")), &[public], None);
        assert_eq!(refused.unwrap_err().code, "InvalidRoute.NotFound");
    }
}

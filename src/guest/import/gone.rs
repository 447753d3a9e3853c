//! Blackhole routes: their targets are gone, so they are made for a moment. What drops a packet in the
//! account drops it here, too.

use super::account::{Account, Route, RouteTable};
use super::draft::{Draft, tagged};
use super::network::internet_gateway;
use super::routes::{led_to, make, told};
use crate::cloud::{Kind, Reason};
use serde_json::json;

/// A target that is gone, and the routes of one VPC that led to it.
struct Gone<'a> {
    vpc: &'a str,
    member: &'static str,
    id: &'a str,
    routes: Vec<(&'a RouteTable, &'a Route)>,
}

/// Makes every blackhole route whose target can be made. It comes before the gateways that are there
/// now, since a VPC has room for one of each kind.
pub(super) fn routes(draft: &mut Draft, account: &Account) {
    draft.part("routes whose target is gone");
    for gone in all(account) {
        if through(draft, account, &gone).is_none() {
            for (table, route) in gone.routes {
                draft.leave_out(Reason::Blackhole, told(table, route, gone.id));
            }
        }
    }
}

fn all(account: &Account) -> Vec<Gone<'_>> {
    let mut all: Vec<Gone<'_>> = Vec::new();
    for table in &account.route_tables {
        for route in table.routes.iter().filter(|route| route.is_blackhole()) {
            let Some((member, id)) = led_to(route) else { continue };
            let vpc = table.vpc_id.as_str();
            match all.iter_mut().find(|gone| (gone.vpc, gone.id) == (vpc, id)) {
                Some(gone) => gone.routes.push((table, route)),
                None => all.push(Gone { vpc, member, id, routes: vec![(table, route)] }),
            }
        }
    }
    all
}

/// Makes the target and the routes to it, and takes the target away; none where it can't be made.
fn through(draft: &mut Draft, account: &Account, gone: &Gone<'_>) -> Option<()> {
    let (vpc, id) = (draft.at(gone.vpc)?, gone.id);
    match gone.member {
        "NatGatewayId" => {
            nat_gateway(draft, account, gone)?;
            lead(draft, gone)?;
            draft.call("DeleteNatGateway", json!({"NatGatewayId": draft.at(id)?}), id)?;
            draft.settle();
        }
        "EgressOnlyInternetGatewayId" => {
            let name = draft.name(Kind::EgressOnlyInternetGateway, gone.vpc, (id, &[]));
            let tags = tagged(Kind::EgressOnlyInternetGateway, &name);
            let made =
                draft.call("CreateEgressOnlyInternetGateway", json!({"VpcId": vpc, "TagSpecifications": tags}), id);
            draft.is_made(id, made.as_ref(), "/EgressOnlyInternetGateway/EgressOnlyInternetGatewayId")?;
            lead(draft, gone)?;
            let at = draft.at(id)?;
            draft.call("DeleteEgressOnlyInternetGateway", json!({"EgressOnlyInternetGatewayId": at}), id)?;
        }
        "GatewayId" if id.starts_with("igw-") => {
            let known = account.internet_gateways.iter().find(|it| it.internet_gateway_id == id);
            internet_gateway(draft, id, known.map_or(&[], |it| it.tags.as_slice()))?;
            let at = draft.at(id)?;
            draft.call("AttachInternetGateway", json!({"InternetGatewayId": at, "VpcId": vpc}), id)?;
            lead(draft, gone)?;
            draft.call("DetachInternetGateway", json!({"InternetGatewayId": at, "VpcId": vpc}), id)?;
            if known.is_none() {
                draft.call("DeleteInternetGateway", json!({"InternetGatewayId": at}), id)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// Makes the routes to a target that is there for a moment.
fn lead(draft: &mut Draft, gone: &Gone<'_>) -> Option<()> {
    let target = draft.at(gone.id)?;
    for (table, route) in &gone.routes {
        if let Some(at) = draft.at(&table.route_table_id) {
            make(draft, (table, &at), route, (gone.member, target.clone()));
        }
    }
    Some(())
}

/// A private NAT gateway: it needs neither an address nor a gateway. It sits where the one that is gone
/// sat, or else in any subnet of the VPC with IPv4.
fn nat_gateway(draft: &mut Draft, account: &Account, gone: &Gone<'_>) -> Option<()> {
    let known = account.nat_gateways.iter().find(|it| it.nat_gateway_id == gone.id);
    let there = known.and_then(|it| it.subnet_id.as_deref()).and_then(|id| draft.at(id));
    let mut others = account.subnets.iter().filter(|it| it.vpc_id == gone.vpc && it.cidr_block.is_some());
    let subnet = there.or_else(|| others.find_map(|it| draft.at(&it.subnet_id)))?;
    // Its name may be that of the one which took its place.
    let name = draft.name(Kind::NatGateway, gone.vpc, (gone.id, &[]));
    let parameters = json!({
        "SubnetId": subnet,
        "ConnectivityType": "private",
        "TagSpecifications": tagged(Kind::NatGateway, &name),
    });
    let made = draft.call("CreateNatGateway", parameters, gone.id);
    draft.is_made(gone.id, made.as_ref(), "/NatGateway/NatGatewayId")
}

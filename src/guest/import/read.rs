//! From the text that `aws ec2 describe-…` printed to an [`Account`], or to everything in it that can't
//! be read, each with its place. Files may hold any of the lists, and several documents one after another.

use super::account::{
    Account, Address, EgressOnlyInternetGateway, Endpoint, Instance, InternetGateway, NatGateway, NetworkAcl,
    NetworkInterface, Reservation, RouteTable, SecurityGroup, Subnet, Vpc, VpcAttribute,
};
use super::{Problem, Source, Trouble};
use crate::cloud::{LeftOut, Reason};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Deserializer, Value};
use std::collections::BTreeMap;

/// The members of a document that was printed by one command.
type Document<'a> = BTreeMap<String, &'a RawValue>;

/// The lists that are read, each with the command that prints it.
pub const LISTS: [(&str, &str); 12] = [
    ("Vpcs", "describe-vpcs"),
    ("Subnets", "describe-subnets"),
    ("RouteTables", "describe-route-tables"),
    ("InternetGateways", "describe-internet-gateways"),
    ("EgressOnlyInternetGateways", "describe-egress-only-internet-gateways"),
    ("NatGateways", "describe-nat-gateways"),
    ("Addresses", "describe-addresses"),
    ("SecurityGroups", "describe-security-groups"),
    ("NetworkAcls", "describe-network-acls"),
    ("Reservations", "describe-instances"),
    ("NetworkInterfaces", "describe-network-interfaces"),
    ("InstanceConnectEndpoints", "describe-instance-connect-endpoints"),
];

/// Lists of things that are not modelled, each with the reason why its things are left out.
const NOT_MODELLED: [(&str, Reason); 12] = [
    ("TransitGateways", Reason::TransitGateway),
    ("TransitGatewayAttachments", Reason::TransitGateway),
    ("TransitGatewayVpcAttachments", Reason::TransitGateway),
    ("VpcPeeringConnections", Reason::Peering),
    ("VpcEndpoints", Reason::VpcEndpoint),
    ("VpnGateways", Reason::Vpn),
    ("VpnConnections", Reason::Vpn),
    ("CustomerGateways", Reason::Vpn),
    ("PrefixLists", Reason::PrefixList),
    ("ManagedPrefixLists", Reason::PrefixList),
    ("LoadBalancers", Reason::LoadBalancer),
    ("LoadBalancerDescriptions", Reason::LoadBalancer),
];

/// What was read so far.
#[derive(Default)]
pub(super) struct Reader {
    pub account: Account,
    pub left_out: Vec<LeftOut>,
    pub problems: Vec<Problem>,
}

impl Reader {
    /// Reads all documents of a file. What is no JSON ends it; all else is looked at to the end.
    pub fn file(&mut self, source: &Source) {
        let text = source.text.as_str();
        if text.trim().is_empty() {
            return self.trouble(source, 0, Trouble::Empty);
        }
        let mut documents = Deserializer::from_str(text).into_iter::<Document>();
        let mut begin = 0;
        while let Some(document) = documents.next() {
            match document {
                Ok(document) => self.document(source, begin + indent(&text[begin..]), &document),
                Err(error) => {
                    let why = Trouble::NoJson { why: words(&error) };
                    return self.trouble(source, offset(text, &error), why);
                }
            }
            begin = documents.byte_offset();
        }
    }

    fn trouble(&mut self, source: &Source, offset: usize, what: Trouble) {
        let (line, column) = place(&source.text, offset);
        self.problems.push(Problem::At { file: source.name.clone(), line, column, what });
    }

    fn document(&mut self, source: &Source, begin: usize, document: &Document) {
        let is_attribute = document.contains_key("EnableDnsSupport") || document.contains_key("EnableDnsHostnames");
        if is_attribute && document.contains_key("VpcId") {
            return self.attribute(source, begin, document);
        }
        let lists: Vec<_> = document.iter().filter(|(_, value)| value.get().starts_with('[')).collect();
        if lists.is_empty() {
            let found = document.keys().take(5).cloned().collect();
            return self.trouble(source, begin, Trouble::NoDescription { found });
        }
        for (name, list) in lists {
            match LISTS.iter().find(|(known, _)| known == name) {
                Some((_, command)) => self.list(source, (name, command), list),
                None => self.other(name, list),
            }
        }
        if let Some(token) = document.get("NextToken").filter(|token| token.get() != "null") {
            let what = format!("{} ({})", source.name, token.get().chars().take(20).collect::<String>());
            self.left_out.push(LeftOut { why: Reason::Cut, what });
        }
    }

    fn attribute(&mut self, source: &Source, begin: usize, document: &Document) {
        let members = document.iter().map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), value.get()));
        let whole = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        match serde_json::from_str::<VpcAttribute>(&whole) {
            Ok(attribute) => self.account.vpc_attributes.push(attribute),
            Err(error) => {
                let why = Trouble::Misfit { why: words(&error), command: "describe-vpc-attribute" };
                self.trouble(source, begin, why);
            }
        }
    }

    /// Things that are not modelled, by their ids.
    fn other(&mut self, name: &str, list: &RawValue) {
        let why = NOT_MODELLED.iter().find(|(known, _)| *known == name).map_or(Reason::Kind, |(_, why)| *why);
        let items: Vec<Value> = serde_json::from_str(list.get()).unwrap_or_default();
        if items.is_empty() {
            return;
        }
        if why == Reason::Kind {
            let what = format!("{name} ({})", items.len());
            return self.left_out.push(LeftOut { why, what });
        }
        let own = format!("{}Id", name.strip_suffix('s').unwrap_or(name));
        for item in &items {
            let id = [own.as_str(), "LoadBalancerName"].iter().find_map(|member| item[*member].as_str());
            let first = || item.as_object()?.iter().find(|(key, _)| key.ends_with("Id"))?.1.as_str();
            let what = id.or_else(first).unwrap_or(name).to_owned();
            self.left_out.push(LeftOut { why, what });
        }
    }

    fn list(&mut self, source: &Source, (name, command): (&str, &'static str), list: &RawValue) {
        let items: Vec<&RawValue> = match serde_json::from_str(list.get()) {
            Ok(items) => items,
            // It begins with a bracket and is JSON: it is a list.
            Err(_) => return,
        };
        for item in items {
            if let Err(error) = self.item(name, item.get()) {
                let at = within(&source.text, item) + offset(item.get(), &error);
                self.trouble(source, at, Trouble::Misfit { why: words(&error), command });
            }
        }
    }

    /// Reads one thing of a list, and keeps it unless it is known already.
    fn item(&mut self, list: &str, text: &str) -> serde_json::Result<()> {
        let account = &mut self.account;
        match list {
            "Vpcs" => add(&mut account.vpcs, text, |it: &Vpc| &it.vpc_id),
            "Subnets" => add(&mut account.subnets, text, |it: &Subnet| &it.subnet_id),
            "RouteTables" => add(&mut account.route_tables, text, |it: &RouteTable| &it.route_table_id),
            "InternetGateways" => {
                add(&mut account.internet_gateways, text, |it: &InternetGateway| &it.internet_gateway_id)
            }
            "EgressOnlyInternetGateways" => {
                let all = &mut account.egress_only_internet_gateways;
                add(all, text, |it: &EgressOnlyInternetGateway| &it.egress_only_internet_gateway_id)
            }
            "NatGateways" => add(&mut account.nat_gateways, text, |it: &NatGateway| &it.nat_gateway_id),
            "Addresses" => add(&mut account.addresses, text, |it: &Address| &it.public_ip),
            "SecurityGroups" => add(&mut account.security_groups, text, |it: &SecurityGroup| &it.group_id),
            "NetworkAcls" => add(&mut account.network_acls, text, |it: &NetworkAcl| &it.network_acl_id),
            "Reservations" => {
                let found: Reservation = serde_json::from_str(text)?;
                for instance in found.instances {
                    keep(&mut account.instances, instance, |it: &Instance| &it.instance_id);
                }
                Ok(())
            }
            "NetworkInterfaces" => {
                add(&mut account.network_interfaces, text, |it: &NetworkInterface| &it.network_interface_id)
            }
            _ => add(&mut account.endpoints, text, |it: &Endpoint| &it.instance_connect_endpoint_id),
        }
    }
}

fn add<T: DeserializeOwned, K: PartialEq>(
    all: &mut Vec<T>,
    text: &str,
    id: impl Fn(&T) -> &K,
) -> serde_json::Result<()> {
    keep(all, serde_json::from_str(text)?, id);
    Ok(())
}

fn keep<T, K: PartialEq>(all: &mut Vec<T>, one: T, id: impl Fn(&T) -> &K) {
    if all.iter().all(|other| id(other) != id(&one)) {
        all.push(one);
    }
}

/// What serde says, without the place.
fn words(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ").map_or(said.as_str(), |(words, _)| words).to_owned()
}

/// Where in `text` an error is, in bytes.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (before + error.column().saturating_sub(1)).min(text.len())
}

/// Where in `text` a part of it begins, in bytes.
fn within(text: &str, part: &RawValue) -> usize {
    (part.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Line and column of a byte, counted in characters from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

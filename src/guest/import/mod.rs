//! Import: from what `aws ec2 describe-…` prints of a real account to the file of a world that is the same.
//!
//! [`read`] takes the JSON apart into an [`account`], with the place of everything that can't be read. The
//! world is then built as a customer would build it: a [`draft`] carries one `aws` line out after the
//! other and keeps those that went well, so that the file holds nothing that the simulation refuses.
//! [`network`], [`routes`], [`filters`] and [`machines`] say which lines, and [`write`] writes the file. What
//! the simulation does not model is left out, and each thing is named.

mod account;
mod draft;
mod filters;
mod gone;
mod machines;
mod network;
mod read;
mod routes;
mod write;

use super::world::CHAPTER;
use crate::cloud::world_file::{BadWorld, WorldFile};
use crate::cloud::{LeftOut, Reason, Settings};
use account::Account;
use draft::Draft;
pub use read::LISTS;
use std::collections::BTreeMap;

/// A text, and what its file is called.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name as problems show it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A world made from an account.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The world's file.
    pub text: String,
    /// What it lacks.
    pub left_out: Vec<LeftOut>,
}

/// Why no world can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Something that can't be read.
    At {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, in characters from 1.
        column: usize,
        /// What is wrong there.
        what: Trouble,
    },
    /// No file describes a VPC.
    NoVpc,
    /// The files are of several Regions.
    Regions(Vec<String>),
    /// The world that this program brings along is broken.
    Own(BadWorld),
}

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing in the file.
    Empty,
    /// It is no JSON.
    NoJson {
        /// What the parser says.
        why: String,
    },
    /// It is JSON, but of no `describe-…` command.
    NoDescription {
        /// The first members that are there.
        found: Vec<String>,
    },
    /// It is not what this command prints.
    Misfit {
        /// What the parser says.
        why: String,
        /// The command.
        command: &'static str,
    },
}

/// Makes a world of everything that the texts describe, or says everything that is wrong with them.
pub fn import(sources: &[Source]) -> Result<Imported, Vec<Problem>> {
    let mut reader = read::Reader::default();
    for source in sources {
        reader.file(source);
    }
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let account = reader.account;
    if account.vpcs.is_empty() {
        return Err(vec![Problem::NoVpc]);
    }
    let regions = regions(&account);
    if regions.len() > 1 {
        return Err(vec![Problem::Regions(regions)]);
    }
    let chapter = WorldFile::read(CHAPTER);
    let begun = chapter.and_then(|chapter| Ok((chapter.begin()?, chapter.starts().to_owned())));
    let (mut world, starts) = begun.map_err(|bad| vec![Problem::Own(bad)])?;
    if let Some(region) = regions.into_iter().next() {
        world.region = region;
    }
    if let Some(owner) = owner(&account) {
        world.account = owner;
    }
    world.settings = settings(&account, &world.region).into();
    let mut draft = Draft::new(world, reader.left_out);
    build(&mut draft, &account);
    Ok(draft.finish(&starts))
}

/// Builds everything: first what others are attached to, routes when there is something they can lead to.
fn build(draft: &mut Draft, account: &Account) {
    network::vpcs(draft, account);
    network::subnets(draft, account);
    routes::tables(draft, account);
    gone::routes(draft, account);
    network::gateways(draft, account);
    filters::groups(draft, account);
    filters::acls(draft, account);
    machines::addresses(draft, account);
    machines::nat_gateways(draft, account);
    machines::instances(draft, account);
    machines::endpoints(draft, account);
    machines::interfaces(draft, account);
    routes::routes(draft, account);
}

/// The Regions of the Availability Zones that are named.
fn regions(account: &Account) -> Vec<String> {
    let mut regions: Vec<String> =
        account.subnets.iter().filter_map(|subnet| region_of(&subnet.availability_zone)).collect();
    regions.sort();
    regions.dedup();
    regions
}

/// The Region of a zone: all up to its number, so that `us-west-2-lax-1a` is in `us-west-2`.
fn region_of(zone: &str) -> Option<String> {
    let at = zone.find(|char: char| char.is_ascii_digit())?;
    let number = zone[at..].find(|char: char| !char.is_ascii_digit()).unwrap_or(zone.len() - at);
    Some(zone[..at + number].to_owned())
}

/// The account that most VPCs belong to; others may only be shared with it.
fn owner(account: &Account) -> Option<String> {
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for owner in account.vpcs.iter().filter_map(|vpc| vpc.owner_id.as_deref()) {
        *owners.entry(owner).or_default() += 1;
    }
    owners.into_iter().max_by_key(|(_, count)| *count).map(|(owner, _)| owner.to_owned())
}

/// Quotas that let everything be built that the account was allowed, and the zones it uses.
fn settings(account: &Account, region: &str) -> Settings {
    let usual = Settings::default();
    let at_least = |quota: u32, there: usize| quota.max(u32::try_from(there).unwrap_or(u32::MAX));
    let most = |counted: BTreeMap<String, usize>| counted.into_values().max().unwrap_or(0);
    let count = |keys: Vec<String>| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        keys.into_iter().for_each(|key| *counted.entry(key).or_default() += 1);
        most(counted)
    };
    let subnet = |id: &str| account.subnets.iter().find(|subnet| subnet.subnet_id == id);
    let zone = |id: &str| subnet(id).map(|subnet| subnet.availability_zone.clone());
    let vpc = |id: &str| subnet(id).map(|subnet| subnet.vpc_id.clone());
    let nat = account.nat_gateways.iter().filter_map(|nat| zone(nat.subnet_id.as_deref()?)).collect();
    let endpoints = account.endpoints.iter().filter_map(|endpoint| vpc(&endpoint.subnet_id)).collect();
    let routes = account.route_tables.iter().map(|table| table.routes.len()).max().unwrap_or(0);
    let entries = account.network_acls.iter().map(|acl| acl.entries.len()).max().unwrap_or(0);
    Settings {
        availability_zones: zones(account, region),
        vpcs: at_least(usual.vpcs, account.vpcs.len()),
        instance_connect_endpoints_per_vpc: at_least(usual.instance_connect_endpoints_per_vpc, count(endpoints)),
        nat_gateways_per_availability_zone: at_least(usual.nat_gateways_per_availability_zone, count(nat)),
        elastic_ips: at_least(usual.elastic_ips, account.addresses.len() + account.nat_gateways.len()),
        routes_per_table: at_least(usual.routes_per_table, routes),
        network_acl_entries: at_least(usual.network_acl_entries, entries),
        ..usual
    }
}

/// The zones of the Region, where the account uses others than the usual ones.
fn zones(account: &Account, region: &str) -> Vec<String> {
    let usual: Vec<String> = ['a', 'b', 'c'].map(|letter| format!("{region}{letter}")).into();
    let mut zones = usual.clone();
    zones.extend(account.subnets.iter().map(|subnet| subnet.availability_zone.clone()));
    zones.sort();
    zones.dedup();
    if zones.len() == usual.len() { Vec::new() } else { zones }
}

/// What belongs to a VPC or a subnet that no file describes.
fn undescribed(draft: &mut Draft, what: &str, of: &str) {
    draft.leave_out(Reason::Undescribed, format!("{what} ({of})"));
}

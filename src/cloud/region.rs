//! Region and Availability Zones.
//!
//! Simplified: a Region has three zones, `a` to `c`, where the world's settings name no others, and
//! zone letters and zone ids agree (at AWS they are shuffled for each account).

use super::describe::{self, Filter, Filters};
use super::given::Readable;
use super::{ApiError, Given, Operation, World};
use serde_json::{Value, json};

/// The letters of the Availability Zones of a Region whose world says nothing about them.
const LETTERS: [char; 3] = ['a', 'b', 'c'];

/// An Availability Zone by name, like `ap-northeast-3c`. Whether it is one of the Region's is known
/// to [`World::availability_zone`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailabilityZone(pub String);

impl Readable for AvailabilityZone {
    const KIND: &'static str = "availability-zone";

    fn read(text: &str, _parameter: &str) -> Result<Self, ApiError> {
        Ok(Self(text.to_owned()))
    }
}

impl World {
    /// The names of the Region's Availability Zones, in order.
    pub fn availability_zones(&self) -> impl Iterator<Item = String> + '_ {
        let named = &self.settings.availability_zones;
        let usual = LETTERS.into_iter().filter(|_| named.is_empty());
        named.iter().cloned().chain(usual.map(|letter| format!("{}{letter}", self.region)))
    }

    /// The wanted Availability Zone, or the first where none is wanted.
    pub fn availability_zone(&self, wanted: Option<&Given<AvailabilityZone>>) -> Result<String, ApiError> {
        let mut zones = self.availability_zones();
        let Some(wanted) = wanted else { return Ok(zones.next().unwrap_or_default()) };
        let AvailabilityZone(name) = wanted.read("availabilityZone")?;
        if zones.any(|zone| zone == name) {
            return Ok(name);
        }
        let zones: Vec<_> = self.availability_zones().collect();
        Err(ApiError::invalid_value(format!(
            "Value ({name}) for parameter availabilityZone is invalid. Subnets can currently only be created in the \
             following availability zones: {}.",
            zones.join(", ")
        )))
    }

    /// The id of an Availability Zone, like `apne3-az3`.
    pub fn availability_zone_id(&self, zone: &str) -> String {
        let number = zone.bytes().last().map(|last| last.saturating_sub(b'a'));
        let mut short = String::new();
        for part in self.region.split('-') {
            match part {
                "northeast" => short.push_str("ne"),
                "northwest" => short.push_str("nw"),
                "southeast" => short.push_str("se"),
                "southwest" => short.push_str("sw"),
                "north" | "south" | "east" | "west" | "central" => short.push_str(&part[..1]),
                _ => short.push_str(part),
            }
        }
        format!("{short}-az{}", number.unwrap_or_default() + 1)
    }

    /// The Amazon Resource Name of an EC2 resource.
    pub fn arn(&self, kind: &str, id: impl std::fmt::Display) -> String {
        format!("arn:aws:ec2:{}:{}:{kind}/{id}", self.region, self.account)
    }
}

/// Describes the Availability Zones of the Region.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeAvailabilityZones {
    /// Filters that all must fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Only the zones with these names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zone_names: Vec<Given<AvailabilityZone>>,
    /// Only asks whether the call would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

const FILTERS: Filters =
    &[("zone-name", "ZoneName"), ("zone-id", "ZoneId"), ("region-name", "RegionName"), ("state", "State")];

impl Operation for DescribeAvailabilityZones {
    fn apply(&self, world: &mut World) -> Result<Value, ApiError> {
        for wanted in &self.zone_names {
            if !world.availability_zones().any(|zone| zone == wanted.text()) {
                return Err(ApiError::invalid_value(format!("Invalid availability zone: [{}]", wanted.text())));
            }
        }
        let wanted =
            |zone: &String| self.zone_names.is_empty() || self.zone_names.iter().any(|wanted| wanted.text() == zone);
        let zones = world.availability_zones().filter(wanted).map(|zone| {
            json!({
                "OptInStatus": "opt-in-not-required",
                "Messages": [],
                "RegionName": world.region,
                "ZoneName": zone,
                "ZoneId": world.availability_zone_id(&zone),
                "GroupName": format!("{}-1", world.region),
                "NetworkBorderGroup": world.region,
                "ZoneType": "availability-zone",
                "State": "available",
            })
        });
        Ok(json!({ "AvailabilityZones": describe::keep(zones.collect(), &self.filters, FILTERS)? }))
    }
}

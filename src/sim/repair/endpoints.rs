//! An EC2 Instance Connect Endpoint that reaches the instance, where there is none (rules 4.37 to 4.41).

use super::fixes::{Fix, Opens};
use super::make::Maker;
use crate::cloud::instance_connect_endpoint::InstanceConnectEndpoint;
use crate::cloud::{Kind, SubnetId, World};
use crate::sim::blockers::Blocker;
use crate::sim::trace::What;
use serde_json::json;

/// One more in the instance's own subnet; or, as a VPC may have but one, one in place of one that
/// does not fit.
pub(super) fn of(world: &World, blocker: &Blocker) -> Vec<Fix> {
    let Some(What::NoEndpoint { unfit }) = blocker.what() else { return Vec::new() };
    let Some(interface) = world.interface_of(blocker.trace.host) else { return Vec::new() };
    let unfit = unfit.iter().filter_map(|id| world.instance_connect_endpoints.get(*id));
    let instead = unfit.flat_map(|endpoint| {
        let both = create(world, endpoint.subnet_id, Some(endpoint), Opens::NEW);
        let own = create(world, interface.subnet_id, Some(endpoint), Opens::NEW + 1);
        [both, own].into_iter().flatten()
    });
    create(world, interface.subnet_id, None, Opens::NEW).into_iter().chain(instead).collect()
}

/// An endpoint of the kind that its subnet allows: it reaches all that can be reached from there.
fn create(world: &World, subnet: SubnetId, instead: Option<&InstanceConnectEndpoint>, opens: u32) -> Option<Fix> {
    let mut maker = Maker::new(world);
    let mut parameters = json!({"SubnetId": subnet});
    if let Some(old) = instead {
        maker.call("DeleteInstanceConnectEndpoint", json!({"InstanceConnectEndpointId": old.id}))?;
        parameters["SecurityGroupIds"] = json!(old.groups);
    }
    let made = (Kind::InstanceConnectEndpoint, "/InstanceConnectEndpoint/InstanceConnectEndpointId");
    maker.create("CreateInstanceConnectEndpoint", parameters, made)?;
    Some(Fix::made(opens, maker))
}

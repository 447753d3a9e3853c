//! `aws ec2-instance-connect ssh`: a shell on an instance, directly or through an Instance Connect
//! Endpoint of its VPC (rules 4.36 to 4.43).
//!
//! Through an endpoint the packet begins at the endpoint's interface: what its security group lets
//! out counts, the network ACLs between the subnets, and what the instance lets in (rule 4.39). The
//! key that the CLI pushes for a minute makes the instance's own key pair unnecessary; only a key
//! file that is given must be of that pair.

use super::Run;
use super::errno::Errno;
use super::machine::Machine;
use super::process::{Exit, Process};
use super::socket::{Connecting, Connection};
use crate::cloud::instance::InstanceState;
use crate::cloud::instance_connect_endpoint::{EndpointState, InstanceConnectEndpoint, IpAddressType};
use crate::cloud::{InstanceConnectEndpointId, InstanceId, World};
use crate::sim::Outcome;
use crate::sim::trace::{Aim, Role, What};
use crate::sim::walk::Sender;
use std::net::IpAddr;

/// The port of sshd.
const SSH: u16 = 22;

/// How to get there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConnectionType {
    /// Directly where the instance has a public IPv4 address, else through an endpoint.
    #[default]
    Auto,
    /// From the person's own machine over the Internet.
    Direct,
    /// Through an endpoint.
    Eice,
}

/// What the command line asks for besides the instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// How to get there.
    pub connection_type: ConnectionType,
    /// The endpoint to take; else a fitting one of the VPC.
    pub endpoint: Option<InstanceConnectEndpointId>,
    /// `--os-user`; else `ec2-user`.
    pub user: Option<String>,
    /// `--private-key-file`, as typed.
    pub key_file: Option<String>,
}

/// The CLI's words for a VPC without a usable endpoint.
const NO_ENDPOINT: &str = "There are no available instance connect endpoints.";
/// The CLI's words for an instance that the endpoint has no address for.
const NO_ADDRESS: &str = "Unable to find any IP address on the instance to connect to.";

/// Opens a shell on an instance, or says why there is none. `command` is what the trace is to call it.
pub fn ssh(world: &World, instance: InstanceId, request: &Request, command: &[String]) -> Run {
    let Some(machine) = Machine::of(world, instance) else { return super::nowhere(world.now, instance, command) };
    let mut process = Process::new(machine, command);
    let exit = open(&mut process, request);
    process.finish(exit)
}

fn open(process: &mut Process<'_>, request: &Request) -> Exit {
    let machine = process.machine;
    if machine.instance.state != InstanceState::Running {
        process.err(format!(
            "An error occurred (EC2InstanceStateInvalidException) when calling the SendSSHPublicKey operation: \
             This EC2 instance is not in a valid state. Instance ID: {}",
            machine.instance.id
        ));
        return Exit::usage(254);
    }
    let public = machine.interface.public_ip;
    match (request.connection_type, public) {
        (ConnectionType::Direct, _) | (ConnectionType::Auto, Some(_)) => direct(process, public.map(IpAddr::V4)),
        (ConnectionType::Eice, _) | (ConnectionType::Auto, None) => through_endpoint(process, request),
    }
}

/// From outside: what the simulation has no machine for.
fn direct(process: &mut Process<'_>, public: Option<IpAddr>) -> Exit {
    match public {
        None => {
            process.err(NO_ADDRESS);
            Exit { status: 252, outcome: Outcome::Unreachable, aim: None }
        }
        Some(address) => {
            process.err(format!(
                "a direct connection to {address} begins at your own machine, which is not part of this simulation; \
                 try --connection-type eice"
            ));
            Exit::usage(255)
        }
    }
}

fn through_endpoint(process: &mut Process<'_>, request: &Request) -> Exit {
    let machine = process.machine;
    let ready = |endpoint: &&InstanceConnectEndpoint| {
        endpoint.vpc_id == machine.instance.vpc_id
            && endpoint.state == EndpointState::CreateComplete
            && request.endpoint.is_none_or(|wanted| wanted == endpoint.id)
    };
    let endpoints: Vec<&InstanceConnectEndpoint> =
        machine.world.instance_connect_endpoints.iter().filter(ready).collect();
    let aim = Aim { name: machine.instance.id.to_string(), address: None, port: Some(SSH) };
    let same_subnet = |endpoint: &InstanceConnectEndpoint| endpoint.subnet_id == machine.instance.subnet_id;
    let reaching = endpoints.iter().filter_map(|endpoint| Some((*endpoint, ends(process, endpoint)?)));
    // The CLI prefers an endpoint of the instance's own subnet.
    let Some((endpoint, (from, to))) = reaching.max_by_key(|(endpoint, _)| same_subnet(endpoint)) else {
        process.err(if endpoints.is_empty() { NO_ENDPOINT } else { NO_ADDRESS });
        let unfit = endpoints.iter().map(|endpoint| endpoint.id).collect();
        let event = process.note(What::NoEndpoint { unfit });
        process.decided_by(event);
        return Exit { status: 255, outcome: Outcome::Unreachable, aim: Some(aim) };
    };
    let aim = Aim { address: Some(to), ..aim };
    let sender = Sender::Interface(endpoint.network_interface_id);
    let result = Connecting::from(process, sender, from, (to, SSH)).wait(process);
    match result {
        Ok(connection) => logged_in(process, request, connection, aim),
        Err((errno, event)) => {
            if let Some(event) = event {
                process.decided_by(event);
            }
            process.err("kex_exchange_identification: Connection closed by remote host");
            process.err("Connection closed by UNKNOWN port 65535");
            let outcome = if errno == Errno::TimedOut { Outcome::Timeout } else { Outcome::Refused };
            Exit { status: 255, outcome, aim: Some(aim) }
        }
    }
}

/// The endpoint's address and the instance's, of a family that both have and the endpoint's type
/// allows (rule 4.37).
fn ends(process: &Process<'_>, endpoint: &InstanceConnectEndpoint) -> Option<(IpAddr, IpAddr)> {
    let own = process.machine.world.network_interfaces.get(endpoint.network_interface_id)?;
    let guest = process.machine.interface;
    let v4 = || Some((IpAddr::V4(own.private_ip?), IpAddr::V4(guest.private_ip?)));
    let v6 = || Some((IpAddr::V6(*own.ipv6_addresses.first()?), IpAddr::V6(*guest.ipv6_addresses.first()?)));
    match endpoint.ip_address_type {
        IpAddressType::Ipv4 => v4(),
        IpAddressType::Ipv6 => v6(),
        IpAddressType::Dualstack => v4().or_else(v6),
    }
}

/// sshd answers: is the key right?
fn logged_in(process: &mut Process<'_>, request: &Request, mut connection: Connection, aim: Aim) -> Exit {
    process.decided_by(connection.syn);
    let _ = connection.send(process, Role::Request, b"SSH-2.0-OpenSSH_8.7\r\n");
    let _ = connection.reply(process, Role::Response, b"SSH-2.0-OpenSSH_8.7\r\n");
    let user = request.user.as_deref().unwrap_or("ec2-user");
    let wrong_key = request.key_file.as_deref().is_some_and(|file| !is_key_of(process, file));
    if user != "ec2-user" || wrong_key {
        process.err(format!(
            "{user}@{}: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).",
            process.machine.instance.id
        ));
        connection.close(process);
        return Exit { status: 255, outcome: Outcome::Refused, aim: Some(aim) };
    }
    let kernel = match process.machine.world.settings.kernel {
        crate::cloud::settings::Kernel::Linux6_1 => "6.1",
        crate::cloud::settings::Kernel::Linux6_12 => "6.12",
    };
    process.out(format!("Amazon Linux 2023, kernel {kernel}"));
    process.out(format!("Connected to {} from {}", process.machine.host_name(), connection.seen_from()));
    let prompt = process.machine.prompt();
    process.out(prompt.trim_end());
    connection.close(process);
    Exit::OK.aimed(aim)
}

/// Whether a key file is, by its name, the private half of the instance's key pair.
fn is_key_of(process: &Process<'_>, file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.strip_suffix(".pem").unwrap_or(name);
    process.machine.instance.key_name.as_deref() == Some(stem)
}

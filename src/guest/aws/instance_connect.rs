//! `aws ec2-instance-connect ssh`: a command of the AWS CLI's own. Its options become a
//! [`connect::Request`]; what then happens is [`connect::ssh`]'s.

use super::{Done, REFUSED};
use crate::cloud::command_line::options::of_shape;
use crate::cloud::command_line::{CommandLineError, Opt, Shape, help, parse};
use crate::cloud::{ApiError, Call, Given, InstanceConnectEndpointId, InstanceId, World};
use crate::guest::Output;
use crate::guest::connect::{self, ConnectionType, Request};
use crate::guest::console::Kind;
use crate::sim::Trace;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

/// Opens a shell on an instance, directly or through an EC2 Instance Connect Endpoint of its VPC.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
struct Ssh {
    /// The instance.
    instance_id: Given<InstanceId>,
    /// How to get there: directly, through an endpoint (eice), or whichever the instance allows.
    connection_type: Option<Way>,
    /// Which endpoint to take; else a fitting one of the VPC.
    eice_options: Option<EiceOptions>,
    /// The user on the instance; else ec2-user.
    os_user: Option<String>,
    /// A private key to log in with, instead of one that lasts a minute.
    private_key_file: Option<String>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Way {
    Auto,
    Direct,
    Eice,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct EiceOptions {
    /// The endpoint.
    endpoint_id: Option<Given<InstanceConnectEndpointId>>,
}

/// The service, which is also what traces begin their command with.
const SERVICE: &str = "ec2-instance-connect";

static SHAPE: LazyLock<Shape> = LazyLock::new(|| Shape::read(schemars::schema_for!(Ssh).as_value()));

/// The options of `ssh`.
pub fn options() -> Vec<Opt> {
    of_shape(&SHAPE)
}

/// Carries out the words after `aws ec2-instance-connect`.
pub fn run(world: &World, words: &[String]) -> Done {
    match words {
        [] => Done::usage(CommandLineError::Required { missing: vec!["operation".to_owned()], meant: Vec::new() }),
        [only] if only == "help" => Done::help(&page()),
        [ssh, only] if ssh == "ssh" && only == "help" => Done::help(&page()),
        [ssh, options @ ..] if ssh == "ssh" => match read(options) {
            Ok(asked) => connect(world, &asked, words).unwrap_or_else(|error| *error),
            Err(error) => Done::usage(error),
        },
        [other, ..] => Done::usage(CommandLineError::invalid_choice("operation", other, ["ssh"])),
    }
}

/// Runs the command of a trace again, in whatever world; none where it is another program's, or is
/// refused before anything happens.
pub fn again(world: &World, command: &[String]) -> Option<Trace> {
    let (service, words) = command.split_first()?;
    match (service == SERVICE).then(|| run(world, words).kind)? {
        Kind::Guest(trace) => Some(Arc::unwrap_or_clone(trace)),
        Kind::Api { .. } | Kind::Malformed => None,
    }
}

fn page() -> String {
    let doc = "Opens a shell on an instance, directly or through an EC2 Instance Connect Endpoint of its VPC.";
    help::page("ssh", doc, &options())
}

fn read(words: &[String]) -> Result<Ssh, CommandLineError> {
    let parameters = parse::read(words, &SHAPE)?;
    if let Some(way) = parameters.get("ConnectionType").and_then(Value::as_str) {
        let ways = ["auto", "direct", "eice"];
        if !ways.contains(&way) {
            return Err(CommandLineError::invalid_choice("--connection-type", way, ways));
        }
    }
    serde_json::from_value(parameters).map_err(|error| CommandLineError::Validation(vec![error.to_string()]))
}

fn connect(world: &World, asked: &Ssh, words: &[String]) -> Result<Done, Box<Done>> {
    // The CLI first asks EC2 for the instance, and for the endpoint where one is named.
    let ask = |operation: &str, parameter: &str, id: &str| asked_of_ec2(world, operation, parameter, id);
    ask("DescribeInstances", "InstanceIds", asked.instance_id.text())?;
    let endpoint = asked.eice_options.as_ref().and_then(|options| options.endpoint_id.as_ref());
    if let Some(endpoint) = endpoint {
        ask("DescribeInstanceConnectEndpoints", "InstanceConnectEndpointIds", endpoint.text())?;
    }
    let unread = |error: ApiError| Box::new(refused(error));
    let instance = asked.instance_id.read("instanceId").map_err(unread)?;
    let request = Request {
        connection_type: match asked.connection_type {
            None | Some(Way::Auto) => ConnectionType::Auto,
            Some(Way::Direct) => ConnectionType::Direct,
            Some(Way::Eice) => ConnectionType::Eice,
        },
        endpoint: endpoint.map(|id| id.read("instanceConnectEndpointId")).transpose().map_err(unread)?,
        user: asked.os_user.clone(),
        key_file: asked.private_key_file.clone(),
    };
    let command: Vec<String> = std::iter::once(SERVICE.to_owned()).chain(words.iter().cloned()).collect();
    let run = connect::ssh(world, instance, &request, &command);
    Ok(Done { exit: run.exit, output: run.output, kind: Kind::Guest(Arc::new(run.trace)) })
}

/// Describes one resource, for the refusal that EC2 has where there is no such thing.
fn asked_of_ec2(world: &World, operation: &str, parameter: &str, id: &str) -> Result<(), Box<Done>> {
    let Ok(call) = Call::parse_value(operation, json!({ parameter: [id] })) else { return Ok(()) };
    match world.clone().call(&call) {
        Ok(_) => Ok(()),
        Err(error) => {
            let done = refused(error.clone());
            Err(Box::new(Done { kind: Kind::Api { call, refusal: Some(error) }, ..done }))
        }
    }
}

fn refused(error: ApiError) -> Done {
    let mut output = Output::default();
    output.error(format!("\n{error}"));
    Done { exit: REFUSED, output, kind: Kind::Malformed }
}

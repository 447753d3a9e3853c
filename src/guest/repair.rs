//! What would make a failed command succeed: [`crate::sim::repair`] with real commands as its probe, and
//! as what shall go on working.

use super::{aws, run};
use crate::cloud::command_line::quote;
use crate::cloud::instance::InstanceState;
use crate::cloud::internet::{Host, Service};
use crate::cloud::{InstanceId, World};
use crate::net::Family;
use crate::sim::blockers::Blocker;
use crate::sim::repair::{self, Bound, Question, Repair};
use crate::sim::{Outcome, Trace};

/// A command on an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Where it runs.
    pub host: InstanceId,
    /// Its words.
    pub words: Vec<String>,
}

impl Command {
    /// The command of a trace.
    pub fn of(trace: &Trace) -> Self {
        Self { host: trace.host, words: trace.command.clone() }
    }

    /// A shell on an instance by EC2 Instance Connect.
    fn shell(host: InstanceId) -> Self {
        let words = ["ec2-instance-connect", "ssh", "--connection-type", "eice", "--instance-id"].map(str::to_owned);
        Self { host, words: words.into_iter().chain([host.to_string()]).collect() }
    }

    /// Runs it in a world.
    pub fn trace(&self, world: &World) -> Trace {
        aws::again(world, &self.words).unwrap_or_else(|| run(world, self.host, &self.words).trace)
    }

    /// As it is typed: `HOST$ command`, or as an `aws` line.
    pub fn line(&self, world: &World) -> String {
        let words: Vec<String> = self.words.iter().map(|word| quote(word)).collect();
        let prompt = match aws::again(world, &self.words) {
            Some(_) => "aws".to_owned(),
            None => format!("{}$", world.name_of(self.host)),
        };
        format!("{prompt} {}", words.join(" "))
    }

    fn succeeds(&self, world: &World) -> bool {
        self.trace(world).outcome == Outcome::Ok
    }
}

/// The smallest list of calls after which the command succeeds, in a world where it fails. Of the
/// `watched` commands those that work shall go on working; [`Repair::breaks`] tells them by their place.
pub fn repair(world: &World, command: &Command, watched: &[Command]) -> Option<Repair> {
    let probe = |world: &World| command.trace(world);
    let works = |world: &World, at: usize| watched.get(at).is_some_and(|command| command.succeeds(world));
    repair::find(world, &Question { probe: &probe, watched: watched.len(), works: &works }, Bound::USUAL)
}

/// Everything that stands in the command's way, in path order; `repair` is what mends it, if anything.
pub fn blockers(world: &World, command: &Command, repair: Option<&Repair>) -> Vec<Blocker> {
    repair::blockers(world, &|world| command.trace(world), repair)
}

/// What people do every day on each running instance: open a shell, fetch a page from a host of each
/// kind of address, and from each load balancer.
pub fn everyday(world: &World) -> Vec<Command> {
    let kinds: [fn(&Host) -> bool; 3] = [
        |host| host.has(Family::Ipv6) && host.has(Family::Ipv4),
        |host| host.has_only(Family::Ipv4),
        |host| host.has_only(Family::Ipv6),
    ];
    let hosts = kinds.iter().filter_map(|kind| world.internet.offering(Service::Https).find(|host| kind(host)));
    let urls = hosts.map(|host| format!("https://{}/", host.name));
    let balancers = world.load_balancers.iter().map(|balancer| format!("http://{}/", balancer.dns_name));
    let urls: Vec<String> = urls.chain(balancers).collect();
    let running = world.instances.iter().filter(|instance| instance.state == InstanceState::Running);
    let fetch = |host: InstanceId, url: &String| Command {
        host,
        words: ["curl", "-s", "--connect-timeout", "2", url].map(str::to_owned).to_vec(),
    };
    let fetches = |host: InstanceId| urls.iter().map(move |url| fetch(host, url));
    running.flat_map(|instance| [Command::shell(instance.id)].into_iter().chain(fetches(instance.id))).collect()
}

//! A lesson whose meaning was checked. What an author can still get wrong can only be found by
//! trying it: that is [`super::proof`]'s business, and why everything here keeps its [`Place`].

use super::ask::Address;
use super::foresee::Foreseen;
use super::problem::Place;
use super::text::Text;
use crate::cloud::{Kind, World};
use crate::net::Family;
use crate::sim::Outcome;
use hickory_proto::rr::RecordType;
use serde_json::Value;

/// A lesson.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its short name.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// What one learns.
    pub summary: Text,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Its place in the list.
    pub order: u32,
    /// The first world.
    pub world: World,
    /// Its steps, in order; at least one.
    pub steps: Vec<Step>,
    /// A number that differs when the file's text differs.
    pub fingerprint: u64,
}

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its short name, unique in the lesson.
    pub id: String,
    /// The phase it belongs to.
    pub phase: Text,
    /// Its title.
    pub title: Text,
    /// What the learner reads: Markdown.
    pub text: Text,
    /// A world of its own, in which it begins whatever was done before.
    pub world: Option<World>,
    /// What the instructor reads.
    pub notes: Option<Text>,
    /// Questions, put before the work.
    pub asks: Vec<Ask>,
    /// What has to hold at the end.
    pub goals: Vec<Goal>,
    /// Lines that reach the goals.
    pub solution: Vec<Line>,
    /// What learners do wrong here.
    pub mistakes: Vec<Mistake>,
    /// Hints, the first one first.
    pub hints: Vec<Text>,
    /// Where it begins.
    pub place: Place,
}

/// A line as one would type it into the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is asked.
    pub what: Question,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of questions.
#[derive(Clone, Debug)]
pub enum Question {
    /// What will a command do?
    Predict {
        /// The command.
        run: Line,
        /// The question; none where it is worded from the command.
        question: Option<Text>,
        /// The outcomes to choose from; at least two.
        choices: Vec<Outcome>,
        /// What the author believes in.
        answer: Option<(Outcome, Place)>,
        /// Why it is so.
        why: Text,
    },
    /// Which way will a command go, or by which address?
    Foresee {
        /// The command.
        run: Line,
        /// What is to be foreseen.
        what: Foreseen,
        /// The question; none where it is worded from the command.
        question: Option<Text>,
        /// Names or addresses to choose from; at least two.
        choices: Vec<String>,
        /// What the author believes in.
        answer: Option<(String, Place)>,
        /// Why it is so.
        why: Text,
    },
    /// Which address is it?
    Address {
        /// The question.
        question: Text,
        /// The address.
        right: Address,
        /// Why it is so.
        why: Text,
    },
    /// Which of these?
    Choice {
        /// The question.
        question: Text,
        /// What one may answer; at least two, at least one of them right.
        options: Vec<Alternative>,
    },
}

/// One answer to choose.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The answer.
    pub say: Text,
    /// Whether it is right.
    pub right: bool,
    /// What has to hold in the world for it to be right, where the author says so.
    pub check: Option<Goal>,
    /// What is told to who chose it.
    pub reply: Text,
}

/// Something that has to hold.
#[derive(Clone, Debug)]
pub struct Goal {
    /// What.
    pub what: Wanted,
    /// How the author words it; none where the tutor does.
    pub say: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of goals.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// A resource is there.
    Resource(Resource),
    /// No live resource of that kind has that name.
    Absent {
        /// The kind.
        kind: Kind,
        /// The name.
        name: String,
    },
    /// A command would do this, asked of a copy of the world.
    Probe(Probe),
    /// The learner has run such a command in this step.
    Saw(Saw),
    /// The learner has called an operation in this step.
    Called(Called),
    /// Settings of the world are at least that.
    Setting(Vec<(Quota, u32)>),
    /// One of these holds.
    Any(Vec<Goal>),
}

/// A resource with properties.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The kind.
    pub kind: Kind,
    /// The name; any where there is none.
    pub name: Option<String>,
    /// Properties it has, as its description shows them, each with its place.
    pub has: Vec<(String, Value, Place)>,
}

/// What a command would do.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The command.
    pub run: Line,
    /// How it ends.
    pub outcome: Outcome,
    /// Names it goes by, in this order.
    pub via: Vec<String>,
    /// Names it doesn't go by.
    pub not_via: Vec<String>,
}

/// What the learner has seen a command do. What is not said may be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saw {
    /// The name of the instance it ran on.
    pub from: String,
    /// The program.
    pub program: Option<String>,
    /// The name or address it wanted to reach.
    pub to: Option<String>,
    /// The type of the DNS record it asked for.
    pub record_type: Option<RecordType>,
    /// The family of the address that decided.
    pub family: Option<Family>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Names it went by, in this order.
    pub via: Vec<String>,
}

/// A call of the API that the learner has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The operation.
    pub operation: String,
    /// The code of the refusal; none where it was carried out.
    pub code: Option<String>,
}

/// A quota of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// EC2 Instance Connect Endpoints a VPC may have.
    InstanceConnectEndpointsPerVpc,
    /// NAT gateways an Availability Zone may have.
    NatGatewaysPerAvailabilityZone,
    /// Elastic IP addresses a Region may have.
    ElasticIps,
    /// Routes a route table may have in each family.
    RoutesPerTable,
    /// Rules a network ACL may have in each direction and family.
    NetworkAclEntries,
}

impl Quota {
    /// What it is in this world.
    pub fn of(self, world: &World) -> u32 {
        let settings = &world.settings;
        match self {
            Self::InstanceConnectEndpointsPerVpc => settings.instance_connect_endpoints_per_vpc,
            Self::NatGatewaysPerAvailabilityZone => settings.nat_gateways_per_availability_zone,
            Self::ElasticIps => settings.elastic_ips,
            Self::RoutesPerTable => settings.routes_per_table,
            Self::NetworkAclEntries => settings.network_acl_entries,
        }
    }
}

/// What learners do wrong.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// Lines that make it, typed where the step begins.
    pub lines: Vec<Line>,
    /// How it is recognised.
    pub when: Sign,
    /// What the learner is told.
    pub say: Text,
    /// Where it stands.
    pub place: Place,
}

/// How a mistake is recognised in any learner's world.
#[derive(Clone, Debug)]
pub enum Sign {
    /// This holds, as a goal would.
    Holds(Wanted),
    /// The step's last API call was refused by EC2.
    Refused {
        /// The operation.
        operation: String,
        /// The code; any where there is none.
        code: Option<String>,
    },
}

impl Step {
    /// A step with words to read and nothing to reach.
    pub fn to_read(id: &str, phase: Text, (title, text): (Text, Text)) -> Self {
        Self {
            id: id.to_owned(),
            phase,
            title,
            text,
            world: None,
            notes: None,
            asks: Vec::new(),
            goals: Vec::new(),
            solution: Vec::new(),
            mistakes: Vec::new(),
            hints: Vec::new(),
            place: Place::START,
        }
    }
}

impl Lesson {
    /// A lesson of the tutor's own: one step in this world. It takes no time and stands in no list.
    pub fn of_one_step(id: String, (title, summary): (Text, Text), world: World, step: Step) -> Self {
        Self { id, title, summary, minutes: 0, order: 0, world, steps: vec![step], fingerprint: 0 }
    }

    /// How many scenes there are: runs of steps that share a world. A step with a world of its own begins one.
    pub fn scenes(&self) -> usize {
        self.scene_of(self.steps.len()) + 1
    }

    /// The scene that a step belongs to, from 0.
    pub fn scene_of(&self, step: usize) -> usize {
        self.steps.iter().take(step + 1).skip(1).filter(|step| step.world.is_some()).count()
    }

    /// The first world of a scene.
    pub fn scene_world(&self, scene: usize) -> &World {
        let first = self.steps.first().and_then(|step| step.world.as_ref()).unwrap_or(&self.world);
        let later = self.steps.iter().skip(1).filter_map(|step| step.world.as_ref());
        std::iter::once(first).chain(later).nth(scene).unwrap_or(first)
    }

    /// The position of the step with this short name.
    pub fn step(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }
}

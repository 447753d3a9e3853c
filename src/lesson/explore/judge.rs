//! What is to be thought of one world that a learner may be in: whether the step counts as done and
//! should, whether the tutor has something to say, and whether there is a way on.

use super::back;
use super::carry::{Move, Taken};
use super::fingerprint;
use super::moves::{Alphabet, Solution};
use crate::cloud::name::shortest;
use crate::cloud::{self, Changes, Kind, World};
use crate::guest::console::{self, Console, Record};
use crate::lesson::difference::Difference;
use crate::lesson::goal::{Near, Situation, Verdict};
use crate::lesson::model::{Goal, Line, Question, Sign, Step, Wanted};
use crate::lesson::problem::Place;
use crate::lesson::text::Text;
use crate::sim::Outcome;
use crate::sim::blockers::Blocker;
use serde_json::Value;
use std::sync::Arc;

/// What is thought of a world.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    pub state: State,
    /// Whether the goals can be reached from here by the author's calls, or by going back first.
    pub way_on: bool,
}

/// How a world stands to a step.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// The goals hold, and everything that follows ends as on the author's way.
    Done,
    /// A goal is open, and the tutor has something to say about it.
    Told,
    /// A goal is open, and there is nothing to say but that.
    Untold {
        /// The first open goal.
        goal: Place,
    },
    /// The goals hold, but a line of the author's ends otherwise.
    FalsePass {
        /// The line.
        line: Line,
        /// How it ends on the author's way, and here; none where it can't be run.
        outcomes: (Outcome, Option<Outcome>),
    },
    /// A goal is open that nothing needs.
    FalseFail {
        /// The goal.
        goal: Place,
        /// What it insists on.
        wants: String,
    },
}

/// A line of the author's way and how it ends there.
struct Look {
    line: Line,
    outcome: Outcome,
}

/// This step's records, and the first line that ends otherwise than on the author's way, with how it ends.
type Seen<'l> = (Vec<Arc<Record>>, Option<(&'l Look, Option<Outcome>)>);

/// All that is needed to judge the worlds of one step.
pub(super) struct Judge<'a> {
    step: &'a Step,
    begin: &'a World,
    solution: Solution,
    /// From the end of the step's last change to the end of the scene.
    rest: Vec<(Line, bool)>,
    looks: Vec<Look>,
    /// Goals about what the learner has seen that can still be reached when everything is built.
    seen_later: Vec<&'a Goal>,
    /// The worlds of the author's way through this step.
    way: Vec<u128>,
    /// What the author makes in this step, by the names that later lines use.
    made: Vec<(Kind, String)>,
}

impl<'a> Judge<'a> {
    /// For the first of these steps, which begins in `begin` and whose author's way goes on through the others.
    pub fn new(steps: &'a [Step], begin: &'a World, alphabet: &Alphabet) -> Option<Self> {
        let (step, following) = steps.split_first()?;
        let own = lines_after_last_change(step, begin);
        let rest: Vec<(Line, bool)> = own
            .iter()
            .map(|line| (line.clone(), true))
            .chain(following.iter().flat_map(|step| &step.solution).map(|line| (line.clone(), false)))
            .collect();
        let solution = alphabet.solution.clone();
        let mut judge = Self {
            step,
            begin,
            solution,
            rest,
            looks: Vec::new(),
            seen_later: Vec::new(),
            way: Vec::new(),
            made: Vec::new(),
        };
        let end = judge.walk(begin);
        let (looks, records) = judge.author(&end);
        let situation = Situation::new(&end, &records);
        judge.seen_later =
            step.goals.iter().filter(|it| is_history(&it.what) && it.check(&situation).is_met()).collect();
        judge.looks = looks;
        judge.made = made(begin, &end);
        Some(judge)
    }

    /// The author's way through this step, to its end.
    fn walk(&mut self, begin: &World) -> World {
        let mut worlds = self.solution.follow(begin, begin);
        self.way = [begin].into_iter().chain(&worlds).map(fingerprint::of).collect();
        worlds.pop().unwrap_or_else(|| begin.clone())
    }

    /// How the author's lines end on the author's way, and the records of this step's.
    fn author(&self, end: &World) -> (Vec<Look>, Vec<Arc<Record>>) {
        let mut console = Console::new(end.clone());
        let (mut looks, mut records) = (Vec::new(), Vec::new());
        for (line, own) in &self.rest {
            let Ok(Some(record)) = console.exec(&line.text) else { continue };
            if let Some(outcome) = record.outcome() {
                looks.push(Look { line: line.clone(), outcome });
            }
            if *own {
                records.push(Arc::new(record));
            }
        }
        (looks, records)
    }

    /// What is thought of a world.
    pub fn judge(&self, world: &World, fingerprint: u128) -> Judgement {
        let situation = Situation::new(world, &[]);
        let open = self.open(&situation);
        let state =
            if open.is_empty() { self.passing(world) } else { self.failing((world, fingerprint), &situation, &open) };
        let way_on = matches!(state, State::Done | State::FalsePass { .. }) || self.way_on(world);
        Judgement { state, way_on }
    }

    /// The goals that are about the world and don't hold.
    fn open(&self, situation: &Situation<'_>) -> Vec<(&Goal, Near)> {
        let about_world = self.step.goals.iter().filter(|goal| !is_history(&goal.what));
        let open = about_world.filter_map(|goal| match goal.check(situation) {
            Verdict::Met => None,
            Verdict::Missing(near) => Some((goal, near)),
        });
        open.collect()
    }

    /// Everything that is to be built is there: do the author's lines end as they should?
    fn passing(&self, world: &World) -> State {
        let (records, other) = self.look(world);
        let situation = Situation::new(world, &records);
        let unseen = self.seen_later.iter().find(|goal| !goal.check(&situation).is_met());
        match (unseen, other) {
            (Some(goal), _) => {
                // The learner runs the very command, it ends otherwise, and the tutor says why.
                let says_why = records.iter().any(|record| self.is_told(record));
                if says_why { State::Told } else { State::Untold { goal: goal.place } }
            }
            // Who gave one name to two things is told so, and may say the id.
            (None, Some((look, None))) if is_ambiguous(world, &look.line) => State::Told,
            (None, None) => State::Done,
            (None, Some((look, here))) => State::FalsePass { line: look.line.clone(), outcomes: (look.outcome, here) },
        }
    }

    /// Whether the tutor can say why a command ended as it did.
    fn is_told(&self, record: &Record) -> bool {
        match &record.kind {
            console::Kind::Guest(trace) => trace.outcome == Outcome::Ok || Blocker::of(trace).is_some(),
            console::Kind::Api { refusal, .. } => refusal.is_some(),
            console::Kind::Malformed => true,
        }
    }

    fn failing(&self, (world, here): (&World, u128), situation: &Situation<'_>, open: &[(&Goal, Near)]) -> State {
        let holds = |sign: &Sign| matches!(sign, Sign::Holds(_)) && sign.shows(situation);
        if self.step.mistakes.iter().any(|mistake| holds(&mistake.when)) {
            return State::Told;
        }
        if let [(goal, near)] = open
            && let Some(wants) = self.unsaid(goal, near)
            && self.all_ends_well(world)
        {
            return State::FalseFail { goal: goal.place, wants };
        }
        // On the author's way there is nothing wrong yet, and what comes next is said by the goals.
        if open.iter().any(|(_, near)| is_specific(near)) || self.way.contains(&here) {
            return State::Told;
        }
        State::Untold { goal: open.first().map_or(self.step.place, |(goal, _)| goal.place) }
    }

    /// What a goal insists on that neither the step's text nor the goal's own words say; none where it says all.
    fn unsaid(&self, goal: &Goal, near: &Near) -> Option<String> {
        let is_said = |value: &Value| self.is_said(goal, value);
        match near {
            Near::Differs { differences, .. } => {
                let unsaid = differences.iter().find(|it| !leaves(&it.want).iter().all(|leaf| is_said(leaf)))?;
                Some(wanted(unsaid))
            }
            Near::NoSuchResource { name: Some(name), like: Some(_), .. } => {
                let value = Value::String(name.clone());
                (!is_said(&value)).then(|| name.clone())
            }
            Near::NoSuchResource { .. }
            | Near::StillThere { .. }
            | Near::CannotRun { .. }
            | Near::Probe { .. }
            | Near::NotSeen { .. }
            | Near::NotCalled { .. }
            | Near::Setting { .. }
            | Near::None(_) => None,
        }
    }

    /// Whether the learner was told that a value is wanted: in the step's text, or in the goal's own words.
    fn is_said(&self, goal: &Goal, value: &Value) -> bool {
        let Value::String(value) = value else { return goal.say.is_some() };
        let value = value.trim_start_matches('@');
        let name = value.rsplit('/').next().filter(|_| !value.contains(':')).unwrap_or(value);
        let asked = self.step.asks.iter().flat_map(|ask| asked(&ask.what));
        let texts = [Some(&self.step.text), goal.say.as_ref()].into_iter().flatten().chain(asked);
        // A text speaks of `…-subnet-private3-…` as private3.
        let is_telling =
            |part: &&str| part.len() > 3 && part.chars().any(|c| c.is_ascii_digit()) && !part.contains(['.', '/']);
        let names: Vec<&str> = std::iter::once(name).chain(name.split('-').filter(is_telling)).collect();
        texts.into_iter().any(|text| names.iter().any(|name| text.ja.contains(name) || text.en.contains(name)))
    }

    /// Whether all lines of the author's way end as they should, although a goal is open.
    fn all_ends_well(&self, world: &World) -> bool {
        let (records, other) = self.look(world);
        let situation = Situation::new(world, &records);
        !self.looks.is_empty() && other.is_none() && self.seen_later.iter().all(|goal| goal.check(&situation).is_met())
    }

    /// Runs the rest of the author's way: this step's records, and the first line that ends otherwise. Where a
    /// learner gave what the author made to something else, the lines may name that instead.
    fn look(&self, world: &World) -> Seen<'_> {
        let found = self.look_as(world, None);
        if found.1.is_none() {
            return found;
        }
        let stand_ins = self.made.iter().flat_map(|made| stand_ins(self.begin, world, made));
        let mut tried = stand_ins.map(|stand_in| self.look_as(world, Some(&stand_in)));
        tried.find(|(_, other)| other.is_none()).unwrap_or(found)
    }

    fn look_as(&self, world: &World, stand_in: Option<&(String, String)>) -> Seen<'_> {
        let mut console = Console::new(world.clone());
        let mut records = Vec::new();
        let mut looks = self.looks.iter();
        let mut other = None;
        for (line, own) in &self.rest {
            if !own && other.is_some() {
                break;
            }
            let text = stand_in.map(|(name, by)| renamed(&line.text, name, by));
            let record = console.exec(text.as_ref().unwrap_or(&line.text)).ok().flatten();
            let here = record.as_ref().and_then(Record::outcome);
            if looks.as_slice().first().is_some_and(|look| look.line == *line)
                && let Some(look) = looks.next()
                && here != Some(look.outcome)
                && other.is_none()
            {
                other = Some((look, here));
            }
            if let Some(record) = record.filter(|_| *own) {
                records.push(Arc::new(record));
            }
        }
        (records, other)
    }

    /// Whether the goals are reached by the author's calls, from here or after going back.
    fn way_on(&self, world: &World) -> bool {
        let reached = |world: &World| self.open(&Situation::new(world, &[])).is_empty();
        if reached(&self.follow(world)) {
            return true;
        }
        let begun = self.go_back(world);
        reached(&self.follow(&begun))
    }

    fn follow(&self, world: &World) -> World {
        self.solution.follow(self.begin, world).pop().unwrap_or_else(|| world.clone())
    }

    /// Everything taken back that can be.
    fn go_back(&self, world: &World) -> World {
        // What is refused because something else stands in its way goes in a later round.
        const ROUNDS: usize = 4;
        let mut world = world.clone();
        for _ in 0..ROUNDS {
            let mut went = false;
            for call in back::toward(self.begin, &world) {
                if let Some(next) = Move::new(call).carry(&world, &Taken::of(&world)) {
                    (world, went) = (next, true);
                }
            }
            if !went {
                break;
            }
        }
        world
    }
}

/// Whether a line runs on something that shares its name.
fn is_ambiguous(world: &World, line: &Line) -> bool {
    let Some((host, _)) = line.text.split_once('$') else { return false };
    let resources = world.resources();
    resources.iter().filter(|it| it.is_live && it.kind == Kind::Instance && it.name() == Some(host)).count() > 1
}

/// What is there with a name at the end, and was not there in the beginning.
fn made(begin: &World, end: &World) -> Vec<(Kind, String)> {
    let before = begin.resources();
    let resources = end.resources();
    let new = resources.iter().filter(|it| it.is_live && !before.iter().any(|old| old.id == it.id));
    new.filter_map(|it| Some((it.kind, it.name()?.to_owned()))).collect()
}

/// What the learner has made or changed of the same kind, each as the pair of names to exchange.
fn stand_ins(begin: &World, world: &World, (kind, name): &(Kind, String)) -> Vec<(String, String)> {
    let (before, now) = (cloud::describe_all(begin, *kind), cloud::describe_all(world, *kind));
    let resources = world.resources();
    let touched = resources.iter().filter(|it| {
        let of = |all: &[Value]| all.iter().find(|value| value[kind.id_field()] == it.id.as_str()).cloned();
        it.kind == *kind && it.is_live && of(&before) != of(&now)
    });
    let name = format!("@{name}");
    touched.map(|it| (name.clone(), shortest(world, it))).filter(|(name, by)| name != by).collect()
}

/// A line with another name in place of `@NAME`.
fn renamed(line: &str, name: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let ends = !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        out.push_str(before);
        out.push_str(if ends { by } else { name });
        rest = after;
    }
    out + rest
}

/// Whether a goal is about what the learner did, not about the world.
fn is_history(wanted: &Wanted) -> bool {
    match wanted {
        Wanted::Saw(_) | Wanted::Called(_) => true,
        Wanted::Any(goals) => goals.iter().any(|goal| is_history(&goal.what)),
        Wanted::Resource(_) | Wanted::Absent { .. } | Wanted::Probe(_) | Wanted::Setting(_) => false,
    }
}

/// What a question tells in the end.
fn asked(question: &Question) -> Vec<&Text> {
    match question {
        Question::Predict { why, .. } | Question::Foresee { why, .. } | Question::Address { why, .. } => vec![why],
        Question::Choice { options, .. } => options.iter().flat_map(|it| [&it.say, &it.reply]).collect(),
    }
}

/// Whether a miss says more than that something is not there yet.
fn is_specific(near: &Near) -> bool {
    match near {
        Near::NoSuchResource { like, .. } => like.is_some(),
        // What the command does instead is told; where it fails, so is why.
        Near::Probe { trace, .. } => trace.outcome == Outcome::Ok || Blocker::of(trace).is_some(),
        Near::NotSeen { nearest } => nearest.is_some(),
        Near::NotCalled { last, .. } => last.is_some(),
        Near::None(all) => all.iter().any(is_specific),
        Near::Differs { .. } | Near::StillThere { .. } | Near::CannotRun { .. } | Near::Setting { .. } => true,
    }
}

fn wanted(difference: &Difference) -> String {
    format!("{} = {}", difference.field, difference.want)
}

fn leaves(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::Object(fields) => fields.values().flat_map(leaves).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![value],
    }
}

/// The lines of a step's solution behind the last one that changes something.
fn lines_after_last_change(step: &Step, begin: &World) -> Vec<Line> {
    let mut console = Console::new(begin.clone());
    let mut after = Vec::new();
    for line in &step.solution {
        let record = console.exec(&line.text).ok().flatten();
        match record.map(|record| record.kind) {
            Some(console::Kind::Api { call, .. }) if call.changes() == Changes::World => after.clear(),
            _ => after.push(line.clone()),
        }
    }
    after
}

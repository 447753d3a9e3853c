//! `v6dojo drill`: a broken world to be mended, on the screen or by a script. A script is the lab's,
//! and besides it may claim what stands in the way, and give up.

use super::script::{Obstacle, Script, Shown, json_line, transcript};
use super::{NOT_UNDERSTOOD, unless_gone};
use crate::guest::console::{Console, Kind, NotUnderstood, Record};
use crate::lesson::{Lang, library};
use crate::session::Session;
use crate::session::drill::score::{Finish, Score, Tally};
use crate::session::drill::{self, Deck, Fault, MOST_FAULTS, SUSPECTS};
use crate::sim::Outcome;
use crate::sim::blockers::Code;
use crate::sim::repair::lines;
use crate::words::{drill as say, fault};
use anyhow::{Result, anyhow};
use clap::Args;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What a drill is asked to be.
#[derive(Debug, Args)]
#[command(after_help = "Lines of a script, besides those of `v6dojo lab`:\n  \
    claim CODE [PLACE]  say what stands in the way, like `claim network-acl-egress`;\n                        \
                        `claim ?` lists the codes\n  \
    give-up             see the truth, and end\n\
    The status is 0 where the probe succeeds in the end, 1 where it fails, 2 where a line was not understood.")]
pub struct Drill {
    /// The number of the drill: the same number deals the same drill. Else one is drawn.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many places are broken.
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=MOST_FAULTS as i64))]
    faults: u8,
    /// Without a screen, even on a terminal.
    #[arg(long)]
    lab: bool,
    /// One JSON object a line instead of a transcript.
    #[arg(long)]
    json: bool,
    /// The script, a line a command; `-` or nothing is standard input.
    #[arg(value_name = "SCRIPT")]
    script: Option<PathBuf>,
}

/// What was dealt, as `--json` shows it first.
#[derive(Serialize)]
struct Dealt<'a> {
    drill: u64,
    faults: usize,
    probe: &'a str,
}

/// What is shown of a guest command besides; nothing that gives the fault away.
#[derive(Serialize)]
struct Guest<'a> {
    outcome: Outcome,
    path: &'a [String],
}

/// A claim as `--json` shows it.
#[derive(Serialize)]
struct Claimed<'a> {
    n: usize,
    input: &'a str,
    right: bool,
}

/// How it went, as `--json` shows it last.
#[derive(Serialize)]
struct Ended {
    solved: bool,
    given_up: bool,
    #[serde(flatten)]
    score: Score,
    /// Nothing as long as it is neither solved nor given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    truth: Option<Truth>,
}

/// What was broken.
#[derive(Serialize)]
struct Truth {
    faults: Vec<Fault>,
    blockers: Vec<Obstacle>,
    repair: Vec<String>,
}

/// Whether the truth was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The script ended.
    Script,
    /// It gave up.
    GivenUp,
}

impl Drill {
    /// The number and the faults, where it is to be played by hand: on the screen or in the plain form.
    pub fn by_hand(&self, plain: bool) -> Option<(u64, usize)> {
        let script = self.lab || self.json || self.script.is_some();
        let by_hand = !script && (plain || io::stdout().is_terminal());
        by_hand.then(|| (self.number(), usize::from(self.faults)))
    }

    fn number(&self) -> u64 {
        self.seed.unwrap_or_else(drill::any_seed)
    }

    /// Plays it by a script.
    pub fn run(&self, lang: Lang) -> Result<ExitCode> {
        let deck = deck()?.ok_or_else(|| anyhow!(say::NO_WORLD.in_(lang)))?;
        let drill = deck.deal(self.number(), usize::from(self.faults));
        let drill = drill.ok_or_else(|| anyhow!(say::NO_WORLD.in_(lang)))?;
        let script = Script::open(self.script.as_deref())?;
        unless_gone(Desk { json: self.json, lang, drill }.play(script, &mut io::stdout().lock()))
    }
}

/// What drills are dealt from: the first lesson inside the program that ends in a fit world.
fn deck() -> Result<Option<Deck>> {
    for source in library::embedded() {
        let lesson = source.load().map_err(|refused| anyhow!("{}", refused.draw(Lang::En)))?;
        let deck = Deck::of(Session::finished(&Arc::new(lesson)).world());
        if deck.is_some() {
            return Ok(deck);
        }
    }
    Ok(None)
}

/// What a line did.
enum Done {
    /// A claim was right, or not.
    Claim(bool),
    /// What the console knows.
    Line(Option<Record>),
}

/// A drill being played by a script.
struct Desk {
    json: bool,
    lang: Lang,
    drill: drill::Drill,
}

impl Desk {
    fn play(&self, script: Script, out: &mut impl Write) -> Result<ExitCode> {
        let mut console = Console::new(self.drill.world.clone());
        let (mut tally, mut end, mut understood, mut n) = (Tally::default(), End::Script, true, 0);
        self.begin(out)?;
        for line in script.numbered() {
            let line = line?;
            let words: Vec<&str> = line.text.split_whitespace().collect();
            if words == ["give-up"] {
                end = End::GivenUp;
                break;
            }
            let done = match words.as_slice() {
                ["claim", claim @ ..] => self.claim(claim).map(Done::Claim),
                _ => console.exec(&line.text).map(Done::Line),
            };
            let record = match done {
                Ok(Done::Claim(right)) => {
                    n += 1;
                    tally.wrong_claims += usize::from(!right);
                    self.claimed(out, &Claimed { n, input: &line.text, right })?;
                    continue;
                }
                Ok(Done::Line(None)) => continue,
                Ok(Done::Line(Some(record))) => record,
                Err(error) => {
                    understood = false;
                    line.not_understood(&error)
                }
            };
            n += 1;
            tally.count(&record);
            self.show(out, n, &record)?;
        }
        console.world.settle();
        let solved = self.drill.probe.trace(&console.world).outcome == Outcome::Ok;
        let finish = if solved && end == End::Script { Finish::Mended } else { Finish::Open };
        self.end(out, (solved, end), tally.score(&self.drill, finish))?;
        Ok(match (understood, solved) {
            (false, _) => ExitCode::from(NOT_UNDERSTOOD),
            (true, true) => ExitCode::SUCCESS,
            (true, false) => ExitCode::FAILURE,
        })
    }

    /// Whether a claim is right: a kind of obstacle, and perhaps where. A misspelt one costs nothing.
    fn claim(&self, words: &[&str]) -> Result<bool, NotUnderstood> {
        let known = SUSPECTS.map(Code::name).join(", ");
        let given = words.first().copied().unwrap_or_default();
        let code: Option<Code> = serde_json::from_value(given.into()).ok();
        let wrong = |column, what| NotUnderstood { column, what };
        let code = code.ok_or_else(|| wrong("claim ".len() + 1, say::no_such_code(self.lang, given, &known)))?;
        let place = words.get(1).copied();
        match place.filter(|place| !self.is_there(place)) {
            Some(place) => Err(wrong("claim ".len() + given.len() + 2, say::no_such_place(self.lang, place))),
            None => Ok(self.drill.is_right(code, place)),
        }
    }

    /// Whether anything in the drill's world has this name or id.
    fn is_there(&self, place: &str) -> bool {
        let world = &self.drill.world;
        world.resources().iter().any(|it| it.name() == Some(place) || it.id == place)
            || world.internet.hosts.iter().any(|host| host.name == place)
            || world.load_balancers.iter().any(|balancer| balancer.dns_name == place)
    }

    fn begin(&self, out: &mut impl Write) -> io::Result<()> {
        let (seed, faults, probe) = (self.drill.seed, self.drill.faults.len(), self.drill.line());
        if self.json {
            return json_line(out, &Dealt { drill: seed, faults, probe: &probe });
        }
        writeln!(out, "# {}", say::title(self.lang, seed, faults))?;
        writeln!(out, "# {probe}")
    }

    fn claimed(&self, out: &mut impl Write, claim: &Claimed) -> io::Result<()> {
        if self.json {
            return json_line(out, claim);
        }
        let said = if claim.right { say::CLAIM_RIGHT } else { say::CLAIM_WRONG };
        writeln!(out, "$ {}\n{}", claim.input.trim(), said.in_(self.lang))
    }

    fn show(&self, out: &mut impl Write, n: usize, record: &Record) -> io::Result<()> {
        if !self.json {
            return transcript(out, record);
        }
        let guest = match &record.kind {
            Kind::Guest(trace) => Some(Guest { outcome: trace.outcome, path: &trace.path }),
            Kind::Api { .. } | Kind::Malformed => None,
        };
        json_line(out, &Shown::of(n, record, guest))
    }

    fn end(&self, out: &mut impl Write, (solved, end): (bool, End), score: Score) -> io::Result<()> {
        let given_up = end == End::GivenUp;
        let truth = (solved || given_up).then(|| self.truth());
        if self.json {
            return json_line(out, &Ended { solved, given_up, score, truth });
        }
        let title = match (given_up, solved) {
            (true, _) => say::GIVEN_UP,
            (false, true) => say::SOLVED,
            (false, false) => say::NOT_YET,
        };
        writeln!(out, "# {}", title.in_(self.lang))?;
        for line in say::score(&score, self.lang) {
            writeln!(out, "# {line}")?;
        }
        let Some(truth) = truth else { return Ok(()) };
        writeln!(out, "# {}:", say::WHAT_IT_WAS.in_(self.lang))?;
        for kind in &truth.faults {
            writeln!(out, "#   {}", fault::name(*kind).in_(self.lang))?;
            writeln!(out, "#     {}", fault::symptom(*kind).in_(self.lang))?;
        }
        for blocker in &truth.blockers {
            writeln!(out, "#   {} {}", blocker.code.name(), blocker.at.as_deref().unwrap_or_default())?;
        }
        writeln!(out, "# {}:", say::LEAST.in_(self.lang))?;
        truth.repair.iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    fn truth(&self) -> Truth {
        let drill = &self.drill;
        let blockers = drill.blockers.iter().map(|blocker| Obstacle::of(blocker, &drill.world)).collect();
        Truth { faults: drill.faults.clone(), blockers, repair: lines(&drill.world, &drill.repair.calls) }
    }
}

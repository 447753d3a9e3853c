//! Stories of the chapter's world: what is changed, what is run, what it prints and how it ends. Each
//! is an entry of a data file below `tests/stories`, and names the rule of the specification it tells,
//! or the row of its table of mistakes. Where the command fails, what mends it is proven: typed line
//! by line it does, with any line left out it does not, and what worked before still does.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use v6dojo::cloud::World;
use v6dojo::cloud::load_balancer::LoadBalancerAddressType;
use v6dojo::cloud::settings::NatCrowd;
use v6dojo::guest::console::{Console, Kind, Record, Waiting};
use v6dojo::guest::repair::{Command, blockers, everyday, repair};
use v6dojo::lesson::{Lesson, library};
use v6dojo::sim::repair::{Repair, lines};
use v6dojo::sim::{Outcome, path};

/// How many rows the specification's table of mistakes has.
const ROWS: u32 = 72;

/// One story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    /// What it tells.
    story: String,
    /// The rule of the specification.
    #[serde(default)]
    rule: Option<String>,
    /// The row of the table of mistakes.
    #[serde(default)]
    row: Option<u32>,
    /// The step of the chapter at whose beginning it plays.
    at: String,
    /// What the world is like besides, where no call makes it so.
    #[serde(default)]
    world: Besides,
    /// What is done to that world first.
    #[serde(default)]
    calls: Vec<String>,
    /// What EC2 refuses then, with the error's code.
    #[serde(default)]
    refused: BTreeMap<String, String>,
    /// Whether nobody waits for what is being made.
    #[serde(default)]
    hurried: bool,
    /// The guest command.
    run: String,
    /// Its exit status.
    exit: i32,
    /// How it ended.
    outcome: Outcome,
    /// Everything it prints, as a terminal shows it; `<n>` stands for any number.
    #[serde(default)]
    prints: Option<String>,
    /// What else is run in the same world, each as if alone, with its exit status.
    #[serde(default)]
    also: BTreeMap<String, i32>,
    /// What stands in its way, in path order: `code@place`, or `code` where nothing left the guest.
    #[serde(default)]
    blockers: Option<Vec<String>>,
    /// What mends it; empty where waiting does.
    #[serde(default)]
    repair: Option<Mends>,
    /// How many everyday commands the repair breaks.
    #[serde(default)]
    breaks: usize,
}

/// What no call of the API changes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Besides {
    /// Which records the load balancers' names have.
    #[serde(default)]
    load_balancers: Option<LoadBalancerAddressType>,
    /// What other clients of the NAT gateways do.
    #[serde(default)]
    crowds: Vec<NatCrowd>,
}

/// What mends a command.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
enum Mends {
    Lines(Vec<String>),
    Word(Nothing),
}

/// The word for what nothing mends.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Nothing {
    None,
}

/// A row of the table that has no story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotCovered {
    row: u32,
    reason: String,
}

#[test]
fn every_story_comes_true() {
    let lesson = chapter();
    let stories = stories();
    let mut worlds = BTreeMap::new();
    for (_, story) in &stories {
        worlds.entry(story.at.as_str()).or_insert_with(|| world_at(&lesson, &story.at));
    }
    let judge = |(file, story): &(PathBuf, Story)| {
        let why = tell(&worlds[story.at.as_str()], story).err()?;
        let told = story.rule.clone().or(story.row.map(|row| format!("row {row}"))).unwrap_or_default();
        Some(format!("{}: {} ({told}): {why}", file.display(), story.story))
    };
    let (front, back) = stories.split_at(stories.len() / 2);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let front = scope.spawn(|| front.iter().filter_map(judge).collect::<Vec<_>>());
        let back: Vec<String> = back.iter().filter_map(judge).collect();
        front.join().expect("the first half is told").into_iter().chain(back).collect()
    });
    assert!(!stories.is_empty(), "there are stories");
    assert!(
        wrong.is_empty(),
        "{} of {} stories do not come true\n\n{}",
        wrong.len(),
        stories.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn every_row_of_the_table_has_a_story_or_a_reason() {
    let stories = stories();
    let text = include_str!("not_covered.yaml");
    let without: Vec<NotCovered> = serde_yaml::from_str(text).expect("the rows without a story are read");
    for row in 1..=ROWS {
        let told = stories.iter().any(|(_, story)| story.row == Some(row));
        let excused = without.iter().filter(|it| it.row == row && !it.reason.is_empty()).count();
        assert_eq!(usize::from(told) + excused, 1, "row {row} has a story ({told}) or one reason ({excused})");
    }
    let known = |row: u32| (1..=ROWS).contains(&row);
    assert!(stories.iter().filter_map(|(_, story)| story.row).chain(without.iter().map(|it| it.row)).all(known));
    assert!(stories.iter().all(|(_, story)| story.row.is_some() || story.rule.is_some()));
}

fn stories() -> Vec<(PathBuf, Story)> {
    let mut all = Vec::new();
    for file in files(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories").as_path()) {
        let text = std::fs::read_to_string(&file).expect("a data file is read");
        let stories: Vec<Story> =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        all.extend(stories.into_iter().map(|story| (file.clone(), story)));
    }
    all
}

fn chapter() -> Lesson {
    let source = library::embedded().into_iter().find(|source| source.file.ends_with("nat64-dns64.yaml"));
    source.expect("the chapter is in the program").load().expect("the chapter loads")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is read");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// The world of a step at its beginning. A solution may be a command that is meant to fail.
fn world_at(lesson: &Lesson, step: &str) -> World {
    let mut console = Console::new(lesson.world.clone());
    let before = lesson.steps.iter().take_while(|it| it.id != step);
    for line in before.flat_map(|step| &step.solution) {
        carry_out(&mut console, &line.text).expect("a solution is understood");
    }
    console.world
}

fn tell(world: &World, story: &Story) -> Result<(), String> {
    let mut console = Console::new(besides(world, &story.world));
    if story.hurried {
        console.waiting = Waiting::AtOnce;
    }
    for line in &story.calls {
        let record = carry_out(&mut console, line)?;
        if record.exit != 0 {
            return Err(format!("{line}\nends with {}\n{}", record.exit, record.output.whole()));
        }
    }
    for (line, code) in &story.refused {
        let printed = carry_out(&mut console, line)?.output.whole();
        if !printed.contains(&format!("({code})")) {
            return Err(format!("{line}\nis not refused with {code}\n{printed}"));
        }
    }
    let broken = console.clone();
    let record = carry_out(&mut console, &story.run)?;
    let Kind::Guest(trace) = &record.kind else { return Err("it is no guest command".to_owned()) };
    let printed = record.output.whole();
    if (record.exit, trace.outcome) != (story.exit, story.outcome) {
        return Err(format!("it ends with {} ({:?})\n{printed}", record.exit, trace.outcome));
    }
    if let Some(wanted) = story.prints.as_ref().filter(|wanted| !is_like(&printed, wanted)) {
        return Err(format!("it prints\n{printed}\ninstead of\n{wanted}"));
    }
    for (line, exit) in &story.also {
        let ended = carry_out(&mut broken.clone(), line)?.exit;
        if ended != *exit {
            return Err(format!("{line}\nends with {ended}"));
        }
    }
    match trace.outcome {
        Outcome::Ok | Outcome::Usage => Ok(()),
        _ => mend(&broken, &Command::of(trace), story),
    }
}

fn besides(world: &World, besides: &Besides) -> World {
    let mut world = world.clone();
    if let Some(kind) = besides.load_balancers {
        for balancer in &mut world.load_balancers {
            std::sync::Arc::make_mut(balancer).ip_address_type = kind;
        }
    }
    std::sync::Arc::make_mut(&mut world.settings).nat_crowds.clone_from(&besides.crowds);
    world
}

/// Judges what is said to stand in the way of a failed command, and to mend it.
fn mend(broken: &Console, command: &Command, story: &Story) -> Result<(), String> {
    let mut world = broken.world.clone();
    if broken.waiting == Waiting::Settle {
        world.settle();
    }
    let found = repair(&world, command, &[]);
    let obstacles: Vec<String> = blockers(&world, command, found.as_ref())
        .iter()
        .map(|it| {
            it.place.as_ref().map_or(it.code.name(), |at| format!("{}@{}", it.code.name(), path::name(&world, at)))
        })
        .collect();
    if story.blockers.as_ref().map_or(obstacles.is_empty(), |wanted| *wanted != obstacles) {
        return Err(format!("in its way stands {obstacles:#?}"));
    }
    let shown = found.as_ref().map(|repair| lines(&world, &repair.calls));
    let got = shown.clone().map_or(Mends::Word(Nothing::None), Mends::Lines);
    if story.repair.as_ref().is_some_and(|wanted| *wanted != got) {
        return Err(format!("it is mended by {got:#?}"));
    }
    match found.zip(shown) {
        Some((repair, lines)) => prove(broken, &repair, &lines, story),
        None => Ok(()),
    }
}

/// Types a repair.
fn prove(broken: &Console, repair: &Repair, lines: &[String], story: &Story) -> Result<(), String> {
    // One bit a line: which are typed.
    for typed in 0..1_u32 << lines.len() {
        let mut console = broken.clone();
        let all = typed + 1 == 1 << lines.len();
        if all && !repair.wait.is_zero() {
            console.waiting = Waiting::Settle;
        }
        for (_, line) in lines.iter().enumerate().filter(|(at, _)| typed & (1 << at) != 0) {
            carry_out(&mut console, line)?;
        }
        let exit = carry_out(&mut console.clone(), &story.run)?.exit;
        if all != (exit == 0) {
            return Err(format!("after {typed:b} of {lines:#?} it ends with {exit}"));
        }
        if all {
            let works = |command: &Command, world: &World| command.trace(world).outcome == Outcome::Ok;
            let watched = everyday(&broken.world).into_iter().filter(|it| works(it, &broken.world));
            let breaks = watched.filter(|it| !works(it, &console.world)).count();
            if (breaks, repair.breaks.len()) != (story.breaks, story.breaks) {
                return Err(format!("{lines:#?} breaks {breaks} of what worked before, and says {:?}", repair.breaks));
            }
        }
    }
    Ok(())
}

fn carry_out(console: &mut Console, line: &str) -> Result<Record, String> {
    let record = console.exec(line).map_err(|error| format!("{line}: {error}"))?;
    record.ok_or_else(|| format!("{line}: nothing to do"))
}

/// Whether a text is the wanted one, where `<n>` stands for any number.
fn is_like(text: &str, wanted: &str) -> bool {
    let mut pieces = wanted.split("<n>");
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
    for piece in pieces {
        let behind = rest.trim_start_matches(|char: char| char.is_ascii_digit() || char == '.');
        match behind.strip_prefix(piece) {
            Some(next) if behind.len() < rest.len() => rest = next,
            _ => return false,
        }
    }
    rest.is_empty()
}

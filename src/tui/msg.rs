//! What a key can ask for, and what the world outside is then asked to do. Views return messages;
//! only `App::update` carries them out, and only the loop carries effects out.

use super::keys::Key;
use super::look::fit::Change;
use crate::cloud::{InstanceId, RouteTableId};
use crate::lesson::Lang;
use crate::net::pcapng::Capture;
use crate::session::sandbox::{Entry, Start};

/// The panes of the lesson's workspace, in the order of the keys 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The lesson's words, questions and goals.
    Text,
    /// The map of the world.
    Map,
    /// Forms for changes to the world.
    Console,
    /// The command line.
    Terminal,
    /// The packet under way.
    Player,
}

impl Pane {
    /// All, in the order of their keys.
    pub const ALL: [Self; 5] = [Self::Text, Self::Map, Self::Console, Self::Terminal, Self::Player];
}

/// The tone of a message to the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It went well.
    Good,
    /// Something to know.
    Plain,
    /// It did not work, and why.
    Bad,
}

/// What is started over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The step.
    Step,
    /// The lesson.
    Lesson,
}

/// An answer to the step's open question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One of the choices, counted from 0.
    Choice(usize),
    /// A text: an address as typed.
    Typed(String),
}

/// What is opened in the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The form of an operation, by EC2's name of it.
    Form(&'static str),
    /// The editor of routes.
    Tables,
    /// That editor, at a table.
    Routes(RouteTableId),
    /// The subnet switches.
    Subnets,
}

/// Something that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Carry out a line as if typed: `aws ec2 …` or `HOST$ command`.
    Run(String),
    /// Put a line into the terminal's input without running it, and go there.
    Type(String),
    /// Bring a pane to the front and give it the keys.
    Show(Pane),
    /// Play the last trace from its beginning.
    Play,
    /// Save the packets that the player shows.
    SaveCapture,
    /// Open the results board.
    Results,
    /// Open the board of cells.
    Cells,
    /// Play the chosen cell of that board.
    WatchCell,
    /// Open the view of every destination.
    Reach,
    /// Open that view from a machine.
    ReachFrom(InstanceId),
    /// Open the command palette.
    Palette,
    /// Press a key.
    Press(Key),
    /// Open something in the console.
    Edit(Edit),
    /// Go to a step that was reached before.
    Jump(usize),
    /// Sit down at a machine, or at CloudShell.
    Sit(Option<String>),
    /// Tell the learner something short.
    Say(Tone, String),
    /// Leave the lesson, which keeps its progress, or the drill, which asks first.
    Leave,
    /// Copy this to the clipboard.
    Copy(String),
    /// Close the uppermost screen.
    Close,
    /// Open the page of keys.
    Help,
    /// Open this lesson of the course, where it was left.
    Open(usize),
    /// Ask whether this lesson's progress may be forgotten.
    Forget(usize),
    /// Forget this lesson's progress, without asking again.
    ForgetSurely(usize),
    /// Take the last change back.
    Undo,
    /// Do it again.
    Redo,
    /// Answer the open question.
    Answer(Answer),
    /// Show the next hint.
    Hint,
    /// Tell why the last command failed, or more about it.
    Why,
    /// Show this obstacle in the player.
    Evidence(usize),
    /// Go to the next step, or say what is missing and offer to skip.
    Next,
    /// Go to the next step without having done this one.
    Skip,
    /// Do this step as the author does it, and go to the next.
    Solve,
    /// Go to the previous step.
    Previous,
    /// Ask what to start over.
    AskReset,
    /// Start over.
    Reset(Scope),
    /// Offer drills.
    Drills,
    /// Begin this drill.
    Deal {
        /// Its number.
        seed: u64,
        /// How many places are broken.
        faults: usize,
    },
    /// Show what is wrong in the drill.
    GiveUp,
    /// Ask where a sandbox shall begin.
    Sandboxes,
    /// Play in this sandbox.
    PlayIn {
        /// Where it begins.
        start: Start,
        /// Whether it goes on.
        entry: Entry,
    },
    /// Ask for the path of one's own VPC.
    Import,
    /// Import what this path leads to, and play in it.
    ImportFrom(String),
    /// Complete this path.
    CompletePath(String),
    /// Speak this language.
    Speak(Lang),
    /// Use the next theme.
    Theme,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// Open the page of settings.
    Settings,
    /// Look different.
    Adapt(Change),
    /// End the program.
    Quit,
}

/// What only the outside can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep the progress of the lesson under way.
    Save,
    /// Keep the settings.
    SaveSettings,
    /// Read a lesson and its progress, and hand both to the app.
    Load(usize),
    /// Save packets in a new file of the working folder.
    SaveCapture {
        /// The file's name, without what comes behind the dot.
        stem: String,
        /// The packets.
        capture: Capture,
    },
    /// Put this into the terminal's clipboard.
    Copy(String),
    /// Throw the progress of a lesson away.
    Forget(usize),
    /// Draw a number, and offer that drill.
    Drills,
    /// Deal this drill, and hand it to the app.
    Deal {
        /// Its number.
        seed: u64,
        /// How many places are broken.
        faults: usize,
    },
    /// Give the terminal back, and stop until the shell lets the program go on.
    Suspend,
    /// Find out where sandboxes can begin, and offer them.
    Sandboxes,
    /// Make this sandbox with its progress, and hand it to the app.
    PlayIn {
        /// Where it begins.
        start: Start,
        /// Whether it goes on.
        entry: Entry,
    },
    /// Import what this path leads to, and hand it to the app as a sandbox.
    ImportFrom(String),
    /// Find what this path may become, and offer it.
    CompletePath(String),
    /// End the program.
    Quit,
}

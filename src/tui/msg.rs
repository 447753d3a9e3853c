//! What a key can ask for. Views return messages; only `App::update` carries them out.

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
    /// Open the results board.
    Results,
    /// Tell the learner something short.
    Say(Tone, String),
    /// Close the uppermost screen.
    Close,
}

//! The keys of the command line, of its list of completions, and of its search of the history.

use crate::tui::keys::{Key, KeyRow, ch, code, ctrl};
use crate::words::ui;
use ratatui::crossterm::event::KeyCode;

/// What a key does here.
#[derive(Clone, Copy, Debug)]
pub enum Do {
    /// Runs the line.
    Run,
    /// Completes the word.
    Complete,
    /// The line typed before.
    Older,
    /// The line typed after that.
    Newer,
    /// Searches the lines typed before.
    Search,
    /// Sits down at the next machine.
    Machine,
    /// Looks further up.
    PageUp,
    /// Comes back down.
    PageDown,
    /// Empties the line.
    ClearLine,
    /// Empties the pane.
    Clear,
    /// Goes back to the text.
    Leave,
}

/// The keys of the command line.
pub static KEYS: &[KeyRow<Do>] = &[
    KeyRow { keys: &[code(KeyCode::Esc)], say: ui::key::LEAVE, does: Do::Leave },
    KeyRow { keys: &[ctrl('t')], say: ui::key::MACHINE, does: Do::Machine },
    KeyRow { keys: &[code(KeyCode::Tab)], say: ui::key::COMPLETE, does: Do::Complete },
    KeyRow { keys: &[ctrl('r')], say: ui::key::SEARCH_HISTORY, does: Do::Search },
    KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::RUN, does: Do::Run },
    KeyRow { keys: &[code(KeyCode::Up), ctrl('p')], say: ui::key::HISTORY, does: Do::Older },
    KeyRow { keys: &[code(KeyCode::Down), ctrl('n')], say: ui::key::HISTORY, does: Do::Newer },
    KeyRow { keys: &[code(KeyCode::PageUp)], say: ui::key::SCROLL, does: Do::PageUp },
    KeyRow { keys: &[code(KeyCode::PageDown)], say: ui::key::SCROLL, does: Do::PageDown },
    KeyRow { keys: &[ctrl('c')], say: ui::key::CLEAR_LINE, does: Do::ClearLine },
    KeyRow { keys: &[ctrl('l')], say: ui::key::CLEAR, does: Do::Clear },
];

/// What a key does in the list of completions.
#[derive(Clone, Copy, Debug)]
pub enum Listed {
    /// Takes what is marked or found.
    Take,
    /// Marks the next one.
    Next,
    /// Marks the one before.
    Previous,
    /// Closes it.
    Close,
}

/// The keys of the list of completions.
pub static LIST_KEYS: &[KeyRow<Listed>] = &[
    KeyRow { keys: &[code(KeyCode::Tab), code(KeyCode::Down)], say: ui::key::CHOOSE, does: Listed::Next },
    KeyRow { keys: &[code(KeyCode::BackTab), code(KeyCode::Up)], say: ui::key::CHOOSE, does: Listed::Previous },
    KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::TAKE, does: Listed::Take },
    KeyRow { keys: &[code(KeyCode::Esc)], say: ui::key::CLOSE, does: Listed::Close },
];

/// What a key does in a search of the history.
#[derive(Clone, Copy, Debug)]
pub enum Searching {
    /// The line typed before.
    Older,
    /// Runs the line.
    Run,
    /// Takes what is marked or found.
    Take,
    /// Takes the last letter away.
    Pop,
    /// Closes it.
    Close,
}

/// The keys of a search of the history.
pub static SEARCH_KEYS: &[KeyRow<Searching>] = &[
    KeyRow { keys: &[ctrl('r'), code(KeyCode::Up)], say: ui::key::OLDER, does: Searching::Older },
    KeyRow { keys: &[code(KeyCode::Enter)], say: ui::key::RUN, does: Searching::Run },
    KeyRow {
        keys: &[code(KeyCode::Tab), code(KeyCode::Right), code(KeyCode::End), code(KeyCode::Left), code(KeyCode::Home)],
        say: ui::key::TAKE_LINE,
        does: Searching::Take,
    },
    KeyRow { keys: &[code(KeyCode::Esc), ctrl('c'), ctrl('g')], say: ui::key::CLOSE, does: Searching::Close },
    KeyRow { keys: &[code(KeyCode::Backspace)], say: ui::key::BACK, does: Searching::Pop },
];

/// Keys that mean something else as long as nothing is typed.
pub static ON_EMPTY_LINE: &[Key] = &[ch('1'), ch('2'), ch('3'), ch('4'), ch('5'), ch('?'), ch(':')];

//! The words on the screens. A constant is a fixed text; a function puts something into one.

use super::{Words, words};

/// Says that the window is too small for anything useful.
pub const TOO_SMALL: Words = words("画面が小さすぎます", "This window is too small");

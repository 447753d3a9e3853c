//! What authors are told while something is recorded, and afterwards.

use crate::lesson::Lang;
use crate::words::{Words, words};
use std::path::Path;

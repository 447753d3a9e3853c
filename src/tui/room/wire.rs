//! What the stage and its notes say to each other: a line of JSON each, in a protocol with a version. What
//! is no such line is an error of whoever sent it, and changes nothing.

use crate::lesson::{Lang, Text};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The version of the protocol.
pub const PROTOCOL: u32 = 1;

/// The bytes that a line may have.
pub const LONGEST: usize = 64 * 1024;

/// What notes say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Say {
    /// First of all: which protocol they speak, and the code.
    Hello {
        /// The version of the protocol.
        protocol: u32,
        /// The code.
        code: String,
    },
    /// They drive the stage.
    Go(Wish),
}

/// Where the stage is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wish {
    /// On.
    Forward,
    /// Back.
    Back,
    /// To the next step.
    NextStep,
    /// To the step before.
    PreviousStep,
    /// To this step, counted from 0.
    Step(usize),
    /// Back to the script.
    Return,
}

/// What the stage says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Tell {
    /// They are in.
    Welcome {
        /// The version of the protocol.
        protocol: u32,
    },
    /// They are not.
    Refused(Why),
    /// What the hall sees now.
    Seen(Box<Seen>),
}

/// Why notes are not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The code is wrong.
    Code,
    /// Too many wrong codes were tried: nobody is let in for a moment.
    Closed,
    /// They speak another version of the protocol.
    Protocol,
    /// Too many are there already.
    Full,
}

/// What the hall sees, and what its instructor needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The lesson's title.
    pub lesson: Both,
    /// The step, from 0.
    pub step: usize,
    /// How many there are.
    pub steps: usize,
    /// Its title.
    pub title: Both,
    /// What of it is on the wall.
    pub beat: Both,
    /// What comes after that in this step; nothing at its end.
    pub next: Option<Both>,
    /// The title of the next step.
    pub next_step: Option<Both>,
    /// The author's notes.
    pub notes: Option<Both>,
    /// The question that is put, or is put next.
    pub question: Option<Asked>,
    /// Whether it is off the script.
    pub aside: bool,
    /// The `aws` lines that broke what is broken there.
    pub broke: Vec<String>,
    /// Milliseconds since the beginning.
    pub elapsed: u64,
    /// Milliseconds that all of it should take.
    pub planned: u64,
    /// From when until when this step should last, in milliseconds.
    pub due: (u64, u64),
}

/// A question for the hall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The question.
    pub text: Both,
    /// What one may choose.
    pub choices: Vec<Both>,
    /// What is right.
    pub expected: Both,
    /// The hands that are up for each choice.
    pub hands: Vec<u32>,
}

/// The same words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Both {
    /// Words that are made for a language.
    pub fn of(words: impl Fn(Lang) -> String) -> Self {
        Self { ja: words(Lang::Ja), en: words(Lang::En) }
    }

    /// The words in this language.
    pub fn in_(&self, lang: Lang) -> &str {
        lang.pick(&self.ja, &self.en)
    }
}

impl From<&Text> for Both {
    fn from(text: &Text) -> Self {
        Self::of(|lang| text.in_(lang).to_owned())
    }
}

/// What is no line of this protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no line of this protocol")]
pub struct Malformed;

/// Reads a line, without its end.
pub fn read<T: DeserializeOwned>(line: &[u8]) -> Result<T, Malformed> {
    if line.len() > LONGEST {
        return Err(Malformed);
    }
    serde_json::from_slice(line).map_err(|_| Malformed)
}

/// Writes a line, with its end.
pub fn write<T: Serialize>(said: &T) -> Vec<u8> {
    // Plain data always becomes JSON.
    let mut line = serde_json::to_vec(said).unwrap_or_default();
    line.push(b'\n');
    line
}

/// Bytes as they come, which become lines.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
}

impl Lines {
    /// Takes bytes; the lines that are whole now. Fails where a line grows too long.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, Malformed> {
        let mut whole = Vec::new();
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.bytes.extend_from_slice(part);
            if self.bytes.len() > LONGEST + 1 {
                return Err(Malformed);
            }
            if self.bytes.last() == Some(&b'\n') {
                self.bytes.pop();
                whole.push(std::mem::take(&mut self.bytes));
            }
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let said = [Say::Hello { protocol: 1, code: "あ\n\"".to_owned() }, Say::Go(Wish::Step(3)), Say::Go(Wish::Back)];
        for one in said {
            let line = write(&one);
            assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
            assert_eq!(read::<Say>(&line[..line.len() - 1]), Ok(one));
        }
        assert_eq!(String::from_utf8(write(&Say::Go(Wish::NextStep))).unwrap(), "{\"go\":\"next-step\"}\n");
    }

    #[test]
    fn what_is_no_line_is_malformed() {
        for line in ["", "{}", "[]", "null", "{\"go\":\"up\"}", "{\"go\":\"back\",\"go\":\"back\"}", "{\"hello\":{}}"] {
            assert_eq!(read::<Say>(line.as_bytes()), Err(Malformed), "{line}");
        }
        assert_eq!(read::<Say>(&[0xff, 0xfe]), Err(Malformed));
        assert_eq!(read::<Say>(&vec![b'['; LONGEST + 1]), Err(Malformed));
        assert_eq!(read::<Say>(&vec![b'['; LONGEST]), Err(Malformed), "deep, but no harm");
    }

    #[test]
    fn lines_may_come_in_any_pieces_but_not_grow_without_end() {
        let mut lines = Lines::default();
        assert_eq!(lines.take(b"ab"), Ok(vec![]));
        assert_eq!(lines.take(b"c\n\nd\nrest"), Ok(vec![b"abc".to_vec(), b"".to_vec(), b"d".to_vec()]));
        assert_eq!(lines.take(&vec![b'x'; LONGEST]), Err(Malformed));
    }
}

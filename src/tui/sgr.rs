//! The 16 colours of a terminal's own palette, in the codes that terminals with no more than those know.
//!
//! The library that writes to the terminal asks for colour 2 as `38;5;2`, which belongs to the 256 colours.
//! Where there are no 256, as on old consoles, only `32` is known for it. Both mean the same everywhere else.

use std::borrow::Cow;
use std::io::{self, Write};

/// A writer that puts the 16 colours into their own codes.
#[derive(Debug)]
pub struct Classic<W> {
    out: W,
    /// The beginning of a sequence whose end has not been written yet.
    rest: Vec<u8>,
}

impl<W> Classic<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, rest: Vec::new() }
    }
}

impl<W: Write> Write for Classic<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = whole(&self.rest);
        self.out.write_all(&classic(&self.rest[..whole]))?;
        self.rest.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.rest);
        self.out.write_all(&rest)?;
        self.out.flush()
    }
}

/// How many of these bytes come before a sequence that has no end yet.
fn whole(bytes: &[u8]) -> usize {
    let Some(begin) = bytes.iter().rposition(|byte| *byte == 0x1b) else { return bytes.len() };
    let is_open = match &bytes[begin + 1..] {
        [] => true,
        [b'[', inside @ ..] => !inside.iter().any(|byte| (0x40..0x7f).contains(byte)),
        _ => false,
    };
    if is_open { begin } else { bytes.len() }
}

/// The same with the 16 colours in their own codes.
fn classic(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::new();
    let mut copied = 0;
    let begins = bytes.windows(2).enumerate().filter(|(_, pair)| pair == b"\x1b[").map(|(at, _)| at + 2);
    for begin in begins {
        let inside = &bytes[begin..];
        let Some(length) = inside.iter().position(|byte| (0x40..0x7f).contains(byte)) else { break };
        if inside[length] != b'm' {
            continue;
        }
        if let Some(codes) = std::str::from_utf8(&inside[..length]).ok().and_then(own_codes) {
            out.extend_from_slice(&bytes[copied..begin]);
            out.extend_from_slice(codes.as_bytes());
            copied = begin + length;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(bytes);
    }
    out.extend_from_slice(&bytes[copied..]);
    Cow::Owned(out)
}

/// A sequence's parameters with the 16 colours in their own codes; `None` where it has none of them.
fn own_codes(parameters: &str) -> Option<String> {
    let mut codes = Vec::new();
    let mut is_changed = false;
    let mut rest: &[&str] = &parameters.split(';').collect::<Vec<_>>();
    while !rest.is_empty() {
        // A colour is taken as a whole, or its parts would be taken for codes.
        let (own, taken) = match rest {
            ["38", "5", number, ..] => (own_code(30, number), 3),
            ["48", "5", number, ..] => (own_code(40, number), 3),
            ["38" | "48", "2", ..] => (None, 5.min(rest.len())),
            _ => (None, 1),
        };
        is_changed |= own.is_some();
        match own {
            Some(own) => codes.push(own),
            None => codes.extend(rest[..taken].iter().map(|code| (*code).to_owned())),
        }
        rest = &rest[taken..];
    }
    is_changed.then(|| codes.join(";"))
}

/// The code of one of the 16 colours.
fn own_code(base: u8, number: &str) -> Option<String> {
    match number.parse().ok()? {
        number @ 0..8 => Some((base + number).to_string()),
        number @ 8..16 => Some((base + 60 + number - 8).to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&str]) -> String {
        let mut writer = Classic::new(Vec::new());
        for piece in pieces {
            writer.write_all(piece.as_bytes()).unwrap();
        }
        writer.flush().unwrap();
        String::from_utf8(writer.out).unwrap()
    }

    #[test]
    fn the_16_colours_are_written_in_their_own_codes() {
        assert_eq!(written(&["\x1b[38;5;2;49ma"]), "\x1b[32;49ma");
        assert_eq!(written(&["\x1b[38;5;15;48;5;0m"]), "\x1b[97;40m");
        assert_eq!(written(&["\x1b[38;5;9;48;5;12m日本"]), "\x1b[91;104m日本");
    }

    #[test]
    fn all_else_stays() {
        for text in
            ["\x1b[38;5;81;48;5;16m", "\x1b[38;2;1;5;2;48;2;9;9;9m", "\x1b[1m", "\x1b[5;2H", "\x1b[?2026h", "a;5;2m"]
        {
            assert_eq!(written(&[text]), text);
        }
        assert_eq!(written(&["\x1b[38;2;38;5;2;48;5;3m"]), "\x1b[38;2;38;5;2;43m");
    }

    #[test]
    fn a_sequence_may_come_in_pieces() {
        let text = "x\x1b[38;5;2;48;5;10my\x1b[0mz";
        for cut in 0..text.len() {
            assert_eq!(written(&[&text[..cut], &text[cut..]]), "x\x1b[32;102my\x1b[0mz", "cut at {cut}");
        }
        assert_eq!(written(&["end\x1b["]), "end\x1b[");
    }
}

//! Progress to be carried elsewhere: a short text that can be a file, a mail, or a message in a chat.
//!
//! Head lines that a person can read, the session as deflated JSON in base64, and a checksum of all of
//! it. CRC-32 notices every damage of up to 32 bits beside each other, so no single wrong letter passes.

use super::saved::{FORMAT, Saved};
use data_encoding::BASE64;
use serde::Deserialize as _;
use std::fmt::Write as _;

/// The first line, without the version.
const HEAD: &str = "v6dojo-progress";
/// The version of the text's form.
const VERSION: u64 = 1;
/// Letters a line of base64 has.
const LINE: usize = 76;
/// Progress that takes more than this when it is unpacked is none.
const MOST: usize = 8 << 20;

/// Progress with its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// What its owner wants to be called; empty where that was not said.
    pub name: String,
    /// When it was kept last, in seconds since 1970 (UTC).
    pub kept: u64,
    /// The progress.
    pub saved: Saved,
}

/// Why a text can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no exported progress at all.
    Foreign,
    /// A newer program wrote it.
    Newer(u64),
    /// Its end is missing.
    CutOff,
    /// The checksum is another one: something was changed on the way.
    Damaged,
    /// It is whole, and still no progress.
    Unreadable(String),
}

impl Parcel {
    /// The text.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let json = serde_json::to_vec(&self.saved)?;
        let packed = BASE64.encode(&miniz_oxide::deflate::compress_to_vec(&json, 9));
        let mut text = format!("{HEAD} {VERSION}\n");
        let _ = writeln!(text, "name: {}", one_line(&self.name));
        let _ = writeln!(text, "lesson: {}", self.saved.lesson);
        let _ = writeln!(text, "step: {}", self.saved.step);
        let _ = writeln!(text, "kept: {}", self.kept);
        let mut rest = packed.as_str();
        while !rest.is_empty() {
            let (line, more) = rest.split_at(rest.len().min(LINE));
            text.push_str(line);
            text.push('\n');
            rest = more;
        }
        let sum = checksum(&text);
        text.push_str(&sum);
        text.push('\n');
        Ok(text)
    }

    /// Whether a text wants to be one.
    pub fn is_one(text: &str) -> bool {
        text.trim_start_matches('\u{feff}').trim_start().starts_with(HEAD)
    }

    /// Reads the text. Line ends may be those of any system.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let text = text.trim_start_matches('\u{feff}').trim().replace("\r\n", "\n");
        let version = text.lines().next().and_then(|first| first.strip_prefix(HEAD)).ok_or(Unfit::Foreign)?;
        match version.trim().parse::<u64>() {
            Ok(version) if version > VERSION => return Err(Unfit::Newer(version)),
            _ => {}
        }
        let end = text.rfind("\ncrc32: ").ok_or(Unfit::CutOff)? + 1;
        let (body, sum) = text.split_at(end);
        if sum.len() < checksum("").len() {
            return Err(Unfit::CutOff);
        }
        if checksum(body) != sum {
            return Err(Unfit::Damaged);
        }
        unpack(body).map_err(Unfit::Unreadable)?
    }
}

/// What a body holds whose checksum is right. What is newer is said so.
fn unpack(body: &str) -> Result<Result<Parcel, Unfit>, String> {
    let (mut name, mut kept, mut packed) = (String::new(), 0, String::new());
    for line in body.lines().skip(1) {
        match line.split_once(':') {
            Some(("name", value)) => value.trim().clone_into(&mut name),
            Some(("kept", value)) => kept = value.trim().parse().map_err(|_| format!("`{line}`"))?,
            Some(_) => {}
            None => packed.push_str(line),
        }
    }
    let bytes = BASE64.decode(packed.as_bytes()).map_err(|why| why.to_string())?;
    let json = miniz_oxide::inflate::decompress_to_vec_with_limit(&bytes, MOST).map_err(|why| why.to_string())?;
    let value: serde_json::Value = serde_json::from_slice(&json).map_err(|why| why.to_string())?;
    match value["format"].as_u64() {
        Some(format) if format > u64::from(FORMAT) => Ok(Err(Unfit::Newer(format))),
        _ => {
            let saved = Saved::deserialize(value).map_err(|why| why.to_string())?;
            Ok(Ok(Parcel { name, kept, saved }))
        }
    }
}

fn checksum(body: &str) -> String {
    format!("crc32: {:08x}", crc32fast::hash(body.as_bytes()))
}

/// A name is a line: no control characters, and not longer than a name is.
fn one_line(name: &str) -> String {
    name.chars().filter(|char| !char.is_control()).take(64).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing::{CURL, session};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn parcel() -> Parcel {
        let mut session = session();
        session.exec(CURL).unwrap();
        Parcel { name: "藍子 Aiko".into(), kept: 1_764_000_000, saved: session.save() }
    }

    /// The simulation takes its time; the text is always the same.
    static TEXT: LazyLock<String> = LazyLock::new(|| parcel().write().unwrap());

    #[test]
    fn what_was_written_is_read_whatever_the_line_ends() {
        let text = parcel().write().unwrap();
        assert_eq!(Parcel::read(&text), Ok(parcel()));
        assert_eq!(Parcel::read(&format!("\u{feff}\n  {}\n\n", text.replace('\n', "\r\n"))), Ok(parcel()));
        assert!(text.lines().all(|line| line.len() <= LINE), "{text}");
    }

    #[test]
    fn every_damaged_byte_is_noticed() {
        let text = parcel().write().unwrap();
        let trimmed = text.trim().len();
        for at in 0..trimmed {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let read = String::from_utf8(bytes).map(|text| Parcel::read(&text));
                assert!(!matches!(read, Ok(Ok(_))), "byte {at}, bit {bit}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_change_passes_for_progress(at in 0usize..4096, byte: u8, cut: bool) {
            let mut bytes = TEXT.trim().to_owned().into_bytes();
            let at = at % bytes.len();
            if cut {
                bytes.truncate(at);
            } else if bytes[at] != byte {
                bytes[at] = byte;
            } else {
                bytes.remove(at);
            }
            // In the place of the last character whitespace only makes it shorter.
            if let Ok(text) = String::from_utf8(bytes) {
                prop_assert!(Parcel::read(&text).is_err());
            }
        }
    }

    #[test]
    fn each_unfit_text_has_its_reason() {
        let text = parcel().write().unwrap();
        assert_eq!(Parcel::read("hello"), Err(Unfit::Foreign));
        assert_eq!(Parcel::read(""), Err(Unfit::Foreign));
        assert_eq!(Parcel::read(&text.replace("progress 1", "progress 2")), Err(Unfit::Newer(2)));
        assert_eq!(Parcel::read(&text[..text.len() / 2]), Err(Unfit::CutOff));
        assert_eq!(Parcel::read(&text.replace("Aiko", "Aika")), Err(Unfit::Damaged));
        let body = format!("{HEAD} 1\nname: x\nAAAA\n");
        let whole = format!("{body}{}\n", checksum(&body));
        assert!(matches!(Parcel::read(&whole), Err(Unfit::Unreadable(_))));
    }
}

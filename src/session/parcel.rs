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
/// What the last line begins with.
const SUM: &str = "crc32: ";
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
        push_wrapped(&mut text, &packed);
        let sum = checksum(&text);
        text.push_str(&sum);
        text.push('\n');
        Ok(text)
    }

    /// Whether its owner wants to be called that; in capitals or not is the same.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.trim().to_lowercase() == one_line(name).to_lowercase()
    }

    /// Whether a text holds one, or wants to.
    pub fn is_one(text: &str) -> bool {
        text.lines().any(|line| version(bare(line)).is_some())
    }

    /// Reads the first whole one in the bytes of a file.
    pub fn read_bytes(bytes: &[u8]) -> Result<Self, Unfit> {
        Self::read(&decode(bytes))
    }

    /// Reads all that are in the bytes of a file: UTF-8, or UTF-16 as PowerShell writes it. At least one.
    pub fn read_file(bytes: &[u8]) -> Result<Vec<Self>, Unfit> {
        Self::read_all(&decode(bytes))
    }

    /// Reads the first whole one in a text.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        Self::read_all(text).map(|mut all| all.swap_remove(0))
    }

    /// Reads every whole one in a text, at least one, whatever is written around it. Line ends may be those of any system,
    /// lines may be quoted, indented or wrapped otherwise; the checksum decides. Of several that are none, the
    /// first says why.
    fn read_all(text: &str) -> Result<Vec<Self>, Unfit> {
        let lines: Vec<&str> = text.lines().map(bare).filter(|line| !line.is_empty()).collect();
        let (mut all, mut why) = (Vec::new(), None);
        for (at, line) in lines.iter().enumerate() {
            let Some(version) = version(line) else { continue };
            match read_block(version, &lines[at..]) {
                // An answered mail quotes what it answers.
                Ok(parcel) if all.contains(&parcel) => {}
                Ok(parcel) => all.push(parcel),
                Err(unfit) => _ = why.get_or_insert(unfit),
            }
        }
        if all.is_empty() { Err(why.unwrap_or(Unfit::Foreign)) } else { Ok(all) }
    }
}

/// A line without what mail programs put around it.
fn bare(line: &str) -> &str {
    let around = |char: char| char.is_whitespace() || matches!(char, '>' | '\u{feff}');
    line.trim_start_matches(around).trim_end()
}

/// The version, where a line is the first one of a parcel.
fn version(line: &str) -> Option<u64> {
    line.strip_prefix(HEAD)?.strip_prefix(' ')?.trim().parse().ok()
}

/// Reads what begins at the first of these lines.
fn read_block(version: u64, lines: &[&str]) -> Result<Parcel, Unfit> {
    if version > VERSION {
        return Err(Unfit::Newer(version));
    }
    let end = lines.iter().position(|line| line.starts_with(SUM)).ok_or(Unfit::CutOff)?;
    if lines[end].len() < checksum("").len() {
        return Err(Unfit::CutOff);
    }
    let body = as_written(&lines[..end]);
    if checksum(&body) != lines[end] {
        return Err(Unfit::Damaged);
    }
    unpack(&body).map_err(Unfit::Unreadable)?
}

/// The body as it was written, of lines that mail programs stripped and wrapped.
fn as_written(lines: &[&str]) -> String {
    let mut body = String::new();
    let is_head = |line: &str| line.starts_with(HEAD) || line.contains(':');
    for line in lines.iter().copied().filter(|line| is_head(line)) {
        // Where there is no name, a space stands at the end.
        let space = if line == "name:" { " " } else { "" };
        let _ = writeln!(body, "{line}{space}");
    }
    push_wrapped(&mut body, &lines.iter().filter(|line| !is_head(line)).copied().collect::<String>());
    body
}

fn push_wrapped(text: &mut String, packed: &str) {
    let chars: Vec<char> = packed.chars().collect();
    for line in chars.chunks(LINE) {
        text.extend(line);
        text.push('\n');
    }
}

/// The text of a file. What is neither UTF-8 nor UTF-16 is foreign anyway.
fn decode(bytes: &[u8]) -> String {
    let units = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] | [_, 0, _, 0, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] | [0, _, 0, _, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What a body holds whose checksum is right. What is newer is said so.
fn unpack(body: &str) -> Result<Result<Parcel, Unfit>, String> {
    let (mut name, mut kept, mut packed) = (String::new(), 0, String::new());
    for line in body.lines().skip(1) {
        match line.split_once(':') {
            Some(("name", value)) => name = one_line(value),
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
            let mut saved = Saved::deserialize(value).map_err(|why| why.to_string())?;
            // It is shown where the lesson is not known.
            saved.lesson = one_line(&saved.lesson);
            Ok(Ok(Parcel { name, kept, saved }))
        }
    }
}

fn checksum(body: &str) -> String {
    format!("{SUM}{:08x}", crc32fast::hash(body.as_bytes()))
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
    fn what_a_mail_program_does_to_it_is_undone() {
        let text = parcel().write().unwrap();
        let each = |before: &str| text.lines().map(|line| format!("{before}{line}\n")).collect::<String>();
        let narrow =
            text.lines().map(|line| line.split_at_checked(60).map_or(line.into(), |(a, b)| format!("{a}\n> {b}")));
        for mailed in [
            format!("Dear Ms Sato,\nhere is my v6dojo-progress:\n\n{text}\nBest,\nHanako\ncrc32: of course\n"),
            each("    "),
            each("> "),
            format!("On Monday she wrote:\n>\n{}>\n", each(" > > ")),
            format!("```\n{text}```\n"),
            text.replace('\n', "\r\n\r\n"),
            narrow.collect::<Vec<_>>().join("\n"),
            format!("{}\n{text}", &text[..text.len() / 2]),
        ] {
            assert_eq!(Parcel::read_file(mailed.as_bytes()), Ok(vec![parcel()]), "{mailed}");
        }
        let yui = Parcel { name: "Yui".to_owned(), ..parcel() };
        let thread = format!("Hers:\n{}\n{}And mine:\n{text}", yui.write().unwrap(), each("> "));
        assert_eq!(Parcel::read_file(thread.as_bytes()), Ok(vec![yui, parcel()]));
        let nameless = Parcel { name: String::new(), ..parcel() };
        let text = nameless.write().unwrap();
        assert_eq!(
            Parcel::read(&text.lines().map(|line| format!("{}\n", line.trim_end())).collect::<String>()),
            Ok(nameless)
        );
    }

    #[test]
    fn no_name_reaches_for_the_terminal() {
        let mut parcel = parcel();
        parcel.saved.lesson = "\u{1b}[2Jshort".into();
        let text = parcel.write().unwrap();
        let body = text[..text.rfind(SUM).unwrap()].replace("Aiko", "\u{1b}[2JAiko");
        let read = Parcel::read(&format!("{body}{}", checksum(&body))).unwrap();
        assert_eq!((read.name.as_str(), read.saved.lesson.as_str()), ("藍子 [2JAiko", "[2Jshort"));
    }

    #[test]
    fn powershell_writes_utf_16() {
        let text = format!("\u{feff}{}", parcel().write().unwrap().replace('\n', "\r\n"));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&little[..], &little[2..], &big[..], &big[2..]] {
            assert_eq!(Parcel::read_bytes(bytes), Ok(parcel()));
        }
    }

    #[test]
    fn every_damaged_byte_is_noticed() {
        let text = parcel().write().unwrap();
        let trimmed = text.trim().len();
        for at in 0..trimmed {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                assert!(Parcel::read_bytes(&bytes).is_err(), "byte {at}, bit {bit}");
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
            // Lines may be wrapped otherwise: then it is still the same.
            let read = Parcel::read_bytes(&bytes);
            prop_assert!(read.is_err() || read == Ok(parcel()));
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

//! Bringing a world along: a path leads to a world file, or to what `aws ec2 describe-…` printed, in one
//! JSON file or a folder of them. Paths are completed here, too.

use crate::cloud::world::mix;
use crate::cloud::world_file::{BadWorld, WorldFile};
use crate::cloud::{LeftOut, World};
use crate::guest::import::{Problem, Source, import};
use crate::guest::world;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// A world that was brought along.
#[derive(Clone, Debug)]
pub struct Brought {
    /// What its file is called, without folder and ending.
    pub name: String,
    /// The text of its world file.
    pub text: String,
    /// The world.
    pub world: World,
    /// What it lacks of the account it was made from.
    pub left_out: Vec<LeftOut>,
}

/// Why a path leads to no world.
#[derive(Debug)]
pub enum Refusal {
    /// The disk refused.
    Disk {
        /// What could not be read.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A folder without a JSON file.
    NoJson(PathBuf),
    /// The descriptions can't be read.
    Problems(Vec<Problem>),
    /// It is no world file, or one that can't be built.
    World {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        bad: BadWorld,
    },
}

/// Reads the descriptions that these paths lead to: files, folders, and `-` for standard input.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Refusal> {
    let mut sources = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map_err(|why| refused(path, why))?;
            sources.push(Source { name: "-".to_owned(), text: text(&bytes) });
        } else if path.is_dir() {
            let files = json_files(path)?;
            if files.is_empty() {
                return Err(Refusal::NoJson(path.clone()));
            }
            for file in files {
                sources.push(source(&file)?);
            }
        } else {
            sources.push(source(path)?);
        }
    }
    Ok(sources)
}

fn refused(path: &Path, why: io::Error) -> Refusal {
    Refusal::Disk { path: path.to_path_buf(), why }
}

fn source(path: &Path) -> Result<Source, Refusal> {
    let bytes = fs::read(path).map_err(|why| refused(path, why))?;
    Ok(Source { name: path.display().to_string(), text: text(&bytes) })
}

/// The JSON files of a folder, by name.
fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|why| refused(folder, why))? {
        let path = entry.map_err(|why| refused(folder, why))?.path();
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file. What a Windows shell writes is UTF-16 with a mark before it.
fn text(bytes: &[u8]) -> String {
    let wide = |pair: fn([u8; 2]) -> u16| -> String {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|it| pair([it[0], it[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The world that a path leads to: descriptions become one, a world file is one.
pub fn bring(path: &Path) -> Result<Brought, Refusal> {
    let mut sources = sources(&[path.to_path_buf()])?;
    let is_json = sources.len() > 1 || path.is_dir() || sources[0].text.trim_start().starts_with(['{', '[']);
    let named = path.extension().filter(|it| it.eq_ignore_ascii_case("json")).is_some();
    let text =
        if is_json || named { import(&sources).map_err(Refusal::Problems)?.text } else { sources.swap_remove(0).text };
    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    built(name, text).map_err(|bad| Refusal::World { path: path.to_path_buf(), bad })
}

/// The world of a world file's text.
pub fn built(name: String, text: String) -> Result<Brought, BadWorld> {
    let (world, left_out) = (world::load(&text)?, WorldFile::read(&text)?.left_out);
    Ok(Brought { name, text, world, left_out })
}

impl Brought {
    /// A short name for it that another text does not have: for the names of files.
    pub fn key(&self) -> String {
        let plain = |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' };
        let name: String = self.name.chars().map(plain).take(24).collect();
        format!("{}-{:08x}", name.trim_matches('-'), mix(&self.text) >> 32)
    }
}

/// A path as it was typed, with the home folder for `~`.
pub fn path(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let below_home = match typed.strip_prefix('~') {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(['/', '\\']),
        None => None,
    };
    match below_home.zip(etcetera::home_dir().ok()) {
        Some((rest, home)) => home.join(rest),
        None => PathBuf::from(typed),
    }
}

/// Candidates are looked for in so many entries of a folder.
const LOOKED_AT: usize = 2000;

/// What a typed path may become: folders, and files that can be brought along. Each is as it would stand
/// in its place, a folder with a slash behind it.
pub fn candidates(typed: &str) -> Vec<String> {
    let typed = typed.trim_start();
    let typed = if typed == "~" { "~/" } else { typed };
    let end = typed.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let (folder, begin) = typed.split_at(end);
    let looked_in = if folder.is_empty() { PathBuf::from(".") } else { path(folder) };
    let Ok(entries) = fs::read_dir(looked_in) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.take(LOOKED_AT).flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let hidden = name.starts_with('.') && !begin.starts_with('.');
        if !name.starts_with(begin) || hidden {
            continue;
        }
        let is_text = [".json", ".yaml", ".yml"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
        match entry.path().is_dir() {
            true => found.push(format!("{folder}{name}/")),
            false if is_text => found.push(format!("{folder}{name}")),
            false => {}
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_windows_shell_writes_is_read() {
        let said = "{\"Vpcs\": [\"京\"]}";
        let wide = |pair: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(said.encode_utf16().flat_map(pair)).collect()
        };
        assert_eq!(text(&wide(u16::to_le_bytes, [0xff, 0xfe])), said);
        assert_eq!(text(&wide(u16::to_be_bytes, [0xfe, 0xff])), said);
        assert_eq!(text(&[&[0xef, 0xbb, 0xbf], said.as_bytes()].concat()), said);
    }

    #[test]
    fn a_path_is_completed_to_folders_and_to_what_can_be_brought_along() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["vpcs.json", "my-vpc.yaml", "notes.txt", ".hidden.json"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("more")).unwrap();
        let at = |name: &str| format!("{}/{name}", folder.path().display());
        assert_eq!(candidates(&at("")), ["more/", "my-vpc.yaml", "vpcs.json"].map(at));
        assert_eq!(candidates(&at("m")), ["more/", "my-vpc.yaml"].map(at));
        assert_eq!(candidates(&at(".h")), [at(".hidden.json")]);
        assert_eq!(candidates(&at("none/")), Vec::<String>::new());
    }

    #[test]
    fn the_home_folder_stands_for_its_sign() {
        let home = etcetera::home_dir().unwrap();
        assert_eq!(path("~/vpc.json"), home.join("vpc.json"));
        assert_eq!(path(" ~ "), home);
        assert_eq!(path("~other/x"), PathBuf::from("~other/x"));
        assert_eq!(path("x/~"), PathBuf::from("x/~"));
    }
}

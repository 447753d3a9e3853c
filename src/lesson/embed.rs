//! Cargo's build script: lists every lesson, world and theme file, so that adding one touches nothing else,
//! and reads what a list shows of each lesson.

use serde::Deserialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What is read of a lesson. What else it holds is looked at when it is opened.
#[derive(Deserialize)]
struct Head {
    id: String,
    title: Words,
    summary: Words,
    minutes: u32,
    order: Option<u32>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    id: String,
    title: Words,
}

#[derive(Deserialize)]
struct Words {
    ja: String,
    en: String,
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let lessons = files(&root.join("lessons"))?;
    let mut code = String::new();
    list(&mut code, "LESSONS", &lessons);
    list(&mut code, "WORLDS", &files(&root.join("assets").join("worlds"))?);
    heads(&mut code, &lessons)?;
    fs::write(out.join("embedded.rs"), code)?;
    let mut code = String::new();
    list(&mut code, "THEMES", &files(&root.join("assets").join("themes"))?);
    fs::write(out.join("themes.rs"), code)
}

/// The YAML files in a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    Ok(files)
}

/// Writes a constant with the name and the text of each file.
fn list(code: &mut String, constant: &str, files: &[PathBuf]) {
    let _ = writeln!(code, "/// File names and texts.\nconst {constant}: &[(&str, &str)] = &[");
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("];\n");
}

/// Writes a constant with the head of each file, none where it has none: a world, or a lesson with a
/// mistake, which is told when it is read.
fn heads(code: &mut String, files: &[PathBuf]) -> io::Result<()> {
    code.push_str("/// Heads, in the order of the files.\nconst HEADS: &[Option<Built>] = &[\n");
    for file in files {
        match serde_yaml::from_str::<Head>(&fs::read_to_string(file)?) {
            Ok(head) => head.write(code),
            Err(_) => code.push_str("    None,\n"),
        }
    }
    code.push_str("];\n");
    Ok(())
}

impl Head {
    fn write(&self, code: &mut String) {
        let Self { id, title, summary, minutes, order, steps } = self;
        let order = order.unwrap_or(u32::MAX);
        let (title, summary) = (title.code(), summary.code());
        let _ = writeln!(
            code,
            "    Some(Built {{ id: {id:?}, title: {title}, summary: {summary}, minutes: {minutes}, order: {order}, steps: &["
        );
        for step in steps {
            let _ = writeln!(code, "        ({:?}, {}),", step.id, step.title.code());
        }
        code.push_str("    ] }),\n");
    }
}

impl Words {
    fn code(&self) -> String {
        format!("({:?}, {:?})", self.ja.trim_end(), self.en.trim_end())
    }
}

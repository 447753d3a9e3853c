//! Cargo's build script: lists every lesson, world and theme file, so that adding one touches nothing else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut code = String::new();
    list(&mut code, "LESSONS", &root.join("lessons"))?;
    list(&mut code, "WORLDS", &root.join("assets").join("worlds"))?;
    fs::write(out.join("embedded.rs"), code)?;
    let mut code = String::new();
    list(&mut code, "THEMES", &root.join("assets").join("themes"))?;
    fs::write(out.join("themes.rs"), code)
}

/// Writes a constant with the name and the text of each YAML file in a folder.
fn list(code: &mut String, constant: &str, folder: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let _ = writeln!(code, "/// File names and texts.\nconst {constant}: &[(&str, &str)] = &[");
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("];\n");
    Ok(())
}

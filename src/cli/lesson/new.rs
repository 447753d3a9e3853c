//! `lesson new`: a lesson that already passes, to be changed into one's own.

use super::schema;
use crate::lesson::Lang;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The lesson that is written.
const TEMPLATE: &str = include_str!("template.yaml");

/// The name of the schema's file, as the first line of a lesson has it.
const SCHEMA: &str = "lesson.schema.json";

/// Which file is begun.
#[derive(Debug, Args)]
pub struct New {
    /// The lesson's file; its name without `.yaml` becomes the lesson's id.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl New {
    /// Writes the lesson, and the schema where there is none. Nothing that is there is overwritten.
    pub(super) fn run(&self, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
        let file = self.file.with_extension("yaml");
        let id = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !is_id(&id) {
            let why = lang.pick(
                "ファイル名は英小文字・数字・ハイフンにしてください",
                "name the file with small letters, digits and hyphens",
            );
            bail!("{}: {why}", file.display());
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| format!("make the folder {}", folder.display()))?;
        write_new(&file, &TEMPLATE.replace("id: my-lesson", &format!("id: {id}")))?;
        write_schema(folder)?;
        let (shown, folder) = (file.display(), folder.display());
        let said = lang.pick(
            format!(
                "{shown} を書きました。次の順に試してください。\n\n  v6dojo lesson test {shown}     証明する\n  v6dojo lesson watch {shown}    編集しながら画面で見る\n  v6dojo --lessons {folder}     学習者として遊ぶ"
            ),
            format!(
                "{shown} is written. Try, in this order:\n\n  v6dojo lesson test {shown}     prove it\n  v6dojo lesson watch {shown}    see it while you edit it\n  v6dojo --lessons {folder}     play it as a learner"
            ),
        );
        writeln!(out, "{said}").context("write to standard output")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Whether this can be a lesson's id.
pub(super) fn is_id(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && !name.starts_with('-') && name.chars().all(fits)
}

/// Writes the schema into a folder, where there is none.
pub(super) fn write_schema(folder: &Path) -> Result<()> {
    let beside = folder.join(SCHEMA);
    if beside.exists() { Ok(()) } else { write_new(&beside, &schema()?) }
}

fn write_new(path: &Path, text: &str) -> Result<()> {
    let mut file = match fs::File::create_new(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!("{} is there already", path.display()),
        file => file.with_context(|| format!("write {}", path.display()))?,
    };
    file.write_all(text.as_bytes()).with_context(|| format!("write {}", path.display()))
}

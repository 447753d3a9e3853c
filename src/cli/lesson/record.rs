//! `lesson record`: what an author does becomes a lesson that already passes, on the stage or by a script.

use super::check::{self, Depth};
use super::new::{is_id, write_schema};
use crate::cli::script::Script;
use crate::cli::{NOT_UNDERSTOOD, eprint};
use crate::cloud::World;
use crate::guest::world;
use crate::lesson::{Lang, library};
use crate::session::bring;
use crate::session::record::file::{Occupied, Overwrite, Recorder};
use crate::session::record::{Remarks, comment, draft};
use crate::session::{Entry, History};
use crate::tui::Recording;
use crate::words::import;
use crate::words::record::{Head, MARK, text, told as say};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is recorded, and where to.
#[derive(Debug, Args)]
#[command(after_help = "\
A run of calls and the commands after it make one step; a call after a command begins the next one.
A comment line begins a step, too: `# Title`, or `# 題名 / Title` for both languages. More comment lines
right after it become the step's text. What is undone, mistyped or only looked at is left out; a call that
EC2 refuses becomes a mistake.

Until the end the lines lie in FILE's folder as a script, NAME.draft; a later --script makes the lesson of it.

Examples:
  $ v6dojo lesson record my-lesson.yaml
  $ v6dojo lesson record my-lesson.yaml --world ipv6-only
  $ v6dojo lesson record my-lesson.yaml --script history.txt")]
pub struct Record {
    /// The lesson's file; its name without `.yaml` becomes the lesson's id.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Begin in this world: a name as lessons use it, a world file, or JSON that `aws ec2 describe-…` printed.
    #[arg(long, value_name = "NAME|FILE", default_value = "chapter")]
    world: String,
    /// Record the lines of this script instead of opening the stage; `-` is standard input.
    #[arg(long, value_name = "SCRIPT")]
    script: Option<PathBuf>,
    /// Overwrite FILE where it is a recording that nobody has touched.
    #[arg(long)]
    force: bool,
}

/// How the script was read.
#[derive(Default)]
struct Read {
    remarks: Remarks,
    /// How many lines are not understood.
    left_out: usize,
}

impl Record {
    /// Whether the stage is to be opened for it.
    pub fn is_on_stage(&self) -> bool {
        self.script.is_none()
    }

    /// What is to be recorded on the stage.
    pub fn recording(&self, lang: Lang) -> Result<Recording> {
        let recorder = self.recorder(lang)?;
        recorder.is_free().map_err(|why| occupied(&why, lang))?;
        let (head, world) = self.begin(lang)?;
        Ok(Recording { recorder, head, world })
    }

    /// Records a script.
    pub(super) fn play(&self, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
        let recorder = self.recorder(lang)?;
        let script = Script::open(self.script.as_deref())?;
        let (head, world) = self.begin(lang)?;
        let mut history = History::new(world);
        let read = read(script, &mut history)?;
        let draft = draft(&history, &read.remarks);
        let status = if draft.steps.is_empty() {
            self.report(None, lang, out)?
        } else {
            let text = text(&draft, &head).map_err(anyhow::Error::msg)?;
            let path = recorder.write(&text).with_context(|| format!("write {}", recorder.file().display()))?;
            if self.script.as_deref() == Some(recorder.draft().as_path()) && read.left_out == 0 {
                recorder.drop_draft();
            }
            self.report(Some(&path), lang, out)?
        };
        if read.left_out > 0 {
            eprint(&format!("v6dojo: {}\n", say::left_out(lang, read.left_out)));
            return Ok(ExitCode::from(NOT_UNDERSTOOD));
        }
        Ok(status)
    }

    /// Says where the lesson is and whether it holds. The status is 1 where it does not, and where there is none.
    pub fn report(&self, written: Option<&Path>, lang: Lang, out: &mut impl Write) -> Result<ExitCode> {
        let Some(path) = written else {
            writeln!(out, "{}", say::NOTHING.in_(lang)).context("write to standard output")?;
            return Ok(ExitCode::FAILURE);
        };
        write_schema(folder_of(path))?;
        writeln!(out, "{}\n", say::written(lang, path)).context("write to standard output")?;
        let report = check::look(&library::file(path)?, Depth::Played);
        report.print(lang, out).context("write to standard output")?;
        Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn file(&self) -> PathBuf {
        self.file.with_extension("yaml")
    }

    /// What writes the lesson, where nothing is in the way.
    fn recorder(&self, lang: Lang) -> Result<Recorder> {
        let file = self.file();
        if !is_id(&self.id()) {
            bail!("{}: {}", file.display(), say::NO_ID.in_(lang));
        }
        let folder = folder_of(&file);
        fs::create_dir_all(folder).with_context(|| format!("make the folder {}", folder.display()))?;
        let overwrite = if self.force { Overwrite::Untouched } else { Overwrite::Nothing };
        Recorder::new(&file, (overwrite, MARK)).map_err(|why| occupied(&why, lang))
    }

    fn id(&self) -> String {
        self.file().file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The lesson's head and its first world. A world from elsewhere is put beside the lesson, which names it.
    fn begin(&self, lang: Lang) -> Result<(Head, World)> {
        let file = self.file();
        let (name, world) = world_of(&self.world, folder_of(&file), lang)?;
        Ok((Head { id: self.id(), world: name }, world))
    }
}

fn occupied(why: &Occupied, lang: Lang) -> anyhow::Error {
    anyhow!(say::occupied(lang, why))
}

/// The folder of a file; a bare name is in the present one.
fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Carries the lines of a script out. What is not understood is said, and left out.
fn read(script: Script, history: &mut History) -> Result<Read> {
    let mut read = Read::default();
    for line in script.numbered() {
        let line = line?;
        let done = history.done().len();
        match comment(&line.text) {
            Some(text) => read.remarks.add(done, text),
            None if line.text.trim().is_empty() => read.remarks.part(done),
            None => {
                if let Err(error) = history.exec(Entry::typed(&line.text, 0)) {
                    line.not_understood(&error);
                    read.left_out += 1;
                }
            }
        }
    }
    Ok(read)
}

/// The name of a world as a lesson in `folder` uses it, and the world.
fn world_of(wanted: &str, folder: &Path, lang: Lang) -> Result<(String, World)> {
    let path = Path::new(wanted);
    if !path.exists() {
        let world = library::world_named(wanted, folder).map_err(|why| anyhow!(why.in_(lang).to_owned()))?;
        return Ok((wanted.to_owned(), world));
    }
    let beside = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".world.yaml"));
    let is_beside = || fs::canonicalize(folder_of(path)).ok() == fs::canonicalize(folder).ok();
    if let Some(name) = beside.filter(|_| is_beside()) {
        return Ok((name.to_owned(), library::world(path)?));
    }
    if path.is_file() && fs::read_to_string(path).is_ok_and(|text| world::inherits(&text).is_some()) {
        bail!(say::heir(lang, folder));
    }
    let brought = bring::bring(path).map_err(|refusal| anyhow!(import::refusal(&refusal, lang).join("\n")))?;
    let name = put_beside(&brought.key(), &brought.text, folder)?;
    Ok((name, brought.world))
}

/// Puts a world file beside the lesson, where it is not there already. The name tells one text from another.
fn put_beside(name: &str, text: &str, folder: &Path) -> Result<String> {
    let path = folder.join(format!("{name}.world.yaml"));
    if !path.exists() {
        fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
    }
    Ok(name.to_owned())
}

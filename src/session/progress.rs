//! Progress on disk: one file a lesson, replaced as a whole or not at all. Nothing that was kept is
//! ever thrown away without a word: a damaged file is put aside, one of a newer program is left
//! alone, before lines are lost the file that held them is copied, and what another program has open
//! is looked at only ([`super::lock`]).

use super::Session;
use super::lock::{self, Lock, Taken};
use super::saved::{FORMAT, Resumed, Saved};
use super::whole;
use crate::lesson::Lesson;
use anyhow::Context as _;
use etcetera::BaseStrategy as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was done to a file when it could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("{doing} {}: {source}", path.display())]
pub struct DiskError {
    /// What was tried.
    pub doing: Doing,
    /// With which file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// What is tried with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Reading.
    Read,
    /// Making the folder.
    MakeFolder,
    /// Writing.
    Write,
    /// Putting it aside.
    PutAside,
}

impl std::fmt::Display for Doing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::MakeFolder => "make the folder",
            Self::Write => "write",
            Self::PutAside => "put aside",
        })
    }
}

/// Something about the file that its owner has to know.
#[derive(Debug)]
pub enum Notice {
    /// It was damaged, and lies here now.
    Damaged {
        /// Where it lies.
        aside: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A newer program wrote it. It stays as it is, and this session is not kept.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u64,
    },
    /// Some of it no longer fits; as it was, it lies here.
    Copied {
        /// Where the copy lies.
        aside: PathBuf,
    },
    /// Another program has the lesson open. This session begins with what is kept, and is not kept itself.
    Open {
        /// Its process, where that is known.
        process: Option<u32>,
    },
    /// The disk refused. Where the file can't be read or put aside, this session is not kept.
    Disk(DiskError),
}

/// Where one session is kept.
#[derive(Clone, Debug)]
pub struct Keeper {
    path: Option<PathBuf>,
    /// Keeps other programs from keeping the lesson.
    lock: Option<Arc<Lock>>,
}

/// A session, and how it came back.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// What came back; none where nothing was kept.
    pub resumed: Option<Resumed>,
    /// What its owner has to know.
    pub notice: Option<Notice>,
    /// Keeps it from now on.
    pub keeper: Keeper,
}

/// The folder for progress where nobody names one: `$XDG_STATE_HOME/v6dojo` and what corresponds to
/// it elsewhere. Fails where there is no home.
pub fn default_folder() -> anyhow::Result<PathBuf> {
    let base = etcetera::choose_base_strategy().context("find the home folder, below which progress is kept")?;
    Ok(base.state_dir().unwrap_or_else(|| base.data_dir()).join("v6dojo"))
}

/// Opens the progress of a lesson in a folder. This always gives a session; what could not be
/// read or must not be overwritten is said in the notice.
pub fn open(folder: &Path, lesson: Arc<Lesson>) -> Opened {
    match lock::take(&folder.join(format!("{}.lock", lesson.id))) {
        Taken::Theirs(process) => Opened { notice: Some(Notice::Open { process }), ..look(folder, lesson) },
        Taken::CannotTell => open_locked(folder, lesson),
        Taken::Ours(lock) => {
            let mut opened = open_locked(folder, lesson);
            opened.keeper.lock = Some(Arc::new(lock));
            opened
        }
    }
}

/// The session as it was kept last, without touching anything.
fn look(folder: &Path, lesson: Arc<Lesson>) -> Opened {
    match peek(folder, &lesson.id) {
        Some(saved) => {
            let (session, resumed) = Session::resume(lesson, &saved);
            Opened { session, resumed: Some(resumed), notice: None, keeper: Keeper { path: None, lock: None } }
        }
        None => in_memory(lesson),
    }
}

fn open_locked(folder: &Path, lesson: Arc<Lesson>) -> Opened {
    let path = folder.join(format!("{}.json", lesson.id));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return fresh(lesson, Some(path), None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return damaged(lesson, path, &error.to_string()),
        Err(source) => {
            return fresh(lesson, None, Some(Notice::Disk(DiskError { doing: Doing::Read, path, source })));
        }
    };
    match read(&text) {
        Ok(saved) => resume(lesson, path, &saved),
        Err(Unfit::Newer(format)) => fresh(lesson, None, Some(Notice::Newer { path, format })),
        Err(Unfit::Damaged(why)) => damaged(lesson, path, &why),
    }
}

/// What is kept of a lesson, at a glance: nothing is carried out again, and nothing is put aside.
pub fn peek(folder: &Path, lesson: &str) -> Option<Saved> {
    let text = fs::read_to_string(folder.join(format!("{lesson}.json"))).ok()?;
    read(&text).ok()
}

/// A session that is not kept.
pub fn in_memory(lesson: Arc<Lesson>) -> Opened {
    fresh(lesson, None, None)
}

fn fresh(lesson: Arc<Lesson>, path: Option<PathBuf>, notice: Option<Notice>) -> Opened {
    Opened { session: Session::new(lesson), resumed: None, notice, keeper: Keeper { path, lock: None } }
}

/// Why a file can't be used.
enum Unfit {
    Newer(u64),
    Damaged(String),
}

fn read(text: &str) -> Result<Saved, Unfit> {
    let broken = |error: serde_json::Error| Unfit::Damaged(error.to_string());
    let value: serde_json::Value = serde_json::from_str(text).map_err(broken)?;
    match value["format"].as_u64() {
        Some(format) if format > u64::from(FORMAT) => Err(Unfit::Newer(format)),
        _ => serde_json::from_value(value).map_err(broken),
    }
}

fn resume(lesson: Arc<Lesson>, path: PathBuf, saved: &Saved) -> Opened {
    let (session, resumed) = Session::resume(lesson, saved);
    let mut opened =
        Opened { session, resumed: None, notice: None, keeper: Keeper { path: Some(path.clone()), lock: None } };
    if !resumed.lost.is_empty() {
        let aside = free_name(&path, "before");
        match fs::copy(&path, &aside) {
            Ok(_) => opened.notice = Some(Notice::Copied { aside }),
            Err(source) => {
                opened.notice = Some(Notice::Disk(DiskError { doing: Doing::PutAside, path, source }));
                opened.keeper.path = None;
            }
        }
    }
    Opened { resumed: Some(resumed), ..opened }
}

fn damaged(lesson: Arc<Lesson>, path: PathBuf, why: &str) -> Opened {
    let aside = free_name(&path, "damaged");
    match fs::rename(&path, &aside) {
        Ok(()) => fresh(lesson, Some(path), Some(Notice::Damaged { aside, why: why.to_owned() })),
        Err(source) => fresh(lesson, None, Some(Notice::Disk(DiskError { doing: Doing::PutAside, path, source }))),
    }
}

/// A name beside `path` that no file has yet: `PATH.LABEL-1` and so on.
pub(super) fn free_name(path: &Path, label: &str) -> PathBuf {
    let named = |n: u32| PathBuf::from(format!("{}.{label}-{n}", path.display()));
    (1..).map(named).find(|name| !name.exists()).unwrap_or_else(|| named(0))
}

impl Keeper {
    /// Whether the session is kept at all.
    pub fn keeps(&self) -> bool {
        self.path.is_some()
    }

    /// Keeps the session as it is now. After an error the file is as it was before.
    pub fn keep(&self, session: &Session) -> Result<(), DiskError> {
        let Some(path) = &self.path else { return Ok(()) };
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|source| {
            let path = folder.to_path_buf();
            DiskError { doing: Doing::MakeFolder, path, source }
        })?;
        let saved = session.save();
        let fill = |out: &mut dyn Write| {
            serde_json::to_writer_pretty(&mut *out, &saved)?;
            out.write_all(b"\n")
        };
        whole::replace(path, fill).map_err(|source| {
            let path = path.clone();
            DiskError { doing: Doing::Write, path, source }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::ask::Answer;
    use crate::session::saved::LostWhat;
    use crate::session::testing::{CURL, ROUTE, lesson_with, session};

    /// A session with something of everything, kept in a fresh folder.
    fn kept() -> (tempfile::TempDir, Session) {
        let folder = tempfile::tempdir().unwrap();
        let opened = open(folder.path(), lesson_with(&[]));
        let mut session = opened.session;
        session.answer(1, Answer::Address("64:ff9b::1".into()));
        session.exec(CURL).unwrap();
        session.advance();
        session.exec(ROUTE).unwrap();
        session.exec("aws ec2 create-key-pair --key-name other").unwrap();
        session.undo();
        opened.keeper.keep(&session).unwrap();
        (folder, session)
    }

    fn files(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != "short.lock").collect();
        names.sort();
        names
    }

    #[test]
    fn a_session_comes_back_as_it_was_kept() {
        let (folder, session) = kept();
        let opened = open(folder.path(), lesson_with(&[]));
        assert_eq!(opened.session.save(), session.save());
        assert_eq!(opened.session.world(), session.world());
        assert_eq!(opened.session.answers()[0].mark, session.answers()[0].mark);
        let mut again = opened.session;
        assert_eq!(again.redo().unwrap().line, "aws ec2 create-key-pair --key-name other");
        assert!(opened.notice.is_none());
        assert_eq!(opened.resumed, Some(Resumed { kept: 2, ..Resumed::default() }));
        assert_eq!(files(folder.path()), ["short.json"], "nothing is left lying about");
    }

    #[test]
    fn a_lesson_open_elsewhere_is_looked_at_and_left_alone() {
        let (folder, session) = kept();
        let first = open(folder.path(), lesson_with(&[]));
        let mut second = open(folder.path(), lesson_with(&[]));
        assert!(matches!(second.notice, Some(Notice::Open { process: Some(_) })), "{:?}", second.notice);
        assert_eq!(second.session.save(), session.save(), "it begins where the other began");
        second.session.reset_lesson();
        second.keeper.keep(&second.session).unwrap();
        drop(first);
        let third = open(folder.path(), lesson_with(&[]));
        assert_eq!(third.session.save(), session.save(), "nothing of the second came to the disk");
        assert!(third.notice.is_none(), "the first has left");
    }

    #[test]
    fn nothing_kept_is_a_fresh_start() {
        let folder = tempfile::tempdir().unwrap();
        let opened = open(folder.path(), lesson_with(&[]));
        assert!(opened.resumed.is_none() && opened.notice.is_none() && opened.keeper.keeps());
    }

    #[test]
    fn a_damaged_file_is_put_aside_each_time_under_a_new_name() {
        let (folder, session) = kept();
        for n in 1..=2 {
            fs::write(folder.path().join("short.json"), b"{\"format\": 1, \xff").unwrap();
            let opened = open(folder.path(), lesson_with(&[]));
            let Some(Notice::Damaged { aside, .. }) = &opened.notice else { panic!("{:?}", opened.notice) };
            assert!(aside.ends_with(format!("short.json.damaged-{n}")), "{}", aside.display());
            opened.keeper.keep(&session).unwrap();
        }
        assert_eq!(files(folder.path()), ["short.json", "short.json.damaged-1", "short.json.damaged-2"]);
    }

    #[test]
    fn a_file_of_a_newer_program_is_left_alone() {
        let (folder, session) = kept();
        let path = folder.path().join("short.json");
        let newer = r#"{"format": 2, "wonders": true}"#;
        fs::write(&path, newer).unwrap();
        let opened = open(folder.path(), lesson_with(&[]));
        assert!(matches!(opened.notice, Some(Notice::Newer { format: 2, .. })));
        assert!(!opened.keeper.keeps());
        opened.keeper.keep(&session).unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), newer);
    }

    #[test]
    fn lines_that_no_longer_fit_are_named_and_their_file_is_copied() {
        let (folder, _) = kept();
        let line = "aws ec2 create-route --route-table-id @gone --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id @n";
        let path = folder.path().join("short.json");
        fs::write(&path, fs::read_to_string(&path).unwrap().replace(ROUTE, line)).unwrap();
        let changed = lesson_with(&[(
            "      - address: {question: {ja: 問, en: Q}, embed: 20.27.177.113, prefix: \"64:ff9b::/96\", why: {ja: 理由, en: Reason}}\n",
            "",
        )]);
        let opened = open(folder.path(), changed);
        let resumed = opened.resumed.unwrap();
        assert_eq!((resumed.kept, resumed.lesson_changed, resumed.lost.len()), (1, true, 2));
        assert!(
            matches!(&resumed.lost[0].what, LostWhat::Line { line: lost, why } if lost == line && why.contains("@gone"))
        );
        assert!(matches!(&resumed.lost[1].what, LostWhat::Answer(Answer::Address(_))));
        assert_eq!(opened.session.step(), 1, "the place in the lesson is not lost with them");
        assert!(matches!(opened.notice, Some(Notice::Copied { .. })));
        assert_eq!(files(folder.path()), ["short.json", "short.json.before-1"]);
    }

    #[test]
    fn a_step_that_is_gone_takes_nothing_with_it() {
        let (folder, session) = kept();
        let opened = open(folder.path(), lesson_with(&[("id: build", "id: construct")]));
        assert_eq!(opened.session.world(), session.world());
        assert!(opened.resumed.unwrap().lost.is_empty());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let keeper = Keeper { path: Some(file.join("below").join("short.json")), lock: None };
        let error = keeper.keep(&session()).unwrap_err();
        assert_eq!(error.doing, Doing::MakeFolder);
        assert!(error.to_string().contains("below"), "{error}");
    }
}

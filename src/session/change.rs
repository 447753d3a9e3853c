//! Kept progress replaced as a whole: from another machine, or by a checkpoint. What was there before is
//! copied aside first, and a lesson that is open elsewhere is left alone.

use super::Session;
use super::progress::{self, DiskError, Doing, Notice, Opened};
use super::saved::{Resumed, Saved};
use crate::lesson::Lesson;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What became of it.
#[derive(Debug)]
pub enum Changed {
    /// It is kept now.
    Done {
        /// Where the progress so far lies, if there was any.
        backup: Option<PathBuf>,
        /// What has to be known about the old file.
        notice: Option<Notice>,
        /// What came back of what was brought along.
        resumed: Resumed,
        /// The session as it is kept.
        session: Box<Session>,
    },
    /// It was the same already.
    Same,
    /// There is other progress, at this step, and it was not to be replaced.
    Other(String),
    /// The file is to be left as it is: open elsewhere, or of a newer program, or out of reach.
    Left(Notice),
}

/// What happens to progress that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays.
    Stays,
    /// It is replaced, and copied aside.
    IsReplaced,
}

/// Keeps progress that was brought along.
pub fn bring(folder: &Path, lesson: Arc<Lesson>, (saved, existing): (&Saved, Existing)) -> Result<Changed, DiskError> {
    let there = progress::peek(folder, &lesson.id);
    if there.as_ref() == Some(saved) {
        return Ok(Changed::Same);
    }
    if let (Some(there), Existing::Stays) = (there, existing) {
        return Ok(Changed::Other(there.step));
    }
    let (session, resumed) = Session::resume(Arc::clone(&lesson), saved);
    keep(folder, lesson, |_| (session, resumed))
}

/// Makes the kept progress stand at the beginning of a step, with the author's solutions done before it.
/// Answers are kept.
pub fn checkpoint(folder: &Path, lesson: Arc<Lesson>, step: usize) -> Result<Changed, DiskError> {
    keep(folder, lesson, |mut session| {
        session.jump(step);
        (session, Resumed::default())
    })
}

fn keep(
    folder: &Path,
    lesson: Arc<Lesson>,
    change: impl FnOnce(Session) -> (Session, Resumed),
) -> Result<Changed, DiskError> {
    let path = folder.join(format!("{}.json", lesson.id));
    let Opened { session, resumed, notice, keeper } = progress::open(folder, lesson);
    let notice = match notice {
        Some(notice) if !keeper.keeps() => return Ok(Changed::Left(notice)),
        other => other,
    };
    let backup = match resumed {
        // What did not fit was copied already.
        Some(_) if !matches!(notice, Some(Notice::Copied { .. })) => {
            let aside = progress::free_name(&path, "before");
            let failed = |source| DiskError { doing: Doing::PutAside, path: path.clone(), source };
            std::fs::copy(&path, &aside).map_err(failed)?;
            Some(aside)
        }
        _ => None,
    };
    let (session, resumed) = change(session);
    keeper.keep(&session)?;
    Ok(Changed::Done { backup, notice, resumed, session: Box::new(session) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing::{CURL, lesson_with};

    fn kept(folder: &Path) -> Saved {
        let opened = progress::open(folder, lesson_with(&[]));
        let mut session = opened.session;
        session.exec(CURL).unwrap();
        opened.keeper.keep(&session).unwrap();
        session.save()
    }

    #[test]
    fn a_checkpoint_stands_where_the_solutions_lead_and_keeps_what_was() {
        let folder = tempfile::tempdir().unwrap();
        let old = kept(folder.path());
        let changed = checkpoint(folder.path(), lesson_with(&[]), 1).unwrap();
        let Changed::Done { backup: Some(backup), .. } = changed else { panic!("{changed:?}") };
        let session = progress::open(folder.path(), lesson_with(&[])).session;
        assert_eq!(session.step(), 1);
        assert_eq!(session.world(), Session::at(lesson_with(&[]), 1).world());
        let was: Saved = serde_json::from_str(&std::fs::read_to_string(backup).unwrap()).unwrap();
        assert_eq!(was, old);
    }

    #[test]
    fn a_lesson_that_is_open_elsewhere_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let old = kept(folder.path());
        let _open = progress::open(folder.path(), lesson_with(&[]));
        let changed = checkpoint(folder.path(), lesson_with(&[]), 1).unwrap();
        assert!(matches!(changed, Changed::Left(Notice::Open { .. })), "{changed:?}");
        assert_eq!(progress::peek(folder.path(), "short"), Some(old));
    }

    #[test]
    fn what_is_brought_along_replaces_nothing_unless_that_is_wanted() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let brought = kept(there.path());
        let bring = |existing| bring(here.path(), lesson_with(&[]), (&brought, existing)).unwrap();
        assert!(matches!(bring(Existing::Stays), Changed::Done { backup: None, .. }));
        assert!(matches!(bring(Existing::Stays), Changed::Same));
        checkpoint(here.path(), lesson_with(&[]), 1).unwrap();
        assert!(matches!(bring(Existing::Stays), Changed::Other(_)));
        assert!(matches!(bring(Existing::IsReplaced), Changed::Done { backup: Some(_), .. }));
        assert_eq!(progress::peek(here.path(), "short"), Some(brought.clone()));
    }
}

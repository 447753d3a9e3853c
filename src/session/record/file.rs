//! A recording on disk. While it goes on its lines are kept as a script beside the lesson's file, replaced as a whole
//! after each change, so that not even a power cut loses anything; at the end the lesson is written and the script
//! goes. A file that is there already is never overwritten, but for a recording that nobody has touched.

use super::{Remarks, script};
use crate::session::progress::{DiskError, Doing};
use crate::session::{History, whole};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Whether a recording may be overwritten that nobody has touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// It may not.
    Nothing,
    /// It may.
    Untouched,
}

/// Where a recording is written.
#[derive(Clone, Debug)]
pub struct Recorder {
    file: PathBuf,
    replaces: Overwrite,
    /// What was recorded when it was kept last.
    last: Option<(History, Remarks)>,
}

/// Why nothing can be recorded into a file.
#[derive(Debug)]
pub enum Occupied {
    /// There is a file already, and it is somebody's work.
    Worked(PathBuf),
    /// There is an untouched recording already.
    Untouched(PathBuf),
    /// There is the script of a recording that was not finished.
    Unfinished(PathBuf),
}

impl Recorder {
    /// A recorder into `file`; `mark` is the line by which a recording that nobody has touched is known.
    pub fn new(file: &Path, (overwrite, mark): (Overwrite, &str)) -> Result<Self, Occupied> {
        if file.exists() {
            let untouched = fs::read_to_string(file).is_ok_and(|text| text.contains(mark));
            match (untouched, overwrite) {
                (true, Overwrite::Untouched) => {}
                (true, Overwrite::Nothing) => return Err(Occupied::Untouched(file.to_path_buf())),
                (false, _) => return Err(Occupied::Worked(file.to_path_buf())),
            }
        }
        Ok(Self { file: file.to_path_buf(), replaces: overwrite, last: None })
    }

    /// The lesson's file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The script beside it.
    pub fn draft(&self) -> PathBuf {
        self.file.with_extension("draft")
    }

    /// Refuses where a recording was not finished: its script must not be lost.
    pub fn is_free(&self) -> Result<(), Occupied> {
        let draft = self.draft();
        let holds_lines = fs::metadata(&draft).is_ok_and(|it| it.len() > 0);
        if holds_lines { Err(Occupied::Unfinished(draft)) } else { Ok(()) }
    }

    /// What was recorded when it was kept last.
    pub fn last(&self) -> Option<&(History, Remarks)> {
        self.last.as_ref()
    }

    /// Keeps what is recorded so far.
    pub fn keep(&mut self, history: &History, remarks: &Remarks) -> Result<(), DiskError> {
        self.last = Some((history.clone(), remarks.clone()));
        let (path, script) = (self.draft(), script(history, remarks));
        let written = whole::replace(&path, |out| out.write_all(script.as_bytes()));
        written.map_err(|source| DiskError { doing: Doing::Write, path, source })
    }

    /// Writes the lesson, and takes the script away. Where the file has come to be meanwhile the lesson gets a
    /// number behind its name. Gives the path.
    pub fn finish(&self, text: &str) -> Result<PathBuf, DiskError> {
        let path =
            self.write(text).map_err(|source| DiskError { doing: Doing::Write, path: self.file.clone(), source })?;
        self.drop_draft();
        Ok(path)
    }

    /// The same, with the script left alone.
    pub fn write(&self, text: &str) -> io::Result<PathBuf> {
        if self.replaces == Overwrite::Untouched {
            return whole::replace(&self.file, |out| out.write_all(text.as_bytes())).map(|()| self.file.clone());
        }
        let folder = self.file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let path = whole::add(folder, (&stem, "yaml"), |out| out.write_all(text.as_bytes()))?;
        Ok(path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path))
    }

    /// Takes the script away, where there is one: nothing in it is lost.
    pub fn drop_draft(&self) {
        let _ = fs::remove_file(self.draft());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::World;

    const MARK: &str = "# untouched";

    fn recorder(file: &Path, overwrite: Overwrite) -> Result<Recorder, Occupied> {
        Recorder::new(file, (overwrite, MARK))
    }

    #[test]
    fn a_file_that_is_there_is_never_overwritten_but_for_an_untouched_recording() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        fs::write(&file, "mine").unwrap();
        for overwrite in [Overwrite::Nothing, Overwrite::Untouched] {
            assert!(matches!(recorder(&file, overwrite), Err(Occupied::Worked(_))));
        }
        fs::write(&file, format!("{MARK}\n")).unwrap();
        assert!(matches!(recorder(&file, Overwrite::Nothing), Err(Occupied::Untouched(_))));
        let again = recorder(&file, Overwrite::Untouched).unwrap();
        assert_eq!(again.finish("new").unwrap(), file);
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn a_file_that_came_to_be_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        let recorder = recorder(&file, Overwrite::Nothing).unwrap();
        fs::write(&file, "somebody's").unwrap();
        assert_eq!(recorder.finish("new").unwrap(), folder.path().join("a-2.yaml"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "somebody's");
    }

    #[test]
    fn what_was_not_finished_is_there_as_a_script() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = recorder(&folder.path().join("a.yaml"), Overwrite::Nothing).unwrap();
        let mut remarks = Remarks::default();
        remarks.add(0, "Title");
        one.keep(&History::new(World::default()), &remarks).unwrap();
        assert_eq!(fs::read_to_string(one.draft()).unwrap(), "# Title\n");
        assert!(matches!(one.is_free(), Err(Occupied::Unfinished(_))));
        one.finish("lesson").unwrap();
        assert!(one.is_free().is_ok(), "the script has gone");
    }
}

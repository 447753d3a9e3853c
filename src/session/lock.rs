//! One program at a time keeps a lesson: who opens it first holds a lock on a file beside its
//! progress until the lesson is left, or the program ends in whatever way. The file stays; its
//! text says which process holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// A lock that is held as long as this lives.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock is on the open file")] File);

/// What became of the wish for a lock.
#[derive(Debug)]
pub enum Taken {
    /// It is ours.
    Ours(Lock),
    /// Another program has it: this process, if it says so.
    Theirs(Option<u32>),
    /// Here no file can be locked, or none can be made.
    CannotTell,
}

/// Takes the lock on a file, which is made where there is none.
pub fn take(path: &Path) -> Taken {
    if let Some(folder) = path.parent()
        && fs::create_dir_all(folder).is_err()
    {
        return Taken::CannotTell;
    }
    let Ok(mut file) = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path) else {
        return Taken::CannotTell;
    };
    match file.try_lock() {
        Ok(()) => {
            // Only for the words of others: a full disk does no harm.
            let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
            Taken::Ours(Lock(file))
        }
        Err(TryLockError::WouldBlock) => Taken::Theirs(holder(&mut file)),
        Err(TryLockError::Error(_)) => Taken::CannotTell,
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_had_by_one_and_free_when_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("short.lock");
        let Taken::Ours(lock) = take(&path) else { panic!("nobody has it yet") };
        let Taken::Theirs(Some(process)) = take(&path) else { panic!("it is taken") };
        assert_eq!(process, std::process::id());
        drop(lock);
        assert!(matches!(take(&path), Taken::Ours(_)));
        assert!(matches!(take(&path.join("below")), Taken::CannotTell));
    }
}

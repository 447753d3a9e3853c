//! Files that are written as a whole or not at all: beside the old file under another name, and put
//! in its place when every byte is on the disk. After an error the old file is as it was.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Makes a file with what `fill` writes, or replaces the one that is there. What is no regular file
/// (a pipe, a device) can't be replaced: it is written to.
pub fn replace(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match OpenOptions::new().write(true).open(path) {
        Ok(mut file) if !file.metadata()?.is_file() => {
            let mut bytes = Vec::new();
            fill(&mut bytes)?;
            file.write_all(&bytes)
        }
        // Where it is a link, what it leads to is replaced, and the link stays.
        Ok(_) => put(&fs::canonicalize(path)?, fill),
        Err(error) if error.kind() == io::ErrorKind::NotFound => put(path, fill),
        Err(error) => Err(error),
    }
}

fn put(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    filled(folder_of(path), fill)?.persist(path).map(drop).map_err(|error| error.error)
}

/// Makes a new file `STEM.EXTENSION` in a folder, or `STEM-2.EXTENSION` and so on where that name is
/// taken already. Gives its path.
pub fn add(
    folder: &Path,
    (stem, extension): (&str, &str),
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let mut file = filled(folder, fill)?;
    let mut number = 1_u32;
    loop {
        let counted = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}{counted}.{extension}"));
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(error.error),
        }
        number += 1;
    }
}

/// A file without a name of its own yet, filled and on the disk.
fn filled(folder: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other new file: what the process's mask leaves of this.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    let mut writer = BufWriter::new(file.as_file_mut());
    fill(&mut writer)?;
    writer.flush()?;
    drop(writer);
    file.as_file().sync_all()?;
    Ok(file)
}

/// The folder a file is in; a bare name is in the present one.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        replace(&path, |out| out.write_all(b"old")).unwrap();
        let failed = replace(&path, |out| {
            out.write_all(b"half of the n")?;
            Err(io::Error::other("no"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        replace(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.bin"]);
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..3 {
            add(folder.path(), ("a", "bin"), |out| out.write_all(b"x")).unwrap();
        }
        assert_eq!(names(folder.path()), ["a-2.bin", "a-3.bin", "a.bin"]);
        assert!(add(&folder.path().join("none"), ("a", "bin"), |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}

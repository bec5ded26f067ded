//! Reading and replacing a file so that a crash at any moment leaves the old content or the new one, whole.

use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The content of a file, if it exists.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Writes the new content beside the file, makes sure that it is on the disk, and lets it take the file's name.
pub fn replace(path: &Path, content: &[u8]) -> Result<()> {
    write_and_rename(path, content).with_context(|| format!("cannot write {}", path.display()))
}

fn write_and_rename(path: &Path, content: &[u8]) -> io::Result<()> {
    let new = ending(path, ".new");
    let mut file = File::create(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, path)?;
    sync_directory(path)
}

/// A rename is on the disk only once the directory is.
pub fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// Renames a file to the first free name of the form `PATH.damaged-1`.
pub fn put_aside(path: &Path) -> Result<PathBuf> {
    for number in 1..1_000 {
        let aside = ending(path, &format!(".damaged-{number}"));
        if !aside.exists() {
            fs::rename(path, &aside).with_context(|| format!("cannot move {} aside", path.display()))?;
            return Ok(aside);
        }
    }
    bail!("there are too many damaged ledgers beside {}: delete some", path.display())
}

fn ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    name.into()
}

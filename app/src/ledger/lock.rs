//! One process at a time.
//!
//! The lock belongs to the open file, not to its name: the system lets go of it when the process ends, however it ends.

use anyhow::{Context, Result, bail};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, Write};
use std::time::{Duration, Instant};

use super::Place;
use crate::report::note;

/// How long a command waits for another one to finish.
const PATIENCE: Duration = Duration::from_secs(10);

/// After how long it says what it is waiting for.
const SILENCE: Duration = Duration::from_millis(300);

const PAUSE: Duration = Duration::from_millis(20);

/// Held as long as a command uses the ledger.
pub struct Lock {
    _file: File,
}

impl Lock {
    pub fn take(place: &Place) -> Result<Self> {
        Self::take_within(place, PATIENCE)
    }

    pub fn take_within(place: &Place, patience: Duration) -> Result<Self> {
        let path = place.lock();
        let shown = path.display();
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
        }
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot open {shown}"))?;
        let start = Instant::now();
        let mut said = false;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(fault)) => return Err(fault).with_context(|| format!("cannot lock {shown}")),
                Err(TryLockError::WouldBlock) => {}
            }
            let waited = start.elapsed();
            if waited >= patience {
                bail!(
                    "the embedded ledger {} is still in use by {} after {} s. Try again when that has ended, or use \
                     another ledger with --ledger PATH",
                    place.state().display(),
                    holder(place),
                    patience.as_secs()
                );
            }
            if waited >= SILENCE && !said {
                note(format_args!("Waiting for {}, which is using the embedded ledger …", holder(place)));
                said = true;
            }
            std::thread::sleep(PAUSE);
        }
        // Only for the message above: whose number it is does not matter to the lock.
        let noted = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
        noted.with_context(|| format!("cannot write {shown}"))?;
        Ok(Self { _file: file })
    }
}

fn holder(place: &Place) -> String {
    match fs::read_to_string(place.lock()) {
        Ok(number) if !number.is_empty() => format!("process {number}"),
        _ => "another process".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_taker_is_told_who_holds_the_lock() -> Result<()> {
        let directory = tempfile::tempdir()?;
        let place = Place::new(directory.path().join("ledger"));
        let held = Lock::take(&place)?;
        let Err(refusal) = Lock::take_within(&place, Duration::from_millis(50)) else {
            bail!("two locks at once");
        };
        assert!(refusal.to_string().contains(&format!("process {}", std::process::id())), "{refusal}");
        drop(held);
        Lock::take_within(&place, Duration::ZERO)?;
        Ok(())
    }
}

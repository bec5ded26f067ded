//! What a batch has sent: a file, so that one that was cut off goes on where it stopped.
//!
//! A line of JSON is added before a transaction is sent, with its signature and with the jobs that are in it, and another
//! one when it is known what became of it. Each line is on the disk before the work goes on. So whatever moment the work
//! is cut off at, a transaction that may have been sent is in the file, and can be looked for. A last line that was not
//! written to its end does not count: nothing has followed it.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use solana_signature::Signature;
use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::backend::{Departed, Fate};
use crate::ledger::sync_directory;
use crate::moment;

const VERSION: u32 = 1;

/// How long a journal is waited for. What a process that has ended was starting at that moment holds on to it for as long as
/// it takes to start.
const PATIENCE: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(20);

/// What a journal is about. Commands that differ in it have different journals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What is done, such as `stake add`.
    pub action: String,
    pub wallet: String,
    pub cluster: String,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line {
    /// The first one.
    Begun {
        version: u32,
        /// By the clock of this machine.
        at: i64,
        #[serde(flatten)]
        subject: Subject,
    },
    /// This is sent next.
    #[serde(rename_all = "camelCase")]
    Sent {
        signature: String,
        slot: u64,
        last_block: u64,
        jobs: Vec<Key>,
    },
    Confirmed(String),
    /// It has done nothing, and never will.
    Void(String),
}

/// What a job is known by: its device, and what is done to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key(pub String, pub String);

impl Key {
    pub fn of(device: &Pubkey, what: &str) -> Self {
        Self(device.to_string(), what.to_owned())
    }
}

/// A transaction, as the journal knows it.
struct Entry {
    departed: Departed,
    jobs: Vec<Key>,
    fate: Fate,
}

pub struct Journal {
    path: PathBuf,
    file: File,
    /// When it was begun, by the clock of this machine.
    pub begun: i64,
    entries: Vec<Entry>,
    by_signature: HashMap<Signature, usize>,
    /// Whether a line could not be written: then none may follow it.
    broken: bool,
}

impl Journal {
    /// Opens the journal, or begins it. Nobody else can use it until it is dropped.
    pub fn open(path: &Path, subject: &Subject) -> Result<Self> {
        let shown = path.display();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let mut file = lock(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text).with_context(|| format!("cannot read the journal {shown}"))?;
        let whole = text.rfind('\n').map_or(0, |last| last + 1);
        let lines = read(text.get(..whole).unwrap_or_default());
        let lines = lines.with_context(|| format!("{shown} is no journal, or is damaged, and was left as it is"))?;

        let mut journal = Self {
            path: path.to_path_buf(),
            file,
            begun: moment::now()?,
            entries: Vec::new(),
            by_signature: HashMap::new(),
            broken: false,
        };
        // What was cut off is overwritten.
        journal.file.set_len(whole as u64)?;
        journal.file.seek(SeekFrom::End(0))?;
        let mut lines = lines.into_iter();
        match lines.next() {
            Some(Line::Begun { version, at, subject: found }) => {
                ensure!(
                    version == VERSION,
                    "{shown} has version {version}, and this `io` knows only version {VERSION}"
                );
                ensure!(
                    found == *subject,
                    "{shown} is the journal of another command: `io {}` of the wallet {} on {}. Name another file with \
                     --journal",
                    found.action,
                    found.wallet,
                    found.cluster
                );
                journal.begun = at;
            }
            Some(_) => bail!("{shown} is no journal: it does not say what it is about"),
            None => {
                let at = journal.begun;
                journal.append(&Line::Begun { version: VERSION, at, subject: subject.clone() })?;
                sync_directory(path).with_context(|| format!("cannot create {shown}"))?;
            }
        }
        lines.try_for_each(|line| journal.learn(line)).with_context(|| format!("{shown} is damaged"))?;
        Ok(journal)
    }

    /// Notes what is sent next. It must not be sent before this has returned.
    pub fn sent(&mut self, departed: Departed, jobs: Vec<Key>) -> Result<()> {
        self.write(Line::Sent {
            signature: departed.signature.to_string(),
            slot: departed.slot,
            last_block: departed.last_block,
            jobs,
        })
    }

    /// Notes what became of a transaction. That it may still arrive is not worth a line.
    pub fn settled(&mut self, signature: &Signature, fate: &Fate) -> Result<()> {
        match fate {
            Fate::Confirmed => self.write(Line::Confirmed(signature.to_string())),
            Fate::Void => self.write(Line::Void(signature.to_string())),
            Fate::OnItsWay | Fate::Forgotten => {
                if let Some(entry) = self.by_signature.get(signature).and_then(|place| self.entries.get_mut(*place)) {
                    entry.fate = *fate;
                }
                Ok(())
            }
        }
    }

    /// The transactions of which it is not known what became of them; all that are not void, where nothing is trusted.
    pub fn in_doubt(&self, trusting: bool) -> Vec<Departed> {
        let doubtful = |entry: &&Entry| match entry.fate {
            Fate::OnItsWay | Fate::Forgotten => true,
            Fate::Confirmed => !trusting,
            Fate::Void => false,
        };
        self.entries.iter().filter(doubtful).map(|entry| entry.departed).collect()
    }

    /// Each job that was done, or that may have been, and by which transaction.
    pub fn jobs(&self) -> HashMap<Key, (Signature, Fate)> {
        let counts = self.entries.iter().filter(|entry| entry.fate != Fate::Void);
        counts
            .flat_map(|entry| entry.jobs.iter().map(|job| (job.clone(), (entry.departed.signature, entry.fate))))
            .collect()
    }

    /// What became of each transaction, as far as it is known.
    pub fn fates(&self) -> HashMap<Signature, Fate> {
        self.entries.iter().map(|entry| (entry.departed.signature, entry.fate)).collect()
    }

    /// How many transactions were confirmed.
    pub fn confirmed(&self) -> usize {
        self.entries.iter().filter(|entry| entry.fate == Fate::Confirmed).count()
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file: there is nothing left to remember.
    pub fn remove(self) -> Result<()> {
        std::fs::remove_file(&self.path).with_context(|| format!("cannot remove {}", self.path.display()))
    }

    fn write(&mut self, line: Line) -> Result<()> {
        self.append(&line)?;
        self.learn(line)
    }

    fn append(&mut self, line: &Line) -> Result<()> {
        let shown = self.path.display();
        ensure!(!self.broken, "the journal {shown} could not be written before");
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let written = self.file.write_all(&text).and_then(|()| self.file.sync_all());
        self.broken = written.is_err();
        written.with_context(|| format!("cannot write the journal {shown}"))
    }

    fn learn(&mut self, line: Line) -> Result<()> {
        let (signature, fate) = match line {
            Line::Begun { .. } => bail!("it begins twice"),
            Line::Sent { signature, slot, last_block, jobs } => {
                let signature: Signature = signature.parse().ok().context("a signature is unreadable")?;
                let departed = Departed { signature, slot, last_block };
                let entry = Entry { departed, jobs, fate: Fate::OnItsWay };
                // On the embedded ledger a command that is repeated signs the same.
                match self.by_signature.get(&signature).and_then(|place| self.entries.get_mut(*place)) {
                    Some(known) => *known = entry,
                    None => {
                        self.by_signature.insert(signature, self.entries.len());
                        self.entries.push(entry);
                    }
                }
                return Ok(());
            }
            Line::Confirmed(signature) => (signature, Fate::Confirmed),
            Line::Void(signature) => (signature, Fate::Void),
        };
        let known = signature.parse().ok().and_then(|signature| self.by_signature.get(&signature));
        let entry = known.and_then(|place| self.entries.get_mut(*place));
        entry.context("something became of a transaction that was never sent")?.fate = fate;
        Ok(())
    }
}

fn read(text: &str) -> Result<Vec<Line>> {
    let lines = text.lines().enumerate();
    lines.map(|(place, line)| serde_json::from_str(line).with_context(|| format!("line {}", place + 1))).collect()
}

/// The file, created where there is none, and locked.
fn lock(path: &Path) -> Result<File> {
    let (shown, begun) = (path.display(), Instant::now());
    loop {
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).read(true).write(true).open(path);
        let file = file.with_context(|| format!("cannot open the journal {shown}"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(PAUSE);
                continue;
            }
            Err(TryLockError::WouldBlock) => bail!("the same command is running already: it is using {shown}"),
            Err(TryLockError::Error(fault)) => return Err(fault).with_context(|| format!("cannot lock {shown}")),
        }
        // Whoever held the lock before may have removed the file that was opened here.
        if is_at(&file, path) {
            return Ok(file);
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: std::fs::Metadata| (found.dev(), found.ino());
    let (opened, there) = (file.metadata().map(place).ok(), std::fs::metadata(path).map(place).ok());
    opened.is_some() && opened == there
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests;

//! The same thing done to many devices: in as few transactions as hold it, many of them abreast, without one refusal
//! stopping the rest, and so that a batch that was cut off can be gone on with.
//!
//! | module | answers |
//! |---|---|
//! | [`devices`] | Which devices are meant? |
//! | [`sheet`] | What does a CSV file say about each? |
//! | [`way`] | How many transactions at a time, and where is remembered what was sent? |
//! | [`wave`] | What is sent now, and what once more? |
//! | [`packing`] | How many jobs go into one transaction? |
//! | [`journal`] | What was sent? |
//! | [`doubt`] | What became of it? |
//! | [`each`] | How is one instruction sent for each? |
//! | [`tally`] | What is told in the end? |

pub mod devices;
mod doubt;
mod each;
mod journal;
mod packing;
pub mod sheet;
mod tally;
mod wave;
mod way;

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, anyhow, bail, ensure};
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use solana_signature::Signature;
use std::collections::{HashMap, VecDeque};

use crate::backend::Fate;
use crate::lookup;
use crate::paper::Paper;
use crate::refusal::Refusal;
use crate::report::{Progress, counted, note};
use crate::session::{Envelope, Outcome as Executed, Session};
use crate::wallet::Wallet;
use journal::{Journal, Key, Subject};
use wave::Wave;

pub use devices::Devices;
pub use each::each;
pub use tally::{Line, NoTotals, Sent};
pub use way::Way;

/// How often in a row nothing of what is sent may arrive in time: because its hour has ended, or its blockhash.
const ATTEMPTS: u32 = 3;

/// What is done to one of the devices.
pub struct Job<T> {
    pub device: Pubkey,
    /// How the journal tells it from other jobs that are about the device.
    pub what: String,
    /// Whether doing it twice does more than doing it once. Then it is never done again where the journal has it as done;
    /// else the accounts say what is left to do.
    pub adds_up: bool,
    pub about: T,
}

/// How jobs become transactions.
pub struct Group<'a, T> {
    /// What is done for so many of the jobs.
    pub pack: &'a dyn Fn(&[&Job<T>]) -> Vec<Instruction>,
    /// What has to stand first in a transaction that is sent now. Where that is something, one transaction goes ahead with
    /// it, and the others follow without.
    pub preface: &'a dyn Fn(&mut Session) -> Result<Vec<Instruction>>,
    pub cosigners: &'a [Wallet],
    pub tables: &'a [AddressLookupTableAccount],
    /// Which of the tables has a job's addresses. Only jobs of one table go into a transaction.
    pub table: &'a dyn Fn(&Job<T>) -> Option<usize>,
    /// Whether an instruction may take more than the 200,000 compute units that are its by default. Saying how many it
    /// takes costs the room of one job in five.
    pub limited: bool,
}

impl<'a, T> Group<'a, T> {
    pub fn new(pack: &'a dyn Fn(&[&Job<T>]) -> Vec<Instruction>) -> Self {
        Self { pack, preface: &|_| Ok(Vec::new()), cosigners: &[], tables: &[], table: &|_| None, limited: false }
    }
}

/// What came of a job.
#[derive(Clone, Debug)]
pub enum Outcome {
    Done(Signature),
    /// By a run of the same command before, says the journal.
    Before(Signature),
    /// There was nothing to do.
    Nothing(String),
    Refused(Refusal),
    /// It was not even asked for, for this reason.
    Unfit(String),
    /// It was sent, and nobody could say what became of it.
    Unknown(Signature),
    /// Something was in the way of all of them.
    Untried,
}

/// A command at work on many devices.
pub struct Batch {
    action: &'static str,
    abreast: usize,
    tables: Vec<AddressLookupTableAccount>,
    /// None where nothing is sent.
    journal: Option<Journal>,
    /// Whether the journal stays where all is done.
    kept: bool,
    /// What runs before have done, or may have done.
    known: HashMap<Key, (Signature, Fate)>,
    /// What they have done something to: devices, reservations, cases.
    done: HashMap<Pubkey, Signature>,
    sent: Vec<Sent>,
    progress: Progress,
    ended: usize,
    expected: usize,
    /// Whether something was done that would do more if it was done again.
    added_up: bool,
    /// The first refusal.
    refusal: Option<Refusal>,
    /// What was in the way of all.
    stopped: Option<anyhow::Error>,
    signed: Option<Paper>,
}

impl Batch {
    /// Begins, or goes on with what was cut off: then it is found out first what became of what had been sent. `to` says
    /// which devices the command is about, in its own words.
    pub fn open(session: &mut Session, way: &Way, action: &'static str, to: &str) -> Result<Self> {
        let mut batch = Self::unsent(session, way, action)?;
        if !session.signs_only() && !session.rehearses() {
            let journal = resume(session, way, action, to)?;
            batch.known = journal.jobs();
            for (Key(device, what), (by, fate)) in &batch.known {
                if *fate == Fate::Confirmed {
                    // The name of a job names the reservation or the case, where it is about one.
                    let names = what.split(' ').chain([device.as_str()]);
                    batch.done.extend(names.filter_map(|name| Some((name.parse().ok()?, *by))));
                }
            }
            batch.journal = Some(journal);
        }
        Ok(batch)
    }

    /// One that nothing is sent of.
    fn unsent(session: &Session, way: &Way, action: &'static str) -> Result<Self> {
        Ok(Self {
            action,
            abreast: way.parallel.into(),
            tables: lookup::at(session, &way.lookup_table)?,
            journal: None,
            kept: way.journal.is_some(),
            known: HashMap::new(),
            done: HashMap::new(),
            sent: Vec::new(),
            progress: Progress::new(action),
            ended: 0,
            expected: 0,
            added_up: false,
            refusal: None,
            stopped: None,
            signed: None,
        })
    }

    /// Says how many jobs there are in all, where they do not come at once.
    pub fn expect(&mut self, jobs: usize) {
        self.expected = jobs;
    }

    /// What was in the way of all, if anything was.
    pub fn take_stop(&mut self) -> Option<anyhow::Error> {
        self.stopped.take()
    }

    /// The transactions that were sent, and confirmed.
    pub fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// What came of a device, a reservation or a case with which there is nothing to do any more, or no way: that it was
    /// done before, if the journal says so.
    pub fn unless_done(&self, subject: &Pubkey, otherwise: Outcome) -> Outcome {
        match self.done.get(subject) {
            Some(signature) => Outcome::Before(*signature),
            None => otherwise,
        }
    }

    /// Whether a run before has done it, so that it is not done again.
    pub fn has_done<T>(&self, job: &Job<T>) -> bool {
        let known = self.known.get(&Key::of(&job.device, &job.what));
        job.adds_up && known.is_some_and(|(_, fate)| *fate != Fate::Void)
    }

    /// Does the jobs, and says what came of each. What is in the way of all of them is told in the end.
    pub fn run<T>(&mut self, session: &mut Session, group: &Group<T>, jobs: &[Job<T>]) -> Vec<Outcome> {
        self.expected = self.expected.max(self.ended.saturating_add(jobs.len()));
        let mut outcomes: Vec<Option<Outcome>> = jobs.iter().map(|job| self.done_before(job)).collect();
        let todo = outcomes.iter().enumerate().filter(|(_, outcome)| outcome.is_none()).map(|(place, _)| place);
        let todo: Vec<usize> = todo.collect();
        let mut lots = lots(group, jobs, &todo);
        self.ended = self.ended.saturating_add(jobs.len().saturating_sub(todo.len()));
        if !lots.is_empty() && !session.signs_only() {
            // On the embedded ledger, where they cost nothing.
            self.stopped = self.stopped.take().or_else(|| session.require_lamports(0).err());
        }
        if session.signs_only() {
            let worked = self.sign(session, group, jobs, &lots);
            if self.stopped.is_none() {
                self.stopped = worked.err();
            }
            lots.clear();
        }
        let mut attempts = 0;
        while self.stopped.is_none() && !lots.is_empty() {
            match self.wave(session, group, jobs, &mut lots, &mut outcomes) {
                Ok(Wave::Forward) => attempts = 0,
                Ok(Wave::InVain) => attempts += 1,
                Err(error) => self.stopped = Some(error),
            }
            if attempts > ATTEMPTS {
                self.stopped = Some(anyhow!("{attempts} times in a row, nothing has arrived in time"));
            }
        }
        let outcomes = outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Untried));
        outcomes.collect()
    }

    /// What was done before, and would do more if it was done again.
    fn done_before<T>(&mut self, job: &Job<T>) -> Option<Outcome> {
        let (signature, fate) = self.known.get(&Key::of(&job.device, &job.what)).filter(|_| job.adds_up)?;
        self.added_up |= *fate == Fate::Confirmed;
        match fate {
            Fate::Confirmed => Some(Outcome::Before(*signature)),
            Fate::OnItsWay | Fate::Forgotten => Some(Outcome::Unknown(*signature)),
            Fate::Void => None,
        }
    }

    /// Signs what fits into one transaction.
    fn sign<T>(
        &mut self,
        session: &mut Session,
        group: &Group<T>,
        jobs: &[Job<T>],
        lots: &VecDeque<Vec<usize>>,
    ) -> Result<()> {
        let Some(lot) = lots.front() else { return Ok(()) };
        let preface = (group.preface)(session)?;
        let jobs: Vec<&Job<T>> = lot.iter().filter_map(|place| jobs.get(*place)).collect();
        let instructions = [preface, (group.pack)(&jobs)].concat();
        let table = jobs.first().and_then(|job| (group.table)(job)).and_then(|place| group.tables.get(place));
        let tables: Vec<AddressLookupTableAccount> = self.tables.iter().chain(table).cloned().collect();
        let envelope = Envelope { cosigners: group.cosigners, tables: &tables };
        ensure!(
            self.signed.is_none() && lots.len() == 1 && session.fits(envelope, &instructions)?,
            "--sign-only signs one transaction, and this takes several: name one device"
        );
        match session.execute_in(envelope, &instructions)? {
            Executed::Signed(signed) => self.signed = Some(signed),
            Executed::Confirmed(_) => bail!("the transaction was sent, and should only have been signed"),
        }
        Ok(())
    }
}

/// The jobs of these places, those of each table by themselves.
fn lots<T>(group: &Group<T>, jobs: &[Job<T>], places: &[usize]) -> VecDeque<Vec<usize>> {
    let table = |place: &usize| jobs.get(*place).and_then(|job| (group.table)(job));
    places.chunk_by(|one, next| table(one) == table(next)).map(<[usize]>::to_vec).collect()
}

/// What was looked up to tell more about what was done. Where that failed, less is told.
pub fn seen<T: Default>(found: Result<T>) -> T {
    found.unwrap_or_else(|error| {
        note(format_args!("What came of it could not be looked up: {error:#}"));
        T::default()
    })
}

/// The journal, and all that is known now of what is in it.
fn resume(session: &mut Session, way: &Way, action: &str, to: &str) -> Result<Journal> {
    let subject = Subject {
        action: action.to_owned(),
        wallet: session.signer()?.to_string(),
        cluster: session.backend.cluster()?,
    };
    let path = way.journal(session, &subject, to)?;
    let mut journal = Journal::open(&path, &subject)?;
    // What the embedded ledger has executed counts once a command has ended. One that was cut off noted more than that.
    doubt::settle(&*session.backend, &mut journal, !session.is_embedded())?;
    let shown = path.display();
    let waiting = journal.fates().values().filter(|fate| **fate == Fate::OnItsWay).count();
    ensure!(
        waiting == 0,
        "{waiting} transactions of the run before may still arrive, and nothing more is sent before that is known: repeat \
         the command later. {shown} remembers them"
    );
    match journal.confirmed() {
        0 => {}
        done => note(format_args!(
            "Going on with the run of {}, which has {} confirmed. To begin anew, delete {shown}",
            crate::moment::show_local(journal.begun),
            counted(done, "transaction")
        )),
    }
    Ok(journal)
}

//! A wave: all that can be sent now, abreast. What is refused is halved until what is refused stands alone, and what did not
//! arrive goes once more, with the next one.

use anyhow::{Context, Result, ensure};
use io_emission::error::IoEmissionError;
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use solana_signature::Signature;
use std::collections::VecDeque;
use std::sync::Mutex;

use super::journal::Key;
use super::packing::{Cargo, Parcel, Stationery};
use super::{Batch, Group, Job, Outcome, Sent, doubt, lots};
use crate::backend::{Fate, Receipt};
use crate::refusal::Refusal;
use crate::rehearsal::Unsent;
use crate::report::note;
use crate::session::{Envelope, Session};

/// Whether a wave has brought the jobs forward.
pub enum Wave {
    Forward,
    /// All that was sent was too late, or did not arrive.
    InVain,
}

/// What came of a parcel.
enum Answer {
    Done(Signature),
    Refused(Refusal),
    /// It has done nothing, for a reason that has passed.
    Again,
    Unknown(Signature),
    Untried,
}

impl Batch {
    /// How many transactions it takes to do the jobs, where none is refused.
    pub fn transactions<T>(&self, session: &mut Session, group: &Group<T>, jobs: &[Job<T>]) -> Result<usize> {
        let stationery = self.stationery(session, group, &[])?;
        let places: Vec<usize> = (0..jobs.len()).collect();
        let mut count = 0;
        for mut lot in lots(group, jobs, &places) {
            while !lot.is_empty() {
                let parcel = stationery.pack(&lot, table(group, jobs, &lot), |some| packed(group, jobs, some))?;
                lot.drain(..parcel.jobs.len());
                count += 1;
            }
        }
        Ok(count)
    }

    /// Sends what can be sent now. What is refused is halved, and waits for the next wave.
    pub(super) fn wave<T>(
        &mut self,
        session: &mut Session,
        group: &Group<T>,
        jobs: &[Job<T>],
        waiting: &mut VecDeque<Vec<usize>>,
        outcomes: &mut [Option<Outcome>],
    ) -> Result<Wave> {
        let preface = (group.preface)(session)?;
        let slot = session.backend.clock()?.slot;
        let stationery = self.stationery(session, group, &preface)?;
        let mut parcels = Vec::new();
        while let Some(mut lot) = waiting.pop_front() {
            let parcel = stationery.pack(&lot, table(group, jobs, &lot), |some| packed(group, jobs, some))?;
            if !preface.is_empty() && !stationery.holds(&parcel)? {
                // The least that there is does not fit beside it.
                waiting.push_front(lot);
                session.confirm_in(Envelope { cosigners: group.cosigners, tables: &stationery.tables }, &preface)?;
                return Ok(Wave::InVain);
            }
            lot.drain(..parcel.jobs.len());
            parcels.push(parcel);
            if !lot.is_empty() {
                waiting.push_front(lot);
            }
            if !preface.is_empty() {
                break;
            }
        }

        let answers = if session.rehearses() {
            rehearse(session, &stationery, &parcels)?
        } else {
            self.send(session, group, jobs, stationery, slot, &parcels)?
        };
        let mut forward = false;
        // The last ones go back first, so that the order stays.
        for (parcel, answer) in parcels.into_iter().zip(answers).rev() {
            let mut all = |outcome: &Outcome| {
                for place in &parcel.jobs {
                    if let Some(known) = outcomes.get_mut(*place) {
                        *known = Some(outcome.clone());
                    }
                }
            };
            match answer {
                Answer::Done(signature) => {
                    forward = true;
                    all(&Outcome::Done(signature));
                }
                Answer::Unknown(signature) => all(&Outcome::Unknown(signature)),
                Answer::Again => waiting.push_front(parcel.jobs),
                Answer::Refused(refusal) if parcel.jobs.len() == 1 || refusal.concerns_all() => {
                    forward = true;
                    all(&Outcome::Refused(refusal.clone()));
                    self.refusal.get_or_insert(refusal);
                }
                Answer::Refused(_) => {
                    forward = true;
                    let (one_half, other_half) = parcel.jobs.split_at(parcel.jobs.len() / 2);
                    waiting.push_front(other_half.to_vec());
                    waiting.push_front(one_half.to_vec());
                }
                Answer::Untried => {}
            }
        }
        Ok(if forward { Wave::Forward } else { Wave::InVain })
    }

    fn stationery<'a, T>(
        &self,
        session: &mut Session,
        group: &Group<T>,
        preface: &'a [Instruction],
    ) -> Result<Stationery<'a>> {
        let (_, signatories, signing) = session.hands()?;
        Ok(Stationery {
            payer: signatories.payer(),
            tables: self.tables.clone(),
            priority_fee: signing.priority_fee,
            unit_limit: signing.unit_limit,
            limited: group.limited || !preface.is_empty(),
            preface,
        })
    }

    /// Sends the parcels, notes each in the journal before, and waits until it is known what became of all of them.
    fn send<T>(
        &mut self,
        session: &mut Session,
        group: &Group<T>,
        jobs: &[Job<T>],
        stationery: Stationery,
        slot: u64,
        parcels: &[Parcel],
    ) -> Result<Vec<Answer>> {
        let journal = Mutex::new(self.journal.take().context("there is a journal where something is sent")?);
        let keys: Vec<Key> = jobs.iter().map(|job| Key::of(&job.device, &job.what)).collect();
        let (backend, signatories, signing) = session.hands()?;
        ensure!(
            signing.nonce.is_none(),
            "a nonce is good for one transaction, and this may take several: with --sign-only it is one, which `io tx submit` \
             sends"
        );
        let verbose = signing.verbose;
        let departed = Mutex::new(vec![None; parcels.len()]);
        let cosigners = group.cosigners;
        let cargo =
            Cargo { parcels, stationery, signatories, cosigners, slot, journal: &journal, keys: &keys, departed };
        let mut answers: Vec<Answer> = parcels.iter().map(|_| Answer::Untried).collect();
        let worked = backend.send_all(&cargo, self.abreast, &mut |place, outcome| {
            let departed = cargo.has_departed(place);
            let count = parcels.get(place).map_or(0, |parcel| parcel.jobs.len());
            let (answer, fate, error) = match outcome {
                Ok(Receipt { signature, units, logs, .. }) => {
                    if verbose {
                        logs.iter().for_each(|line| note(format_args!("  {line}")));
                    }
                    self.sent.push(Sent::of(&signature, units, count));
                    let done = parcels.get(place).into_iter().flat_map(|parcel| &parcel.jobs);
                    self.added_up |= done.filter_map(|place| jobs.get(*place)).any(|job| job.adds_up);
                    (Answer::Done(signature), Fate::Confirmed, None)
                }
                Err(error) => match (error.downcast::<Refusal>(), departed) {
                    (Ok(refusal), _) if refusal.is(IoEmissionError::PoolBehind) => (Answer::Again, Fate::Void, None),
                    (Ok(refusal), Some(signature)) if refusal.is_doubtful() => {
                        (Answer::Unknown(signature), Fate::OnItsWay, None)
                    }
                    (Ok(refusal), _) => {
                        let error = refusal.concerns_all().then(|| refusal.clone().into());
                        (Answer::Refused(refusal), Fate::Void, error)
                    }
                    (Err(_), Some(signature)) => (Answer::Unknown(signature), Fate::OnItsWay, None),
                    (Err(error), None) => (Answer::Untried, Fate::Void, Some(error)),
                },
            };
            if matches!(answer, Answer::Done(_)) || count == 1 {
                self.ended = self.ended.saturating_add(count);
            }
            self.progress.show(self.ended, self.expected, "devices");
            if let Some(known) = answers.get_mut(place) {
                *known = answer;
            }
            if let Some(signature) = departed {
                let mut journal = journal.lock().ok().context("a transaction could not be noted")?;
                journal.settled(&signature, &fate)?;
            }
            error.map_or(Ok(()), Err)
        });
        drop(cargo);
        let mut journal = journal.into_inner().ok().context("a transaction could not be noted")?;
        let settled = doubt::settle(&*session.backend, &mut journal, true);
        let fates = journal.fates();
        for answer in &mut answers {
            let Answer::Unknown(signature) = answer else { continue };
            match fates.get(signature) {
                Some(Fate::Confirmed) => *answer = Answer::Done(*signature),
                Some(Fate::Void) => *answer = Answer::Again,
                _ => {}
            }
        }
        self.journal = Some(journal);
        self.stopped = worked.and(settled).err();
        Ok(answers)
    }
}

/// Shows what each parcel would do, one after the other. What is refused for one of several jobs is not sent like that, and
/// so not shown.
fn rehearse(session: &mut Session, stationery: &Stationery, parcels: &[Parcel]) -> Result<Vec<Answer>> {
    let mut answers = Vec::with_capacity(parcels.len());
    for parcel in parcels {
        let blockhash = session.backend.latest_blockhash()?;
        let simulation = session.backend.simulate(&stationery.transaction(parcel, None, blockhash)?)?;
        if let Some(error) = simulation.error.clone() {
            let refusal = Refusal { error, logs: simulation.logs };
            if parcel.jobs.len() > 1 && !refusal.concerns_all() {
                answers.push(Answer::Refused(refusal));
                continue;
            }
        }
        let units = simulation.error.is_none().then_some(simulation.units);
        let transaction = stationery.transaction(parcel, units, blockhash)?;
        answers.push(match session.rehearse(&transaction, &stationery.tables(parcel)) {
            Ok(receipt) => Answer::Done(receipt.signature),
            // None of the others builds on it.
            Err(error) if error.is::<Unsent>() => Answer::Done(Signature::default()),
            Err(error) => Answer::Refused(error.downcast()?),
        });
    }
    Ok(answers)
}

/// The table that the jobs of a lot have in common.
fn table<'a, T>(group: &Group<'a, T>, jobs: &[Job<T>], lot: &[usize]) -> Option<&'a AddressLookupTableAccount> {
    let first = lot.first().and_then(|place| jobs.get(*place))?;
    group.tables.get((group.table)(first)?)
}

/// What is done for the jobs of these places.
fn packed<T>(group: &Group<T>, jobs: &[Job<T>], places: &[usize]) -> Vec<Instruction> {
    let some: Vec<&Job<T>> = places.iter().filter_map(|place| jobs.get(*place)).collect();
    (group.pack)(&some)
}

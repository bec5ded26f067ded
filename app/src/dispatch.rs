//! How the same thing is done to many: in as few transactions as hold them, and without one refusal stopping the rest.

use anyhow::Result;
use io_emission::error::IoEmissionError;
use solana_instruction::Instruction;
use solana_transaction_error::TransactionError;
use std::collections::VecDeque;

use crate::backend::Receipt;
use crate::refusal::Refusal;
use crate::session::{Envelope, Session};

/// The most of them that go into one transaction, whatever their size.
const MOST_AT_ONCE: usize = 20;

/// How often in a row a pool may fall behind while a transaction is on its way. An hour ends once an hour.
const ATTEMPTS: u32 = 3;

/// Reasons for which the next one would be refused as well.
const EVERYBODYS: [IoEmissionError; 8] = [
    IoEmissionError::NotAttestor,
    IoEmissionError::DuplicateAttestor,
    IoEmissionError::QuorumShort,
    IoEmissionError::BeforeGenesis,
    IoEmissionError::EmissionEnded,
    IoEmissionError::Paused,
    IoEmissionError::LeaseTooShort,
    IoEmissionError::LeaseTooLong,
];

/// What came of some of them.
pub type Told<'a, T> = &'a mut dyn FnMut(&mut Session, &[T], Result<Receipt, Refusal>) -> Result<()>;

/// What is done to each of many.
pub struct Dispatch<'a, T> {
    pub envelope: Envelope<'a>,
    /// What has to stand first in a transaction that is sent now.
    pub preface: &'a dyn Fn(&mut Session) -> Result<Vec<Instruction>>,
    /// What is done to so many of them.
    pub pack: &'a dyn Fn(&[T]) -> Vec<Instruction>,
}

impl<T> Dispatch<'_, T> {
    /// Does it. A transaction that is refused for one of them is halved until that one stands alone.
    pub fn send(&self, session: &mut Session, all: &[T], tell: Told<T>) -> Result<()> {
        let mut waiting = VecDeque::from([all]);
        let mut attempts = 0;
        while let Some(some) = waiting.pop_front() {
            if some.is_empty() {
                continue;
            }
            let preface = (self.preface)(session)?;
            let count = self.most(session, &preface, some)?;
            let (some, later) = some.split_at(count);
            waiting.push_front(later);
            let refusal = match session.confirm_in(self.envelope, &self.instructions(&preface, some)) {
                Ok(receipt) => {
                    attempts = 0;
                    tell(session, some, Ok(receipt))?;
                    continue;
                }
                Err(error) => error.downcast::<Refusal>()?,
            };
            if refusal.is(IoEmissionError::PoolBehind) && attempts < ATTEMPTS {
                attempts += 1;
                waiting.push_front(some);
            } else if concerns_all(&refusal) {
                return Err(refusal.into());
            } else if let [_] = some {
                tell(session, some, Err(refusal))?;
            } else {
                let (one_half, other_half) = some.split_at(some.len() / 2);
                waiting.push_front(other_half);
                waiting.push_front(one_half);
            }
        }
        Ok(())
    }

    /// How many of them fit into a transaction. One is always tried.
    fn most(&self, session: &mut Session, preface: &[Instruction], some: &[T]) -> Result<usize> {
        for count in (2..=some.len().min(MOST_AT_ONCE)).rev() {
            if session.fits(self.envelope, &self.instructions(preface, &some[..count]))? {
                return Ok(count);
            }
        }
        Ok(1)
    }

    fn instructions(&self, preface: &[Instruction], some: &[T]) -> Vec<Instruction> {
        preface.iter().cloned().chain((self.pack)(some)).collect()
    }
}

/// Whether a refusal has nothing to do with whom it is about.
fn concerns_all(refusal: &Refusal) -> bool {
    // The wallet has run out of lamports.
    let poor = refusal.refuser() == Some(anchor_lang::system_program::ID);
    let runtime = !matches!(refusal.error, TransactionError::InstructionError(..));
    poor || runtime || EVERYBODYS.into_iter().any(|reason| refusal.is(reason))
}

//! Each step as the specification tells it: why it is refused, and what it does otherwise. Here what can be refused
//! at all; leases are in `leasing`, payments in `money`, what the admin does in `settings`.

use io_emission::error::IoEmissionError;

use super::{Model, schedule::LAST};
use crate::{cast::Person, step::Step};

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The emission program says so.
    Emission(IoEmissionError),
    /// There is no such device, lease or page.
    Absent,
}

impl From<IoEmissionError> for Reason {
    fn from(error: IoEmissionError) -> Self {
        Self::Emission(error)
    }
}

/// Nothing, or every reason to refuse; in which order the program looks at them is not specified.
pub type Outcome = Result<(), Vec<Reason>>;

/// Goes on only where none of these holds.
pub fn unless<const COUNT: usize>(reasons: [(bool, Reason); COUNT]) -> Outcome {
    let reasons: Vec<_> = reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect();
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Every reason of both.
pub fn both(one: Outcome, other: Outcome) -> Outcome {
    match (one, other) {
        (Err(reasons), Err(others)) => Err([reasons, others].concat()),
        (one, other) => one.and(other),
    }
}

pub fn present<T>(found: Option<T>) -> Result<T, Vec<Reason>> {
    found.ok_or_else(|| vec![Reason::Absent])
}

impl Model {
    /// Does what the step says, or says why not. What the staking program does is told by it afterwards.
    pub fn perform(&mut self, step: &Step) -> Outcome {
        self.last_paid = None;
        let mut after = self.clone();
        let done = after.attempt(step);
        if done.is_ok() {
            *self = after;
        }
        done
    }

    fn attempt(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Wait { until } => {
                self.wait(*until);
                Ok(())
            }
            Step::Advance { pool, page, epochs } => self.advance((*pool).into(), *page, *epochs),
            Step::Grant { signers, pool, rigs, until, verified_at } => {
                self.lease(signers, (*pool).into(), rigs, *until, Some(*verified_at))
            }
            Step::Renew { signers, pool, rigs, until } => self.lease(signers, (*pool).into(), rigs, *until, None),
            Step::Revoke { signers, pool, rigs } => self.revoke(signers, (*pool).into(), rigs),
            Step::End { by, pool, rig } => self.end(*by, (*pool).into(), *rig),
            Step::Sync { pool, rig } => self.sync((*pool).into(), *rig),
            Step::Settle { pool, rig, pages } => self.settle((*pool).into(), *rig, *pages),
            Step::Claim { pool, rig, to } => self.claim((*pool).into(), *rig, *to),
            Step::SetPayout { by, rig, payout } => self.set_payout(*by, *rig, *payout),
            Step::BurnLosses { pool } => self.burn_losses((*pool).into()),
            Step::CloseLease { rig, to } => self.close_lease(*rig, *to),
            Step::SetShares { by, shares, pools } => self.set_shares(*by, *shares, *pools),
            Step::SetTerms { by, max_lease, cap_bps } => self.set_terms(*by, *max_lease, *cap_bps),
            Step::SetAttestors { by, attestors, quorum } => self.set_attestors(*by, attestors, *quorum),
            Step::SetPaused { by, paused } => self.set_paused(*by, *paused),
            Step::PauseMint { paused } => {
                self.mint_is_paused = *paused;
                Ok(())
            }
            Step::Donate { amount, .. } => {
                self.donated += u128::from(*amount);
                Ok(())
            }
            Step::Stake(_) => Ok(()),
        }
    }

    /// The pool is advanced up to the running epoch, and there is one.
    pub(super) fn current(&self, pool: usize) -> Outcome {
        unless([
            (self.running().is_none(), IoEmissionError::EmissionEnded.into()),
            (self.pools[pool].completed != self.over(), IoEmissionError::PoolBehind.into()),
        ])
    }

    /// Enough attestors sign, each of them once, and nobody else.
    pub(super) fn quorum(&self, signers: &[Person]) -> Outcome {
        let twice = signers.iter().enumerate().any(|(place, signer)| signers[..place].contains(signer));
        unless([
            (
                signers.iter().any(|signer| !self.settings.attestors.contains(signer)),
                IoEmissionError::NotAttestor.into(),
            ),
            (twice, IoEmissionError::DuplicateAttestor.into()),
            (signers.len() < self.settings.quorum.into(), IoEmissionError::QuorumShort.into()),
        ])
    }

    /// A lease through `until` is neither too short nor too long.
    pub(super) fn term(&self, until: u32) -> Outcome {
        let running = self.running().unwrap_or(LAST);
        unless([
            (until <= running, IoEmissionError::LeaseTooShort.into()),
            (until > running + u32::from(self.settings.max_lease), IoEmissionError::LeaseTooLong.into()),
            (until > LAST, IoEmissionError::LeaseTooLong.into()),
        ])
    }
}

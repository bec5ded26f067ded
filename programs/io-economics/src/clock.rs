//! Which epoch a moment belongs to.
//!
//! Epoch `n` runs from `genesis + (n − 1) × 3600 s` up to, but without, `genesis + n × 3600 s`.

use crate::units::{EPOCH_LENGTH, Epoch, LAST_EPOCH, Timestamp};

/// [`EPOCH_LENGTH`] as a bare number.
const SECONDS_PER_EPOCH: i64 = EPOCH_LENGTH.get();

/// The clock of an emission that began at a given moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EpochClock {
    genesis: Timestamp,
}

/// Where a moment lies in the life of the emission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Before genesis: no epoch has begun.
    Before,
    /// In this epoch.
    Running(Epoch),
    /// After the last epoch.
    Ended,
}

impl EpochClock {
    /// The clock of an emission whose first epoch begins at `genesis`.
    pub const fn new(genesis: Timestamp) -> Self {
        Self { genesis }
    }

    /// The moment the first epoch begins.
    pub const fn genesis(self) -> Timestamp {
        self.genesis
    }

    /// Where `now` lies.
    pub const fn phase(self, now: Timestamp) -> Phase {
        // An overflow stands for a moment centuries off, to which the longest duration gives the same answer.
        let elapsed = now.saturating_since(self.genesis);
        if elapsed.is_negative() {
            return Phase::Before;
        }
        let completed = elapsed.get() / SECONDS_PER_EPOCH;
        if completed >= LAST_EPOCH as i64 {
            return Phase::Ended;
        }
        Phase::Running(Epoch::saturating(completed as u32).saturating_add(1))
    }

    /// The epoch `now` lies in: [`Epoch::ZERO`] before genesis, the last one ever after.
    pub const fn epoch_at(self, now: Timestamp) -> Epoch {
        match self.phase(now) {
            Phase::Before => Epoch::ZERO,
            Phase::Running(epoch) => epoch,
            Phase::Ended => Epoch::LAST,
        }
    }

    /// The last epoch that is over at `now`: [`Epoch::ZERO`] if none is. Its number is how many are.
    pub const fn completed(self, now: Timestamp) -> Epoch {
        match self.phase(now) {
            Phase::Before => Epoch::ZERO,
            Phase::Running(epoch) => match epoch.previous() {
                Some(before) => before,
                None => Epoch::ZERO,
            },
            Phase::Ended => Epoch::LAST,
        }
    }

    /// The first second of an epoch. `None` for [`Epoch::ZERO`], which has none, and on overflow.
    pub const fn start(self, epoch: Epoch) -> Option<Timestamp> {
        match epoch.previous() {
            Some(before) => self.after(before),
            None => None,
        }
    }

    /// The first second after an epoch. `None` for [`Epoch::ZERO`], and on overflow.
    pub const fn end(self, epoch: Epoch) -> Option<Timestamp> {
        match epoch {
            Epoch::ZERO => None,
            _ => self.after(epoch),
        }
    }

    /// The moment that many epochs after genesis.
    const fn after(self, epochs: Epoch) -> Option<Timestamp> {
        match EPOCH_LENGTH.checked_mul(epochs.get() as i64) {
            Some(duration) => self.genesis.checked_add(duration),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests;

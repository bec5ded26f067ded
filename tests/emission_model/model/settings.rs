//! What the admin, the pauser and the owners set.

use io_emission::error::IoEmissionError;

use super::{
    Model,
    rules::{Outcome, present, unless},
};
use crate::cast::{POOLS, Person, Rig};

impl Model {
    pub(super) fn set_shares(&mut self, by: Person, shares: [u16; POOLS], pools: u8) -> Outcome {
        let over = self.over();
        let behind = self.pools.iter().any(|pool| pool.completed != over);
        unless([
            (by != Person::Admin, IoEmissionError::NotAdmin.into()),
            (usize::from(pools) != POOLS, IoEmissionError::PoolsMissing.into()),
            (behind, IoEmissionError::PoolBehind.into()),
            (
                shares.iter().map(|share| u32::from(*share)).sum::<u32>() != 10_000,
                IoEmissionError::SharesMustSumUp.into(),
            ),
        ])?;
        self.settings.shares = shares;
        Ok(())
    }

    pub(super) fn set_terms(&mut self, by: Person, max_lease: u16, cap_bps: u32) -> Outcome {
        unless([
            (by != Person::Admin, IoEmissionError::NotAdmin.into()),
            (!(1..=168).contains(&max_lease), IoEmissionError::InvalidMaxLease.into()),
            (!(10_000..=100_000).contains(&cap_bps), IoEmissionError::InvalidWeightCap.into()),
        ])?;
        self.settings.max_lease = max_lease;
        self.settings.cap_bps = cap_bps;
        Ok(())
    }

    pub(super) fn set_attestors(&mut self, by: Person, attestors: &[Person], quorum: u8) -> Outcome {
        let twice = attestors.iter().enumerate().any(|(place, one)| attestors[..place].contains(one));
        unless([
            (by != Person::Admin, IoEmissionError::NotAdmin.into()),
            (attestors.is_empty(), IoEmissionError::NoAttestors.into()),
            (twice, IoEmissionError::DuplicateAttestor.into()),
            (quorum == 0 || usize::from(quorum) > attestors.len(), IoEmissionError::InvalidQuorum.into()),
        ])?;
        self.settings.attestors = attestors.to_vec();
        self.settings.quorum = quorum;
        Ok(())
    }

    pub(super) fn set_paused(&mut self, by: Person, paused: bool) -> Outcome {
        unless([(by != Person::Pauser && by != Person::Admin, IoEmissionError::NotPauser.into())])?;
        self.settings.paused = paused;
        Ok(())
    }

    pub(super) fn set_payout(&mut self, by: Person, rig: Rig, payout: Option<Person>) -> Outcome {
        let device = present(self.devices.get(&rig))?;
        let lease = present(self.leases.get_mut(&rig))?;
        let gone = lease.leased(Some(device)).is_none();
        unless([(by != device.owner, IoEmissionError::NotOwner.into()), (gone, IoEmissionError::NotTheDevice.into())])?;
        lease.owner = by;
        lease.payout = payout.map(|payee| (payee, by));
        Ok(())
    }
}

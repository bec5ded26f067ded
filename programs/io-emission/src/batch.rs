//! Many devices in one instruction: the accounts that follow the named ones.
//!
//! First the further attestors, as signers, then devices, each followed by its lease.

use crate::{
    error::IoEmissionError,
    state::{Config, Lease},
};
use anchor_lang::prelude::*;
use io_runtime::state_mut;

/// The accounts that follow the named ones.
pub struct Batch<'info> {
    signers: &'info [AccountInfo<'info>],
    pairs: &'info [AccountInfo<'info>],
}

/// A device and its lease.
pub struct Pair<'a, 'info> {
    /// The device.
    pub device: &'a AccountInfo<'info>,
    /// Its lease.
    pub lease: &'a AccountInfo<'info>,
}

impl<'info> Batch<'info> {
    /// Takes the accounts apart.
    pub fn of(remaining: &'info [AccountInfo<'info>]) -> Result<Self> {
        let signers = remaining.iter().take_while(|account| account.is_signer).count();
        let (signers, pairs) = remaining.split_at_checked(signers).ok_or(IoEmissionError::PairIncomplete)?;
        require!(pairs.len().is_multiple_of(2), IoEmissionError::PairIncomplete);
        Ok(Self { signers, pairs })
    }

    /// The named attestor and the further ones are a quorum.
    pub fn require_quorum(&self, config: &Config, attestor: &Signer) -> Result<()> {
        let signers: Vec<Pubkey> =
            core::iter::once(*attestor.key).chain(self.signers.iter().map(|signer| *signer.key)).collect();
        config.require_quorum(&signers)
    }

    /// The further devices and their leases.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'info, 'info>> {
        self.pairs.chunks_exact(2).filter_map(|pair| match pair {
            [device, lease] => Some(Pair { device, lease }),
            _ => None,
        })
    }

    /// How many devices there are, the named one included.
    pub fn len(&self) -> usize {
        self.pairs.len().saturating_div(2).saturating_add(1)
    }
}

impl Pair<'_, '_> {
    /// The lease in its account's data. Only this program creates accounts of its type.
    pub fn lease_in<'a>(&self, data: &'a mut [u8]) -> Result<&'a mut Lease> {
        require_keys_eq!(*self.lease.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
        let lease = state_mut::<Lease>(data)?;
        require_keys_eq!(lease.device, *self.device.key, IoEmissionError::NotTheDevice);
        Ok(lease)
    }
}

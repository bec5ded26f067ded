use crate::{error::IoEmissionError, events::PayoutSet, state::Lease};
use anchor_lang::prelude::*;
use io_stake::state::Device;

#[event_cpi]
#[derive(Accounts)]
pub struct SetPayout<'info> {
    /// Owner of the device.
    pub owner: Signer<'info>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// Its lease.
    #[account(mut)]
    pub lease: AccountLoader<'info, Lease>,
}

impl SetPayout<'_> {
    fn validate(&self) -> Result<()> {
        // owner: the only one who decides where the rewards go.
        require_keys_eq!(*self.owner.key, self.device.load()?.owner, IoEmissionError::NotOwner);
        // device: only the staking program creates accounts of its type. lease: only `grant` does of its.
        let (device, lease) = (self.device.load()?, self.lease.load()?);
        require_keys_eq!(lease.device, self.device.key(), IoEmissionError::NotTheDevice);
        // What a device that is gone has earned belongs to whoever owned it then.
        require_eq!(lease.registered_at, device.registered_at, IoEmissionError::NotTheDevice);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, payout: Pubkey) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let owner = accounts.owner.key();
        {
            let lease = &mut accounts.lease.load_mut()?;
            lease.owner = owner;
            lease.payout = payout;
            lease.payout_by = owner;
            lease.invariant()?;
        }
        io_runtime::emit!(accounts, PayoutSet { device: accounts.device.key(), owner, payout });
        Ok(())
    }
}

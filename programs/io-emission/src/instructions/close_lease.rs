use crate::{
    error::IoEmissionError,
    events::LeaseClosed,
    seeds::CONFIG,
    standing::Looked,
    state::{Config, Lease},
};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct CloseLease<'info> {
    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The address of the device that is gone.
    /// CHECK: its address stands in the lease; it is read as the staking program's.
    pub device: UncheckedAccount<'info>,

    /// Its lease, closed here.
    #[account(mut, close = rent_payer)]
    pub lease: AccountLoader<'info, Lease>,

    /// Paid the rent of the lease, and gets it back.
    /// CHECK: its address stands in the lease.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

impl CloseLease<'_> {
    fn validate(&self) -> Result<()> {
        let lease = self.lease.load()?;
        // Nobody signs: only what serves nobody any more is closed. config: the only account of its type.
        require_keys_eq!(lease.device, *self.device.key, IoEmissionError::NotTheDevice);
        let data = self.device.try_borrow_data()?;
        let looked = Looked::at(&self.device, &data, &lease, self.config.load()?.clock());
        // A device that was registered anew needs the lease again.
        require!(looked.device.is_none(), IoEmissionError::DeviceStillThere);
        // lease: only `grant` creates accounts of its type. Its weight has to be out of the pool's.
        require!(lease.is_settled(), IoEmissionError::LeaseStillRunning);
        // A penalty is not escaped by closing the device and registering it anew.
        require!(lease.is_paid() && lease.penalty == 0, IoEmissionError::LeaseNotEmpty);
        require_keys_eq!(*self.rent_payer.key, lease.rent_payer, IoEmissionError::NotTheRentPayer);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        io_runtime::emit!(
            accounts,
            LeaseClosed { device: accounts.device.key(), rent_payer: accounts.rent_payer.key() }
        );
        Ok(())
    }
}

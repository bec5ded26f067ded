use crate::{
    error::IoStakeError,
    events::Expired,
    state::{Case, Device, Stage},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Expire<'info> {
    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// The case, closed here.
    #[account(mut, close = rent_payer)]
    pub case: AccountLoader<'info, Case>,

    /// Opened the case, and gets its rent back.
    /// CHECK: its address stands in the case.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

impl Expire<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        // Nobody signs: an arbiter who stays silent must not be able to keep stake frozen. Not stopped by a pause.
        // device: only `register` creates accounts of its type. case: only `open_case` does, and the end closes them.
        let case = self.case.load()?;
        case.require_about(self.device.key())?;
        require!(case.stage() == Some(Stage::Appealed), IoStakeError::NotAppealed);
        require!(case.ruling_ends_at().is_some_and(|end| now >= end), IoStakeError::RulingStillPossible);
        require_keys_eq!(*self.rent_payer.key, case.opener, IoStakeError::NotTheRentPayer);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(Timestamp::new(Clock::get()?.unix_timestamp))?;
        let unfrozen = {
            let device = &mut accounts.device.load_mut()?;
            let case = &mut accounts.case.load_mut()?;
            let unfrozen = case.frozen;
            case.release(device, 0)?;
            case.end(device)?;
            device.invariant()?;
            unfrozen
        };
        io_runtime::emit!(accounts, Expired { case: accounts.case.key(), device: accounts.device.key(), unfrozen });
        Ok(())
    }
}

use crate::{
    error::IoStakeError,
    events::Suspended,
    seeds::CONFIG,
    state::{Case, Config, Device},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Suspend<'info> {
    /// The slasher.
    pub slasher: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device to suspend.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// The open case it is suspended for.
    #[account(mut)]
    pub case: AccountLoader<'info, Case>,
}

impl Suspend<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_slasher(&self.slasher)?;
        // config: the only account of its type. Not stopped by a pause: it moves no stake.
        // device: only `register` creates accounts of its type. case: only `open_case` does, and the end closes them.
        let case = self.case.load()?;
        case.require_about(self.device.key())?;
        require!(!case.is_suspending(), IoStakeError::AlreadySuspended);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        {
            let case = &mut accounts.case.load_mut()?;
            case.suspends = 1;
            case.invariant()?;
            let device = &mut accounts.device.load_mut()?;
            device.suspensions = device.suspensions.checked_add(1).ok_or(IoStakeError::Overflow)?;
            device.note_fall(now)?;
            device.invariant()?;
        }
        io_runtime::emit!(accounts, Suspended { case: accounts.case.key(), device: accounts.device.key() });
        Ok(())
    }
}

use crate::{
    error::IoStakeError,
    events::Appealed,
    state::{Case, Device, Stage},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Appeal<'info> {
    /// The owner of the device.
    pub owner: Signer<'info>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// The case.
    #[account(mut)]
    pub case: AccountLoader<'info, Case>,
}

impl Appeal<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        self.device.load()?.require_owner(&self.owner)?;
        // device: only `register` creates accounts of its type. case: only `open_case` does, and the end closes them.
        // Not stopped by a pause.
        let case = self.case.load()?;
        case.require_about(self.device.key())?;
        require!(case.stage() == Some(Stage::Opened), IoStakeError::AlreadyAppealed);
        require!(case.appeal_ends_at().is_some_and(|end| now < end), IoStakeError::AppealTooLate);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, defence: [u8; 32]) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(now)?;
        let ruling_ends_at = {
            let case = &mut accounts.case.load_mut()?;
            case.set_stage(Stage::Appealed);
            case.appealed_at = now.get();
            case.defence = defence;
            case.invariant()?;
            case.ruling_ends_at().ok_or(IoStakeError::Overflow)?
        };
        io_runtime::emit!(
            accounts,
            Appealed {
                case: accounts.case.key(),
                device: accounts.device.key(),
                defence,
                ruling_ends_at: ruling_ends_at.get(),
            }
        );
        Ok(())
    }
}

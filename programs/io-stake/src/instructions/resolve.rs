use crate::{
    error::IoStakeError,
    events::Ruled,
    seeds::CONFIG,
    state::{Case, Config, Device, Stage},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Resolve<'info> {
    /// The arbiter.
    pub arbiter: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// The case; closed here if it is dismissed.
    #[account(mut)]
    pub case: AccountLoader<'info, Case>,

    /// Opened the case, and gets its rent back if it is dismissed.
    /// CHECK: its address stands in the case.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

impl Resolve<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        require_keys_eq!(*self.arbiter.key, self.config.load()?.arbiter, IoStakeError::NotArbiter);
        // config: the only account of its type. Not stopped by a pause: a ruling moves nothing.
        // device: only `register` creates accounts of its type. case: only `open_case` does, and the end closes them.
        let case = self.case.load()?;
        case.require_about(self.device.key())?;
        require_keys_neq!(*self.arbiter.key, case.opener, IoStakeError::ArbiterOpenedCase);
        require!(case.stage() == Some(Stage::Appealed), IoStakeError::NotAppealed);
        require!(case.ruling_ends_at().is_some_and(|end| now < end), IoStakeError::RulingTooLate);
        require_keys_eq!(*self.rent_payer.key, case.opener, IoStakeError::NotTheRentPayer);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, upheld: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(now)?;
        let unfrozen = {
            let device = &mut accounts.device.load_mut()?;
            let case = &mut accounts.case.load_mut()?;
            let unfrozen = case.frozen.checked_sub(upheld).ok_or(IoStakeError::ExceedsCase)?;
            case.release(device, upheld)?;
            if upheld == 0 {
                case.end(device)?;
            } else {
                case.set_stage(Stage::Upheld);
                case.invariant()?;
            }
            device.invariant()?;
            unfrozen
        };
        io_runtime::emit!(
            accounts,
            Ruled { case: accounts.case.key(), device: accounts.device.key(), upheld, unfrozen }
        );
        if upheld == 0 {
            accounts.case.close(accounts.rent_payer.to_account_info())?;
        }
        Ok(())
    }
}

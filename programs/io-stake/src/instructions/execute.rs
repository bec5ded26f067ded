use crate::{
    custody::{SIGNER, require_covered},
    error::IoStakeError,
    events::Executed,
    seeds::{AUTHORITY, CONFIG},
    state::{Case, Config, Device, Rewards},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;
use io_token::{
    BurnArgs, BurnKind,
    call::{self, BurnAccounts},
    program::IoToken,
};

#[event_cpi]
#[derive(Accounts)]
pub struct Execute<'info> {
    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

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

    /// The device's vault.
    /// CHECK: its address stands in the device.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// What the device's co-stakers are paid; none where the case freezes no co-stake.
    pub rewards: Option<AccountLoader<'info, Rewards>>,

    /// The vault of the co-stake; none where the case freezes no co-stake.
    /// CHECK: its address stands in the rewards.
    #[account(mut)]
    pub costake_vault: Option<UncheckedAccount<'info>>,

    /// Signs for the vaults.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoStakeError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: checked by the IO token program.
    #[account(mut)]
    pub mint: UncheckedAccount<'info>,

    /// The burn ledger.
    /// CHECK: checked by the IO token program.
    #[account(mut)]
    pub burn_ledger: UncheckedAccount<'info>,

    /// The IO token program.
    pub io_token: Program<'info, IoToken>,

    /// The event authority of the IO token program.
    /// CHECK: checked by the IO token program.
    pub io_token_event_authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Execute<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        // Nobody signs: what is due may be executed by anyone, and nobody gains by it.
        // config: the only account of its type.
        self.config.load()?.require_running()?;
        // device: only `register` creates accounts of its type. case: only `open_case` does, and the end closes them.
        let case = self.case.load()?;
        case.require_about(self.device.key())?;
        require!(case.is_executable(now), IoStakeError::NotExecutable);
        require_keys_eq!(*self.rent_payer.key, case.opener, IoStakeError::NotTheRentPayer);
        require_keys_eq!(*self.vault.key, self.device.load()?.vault, IoStakeError::NotTheVault);
        // rewards, costake_vault: checked where they are needed.
        // authority: its address is a constant. mint, burn_ledger, io_token_event_authority: checked by the IO token
        // program. io_token, token_program: checked by their types.
        Ok(())
    }

    /// Brings the co-stake's part into the device's vault, so that all of it is burned at once.
    fn collect(&self, amount: u64) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let rewards = self.rewards.as_ref().ok_or(IoStakeError::CostakeMissing)?.load()?;
        rewards.require_of(self.device.key())?;
        let vault = self.costake_vault.as_ref().ok_or(IoStakeError::CostakeMissing)?;
        require_keys_eq!(*vault.key, rewards.vault, IoStakeError::NotTheVault);
        tokens::transfer(vault, &self.vault, &self.authority, amount, SIGNER)
    }

    fn burn(&self, amount: u64) -> Result<()> {
        let accounts = BurnAccounts {
            authority: &self.authority,
            source: &self.vault,
            mint: &self.mint,
            burn_ledger: &self.burn_ledger,
            event_authority: &self.io_token_event_authority,
        };
        call::burn(&accounts, &BurnArgs { amount, kind: BurnKind::Slash, reference: self.case.key() }, SIGNER)
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(now)?;
        let (burned, costake, active) = {
            let device = &mut accounts.device.load_mut()?;
            let case = accounts.case.load()?;
            device.slash(&case, now)?;
            case.end(device)?;
            device.invariant()?;
            (case.frozen, case.costake, device.active)
        };
        accounts.collect(costake)?;
        accounts.burn(burned)?;
        require_covered(&accounts.vault, &*accounts.device.load()?)?;
        io_runtime::emit!(
            accounts,
            Executed { case: accounts.case.key(), device: accounts.device.key(), burned, costake, active }
        );
        Ok(())
    }
}

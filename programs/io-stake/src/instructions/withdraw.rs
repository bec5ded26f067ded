use crate::{
    custody::{SIGNER, require_covered},
    error::IoStakeError,
    events::Withdrawn,
    seeds::AUTHORITY,
    state::Device,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct Withdraw<'info> {
    /// The owner.
    pub owner: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// The device's vault.
    /// CHECK: its address stands in the device.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that receives the stake; the owner names it.
    /// CHECK: the token program checks its mint.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,

    /// Signs for the vault.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoStakeError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Withdraw<'_> {
    fn validate(&self) -> Result<()> {
        let device = self.device.load()?;
        // owner: the only one who is paid, and who says where to.
        device.require_owner(&self.owner)?;
        // device: only `register` creates accounts of its type. Not stopped by a pause: it lets stake out.
        require_keys_eq!(*self.vault.key, device.vault, IoStakeError::NotTheVault);
        // A payment from the vault to itself would book out what never left.
        require_keys_neq!(*self.destination.key, device.vault, IoStakeError::NotTheVault);
        // destination: checked by the token program. authority: its address is a constant.
        // token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let amount = {
            let device = &mut accounts.device.load_mut()?;
            let amount = device.take_withdrawable(now)?;
            require!(amount > 0, IoStakeError::NothingToWithdraw);
            device.invariant()?;
            tokens::transfer(&accounts.vault, &accounts.destination, &accounts.authority, amount, SIGNER)?;
            require_covered(&accounts.vault, device)?;
            amount
        };
        io_runtime::emit!(
            accounts,
            Withdrawn {
                device: accounts.device.key(),
                owner: accounts.owner.key(),
                destination: accounts.destination.key(),
                amount,
            }
        );
        Ok(())
    }
}

use crate::{
    custody::SIGNER,
    error::IoStakeError,
    events::UnsharedClaimed,
    seeds::AUTHORITY,
    state::{Device, Rewards},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimUnshared<'info> {
    /// The owner of the device.
    pub owner: Signer<'info>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// What its co-stakers are paid.
    #[account(mut)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The vault of the asset.
    /// CHECK: its address stands in the rewards.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that receives it; the owner names it.
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

impl ClaimUnshared<'_> {
    fn validate(&self, asset: u8) -> Result<()> {
        // owner: without co-stakers, all that its device earns is the owner's.
        self.device.load()?.require_owner(&self.owner)?;
        // device, rewards: only this program creates accounts of their types.
        // Not stopped by a pause: it lets money out.
        let rewards = self.rewards.load()?;
        rewards.require_of(self.device.key())?;
        rewards.stream(asset)?.require_vault(&self.vault, &self.destination)
        // destination: checked by the token program. authority: its address is a constant.
        // token_program: checked by its type.
    }

    pub(crate) fn handle(ctx: Context<Self>, asset: u8) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(asset)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let amount = {
            let rewards = &mut accounts.rewards.load_mut()?;
            rewards.release(asset, now)?;
            let amount = rewards.take_unshared(asset)?;
            require!(amount > 0, IoStakeError::NothingToClaim);
            rewards.invariant()?;
            amount
        };
        tokens::transfer(&accounts.vault, &accounts.destination, &accounts.authority, amount, SIGNER)?;
        io_runtime::emit!(
            accounts,
            UnsharedClaimed {
                device: accounts.device.key(),
                owner: accounts.owner.key(),
                destination: accounts.destination.key(),
                asset,
                amount,
            }
        );
        Ok(())
    }
}

use crate::{
    custody::SIGNER,
    error::IoStakeError,
    events::CostakeClaimed,
    seeds::AUTHORITY,
    state::{Position, Rewards},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimCostake<'info> {
    /// Owns the position.
    pub holder: Signer<'info>,

    /// The device.
    /// CHECK: its address stands in the rewards and in the position.
    pub device: UncheckedAccount<'info>,

    /// What its co-stakers are paid.
    #[account(mut)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The holder's position.
    #[account(mut)]
    pub position: AccountLoader<'info, Position>,

    /// The vault of the asset.
    /// CHECK: its address stands in the rewards.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that receives the rewards; the holder names it.
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

impl ClaimCostake<'_> {
    fn validate(&self, asset: u8) -> Result<()> {
        // holder: the only one who is paid, and who says where to. position: only `add_costake` creates such accounts.
        self.position.load()?.require_of(self.device.key(), &self.holder)?;
        // device: compared with what both of them say. rewards: only `open_costake` creates accounts of its type.
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
            let position = &mut accounts.position.load_mut()?;
            rewards.release(asset, now)?;
            let earned = position.earn(asset, rewards)?;
            let amount = core::mem::take(&mut earned.owed);
            require!(amount > 0, IoStakeError::NothingToClaim);
            earned.claimed = earned.claimed.checked_add(amount).ok_or(IoStakeError::Overflow)?;
            rewards.stream_mut(asset)?.pay_out(amount)?;
            position.invariant()?;
            rewards.invariant()?;
            amount
        };
        tokens::transfer(&accounts.vault, &accounts.destination, &accounts.authority, amount, SIGNER)?;
        io_runtime::emit!(
            accounts,
            CostakeClaimed {
                device: accounts.device.key(),
                holder: accounts.holder.key(),
                destination: accounts.destination.key(),
                asset,
                amount,
            }
        );
        Ok(())
    }
}

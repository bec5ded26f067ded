use crate::{
    custody::{SIGNER, held},
    error::IoStakeError,
    events::CostakeWithdrawn,
    seeds::AUTHORITY,
    state::{Device, Position, Rewards},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct WithdrawCostake<'info> {
    /// Owns the position.
    pub holder: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// What its co-stakers are paid.
    pub rewards: AccountLoader<'info, Rewards>,

    /// The holder's position.
    #[account(mut)]
    pub position: AccountLoader<'info, Position>,

    /// The vault of the co-stake.
    /// CHECK: its address stands in the rewards.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that receives the co-stake; the holder names it.
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

impl WithdrawCostake<'_> {
    fn validate(&self) -> Result<()> {
        // holder: the only one who is paid, and who says where to. position: only `add_costake` creates such accounts.
        self.position.load()?.require_of(self.device.key(), &self.holder)?;
        // device, rewards: only this program creates accounts of their types. Not stopped by a pause: it lets stake out.
        let rewards = self.rewards.load()?;
        rewards.require_of(self.device.key())?;
        require_keys_eq!(*self.vault.key, rewards.vault, IoStakeError::NotTheVault);
        // A payment from the vault to itself would book out what never left.
        require_keys_neq!(*self.destination.key, rewards.vault, IoStakeError::NotTheVault);
        // destination: checked by the token program. authority: its address is a constant.
        // token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let withdrawn = {
            let (device, position) = (&mut accounts.device.load_mut()?, &mut accounts.position.load_mut()?);
            let shares = position.take_ended(now)?;
            require!(shares > 0, IoStakeError::NothingToWithdraw);
            let amount = device.costake.leave(shares)?;
            position.invariant()?;
            device.invariant()?;
            // Slashed to nothing, shares are worth nothing; they have to be able to leave all the same.
            if amount > 0 {
                tokens::transfer(&accounts.vault, &accounts.destination, &accounts.authority, amount, SIGNER)?;
            }
            require!(held(&accounts.vault)? >= device.costake.amount, IoStakeError::InvariantViolated);
            CostakeWithdrawn {
                device: accounts.device.key(),
                holder: accounts.holder.key(),
                destination: accounts.destination.key(),
                shares,
                amount,
            }
        };
        io_runtime::emit!(accounts, withdrawn);
        Ok(())
    }
}

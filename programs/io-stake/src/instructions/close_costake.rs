use crate::{
    custody::close_vault,
    error::IoStakeError,
    events::CostakeClosed,
    seeds::AUTHORITY,
    state::{Costake, Device, Rewards},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;

#[event_cpi]
#[derive(Accounts)]
pub struct CloseCostake<'info> {
    /// The owner of the device, who receives the rent.
    #[account(mut)]
    pub owner: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// What its co-stakers were paid, closed here.
    #[account(mut, close = owner)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The vault of the co-stake, closed here.
    /// CHECK: its address stands in the rewards.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that receives what rounding has left in the vault and what others have sent to it; none where it
    /// is empty.
    /// CHECK: the owner names it, and the token program checks its mint.
    #[account(mut)]
    pub destination: Option<UncheckedAccount<'info>>,

    /// Signs for the vault.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoStakeError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl CloseCostake<'_> {
    fn validate(&self) -> Result<()> {
        let device = self.device.load()?;
        device.require_owner(&self.owner)?;
        // device, rewards: only this program creates accounts of their types. Nobody's shares, cooldowns and rewards are
        // taken from it: whoever has a position closes it first.
        let rewards = self.rewards.load()?;
        rewards.require_of(self.device.key())?;
        require!(rewards.positions == 0, IoStakeError::CostakersRemain);
        require!(rewards.streams.iter().all(|stream| stream.held == 0), IoStakeError::RewardsRemain);
        require_keys_eq!(*self.vault.key, rewards.vault, IoStakeError::NotTheVault);
        // destination: named by the owner. authority: its address is a constant. token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let destination = accounts.destination.as_ref().map(AsRef::as_ref);
        let surplus = close_vault(&accounts.vault, destination, &accounts.owner, &accounts.authority)?;
        {
            let device = &mut accounts.device.load_mut()?;
            // Without positions there are no shares, and so nothing that they stand for.
            require!(device.costake.shares == 0, IoStakeError::InvariantViolated);
            device.costake = Costake::default();
            device.invariant()?;
        }
        io_runtime::emit!(
            accounts,
            CostakeClosed { device: accounts.device.key(), owner: accounts.owner.key(), surplus }
        );
        Ok(())
    }
}

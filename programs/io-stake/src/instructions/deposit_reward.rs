use crate::{error::IoStakeError, events::RewardDeposited, state::Rewards};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;

#[derive(Accounts)]
pub struct DepositReward<'info> {
    /// Pays: a program that the device has earned something from, or anybody else.
    pub depositor: Signer<'info>,

    /// What the co-stakers of the device are paid.
    #[account(mut)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The token account that the payment comes from.
    /// CHECK: the token program checks its mint and that the depositor may spend from it.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The vault of the asset.
    /// CHECK: its address stands in the rewards.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// Signs the event. A program that tells of the payment in an event of its own leaves it out, and saves its payer a
    /// call.
    /// CHECK: its address is a constant.
    #[account(address = crate::EVENT_AUTHORITY_AND_BUMP.0)]
    pub event_authority: Option<UncheckedAccount<'info>>,

    /// This program, which receives its event.
    /// CHECK: no other receives it.
    pub program: UncheckedAccount<'info>,
}

impl DepositReward<'_> {
    fn validate(&self, device: Pubkey, asset: u8, amount: u64) -> Result<()> {
        // depositor: spends only what is its own; a gift harms nobody. Not stopped by a pause: it would stop suppliers
        // from being paid.
        // rewards: only `open_costake` creates accounts of its type. The caller says whose they have to be, so that nobody
        // who names the accounts of a claim can name another device's.
        let rewards = self.rewards.load()?;
        rewards.require_of(device)?;
        require!(rewards.shares > 0, IoStakeError::NobodyShares);
        // vault, source: a payment from the vault to itself would book in what never came. The token program checks the rest
        // of the source. token_program: checked by its type. event_authority: its address is a constant. program: nothing is
        // done with it.
        rewards.stream(asset)?.require_vault(&self.vault, &self.source)?;
        require!(amount > 0, IoStakeError::ZeroAmount);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, device: Pubkey, asset: u8, amount: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(device, asset, amount)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        {
            let rewards = &mut accounts.rewards.load_mut()?;
            rewards.stream_mut(asset)?.pay_in(amount, now)?;
            rewards.invariant()?;
        }
        tokens::transfer(&accounts.source, &accounts.vault, &accounts.depositor, amount, &[])?;
        if let Some(authority) = &accounts.event_authority {
            let event = RewardDeposited { device, depositor: accounts.depositor.key(), asset, amount };
            io_runtime::emit(&event, crate::ID, authority, crate::EVENT_AUTHORITY_AND_BUMP.1)?;
        }
        Ok(())
    }
}

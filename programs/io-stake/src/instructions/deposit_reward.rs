use crate::{
    error::IoStakeError,
    events::RewardDeposited,
    seeds::CONFIG,
    state::{Config, Device, Rewards},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct DepositReward<'info> {
    /// Pays: a program that the device has earned something from, or anybody else.
    pub depositor: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// What its co-stakers are paid.
    #[account(mut)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The token account that the payment comes from.
    /// CHECK: the token program checks its mint and that the depositor may spend from it.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The vault of the asset.
    /// CHECK: its address stands in the settings.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl DepositReward<'_> {
    fn validate(&self, asset: u8, amount: u64) -> Result<()> {
        // depositor: spends only what is its own; a gift harms nobody. Not stopped by a pause: it would stop suppliers
        // from being paid.
        // config: the only account of its type.
        let config = self.config.load()?;
        let vault = config.asset(asset).ok_or(IoStakeError::NoSuchAsset)?.vault;
        require_keys_eq!(*self.vault.key, vault, IoStakeError::NotTheVault);
        // A payment from the vault to itself would book in what never came.
        require_keys_neq!(*self.source.key, vault, IoStakeError::NotTheVault);
        // device, rewards: only this program creates accounts of their types.
        self.rewards.load()?.require_of(self.device.key())?;
        require!(self.device.load()?.costake.active_shares() > 0, IoStakeError::NobodyShares);
        // source: checked by the token program. token_program: checked by its type.
        require!(amount > 0, IoStakeError::ZeroAmount);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, asset: u8, amount: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(asset, amount)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        {
            let (device, rewards) = (accounts.device.load()?, &mut accounts.rewards.load_mut()?);
            let stream = rewards.stream_mut(asset)?;
            stream.release(now, device.costake.active_shares())?;
            stream.pay_in(amount)?;
            rewards.invariant()?;
        }
        tokens::transfer(&accounts.source, &accounts.vault, &accounts.depositor, amount, &[])?;
        io_runtime::emit!(
            accounts,
            RewardDeposited { device: accounts.device.key(), depositor: accounts.depositor.key(), asset, amount }
        );
        Ok(())
    }
}

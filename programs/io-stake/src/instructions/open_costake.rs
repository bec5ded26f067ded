use crate::{
    error::IoStakeError,
    events::CostakeOpened,
    seeds::{AUTHORITY, CONFIG, COSTAKE_VAULT_SEED, REWARDS_SEED},
    state::{Config, Device, Rewards, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_runtime::{create, new_account, tokens};

#[event_cpi]
#[derive(Accounts)]
pub struct OpenCostake<'info> {
    /// The owner of the device, who pays the rent.
    #[account(mut)]
    pub owner: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// What its co-stakers are paid, created here.
    /// CHECK: its address is derived from the device.
    #[account(mut, seeds = [REWARDS_SEED, device.key().as_ref()], bump)]
    pub rewards: UncheckedAccount<'info>,

    /// The vault of the co-stake, created here.
    /// CHECK: its address is derived from the device.
    #[account(mut, seeds = [COSTAKE_VAULT_SEED, device.key().as_ref()], bump)]
    pub vault: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(address = io_token::seeds::MINT @ IoStakeError::NotTheMint)]
    pub mint: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl OpenCostake<'_> {
    fn validate(&self) -> Result<()> {
        let device = self.device.load()?;
        // owner: nobody else decides who stakes behind its device.
        device.require_owner(&self.owner)?;
        // config: the only account of its type.
        let config = self.config.load()?;
        config.require_running()?;
        // Else what its co-stakers are to be paid could not be paid in, and would stop the supplier's own payment.
        require!(config.has_assets(), IoStakeError::AssetsMissing);
        // device: only `register` creates accounts of its type.
        require!(!device.costake.is_open(), IoStakeError::CostakeIsOpen);
        // rewards, vault: their addresses are derived. mint: its address is a constant.
        // token_program, system_program: checked by their types.
        Ok(())
    }

    fn create_vault(&self, bump: u8) -> Result<()> {
        let device = self.device.key();
        let seeds: &[&[u8]] = &[COSTAKE_VAULT_SEED, device.as_ref(), &[bump]];
        tokens::create(&self.vault, &self.owner, &self.mint, &AUTHORITY, seeds)
    }

    fn create_rewards(&self, bump: u8, vault_bump: u8) -> Result<()> {
        let device = self.device.key();
        create(&self.rewards, &self.owner, Rewards::SIZE, &crate::ID, &[REWARDS_SEED, device.as_ref(), &[bump]])?;
        let mut data = self.rewards.try_borrow_mut_data()?;
        let rewards = new_account::<Rewards>(&mut data)?;
        rewards.version = VERSION;
        rewards.bump = bump;
        rewards.vault_bump = vault_bump;
        rewards.device = device;
        rewards.vault = self.vault.key();
        let now = Clock::get()?.unix_timestamp;
        for (stream, asset) in rewards.streams.iter_mut().zip(&self.config.load()?.assets) {
            stream.vault = asset.vault;
            stream.through = now;
        }
        rewards.invariant()
    }

    pub(crate) fn handle(ctx: Context<Self>, limit: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        accounts.create_vault(ctx.bumps.vault)?;
        accounts.create_rewards(ctx.bumps.rewards, ctx.bumps.vault)?;
        {
            let device = &mut accounts.device.load_mut()?;
            device.costake.open = 1;
            device.costake.limit = limit;
            device.invariant()?;
        }
        io_runtime::emit!(
            accounts,
            CostakeOpened { device: accounts.device.key(), owner: accounts.owner.key(), limit }
        );
        Ok(())
    }
}

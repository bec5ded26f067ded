use crate::{
    error::IoStakeError,
    events::AssetAdded,
    seeds::{AUTHORITY, CONFIG, REWARD_VAULT_SEED},
    state::{Asset, Config},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct AddAsset<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Pays the rent of the vault.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// Who may do what.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The asset's mint.
    pub mint: Account<'info, Mint>,

    /// The token account that will hold what co-stakers are paid in it, created here.
    /// CHECK: its address is derived from the mint.
    #[account(mut, seeds = [REWARD_VAULT_SEED, mint.key().as_ref()], bump)]
    pub vault: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl AddAsset<'_> {
    fn validate(&self) -> Result<()> {
        let config = self.config.load()?;
        config.require_admin(&self.admin)?;
        // payer: a signer, which is all a payer has to be. config: the only account of its type.
        // mint: IO first, so that its number is the same everywhere; which mint is that of USDC only the admin knows.
        let is_io = self.mint.key() == io_token::seeds::MINT;
        require!(is_io == config.asset(0).is_none(), IoStakeError::IoComesFirst);
        require!(!config.has_assets(), IoStakeError::TooManyAssets);
        // vault: created at its derived address, which fails where it exists. token_program, system_program: checked by
        // their types.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let mint = accounts.mint.key();
        let seeds: &[&[u8]] = &[REWARD_VAULT_SEED, mint.as_ref(), &[ctx.bumps.vault]];
        tokens::create(&accounts.vault, &accounts.payer, accounts.mint.as_ref(), &AUTHORITY, seeds)?;
        let number = {
            let config = &mut accounts.config.load_mut()?;
            let free = config.assets.iter().position(|asset| asset.mint == Pubkey::default());
            let number = free.ok_or(IoStakeError::TooManyAssets)?;
            let place = config.assets.get_mut(number).ok_or(IoStakeError::TooManyAssets)?;
            *place = Asset { mint, vault: accounts.vault.key() };
            config.invariant()?;
            u8::try_from(number).map_err(|_| IoStakeError::TooManyAssets)?
        };
        io_runtime::emit!(accounts, AssetAdded { asset: number, mint, vault: accounts.vault.key() });
        Ok(())
    }
}

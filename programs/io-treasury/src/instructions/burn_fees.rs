use crate::{
    custody::{self, held},
    error::IoTreasuryError,
    seeds::{AUTHORITY, CONFIG, IO_VAULT},
    state::Config,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_token::{BurnKind, call::BurnAccounts, program::IoToken};

#[derive(Accounts)]
pub struct BurnFees<'info> {
    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The vault that fees in IO arrive in.
    /// CHECK: its address is a constant.
    #[account(mut, address = IO_VAULT @ IoTreasuryError::NotTheVault)]
    pub io_vault: UncheckedAccount<'info>,

    /// Signs for the vault.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoTreasuryError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: checked by the IO token program.
    #[account(mut)]
    pub io_mint: UncheckedAccount<'info>,

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

impl BurnFees<'_> {
    /// What there is to burn. Nobody signs: whoever asks for it gains nothing by it. Not stopped by a pause: nothing is
    /// bought.
    fn validate(&self) -> Result<u64> {
        // config: the only account of its type. io_vault, authority: their addresses are constants.
        // io_mint, burn_ledger, io_token_event_authority: checked by the IO token program.
        // io_token, token_program: checked by their types.
        // All that lies there is fees, or was given: what is bought never stays.
        let io = held(&self.io_vault)?;
        require!(io > 0, IoTreasuryError::NothingToBurn);
        Ok(io)
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        let io = accounts.validate()?;
        {
            let config = &mut accounts.config.load_mut()?;
            config.books.burn_fees(io)?;
            config.invariant()?;
        }
        let burn = BurnAccounts {
            authority: &accounts.authority,
            source: &accounts.io_vault,
            mint: &accounts.io_mint,
            burn_ledger: &accounts.burn_ledger,
            event_authority: &accounts.io_token_event_authority,
        };
        custody::burn(&burn, io, BurnKind::Fee, IO_VAULT)?;
        // The ledger's own event says what was burned, under which kind, by whom and out of which vault.
        require!(held(&accounts.io_vault)? == 0, IoTreasuryError::Unbalanced);
        Ok(())
    }
}

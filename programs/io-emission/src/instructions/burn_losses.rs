use crate::{
    custody::require_minted,
    error::IoEmissionError,
    events::LossesBurned,
    seeds::{AUTHORITY, SIGNER, VAULT},
    state::Pool,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_token::{
    BurnArgs, BurnKind,
    call::{self, BurnAccounts},
    program::IoToken,
};

#[event_cpi]
#[derive(Accounts)]
pub struct BurnLosses<'info> {
    /// The pool.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The reward vault.
    /// CHECK: its address is a constant.
    #[account(mut, address = VAULT @ IoEmissionError::NotTheVault)]
    pub vault: UncheckedAccount<'info>,

    /// Signs for the vault.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoEmissionError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: checked by the IO token program.
    #[account(mut)]
    pub mint: UncheckedAccount<'info>,

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

impl BurnLosses<'_> {
    fn validate(&self) -> Result<()> {
        // Nobody signs: what was lost is burned whoever asks for it. Not stopped by a pause.
        // pool: only `create_pool` creates accounts of its type. vault, authority: their addresses are constants.
        // mint, burn_ledger, io_token_event_authority: checked by the IO token program. io_token, token_program:
        // checked by their types.
        require!(self.pool.load()?.lost > 0, IoEmissionError::NothingToBurn);
        Ok(())
    }

    fn burn(&self, amount: u64) -> Result<()> {
        let accounts = BurnAccounts {
            authority: &self.authority,
            source: &self.vault,
            mint: &self.mint,
            burn_ledger: &self.burn_ledger,
            event_authority: &self.io_token_event_authority,
        };
        call::burn(&accounts, &BurnArgs { amount, kind: BurnKind::Penalty, reference: self.pool.key() }, SIGNER)
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let burned = {
            let pool = &mut accounts.pool.load_mut()?;
            let amount = core::mem::take(&mut pool.lost);
            pool.burned = pool.burned.checked_add(amount).ok_or(IoEmissionError::Overflow)?;
            pool.invariant()?;
            LossesBurned { pool: pool.number, amount }
        };
        require_minted(&accounts.vault, burned.amount)?;
        accounts.burn(burned.amount)?;
        io_runtime::emit!(accounts, burned);
        Ok(())
    }
}

use crate::{
    error::IoTokenError,
    events::Burned,
    seeds::{BURNS, MINT},
    state::{BurnKind, BurnLedger},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_runtime::tokens;

/// What is burned, and why.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct BurnArgs {
    /// Base units to burn.
    pub amount: u64,
    /// Why.
    pub kind: BurnKind,
    /// What it is for: an address the caller chooses, such as that of a slash case.
    pub reference: Pubkey,
}

#[event_cpi]
#[derive(Accounts)]
pub struct Burn<'info> {
    /// Owner or delegate of the source. For every kind but credits: the registered burner of the kind.
    pub authority: Signer<'info>,

    /// The token account that loses the IO.
    /// CHECK: the token program checks its mint and its authority.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(mut, address = MINT @ IoTokenError::NotTheMint)]
    pub mint: UncheckedAccount<'info>,

    /// The burn ledger.
    #[account(mut, address = BURNS)]
    pub burn_ledger: AccountLoader<'info, BurnLedger>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Burn<'_> {
    fn validate(&self, args: &BurnArgs, burn_ledger: &BurnLedger) -> Result<()> {
        // authority: the token program checks its right over the source; the kind is checked here, for otherwise
        // anyone could book its own burn as a slash.
        let burner = burn_ledger.burner_of(args.kind);
        if args.kind != BurnKind::Credits && self.authority.key != burner {
            require_keys_neq!(*burner, Pubkey::default(), IoTokenError::BurnerNotRegistered);
            return err!(IoTokenError::NotBurner);
        }
        // source: checked by the token program. mint: its address is a constant.
        // burn_ledger: the only account of its type. token_program: checked by its type.
        require!(args.amount > 0, IoTokenError::ZeroAmount);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, args: BurnArgs) -> Result<()> {
        let accounts = &ctx.accounts;

        let (kind_total, total) = {
            let burn_ledger = &mut accounts.burn_ledger.load_mut()?;
            accounts.validate(&args, burn_ledger)?;
            let totals = burn_ledger.record(args.kind, args.amount)?;
            burn_ledger.invariant()?;
            totals
        };

        tokens::burn(&accounts.source, &accounts.mint, &accounts.authority, args.amount, &[])?;

        io_runtime::emit!(
            accounts,
            Burned {
                kind: args.kind,
                amount: args.amount,
                reference: args.reference,
                authority: accounts.authority.key(),
                kind_total,
                total,
            }
        );
        Ok(())
    }
}

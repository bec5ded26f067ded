use crate::{
    error::IoTokenError,
    events::Initialized,
    seeds::{BURNS_SEED, CONFIG_SEED, MINT_SEED, PROGRAM_DATA, VAULT_SEED},
    state::{BurnLedger, Config, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{self, InitializeAccount3, InitializeMint2, Mint, Token, TokenAccount};
use io_economics::DECIMALS;

#[event_cpi]
#[derive(Accounts)]
pub struct Initialize<'info> {
    /// Upgrade authority of the program; becomes the admin.
    pub admin: Signer<'info>,

    /// Pays the rent of the accounts that are created.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// Holds the program's upgrade authority.
    #[account(address = PROGRAM_DATA @ IoTokenError::NotTheProgramData)]
    pub program_data: Box<Account<'info, ProgramData>>,

    /// Settings and books, created here.
    #[account(init, payer = payer, space = Config::SIZE, seeds = [CONFIG_SEED], bump)]
    pub config: AccountLoader<'info, Config>,

    /// The IO mint, created here. No freeze authority: nobody can ever freeze IO.
    /// CHECK: created at its derived address.
    #[account(init, payer = payer, space = Mint::LEN, owner = token::ID, seeds = [MINT_SEED], bump)]
    pub mint: UncheckedAccount<'info>,

    /// The vesting vault, created here.
    /// CHECK: created at its derived address.
    #[account(init, payer = payer, space = TokenAccount::LEN, owner = token::ID, seeds = [VAULT_SEED], bump)]
    pub vault: UncheckedAccount<'info>,

    /// The burn ledger, created here.
    #[account(init, payer = payer, space = BurnLedger::SIZE, seeds = [BURNS_SEED], bump)]
    pub burn_ledger: AccountLoader<'info, BurnLedger>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Initialize<'_> {
    fn validate(&self, emission_minter: Pubkey) -> Result<()> {
        // admin: without this check whoever calls first would own the token.
        require!(
            self.program_data.upgrade_authority_address == Some(*self.admin.key),
            IoTokenError::NotUpgradeAuthority
        );
        // payer: a signer, which is all a payer has to be.
        // program_data: its address is a constant, and only the loader can write there.
        // config, mint, vault, burn_ledger: created at their derived addresses, which fails where one exists.
        // token_program, system_program: checked by their types.
        require_keys_neq!(emission_minter, Pubkey::default(), IoTokenError::InvalidEmissionMinter);
        Ok(())
    }

    fn create_mint_and_vault(&self) -> Result<()> {
        let authority = self.config.key();
        token::initialize_mint2(
            CpiContext::new(token::ID, InitializeMint2 { mint: self.mint.to_account_info() }),
            DECIMALS,
            &authority,
            None,
        )?;
        token::initialize_account3(CpiContext::new(
            token::ID,
            InitializeAccount3 {
                account: self.vault.to_account_info(),
                mint: self.mint.to_account_info(),
                authority: self.config.to_account_info(),
            },
        ))
    }

    pub(crate) fn handle(ctx: Context<Self>, emission_minter: Pubkey, pauser: Pubkey) -> Result<()> {
        ctx.accounts.validate(emission_minter)?;
        let admin = ctx.accounts.admin.key();

        {
            let config = &mut ctx.accounts.config.load_init()?;
            config.version = VERSION;
            config.bump = ctx.bumps.config;
            config.mint_bump = ctx.bumps.mint;
            config.vault_bump = ctx.bumps.vault;
            config.admin = admin;
            config.pauser = pauser;
            config.emission_minter = emission_minter;
            config.invariant()?;
            config.plan_invariant()?;
        }
        {
            let burn_ledger = &mut ctx.accounts.burn_ledger.load_init()?;
            burn_ledger.version = VERSION;
            burn_ledger.bump = ctx.bumps.burn_ledger;
            burn_ledger.invariant()?;
        }

        ctx.accounts.create_mint_and_vault()?;

        io_runtime::emit!(
            ctx.accounts,
            Initialized {
                mint: ctx.accounts.mint.key(),
                vault: ctx.accounts.vault.key(),
                admin,
                pauser,
                emission_minter,
            }
        );
        Ok(())
    }
}

use crate::{
    error::IoTokenError,
    events::Initialized,
    seeds::{
        BURNS, BURNS_BUMP, BURNS_SEED, CONFIG, CONFIG_BUMP, CONFIG_SEED, MINT, MINT_BUMP, MINT_SEED, PROGRAM_DATA,
        VAULT, VAULT_BUMP, VAULT_SEED,
    },
    state::{BurnLedger, Config, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{self, InitializeMint2, Mint, Token};
use io_economics::DECIMALS;
use io_runtime::{create, new_account, tokens};

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
    /// CHECK: its address is a constant.
    #[account(mut, address = CONFIG)]
    pub config: UncheckedAccount<'info>,

    /// The IO mint, created here. No freeze authority: nobody can ever freeze IO.
    /// CHECK: its address is a constant.
    #[account(mut, address = MINT @ IoTokenError::NotTheMint)]
    pub mint: UncheckedAccount<'info>,

    /// The vesting vault, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = VAULT @ IoTokenError::NotTheVault)]
    pub vault: UncheckedAccount<'info>,

    /// The burn ledger, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = BURNS)]
    pub burn_ledger: UncheckedAccount<'info>,

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
        // config, mint, vault, burn_ledger: created at their addresses, which nobody else can, and which fails where one
        // exists.
        // token_program, system_program: checked by their types.
        require_keys_neq!(emission_minter, Pubkey::default(), IoTokenError::InvalidEmissionMinter);
        Ok(())
    }

    fn create_mint_and_vault(&self) -> Result<()> {
        create(&self.mint, &self.payer, Mint::LEN, &token::ID, &[MINT_SEED, &[MINT_BUMP]])?;
        let mint = InitializeMint2 { mint: self.mint.to_account_info() };
        token::initialize_mint2(CpiContext::new(token::ID, mint), DECIMALS, &CONFIG, None)?;
        tokens::create(&self.vault, &self.payer, &self.mint, &CONFIG, &[VAULT_SEED, &[VAULT_BUMP]])
    }

    pub(crate) fn handle(ctx: Context<Self>, emission_minter: Pubkey, pauser: Pubkey) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(emission_minter)?;
        let admin = accounts.admin.key();
        {
            create(&accounts.config, &accounts.payer, Config::SIZE, &crate::ID, &[CONFIG_SEED, &[CONFIG_BUMP]])?;
            let mut data = accounts.config.try_borrow_mut_data()?;
            let config = new_account::<Config>(&mut data)?;
            config.version = VERSION;
            config.bump = CONFIG_BUMP;
            config.mint_bump = MINT_BUMP;
            config.vault_bump = VAULT_BUMP;
            config.admin = admin;
            config.pauser = pauser;
            config.emission_minter = emission_minter;
            config.invariant()?;
            config.plan_invariant()?;
        }
        {
            create(&accounts.burn_ledger, &accounts.payer, BurnLedger::SIZE, &crate::ID, &[BURNS_SEED, &[BURNS_BUMP]])?;
            let mut data = accounts.burn_ledger.try_borrow_mut_data()?;
            let burn_ledger = new_account::<BurnLedger>(&mut data)?;
            burn_ledger.version = VERSION;
            burn_ledger.bump = BURNS_BUMP;
            burn_ledger.invariant()?;
        }
        accounts.create_mint_and_vault()?;
        io_runtime::emit!(accounts, Initialized { mint: MINT, vault: VAULT, admin, pauser, emission_minter });
        Ok(())
    }
}

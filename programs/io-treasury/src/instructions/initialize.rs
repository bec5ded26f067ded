use crate::{
    error::IoTreasuryError,
    events::Initialized,
    seeds::{
        AUTHORITY, CONFIG, CONFIG_BUMP, CONFIG_SEED, IO_PURSE, IO_PURSE_BUMP, IO_VAULT, IO_VAULT_BUMP, PROGRAM_DATA,
        PURSE_SEED, TRADER, VAULT_SEED,
    },
    state::{Config, Terms, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{self, Token, spl_token};
use io_runtime::{create, new_account, tokens};

/// Decimal places of USDC: its base units are micro-dollars.
const USDC_DECIMALS: u8 = 6;

#[event_cpi]
#[derive(Accounts)]
pub struct Initialize<'info> {
    /// Upgrade authority of the program; becomes the admin.
    pub admin: Signer<'info>,

    /// Pays the rent of the accounts that are created.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// Holds the program's upgrade authority.
    #[account(address = PROGRAM_DATA @ IoTreasuryError::NotTheProgramData)]
    pub program_data: Box<Account<'info, ProgramData>>,

    /// Settings and books, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = CONFIG)]
    pub config: UncheckedAccount<'info>,

    /// The USDC mint, for ever.
    /// CHECK: its owner and its decimals are checked here.
    pub usdc_mint: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(address = io_token::seeds::MINT @ IoTreasuryError::NotTheMint)]
    pub io_mint: UncheckedAccount<'info>,

    /// The vault that fees in USDC arrive in, created here.
    /// CHECK: its address is derived from the mint.
    #[account(mut, seeds = [VAULT_SEED, usdc_mint.key.as_ref()], bump)]
    pub usdc_vault: UncheckedAccount<'info>,

    /// The vault that fees in IO arrive in, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = IO_VAULT @ IoTreasuryError::NotTheVault)]
    pub io_vault: UncheckedAccount<'info>,

    /// The purse that a swap takes USDC from, created here.
    /// CHECK: its address is derived from the mint.
    #[account(mut, seeds = [PURSE_SEED, usdc_mint.key.as_ref()], bump)]
    pub usdc_purse: UncheckedAccount<'info>,

    /// The purse that a swap pays IO into, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = IO_PURSE @ IoTreasuryError::NotThePurse)]
    pub io_purse: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl<'info> Initialize<'info> {
    fn validate(&self) -> Result<()> {
        // admin: without this check whoever calls first would choose what counts as USDC.
        require!(
            self.program_data.upgrade_authority_address == Some(*self.admin.key),
            IoTreasuryError::NotUpgradeAuthority
        );
        // payer: a signer, which is all a payer has to be.
        // program_data: its address is a constant, and only the loader can write there.
        // config: created at its address, which nobody else can, and which fails where it exists.
        require!(self.is_usdc_like()?, IoTreasuryError::NotAUsdcMint);
        // io_mint: its address is a constant.
        // usdc_vault, io_vault, usdc_purse, io_purse: at their derived addresses, which nobody else can create.
        // token_program, system_program: checked by their types. The terms are checked by the invariant.
        Ok(())
    }

    /// Whether this is an initialised mint whose base units are micro-dollars, and not IO: with other decimals every
    /// price would be wrong by a power of ten. Which mint it is nobody can check here: the admin names it once.
    fn is_usdc_like(&self) -> Result<bool> {
        use anchor_lang::solana_program::program_pack::Pack;
        let data = self.usdc_mint.try_borrow_data()?;
        let mint = spl_token::state::Mint::unpack(&data);
        Ok(self.usdc_mint.owner == &token::ID && mint.is_ok_and(|mint| mint.decimals == USDC_DECIMALS))
    }

    fn token_account(
        &self,
        account: &AccountInfo<'info>,
        mint: &AccountInfo<'info>,
        owner: &Pubkey,
        seed: &[u8],
        bump: u8,
    ) -> Result<()> {
        tokens::create(account, &self.payer, mint, owner, &[seed, mint.key.as_ref(), &[bump]])
    }

    pub(crate) fn handle(ctx: Context<Self>, pauser: Pubkey, terms: Terms) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let (vault_bump, purse_bump) = (ctx.bumps.usdc_vault, ctx.bumps.usdc_purse);
        accounts.token_account(&accounts.usdc_vault, &accounts.usdc_mint, &AUTHORITY, VAULT_SEED, vault_bump)?;
        accounts.token_account(&accounts.io_vault, &accounts.io_mint, &AUTHORITY, VAULT_SEED, IO_VAULT_BUMP)?;
        accounts.token_account(&accounts.usdc_purse, &accounts.usdc_mint, &TRADER, PURSE_SEED, purse_bump)?;
        accounts.token_account(&accounts.io_purse, &accounts.io_mint, &TRADER, PURSE_SEED, IO_PURSE_BUMP)?;
        let (admin, usdc_mint, usdc_vault) =
            (accounts.admin.key(), accounts.usdc_mint.key(), accounts.usdc_vault.key());
        {
            create(&accounts.config, &accounts.payer, Config::SIZE, &crate::ID, &[CONFIG_SEED, &[CONFIG_BUMP]])?;
            let mut data = accounts.config.try_borrow_mut_data()?;
            let config = new_account::<Config>(&mut data)?;
            config.version = VERSION;
            config.bump = CONFIG_BUMP;
            config.usdc_vault_bump = vault_bump;
            config.usdc_purse_bump = purse_bump;
            config.admin = admin;
            config.pauser = pauser;
            config.usdc_mint = usdc_mint;
            config.usdc_vault = usdc_vault;
            config.usdc_purse = accounts.usdc_purse.key();
            config.terms = terms;
            config.books.auction_started_at = Clock::get()?.unix_timestamp;
            config.invariant()?;
        }
        io_runtime::emit!(accounts, Initialized { admin, pauser, usdc_mint, usdc_vault, io_vault: IO_VAULT, terms });
        Ok(())
    }
}

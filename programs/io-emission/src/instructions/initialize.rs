use crate::{
    error::IoEmissionError,
    events::Initialized,
    seeds::{AUTHORITY, CONFIG, CONFIG_BUMP, CONFIG_SEED, PROGRAM_DATA, VAULT, VAULT_BUMP, VAULT_SEED},
    state::{Config, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_runtime::{create, new_account, tokens};

/// The settings at the start.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct InitializeArgs {
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// The attestors, seven at most.
    pub attestors: Vec<Pubkey>,
    /// How many of them have to sign.
    pub quorum: u8,
    /// How many epochs ahead a lease may run.
    pub max_lease: u16,
    /// Up to what multiple of the required stake a device's stake counts, in basis points.
    pub weight_cap_bps: u32,
    /// The share of a device's rewards that its co-stakers get, in basis points.
    pub costake_bps: u16,
}

#[event_cpi]
#[derive(Accounts)]
pub struct Initialize<'info> {
    /// Upgrade authority of the program; becomes the admin.
    pub admin: Signer<'info>,

    /// Pays the rent of the accounts that are created.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// Holds the program's upgrade authority.
    #[account(address = PROGRAM_DATA @ IoEmissionError::NotTheProgramData)]
    pub program_data: Box<Account<'info, ProgramData>>,

    /// The settings, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = CONFIG)]
    pub config: UncheckedAccount<'info>,

    /// The reward vault, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = VAULT @ IoEmissionError::NotTheVault)]
    pub vault: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(address = io_token::seeds::MINT @ IoEmissionError::NotTheMint)]
    pub mint: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Initialize<'_> {
    fn validate(&self) -> Result<()> {
        // admin: without this check whoever calls first would own the emission's rules.
        require!(
            self.program_data.upgrade_authority_address == Some(*self.admin.key),
            IoEmissionError::NotUpgradeAuthority
        );
        // payer: a signer, which is all a payer has to be.
        // program_data: its address is a constant, and only the loader can write there.
        // config, vault: created at their addresses, which nobody else can, and which fails where one exists. mint: its
        // address is a constant. token_program, system_program: checked by their types. The arguments are checked by the
        // settings' invariant.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, args: InitializeArgs) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let InitializeArgs { pauser, attestors, quorum, max_lease, weight_cap_bps, costake_bps } = args;
        let admin = accounts.admin.key();
        {
            create(&accounts.config, &accounts.payer, Config::SIZE, &crate::ID, &[CONFIG_SEED, &[CONFIG_BUMP]])?;
            let mut data = accounts.config.try_borrow_mut_data()?;
            let config = new_account::<Config>(&mut data)?;
            config.version = VERSION;
            config.bump = CONFIG_BUMP;
            config.max_lease = max_lease;
            config.weight_cap_bps = weight_cap_bps;
            config.costake_bps = costake_bps;
            config.admin = admin;
            config.pauser = pauser;
            config.set_attestors(&attestors, quorum)?;
            config.invariant()?;
        }
        let vault_seeds: &[&[u8]] = &[VAULT_SEED, &[VAULT_BUMP]];
        tokens::create(&accounts.vault, &accounts.payer, &accounts.mint, &AUTHORITY, vault_seeds)?;
        io_runtime::emit!(
            accounts,
            Initialized { admin, pauser, attestors, quorum, max_lease, weight_cap_bps, costake_bps }
        );
        Ok(())
    }
}

use crate::{
    error::IoMarketError,
    events::Initialized,
    seeds::{
        AUTHORITY, CONFIG, CONFIG_BUMP, CONFIG_SEED, ESCROW_SEED, IO_ESCROW, IO_ESCROW_BUMP, IO_FEE_VAULT,
        PROGRAM_DATA, fee_vault,
    },
    state::{Asset, Config, Purse, Terms, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use io_runtime::{create, new_account, tokens};

/// Who has which role at the start, and the first terms.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct InitializeArgs {
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// Report failures.
    pub attestors: Vec<Pubkey>,
    /// How many attestors have to sign.
    pub quorum: u8,
    /// The terms.
    pub terms: Terms,
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
    #[account(address = PROGRAM_DATA @ IoMarketError::NotTheProgramData)]
    pub program_data: Box<Account<'info, ProgramData>>,

    /// The settings, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = CONFIG)]
    pub config: UncheckedAccount<'info>,

    /// The mint of USDC.
    pub usdc_mint: Box<Account<'info, Mint>>,

    /// The escrow of USDC, created here.
    /// CHECK: its address is derived from the mint.
    #[account(mut, seeds = [ESCROW_SEED, usdc_mint.key().as_ref()], bump)]
    pub usdc_escrow: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(address = io_token::seeds::MINT @ IoMarketError::NotTheMint)]
    pub io_mint: UncheckedAccount<'info>,

    /// The escrow of IO, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = IO_ESCROW @ IoMarketError::NotTheEscrow)]
    pub io_escrow: UncheckedAccount<'info>,

    /// The settings of the staking program.
    #[account(address = io_stake::seeds::CONFIG)]
    pub stake_config: AccountLoader<'info, io_stake::state::Config>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl<'info> Initialize<'info> {
    fn validate(&self) -> Result<()> {
        // admin: without this check whoever calls first would own the market's rules.
        require!(
            self.program_data.upgrade_authority_address == Some(*self.admin.key),
            IoMarketError::NotUpgradeAuthority
        );
        // payer: a signer, which is all a payer has to be.
        // program_data: its address is a constant, and only the loader can write there.
        // config, usdc_escrow, io_escrow: created at their addresses, which nobody else can, and which fails where one exists.
        // usdc_mint: named by the admin, once for ever. Which mint is that of USDC the program cannot know; that a base
        // unit is a millionth it can.
        require!(self.usdc_mint.decimals == 6, IoMarketError::NotUsdc);
        // stake_config: the only account of its type. Where co-stakers cannot be paid suppliers could not claim.
        let stake_config = self.stake_config.load()?;
        let usdc = stake_config.asset(Asset::Usdc.costakers_number());
        let same = usdc.is_some_and(|asset| asset.mint == self.usdc_mint.key());
        require!(same, IoMarketError::NotTheCostakersUsdc);
        // io_mint: its address is a constant. token_program, system_program: checked by their types.
        // The roles and the terms are checked by the settings' invariant.
        Ok(())
    }

    fn create_escrow(&self, escrow: &AccountInfo<'info>, mint: &AccountInfo<'info>, bump: u8) -> Result<()> {
        tokens::create(escrow, &self.payer, mint, &AUTHORITY, &[ESCROW_SEED, mint.key.as_ref(), &[bump]])
    }

    pub(crate) fn handle(ctx: Context<Self>, args: InitializeArgs) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let InitializeArgs { pauser, attestors, quorum, terms } = args;
        let usdc_mint = accounts.usdc_mint.as_ref().as_ref();
        accounts.create_escrow(&accounts.usdc_escrow, usdc_mint, ctx.bumps.usdc_escrow)?;
        accounts.create_escrow(&accounts.io_escrow, &accounts.io_mint, IO_ESCROW_BUMP)?;
        let usdc =
            Purse { mint: *usdc_mint.key, escrow: accounts.usdc_escrow.key(), fee_vault: fee_vault(usdc_mint.key) };
        let io = Purse { mint: accounts.io_mint.key(), escrow: accounts.io_escrow.key(), fee_vault: IO_FEE_VAULT };
        {
            create(&accounts.config, &accounts.payer, Config::SIZE, &crate::ID, &[CONFIG_SEED, &[CONFIG_BUMP]])?;
            let mut data = accounts.config.try_borrow_mut_data()?;
            let config = new_account::<Config>(&mut data)?;
            config.version = VERSION;
            config.bump = CONFIG_BUMP;
            config.usdc_escrow_bump = ctx.bumps.usdc_escrow;
            config.io_escrow_bump = IO_ESCROW_BUMP;
            config.admin = accounts.admin.key();
            config.pauser = pauser;
            config.usdc = usdc;
            config.io = io;
            config.set_terms(terms);
            config.set_attestors(&attestors, quorum)?;
            config.invariant()?;
        }
        io_runtime::emit!(
            accounts,
            Initialized {
                admin: accounts.admin.key(),
                pauser,
                usdc_mint: usdc.mint,
                usdc_escrow: usdc.escrow,
                usdc_fee_vault: usdc.fee_vault,
                attestors,
                quorum,
                terms,
            }
        );
        Ok(())
    }
}

use crate::{
    error::IoStakeError,
    events::Initialized,
    seeds::{CLASSES_SEED, CONFIG_SEED, PROGRAM_DATA},
    state::{Classes, Config, VERSION},
};
use anchor_lang::prelude::*;

/// Who has which role at the start.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct InitializeArgs {
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// May open slash cases.
    pub slasher: Pubkey,
    /// Rules on appeals.
    pub arbiter: Pubkey,
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
    #[account(address = PROGRAM_DATA @ IoStakeError::NotTheProgramData)]
    pub program_data: Box<Account<'info, ProgramData>>,

    /// Who may do what, created here.
    #[account(init, payer = payer, space = Config::SIZE, seeds = [CONFIG_SEED], bump)]
    pub config: AccountLoader<'info, Config>,

    /// The device classes, created here.
    #[account(init, payer = payer, space = Classes::SIZE, seeds = [CLASSES_SEED], bump)]
    pub classes: AccountLoader<'info, Classes>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Initialize<'_> {
    fn validate(&self) -> Result<()> {
        // admin: without this check whoever calls first would own the stakes' rules.
        require!(
            self.program_data.upgrade_authority_address == Some(*self.admin.key),
            IoStakeError::NotUpgradeAuthority
        );
        // payer: a signer, which is all a payer has to be.
        // program_data: its address is a constant, and only the loader can write there.
        // config, classes: created at their derived addresses, which fails where one exists.
        // system_program: checked by its type. The roles are checked by the settings' invariant.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, args: InitializeArgs) -> Result<()> {
        ctx.accounts.validate()?;
        let InitializeArgs { pauser, slasher, arbiter } = args;
        let admin = ctx.accounts.admin.key();
        {
            let config = &mut ctx.accounts.config.load_init()?;
            config.version = VERSION;
            config.bump = ctx.bumps.config;
            config.admin = admin;
            config.pauser = pauser;
            config.slasher = slasher;
            config.arbiter = arbiter;
            config.invariant()?;
        }
        {
            let classes = &mut ctx.accounts.classes.load_init()?;
            classes.version = VERSION;
            classes.bump = ctx.bumps.classes;
        }
        io_runtime::emit!(ctx.accounts, Initialized { admin, pauser, slasher, arbiter });
        Ok(())
    }
}

use crate::{
    error::IoStakeError,
    events::Initialized,
    seeds::{CLASSES, CLASSES_BUMP, CLASSES_SEED, CONFIG, CONFIG_BUMP, CONFIG_SEED, PROGRAM_DATA},
    state::{Classes, Config, VERSION},
};
use anchor_lang::prelude::*;
use io_runtime::{create, new_account};

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
    /// CHECK: its address is a constant.
    #[account(mut, address = CONFIG)]
    pub config: UncheckedAccount<'info>,

    /// The device classes, created here.
    /// CHECK: its address is a constant.
    #[account(mut, address = CLASSES)]
    pub classes: UncheckedAccount<'info>,

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
        // config, classes: created at their addresses, which nobody else can, and which fails where one exists.
        // system_program: checked by its type. The roles are checked by the settings' invariant.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, args: InitializeArgs) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let InitializeArgs { pauser, slasher, arbiter } = args;
        let admin = accounts.admin.key();
        {
            create(&accounts.config, &accounts.payer, Config::SIZE, &crate::ID, &[CONFIG_SEED, &[CONFIG_BUMP]])?;
            let mut data = accounts.config.try_borrow_mut_data()?;
            let config = new_account::<Config>(&mut data)?;
            config.version = VERSION;
            config.bump = CONFIG_BUMP;
            config.admin = admin;
            config.pauser = pauser;
            config.slasher = slasher;
            config.arbiter = arbiter;
            config.invariant()?;
        }
        {
            create(&accounts.classes, &accounts.payer, Classes::SIZE, &crate::ID, &[CLASSES_SEED, &[CLASSES_BUMP]])?;
            let mut data = accounts.classes.try_borrow_mut_data()?;
            let classes = new_account::<Classes>(&mut data)?;
            classes.version = VERSION;
            classes.bump = CLASSES_BUMP;
        }
        io_runtime::emit!(accounts, Initialized { admin, pauser, slasher, arbiter });
        Ok(())
    }
}

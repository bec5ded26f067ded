use crate::{
    custody::require_covered,
    error::IoStakeError,
    events::Registered,
    seeds::{AUTHORITY, CLASSES, CONFIG, DEVICE_SEED, VAULT_SEED},
    state::{Classes, Config, Device, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_runtime::{create, new_account, tokens};

/// What is registered.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct RegisterArgs {
    /// Chosen by the owner; part of the device's address.
    pub id: [u8; 32],
    /// Number of the device's class.
    pub class: u16,
    /// How many processors it has.
    pub processors: u16,
    /// The owner's name for it, UTF-8, filled up with zeros.
    pub label: [u8; 32],
    /// Base units of the first stake; 0 for none.
    pub amount: u64,
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(args: RegisterArgs)]
pub struct Register<'info> {
    /// Registers the device and pays for it.
    #[account(mut)]
    pub owner: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device classes.
    #[account(address = CLASSES)]
    pub classes: AccountLoader<'info, Classes>,

    /// The device, created here.
    /// CHECK: its address is derived from the owner and the id.
    #[account(mut, seeds = [DEVICE_SEED, owner.key.as_ref(), args.id.as_ref()], bump)]
    pub device: UncheckedAccount<'info>,

    /// The device's vault, created here.
    /// CHECK: its address is derived from the device.
    #[account(mut, seeds = [VAULT_SEED, device.key.as_ref()], bump)]
    pub vault: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(address = io_token::seeds::MINT @ IoStakeError::NotTheMint)]
    pub mint: UncheckedAccount<'info>,

    /// The token account that the first stake comes from; none where there is no first stake.
    /// CHECK: the token program checks its mint and that the owner may spend from it.
    #[account(mut)]
    pub source: Option<UncheckedAccount<'info>>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Register<'_> {
    fn validate(&self, args: &RegisterArgs) -> Result<()> {
        // owner: signs, pays, and becomes the owner: nobody can register in another's name.
        // config, classes: the only accounts of their types.
        self.config.load()?.require_running()?;
        let classes = self.classes.load()?;
        let class = classes.get(args.class).ok_or(IoStakeError::NoSuchClass)?;
        require!(class.is_open(), IoStakeError::ClassClosed);
        // device, vault: their addresses are derived. mint: its address is a constant.
        // source: needed for a first stake only; checked by the token program.
        require!(args.amount == 0 || self.source.is_some(), IoStakeError::SourceMissing);
        // token_program, system_program: checked by their types.
        require!(args.processors > 0, IoStakeError::NoProcessors);
        Ok(())
    }

    /// Whether this very device is there already: then a first attempt succeeded whose answer was lost, and there is
    /// nothing left to do. Its stake is not added once more.
    fn is_registered(&self, args: &RegisterArgs) -> Result<bool> {
        if self.device.owner != &crate::ID {
            return Ok(false);
        }
        let data = self.device.try_borrow_data()?;
        let device = Device::in_account(&data)?;
        let same =
            device.owner == *self.owner.key && device.class == args.class && device.processors == args.processors;
        require!(same, IoStakeError::AlreadyRegistered);
        Ok(true)
    }

    fn create_device(&self, args: &RegisterArgs, bump: u8, vault_bump: u8) -> Result<()> {
        let owner = self.owner.key();
        create(&self.device, &self.owner, Device::SIZE, &crate::ID, &[DEVICE_SEED, owner.as_ref(), &args.id, &[bump]])?;
        let mut data = self.device.try_borrow_mut_data()?;
        let device = new_account::<Device>(&mut data)?;
        device.version = VERSION;
        device.bump = bump;
        device.vault_bump = vault_bump;
        device.class = args.class;
        device.processors = args.processors;
        device.registered_at = Clock::get()?.unix_timestamp;
        device.owner = owner;
        device.vault = self.vault.key();
        device.registrant = owner;
        device.id = args.id;
        device.label = args.label;
        device.add_stake(args.amount)?;
        device.invariant()?;
        if let Some(source) = &self.source
            && args.amount > 0
        {
            tokens::transfer(source, &self.vault, &self.owner, args.amount, &[])?;
        }
        require_covered(&self.vault, device)
    }

    fn create_vault(&self, bump: u8) -> Result<()> {
        let device = self.device.key();
        tokens::create(&self.vault, &self.owner, &self.mint, &AUTHORITY, &[VAULT_SEED, device.as_ref(), &[bump]])
    }

    pub(crate) fn handle(ctx: Context<Self>, args: RegisterArgs) -> Result<()> {
        // Before all else: a retry has nothing to ask for, so neither a pause nor a closed class stands against it.
        if ctx.accounts.is_registered(&args)? {
            return Ok(());
        }
        ctx.accounts.validate(&args)?;
        ctx.accounts.create_vault(ctx.bumps.vault)?;
        ctx.accounts.create_device(&args, ctx.bumps.device, ctx.bumps.vault)?;
        io_runtime::emit!(
            ctx.accounts,
            Registered {
                device: ctx.accounts.device.key(),
                owner: ctx.accounts.owner.key(),
                id: args.id,
                class: args.class,
                processors: args.processors,
                active: args.amount,
            }
        );
        Ok(())
    }
}

use crate::{
    error::IoStakeError,
    events::CaseOpened,
    seeds::{CASE_SEED, CONFIG},
    state::{Case, Config, Device, Stage, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::{Amount, Timestamp, part_of_second};
use io_runtime::{create, new_account};

/// What the slasher holds against a device.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct OpenCaseArgs {
    /// Number of the case: how many have been opened on this device before.
    pub number: u32,
    /// Base units to freeze. Where less is left, all of that is frozen: an owner who withdraws at the last moment must
    /// not make the case fail.
    pub amount: u64,
    /// Why, by the slasher's published list of reasons.
    pub reason: u16,
    /// Hash of the evidence.
    pub evidence: [u8; 32],
}

/// What a case freezes.
struct Frozen {
    /// Base units.
    amount: u64,
    /// Base units of them that are co-stake.
    costake: u64,
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(args: OpenCaseArgs)]
pub struct OpenCase<'info> {
    /// The slasher, who pays the rent of the case.
    #[account(mut)]
    pub slasher: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device it is about.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// The case, created here.
    /// CHECK: its address is derived from the device and the number.
    #[account(mut, seeds = [CASE_SEED, device.key().as_ref(), &args.number.to_le_bytes()], bump)]
    pub case: UncheckedAccount<'info>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl OpenCase<'_> {
    fn validate(&self, args: &OpenCaseArgs) -> Result<()> {
        self.config.load()?.require_slasher(&self.slasher)?;
        // config: the only account of its type. Not stopped by a pause: a cooldown that ends meanwhile would be a way
        // out from under the case.
        // device: only `register` creates accounts of its type.
        // case: a registered device uses each number once, so that no ended case is ever revived.
        require_eq!(args.number, self.device.load()?.cases, IoStakeError::NotTheNextCase);
        // system_program: checked by its type.
        require!(args.amount > 0, IoStakeError::ZeroAmount);
        Ok(())
    }

    /// Freezes what is asked, or all that is left: of the owner's stake and of the co-stake in proportion to what of each
    /// no other case freezes, active or cooling alike. That is settled here, for good: an owner who starts a cooldown now
    /// would else leave the slash to the co-stakers.
    fn freeze(&self, asked: u64) -> Result<Frozen> {
        let device = &mut self.device.load_mut()?;
        let (own, others) = (device.unfrozen(), device.costake.unfrozen());
        let amount = asked.min(own.checked_add(others).ok_or(IoStakeError::Overflow)?);
        require!(amount > 0, IoStakeError::NothingToFreeze);
        let costake = part_of_second(Amount::new(amount), Amount::new(own), Amount::new(others));
        let costake = costake.ok_or(IoStakeError::Overflow)?.get();
        device.freeze(amount.checked_sub(costake).ok_or(IoStakeError::InvariantViolated)?)?;
        device.costake.freeze(costake)?;
        device.cases = device.cases.checked_add(1).ok_or(IoStakeError::Overflow)?;
        device.open_cases = device.open_cases.checked_add(1).ok_or(IoStakeError::Overflow)?;
        device.invariant()?;
        Ok(Frozen { amount, costake })
    }

    /// Creates the case, and returns when it is too late to appeal.
    fn create_case(&self, args: &OpenCaseArgs, frozen: &Frozen, bump: u8) -> Result<Timestamp> {
        let device = self.device.key();
        let seeds: &[&[u8]] = &[CASE_SEED, device.as_ref(), &args.number.to_le_bytes(), &[bump]];
        create(&self.case, &self.slasher, Case::SIZE, &crate::ID, seeds)?;
        let mut data = self.case.try_borrow_mut_data()?;
        let case = new_account::<Case>(&mut data)?;
        case.version = VERSION;
        case.bump = bump;
        case.set_stage(Stage::Opened);
        case.reason = args.reason;
        case.number = args.number;
        case.frozen = frozen.amount;
        case.costake = frozen.costake;
        case.opened_at = Clock::get()?.unix_timestamp;
        case.device = device;
        case.opener = self.slasher.key();
        case.evidence = args.evidence;
        case.invariant()?;
        Ok(case.appeal_ends_at().ok_or(IoStakeError::Overflow)?)
    }

    pub(crate) fn handle(ctx: Context<Self>, args: OpenCaseArgs) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(&args)?;
        let frozen = accounts.freeze(args.amount)?;
        let appeal_ends_at = accounts.create_case(&args, &frozen, ctx.bumps.case)?;
        io_runtime::emit!(
            accounts,
            CaseOpened {
                case: accounts.case.key(),
                device: accounts.device.key(),
                number: args.number,
                asked: args.amount,
                frozen: frozen.amount,
                costake: frozen.costake,
                reason: args.reason,
                evidence: args.evidence,
                appeal_ends_at: appeal_ends_at.get(),
            }
        );
        Ok(())
    }
}

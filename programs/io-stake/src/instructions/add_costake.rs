use crate::{
    custody::held,
    error::IoStakeError,
    events::CostakeAdded,
    seeds::{CONFIG, POSITION_SEED},
    state::{Config, Device, Position, Rewards, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::{create, new_account, state_mut, tokens};

#[event_cpi]
#[derive(Accounts)]
pub struct AddCostake<'info> {
    /// Stakes behind the device, and pays the rent of the position.
    #[account(mut)]
    pub holder: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// What its co-stakers are paid.
    #[account(mut)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The holder's position, created here if there is none.
    /// CHECK: where it exists it is loaded, where not it is created; its address is derived from the device and the holder.
    #[account(mut, seeds = [POSITION_SEED, device.key().as_ref(), holder.key.as_ref()], bump)]
    pub position: UncheckedAccount<'info>,

    /// The vault of the co-stake.
    /// CHECK: its address stands in the rewards.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that the co-stake comes from.
    /// CHECK: the token program checks its mint and that the holder may spend from it.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl AddCostake<'_> {
    fn validate(&self, amount: u64) -> Result<()> {
        // holder: spends only what is its own. config: the only account of its type.
        self.config.load()?.require_running()?;
        // device: only `register` creates accounts of its type. That it takes so much is checked where it is booked.
        require!(self.device.load()?.costake.is_open(), IoStakeError::CostakeIsClosed);
        // rewards: only `open_costake` creates accounts of its type.
        let rewards = self.rewards.load()?;
        rewards.require_of(self.device.key())?;
        // position: its address is derived.
        require_keys_eq!(*self.vault.key, rewards.vault, IoStakeError::NotTheVault);
        // source: checked by the token program. token_program, system_program: checked by their types.
        require!(amount > 0, IoStakeError::ZeroAmount);
        Ok(())
    }

    /// Creates the position of a holder that has none.
    fn open_position(&self, rewards: &mut Rewards, bump: u8) -> Result<()> {
        if *self.position.owner == crate::ID {
            return Ok(());
        }
        let (device, holder) = (self.device.key(), self.holder.key());
        let seeds: &[&[u8]] = &[POSITION_SEED, device.as_ref(), holder.as_ref(), &[bump]];
        create(&self.position, &self.holder, Position::SIZE, &crate::ID, seeds)?;
        let mut data = self.position.try_borrow_mut_data()?;
        let position = new_account::<Position>(&mut data)?;
        position.version = VERSION;
        position.bump = bump;
        position.device = device;
        position.holder = holder;
        rewards.positions = rewards.positions.checked_add(1).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, amount: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(amount)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        tokens::transfer(&accounts.source, &accounts.vault, &accounts.holder, amount, &[])?;
        let added = {
            let (device, rewards) = (&mut accounts.device.load_mut()?, &mut accounts.rewards.load_mut()?);
            rewards.release_all(now)?;
            accounts.open_position(rewards, ctx.bumps.position)?;
            let mut data = accounts.position.try_borrow_mut_data()?;
            let position = state_mut::<Position>(&mut data)?;
            position.earn_all(rewards)?;
            let shares = device.add_costake(amount)?;
            position.add(shares)?;
            rewards.shares = rewards.shares.checked_add(shares).ok_or(IoStakeError::Overflow)?;
            position.invariant()?;
            rewards.require_shares(&device.costake)?;
            rewards.invariant()?;
            device.invariant()?;
            require!(held(&accounts.vault)? >= device.costake.amount, IoStakeError::InvariantViolated);
            CostakeAdded {
                device: accounts.device.key(),
                holder: accounts.holder.key(),
                amount,
                shares,
                costake: device.costake.amount,
            }
        };
        io_runtime::emit!(accounts, added);
        Ok(())
    }
}

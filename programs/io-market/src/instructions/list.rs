use crate::{
    error::IoMarketError,
    events::Listed,
    seeds::{CONFIG, LISTING_SEED},
    state::{Config, Listing, VERSION},
};
use anchor_lang::prelude::*;
use io_runtime::{create, new_account, state_mut};
use io_stake::state::Device;

/// On which terms a device is offered.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct ListArgs {
    /// Micro-dollars for an hour.
    pub price_per_hour: u64,
    /// The fewest hours that can be reserved.
    pub min_hours: u16,
    /// The most hours that a reservation can have, its extensions included.
    pub max_hours: u16,
    /// Whether it takes reservations.
    pub open: bool,
}

#[event_cpi]
#[derive(Accounts)]
pub struct List<'info> {
    /// Owns the device.
    pub owner: Signer<'info>,

    /// Pays the rent of the listing, if it is created.
    #[account(mut)]
    pub rent_payer: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// Its listing, created here if there is none.
    /// CHECK: where it exists it has to be of the device, where not it is created at its derived address.
    #[account(mut)]
    pub listing: UncheckedAccount<'info>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl List<'_> {
    fn validate(&self) -> Result<()> {
        // owner: whoever owns the device now; one who has sold it has no say any more.
        require_keys_eq!(*self.owner.key, self.device.load()?.owner, IoMarketError::NotOwner);
        // rent_payer: a signer, which is all a payer has to be.
        // config: the only account of its type.
        self.config.load()?.require_unpaused()
        // device: only the staking program creates accounts of its type. listing: checked where it is opened or changed.
        // system_program: checked by its type. The terms are checked by the listing's invariant.
    }

    /// Creates the listing of a device that has none.
    fn create_listing(&self, now: i64) -> Result<()> {
        let device = self.device.key();
        let (address, bump) = Pubkey::find_program_address(&[LISTING_SEED, device.as_ref()], &crate::ID);
        require_keys_eq!(*self.listing.key, address, IoMarketError::NotTheListing);
        let seeds: &[&[u8]] = &[LISTING_SEED, device.as_ref(), &[bump]];
        create(&self.listing, &self.rent_payer, Listing::SIZE, &crate::ID, seeds)?;
        let mut data = self.listing.try_borrow_mut_data()?;
        let listing = new_account::<Listing>(&mut data)?;
        listing.version = VERSION;
        listing.bump = bump;
        listing.device = device;
        listing.rent_payer = self.rent_payer.key();
        // A device that was delisted must not use the numbers of its former listing again: one of those reservations may
        // still owe somebody. So the numbers begin with the second, and `delist` waits until it has caught up with them.
        listing.next = now as u32;
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, args: ListArgs) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let ListArgs { price_per_hour, min_hours, max_hours, open } = args;
        let now = Clock::get()?.unix_timestamp;
        let (device, owner) = (accounts.device.key(), accounts.owner.key());
        if *accounts.listing.owner != crate::ID {
            accounts.create_listing(now)?;
        }
        let next = {
            let mut data = accounts.listing.try_borrow_mut_data()?;
            let listing = state_mut::<Listing>(&mut data)?;
            listing.require_of(device)?;
            listing.owner = owner;
            listing.price_per_hour = price_per_hour;
            listing.min_hours = min_hours;
            listing.max_hours = max_hours;
            listing.open = u8::from(open);
            listing.listed_at = now;
            listing.invariant()?;
            listing.next
        };
        let listing = accounts.listing.key();
        io_runtime::emit!(
            accounts,
            Listed { listing, device, owner, price_per_hour, min_hours, max_hours, open, next }
        );
        Ok(())
    }
}

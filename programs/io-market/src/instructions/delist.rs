use crate::{error::IoMarketError, events::Delisted, state::Listing};
use anchor_lang::prelude::*;
use io_economics::Timestamp;
use io_stake::state::Device;

#[event_cpi]
#[derive(Accounts)]
pub struct Delist<'info> {
    /// Owns the device; if there is no device any more, whoever listed it.
    pub owner: Signer<'info>,

    /// The device, or the address at which it was.
    /// CHECK: its address stands in the listing.
    pub device: UncheckedAccount<'info>,

    /// Its listing, closed here.
    #[account(mut, close = rent_payer)]
    pub listing: AccountLoader<'info, Listing>,

    /// Paid the rent of the listing, and gets it back.
    /// CHECK: its address stands in the listing.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

impl Delist<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        let listing = self.listing.load()?;
        // device: only `list` puts an address there, and that of a device; it may have been closed since.
        require_keys_eq!(*self.device.key, listing.device, IoMarketError::ListingOfAnotherDevice);
        // owner: of the device as it is now. One that has been closed belongs to nobody, and its listing to who made it.
        let owner = match *self.device.owner == io_stake::ID {
            true => Device::in_account(&self.device.try_borrow_data()?)?.owner,
            false => listing.owner,
        };
        require_keys_eq!(*self.owner.key, owner, IoMarketError::NotOwner);
        // listing: only `list` creates accounts of its type. A reservation that can still be started, or runs, needs it.
        require!(listing.is_free(now), IoMarketError::Occupied);
        // The numbers of the next listing begin with its second, so the clock has to have caught up with those of this one:
        // no number, and no address, is ever used twice.
        require!(i64::from(listing.next) <= now.get(), IoMarketError::NumbersAhead);
        require_keys_eq!(*self.rent_payer.key, listing.rent_payer, IoMarketError::NotTheRentPayer);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(Timestamp::new(Clock::get()?.unix_timestamp))?;
        io_runtime::emit!(
            accounts,
            Delisted { listing: accounts.listing.key(), device: accounts.device.key(), owner: accounts.owner.key() }
        );
        Ok(())
    }
}

use crate::{
    error::IoMarketError,
    events::Extended,
    pricing::{Bill, bill},
    seeds::CONFIG,
    state::{Config, Listing, Reservation},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_runtime::tokens;
use io_stake::state::Device;

#[event_cpi]
#[derive(Accounts)]
pub struct Extend<'info> {
    /// The renter, who pays the cost and the fees.
    pub renter: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// Its listing.
    #[account(mut)]
    pub listing: AccountLoader<'info, Listing>,

    /// The reservation.
    #[account(mut)]
    pub reservation: AccountLoader<'info, Reservation>,

    /// The token account that the cost and the fees come from.
    /// CHECK: the token program checks its mint and that the renter may spend from it.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The escrow of the asset.
    /// CHECK: its address stands in the reservation.
    #[account(mut)]
    pub escrow: UncheckedAccount<'info>,

    /// The treasury's vault of the asset, which receives the fees.
    /// CHECK: its address stands in the reservation.
    #[account(mut)]
    pub fee_vault: UncheckedAccount<'info>,

    /// A price update of Pyth's; none where USDC is paid.
    /// CHECK: read by the oracle, which checks everything about it.
    pub price: Option<UncheckedAccount<'info>>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Extend<'_> {
    fn validate(&self, hours: u16, now: Timestamp) -> Result<()> {
        let (device, listing, reservation) = (self.device.load()?, self.listing.load()?, self.reservation.load()?);
        // renter: pays, and nobody else has a say in how long it rents.
        reservation.require_renter(&self.renter)?;
        // config: the only account of its type.
        self.config.load()?.require_unpaused()?;
        // device: only the staking program creates accounts of its type.
        reservation.require_of(self.device.key())?;
        listing.require_of(self.device.key())?;
        // More hours are a new promise, and only the supplier that is paid for them can make it.
        require!(listing.is_open(), IoMarketError::ListingClosed);
        require_keys_eq!(listing.owner, reservation.supplier, IoMarketError::AnotherSupplier);
        require_keys_eq!(device.owner, reservation.supplier, IoMarketError::AnotherSupplier);
        require!(!device.is_suspended(), IoMarketError::DeviceSuspended);
        // reservation: only `reserve` creates accounts of its type.
        reservation.require_running(now)?;
        require!(hours > 0, IoMarketError::ZeroHours);
        let all_hours = reservation.hours.checked_add(hours).ok_or(IoMarketError::TooManyHours)?;
        require!(all_hours <= listing.max_hours, IoMarketError::TooManyHours);
        // source: checked by the token program.
        reservation.require_escrow(&self.escrow)?;
        require_keys_eq!(*self.fee_vault.key, reservation.fee_vault, IoMarketError::NotTheFeeVault);
        // price: checked by the oracle. token_program: checked by its type.
        Ok(())
    }

    fn bill(&self, hours: u16, now: Timestamp) -> Result<Bill> {
        let (config, listing, reservation) = (self.config.load()?, self.listing.load()?, self.reservation.load()?);
        let (asset, rates) = (reservation.asset(), reservation.fee_rates());
        bill(&config, asset, self.price.as_ref(), listing.price_per_hour(), hours, rates, now)
    }

    pub(crate) fn handle(ctx: Context<Self>, hours: u16, max_total: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(hours, now)?;
        let bill = accounts.bill(hours, now)?;
        bill.require_within(max_total)?;
        tokens::transfer(&accounts.source, &accounts.escrow, &accounts.renter, bill.cost, &[])?;
        if bill.all_fees > 0 {
            tokens::transfer(&accounts.source, &accounts.fee_vault, &accounts.renter, bill.all_fees, &[])?;
        }
        let extended = {
            let (listing, reservation) = (&mut accounts.listing.load_mut()?, &mut accounts.reservation.load_mut()?);
            let ends_at = reservation.extend(hours, bill.cost, bill.all_fees, now)?;
            listing.keep(accounts.reservation.key(), ends_at)?;
            Extended {
                reservation: accounts.reservation.key(),
                device: reservation.device,
                renter: reservation.renter,
                supplier: reservation.supplier,
                cluster: reservation.cluster,
                asset: reservation.asset(),
                hours,
                price_per_hour: listing.price_per_hour,
                cost: bill.cost,
                reservation_fee: bill.fees.reservation,
                facilitation_fee: bill.fees.facilitation,
                network_fee: bill.fees.network,
                ends_at: ends_at.get(),
            }
        };
        io_runtime::emit!(accounts, extended);
        Ok(())
    }
}

use crate::{
    error::IoMarketError,
    events::Reserved,
    pricing::{Bill, bill},
    seeds::{CONFIG, RESERVATION_SEED},
    state::{Asset, Config, Listing, Reservation, Segment, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::{Timestamp, required_stake};
use io_runtime::{create, new_account, tokens};
use io_stake::{
    seeds::CLASSES,
    state::{Classes, Device},
};

/// What is reserved, and what it may cost.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct ReserveArgs {
    /// Number of the reservation: the listing's next.
    pub number: u32,
    /// How many hours.
    pub hours: u16,
    /// What is paid.
    pub asset: Asset,
    /// The most base units that the cost and the fees may come to.
    pub max_total: u64,
    /// What the renter calls the cluster it belongs to; zeros if to none.
    pub cluster: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(args: ReserveArgs)]
pub struct Reserve<'info> {
    /// Reserves, and pays the cost and the fees.
    pub renter: Signer<'info>,

    /// Pays the rent of the reservation, and gets it back.
    #[account(mut)]
    pub rent_payer: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device classes of the staking program.
    #[account(address = CLASSES)]
    pub classes: AccountLoader<'info, Classes>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// Its listing.
    #[account(mut)]
    pub listing: AccountLoader<'info, Listing>,

    /// The reservation, created here.
    /// CHECK: its address is derived from the device and the number.
    #[account(mut, seeds = [RESERVATION_SEED, device.key().as_ref(), &args.number.to_le_bytes()], bump)]
    pub reservation: UncheckedAccount<'info>,

    /// The token account that the cost and the fees come from.
    /// CHECK: the token program checks its mint and that the renter may spend from it.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The escrow of the asset.
    /// CHECK: its address stands in the settings.
    #[account(mut)]
    pub escrow: UncheckedAccount<'info>,

    /// A price update of Pyth's; none where USDC is paid.
    /// CHECK: read by the oracle, which checks everything about it.
    pub price: Option<UncheckedAccount<'info>>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Reserve<'_> {
    fn validate(&self, args: &ReserveArgs, now: Timestamp) -> Result<()> {
        // renter, rent_payer: both spend only what is their own.
        // config, classes: the only accounts of their types.
        let config = self.config.load()?;
        config.require_unpaused()?;
        // device: only the staking program creates accounts of its type.
        let (device, listing) = (self.device.load()?, self.listing.load()?);
        listing.require_of(self.device.key())?;
        require!(listing.is_open(), IoMarketError::ListingClosed);
        // One who sold the device cannot promise it, and one who bought it has promised nothing.
        require_keys_eq!(listing.owner, device.owner, IoMarketError::ListedByAnother);
        require!(!device.is_suspended(), IoMarketError::DeviceSuspended);
        self.require_stake(&device)?;
        require!(listing.is_free(now), IoMarketError::Occupied);
        // reservation: a listing uses each number once, so that no reservation is ever revived.
        require_eq!(args.number, listing.next, IoMarketError::NotTheNextReservation);
        require!(args.hours >= listing.min_hours, IoMarketError::TooFewHours);
        require!(args.hours <= listing.max_hours, IoMarketError::TooManyHours);
        // source: checked by the token program.
        require_keys_eq!(*self.escrow.key, config.purse(args.asset).escrow, IoMarketError::NotTheEscrow);
        // price: checked by the oracle. token_program, system_program: checked by their types.
        Ok(())
    }

    /// What stands behind the device has to be worth slashing.
    fn require_stake(&self, device: &Device) -> Result<()> {
        let classes = self.classes.load()?;
        let class = classes.get(device.class).ok_or(IoMarketError::NoSuchClass)?;
        let required = required_stake(class.multiplier(), device.processors).ok_or(IoMarketError::StakeTooLow)?;
        require!(device.counted() >= required.get(), IoMarketError::StakeTooLow);
        Ok(())
    }

    /// Creates the reservation, and returns when it is too late to start it.
    fn create_reservation(&self, args: &ReserveArgs, bill: &Bill, now: Timestamp, bump: u8) -> Result<Timestamp> {
        let device = self.device.key();
        let seeds: &[&[u8]] = &[RESERVATION_SEED, device.as_ref(), &args.number.to_le_bytes(), &[bump]];
        create(&self.reservation, &self.rent_payer, Reservation::SIZE, &crate::ID, seeds)?;
        let config = self.config.load()?;
        let (purse, rates) = (config.purse(args.asset), config.fee_rates(args.asset));
        let mut data = self.reservation.try_borrow_mut_data()?;
        let reservation = new_account::<Reservation>(&mut data)?;
        reservation.version = VERSION;
        reservation.bump = bump;
        reservation.asset = args.asset as u8;
        reservation.number = args.number;
        reservation.hours = args.hours;
        reservation.reservation_bps = rates.reservation.get();
        reservation.facilitation_bps = rates.facilitation.get();
        reservation.network_bps = rates.network.get();
        reservation.failure_bps = config.failure_bps;
        reservation.reserved_at = now.get();
        reservation.segment_count = 1;
        *reservation.segments.first_mut().ok_or(IoMarketError::InvariantViolated)? =
            Segment { ends_at: 0, cost: bill.cost };
        reservation.cost = bill.cost;
        reservation.fees = bill.all_fees;
        reservation.device = device;
        reservation.renter = self.renter.key();
        reservation.rent_payer = self.rent_payer.key();
        reservation.escrow = purse.escrow;
        reservation.fee_vault = purse.fee_vault;
        reservation.cluster = args.cluster;
        let device = self.device.load()?;
        reservation.costake_bps = if device.costake.is_open() { config.costake_bps } else { 0 };
        reservation.company = device.companies;
        reservation.invariant()?;
        Ok(reservation.start_ends_at().ok_or(IoMarketError::Overflow)?)
    }

    fn bill(&self, args: &ReserveArgs, now: Timestamp) -> Result<(Bill, u64)> {
        let (config, listing) = (self.config.load()?, self.listing.load()?);
        let rates = config.fee_rates(args.asset);
        let price = self.price.as_ref();
        let bill = bill(&config, args.asset, price, listing.price_per_hour(), args.hours, rates, now)?;
        Ok((bill, listing.price_per_hour))
    }

    pub(crate) fn handle(ctx: Context<Self>, args: ReserveArgs) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(&args, now)?;
        let (bill, price_per_hour) = accounts.bill(&args, now)?;
        bill.require_within(args.max_total)?;
        tokens::transfer(&accounts.source, &accounts.escrow, &accounts.renter, bill.total, &[])?;
        let start_ends_at = accounts.create_reservation(&args, &bill, now, ctx.bumps.reservation)?;
        accounts.listing.load_mut()?.take(accounts.reservation.key(), start_ends_at)?;
        io_runtime::emit!(
            accounts,
            Reserved {
                reservation: accounts.reservation.key(),
                device: accounts.device.key(),
                number: args.number,
                renter: accounts.renter.key(),
                cluster: args.cluster,
                asset: args.asset,
                hours: args.hours,
                price_per_hour,
                cost: bill.cost,
                reservation_fee: bill.fees.reservation,
                facilitation_fee: bill.fees.facilitation,
                network_fee: bill.fees.network,
                start_ends_at: start_ends_at.get(),
            }
        );
        Ok(())
    }
}

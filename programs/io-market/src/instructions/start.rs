use crate::{
    custody::Escrow,
    error::IoMarketError,
    events::Started,
    seeds::AUTHORITY,
    state::{Listing, Reservation, Stage},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_stake::state::Device;

#[event_cpi]
#[derive(Accounts)]
pub struct Start<'info> {
    /// Owns the device, and becomes the supplier, who is paid.
    pub supplier: Signer<'info>,

    /// The device.
    pub device: AccountLoader<'info, Device>,

    /// Its listing.
    #[account(mut)]
    pub listing: AccountLoader<'info, Listing>,

    /// The reservation.
    #[account(mut)]
    pub reservation: AccountLoader<'info, Reservation>,

    /// The escrow of the asset.
    /// CHECK: its address stands in the reservation.
    #[account(mut)]
    pub escrow: UncheckedAccount<'info>,

    /// The treasury's vault of the asset, which receives the fees.
    /// CHECK: its address stands in the reservation.
    #[account(mut)]
    pub fee_vault: UncheckedAccount<'info>,

    /// Signs for the escrow.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoMarketError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Start<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        let (device, reservation) = (self.device.load()?, self.reservation.load()?);
        // supplier: whoever owns the device now. A device that was sold since goes on with the new owner, if it starts.
        require_keys_eq!(*self.supplier.key, device.owner, IoMarketError::NotOwner);
        // device: only the staking program creates accounts of its type.
        reservation.require_of(self.device.key())?;
        require!(!device.is_suspended(), IoMarketError::DeviceSuspended);
        require!(device.registered_at <= reservation.reserved_at, IoMarketError::DeviceIsGone);
        self.listing.load()?.require_of(self.device.key())?;
        // reservation: only `reserve` creates accounts of its type. Not stopped by a pause: the renter waits for it.
        require!(reservation.stage() == Some(Stage::Reserved), IoMarketError::NotReserved);
        require!(reservation.start_ends_at().is_some_and(|end| now < end), IoMarketError::StartTooLate);
        reservation.require_escrow(&self.escrow)?;
        require_keys_eq!(*self.fee_vault.key, reservation.fee_vault, IoMarketError::NotTheFeeVault);
        // authority: its address is a constant. token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(now)?;
        let started = {
            let reservation = &mut accounts.reservation.load_mut()?;
            let ends_at = reservation.start(accounts.supplier.key(), now)?;
            accounts.listing.load_mut()?.keep(accounts.reservation.key(), ends_at)?;
            Started {
                reservation: accounts.reservation.key(),
                device: reservation.device,
                renter: reservation.renter,
                supplier: reservation.supplier,
                cluster: reservation.cluster,
                asset: reservation.asset(),
                cost: reservation.cost,
                fees: reservation.fees,
                ends_at: ends_at.get(),
            }
        };
        let escrow = Escrow { account: &accounts.escrow, authority: &accounts.authority };
        escrow.pay(&accounts.fee_vault, started.fees)?;
        io_runtime::emit!(accounts, started);
        Ok(())
    }
}

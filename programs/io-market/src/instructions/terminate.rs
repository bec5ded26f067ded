use crate::{
    custody::{Escrow, close_if_paid, require_account_of},
    error::IoMarketError,
    events::Terminated,
    seeds::AUTHORITY,
    state::{Listing, Reservation, Stage},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Terminate<'info> {
    /// The renter.
    pub renter: Signer<'info>,

    /// The listing of the device, which is free from now on.
    #[account(mut)]
    pub listing: AccountLoader<'info, Listing>,

    /// The reservation; closed here if the supplier is paid.
    #[account(mut)]
    pub reservation: AccountLoader<'info, Reservation>,

    /// Paid the rent of the reservation, and gets it back.
    /// CHECK: its address stands in the reservation.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,

    /// The escrow of the asset.
    /// CHECK: its address stands in the reservation.
    #[account(mut)]
    pub escrow: UncheckedAccount<'info>,

    /// The token account that receives what has not run; the renter names it.
    /// CHECK: the token program checks its mint.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,

    /// A token account of the supplier; without one, and where co-stakers may have a part in it, what it is due stays
    /// claimable.
    /// CHECK: its owner has to be the supplier, and the token program checks its mint.
    #[account(mut)]
    pub suppliers_account: Option<UncheckedAccount<'info>>,

    /// Signs for the escrow.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoMarketError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Terminate<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        let reservation = self.reservation.load()?;
        // renter: who pays for the time decides about it.
        reservation.require_renter(&self.renter)?;
        self.listing.load()?.require_of(reservation.device)?;
        // reservation: only `reserve` creates accounts of its type. Not stopped by a pause: it lets money out.
        reservation.require_running(now)?;
        reservation.require_rent_payer(&self.rent_payer)?;
        reservation.require_escrow(&self.escrow)?;
        // destination: named by the renter, and checked by the token program.
        if let Some(account) = &self.suppliers_account {
            require_account_of(account, &reservation.supplier, IoMarketError::NotTheSuppliersAccount)?;
        }
        // authority: its address is a constant. token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(now)?;
        let mut terminated = {
            let reservation = &mut accounts.reservation.load_mut()?;
            let earned = reservation.owed_at_termination(now);
            reservation.end(Stage::Terminated, earned)?;
            let refunded = reservation.take_renter_due()?;
            let paid = match accounts.suppliers_account {
                Some(_) if reservation.can_be_pushed() => reservation.take_supplier_due()?,
                _ => 0,
            };
            Terminated {
                reservation: accounts.reservation.key(),
                device: reservation.device,
                renter: reservation.renter,
                supplier: reservation.supplier,
                cluster: reservation.cluster,
                asset: reservation.asset(),
                earned,
                paid,
                refunded,
                closed: false,
            }
        };
        accounts.listing.load_mut()?.keep(terminated.reservation, now)?;
        let escrow = Escrow { account: &accounts.escrow, authority: &accounts.authority };
        escrow.pay(&accounts.destination, terminated.refunded)?;
        if let Some(account) = &accounts.suppliers_account {
            escrow.pay(account, terminated.paid)?;
        }
        terminated.closed = close_if_paid(&accounts.reservation, &accounts.rent_payer)?;
        io_runtime::emit!(accounts, terminated);
        Ok(())
    }
}

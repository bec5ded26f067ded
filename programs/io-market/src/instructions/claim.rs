use crate::{
    custody::{Escrow, close_if_paid},
    error::IoMarketError,
    events::Claimed,
    seeds::AUTHORITY,
    state::{Reservation, Stage},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Claim<'info> {
    /// The supplier or the renter, who is paid.
    pub claimant: Signer<'info>,

    /// The reservation; closed here if nobody is owed anything any more.
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

    /// The token account that receives what is due; the claimant names it.
    /// CHECK: the token program checks its mint.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,

    /// Signs for the escrow.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoMarketError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

/// What a claimant is paid, as which party.
struct Due {
    earned: u64,
    refunded: u64,
}

impl Claim<'_> {
    fn validate(&self) -> Result<()> {
        let reservation = self.reservation.load()?;
        // claimant: who is paid, and who says where to. Before the start there is no supplier, and nobody who could sign
        // as one.
        let claimant = *self.claimant.key;
        require!(claimant == reservation.supplier || claimant == reservation.renter, IoMarketError::NotAParty);
        // reservation: only `reserve` creates accounts of its type. Not stopped by a pause: it lets money out.
        reservation.require_rent_payer(&self.rent_payer)?;
        reservation.require_escrow(&self.escrow)
        // destination: checked by the token program. authority: its address is a constant.
        // token_program: checked by its type.
    }

    /// Books out all that the claimant is due. Whoever rents its own device is due both.
    fn take(&self, reservation: &mut Reservation, now: Timestamp) -> Result<Due> {
        if reservation.stage() == Some(Stage::Running) && reservation.is_over(now) {
            reservation.complete()?;
        }
        let mut due = Due { earned: 0, refunded: 0 };
        let claimant = *self.claimant.key;
        let ended = !matches!(reservation.stage(), Some(Stage::Reserved | Stage::Running));
        if claimant == reservation.supplier {
            due.earned = reservation.due_to_supplier(now);
            match ended {
                true => due.earned = reservation.take_supplier_due()?,
                false => reservation.pay_earned(due.earned)?,
            }
        }
        if claimant == reservation.renter && ended {
            due.refunded = reservation.take_renter_due()?;
        }
        Ok(due)
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let (due, asset, device) = {
            let reservation = &mut accounts.reservation.load_mut()?;
            (accounts.take(reservation, now)?, reservation.asset(), reservation.device)
        };
        let amount = due.earned.checked_add(due.refunded).ok_or(IoMarketError::Overflow)?;
        require!(amount > 0, IoMarketError::NothingToClaim);
        let escrow = Escrow { account: &accounts.escrow, authority: &accounts.authority };
        escrow.pay(&accounts.destination, amount)?;
        let closed = close_if_paid(&accounts.reservation, &accounts.rent_payer)?;
        io_runtime::emit!(
            accounts,
            Claimed {
                reservation: accounts.reservation.key(),
                device,
                claimant: accounts.claimant.key(),
                destination: accounts.destination.key(),
                asset,
                earned: due.earned,
                refunded: due.refunded,
                closed,
            }
        );
        Ok(())
    }
}

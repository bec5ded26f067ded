use crate::{
    custody::{Escrow, close_if_paid, require_account_of},
    error::IoMarketError,
    events::Expired,
    seeds::AUTHORITY,
    state::{Reservation, Stage},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Expire<'info> {
    /// The reservation; closed here if the renter is paid.
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

    /// A token account of the renter; without one, what it is due stays claimable.
    /// CHECK: its owner has to be the renter, and the token program checks its mint.
    #[account(mut)]
    pub renters_account: Option<UncheckedAccount<'info>>,

    /// Signs for the escrow.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoMarketError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Expire<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        // Nobody signs: what was not started in time may be ended by anyone, and only the renter can be paid.
        // reservation: only `reserve` creates accounts of its type. The listing is not needed: from this second on it is
        // free without anybody's doing.
        let reservation = self.reservation.load()?;
        require!(reservation.stage() == Some(Stage::Reserved), IoMarketError::NotReserved);
        require!(reservation.start_ends_at().is_some_and(|end| now >= end), IoMarketError::StartStillPossible);
        reservation.require_rent_payer(&self.rent_payer)?;
        reservation.require_escrow(&self.escrow)?;
        if let Some(account) = &self.renters_account {
            require_account_of(account, &reservation.renter, IoMarketError::NotTheRentersAccount)?;
        }
        // authority: its address is a constant. token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(now)?;
        let mut expired = {
            let reservation = &mut accounts.reservation.load_mut()?;
            reservation.expire()?;
            let due = reservation.renter_due;
            let refunded = match accounts.renters_account {
                Some(_) => reservation.take_renter_due()?,
                None => 0,
            };
            Expired {
                reservation: accounts.reservation.key(),
                device: reservation.device,
                renter: reservation.renter,
                cluster: reservation.cluster,
                asset: reservation.asset(),
                due,
                refunded,
                closed: false,
            }
        };
        if let Some(account) = &accounts.renters_account {
            let escrow = Escrow { account: &accounts.escrow, authority: &accounts.authority };
            escrow.pay(account, expired.refunded)?;
        }
        expired.closed = close_if_paid(&accounts.reservation, &accounts.rent_payer)?;
        io_runtime::emit!(accounts, expired);
        Ok(())
    }
}

use crate::{
    custody::{Escrow, close_if_paid, require_account_of},
    error::IoMarketError,
    events::FailureReported,
    seeds::{AUTHORITY, CONFIG},
    state::{Config, Listing, Reservation, Stage},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;

/// After the named accounts come the further attestors, as signers, and nobody else.
#[event_cpi]
#[derive(Accounts)]
pub struct ReportFailure<'info> {
    /// An attestor.
    pub attestor: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The listing of the device, which is free from now on.
    #[account(mut)]
    pub listing: AccountLoader<'info, Listing>,

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

impl<'info> ReportFailure<'info> {
    fn validate(&self, further: &[AccountInfo], now: Timestamp) -> Result<()> {
        // attestor and the further signers: a quorum of the market's attestors.
        self.config.load()?.require_quorum(self.attestor.key, further)?;
        // config: the only account of its type. Not stopped by a pause: it lets money out.
        let reservation = self.reservation.load()?;
        self.listing.load()?.require_of(reservation.device)?;
        // reservation: only `reserve` creates accounts of its type.
        reservation.require_running(now)?;
        reservation.require_rent_payer(&self.rent_payer)?;
        reservation.require_escrow(&self.escrow)?;
        if let Some(account) = &self.renters_account {
            require_account_of(account, &reservation.renter, IoMarketError::NotTheRentersAccount)?;
        }
        // authority: its address is a constant. token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<'info, Self>, reason: u16, evidence: [u8; 32]) -> Result<()> {
        let accounts = &*ctx.accounts;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        accounts.validate(ctx.remaining_accounts, now)?;
        let mut reported = {
            let reservation = &mut accounts.reservation.load_mut()?;
            let earned = reservation.earned(now);
            let kept = reservation.kept_at_failure(now);
            reservation.end(Stage::Failed, kept)?;
            let due = reservation.renter_due;
            let refunded = match accounts.renters_account {
                Some(_) => reservation.take_renter_due()?,
                None => 0,
            };
            FailureReported {
                reservation: accounts.reservation.key(),
                device: reservation.device,
                renter: reservation.renter,
                supplier: reservation.supplier,
                cluster: reservation.cluster,
                reason,
                evidence,
                asset: reservation.asset(),
                kept,
                penalty: earned.saturating_sub(kept),
                due,
                refunded,
                closed: false,
            }
        };
        accounts.listing.load_mut()?.keep(reported.reservation, now)?;
        if let Some(account) = &accounts.renters_account {
            let escrow = Escrow { account: &accounts.escrow, authority: &accounts.authority };
            escrow.pay(account, reported.refunded)?;
        }
        reported.closed = close_if_paid(&accounts.reservation, &accounts.rent_payer)?;
        io_runtime::emit!(accounts, reported);
        Ok(())
    }
}

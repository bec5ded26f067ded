use crate::{
    custody::{Escrow, close_if_paid, require_account_of},
    error::IoMarketError,
    events::Completed,
    seeds::AUTHORITY,
    state::{Reservation, Stage},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct Complete<'info> {
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

impl Complete<'_> {
    fn validate(&self, now: Timestamp) -> Result<()> {
        // Nobody signs: what is over may be ended by anyone, and only the supplier can be paid.
        // reservation: only `reserve` creates accounts of its type. The listing is not needed: from this second on it is
        // free without anybody's doing.
        let reservation = self.reservation.load()?;
        require!(reservation.stage() == Some(Stage::Running), IoMarketError::NotRunning);
        require!(reservation.is_over(now), IoMarketError::NotOverYet);
        reservation.require_rent_payer(&self.rent_payer)?;
        reservation.require_escrow(&self.escrow)?;
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
        let mut completed = {
            let reservation = &mut accounts.reservation.load_mut()?;
            reservation.complete()?;
            let paid = match accounts.suppliers_account {
                Some(_) if reservation.can_be_pushed() => reservation.take_supplier_due()?,
                _ => 0,
            };
            Completed {
                reservation: accounts.reservation.key(),
                device: reservation.device,
                renter: reservation.renter,
                supplier: reservation.supplier,
                cluster: reservation.cluster,
                asset: reservation.asset(),
                earned: reservation.cost,
                paid,
                closed: false,
            }
        };
        if let Some(account) = &accounts.suppliers_account {
            let escrow = Escrow { account: &accounts.escrow, authority: &accounts.authority };
            escrow.pay(account, completed.paid)?;
        }
        completed.closed = close_if_paid(&accounts.reservation, &accounts.rent_payer)?;
        io_runtime::emit!(accounts, completed);
        Ok(())
    }
}

use crate::{
    custody::{Escrow, close_if_paid},
    error::IoMarketError,
    events::Claimed,
    seeds::{AUTHORITY, SIGNER},
    state::{Asset, Reservation, Stage},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::Timestamp;
use io_stake::{
    call::{self, DepositAccounts},
    program::IoStake,
};

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

    /// The device; none of the accounts from here on where the renter claims, or the device was not open for co-stake when
    /// it was reserved.
    /// CHECK: its address stands in the reservation; it is read as the staking program's.
    pub device: Option<UncheckedAccount<'info>>,

    /// What the co-stakers of the device are paid; from here on none where it has none any more.
    /// CHECK: checked by the staking program.
    #[account(mut)]
    pub rewards: Option<UncheckedAccount<'info>>,

    /// The staking program's vault of the asset for co-stakers.
    /// CHECK: checked by the staking program.
    #[account(mut)]
    pub costakers_vault: Option<UncheckedAccount<'info>>,

    /// The staking program.
    pub io_stake: Option<Program<'info, IoStake>>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

/// What a claimant is paid, as which party.
struct Due {
    earned: u64,
    /// Of what was earned, the co-stakers' part.
    shared: u64,
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
        // destination: checked by the token program. authority: its address is a constant. device: checked where it is
        // read. rewards, costakers_vault: checked by the staking program.
        // io_stake, token_program: checked by their types.
    }

    /// Books out all that the claimant is due. Whoever rents its own device is due both.
    fn take(&self, reservation: &mut Reservation, now: Timestamp) -> Result<Due> {
        if reservation.stage() == Some(Stage::Running) && reservation.is_over(now) {
            reservation.complete()?;
        }
        let mut due = Due { earned: 0, shared: 0, refunded: 0 };
        let claimant = *self.claimant.key;
        let ended = !matches!(reservation.stage(), Some(Stage::Reserved | Stage::Running));
        if claimant == reservation.supplier {
            due.earned = reservation.due_to_supplier(now);
            match ended {
                true => due.earned = reservation.take_supplier_due()?,
                false => reservation.pay_earned(due.earned)?,
            }
            if !reservation.can_be_pushed() && due.earned > 0 {
                let device = self.device.as_ref().ok_or(IoMarketError::CostakersMissing)?;
                due.shared = reservation.share(due.earned, device)?;
            }
        }
        if claimant == reservation.renter && ended {
            due.refunded = reservation.take_renter_due()?;
        }
        Ok(due)
    }

    /// Pays the co-stakers, who share it from the next hour on.
    fn share(&self, device: Pubkey, asset: Asset, amount: u64) -> Result<()> {
        let (Some(rewards), Some(vault), Some(_)) = (&self.rewards, &self.costakers_vault, &self.io_stake) else {
            return err!(IoMarketError::CostakersMissing);
        };
        let accounts = DepositAccounts { depositor: &self.authority, rewards, source: &self.escrow, vault };
        call::deposit_reward(&accounts, device, asset.costakers_number(), amount, SIGNER)
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
        escrow.pay(&accounts.destination, amount.saturating_sub(due.shared))?;
        if due.shared > 0 {
            accounts.share(device, asset, due.shared)?;
        }
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
                shared: due.shared,
                refunded: due.refunded,
                closed,
            }
        );
        Ok(())
    }
}

//! What leaves the escrow, and to whom.

use crate::{error::IoMarketError, seeds::SIGNER, state::Reservation};
use anchor_lang::prelude::*;
use io_runtime::tokens;

/// The accounts that a payment out of an escrow takes.
pub struct Escrow<'a, 'info> {
    /// The escrow that stands in the reservation.
    pub account: &'a AccountInfo<'info>,
    /// The authority that owns it.
    pub authority: &'a AccountInfo<'info>,
}

impl<'info> Escrow<'_, 'info> {
    /// Pays `amount`. Nothing is sent where nothing is due, so that an account that would not take it cannot stop it.
    pub fn pay(&self, destination: &AccountInfo<'info>, amount: u64) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        // A payment from the escrow to itself would book out what never left.
        require_keys_neq!(*destination.key, *self.account.key, IoMarketError::EscrowPaysItself);
        tokens::transfer(self.account, destination, self.authority, amount, SIGNER)
    }
}

/// The token account belongs to that wallet. Read from its layout: the owner follows the mint. That it is a token account
/// at all is checked by the token program, which refuses to pay into anything else.
pub fn require_account_of(account: &AccountInfo, wallet: &Pubkey, error: IoMarketError) -> Result<()> {
    let data = account.try_borrow_data()?;
    if data.get(32..64) == Some(wallet.as_ref()) { Ok(()) } else { Err(error.into()) }
}

/// Closes a reservation that owes nobody anything, and says whether it did. Its rent returns to whoever paid it.
pub fn close_if_paid<'info>(
    reservation: &AccountLoader<'info, Reservation>,
    rent_payer: &AccountInfo<'info>,
) -> Result<bool> {
    let paid = reservation.load()?.is_paid();
    if paid {
        reservation.close(rent_payer.clone())?;
    }
    Ok(paid)
}

//! What the program tells the world. Every event goes out by a call to the program itself, since logs are cut short.

use crate::state::Terms;
use anchor_lang::prelude::*;

/// The program was initialised.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initialized {
    /// The admin.
    pub admin: Pubkey,
    /// The pauser; the default address if only the admin may pause.
    pub pauser: Pubkey,
    /// The USDC mint.
    pub usdc_mint: Pubkey,
    /// The vault of USDC fees.
    pub usdc_vault: Pubkey,
    /// The vault of IO fees.
    pub io_vault: Pubkey,
    /// On which terms the treasury buys.
    pub terms: Terms,
}

/// The terms were changed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsSet {
    /// What they were.
    pub old_terms: Terms,
    /// What they are.
    pub new_terms: Terms,
}

/// A swap program was allowed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwapAllowed {
    /// The program.
    pub swap_program: Pubkey,
}

/// A swap program is no longer allowed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwapDisallowed {
    /// The program.
    pub swap_program: Pubkey,
}

/// Another pauser was named.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauserSet {
    /// Who it was.
    pub old_pauser: Pubkey,
    /// Who it is; the default address if only the admin may pause.
    pub new_pauser: Pubkey,
}

/// The program was paused or resumed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PausedSet {
    /// Whether it is paused now.
    pub paused: bool,
    /// Who decided it: the pauser or the admin.
    pub authority: Pubkey,
}

/// The admin's role was offered.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminProposed {
    /// The admin.
    pub admin: Pubkey,
    /// Who may accept; the default address if the offer was withdrawn.
    pub pending_admin: Pubkey,
}

/// The admin's role was taken over.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminChanged {
    /// Who had it.
    pub old_admin: Pubkey,
    /// Who has it now.
    pub new_admin: Pubkey,
}

/// Somebody sold IO to the treasury, and it was burned.
///
/// The price was `price_mantissa × 10^price_exponent × factor_numerator / factor_denominator` dollars for one IO.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoughtBack {
    /// Who sold.
    pub seller: Pubkey,
    /// The token account that received the USDC.
    pub destination: Pubkey,
    /// Base units of IO bought and burned.
    pub io: u64,
    /// Micro-USDC paid.
    pub usdc: u64,
    /// Mantissa of the lower side of the oracle's price.
    pub price_mantissa: u64,
    /// Exponent of the oracle's price.
    pub price_exponent: i32,
    /// The auction's share of that price, above the line.
    pub factor_numerator: u64,
    /// The auction's share of that price, below the line.
    pub factor_denominator: u64,
    /// Micro-USDC spent today, this included.
    pub spent_today: u64,
    /// Micro-USDC ever spent, this included.
    pub usdc_spent: u64,
    /// Base units of IO ever bought, these included.
    pub io_bought: u64,
}

/// The treasury bought IO in a swap, and it was burned.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swapped {
    /// The swap program.
    pub swap_program: Pubkey,
    /// Base units of IO bought and burned.
    pub io: u64,
    /// Micro-USDC spent.
    pub usdc: u64,
    /// The least base units of IO that the oracle's price allowed for it.
    pub floor: u64,
    /// Mantissa of the lower side of the oracle's price.
    pub price_mantissa: u64,
    /// Exponent of the oracle's price.
    pub price_exponent: i32,
    /// Micro-USDC spent today, this included.
    pub spent_today: u64,
    /// Micro-USDC ever spent, this included.
    pub usdc_spent: u64,
    /// Base units of IO ever bought, these included.
    pub io_bought: u64,
}

//! Dollars: USDC, whose base units are millionths.

use anchor_lang::prelude::{Pubkey, pubkey};

/// The USDC mint of the mainnet. The embedded ledger has one of its own at the same address.
pub const MINT: Pubkey = pubkey!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");

/// Decimal places of the mint.
pub const DECIMALS: u8 = 6;

//! The treasury: fees arrive in two vaults, IO fees are burned, and USDC buys IO that is burned.
//!
//! | who | may |
//! |---|---|
//! | admin | set the terms within bounds that stand in the program, allow swap programs, name the pauser, hand over its role |
//! | pauser | pause and resume |
//! | anyone | burn the IO fees; sell IO to the treasury at the auction's price; have it swap USDC for IO |
//!
//! Nothing can be withdrawn, by anyone, the admin included: USDC leaves only for IO that is burned in the same
//! instruction, and IO only by being burned.
//!
//! | account | owned by | holds |
//! |---|---|---|
//! | vaults | the authority | the fees; they meet no program but the token's and ours |
//! | purses | the trader | what a swap may take and what it brings, during the swap alone |
//!
//! A pause stops the two ways of buying. It never stops the burning of fees.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

use anchor_lang::prelude::*;

mod custody;
pub mod error;
pub mod events;
pub mod instructions;
mod quote;
pub mod seeds;
pub mod state;

pub use instructions::*;
pub use state::Terms;

declare_id!("FqVX3Uqfp44Afq7Eg32ESM24aD4DzfFRWiLMsLBKrXjT");

#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "IO treasury",
    project_url: "https://io.net",
    contacts: "link:https://io.net",
    policy: "https://io.net",
    preferred_languages: "en"
}

#[program]
pub mod io_treasury {
    use super::*;

    /// Sells IO to the treasury at the auction's price; the IO is burned. The price starts below the oracle's, rises with
    /// the time since the last fill up to a ceiling, and starts again with this one. All of it is sold or nothing, for no
    /// less than `min_usdc`, within the caps of a fill and of a day.
    ///
    /// - `io_amount`: Base units of IO to sell.
    /// - `min_usdc`: The least base units of USDC to be paid for them.
    pub fn buyback_and_burn(ctx: Context<BuybackAndBurn>, io_amount: u64, min_usdc: u64) -> Result<()> {
        BuybackAndBurn::handle(ctx, io_amount, min_usdc)
    }

    /// Burns all IO in the vault. Anyone may call it. Never paused.
    pub fn burn_fees(ctx: Context<BurnFees>) -> Result<()> {
        BurnFees::handle(ctx)
    }

    /// Has an allowed program swap USDC for IO, which is burned. Anyone may call it and say how; the swap is judged by what
    /// it leaves behind: at most the named USDC spent, no less IO than the oracle's floor and the caller ask for, and no
    /// account of the treasury's changed hands. The caps are those of the auction, which goes on as it was. The named accounts
    /// are followed by those that the swap program is called with.
    pub fn buyback_via_swap<'info>(ctx: Context<'info, BuybackViaSwap<'info>>, args: BuybackViaSwapArgs) -> Result<()> {
        BuybackViaSwap::handle(ctx, args)
    }

    /// Creates the settings, the vaults and the purses. Once, and only by the program's upgrade authority, who becomes the
    /// admin: nobody can get in first. The USDC mint never changes again.
    ///
    /// - `pauser`: Who may pause, besides the admin; the default address leaves it to the admin alone.
    pub fn initialize(ctx: Context<Initialize>, pauser: Pubkey, terms: Terms) -> Result<()> {
        Initialize::handle(ctx, pauser, terms)
    }

    /// Sets the terms of the auction, the caps, the oracle's limits and the floor of swaps, within the program's bounds.
    pub fn set_terms(ctx: Context<SetTerms>, terms: Terms) -> Result<()> {
        SetTerms::handle(ctx, terms)
    }

    /// Allows a swap program. Where anyone can create its pools, anyone can sell at the floor: so the floor is its price.
    pub fn allow_swap(ctx: Context<AllowSwap>) -> Result<()> {
        AllowSwap::handle(ctx)
    }

    /// Allows a swap program no longer. Never paused.
    ///
    /// - `swap_program`: The program that is allowed no longer.
    pub fn disallow_swap(ctx: Context<DisallowSwap>, swap_program: Pubkey) -> Result<()> {
        DisallowSwap::handle(ctx, swap_program)
    }

    /// Names who may pause and resume; the default address leaves it to the admin alone.
    ///
    /// - `pauser`: Who may pause from now on.
    pub fn set_pauser(ctx: Context<SetPauser>, pauser: Pubkey) -> Result<()> {
        SetPauser::handle(ctx, pauser)
    }

    /// Pauses or resumes `buyback_and_burn` and `buyback_via_swap`.
    ///
    /// - `paused`: True pauses, false resumes.
    pub fn set_paused(ctx: Context<SetPaused>, paused: bool) -> Result<()> {
        SetPaused::handle(ctx, paused)
    }

    /// Offers the admin's role to a new admin, who has to accept. The default address withdraws the offer. Never paused.
    ///
    /// - `new_admin`: Who may accept it.
    pub fn propose_admin(ctx: Context<ProposeAdmin>, new_admin: Pubkey) -> Result<()> {
        ProposeAdmin::handle(ctx, new_admin)
    }

    /// Takes over the admin's role that was offered to the signer. Never paused.
    pub fn accept_admin(ctx: Context<AcceptAdmin>) -> Result<()> {
        AcceptAdmin::handle(ctx)
    }
}

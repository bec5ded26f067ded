//! The IO token: one mint that can never issue more than 800,000,000 IO, the genesis allocations with their vesting,
//! and the ledger through which the protocol burns.
//!
//! | who | may |
//! |---|---|
//! | admin | plan the allocations, run genesis, register burners, name the pauser, hand over its role |
//! | pauser | pause and resume |
//! | emission minter | mint, 300,000,000 IO in all |
//! | beneficiary | hand over its allocation |
//! | burner of a kind | burn its own IO under that kind |
//! | anyone | release what has vested, to its beneficiary; burn its own IO for credits |
//!
//! A pause stops what creates IO or promises it. It never stops what is owed: releases, hand-overs and burns.

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

pub mod call;
pub mod error;
pub mod events;
pub mod instructions;
pub mod seeds;
pub mod state;

pub use instructions::*;
pub use state::{BurnKind, Category};

declare_id!("Cj3TxzMSYx5VnEQ8sVEeYDM9GLLn6kL1pb2adKg9hxNu");

#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "IO token",
    project_url: "https://io.net",
    contacts: "link:https://io.net",
    policy: "https://io.net",
    preferred_languages: "en"
}

#[program]
pub mod io_token {
    use super::*;

    /// Burns IO and books it in the burn ledger, under a kind and with a reference to what it was for.
    ///
    /// Anyone may burn its own IO for credits. The other kinds belong each to one registered program, so that
    /// their totals cannot be inflated by outsiders. A burn never reopens headroom for minting. Never paused.
    pub fn burn(ctx: Context<Burn>, args: BurnArgs) -> Result<()> {
        Burn::handle(ctx, args)
    }

    /// Mints IO for completed epochs. Only the emission minter, only after genesis, 300,000,000 IO in all.
    ///
    /// - `amount`: Base units to mint.
    pub fn mint_emission(ctx: Context<MintEmission>, amount: u64) -> Result<()> {
        MintEmission::handle(ctx, amount)
    }

    /// Pays what has vested of an allocation and has not been paid yet. Anyone may call it; only a token account
    /// that the beneficiary owns can receive. Never paused.
    pub fn release(ctx: Context<Release>) -> Result<()> {
        Release::handle(ctx)
    }

    /// Creates the mint, the vesting vault, the burn ledger and the settings. Once, and only by the program's
    /// upgrade authority, who becomes the admin: nobody can get in first.
    ///
    /// - `emission_minter`: The only key that can ever mint after genesis: the authority of the emission program.
    /// - `pauser`: Who may pause, besides the admin; the default address leaves it to the admin alone.
    pub fn initialize(ctx: Context<Initialize>, emission_minter: Pubkey, pauser: Pubkey) -> Result<()> {
        Initialize::handle(ctx, emission_minter, pauser)
    }

    /// Plans a genesis allocation within the budget of its category. Before genesis only.
    pub fn allocate(ctx: Context<Allocate>, args: AllocateArgs) -> Result<()> {
        Allocate::handle(ctx, args)
    }

    /// Takes back a planned allocation. Before genesis only; the rent returns to whoever paid it.
    pub fn deallocate(ctx: Context<Deallocate>) -> Result<()> {
        Deallocate::handle(ctx)
    }

    /// Mints the 500,000,000 IO of genesis into the vesting vault and starts the vesting clock. Once, and only when
    /// every category's budget is allocated to the last base unit. From then on the allocations are final.
    pub fn genesis(ctx: Context<Genesis>) -> Result<()> {
        Genesis::handle(ctx)
    }

    /// Offers an allocation to a new beneficiary, who has to accept. The default address withdraws the offer.
    /// Never paused.
    ///
    /// - `new_beneficiary`: Who may accept it.
    pub fn propose_beneficiary(ctx: Context<ProposeBeneficiary>, new_beneficiary: Pubkey) -> Result<()> {
        ProposeBeneficiary::handle(ctx, new_beneficiary)
    }

    /// Takes over an allocation that was offered to the signer. Never paused.
    pub fn accept_beneficiary(ctx: Context<AcceptBeneficiary>) -> Result<()> {
        AcceptBeneficiary::handle(ctx)
    }

    /// Registers who alone may burn under a kind. The default address leaves the kind without a burner.
    ///
    /// - `burner`: Who alone may burn under that kind.
    pub fn set_burner(ctx: Context<SetBurner>, kind: BurnKind, burner: Pubkey) -> Result<()> {
        SetBurner::handle(ctx, kind, burner)
    }

    /// Names the pauser. The default address leaves pausing to the admin alone.
    ///
    /// - `pauser`: Who may pause from now on.
    pub fn set_pauser(ctx: Context<SetPauser>, pauser: Pubkey) -> Result<()> {
        SetPauser::handle(ctx, pauser)
    }

    /// Pauses or resumes `allocate`, `genesis` and `mint_emission`.
    ///
    /// - `paused`: True pauses, false resumes.
    pub fn set_paused(ctx: Context<SetPaused>, paused: bool) -> Result<()> {
        SetPaused::handle(ctx, paused)
    }

    /// Offers the admin's role to a new admin, who has to accept. The default address withdraws the offer.
    /// Never paused.
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

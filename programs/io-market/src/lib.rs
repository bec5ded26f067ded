//! The market: devices on offer, reservations that are paid by the hour and earned by the second, and the escrow between
//! renter and supplier.
//!
//! | who | may |
//! |---|---|
//! | admin | change the terms within their bounds, name the attestors and the pauser, hand over its role |
//! | pauser | pause and resume |
//! | attestors | a quorum of them: report that a device failed while it was rented |
//! | device owner | list its device and take it off, start what was reserved; as the supplier, claim what it earned |
//! | renter | reserve, extend, terminate, claim what is refunded |
//! | anyone | expire what was not started in time, complete what has run to its end |
//!
//! Nobody is paid from an escrow but the supplier and the renter of a reservation, the co-stakers of its device by the
//! supplier's claim, and the treasury its fees.
//! A pause stops listing, reserving and extending. It never stops what was reserved from being started, ended, paid and
//! refunded. Nobody's payment depends on anybody else's account: what cannot be pushed is claimed.

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
mod pricing;
pub mod seeds;
pub mod state;

pub use instructions::*;
pub use state::{Asset, Terms};

declare_id!("7hNwxMWt96FouvZCygCJp1Wa3JRTCgfdReECV7MWvV3p");

#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "IO market",
    project_url: "https://io.net",
    contacts: "link:https://io.net",
    policy: "https://io.net",
    preferred_languages: "en"
}

#[program]
pub mod io_market {
    use super::*;

    /// Pays the supplier what it has earned so far, and of that the device's co-stakers their part; or the renter what came
    /// back to it. Called by the supplier or the renter.
    /// While the reservation runs, the share that a failure would take back is held back; from its end on everything is
    /// due. Never paused.
    pub fn claim(ctx: Context<Claim>) -> Result<()> {
        Claim::handle(ctx)
    }

    /// Reserves a device for some hours: the cost and the fees go into the escrow. In IO the cost is fixed now, at the
    /// oracle's price.
    pub fn reserve(ctx: Context<Reserve>, args: ReserveArgs) -> Result<()> {
        Reserve::handle(ctx, args)
    }

    /// Starts what was reserved, within 20 minutes. The device's owner becomes the supplier, and the fees go to the
    /// treasury. Never paused.
    pub fn start(ctx: Context<Start>) -> Result<()> {
        Start::handle(ctx)
    }

    /// Adds hours to a running reservation, at the listing's current price and the fee rates of the reservation.
    ///
    /// - `hours`: How many hours are added.
    /// - `max_total`: The most base units that their cost and the fees may come to.
    pub fn extend(ctx: Context<Extend>, hours: u16, max_total: u64) -> Result<()> {
        Extend::handle(ctx, hours, max_total)
    }

    /// Ends a reservation that has run its time. Anyone may call it. The supplier is paid what it has not claimed, if a
    /// token account of its own is given; else it stays claimable. Never paused.
    pub fn complete(ctx: Context<Complete>) -> Result<()> {
        Complete::handle(ctx)
    }

    /// Ends a running reservation early: the renter pays what ran, rounded up, and at least an hour, and gets the rest
    /// back in the same asset. Never paused.
    pub fn terminate(ctx: Context<Terminate>) -> Result<()> {
        Terminate::handle(ctx)
    }

    /// Ends a reservation that was not started within 20 minutes. Anyone may call it. The renter gets everything back, the
    /// fees included. Never paused.
    pub fn expire(ctx: Context<Expire>) -> Result<()> {
        Expire::handle(ctx)
    }

    /// Ends a running reservation whose device failed. A quorum of the market's attestors signs. What has not run goes
    /// back to the renter, and a share of what was earned too. Never paused. The named accounts are followed by the further
    /// attestors, as signers.
    ///
    /// - `reason`: Why, by the attestors' published list of reasons.
    /// - `evidence`: SHA-256 hash of the attestors' evidence.
    pub fn report_failure<'info>(
        ctx: Context<'info, ReportFailure<'info>>,
        reason: u16,
        evidence: [u8; 32],
    ) -> Result<()> {
        ReportFailure::handle(ctx, reason, evidence)
    }

    /// Lists a device, or changes the terms of its listing. What is reserved or running keeps its own terms.
    pub fn list(ctx: Context<List>, args: ListArgs) -> Result<()> {
        List::handle(ctx, args)
    }

    /// Takes a device off the market, when it is neither reserved nor running. Never paused.
    pub fn delist(ctx: Context<Delist>) -> Result<()> {
        Delist::handle(ctx)
    }

    /// Creates the settings and the escrows. Once, and only by the program's upgrade authority, who becomes the admin:
    /// nobody can get in first.
    pub fn initialize(ctx: Context<Initialize>, args: InitializeArgs) -> Result<()> {
        Initialize::handle(ctx, args)
    }

    /// Changes the terms, within the bounds that are written into the program. What is reserved keeps its fee rates and
    /// its failure share.
    pub fn set_terms(ctx: Context<SetTerms>, terms: Terms) -> Result<()> {
        SetTerms::handle(ctx, terms)
    }

    /// Names the attestors, and how many of them have to sign.
    ///
    /// - `attestors`: Their keys, seven at most, each one once.
    /// - `quorum`: How many of them have to sign.
    pub fn set_attestors(ctx: Context<SetAttestors>, attestors: Vec<Pubkey>, quorum: u8) -> Result<()> {
        SetAttestors::handle(ctx, attestors, quorum)
    }

    /// Names the pauser. The default address leaves pausing to the admin alone.
    ///
    /// - `pauser`: Who may pause from now on.
    pub fn set_pauser(ctx: Context<SetPauser>, pauser: Pubkey) -> Result<()> {
        SetPauser::handle(ctx, pauser)
    }

    /// Pauses or resumes `list`, `reserve` and `extend`.
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

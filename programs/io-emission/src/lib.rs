//! The hourly emission: 300 million IO in 175,319 epochs, shared by the devices that were online with stake behind them.
//!
//! | who | may |
//! |---|---|
//! | admin | name the attestors, the terms of leases and the pauser, create pools, set their shares, hand over its role |
//! | pauser | pause and resume |
//! | attestors, a quorum of them | grant, renew and revoke leases |
//! | owner | end the lease of its device, say who is paid |
//! | anyone | advance a pool, sync, settle and claim for a device, burn what was lost, close the lease of a device that is gone |
//!
//! A device earns while it holds a lease, by the hour and in proportion to its weight: its stake, up to what its class
//! requires. An hour counts only if the device was leased for all of it, so a lease begins with the next epoch, and one
//! that is taken away loses the running one.
//!
//! When a device's stake falls, by an unstake, a slash or a suspension, it earns nothing from that epoch on until `sync`
//! has taken note of it: put `sync` behind the instruction that makes it fall. What was distributed to it meanwhile is
//! burned. Co-stake that leaves is no such fall: the weight follows it with the next renewal or `sync`. A device whose stake fell more than eight times meanwhile, and one that is closed, lose all that was not
//! settled before: settle or claim first.
//!
//! A pause stops granting and renewing. It never stops anything else.

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

mod batch;
mod custody;
pub mod error;
pub mod events;
pub mod instructions;
mod leasing;
pub mod seeds;
pub mod standing;
pub mod state;

pub use instructions::*;

declare_id!("HcYF5AV5GXBTEVmuXcA64cDvFQu1LR7HQoA6ZDQRz8QJ");

#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "IO emission",
    project_url: "https://io.net",
    contacts: "link:https://io.net",
    policy: "https://io.net",
    preferred_languages: "en"
}

#[program]
pub mod io_emission {
    use super::*;

    /// Accounts for epochs of a pool that are over, at most so many and none beyond the end of a page, and mints what
    /// they emit into the reward vault, in one go. While the token program is paused nothing is minted, and a later call
    /// makes up for it. Does nothing where there is nothing to do. Anyone may call it, at any time; no outage is too
    /// long. Never paused.
    ///
    /// - `epochs`: How many to account for at most.
    pub fn advance(ctx: Context<Advance>, epochs: u32) -> Result<()> {
        Advance::handle(ctx, epochs)
    }

    /// As `renew`, for devices that may never have had a lease, or were registered anew: leases that do not exist are
    /// created, at the payer's expense. What was registered after `verified_at` is refused: the attestors have not seen it. So is a `verified_at` after now.
    /// The named accounts are followed by the further attestors, as signers, then by further devices, each with its lease.
    ///
    /// - `until`: The last epoch of the leases.
    /// - `verified_at`: When the devices were verified, in seconds since 1970.
    pub fn grant<'info>(ctx: Context<'info, Grant<'info>>, until: u32, verified_at: i64) -> Result<()> {
        Grant::handle(ctx, until, verified_at)
    }

    /// Extends leases through epoch `until`, without a gap and never shortening one; a lease that has ended begins anew
    /// with the next epoch. Settles on the way, and takes the weight that the stake supports now, from the running epoch
    /// on. The lease of a device that is gone, or was registered anew, ends instead. The pool has to be advanced.
    /// The named accounts are followed by the further attestors, as signers, then by further devices, each with its lease.
    ///
    /// - `until`: The last epoch of the leases.
    pub fn renew<'info>(ctx: Context<'info, Renew<'info>>, until: u32) -> Result<()> {
        Renew::handle(ctx, until)
    }

    /// Takes running leases away, because the device was found offline: it loses the running epoch, and pays what it
    /// earned in the last completed epoch of the lease as a penalty, from what it has earned or will earn. Leases of a
    /// batch that are not running are passed over. The pool has to be advanced. Never paused.
    /// The named accounts are followed by the further attestors, as signers, then by further devices, each with its lease.
    pub fn revoke<'info>(ctx: Context<'info, Revoke<'info>>) -> Result<()> {
        Revoke::handle(ctx)
    }

    /// Ends a lease with the running epoch, by the owner's will; until then it can still be revoked. One that has yet to
    /// begin never does. The pool has to be advanced. Never paused.
    pub fn end(ctx: Context<End>) -> Result<()> {
        End::handle(ctx)
    }

    /// Takes note of a device's stake: from the running epoch on the lease has the weight that the stake supports now.
    /// What was distributed to the device after its stake fell is lost. Ends the lease of a device that is gone. Does nothing
    /// where no lease is running. Anyone may call it. The pool has to be advanced. Never paused.
    pub fn sync(ctx: Context<Sync>) -> Result<()> {
        Sync::handle(ctx)
    }

    /// Settles a lease whose hours lie further back than the pool remembers, with the pages that record them. Anyone may
    /// call it, however late. Never paused.
    pub fn settle(ctx: Context<Settle>) -> Result<()> {
        Settle::handle(ctx)
    }

    /// Settles a lease and pays all that is owed: to the device's owner, or to the payout wallet that the owner named, and
    /// their part to the co-stakers, if the device has any.
    /// Anyone may call it. Never paused.
    pub fn claim(ctx: Context<Claim>) -> Result<()> {
        Claim::handle(ctx)
    }

    /// Names the wallet that is paid instead of the owner. The default address leaves it to the owner; so does a change
    /// of the device's owner. Never paused.
    ///
    /// - `payout`: The wallet that is paid.
    pub fn set_payout(ctx: Context<SetPayout>, payout: Pubkey) -> Result<()> {
        SetPayout::handle(ctx, payout)
    }

    /// Burns what devices of a pool have lost, penalties included. Anyone may call it. Never paused.
    pub fn burn_losses(ctx: Context<BurnLosses>) -> Result<()> {
        BurnLosses::handle(ctx)
    }

    /// Closes the lease of a device that is gone, once nothing is owed to it and it has no penalty to pay. The rent goes
    /// back to who paid it. Anyone may call it. Never paused.
    pub fn close_lease(ctx: Context<CloseLease>) -> Result<()> {
        CloseLease::handle(ctx)
    }

    /// Creates the settings and the reward vault. Once, and only by the program's upgrade authority, who becomes the
    /// admin: nobody can get in first.
    pub fn initialize(ctx: Context<Initialize>, args: InitializeArgs) -> Result<()> {
        Initialize::handle(ctx, args)
    }

    /// Creates the next pool, without a share.
    ///
    /// - `number`: Its number, which has to be the next one, from 0.
    pub fn create_pool(ctx: Context<CreatePool>, number: u8) -> Result<()> {
        CreatePool::handle(ctx, number)
    }

    /// Sets the pools' shares in basis points, from the running epoch on. Every pool has to be advanced, and to be there:
    /// they follow the named accounts, by number.
    ///
    /// - `shares`: Each pool's share by number, 0 for pools that do not exist; their sum is 10,000.
    pub fn set_shares<'info>(ctx: Context<'info, SetShares<'info>>, shares: [u16; state::POOLS]) -> Result<()> {
        SetShares::handle(ctx, shares)
    }

    /// Settles when the first epoch begins: now, or at most 30 days ahead. Once. Leases can be granted from then on, so
    /// that the first epoch finds devices.
    ///
    /// - `begins_at`: When the first epoch begins, in seconds since 1970.
    pub fn genesis(ctx: Context<Genesis>, begins_at: i64) -> Result<()> {
        Genesis::handle(ctx, begins_at)
    }

    /// Names the attestors, seven at most, and how many of them have to sign. Running leases stay.
    ///
    /// - `attestors`: Their keys, each one once.
    /// - `quorum`: How many of them have to sign.
    pub fn set_attestors(ctx: Context<SetAttestors>, attestors: Vec<Pubkey>, quorum: u8) -> Result<()> {
        SetAttestors::handle(ctx, attestors, quorum)
    }

    /// Sets how many epochs ahead a lease may run, up to what multiple of the required stake a device's stake counts, and
    /// the share of a device's rewards that its co-stakers get, both in basis points. Holds for what is granted, renewed and synced from now on.
    ///
    /// - `max_lease`: How many epochs ahead a lease may run, 1 to 168.
    /// - `weight_cap_bps`: Up to what multiple of the required stake counts, 10,000 to 100,000 basis points.
    /// - `costake_bps`: The co-stakers' share of a device's rewards, at most 5,000 basis points.
    pub fn set_terms(ctx: Context<SetTerms>, max_lease: u16, weight_cap_bps: u32, costake_bps: u16) -> Result<()> {
        SetTerms::handle(ctx, max_lease, weight_cap_bps, costake_bps)
    }

    /// Names the pauser. The default address leaves pausing to the admin.
    ///
    /// - `pauser`: Who may pause from now on.
    pub fn set_pauser(ctx: Context<SetPauser>, pauser: Pubkey) -> Result<()> {
        SetPauser::handle(ctx, pauser)
    }

    /// Pauses or resumes granting and renewing.
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

//! Stake behind devices: the device registry, one vault per device, a cooldown of 14 days on the way out, and slash
//! cases that can be appealed for 30 days.
//!
//! | who | may |
//! |---|---|
//! | admin | name the pauser, the slasher and the arbiter, set device classes, hand over its role |
//! | pauser | pause and resume |
//! | slasher | open a case against a device, suspend the device while the case is open |
//! | arbiter | uphold an appealed case in full or in part, or dismiss it; never the slasher |
//! | owner | register, stake, start a cooldown, withdraw, appeal, hand over and close its device |
//! | anyone | execute a case that was not appealed in time or was upheld; dismiss one the arbiter left undecided |
//!
//! A pause stops what puts stake in and what burns it: registering, staking and executing. It never stops leaving,
//! withdrawing, appealing, ruling and dismissing; nor opening a case, since a pause would then be a way to leave before
//! it is opened.

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
pub mod seeds;
pub mod state;

pub use instructions::*;
pub use state::Role;

declare_id!("33XTMYTcpEBaUdRzVh8y26EcwSi9XJH3oRajQeDT6USL");

#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "IO stake",
    project_url: "https://io.net",
    contacts: "link:https://io.net",
    policy: "https://io.net",
    preferred_languages: "en"
}

#[program]
pub mod io_stake {
    use super::*;

    /// Adds stake to a device.
    pub fn stake(ctx: Context<Stake>, amount: u64) -> Result<()> {
        Stake::handle(ctx, amount)
    }

    /// Starts the 14-day cooldown of a part of the stake. It cannot be taken back: the part earns nothing from now on
    /// and can still be slashed. Eight may run side by side. Never paused.
    pub fn request_unstake(ctx: Context<RequestUnstake>, amount: u64) -> Result<()> {
        RequestUnstake::handle(ctx, amount)
    }

    /// Pays the owner all stake whose cooldown has ended and that no open slash case freezes. Never paused.
    pub fn withdraw(ctx: Context<Withdraw>) -> Result<()> {
        Withdraw::handle(ctx)
    }

    /// Registers a device, creates its vault, and puts the first stake into it. Repeating it for a device that is there
    /// already does nothing, so that it can be retried when an answer was lost: no stake is added to it either.
    pub fn register(ctx: Context<Register>, args: RegisterArgs) -> Result<()> {
        Register::handle(ctx, args)
    }

    /// Burns what a slash case froze. Anyone may call it once the 30 days for an appeal have passed without one, or
    /// once the arbiter has upheld the case; nobody can call it earlier.
    pub fn execute(ctx: Context<Execute>) -> Result<()> {
        Execute::handle(ctx)
    }

    /// Opens a slash case and freezes the amount: active stake first, then what cools. Never paused.
    pub fn open_case(ctx: Context<OpenCase>, args: OpenCaseArgs) -> Result<()> {
        OpenCase::handle(ctx, args)
    }

    /// Suspends a device while a case against it is open. It ends with the case. Never paused.
    pub fn suspend(ctx: Context<Suspend>) -> Result<()> {
        Suspend::handle(ctx)
    }

    /// Appeals a case, within 30 days of its opening. Never paused.
    pub fn appeal(ctx: Context<Appeal>, defence: [u8; 32]) -> Result<()> {
        Appeal::handle(ctx, defence)
    }

    /// Rules on an appealed case, within 30 days of the appeal: upholds it in full or in part, or, with 0, dismisses it.
    /// What is not upheld is free at once. Never paused.
    pub fn resolve(ctx: Context<Resolve>, upheld: u64) -> Result<()> {
        Resolve::handle(ctx, upheld)
    }

    /// Dismisses an appealed case on which the arbiter has not ruled for 30 days. Anyone may call it. Never paused.
    pub fn expire(ctx: Context<Expire>) -> Result<()> {
        Expire::handle(ctx)
    }

    /// Changes the owner's name for a device. Class and processors never change: they were what was verified.
    pub fn update_device(ctx: Context<UpdateDevice>, label: [u8; 32]) -> Result<()> {
        UpdateDevice::handle(ctx, label)
    }

    /// Closes a device that is empty and has no open case; the owner receives the rent. Never paused.
    pub fn close_device(ctx: Context<CloseDevice>) -> Result<()> {
        CloseDevice::handle(ctx)
    }

    /// Offers a device to a new owner, who has to accept. The default address withdraws the offer. Never paused.
    pub fn propose_owner(ctx: Context<ProposeOwner>, new_owner: Pubkey) -> Result<()> {
        ProposeOwner::handle(ctx, new_owner)
    }

    /// Takes over a device that was offered to the signer, with its stake, its cooldowns and its cases. Never paused.
    pub fn accept_owner(ctx: Context<AcceptOwner>) -> Result<()> {
        AcceptOwner::handle(ctx)
    }

    /// Creates the settings and the list of classes. Once, and only by the program's upgrade authority, who becomes the
    /// admin: nobody can get in first.
    pub fn initialize(ctx: Context<Initialize>, args: InitializeArgs) -> Result<()> {
        Initialize::handle(ctx, args)
    }

    /// Adds a device class or changes one.
    pub fn set_class(ctx: Context<SetClass>, args: SetClassArgs) -> Result<()> {
        SetClass::handle(ctx, args)
    }

    /// Gives a role to a key. The slasher and the arbiter can never be the same.
    pub fn set_role(ctx: Context<SetRole>, role: Role, key: Pubkey) -> Result<()> {
        SetRole::handle(ctx, role, key)
    }

    /// Pauses or resumes `register`, `stake` and `execute`.
    pub fn set_paused(ctx: Context<SetPaused>, paused: bool) -> Result<()> {
        SetPaused::handle(ctx, paused)
    }

    /// Offers the admin's role to a new admin, who has to accept. The default address withdraws the offer. Never paused.
    pub fn propose_admin(ctx: Context<ProposeAdmin>, new_admin: Pubkey) -> Result<()> {
        ProposeAdmin::handle(ctx, new_admin)
    }

    /// Takes over the admin's role that was offered to the signer. Never paused.
    pub fn accept_admin(ctx: Context<AcceptAdmin>) -> Result<()> {
        AcceptAdmin::handle(ctx)
    }
}

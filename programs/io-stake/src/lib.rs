//! Stake behind devices: the device registry, one vault per device, a cooldown of 14 days on the way out, and slash
//! cases that can be appealed for 30 days. Others than its owner can stake behind a device that is open for that.
//!
//! | who | may |
//! |---|---|
//! | admin | name the pauser, the slasher and the arbiter, set device classes, add the assets of rewards, hand over its role |
//! | pauser | pause and resume |
//! | slasher | open a case against a device, suspend the device while the case is open |
//! | arbiter | uphold an appealed case in full or in part, or dismiss it; never the slasher |
//! | owner | register, stake, start a cooldown, withdraw, appeal, hand over and close its device; open, limit and close its co-stake |
//! | holder | stake behind a device that is open for it, start a cooldown, withdraw, claim rewards |
//! | anyone | execute a case that was not appealed in time or was upheld; dismiss one the arbiter left undecided; pay rewards to co-stakers |
//!
//! A pause stops what puts stake in and what burns it: registering, staking, co-staking and executing. It never stops leaving,
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

pub mod call;
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
    ///
    /// - `amount`: Base units to add.
    pub fn stake(ctx: Context<Stake>, amount: u64) -> Result<()> {
        Stake::handle(ctx, amount)
    }

    /// Starts the 14-day cooldown of a part of the stake. It cannot be taken back: the part earns nothing from now on
    /// and can still be slashed. Eight may run side by side. Never paused.
    ///
    /// - `amount`: Base units of the active stake that begin to cool.
    pub fn request_unstake(ctx: Context<RequestUnstake>, amount: u64) -> Result<()> {
        RequestUnstake::handle(ctx, amount)
    }

    /// Pays the owner all stake whose cooldown has ended and that no open slash case freezes. Never paused.
    pub fn withdraw(ctx: Context<Withdraw>) -> Result<()> {
        Withdraw::handle(ctx)
    }

    /// Opens a slash case and freezes the amount, of the owner's stake and of the co-stake in proportion: the owner's active
    /// stake first, then what cools; of the co-stake every share alike. Never paused.
    pub fn open_case(ctx: Context<OpenCase>, args: OpenCaseArgs) -> Result<()> {
        OpenCase::handle(ctx, args)
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

    /// Suspends a device while a case against it is open. It ends with the case. Never paused.
    pub fn suspend(ctx: Context<Suspend>) -> Result<()> {
        Suspend::handle(ctx)
    }

    /// Appeals a case, within 30 days of its opening. Never paused.
    ///
    /// - `defence`: SHA-256 hash of the owner's evidence.
    pub fn appeal(ctx: Context<Appeal>, defence: [u8; 32]) -> Result<()> {
        Appeal::handle(ctx, defence)
    }

    /// Rules on an appealed case, within 30 days of the appeal: upholds it in full or in part, or, with 0, dismisses it.
    /// What is not upheld is free at once. Never paused.
    ///
    /// - `upheld`: Base units that are burned in the end, at most those that the case freezes; 0 dismisses it.
    pub fn resolve(ctx: Context<Resolve>, upheld: u64) -> Result<()> {
        Resolve::handle(ctx, upheld)
    }

    /// Dismisses an appealed case on which the arbiter has not ruled for 30 days. Anyone may call it. Never paused.
    pub fn expire(ctx: Context<Expire>) -> Result<()> {
        Expire::handle(ctx)
    }

    /// Changes the owner's name for a device. Class and processors never change: they were what was verified.
    ///
    /// - `label`: The new name, UTF-8, filled up with zeros.
    pub fn update_device(ctx: Context<UpdateDevice>, label: [u8; 32]) -> Result<()> {
        UpdateDevice::handle(ctx, label)
    }

    /// Closes a device that is empty, has no open case and is not open for co-stake; the owner receives the rent. From the
    /// second after its registration on. Never paused.
    pub fn close_device(ctx: Context<CloseDevice>) -> Result<()> {
        CloseDevice::handle(ctx)
    }

    /// Offers a device to a new owner, who has to accept. The default address withdraws the offer. Never paused.
    ///
    /// - `new_owner`: Who may accept it.
    pub fn propose_owner(ctx: Context<ProposeOwner>, new_owner: Pubkey) -> Result<()> {
        ProposeOwner::handle(ctx, new_owner)
    }

    /// Takes over a device that was offered to the signer, with its stake, its cooldowns and its cases. Never paused.
    pub fn accept_owner(ctx: Context<AcceptOwner>) -> Result<()> {
        AcceptOwner::handle(ctx)
    }

    /// Opens a device for co-stake, up to a limit. The owner pays the rent of the accounts.
    ///
    /// - `limit`: Up to how many base units the co-stake may grow.
    pub fn open_costake(ctx: Context<OpenCostake>, limit: u64) -> Result<()> {
        OpenCostake::handle(ctx, limit)
    }

    /// Sets up to how many base units a device takes co-stake; 0 takes nobody any more. Who is in may stay. Never paused.
    ///
    /// - `limit`: Up to how many base units the co-stake may grow; what is more already stays.
    pub fn limit_costake(ctx: Context<LimitCostake>, limit: u64) -> Result<()> {
        LimitCostake::handle(ctx, limit)
    }

    /// Closes the co-stake of a device once nobody has a position any more; the owner receives the rent, and what rounding
    /// has left. Never paused.
    pub fn close_costake(ctx: Context<CloseCostake>) -> Result<()> {
        CloseCostake::handle(ctx)
    }

    /// Stakes behind a device of somebody else's: buys shares of its co-stake. Refused while a slash case freezes a part of
    /// it: a newcomer would pay for what was before.
    ///
    /// - `amount`: Base units to stake.
    pub fn add_costake(ctx: Context<AddCostake>, amount: u64) -> Result<()> {
        AddCostake::handle(ctx, amount)
    }

    /// Starts the 14-day cooldown of shares. It cannot be taken back: they earn nothing from now on and can still be
    /// slashed. Eight may run side by side. Never paused.
    ///
    /// - `shares`: Shares that begin to cool.
    pub fn unstake_costake(ctx: Context<UnstakeCostake>, shares: u64) -> Result<()> {
        UnstakeCostake::handle(ctx, shares)
    }

    /// Pays the holder what all shares whose cooldown has ended are worth. While a slash case freezes a part of the
    /// co-stake nobody is paid out: who left would leave its part of the slash to the others. Never paused.
    pub fn withdraw_costake(ctx: Context<WithdrawCostake>) -> Result<()> {
        WithdrawCostake::handle(ctx)
    }

    /// Pays the co-stakers of a device in an asset. What is paid within an hour is released to the shares evenly over the
    /// 24 hours after it. Refused while nobody holds shares that count. Never paused.
    ///
    /// - `device`: Whose co-stakers are paid. The rewards have to be this device's.
    /// - `asset`: Number of the asset: 0 IO, 1 USDC.
    /// - `amount`: Base units to pay.
    pub fn deposit_reward(ctx: Context<DepositReward>, device: Pubkey, asset: u8, amount: u64) -> Result<()> {
        DepositReward::handle(ctx, device, asset, amount)
    }

    /// Pays the holder what its shares have earned in an asset. Never paused.
    ///
    /// - `asset`: Number of the asset: 0 IO, 1 USDC.
    pub fn claim_costake(ctx: Context<ClaimCostake>, asset: u8) -> Result<()> {
        ClaimCostake::handle(ctx, asset)
    }

    /// Pays the owner what was released in an asset while nobody held shares that count; once nobody has a position any
    /// more, all that is left. Never paused.
    ///
    /// - `asset`: Number of the asset: 0 IO, 1 USDC.
    pub fn claim_unshared(ctx: Context<ClaimUnshared>, asset: u8) -> Result<()> {
        ClaimUnshared::handle(ctx, asset)
    }

    /// Closes an empty position; the holder receives the rent. Never paused.
    pub fn close_position(ctx: Context<ClosePosition>) -> Result<()> {
        ClosePosition::handle(ctx)
    }

    /// Adds an asset that co-stakers are paid in: IO first, then USDC.
    pub fn add_asset(ctx: Context<AddAsset>) -> Result<()> {
        AddAsset::handle(ctx)
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
    ///
    /// - `key`: Who has the role from now on.
    pub fn set_role(ctx: Context<SetRole>, role: Role, key: Pubkey) -> Result<()> {
        SetRole::handle(ctx, role, key)
    }

    /// Pauses or resumes `register`, `stake`, `open_costake`, `add_costake` and `execute`.
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

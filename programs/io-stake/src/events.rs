//! What the program tells the world. Every event goes out by a call to the program itself, since logs are cut short.

use crate::state::Role;
use anchor_lang::prelude::*;

/// The program was initialised.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initialized {
    /// The admin.
    pub admin: Pubkey,
    /// The pauser.
    pub pauser: Pubkey,
    /// The slasher.
    pub slasher: Pubkey,
    /// The arbiter.
    pub arbiter: Pubkey,
}

/// A role was given to a key.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSet {
    /// The role.
    pub role: Role,
    /// Who has it now.
    pub key: Pubkey,
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

/// The program was paused or resumed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PausedSet {
    /// Whether it is paused now.
    pub paused: bool,
    /// Who decided it: the pauser or the admin.
    pub authority: Pubkey,
}

/// A device class was added or changed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassSet {
    /// Number of the class.
    pub number: u16,
    /// Its name, UTF-8, filled up with zeros.
    pub name: [u8; 24],
    /// Number of its reward pool.
    pub pool: u8,
    /// Weight of one of its processors in basis points.
    pub multiplier_bps: u32,
    /// Whether it takes new devices.
    pub open: bool,
}

/// A device was registered.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Its id.
    pub id: [u8; 32],
    /// Number of its class.
    pub class: u16,
    /// How many processors it has.
    pub processors: u16,
    /// Base units of its first stake; 0 if there was none.
    pub active: u64,
}

/// The owner changed what may change of a device.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceUpdated {
    /// The device.
    pub device: Pubkey,
    /// The owner's name for it.
    pub label: [u8; 32],
}

/// A device was closed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceClosed {
    /// The device.
    pub device: Pubkey,
    /// Its owner, who received the rent.
    pub owner: Pubkey,
    /// Base units that others had sent to the vault, and that the owner received.
    pub surplus: u64,
}

/// A device was offered to a new owner.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerProposed {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Who may accept; the default address if the offer was withdrawn.
    pub pending_owner: Pubkey,
}

/// A device was taken over, with its stake, its cooldowns and its cases.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerChanged {
    /// The device.
    pub device: Pubkey,
    /// Who owned it.
    pub old_owner: Pubkey,
    /// Who owns it now.
    pub new_owner: Pubkey,
}

/// Stake was added.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staked {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Base units added.
    pub amount: u64,
    /// Base units active now.
    pub active: u64,
}

/// A cooldown was started.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnstakeRequested {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Base units that cool.
    pub amount: u64,
    /// When they can be withdrawn, in seconds since 1970.
    pub ends_at: i64,
    /// Base units active now.
    pub active: u64,
}

/// Stake was paid out.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// The token account that received it.
    pub destination: Pubkey,
    /// Base units paid.
    pub amount: u64,
}

/// A slash case was opened.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseOpened {
    /// The case.
    pub case: Pubkey,
    /// The device it is about.
    pub device: Pubkey,
    /// Its number among the device's cases.
    pub number: u32,
    /// Base units asked for.
    pub asked: u64,
    /// Base units frozen: what was asked for, or all that was left.
    pub frozen: u64,
    /// Base units of them that are co-stake.
    pub costake: u64,
    /// Why.
    pub reason: u16,
    /// Hash of the evidence.
    pub evidence: [u8; 32],
    /// The first second in which it is too late to appeal.
    pub appeal_ends_at: i64,
}

/// A device was suspended while a case is open.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspended {
    /// The case.
    pub case: Pubkey,
    /// The device.
    pub device: Pubkey,
}

/// A case was appealed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appealed {
    /// The case.
    pub case: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Hash of the owner's evidence.
    pub defence: [u8; 32],
    /// The first second in which it is too late to rule.
    pub ruling_ends_at: i64,
}

/// The arbiter ruled.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// The case.
    pub case: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Base units upheld, which anyone may execute now; 0 if the case was dismissed.
    pub upheld: u64,
    /// Base units that are free again.
    pub unfrozen: u64,
}

/// A case was executed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// The case.
    pub case: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Base units burned.
    pub burned: u64,
    /// Base units of them that were co-stake.
    pub costake: u64,
    /// Base units of the owner's active now.
    pub active: u64,
}

/// A case was dismissed because the arbiter did not rule in time.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    /// The case.
    pub case: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Base units that are free again.
    pub unfrozen: u64,
}

/// Co-stakers can be paid in an asset.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetAdded {
    /// Number of the asset.
    pub asset: u8,
    /// Its mint.
    pub mint: Pubkey,
    /// The token account that holds what they are paid in it.
    pub vault: Pubkey,
}

/// A device was opened for co-stake.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostakeOpened {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Up to how many base units it takes.
    pub limit: u64,
}

/// The owner changed how much co-stake a device takes.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostakeLimited {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Up to how many base units it takes now.
    pub limit: u64,
}

/// The co-stake of a device was closed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostakeClosed {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Base units that rounding had left and that others had sent to the vault.
    pub surplus: u64,
}

/// A holder staked behind a device.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostakeAdded {
    /// The device.
    pub device: Pubkey,
    /// Who holds the position.
    pub holder: Pubkey,
    /// Base units added.
    pub amount: u64,
    /// Shares that they bought.
    pub shares: u64,
    /// Base units that the device has in co-stake now.
    pub costake: u64,
}

/// A holder started a cooldown.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostakeUnstaked {
    /// The device.
    pub device: Pubkey,
    /// Who holds the position.
    pub holder: Pubkey,
    /// Shares on their way out.
    pub shares: u64,
    /// Base units that they are worth now; a slash can still reach them.
    pub worth: u64,
    /// When they can be withdrawn, in seconds since 1970.
    pub ends_at: i64,
}

/// A holder withdrew co-stake.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostakeWithdrawn {
    /// The device.
    pub device: Pubkey,
    /// Who holds the position.
    pub holder: Pubkey,
    /// The token account that received it.
    pub destination: Pubkey,
    /// Shares that left.
    pub shares: u64,
    /// Base units paid for them.
    pub amount: u64,
}

/// The co-stakers of a device were paid. It is released over the 24 hours that follow this one.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewardDeposited {
    /// The device.
    pub device: Pubkey,
    /// Who paid.
    pub depositor: Pubkey,
    /// Number of the asset.
    pub asset: u8,
    /// Base units paid in.
    pub amount: u64,
}

/// A holder claimed rewards.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostakeClaimed {
    /// The device.
    pub device: Pubkey,
    /// Who holds the position.
    pub holder: Pubkey,
    /// The token account that received it.
    pub destination: Pubkey,
    /// Number of the asset.
    pub asset: u8,
    /// Base units paid.
    pub amount: u64,
}

/// The owner claimed rewards that nobody shared.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsharedClaimed {
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// The token account that received it.
    pub destination: Pubkey,
    /// Number of the asset.
    pub asset: u8,
    /// Base units paid.
    pub amount: u64,
}

/// A holder closed its position.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionClosed {
    /// The device.
    pub device: Pubkey,
    /// Who holds the position.
    pub holder: Pubkey,
}

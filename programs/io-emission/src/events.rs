//! What the program tells the world. Every event goes out by a call to the program itself, since logs are cut short.

use crate::state::{POOLS, Settlement};
use anchor_lang::prelude::*;

/// The program was initialised.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initialized {
    /// The admin.
    pub admin: Pubkey,
    /// The pauser.
    pub pauser: Pubkey,
    /// The attestors.
    pub attestors: Vec<Pubkey>,
    /// How many of them have to sign.
    pub quorum: u8,
    /// How many epochs ahead a lease may run.
    pub max_lease: u16,
    /// Up to what multiple of the required stake a device's stake counts, in basis points.
    pub weight_cap_bps: u32,
    /// The share of a device's rewards that its co-stakers get, in basis points.
    pub costake_bps: u16,
}

/// The attestors were named.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestorsSet {
    /// The attestors.
    pub attestors: Vec<Pubkey>,
    /// How many of them have to sign.
    pub quorum: u8,
}

/// The terms of leases were set. They hold for what is granted and weighed from now on.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsSet {
    /// How many epochs ahead a lease may run.
    pub max_lease: u16,
    /// Up to what multiple of the required stake a device's stake counts, in basis points.
    pub weight_cap_bps: u32,
    /// The share of a device's rewards that its co-stakers get, in basis points.
    pub costake_bps: u16,
}

/// The pauser was named.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauserSet {
    /// The pauser; the default address if only the admin may pause.
    pub pauser: Pubkey,
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

/// A pool was created. It has no share yet.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolCreated {
    /// The pool.
    pub pool: Pubkey,
    /// Its number.
    pub number: u8,
    /// The last epoch before it began.
    pub completed: u32,
}

/// The pools' shares were set.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharesSet {
    /// Each pool's share in basis points, by number.
    pub shares: [u16; POOLS],
    /// The first epoch that is shared so.
    pub from: u32,
}

/// It was settled when the first epoch begins.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesisSet {
    /// When, in seconds since 1970.
    pub begins_at: i64,
}

/// A pool accounted for epochs.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advanced {
    /// Number of the pool.
    pub pool: u8,
    /// The first of the epochs.
    pub from: u32,
    /// The last of the epochs; the one before if only what had been left over was minted.
    pub through: u32,
    /// Base units of them that devices share.
    pub distributed: u64,
    /// Base units of them that are never minted, because no weight shared their epoch.
    pub forfeited: u64,
    /// Base units minted into the reward vault, those of earlier epochs that could not be minted then included.
    pub minted: u64,
    /// Weight that shares the epoch after them.
    pub weight: u64,
}

/// A lease as it was granted or renewed.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The device.
    pub device: Pubkey,
    /// Owner of the device.
    pub owner: Pubkey,
    /// When the device was registered, in seconds since 1970.
    pub registered_at: i64,
    /// The first epoch that counts.
    pub start: u32,
    /// The last epoch that counts; if the device is gone or was registered anew, none does from the running one on.
    pub end: u32,
    /// The device's weight in its pool.
    pub weight: u64,
    /// What was settled on the way.
    pub settlement: Settlement,
}

/// Leases were granted or renewed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// Number of the pool.
    pub pool: u8,
    /// The running epoch.
    pub epoch: u32,
    /// Each of them.
    pub leases: Vec<Granted>,
}

/// A lease as it was revoked.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The device.
    pub device: Pubkey,
    /// The last epoch that counts.
    pub end: u32,
    /// Base units of the penalty.
    pub penalty: u64,
    /// What was settled on the way.
    pub settlement: Settlement,
}

/// Leases were revoked.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Number of the pool.
    pub pool: u8,
    /// The running epoch, which they no longer earn.
    pub epoch: u32,
    /// Each of them.
    pub leases: Vec<Revocation>,
}

/// An owner ended a lease.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The device.
    pub device: Pubkey,
    /// The owner.
    pub owner: Pubkey,
    /// The last epoch that counts.
    pub end: u32,
    /// What was settled on the way.
    pub settlement: Settlement,
}

/// A lease took note of its device's stake.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synced {
    /// The device.
    pub device: Pubkey,
    /// The running epoch.
    pub epoch: u32,
    /// The device's weight from that epoch on.
    pub weight: u64,
    /// The last epoch that counts; if the device is gone, none does from the running one on.
    pub end: u32,
    /// What was settled on the way.
    pub settlement: Settlement,
}

/// A lease was settled.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The device.
    pub device: Pubkey,
    /// What that came to.
    pub settlement: Settlement,
}

/// Rewards were paid.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The device.
    pub device: Pubkey,
    /// Who was paid: the owner, or the payout wallet that the owner named.
    pub payee: Pubkey,
    /// The token account that received.
    pub destination: Pubkey,
    /// Base units that it received.
    pub amount: u64,
    /// Base units that the device's co-stakers were paid.
    pub shared: u64,
    /// What was settled on the way.
    pub settlement: Settlement,
}

/// An owner said who is paid.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutSet {
    /// The device.
    pub device: Pubkey,
    /// The owner.
    pub owner: Pubkey,
    /// Who is paid; the default address if the owner is.
    pub payout: Pubkey,
}

/// What devices had lost was burned.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossesBurned {
    /// Number of the pool.
    pub pool: u8,
    /// Base units.
    pub amount: u64,
}

/// The lease of a device that is gone was closed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseClosed {
    /// The device.
    pub device: Pubkey,
    /// Who got the rent back.
    pub rent_payer: Pubkey,
}

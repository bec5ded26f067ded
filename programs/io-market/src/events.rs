//! What the program tells the world. Every event goes out by a call to the program itself, since logs are cut short.
//!
//! Amounts are in base units of the asset. From its first event on, what the escrow holds for a reservation follows from
//! the amounts alone.

use crate::state::{Asset, Terms};
use anchor_lang::prelude::*;

/// The program was initialised.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initialized {
    /// The admin.
    pub admin: Pubkey,
    /// The pauser.
    pub pauser: Pubkey,
    /// The mint of USDC.
    pub usdc_mint: Pubkey,
    /// The escrow of USDC.
    pub usdc_escrow: Pubkey,
    /// The treasury's vault of USDC.
    pub usdc_fee_vault: Pubkey,
    /// The attestors.
    pub attestors: Vec<Pubkey>,
    /// How many of them have to sign.
    pub quorum: u8,
    /// The terms.
    pub terms: Terms,
}

/// The terms were changed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsSet {
    /// The terms.
    pub terms: Terms,
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

/// A device was listed, or the terms of its listing were changed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The listing.
    pub listing: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Micro-dollars for an hour.
    pub price_per_hour: u64,
    /// The fewest hours that can be reserved.
    pub min_hours: u16,
    /// The most hours that a reservation can have.
    pub max_hours: u16,
    /// Whether it takes reservations.
    pub open: bool,
    /// Number of the next reservation.
    pub next: u32,
}

/// A listing was closed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delisted {
    /// The listing.
    pub listing: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Who closed it.
    pub owner: Pubkey,
}

/// A device was reserved: the cost and the fees went into the escrow.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Its number.
    pub number: u32,
    /// The renter.
    pub renter: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// What it is paid in.
    pub asset: Asset,
    /// How many hours.
    pub hours: u16,
    /// Micro-dollars for an hour.
    pub price_per_hour: u64,
    /// The cost of the hours.
    pub cost: u64,
    /// The reservation fee.
    pub reservation_fee: u64,
    /// The facilitation fee.
    pub facilitation_fee: u64,
    /// The network fee.
    pub network_fee: u64,
    /// The first second in which it is too late to start it.
    pub start_ends_at: i64,
}

/// A reservation was started: the fees went from the escrow to the treasury.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// The renter.
    pub renter: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// What it is paid in.
    pub asset: Asset,
    /// What the supplier can earn.
    pub cost: u64,
    /// All fees, which the treasury received.
    pub fees: u64,
    /// The first second after it.
    pub ends_at: i64,
}

/// A reservation was extended: the cost went into the escrow, the fees to the treasury.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// The renter.
    pub renter: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// What it is paid in.
    pub asset: Asset,
    /// How many hours were added.
    pub hours: u16,
    /// Micro-dollars for an hour of them.
    pub price_per_hour: u64,
    /// The cost of the hours that were added.
    pub cost: u64,
    /// The reservation fee on it.
    pub reservation_fee: u64,
    /// The facilitation fee on it.
    pub facilitation_fee: u64,
    /// The network fee on it.
    pub network_fee: u64,
    /// The first second after it, now.
    pub ends_at: i64,
}

/// The supplier or the renter was paid out of the escrow.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// Who was paid.
    pub claimant: Pubkey,
    /// The token account that received it.
    pub destination: Pubkey,
    /// What it is paid in.
    pub asset: Asset,
    /// How much, as the supplier's, its co-stakers' part included.
    pub earned: u64,
    /// How much of that the device's co-stakers were paid.
    pub shared: u64,
    /// How much, as the renter's.
    pub refunded: u64,
    /// Whether nobody is owed anything any more, so that the reservation was closed. One that was running until then is
    /// completed.
    pub closed: bool,
}

/// A reservation ran to its end.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// The renter.
    pub renter: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// What it is paid in.
    pub asset: Asset,
    /// What the supplier earned in all.
    pub earned: u64,
    /// What the supplier was paid of that now.
    pub paid: u64,
    /// Whether nobody is owed anything any more, so that the reservation was closed.
    pub closed: bool,
}

/// The renter ended a reservation early.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminated {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// The renter.
    pub renter: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// What it is paid in.
    pub asset: Asset,
    /// What the supplier earned in all.
    pub earned: u64,
    /// What the supplier was paid of that now.
    pub paid: u64,
    /// What the renter was paid back now: all that had not run.
    pub refunded: u64,
    /// Whether nobody is owed anything any more, so that the reservation was closed.
    pub closed: bool,
}

/// A reservation was not started in time.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// The renter.
    pub renter: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// What it is paid in.
    pub asset: Asset,
    /// What is the renter's again: the cost and the fees.
    pub due: u64,
    /// What the renter was paid of that now.
    pub refunded: u64,
    /// Whether nobody is owed anything any more, so that the reservation was closed.
    pub closed: bool,
}

/// The attestors reported that the device failed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureReported {
    /// The reservation.
    pub reservation: Pubkey,
    /// The device.
    pub device: Pubkey,
    /// The renter.
    pub renter: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// What the renter calls the cluster it belongs to.
    pub cluster: [u8; 32],
    /// Why, by the attestors' published list of reasons.
    pub reason: u16,
    /// Hash of the evidence.
    pub evidence: [u8; 32],
    /// What it is paid in.
    pub asset: Asset,
    /// What the supplier keeps in all, claimed or not.
    pub kept: u64,
    /// What was earned and went back to the renter.
    pub penalty: u64,
    /// What is the renter's again: what had not run, and the penalty.
    pub due: u64,
    /// What the renter was paid of that now.
    pub refunded: u64,
    /// Whether nobody is owed anything any more, so that the reservation was closed.
    pub closed: bool,
}

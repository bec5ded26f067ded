//! What the people of co-stake do, about the supplier's device.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::{costake, stake};

use super::{account_of, mint_of};
use crate::{
    address,
    stake::{case, rig},
    treasury::io_of,
};

/// The supplier opens its device.
pub fn open(limit: u64) -> Instruction {
    costake::open(address("supplier"), rig(), limit)
}

/// The supplier sets how much it takes.
pub fn limit(limit: u64) -> Instruction {
    costake::limit(address("supplier"), rig(), limit)
}

/// The supplier closes the co-stake, to whose vault nobody has sent anything.
pub fn close() -> Instruction {
    costake::close(address("supplier"), rig(), None)
}

/// A holder stakes behind the device.
pub fn add(name: &str, amount: u64) -> Instruction {
    costake::add(address(name), rig(), io_of(name), amount)
}

/// A holder starts the cooldown of some of its shares.
pub fn unstake(name: &str, shares: u64) -> Instruction {
    costake::unstake(address(name), rig(), shares)
}

/// A holder withdraws into its token account.
pub fn withdraw(name: &str) -> Instruction {
    costake::withdraw(address(name), rig(), io_of(name))
}

/// The depositor pays the co-stakers.
pub fn deposit(asset: u8, amount: u64) -> Instruction {
    costake::deposit(address("depositor"), rig(), account_of("depositor", asset), mint_of(asset), asset, amount)
}

/// A holder claims into its token account.
pub fn claim(name: &str, asset: u8) -> Instruction {
    costake::claim(address(name), rig(), account_of(name, asset), mint_of(asset), asset)
}

/// The supplier claims what nobody shares.
pub fn claim_unshared(asset: u8) -> Instruction {
    costake::claim_unshared(address("supplier"), rig(), account_of("supplier", asset), mint_of(asset), asset)
}

/// A holder closes its position.
pub fn close_position(name: &str) -> Instruction {
    costake::close_position(address(name), rig())
}

/// Somebody executes a case that the slasher opened and that freezes co-stake.
pub fn execute(number: u32) -> Instruction {
    stake::execute(rig(), case(number), address("slasher"), true)
}

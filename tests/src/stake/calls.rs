//! What the people of a slash case do, about the supplier's device.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::stake;
use io_stake::OpenCaseArgs;

use super::{case, purse, rig, text};
use crate::address;

/// The supplier adds stake.
pub fn stake(amount: u64) -> Instruction {
    stake::stake(address("supplier"), rig(), purse("supplier"), amount)
}

/// The supplier starts a cooldown.
pub fn unstake(amount: u64) -> Instruction {
    stake::request_unstake(address("supplier"), rig(), amount)
}

/// The supplier withdraws into its purse.
pub fn withdraw() -> Instruction {
    stake::withdraw(address("supplier"), rig(), purse("supplier"))
}

/// The supplier closes its device, to whose vault nobody has sent anything.
pub fn close() -> Instruction {
    stake::close_device(address("supplier"), rig(), None)
}

/// The slasher opens a case.
pub fn open(number: u32, amount: u64) -> Instruction {
    let args = OpenCaseArgs { number, amount, reason: 7, evidence: text("evidence") };
    stake::open_case(address("slasher"), rig(), args)
}

/// The slasher suspends the device while a case is open.
pub fn suspend(number: u32) -> Instruction {
    stake::suspend(address("slasher"), rig(), case(number))
}

/// The supplier appeals.
pub fn appeal(number: u32) -> Instruction {
    stake::appeal(address("supplier"), rig(), case(number), text("defence"))
}

/// The arbiter rules on a case that the slasher opened.
pub fn resolve(number: u32, upheld: u64) -> Instruction {
    stake::resolve(address("arbiter"), rig(), case(number), address("slasher"), upheld)
}

/// Somebody executes a case that the slasher opened.
pub fn execute(number: u32) -> Instruction {
    stake::execute(rig(), case(number), address("slasher"), false)
}

/// Somebody dismisses a case that the slasher opened and the arbiter left undecided.
pub fn expire(number: u32) -> Instruction {
    stake::expire(rig(), case(number), address("slasher"))
}

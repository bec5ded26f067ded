//! What the people of the emission do about one of the three devices.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_app::emission;

use super::{ATTESTORS, QUORUM, VERIFIED, owner_of, pool_of};
use crate::{address, stake::purse};

/// The attestors who sign where nothing else is said: the first two.
pub fn quorum() -> Vec<Pubkey> {
    ATTESTORS.map(address).into_iter().take(usize::from(QUORUM)).collect()
}

/// The attestors lease a device through `until`.
pub fn grant(device: Pubkey, until: u32) -> Instruction {
    emission::grant(&quorum(), address("payer"), pool_of(device), device, &[], until, VERIFIED)
}

/// The attestors renew a device's lease through `until`.
pub fn renew(device: Pubkey, until: u32) -> Instruction {
    emission::renew(&quorum(), pool_of(device), device, &[], until)
}

/// The attestors revoke a device's lease.
pub fn revoke(device: Pubkey) -> Instruction {
    emission::revoke(&quorum(), pool_of(device), device, &[])
}

/// The owner ends a device's lease.
pub fn end(device: Pubkey) -> Instruction {
    emission::end(address(owner_of(device)), pool_of(device), device)
}

/// Somebody syncs a device's lease.
pub fn sync(device: Pubkey) -> Instruction {
    emission::sync(pool_of(device), device)
}

/// Somebody claims for a device, into its owner's purse.
pub fn claim(device: Pubkey) -> Instruction {
    emission::claim(pool_of(device), device, purse(owner_of(device)))
}

/// The owner names the wallet that is paid for a device.
pub fn set_payout(device: Pubkey, payout: Pubkey) -> Instruction {
    emission::set_payout(address(owner_of(device)), device, payout)
}

/// Somebody closes the lease of a device that is gone.
pub fn close(device: Pubkey) -> Instruction {
    emission::close_lease(device, address("payer"))
}

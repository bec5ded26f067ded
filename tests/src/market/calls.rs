//! What the people of a rental do, about the supplier's device and its first reservation.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::{
    market::{self, Asset, ListArgs, Payment, ReserveArgs},
    usdc,
};

use super::{account_of, device, number, rental};
use crate::{address, dollars::price_account, stake::text};

/// The supplier lists its device, or changes the listing.
pub fn list(args: ListArgs) -> Instruction {
    market::list(address("supplier"), address("rent payer"), device(), args)
}

/// The supplier takes its device off the market.
pub fn delist() -> Instruction {
    market::delist(address("supplier"), device(), address("rent payer"))
}

/// What the renter pays with.
pub fn payment(asset: Asset) -> Payment {
    let price = match asset {
        Asset::Usdc => None,
        Asset::Io => Some(price_account()),
    };
    Payment { source: account_of("renter", asset), price }
}

/// The arguments of the first reservation, whatever it costs.
pub fn reserve_args(asset: Asset, hours: u16) -> ReserveArgs {
    ReserveArgs { number: number(0), hours, asset, max_total: u64::MAX, cluster: text("cluster") }
}

/// The renter reserves for some hours, whatever they cost.
pub fn reserve(asset: Asset, hours: u16) -> Instruction {
    reserve_with(reserve_args(asset, hours))
}

/// The renter reserves.
pub fn reserve_with(args: ReserveArgs) -> Instruction {
    let payment = payment(args.asset);
    market::reserve(address("renter"), address("rent payer"), device(), usdc::MINT, payment, args)
}

/// The supplier starts.
pub fn start(asset: Asset) -> Instruction {
    market::start(address("supplier"), &rental(asset))
}

/// The renter extends, whatever it costs.
pub fn extend(asset: Asset, hours: u16) -> Instruction {
    extend_within(asset, hours, u64::MAX)
}

/// The renter extends.
pub fn extend_within(asset: Asset, hours: u16, max_total: u64) -> Instruction {
    market::extend(address("renter"), &rental(asset), payment(asset), hours, max_total)
}

/// The supplier or the renter claims into its own token account.
pub fn claim(name: &str, asset: Asset) -> Instruction {
    market::claim(address(name), &rental(asset), account_of(name, asset))
}

/// Somebody completes it, and the supplier is paid.
pub fn complete(asset: Asset) -> Instruction {
    market::complete(&rental(asset), Some(account_of("supplier", asset)))
}

/// Somebody expires it, and the renter is paid.
pub fn expire(asset: Asset) -> Instruction {
    market::expire(&rental(asset), Some(account_of("renter", asset)))
}

/// The renter terminates it, and both are paid.
pub fn terminate(asset: Asset) -> Instruction {
    let suppliers = account_of("supplier", asset);
    market::terminate(address("renter"), &rental(asset), account_of("renter", asset), Some(suppliers))
}

/// Two attestors report a failure, and the renter is paid.
pub fn fail(asset: Asset) -> Instruction {
    let renters = account_of("renter", asset);
    let (first, further) = (address("attestor 1"), [address("attestor 2")]);
    market::report_failure(first, &further, &rental(asset), Some(renters), 3, text("evidence"))
}

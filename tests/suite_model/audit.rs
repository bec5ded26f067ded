//! What has to hold after each deed, read from the accounts as they are stored.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token;
use anyhow::{Result, ensure};
use io_app::market::{self, Asset};
use io_app::statement::{self, acts};
use io_app::{costake, emission, stake, token, treasury, usdc};
use io_emission::state::{Lease, Pool};
use io_market::state::{Listing, Reservation};
use io_stake::state::{Case, Device, Position, Rewards};
use io_tests::{Receipt, World};
use io_token::state::Allocation;
use solana_account::ReadableAccount;
use solana_program_pack::Pack;

use crate::cast::names;
use crate::deeds::{Accounts, all};

/// Base units of every token account, by owner and mint.
pub type Purses = BTreeMap<(Pubkey, Pubkey), i128>;

/// What everybody has.
pub fn purses(accounts: &Accounts) -> Purses {
    let mut purses = Purses::new();
    for account in accounts.values() {
        if *account.owner() == spl_token::ID
            && account.data().len() == spl_token::state::Account::LEN
            && let Ok(held) = spl_token::state::Account::unpack(account.data())
        {
            *purses.entry((held.owner, held.mint)).or_default() += i128::from(held.amount);
        }
    }
    purses
}

/// Whatever was earned, paid or burned is in the events: nobody's balances have changed but by what they say.
pub fn movements(before: &Purses, after: &Purses, receipt: &Receipt) -> Result<()> {
    let mut said = Purses::new();
    for event in receipt.told() {
        for moved in acts(&event, |_| None).into_iter().filter_map(|act| act.moved) {
            let mint = match moved.asset {
                statement::Asset::Io => token::MINT,
                statement::Asset::Usdc => usdc::MINT,
                statement::Asset::Sol => continue,
            };
            *said.entry((moved.party, mint)).or_default() += moved.amount;
        }
    }
    for (person, name) in names() {
        for mint in [token::MINT, usdc::MINT] {
            let at = (*person, mint);
            let of = |purses: &Purses| purses.get(&at).copied().unwrap_or_default();
            let moved = of(after) - of(before);
            ensure!(moved == of(&said), "{name} has {moved} more of {mint}, and the events say {}", of(&said));
        }
    }
    Ok(())
}

/// Everything that holds at any time, of a world and of all its accounts.
pub fn books(world: &World, accounts: &Accounts, purses: &Purses, dollars: i128) -> Result<()> {
    coins(world, purses, dollars)?;
    vesting(world, accounts)?;
    stakes(world, accounts)?;
    rewards(world, accounts)?;
    leases(world, accounts)?;
    rentals(world, accounts)?;
    settings(world)
}

/// IO is what was minted less what was burned, and dollars are as many as there were.
fn coins(world: &World, purses: &Purses, dollars: i128) -> Result<()> {
    let of = |mint: Pubkey| purses.iter().filter(|((_, of), _)| *of == mint).map(|(_, amount)| amount).sum::<i128>();
    let (config, ledger) = (world.config(), world.burn_ledger());
    let supply = i128::from(world.supply());
    ensure!(of(token::MINT) == supply, "{} IO in the accounts, {supply} in all", of(token::MINT));
    let minted = 500_000_000 * 100_000_000 + i128::from(config.emission_minted);
    ensure!(supply == minted - i128::from(ledger.total), "{supply} of {minted} minted and {} burned", ledger.total);
    ensure!(ledger.invariant().is_ok() && config.invariant().is_ok(), "the token's books");
    ensure!(of(usdc::MINT) == dollars, "{} of {dollars} dollars", of(usdc::MINT));
    Ok(())
}

/// The vault of the allocations holds what is not released, and every one of them knows what was.
fn vesting(world: &World, accounts: &Accounts) -> Result<()> {
    let allocations: Vec<(Pubkey, Allocation)> = all(accounts, token::ID);
    let of = |amount: fn(&Allocation) -> u64| allocations.iter().map(|(_, it)| amount(it)).sum::<u64>();
    let (total, released) = (of(|it| it.total), of(|it| it.released));
    ensure!(world.config().released == released, "{released} were released");
    ensure!(world.balance(token::VAULT) == total - released, "{} are left to vest", total - released);
    ensure!(allocations.iter().all(|(_, allocation)| allocation.invariant().is_ok()), "an allocation");
    Ok(())
}

/// Every vault covers what is staked, by owners and by others, to the base unit: nobody sends them gifts here.
fn stakes(world: &World, accounts: &Accounts) -> Result<()> {
    let cases: Vec<(Pubkey, Case)> = all(accounts, stake::ID);
    let positions: Vec<(Pubkey, Position)> = all(accounts, stake::ID);
    for (at, device) in all::<Device>(accounts, stake::ID) {
        ensure!(device.invariant().is_ok(), "{device:?}");
        ensure!(world.balance(device.vault) == device.total(), "the vault of {at}");
        let of_it: Vec<&Case> = cases.iter().map(|(_, case)| case).filter(|case| case.device == at).collect();
        let frozen: u64 = of_it.iter().map(|case| case.frozen - case.costake).sum();
        let others: u64 = of_it.iter().map(|case| case.costake).sum();
        ensure!((device.frozen, device.costake.frozen) == (frozen, others), "what cases freeze of {at}");
        ensure!(device.open_cases as usize == of_it.len(), "the cases of {at}");
        ensure!(of_it.iter().all(|case| case.invariant().is_ok()), "a case of {at}");
        let costake = device.costake;
        let vault = costake::vault_address(at);
        let held = if world.is_gone(vault) { 0 } else { world.balance(vault) };
        ensure!(held == costake.amount + costake.dust, "{held} of the co-stake {costake:?}");
        let of_it = || positions.iter().map(|(_, position)| position).filter(|position| position.device == at);
        let earning: u64 = of_it().map(|position| position.shares).sum();
        let cooling: u64 = of_it().map(|position| position.cooling.total()).sum();
        ensure!((costake.shares, costake.cooling) == (earning + cooling, cooling), "the shares of {costake:?}");
        ensure!(of_it().all(|position| position.invariant().is_ok()), "a position behind {at}");
    }
    Ok(())
}

/// What devices' co-stakers were paid is in the vaults, and covers what they have earned.
fn rewards(world: &World, accounts: &Accounts) -> Result<()> {
    let all_rewards: Vec<(Pubkey, Rewards)> = all(accounts, stake::ID);
    let positions: Vec<(Pubkey, Position)> = all(accounts, stake::ID);
    for (asset, mint) in [(0, token::MINT), (1, usdc::MINT)] {
        let held: u64 = all_rewards.iter().map(|(_, rewards)| rewards.streams[asset].held).sum();
        ensure!(world.balance(costake::reward_vault_address(mint)) == held, "{held} of rewards in asset {asset}");
        for (_, rewards) in &all_rewards {
            let of_it = positions.iter().map(|(_, position)| position).filter(|it| it.device == rewards.device);
            let owed: u64 = of_it.map(|position| position.earned[asset].owed).sum();
            let stream = &rewards.streams[asset];
            ensure!(owed + stream.unshared <= stream.held, "{owed} owed of {stream:?}");
        }
    }
    for (_, rewards) in &all_rewards {
        let positions = positions.iter().filter(|(_, position)| position.device == rewards.device).count();
        ensure!(rewards.invariant().is_ok() && rewards.positions as usize == positions, "{rewards:?}");
        let shares = world.device(rewards.device).costake.active_shares();
        ensure!(rewards.shares == shares, "{} of {shares} shares earn", rewards.shares);
    }
    Ok(())
}

/// The emission's vault holds what was minted and is not paid or burned, and it covers what every lease is owed.
fn leases(world: &World, accounts: &Accounts) -> Result<()> {
    let pools: Vec<(Pubkey, Pool)> = all(accounts, emission::ID);
    let leases: Vec<(Pubkey, Lease)> = all(accounts, emission::ID);
    let minted = |pool: &Pool| i128::from(pool.distributed) - i128::from(pool.unminted);
    let spent = |pool: &Pool| i128::from(pool.paid) + i128::from(pool.burned);
    // While minting is paused, a pool may pay out of what another one has minted.
    let held: i128 = pools.iter().map(|(_, pool)| minted(pool) - spent(pool)).sum();
    ensure!(i128::from(world.reward_vault()) == held, "{held} of the emission");
    let minted: i128 = pools.iter().map(|(_, pool)| minted(pool)).sum();
    ensure!(i128::from(world.config().emission_minted) == minted, "{minted} of the emission were minted");
    for (_, pool) in &pools {
        let of_it = leases.iter().map(|(_, lease)| lease).filter(|lease| lease.pool == pool.number);
        let owed: u64 = of_it.map(|lease| lease.owed + lease.shared).sum();
        ensure!(pool.owed == owed && pool.invariant().is_ok(), "{owed} are owed by pool {}", pool.number);
    }
    ensure!(leases.iter().all(|(_, lease)| lease.invariant().is_ok()), "a lease");
    Ok(())
}

/// The escrows hold what reservations owe somebody, to the base unit.
fn rentals(world: &World, accounts: &Accounts) -> Result<()> {
    let reservations: Vec<(Pubkey, Reservation)> = all(accounts, market::ID);
    for asset in [Asset::Io, Asset::Usdc] {
        let of_it = reservations.iter().map(|(_, reservation)| reservation).filter(|it| it.asset() == asset);
        let held: u64 = of_it.map(Reservation::held).sum();
        let escrow = market::escrow_address(market::mint_of(asset, usdc::MINT));
        ensure!(world.balance(escrow) == held, "{held} of {} in the escrow of {asset:?}", world.balance(escrow));
    }
    ensure!(reservations.iter().all(|(_, reservation)| reservation.invariant().is_ok()), "a reservation");
    let listings: Vec<(Pubkey, Listing)> = all(accounts, market::ID);
    ensure!(listings.iter().all(|(_, listing)| listing.invariant().is_ok()), "a listing");
    Ok(())
}

fn settings(world: &World) -> Result<()> {
    ensure!(world.staking_config().invariant().is_ok(), "the settings of io-stake");
    ensure!(world.emission_config().invariant().is_ok(), "the settings of io-emission");
    ensure!(world.market_config().invariant().is_ok(), "the settings of io-market");
    ensure!(world.treasury_config().invariant().is_ok(), "the settings of io-treasury");
    for purse in [treasury::IO_PURSE, treasury::purse_address(usdc::MINT)] {
        ensure!(world.balance(purse) == 0, "something lies in a purse of the treasury");
    }
    Ok(())
}

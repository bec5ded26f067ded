//! The largest arguments, and states that no sequence of calls leads to.

use std::mem::{offset_of, size_of};

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::{self, error::TokenError};
use io_app::costake::{self, IO};
use io_stake::{
    error::IoStakeError,
    state::{Costake, Device, Earned, Position, Rewards, Stream},
};
use io_tests::{
    World,
    costake::{COSTAKE, DAY, HOLDER, LATE, RELEASES, SECOND, account_of, calls, position_of, reward_vault},
    keypair,
    stake::{COOLDOWN, TODAY, calls as staking, rig},
    treasury::io_of,
};

/// Anchor's discriminator comes before the fields.
const DISCRIMINATOR: usize = 8;

/// Writes a field where only the program can write.
fn write(world: &mut World, account: Pubkey, field: usize, bytes: &[u8]) {
    let mut stored = world.account(account).expect("the account exists");
    let start = DISCRIMINATOR + field;
    stored.data[start..start + bytes.len()].copy_from_slice(bytes);
    world.put(account, stored);
}

fn costake_field(field: usize) -> usize {
    offset_of!(Device, costake) + field
}

#[test]
fn the_largest_arguments() {
    let mut world = World::rewarded();
    world.refuse_code(calls::add(LATE, u64::MAX), &[&keypair(LATE)], TokenError::InsufficientFunds as u32);
    world.not_by(HOLDER, calls::unstake(HOLDER, u64::MAX), IoStakeError::ExceedsShares);
    world.not_by("depositor", calls::deposit(IO, u64::MAX), IoStakeError::Overflow);
    world.by("supplier", calls::limit(u64::MAX));
}

#[test]
fn as_much_as_can_be_counted_and_no_more() {
    // More IO than there can ever be.
    let mut world = World::open_to_costake();
    world.by("supplier", calls::limit(u64::MAX));
    world.give_to(io_of(HOLDER), u64::MAX - 1);
    world.by(HOLDER, calls::add(HOLDER, u64::MAX - 1));
    assert_eq!(world.costake().shares, u64::MAX - 1);
    assert_eq!(world.device(rig()).counted(), 2 * io_tests::stake::STAKE);
    // Elsewhere there are two base units of those that are in the vault.
    world.give_to(io_of(LATE), 2);
    let vault = costake::vault_address(rig());
    world.give_to(vault, 0);
    world.not_by(LATE, calls::add(LATE, 2), IoStakeError::Overflow);

    // What is paid in beside it.
    let mut world = World::costaked();
    world.give_to(account_of("depositor", IO), u64::MAX);
    world.by("depositor", calls::deposit(IO, u64::MAX - 5));
    world.give_to(account_of("depositor", IO), 10);
    world.not_by("depositor", calls::deposit(IO, 6), IoStakeError::Overflow);
    world.give_to(reward_vault(IO), 0);
    world.give_to(account_of("depositor", IO), 5);
    world.by("depositor", calls::deposit(IO, 5));
    assert_eq!(world.stream(IO).held, u64::MAX);
    world.give_to(reward_vault(IO), u64::MAX);
    world.set_time(RELEASES + DAY);
    world.give_to(account_of(HOLDER, IO), 0);
    let amount = world.claims(HOLDER, IO);
    let exact = u128::from(u64::MAX) * u128::from(COSTAKE) / u128::from(world.costake().shares);
    assert!(exact - u128::from(amount) <= 1, "{amount} of {exact}");
}

#[test]
fn one_share_may_earn_all_there_is() {
    let mut world = World::open_to_costake();
    world.by(HOLDER, calls::add(HOLDER, 1));
    world.give_to(account_of("depositor", IO), u64::MAX);
    world.by("depositor", calls::deposit(IO, u64::MAX));
    world.set_time(RELEASES + DAY);
    world.give_to(io_of(HOLDER), 0);
    assert_eq!(world.claims(HOLDER, IO), u64::MAX);
    assert_eq!(world.stream(IO).per_share.get(), u128::from(u64::MAX) << 64);
}

#[test]
fn a_cooldown_beyond_the_end_of_time() {
    let mut world = World::costaked();
    world.set_time(i64::MAX - COOLDOWN + 1);
    world.not_by(HOLDER, calls::unstake(HOLDER, 1), IoStakeError::Overflow);
    world.set_time(i64::MAX - COOLDOWN);
    world.by(HOLDER, calls::unstake(HOLDER, 1));
    world.set_time(i64::MAX);
    world.by(HOLDER, calls::withdraw(HOLDER));
}

#[test]
fn clocks_before_1970() {
    let mut world = World::rewarded();
    for time in [-1, i64::MIN] {
        world.set_time(time);
        world.by("depositor", calls::deposit(IO, 5));
    }
    assert_eq!(world.stream(IO).through, TODAY, "time never runs backwards");
}

#[test]
fn a_vault_that_does_not_cover_the_co_stake() {
    let mut world = World::costaked();
    let vault = costake::vault_address(rig());
    let held: spl_token::state::Account = world.packed(vault);
    world.put_packed(vault, spl_token::state::Account { amount: held.amount - 1, ..held });
    world.not_by(HOLDER, calls::add(HOLDER, 5), IoStakeError::InvariantViolated);
    world.by(HOLDER, calls::unstake(HOLDER, 5));
    world.set_time(TODAY + COOLDOWN);
    world.not_by(HOLDER, calls::withdraw(HOLDER), IoStakeError::InvariantViolated);
    world.donate_costake(1);
    world.by(HOLDER, calls::withdraw(HOLDER));
}

#[test]
fn books_that_do_not_balance() {
    let all = World::costaked().costake().shares;
    for (field, value) in [
        (offset_of!(Costake, amount), all + 1),
        (offset_of!(Costake, cooling), all + 1),
        (offset_of!(Costake, frozen), all + 1),
        (offset_of!(Costake, open), 2),
    ] {
        let mut world = World::costaked();
        write(&mut world, rig(), costake_field(field), &value.to_le_bytes());
        world.not_by("supplier", calls::limit(5), IoStakeError::InvariantViolated);
        world.not_by("supplier", staking::stake(5), IoStakeError::InvariantViolated);
    }
    // Frozen without a case, and shares without accounts for them.
    let mut world = World::costaked();
    write(&mut world, rig(), costake_field(offset_of!(Costake, frozen)), &1u64.to_le_bytes());
    world.not_by("supplier", staking::stake(5), IoStakeError::InvariantViolated);
    let mut world = World::costaked();
    write(&mut world, rig(), costake_field(offset_of!(Costake, open)), &[0]);
    world.not_by("supplier", staking::stake(5), IoStakeError::InvariantViolated);
    assert_eq!(size_of::<Costake>(), 56);
}

#[test]
fn rewards_and_positions_of_another_version() {
    let mut world = World::rewarded();
    write(&mut world, costake::rewards_address(rig()), offset_of!(Rewards, version), &[2]);
    world.not_by("depositor", calls::deposit(IO, 5), IoStakeError::InvariantViolated);
    let mut world = World::rewarded();
    write(&mut world, position_of(HOLDER), offset_of!(Position, version), &[2]);
    world.not_by(HOLDER, calls::unstake(HOLDER, 5), IoStakeError::InvariantViolated);
    world.by(SECOND, calls::unstake(SECOND, 5));
}

#[test]
fn more_owed_than_is_held() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    let owed = offset_of!(Position, earned) + offset_of!(Earned, owed);
    write(&mut world, position_of(HOLDER), owed, &10_000_000u64.to_le_bytes());
    world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::InvariantViolated);
    let unshared = offset_of!(Rewards, streams) + offset_of!(Stream, unshared);
    let mut world = World::rewarded();
    write(&mut world, costake::rewards_address(rig()), unshared, &10_000_000u64.to_le_bytes());
    world.not_by("supplier", calls::claim_unshared(IO), IoStakeError::InvariantViolated);
    world.not_by("depositor", calls::deposit(IO, 5), IoStakeError::InvariantViolated);
}

#[test]
fn a_position_that_has_seen_more_than_there_was() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    let per_share = offset_of!(Position, earned) + offset_of!(Earned, per_share);
    write(&mut world, position_of(HOLDER), per_share, &u128::MAX.to_le_bytes());
    world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::Overflow);
}

#[test]
fn more_positions_than_can_be_counted() {
    let mut world = World::costaked();
    write(&mut world, costake::rewards_address(rig()), offset_of!(Rewards, positions), &u32::MAX.to_le_bytes());
    world.not_by(LATE, calls::add(LATE, 5), IoStakeError::Overflow);
    world.by(HOLDER, calls::add(HOLDER, 5));
}

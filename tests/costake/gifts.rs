//! What is sent to the vaults without being asked moves no price and is nobody's gain.

use io_app::{
    costake::{self, IO},
    stake::ID,
};
use io_stake::events::CostakeClosed;
use io_tests::{
    World, address,
    costake::{
        ASSETS, COSTAKE, DAY, FUNDS, HOLDER, LATE, RELEASES, REWARD, SECONDS_COSTAKE, Shared, account_of, calls, part,
        reward_vault,
    },
    stake::{COOLDOWN, TODAY, rig},
    treasury::io_of,
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

#[test]
fn the_first_in_gains_nothing_by_making_shares_dear() {
    // One base unit, then a fortune sent to the vault: the next one's base units still buy a share each.
    let mut world = World::open_to_costake();
    world.by(HOLDER, calls::add(HOLDER, 1));
    world.donate_costake(1_000_000_000_000);
    world.by(LATE, calls::add(LATE, 999));
    assert_eq!((world.position(HOLDER).shares, world.position(LATE).shares), (1, 999));
    world.by(HOLDER, calls::unstake(HOLDER, 1));
    world.by(LATE, calls::unstake(LATE, 999));
    world.set_time(TODAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world.by(LATE, calls::withdraw(LATE));
    assert_eq!((world.balance(io_of(HOLDER)), world.balance(io_of(LATE))), (FUNDS, FUNDS));
    let nobodys = Shared { amount: 0, shares: 0, cooling: 0, frozen: 0, dust: 0, vault: 1_000_000_000_000 };
    assert_eq!(world.shared(), nobodys);
}

#[test]
fn a_vault_that_was_filled_before_anybody_came_is_no_ones_head_start() {
    let mut world = World::open_to_costake();
    world.donate_costake(5_000);
    world.by(HOLDER, calls::add(HOLDER, 7));
    let books = Shared { amount: 7, shares: 7, cooling: 0, frozen: 0, dust: 0, vault: 5_007 };
    assert_eq!(world.shared(), books);
    world.by(HOLDER, calls::unstake(HOLDER, 7));
    world.set_time(TODAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world.by(HOLDER, calls::close_position(HOLDER));
    let close = costake::close(address("supplier"), rig(), Some(io_of("heir")));
    assert_eq!(world.by("supplier", close).event::<CostakeClosed>(&ID).surplus, 5_000);
}

#[test]
fn a_gift_to_the_vault_of_an_asset_is_not_a_reward() {
    let mut world = World::rewarded();
    world.give_io(reward_vault(IO), 1_000_000);
    world.issue_usdc(reward_vault(1), 1_000_000);
    world.set_time(RELEASES + DAY);
    for asset in ASSETS {
        assert_eq!(world.claims(HOLDER, asset), part(REWARD, COSTAKE, BOTH));
        assert_eq!(world.balance(reward_vault(asset)) - world.stream(asset).held, 1_000_000);
    }
}

#[test]
fn whoever_comes_just_before_a_payment_and_goes_just_after_it_has_nothing() {
    // Ten times as much as the others together, for the second of the payment.
    let mut world = World::costaked();
    world.by("supplier", calls::limit(u64::MAX));
    world.set_time(TODAY + 10);
    world.by(LATE, calls::add(LATE, 4_000_000));
    world.by("depositor", calls::deposit(IO, REWARD));
    world.by(LATE, calls::unstake(LATE, 4_000_000));
    world.set_time(RELEASES + DAY);
    world.not_by(LATE, calls::claim(LATE, IO), io_stake::error::IoStakeError::NothingToClaim);
    assert_eq!(world.claims(HOLDER, IO), part(REWARD, COSTAKE, BOTH));
}

#[test]
fn whoever_comes_just_after_a_payment_earns_for_the_time_it_stays() {
    // A second at a time: an hour of the day is a 24th of it for everybody alike.
    let mut world = World::rewarded();
    world.set_time(RELEASES);
    world.by(LATE, calls::add(LATE, BOTH));
    world.set_time(RELEASES + 3_600);
    world.by(LATE, calls::unstake(LATE, BOTH));
    world.set_time(RELEASES + DAY);
    let hour = part(REWARD / 24, BOTH, 2 * BOTH);
    assert_eq!(world.claims(LATE, IO), hour);
    assert_eq!(world.balance(account_of(LATE, IO)), FUNDS - BOTH + hour);
}

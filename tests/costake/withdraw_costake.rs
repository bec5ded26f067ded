//! A holder is paid what its shares are worth once their cooldown has ended.

use anchor_spl::token::spl_token::error::TokenError;
use io_app::{
    costake::{self, USDC},
    stake::{AUTHORITY, ID},
};
use io_stake::{error::IoStakeError, events::CostakeWithdrawn};
use io_tests::{
    World, address,
    costake::{COSTAKE, FUNDS, HOLDER, SECOND, SECONDS_COSTAKE, Shared, account_of, calls, position_of},
    forgery::exchanged,
    keypair,
    stake::{COOLDOWN, TODAY, WINDOW, calls as staking, neighbours, rig},
    treasury::io_of,
};
use solana_instruction::error::InstructionError;

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

/// The holder has so many shares on their way out, since [`TODAY`].
fn cooling(shares: u64) -> World {
    let mut world = World::costaked();
    world.by(HOLDER, calls::unstake(HOLDER, shares));
    world
}

#[test]
fn pays_in_the_second_in_which_the_cooldown_ends() {
    let mut world = cooling(400);
    let before = world.shared();
    for time in [TODAY, TODAY + 1, TODAY + COOLDOWN - 1] {
        world.set_time(time);
        world.not_by(HOLDER, calls::withdraw(HOLDER), IoStakeError::NothingToWithdraw);
    }
    world.set_time(TODAY + COOLDOWN);

    let receipt = world.by(HOLDER, calls::withdraw(HOLDER));

    let expected = CostakeWithdrawn {
        device: rig(),
        holder: address(HOLDER),
        destination: io_of(HOLDER),
        shares: 400,
        amount: 400,
    };
    assert_eq!(receipt.event::<CostakeWithdrawn>(&ID), expected);
    let after = Shared { amount: BOTH - 400, shares: BOTH - 400, cooling: 0, vault: before.vault - 400, ..before };
    assert_eq!(world.shared(), after);
    assert_eq!(world.balance(io_of(HOLDER)), FUNDS - COSTAKE + 400);
    assert_eq!(world.position(HOLDER).cooling.total(), 0);
    world.not_by(HOLDER, calls::withdraw(HOLDER), IoStakeError::NothingToWithdraw);
}

#[test]
fn pays_later_too() {
    for late in [1, COOLDOWN, 100 * 365 * 86_400] {
        let mut world = cooling(COSTAKE);
        world.set_time(TODAY + COOLDOWN + late);
        world.by(HOLDER, calls::withdraw(HOLDER));
        assert_eq!(world.balance(io_of(HOLDER)), FUNDS);
        assert_eq!(world.shared().vault, SECONDS_COSTAKE);
    }
}

#[test]
fn pays_each_cooldown_in_its_own_time_and_ended_ones_together() {
    let mut world = World::costaked();
    for (second, shares) in [(0, 100), (10, 20), (20, 3)] {
        world.set_time(TODAY + second);
        world.by(HOLDER, calls::unstake(HOLDER, shares));
    }
    world.set_time(TODAY + COOLDOWN + 9);
    let receipt = world.by(HOLDER, calls::withdraw(HOLDER));
    assert_eq!(receipt.event::<CostakeWithdrawn>(&ID).amount, 100);
    world.set_time(TODAY + COOLDOWN + 20);
    let receipt = world.by(HOLDER, calls::withdraw(HOLDER));
    assert_eq!(receipt.event::<CostakeWithdrawn>(&ID).amount, 23);
}

#[test]
fn shares_that_count_are_not_paid() {
    let mut world = World::costaked();
    world.set_time(TODAY + 10 * COOLDOWN);
    world.not_by(HOLDER, calls::withdraw(HOLDER), IoStakeError::NothingToWithdraw);
}

#[test]
fn not_while_a_case_freezes_co_stake() {
    let mut world = cooling(400);
    world.by("slasher", staking::open(0, 1_000));
    world.by("supplier", staking::appeal(0));
    world.set_time(TODAY + COOLDOWN);
    world.not_by(HOLDER, calls::withdraw(HOLDER), IoStakeError::CaseIsOpen);
    world.by("arbiter", staking::resolve(0, 0));
    world.by(HOLDER, calls::withdraw(HOLDER));
    assert_eq!(world.balance(io_of(HOLDER)), FUNDS - COSTAKE + 400);
}

#[test]
fn the_last_to_leave_takes_all_that_is_left() {
    let mut world = cooling(COSTAKE);
    world.by(SECOND, calls::unstake(SECOND, SECONDS_COSTAKE));
    world.set_time(TODAY + COOLDOWN);
    for name in [HOLDER, SECOND] {
        world.by(name, calls::withdraw(name));
        assert_eq!(world.balance(io_of(name)), FUNDS);
    }
    assert_eq!(world.shared(), Shared { amount: 0, shares: 0, cooling: 0, frozen: 0, dust: 0, vault: 0 });
}

#[test]
fn only_the_holder_withdraws() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    for name in ["supplier", "admin", SECOND] {
        let theft = exchanged(
            &costake::withdraw(address(name), rig(), io_of(HOLDER)),
            costake::position_address(rig(), address(name)),
            position_of(HOLDER),
        );
        world.not_by(name, theft, IoStakeError::NotHolder);
    }
}

#[test]
fn the_holder_says_where_to() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    world.by(HOLDER, costake::withdraw(address(HOLDER), rig(), io_of("heir")));
    assert_eq!((world.balance(io_of("heir")), world.balance(io_of(HOLDER))), (400, FUNDS - COSTAKE));
}

#[test]
fn never_pays_into_the_vault_it_pays_from() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    let circle = costake::withdraw(address(HOLDER), rig(), costake::vault_address(rig()));
    world.not_by(HOLDER, circle, IoStakeError::NotTheVault);
}

#[test]
fn pays_out_of_the_devices_own_vault() {
    let mut world = cooling(400);
    world.by("neighbour", costake::open(address("neighbour"), neighbours(), 1_000));
    world.set_time(TODAY + COOLDOWN);
    let vault = costake::vault_address(rig());
    let doubled = world.doubled(vault);
    let own = io_app::stake::vault_address(rig());
    for another in [costake::vault_address(neighbours()), doubled, own, address("nobody")] {
        world.not_by(HOLDER, exchanged(&calls::withdraw(HOLDER), vault, another), IoStakeError::NotTheVault);
    }
    let forgery = exchanged(&calls::withdraw(HOLDER), AUTHORITY, address("thief"));
    world.not_by(HOLDER, forgery, IoStakeError::NotTheAuthority);
}

#[test]
fn pays_io_into_a_token_account_only() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    let to = |destination| costake::withdraw(address(HOLDER), rig(), destination);
    let holder = [&keypair(HOLDER)];
    world.refuse_code(to(account_of(HOLDER, USDC)), &holder, TokenError::MintMismatch as u32);
    let forged = world.forged(io_of(HOLDER));
    world.refuse_with(to(forged), &holder, InstructionError::ExternalAccountDataModified);
    world.by(HOLDER, calls::withdraw(HOLDER));
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = cooling(400);
    world.pause_staking();
    world.pause();
    world.set_time(TODAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
}

#[test]
fn a_slash_during_the_cooldown_reaches_what_cools_like_everything_else() {
    // A tenth of everything: 140,001 of 1,400,013, of which the co-stake's part is 40,000, rounded down.
    let mut world = cooling(COSTAKE);
    world.by("slasher", staking::open(0, 140_001));
    assert_eq!(world.case(0).costake, 40_000);
    world.set_time(TODAY + WINDOW);
    world.not_by(HOLDER, calls::withdraw(HOLDER), IoStakeError::CaseIsOpen);
    world.accept(calls::execute(0), &[]);

    let receipt = world.by(HOLDER, calls::withdraw(HOLDER));

    // 300,007 × 360,010 / 400,010 is 270,007.05; the base unit of the fraction is nobody's.
    let event = receipt.event::<CostakeWithdrawn>(&ID);
    assert_eq!((event.shares, event.amount), (COSTAKE, 270_007));
    let left = Shared {
        amount: 360_010 - 270_008,
        shares: SECONDS_COSTAKE,
        cooling: 0,
        frozen: 0,
        dust: 1,
        vault: 360_010 - 270_007,
    };
    assert_eq!(world.shared(), left);
}

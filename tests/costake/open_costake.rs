//! The owner opens its device for co-stake.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token;
use io_app::{
    costake::{self, IO},
    stake::{self, AUTHORITY, ID},
    token::MINT,
};
use io_stake::{
    error::IoStakeError,
    events::CostakeOpened,
    state::{Costake, Rewards},
};
use io_tests::{
    World, address,
    costake::{HOLDER, LIMIT, calls},
    forgery::exchanged,
    keypair,
    stake::{TODAY, device_args, neighbours, purse, rig, text},
};
use solana_account::Account;
use solana_program_pack::Pack;

#[test]
fn creates_the_vault_and_the_books_of_the_rewards() {
    let mut world = World::before_costake();
    let lamports = world.lamports(address("supplier"));

    let receipt = world.by("supplier", calls::open(LIMIT));

    let expected = CostakeOpened { device: rig(), owner: address("supplier"), limit: LIMIT };
    assert_eq!(receipt.event::<CostakeOpened>(&ID), expected);
    assert_eq!(world.costake(), Costake { limit: LIMIT, open: 1, ..Costake::default() });
    let rewards = world.rewards();
    let vault = costake::vault_address(rig());
    assert_eq!((rewards.version, rewards.positions), (1, 0));
    assert_eq!((rewards.device, rewards.vault), (rig(), vault));
    let derived = |seed: &[u8]| Pubkey::find_program_address(&[seed, rig().as_ref()], &ID);
    assert_eq!(derived(b"rewards"), (costake::rewards_address(rig()), rewards.bump));
    assert_eq!(derived(b"costake_vault"), (vault, rewards.vault_bump));
    for stream in rewards.streams {
        assert_eq!((stream.through, stream.paid_in, stream.rest), (TODAY, [0; 25], 0));
        assert_eq!((stream.per_share.get(), stream.held, stream.unshared), (0, 0, 0));
    }
    let held: spl_token::state::Account = world.packed(vault);
    assert_eq!((held.mint, held.owner, held.amount), (MINT, AUTHORITY, 0));
    assert_eq!((held.delegate, held.close_authority), (None.into(), None.into()));
    let rent = world.rent(Rewards::SIZE) + world.rent(spl_token::state::Account::LEN);
    assert_eq!(world.lamports(address("supplier")), lamports - rent);
    // Not the neighbour's.
    assert_eq!(world.device(neighbours()).costake, Costake::default());
}

#[test]
fn any_limit_is_one() {
    for limit in [0, 1, u64::MAX] {
        let mut world = World::before_costake();
        world.by("supplier", calls::open(limit));
        assert_eq!(world.costake().limit, limit);
    }
}

#[test]
fn happens_once_until_it_is_closed() {
    let mut world = World::open_to_costake();
    world.not_by("supplier", calls::open(LIMIT), IoStakeError::CostakeIsOpen);
    world.by("supplier", calls::close());
    world.by("supplier", calls::open(5));
    assert_eq!(world.costake(), Costake { limit: 5, open: 1, ..Costake::default() });
}

#[test]
fn only_the_owner_opens() {
    let mut world = World::before_costake();
    for name in ["neighbour", "admin", HOLDER] {
        world.fund(address(name), 1_000_000_000);
        world.not_by(name, costake::open(address(name), rig(), LIMIT), IoStakeError::NotOwner);
    }
}

#[test]
fn not_before_co_stakers_can_be_paid_in_both_assets() {
    let mut world = World::staked();
    world.not_by("supplier", calls::open(LIMIT), IoStakeError::AssetsMissing);
    world.found_usdc();
    world.all_by(&["admin", "payer"], costake::add_asset(address("admin"), address("payer"), MINT));
    world.not_by("supplier", calls::open(LIMIT), IoStakeError::AssetsMissing);
    let usdc = costake::add_asset(address("admin"), address("payer"), io_app::usdc::MINT);
    world.all_by(&["admin", "payer"], usdc);
    world.by("supplier", calls::open(LIMIT));
}

#[test]
fn a_device_without_stake_can_be_opened() {
    let mut world = World::before_costake();
    world.by("supplier", stake::register(address("supplier"), Some(purse("supplier")), device_args("second rig", 0)));
    let second = stake::device_address(address("supplier"), &text("second rig"));
    world.by("supplier", costake::open(address("supplier"), second, LIMIT));
    world.by(HOLDER, costake::add(address(HOLDER), second, io_tests::costake::account_of(HOLDER, IO), 100));
    assert_eq!(world.device(second).counted(), 0, "there is nothing that it could double");
}

#[test]
fn a_pause_stops_it() {
    let mut world = World::before_costake();
    world.pause_staking();
    world.not_by("supplier", calls::open(LIMIT), IoStakeError::Paused);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::before_costake();
    for address in [costake::rewards_address(rig()), costake::vault_address(rig())] {
        world.put(address, Account { lamports: 1, ..Account::default() });
    }
    world.by("supplier", calls::open(LIMIT));
    world.by(HOLDER, calls::add(HOLDER, 1));
}

#[test]
fn holds_io_only() {
    let mut world = World::before_costake();
    let foreign = world.foreign_mint(address("supplier"));
    let forgery = exchanged(&calls::open(LIMIT), MINT, foreign);
    world.refuse(forgery, &[&keypair("supplier")], IoStakeError::NotTheMint);
}

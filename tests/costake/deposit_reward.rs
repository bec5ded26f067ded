//! Anybody pays the co-stakers of a device.

use anchor_spl::token::spl_token::error::TokenError;
use io_app::{
    costake::{self, IO, USDC},
    stake::{self, ID},
    token, usdc,
};
use io_stake::{error::IoStakeError, events::RewardDeposited};
use io_tests::{
    World, address,
    costake::{
        ASSETS, COSTAKE, DAY, FUNDS, HOLDER, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, account_of, calls, mint_of,
        reward_vault,
    },
    forgery::exchanged,
    keypair,
    stake::{TODAY, neighbours, rig},
};

/// Place of the hour that ends at [`RELEASES`].
const PLACE: usize = ((RELEASES / 3_600 - 1) % 25) as usize;

#[test]
fn books_it_in_the_hour_and_releases_nothing_of_it_yet() {
    for asset in ASSETS {
        let mut world = World::costaked();

        let receipt = world.by("depositor", calls::deposit(asset, REWARD));

        let expected = RewardDeposited { device: rig(), depositor: address("depositor"), asset, amount: REWARD };
        assert_eq!(receipt.event::<RewardDeposited>(&ID), expected);
        let stream = world.stream(asset);
        let mut paid_in = [0; 25];
        paid_in[PLACE] = REWARD;
        assert_eq!((stream.through, stream.paid_in, stream.rest), (TODAY, paid_in, 0));
        assert_eq!((stream.per_share.get(), stream.held, stream.unshared), (0, REWARD, 0));
        assert_eq!(world.balance(reward_vault(asset)), REWARD);
        assert_eq!(world.balance(account_of("depositor", asset)), FUNDS - REWARD);
        let other = world.stream(1 - asset);
        assert_eq!((other.held, other.paid_in), (0, [0; 25]));
    }
}

#[test]
fn whoever_tells_of_it_leaves_the_event_out() {
    let mut world = World::costaked();
    // An account that is left out is named by the program's own address.
    let silent = exchanged(&calls::deposit(IO, REWARD), stake::EVENT_AUTHORITY, ID);
    let receipt = world.by("depositor", silent);
    assert_eq!(receipt.events::<RewardDeposited>(&ID), []);
    assert_eq!((world.stream(IO).held, world.balance(reward_vault(IO))), (REWARD, REWARD));
}

#[test]
fn what_is_released_meanwhile_waits_to_be_divided() {
    let mut world = World::costaked();
    world.by("depositor", calls::deposit(IO, 86_400 * 5));
    world.set_time(RELEASES + 10);
    world.by("depositor", calls::deposit(IO, 3));
    let stream = world.stream(IO);
    assert_eq!((stream.current, stream.undivided, stream.per_share.get()), (86_400 * 5, 50, 0));
    // Whoever claims divides it, with what is due by then.
    world.set_time(RELEASES + 20);
    let claimed = world.claims(HOLDER, IO);
    assert_eq!(claimed, 100 * COSTAKE / (COSTAKE + SECONDS_COSTAKE));
    assert_eq!(world.stream(IO).undivided, 0);
}

#[test]
fn payments_of_an_hour_add_up() {
    let mut world = World::costaked();
    world.by("depositor", calls::deposit(IO, 5));
    world.set_time(RELEASES - 1);
    world.by("depositor", calls::deposit(IO, 7));
    assert_eq!(world.stream(IO).paid_in[PLACE], 12);
    // The next second belongs to the next hour.
    world.set_time(RELEASES);
    world.by("depositor", calls::deposit(IO, 11));
    assert_eq!((world.stream(IO).paid_in[PLACE], world.stream(IO).paid_in[(PLACE + 1) % 25]), (12, 11));
    assert_eq!(world.stream(IO).held, 23);
}

#[test]
fn both_assets_go_their_own_ways() {
    let mut world = World::costaked();
    world.by("depositor", calls::deposit(IO, 86_400 * 5));
    world.by("depositor", calls::deposit(USDC, 86_400 * 3));
    world.set_time(RELEASES + DAY);
    let [io, usdc] = ASSETS.map(|asset| world.claims(HOLDER, asset));
    let exact = |amount: u64| amount * COSTAKE / (COSTAKE + SECONDS_COSTAKE);
    assert_eq!([io, usdc], [exact(86_400 * 5), exact(86_400 * 3)]);
    assert_eq!([world.stream(IO).held, world.stream(USDC).held], [86_400 * 5 - io, 86_400 * 3 - usdc]);
}

#[test]
fn where_nobody_shares_nothing_is_taken() {
    let mut world = World::open_to_costake();
    world.not_by("depositor", calls::deposit(IO, REWARD), IoStakeError::NobodyShares);
    world.by(HOLDER, calls::add(HOLDER, 10));
    world.by(HOLDER, calls::unstake(HOLDER, 10));
    // What cools does not earn.
    world.not_by("depositor", calls::deposit(IO, REWARD), IoStakeError::NobodyShares);
    world.by(SECOND, calls::add(SECOND, 1));
    world.by("depositor", calls::deposit(IO, REWARD));
}

#[test]
fn nothing_is_no_payment_and_there_is_no_third_asset() {
    let mut world = World::costaked();
    world.not_by("depositor", calls::deposit(IO, 0), IoStakeError::ZeroAmount);
    for number in [2, 24, 255] {
        let io = account_of("depositor", IO);
        let deposit = costake::deposit(address("depositor"), rig(), io, token::MINT, number, 5);
        world.not_by("depositor", deposit, IoStakeError::NoSuchAsset);
    }
}

#[test]
fn an_asset_is_paid_into_its_own_vault() {
    let mut world = World::costaked();
    let depositor = [&keypair("depositor")];
    // The number says IO and the accounts say USDC, and the other way round.
    for (asset, mint) in [(IO, usdc::MINT), (USDC, token::MINT)] {
        let source = account_of("depositor", 1 - asset);
        let deposit = costake::deposit(address("depositor"), rig(), source, mint, asset, 5);
        world.not_by("depositor", deposit, IoStakeError::NotTheVault);
    }
    let wrong = costake::deposit(address("depositor"), rig(), account_of("depositor", USDC), mint_of(IO), IO, 5);
    world.refuse_code(wrong, &depositor, TokenError::MintMismatch as u32);
    let vaults = [costake::vault_address(rig()), stake::vault_address(rig()), account_of("thief", IO)];
    for another in vaults {
        let forgery = exchanged(&calls::deposit(IO, 5), reward_vault(IO), another);
        world.not_by("depositor", forgery, IoStakeError::NotTheVault);
    }
}

#[test]
fn pays_what_the_depositor_may_spend() {
    let mut world = World::costaked();
    let depositor = [&keypair("depositor")];
    let from = |source| costake::deposit(address("depositor"), rig(), source, mint_of(IO), IO, 5);
    world.refuse_code(from(account_of(HOLDER, IO)), &depositor, TokenError::OwnerMismatch as u32);
    // The vault of others' rewards, of the co-stake, of the stake.
    world.not_by("depositor", from(reward_vault(IO)), IoStakeError::NotTheVault);
    for vault in [costake::vault_address(rig()), stake::vault_address(rig())] {
        world.refuse_code(from(vault), &depositor, TokenError::OwnerMismatch as u32);
    }
    world.refuse_code(calls::deposit(IO, FUNDS + 1), &depositor, TokenError::InsufficientFunds as u32);
    assert_eq!(world.stream(IO).held, 0, "what was refused is not booked");
}

#[test]
fn of_the_device_and_nobody_elses() {
    let mut world = World::costaked();
    world.by("neighbour", costake::open(address("neighbour"), neighbours(), 1_000));
    let theirs = costake::rewards_address(neighbours());
    let forgery = exchanged(&calls::deposit(IO, 5), costake::rewards_address(rig()), theirs);
    world.not_by("depositor", forgery, IoStakeError::RewardsOfAnotherDevice);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::costaked();
    world.pause_staking();
    world.by("depositor", calls::deposit(IO, REWARD));
}

#[test]
fn tiny_payments_put_off_nothing() {
    // A base unit every 100 seconds, all day long, beside what somebody else paid.
    let mut quiet = World::rewarded();
    let mut noisy = quiet.clone();
    let mut now = TODAY;
    while now < RELEASES + DAY {
        now += 100;
        noisy.set_time(now);
        noisy.by("depositor", calls::deposit(IO, 1));
        if now % 7 == 0 {
            quiet.set_time(now);
            // Never less than without them.
            let (with, without) = (noisy.clone().earned(), quiet.clone().earned());
            assert!(with + 1 >= without, "{with} < {without}");
        }
    }
    quiet.set_time(RELEASES + DAY);
    noisy.set_time(RELEASES + DAY);
    assert!(noisy.earned() >= quiet.earned());
}

trait Earned {
    fn earned(&mut self) -> u64;
}

impl Earned for World {
    /// What the first holder would be paid now.
    fn earned(&mut self) -> u64 {
        match self.send(&[calls::claim(HOLDER, IO)], &[&keypair(HOLDER)]) {
            Ok(_) => self.position(HOLDER).earned[0].claimed,
            Err(_) => 0,
        }
    }
}

//! Which prices are believed, by both ways of buying alike.

use anchor_lang::{Discriminator, prelude::Pubkey, solana_program::instruction::Instruction};
use io_app::oracle::Posted;
use io_oracle::RECEIVER;
use io_tests::{
    World, address,
    dollars::{EXPONENT, price_account},
    forgery::exchanged,
    keypair,
    treasury::{
        CONFIDENCE, IO, OPENING, PRICE, sell,
        swaps::{bring, floor, swap, take},
    },
};
use io_treasury::error::IoTreasuryError::{self, *};
use pyth_solana_receiver_sdk::price_update::{PriceUpdateV2, VerificationLevel};

const SPENT: u64 = 100_000_000;

const GOOD: Posted = Posted { price: PRICE, confidence: CONFIDENCE, exponent: EXPONENT, published_at: OPENING };

fn both() -> [(Instruction, Vec<solana_keypair::Keypair>); 2] {
    // Enough IO for the floor whatever the price is.
    let swapped = swap(SPENT, 0, &[take(SPENT), bring(3 * floor(SPENT))]);
    [(sell(100 * IO), vec![keypair("seller")]), (swapped, vec![])]
}

#[track_caller]
fn accepted(prepare: impl Fn(&mut World)) {
    for (instruction, signers) in both() {
        let mut world = World::swapping();
        prepare(&mut world);
        world.accept(instruction, &signers.iter().collect::<Vec<_>>());
    }
}

#[track_caller]
fn refused(error: IoTreasuryError, prepare: impl Fn(&mut World)) {
    for (instruction, signers) in both() {
        let mut world = World::swapping();
        prepare(&mut world);
        let before = world.money();
        world.refuse(instruction, &signers.iter().collect::<Vec<_>>(), error);
        assert_eq!(world.money(), before);
    }
}

fn update(change: impl FnOnce(&mut PriceUpdateV2)) -> PriceUpdateV2 {
    let mut update = GOOD.update(address("price poster"));
    change(&mut update);
    update
}

#[test]
fn no_older_than_the_terms_say() {
    let aged = |seconds| move |world: &mut World| world.set_time(OPENING + seconds);
    for seconds in [0, 1, 59, 60] {
        accepted(aged(seconds));
    }
    refused(PriceTooOld, aged(61));
    refused(PriceTooOld, aged(1_000_000));
}

#[test]
fn no_further_ahead_than_it_may_be_old() {
    let ahead = |seconds| move |world: &mut World| world.post(Posted { published_at: OPENING + seconds, ..GOOD });
    accepted(ahead(1));
    accepted(ahead(60));
    refused(PriceFromTheFuture, ahead(61));
    refused(PriceFromTheFuture, ahead(i64::MAX - OPENING));
}

#[test]
fn no_wider_than_the_terms_say() {
    let wide = |confidence| move |world: &mut World| world.post(Posted { confidence, ..GOOD });
    for confidence in [0, 2_499_999, 2_500_000] {
        accepted(wide(confidence));
    }
    for confidence in [2_500_001, PRICE as u64, u64::MAX] {
        refused(PriceTooUncertain, wide(confidence));
    }
}

#[test]
fn positive() {
    for price in [0, -1, -PRICE, i64::MIN] {
        refused(PriceNotPositive, |world| world.post(Posted { price, confidence: 0, ..GOOD }));
    }
}

#[test]
fn with_an_exponent_that_prices_have() {
    accepted(|world| world.post(Posted { price: 2_500_000_000_000, confidence: 0, exponent: -12, ..GOOD }));
    accepted(|world| world.post(Posted { price: 2, confidence: 0, exponent: 0, ..GOOD }));
    for exponent in [1, -13, i32::MIN, i32::MAX] {
        refused(PriceExponentOutOfRange, |world| world.post(Posted { exponent, ..GOOD }));
    }
}

#[test]
fn of_io_in_dollars() {
    refused(WrongFeed, |world| world.post_update(&update(|update| update.price_message.feed_id[31] ^= 1)));
    refused(WrongFeed, |world| world.post_update(&update(|update| update.price_message.feed_id = [0; 32])));
}

#[test]
fn signed_by_enough_guardians() {
    for num_signatures in [0, 5, 12, 255] {
        let partial = VerificationLevel::Partial { num_signatures };
        refused(PriceNotVerified, |world| world.post_update(&update(|update| update.verification_level = partial)));
    }
}

#[test]
fn in_an_account_of_the_receiver() {
    let stolen = |owner: Pubkey| {
        move |world: &mut World| {
            let account = world.account(price_account()).expect("the price");
            world.put(price_account(), solana_account::Account { owner, ..account });
        }
    };
    accepted(stolen(RECEIVER));
    for owner in [address("thief"), io_app::treasury::ID, Pubkey::default()] {
        refused(NotAPrice, stolen(owner));
    }
    refused(NotAPrice, |world| world.put(price_account(), Default::default()));
}

#[test]
fn with_the_format_of_a_price() {
    let damaged = |damage: fn(&mut Vec<u8>)| {
        move |world: &mut World| {
            let mut account = world.account(price_account()).expect("the price");
            damage(&mut account.data);
            world.put(price_account(), account);
        }
    };
    refused(NotAPrice, damaged(|data| data[0] ^= 1));
    refused(NotAPrice, damaged(|data| data.truncate(PriceUpdateV2::DISCRIMINATOR.len())));
    refused(NotAPrice, damaged(|data| data.truncate(100)));
    refused(NotAPrice, damaged(Vec::clear));
}

#[test]
fn whichever_account_it_is_in() {
    for (instruction, signers) in both() {
        let mut world = World::swapping();
        let elsewhere = world.doubled(price_account());
        world.accept(exchanged(&instruction, price_account(), elsewhere), &signers.iter().collect::<Vec<_>>());
    }
}

#[test]
fn by_the_limits_that_the_admin_set() {
    accepted(|world| {
        world.with_terms(|terms| (terms.max_age, terms.max_confidence_bps) = (300, 500));
        world.post(Posted { confidence: 12_500_000, ..GOOD });
        world.set_time(OPENING + 300);
    });
    refused(PriceTooOld, |world| {
        world.with_terms(|terms| terms.max_age = 1);
        world.set_time(OPENING + 2);
    });
    refused(PriceTooUncertain, |world| world.with_terms(|terms| terms.max_confidence_bps = 39));
    accepted(|world| world.with_terms(|terms| terms.max_confidence_bps = 40));
}

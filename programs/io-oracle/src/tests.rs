use anchor_lang::Discriminator;
use pyth_solana_receiver_sdk::price_update::PriceFeedMessage;

use super::*;

const NOW: i64 = 1_800_000_000;

const LIMITS: Limits = Limits { max_age: Seconds::new(60), max_confidence: BasisPoints::new(100).unwrap() };

/// An update as Pyth posts it: 2.50 dollars, give or take a cent, of this second.
fn update() -> PriceUpdateV2 {
    PriceUpdateV2 {
        write_authority: Pubkey::new_unique(),
        verification_level: VerificationLevel::Full,
        price_message: PriceFeedMessage {
            feed_id: IO_USD_FEED,
            price: 250_000_000,
            conf: 1_000_000,
            exponent: -8,
            publish_time: NOW,
            prev_publish_time: NOW - 1,
            ema_price: 240_000_000,
            ema_conf: 2_000_000,
        },
        posted_slot: 7,
    }
}

fn changed(change: impl FnOnce(&mut PriceFeedMessage)) -> PriceUpdateV2 {
    let mut update = update();
    change(&mut update.price_message);
    update
}

fn data(update: &PriceUpdateV2) -> Vec<u8> {
    let mut data = vec![];
    update.try_serialize(&mut data).unwrap();
    data.resize(PriceUpdateV2::LEN, 0);
    data
}

fn read_data(owner: Pubkey, mut data: Vec<u8>) -> core::result::Result<Quote, Fault> {
    let (address, mut lamports) = (Pubkey::new_unique(), 1);
    let account = AccountInfo::new(&address, false, false, &mut lamports, &mut data, &owner, false);
    read(&account, LIMITS, Timestamp::new(NOW))
}

fn read_update(update: PriceUpdateV2) -> core::result::Result<Quote, Fault> {
    read_data(RECEIVER, data(&update))
}

#[test]
fn reads_both_ends_of_the_interval() {
    let quote = read_update(update()).unwrap();
    assert_eq!((quote.low().mantissa(), quote.high().mantissa()), (249_000_000, 251_000_000));
    assert_eq!(quote.low().exponent(), -8);
}

#[test]
fn the_account_is_one_of_the_receivers() {
    for owner in [Pubkey::default(), Pubkey::new_unique(), pyth_solana_receiver_sdk::PYTH_PUSH_ORACLE_ID] {
        assert_eq!(read_data(owner, data(&update())), Err(Fault::NotAPrice));
    }
    let genuine = data(&update());
    let mut other_type = genuine.clone();
    other_type[..8].copy_from_slice(pyth_solana_receiver_sdk::price_update::TwapUpdate::DISCRIMINATOR);
    for data in [vec![], vec![0; PriceUpdateV2::LEN], genuine[..100].to_vec(), other_type] {
        assert_eq!(read_data(RECEIVER, data), Err(Fault::NotAPrice));
    }
}

#[test]
fn two_thirds_of_the_guardians_have_signed() {
    for num_signatures in [0, 5, 13, u8::MAX] {
        let partial = PriceUpdateV2 { verification_level: VerificationLevel::Partial { num_signatures }, ..update() };
        assert_eq!(read_update(partial), Err(Fault::NotFullyVerified));
    }
}

#[test]
fn the_price_is_that_of_io() {
    assert_eq!(read_update(changed(|message| message.feed_id[31] ^= 1)), Err(Fault::AnotherFeed));
}

#[test]
fn a_price_may_be_as_old_as_the_limit_and_no_older() {
    let at = |publish_time| read_update(changed(|message| message.publish_time = publish_time)).err();
    assert_eq!(at(NOW - 60), None);
    assert_eq!(at(NOW - 61), Some(Fault::Stale));
    assert_eq!(at(0), Some(Fault::Stale));
    assert_eq!(at(i64::MIN), Some(Fault::Stale));
    assert_eq!(at(NOW + 60), None);
    assert_eq!(at(NOW + 61), Some(Fault::FromTheFuture));
    assert_eq!(at(i64::MAX), Some(Fault::FromTheFuture));
}

#[test]
fn the_price_is_positive_certain_and_of_a_known_scale() {
    let with = |change: fn(&mut PriceFeedMessage)| read_update(changed(change)).err();
    assert_eq!(with(|message| message.price = 0), Some(Fault::NotPositive));
    assert_eq!(with(|message| message.price = -250_000_000), Some(Fault::NotPositive));
    assert_eq!(with(|message| message.conf = 2_500_000), None);
    assert_eq!(with(|message| message.conf = 2_500_001), Some(Fault::TooUncertain));
    assert_eq!(with(|message| message.conf = u64::MAX), Some(Fault::TooUncertain));
    assert_eq!(with(|message| message.exponent = 1), Some(Fault::ExponentOutOfRange));
    assert_eq!(with(|message| message.exponent = -13), Some(Fault::ExponentOutOfRange));
}

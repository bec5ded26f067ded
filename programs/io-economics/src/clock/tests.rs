use proptest::prelude::*;

use super::*;

const GENESIS: i64 = 1_718_000_000;

fn clock() -> EpochClock {
    EpochClock::new(Timestamp::new(GENESIS))
}

fn after_genesis(seconds: i64) -> Timestamp {
    Timestamp::new(GENESIS + seconds)
}

fn epoch(number: u32) -> Epoch {
    Epoch::new(number).unwrap()
}

#[test]
fn an_epoch_begins_at_its_first_second() {
    assert_eq!(clock().phase(after_genesis(-1)), Phase::Before);
    assert_eq!(clock().phase(after_genesis(0)), Phase::Running(epoch(1)));
    assert_eq!(clock().phase(after_genesis(1)), Phase::Running(epoch(1)));
    assert_eq!(clock().phase(after_genesis(3_599)), Phase::Running(epoch(1)));
    assert_eq!(clock().phase(after_genesis(3_600)), Phase::Running(epoch(2)));
    assert_eq!(clock().phase(after_genesis(3_601)), Phase::Running(epoch(2)));
}

#[test]
fn an_epoch_is_completed_at_the_first_second_after_it() {
    assert_eq!(clock().completed(after_genesis(-1)), Epoch::ZERO);
    assert_eq!(clock().completed(after_genesis(0)), Epoch::ZERO);
    assert_eq!(clock().completed(after_genesis(3_599)), Epoch::ZERO);
    assert_eq!(clock().completed(after_genesis(3_600)), epoch(1));
    assert_eq!(clock().completed(after_genesis(7_199)), epoch(1));
    assert_eq!(clock().completed(after_genesis(7_200)), epoch(2));
}

#[test]
fn the_emission_ends_with_the_last_epoch() {
    let end = 175_319 * 3_600;
    assert_eq!(clock().phase(after_genesis(end - 3_601)), Phase::Running(epoch(175_318)));
    assert_eq!(clock().phase(after_genesis(end - 3_600)), Phase::Running(Epoch::LAST));
    assert_eq!(clock().phase(after_genesis(end - 1)), Phase::Running(Epoch::LAST));
    assert_eq!(clock().phase(after_genesis(end)), Phase::Ended);
    assert_eq!(clock().completed(after_genesis(end - 1)), epoch(175_318));
    assert_eq!(clock().completed(after_genesis(end)), Epoch::LAST);
    assert_eq!(clock().completed(after_genesis(end + 1)), Epoch::LAST);
    assert_eq!(clock().epoch_at(after_genesis(end)), Epoch::LAST);
    assert_eq!(clock().end(Epoch::LAST), Some(after_genesis(end)));
}

#[test]
fn the_time_before_genesis_has_no_bounds() {
    assert_eq!(clock().start(Epoch::ZERO), None);
    assert_eq!(clock().end(Epoch::ZERO), None);
    assert_eq!(clock().start(Epoch::FIRST), Some(Timestamp::new(GENESIS)));
}

#[test]
fn moments_at_the_ends_of_time_do_not_overflow() {
    let (first, last) = (Timestamp::new(i64::MIN), Timestamp::new(i64::MAX));
    assert_eq!(EpochClock::new(first).phase(last), Phase::Ended);
    assert_eq!(EpochClock::new(last).phase(first), Phase::Before);
    assert_eq!(EpochClock::new(last).phase(last), Phase::Running(Epoch::FIRST));
    assert_eq!(EpochClock::new(last).end(Epoch::FIRST), None);
}

proptest! {
    #[test]
    fn a_moment_lies_within_its_epoch(seconds in 0i64..175_319 * 3_600) {
        let now = after_genesis(seconds);
        let epoch = clock().epoch_at(now);
        prop_assert_eq!(clock().phase(now), Phase::Running(epoch));
        prop_assert!(clock().start(epoch).unwrap() <= now);
        prop_assert!(now < clock().end(epoch).unwrap());
        prop_assert_eq!(clock().completed(now).next(), Some(epoch));
    }

    #[test]
    fn time_never_goes_back(genesis in any::<i64>(), a in any::<i64>(), b in any::<i64>()) {
        let clock = EpochClock::new(Timestamp::new(genesis));
        let (earlier, later) = (Timestamp::new(a.min(b)), Timestamp::new(a.max(b)));
        prop_assert!(clock.epoch_at(earlier) <= clock.epoch_at(later));
        prop_assert!(clock.completed(earlier) <= clock.completed(later));
        prop_assert!(clock.completed(earlier) <= clock.epoch_at(earlier));
    }
}

#[test]
fn every_epoch_follows_the_one_before_it() {
    for number in 1..LAST_EPOCH {
        assert_eq!(clock().end(epoch(number)), clock().start(epoch(number + 1)));
        assert_eq!(clock().epoch_at(clock().start(epoch(number)).unwrap()), epoch(number));
    }
}

use std::vec::Vec;

use proptest::prelude::*;

use super::*;

const BEGIN: i64 = 1_800_000_000;

const HOUR: i64 = super::HOUR as i64;

fn at(second: i64) -> Timestamp {
    Timestamp::new(second)
}

/// A release together with what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Payments {
    release: Release,
    paid: Paid,
}

impl Payments {
    fn advance(&mut self, now: Timestamp) -> u64 {
        self.release.advance(&mut self.paid, now)
    }

    fn pay(&mut self, amount: u64) -> Option<()> {
        self.release.pay(&mut self.paid, amount)
    }

    fn is_over(&self) -> bool {
        let over = self.release.is_over(&self.paid);
        assert!(!over || self.release.current == 0, "{self:?}");
        over
    }
}

fn since(second: i64) -> Payments {
    Payments { release: Release { through: at(second), ..Release::default() }, paid: [0; HOURS] }
}

fn fresh() -> Payments {
    since(BEGIN)
}

#[test]
fn a_payment_begins_with_the_next_hour_and_takes_24_hours() {
    assert_eq!(BEGIN % HOUR, 0);
    let mut release = fresh();
    release.advance(at(BEGIN + 1_000));
    release.pay(86_400).unwrap();
    assert_eq!(release.advance(at(BEGIN + 3_600)), 0);
    assert_eq!(release.advance(at(BEGIN + 3_601)), 1);
    assert_eq!(release.advance(at(BEGIN + 7_200)), 3_599);
    assert_eq!(release.advance(at(BEGIN + 25 * 3_600 - 1)), 86_400 - 3_600 - 1);
    assert!(!release.is_over());
    assert_eq!(release.advance(at(BEGIN + 25 * 3_600)), 1);
    assert_eq!(release.advance(at(BEGIN + 25 * 3_600 + 1)), 0);
    assert!(release.is_over());
}

#[test]
fn nobody_calls_for_a_year() {
    let mut release = fresh();
    release.pay(7).unwrap();
    assert_eq!(release.advance(at(BEGIN + 365 * 86_400)), 7);
    assert!(release.is_over());
    release.pay(5).unwrap();
    assert_eq!(release.advance(at(BEGIN + 366 * 86_400)), 4, "the rest is due within the next hour");
    assert_eq!(release.advance(at(BEGIN + 366 * 86_400 + 3_600)), 1);
}

#[test]
fn time_that_stands_still_or_goes_back_releases_nothing() {
    let mut release = fresh();
    release.pay(86_400).unwrap();
    release.advance(at(BEGIN + 2 * HOUR));
    let before = release;
    assert_eq!(release.advance(at(BEGIN + 2 * HOUR)), 0);
    assert_eq!(release.advance(at(BEGIN)), 0);
    assert_eq!(release.advance(at(i64::MIN)), 0);
    assert_eq!(release, before);
}

#[test]
fn more_than_can_be_counted_is_refused() {
    let mut release = fresh();
    release.pay(u64::MAX).unwrap();
    assert_eq!(release.pay(1), None);
    release.advance(at(BEGIN + HOUR));
    assert_eq!(release.pay(1), None, "also in another hour");
    assert_eq!(release.advance(at(i64::MAX)), u64::MAX);
    assert!(release.is_over());
}

/// What is due of payments by `now`, in 86,400ths, each on its own.
fn exact(payments: &[(i64, u64)], now: i64) -> u128 {
    let due = |(second, amount): &(i64, u64)| {
        let begins = (second.div_euclid(HOUR) + 1) * HOUR;
        u128::from(*amount) * (now - begins).clamp(0, 86_400) as u128
    };
    payments.iter().map(due).sum()
}

proptest! {
    #[test]
    fn what_is_released_is_what_each_payment_alone_would_be(
        steps in prop::collection::vec(
            (prop_oneof![0..10i64, 0..4_000i64, 0..200_000i64, Just(3_600), Just(86_400)], prop_oneof![Just(0), 0..100u64, 0..u64::MAX >> 8]),
            1..80,
        ),
        offset in 0..3_600i64,
    ) {
        let mut release = since(BEGIN + offset);
        let (mut now, mut released) = (BEGIN + offset, 0u128);
        let mut payments: Vec<(i64, u64)> = Vec::new();
        for (wait, amount) in steps {
            now += wait;
            released += u128::from(release.advance(at(now)));
            prop_assert_eq!(released, exact(&payments, now) / 86_400);
            if release.pay(amount).is_some() {
                payments.push((now, amount));
            }
        }
        released += u128::from(release.advance(at(now + 25 * HOUR)));
        prop_assert_eq!(released, payments.iter().map(|(_, amount)| u128::from(*amount)).sum::<u128>());
        prop_assert!(release.is_over());
    }
}

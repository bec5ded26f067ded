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

/// Wherever in the ring of hours it lies: asked once, at every second until an hour after the end.
#[test]
fn a_payment_in_every_place_is_released_to_the_second() {
    const AMOUNT: u64 = 456_621_004_567;
    for hour in 0..HOURS as i64 {
        let paid_at = BEGIN + hour * HOUR;
        let mut paid = since(paid_at);
        paid.pay(AMOUNT).unwrap();
        for second in 0..=26 * HOUR {
            let mut asked = paid;
            let due = u128::from(AMOUNT) * (second - HOUR).clamp(0, 86_400) as u128;
            assert_eq!(u128::from(asked.advance(at(paid_at + second))), due / 86_400, "place {hour}, second {second}");
            assert_eq!(u128::from(asked.release.rest), due % 86_400, "place {hour}, second {second}");
            assert_eq!(asked.is_over(), second >= 25 * HOUR, "place {hour}, second {second}");
        }
    }
}

/// A payment in each of the hours that are remembered, asked at the last second of every hour, its end and the second after.
#[test]
fn payments_in_all_places_are_released_at_every_boundary() {
    let mut payments = Vec::new();
    let mut all = fresh();
    for hour in 0..HOURS as i64 {
        let (now, amount) = (BEGIN + hour * HOUR + hour, 1_000_003 + hour.unsigned_abs());
        all.advance(at(now));
        all.pay(amount).unwrap();
        payments.push((now, amount));
    }
    let last = BEGIN + 24 * HOUR + 24;
    let before = exact(&payments, last) / 86_400;
    for boundary in 25..=50 {
        for now in [-1, 0, 1].map(|second| BEGIN + boundary * HOUR + second) {
            let released = u128::from(all.clone().advance(at(now)));
            assert_eq!(before + released, exact(&payments, now) / 86_400, "hour {boundary}, second {now}");
        }
    }
    all.advance(at(BEGIN + 49 * HOUR));
    assert!(all.is_over());
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

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::*;

const HOUR: Seconds = Seconds::new(3_600);

/// From 2% below the oracle to 1% above it, in an hour.
fn default() -> Auction {
    Auction::new(Premium::new(-200), Premium::new(100), HOUR).unwrap()
}

fn after(auction: Auction, seconds: i64) -> (u64, u64) {
    let factor = auction.factor(Seconds::new(seconds));
    (factor.numerator(), factor.denominator())
}

fn price(mantissa: u64, exponent: i32) -> Price {
    Price::new(mantissa, exponent).unwrap()
}

fn any_auction() -> impl Strategy<Value = Auction> {
    (-2_000i16..=0, 60i64..=604_800).prop_flat_map(|(start, ramp)| {
        (start..=500).prop_map(move |ceiling| {
            Auction::new(Premium::new(start), Premium::new(ceiling), Seconds::new(ramp)).unwrap()
        })
    })
}

/// Prices from a millionth of a cent to thousands of dollars, in every exponent that fits them.
fn any_price() -> impl Strategy<Value = Price> {
    (-12i32..=0, 1u64..100_000_000_000_000).prop_map(|(exponent, mantissa)| price(mantissa, exponent))
}

#[test]
fn the_bounds_are_the_corners_and_nothing_beyond() {
    let auction = |start, ceiling, ramp| Auction::new(Premium::new(start), Premium::new(ceiling), Seconds::new(ramp));
    for (start, ceiling, ramp) in
        [(-2_000, 500, 60), (-2_000, -2_000, 60), (0, 0, 604_800), (0, 500, 604_800), (-1, -1, 3_600)]
    {
        assert!(auction(start, ceiling, ramp).is_some(), "{start} to {ceiling} in {ramp}");
    }
    for (start, ceiling, ramp) in [
        (-2_001, 100, 3_600),
        (1, 100, 3_600),
        (-200, 501, 3_600),
        (-200, -201, 3_600),
        (-200, 100, 59),
        (-200, 100, 604_801),
        (-200, 100, 0),
        (-200, 100, -3_600),
        (i16::MIN, i16::MAX, i64::MAX),
    ] {
        assert_eq!(auction(start, ceiling, ramp), None, "{start} to {ceiling} in {ramp}");
    }
}

#[test]
fn the_floor_of_a_swap_is_at_the_oracle_or_up_to_five_percent_below() {
    for sound in [-500, -100, -1, 0] {
        assert!(is_sound_floor(Premium::new(sound)));
    }
    for unsound in [i16::MIN, -501, 1, 100, i16::MAX] {
        assert!(!is_sound_floor(Premium::new(unsound)));
    }
}

#[test]
fn rises_from_the_start_to_the_ceiling_and_stays() {
    let auction = default();
    assert_eq!(after(auction, i64::MIN), (9_800, 10_000));
    assert_eq!(after(auction, -1), (9_800, 10_000));
    assert_eq!(after(auction, 0), (9_800, 10_000));
    assert_eq!(after(auction, 1), (9_800 * 3_600 + 300, 36_000_000));
    // 12 seconds are a basis point of 300 in 3,600.
    assert_eq!(after(auction, 12), (9_801 * 3_600, 36_000_000));
    assert_eq!(after(auction, 2_400), (36_000_000, 36_000_000), "two thirds of the way up, the oracle's price");
    assert_eq!(after(auction, 3_599), (10_100 * 3_600 - 300, 36_000_000));
    assert_eq!(after(auction, 3_600), (10_100, 10_000));
    assert_eq!(after(auction, 3_601), (10_100, 10_000));
    assert_eq!(after(auction, i64::MAX), (10_100, 10_000));
}

#[test]
fn pays_what_a_pencil_says() {
    // 1,000 IO at 2.50 dollars.
    let (io, price) = (Amount::from_io(1_000).unwrap(), price(250_000_000, -8));
    let paid = |seconds| payment(io, price, default().factor(Seconds::new(seconds))).unwrap().get();
    assert_eq!(paid(0), 2_450_000_000);
    // 2,500 × (0.98 + 0.03 / 3,600) = 2,450.0208333… dollars.
    assert_eq!(paid(1), 2_450_020_833);
    assert_eq!(paid(2_400), 2_500_000_000);
    assert_eq!(paid(3_599), 2_524_979_166);
    assert_eq!(paid(3_600), 2_525_000_000);
}

#[test]
fn rounds_against_the_seller() {
    // A base unit of IO at 2.50 dollars is a fortieth of a micro-dollar.
    let pays = |io| payment(Amount::new(io), price(250_000_000, -8), Factor::of(Premium::ZERO)).unwrap().get();
    assert_eq!([pays(0), pays(1), pays(39), pays(40), pays(79), pays(80)], [0, 0, 0, 1, 1, 2]);
}

#[test]
fn rounds_against_the_swap() {
    // A micro-dollar at 3 dollars buys 33.3 base units.
    let least =
        |usd, floor| least_bought(MicroUsd::new(usd), price(300_000_000, -8), Premium::new(floor)).unwrap().get();
    assert_eq!([least(0, 0), least(1, 0), least(2, 0), least(3, 0)], [0, 34, 67, 100]);
    assert_eq!(
        [least(1_000_000, 0), least(1_000_000, -100), least(1_000_000, -500)],
        [33_333_334, 33_000_000, 31_666_667]
    );
}

#[test]
fn a_whole_and_more_below_the_price_leaves_nothing() {
    for floor in [-10_000, -10_001, i16::MIN] {
        assert_eq!(
            least_bought(MicroUsd::new(1_000_000), price(3, 0), Premium::new(floor)),
            Some(Amount::ZERO),
            "{floor}"
        );
    }
}

#[test]
fn all_the_io_there_can_be_is_payable_at_a_thousand_dollars() {
    let auction = Auction::new(Premium::new(-1), HIGHEST_CEILING, LONGEST_RAMP).unwrap();
    let dear = price(100_000_000_000, -8);
    let last = auction.factor(Seconds::new(LONGEST_RAMP.get() - 1));
    assert!(payment(crate::MAX_SUPPLY, dear, last).is_some());
    assert_eq!(payment(Amount::new(u64::MAX), price(u64::MAX, 0), last), None);
    assert_eq!(least_bought(MicroUsd::new(u64::MAX), price(1, -12), Premium::ZERO), None);
}

#[test]
fn a_day_begins_at_midnight() {
    let on = |seconds| day(Timestamp::new(seconds));
    assert_eq!([on(-86_401), on(-86_400), on(-1), on(0), on(86_399), on(86_400)], [-2, -1, -1, 0, 0, 1]);
    assert_eq!((on(i64::MIN), on(i64::MAX)), (-106_751_991_167_301, 106_751_991_167_300));
}

proptest! {
    #[test]
    fn never_falls_and_never_leaves_its_ends(auction in any_auction(), seconds in -10i64..700_000) {
        let (now, next) = (after(auction, seconds), after(auction, seconds + 1));
        let (first, last) = (after(auction, 0), after(auction, i64::MAX));
        let at_most = |a: (u64, u64), b: (u64, u64)| u128::from(a.0) * u128::from(b.1) <= u128::from(b.0) * u128::from(a.1);
        prop_assert!(at_most(first, now) && at_most(now, next) && at_most(next, last));
    }

    #[test]
    fn the_payment_is_the_exact_one_rounded_down(
        auction in any_auction(),
        seconds in -10i64..700_000,
        io in prop_oneof![0u64..1_000, any::<u64>().prop_map(|io| io % 80_000_000_000_000_000)],
        price in any_price(),
    ) {
        let factor = auction.factor(Seconds::new(seconds));
        let above = BigUint::from(io) * price.mantissa() * factor.numerator();
        let below = BigUint::from(10u64).pow((2 - price.exponent()) as u32) * factor.denominator();
        let paid = payment(Amount::new(io), price, factor);
        if above.bits() <= 128 {
            prop_assert_eq!(paid.map(MicroUsd::get), (above / below).to_u64());
        } else {
            prop_assert_eq!(paid, None);
        }
    }

    #[test]
    fn the_factor_is_the_straight_line(auction in any_auction(), share in 0u64..=1_000_000) {
        let seconds = auction.ramp.get() * share as i64 / 1_000_000;
        let (numerator, denominator) = after(auction, seconds);
        // numerator / denominator = (10,000 + start + (ceiling − start) × t / ramp) / 10,000
        let start = 10_000 + i128::from(auction.start.get());
        let rise = i128::from(auction.ceiling.get()) - i128::from(auction.start.get());
        let ramp = i128::from(auction.ramp.get());
        let line = start * ramp + rise * i128::from(seconds);
        prop_assert_eq!(i128::from(numerator) * ramp * 10_000, line * i128::from(denominator));
    }

    #[test]
    fn the_least_bought_is_the_exact_one_rounded_up(
        usd in any::<u64>(),
        price in any_price(),
        floor in -500i16..=0,
    ) {
        let due = BigUint::from(usd) * BigUint::from(10u64).pow((2 - price.exponent()) as u32) * (10_000 + floor as i32) as u64;
        let expected = due.div_ceil(&(BigUint::from(price.mantissa()) * 10_000u64));
        let least = least_bought(MicroUsd::new(usd), price, Premium::new(floor));
        prop_assert_eq!(least.map(Amount::get), expected.to_u64());
    }

    /// Whoever sells at the oracle's price and has the treasury swap it back gains nothing by the rounding.
    #[test]
    fn there_and_back_brings_nothing(io in 0u64..80_000_000_000_000_000, price in any_price()) {
        let Some(usd) = payment(Amount::new(io), price, Factor::of(Premium::ZERO)) else { return Ok(()) };
        if let Some(back) = least_bought(usd, price, Premium::ZERO) {
            prop_assert!(back.get() <= io);
        }
    }
}

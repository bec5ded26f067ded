use num_bigint::BigUint;
use num_integer::Integer;
use num_rational::Ratio;
use num_traits::{One, Pow, ToPrimitive};

use super::*;

/// Bits after the point of the oracle's fractions.
const PRECISION: u32 = 512;

/// The formula's value before it is rounded, in 2⁻⁵¹²ths of a base unit: no less than `lower`, no more than `upper`.
struct Enclosure {
    lower: BigUint,
    upper: BigUint,
}

impl Enclosure {
    /// The floor, which is proven: both bounds have it.
    fn floor(&self) -> u64 {
        let floor = &self.lower >> PRECISION;
        assert_eq!(floor, &self.upper >> PRECISION, "the bounds do not settle the floor");
        floor.to_u64().unwrap()
    }

    /// Whether the value is at least 2⁻ᵇ away from every whole number.
    fn is_clear_of_whole_numbers(&self, bits: u32) -> bool {
        let margin = BigUint::one() << (PRECISION - bits);
        let lower = (&self.lower - &margin) >> PRECISION;
        lower == (&self.upper + margin) >> PRECISION
    }
}

/// The formula for n = 0, 1, 2 …. `(1 − d)ⁿ` is enclosed by two fractions, and each step multiplies both by
/// `(10¹⁹ − 138869523959793) / 10¹⁹`, rounding outwards.
fn formula() -> impl Iterator<Item = Enclosure> {
    let scale = 10u64.pow(19);
    let kept = scale - 138_869_523_959_793;
    let numerator = BigUint::from(4u32) * BigUint::from(10u32).pow(34u32);
    let divisor = BigUint::from(8_760u32) * 138_869_523_959_793u64;
    let one = BigUint::one() << PRECISION;
    let (mut least, mut most) = (one.clone(), one.clone());
    core::iter::from_fn(move || {
        let value = Enclosure {
            lower: &numerator * (&one - &most) / &divisor,
            upper: (&numerator * (&one - &least)).div_ceil(&divisor),
        };
        least = &least * kept / scale;
        most = (&most * kept).div_ceil(&BigUint::from(scale));
        Some(value)
    })
}

fn epochs() -> impl Iterator<Item = Epoch> {
    (1..=LAST_EPOCH).map(|n| Epoch::new(n).unwrap())
}

fn epoch(number: u32) -> Epoch {
    Epoch::new(number).unwrap()
}

#[test]
fn every_value_is_the_floor_of_the_formula() {
    let values = formula();
    for (n, value) in (0..LAST_EPOCH).zip(values) {
        assert_eq!(cumulative(epoch(n)).get(), value.floor(), "C({n})");
        // The margin that the error estimate of the module rests on.
        assert!(n == 0 || value.is_clear_of_whole_numbers(22), "C({n})");
    }
    assert_eq!(cumulative(Epoch::LAST), EMISSION_SUPPLY);
}

/// The enclosure against exact fractions, as far as those are of a bearable length.
#[test]
fn the_first_values_are_those_of_exact_fractions() {
    let ratio = |a: u128, b: u128| Ratio::new(BigUint::from(a), BigUint::from(b));
    let first = ratio(500_000_000 * 8 * BASE_UNITS_PER_IO as u128, 100 * 8_760);
    let d = ratio(138_869_523_959_793, 10u128.pow(19));
    let kept = Ratio::one() - &d;
    for n in 0..200 {
        let exact = &first / &d * (Ratio::one() - Pow::pow(&kept, n));
        assert_eq!(Some(cumulative(epoch(n)).get()), exact.floor().to_integer().to_u64(), "C({n})");
    }
}

/// The first three values to the cent are those the coin was published with; the last two follow from the formula.
#[test]
fn the_published_values_are_met() {
    assert_eq!(emission(epoch(1)), Amount::new(456_621_004_566));
    assert_eq!(emission(epoch(2)), Amount::new(456_614_663_492));
    assert_eq!(emission(epoch(3)), Amount::new(456_608_322_506));
    let cents = |n| (emission(epoch(n)).get() + 500_000) / 1_000_000;
    assert_eq!([cents(1), cents(2), cents(3)], [456_621, 456_615, 456_608]);
    assert_eq!(emission(epoch(175_318)), Amount::new(40_013_544_010));
    assert_eq!(emission(epoch(175_319)), Amount::new(40_012_944_252));
}

#[test]
fn all_epochs_together_emit_300_million() {
    assert_eq!(emission(Epoch::ZERO), Amount::ZERO);
    let total: u64 = epochs().map(|n| emission(n).get()).sum();
    assert_eq!(total, 300_000_000 * BASE_UNITS_PER_IO);
}

/// Even late, the decay takes half a million base units off each epoch: rounding, which moves an emission by less than
/// one, never makes two of them equal.
#[test]
fn emission_falls_with_every_epoch() {
    let mut least = u64::MAX;
    for n in epochs().skip(1) {
        let before = emission(n.previous().unwrap()).get();
        let fall = before.checked_sub(emission(n).get()).unwrap();
        // A fall of `before × d`, give or take what three floors can move it by.
        let expected = (u128::from(before) * u128::from(DECAY) / u128::from(DECAY_SCALE)) as u64;
        if n != Epoch::LAST {
            assert!(fall.abs_diff(expected) <= 2, "epoch {n:?}: {fall} instead of {expected}");
        }
        least = least.min(fall);
    }
    assert_eq!(least, 555_675);
}

/// The last epoch is cut to what is left of the 300 million: the formula would go 0.00044093 IO beyond.
#[test]
fn the_last_epoch_ends_at_the_supply() {
    let uncut = formula().nth(LAST_EPOCH as usize).unwrap().floor();
    assert_eq!(uncut - EMISSION_SUPPLY.get(), 44_093);
    assert!(cumulative(epoch(175_318)) < EMISSION_SUPPLY);
}

/// From the first epoch on, so that the error of a step has all 175,319 of them to add up.
#[test]
fn step_by_step_the_emissions_are_the_same() {
    let mut steps = Emissions::after(Epoch::ZERO);
    for n in epochs() {
        assert_eq!(steps.next(), Some((n, emission(n))));
    }
    assert_eq!(steps.next(), None);
}

#[test]
fn the_steps_may_begin_anywhere() {
    for first in (0..LAST_EPOCH).step_by(997) {
        let (epochs, sum) = Emissions::after(epoch(first))
            .take(600)
            .fold((0, 0), |(epochs, sum), (_, emission)| (epochs + 1, sum + emission.get()));
        let reached = epoch(first + epochs);
        assert_eq!(sum, cumulative(reached).get() - cumulative(epoch(first)).get());
    }
    assert_eq!(Emissions::after(Epoch::LAST).next(), None);
}

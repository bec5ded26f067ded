//! `io-economics` against numbers that have no size: each result is exact, rounded to the side that is stated, and missing
//! only where it does not fit; what is divided adds up again, and more never gives less.

mod dollars;
mod schedule;
mod sharing;
mod whole_numbers;

use num_bigint::BigUint;

use crate::numbers::Numbers;

/// Each statement, on numbers of its own choice.
const STATEMENTS: [fn(&mut Numbers); 17] = [
    whole_numbers::products,
    whole_numbers::shifted,
    whole_numbers::rates,
    whole_numbers::units,
    whole_numbers::moments,
    sharing::rewards,
    sharing::pools,
    sharing::shares,
    sharing::slashes,
    sharing::stakes,
    sharing::releases,
    schedule::vesting,
    schedule::emission,
    schedule::epochs,
    dollars::prices,
    dollars::rents,
    dollars::auctions,
];

pub fn run(input: &[u8]) {
    let mut numbers = Numbers::of(input);
    while !numbers.is_used_up() {
        let statement = STATEMENTS[usize::from(numbers.take::<u8>()) % STATEMENTS.len()];
        statement(&mut numbers);
    }
}

fn big(number: impl Into<BigUint>) -> BigUint {
    number.into()
}

/// The number, if it fits.
fn fitting(number: &BigUint) -> Option<u64> {
    u64::try_from(number).ok()
}

/// The quotient rounded up.
fn ceil(dividend: &BigUint, divisor: &BigUint) -> BigUint {
    (dividend + divisor - 1u8) / divisor
}

//! Vesting, the emission and its hours.

use io_economics::{
    Amount, EMISSION_SUPPLY, Emissions, Epoch, EpochClock, LAST_EPOCH, Phase, Seconds, Terms, Timestamp, cumulative,
    next_tranche, vested,
};
use num_bigint::BigUint;

use super::{big, fitting};
use crate::numbers::Numbers;

const MONTH: i64 = 2_629_800;

pub fn vesting(numbers: &mut Numbers) {
    let total = numbers.any();
    let at_genesis = if numbers.take() { numbers.any() } else { numbers.any() % total.max(1) };
    let (first_month, last_month) = (numbers.take::<u16>() % 700, numbers.take::<u16>() % 700);
    let terms = Terms { at_genesis: Amount::new(at_genesis), first_month, last_month };
    let tranches = if first_month == 0 || first_month > last_month { 0 } else { last_month - first_month + 1 };
    assert_eq!(terms.tranches(), tranches);
    let rest = total.checked_sub(at_genesis).filter(|_| total > 0);
    let sound = rest.is_some_and(|rest| match (first_month, last_month) {
        (0, 0) => rest == 0,
        _ => tranches > 0 && last_month <= 600 && rest >= u64::from(tranches),
    });
    assert_eq!(terms.check(Amount::new(total)).is_ok(), sound);
    let mut moments = [numbers.seconds(), numbers.signed(), i64::from(numbers.take::<u16>() % 700) * MONTH];
    moments.sort_unstable();
    let mut before = 0;
    for elapsed in moments {
        let passed = if elapsed < 0 { 0 } else { elapsed / MONTH };
        let count = (passed - i64::from(first_month) + 1).clamp(0, tranches.into()).unsigned_abs();
        let now = vested(Amount::new(total), terms, Seconds::new(elapsed)).get();
        let exact = match rest {
            Some(rest) if sound && elapsed >= 0 => match u64::from(tranches) {
                all if all == count => total,
                all => at_genesis + rest / all * count,
            },
            _ => 0,
        };
        assert_eq!(now, exact);
        assert!(before <= now && now <= total);
        before = now;
        let next = next_tranche(terms, Seconds::new(elapsed));
        assert_eq!(next.is_some(), count < u64::from(tranches));
        if let Some(next) = next.filter(|_| sound) {
            let due = next.due.get();
            assert!(elapsed < due && due == i64::from(next.month) * MONTH);
            let at = |moment| vested(Amount::new(total), terms, Seconds::new(moment));
            assert!(at(due - 1) < at(due) && at(elapsed.max(0)) == at(due - 1));
        }
    }
}

/// Binary places of the powers below.
const PLACES: usize = 512;

/// Floor of the canonical schedule, by a fixed point that is shown to be wide enough.
fn canonical(n: u32) -> Amount {
    const SCALE: u64 = 10_000_000_000_000_000_000;
    const DECAY: u64 = 138_869_523_959_793;
    let mut power: BigUint = big(1u8) << PLACES;
    let mut factor = (big(SCALE - DECAY) << PLACES) / SCALE;
    let mut bits = n;
    while bits > 0 {
        if bits & 1 == 1 {
            power = (power * &factor) >> PLACES;
        }
        factor = (&factor * &factor) >> PLACES;
        bits >>= 1;
    }
    let base_units = |power: BigUint| {
        let gone = (big(1u8) << PLACES) - power;
        (big(4_000_000_000_000_000u64) * SCALE * gone / (big(8_760u32) * DECAY)) >> PLACES
    };
    let floor = base_units(power.clone());
    // Each multiplication made the power too small, by less than that all together.
    let larger = (power + (big(1u8) << 64u8)).min(big(1u8) << PLACES);
    assert_eq!(floor, base_units(larger), "wide enough");
    Amount::new(fitting(&floor).expect("below the supply"))
}

fn exact(n: Epoch) -> Amount {
    if n == Epoch::LAST { EMISSION_SUPPLY } else { canonical(n.get()) }
}

pub fn emission(numbers: &mut Numbers) {
    let n = Epoch::saturating(numbers.take::<u32>() % (LAST_EPOCH + 1));
    assert_eq!(cumulative(n), exact(n));
    let before = n.previous().map_or(Amount::ZERO, cumulative);
    assert_eq!(before.checked_add(io_economics::emission(n)), Some(cumulative(n)));
    let mut expected = n;
    for (epoch, amount) in Emissions::after(n).take(8) {
        expected = expected.next().expect("an epoch after it");
        assert_eq!((epoch, amount), (expected, io_economics::emission(expected)));
    }
    assert_eq!(Emissions::after(Epoch::LAST).next(), None);
}

pub fn epochs(numbers: &mut Numbers) {
    let (genesis, elapsed) = (numbers.seconds(), numbers.seconds());
    let now = if numbers.take() { elapsed } else { genesis.saturating_add(elapsed) };
    let clock = EpochClock::new(Timestamp::new(genesis));
    let completed = (i128::from(now) - i128::from(genesis)).div_euclid(3_600).min(LAST_EPOCH.into());
    let (phase, epoch) = match u32::try_from(completed) {
        Err(_) => (Phase::Before, Epoch::ZERO),
        Ok(LAST_EPOCH) => (Phase::Ended, Epoch::LAST),
        Ok(number) => (Phase::Running(Epoch::saturating(number + 1)), Epoch::saturating(number + 1)),
    };
    assert_eq!((clock.phase(Timestamp::new(now)), clock.epoch_at(Timestamp::new(now))), (phase, epoch));
    assert_eq!(i128::from(clock.completed(Timestamp::new(now)).get()), completed.max(0));
    let n = Epoch::saturating(numbers.take::<u32>() % (LAST_EPOCH + 1));
    let after = |epochs: i128| i64::try_from(i128::from(genesis) + epochs * 3_600).ok().filter(|_| n != Epoch::ZERO);
    assert_eq!(clock.start(n).map(Timestamp::get), after(i128::from(n.get()) - 1));
    assert_eq!(clock.end(n).map(Timestamp::get), after(n.get().into()));
}

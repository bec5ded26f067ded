//! What several share: rewards, pools, co-stake and what is released to it.

use io_economics::{
    Amount, BasisPoints, Multiplier, Release, Shared, Timestamp, Weight, distribute, earned, part_of_second,
    pool_share,
    release::HOURS,
    required_stake,
    shares::{MOST_SHARES_PER_UNIT, Moved},
    weight,
};

use super::{big, ceil, fitting};
use crate::numbers::Numbers;

/// An epoch's emission among some weights: nothing appears and nothing is lost.
pub fn rewards(numbers: &mut Numbers) {
    let amount = numbers.any();
    let weights: Vec<u64> = (0..numbers.choice(6)).map(|_| numbers.any()).collect();
    let Some(total) = weights.iter().try_fold(0u64, |sum, weight| sum.checked_add(*weight)) else { return };
    let distribution = distribute(Amount::new(amount), Weight::new(total));
    assert_eq!(distribution.is_some(), total > 0);
    let Some(distribution) = distribution else { return };
    let whole = big(amount) << 64u8;
    assert_eq!(big(distribution.per_weight) * total + distribution.dust, whole);
    assert!(distribution.dust < total);
    let before: u128 = numbers.take::<u128>() >> numbers.choice(128);
    let Some(after) = before.checked_add(distribution.per_weight) else { return };
    let mut left = whole - distribution.dust;
    for weight in weights {
        let part = earned(Weight::new(weight), before, after).expect("no more than the whole");
        let exact = big(weight) * distribution.per_weight;
        assert_eq!((big(part.amount.get()) << 64u8) + part.dust, exact);
        left -= exact;
    }
    assert_eq!(left, big(0u8));
    assert_eq!(earned(Weight::new(total), after, before).is_some(), after == before);
    let (weight, growth): (u64, u128) = (numbers.any(), numbers.take::<u128>() >> numbers.choice(128));
    let exact = (big(weight) * growth) >> 64u8;
    assert_eq!(earned(Weight::new(weight), 0, growth).map(|part| part.amount.get()), fitting(&exact));
}

/// An epoch's emission among pools whose shares make up the whole.
pub fn pools(numbers: &mut Numbers) {
    let emission = Amount::new(numbers.any());
    let mut left = 10_000u16;
    let mut shares = Vec::new();
    for _ in 0..numbers.choice(8) {
        let share = numbers.take::<u16>() % (left + 1);
        shares.push(share);
        left -= share;
    }
    shares.push(left);
    let last = shares.iter().rposition(|share| *share > 0);
    let shares: Vec<BasisPoints> = shares.into_iter().filter_map(BasisPoints::new).collect();
    let mut sum = big(0u8);
    for (number, share) in shares.iter().enumerate() {
        let part = pool_share(emission, &shares, number);
        sum += part.get();
        if Some(number) != last {
            assert_eq!(part, share.of_floor(emission));
        }
    }
    assert_eq!(sum, big(emission.get()));
    assert_eq!(pool_share(emission, &shares, shares.len()), Amount::ZERO);
}

/// Holders come and go, and slashes take: a share never becomes worth more, and nobody is paid more than it paid.
pub fn shares(numbers: &mut Numbers) {
    let mut sum = Shared::default();
    for _ in 0..numbers.choice(24) {
        let moved = numbers.any();
        sum = match numbers.choice(4) {
            0 | 1 => entered(sum, moved),
            2 => left(sum, if numbers.take() { moved } else { moved % sum.shares.max(1) }),
            _ => Shared { amount: sum.amount - moved % sum.amount.saturating_add(1).max(1), ..sum },
        };
        assert!(sum.amount <= sum.shares);
        let some = moved % sum.shares.saturating_add(1).max(1);
        if sum.shares > 0 {
            assert_eq!(sum.worth(some), fitting(&(big(some) * sum.amount / sum.shares)));
        }
    }
}

fn entered(sum: Shared, amount: u64) -> Shared {
    let Some(moved) = sum.enter(amount) else {
        let too_little_left = big(sum.amount) * MOST_SHARES_PER_UNIT < big(sum.shares);
        let bought = if sum.amount == 0 { big(amount) } else { big(amount) * sum.shares / sum.amount };
        assert!(too_little_left || fitting(&(bought + sum.shares)).is_none(), "{sum:?} {amount}");
        return sum;
    };
    let Moved { left, result, dust } = moved;
    assert_eq!((big(left.amount) + dust, left.shares), (big(sum.amount) + amount, sum.shares + result));
    assert!(dust <= 1 && left.worth(result).is_some_and(|worth| worth <= amount));
    let bought = if sum.amount == sum.shares { big(amount) } else { big(amount) * sum.shares / sum.amount };
    assert_eq!(big(result), bought);
    never_dearer(sum, left);
    left
}

fn left(sum: Shared, shares: u64) -> Shared {
    let Some(moved) = sum.leave(shares) else {
        assert!(shares > sum.shares);
        return sum;
    };
    let Moved { left, result, dust } = moved;
    assert_eq!((left.amount + result + dust, left.shares + shares), (sum.amount, sum.shares));
    assert!(dust <= 1);
    assert_eq!(Some(result), sum.worth(shares));
    never_dearer(sum, left);
    left
}

/// Those who stay hold shares that are worth what they were, or less.
fn never_dearer(before: Shared, after: Shared) {
    if before.shares > 0 && after.shares > 0 {
        assert!(big(after.amount) * before.shares <= big(before.amount) * after.shares);
    }
}

/// A slash over own stake and co-stake.
pub fn slashes(numbers: &mut Numbers) {
    let (amount, first, second) = (numbers.any(), numbers.any(), numbers.any());
    let part = part_of_second(Amount::new(amount), Amount::new(first), Amount::new(second));
    let both = fitting(&(big(first) + second)).filter(|both| *both >= amount);
    let exact = both.map(|both| if second == 0 { big(0u8) } else { big(amount) * second / both });
    assert_eq!(part.map(|part| big(part.get())), exact);
    if let Some(part) = part {
        assert!(part.get() <= second && amount - part.get() <= first.saturating_add(1));
    }
}

pub fn stakes(numbers: &mut Numbers) {
    let (multiplier, processors): (u32, u16) = (numbers.any() as u32, numbers.take());
    let exact = big(20_000_000_000u64) * processors * multiplier.max(10_000);
    let required = required_stake(Multiplier::new(multiplier), processors);
    assert_eq!(required.map(Amount::get), fitting(&ceil(&exact, &big(10_000u16))));
    let (active, cap) = (numbers.any(), numbers.any() as u32);
    let required = if numbers.take() { required.map_or(0, Amount::get) } else { numbers.any() };
    let most = big(required) * cap.max(10_000) / 10_000u16;
    let exact = if active < required { big(0u8) } else { most.min(big(active)) };
    assert_eq!(big(weight(Amount::new(active), Amount::new(required), Multiplier::new(cap)).get()), exact);
}

/// What is paid in an hour is released evenly over the 24 hours after it, to the second, however rarely it is asked for.
pub fn releases(numbers: &mut Numbers) {
    let mut release = Release::default();
    let mut paid = [0; HOURS];
    let mut payments: Vec<(u64, u64)> = Vec::new();
    let (mut now, mut released) = (numbers.below(1 << 40), big(0u8));
    for _ in 0..numbers.choice(24) {
        now += numbers.below(100_000);
        if numbers.take() {
            now = now.next_multiple_of(3_600);
        }
        released += release.advance(&mut paid, Timestamp::new(now.cast_signed()));
        assert_eq!(release.advance(&mut paid, Timestamp::new(now.cast_signed() - 1)), 0);
        let due: num_bigint::BigUint = payments
            .iter()
            .map(|(hour, amount)| big(*amount) * now.saturating_sub((hour + 1) * 3_600).min(86_400))
            .sum();
        assert_eq!((&released, big(release.rest)), (&(&due / 86_400u32), &due % 86_400u32));
        let amount = numbers.any();
        if release.pay(&mut paid, amount).is_some() {
            payments.push((now / 3_600, amount));
        } else {
            let unreleased: num_bigint::BigUint =
                payments.iter().filter(|(hour, _)| hour + 24 >= now / 3_600).map(|(_, amount)| big(*amount)).sum();
            assert!(fitting(&(unreleased + amount)).is_none());
        }
        let over = payments.iter().all(|(hour, amount)| *amount == 0 || hour + 24 < now / 3_600);
        assert!(!release.is_over(&paid) || over);
    }
}

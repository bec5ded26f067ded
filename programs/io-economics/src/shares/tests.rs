use proptest::prelude::*;

use super::*;

/// Everything in existence.
const MOST: u64 = 80_000_000_000_000_000;

fn shared(amount: u64, shares: u64) -> Shared {
    Shared { amount, shares }
}

#[test]
fn unslashed_a_share_is_a_base_unit() {
    let Moved { left, result, dust } = Shared::default().enter(1_000).unwrap();
    assert_eq!((left, result, dust), (shared(1_000, 1_000), 1_000, 0));
    assert_eq!(left.worth(1), Some(1));
    let Moved { left, result, dust } = left.leave(999).unwrap();
    assert_eq!((left, result, dust), (shared(1, 1), 999, 0));
    assert_eq!(left.leave(2), None);
    assert_eq!(left.leave(1).unwrap().left, Shared::default());
}

#[test]
fn a_slash_reaches_every_share_alike() {
    // 1,000 shares of which a third was taken.
    let slashed = shared(667, 1_000);
    assert_eq!(slashed.worth(100), Some(66));
    assert_eq!(slashed.leave(100).unwrap(), Moved { left: shared(600, 900), result: 66, dust: 1 });
    // 149 shares are worth 99.383.
    assert_eq!(slashed.enter(100).unwrap(), Moved { left: shared(766, 1_149), result: 149, dust: 1 });
}

#[test]
fn nothing_is_left_where_all_was_taken() {
    let gone = shared(0, 1_000);
    assert_eq!(gone.worth(1_000), Some(0));
    assert_eq!(gone.leave(400).unwrap(), Moved { left: shared(0, 600), result: 0, dust: 0 });
    assert_eq!(gone.enter(1), None);
    assert_eq!(gone.leave(1_000).unwrap().left.enter(5).unwrap().result, 5, "all have left: it begins anew");
}

#[test]
fn too_little_behind_the_shares_takes_nobody_in() {
    assert_eq!(shared(1, 64).enter(1).unwrap().result, 64);
    assert_eq!(shared(1, 65).enter(1), None);
    assert_eq!(shared(2, 128).enter(1).unwrap().result, 64);
    assert_eq!(shared(1, 65).leave(65).unwrap(), Moved { left: Shared::default(), result: 1, dust: 0 });
}

#[test]
fn the_largest_amounts() {
    let all = Shared::default().enter(MOST).unwrap().left;
    let slashed = shared(MOST / 64, all.shares);
    assert_eq!(slashed.enter(MOST).unwrap().result, 64 * MOST);
    assert_eq!(slashed.worth(MOST), Some(MOST / 64));
    assert_eq!(shared(1, u64::MAX).enter(1), None);
    assert_eq!(Shared::default().enter(u64::MAX).unwrap().left.enter(1), None);
}

#[test]
fn a_part_is_never_more_than_there_is() {
    let part = |amount, first, second| {
        part_of_second(Amount::new(amount), Amount::new(first), Amount::new(second)).map(Amount::get)
    };
    assert_eq!(part(10, 7, 3), Some(3));
    assert_eq!(part(9, 7, 3), Some(2));
    assert_eq!(part(11, 7, 3), None);
    assert_eq!(part(0, 0, 0), Some(0));
    assert_eq!(part(5, 5, 0), Some(0));
    assert_eq!(part(5, 0, 5), Some(5));
    assert_eq!(part(1, u64::MAX, 1), None);
}

#[derive(Clone, Debug)]
enum Step {
    Enter(usize, u64),
    Leave(usize, u16),
    Slash(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..12usize, 1..MOST / 1_000).prop_map(|(who, amount)| Step::Enter(who, amount)),
        3 => (0..12usize, 0..1_000u64).prop_map(|(who, amount)| Step::Enter(who, amount + 1)),
        4 => (0..12usize, any::<u16>()).prop_map(|(who, part)| Step::Leave(who, part)),
        1 => (0..30_000u16).prop_map(Step::Slash),
    ]
}

proptest! {
    #[test]
    fn nobody_gains_by_another_and_every_base_unit_is_counted(steps in prop::collection::vec(step(), 1..80)) {
        let mut pool = Shared::default();
        let mut holders = [0u64; 12];
        let (mut put_in, mut paid_out, mut slashed, mut dust, mut moves) = (0u128, 0u128, 0u128, 0u128, 0u128);
        for step in steps {
            let before = pool;
            // What a share is worth: exactly comparable as a fraction.
            let falls = |after: Shared| {
                before.shares == 0
                    || after.shares == 0
                    || u128::from(after.amount) * u128::from(before.shares)
                        <= u128::from(before.amount) * u128::from(after.shares)
            };
            match step {
                Step::Enter(who, amount) => {
                    let Some(moved) = pool.enter(amount) else {
                        prop_assert!(u128::from(pool.amount) * 64 < u128::from(pool.shares));
                        continue;
                    };
                    prop_assert!(moved.result >= amount && moved.dust <= 1);
                    prop_assert!(moved.left.worth(moved.result).unwrap() + 1 >= amount);
                    prop_assert!(moved.left.worth(moved.result).unwrap() <= amount);
                    prop_assert!(falls(moved.left));
                    holders[who] += moved.result;
                    put_in += u128::from(amount);
                    dust += u128::from(moved.dust);
                    pool = moved.left;
                }
                Step::Leave(who, part) => {
                    let shares = (u128::from(holders[who]) * u128::from(part) / 65_535) as u64;
                    let moved = pool.leave(shares).unwrap();
                    prop_assert!(moved.dust <= 1);
                    prop_assert!(falls(moved.left));
                    // The exact worth, rounded down.
                    if before.shares > 0 {
                        let exact = u128::from(shares) * u128::from(before.amount) / u128::from(before.shares);
                        prop_assert_eq!(u128::from(moved.result), exact);
                    }
                    holders[who] -= shares;
                    paid_out += u128::from(moved.result);
                    dust += u128::from(moved.dust);
                    pool = moved.left;
                }
                Step::Slash(part) => {
                    let taken = (u128::from(pool.amount) * u128::from(part) / 65_535) as u64;
                    pool.amount -= taken;
                    slashed += u128::from(taken);
                }
            }
            moves += 1;
            prop_assert!(pool.amount <= pool.shares);
            prop_assert_eq!(pool.shares, holders.iter().sum::<u64>());
            prop_assert_eq!(put_in, paid_out + slashed + dust + u128::from(pool.amount));
            prop_assert!(dust <= moves);
            let worth: u64 = holders.iter().map(|shares| pool.worth(*shares).unwrap_or_default()).sum();
            prop_assert!(worth <= pool.amount);
        }
    }

    #[test]
    fn a_part_is_in_proportion(first in 0..MOST / 2, second in 0..MOST / 2, share in any::<u16>()) {
        let amount = (u128::from(first + second) * u128::from(share) / 65_535) as u64;
        let part = part_of_second(Amount::new(amount), Amount::new(first), Amount::new(second)).unwrap().get();
        prop_assert!(part <= second && amount - part <= first);
        if first + second > 0 {
            prop_assert_eq!(u128::from(part), u128::from(amount) * u128::from(second) / u128::from(first + second));
        }
    }
}

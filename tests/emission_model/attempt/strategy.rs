//! At random, and how often each.

use proptest::{prelude::*, sample::Index};

use super::{
    Amount, Attempt, By, Crowd, Pages, Payee, Pick, PoolPick, Signers, StakeAttempt, Until,
    plot::{Plot, Then},
};

fn by() -> impl Strategy<Value = By> {
    prop_oneof![14 => Just(By::Entitled), 1 => any::<Index>().prop_map(By::Anyone)]
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![
        24 => any::<Index>().prop_map(Pick::Fitting),
        6 => any::<Index>().prop_map(Pick::Known),
        1 => any::<Index>().prop_map(Pick::Any),
    ]
}

fn crowd() -> impl Strategy<Value = Crowd> {
    let others = prop_oneof![3 => Just(0u16), 4 => 0..1u16 << 9, 3 => Just(0x1ff), 1 => any::<u16>()];
    (pick(), others).prop_map(|(one, others)| Crowd { one, others })
}

fn pool() -> impl Strategy<Value = PoolPick> {
    prop_oneof![25 => Just(PoolPick::Right), 1 => Just(PoolPick::Other)]
}

fn signers() -> impl Strategy<Value = Signers> {
    prop_oneof![
        24 => any::<Index>().prop_map(Signers::Quorum),
        8 => Just(Signers::All),
        1 => Just(Signers::Short),
        1 => any::<Index>().prop_map(Signers::Foreign),
        1 => Just(Signers::Twice),
    ]
}

fn until() -> impl Strategy<Value = Until> {
    prop_oneof![
        14 => (0..=1_000u32).prop_map(Until::Permille),
        10 => Just(Until::Longest),
        1 => Just(Until::OneTooLong),
        1 => Just(Until::Running),
        1 => (0..2u32).prop_map(Until::Last),
    ]
}

fn payee() -> impl Strategy<Value = Payee> {
    prop_oneof![12 => Just(Payee::Right), 1 => any::<Index>().prop_map(Payee::Any)]
}

fn pages() -> impl Strategy<Value = Pages> {
    prop_oneof![
        12 => Just(Pages::Right),
        2 => Just(Pages::Swapped),
        1 => Just(Pages::OfTheOtherPool),
        2 => (0..3u16, 0..3u16).prop_map(|(one, other)| Pages::Any(one, other)),
    ]
}

/// After every pool was advanced, most of the time.
fn current(attempt: impl Strategy<Value = Attempt>) -> impl Strategy<Value = Attempt> {
    (attempt, prop::bool::weighted(0.9)).prop_map(|(attempt, current)| match current {
        true => Attempt::Current(Box::new(attempt)),
        false => attempt,
    })
}

/// Of what is required.
fn stake_amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        6 => Just(Amount::All),
        6 => (1_000..4_000u64).prop_map(Amount::Permille),
        1 => (4_000..15_000u64).prop_map(Amount::Permille),
        2 => (0..1_000u64).prop_map(Amount::Permille),
        1 => Just(Amount::Exactly(1)),
    ]
}

fn processors() -> impl Strategy<Value = u16> {
    prop_oneof![6 => Just(1u16), 2 => Just(8u16), 2 => 2..7u16]
}

fn register() -> impl Strategy<Value = Attempt> {
    (any::<Index>(), 0..3u8, any::<Index>(), processors(), stake_amount()).prop_map(
        |(by, id, class, processors, amount)| StakeAttempt::Register { by, id, class, processors, amount }.into(),
    )
}

fn wait() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        5 => (1..3_600i64).prop_map(Attempt::Wait),
        20 => (0..4u32, -1..=1i64).prop_map(|(ahead, offset)| Attempt::WaitForEpoch { ahead, offset }),
        6 => (4..40u32, -1..=1i64).prop_map(|(ahead, offset)| Attempt::WaitForEpoch { ahead, offset }),
        2 => (40..300u32, -1..=1i64).prop_map(|(ahead, offset)| Attempt::WaitForEpoch { ahead, offset }),
        1 => (-1..=1i64).prop_map(|offset| Attempt::WaitForTheEnd { offset }),
    ]
}

/// Months and years, which take long to advance over.
fn long_wait() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        6 => (300..1_100u32, 0..=1i64).prop_map(|(ahead, offset)| Attempt::WaitForEpoch { ahead, offset }),
        3 => (30..100i64).prop_map(|days| Attempt::Wait(days * 86_400)),
        1 => (1..3i64).prop_map(|years| Attempt::Wait(years * 31_557_600)),
    ]
}

fn advance() -> impl Strategy<Value = Attempt> {
    let portion = prop_oneof![4 => 1..40u32, 2 => Just(512u32), 1 => Just(u32::MAX), 1 => Just(0u32)];
    prop_oneof![
        6 => (0..2u8, portion).prop_map(|(pool, epochs)| Attempt::Advance { pool, page: None, epochs }),
        1 => (0..2u8, 0..3u16).prop_map(|(pool, page)| Attempt::Advance { pool, page: Some(page), epochs: 5 }),
        2 => (7..100u32).prop_map(|portion| Attempt::CatchUp { portion }),
    ]
}

fn lease() -> impl Strategy<Value = Attempt> {
    let age = prop_oneof![20 => Just(0i64), 1 => -7_200..7_200i64];
    prop_oneof![
        14 => current((signers(), crowd(), pool(), until(), age).prop_map(|(signers, crowd, pool, until, age)| {
            Attempt::Grant { signers, crowd, pool, until, age }
        })),
        14 => current((signers(), crowd(), pool(), until())
            .prop_map(|(signers, crowd, pool, until)| Attempt::Renew { signers, crowd, pool, until })),
        5 => current((signers(), crowd(), pool())
            .prop_map(|(signers, crowd, pool)| Attempt::Revoke { signers, crowd, pool })),
        3 => current((by(), pick(), pool()).prop_map(|(by, rig, pool)| Attempt::End { by, rig, pool })),
        8 => current((pick(), pool()).prop_map(|(rig, pool)| Attempt::Sync { rig, pool })),
        4 => (pick(), pages()).prop_map(|(rig, pages)| Attempt::Settle { rig, pages }),
        10 => (pick(), payee(), pool()).prop_map(|(rig, to, pool)| Attempt::Claim { rig, to, pool }),
        2 => (by(), pick(), prop::option::weighted(0.8, any::<Index>()))
            .prop_map(|(by, rig, payout)| Attempt::SetPayout { by, rig, payout }),
        5 => (0..2u8).prop_map(|pool| Attempt::BurnLosses { pool }),
        1 => (pick(), prop::option::weighted(0.1, any::<Index>()))
            .prop_map(|(rig, to)| Attempt::CloseLease { rig, to }),
    ]
}

fn settings() -> impl Strategy<Value = Attempt> {
    let shares = prop_oneof![
        8 => (0..=10_000u16).prop_map(|first| (first, 10_000 - first)),
        1 => Just((10_000, 0)),
        1 => Just((0, 10_000)),
        1 => (0..=10_000u16, 0..=10_000u16),
    ];
    let pools = prop_oneof![15 => Just(2u8), 1 => Just(1u8)];
    let max_lease =
        prop_oneof![3 => 1..=168u16, 2 => Just(168u16), 2 => Just(24u16), 1 => Just(169u16), 1 => Just(0u16)];
    let cap = prop_oneof![4 => 10_000..=100_000u32, 2 => Just(10_000u32), 1 => Just(100_000u32), 1 => Just(9_999u32)];
    let who = prop::collection::vec(any::<Index>(), 1..4);
    prop_oneof![
        4 => current((by(), shares, pools)
            .prop_map(|(by, (first, rest), pools)| Attempt::SetShares { by, first, rest, pools })),
        4 => (by(), max_lease, cap)
            .prop_map(|(by, max_lease, cap_bps)| Attempt::SetTerms { by, max_lease, cap_bps }),
        3 => (by(), who, 0..4u8).prop_map(|(by, who, quorum)| Attempt::SetAttestors { by, who, quorum }),
        2 => (by(), prop::bool::weighted(0.15)).prop_map(|(by, paused)| Attempt::SetPaused { by, paused }),
        2 => prop::bool::weighted(0.5).prop_map(|paused| Attempt::PauseMint { paused }),
        1 => (any::<Index>(), 0..1_000u64).prop_map(|(by, amount)| Attempt::Donate { by, amount }),
    ]
}

fn stake() -> impl Strategy<Value = Attempt> {
    let part = || {
        prop_oneof![
            4 => (1..=1_000u64).prop_map(Amount::Permille),
            2 => Just(Amount::Exactly(1)),
            2 => Just(Amount::All),
        ]
    };
    let synced = |attempt: StakeAttempt, rig: Pick, sync: bool| match sync {
        true => Attempt::Several(vec![
            attempt.into(),
            Attempt::Current(Box::new(Attempt::Sync { rig, pool: PoolPick::Right })),
        ]),
        false => attempt.into(),
    };
    let multiplier = prop_oneof![Just(5_000u32), Just(10_000u32), 10_000..40_000u32];
    prop_oneof![
        6 => (pick(), stake_amount()).prop_map(|(rig, amount)| StakeAttempt::Stake { rig, amount }.into()),
        10 => (by(), pick(), part(), any::<bool>()).prop_map(move |(by, rig, amount, sync)| {
            synced(StakeAttempt::Unstake { by, rig: rig.clone(), amount }, rig, sync)
        }),
        1 => pick().prop_map(|rig| StakeAttempt::Withdraw { rig }.into()),
        3 => (pick(), part()).prop_map(|(rig, amount)| StakeAttempt::OpenCase { rig, amount }.into()),
        3 => (pick(), 0..2u32, any::<bool>()).prop_map(move |(rig, case, sync)| {
            synced(StakeAttempt::Suspend { rig: rig.clone(), case }, rig, sync)
        }),
        2 => (pick(), 0..2u32).prop_map(|(rig, case)| StakeAttempt::Dismiss { rig, case }.into()),
        4 => (pick(), 0..2u32).prop_map(|(rig, case)| StakeAttempt::Execute { rig, case }.into()),
        2 => pick().prop_map(|rig| StakeAttempt::Close { rig }.into()),
        2 => (pick(), any::<Index>()).prop_map(|(rig, to)| StakeAttempt::HandOver { rig, to }.into()),
        1 => (any::<Index>(), prop::option::weighted(0.2, 0..2u8), prop::option::of(multiplier))
            .prop_map(|(class, pool, multiplier_bps)| StakeAttempt::SetClass { class, pool, multiplier_bps }.into()),
    ]
}

fn plot() -> impl Strategy<Value = Attempt> {
    let hours = || prop_oneof![4 => 1..5u32, 1 => 5..26u32];
    let then = prop_oneof![Just(Then::Nothing), Just(Then::Sync), Just(Then::Revoke), Just(Then::Claim)];
    let amount = || prop_oneof![Just(Amount::All), (1..=1_000u64).prop_map(Amount::Permille)];
    let heir = prop::option::of(any::<Index>());
    let rise = prop_oneof![Just(Amount::All), (100..3_000u64).prop_map(Amount::Permille)];
    let slip = prop_oneof![Just(Amount::Exactly(1)), (1..=900u64).prop_map(Amount::Permille)];
    prop_oneof![
        2 => (pick(), amount(), any::<bool>(), hours())
            .prop_map(|(rig, amount, sync, hours)| Plot::Slash { rig, amount, sync, hours }),
        2 => (pick(), any::<bool>(), hours()).prop_map(|(rig, sync, hours)| Plot::Suspicion { rig, sync, hours }),
        4 => (pick(), prop_oneof![9..=10u8, 1..=8u8], any::<bool>(), then)
            .prop_map(|(rig, times, claim, then)| Plot::Drip { rig, times, claim, then }),
        6 => (pick(), any::<bool>(), any::<bool>(), heir, prop::option::weighted(0.6, (any::<Index>(), 1..3u16)))
            .prop_map(|(rig, sync, claim, heir, anew)| Plot::Leave { rig, sync, claim, heir, anew }),
        6 => (pick(), 1..4u8, 1..4u32, any::<bool>())
            .prop_map(|(rig, times, hours, claim)| Plot::Offences { rig, times, hours, claim }),
        12 => (prop_oneof![4 => 1..6u32, 1 => 6..30u32], any::<Index>())
            .prop_map(|(hours, one)| Plot::Shift { hours, one }),
        8 => (pick(), slip, 0..4u32, any::<bool>())
            .prop_map(|(rig, amount, unnoticed, synced)| Plot::Slip { rig, amount, unnoticed, synced }),
        8 => (pick(), rise, prop::bool::weighted(0.3))
            .prop_map(|(rig, amount, revoke)| Plot::Rise { rig, amount, revoke }),
        4 => (pick(), any::<Index>(), prop::option::weighted(0.3, any::<Index>()), hours())
            .prop_map(|(rig, wallet, heir, hours)| Plot::Wages { rig, wallet, heir, hours }),
        2 => (pick(), 1..4u32).prop_map(|(rig, hours)| Plot::Move { rig, hours }),
        4 => (pick(), -1..=1i64).prop_map(|(rig, offset)| Plot::Finale { rig, offset }),
        4 => (pick(), prop_oneof![1 => 200..900u32, 2 => 256..=258u32], pages()).prop_map(|(rig, hours, pages)| Plot::Sleep { rig, hours, pages }),
    ]
    .prop_map(Attempt::Plot)
}

/// A lease for every device of a pool.
fn lease_to_all() -> impl Strategy<Value = Attempt> {
    any::<Index>().prop_map(|one| Attempt::Grant {
        signers: Signers::All,
        crowd: Crowd { one: Pick::Fitting(one), others: 0x1ff },
        pool: PoolPick::Right,
        until: Until::Longest,
        age: 0,
    })
}

/// A network: whether it begins in the last days of the emission, some devices with leases, and then anything.
pub fn network() -> impl Strategy<Value = (bool, Vec<Attempt>)> {
    let anything = prop_oneof![
        3 => register(),
        30 => wait(),
        2 => long_wait(),
        8 => advance(),
        45 => lease(),
        6 => settings(),
        20 => stake(),
        20 => plot(),
        4 => lease_to_all(),
    ];
    let terms = (24..=168u16, prop_oneof![Just(10_000u32), 10_000..=60_000u32])
        .prop_map(|(max_lease, cap_bps)| Attempt::SetTerms { by: By::Entitled, max_lease, cap_bps });
    let beginning = (
        prop::collection::vec(terms, 0..2),
        prop::collection::vec(register(), 1..5),
        prop::collection::vec(lease_to_all(), 2),
    );
    let rest = prop::collection::vec(anything, 1..60);
    (prop::bool::weighted(0.15), beginning, rest)
        .prop_map(|(late, (terms, devices, leases), rest)| (late, [terms, devices, leases, rest].concat()))
}

//! At random, and how often each.

use io_app::{
    market::{Asset, Terms},
    oracle::Posted,
};
use io_tests::stake::{CPU, GPU};
use proptest::{prelude::*, sample::Index};

use super::{Attempt, By, Deed, Hours, Most, Paid, Payer, Pick, Posting, Pushed, RentalPick, Signers, Then};
use crate::step::Trust;

fn by() -> impl Strategy<Value = By> {
    prop_oneof![14 => Just(By::Entitled), 1 => any::<Index>().prop_map(By::Anyone)]
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![8 => any::<Index>().prop_map(Pick::Fitting), 1 => any::<Index>().prop_map(Pick::Any)]
}

fn rental() -> impl Strategy<Value = RentalPick> {
    prop_oneof![
        40 => any::<Index>().prop_map(RentalPick::Fitting),
        6 => any::<Index>().prop_map(RentalPick::Any),
        1 => any::<(Index, Index)>().prop_map(|(rental, rig)| RentalPick::Misfiled(rental, rig)),
        1 => any::<(Index, Index)>().prop_map(|(rental, who)| RentalPick::Coveted(rental, who)),
        1 => any::<Index>().prop_map(RentalPick::OtherEscrow),
        1 => any::<Index>().prop_map(RentalPick::OtherVault),
        1 => (any::<Index>(), -2..=0).prop_map(|(rig, offset)| RentalPick::Gone(rig, offset)),
    ]
}

fn asset() -> impl Strategy<Value = Asset> {
    prop_oneof![Just(Asset::Usdc), Just(Asset::Io)]
}

fn payer() -> impl Strategy<Value = Payer> {
    prop_oneof![Just(Payer::Oneself), Just(Payer::RentPayer)]
}

fn hours() -> impl Strategy<Value = Hours> {
    prop_oneof![
        16 => (0..=1_000u32).prop_map(Hours::Permille),
        6 => (1..=3u16).prop_map(Hours::Exactly),
        1 => Just(Hours::OneTooFew),
        1 => Just(Hours::All),
        1 => Just(Hours::OneTooMany),
        1 => Just(Hours::Exactly(u16::MAX)),
    ]
}

fn most() -> impl Strategy<Value = Most> {
    prop_oneof![6 => Just(Most::Exactly), 3 => Just(Most::Anything), 1 => Just(Most::OneLess)]
}

fn paid() -> impl Strategy<Value = Paid> {
    prop_oneof![
        20 => Just(Paid::Own),
        4 => Just(Paid::Spare),
        4 => Just(Paid::OldPrice),
        1 => Just(Paid::NoPrice),
        1 => any::<Index>().prop_map(Paid::FromAnothers),
        1 => Just(Paid::OtherAsset),
    ]
}

fn pushed() -> impl Strategy<Value = Pushed> {
    prop_oneof![
        14 => Just(Pushed::Own),
        3 => Just(Pushed::Spare),
        2 => any::<Index>().prop_map(Pushed::Anothers),
        1 => Just(Pushed::OtherAsset),
        1 => Just(Pushed::Escrow),
    ]
}

fn push() -> impl Strategy<Value = Option<Pushed>> {
    prop::option::weighted(0.6, pushed())
}

fn signers() -> impl Strategy<Value = Signers> {
    prop_oneof![
        10 => Just(Signers::Quorum),
        3 => Just(Signers::All),
        1 => Just(Signers::OneTooFew),
        1 => Just(Signers::Twice),
        1 => any::<Index>().prop_map(Signers::WithA),
    ]
}

fn wait() -> BoxedStrategy<Attempt> {
    let then = prop_oneof![
        2 => Just(Then::Nothing),
        4 => Just(Then::LastChance),
        2 => Just(Then::Terminate),
        2 => Just(Then::Fail),
        4 => Just(Then::FirstChance),
        3 => Just(Then::Claim),
    ];
    prop_oneof![
        3 => (1..100i64).prop_map(Attempt::Wait),
        4 => (1..10_000i64).prop_map(Attempt::Wait),
        1 => (0..5 * 86_400i64).prop_map(Attempt::Wait),
        12 => (any::<Index>(), -1..=1i64, then)
            .prop_map(|(clock, offset, then)| Attempt::WaitForClock { clock, offset, then }),
    ]
    .boxed()
}

fn post() -> BoxedStrategy<Attempt> {
    let good = (1_000_000..2_000_000_000i64, -9..=-6, 0..20i64, 0..50u64, 0..9u64).prop_map(
        |(price, exponent, age, basis_points, more)| Posting::About { price, exponent, age, basis_points, more },
    );
    let exponent = prop_oneof![-13..=1, Just(-12), Just(0)];
    let odd = (prop_oneof![-1..=2i64, Just(i64::MAX)], exponent, -400..400i64, 0..700u64, 0..3u64).prop_map(
        |(price, exponent, age, basis_points, more)| match price {
            // The uncertainty of the largest price must not leave 64 bits: the posting is no concern of the program.
            i64::MAX => Posting::Exactly(Posted { price, confidence: 0, exponent, published_at: age }),
            _ => Posting::About { price, exponent, age, basis_points, more },
        },
    );
    let limit = (-1..=1i64, 0..=1u64).prop_map(|(older, wider)| Posting::Limit { older, wider });
    let trust = prop_oneof![
        20 => Just(Trust::Full),
        1 => Just(Trust::FewGuardians),
        1 => Just(Trust::AnotherFeed),
        1 => Just(Trust::Forged),
    ];
    (prop_oneof![8 => good, 1 => odd, 3 => limit], trust)
        .prop_map(|(posted, trust)| Attempt::Post { posted, trust })
        .boxed()
}

fn list() -> BoxedStrategy<Attempt> {
    let price = prop_oneof![
        8 => 1..10_000_000u64,
        2 => Just(2_345_679u64),
        2 => 1..4u64,
        1 => Just(0u64),
        1 => Just(u64::MAX / 3),
    ];
    let hours = prop_oneof![
        8 => (1..4u16, 4..60u16),
        2 => Just((1u16, 9u16)),
        1 => Just((2u16, 2u16)),
        1 => Just((1u16, u16::MAX)),
        1 => Just((3u16, 2u16)),
        1 => Just((0u16, 2u16)),
    ];
    (by(), pick(), payer(), price, hours, prop::bool::weighted(0.93))
        .prop_map(|(by, rig, rent_payer, price, hours, open)| Attempt::List { by, rig, rent_payer, price, hours, open })
        .boxed()
}

/// A listing that goes through.
fn beginning() -> impl Strategy<Value = Attempt> {
    (any::<Index>(), payer(), 1..10_000_000u64, 1..4u16, 4..60u16).prop_map(|(rig, rent_payer, price, min, max)| {
        Attempt::List { by: By::Entitled, rig: Pick::Any(rig), rent_payer, price, hours: (min, max), open: true }
    })
}

fn reserve() -> BoxedStrategy<Attempt> {
    let number = prop_oneof![20 => Just(0i64), 1 => -1..=1i64];
    let one = (any::<Index>(), pick(), number, hours(), asset(), most(), paid(), payer()).prop_map(
        |(by, rig, number, hours, asset, most, paid, rent_payer)| Attempt::Reserve {
            by,
            rig,
            number,
            hours,
            asset,
            most,
            paid,
            rent_payer,
        },
    );
    prop_oneof![
        6 => one,
        4 => (any::<Index>(), pick(), asset(), hours())
            .prop_map(|(by, rig, asset, hours)| Attempt::Rent { by, rig, asset, hours }),
        1 => (any::<Index>(), asset(), hours()).prop_map(|(by, asset, hours)| Attempt::Cluster { by, asset, hours }),
    ]
    .boxed()
}

fn deed() -> BoxedStrategy<Deed> {
    prop_oneof![
        6 => Just(Deed::Start),
        6 => (hours(), most(), paid()).prop_map(|(hours, most, paid)| Deed::Extend { hours, most, paid }),
        6 => pushed().prop_map(|to| Deed::Claim { to }),
        3 => pushed().prop_map(|to| Deed::ClaimRefund { to }),
        3 => push().prop_map(|push| Deed::Complete { push }),
        3 => push().prop_map(|push| Deed::Expire { push }),
        3 => ending(),
    ]
    .boxed()
}

fn ending() -> BoxedStrategy<Deed> {
    prop_oneof![
        (pushed(), push()).prop_map(|(to, push)| Deed::Terminate { to, push }),
        (signers(), push()).prop_map(|(signers, push)| Deed::ReportFailure { signers, push }),
    ]
    .boxed()
}

fn about_a_rental() -> BoxedStrategy<Attempt> {
    prop_oneof![
        24 => (by(), rental(), deed()).prop_map(|(by, rental, deed)| Attempt::Do { by, rental, deed }),
        2 => (rental(), 6..10u8, -1..=1i64)
            .prop_map(|(rental, times, offset)| Attempt::Stretch { rental, times, offset }),
        2 => (rental(), any::<bool>(), ending())
            .prop_map(|(rental, suppliers, deed)| Attempt::Chill { rental, suppliers, deed }),
    ]
    .boxed()
}

fn about_a_device() -> BoxedStrategy<Attempt> {
    let class = prop_oneof![Just((GPU, 100_000u32)), Just((CPU, 10_000u32))];
    let multiplier = prop_oneof![3 => Just(0u32), 1 => Just(1u32), 1 => Just(5_000u32)];
    prop_oneof![
        6 => list(),
        2 => (by(), pick(), prop::option::weighted(0.1, any::<Index>()))
            .prop_map(|(by, rig, rent_payer)| Attempt::Delist { by, rig, rent_payer }),
        3 => (pick(), any::<Index>()).prop_map(|(rig, to)| Attempt::Sell { rig, to }),
        2 => pick().prop_map(|rig| Attempt::Suspend { rig }),
        2 => (class, multiplier).prop_map(|((class, usual), more)| {
            Attempt::SetClass { class, multiplier_bps: usual + more }
        }),
        1 => (pick(), any::<Index>(), asset(), any::<bool>())
            .prop_map(|(rig, by, asset, push)| Attempt::Rush { rig, by, asset, push }),
    ]
    .boxed()
}

fn terms() -> BoxedStrategy<Terms> {
    let fee = || prop_oneof![4 => 0..=500u16, 2 => Just(0u16), 1 => Just(500u16)];
    let within = (fee(), fee(), fee(), fee(), 0..=5_000u16, 0..=5_000u16, 1..=500u16, 1..=300u32).prop_map(
        |(reservation_bps, usdc, io, network_bps, failure_bps, costake_bps, max_confidence_bps, max_age)| Terms {
            reservation_bps,
            facilitation_usdc_bps: usdc,
            facilitation_io_bps: io,
            network_bps,
            failure_bps,
            costake_bps,
            max_confidence_bps,
            max_age,
        },
    );
    let beyond = (within.clone(), 0..8).prop_map(|(terms, which)| match which {
        0 => Terms { reservation_bps: 501, ..terms },
        1 => Terms { facilitation_usdc_bps: 501, ..terms },
        2 => Terms { network_bps: u16::MAX, ..terms },
        3 => Terms { failure_bps: 5_001, ..terms },
        4 => Terms { max_confidence_bps: 501, ..terms },
        5 => Terms { costake_bps: 5_001, ..terms },
        6 => Terms { max_age: 301, ..terms },
        _ => Terms { max_age: 0, ..terms },
    });
    prop_oneof![6 => within, 2 => Just(Terms::INITIAL), 1 => beyond].boxed()
}

fn about_the_market() -> BoxedStrategy<Attempt> {
    let attestors = prop::collection::vec(any::<Index>(), 0..4);
    prop_oneof![
        3 => (by(), prop::bool::weighted(0.3)).prop_map(|(by, paused)| Attempt::SetPaused { by, paused }),
        4 => (by(), terms()).prop_map(|(by, terms)| Attempt::SetTerms { by, terms }),
        1 => (by(), attestors, 0..4u8)
            .prop_map(|(by, attestors, quorum)| Attempt::SetAttestors { by, attestors, quorum }),
        3 => any::<Index>().prop_map(|account| Attempt::Freeze { account }),
        1 => (any::<Index>(), asset(), 0..1_000u64)
            .prop_map(|(by, asset, amount)| Attempt::Give { by, asset, amount }),
    ]
    .boxed()
}

/// A life: some listings, and then anything.
pub fn life() -> impl Strategy<Value = Vec<Attempt>> {
    let anything = prop_oneof![
        14 => reserve(),
        14 => wait(),
        36 => about_a_rental(),
        6 => about_a_device(),
        4 => about_the_market(),
        3 => post(),
    ];
    (prop::collection::vec(beginning(), 2..5), prop::collection::vec(anything, 1..90))
        .prop_map(|(beginning, rest)| [beginning, rest].concat())
}

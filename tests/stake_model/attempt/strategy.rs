//! At random, and how often each.

use io_stake::Role;
use io_tests::stake::{CLOSED, CPU, GPU};
use proptest::{prelude::*, sample::Index};

use super::{Amount, Attempt, By, CasePick, Destination, Number, Pick, Source, Then};

fn by() -> impl Strategy<Value = By> {
    prop_oneof![14 => Just(By::Entitled), 1 => any::<Index>().prop_map(By::Anyone)]
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![
        24 => any::<Index>().prop_map(Pick::Fitting),
        9 => any::<Index>().prop_map(Pick::Registered),
        1 => any::<Index>().prop_map(Pick::Any),
    ]
}

fn case_pick() -> impl Strategy<Value = CasePick> {
    prop_oneof![
        24 => any::<Index>().prop_map(CasePick::Fitting),
        5 => any::<Index>().prop_map(CasePick::Open),
        1 => (any::<Index>(), 0..4u8).prop_map(|(rig, number)| CasePick::Any(rig, number)),
        1 => any::<(Index, Index)>().prop_map(|(case, rig)| CasePick::Misfiled(case, rig)),
        1 => any::<(Index, Index)>().prop_map(|(case, who)| CasePick::Coveted(case, who)),
    ]
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        8 => (1..=1_000u64).prop_map(Amount::Permille),
        4 => Just(Amount::All),
        2 => (0..4u64).prop_map(Amount::Exactly),
        1 => Just(Amount::OneTooMany),
        1 => Just(Amount::Exactly(u64::MAX)),
    ]
}

/// Of a purse, which has to last.
fn stake_amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        12 => (1..=250u64).prop_map(Amount::Permille),
        2 => (0..4u64).prop_map(Amount::Exactly),
        1 => Just(Amount::OneTooMany),
    ]
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![20 => Just(Source::OwnPurse), 1 => any::<Index>().prop_map(Source::Purse), 1 => Just(Source::None)]
}

fn destination() -> impl Strategy<Value = Destination> {
    prop_oneof![
        12 => Just(Destination::OwnPurse),
        1 => any::<Index>().prop_map(Destination::Purse),
        1 => any::<Index>().prop_map(Destination::Vault),
    ]
}

fn register() -> impl Strategy<Value = Attempt> {
    let class = prop_oneof![20 => Just(GPU), 2 => Just(CPU), 1 => Just(CLOSED), 1 => Just(99u16)];
    let processors = prop_oneof![20 => Just(8u16), 2 => Just(1u16), 1 => Just(0u16)];
    (any::<Index>(), 0..2u8, class, processors, source(), stake_amount()).prop_map(
        |(by, id, class, processors, source, amount)| Attempt::Register { by, id, class, processors, source, amount },
    )
}

/// A registration that goes through.
fn beginning() -> impl Strategy<Value = Attempt> {
    (any::<Index>(), 0..2u8, (1..=250u64).prop_map(Amount::Permille)).prop_map(|(by, id, amount)| Attempt::Register {
        by,
        id,
        class: GPU,
        processors: 8,
        source: Source::OwnPurse,
        amount,
    })
}

fn wait() -> impl Strategy<Value = Attempt> {
    let then = prop_oneof![Just(Then::Nothing), Just(Then::LastChance), Just(Then::FirstChance)];
    prop_oneof![
        2 => (1..200_000i64).prop_map(Attempt::Wait),
        1 => (0..90 * 86_400i64).prop_map(Attempt::Wait),
        9 => (any::<Index>(), -1..=1i64, then)
            .prop_map(|(clock, offset, then)| Attempt::WaitForClock { clock, offset, then }),
    ]
}

fn about_a_device() -> impl Strategy<Value = Attempt> {
    let number = prop_oneof![18 => Just(Number::Next), 1 => Just(Number::Last), 1 => Just(Number::AfterNext)];
    let gift = prop_oneof![3 => 0..1_000u64, 1 => Just(u64::MAX)];
    prop_oneof![
        4 => (by(), pick(), source(), stake_amount())
            .prop_map(|(by, rig, source, amount)| Attempt::Stake { by, rig, source, amount }),
        10 => (by(), pick(), amount()).prop_map(|(by, rig, amount)| Attempt::RequestUnstake { by, rig, amount }),
        6 => (by(), pick(), destination()).prop_map(|(by, rig, to)| Attempt::Withdraw { by, rig, to }),
        4 => (by(), pick(), prop::option::weighted(0.8, destination()))
            .prop_map(|(by, rig, to)| Attempt::CloseDevice { by, rig, to }),
        3 => (by(), pick(), prop::option::weighted(0.9, any::<Index>()))
            .prop_map(|(by, rig, heir)| Attempt::ProposeOwner { by, rig, heir }),
        3 => (by(), pick()).prop_map(|(by, rig)| Attempt::AcceptOwner { by, rig }),
        11 => (by(), pick(), number, amount())
            .prop_map(|(by, rig, number, amount)| Attempt::OpenCase { by, rig, number, amount }),
        2 => (any::<Index>(), pick(), gift).prop_map(|(by, rig, amount)| Attempt::Donate { by, rig, amount }),
        1 => (pick(), 6..12u8).prop_map(|(rig, times)| Attempt::Drip { rig, times }),
        1 => (pick(), prop_oneof![Just(0u64), 1..9u64], prop::option::weighted(0.7, destination()))
            .prop_map(|(rig, gift, to)| Attempt::Leave { rig, gift, to }),
    ]
}

fn about_a_case() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        3 => (by(), case_pick()).prop_map(|(by, case)| Attempt::Suspend { by, case }),
        6 => (by(), case_pick()).prop_map(|(by, case)| Attempt::Appeal { by, case }),
        5 => (by(), case_pick(), amount()).prop_map(|(by, case, upheld)| Attempt::Resolve { by, case, upheld }),
        4 => case_pick().prop_map(|case| Attempt::Execute { case }),
        2 => case_pick().prop_map(|case| Attempt::Expire { case }),
        4 => (case_pick(), amount()).prop_map(|(case, upheld)| Attempt::Trial { case, upheld }),
    ]
}

fn about_the_program() -> impl Strategy<Value = Attempt> {
    let paused = prop::bool::weighted(0.3);
    let role = prop_oneof![Just(Role::Slasher), Just(Role::Arbiter)];
    prop_oneof![
        4 => (by(), paused).prop_map(|(by, paused)| Attempt::SetPaused { by, paused }),
        1 => (by(), role, any::<Index>()).prop_map(|(by, role, to)| Attempt::SetRole { by, role, to }),
        1 => Just(Attempt::Promote),
    ]
}

/// A life: some devices, and then anything.
pub fn life() -> impl Strategy<Value = Vec<Attempt>> {
    let anything = prop_oneof![
        2 => register(),
        9 => wait(),
        20 => about_a_device(),
        12 => about_a_case(),
        2 => about_the_program(),
    ];
    (prop::collection::vec(beginning(), 1..4), prop::collection::vec(anything, 1..70))
        .prop_map(|(beginning, rest)| [beginning, rest].concat())
}

use proptest::prelude::*;

use super::*;

const YEAR_OF_TRANCHES: Terms = Terms { at_genesis: Amount::new(10), first_month: 1, last_month: 12 };

fn end_of(month: u16) -> Seconds {
    MONTH.checked_mul(i64::from(month)).unwrap()
}

fn second_before(moment: Seconds) -> Seconds {
    moment.checked_sub(Seconds::new(1)).unwrap()
}

fn second_after(moment: Seconds) -> Seconds {
    moment.checked_add(Seconds::new(1)).unwrap()
}

/// Every tranche of valid terms with the second it vests at, counted out one by one.
fn tranches(total: u64, terms: Terms) -> impl Iterator<Item = (i64, u64)> {
    let rest = total - terms.at_genesis.get();
    let count = u64::from(terms.last_month - terms.first_month + 1);
    (terms.first_month..=terms.last_month).map(move |month| {
        let tranche = if month == terms.last_month { rest - rest / count * (count - 1) } else { rest / count };
        (i64::from(month) * 2_629_800, tranche)
    })
}

/// A total and monthly terms that suit it.
fn allocation() -> impl Strategy<Value = (u64, Terms)> {
    (1u16..=LATEST_MONTH, any::<u64>(), any::<u64>())
        .prop_flat_map(|(last, total, at_genesis)| (1..=last, Just(last), Just(total), Just(at_genesis)))
        .prop_filter_map("more tranches than base units", |(first_month, last_month, total, at_genesis)| {
            let at_genesis = Amount::new(at_genesis % total.max(1));
            let terms = Terms { at_genesis, first_month, last_month };
            terms.check(Amount::new(total)).ok().map(|()| (total, terms))
        })
}

/// Any second from before genesis to after the latest month, the ones around the end of a month more often.
fn moment() -> impl Strategy<Value = i64> {
    prop_oneof![
        -10_000_000i64..2_629_800 * 610,
        (0i64..610, -1i64..=1).prop_map(|(month, off)| month * 2_629_800 + off),
        any::<i64>(),
    ]
}

#[test]
fn a_tranche_vests_at_the_second_its_month_ends() {
    let total = Amount::new(130);
    assert_eq!(vested(total, YEAR_OF_TRANCHES, Seconds::new(-1)), Amount::ZERO);
    assert_eq!(vested(total, YEAR_OF_TRANCHES, Seconds::ZERO), Amount::new(10));
    for month in 1..=12 {
        let (before, after) = (Amount::new(u64::from(month) * 10), Amount::new(u64::from(month) * 10 + 10));
        assert_eq!(vested(total, YEAR_OF_TRANCHES, second_before(end_of(month))), before);
        assert_eq!(vested(total, YEAR_OF_TRANCHES, end_of(month)), after);
        assert_eq!(vested(total, YEAR_OF_TRANCHES, second_after(end_of(month))), after);
    }
    assert_eq!(vested(total, YEAR_OF_TRANCHES, Seconds::new(i64::MAX)), total);
    assert_eq!(vested(total, YEAR_OF_TRANCHES, Seconds::new(i64::MIN)), Amount::ZERO);
}

#[test]
fn the_last_tranche_carries_the_remainder() {
    let (total, terms) = (Amount::new(100), Terms::monthly(1, 3));
    assert_eq!(vested(total, terms, end_of(1)), Amount::new(33));
    assert_eq!(vested(total, terms, end_of(2)), Amount::new(66));
    assert_eq!(vested(total, terms, end_of(3)), Amount::new(100));
}

#[test]
fn all_at_genesis_vests_at_the_second_of_genesis() {
    let total = Amount::new(77);
    let terms = Terms::at_once(total);
    assert_eq!(terms.check(total), Ok(()));
    assert_eq!(vested(total, terms, Seconds::new(-1)), Amount::ZERO);
    assert_eq!(vested(total, terms, Seconds::ZERO), total);
    assert_eq!(next_tranche(terms, Seconds::ZERO), None);
}

#[test]
fn each_fault_has_its_own_error() {
    let terms =
        |at_genesis, first_month, last_month| Terms { at_genesis: Amount::new(at_genesis), first_month, last_month };
    let check = |total, terms: Terms| terms.check(Amount::new(total));
    assert_eq!(check(0, terms(0, 0, 0)), Err(TermsError::NothingAllocated));
    assert_eq!(check(0, terms(0, 1, 12)), Err(TermsError::NothingAllocated));
    assert_eq!(check(99, terms(100, 1, 12)), Err(TermsError::AtGenesisExceedsTotal));
    assert_eq!(check(100, terms(99, 0, 0)), Err(TermsError::RestWithoutTranches));
    assert_eq!(check(100, terms(100, 1, 12)), Err(TermsError::TranchesWithoutRest));
    assert_eq!(check(100, terms(0, 0, 12)), Err(TermsError::FirstMonthZero));
    assert_eq!(check(100, terms(0, 13, 12)), Err(TermsError::FirstMonthAfterLast));
    assert_eq!(check(100, terms(0, 1, 0)), Err(TermsError::FirstMonthAfterLast));
    assert_eq!(check(10_000, terms(0, 1, 601)), Err(TermsError::LastMonthTooLate));
    assert_eq!(check(10_000, terms(0, u16::MAX, u16::MAX)), Err(TermsError::LastMonthTooLate));
    assert_eq!(check(100, terms(89, 1, 12)), Err(TermsError::TrancheBelowOneUnit));
    assert_eq!(check(100, terms(88, 1, 12)), Ok(()));
    assert_eq!(check(600, terms(0, 1, 600)), Ok(()));
    assert_eq!(check(1, terms(0, 600, 600)), Ok(()));
}

#[test]
fn terms_that_fail_the_check_vest_nothing() {
    let total = Amount::new(100);
    let too_much = Terms { at_genesis: Amount::new(101), first_month: 1, last_month: 12 };
    assert_eq!(vested(total, too_much, end_of(12)), Amount::ZERO);
    assert_eq!(vested(total, Terms::monthly(0, 12), end_of(12)), Amount::ZERO);
    assert_eq!(vested(total, Terms::monthly(12, 1), end_of(12)), Amount::ZERO);
}

#[test]
fn the_next_tranche_is_the_first_that_has_not_vested() {
    let terms = Terms::monthly(13, 36);
    let next = |elapsed| next_tranche(terms, elapsed);
    let tranche = |month| Some(Tranche { month, due: end_of(month) });
    assert_eq!(next(Seconds::new(i64::MIN)), tranche(13));
    assert_eq!(next(Seconds::ZERO), tranche(13));
    assert_eq!(next(second_before(end_of(13))), tranche(13));
    assert_eq!(next(end_of(13)), tranche(14));
    assert_eq!(next(second_before(end_of(36))), tranche(36));
    assert_eq!(next(end_of(36)), None);
    assert_eq!(next(Seconds::new(i64::MAX)), None);
    assert_eq!(next_tranche(Terms::monthly(0, 12), Seconds::ZERO), None);
    assert_eq!(next_tranche(Terms::monthly(12, 1), Seconds::ZERO), None);
}

proptest! {
    #[test]
    fn what_has_vested_is_the_tranches_that_are_due((total, terms) in allocation(), elapsed in moment()) {
        let due: u64 = tranches(total, terms).filter(|(due, _)| *due <= elapsed).map(|(_, tranche)| tranche).sum();
        let expected = if elapsed < 0 { 0 } else { terms.at_genesis.get() + due };
        prop_assert_eq!(vested(Amount::new(total), terms, Seconds::new(elapsed)).get(), expected);
    }

    #[test]
    fn vesting_never_goes_back((total, terms) in allocation(), a in moment(), b in moment()) {
        let at = |elapsed| vested(Amount::new(total), terms, Seconds::new(elapsed));
        prop_assert!(at(a.min(b)) <= at(a.max(b)));
    }

    #[test]
    fn all_is_vested_in_the_end_and_not_a_second_earlier((total, terms) in allocation()) {
        let at = |elapsed| vested(Amount::new(total), terms, elapsed).get();
        prop_assert_eq!(at(end_of(terms.last_month)), total);
        prop_assert!(at(second_before(end_of(terms.last_month))) < total);
    }

    #[test]
    fn all_tranches_but_the_last_are_equal((total, terms) in allocation()) {
        let at = |month| vested(Amount::new(total), terms, end_of(month)).get();
        let first = at(terms.first_month) - terms.at_genesis.get();
        for month in terms.first_month + 1..terms.last_month {
            prop_assert_eq!(at(month) - at(month - 1), first);
        }
    }

    #[test]
    fn no_terms_whatever_vest_more_than_the_total(
        total in any::<u64>(),
        at_genesis in any::<u64>(),
        first_month in any::<u16>(),
        last_month in any::<u16>(),
        elapsed in moment(),
    ) {
        let terms = Terms { at_genesis: Amount::new(at_genesis), first_month, last_month };
        prop_assert!(vested(Amount::new(total), terms, Seconds::new(elapsed)).get() <= total);
        let _ = next_tranche(terms, Seconds::new(elapsed));
    }

    #[test]
    fn the_next_tranche_vests_when_it_says((total, terms) in allocation(), elapsed in 0i64..2_629_800 * 610) {
        let at = |elapsed| vested(Amount::new(total), terms, elapsed);
        let now = Seconds::new(elapsed);
        match next_tranche(terms, now) {
            Some(tranche) => {
                prop_assert!(tranche.due > now);
                prop_assert_eq!(at(second_before(tranche.due)), at(now));
                prop_assert!(at(tranche.due) > at(now));
            }
            None => prop_assert_eq!(at(now).get(), total),
        }
    }
}

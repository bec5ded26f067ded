use super::*;
use crate::vesting::vested;
use crate::{MONTH, Seconds};

#[test]
fn the_budgets_are_as_published() {
    let budgets = Category::ALL.map(|category| category.budget().get() / BASE_UNITS_PER_IO);
    assert_eq!(budgets, [100_000_000, 128_000_000, 100_000_000, 81_600_000, 90_400_000]);
    assert_eq!(Category::ALL.iter().map(|category| category.budget().get()).sum::<u64>(), GENESIS_SUPPLY.get());
}

#[test]
fn the_numbers_lead_back_to_the_categories() {
    for category in Category::ALL {
        assert_eq!(Category::from_number(category.number()), Some(category));
    }
    assert_eq!(Category::from_number(5), None);
    assert_eq!(Category::from_number(u8::MAX), None);
}

#[test]
fn investors_and_contributors_vest_on_fixed_terms() {
    assert_eq!(Category::Community.fixed_terms(), None);
    assert_eq!(Category::Research.fixed_terms(), None);
    let tranches = |category: Category| category.fixed_terms().map(|terms| terms.tranches());
    assert_eq!(tranches(Category::Seed), Some(24));
    assert_eq!(tranches(Category::SeriesA), Some(24));
    assert_eq!(tranches(Category::Core), Some(36));
}

#[test]
fn fixed_terms_pay_nothing_for_a_year_and_everything_in_the_end() {
    for category in Category::ALL {
        let (budget, Some(terms)) = (category.budget(), category.fixed_terms()) else { continue };
        assert_eq!(terms.check(budget), Ok(()));
        let end_of = |month: u16| MONTH.checked_mul(i64::from(month)).unwrap();
        let before_first = end_of(13).checked_sub(Seconds::new(1)).unwrap();
        assert_eq!(vested(budget, terms, before_first), Amount::ZERO);
        assert!(vested(budget, terms, end_of(13)) > Amount::ZERO);
        let before_last = end_of(terms.last_month).checked_sub(Seconds::new(1)).unwrap();
        assert!(vested(budget, terms, before_last) < budget);
        assert_eq!(vested(budget, terms, end_of(terms.last_month)), budget);
    }
}

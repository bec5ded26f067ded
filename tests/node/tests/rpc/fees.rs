//! What a transaction costs whoever sends it.

use crate::stage::{OPERATOR, Stage};

/// The cluster's fee for a signature, in lamports.
const FEE: u64 = 5_000;

#[test]
fn a_priority_fee_is_paid_for_the_units_that_were_asked_for() {
    let stage = Stage::set();
    let pay = format!("token transfer 1 --to {}", stage.address("renter"));
    // The first one also pays the rent of the renter's token account.
    stage.ok(OPERATOR, &pay);

    let paid = |line: &str| {
        let before = stage.lamports(OPERATOR);
        let units = stage.number(OPERATOR, line, "/computeUnits");
        (before - stage.lamports(OPERATOR), units)
    };
    assert_eq!(paid(&pay).0, FEE);
    // A tenth more than the simulation took, at a lamport each.
    let (fee, units) = paid(&format!("{pay} --with-compute-unit-price 1000000"));
    assert!(units > 0);
    assert_eq!(fee, FEE + units + units / 10);
    // Micro-lamports are rounded up.
    let (fee, again) = paid(&format!("{pay} --with-compute-unit-price 1"));
    assert_eq!((fee, again), (FEE + 1, units));
    assert_eq!(stage.held("renter"), 4 * 100_000_000);
}

#[test]
fn what_would_be_refused_costs_nothing() {
    let stage = Stage::set();
    let before = stage.lamports("renter");
    let refusal = stage.refused("renter", "token release 1");
    assert!(refusal.contains("Nothing has vested since the last release of this allocation."), "{refusal}");
    assert_eq!(stage.lamports("renter"), before);
}

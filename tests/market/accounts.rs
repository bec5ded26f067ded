//! For every instruction and each of its accounts: what happens if it is unsigned, read-only or another one.
//! Each case starts from a call that goes through, and changes one thing.

use io_tests::{market::specimens, specimen};

#[test]
fn every_specimen_goes_through() {
    assert_eq!(specimen::send_all(specimens()), 19);
}

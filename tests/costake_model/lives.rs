//! Whatever anyone does, in whatever order: nobody is paid more than due, and hardly less.

use std::sync::{Mutex, OnceLock};
use std::{env, thread};

use io_tests::Tally;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::crowd::Crowd;
use crate::step::{Step, life};

/// How many lives are tried, unless the environment says another number.
const CASES: u32 = 120;

/// From how many lives on each kind of step must have succeeded in one.
const ENOUGH: u32 = 100;

/// How many holders take part in them at most, and how many steps they have.
const HOLDERS: usize = 24;
const STEPS: usize = 120;

/// The great crowd.
const THOUSAND: usize = 1_000;

fn cases() -> u32 {
    env::var("IO_MODEL_CASES").map_or(CASES, |cases| cases.parse().expect("IO_MODEL_CASES is a number"))
}

fn try_lives(cases: u32, total: &Mutex<Tally>) {
    static PREPARED: OnceLock<Crowd> = OnceLock::new();
    let prepared = PREPARED.get_or_init(|| Crowd::of(HOLDERS));
    let config = Config { cases, max_shrink_iters: 500, ..Config::with_source_file(file!()) };
    let lived = TestRunner::new(config).run(&life(HOLDERS, STEPS), |(holders, steps)| {
        let mut crowd = prepared.first(holders);
        crowd.lives(&steps).map_err(|fault| TestCaseError::fail(format!("{fault:#}")))?;
        crowd.tally.sequences += 1;
        total.lock().expect("nothing panics while it adds").add(crowd.tally);
        Ok(())
    });
    if let Err(fault) = lived {
        panic!("{fault}");
    }
}

#[test]
fn nobody_is_paid_more_than_due_and_hardly_less() {
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u32).min(4);
    let total = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| try_lives(cases().div_ceil(threads), &total));
        }
    });
    let total = total.into_inner().expect("no thread panicked");
    println!("{total}");
    if cases() >= ENOUGH {
        assert_eq!(total.never_succeeded(&Step::KINDS), Vec::<&str>::new(), "never succeeded");
    }
}

/// A thousand come at once, one base unit and large sums side by side; then some do this and that, until all leave.
#[test]
fn a_thousand_share_to_the_last_base_unit() {
    let mut runner = TestRunner::deterministic();
    let mut crowd = Crowd::of(THOUSAND);
    let come = (0..THOUSAND).map(|holder| Step::Add { holder, amount: 1 + (holder as u64).pow(4) % (1 << 40) });
    let pay = [Step::Deposit { asset: 0, amount: 86_399 }, Step::Deposit { asset: 1, amount: 1 << 45 }];
    let (_, between) = life(THOUSAND, 400).new_tree(&mut runner).expect("a life").current();
    let between = between.into_iter().filter(|step| !matches!(step, Step::OpenCase { amount } if *amount > 1 << 20));
    let steps: Vec<Step> = come.chain(pay).chain(between).collect();
    crowd.lives(&steps).unwrap_or_else(|fault| panic!("{fault:#}"));
    println!("{}", crowd.tally);
}

//! Whatever anyone does, in whatever order: the program does what the model says, and nothing else.

use std::{env, fmt::Write, sync::Mutex, thread};

use anyhow::{Context, Result, ensure};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use io_tests::Tally;

use crate::{
    attempt::{Attempt, life},
    chain::Chain,
    model::Model,
    picture::Picture,
    step::Step,
};

/// How many lives are tried, unless the environment says another number.
const CASES: u32 = 800;

/// From how many lives on each kind of step must have succeeded in one.
const ENOUGH: u32 = 200;

/// Runs one life, to its end or to the first difference.
fn live(chain: &mut Chain, attempts: &[Attempt], tally: &mut Tally) -> Result<()> {
    let mut model = chain.model();
    let mut story = String::new();
    for attempt in attempts {
        for step in attempt.steps(&model) {
            writeln!(story, "{} s: {step:?}", model.now)?;
            take(chain, &mut model, &step, tally).with_context(|| format!("the last step of\n{story}"))?;
        }
    }
    tally.sequences += 1;
    Ok(())
}

/// Takes one step in both, and compares.
fn take(chain: &mut Chain, model: &mut Model, step: &Step, tally: &mut Tally) -> Result<()> {
    let (accounts, balances, before) = (chain.accounts(), chain.balances(), model.clone());
    let expected = model.perform(step);
    let happened = chain.perform(step);
    match (&expected, &happened) {
        (Ok(()), Ok(receipt)) => {
            tally.succeeded(step.kind());
            receipt.iter().try_for_each(|receipt| chain.ledger.hear(receipt))?;
        }
        (Err(reasons), Err(error)) => {
            let told = reasons.iter().find(|reason| reason.is_told_by(error));
            let told = told.with_context(|| format!("refused with {error:?} instead of {reasons:?}"))?;
            ensure!(chain.accounts() == accounts, "refused with {error:?}, and changed something");
            tally.refused(step.kind(), format!("{told:?}"));
        }
        (Ok(()), Err(error)) => anyhow::bail!("refused with {error:?} instead of nothing"),
        (Err(reasons), Ok(_)) => anyhow::bail!("went through, instead of {reasons:?}"),
    }
    model.noted.drain(..).for_each(|what| tally.noted(what));
    model.assert_balanced();
    chain.ledger.book(&balances, &chain.balances(), step, &before)?;
    let (drawn, seen) = (Picture::of(model), chain.picture(model)?);
    ensure!(drawn == seen, "model (-) and chain (+) differ:\n{}", drawn.difference(&seen));
    Ok(())
}

/// How many lives to try.
fn cases() -> u32 {
    env::var("IO_MODEL_CASES").map_or(CASES, |cases| cases.parse().expect("IO_MODEL_CASES is a number"))
}

/// Tries so many lives, each in a world of its own.
fn try_lives(cases: u32, prepared: &Chain, total: &Mutex<Tally>) {
    let config = Config { cases, max_shrink_iters: 2_000, ..Config::with_source_file(file!()) };
    let lived = TestRunner::new(config).run(&life(), |attempts| {
        // Counted apart, so that a life that panics leaves the total as it was.
        let mut tally = Tally::default();
        live(&mut prepared.clone(), &attempts, &mut tally)
            .map_err(|fault| TestCaseError::fail(format!("{fault:#}")))?;
        total.lock().expect("nothing panics while it adds").add(tally);
        Ok(())
    });
    if let Err(fault) = lived {
        panic!("{fault}");
    }
}

#[test]
fn the_program_does_what_the_model_says() {
    let (prepared, total) = (Chain::new(), Mutex::new(Tally::default()));
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u32).min(4);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| try_lives(cases().div_ceil(threads), &prepared, &total));
        }
    });
    let total = total.into_inner().expect("no thread panicked");
    println!("{total}");
    if cases() >= ENOUGH {
        assert_eq!(total.never_succeeded(&Step::KINDS), Vec::<&str>::new(), "never succeeded");
    }
}

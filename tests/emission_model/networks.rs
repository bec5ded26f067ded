//! Whatever anyone does, in whatever order: everybody is paid what the model says, and nothing else happens.

use std::{collections::BTreeMap, env, fmt::Write, sync::Mutex, thread};

use anyhow::{Context, Result, ensure};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use io_tests::Tally;

use crate::{
    attempt::{Attempt, network, settling_up},
    beginning::{Beginning, first_hours, last_days},
    books::{Books, purses, slashed},
    cast::{POOLS, Person},
    chain::Chain,
    model::Model,
    step::{StakeStep, Step},
};

/// How many networks are tried, unless the environment says another number.
const CASES: u32 = 400;

/// From how many networks on each kind of step must have succeeded in one.
const ENOUGH: u32 = 200;

/// A network as it is lived through, with its story so far.
struct Life<'a> {
    chain: Chain,
    model: Model,
    tally: &'a mut Tally,
    story: String,
}

impl Life<'_> {
    fn live(&mut self, attempts: &[Attempt]) -> Result<()> {
        for attempt in attempts {
            match attempt.parts(&self.model) {
                Some(parts) => self.live(&parts)?,
                None => {
                    for step in attempt.steps(&self.model) {
                        let epoch = self.model.over() + 1;
                        let second = self.model.now - self.model.genesis;
                        writeln!(self.story, "{second} s, epoch {epoch}: {step:?}")?;
                        self.take(&step).with_context(|| format!("the last step of\n{}", self.story))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Everything is settled and all is claimed that can be: then nothing is left but dust.
    fn settle_up(&mut self) -> Result<()> {
        self.live(&settling_up(&self.model))?;
        for pool in 0..POOLS {
            ensure!(self.model.pending(pool) == 0, "pool {pool}: not everything could be settled");
            let books = self.chain.pool(pool);
            let accounted = books.owed + books.paid + books.lost + books.burned;
            let left = u128::from(books.distributed - accounted) << 64;
            ensure!(left == books.dust.get(), "pool {pool}: {left} is left, {} of it dust", books.dust.get());
        }
        Ok(())
    }

    /// Takes one step in both, and compares.
    fn take(&mut self, step: &Step) -> Result<()> {
        self.chain.foresee(step);
        let (accounts, paid) = (self.chain.accounts(), purses(&self.chain));
        let before = self.before(step);
        let expected = self.model.perform(step);
        let happened = self.chain.perform(step);
        let unchanged = |chain: &Chain| chain.accounts() == accounts;
        match (&expected, &happened) {
            (Ok(()), Ok(())) => self.tally.succeeded(step.kind()),
            // The staking program has a model of its own.
            (Ok(()), Err(error)) if matches!(step, Step::Stake(_)) => {
                ensure!(unchanged(&self.chain), "refused with {error:?}, and changed something");
                self.tally.refused(step.kind(), "the staking program says so".to_owned());
            }
            (Err(reasons), Err(error)) => {
                let told = reasons.iter().find(|reason| reason.is_told_by(error));
                let told = told.with_context(|| format!("refused with {error:?} instead of {reasons:?}"))?;
                ensure!(unchanged(&self.chain), "refused with {error:?}, and changed something");
                self.tally.refused(step.kind(), format!("{told:?}"));
            }
            (Ok(()), Err(error)) => anyhow::bail!("refused with {error:?} instead of nothing"),
            (Err(reasons), Ok(())) => anyhow::bail!("went through, instead of {reasons:?}"),
        }
        if let (Step::Stake(step), Ok(())) = (step, &happened) {
            self.look(step, before)?;
        }
        self.check_purses(step, paid)?;
        self.model.noted.drain(..).for_each(|what| self.tally.noted(what));
        let drawn = Books::of(&self.model, slashed(&self.chain));
        let seen = Books::seen(&self.chain, &self.model)?;
        ensure!(drawn == seen, "model (-) and chain (+) differ:\n{}", drawn.difference(&seen));
        seen.check(&self.chain, &self.model)
    }

    /// The active stake of the device that a step of the staking program is about.
    fn before(&self, step: &Step) -> Option<u64> {
        let Step::Stake(step) = step else { return None };
        Some(self.chain.stake_device(step.rig()?)?.active)
    }

    /// The staking program has done something: the model is told what came of it, and draws its own conclusions.
    fn look(&mut self, step: &StakeStep, before: Option<u64>) -> Result<()> {
        if let StakeStep::SetClass { class, pool, multiplier_bps } = step {
            self.model.classes.insert(*class, (*pool, *multiplier_bps));
        }
        let Some(rig) = step.rig() else { return Ok(()) };
        let registered = self.model.registrations.entry(rig).or_default();
        if matches!(step, StakeStep::Register { .. }) && before.is_none() {
            *registered += 1;
        }
        let device = self.chain.told(rig, *registered);
        let falls = match step {
            StakeStep::RequestUnstake { .. } | StakeStep::Suspend { .. } => true,
            StakeStep::Execute { .. } => device.as_ref().map(|device| device.active) < before,
            _ => false,
        };
        self.model.look(rig, device);
        if falls {
            self.model.fall(rig);
        }
        Ok(())
    }

    /// Only a claim pays, and it pays one purse what it should. Stake and gifts come and go as they are meant to.
    fn check_purses(&self, step: &Step, mut before: BTreeMap<Person, u64>) -> Result<()> {
        if matches!(step, Step::Stake(_) | Step::Donate { .. }) {
            return Ok(());
        }
        if let Some((to, amount)) = self.model.last_paid {
            *before.entry(to).or_default() += u64::try_from(amount)?;
        }
        let after = purses(&self.chain);
        ensure!(before == after, "the purses hold {after:?} instead of {before:?}");
        Ok(())
    }
}

/// How many networks to try.
fn cases() -> u32 {
    env::var("IO_MODEL_CASES").map_or(CASES, |cases| cases.parse().expect("IO_MODEL_CASES is a number"))
}

/// Tries so many networks, each in a world of its own.
fn try_networks(cases: u32, first: &Beginning, last: &Beginning, total: &Mutex<Tally>) {
    let config = Config { cases, max_shrink_iters: 2_000, ..Config::with_source_file(file!()) };
    let lived = TestRunner::new(config).run(&network(), |(late, attempts)| {
        // Counted apart, so that a network that panics leaves the total as it was.
        let mut tally = Tally::default();
        let Beginning { chain, model } = if late { last.clone() } else { first.clone() };
        let mut life = Life { chain, model, tally: &mut tally, story: String::new() };
        life.live(&attempts)
            .and_then(|()| life.settle_up())
            .map_err(|fault| TestCaseError::fail(format!("{fault:#}")))?;
        tally.sequences += 1;
        total.lock().expect("nothing panics while it adds").add(tally);
        Ok(())
    });
    if let Err(fault) = lived {
        panic!("{fault}");
    }
}

#[test]
fn everybody_is_paid_what_the_model_says() {
    let (first, last, total) = (first_hours(), last_days(), Mutex::new(Tally::default()));
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u32).min(4);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| try_networks(cases().div_ceil(threads), &first, &last, &total));
        }
    });
    let total = total.into_inner().expect("no thread panicked");
    println!("{total}");
    if cases() >= ENOUGH {
        assert_eq!(total.never_succeeded(&Step::KINDS), Vec::<&str>::new(), "never succeeded");
    }
}

//! The holders on the real bytecode, each step compared with the model.

use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{Context, Result, ensure};
use io_app::costake;
use io_stake::error::IoStakeError;
use io_stake::state::Position;
use io_tests::costake::{ASSETS, account_of, calls, mint_of, position_of, reward_vault};
use io_tests::stake::{COOLDOWN, WINDOW, calls as staking, rig};
use io_tests::treasury::io_of;
use io_tests::{Tally, World, address, keypair};
use num_bigint::BigInt;
use num_rational::BigRational;
use solana_instruction::error::InstructionError;

use crate::model::Model;
use crate::step::Step;

/// Base units in the purse of everybody who pays.
const FUNDS: u64 = 1 << 50;

/// Cooldowns that run side by side.
const COOLDOWNS: usize = 8;

/// As many shares may stand for a base unit where somebody still enters.
const MOST_SHARES: u64 = 64;

/// A device, and those who stake behind it.
#[derive(Clone)]
pub struct Crowd {
    world: World,
    names: Vec<String>,
    pub model: Model,
    case: Option<OpenCase>,
    cases: u32,
    /// The kind of the step that is being taken.
    doing: &'static str,
    pub tally: Tally,
}

/// The case that is open.
#[derive(Clone, Copy)]
struct OpenCase {
    number: u32,
    /// What it freezes, and what of that is co-stake.
    frozen: u64,
    part: u64,
    opened_at: i64,
}

fn whole(number: impl Into<BigInt>) -> BigRational {
    BigRational::from_integer(number.into())
}

impl Crowd {
    /// Nobody has come yet.
    pub fn of(holders: usize) -> Self {
        let mut world = World::before_costake();
        world.by("supplier", calls::open(u64::MAX));
        let names: Vec<String> = (0..holders).map(|number| format!("co-staker {number}")).collect();
        for name in &names {
            for asset in ASSETS {
                world.put_token_account(account_of(name, asset), mint_of(asset), address(name));
            }
            world.give_to(io_of(name), FUNDS);
            world.fund(address(name), 1_000_000_000);
        }
        for asset in ASSETS {
            world.give_to(account_of("depositor", asset), FUNDS);
        }
        Self { world, names, model: Model::new(holders), case: None, cases: 0, doing: "", tally: Tally::default() }
    }

    /// With fewer holders.
    pub fn first(&self, holders: usize) -> Self {
        Self { names: self.names[..holders].to_vec(), model: Model::new(holders), ..self.clone() }
    }

    pub fn holders(&self) -> usize {
        self.names.len()
    }

    fn now(&self) -> i64 {
        self.world.time()
    }

    /// Sends what has to go through, or has to be refused for that reason. Returns whether it went through.
    fn sends(&mut self, who: &str, instruction: Instruction, refused: Option<IoStakeError>) -> Result<bool> {
        let signs = instruction.accounts.iter().any(|account| account.is_signer).then(|| keypair(who));
        match (self.world.send(&[instruction], &signs.iter().collect::<Vec<_>>()), refused) {
            (Ok(_), None) => {
                self.tally.succeeded(self.doing);
                Ok(true)
            }
            (Ok(_), Some(reason)) => anyhow::bail!("went through, instead of {reason:?}"),
            (Err(refusal), None) => anyhow::bail!("refused: {}\n{}", refusal.error, refusal.logs.join("\n")),
            (Err(refusal), Some(reason)) => {
                let code = InstructionError::Custom(reason.into());
                ensure!(*refusal.reason() == code, "refused with {} instead of {reason:?}", refusal.error);
                self.tally.refused(self.doing, format!("{reason:?}"));
                Ok(false)
            }
        }
    }

    pub fn takes(&mut self, step: Step) -> Result<()> {
        self.doing = step.kind();
        match step {
            Step::Wait { seconds } => {
                self.world.set_time(self.now() + seconds);
                return Ok(());
            }
            Step::Add { holder, amount } => self.adds(holder, amount)?,
            Step::Unstake { holder, shares } => self.unstakes(holder, shares)?,
            Step::Withdraw { holder } => self.withdraws(holder)?,
            Step::Claim { holder, asset } => self.claims(holder, asset)?,
            Step::ClosePosition { holder } => self.closes_position(holder)?,
            Step::Deposit { asset, amount } => self.deposits(asset, amount)?,
            Step::ClaimUnshared { asset } => self.claims_unshared(asset)?,
            Step::OpenCase { amount } => self.opens_case(amount)?,
            Step::Settle { parts } => self.settles(parts)?,
            Step::Lapse => self.lapses()?,
            Step::OwnerUnstakes { amount } => {
                let active = self.world.device(rig()).active;
                if active > 0 && self.world.device(rig()).cooling.cooldowns.iter().any(|free| free.amount == 0) {
                    self.sends("supplier", staking::unstake(1 + amount % active), None)?;
                }
            }
            Step::OwnerWithdraws => {
                // What of it is frozen is decided elsewhere: here it only has to leave the co-stake alone.
                if self.world.send(&[staking::withdraw()], &[&keypair("supplier")]).is_ok() {
                    self.tally.succeeded(self.doing);
                }
            }
        }
        self.compare()
    }

    fn adds(&mut self, holder: usize, amount: u64) -> Result<()> {
        let before = self.world.costake();
        let refused = match () {
            () if before.frozen > 0 => Some(IoStakeError::CaseIsOpen),
            () if before.amount < before.shares.div_ceil(MOST_SHARES) => Some(IoStakeError::SlashedTooFar),
            () => None,
        };
        let name = self.names[holder].clone();
        if self.sends(&name, calls::add(&name, amount), refused)? {
            self.model.flow(self.now());
            self.looks(holder, &[0, 1])?;
            self.model.enter(holder, amount, self.world.costake().shares - before.shares);
        }
        Ok(())
    }

    fn unstakes(&mut self, holder: usize, shares: u64) -> Result<()> {
        let (known, now) = (&self.model.holders[holder], self.now());
        if known.shares == 0 {
            return Ok(());
        }
        let shares = if shares == u64::MAX { known.shares } else { 1 + shares % known.shares };
        let ends_at = now + COOLDOWN;
        let full = known.cooling.len() == COOLDOWNS && known.cooling.iter().all(|(end, _)| *end != ends_at);
        let name = self.names[holder].clone();
        if self.sends(&name, calls::unstake(&name, shares), full.then_some(IoStakeError::TooManyCooldowns))? {
            self.model.flow(now);
            self.looks(holder, &[0, 1])?;
            self.model.cool(holder, shares, ends_at);
        }
        Ok(())
    }

    fn withdraws(&mut self, holder: usize) -> Result<()> {
        if !self.model.holders[holder].exists {
            return Ok(());
        }
        let before = self.world.costake();
        let refused = match self.model.holders[holder].ended(self.now()) {
            0 => Some(IoStakeError::NothingToWithdraw),
            _ if before.frozen > 0 => Some(IoStakeError::CaseIsOpen),
            _ => None,
        };
        let name = self.names[holder].clone();
        let held = self.world.balance(io_of(&name));
        if self.sends(&name, calls::withdraw(&name), refused)? {
            let paid = self.world.balance(io_of(&name)) - held;
            let due = self.model.leave(holder, self.now(), paid);
            ensure!(whole(paid) <= due, "{name} was paid {paid} of {due}");
            ensure!(due.clone() - whole(paid) <= whole(before.dust + 1), "{name} was paid {paid} of only {due}");
        }
        Ok(())
    }

    fn claims(&mut self, holder: usize, asset: u8) -> Result<()> {
        if !self.model.holders[holder].exists {
            return Ok(());
        }
        let name = self.names[holder].clone();
        let before = self.world.balance(account_of(&name, asset));
        match self.world.send(&[calls::claim(&name, asset)], &[&keypair(&name)]) {
            Ok(_) => {
                let paid = self.world.balance(account_of(&name, asset)) - before;
                ensure!(paid > 0, "a claim of nothing");
                self.tally.succeeded(self.doing);
                let stream = &mut self.model.streams[usize::from(asset)];
                stream.held -= u128::from(paid);
                self.model.holders[holder].earnings[usize::from(asset)].paid += paid;
                self.model.flow(self.now());
                self.looks(holder, &[asset])
            }
            Err(refusal) => {
                let nothing = InstructionError::Custom(IoStakeError::NothingToClaim.into());
                ensure!(*refusal.reason() == nothing, "refused: {}", refusal.error);
                self.tally.refused(self.doing, "NothingToClaim".to_owned());
                // As if somebody looked who is refused nothing.
                let mut model = self.model.clone();
                model.flow(self.now());
                model.look(holder, usize::from(asset));
                let earnings = &model.holders[holder].earnings[usize::from(asset)];
                let missing = earnings.due.clone() - whole(earnings.paid);
                ensure!(missing <= whole(earnings.looks + 1), "{name} was refused {missing}");
                Ok(())
            }
        }
    }

    fn closes_position(&mut self, holder: usize) -> Result<()> {
        if !self.model.holders[holder].exists {
            return Ok(());
        }
        let name = self.names[holder].clone();
        let empty = self.world.position(&name).is_empty();
        if self.sends(&name, calls::close_position(&name), (!empty).then_some(IoStakeError::PositionNotEmpty))? {
            self.model.flow(self.now());
            ensure!(self.model.holders[holder].all_shares() == 0, "{name} had shares");
            self.model.holders[holder] = Default::default();
            // It has no due of what comes before it comes again.
            ASSETS.iter().for_each(|asset| self.model.look(holder, usize::from(*asset)));
        }
        Ok(())
    }

    fn deposits(&mut self, asset: u8, amount: u64) -> Result<()> {
        let nobody = (self.model.shares() == 0).then_some(IoStakeError::NobodyShares);
        if self.sends("depositor", calls::deposit(asset, amount), nobody)? {
            self.model.streams[usize::from(asset)].pay(amount, self.now());
        }
        Ok(())
    }

    fn claims_unshared(&mut self, asset: u8) -> Result<()> {
        let mut model = self.model.clone();
        model.flow(self.now());
        let positions = model.positions();
        let due = model.streams[usize::from(asset)].take_unshared(positions);
        let nothing = (due == 0).then_some(IoStakeError::NothingToClaim);
        let before = self.world.balance(account_of("supplier", asset));
        if self.sends("supplier", calls::claim_unshared(asset), nothing)? {
            self.model = model;
            let paid = self.world.balance(account_of("supplier", asset)) - before;
            ensure!(u128::from(paid) == due, "the owner was paid {paid} of {due}");
        }
        Ok(())
    }

    fn opens_case(&mut self, amount: u64) -> Result<()> {
        if self.case.is_some() {
            return Ok(());
        }
        let device = self.world.device(rig());
        let (own, others) = (device.total(), device.costake.amount);
        let nothing = (own + others == 0).then_some(IoStakeError::NothingToFreeze);
        if self.sends("slasher", staking::open(self.cases, amount), nothing)? {
            let frozen = amount.min(own + others);
            let part = u128::from(frozen) * u128::from(others) / u128::from(own + others);
            let case = self.world.case(self.cases);
            ensure!((case.frozen, u128::from(case.costake)) == (frozen, part), "{case:?} instead of {frozen}, {part}");
            let opened_at = self.now();
            self.case = Some(OpenCase { number: self.cases, frozen, part: case.costake, opened_at });
            self.cases += 1;
        }
        Ok(())
    }

    fn settles(&mut self, parts: u8) -> Result<()> {
        let Some(OpenCase { number, frozen, part, opened_at }) = self.case.take() else { return Ok(()) };
        let mut upheld = frozen;
        if self.now() < opened_at + WINDOW {
            upheld = (u128::from(frozen) * u128::from(parts) / 256) as u64;
            self.sends("supplier", staking::appeal(number), None)?;
            self.sends("arbiter", staking::resolve(number, upheld), None)?;
        }
        if upheld > 0 {
            self.sends("anybody", calls::execute(number), None)?;
        }
        self.model.slash((u128::from(part) * u128::from(upheld) / u128::from(frozen)) as u64);
        Ok(())
    }

    /// Appealed, and the arbiter lets its time pass: nobody loses anything.
    fn lapses(&mut self) -> Result<()> {
        let Some(case) = self.case.filter(|case| self.now() < case.opened_at + WINDOW) else { return Ok(()) };
        self.case = None;
        self.sends("supplier", staking::appeal(case.number), None)?;
        self.world.set_time(self.now() + WINDOW);
        self.sends("anybody", staking::expire(case.number), None)?;
        Ok(())
    }

    /// The program has counted what a holder earned in these assets: never more than due, and never much less.
    fn looks(&mut self, holder: usize, assets: &[u8]) -> Result<()> {
        let name = &self.names[holder];
        let position: Position = self.world.read(position_of(name));
        for asset in assets {
            let asset = usize::from(*asset);
            self.model.look(holder, asset);
            let (counted, earnings) = (position.earned[asset], &self.model.holders[holder].earnings[asset]);
            ensure!(counted.claimed == earnings.paid, "{name} was paid {}, not {}", earnings.paid, counted.claimed);
            let counted = whole(counted.claimed) + whole(counted.owed);
            ensure!(counted <= earnings.due, "{name} has {counted} of {}", earnings.due);
            let missing = earnings.due.clone() - counted;
            // A share's earnings are rounded by less than 2⁻⁶⁴ at each release: less than a base unit for all shares together.
            ensure!(missing <= whole(earnings.looks + 1), "{name} misses {missing} after {} looks", earnings.looks);
        }
        Ok(())
    }

    /// What is in the vaults, and what the program says is, in all.
    fn compare(&self) -> Result<()> {
        let (costake, model) = (self.world.costake(), &self.model);
        let vault = u128::from(self.world.balance(costake::vault_address(rig())));
        ensure!(vault == model.principal, "{vault} of {} are in the vault", model.principal);
        ensure!(vault == u128::from(costake.amount + costake.dust), "{vault} in the vault of {costake:?}");
        ensure!(costake.shares == model.all_shares(), "{costake:?} of {} shares", model.all_shares());
        let gap = model.due_in_all() - whole(costake.amount);
        ensure!(gap >= whole(0) && gap <= whole(costake.dust), "{gap} missing, {} of dust", costake.dust);
        ensure!(costake.dust <= model.moves, "{} of dust after {} moves", costake.dust, model.moves);
        let rewards = self.world.rewards();
        ensure!(rewards.shares == model.shares(), "{} shares earn of {}", rewards.shares, model.shares());
        ensure!(rewards.positions as usize == model.positions(), "{} positions", rewards.positions);
        for asset in ASSETS {
            let (stream, known) = (self.world.stream(asset), &model.streams[usize::from(asset)]);
            let vault = u128::from(self.world.balance(reward_vault(asset)));
            ensure!(vault == known.held, "{vault} in the vault of asset {asset}, not {}", known.held);
            ensure!(u128::from(stream.held) == vault, "{stream:?} of {vault}");
            // What was released while nobody shared is booked when somebody looks.
            if rewards.shares > 0 {
                ensure!(u128::from(stream.unshared) == known.unshared, "{stream:?}, not {}", known.unshared);
            }
        }
        Ok(())
    }

    /// Everybody leaves, and nothing stays behind.
    pub fn ends(&mut self) -> Result<()> {
        self.takes(Step::Settle { parts: 128 })?;
        self.takes(Step::Wait { seconds: COOLDOWN })?;
        for holder in 0..self.holders() {
            self.takes(Step::Withdraw { holder })?;
            self.takes(Step::Unstake { holder, shares: u64::MAX })?;
        }
        self.takes(Step::Wait { seconds: COOLDOWN })?;
        for holder in 0..self.holders() {
            self.takes(Step::Withdraw { holder })?;
            self.takes(Step::Claim { holder, asset: 0 })?;
            self.takes(Step::Claim { holder, asset: 1 })?;
        }
        let costake = self.world.costake();
        ensure!((costake.amount, costake.shares) == (0, 0), "something stays: {costake:?}");
        // Of what was released to shares, the holders have all but what rounding took: it is what is held and not unshared.
        self.model.flow(self.now());
        for asset in [0, 1] {
            let stream = &self.model.streams[asset];
            let looks: u64 = self.model.holders.iter().map(|holder| holder.earnings[asset].looks + 1).sum();
            let dust = stream.held - stream.unshared;
            ensure!(dust <= u128::from(looks), "{dust} of dust in asset {asset} after {looks} looks");
        }
        for holder in 0..self.holders() {
            self.takes(Step::ClosePosition { holder })?;
        }
        self.takes(Step::ClaimUnshared { asset: 0 })?;
        self.takes(Step::ClaimUnshared { asset: 1 })?;
        let (dust, before) = (costake.dust, self.world.balance(io_of("supplier")));
        let destination = (dust > 0).then(|| io_of("supplier"));
        self.sends("supplier", costake::close(address("supplier"), rig(), destination), None)?;
        ensure!(self.world.balance(io_of("supplier")) == before + dust, "the dust is the owner's");
        ensure!(self.world.account(costake::rewards_address(rig())).is_none(), "the rewards are closed");
        let all_left = ASSETS.iter().all(|asset| self.world.balance(reward_vault(*asset)) == 0);
        ensure!(all_left, "something stays in the vaults");
        Ok(())
    }

    /// Takes all of these steps, and then everybody leaves.
    pub fn lives(&mut self, steps: &[Step]) -> Result<()> {
        for (number, step) in steps.iter().enumerate() {
            self.takes(*step).with_context(|| format!("step {number}: {step:?} at {}", self.now()))?;
        }
        self.ends().context("at the end")
    }
}

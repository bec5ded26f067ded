//! Slash cases, from their opening to their end.

use io_stake::error::IoStakeError;
use io_tests::stake::WINDOW;

use super::{
    Case, Model, Stage,
    rules::{Outcome, Reason, present, unless},
};
use crate::cast::{CaseName, Person, Rig};

impl Model {
    pub(super) fn open_case(&mut self, by: Person, rig: Rig, number: u32, asked: u128) -> Outcome {
        let (now, slasher) = (self.now, self.slasher);
        let device = present(self.devices.get_mut(&rig))?;
        let amount = asked.min(device.unfrozen());
        unless([
            (by != slasher, IoStakeError::NotSlasher.into()),
            (number != device.cases_ever, IoStakeError::NotTheNextCase.into()),
            (device.cases.contains_key(&number), Reason::Present),
            (asked == 0, IoStakeError::ZeroAmount.into()),
            (device.unfrozen() == 0, IoStakeError::NothingToFreeze.into()),
        ])?;
        device.cases_ever += 1;
        device.cases.insert(number, Case { amount, stage: Stage::Opened, opened_at: now, opener: by, suspends: false });
        let beside_others = device.cases.len() > 1;
        *self.lamports_of(by) -= u128::from(self.rents.case);
        self.note("a case that froze less than it asked for", amount < asked);
        self.note("several cases on one device", beside_others);
        Ok(())
    }

    pub(super) fn suspend(&mut self, by: Person, rig: Rig, name: CaseName) -> Outcome {
        let now = self.now;
        let case = self.named(rig, name)?;
        unless([
            (by != self.slasher, IoStakeError::NotSlasher.into()),
            (rig != name.0, IoStakeError::CaseOfAnotherDevice.into()),
            (case.suspends, IoStakeError::AlreadySuspended.into()),
        ])?;
        let device = present(self.devices.get_mut(&rig))?;
        device.falls.push(now);
        present(device.cases.get_mut(&name.1))?.suspends = true;
        let twice = device.suspensions() > 1;
        self.note("a device suspended twice", twice);
        Ok(())
    }

    pub(super) fn appeal(&mut self, by: Person, rig: Rig, name: CaseName) -> Outcome {
        let now = self.now;
        let case = self.named(rig, name)?;
        let owner = self.devices[&rig].owner;
        let opened = case.stage == Stage::Opened;
        unless([
            (by != owner, IoStakeError::NotOwner.into()),
            (rig != name.0, IoStakeError::CaseOfAnotherDevice.into()),
            (!opened, IoStakeError::AlreadyAppealed.into()),
            (opened && now >= case.opened_at + WINDOW, IoStakeError::AppealTooLate.into()),
        ])?;
        let last_second = now == case.opened_at + WINDOW - 1;
        self.note("an appeal at the last second", last_second);
        self.change(name, |case| case.stage = Stage::Appealed { at: now });
        Ok(())
    }

    pub(super) fn resolve(&mut self, by: Person, rig: Rig, name: CaseName, opener: Person, upheld: u128) -> Outcome {
        let now = self.now;
        let case = self.named(rig, name)?;
        let appealed_at = match case.stage {
            Stage::Appealed { at } => Some(at),
            Stage::Opened | Stage::Upheld { .. } => None,
        };
        unless([
            (by != self.arbiter, IoStakeError::NotArbiter.into()),
            (by == case.opener, IoStakeError::ArbiterOpenedCase.into()),
            (rig != name.0, IoStakeError::CaseOfAnotherDevice.into()),
            (appealed_at.is_none(), IoStakeError::NotAppealed.into()),
            (appealed_at.is_some_and(|at| now >= at + WINDOW), IoStakeError::RulingTooLate.into()),
            (upheld > case.amount, IoStakeError::ExceedsCase.into()),
            (opener != case.opener, IoStakeError::NotTheRentPayer.into()),
        ])?;
        let appealed_at = appealed_at.unwrap_or_default();
        self.note("a ruling at the last second", now == appealed_at + WINDOW - 1);
        if upheld == 0 {
            self.end(name);
            self.noted.push("a case dismissed by the arbiter");
        } else {
            let in_part = upheld < self.case(name).map_or(0, |case| case.amount);
            self.note("a case upheld in part", in_part);
            self.change(name, |case| (case.stage, case.amount) = (Stage::Upheld { appealed_at }, upheld));
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, rig: Rig, name: CaseName, opener: Person) -> Outcome {
        let now = self.now;
        let case = self.named(rig, name)?;
        let due = match case.stage {
            Stage::Opened => now >= case.opened_at + WINDOW,
            Stage::Appealed { .. } => false,
            Stage::Upheld { .. } => true,
        };
        unless([
            (self.paused, IoStakeError::Paused.into()),
            (rig != name.0, IoStakeError::CaseOfAnotherDevice.into()),
            (!due, IoStakeError::NotExecutable.into()),
            (opener != case.opener, IoStakeError::NotTheRentPayer.into()),
        ])?;
        let (amount, unappealed) = (case.amount, case.stage == Stage::Opened);
        self.slashed += amount;
        self.end(name);
        let device = present(self.devices.get_mut(&rig))?;
        let (of_active, of_cooling) = device.slash(amount);
        if of_active > 0 {
            device.falls.push(now);
        }
        let others = !device.cases.is_empty();
        self.note("a case executed that was not appealed", unappealed);
        self.note("a slash of active and of cooling stake", of_active > 0 && of_cooling > 0);
        self.note("a slash of cooling stake alone", of_active == 0);
        self.note("a case executed beside others", others);
        Ok(())
    }

    pub(super) fn expire(&mut self, rig: Rig, name: CaseName, opener: Person) -> Outcome {
        let now = self.now;
        let case = self.named(rig, name)?;
        let appealed_at = match case.stage {
            Stage::Appealed { at } => Some(at),
            Stage::Opened | Stage::Upheld { .. } => None,
        };
        unless([
            (rig != name.0, IoStakeError::CaseOfAnotherDevice.into()),
            (appealed_at.is_none(), IoStakeError::NotAppealed.into()),
            (appealed_at.is_some_and(|at| now < at + WINDOW), IoStakeError::RulingStillPossible.into()),
            (opener != case.opener, IoStakeError::NotTheRentPayer.into()),
        ])?;
        self.end(name);
        Ok(())
    }

    /// The case, where both it and the device named beside it are there.
    fn named(&self, rig: Rig, name: CaseName) -> Result<&Case, Vec<Reason>> {
        present(self.devices.get(&rig))?;
        present(self.case(name))
    }

    fn change(&mut self, (rig, number): CaseName, change: impl FnOnce(&mut Case)) {
        if let Some(case) = self.devices.get_mut(&rig).and_then(|device| device.cases.get_mut(&number)) {
            change(case);
        }
    }

    /// A case is over: it freezes and suspends nothing any more, and its rent goes back to who opened it.
    fn end(&mut self, (rig, number): CaseName) {
        let ended = self.devices.get_mut(&rig).and_then(|device| device.cases.remove(&number));
        if let Some(case) = ended {
            *self.lamports_of(case.opener) += u128::from(self.rents.case);
            self.note("a suspension ended with its case", case.suspends);
        }
    }
}

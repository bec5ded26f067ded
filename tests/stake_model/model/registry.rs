//! Devices and what is behind them.

use std::collections::BTreeMap;

use io_stake::error::IoStakeError;
use io_tests::stake::{CLOSED, COOLDOWN, CPU, GPU};

use super::{
    Device, Model,
    rules::{Outcome, Reason, present, unless},
};
use crate::cast::{Person, Pot, Rig};

/// How many cooldowns may run side by side.
const COOLDOWNS: usize = 8;

impl Model {
    pub(super) fn register(
        &mut self,
        by: Person,
        rig: Rig,
        class: u16,
        processors: u16,
        source: Option<Person>,
        amount: u128,
    ) -> Outcome {
        // A retry asks for nothing, so only a difference stands against it: no pause, no closed class, no empty purse.
        if let Some(device) = self.devices.get(&rig) {
            let same = (device.owner, device.class, device.processors) == (by, class, processors);
            unless([(!same, IoStakeError::AlreadyRegistered.into())])?;
            self.note("a registration repeated", !self.paused);
            self.note("a registration repeated during a pause", self.paused);
            return Ok(());
        }
        let pays = amount > 0;
        unless([
            (self.paused, IoStakeError::Paused.into()),
            (![GPU, CPU, CLOSED].contains(&class), IoStakeError::NoSuchClass.into()),
            (class == CLOSED, IoStakeError::ClassClosed.into()),
            (pays && source.is_none(), IoStakeError::SourceMissing.into()),
            (processors == 0, IoStakeError::NoProcessors.into()),
            (pays && source.is_some_and(|source| source != by), Reason::PurseOfAnother),
            (pays && source.is_some_and(|source| self.purses[&source] < amount), Reason::PurseTooSmall),
        ])?;
        *self.purse(by) -= amount;
        *self.lamports_of(by) -= u128::from(self.rents.device + self.rents.vault);
        let again = self.closed.contains(&rig);
        self.note("a closed device registered again", again);
        let device = Device {
            owner: by,
            offered_to: None,
            class,
            processors,
            registered_at: self.now,
            active: amount,
            cooling: BTreeMap::new(),
            cases: BTreeMap::new(),
            cases_ever: 0,
            falls: vec![],
            donated: 0,
        };
        self.devices.insert(rig, device);
        Ok(())
    }

    pub(super) fn stake(&mut self, by: Person, rig: Rig, source: Person, amount: u128) -> Outcome {
        let device = present(self.devices.get_mut(&rig))?;
        unless([
            (by != device.owner, IoStakeError::NotOwner.into()),
            (self.paused, IoStakeError::Paused.into()),
            (amount == 0, IoStakeError::ZeroAmount.into()),
            (source != by, Reason::PurseOfAnother),
            (self.purses[&source] < amount, Reason::PurseTooSmall),
        ])?;
        device.active += amount;
        *self.purse(source) -= amount;
        Ok(())
    }

    pub(super) fn request_unstake(&mut self, by: Person, rig: Rig, amount: u128) -> Outcome {
        let (now, ends) = (self.now, self.now + COOLDOWN);
        let device = present(self.devices.get_mut(&rig))?;
        let merged = device.cooling.contains_key(&ends);
        unless([
            (by != device.owner, IoStakeError::NotOwner.into()),
            (amount == 0, IoStakeError::ZeroAmount.into()),
            (amount > device.active, IoStakeError::ExceedsActive.into()),
            (!merged && device.cooling.len() == COOLDOWNS, IoStakeError::TooManyCooldowns.into()),
        ])?;
        device.active -= amount;
        *device.cooling.entry(ends).or_default() += amount;
        device.falls.push(now);
        let of_frozen = device.frozen() > device.active;
        self.note("two cooldowns of the same second", merged);
        self.note("a cooldown of frozen stake", of_frozen);
        Ok(())
    }

    pub(super) fn withdraw(&mut self, by: Person, rig: Rig, to: Pot) -> Outcome {
        let now = self.now;
        let device = present(self.devices.get_mut(&rig))?;
        let payable = device.payable(now);
        unless([
            (by != device.owner, IoStakeError::NotOwner.into()),
            (to == Pot::Vault(rig), IoStakeError::NotTheVault.into()),
            (payable.is_empty(), IoStakeError::NothingToWithdraw.into()),
        ])?;
        let cooled: u128 = device.cooling.range(..=now).map(|(_, amount)| amount).sum();
        let mut paid = 0;
        for (end, amount) in payable {
            device.take(end, amount);
            paid += amount;
        }
        self.credit(to, paid);
        self.note("a withdrawal that left frozen stake behind", paid < cooled);
        Ok(())
    }

    pub(super) fn close_device(&mut self, by: Person, rig: Rig, to: Option<Pot>) -> Outcome {
        let device = present(self.devices.get(&rig))?;
        let surplus = device.donated;
        unless([
            (by != device.owner, IoStakeError::NotOwner.into()),
            (!device.cases.is_empty(), IoStakeError::CaseIsOpen.into()),
            (device.total() > 0, IoStakeError::NotEmpty.into()),
            (self.now <= device.registered_at, IoStakeError::JustRegistered.into()),
            (surplus > 0 && to.is_none(), IoStakeError::SurplusWithoutDestination.into()),
            (surplus > 0 && to == Some(Pot::Vault(rig)), Reason::VaultNotSwept),
        ])?;
        self.devices.remove(&rig);
        self.closed.push(rig);
        if let Some(pot) = to {
            self.credit(pot, surplus);
        }
        *self.lamports_of(by) += u128::from(self.rents.device + self.rents.vault);
        self.note("a gift swept up at the close", surplus > 0);
        Ok(())
    }

    pub(super) fn propose_owner(&mut self, by: Person, rig: Rig, heir: Option<Person>) -> Outcome {
        let device = present(self.devices.get_mut(&rig))?;
        unless([(by != device.owner, IoStakeError::NotOwner.into())])?;
        device.offered_to = heir;
        Ok(())
    }

    pub(super) fn accept_owner(&mut self, by: Person, rig: Rig) -> Outcome {
        let device = present(self.devices.get_mut(&rig))?;
        unless([(device.offered_to != Some(by), IoStakeError::NotPendingOwner.into())])?;
        device.owner = by;
        device.offered_to = None;
        let (accused, cooling) = (!device.cases.is_empty(), !device.cooling.is_empty());
        self.note("a device handed over with an open case", accused);
        self.note("a device handed over with a cooldown", cooling);
        Ok(())
    }

    pub(super) fn donate(&mut self, by: Person, rig: Rig, amount: u128) -> Outcome {
        unless([
            (!self.devices.contains_key(&rig), Reason::NoVault),
            (self.purses[&by] < amount, Reason::PurseTooSmall),
        ])?;
        *self.purse(by) -= amount;
        self.credit(Pot::Vault(rig), amount);
        Ok(())
    }
}

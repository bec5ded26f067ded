//! What a wallet has in its devices: stake that is active, stake that cools, and rewards that are settled and not claimed.

use anchor_lang::prelude::Pubkey;
use serde::Serialize;
use std::collections::HashMap;
use std::ops::{Add, AddAssign, Neg, Sub};

use super::meaning::{self, Act};
use super::{Asset, Line, Past};
use crate::history::{Emission, Event, Record, Stake};
use crate::moment;

/// Base units of IO in devices, or a change of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Active stake.
    pub staked: i128,
    /// Stake on its way out.
    pub cooling: i128,
    /// Rewards that are settled and not claimed, the part of co-stakers included.
    pub owed: i128,
}

impl Position {
    pub const NONE: Self = Self { staked: 0, cooling: 0, owed: 0 };
}

impl Add for Position {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { staked: self.staked + other.staked, cooling: self.cooling + other.cooling, owed: self.owed + other.owed }
    }
}

impl Neg for Position {
    type Output = Self;

    fn neg(self) -> Self {
        Self { staked: -self.staked, cooling: -self.cooling, owed: -self.owed }
    }
}

impl Sub for Position {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl AddAssign for Position {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// A device at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whose it is. Of one that is gone: who is paid what it has earned.
    pub owner: Option<Pubkey>,
    pub position: Position,
}

/// Devices on their way through the records.
pub struct Devices(HashMap<Pubkey, Standing>);

impl Devices {
    /// As they stood before the first record.
    pub fn before(past: &Past) -> Self {
        let mut devices = past.devices.clone();
        let mut active = past.active_before.clone();
        let events = || past.records.iter().flat_map(|record| &record.events);
        for event in events() {
            for act in meaning::acts(event, |device| active.get(device).map(|active| i128::from(*active))) {
                if let Some(standing) = act.device.and_then(|device| devices.get_mut(&device)) {
                    standing.position = standing.position - act.change;
                }
            }
            active.extend(active_after(event));
        }
        for event in past.records.iter().rev().flat_map(|record| record.events.iter().rev()) {
            let Event::Stake(event) = event else { continue };
            let (device, owner) = match event {
                Stake::OwnerChanged(event) => (event.device, Some(event.old_owner)),
                Stake::DeviceClosed(event) => (event.device, Some(event.owner)),
                Stake::Registered(event) => (event.device, None),
                _ => continue,
            };
            if let Some(standing) = devices.get_mut(&device) {
                standing.owner = owner;
            }
        }
        Self(devices)
    }

    /// What cannot have been.
    pub fn impossible(&self) -> Vec<String> {
        let negative =
            |position: &Position| [position.staked, position.cooling, position.owed].iter().any(|one| *one < 0);
        let impossible = self.0.iter().filter(|(_, standing)| negative(&standing.position));
        let sentence = |(device, _)| format!("the device {device} lost more than it can have had");
        impossible.map(sentence).collect()
    }

    /// Base units of a device's active stake.
    pub fn staked(&self, device: &Pubkey) -> Option<i128> {
        self.0.get(device).map(|standing| standing.position.staked)
    }

    /// What a wallet has in all of its devices.
    pub fn position_of(&self, wallet: &Pubkey) -> Position {
        let own = self.0.values().filter(|standing| standing.owner.as_ref() == Some(wallet));
        own.fold(Position::NONE, |sum, standing| sum + standing.position)
    }

    /// Carries an act out, and returns the wallet's line about it, if it has one.
    pub fn take(&mut self, act: &Act, past: &Past, record: &Record) -> Option<Line> {
        let wallet = Some(past.wallet);
        let (mut position, mut handed) = (Position::NONE, None);
        if let Some(standing) = act.device.and_then(|device| self.0.get_mut(&device)) {
            let before = *standing;
            standing.position += act.change;
            standing.owner = act.owner.or(before.owner);
            let of = |standing: &Standing| if standing.owner == wallet { standing.position } else { Position::NONE };
            position = of(standing) - of(&before);
            handed = [before.owner, act.owner].into_iter().flatten().find(|owner| *owner != past.wallet);
        }
        let moved = act.moved.filter(|moved| moved.party == past.wallet);
        if moved.is_none() && position == Position::NONE {
            return None;
        }
        let (asset, amount) = moved.map_or((Asset::Io, 0), |moved| (moved.asset, moved.amount));
        let paid = act.moved.map(|moved| moved.party).filter(|party| *party != past.wallet);
        let handed = handed.filter(|_| act.owner.is_some());
        Some(Line {
            device: act.device,
            amount,
            counterparty: act.counterparty.or(paid).or(handed),
            reservation: act.reservation,
            position,
            ..Line::of(record, act.kind, asset)
        })
    }

    /// What an event says of a device that does not follow from all the others.
    pub fn doubt(&self, event: &Event, record: &Record) -> Option<String> {
        let standing = |device: &Pubkey| self.0.get(device).map(|standing| standing.position);
        let doubt = |device: &Pubkey, what: &str, said: u64, computed: i128| {
            (i128::from(said) != computed).then(|| {
                format!(
                    "the device {device} had {} IO {what} on {}, and its events come to {}",
                    Asset::Io.show(said.into()),
                    moment::show(record.time),
                    Asset::Io.show(computed)
                )
            })
        };
        if let Event::Emission(Emission::Claimed(claimed)) = event {
            // A claim pays all.
            return doubt(&claimed.device, "left to claim", 0, standing(&claimed.device)?.owed);
        }
        let (device, active) = active_after(event)?;
        doubt(&device, "active", active, standing(&device)?.staked)
    }
}

/// The active stake of a device after an event that says so.
pub fn active_after(event: &Event) -> Option<(Pubkey, u64)> {
    let Event::Stake(event) = event else { return None };
    match event {
        Stake::Registered(event) => Some((event.device, event.active)),
        Stake::Staked(event) => Some((event.device, event.active)),
        Stake::UnstakeRequested(event) => Some((event.device, event.active)),
        Stake::Executed(event) => Some((event.device, event.active)),
        Stake::DeviceClosed(event) => Some((event.device, 0)),
        _ => None,
    }
}

use crate::{error::IoStakeError, state::VERSION};
use anchor_lang::prelude::*;
use io_economics::Multiplier;

/// A kind of device: what it is called, which reward pool it belongs to, and how much its processors weigh.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
pub struct Class {
    /// Its name, UTF-8, filled up with zeros.
    pub name: [u8; 24],
    /// Weight of one of its processors in basis points; 0 where no class of this number exists.
    pub multiplier_bps: u32,
    /// Number of the reward pool it belongs to.
    pub pool: u8,
    /// 1 if it takes new devices, else 0.
    pub open: u8,
    /// Aligns what follows.
    pub padding: [u8; 2],
}

impl Class {
    /// Whether a class of this number has ever been set.
    pub const fn exists(&self) -> bool {
        self.multiplier_bps != 0
    }

    /// Whether it takes new devices.
    pub const fn is_open(&self) -> bool {
        self.open != 0
    }

    /// Weight of one of its processors.
    pub const fn multiplier(&self) -> Multiplier {
        Multiplier::new(self.multiplier_bps)
    }

    /// Its name without the zeros, or None where it is not text.
    pub fn name(&self) -> Option<&str> {
        let end = self.name.iter().position(|byte| *byte == 0).unwrap_or(self.name.len());
        let (text, filling) = self.name.split_at_checked(end)?;
        let filled = filling.iter().all(|byte| *byte == 0);
        core::str::from_utf8(text).ok().filter(|name| !name.is_empty() && filled)
    }
}

/// Every device class, by number. One account, so that a batch of devices of many classes reads it once.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Classes {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Aligns what follows.
    pub padding: [u8; 6],
    /// The classes; the place in the list is the class's number.
    pub classes: [Class; Classes::COUNT],
}

impl Classes {
    /// How many classes there can be.
    pub const COUNT: usize = 128;

    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// The class of that number, if there is one.
    pub fn get(&self, number: u16) -> Option<&Class> {
        self.classes.get(usize::from(number)).filter(|class| class.exists())
    }

    pub(crate) fn set(&mut self, number: u16, class: Class) -> Result<()> {
        *self.classes.get_mut(usize::from(number)).ok_or(IoStakeError::NoSuchClass)? = class;
        self.invariant(number)
    }

    /// What holds of a class after it was set: it has a name and a weight.
    pub fn invariant(&self, number: u16) -> Result<()> {
        let class = self.get(number).ok_or(IoStakeError::InvalidMultiplier)?;
        require!(class.name().is_some(), IoStakeError::InvalidClassName);
        require!(self.version == VERSION && class.open <= 1, IoStakeError::InvariantViolated);
        Ok(())
    }
}

//! Who takes part, and what their devices, cases and pots of IO are called.

use std::{fmt, sync::LazyLock};

use anchor_lang::prelude::Pubkey;
use io_tests::{address, stake::purse};

/// Somebody who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    Supplier,
    Neighbour,
    Heir,
    Slasher,
    SecondSlasher,
    Arbiter,
    Pauser,
    Admin,
    Stranger,
}

impl Person {
    pub const ALL: [Self; 9] = [
        Self::Supplier,
        Self::Neighbour,
        Self::Heir,
        Self::Slasher,
        Self::SecondSlasher,
        Self::Arbiter,
        Self::Pauser,
        Self::Admin,
        Self::Stranger,
    ];

    /// Those who have IO, and register devices.
    pub const SUPPLIERS: [Self; 3] = [Self::Supplier, Self::Neighbour, Self::Heir];

    /// Those between whom the roles of slasher and arbiter go around.
    pub const OFFICERS: [Self; 3] = [Self::Slasher, Self::SecondSlasher, Self::Arbiter];

    /// Its address and its purse, worked out once: every comparison asks for all of them.
    fn addresses(self) -> (Pubkey, Pubkey) {
        static ADDRESSES: LazyLock<[(Pubkey, Pubkey); 9]> =
            LazyLock::new(|| Person::ALL.map(|person| (address(person.name()), purse(person.name()))));
        ADDRESSES[self as usize]
    }

    pub fn address(self) -> Pubkey {
        self.addresses().0
    }

    /// The token account that its IO is in. Only the suppliers' exist.
    pub fn purse(self) -> Pubkey {
        self.addresses().1
    }

    /// The name that the harness makes the key from.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Neighbour => "neighbour",
            Self::Heir => "heir",
            Self::Slasher => "slasher",
            Self::SecondSlasher => "slasher 2",
            Self::Arbiter => "arbiter",
            Self::Pauser => "pauser",
            Self::Admin => "admin",
            Self::Stranger => "stranger",
        }
    }
}

/// A device: who registered it, and under which id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rig(pub Person, pub u8);

impl Rig {
    /// Every device there can be: a few, so that they are closed and registered anew.
    pub fn all() -> impl Iterator<Item = Self> {
        Person::SUPPLIERS.into_iter().flat_map(|registrant| [Self(registrant, 0), Self(registrant, 1)])
    }
}

impl fmt::Debug for Rig {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "rig {} of {:?}", self.1, self.0)
    }
}

/// A slash case: the device it was opened against, and its number there.
pub type CaseName = (Rig, u32);

/// Where IO is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pot {
    /// The token account of one of the suppliers.
    Purse(Person),
    /// The vault of a device.
    Vault(Rig),
}
